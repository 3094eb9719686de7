# SPDX-License-Identifier: Apache-2.0
"""How a paragraph is set on its page: centred, at the right, indented. Told by the boxes of its
lines and the column that the text of the page fills."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipeline.record import BlockRecord, BoxList, LineRecord, PageRecord, Record

EDGE = 0.03
"""All measures are shares of the column's width. Print that is so near an edge is at it."""
INDENT = 0.12
"""The first line of a paragraph is indented by less; what all of it is indented by is more."""
OFF_CENTRE = 0.35
"""How far the margins of a centred line differ at most, as a share of their sum: stamps and the
bow of a page move it, and so does a column told by few lines."""
FAR_RIGHT = 0.35
"""A line that ends at the right edge and begins beyond is set there."""
MOST_AT_RIGHT = 3
"""Lines of a paragraph set at the right, such as ``(Ban hành kèm theo …)``."""
_WIDE = 0.5  # a line that long tells where the column is, as a share of the longest
_COLUMN_KINDS = frozenset({"body", "footnote", "title", "other"})
_ITEM = re.compile(r"(?:[-–+•*]|\d{1,3}(?:\.\d{1,3})*\s*[.)]|[a-zđ]{1,2}\))\s")


class Alignment(StrEnum):
    """Where the lines of a paragraph stand in its column."""

    JUSTIFIED = "justified"
    CENTRED = "centred"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Form:
    """``indent``: of all lines, share of the column's width; ``first_line``: whether the first is
    indented further."""

    alignment: Alignment = Alignment.JUSTIFIED
    indent: float = 0.0
    first_line: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as it is held to be read: size in px, the quarter turns counter-clockwise that bring
    it there, and the edges of its column of text in px (None: its lines have no boxes)."""

    width: int
    height: int
    turns: int = 0
    column: tuple[int, int] | None = None

    @property
    def is_landscape(self) -> bool:
        return self.width > self.height

    def upright(self, box: BoxList) -> BoxList:
        """A box in px of the page as scanned, in px of the page as it is read."""
        left, top, right, bottom = box
        if self.turns == 1:
            return top, self.height - right, bottom, self.height - left
        if self.turns == 2:
            return self.width - right, self.height - bottom, self.width - left, self.height - top
        if self.turns == 3:
            return self.width - bottom, left, self.width - top, right
        return box

    def boxes(self, printed: Iterable[LineRecord | BlockRecord]) -> list[BoxList]:
        """The boxes of lines or blocks that have one of any extent, upright."""
        upright = (self.upright(one.box) for one in printed if one.box is not None)
        return [box for box in upright if box[0] < box[2] and box[1] < box[3]]


def quarter_turns(record: Record) -> dict[int, int]:
    """By page, the quarter turns counter-clockwise that set it upright; boxes are those before."""
    return {
        number: step.parameters["turned"] // 90
        for step in record.provenance
        if step.step == "cleanup.orientation"
        for number in step.pages
    }


def sheets(record: Record) -> dict[int, Sheet]:
    """The pages of a record by their numbers in the file."""
    turned = quarter_turns(record)
    return {page.number: _sheet(page, turned.get(page.number, 0)) for page in record.pages}


def _sheet(page: PageRecord, turns: int) -> Sheet:
    size = (page.height, page.width) if turns % 2 else (page.width, page.height)
    bare = Sheet(*size, turns)
    lines = [line for block in page.blocks if block.kind in _COLUMN_KINDS for line in block.lines]
    boxes = bare.boxes([*lines, *(block for block in page.blocks if block.kind == "table")])
    if not boxes:
        return bare
    longest = max(right - left for left, _, right, _ in boxes)
    wide = [box for box in boxes if box[2] - box[0] >= _WIDE * longest]
    lefts, rights = sorted(box[0] for box in wide), sorted(box[2] for box in wide)
    nth = len(wide) // 10  # a tenth may reach beyond: hanging numbers, strokes of a hand
    return Sheet(*size, turns, (lefts[nth], rights[-1 - nth]))


def form_of(lines: Sequence[LineRecord], sheet: Sheet) -> Form:
    """How a paragraph of ``lines`` is set; justified where there are no boxes."""
    boxes = sheet.boxes(lines)
    if not boxes or sheet.column is None or sheet.column[1] <= sheet.column[0]:
        return Form(first_line=True)
    left, right = sheet.column
    width = right - left
    before = [(box[0] - left) / width for box in boxes]
    behind = [(right - box[2]) / width for box in boxes]
    text = " ".join(word.text for word in lines[0].words)
    if not _ITEM.match(text):
        if all(_is_centred(a, b) for a, b in zip(before, behind, strict=True)):
            return Form(Alignment.CENTRED)
        at_right = all(b < EDGE and a > FAR_RIGHT for a, b in zip(before, behind, strict=True))
        if at_right and len(boxes) <= MOST_AT_RIGHT:
            return Form(Alignment.RIGHT)
    indent = min(before[1:] or before)
    if indent < INDENT:
        return Form(first_line=before[0] > EDGE)
    return Form(indent=indent, first_line=before[0] > indent + EDGE)


def _is_centred(before: float, behind: float) -> bool:
    margins = before + behind
    return min(before, behind) > INDENT and abs(before - behind) < OFF_CENTRE * margins
