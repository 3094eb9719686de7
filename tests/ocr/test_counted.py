# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.model import Box
from pipeline.ocr.combining import Reading
from pipeline.ocr.counted import COUNTED, columns_counted, rows_counted
from pipeline.ocr.segments import Segment
from pipeline.ocr.tables import Cell, Grid

GRID = Grid(Box(100, 0, 1000, 300), tuple(range(0, 301, 50)), (100.0, 160.0, 1000.0))


def first_column(*texts: str, letters: int = 1) -> tuple[list[Segment], dict[int, list[Reading]]]:
    segments, words = [], {}
    for n, text in enumerate(texts):
        box = Box(120, 50 * n + 10, 135, 50 * n + 35)
        width = len(text) if text.isdigit() else letters
        segments.append(Segment(n, box, (50 * n + 35, 50 * n + 35), width, 17.0))
        words[n] = [Reading(text, 0.9, (120.0, 0.0, 135.0, 0.0))] if text else []
    return segments, words


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (("STT", "|", "2", "3"), {1: "1"}),
        (("TT", "l", "2"), {1: "1"}),
        (("STT", "1", "2", "", "4", "ð"), {3: "3", 5: "5"}),
        (("|", "2", "3", "4"), {0: "1"}),
        (("STT", "1", "2", "3"), {}),
        (("Năm", "|", "2"), {}),
        (("STT", "a", "b", "c"), {}),
        (("STT", "5", "2", "9", "|"), {}),
        (("STT", "1", "2", "b", "4"), {3: "3"}),
        (("STT", "I", "1", "2", "a", "b"), {}),
        (("STT", "I", "2", "3"), {1: "1"}),
    ],
)
def test_numbers_of_the_first_column_tell_each_other(texts, found):
    segments, words = first_column(*texts)
    read = rows_counted(GRID, segments, words)
    assert {n: [word.text for word in made] for n, made in read.items()} == {
        n: [text] for n, text in found.items()
    }
    assert all(word.confidence == COUNTED for made in read.values() for word in made)


def test_a_cell_over_several_rows_counts_once():
    merged = replace(GRID, merged=(Cell(1, 0, 3, 1), Cell(3, 0, 5, 1)))
    segments, words = first_column("STT", "1", "?", "3")
    low = [replace(s, box=Box(120, top, 135, top + 25), baseline=(top + 25.0, top + 25.0))
           for s, top in zip(segments, (10, 90, 190, 260), strict=True)]  # fmt: skip
    assert rows_counted(GRID, low, words) == {}
    assert [word.text for word in rows_counted(merged, low, words)[2]] == ["2"]


def test_a_number_hardly_read_is_sure_enough_in_its_place():
    segments, words = first_column("STT", "1", "2", "3")
    words[1] = [Reading("1", 0.3, (120.0, 0.0, 135.0, 0.0))]
    assert rows_counted(GRID, segments, words)[1][0].confidence == COUNTED


def test_ink_of_more_letters_is_another_number():
    segments, words = first_column("STT", "ab", "2", "3", letters=2)
    assert rows_counted(GRID, segments, words) == {}


COLUMNS = Grid(Box(0, 0, 800, 100), (0.0, 50.0, 100.0), tuple(range(0, 801, 100)))


def column_numbers(texts: str) -> tuple[list[Segment], dict[int, list[Reading]]]:
    """A row of cells; `read/3`: ink of three characters, as many as read if not said."""
    segments, words = [], {}
    for n, each in enumerate(texts.split()):
        text, _, letters = each.partition("|")
        text = text.strip("_")
        box = Box(100 * n + 30, 60, 100 * n + 60, 85)
        segments.append(Segment(n, box, (85, 85), int(letters or len(text)), 17.0))
        words[n] = [Reading(text, 0.9, (0.0, 0.0, 0.0, 0.0))] if text else []
    return segments, words


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ("_|3 (2) 3)|3 (4) (5) (6) 1)|3 (8)", {0: "(1)", 2: "(3)", 6: "(7)"}),
        ("A B 1 2 3 4 | 6", {6: "5"}),
        ("A B 1 | 3 4 s 6", {3: "2", 6: "5"}),
        ("1 2 3 4 5=3+4 6", {}),
        ("1 2 3 4 5 VI 7 8", {}),  # ink of two characters
        ("1 2 3 4 a 6 7 8", {}),
        ("1 2 3 4 9 8 6 5", {}),
        ("12 40 7 ? 3 51 2 9", {}),
        ("1 2 3 z y x w v", {}),
    ],
)
def test_numbers_of_columns_tell_each_other(texts, found):
    segments, words = column_numbers(texts.replace(" | ", " _|1 "))
    read = columns_counted(COLUMNS, segments, words)
    assert {n: [word.text for word in made] for n, made in read.items()} == {
        n: [text] for n, text in found.items()
    }
    assert all(word.confidence == COUNTED for made in read.values() for word in made)
