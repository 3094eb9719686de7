# SPDX-License-Identifier: Apache-2.0
"""The tokeniser loses nothing and names what it sees; folding can be undone."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.repair.tokens import (
    CaseShape,
    Kind,
    TonePlacement,
    case_shape,
    fold,
    place_tone,
    strip_marks,
    symbol,
    symbols,
    tokenise,
    tone_placement,
    with_shape,
)

ANY_TEXT = st.text(max_size=200)
VIETNAMESE = st.text(
    alphabet='aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạếềểễệóòỏõọúùủũụýỳỷỹỵ ỦĐẢNG.,;:-–/()"\n0123456789&',
    max_size=200,
)
OPEN_RIMES = [
    start + rime
    for start in ("", "h", "th", "kh", "ng", "H", "TH", "t")
    for rime in "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy".split()
]


@given(st.one_of(ANY_TEXT, VIETNAMESE))
def test_tokens_joined_are_the_input(text: str) -> None:
    tokens = tokenise(text)
    assert "".join(t.text for t in tokens) == text
    assert all(text[t.start : t.end] == t.text and t.text for t in tokens)


@given(ANY_TEXT)
def test_text_in_nfd_gives_the_same_symbols(text: str) -> None:
    nfc = unicodedata.normalize("NFC", text)
    if all(c.isalnum() or c == " " for c in nfc) and nfc.isascii() is False:
        letters = [t for t in tokenise(nfc) if t.kind is Kind.WORD]
        for token in letters:
            nfd = unicodedata.normalize("NFD", token.text)
            if all(unicodedata.combining(c) == 0 or "\u0300" <= c <= "\u036f" for c in nfd):
                assert fold(nfd) == fold(token.text)


def test_words_written_in_nfd_are_one_token() -> None:
    text = unicodedata.normalize("NFD", "Đảng uỷ tỉnh")
    assert [t.kind for t in tokenise(text) if t.kind is not Kind.SPACE] == [Kind.WORD] * 3
    assert symbols(text) == ["đảng", "ủy", "tỉnh"]


@pytest.mark.parametrize(
    "code",
    [
        "30-CT/TW",
        "12/2020/NĐ-CP",
        "15/QĐ-BNV",
        "3176b/QĐ-UBND",
        "127-QĐ/TW",
        "NĐ-CP",
        "QĐ/TW",
        "TTr-BTC",
        "45/TTr-SNV",
        "07-CTr/TU",
        "05/2024/TT-BTC",
        "575/UBND-NC",
        "L/CTN",
        "18/QyĐ-UBND",
        "63/2014/TTLT-BCA-BQP-TANDTC",
    ],
)
def test_number_and_symbol_of_a_document_are_one_code(code: str) -> None:
    (token,) = tokenise(code)
    assert token.kind is Kind.CODE
    assert symbol(code) == "<code>"


@pytest.mark.parametrize("date", ["05/3/2020", "12/01", "4/2024", "01-12-2019", "2.9.1945"])
def test_dates_in_figures_are_one_date(date: str) -> None:
    (token,) = tokenise(date)
    assert token.kind is Kind.DATE


@pytest.mark.parametrize("period", ["2021-2025", "2020-2021"])
def test_a_period_of_years_is_no_date_and_no_code(period: str) -> None:
    assert [t.kind for t in tokenise(period)] == [Kind.NUMBER, Kind.PUNCT, Kind.NUMBER]


def test_joined_words_stay_words() -> None:
    assert symbols("kinh tế-xã hội Hà Nội-Hải Phòng và/hoặc") == (
        "kinh tế xã hội hà nội hải phòng và hoặc".split()
    )


def test_numbers_fall_into_classes() -> None:
    assert symbols("ngày 05 tháng 1 năm 2024 chi 12.500,5 đồng") == (
        "ngày <n> tháng <n> năm <y> chi <N> đồng".split()
    )


def test_roman_numerals_are_told_from_capital_syllables() -> None:
    assert symbols("khoá XIII, phần IV") == ["khóa", "<roman>", "<,>", "phần", "<roman>"]
    assert symbols("HÀNH VI") == ["hành", "vi"]


def test_list_marks_are_found_at_the_start_of_lines_only() -> None:
    text = "- Một\na) Hai - ba\n12. Bốn\nII. Năm"
    marks = [t.text for t in tokenise(text) if t.kind is Kind.LIST_MARK]
    assert marks == ["-", "a", ")", "12", ".", "II", "."]


def test_quotes_brackets_and_hyphens_leave_no_trace_in_the_context() -> None:
    assert symbols("“kinh tế” - (xã hội)") == ["kinh", "tế", "xã", "hội"]


@pytest.mark.parametrize("old", OPEN_RIMES)
def test_tone_placement_can_be_changed_and_changed_back(old: str) -> None:
    new = place_tone(old, TonePlacement.NEW)
    assert new != old
    assert tone_placement(old) is TonePlacement.OLD
    assert tone_placement(new) is TonePlacement.NEW
    assert place_tone(new, TonePlacement.OLD) == old


@given(st.one_of(ANY_TEXT, VIETNAMESE), st.sampled_from(list(TonePlacement)))
def test_tone_placement_is_idempotent_and_undone_by_the_words_own(
    word: str, placement: TonePlacement
) -> None:
    word = unicodedata.normalize("NFC", word)
    placed = place_tone(word, placement)
    assert place_tone(placed, placement) == placed
    assert place_tone(placed, tone_placement(word)) == word


@pytest.mark.parametrize("word", ["quý", "quỹ", "QUỲ", "quà", "hoàn", "toàn", "khuỷu", "Thuở"])
def test_words_with_one_spelling_keep_it(word: str) -> None:
    assert place_tone(word, TonePlacement.OLD) == place_tone(word, TonePlacement.NEW) == word
    assert tone_placement(word) is TonePlacement.EITHER


@given(st.one_of(ANY_TEXT, VIETNAMESE))
def test_folding_twice_is_folding_once(text: str) -> None:
    for token in tokenise(text):
        if token.kind is Kind.WORD and token.text.lower().upper().lower() == token.text.lower():
            assert fold(fold(token.text)) == fold(token.text)


def test_base_letters_of_a_word() -> None:
    assert strip_marks("Đường") == "Duong"
    assert strip_marks("thuỵ") == "thuy"


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("nước", CaseShape.LOWER),
        ("Nước", CaseShape.TITLE),
        ("Ở", CaseShape.TITLE),
        ("UBND", CaseShape.UPPER),
        ("TTr", CaseShape.MIXED),
        ("123", CaseShape.NONE),
    ],
)
def test_case_shape_says_how_a_word_is_cased(word: str, shape: CaseShape) -> None:
    assert case_shape(word) is shape
    assert with_shape(word.lower(), shape) == word or shape is CaseShape.MIXED
