# SPDX-License-Identifier: Apache-2.0
"""Numbers and symbols of documents are read and printed back."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.repair.codes import CodeStyle, DocumentCode, format_code, is_code, parse_code

_GROUP = st.text(alphabet="ABCDEGHKLMNOPQRSTUVXYĐ", min_size=2, max_size=6)
_NUMBER = st.builds(
    lambda digits, suffix: digits + suffix,
    st.text(string.digits, min_size=1, max_size=5),
    st.sampled_from(["", "a", "b", "c", "B"]),
)


@st.composite
def codes(draw: st.DrawFn) -> DocumentCode:
    style = draw(st.sampled_from(CodeStyle))
    number = draw(_NUMBER)
    if style is CodeStyle.LAW:
        return DocumentCode(
            number, str(draw(st.integers(1950, 2049))), f"QH{draw(st.integers(1, 20))}", style
        )
    symbol = (
        draw(_GROUP)
        + draw(st.sampled_from("-/" if style is not CodeStyle.PARTY else "/"))
        + draw(_GROUP)
    )
    year = (
        str(draw(st.integers(1950, 2049)))
        if style is CodeStyle.STATE and draw(st.booleans())
        else None
    )
    return DocumentCode(number, year, symbol, style)


@given(codes())
def test_what_is_printed_is_read_back_the_same(code: DocumentCode) -> None:
    assert parse_code(format_code(code)) == code


@given(codes(), st.sampled_from(["Số: ", "Số ", "số "]))
def test_the_label_does_not_matter(code: DocumentCode, label: str) -> None:
    assert parse_code(label + str(code)) == code


@given(st.text(max_size=30))
def test_any_text_is_a_code_or_none(text: str) -> None:
    code = parse_code(text)
    assert code is None or parse_code(str(code)) == code


@pytest.mark.parametrize(
    ("text", "number", "year", "symbol", "style"),
    [
        ("15/2020/NĐ-CP", "15", "2020", "NĐ-CP", CodeStyle.STATE),
        ("45-CP", "45", None, "CP", CodeStyle.PARTY),
        ("07/CT-UBND", "07", None, "CT-UBND", CodeStyle.STATE),
        ("4532/UBND-VX", "4532", None, "UBND-VX", CodeStyle.STATE),
        ("Số: 15/QĐ-BNV", "15", None, "QĐ-BNV", CodeStyle.STATE),
        ("36-CT", "36", None, "CT", CodeStyle.PARTY),
        ("3105/PYPC-KT+AT", "3105", None, "PYPC-KT+AT", CodeStyle.STATE),
        ("30c/NQ-CP", "30c", None, "NQ-CP", CodeStyle.STATE),
        ("66.7/2026/NQ-CP", "66.7", "2026", "NQ-CP", CodeStyle.STATE),
        ("30-CT/TW", "30", None, "CT/TW", CodeStyle.PARTY),
        ("Số 12-NQ/ĐU", "12", None, "NQ/ĐU", CodeStyle.PARTY),
        ("1545 -CV/HU", "1545", None, "CV/HU", CodeStyle.PARTY),
        ("28-NQ/T W", "28", None, "NQ/TW", CodeStyle.PARTY),
        ("80/2015/QH13", "80", "2015", "QH13", CodeStyle.LAW),
        ("1429/QĐ.UBND", "1429", None, "QĐ.UBND", CodeStyle.STATE),
        ("12 QĐ/UB", "12", None, "QĐ/UB", CodeStyle.OLD),
        ("154 /CTPH-LĐLĐ-SVH,TT,DL", "154", None, "CTPH-LĐLĐ-SVH,TT,DL", CodeStyle.STATE),
    ],
)
def test_the_forms_of_state_and_party_are_told_apart(
    text: str, number: str, year: str | None, symbol: str, style: CodeStyle
) -> None:
    assert parse_code(text) == DocumentCode(number, year, symbol, style)


@pytest.mark.parametrize(
    "text",
    [
        "24/24",
        "05/02/2024",
        "và/hoặc",
        "TP.HCM",
        "KT-XH",
        "Covid-19",
        "2021-2025",
        "50km/giờ",
        "15/Nghị định",
        "NĐ-CP",
        "",
        "Số:",
        "30-CT/TW ngày 05",
    ],
)
def test_what_is_no_code_is_none(text: str) -> None:
    assert parse_code(text) is None


def test_codes_that_look_alike_stay_apart() -> None:
    assert parse_code("36/2026/QĐ-TTg") != parse_code("36/2026/TT-BXD")
    assert parse_code("198-KL/TW") != parse_code("198-KH-CĐKT")


def test_a_symbol_of_one_unknown_group_is_no_code_in_running_text() -> None:
    assert not is_code("15/ABXY")
    assert is_code("80/2015/QH13")


def test_parts_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="number"):
        DocumentCode("x", None, "QĐ-BNV", CodeStyle.STATE)
    with pytest.raises(ValueError, match="year"):
        DocumentCode("1", "2020", "CT/TW", CodeStyle.PARTY)
