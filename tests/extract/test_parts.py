# SPDX-License-Identifier: Apache-2.0
"""Letterhead, recipients, signers and dates, each on its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.extract import extract_fields
from pipeline.extract.dates import find_date_mentions
from pipeline.extract.items import clean_item
from pipeline.extract.letterhead import read_letterhead, read_number_line, read_place_date
from pipeline.extract.positions import read_position
from pipeline.extract.references import find_references
from pipeline.extract.rows import rows_of
from pipeline.extract.signatures import personal_name
from pipeline.extract.title import title_type
from pipeline.model import Block, BlockKind, Box, Line, Page, Word
from tests.extract.test_extract_fields import page, page_with_boxes


@pytest.mark.parametrize(
    ("text", "number", "symbol", "code"),
    [
        ("Số: 15/QĐ-BNV", "15", "QĐ-BNV", "15/QĐ-BNV"),
        ("Số 12-NQ/ĐU", "12", "NQ/ĐU", "12-NQ/ĐU"),
        ("Số: 2827 /QĐ-BGDĐT", "2827", "QĐ-BGDĐT", "2827/QĐ-BGDĐT"),
        ("Số:45/UBND- KT", "45", "UBND-KT", "45/UBND-KT"),
        ("Số: 44/2026/QĐ-UBND", "44", "QĐ-UBND", "44/2026/QĐ-UBND"),
        ("Số: /QĐ-UBND", None, "QĐ-UBND", None),
        ("Số:       -CV/HU", None, "CV/HU", None),
        ("Số: …../TB-SYT", None, "TB-SYT", None),
        ("Số: 5'†5 /UBND-KTTH", None, "UBND-KTTH", None),
        ("Só: l4j7TB-ĐHKT", None, "TB-ĐHKT", None),
        ("Luật số: 31/2024/QH15", "31", "QH15", "31/2024/QH15"),
        ("Số: 16/QD-SNV", "16", "QĐ-SNV", "16/QĐ-SNV"),
        ("Số: 254/UB", "254", "UB", "254/UB"),
        ("Số 388/LĐLĐ", "388", "LĐLĐ", "388/LĐLĐ"),
        ("Số: 36-CT", "36", "CT", "36-CT"),
        ("Số: 77/BCĐ389-TH", "77", "BCĐ389-TH", "77/BCĐ389-TH"),
        ("Số: 3105/PYPC-KT+AT", "3105", "PYPC-KT+AT", "3105/PYPC-KT+AT"),
    ],
)
def test_number_lines(text: str, number: str | None, symbol: str, code: str | None) -> None:
    (row,) = rows_of([page(text)])
    line = read_number_line(row)
    assert line is not None
    assert (line.number, line.symbol, line.code) == (number, symbol, code)


@pytest.mark.parametrize(
    ("text", "number"), [("620/VP-KSTTHC", "620"), ("/VP-KSTTHC", None), ("12-CT/TU", "12")]
)
def test_a_code_alone_is_a_number_line_in_the_left_half_of_a_letterhead(
    text: str, number: str | None
) -> None:
    (row,) = rows_of([page(text)])
    assert read_number_line(row) is None
    line = read_number_line(replace(row, kind=BlockKind.LETTERHEAD_LEFT))
    assert line is not None
    assert line.number == number


@pytest.mark.parametrize(
    "text",
    ["Số lượng: 15/20 người", "Sở Y tế", "Số điện thoại: 024-3825", "Số dân 15", "254/UB"],
)
def test_other_lines_with_so_are_no_number_lines(text: str) -> None:
    (row,) = rows_of([page(text)])
    assert read_number_line(row) is None


@pytest.mark.parametrize(
    ("text", "place", "date"),
    [
        ("Hà Nội, ngày 05 tháng 01 năm 2020", "Hà Nội", "2020-01-05"),
        ("TP. Hồ Chí Minh, ngày 5 tháng 11 năm 2019", "TP. Hồ Chí Minh", "2019-11-05"),
        ("Bà Rịa - Vũng Tàu, ngày 15 tháng 8 năm 2022", "Bà Rịa - Vũng Tàu", "2022-08-15"),
        ("Quận 6, ngày 15 tháng 5 năm 2023", "Quận 6", "2023-05-15"),
        ("Phường 12, ngày 03 tháng 5 năm 2023", "Phường 12", "2023-05-03"),
        ("Nghệ An, hồi 16 giờ 30 ngày 21 tháng 7 năm 2025", "Nghệ An", "2025-07-21"),
        ("Huế, hồi 9h00, ngày 01 tháng 10 năm 2024", "Huế", "2024-10-01"),
        ("Đắk Lắk, ngày    tháng 5 năm 2024", "Đắk Lắk", None),
        ("Huế, ngày … tháng … năm 2024", "Huế", None),
        ("Nam Định, ngày 31 tháng 4 năm 2021", "Nam Định", None),
        ("Cao Bằng, ngày04†tháng 02 năm 2025", "Cao Bằng", None),
        ("Cần Thơ, ngàw2Štháng 10 năm 2025", "Cần Thơ", None),
        ("Cần Thơ, ngà28tháng 10 năm 2025", "Cần Thơ", "2025-10-28"),
    ],
)
def test_place_and_date(text: str, place: str, date: str | None) -> None:
    (row,) = rows_of([page(text)])
    found = read_place_date(row)
    assert found is not None
    assert (found.place, found.date) == (place, date)


def test_a_stamp_close_below_the_number_does_not_take_it_away() -> None:
    block = "Số: 141-QĐ/TU\nCÔNG VĂN ĐẾN\nSố 1187.\nNgày: 08/9"
    head = read_letterhead(rows_of([page("TỈNH ỦY TÂY NINH\n\n" + block)]))
    assert (head.issuer, head.number_line.code if head.number_line else None) == (
        "TỈNH ỦY TÂY NINH",
        "141-QĐ/TU",
    )
    stamp = "UBND TỈNH TÂY NINH\nCÔNG VĂN ĐẾN\nSố: 1187/VP-UBND"
    head = read_letterhead(rows_of([page(f"TỈNH ỦY TÂY NINH\n\n{stamp}\n\nSố 141-QĐ/TU")]))
    assert head.number_line is not None
    assert head.number_line.code == "141-QĐ/TU"


@pytest.mark.parametrize(
    ("block", "parent", "issuer"),
    [
        ("BỘ TÀI CHÍNH\nTỔNG CỤC THUẾ", "BỘ TÀI CHÍNH", "TỔNG CỤC THUẾ"),
        ("BAN CHỈ ĐẠO 389\nTỈNH LẠNG SƠN", None, "BAN CHỈ ĐẠO 389 TỈNH LẠNG SƠN"),
        (
            "ỦY BAN TRUNG ƯƠNG\nMẶT TRẬN TỔ QUỐC VIỆT NAM\nBAN THƯỜNG TRỰC",
            "ỦY BAN TRUNG ƯƠNG MẶT TRẬN TỔ QUỐC VIỆT NAM",
            "BAN THƯỜNG TRỰC",
        ),
        ("ỦY BAN NHÂN DÂN\nTHỊ XÃ SƠN TÂY", None, "ỦY BAN NHÂN DÂN THỊ XÃ SƠN TÂY"),
        (
            "SỞ GIÁO DỤC VÀ ĐÀO TẠO\nTRƯỜNG THPT\nCHU VĂN AN",
            "SỞ GIÁO DỤC VÀ ĐÀO TẠO",
            "TRƯỜNG THPT CHU VĂN AN",
        ),
        ("SỞ KHOA HỌC\nVÀ CÔNG NGHỆ", None, "SỞ KHOA HỌC VÀ CÔNG NGHỆ"),
        (
            "ĐẢNG BỘ HUYỆN BA VÌ\nĐẢNG ỦY XÃ TẢN LĨNH\n*",
            "ĐẢNG BỘ HUYỆN BA VÌ",
            "ĐẢNG ỦY XÃ TẢN LĨNH",
        ),
        ("BAN CHẤP HÀNH TRUNG ƯƠNG\n*", None, "BAN CHẤP HÀNH TRUNG ƯƠNG"),
        ("TỈNH ỦY HÀ NAM\nBAN TUYÊN GIÁO\n*", "TỈNH ỦY HÀ NAM", "BAN TUYÊN GIÁO"),
        ("LIÊN ĐOÀN LAO ĐỘNG -\nSỞ NỘI VỤ TỈNH X", None, "LIÊN ĐOÀN LAO ĐỘNG - SỞ NỘI VỤ TỈNH X"),
        ("-TỈNH ỦY HÀ NAM -\nBAN TUYÊN GIÁO", "TỈNH ỦY HÀ NAM", "BAN TUYÊN GIÁO"),
        ("VIỆN KIỂM SÁT NHÂN DÂN\nTỐI CAO", None, "VIỆN KIỂM SÁT NHÂN DÂN TỐI CAO"),
        (
            "TẬP ĐOÀN ĐIỆN LỰC\nVIỆT NAM\nCÔNG TY ĐIỆN LỰC A",
            "TẬP ĐOÀN ĐIỆN LỰC VIỆT NAM",
            "CÔNG TY ĐIỆN LỰC A",
        ),
        (
            "ỦY BAN MẶT TRẬN TỔ QUỐC\nVIỆT NAM TỈNH B",
            None,
            "ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM TỈNH B",
        ),
        (
            "ĐOÀN TNCS HỒ CHÍ MINH\nBAN CHẤP HÀNH TỈNH C",
            "ĐOÀN TNCS HỒ CHÍ MINH",
            "BAN CHẤP HÀNH TỈNH C",
        ),
    ],
)
def test_issuers_and_their_superiors(block: str, parent: str | None, issuer: str) -> None:
    head = read_letterhead(rows_of([page(block + "\n\nSố: 1/BC-ABC")]))
    assert (head.parent_issuer, head.issuer) == (parent, issuer)


@pytest.mark.parametrize(
    ("stamp", "urgency", "secrecy"),
    [
        ("HỎA TỐC", "HỎA TỐC", None),
        ("HOẢ TỐC", "HOẢ TỐC", None),
        ("THƯỢNG KHẨN", "THƯỢNG KHẨN", None),
        ("TỐI MẬT", None, "TỐI MẬT"),
        ("[ KHẨN ]", "KHẨN", None),
        ("Mật mã", None, None),
    ],
)
def test_stamps_of_urgency_and_secrecy(
    stamp: str, urgency: str | None, secrecy: str | None
) -> None:
    head = read_letterhead(rows_of([page(f"SỞ Y TẾ\n\nSố: 1/SYT-NV\n\n{stamp}")]))
    assert (head.urgency and head.urgency[0]) == urgency
    assert (head.secrecy and head.secrecy[0]) == secrecy


def test_the_stamp_of_a_digital_signature_is_no_letterhead() -> None:
    text = "TRUNG TÂM A\nvp@example.gov.vn\n05.02.2025 15:35:18 +07:00\n\nSỞ Y TẾ\n\nSố: 1/SYT-NV"
    head = read_letterhead(rows_of([page(text)]))
    assert (head.parent_issuer, head.issuer) == (None, "SỞ Y TẾ")


@pytest.mark.parametrize(
    ("text", "doc_type"),
    [
        ("QUYẾT ĐỊNH", "quyết định"),
        ("QUYÉT ĐỊNH", "quyết định"),
        ("THÔNG BẢO", "thông báo"),
        ("BÁO CÁO KẾT QUẢ", "báo cáo"),
        ("CHỈ THỊ", "chỉ thị"),
        ("Quyết định", None),
        ("SỞ Y TẾ", None),
        ("KẾ HOẠCH", "kế hoạch"),
        ("Q U Y Ế T Đ Ị N H", "quyết định"),
        ("NGHỊ QUYẾT", "nghị quyết"),
        ("CÔNG VĂN ĐẾN", None),
        ("CÔNG VĂN ĐEN", None),
    ],
)
def test_type_lines(text: str, doc_type: str | None) -> None:
    (row,) = rows_of([page(text)])
    found = title_type(row)
    assert (found[0] if found else None) == doc_type


@pytest.mark.parametrize(
    ("printed", "item"),
    [
        ("- Như trên;", "Như trên"),
        ("– Bộ Tư pháp,", "Bộ Tư pháp"),
        ("- Lưu: VT, KSTT (10b).", "Lưu: VT, KSTT (10b)"),
        ("+ UBND tỉnh (b/c);", "UBND tỉnh (b/c)"),
        ("Lưu VPHU.", "Lưu VPHU"),
        ("- ;", ""),
        ("- Lưu: VT,TV.", "Lưu: VT, TV"),
        ("- Lưu: VT, KĐ.7.", "Lưu: VT, KĐ.7"),
        ("- Lưu: VT (L-40b).4", "Lưu: VT (L-40b)"),
    ],
)
def test_items_lose_their_dash_and_closing_mark(printed: str, item: str) -> None:
    assert clean_item(printed) == item


def test_two_signers_side_by_side() -> None:
    fields = extract_fields(
        [
            page(
                "BIÊN BẢN\nBàn giao hồ sơ\n\nHôm nay, hai bên giao nhận 15 hộp hồ sơ./.\n\n"
                "TM. HỘI ĐỒNG\nCHỦ TỊCH\n\nNguyễn Văn Sáu\n\n"
                "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n\nTrần Thị Bảy"
            )
        ]
    )
    assert fields.doc_type == "biên bản"
    assert [(s.authority, s.position, s.name) for s in fields.signers] == [
        ("TM. HỘI ĐỒNG", "CHỦ TỊCH", "Nguyễn Văn Sáu"),
        ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Trần Thị Bảy"),
    ]


def test_dates_of_the_body_say_what_they_are() -> None:
    text = (
        "Căn cứ Quyết định số 5/QĐ-SYT ngày 03/4/2021, giai đoạn 2021 - 2025,"
        " báo cáo trước ngày 15/6/2021;"
        " có hiệu lực từ ngày 01/7/2021; họp ngày 20/5/2021; quý II/2021; ngày 30/02/2021."
    )
    mentions = find_date_mentions(text, find_references(text), [(0, 1)])
    assert [(m.value, m.kind) for m in mentions] == [
        ("2021-04-03", "reference"),
        ("2021", "period-start"),
        ("2025", "period-end"),
        ("2021-06-15", "deadline"),
        ("2021-07-01", "effective"),
        ("2021-05-20", "other"),
        ("2021-Q2", "quarter"),
        (None, "other"),
    ]
    assert {m.page for m in mentions} == {1}


@pytest.mark.parametrize(
    ("read", "position"),
    [
        ("_~-HIỆU TRƯỞNG”", "HIỆU TRƯỞNG"),
        ("HIỆU/TRƯỞNG", "HIỆU TRƯỞNG"),
        ("GIÁM ĐỐC .", "GIÁM ĐỐC"),
    ],
)
def test_specks_of_a_seal_round_a_position_are_left_out(read: str, position: str) -> None:
    fields = extract_fields(
        [page(f"Trân trọng./.\n\nNơi nhận:\n- Lưu: VT.\n\n{read}\n\nLê Thị Na")]
    )
    assert [(s.position, s.name) for s in fields.signers] == [(position, "Lê Thị Na")]


@pytest.mark.parametrize(
    "text",
    [
        "LỂzán Dũng",
        "Lưu: VT",
        "Nơi Nhận 2",
        "SỞ Y TẾ",
        "ngày ký",
        "Dũng",
        "THƯỜNG VỤ",
        "AN NHÂN DÂN",
        "PHÓ BÍ",
        "A THƯỜNG TRỰC",
        "VĂN PHÒNG",
        "Đã ký",
        "Lưu VT",
        "Chương II",
        "NGÂN SÁCH",
        "LƯU VĂN THƯ",
        "[daky]",
    ],
)
def test_what_is_no_name_is_taken_for_none(text: str) -> None:
    (row,) = rows_of([page(text)])
    assert personal_name(row) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("PGS.TS. Trần Văn Bình", "Trần Văn Bình"),
        ("Thượng tá Lê Na", "Lê Na"),
        ("K' Brôih", "K' Brôih"),
        ("Y Thim Byă", "Y Thim Byă"),
        ("NGUYỄN THỊ LAN", "NGUYỄN THỊ LAN"),
        ("A Lăng Bốc", "A Lăng Bốc"),
        ("[daky] Âu Ích Vân", "Âu Ích Vân"),
        ("[dĐỗ Thị Vân", "Đỗ Thị Vân"),
        ("Ông Ngọc Mậu", "Ông Ngọc Mậu"),
        ("Ông Trần Ngọc Mậu", "Trần Ngọc Mậu"),
        ("Lưu Thị Thanh Loan", "Lưu Thị Thanh Loan"),
        ("© Đặng Thị Hoa ~", "Đặng Thị Hoa"),
        ("(Đã ký) Ma Thị Pà", "Ma Thị Pà"),
        ("Đã ký: Ma Thị Pà", "Ma Thị Pà"),
        ("'fWơnÿ ‹ă Lê Hồng Nhân", "Lê Hồng Nhân"),
        ("Qản Xuân Sỹ", "Qản Xuân Sỹ"),  # not Xuân Sỹ
    ],
)
def test_names_are_taken_without_their_titles(text: str, name: str) -> None:
    (row,) = rows_of([page(text)])
    assert personal_name(row) == name


@pytest.mark.parametrize(
    ("read", "position"),
    [
        ("PHÓ GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
        ("THỨ TRƯỚNG", "THỨ TRƯỞNG"),
        ("PHÓ GIÁM ĐC", "PHÓ GIÁM ĐỐC"),
        ("UỶ VIÊN", "UỶ VIÊN"),
        ("PHÓ CHỦ TỊCH PHỤ TRÁCH KHỐI", "PHÓ CHỦ TỊCH PHỤ TRÁCH KHỐI"),
        ("TRƯỞNG TÀU BIỂN", None),
        ("PHÓ BỘ TRƯỞNG", None),
        ("SỞ Y TẾ", None),
        ("P Đ", None),
    ],
)
def test_damaged_positions_are_taken_from_the_list(read: str, position: str | None) -> None:
    assert read_position(read) == position


def test_the_mark_over_a_deputy_is_ky_thay_even_when_the_seal_lies_on_it() -> None:
    text = "Trân trọng./.\n\nNơi nhận:\n- Lưu: VT.\n\n“T. GIÁM ĐÓC\nPHÓ GIÁM ĐỚC\n\nLê Thị Na"
    (signer,) = extract_fields([page(text)]).signers
    assert (signer.authority, signer.position) == ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")


def test_words_of_the_seal_above_a_name_are_no_name() -> None:
    text = (
        "Trân trọng./.\n\nNơi nhận:\n- Lưu: VT.\n\nKT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n\nY TẾ\n\nLê Thị Na"
    )
    (signer,) = extract_fields([page(text)]).signers
    assert signer.name == "Lê Thị Na"
    capitals = text.replace("Lê Thị Na", "LÊ THỊ NA").replace("Y TẾ\n\n", "")
    assert extract_fields([page(capitals)]).signers[0].name == "LÊ THỊ NA"


def test_rows_of_a_seal_are_no_part_of_a_position() -> None:
    text = "Trân trọng./.\n\nNơi nhận:\n- Lưu: VT.\n\nKT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nMẪU\n\nLê Thị Na"
    (signer,) = extract_fields([page(text)]).signers
    assert (signer.position, signer.name) == ("PHÓ GIÁM ĐỐC", "Lê Thị Na")


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ("Hoàng Thị Kim Quỳnh", "Hoàng Thị Kim Quỳnh"),
        ("  Kim Quỳnh", "Kim Quỳnh"),
        ("          Kim Quỳnh", None),  # the seal took Hoàng Thị
    ],
)
def test_two_words_far_right_of_the_middle_are_no_whole_name(row: str, name: str | None) -> None:
    left = " " * 50
    text = f"Trân trọng./.\n\nNơi nhận:\n- Lưu: VT.\n\n{left}   GIÁM ĐỐC\n\n{left}{row}"
    (signer,) = extract_fields([page_with_boxes(text)]).signers
    assert (signer.position, signer.name) == ("GIÁM ĐỐC", name)


def test_a_list_of_offices_is_no_authority() -> None:
    text = (
        "Trân trọng./.\n\nNơi nhận:\n- Phòng ĐT,      KT, DA, TH, KSTTHC;\n- Lưu: VT.\n\n"
        "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nLê Thị Na"
    )
    fields = extract_fields([page_with_boxes(text)])
    assert [signer.authority for signer in fields.signers] == ["KT. CHỦ TỊCH"]


def test_capitals_of_a_seal_are_no_part_of_a_position() -> None:
    text = "Trân trọng./.\n\nNơi nhận:\n- Lưu: VT.\n\nCHỦ TỊCH\nILẠO ĐỘNG\n\nLê Thị Na"
    (signer,) = extract_fields([page(text)]).signers
    assert (signer.position, signer.name) == ("CHỦ TỊCH", "Lê Thị Na")


def test_names_in_a_table_sign_nothing() -> None:
    signed = "Trân trọng./.\n\nNơi nhận:\n- Lưu: VT."
    made = page(f"{signed}\n\nTrần Văn Hai\nLê Thị Ba")
    (head, list_, table) = made.blocks
    blocks = (head, list_, replace(table, kind=BlockKind.TABLE))
    assert extract_fields([replace(made, blocks=blocks)]).signers == ()


HEAD = "TỈNH ỦY VĨNH HÒA\n*\nSố 15-CV/TU\n{}\n\nĐẢNG CỘNG SẢN VIỆT NAM\n\n"


def test_the_subject_of_a_party_letter_begins_with_ve() -> None:
    text = HEAD.format("Về góp ý dự thảo\nnghị quyết") + (
        "Kính gửi: Các ban đảng\n\nThực hiện chương trình công tác, đề nghị góp ý./."
    )
    fields = extract_fields([page_with_kinds(text, BlockKind.LETTERHEAD_LEFT)])
    assert fields.subject == "Về góp ý dự thảo nghị quyết"


@pytest.mark.parametrize("read", ["V/v", "V⁄w", "V/w", "VÁ'", "V"])
def test_a_mark_of_a_subject_that_is_read_badly(read: str) -> None:
    text = (
        f"TỈNH ỦY VĨNH HÒA\nSố 70-CV/TU\n{read} an toàn thực phẩm dịp Tết\nNguyên đán\n\n"
        "Kính gửi: Các huyện ủy\n\nThực hiện chương trình công tác, đề nghị góp ý./."
    )
    fields = extract_fields([page_with_kinds(text, BlockKind.LETTERHEAD_LEFT)])
    assert fields.subject == "an toàn thực phẩm dịp Tết Nguyên đán"


def page_with_kinds(text: str, first: BlockKind) -> Page:
    made = page(text)
    return replace(made, blocks=(replace(made.blocks[0], kind=first), *made.blocks[1:]))


@pytest.mark.parametrize("after", ["2021 - 2026", "2021-2026.", "2024"])
def test_years_alone_on_their_row_end_a_subject(after: str) -> None:
    text = f"KẾ HOẠCH\nCải cách hành chính giai đoạn\n{after}\n\nCăn cứ Luật Lưu trữ, ban hành:"
    fields = extract_fields([page(text)])
    assert fields.subject == f"Cải cách hành chính giai đoạn {after}"


def centred(lines: list[tuple[str, int, BlockKind]]) -> Page:
    """A page of blocks of one line, 20 px high, around a middle; a letter is 10 px wide."""
    blocks = []
    for number, (text, middle, kind) in enumerate(lines):
        half, top = 5 * len(text), 200 + 30 * number
        box = Box(middle - half, top, middle + half, top + 20)
        words = tuple(Word(word, word, 0.9, box) for word in text.split())
        blocks.append(Block((Line(words, box),), kind, box))
    return replace(page("x"), width=1000, height=1400, blocks=tuple(blocks))


@pytest.mark.parametrize(
    ("subject", "last"),
    [
        ("Báo cáo kết quả tổ chức Đại hội đảng bộ các cấp nhiệm kỳ 2016", "- 2021"),
        ("Về việc giải phóng mặt bằng dự án đường tỉnh", "847"),
    ],
)
def test_a_number_alone_below_a_subject_is_its_end(subject: str, last: str) -> None:
    title, body = BlockKind.TITLE, BlockKind.BODY
    made = centred(
        [
            ("KẾ HOẠCH", 500, title),
            (subject, 500, title),
            (last, 500, body),
            ("Căn cứ Luật Lưu trữ, ban hành kế hoạch như sau:", 500, body),
        ]
    )
    assert extract_fields([made]).subject == f"{subject} {last}"


@pytest.mark.parametrize(("text", "middle"), [("2", 500), ("15", 900), ("847", 100)])
def test_another_number_below_a_subject_is_not(text: str, middle: int) -> None:
    subject = "Về việc giải phóng mặt bằng dự án đường tỉnh"
    made = centred(
        [
            ("KẾ HOẠCH", 500, BlockKind.TITLE),
            (subject, 500, BlockKind.TITLE),
            (text, middle, BlockKind.BODY),
        ]
    )
    assert extract_fields([made]).subject == subject


def test_a_number_ends_the_subject_of_a_letter() -> None:
    left, right = BlockKind.LETTERHEAD_LEFT, BlockKind.LETTERHEAD_RIGHT
    made = centred(
        [
            ("UBND TỈNH VĨNH HÒA", 250, left),
            ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 750, right),
            ("Số: 5/UBND-VX", 250, left),
            ("V/v mở rộng dự án đường tỉnh", 250, left),
            ("847", 250, left),
            ("Kính gửi: Các xã, phường", 500, BlockKind.BODY),
        ]
    )
    fields = extract_fields([made])
    assert (fields.subject, fields.number) == ("mở rộng dự án đường tỉnh 847", "5")


def test_the_general_confederation_of_labour_is_named_whole() -> None:
    text = (
        "TỔNG LIÊN ĐOÀN\nLAO ĐỘNG VIỆT NAM\nLIÊN ĐOÀN LAO ĐỘNG\nTỈNH VĨNH HÒA\n"
        "Số: 5/LĐLĐ-VX\nV/v góp ý\n\nKính gửi: Các công đoàn"
    )
    fields = extract_fields([page_with_kinds(text, BlockKind.LETTERHEAD_LEFT)])
    assert fields.parent_issuer == "TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM"
    assert fields.issuer == "LIÊN ĐOÀN LAO ĐỘNG TỈNH VĨNH HÒA"


def test_the_state_named_in_a_subject_is_no_heading() -> None:
    text = (
        "KẾ HOẠCH\nKỷ niệm 80 năm Ngày thành lập nước\nCộng hòa xã hội chủ nghĩa Việt Nam"
        "\n\nCăn cứ Luật Lưu trữ, ban hành:"
    )
    subject = "Kỷ niệm 80 năm Ngày thành lập nước Cộng hòa xã hội chủ nghĩa Việt Nam"
    assert extract_fields([page(text)]).subject == subject


def test_a_sentence_about_recipients_opens_no_list() -> None:
    text = (
        "Trân trọng./.\n\nNơi nhận được văn bản này chịu trách nhiệm thi hành./.\n\n"
        "Nơi nhận:\n- Như trên;\n- Lưu: VT.\n\nGIÁM ĐỐC\n\nLê Thị Na"
    )
    assert extract_fields([page(text)]).recipients == ("Như trên", "Lưu: VT")


@pytest.mark.parametrize("label", ["Kính gửi:", "gửi:", "Anh gửi:"])  # a stamp lies on it
@pytest.mark.parametrize("body", ["Tiếp theo Kế hoạch số 4-KH/TU", "1. Các xã, phường rà soát"])
def test_addressees_end_where_the_body_begins(label: str, body: str) -> None:
    text = (
        f"UBND TỈNH VĨNH HÒA\nSố: 5/UBND-VX\nV/v báo cáo\n\n{label} Các xã, phường\n"
        f"{body}, đề nghị các xã, phường báo cáo./."
    )
    assert extract_fields([page(text)]).addressees == ("Các xã, phường",)


def test_a_sentence_about_sending_opens_no_addressees() -> None:
    text = "UBND TỈNH VĨNH HÒA\nSố: 5/UBND-VX\n\nHồ sơ gửi: một bộ\ngửi về Sở trước ngày 5"
    assert extract_fields([page(text)]).addressees == ()


def test_years_and_the_state_in_the_subject_of_a_letter() -> None:
    for subject in (
        "Đại hội nhiệm kỳ\n2024 - 2029",
        "ngày lập\nnước Cộng hòa xã hội chủ nghĩa\nViệt Nam",
    ):
        text = HEAD.format(f"V/v {subject}") + "Kính gửi: Các ban đảng\n\nĐề nghị./."
        fields = extract_fields([page_with_kinds(text, BlockKind.LETTERHEAD_LEFT)])
        assert fields.subject == subject.replace("\n", " ")


def test_of_v_v_nothing_but_the_v_may_be_left() -> None:
    text = HEAD.format("V góp ý dự thảo\nviệc chấp hành") + "Kính gửi: Các ban đảng\n\nĐề nghị./."
    fields = extract_fields([page_with_kinds(text, BlockKind.LETTERHEAD_LEFT)])
    assert fields.subject == "góp ý dự thảo việc chấp hành"


def test_a_province_of_two_names_is_one_place() -> None:
    text = "Bà Rịa - Vũng Tàu, ngày 08 tháng 9 năm 2012"
    made = page_with_boxes(f"UBND TỈNH BÀ RỊA\n\n{text}\n\nBÁO CÁO\n\nCông tác năm")
    assert extract_fields([made]).place == "Bà Rịa - Vũng Tàu"


def test_a_shorter_centred_row_ends_a_subject() -> None:
    made = page_with_boxes(
        "          KẾ HOẠCH\n"
        "Kỷ niệm Ngày thành lập nước của tỉnh\n"
        "            Quảng Nam\n"
        "Căn cứ Luật Lưu trữ ban hành kế hoạch này như sau, gồm các nội dung sau đây:"
    )
    (block,) = made.blocks
    apart = replace(made, blocks=tuple(Block((line,)) for line in block.lines))
    assert extract_fields([apart]).subject == "Kỷ niệm Ngày thành lập nước của tỉnh Quảng Nam"


def test_a_position_with_a_gap_where_the_seal_lay_is_one_row() -> None:
    made = page_with_boxes(
        "Trân trọng./.\n\nNơi nhận:\n- Lưu: VT.\n\n"
        "                    KT. CHỦ TỊCH\n"
        "                    PHÓ CHỦ           TỊCH\n\n"
        "                    Lê Thị Na"
    )
    (signer,) = extract_fields([made]).signers
    assert (signer.authority, signer.position) == ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")


def test_footnotes_belong_to_no_section_and_to_no_list_of_recipients() -> None:
    text = """\
