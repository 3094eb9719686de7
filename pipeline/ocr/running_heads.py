# SPDX-License-Identifier: Apache-2.0
"""Running headers and footers: the same line at the edge of page after page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from pipeline.model import Block, BlockKind, Box, Line, Page

EDGE = 0.08
"""Share of the page's height at its head and foot where running heads stand: the margins are 20 to
25 mm (Nghị định 30/2020/NĐ-CP, Phụ lục I), 7 % of it."""
ALIKE = 85
"""How like each other the lines of two pages are (0 to 100), numbers left out."""
REACH = 2
"""How many pages on the same line comes again: left and right pages may differ."""
LEAST_LETTERS = 4


@dataclass(frozen=True)
class _Edge:
    """The first or last line of a page's text: number of the page, of the block, and the line."""

    page: int
    block: int
    line: Line
    at_head: bool

    @property
    def words(self) -> str:
        return re.sub(r"[\W\d_]+", " ", self.line.text).strip().lower()


def with_running_heads(pages: Sequence[Page]) -> tuple[Page, ...]:
    """The pages of a document, lines that come again at the edge of the next pages marked."""
    edges = [edge for number, page in enumerate(pages) for edge in _edges(number, page)]
    heads = [edge for edge in edges if any(_same(edge, other) for other in edges)]
    made = list(pages)
    for number, page in enumerate(pages):
        mine = [edge for edge in heads if edge.page == number]
        if mine:
            made[number] = replace(page, blocks=tuple(_marked(page, mine)))
    return tuple(made)


def _edges(number: int, page: Page) -> Iterator[_Edge]:
    """Lines of body text at the head and at the foot of the page, in its margins."""
    for position, block in enumerate(page.blocks):
        if block.kind not in (BlockKind.BODY, BlockKind.FOOTNOTE, BlockKind.HEADER_FOOTER):
            continue
        for line in {id(line): line for line in (*block.lines[:1], *block.lines[-1:])}.values():
            if line.box is None or sum(map(str.isalpha, line.text)) < LEAST_LETTERS:
                continue
            at_head = line.box.bottom < EDGE * page.height
            if at_head or line.box.top > (1 - EDGE) * page.height:
                yield _Edge(number, position, line, at_head)


def _same(one: _Edge, other: _Edge) -> bool:
    return (
        one.at_head == other.at_head
        and 0 < abs(one.page - other.page) <= REACH
        and fuzz.ratio(one.words, other.words) >= ALIKE
    )


def _marked(page: Page, heads: Sequence[_Edge]) -> Iterator[Block]:
    """The blocks of a page, the lines that are running heads blocks of their own."""
    for position, block in enumerate(page.blocks):
        lines = [edge.line for edge in heads if edge.block == position]
        if not lines or block.kind is BlockKind.HEADER_FOOTER:
            yield block
            continue
        first, last = block.lines[0] in lines, block.lines[-1] in lines
        rest = block.lines[first : len(block.lines) - (last and len(block.lines) > first)]
        parts = (
            (block.lines[:1] if first else (), BlockKind.HEADER_FOOTER),
            (rest, block.kind),
            (
                block.lines[-1:] if last and len(block.lines) > first else (),
                BlockKind.HEADER_FOOTER,
            ),
        )
        for part, kind in parts:
            if part:
                yield Block(part, kind, Box.around(line.box for line in part))


__all__ = ["with_running_heads"]
