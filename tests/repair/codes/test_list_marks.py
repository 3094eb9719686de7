# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from pipeline.repair import repair_text
from pipeline.repair.codes.list_marks import marks_of_dd


@pytest.mark.parametrize(
    ("marks", "found"),
    [
        ("a) b) c) d) d) e)", [4]),
        ("c) d) d)", [2]),
        ("d) d) e)", [1]),
        ("c) d) - - d) e)", [4]),
        ("c. d. d. e.", [2]),
        ("c) d) e)", []),
        ("d) d)", []),
        ("c) d) 2. a) d) d)", []),
        ("c) d) d.", []),
        ("c - d - d e", []),
        ("", []),
    ],
)
def test_the_second_of_two_points_d_is_dd_where_the_order_shows_it(marks: str, found: list[int]):
    assert list(marks_of_dd(marks.split())) == found


def test_points_of_a_garbled_clause_are_in_order():
    text = """c) Nguoi lanh dao co quan thuc hién nhiém vu duge giao;
d) Can b6, céng chitc cia don vi;
d) Vién chitc va nguoi lao déng;
e) Cac truong hop khac theo quy dinh."""
    repaired = repair_text(text).text
    assert [line[:2] for line in repaired.split("\n")] == ["c)", "d)", "đ)", "e)"]
    assert repair_text(repaired).text == repaired
