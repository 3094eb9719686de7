# SPDX-License-Identifier: Apache-2.0
"""Grammar claims what it owns, repairs it, and leaves prose alone."""

import itertools
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.repair.codes import (
    ClaimKind,
    apply_claims,
    claim_spans,
    claims_without_marks,
    garbled_claims,
)

CLEAN = (
    "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư;",
    "Thực hiện Chỉ thị số 30-CT/TW, ngày 05/02/2024 của Ban Bí thư và Công văn số 1545 -CV/HU;",
    "Điều 12. Khoản 3 và điểm b khoản 4 Điều 25 Luật số 80/2015/QH13 có hiệu lực từ 01/7/2016.",
    "II. MỤC TIÊU, NHIỆM VỤ GIAI ĐOẠN 2021 - 2025",
    "a) Kinh phí 1.500.000 đồng (15,5%), liên hệ số điện thoại 0243.123.456, thư vp@example.gov.vn",
    "TP.HCM trực 24/24 giờ, phát triển KT-XH và/hoặc phòng, chống Covid-19 theo TCVN 6909:2001",
    "Đội hình 4-4-2 thắng 3 bàn, đường Diều 5 và điệu 3, khoan 3 giếng, nam 18 tuổi, năm 2024",
    "Mua 2 máy F-16, xe B40, loa A4/A3, thuốc H5N1 và phân NPK 16-16-8, tỷ lệ 3/4, vòng 1/8",
    "Ông Y Bhiông Niê, bà K'Linh, sông Đăk Bla, xã Ia O, quận 1, phường 12, lớp 10A2, tổ 3",
)


@pytest.mark.parametrize("line", CLEAN)
def test_clean_text_stays(line: str) -> None:
    assert apply_claims(line) == line


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        (
            "Chi thi s6 28-NQ/T W ngay 26 thang 3 nam 2024",
            "Chi thi s6 28-NQ/TW ngày 26 tháng 3 năm 2024",
        ),
        ("Quyét dinh sé 973-QD/TW", "Quyét dinh sé 973-QĐ/TW"),
        ("ll. MỤC ĐÍCH, YÊU CẦU", "II. MỤC ĐÍCH, YÊU CẦU"),
        ("Diéu 12. Hiéu luc thi hanh", "Điều 12. Hiéu luc thi hanh"),
        ("Số:       /QD-UBND", "Số:       /QĐ-UBND"),
    ],
)
def test_misread_stretches_are_set_right(read: str, printed: str) -> None:
    assert apply_claims(read) == printed


@pytest.mark.parametrize(
    ("line", "text", "kind"),
    [
        ("theo Luật số 80/2015/QH13, được", "80/2015/QH13", ClaimKind.CODE),
        ("Nghị quyết số 12/NQ-HĐND.Căn cứ", "12/NQ-HĐND", ClaimKind.CODE),
        ("Nghị định số 71/2016/NĐ-", "71/2016/NĐ", ClaimKind.CODE),
        ("quý II/2024", "quý II/2024", ClaimKind.DATE),
        ("giai đoạn 2021-2025", "2021-2025", ClaimKind.DATE),
        ("tăng 15,5% so với", "15,5%", ClaimKind.PERCENTAGE),
        ("1.500.000 đồng", "1.500.000 đồng", ClaimKind.AMOUNT),
        ("khoản 3, Điều 24", "Điều 24", ClaimKind.ARTICLE),
        ("thư vp@example.gov.vn", "vp@example.gov.vn", ClaimKind.EMAIL),
        ("xem https://example.gov.vn/a-b", "https://example.gov.vn/a-b", ClaimKind.URL),
        ("gọi 0912 345 678 để", "0912 345 678", ClaimKind.PHONE),
        ("đ) Phối hợp", "đ)", ClaimKind.LIST_MARK),
        ("1.2. Yêu cầu", "1.2.", ClaimKind.LIST_MARK),
        ("- Lưu: VT.", "-", ClaimKind.LIST_MARK),
        ("Đại hội XIII của Đảng", "XIII", ClaimKind.ROMAN),
    ],
)
def test_grammar_claims_what_it_owns(line: str, text: str, kind: ClaimKind) -> None:
    claims = {(line[c.start : c.end], c.kind) for c in claim_spans(line)}
    assert (text, kind) in claims


