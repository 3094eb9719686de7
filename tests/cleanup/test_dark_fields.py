# SPDX-License-Identifier: Apache-2.0
"""Print on dark fields, drawn onto a page of text."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.cleanup import clean_page, dark_fields
from pipeline.cleanup.sheet import Sheet
from pipeline.ocr import read_image
from tests.cleanup.drawn import BODY, Pixels, face

HEAD = ("TT", "Cơ quan, đơn vị", "Số hồ sơ", "Đánh giá")
ROWS = (("1", "Sở Tài chính", "1.245", "Đúng hạn"), ("2", "Sở Y tế", "987", "Chậm 12 ngày"))
EDGES = (120, 220, 760, 1080, 1534)
TOP, HEIGHT = 420, 62

BLUE, RED, GREEN, AMBER = (31, 78, 121), (192, 0, 0), (112, 173, 71), (255, 192, 0)


def page_with(
    field: tuple[int, int, int],
    print_: tuple[int, int, int],
    edges: tuple[int, ...] = EDGES,
    rows: tuple[tuple[str, ...], ...] = (HEAD, *ROWS),
) -> Pixels:
    """A ruled table below running text, its head in ``print_`` on ``field``; RGB at 200 dpi."""
    page = Image.new("RGB", (1654, 1100), (255, 255, 255))
    draw = ImageDraw.Draw(page)
    for k, line in enumerate(BODY):
        draw.text((120, 120 + 56 * k), line, font=face("regular", 36), fill=0, anchor="ls")
    draw.rectangle((edges[0], TOP, edges[-1], TOP + HEIGHT), fill=field)
    for k, row in enumerate(rows):
        y = TOP + HEIGHT * k
        for cell, left, right in zip(row, edges, edges[1:], strict=False):
            font = face("regular" if k else "bold", 30)
            place = ((left + right) / 2, y + 0.68 * HEIGHT)
            draw.text(place, cell, font=font, fill=0 if k else print_, anchor="ms")
        draw.line((edges[0], y, edges[-1], y), fill=0, width=2)
    bottom = TOP + HEIGHT * (len(rows))
    draw.line((edges[0], bottom, edges[-1], bottom), fill=0, width=2)
    for x in edges:
        draw.line((x, TOP, x, bottom), fill=0, width=2)
    return cv2.GaussianBlur(np.asarray(page), (0, 0), 0.7).astype(np.uint8)


WHITE, BLACK = (255, 255, 255), (0, 0, 0)
GRAY_OF_RGB = (0.299, 0.587, 0.114)


@pytest.mark.parametrize("mode", ["colour", "gray", "bilevel", "skewed"])
@pytest.mark.parametrize(
    ("field", "print_"),
    [(BLUE, WHITE), (RED, WHITE), (GREEN, WHITE), (BLACK, WHITE), (AMBER, BLACK)],
)
def test_the_head_of_a_table_is_read_with_its_rows(field, print_, mode):
    page = page_with(field, print_)
    if mode != "colour":
        page = (page @ np.array(GRAY_OF_RGB)).astype(np.uint8)
    if mode == "bilevel":
        page = np.where(page > 170, 255, 0).astype(np.uint8)
    if mode == "skewed":
        turn = cv2.getRotationMatrix2D((827, 550), 0.8, 1)
        page = cv2.warpAffine(page, turn, page.shape[::-1], borderValue=255).astype(np.uint8)
    read, _ = read_image(page, 200)
    (table,) = [block for block in read.blocks if block.kind == "table"]
    assert [tuple(row.split(" | ")) for row in table.text.split("\n")] == [HEAD, *ROWS]


NARROW = (120, 190, 560, 680, 810, 940)
FIGURES = (
    ("TT", "Đơn vị", "Số hộ", "Hộ nghèo", "Nữ giới"),
    ("1", "Xã Tân Lập", "118", "27", "315"),
    ("2", "Xã Phú Mỹ", "96", "14", "287"),
    ("3", "Xã An Thới", "134", "31", "402"),
)


@pytest.mark.parametrize("turn", [0.0, 0.7])
def test_words_of_narrow_cells_stay_in_them_though_no_border_is_seen(turn):
    page = page_with(BLUE, WHITE, NARROW, FIGURES)
    matrix = cv2.getRotationMatrix2D((827, 550), turn, 1)
    page = cv2.warpAffine(page, matrix, page.shape[1::-1], borderValue=WHITE).astype(np.uint8)
    read, _ = read_image(page, 200)
    (table,) = [block for block in read.blocks if block.kind == "table"]
    assert [tuple(row.split(" | ")) for row in table.text.split("\n")] == list(FIGURES)


def test_shaded_fields_of_a_coloured_page_are_cleared_too():
    read, _ = read_image(page_with((165, 165, 165), BLACK), 200)
    (table,) = [block for block in read.blocks if block.kind == "table"]
    assert tuple(table.text.split("\n")[0].split(" | ")) == HEAD


def steps_of(page: Pixels) -> set[str]:
    return {step.step for step in clean_page(page, 200).steps}


def test_what_was_cleared_is_told():
    (step,) = [
        step for step in clean_page(page_with(BLUE, WHITE), 200).steps
        if step.step == "cleanup.dark_fields"
    ]  # fmt: skip
    assert step.parameters == {"fields": 1}
    assert "cleanup.dark_fields" not in steps_of(page_with(WHITE, BLACK))


def test_heavy_capitals_and_a_dark_edge_are_no_fields():
    page = Image.fromarray(page_with(WHITE, BLACK))
    draw = ImageDraw.Draw(page)
    draw.text((120, 820), "QUYẾT ĐỊNH CHỈ THỊ HƯỚNG DẪN", font=face("bold", 64), fill=0)
    draw.rectangle((1600, 0, 1654, 1100), fill=(20, 20, 20))
    draw.text((1605, 500), "ab", font=face("bold", 30), fill=WHITE)
    assert dark_fields.invert(Sheet(np.asarray(page)))[1] is None


def test_a_stain_of_many_levels_is_no_field():
    page = page_with(WHITE, BLACK)
    rng = np.random.default_rng(1)
    coarse = rng.integers(0, 255, (12, 40, 1)).astype(np.uint8)
    page[800:920, 200:600] = cv2.resize(coarse, (400, 120))[..., None]
    assert dark_fields.invert(Sheet(page))[1] is None
    assert dark_fields.whiten(Sheet(page[..., 1].copy()))[1] is None