I. KẾT QUẢ

Tỉnh ủy đã ban hành 12 văn bản¹, chỉ đạo các cấp ủy cơ sở

¹ Trong đó có Chỉ thị số 05-CT/TU, ngày 10/3/2021.

thực hiện tốt nhiệm vụ.

Nơi nhận:
- Như trên;
- Lưu VP.

⁴ Theo Nghị quyết số 33-NQ/TW."""
    made = page(text)
    blocks = tuple(
        replace(block, kind=BlockKind.FOOTNOTE) if block.text[0] in "¹⁴" else block
        for block in made.blocks
    )
    fields = extract_fields([replace(made, blocks=blocks)])
    assert fields.recipients == ("Như trên", "Lưu VP")
    assert [found.code for found in fields.references] == ["05-CT/TU", "33-NQ/TW"]
    (section,) = fields.sections
    assert section.text == (
        "Tỉnh ủy đã ban hành 12 văn bản¹, chỉ đạo các cấp ủy cơ sở thực hiện tốt nhiệm vụ."
    )


def test_a_symbol_and_a_year_cut_by_a_narrow_column_are_whole() -> None:
    text = """\
BỘ TÀI CHÍNH - BỘ NỘI VỤ
Số: 27/2015/TTLT-BTC-
BNV

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Thành phố Hồ Chí Minh, ngày 04 tháng 4 năm
2022

