# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.repair.codes import claim_spans, claims_without_marks, garbled_claims
from pipeline.repair.partings import Parting, may_part_garbled, may_part_on_scan, partings
from pipeline.repair.pieces import Piece, pieces_of
from pipeline.repair.reading_kind import ENG


def read(line: str) -> list[Piece]:
    claims = garbled_claims(line, claims_without_marks(line, claim_spans(line)))
    return list(pieces_of(line, 0, claims, ENG))


def with_gaps(line: str, pieces: list[Piece], found: Iterable[Parting]) -> str:
    """The line with its specks replaced by the gaps they were read for."""
    for first, end, printed in reversed(list(found)):
        line = line[: pieces[first].start] + printed + line[pieces[end - 1].end :]
    return line


def parted(line: str) -> str:
    """A garbled line with its gaps."""
    pieces = read(line)
    return with_gaps(line, pieces, partings(pieces, may_part_garbled))


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("kiém.tra thuong-xuyén hoat:dong", "kiém tra thuong xuyén hoat dong"),
        ("truy thu,-hoan tra", "truy thu, hoan tra"),
        ("phan loai tudi_ritng", "phan loai tudi ritng"),
        ("khoan.1 Diéu 5, ngay 6 nim-2020", "khoan 1 Diéu 5, ngay 6 nim 2020"),
        ("tai diém.b va diém-g khoan 2", "tai diém b va diém g khoan 2"),
        ("khoan c, d.va y.té", "khoan c, d va y té"),
        ("CO HIEU:LUC THI-HANH, DOANH.CUA", "CO HIEU LUC THI HANH, DOANH CUA"),
        ("theo Mau s6.08 va s6-5", "theo Mau s6 08 va s6 5"),
        ("Khoan-5 cua’Uy ban", "Khoan 5 cua Uy ban"),
        ("ngay 07.thang 12 nam 2011", "ngay 07 thang 12 nam 2011"),
        ("MUCDICH,YEUCAU; Luu: VT,TC", "MUCDICH, YEUCAU; Luu: VT,TC"),
    ],
)
def test_specks_are_gaps_between_words_and_at_numbers(line: str, printed: str) -> None:
    assert parted(line) == printed


@pytest.mark.parametrize(
    "line",
    [
        "trach nhiém.Diéu 5",  # print without a gap: the full stop is nobody's speck
        "chu nghia Mac-Lénin, Covid-19",
        "1.Trudng hop; 2-3 ngay, v.v. TP.HCM",
        "www.chinhphu.vn va thu@tinh.gov.vn",
        "CNH-HDH va TT-BTC, PGS.TS Nguyén",
    ],
)
def test_what_is_printed_so_stays(line: str) -> None:
    assert parted(line) == line


@given(st.text(alphabet="aghnéuHT.,-:;'’_ 125", max_size=30))
def test_partings_stand_for_marks_inside_the_line(line: str) -> None:
    pieces = read(line)
    for first, end, printed in partings(pieces, may_part_garbled):
        assert 0 < first < end < len(pieces)
        assert not any(letter.isalnum() for p in pieces[first:end] for letter in p.text)
        assert printed.endswith(" ")


def parted_on_scan(line: str) -> str:
    """A line that a model of Vietnamese read, with its gaps."""
    pieces = list(pieces_of(line, 0, claim_spans(line)))
    return with_gaps(line, pieces, partings(pieces, may_part_on_scan))


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("của một xã.hội tiến bộ", "của một xã hội tiến bộ"),
        ("không cần-thiết ở.hai miền", "không cần thiết ở hai miền"),
        ("trước pháp luật:về nội dung", "trước pháp luật về nội dung"),
        ("khu kinh tế,.khu công nghiệp", "khu kinh tế, khu công nghiệp"),
        ("Sau.đó, bệnh nặng", "Sau đó, bệnh nặng"),
        ("CỦA XÃ.HỘI HỌC", "CỦA XÃ HỘI HỌC"),
    ],
)
def test_specks_on_a_scan_are_gaps_between_syllables(line: str, printed: str) -> None:
    assert parted_on_scan(line) == printed
    assert parted_on_scan(printed) == printed


@pytest.mark.parametrize(
    "line",
    [
        "nguy hiểm,giữ nguyên; hồ;sơ",  # typed without the gap
        "pháp luật.Điều 2, mình.Trong",
        "v.v. TS.BS Hà, Mác-Lênin, Covid-19",
        "TP.HCM, TT.TU, GIÁO-DỤC, ĐẢNG,ỦY",
        "baochinhphu.vn và thu@tinh.gov.vn, a.m",
    ],
)
def test_what_may_be_typed_so_stays_on_a_scan(line: str) -> None:
    assert parted_on_scan(line) == line
