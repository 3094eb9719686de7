# SPDX-License-Identifier: Apache-2.0
"""The page as it travels between the rooms: engine-neutral words, lines, blocks, pages.

All values are immutable; a room that changes one makes a new one (``dataclasses.replace``).
Boxes are in pixels of the original page image (before clean-up), origin top left.
Text is NFC.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

NO_TEXT_FOUND = "no text found on this page"
"""The warning of a page that was read and is blank."""

OTHERS_TOLD = "the file holds "
"""How the warning begins that a file holds several documents."""


@dataclass(frozen=True, slots=True)
class Box:
    """Half-open rectangle [left, right) x [top, bottom) in px."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    def union(self, other: Box) -> Box:
        """Smallest box that holds both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def touches(self, other: Box, reach: float) -> bool:
        """Whether the two lie over each other, or no further apart than ``reach`` px."""
        return (
            self.left - reach <= other.right
            and other.left - reach <= self.right
            and self.top - reach <= other.bottom
            and other.top - reach <= self.bottom
        )

    @staticmethod
    def around(boxes: Iterable[Box | None]) -> Box | None:
        """Smallest box that holds all there are; None for none."""
        whole: Box | None = None
        for box in boxes:
            if box is not None:
                whole = box if whole is None else whole.union(box)
        return whole


@dataclass(frozen=True, slots=True)
class Word:
    """One word: ``text`` as it stands now, ``read`` as it was read (OCR or text layer).

    ``confidence`` is the probability (0..1) that ``text`` is what was printed.
    ``alternatives`` are other readings of the engine with their confidences (0..1), best first.
    ``box`` is None for documents without page images (plain text).
    """

    text: str
    read: str
    confidence: float
    box: Box | None = None
    alternatives: tuple[tuple[str, float], ...] = ()
    doubtful: bool = False
    bold: bool | None = None
    italic: bool | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Words of one printed line, left to right. ``cell`` is (row, column) inside a table.

    ``text`` joins the words by single spaces unless ``spacing`` gives the white space
    before each word and at the line's end (len(words) + 1 strings; plain-text input only).
    """

    words: tuple[Word, ...]
    box: Box | None = None
    cell: tuple[int, int] | None = None
    spacing: tuple[str, ...] | None = None

    @property
    def text(self) -> str:
        if self.spacing is None:
            return " ".join(word.text for word in self.words)
        parts = [gap + word.text for gap, word in zip(self.spacing, self.words, strict=False)]
        return "".join(parts) + self.spacing[-1]


class BlockKind(StrEnum):
    """What a block is, as far as its place on the page tells."""

    LETTERHEAD_LEFT = "letterhead-left"
    LETTERHEAD_RIGHT = "letterhead-right"
    TITLE = "title"
    BODY = "body"
    TABLE = "table"
    RECIPIENTS = "recipients"
    SIGNATURE = "signature"
    FOOTNOTE = "footnote"
    PAGE_NUMBER = "page-number"
    HEADER_FOOTER = "header-footer"
    STAMP = "stamp"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together (a paragraph, a column of the letterhead, a table)."""

    lines: tuple[Line, ...]
    kind: BlockKind = BlockKind.BODY
    box: Box | None = None

    @property
    def text(self) -> str:
        """Lines under each other; a table's row on one line, cells parted by `` | ``."""
        if self.kind is not BlockKind.TABLE or any(line.cell is None for line in self.lines):
            return "\n".join(line.text for line in self.lines)
        rows: dict[int, dict[int, list[str]]] = {}
        for line in self.lines:
            assert line.cell is not None
            row, column = line.cell
            rows.setdefault(row, {}).setdefault(column, []).append(line.text)
        return "\n".join(
            " | ".join(" ".join(rows[r][c]) for c in sorted(rows[r])) for r in sorted(rows)
        )


class PageOrigin(StrEnum):
    """Where the text of a page comes from."""

    TEXT_LAYER = "text-layer"
    CONVERTED_TEXT_LAYER = "converted-text-layer"
    IMAGE = "image"
    TEXT_FILE = "text-file"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ProcessingStep:
    """One thing that was done to a page: enough to do it again. No clock times."""

    step: str
    version: str
    parameters: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """One page in reading order. ``width`` and ``height`` in px of the original image.

    ``reason`` says in a sentence why the text was taken from ``origin``. ``model`` names the
    Tesseract model for pages read from their image ("vie"), "" otherwise.
    """

    number: int
    width: int
    height: int
    dpi: float | None
    origin: PageOrigin
    reason: str
    blocks: tuple[Block, ...] = ()
    model: str = ""
    steps: tuple[ProcessingStep, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def lines(self) -> Iterator[Line]:
        return (line for block in self.blocks for line in block.lines)

    @property
    def words(self) -> Iterator[Word]:
        return (word for line in self.lines for word in line.words)

    @property
    def text(self) -> str:
        """Blocks parted by an empty line."""
        return "\n\n".join(block.text for block in self.blocks if block.lines)


@dataclass(frozen=True, slots=True)
class Change:
    """One repair: ``before`` and ``after`` with the reason; ``line`` counts from 1 in the page.

    ``before`` stood at [start, end) of the line as read (characters of NFC), so that a line as
    read and its changes, made from the last to the first, give the line as repaired.
    """

    page: int
    line: int
    box: Box | None
    before: str
    after: str
    reason: str
    confidence: float
    start: int | None = None
    end: int | None = None