THÔNG TƯ LIÊN TỊCH
Hướng dẫn chế độ phụ cấp trách nhiệm

Căn cứ Luật Kế toán;"""
    fields = extract_fields([page(text)])
    assert (fields.code, fields.issuer) == ("27/2015/TTLT-BTC-BNV", "BỘ TÀI CHÍNH - BỘ NỘI VỤ")
    assert (fields.place, fields.date) == ("Thành phố Hồ Chí Minh", "2022-04-04")
    assert fields.subject == "Hướng dẫn chế độ phụ cấp trách nhiệm"


def test_offices_side_by_side_sign_by_their_deputies() -> None:
    text = """\
THÔNG TƯ LIÊN TỊCH
Hướng dẫn chế độ phụ cấp trách nhiệm

Căn cứ Luật Kế toán;

Điều 2. Thông tư liên tịch này có hiệu lực từ ngày 05 tháng 10 năm 2015./.

KT. BỘ TRƯỞNG                    KT. BỘ TRƯỞNG
BỘ NỘI VỤ                        BỘ TÀI CHÍNH
THỨ TRƯỞNG                       THỨ TRƯỞNG

Trần Anh Tuấn                    Trần Xuân Hà"""
    signers = extract_fields([page_with_boxes(text)]).signers
    assert [(s.authority, s.position, s.name) for s in signers] == [
        ("KT. BỘ TRƯỞNG BỘ NỘI VỤ", "THỨ TRƯỞNG", "Trần Anh Tuấn"),
        ("KT. BỘ TRƯỞNG BỘ TÀI CHÍNH", "THỨ TRƯỞNG", "Trần Xuân Hà"),
    ]


def test_names_in_capitals_are_no_offices() -> None:
    text = "Điều 1. Thi hành./.\n\nGIÁM ĐỐC\n\nĐOÀN VĂN HẬU"
    assert extract_fields([page(text)]).signers[0].name == "ĐOÀN VĂN HẬU"


def test_a_telegram_names_whom_it_wires() -> None:
    text = """\