@pytest.mark.parametrize(
    "line", ["và/hoặc", "Covid-19", "nhét 13 ngudi", "14 161", "s6", "AN NINH"]
)
def test_words_and_short_lone_numbers_are_not_claimed(line: str) -> None:
    assert claim_spans(line) == []


def test_an_impossible_date_is_flagged_and_stays() -> None:
    (claim,) = claim_spans("31/02/2024")
    assert claim.repaired == "31/02/2024"
    assert claim.confidence < 0.5
    assert claim.reason


@given(st.text(alphabet="0123456789/-.,: NĐCPQTWUBđsố%lO", max_size=40))
def test_digits_stay_and_claims_lie_in_order_inside_the_line(line: str) -> None:
    claims = claim_spans(line)
    assert all(a.end <= b.start for a, b in itertools.pairwise(claims))
    assert all(0 <= c.start < c.end <= len(line) for c in claims)
    for claim in claims:
        digits = re.findall(r"\d", line[claim.start : claim.end])
        repaired = iter(re.findall(r"\d", claim.repaired))
        assert all(digit in repaired for digit in digits)  # the same digits in the same order
        if "to be checked" not in claim.reason:
            assert len(digits) == len(re.findall(r"\d", claim.repaired))


@given(st.sampled_from(CLEAN), st.sampled_from(CLEAN))
def test_applying_twice_is_applying_once(a: str, b: str) -> None:
    once = apply_claims(f"{a} {b}".replace("Đ", "D"))
    assert apply_claims(once) == once


def test_a_hundred_thousand_syllables_take_less_than_a_second() -> None:
    lines = list(CLEAN) * 700
    start = time.perf_counter()
    for line in lines:
        claim_spans(line)
    syllables = sum(len(line.split()) for line in lines)
    assert syllables / (time.perf_counter() - start) > 50_000  # twice that on an idle machine


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("Thường trực HDND và UBND huyện", "Thường trực HĐND và UBND huyện"),
        ("- BGÐ SYT;", "- BGĐ SYT;"),
        ("- Lưu: VT-TCHC, KSTTHC (L-40b).", "- Lưu: VT-TCHC, KSTTHC (L-40b)."),
        ("Phòng GD&ĐT, KT-XH, TP.HCM", "Phòng GD&ĐT, KT-XH, TP.HCM"),
        ("HOI DONG XA THUONG", "HOI DONG XA THUONG"),
    ],
)
def test_abbreviations_stay_and_get_their_stroke_back(line: str, printed: str) -> None:
    assert apply_claims(line) == printed


