# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from pipeline.repair import repair_text
from pipeline.repair.codes.list_marks import (
    marks_of_dd,
    misread_points,
    strokes_before_2,
    strokes_of_articles,
)


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


@pytest.mark.parametrize(
    ("marks", "found"),
    [
        ("a) b) c) đ) đ) e)", [(3, "d)")]),
        ("a) b) e)", [(2, "c)")]),
        ("a) b) e) d) đ) e)", [(2, "c)")]),
        ("c) đ)", [(1, "d)")]),
        ("c) - đ) - đ)", [(2, "d)")]),
        ("a) b) c) d) đ) e) g)", []),
        ("c) đ) e)", []),  # d) was taken out
        ("b) e) g)", []),
        ("đ) e)", []),
        ("c. đ. đ.", [(1, "d.")]),
        ("c. đ) đ)", []),
        ("", []),
    ],
)
def test_points_read_for_others_where_the_order_shows_it(marks: str, found: list[tuple[int, str]]):
    assert list(misread_points(marks.split())) == found


def test_a_stroke_that_begins_a_line_is_1_where_2_comes_next():
    lines = [
        "I. Giám đốc",
        "và các phòng",
        "2. Chánh Văn phòng",
        "l) Một",
        "2) Hai",
        "I. MỤC ĐÍCH",
        "1. A",
    ]
    assert strokes_before_2(lines) == {0, 3}
    assert strokes_before_2(["I. A", "II. B", "2. C", "I.1. D", "2. E"]) == frozenset()


def test_an_article_numbered_by_a_stroke_is_the_first():
    assert list(strokes_of_articles(["Căn cứ", " Điều I. Ban hành", "Điều 2. Có"])) == [(1, 6)]
    assert list(strokes_of_articles(["Điều I. Sửa đổi", "Điều II. Hiệu lực"])) == []
    assert list(strokes_of_articles(["theo Điều I. và", "Điều 1. A"])) == []