Số: 14/CĐ-UBND

CÔNG ĐIỆN
Về việc tập trung ứng phó với mưa lũ

CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH QUẢNG TRỊ điện:

- Giám đốc các sở, Thủ trưởng các ban, ngành;

- Chủ tịch UBND các huyện, thị xã, thành phố.

Theo tin từ Đài Khí tượng thủy văn tỉnh, có mưa to."""
    fields = extract_fields([page(text)])
    assert fields.addressees == (
        "Giám đốc các sở, Thủ trưởng các ban, ngành",
        "Chủ tịch UBND các huyện, thị xã, thành phố",
    )
    assert fields.subject == "Về việc tập trung ứng phó với mưa lũ"


def test_minutes_are_of_the_day_they_begin_with() -> None:
    text = """\
UBND HUYỆN LỘC NINH
PHÒNG NỘI VỤ
Số: 08/BB-PNV

BIÊN BẢN
Họp xét thi đua, khen thưởng 6 tháng đầu năm 2019

Hôm nay, vào hồi 14 giờ 00 ngày 12 tháng
7 năm 2019, tại Phòng họp số 2, Phòng Nội vụ tổ chức họp xét thi đua.

Căn cứ Quyết định số 15/2018/QĐ-UBND ngày 22/3/2018 của Ủy ban nhân dân tỉnh."""
    fields = extract_fields([page(text)])
    assert (fields.doc_type, fields.date) == ("biên bản", "2019-07-12")
    assert fields.evidence["date"].text == "Hôm nay, vào hồi 14 giờ 00 ngày 12 tháng"
    assert extract_fields([page(text.replace("Hôm nay, vào hồi", "Khoảng"))]).date is None


CERTIFIED = """\
BỘ Y TẾ                               CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 2516/QĐ-BYT                       Độc lập - Tự do - Hạnh phúc
                                      Hà Nội, ngày 21 tháng 6 năm 2024

