# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pipeline.repair import repair_text
from pipeline.repair.foreign_lines import english_lines

GARBLED = "Ngan hang thé gidi ky hiép dinh vay vén cho dy an phat trién nong thén ving nui phia Bac"
ENGLISH = (
    "The loan agreement provides for rural roads, bridges and irrigation in three provinces",
    "and cities of the region. All parties shall provide timely reports",
    "with annual audited accounts of the project to the Bank.",
)


def test_english_in_a_garbled_text_stays() -> None:
    text = "\n".join((GARBLED, *ENGLISH, GARBLED))
    lines = repair_text(text).text.split("\n")
    assert tuple(lines[1:4]) == ENGLISH
    assert lines[0] == lines[4] != GARBLED


def test_lines_beside_are_english_too_but_vietnamese_ones() -> None:
    lines = ["Annual accounts", *ENGLISH, "audited reports", "Các bên ký kết", GARBLED]
    assert english_lines(lines) == {0, 1, 2, 3, 4}


def test_garbled_vietnamese_is_not_english() -> None:
    garbled = ["CONG HOA XA HOI CHU NGHIA VIET NAM", "vé viéc trién khai nhiém vu", GARBLED]
    assert english_lines(garbled) == frozenset()
