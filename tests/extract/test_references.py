# SPDX-License-Identifier: Apache-2.0
"""References are read from the type word to the date, one for every mention."""

from __future__ import annotations

import pytest

from pipeline.extract.references import find_references


def read(
    text: str, own: str | None = None
) -> list[tuple[str, str | None, str | None, str | None, str | None]]:
    return [
        (
            r.reference.text,
            r.reference.doc_type,
            r.reference.code,
            r.reference.date,
            r.reference.issuer,
        )
        for r in find_references(text, own)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về văn thư;",
            (
                "Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020",
                "nghị định",
                "30/2020/NĐ-CP",
                "2020-03-05",
                "Chính phủ",
            ),
        ),
        (
            "thực hiện Chỉ thị số 30-CT/TW, ngày 05/02/2024 của Ban Bí thư về tuyên truyền",
            (
                "Chỉ thị số 30-CT/TW, ngày 05/02/2024",
                "chỉ thị",
                "30-CT/TW",
                "2024-02-05",
                "Ban Bí thư",
            ),
        ),
        (
            "theo Quyết định 407/QĐ-TTg ngày 30/3/2022 của Thủ tướng Chính phủ phê duyệt Đề án",
            (
                "Quyết định 407/QĐ-TTg ngày 30/3/2022",
                "quyết định",
                "407/QĐ-TTg",
                "2022-03-30",
                "Thủ tướng Chính phủ",
            ),
        ),
        (
            "Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015 được sửa đổi",
            (
                "Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015",
                "luật",
                None,
                "2015-06-19",
                None,
            ),
        ),
        (
            "tại Điều 5 Luật Ban hành văn bản quy phạm pháp luật số 80/2015/QH13 thì",
            (
                "Luật Ban hành văn bản quy phạm pháp luật số 80/2015/QH13",
                "luật",
                "80/2015/QH13",
                None,
                None,
            ),
        ),
        (
            "khoản 2 Điều 57 Bộ luật Lao động năm 2019 quy định",
            ("Bộ luật Lao động năm 2019", "bộ luật", None, None, None),
        ),
        (
            "Ngày 06/9/2021, Bộ Y tế ban hành Công điện số 1155/CĐ-BYT về việc phòng dịch",
            ("Công điện số 1155/CĐ-BYT", "công điện", "1155/CĐ-BYT", "2021-09-06", "Bộ Y tế"),
        ),
        (
            "Quyết định số 12/QĐ-BGDĐT ngày 01/7/2024 của Bộ trưởng Bộ Giáo dục và Đào tạo về việc",
            (
                "Quyết định số 12/QĐ-BGDĐT ngày 01/7/2024",
                "quyết định",
                "12/QĐ-BGDĐT",
                "2024-07-01",
                "Bộ trưởng Bộ Giáo dục và Đào tạo",
            ),
        ),
        (
            "Kết luận số 198-KL/TW không phải là kế hoạch",
            ("Kết luận số 198-KL/TW", "kết luận", "198-KL/TW", None, None),
        ),
        (
            "Nghị quyết số 28-NQ/T W ngày 21/11/2022 của Ban Chấp hành Trung ương khóa XIII",
            (
                "Nghị quyết số 28-NQ/T W ngày 21/11/2022",
                "nghị quyết",
                "28-NQ/TW",
                "2022-11-21",
                "Ban Chấp hành Trung ương",
            ),
        ),
        (
            "Xét Báo cáo thẩm tra số 48/BC-KTNS ngày 30/11/2009 của Ban Kinh tế",
            (
                "Báo cáo thẩm tra số 48/BC-KTNS ngày 30/11/2009",
                "báo cáo",
                "48/BC-KTNS",
                "2009-11-30",
                "Ban Kinh tế",
            ),
        ),
        (
            "thay Thông tư số 22/2013/BTTTT ngày 23 tháng 12 năm 2013 của Bộ Thông tin và"
            " Truyền thông",
            (
                "Thông tư số 22/2013/BTTTT ngày 23 tháng 12 năm 2013",
                "thông tư",
                "22/2013/BTTTT",
                "2013-12-23",
                "Bộ Thông tin và Truyền thông",
            ),
        ),
        (
            "theo Thông báo kết luận số 45/TB-UBND ngày 5/4/2023 của UBND tỉnh",
            (
                "Thông báo kết luận số 45/TB-UBND ngày 5/4/2023",
                "thông báo",
                "45/TB-UBND",
                "2023-04-05",
                "UBND tỉnh",
            ),
        ),
    ],
)
def test_a_mention_is_read_whole(text: str, expected: tuple[str | None, ...]) -> None:
    assert read(text) == [expected]


def test_lists_share_their_type_and_their_issuer() -> None:
    found = read(
        "Nghị định số 10/2020/NĐ-CP ngày 17/01/2020, số 47/2022/NĐ-CP ngày 19/7/2022 của Chính phủ"
    )
    assert [(f[1], f[2], f[3]) for f in found] == [
        ("nghị định", "10/2020/NĐ-CP", "2020-01-17"),
        ("nghị định", "47/2022/NĐ-CP", "2022-07-19"),
    ]
    assert {f[4] for f in found} == {"Chính phủ"}


def test_every_mention_counts_but_those_of_the_document_itself() -> None:
    text = "Quyết định số 5/QĐ-UBND và Quyết định số 6/QĐ-UBND thay thế Quyết định số 6/QĐ-UBND"
    assert [f[2] for f in read(text, own="5/QĐ-UBND")] == ["6/QĐ-UBND", "6/QĐ-UBND"]


@pytest.mark.parametrize(
    "text",
    [
        "theo quy định của pháp luật Việt Nam và kỷ luật Đảng, Nghị quyết Đại hội XIII của Đảng",
        "Quyết định này có hiệu lực từ ngày 01/7/2021; giai đoạn 2021-2025 đạt 24/24 chỉ tiêu",
        "Luật này, Luật sư Nguyễn Văn A, dự án luật và các văn bản hướng dẫn thi hành",
        "bản án, quyết định của Tòa án; kế hoạch năm 2024; thông báo ngày 05/01/2024",
        "khai theo Mẫu số 01/GTGT-ĐT và mẫu 04/2020/NG-XNC; biểu số 02/BC-XYZ",
        "đường 3/2, số nhà 15/7A, quận 5, TP.HCM; xe 29A-123.45; tỷ lệ 1/500; ISO 9001:2015",
    ],
)
def test_what_names_no_document_is_no_reference(text: str) -> None:
    assert read(text) == []


def test_codes_that_differ_are_told_apart() -> None:
    found = read("Quyết định số 36/2026/QĐ-TTg và Thông tư số 36/2026/TT-BXD")
    assert [(f[1], f[2]) for f in found] == [
        ("quyết định", "36/2026/QĐ-TTg"),
        ("thông tư", "36/2026/TT-BXD"),
    ]


def test_an_amending_law_is_one_law() -> None:
    (found,) = read(
        "Luật sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền"
        " địa phương ngày 22 tháng 11 năm 2019;"
    )
    assert found[1] == "luật"
    assert found[3] == "2019-11-22"