QUYẾT ĐỊNH
Về việc phê duyệt Kế hoạch phòng, chống bệnh dại

Điều 1. Phê duyệt kèm theo Quyết định này Kế hoạch phòng, chống bệnh dại.

Điều 2. Quyết định này có hiệu lực kể từ ngày ký, ban hành.

Điều 3. Chánh Văn phòng Bộ chịu trách nhiệm thi hành./.

Nơi nhận:                             KT. BỘ TRƯỞNG
- Như Điều 3;                         THỨ TRƯỞNG
- Lưu: VT, DP.

                                      Nguyễn Thị Liên Hương

SỞ Y TẾ                               CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 318/SY-SYT                        Độc lập - Tự do - Hạnh phúc

SAO Y BẢN CHÍNH                       Đắk Lắk, ngày 02 tháng 7 năm 2024

Nơi nhận:                             TL. GIÁM ĐỐC
- Các PGĐ Sở;                         CHÁNH VĂN PHÒNG
- Lưu: VT, NVY.

                                      Trần Quang Thành"""


@pytest.mark.parametrize("make", [page, page_with_boxes])
def test_who_certifies_a_copy_is_no_part_of_the_document(make) -> None:
    fields = extract_fields([make(CERTIFIED)])
    assert (fields.code, fields.date, fields.issuer) == ("2516/QĐ-BYT", "2024-06-21", "BỘ Y TẾ")
    assert fields.recipients == ("Như Điều 3", "Lưu: VT, DP")
    assert [signer.name for signer in fields.signers] == ["Nguyễn Thị Liên Hương"]


@pytest.mark.parametrize("make", [page, page_with_boxes])
def test_the_stamp_of_a_copy_takes_nothing_away(make) -> None:
    own, _ = CERTIFIED.split("SỞ Y TẾ  ")
    stamped = own.replace("- Lưu: VT, DP.", "- Lưu: VT, DP.\n\nSAO Y BẢN CHÍNH")
    fields = extract_fields([make(stamped)])
    assert fields.code == "2516/QĐ-BYT"
    assert fields.recipients[0] == "Như Điều 3"
    assert [signer.name for signer in fields.signers] == ["Nguyễn Thị Liên Hương"]


def test_a_letterhead_in_two_languages_gives_the_vietnamese() -> None:
    text = """\
