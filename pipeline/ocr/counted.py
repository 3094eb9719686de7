# SPDX-License-Identifier: Apache-2.0
"""Numbers that count the rows and the columns of a table, told by those of the others.

They are of one or two digits, the smallest print of a page, and each is alone in its cell: many are
read as nothing or as something else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline.ocr.combining import Reading, place_of
from pipeline.ocr.segments import Segment
from pipeline.ocr.tables import Grid

MOST_AGREE = 0.5
"""Share of the rows of a table that are numbered one after the other."""
FEWEST_BARE, FEWEST_IN_BRACKETS = 4, 3
"""Columns that are numbered, at least; and more than half of those with a number."""
COUNTED = 0.6
"""Confidence of a number that the numbers of other rows tell."""
_NUMBER = re.compile(r"[1-9]\d{0,2}")
_OTHER_MARK = re.compile(r"[A-EĐHa-eđ]|[IVX]+")
_HEAD_OF_NUMBERS = re.compile(r"(?i)\W*(?:s[oố0ô] ?)?(?:stt|tt)\W*")
_COLUMN = re.compile(r"(\(?)([1-9]\d?)(\)?)")


def rows_counted(
    grid: Grid, segments: Sequence[Segment], words: Mapping[int, Sequence[Reading]]
) -> dict[int, list[Reading]]:
    """Numbers of a table's first column (STT) that were not read as such, by segment index.

    The numbers of other rows tell them: a stroke between 1 and 3 is 2's place. The ink must have as
    many characters. Tables have other marks in that column too (A, I, a): such a one is a number
    only right between two that agree, or right before 2, and nothing is counted beyond these where
    others do not.
    """
    first = sorted(cell.row for cell, _ in grid.cells() if cell.column == 0)
    order = {row: at for at, row in enumerate(first)}  # a cell over several rows counts once
    cells: dict[int, list[Segment]] = {}
    for segment in segments:
        if grid.holds(segment):
            row, column = grid.cell_of(segment)
            if column == 0:
                cells.setdefault(order[row], []).append(segment)
    read = {
        row: " ".join(word.text for word in words.get(cell[0].index, ())).rstrip(".")
        for row, cell in cells.items()
        if len(cell) == 1
    }
    steps = Counter(int(text) - row for row, text in read.items() if _NUMBER.fullmatch(text))
    if not steps:
        return {}
    ((step, agreeing),) = steps.most_common(1)
    headed = any(_HEAD_OF_NUMBERS.fullmatch(text) for text in read.values())
    if agreeing < (1 if headed else 2) or 2 * agreeing <= steps.total():
        return {}
    agree = {row for row, text in read.items() if text == str(row + step)}
    most = len(agree) >= MOST_AGREE * (len(read) - headed)
    found = {}
    for row, text in read.items():
        between = row + 1 in agree and (row - 1 in agree or row + step == 1)
        if not between and _OTHER_MARK.fullmatch(text):
            continue
        if not most and not min(agree) < row < max(agree):
            continue
        (segment,) = cells[row]
        number = str(row + step)
        sure = text == number and words[segment.index][0].confidence >= COUNTED
        as_long = len(number) == segment.letters and len(text) <= len(number) + 1
        if row + step > 0 and as_long and not sure:
            others = ((text, 1.0),) if text not in ("", number) else ()
            found[segment.index] = [Reading(number, COUNTED, place_of(segment.box), others)]
    return found


def columns_counted(
    grid: Grid, segments: Sequence[Segment], words: Mapping[int, Sequence[Reading]]
) -> dict[int, list[Reading]]:
    """Numbers of columns, `1 2 3` or `(1) (2) (3)`, that were not read as such, by segment index.

    They stand in one row of the table, one after the other. A column that another numbering counts
    (A, B, 4=2+3) has ink of more characters or is no number where one is due.
    """
    rows: dict[int, dict[int, list[Segment]]] = {}
    for segment in segments:
        if grid.holds(segment):
            row, column = grid.cell_of(segment)
            rows.setdefault(row, {}).setdefault(column, []).append(segment)
    found: dict[int, list[Reading]] = {}
    for cells in rows.values():
        order = [cells[column] for column in sorted(cells)]
        alone = {at: cell[0] for at, cell in enumerate(order) if len(cell) == 1}
        texts = {
            at: "".join(word.text for word in words.get(segment.index, ()))
            for at, segment in alone.items()
        }
        marks = {at: mark for at, text in texts.items() if (mark := _COLUMN.fullmatch(text))}
        steps = Counter(
            (int(mark[2]) - at, bool(mark[1] and mark[3])) for at, mark in marks.items()
        )
        if not steps:
            continue
        (((step, in_brackets), agreeing),) = steps.most_common(1)
        fewest = FEWEST_IN_BRACKETS if in_brackets else FEWEST_BARE
        if agreeing < fewest or 2 * agreeing <= len(marks):
            continue
        for at, segment in alone.items():
            number = f"({at + step})" if in_brackets else str(at + step)
            text = texts[at]
            if at + step < 1 or text == number or segment.letters != len(number):
                continue
            if _OTHER_MARK.fullmatch(text.strip("()")):
                continue
            others = ((text, 1.0),) if text else ()
            found[segment.index] = [Reading(number, COUNTED, place_of(segment.box), others)]
    return found
