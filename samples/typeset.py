# SPDX-License-Identifier: Apache-2.0
"""Typeset official documents: lines of text and rules placed on A4 pages, in points.

Layout after Nghị định 30/2020/NĐ-CP, Phụ lục I (State) and Hướng dẫn 36-HD/VPTW (Party):
margins, sizes, the two columns of the letterhead, the place of number, date, recipients and
signature. Nothing here knows pixels; :mod:`scan` draws the pages and :mod:`born_digital` writes
them as a PDF with text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from PIL import ImageFont

PAGE_WIDTH, PAGE_HEIGHT = 595.3, 841.9
MM = 72 / 25.4
_MEASURE = 1000  # text is measured at this size, so that a layout does not depend on a resolution

FONT_FOLDERS = (
    Path("/usr/share/fonts/truetype/croscore"),
    Path("/usr/share/fonts/croscore"),
    Path("/usr/share/fonts/google-croscore"),
)
FONT_FILES = {
    "regular": "Tinos-Regular.ttf",
    "bold": "Tinos-Bold.ttf",
    "italic": "Tinos-Italic.ttf",
    "bold-italic": "Tinos-BoldItalic.ttf",
}


class FontsMissingError(RuntimeError):
    """Tinos is not installed (Debian: ``apt-get install fonts-croscore``)."""


def font_path(style: str) -> Path:
    """File of the face ``style`` (a key of FONT_FILES)."""
    for folder in FONT_FOLDERS:
        if (path := folder / FONT_FILES[style]).is_file():
            return path
    raise FontsMissingError("Tinos is not installed: apt-get install fonts-croscore")


@cache
def _measuring_font(style: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_path(style)), _MEASURE, layout_engine=ImageFont.Layout.BASIC)


@cache
def text_width(text: str, style: str, size: float) -> float:
    """Width of ``text`` in pt."""
    return _measuring_font(style).getlength(text) * size / _MEASURE


@dataclass(frozen=True)
class Run:
    """Some words drawn from ``left`` on ``baseline`` (pt from the top left of the page)."""

    left: float
    baseline: float
    text: str
    style: str
    size: float


@dataclass(frozen=True)
class Rule:
    """A straight black rule, ``thickness`` in pt."""

    left: float
    top: float
    right: float
    bottom: float
    thickness: float = 0.6


@dataclass
class TypesetPage:
    """What is printed on one page, and the same as text: ``blocks`` of printed lines."""

    runs: list[Run] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    blocks: list[list[str]] = field(default_factory=list)
    seal_centre: tuple[float, float] | None = None
    stamp_corner: tuple[float, float] | None = None


@dataclass(frozen=True)
class Margins:
    """In mm."""

    top: float = 20
    bottom: float = 20
    left: float = 30
    right: float = 18


def wrap(text: str, style: str, size: float, width: float, first_indent: float = 0) -> list[str]:
    """Break ``text`` at spaces into lines no wider than ``width`` pt."""
    lines: list[str] = []
    line = ""
    room = width - first_indent
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and text_width(longer, style, size) > room:
            lines.append(line)
            line, room = word, width
        else:
            line = longer
    return [*lines, line] if line else lines


class Composer:
    """Places text on pages from top to bottom; starts a new page when one is full."""

    def __init__(self, margins: Margins | None = None, body_size: float = 14) -> None:
        margins = margins or Margins()
        self.left = margins.left * MM
        self.right = PAGE_WIDTH - margins.right * MM
        self.top = margins.top * MM
        self.bottom = PAGE_HEIGHT - margins.bottom * MM
        self.body_size = body_size
        self.pages: list[TypesetPage] = []
        self._new_page()

    @property
    def page(self) -> TypesetPage:
        return self.pages[-1]

    @property
    def width(self) -> float:
        return self.right - self.left

    def _new_page(self) -> None:
        self.pages.append(TypesetPage())
        self.y = self.top
        if len(self.pages) > 1:
            number = str(len(self.pages))
            self._centred(number, (self.left + self.right) / 2, self.top - 14, "regular", 13)
            self.page.blocks.append([number])
            self.y = self.top + 4

    def _run(self, left: float, baseline: float, text: str, style: str, size: float) -> None:
        self.page.runs.append(Run(left, baseline, text, style, size))

    def _centred(self, text: str, centre: float, baseline: float, style: str, size: float) -> None:
        self._run(centre - text_width(text, style, size) / 2, baseline, text, style, size)

    def _justified(
        self, text: str, left: float, right: float, baseline: float, style: str, size: float
    ) -> None:
        words = text.split()
        widths = [text_width(word, style, size) for word in words]
        gap = (right - left - sum(widths)) / max(len(words) - 1, 1)
        x = left
        for word, width in zip(words, widths, strict=True):
            self._run(x, baseline, word, style, size)
            x += width + gap

    def column(
        self,
        lines: Iterable[tuple[str, str, float]],
        centre: float,
        y: float,
        *,
        leading: float = 1.18,
    ) -> float:
        """Centred lines (text, style, size) under each other; the y below them."""
        block = []
        for text, style, size in lines:
            y += size * leading
            self._centred(text, centre, y - size * 0.25, style, size)
            block.append(text)
        self.page.blocks.append(block)
        return y

    def rule(self, centre: float, y: float, length: float, thickness: float = 0.7) -> None:
        """A horizontal rule of ``length`` pt centred on ``centre``."""
        self.page.rules.append(Rule(centre - length / 2, y, centre + length / 2, y, thickness))

    def heading(
        self, lines: Sequence[str], *, style: str = "bold", size: float = 14, gap: float = 6
    ) -> None:
        """Centred lines over the whole width (title, subject), as one block."""
        self.y += gap
        self.y = self.column(
            [(line, style, size) for line in lines], (self.left + self.right) / 2, self.y
        )

    def paragraph(
        self,
        text: str,
        *,
        style: str = "regular",
        indent: float | None = None,
        gap: float = 6,
        leading: float = 1.3,
        size: float | None = None,
    ) -> None:
        """A justified paragraph with its first line indented."""
        size = size or self.body_size
        indent = 10 * MM if indent is None else indent
        lines = wrap(text, style, size, self.width, indent)
        self.y += gap
        block: list[str] = []
        for number, line in enumerate(lines):
            if self.y + size * leading > self.bottom:
                if block:
                    self.page.blocks.append(block)
                    block = []
                self._new_page()
            self.y += size * leading
            baseline = self.y - size * 0.3
            left = self.left + (indent if number == 0 else 0)
            if number == len(lines) - 1:
                self._run(left, baseline, line, style, size)
            else:
                self._justified(line, left, self.right, baseline, style, size)
            block.append(line)
        self.page.blocks.append(block)

    def table(
        self, rows: Sequence[Sequence[str]], shares: Sequence[float], *, size: float = 12.5
    ) -> None:
        """A ruled table; the first row is the head (bold, centred). ``shares`` sum to 1."""
        self.y += 8
        edges = [self.left]
        for share in shares:
            edges.append(edges[-1] + share * self.width)
        leading = size * 1.22
        block: list[str] = []
        for number, row in enumerate(rows):
            style = "bold" if number == 0 else "regular"
            cells = [
                wrap(cell, style, size, edges[i + 1] - edges[i] - 8) for i, cell in enumerate(row)
            ]
            height = max(len(cell) for cell in cells) * leading + 6
            if self.y + height > self.bottom:
                self.page.blocks.append(block)
                block = []
                self._new_page()
            for i, cell in enumerate(cells):
                y = self.y + (height - len(cell) * leading) / 2
                for line in cell:
                    y += leading
                    if number == 0 or i == 0:
                        middle = (edges[i] + edges[i + 1]) / 2
                        self._centred(line, middle, y - size * 0.28, style, size)
                    else:
                        self._run(edges[i] + 4, y - size * 0.28, line, style, size)
            for x in edges:
                self.page.rules.append(Rule(x, self.y, x, self.y + height))
            for y in (self.y, self.y + height):
                self.page.rules.append(Rule(edges[0], y, edges[-1], y))
            self.y += height
            block.append(" | ".join(row))
        self.page.blocks.append(block)
        self.y += 4

    def keep_together(self, height: float) -> None:
        """Start a new page unless ``height`` pt are left on this one."""
        if self.y + height > self.bottom:
            self._new_page()