BỘ GIÁO DỤC VÀ ĐÀO TẠO
TRƯỜNG ĐẠI HỌC HÀ TĨNH
MINISTRY OF EDUCATION AND TRAINING
HA TINH UNIVERSITY
Số/No: 502/TB-TĐHHT

Hà Tĩnh, ngày/date 18 tháng/month 4 năm/year 2022

THÔNG BÁO
ANNOUNCEMENT
Tuyển sinh lưu học sinh Lào năm học 2022 - 2023
Admission of Lao students for the academic year 2022 - 2023

Căn cứ kế hoạch, Trường thông báo tuyển sinh như sau:

1. Hồ sơ gửi trước ngày 30/6/2022.

Nơi nhận/Recipients:
- Cục Hợp tác quốc tế;
- Lưu: VT."""
    fields = extract_fields([page(text)])
    assert (fields.parent_issuer, fields.issuer) == (
        "BỘ GIÁO DỤC VÀ ĐÀO TẠO",
        "TRƯỜNG ĐẠI HỌC HÀ TĨNH",
    )
    assert (fields.code, fields.place, fields.date) == ("502/TB-TĐHHT", "Hà Tĩnh", "2022-04-18")
    assert fields.subject == "Tuyển sinh lưu học sinh Lào năm học 2022 - 2023"
    assert fields.recipients == ("Cục Hợp tác quốc tế", "Lưu: VT")


@pytest.mark.parametrize(
    "meeting",
    [
        "HỘI NGHỊ LẦN THỨ BẢY BAN CHẤP HÀNH ĐẢNG BỘ TỈNH KHÓA XIV",
        "HỘI NGHỊ LẦN THỨ BẢY\nBAN CHẤP HÀNH ĐẢNG BỘ TỈNH KHÓA XIV",
    ],
)
def test_the_meeting_that_resolved_is_no_part_of_the_subject(meeting: str) -> None:
    text = (
        f"NGHỊ QUYẾT\n{meeting}\nvề phát triển thương mại điện tử\n\nI. TÌNH HÌNH\n\nNhững năm qua"
    )
    assert extract_fields([page(text)]).subject == "về phát triển thương mại điện tử"


def test_a_congress_that_resolved_is_the_subject_where_nothing_else_is() -> None:
    text = "NGHỊ QUYẾT\nĐẠI HỘI ĐẢNG BỘ TỈNH LẦN THỨ XVII\n\nI. TÌNH HÌNH\n\nNhững năm qua"
    assert extract_fields([page(text)]).subject == "ĐẠI HỘI ĐẢNG BỘ TỈNH LẦN THỨ XVII"


def test_specks_in_the_office_that_is_signed_for_go() -> None:
    text = "Điều 1. Thi hành./.\n\nTM. ỦY. BAN NHÂN' DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nÂn Ngọc My"
    (signer,) = extract_fields([page(text)]).signers
    assert signer.authority == "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH"


def test_english_in_a_subject_is_the_name_of_a_project() -> None:
    text = """\
