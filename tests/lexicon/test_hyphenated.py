# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from lexicon import hyphenated
from lexicon.build.hyphenated import apart, joined

TEXTS = [
    "Chủ nghĩa Mác - Lê-nin, theo Lê-nin và Lê nin; Kế hoạch số 12/KH-UBND",
    "vắc-xin, in-tơ-nét và Lê Nin",
    "KT-XH và GD-ĐT",
]


def test_pairs_with_a_hyphen_are_counted_folded_without_symbols():
    found = joined(TEXTS)
    assert found == {
        ("lê", "nin"): 2,
        ("vắc", "xin"): 1,
        ("in", "tơ"): 1,
        ("tơ", "nét"): 1,
    }


def test_pairs_apart_are_counted_where_they_are_wanted():
    assert apart(TEXTS, [("lê", "nin"), ("vắc", "xin")]) == {("lê", "nin"): 2}


def test_the_table_holds_what_is_printed_with_a_hyphen():
    pairs = hyphenated()
    assert {("lê", "nin"), ("mác", "lênin"), ("vi", "rút"), ("ra", "glai"), ("ê", "đê")} <= pairs
    assert not {("cơ", "quan"), ("nhà", "nước"), ("dự", "án")} & pairs
