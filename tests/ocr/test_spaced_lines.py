# SPDX-License-Identifier: Apache-2.0
"""Lines drawn apart like columns, on pages drawn with Pillow."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.cleanup import clean_page
from pipeline.ocr import read_image
from pipeline.ocr.layout import rows_of
from pipeline.ocr.segments import segment_page
from tests.cleanup.drawn import BODY, Pixels, face

LEFT, RIGHT, PITCH = 100, 1240, 52


def justified(
    draw: ImageDraw.ImageDraw, words: Sequence[str], y: int, *, extra: Sequence[int] = ()
) -> None:
    """Words from margin to margin; ``extra``: px by which single gaps are wider."""
    font = face("regular", 34)
    lengths = [draw.textlength(word, font=font) for word in words]
    gap = (RIGHT - LEFT - sum(lengths) - sum(extra)) / (len(words) - 1)
    x = float(LEFT)
    for n, (word, length) in enumerate(zip(words, lengths, strict=True)):
        draw.text((x, y), word, font=font, fill=0, anchor="ls")
        x += length + gap + (extra[n] if n < len(extra) else 0)


def page_with(words: Sequence[str], extra: Sequence[int] = ()) -> Pixels:
    """A justified paragraph whose last full line but one has few words; two columns below it."""
    page = Image.new("L", (1340, 1100), 255)
    draw = ImageDraw.Draw(page)
    for k, line in enumerate(BODY):
        justified(draw, line.split(), 100 + PITCH * k)
    y = 100 + PITCH * len(BODY)
    justified(draw, words, y, extra=extra)
    draw.text((LEFT, y + PITCH), "https://vanphong.vi-du.gov.vn/cong-bo để tra cứu.",
              font=face("regular", 34), fill=0, anchor="ls")  # fmt: skip
    for k, (left, right) in enumerate((("Nơi nhận:", "CHÁNH VĂN PHÒNG"), ("- Như trên;", ""))):
        draw.text((LEFT, y + PITCH * (3 + k)), left, font=face("regular", 30), fill=0, anchor="ls")
        draw.text((860, y + PITCH * (3 + k)), right, font=face("bold", 30), fill=0, anchor="ls")
    return cv2.GaussianBlur(np.asarray(page), (0, 0), 0.7).astype(np.uint8)


FEW = "tài liệu được đăng tải đầy đủ tại địa chỉ".split()


@pytest.mark.parametrize("count", [10, 8, 6, 5])
def test_a_line_drawn_apart_is_read_from_margin_to_margin(count):
    page, _ = read_image(page_with(FEW[:count]), 200)
    lines = [line.text for block in page.blocks for line in block.lines]
    (at,) = [n for n, line in enumerate(lines) if line.endswith("tra cứu.")]
    assert lines[at - 1] == " ".join(FEW[:count])


def pieces(page: Pixels) -> list[int]:
    """How many segments stand on each line of the page, from the top."""
    segmentation = segment_page(clean_page(page, 200))
    rows = rows_of(segmentation.segments, segmentation.x_height)
    return [len(row.segments) for row in rows]


def test_its_words_are_one_segment_and_columns_stay_apart():
    assert pieces(page_with(FEW)) == [1] * 7 + [2, 1]


def test_a_row_whose_gaps_differ_stays_in_pieces():
    assert pieces(page_with(FEW, extra=(0, 0, 0, 0, 120)))[5] > 1


def test_a_row_that_ends_before_the_margin_stays_in_pieces():
    page = Image.fromarray(page_with(FEW))
    for k in range(len(BODY)):  # what tells the margin goes
        page.paste(255, (RIGHT - 90, 60 + PITCH * k, RIGHT + 10, 60 + PITCH * (k + 1)))
    assert pieces(np.asarray(page))[5] > 1