SỞ TƯ PHÁP
Số: 12/BC-STP

BÁO CÁO
Kết quả thực hiện dự án
Support for the Development of Legal Aid and Access to Justice
giai đoạn 2021 - 2025

Căn cứ Luật Trợ giúp pháp lý;"""
    assert extract_fields([page(text)]).subject == (
        "Kết quả thực hiện dự án Support for the Development of Legal Aid and Access to Justice"
        " giai đoạn 2021 - 2025"
    )


def test_the_copy_that_is_kept_is_an_item_without_its_dash_too() -> None:
    text = "Trân trọng./.\n\nNơi nhận:\n- Ban Tổ chức các tỉnh ủy,\nLưu VP, Vụ CSĐ."
    assert extract_fields([page(text)]).recipients == ("Ban Tổ chức các tỉnh ủy", "Lưu VP, Vụ CSĐ")
    text = "Trân trọng./.\n\nNơi nhận:\n- Cục Văn thư và\nLưu trữ nhà nước;\n- Lưu: VT."
    assert extract_fields([page(text)]).recipients == (
        "Cục Văn thư và Lưu trữ nhà nước",
        "Lưu: VT",
    )


def test_offices_that_keep_a_copy_sign_nothing() -> None:
    text = (
        "Trân trọng./.\n\nNơi nhận:\n- Như trên;\n- Lưu: VT,    KT, AT.\n\n"
        "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n\nHuỳnh Sang"
    )
    (signer,) = extract_fields([page_with_boxes(text)]).signers
    assert (signer.authority, signer.name) == ("KT. GIÁM ĐỐC", "Huỳnh Sang")


def test_a_dash_in_a_position_parts_no_columns() -> None:
    made = page_with_boxes(
        "Trân trọng./.\n\nNơi nhận:\n- Lưu: VT.\n\n"
        f"{' ' * 45}TM. BAN THƯỜNG TRỰC\n{' ' * 40}PHÓ CHỦ TỊCH  -  TỔNG THƯ KÝ\n\n"
        f"{' ' * 46}Nguyễn Thị Thu Hà"
    )

    def flat(word: Word) -> Word:
        assert word.box is not None
        thin = replace(word.box, top=word.box.top + 18, bottom=word.box.top + 22)
        return replace(word, box=thin) if word.text == "-" else word

    blocks = tuple(
        replace(b, lines=tuple(replace(n, words=tuple(map(flat, n.words))) for n in b.lines))
        for b in made.blocks
    )
    (signer,) = extract_fields([replace(made, blocks=blocks)]).signers
    assert (signer.position, signer.name) == ("PHÓ CHỦ TỊCH - TỔNG THƯ KÝ", "Nguyễn Thị Thu Hà")


@pytest.mark.parametrize("gap", [1, 4])
def test_a_second_office_right_above_a_name_is_the_same_signers(gap: int) -> None:
    left = " " * 50
    blank = f"\n{left}.." * gap
    text = (
        f"Thi hành./.\n\nNơi nhận:\n- Lưu: VT.\n\n{left}TRƯỞNG BAN{blank}\n"
        f"{left}CHỦ TỊCH UBND TỈNH\n{left}Lê Hồng Vinh"
    )
    (signer,) = extract_fields([page_with_boxes(text)]).signers
    assert (signer.position, signer.name) == ("TRƯỞNG BAN, CHỦ TỊCH UBND TỈNH", "Lê Hồng Vinh")


def test_headings_of_chapters_are_no_names() -> None:
    text = (
        "QUY CHẾ\nLàm việc của Ban Chấp hành\n\nChương I\nCHẾ ĐỘ LÀM VIỆC\n\n"
        "Điều 1. Ban Chấp hành họp thường lệ mỗi tháng một lần, họp bất thường khi cần thiết.\n\n"
        "Chương II\n\nĐiều 2. Quy chế này có hiệu lực kể từ ngày ký ban hành, thay thế quy chế cũ."
    )
    assert extract_fields([page(text)]).signers == ()
    assert extract_fields([page_with_boxes(text)]).signers == ()


def test_a_telegram_says_in_its_type_line_how_urgent_it_is() -> None:
    text = """\
