# SPDX-License-Identifier: Apache-2.0
"""Blocks of a page in reading order, each with its kind."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.cleanup import CleanedPage
from pipeline.model import Block, Box, Line, Word
from pipeline.ocr.engine import ReadLine


def blocks_of(lines: Sequence[ReadLine], cleaned: CleanedPage) -> tuple[Block, ...]:
    """The page's blocks, boxes in px of the original page."""
    blocks: list[Block] = []
    group: list[Line] = []
    for position, line in enumerate(lines):
        if position and line.paragraph != lines[position - 1].paragraph and group:
            blocks.append(_block(group))
            group = []
        group.append(_line(line, cleaned))
    if group:
        blocks.append(_block(group))
    return tuple(blocks)


def _line(line: ReadLine, cleaned: CleanedPage) -> Line:
    words = tuple(
        Word(
            text=word.text,
            read=word.text,
            confidence=min(max(word.confidence, 0.0), 1.0),
            box=_original(word.box, cleaned),
            alternatives=word.alternatives,
        )
        for word in line.words
    )
    return Line(words, _union([word.box for word in words if word.box is not None]))


def _block(lines: list[Line]) -> Block:
    return Block(tuple(lines), box=_union([line.box for line in lines if line.box is not None]))


def _original(box: Box, cleaned: CleanedPage) -> Box:
    return cleaned.original_box(box.left, box.top, box.right, box.bottom)


def _union(boxes: Sequence[Box]) -> Box | None:
    if not boxes:
        return None
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.union(box)
    return whole
