# SPDX-License-Identifier: Apache-2.0
"""Heads of narrow columns that run from bottom to top, on tables drawn with Pillow."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.cleanup import clean_page
from pipeline.model import Page
from pipeline.ocr import read_image
from pipeline.ocr.segments import segment_page
from pipeline.ocr.tables import grids_of
from pipeline.ocr.turned_cells import turned_cells
from tests.cleanup.drawn import Pixels, face

EDGES = (100, 190, 640, 730, 820, 910, 1000, 1400)
TURNED = ("Năm sinh", "Ngày vào Đảng", "Trình độ", "Chức vụ")
TOP, HEAD, ROW = 100, 260, 60
ROWS = (
    ("1", "Nguyễn Văn Minh", "1973", "1996", "Đại học", "35", "Tái cử"),
    ("2", "Trần Thị Lệ Thủy", "1976", "1997", "Đại học", "42", ""),
    ("3", "Phạm Quốc Bảo", "1979", "1998", "Đại học", "49", "Tái cử"),
    ("4", "Lê Hoàng Yến", "1982", "1999", "Đại học", "56", ""),
)


def turned(text: str, size: int = 28) -> Image.Image:
    """Text that runs upwards, its lines from left to right."""
    font = face("bold", size)
    lines = text.split("\n")
    width = round(max(map(font.getlength, lines))) + 4
    page = Image.new("L", (width, 40 * len(lines)), 255)
    draw = ImageDraw.Draw(page)
    for k, line in enumerate(lines):
        draw.text((width / 2, 40 * k + 29), line, font=font, fill=0, anchor="ms")
    return page.rotate(90, expand=True)


def table(heads: tuple[str, ...], *, upright: bool = False) -> Pixels:
    page = Image.new("L", (1500, TOP + HEAD + ROW * len(ROWS) + 100), 255)
    draw = ImageDraw.Draw(page)
    small = face("regular", 26)
    levels = [TOP, *(TOP + HEAD + ROW * k for k in range(len(ROWS) + 1))]
    for y in levels:
        draw.line((EDGES[0], y, EDGES[-1], y), fill=0, width=2)
    for x in EDGES:
        draw.line((x, TOP, x, levels[-1]), fill=0, width=2)
    cells = ("TT", "Họ và tên", *heads, "Ghi chú")
    for k, (text, left, right) in enumerate(zip(cells, EDGES, EDGES[1:], strict=False)):
        middle = ((left + right) / 2, TOP + HEAD / 2)
        if 2 <= k < 6 and not upright:
            piece = turned(text)
            place = round(middle[0] - piece.width / 2), round(middle[1] - piece.height / 2)
            page.paste(piece, place)
        else:
            font = small if upright else face("bold", 28)
            draw.multiline_text(
                middle, text.replace(" ", "\n") if upright else text,
                font=font, fill=0, anchor="mm", align="center",
            )  # fmt: skip
    for k, row in enumerate(ROWS):
        for text, left, right in zip(row, EDGES, EDGES[1:], strict=False):
            middle = ((left + right) / 2, levels[k + 1] + ROW / 2)
            draw.text(middle, text, font=small, fill=0, anchor="mm")
    return cv2.GaussianBlur(np.asarray(page), (0, 0), 0.7).astype(np.uint8)


def heads_of(page: Page) -> list[str]:
    (block,) = [block for block in page.blocks if block.kind == "table"]
    return block.text.split("\n")[0].split(" | ")


@pytest.mark.parametrize(
    "heads", [TURNED, ("Danh sách\nhộ nghèo", "Số hộ cận\nnghèo", "Tỷ lệ (%)", "Lý luận")]
)
def test_heads_that_run_upwards_are_read_in_their_cells(heads):
    page, _ = read_image(table(heads), 200)
    printed = [head.replace("\n", " ") for head in heads]
    assert heads_of(page) == ["TT", "Họ và tên", *printed, "Ghi chú"]


def test_their_words_are_where_they_are_printed():
    page, _ = read_image(table(TURNED), 200)
    words = {w.text: w.box for block in page.blocks for line in block.lines for w in line.words}
    first, second = words["Năm"], words["sinh"]
    assert EDGES[2] < first.left < first.right < EDGES[3]
    assert TOP < second.top < second.bottom <= first.top + 4
    assert first.bottom < TOP + HEAD
    assert first.height > first.width


@pytest.mark.parametrize("upright", [True, False])
def test_words_below_each_other_in_a_narrow_cell_are_not_turned(upright):
    heads = ("Danh sách các hộ nghèo", "Số cán bộ là nữ", "Đảng viên mới kết nạp", "Lý luận")
    cleaned = clean_page(table(heads if upright else TURNED, upright=upright), 200)
    segmentation = segment_page(cleaned)
    found = turned_cells(grids_of(cleaned.rules, segmentation.x_height), cleaned, segmentation)
    assert (0 if found is None else len(found.pieces)) == (0 if upright else 4)