Số: 09/CĐ-BCĐ

CÔNG ĐIỆN KHẨN
Về việc chủ động ứng phó với bão số 3

TRƯỞNG BAN CHỈ ĐẠO TỈNH điện:

- Giám đốc các sở; Thủ trưởng các ban, ngành;
- Chủ tịch UBND các xã.

Theo tin từ Đài Khí tượng thủy văn tỉnh, có mưa to."""
    fields = extract_fields([page(text)])
    assert (fields.doc_type, fields.urgency) == ("công điện", "KHẨN")
    assert fields.evidence["urgency"].text == "CÔNG ĐIỆN KHẨN"
    assert fields.subject == "Về việc chủ động ứng phó với bão số 3"
    assert fields.addressees == (
        "Giám đốc các sở; Thủ trưởng các ban, ngành",
        "Chủ tịch UBND các xã",
    )


@pytest.mark.parametrize("attached", ["(Ban hành kèm theo", "(Kèm theo", "(Được phê duyệt theo"])
def test_what_a_document_is_attached_to_is_no_subject(attached: str) -> None:
    text = (
        "QUY CHẾ\nLàm việc của Ban Chấp hành Đảng bộ xã khóa XIII\n"
        f"{attached} Quyết định số 05-QĐ/ĐU, ngày 12/8/2020)\n\nĐiều 1. Phạm vi"
    )
    assert extract_fields([page(text)]).subject == "Làm việc của Ban Chấp hành Đảng bộ xã khóa XIII"


def test_brackets_keep_an_addressee_together() -> None:
    text = "Số: 12/CT-TTHT\n\nKính gửi: Công ty Long Sinh (MST: 42; địa chỉ: Nha Trang); Sở Y tế\n"
    assert extract_fields(
        [page(f"{text}\nTrả lời văn bản số 8/LS, Cục có ý kiến.")]
    ).addressees == (
        "Công ty Long Sinh (MST: 42; địa chỉ: Nha Trang)",
        "Sở Y tế",
    )
