# SPDX-License-Identifier: Apache-2.0
"""Fields as a person sees and corrects them in a form."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.field_form import FORM, fields_of, form_value, labelled_fields, shown_in_form
from pipeline.record import Fields, Signer

texts = st.text(max_size=30).map(lambda text: form_value("subject", text))
names = st.builds(Signer, name=texts.filter(bool), position=st.none(), authority=st.just("TM."))
codes = st.sampled_from(["15/QĐ-BNV", "30-CT/TW", "30/2020/NĐ-CP", "80/2015/QH13", "12 QĐ/UB"])


@settings(deadline=None)  # the first call loads the types of documents
@given(
    st.dates(date(1945, 9, 2), date(2100, 1, 1)),
    st.lists(texts.filter(bool), max_size=3).map(tuple),
    st.lists(names, max_size=2).map(tuple),
    texts,
    codes,
)
def test_what_a_form_shows_makes_the_same_fields(day, recipients, signers, subject, code):
    parts = fields_of("code", code)
    found = Fields(
        date=day.isoformat(),
        recipients=recipients,
        signers=signers,
        subject=subject or None,
        **parts,
    )
    for name in FORM:
        for own, value in fields_of(name, shown_in_form(found, name)).items():
            assert value == getattr(found, own)


@settings(deadline=None)
@given(st.text() | st.lists(st.text()) | st.lists(st.lists(st.text(), min_size=3, max_size=3)))
def test_a_value_is_brought_into_one_way_of_writing_it(told: object):
    for name in FORM:
        try:
            value = form_value(name, told)
        except (TypeError, ValueError, LookupError):
            continue
        assert form_value(name, json.loads(json.dumps(value))) == value


@pytest.mark.parametrize(
    ("code", "number", "symbol", "whole"),
    [
        ("15/QĐ-BNV", "15", "QĐ-BNV", True),
        ("30-CT/TW", "30", "CT/TW", True),
        ("3176B/QĐ-SYT", "3176B", "QĐ-SYT", True),
        ("91UBND-QLĐĐ", None, None, True),
        ("…/QĐ-SYT", None, "QĐ-SYT", False),
        ("…-CT/TU", None, "CT/TU", False),
        ("12", "12", None, True),
        ("", None, None, False),
    ],
)
def test_number_and_symbol_follow_from_the_code(code, number, symbol, whole):
    told = fields_of("code", code)
    assert told == {"code": code if whole else None, "number": number, "symbol": symbol}


@pytest.mark.parametrize(
    ("typed", "value"),
    [("5/2/2024", "2024-02-05"), ("05/02/2024", "2024-02-05"), ("2024-02", "2024-02"), ("", None)],
)
def test_dates_are_typed_as_they_are_spoken(typed: str, value: str | None):
    assert fields_of("date", typed) == {"date": value}


@pytest.mark.parametrize("typed", ["31/02/2024", "tháng hai", "2024-13", "1/1/24"])
def test_what_is_no_date_is_refused(typed: str):
    with pytest.raises(ValueError):
        fields_of("date", typed)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        *(("subject", ["x"]), ("subject", None), ("subject", "x" * 5_000)),
        *(("recipients", "x"), ("recipients", [["x"]]), ("recipients", ["x"] * 2_000)),
        *(("signers", ["x"]), ("signers", [["a", "b"]]), ("none", "x")),
    ],
)
def test_what_is_no_value_of_a_field_is_refused(name: str, told: object):
    with pytest.raises((TypeError, ValueError, LookupError)):
        form_value(name, told)


def test_fields_of_the_letterhead_are_named_and_the_others_left_out():
    found = Fields(
        issuer="SỞ NỘI VỤ", symbol="QĐ-SNV", date="2024-02-05", addressees=("A", "B"), subject="x"
    )
    assert list(labelled_fields(found)) == [
        ("Cơ quan ban hành", "SỞ NỘI VỤ"),
        ("Số, ký hiệu", "…/QĐ-SNV"),
        ("Ngày ban hành", "05/02/2024"),
        ("Kính gửi", "A; B"),
    ]
