# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from pipeline.model import Block, BlockKind, Box, Line, Word
from pipeline.ocr.kinds import with_kinds

WIDTH, HEIGHT = 1600, 2300


def block(*rows: tuple[str, int]) -> Block:
    """A block of lines, each with the y of its top."""
    lines = []
    for text, y in rows:
        box = Box(300, y, 300 + 15 * len(text), y + 40)
        words = tuple(Word(word, word, 0.9, box) for word in text.split())
        lines.append(Line(words, box))
    return Block(tuple(lines), box=Box.around(line.box for line in lines))


def kinds(*blocks: Block) -> list[tuple[BlockKind, str]]:
    known = with_kinds(blocks, [("whole", 0)] * len(blocks), WIDTH, HEIGHT)
    return [(block.kind, " / ".join(line.text for line in block.lines)) for block in known]


def test_a_page_number_close_to_the_text_is_no_line_of_it():
    assert kinds(block(("2", 130), ("Căn cứ Luật Đất đai;", 170), ("Xét đề nghị", 220))) == [
        (BlockKind.PAGE_NUMBER, "2"),
        (BlockKind.BODY, "Căn cứ Luật Đất đai; / Xét đề nghị"),
    ]
    assert kinds(block(("trách nhiệm thi hành", 2100), ("- 3 -", 2200))) == [
        (BlockKind.BODY, "trách nhiệm thi hành"),
        (BlockKind.PAGE_NUMBER, "- 3 -"),
    ]


@pytest.mark.parametrize(
    "rows", [(("tổng số là", 130), ("25", 900)), (("2 Căn cứ", 130), ("25 người", 2200))]
)
def test_other_numbers_are_lines_of_the_text(rows):
    ((kind, text),) = kinds(block(*rows))
    assert (kind, text) == (BlockKind.BODY, " / ".join(row[0] for row in rows))
