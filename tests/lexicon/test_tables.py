# SPDX-License-Identifier: Apache-2.0
"""The lexicon's tables are whole, of one form, and say what the rules say."""

from __future__ import annotations

import unicodedata
from collections import Counter
from pathlib import Path

import pytest

import lexicon
from lexicon.build.vocabulary import table_words


def test_every_table_is_in_nfc_and_without_stray_blanks() -> None:
    for name in (
        "abbreviations agencies doc_symbols doc_types family_names given_names hyphenated places"
        " positions secrecy signing_authorities urgency"
    ).split():
        text = lexicon.data_file(f"{name}.tsv").read_text(encoding="utf-8")
        assert text.endswith("\n"), name
        assert unicodedata.is_normalized("NFC", text), name
        lines = text.splitlines()
        columns = lines[0].count("\t")
        for line in lines:
            assert line.count("\t") == columns, (name, line)
            assert all(cell == " ".join(cell.split()) for cell in line.split("\t")), (name, line)
        assert len(set(lines)) == len(lines), name


def test_the_29_types_of_decree_30_have_their_abbreviations() -> None:
    first = {t.name: t.abbreviations[:1] for t in lexicon.doc_types()}
    rule = (
        "nghị quyết:NQ quyết định:QĐ chỉ thị:CT quy chế:QC quy định:QyĐ thông cáo:TC thông báo:TB"
        " hướng dẫn:HD chương trình:CTr kế hoạch:KH phương án:PA đề án:ĐA dự án:DA báo cáo:BC"
        " biên bản:BB tờ trình:TTr hợp đồng:HĐ công điện:CĐ bản ghi nhớ:BGN bản thỏa thuận:BTT"
        " giấy ủy quyền:GUQ giấy mời:GM giấy giới thiệu:GGT giấy nghỉ phép:GNP phiếu gửi:PG"
        " phiếu chuyển:PC phiếu báo:PB"
    )
    words = rule.split()
    name: list[str] = []
    checked = 0
    for word in words:
        last, colon, abbreviation = word.partition(":")
        name.append(last)
        if colon:
            assert first[" ".join(name)] == (abbreviation,), name
            name = []
            checked += 1
    assert checked == 27
    assert {"công văn", "thư công"} <= first.keys()


def test_the_party_has_its_own_types_and_marks() -> None:
    systems = {t.name: t.system for t in lexicon.doc_types()}
    assert systems["kết luận"] == systems["thông tri"] == "party"
    marks = {a.mark: a.system for a in lexicon.signing_authorities()}
    assert marks["T/M"] == marks["K/T"] == marks["T/L"] == "party"
    assert marks["TM."] == marks["KT."] == marks["TL."] == marks["TUQ."] == marks["Q."] == "state"


def test_stamps_are_ordered_from_mild_to_strict() -> None:
    assert lexicon.urgency()[:3] == ("KHẨN", "THƯỢNG KHẨN", "HỎA TỐC")
    assert lexicon.secrecy() == ("MẬT", "TỐI MẬT", "TUYỆT MẬT")


@pytest.mark.parametrize(("era", "provinces"), [("pre2025", 63), ("2025", 34)])
def test_places_have_all_provinces_of_their_time(era: str, provinces: int) -> None:
    places = [p for p in lexicon.places() if p.era == era]
    assert sum(p.level == "province" for p in places) == provinces
    names = {p.name for p in places if p.level == "province"}
    for place in places:
        if place.level == "province":
            assert not place.parent
            assert not place.province
        else:
            assert place.province in names, place
        assert place.bare_name, place


def test_the_reform_of_2025_left_two_levels_and_3321_communes() -> None:
    levels = Counter(p.level for p in lexicon.places() if p.era == "2025")
    assert levels == {"province": 34, "commune": 3321}


def test_units_are_told_from_names() -> None:
    by_name = {p.name: p for p in lexicon.places()}
    assert by_name["Thành phố Hà Nội"].bare_name == "Hà Nội"
    assert by_name["Phường Ba Đình"].unit == "Phường"


def test_no_agency_is_cut_short() -> None:
    names = {a.name for a in lexicon.agencies()}
    assert {"Hội đồng nhân dân", "Bộ Giao thông vận tải", "Tỉnh ủy", "Ban Bí thư"} <= names
    cut = {"Hội đồng nhân", "Bộ Giao", "Bộ Công", "Hội đồng quản", "Ban Chỉ", "Ban Thường"}
    assert not names & cut
    assert not any("Uỷ" in name for name in names)


def test_symbols_begin_with_known_types() -> None:
    symbols = {s.symbol: s for s in lexicon.doc_symbols()}
    assert symbols["NĐ-CP"].type == "NĐ"
    assert symbols["QĐ/TW"].type == "QĐ"
    assert not symbols["UBND-NC"].type
    assert "QD-TTg" not in symbols
    assert "ND-CP" not in symbols


def test_positions_are_in_capitals_and_deputies_are_marked() -> None:
    positions = {p.position: p for p in lexicon.positions()}
    assert all(p == p.upper() for p in positions)
    assert positions["PHÓ CHỦ TỊCH"].deputy
    assert positions["THỨ TRƯỞNG"].deputy
    assert not positions["CHÁNH VĂN PHÒNG"].deputy


def test_names_and_abbreviations_are_there() -> None:
    assert lexicon.family_names()[0] == "Nguyễn"
    assert "Giàng" in lexicon.family_names()
    assert {"An", "Bình"} <= {n.name for n in lexicon.given_names()}
    meanings = {a.abbreviation: a.meaning for a in lexicon.abbreviations()}
    assert meanings["UBND"] == "Ủy ban nhân dân"
    assert meanings["MTTQ"] == "Mặt trận Tổ quốc"


def test_words_of_the_tables_are_in_the_vocabulary() -> None:
    words = set(lexicon.vocabulary())
    assert table_words() <= words


def test_loaders_are_cached() -> None:
    assert lexicon.places() is lexicon.places()


def test_a_missing_data_file_is_named_with_what_to_do() -> None:
    with pytest.raises(lexicon.DataMissingError, match="make lexicon"):
        lexicon.data_file("no_such_table.tsv")


@pytest.mark.parametrize("data", [b"name\tsex\nAn\tboth\nB\xc3", b"name\tsex\nAn\tboth\nBa\n"])
def test_a_table_cut_short_is_said_to_be_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    (tmp_path / "given_names.tsv").write_bytes(data)
    monkeypatch.setattr(lexicon, "data_file", lambda name: tmp_path / name)
    with pytest.raises(lexicon.DataMissingError, match=r"given_names.tsv is damaged"):
        list(lexicon.table_rows("given_names.tsv"))