def test_abbreviations_in_no_table_are_claimed_as_read() -> None:
    claims = claim_spans("- Lưu: VT-TCHC, BGĐ SYT.")
    assert [c.repaired for c in claims if c.kind is ClaimKind.ABBREVIATION] == [
        "VT-TCHC",
        "BGĐ",
        "SYT",
    ]


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("truéc ngay O1 thang 7; O15 hé so", ["01", "015"]),
        ("vién chttc hang HI, hang If va Phu luc IT", ["III", "II", "II"]),
        ("hang Il cua chuong II; muc 11, khoa H", ["II", "II", "II"]),
        ("hang 11 va lop 12; ONG O1A, B-O1", []),
        ("b khodn 3 nay va khoan 12, khoan 1.5", ["3", "12"]),
        ("hanh Diéu |. Pham vi; Diéu lam", ["1"]),
        ("theo khoan | Diéu 5, khodn l va khoan lai", ["1", "1"]),
        ("Luat sé 73/2006/QH1 1, 06/2017/QH 14", ["73/2006/QH11", "06/2017/QH14"]),
        ("tai khoan1 Diéunay, theo Diéu82 va khoan2.1", [" 1", " 82"]),
        ("tiv 87,5 m? dén 280 m?, 30 triéu déng/m?. cém? am?", ["m²", "m²", "m²"]),
        ("(ii) thu doan; (vi) co cau, (vi pham), (xi)", ["ii", "vi"]),
        ("diém b1) va a2) khoan nay, ab1), c6)", ["b1", "a2"]),
        ("(neu a1) thi", []),
        ("tir 7h dén 14h30; 9h) don tai, 5ha", ["7h", "14h30", "9h"]),
        ("cdc bén g6m? va cudi ndm?", []),
        ("theo Digu27 va khodn 3", [" 27", "3"]),
        ("Chitong Ill CANG, hang\xa0Il; III va ll", ["III", "II"]),
        ("Luat s6-06/2017/QH14, c6 hiéu luc", [" 06/2017/QH14"]),
        ("Nghi dinh s&44/2018/ND-CP. va", [" 44/2018/NĐ-CP"]),
        ("dinh119/2018/ND-CP, s6'38/2018/ND-CP;", [" 119/2018/NĐ-CP", " 38/2018/NĐ-CP"]),
        ("Luat sé 06/2017/0H14, 35/2018/OHIA cé", ["06/2017/QH14", "35/2018/QH14"]),
        (
            "s6 43/2024/QHI1 5, 84/2025/QHI)5, 93/2025/OH15,",
            ["43/2024/QH15", "84/2025/QH15", "93/2025/QH15"],
        ),
        ("sé 254/2025/OH1 J va 254/2025/QHI 5 cua", ["254/2025/QH15", "254/2025/QH15"]),
        ("sé 9/2021/OH1 J, 80/2015/QH14 va", []),  # two terms sat in 2021, another one in 2015
        ("theo --216/2025/QD-UBND)", ["216/2025/QĐ-UBND"]),
        ("_ -15/2020/ND-CP). QCVN 01-2018/BTC", ["15/2020/NĐ-CP"]),
        ("27/2023/Q0H15 va 43/2024/QOH15.", ["27/2023/QH15", "43/2024/QH15"]),
        ("Viv trién khai; V/v va Viv", ["V/v"]),
        ("VAv bé sung", ["V/v"]),
        ("Vv bé sung", ["V/v"]),
        ("86: #53, UBND- KSTT", ["Số"]),
        ("6:3176B/QD-SYT Kién Giang", ["Số"]),
        ("6. UBND/QD-SYT", []),
        ("56. UBND/QD-SYT", []),
        ("sé 58/2024/QHI5S va 254/2025/QHIS5", ["58/2024/QH15", "254/2025/QH15"]),
        ("bé sung diémd khoan 5, diémc Diéu 6", [" d", "5"]),
        ("86: cac don vi; 56: 12 em", []),
        ("Céng dién sé 1155/CDE-", ["1155/CDE-"]),
        (
            "web https.//sid. tdu.edu.vn/) va https://vbpl.vn/a",
            ["https://sid.tdu.edu.vn/", "https://vbpl.vn/a"],
        ),
        ("thu vanthu@quangngai. gov.vn, a@b.com. Va", ["vanthu@quangngai.gov.vn", "a@b.com"]),
        ("s6 05/202 1/ND-CP, 30/20 20/ND-CP", ["05/2021/NĐ-CP", "30/2020/NĐ-CP"]),
        ("tir 20:000.000 dong dén'60.000.000 dong", ["20.000.000", " 60.000.000"]),
        ("ngay.01/01/2020 va hém,1.000.000", [" 01/01/2020", ", 1.000.000"]),
        ("ban d6 1:500.000, luc 10:30, ISO 9001:2015", []),
        ("giai doan 202] - 2025, nim 201] (cii)", ["2021", "2011"]),
        ("hiéu luc thi hanh; HIEU LUC THI HANH; hang thi cia doi phuong", []),
    ],
)
def test_what_only_garbled_text_is_misread_as(read: str, printed: list[str]) -> None:
    assert [c.repaired for c in garbled_claims(read, [])] == printed


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("DON VI NHAN BIEN", []),
        ("(DON VI), XI MANG", []),
        ("khoa VI va khoa XI", ["VI", "XI"]),
        ("CHUONG III QUY DINH", ["III"]),
        ("VI. Quy dinh", ["VI"]),
        ("UBND va HDND ngay 12/3/2024", ["12/3/2024"]),
        ("quyén va I¢i ich, quan I¥", []),
    ],
)
def test_capitals_without_marks_may_be_words(line: str, kept: list[str]) -> None:
    assert [c.repaired for c in claims_without_marks(line, claim_spans(line))] == kept


@given(st.text(alphabet="0129/-.,: 'NDCPQTsđanImO1?]", max_size=40))
def test_claims_of_garbled_text_do_not_overlap(line: str) -> None:
    for left, right in itertools.pairwise(garbled_claims(line, claim_spans(line))):
        assert left.end <= right.start
