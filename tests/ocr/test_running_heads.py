# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pipeline.model import Block, BlockKind, Box, Line, Page, PageOrigin, Word
from pipeline.ocr.running_heads import with_running_heads

FOOTER = "Báo cáo tổng kết công tác năm 2021"


def block(*lines: tuple[str, int], kind: BlockKind = BlockKind.BODY) -> Block:
    """Lines with the tops of their boxes."""
    made = tuple(
        Line((Word(text, text, 1.0, Box(200, top, 1400, top + 30)),), Box(200, top, 1400, top + 30))
        for text, top in lines
    )
    return Block(made, kind, Box.around(line.box for line in made))


def page(number: int, *blocks: Block) -> Page:
    return Page(number, 1654, 2338, 200, PageOrigin.IMAGE, "drawn", blocks)


def kinds(pages: tuple[Page, ...]) -> list[list[tuple[str, str]]]:
    return [[(block.text, block.kind.value) for block in page.blocks] for page in pages]


def test_a_line_at_the_edge_of_page_after_page_is_a_running_head():
    pages = with_running_heads(
        [
            page(1, block(("Một", 300), ("hai", 360)), block((FOOTER, 2240))),
            page(2, block(("ba", 300), ("Báo cáo tổng kêt công tác năm 2O21", 2241))),
        ]
    )
    assert kinds(pages) == [
        [("Một\nhai", "body"), (FOOTER, "header-footer")],
        [("ba", "body"), ("Báo cáo tổng kêt công tác năm 2O21", "header-footer")],
    ]
    assert "".join(page.text for page in pages).count("Báo cáo") == 2  # nothing is lost


def test_left_and_right_pages_may_have_their_own():
    heads = ["CÔNG BÁO/Số 15", "Ngày 10-3-2022/CÔNG BÁO"] * 2
    pages = [page(n, block((head, 90)), block(("Nội dung", 300))) for n, head in enumerate(heads)]
    assert [page.blocks[0].kind.value for page in with_running_heads(pages)] == 4 * [
        "header-footer"
    ]


def test_what_comes_once_or_elsewhere_is_none():
    once = [page(1, block((FOOTER, 2240))), page(2, block(("Người ký", 2240)))]
    inside = [page(n, block(("Nơi nhận:", 1200))) for n in (1, 2)]
    far = [
        page(1, block((FOOTER, 2240))),
        *(page(n) for n in (2, 3)),
        page(4, block((FOOTER, 2240))),
    ]
    head_and_foot = [page(1, block((FOOTER, 90))), page(2, block((FOOTER, 2240)))]
    letterheads = [
        page(n, block(("ỦY BAN NHÂN DÂN", 100), kind=BlockKind.LETTERHEAD_LEFT)) for n in (1, 2)
    ]
    numbers = [page(n, block((f"- {n} -", 90))) for n in (1, 2)]
    for pages in (once, inside, far, head_and_foot, letterheads, numbers):
        assert with_running_heads(pages) == tuple(pages)
