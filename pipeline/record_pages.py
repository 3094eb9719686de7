# SPDX-License-Identifier: Apache-2.0
"""The pages of a record as they travelled before they became one: for what asks more of them."""

from __future__ import annotations

from pipeline.model import Block, BlockKind, Box, Line, Page, PageOrigin, Word
from pipeline.record import BlockRecord, BoxList, LineRecord, PageRecord, WordRecord


def page_of(page: PageRecord) -> Page:
    """A page as repair left it, as far as the record tells: without the engine's alternatives, the
    steps taken and the gaps of a text file."""
    return Page(
        page.number,
        page.width,
        page.height,
        page.dpi,
        PageOrigin(page.origin) if page.origin in set(PageOrigin) else PageOrigin.IMAGE,
        page.reason,
        tuple(map(_block, page.blocks)),
    )


def _block(block: BlockRecord) -> Block:
    kind = BlockKind(block.kind) if block.kind in set(BlockKind) else BlockKind.OTHER
    return Block(tuple(map(_line, block.lines)), kind, _box(block.box))


def _line(line: LineRecord) -> Line:
    return Line(tuple(map(_word, line.words)), _box(line.box), line.cell)


def _word(word: WordRecord) -> Word:
    return Word(word.text, word.read, word.confidence, _box(word.box), doubtful=word.doubtful)


def _box(box: BoxList | None) -> Box | None:
    return None if box is None else Box(*box)
