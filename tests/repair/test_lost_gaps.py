# SPDX-License-Identifier: Apache-2.0
"""Gaps that a reader lost at numbers, marks and capitals."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.repair import repair_text
from pipeline.repair.lost_gaps import lost_gaps, with_gaps


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("Nghi dinhso211/2004/ND-CPngay22thang12nam2004", None),
        ("dinhso211/2004/ND-CP", "dinhso 211/2004/ND-CP"),
        ("ND-CPngay22thang12nam2004cua", "ND-CP ngay 22 thang 12 nam 2004 cua"),
        ("khoan1Dieu5Thong tu", "khoan 1 Dieu 5 Thong tu"),
        ("curHuongdan1078/HD-UBND", "curHuongdan 1078/HD-UBND"),
        ("trieu;nam2005 la 3.935va", "trieu; nam 2005 la 3.935 va"),
        ("co yeu;Nghi dinh", "co yeu; Nghi dinh"),
        ("Tochuc,canhan", "Tochuc, canhan"),
        ("gom:Chu tich", "gom: Chu tich"),
        ("can bo(ke ca nguoi)", "can bo (ke ca nguoi)"),
        ("(2)Trong thoi gian", "(2) Trong thoi gian"),
        ("cuaDang bophanKHCNhien nay", "cua Dang bophan KHCN hien nay"),
        ("HDKHCNnganh Y", "HDKHCN nganh Y"),
    ],
)
def test_a_lost_gap_is_put_in(read: str, printed: str | None) -> None:
    printed = printed or "Nghi dinhso 211/2004/ND-CP ngay 22 thang 12 nam 2004"
    assert with_gaps(read, lost_gaps(read)) == printed


@pytest.mark.parametrize(
    "read",
    [
        "s6 d6ng nhu1ng thu1 11en cu1a tru1c",  # digits read for letters
        "té)ng h01;1t thi;en 1)ang",  # and marks
        "duOng truOng phuOng",  # small letters read as capitals
        "5ha 15km 35kV 10h30 QH15 COP26 APEC2017 CNTT2025 TPHCM",
        "http://baochinhphu.vn/nam2020 phong2025@quangngai.gov.vn",
        "kiém:tra hoat,dong",  # may be specks
        "YouTube TikTok iPhone12",
    ],
)
def test_what_may_be_one_word_or_is_printed_so_stays(read: str) -> None:
    assert lost_gaps(read) == []


@given(st.text("aeuinhtogcdvDNCO0123 .,;:()/-", max_size=60))
def test_gaps_are_put_in_once(line: str) -> None:
    apart = with_gaps(line, lost_gaps(line))
    assert apart.replace(" ", "") == line.replace(" ", "")
    assert with_gaps(apart, lost_gaps(apart)) == apart


def test_no_number_is_lost_with_the_gaps_beside_it() -> None:
    read = (
        "Can cur Nghi dinhso211/2004/ND-CPngay22thang12nam2004 cua Chinhphu quydinh chi tiet\n"
        "thuc hien nghia vu theokhoan1Dieu5Thong tu nay (trudoi tuong neu tai diem a khoan nay)"
    )
    repaired = repair_text(read)
    assert "Nghị định số 211/2004/NĐ-CP ngày 22 tháng 12 năm 2004 của Chính phủ" in repaired.text
    assert "khoản 1 Điều 5 Thông tư này (trừ đối tượng" in repaired.text
    assert all(change.before for change in repaired.changes)
    assert [c.start for c in repaired.changes if c.line == 1] == sorted(
        c.start for c in repaired.changes if c.line == 1
    )


def test_long_lines_take_time_in_proportion_to_their_length() -> None:
    def seconds(line: str) -> float:
        start = time.perf_counter()
        lost_gaps(line)
        return time.perf_counter() - start

    once, many = "bo(ke,ca;nam2005:(la ", "bo(ke,ca;nam2005:(la " * 400
    seconds(once)
    assert len(lost_gaps(many)) >= 400 * len(lost_gaps(once))
