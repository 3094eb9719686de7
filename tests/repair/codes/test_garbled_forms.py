# SPDX-License-Identifier: Apache-2.0
"""What only a reader without Vietnamese letters misreads is repaired in its text."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.repair.codes import claim_spans, garbled_claims


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("truéc ngay O1 thang 7; O15 hé so", ["01", "015"]),
        ("ké tir ngay 10082021, ngay 99082021, ma sé 10082021", ["10/08/2021"]),
        ("dich Covid-I9 va COVID-l9, Covid-19, Covid-I", ["19", "19"]),
        ("KE TU NGAY.15/08/2017, A.15/08/2017", [" 15/08/2017"]),
        ("sau ngay O01 thang O7, O01 hé so", ["01", "07", "001"]),
        ("diém p khodn I Diéu nay va khoan I, II, khoan I va V", ["1"]),
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
        ("Nghi quyst sa 33-NQITW, 52-CTITW va", ["33-NQ/TW", "52-CT/TW"]),
        ("s6 33-CTrlTU, lS-KHITU", ["33-CTr/TU", "lS-KH/TU"]),
        ("33-NQ1XX, 12-IITW, COVID-19ITW", []),
        ("1675IQD-UBND, 12/2020lND-CP", ["1675/QĐ-UBND", "12/2020/NĐ-CP"]),
        ("1675/QD-UBND va 12IA", []),
        ("28/0112008 va 23/1112016, 28l01/2008", ["28/01/2008", "23/11/2016", "28/01/2008"]),
        ("0112008, 1/11/2011, 32/0112008, 5/1312008", []),
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
        ("Quyet dinh 1872/0D-BTP, 12/QD-8TP", ["1872/QĐ-BTP", "12/QĐ-BTP"]),
        ("giai doan 202] - 2025, nim 201] (cii)", ["2021", "2011"]),
        ("hiéu luc thi hanh; HIEU LUC THI HANH; hang thi cia doi phuong", []),
    ],
)
def test_what_only_garbled_text_is_misread_as(read: str, printed: list[str]) -> None:
    assert [c.repaired for c in garbled_claims(read, [])] == printed


@given(st.text(alphabet="0129/-.,: 'NDCPQTsđanImO1?]", max_size=40))
def test_claims_of_garbled_text_do_not_overlap(line: str) -> None:
    for left, right in itertools.pairwise(garbled_claims(line, claim_spans(line))):
        assert left.end <= right.start
