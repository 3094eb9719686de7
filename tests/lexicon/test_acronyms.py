# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from lexicon import acronyms
from lexicon.build.acronyms import chosen, counted

TEXTS = [
    "HĐQT của CSĐT và HDV, ĐÔNG; hợp đồng số 12/HĐLĐ; ADN",
    "LIÊN ĐOÀN CẦU LÔNG",
]


def test_acronyms_with_a_d_or_its_stroke_are_counted_but_not_in_lines_of_capitals() -> None:
    assert dict(counted(TEXTS)) == {
        "HĐQT": 1, "CSĐT": 1, "HDV": 1, "ĐÔNG": 1, "HĐLĐ": 1, "ADN": 1
    }  # fmt: skip


def test_one_is_chosen_where_no_other_of_its_letters_rivals_it() -> None:
    counts = counted(["HĐQT, HĐV, ĐÔNG và SĐX"] * 8 + ["HDV và HDQT"] + ["HDV và SDX"] * 3)
    assert chosen(counts) == [("HĐQT", 8, 8 / 9)]


def test_the_table_holds_common_acronyms_and_no_syllables() -> None:
    assert {"HĐQT", "CSĐT", "BLĐTBXH"} <= set(acronyms())
    assert "ĐÔNG" not in acronyms()
