# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from pipeline.model import Block, BlockKind, Box, Line, Word
from pipeline.ocr.kinds import with_footnotes, with_kinds

WIDTH, HEIGHT = 1600, 2300


def block(*rows: tuple[str, int], width: int = 15) -> Block:
    """A block of lines, each with the y of its top; letters ``width`` px wide."""
    lines = []
    for text, y in rows:
        box = Box(300, y, 300 + width * len(text), y + 40)
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


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("SỞ Y TẾ", "Độc lập - Tự do", (BlockKind.LETTERHEAD_LEFT, BlockKind.LETTERHEAD_RIGHT)),
        ("Số: 12/SYT", "CỘNG HÒA", (BlockKind.LETTERHEAD_LEFT, BlockKind.LETTERHEAD_RIGHT)),
        ("1 Sở Tài chính", "1.245 98,5 Đúng hạn", (BlockKind.BODY, BlockKind.BODY)),
        ("TT Đơn vị", "HĐ 5", (BlockKind.BODY, BlockKind.BODY)),
    ],
)
def test_columns_high_on_a_page_are_a_letterhead_where_a_line_is_in_capitals(
    left: str, right: str, expected: tuple[BlockKind, BlockKind]
):
    blocks = [block((left, 200)), block((right, 200))]
    known = with_kinds(blocks, [("left", 0), ("right", 0)], WIDTH, HEIGHT)
    assert tuple(found.kind for found in known) == expected


def test_from_the_first_footnote_on_the_rest_of_the_page_is_footnotes():
    blocks = [
        block(("Nội dung của văn bản.", 300)),
        block(("¹ Trong đó có 3 kế hoạch.", 1900), width=11),
        block(("và 2 báo cáo.", 1960), width=11),
    ]
    kinds = [found.kind for found in with_footnotes(blocks, [], WIDTH, HEIGHT)]
    assert kinds == [BlockKind.BODY, BlockKind.FOOTNOTE, BlockKind.FOOTNOTE]


@pytest.mark.parametrize("text", ["(1) Trong đó có 3 kế hoạch.", "1 Trong đó", "* Trong đó"])
def test_below_a_short_rule_any_number_begins_a_footnote(text):
    blocks = [block(("Nội dung.", 300)), block((text, 1900))]
    rule, table = Box(300, 1880, 680, 1882), Box(300, 1880, 1450, 1882)
    above = Box(300, 280, 680, 282)
    assert [found.kind for found in with_footnotes(blocks, [rule], WIDTH, HEIGHT)][
        1
    ] is BlockKind.FOOTNOTE
    for rules in ([], [table], [above]):
        assert with_footnotes(blocks, rules, WIDTH, HEIGHT) == tuple(blocks)


def test_a_rule_beside_the_text_such_as_a_stamps_frame_has_no_footnotes_below_it():
    text = block(("Thời gian qua,", 1000), ("công tác này", 1060), ("Ủy ban yêu cầu:", 1120))
    blocks = [text, block(("1. Các sở, ban, ngành của tỉnh:", 1240))]
    frame = Box(60, 1050, 360, 1052)
    assert with_footnotes(blocks, [frame], WIDTH, HEIGHT) == tuple(blocks)


def test_a_raised_number_in_print_of_the_text_begins_no_footnote():
    blocks = [block(("Nội dung của văn bản.", 300)), block(("¹ Trong đó có 3 kế hoạch.", 1900))]
    assert with_footnotes(blocks, [], WIDTH, HEIGHT) == tuple(blocks)


def test_a_number_at_the_head_of_a_page_begins_no_footnote():
    blocks = [block(("¹ Trong đó có 3 kế hoạch.", 300))]
    assert with_footnotes(blocks, [], WIDTH, HEIGHT) == tuple(blocks)
