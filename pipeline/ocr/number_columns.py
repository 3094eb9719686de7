# SPDX-License-Identifier: Apache-2.0
"""Columns of numbers: what dust and worn digits made of a cell, told by the cells above and below.

Where most cells of a column are numbers, the mark beside one is dust, and a letter in one is a
digit that looks like it. Such a digit is not to be sure of.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.cleanup.print_size import is_dash_shape
from pipeline.ocr.combining import Reading, place_of
from pipeline.ocr.segments import Segment, Segmentation
from pipeline.ocr.tables import Grid, alone_in_cells
from pipeline.ocr.told_by_ink import UNSURE, marks_in

FEWEST, MOST = 4, 0.6
"""Cells of a column that are numbers, and their share, at least."""
NUMBER = re.compile(r"\d+(?:[.,/]\d+)*%?")
ONE_SLASH = re.compile(r"^(\d+)[/⁄](\d+%?)$")
LONG, STROKES = 4, set("IOl")
"""What has as many characters, and no letters but these, is no word."""
STRAY = " .,;:'`´^ˆ_|~\"“”‘’*°•·-–—"
LIKE_DIGITS = str.maketrans(
    {"l": "1", "I": "1", "]": "1", "[": "1", "|": "1", "!": "1", "O": "0", "o": "0", "Q": "0",
     "D": "0", "B": "8", "G": "6", "S": "5", "s": "5", "T": "7", "?": "7", "A": "4", "Z": "2",
     "z": "2", "§": "8", ";": ",", ":": ","}
)  # fmt: skip


def set_right(
    grid: Grid, segmentation: Segmentation, words: Mapping[int, Sequence[Reading]]
) -> dict[int, list[Reading]]:
    """Readings of cells that were no numbers and are, by segment index."""
    columns: dict[int, list[Segment]] = {}
    for segment in alone_in_cells(grid, segmentation.segments):
        row, column = grid.cell_of(segment)
        if row and words.get(segment.index):
            columns.setdefault(column, []).append(segment)
    found: dict[int, list[Reading]] = {}
    for cells in columns.values():
        texts = {s.index: " ".join(word.text for word in words[s.index]) for s in cells}
        numbers = [text for text in texts.values() if NUMBER.fullmatch(text.strip(STRAY))]
        if len(numbers) < max(FEWEST, MOST * len(texts)):
            continue
        ((end, many),) = Counter(text[-1] for text in numbers).most_common(1)
        dates = 2 * sum("/" in text for text in numbers) > len(numbers)
        kept = end if not end.isalnum() and 2 * many > len(numbers) else ""  # 1. 2. 3.
        for segment in cells:
            made = _as_number(texts[segment.index], kept, slashes=dates)
            if made is None:
                continue
            number, sure = made
            if texts[segment.index].startswith("-") and _has_minus(segmentation, segment):
                number = f"-{number}"
            if number != texts[segment.index]:
                read = words[segment.index]
                confidence = max(word.confidence for word in read)
                others = ((texts[segment.index], confidence),)
                if not sure:
                    confidence = min(confidence, UNSURE)
                found[segment.index] = [Reading(number, confidence, place_of(segment.box), others)]
    return found


def _as_number(text: str, end: str, *, slashes: bool) -> tuple[str, bool] | None:
    """The number, and whether all its digits were read; None where it is none.

    ``slashes``: whether numbers of its column have them; a comma may be read as one.
    """
    bare = text.strip(STRAY)
    if not slashes:
        bare = ONE_SLASH.sub(r"\1,\2", bare)
    if not bare:
        return None
    made = bare.translate(LIKE_DIGITS)
    digits = sum(map(str.isdigit, bare))
    drawn_alike = len(bare) >= LONG and set(bare) <= STROKES | set(made)  # IIOI, I5II
    if not NUMBER.fullmatch(made) or (2 * digits < len(made) and not drawn_alike):
        return None
    sure = digits == sum(map(str.isdigit, made))
    return made + (end if text.endswith(end) else ""), sure


def _has_minus(segmentation: Segmentation, segment: Segment) -> bool:
    """Whether the ink of a cell begins with a dash right before its number."""
    marks = marks_in(segmentation, segment, place_of(segment.box))
    if len(marks) < 2:
        return False
    dash, digit = marks[0].box, marks[1].box
    dashed = is_dash_shape(np.array(dash.width), np.array(dash.height), segmentation.x_height)
    return bool(dashed) and digit.left - dash.right < segmentation.x_height / 2
