# SPDX-License-Identifier: Apache-2.0
"""What a model of Vietnamese misreads on a scan is repaired there."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.repair.codes import claim_spans, scan_claims
from pipeline.repair.codes.claims import with_repairs


def repaired_scan(line: str, named: dict[int, tuple[str, ...]] | None = None) -> str:
    return with_repairs(line, scan_claims(line, claim_spans(line), named or {}))


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("theo khoản I Điều 10 và KHOẢN l, khoản II", "theo khoản 1 Điều 10 và KHOẢN 1, khoản 11"),
        ("Điều l. Phạm vi, Điều 3l và ngày 2l", "Điều 1. Phạm vi, Điều 31 và ngày 21"),
        ("dịch Covid-I9, COVID-l9, Covid-[9", "dịch Covid-19, COVID-19, Covid-19"),
        ("ngày 19 tháng:07 năm.2013", "ngày 19 tháng 07 năm 2013"),
        ("số 1333/QĐ-UBND.ngày 5/6/2020", "số 1333/QĐ-UBND ngày 5/6/2020"),
        ("năm 2025_ có _2073 hộ, 9Ị ha", "năm 2025 có 2073 hộ, 91 ha"),
        ("hóa đơn 0IGTKT3/001", "hóa đơn 01GTKT3/001"),
        ("ngày TT tháng 7, trước ngày 20 tháng II", "ngày 11 tháng 7, trước ngày 20 tháng 11"),
        ("thêm I0 ngày, 2I người, 1I2 hồ sơ", "thêm 10 ngày, 21 người, 112 hồ sơ"),
        ("mẫu CT0I kèm theo", "mẫu CT01 kèm theo"),
        ("từ 180.000:000 đồng, 25:000 đồng", "từ 180.000.000 đồng, 25.000 đồng"),
        ("số 18/⁄2014/TT-BTP có", "số 18/2014/TT-BTP có"),
        ("Nghị định I 17/2020/NĐ-CP quy định", "Nghị định 117/2020/NĐ-CP quy định"),
        ("Nghị quyết 1656/NQ-UBTVQHI5", "Nghị quyết 1656/NQ-UBTVQH15"),
        ("Pháp lệnh 27/2005/PL-UBTVQHI1", "Pháp lệnh 27/2005/PL-UBTVQH11"),
        ("(QĐÐ số 574/QĐÐ-BNV)", "(QĐ số 574/QĐ-BNV)"),
        ("đạt 50f%c, 43Øo, hơn 7%c", "đạt 50%, 43%, hơn 7%"),
        ("§. Bản sao; 8§ hộ; § tháng", "8. Bản sao; 88 hộ; 8 tháng"),
        ("€) Thị trường; điểm a, b và € khoản 1", "c) Thị trường; điểm a, b và c khoản 1"),
        ("các điểm e, ¡, k", "các điểm e, i, k"),
        ("số 235 1/QĐ-TCHQ ngày 27/1 1/2009", "số 2351/QĐ-TCHQ ngày 27/11/2009"),
        ("Luật số 49/2005/QHI 1, 05/202 1/NĐ-CP", "Luật số 49/2005/QH11, 05/2021/NĐ-CP"),
        ("Hiệp định EVETA, ETA, CÁC TỆP PDF", "Hiệp định EVFTA, FTA, CÁC TỆP PDF"),
        ("bà HNhung và chị HBia; HCM, HTr, HĐND", "bà H'Nhung và chị H'Bia; HCM, HTr, HĐND"),
        ("email: vanphong.du(@sawaco.com.vn./.", "email: vanphong.du@sawaco.com.vn./."),
        ("gửi thu@)gmail.com, vp.ubnd(@)tinh.gov.vn;", "gửi thu@gmail.com, vp.ubnd@tinh.gov.vn;"),
        ("Phụ lục HI ban hành, quý IIT, hạng II", "Phụ lục III ban hành, quý III, hạng II"),
        ("ngày 1Š tháng Š; mục Ø7", "ngày 15 tháng 5; mục 07"),
        ("khóa XHI, lần thứ VHI, khu vực XIH", "khóa XIII, lần thứ VIII, khu vực XIII"),
        ('chị K"Wẽn, thôn K"Nai, H"Hen', "chị K’Wẽn, thôn K’Nai, H’Hen"),
        ("sinh năm I988, I99I và 199]", "sinh năm 1988, 1991 và 1991"),
        ("Công văn số I292/STP-VTLT ngày", "Công văn số 1292/STP-VTLT ngày"),
        ("số II-NQ/TW, số 1I/2024/NĐ-CP", "số 11-NQ/TW, số 11/2024/NĐ-CP"),
        ("ngày L7 tháng 11 năm 2026", "ngày 17 tháng 11 năm 2026"),
        ("thuế số 2351/QĐ:TCHQ ngày", "thuế số 2351/QĐ-TCHQ ngày"),
        ("số 58/2024/Q1115, 147/2025/QI1I5", "số 58/2024/QH15, 147/2025/QH15"),
        ("số 2376/QĐ-TCHỌ và 15-CV/BTCỌ", "số 2376/QĐ-TCHQ và 15-CV/BTCQ"),
        ("- Lưu: VT, TX.I8.", "- Lưu: VT, TX.18."),
        ("Lưu: VT, ĐQ.II", "Lưu: VT, ĐQ.11"),
        (
            "Thông tư số 1 11/2013/TT-BTC, số 1 1/QĐ-BTC",
            "Thông tư số 111/2013/TT-BTC, số 11/QĐ-BTC",
        ),
        ("- Thường trực Tỉnh ủy (bác);", "- Thường trực Tỉnh ủy (b/c);"),
        ("- Thủ tướng Chính phủ (để bíc);", "- Thủ tướng Chính phủ (để b/c);"),
        ("ưu: VT, KHTC", "Lưu: VT, KHTC"),
        ("VP: CVP„các PVP", "VP: CVP, các PVP"),
        ("Xã Chiến Thắng | I250 | 626", "Xã Chiến Thắng | 1250 | 626"),
        ("¬ Các huyện ủy;", "- Các huyện ủy;"),
        ("Độc lập - Tự do - Hạnh phút", "Độc lập - Tự do - Hạnh phúc"),
        ("khoản 28 Điều I Luật Xử lý", "khoản 28 Điều 1 Luật Xử lý"),
        ("ngày 14 tháng TÌ năm 2013", "ngày 14 tháng 11 năm 2013"),
        ("Tỷ lệ (%c)", "Tỷ lệ (%)"),
        ("Lưu: VT, GDTTH; Số: 89/UBND-GDTTH", "Lưu: VT, GDTrH; Số: 89/UBND-GDTrH"),
        ("Số: 54/CT-UBNI)", "Số: 54/CT-UBND"),
        ("Số: 23/QĐ-UBNĐ", "Số: 23/QĐ-UBND"),
        ("HI. KẾT QUẢ", "III. KẾT QUẢ"),
        (".L KẾT QUẢ", "I. KẾT QUẢ"),
        ("các lớp khóa 1ó, 17", "các lớp khóa 16, 17"),
        ("Tờ trình số 199/TTr-S°NNMT-QLĐ ngày", "Tờ trình số 199/TTr-SNNMT-QLĐ ngày"),
        ("Lưu: VT, (ĐT/Tg)", "Lưu: VT, (ĐT/Tg)"),
        ("Số: 25QĐ-UBND, ngày -13/11/2015", "Số: 25/QĐ-UBND, ngày 13/11/2015"),
        ("số 28/2005NĐ-CP, 80/2015QH13", "số 28/2005/NĐ-CP, 80/2015/QH13"),
        ("ngày 1ổ tháng 7, ngày ổ tháng 7", "ngày 16 tháng 7, ngày 6 tháng 7"),
        ("V⁄ góp ý dự thảo", "V/v góp ý dự thảo"),
        ("V/%v triển khai", "V/v triển khai"),
        ("Thường trực (b/€); Bộ trưởng (để b/©)", "Thường trực (b/c); Bộ trưởng (để b/c)"),
        ("Tỉnh ủy (b/C); Sở Nội vụ (để b/C);", "Tỉnh ủy (b/c); Sở Nội vụ (để b/c);"),
        ("II.MỤC ĐÍCH, YÊU CẦU", "II. MỤC ĐÍCH, YÊU CẦU"),
        ("ngày 04.tháng 8 năm 2026", "ngày 04 tháng 8 năm 2026"),
        ("Kế hoạch số'107-KH/TU của", "Kế hoạch số 107-KH/TU của"),
        ("tăng I,77 lần, đạt 21,I điểm", "tăng 1,77 lần, đạt 21,1 điểm"),
        ("SốTT", "Số TT"),
        ("Số:261 1/QĐ-UBND", "Số:2611/QĐ-UBND"),
        ("Số: Ø1-TTr/HU, số 1Š/2024/NĐ-CP", "Số: 01-TTr/HU, số 15/2024/NĐ-CP"),
        ("Gia Lai, ngày 2] tháng 7, ngày.02 tháng 3", "Gia Lai, ngày 21 tháng 7, ngày 02 tháng 3"),
        ("la Khươl, ngày 13 tháng 4", "Ia Khươl, ngày 13 tháng 4"),
        ("1656/NQ-UBTVQHI15 và 07/2022/QHI1Š", "1656/NQ-UBTVQH15 và 07/2022/QH15"),
        ("Luật số 72.2025 QHI5, số 64'2025 QHIŠ", "Luật số 72/2025/QH15, số 64/2025/QH15"),
        ("Nghị định số 236 2025 NĐ-CP và", "Nghị định số 236/2025/NĐ-CP và"),
        ("số 31-2024 OHIŠ, số 87 2025/QH15;", "số 31/2024/QH15, số 87/2025/QH15;"),
        ("số 12 2020 ABC-XYZQ", "số 12 2020 ABC-XYZQ"),
        ("số 12/2020/TT-BTC, 12 2020 QH14", "số 12/2020/TT-BTC, 12 2020 QH14"),
    ],
)
def test_what_a_model_of_vietnamese_misreads_on_a_scan(read: str, printed: str) -> None:
    assert repaired_scan(read) == printed
    assert repaired_scan(printed) == printed


@pytest.mark.parametrize(
    "line",
    [
        "Phụ lục I, Chương II, Điều I, quý I năm 2024, cấp I, hạng II",
        "tỷ lệ 1:500, 1:100.000, lúc 10:30, ISO 9001:2015",
        "5l nước, H5N1, TT. HĐND, ngày TT",
        "giá 5 €, 100 € và khoản vay, © 2024",
        "ASEAN, EVN, EU, ODE và THE, VIET NAM",
        "QĐ-UBND, ĐĐ, NQ-UBTVQH15, 100%",
        "Škoda, Šašek và tháng ổn định; ngày ổ dịch",
        "V/v góp ý; VI. NỘI DUNG; I.Newton; Lưu: VT, NC(TA)",
        "la lối; số 107-KH/TU, số.",
        "Độc lập – Tự do – Hạnh Phúc",
        "đơn bị trả lại (bác); và một câu (bác) khác",
        "số II và số I; 5/QĐ: UBND; A ¬ B; L7, ngày L7",
    ],
)
def test_what_may_be_print_on_a_scan_stays(line: str) -> None:
    assert repaired_scan(line) == line


def test_a_stroke_is_a_digit_where_the_engine_names_one() -> None:
    line = "mỗi chi cục có I hồ sơ, nhóm I và điểm l khoản 2"
    named = {line.index("I"): ("l", "1"), line.index("l k"): ("1",)}
    assert repaired_scan(line, named) == "mỗi chi cục có 1 hồ sơ, nhóm I và điểm l khoản 2"
    assert repaired_scan(line) == line


def test_a_known_place_before_the_date_is_as_it_was_read() -> None:
    line = "Mai Phụ, ngày 07 tháng 3 năm 2017"
    claims = scan_claims(line, claim_spans(line), {})
    assert [line[c.start : c.end] for c in claims if c.start == 0] == ["Mai Phụ"]
    other = "Nơi khác, ngày 07 tháng 3 năm 2017"
    assert all(c.start for c in scan_claims(other, claim_spans(other), {}))


def test_an_office_has_a_number_where_the_engine_names_one() -> None:
    line = "- Lưu: VT, THI; Quyết định số 572/SYT-NVI ngày"
    named = {line.index("THI"): ("THỊ", "TH1"), line.index("572"): ("572/SYT-NV1",)}
    assert repaired_scan(line, named) == "- Lưu: VT, TH1; Quyết định số 572/SYT-NV1 ngày"
    assert repaired_scan(line) == line
    other = "theo chữ THI ở trên"
    assert repaired_scan(other, {other.index("THI"): ("TH1",)}) == other


@given(st.text(alphabet="0129/-.,: IlĐÐQNkhoảngày§%c€¡O⁄T)", max_size=40))
def test_claims_of_a_scan_do_not_overlap_and_change_no_digit(line: str) -> None:
    claims = scan_claims(line, claim_spans(line), dict.fromkeys(range(len(line)), ("1", "11")))
    for left, right in itertools.pairwise(claims):
        assert left.end <= right.start
    for claim in claims:
        if claim.reason == "strokes for the H of a law's symbol":  # 11 for H
            continue
        read = [c for c in line[claim.start : claim.end] if c.isdecimal()]
        printed = iter(claim.repaired)
        assert all(digit in printed for digit in read)


def test_a_line_of_very_many_numbers_is_read_to_its_end() -> None:
    line = "1.000 § " * 40_000  # a cost in the square of their count would take minutes
    claims = scan_claims(line, claim_spans(line), {})
    assert len(claims) == 80_000
    assert claims[-1].end == len(line) - 1
