# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from pipeline.model import Box
from pipeline.ocr.combining import Reading
from pipeline.ocr.segments import Segment
from pipeline.ocr.tables import Cell, Grid
from pipeline.ocr.unruled_rows import with_unruled_rows

X_HEIGHT, PITCH, LINE = 16, 60, 40
COLUMNS = (0.0, 100.0, 500.0, 700.0)


def cells_of(
    *lines: tuple[int, int, str], merged: tuple[Cell, ...] = ()
) -> dict[tuple[int, int], str]:
    """What the cells say of a ruled head and one ruled row below it: lines of (column, base, text)
    from a base of 100."""
    grid = Grid(Box(0, 0, 700, 1000), (0.0, 60.0, 1000.0), COLUMNS, merged)
    segments, words = [], {}
    for index, (column, base, text) in enumerate(lines):
        left = round(COLUMNS[column]) + 10
        box = Box(left, base - 24, left + 8 * len(text), base)
        segments.append(Segment(index, box, (base, base), len(text), X_HEIGHT))
        words[index] = [Reading(text, 0.9, (box.left, box.top, box.right, box.bottom))]
    found = with_unruled_rows(grid, segments, words, X_HEIGHT)
    cells: dict[tuple[int, int], str] = {}
    for segment in segments:
        row, column = found.cell_of(segment)
        said = cells.get((row, column), "")
        cells[row, column] = f"{said} {words[segment.index][0].text}".strip()
    return cells


def column(number: int, *texts: str, pitch: int = PITCH) -> list[tuple[int, int, str]]:
    return [(number, 100 + pitch * n, text) for n, text in enumerate(texts) if text]


@pytest.mark.parametrize(
    "marks",
    [("1", "2", "3"), ("A", "I", "1"), ("1.", "2.", "3."), ("1", "", "3"), ("a)", "-", "b)")],
)
def test_marks_of_rows_part_them(marks):
    names = ("Xã Tân Lập", "Xã Yên Thịnh", "Xã Hòa Bình")
    cells = cells_of(*column(0, *marks), *column(1, *names), *column(2, "12", "7", "31"))
    assert [cells[n, 1] for n in (1, 2, 3)] == list(names)
    assert [cells.get((n, 0), "") for n in (1, 2, 3)] == list(marks)


def test_columns_of_numbers_part_rows_and_what_is_longer_stays_with_its_row():
    cells = cells_of(
        (0, 100, "Xã Tân"), (0, 100 + LINE, "Lập"), (0, 100 + LINE + PITCH, "Xã Yên Mô"),
        *((1, 100 + n * (LINE + PITCH), text) for n, text in enumerate(("1.204", "98,7"))),
        *((2, 120 + n * (LINE + PITCH), text) for n, text in enumerate(("12", "-"))),
    )  # fmt: skip
    assert cells == {
        (1, 0): "Xã Tân Lập", (1, 1): "1.204", (1, 2): "12",
        (2, 0): "Xã Yên Mô", (2, 1): "98,7", (2, 2): "-",
    }  # fmt: skip


def test_a_head_that_no_rule_parts_is_a_row():
    lines = (*column(0, "STT", "1", "2"), *column(1, "Đơn vị", "Xã Tân Lập", "Xã Yên Mô"))
    assert cells_of(*lines)[1, 1] == "Đơn vị"
    assert cells_of(*lines)[2, 1] == "Xã Tân Lập"


@pytest.mark.parametrize(
    "lines",
    [
        [*column(0, "1"), *column(1, "Nguyễn Văn An", "Trần Thị Lan", pitch=LINE)],
        [*column(0, "Thứ", "Hai", pitch=LINE), *column(1, "Họp giao ban", "tại Sở", pitch=LINE)],
        [*column(1, "25/05/", "1980", pitch=LINE), *column(2, "12/06/", "2001", pitch=LINE)],
        [*column(0, "Năm", "2024", pitch=LINE), *column(1, "Quý", "IV", pitch=LINE)],
        [*column(1, "Kế hoạch năm", "2024 và", "2025", pitch=LINE), *column(2, "7", pitch=LINE)],
    ],
)
def test_lines_of_one_row_stay_together(lines):
    assert {row for row, _ in cells_of(*lines)} == {1}


def test_cells_over_several_columns_stay_so():
    lines = (*column(0, "1", "2"), *column(1, "Xã Tân Lập", "Xã Yên Mô"), (1, 40, "Đơn vị"))
    cells = cells_of(*lines, merged=(Cell(0, 1, 1, 3),))
    assert cells[0, 1] == "Đơn vị"
    assert cells[2, 1] == "Xã Yên Mô"
