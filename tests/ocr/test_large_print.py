# SPDX-License-Identifier: Apache-2.0
"""Print far larger than the rest of a page."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.cleanup import clean_page
from pipeline.ocr import read_image
from pipeline.ocr.large_print import large_print
from pipeline.ocr.segments import segment_page
from tests.cleanup.drawn import BODY, Pixels, face, letter


def page_with(text: str, size: int) -> Pixels:
    """A line of this size, in px, close between two of 13 pt at 200 dpi, then text; gray."""
    page = Image.new("L", (1654, 1500), 255)
    draw = ImageDraw.Draw(page)
    small = face("regular", 36)
    draw.text((827, 150), "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH", font=small, fill=0, anchor="ms")
    draw.text((827, 150 + 1.4 * size), text, font=face("bold", size), fill=0, anchor="ms")
    for n, line in enumerate(("Tặng: Ông Nguyễn Trọng Tấn", *BODY)):
        draw.text((200, 150 + 2 * size + 70 * n), line, font=small, fill=0, anchor="ls")
    return cv2.GaussianBlur(np.asarray(page), (0, 0), 0.8).astype(np.uint8)


@pytest.mark.parametrize(
    ("text", "size"), [("BẰNG KHEN", 94), ("GIẤY CHỨNG NHẬN", 130), ("Đề án biển", 120)]
)
def test_large_print_is_read_where_it_stands(text, size):
    image = page_with(text, size)
    read, _ = read_image(image, 200)
    lines = [line for block in read.blocks for line in block.lines]
    assert [line.text for line in lines[:3]] == [
        "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH", text, "Tặng: Ông Nguyễn Trọng Tấn"
    ]  # fmt: skip
    box = lines[1].box
    assert box is not None
    assert abs(box.bottom - (150 + 1.4 * size)) < 0.4 * size
    assert box.height > 0.6 * size


def test_strokes_beside_each_other_are_not_large_print():
    picture = Image.fromarray(page_with("", 94))
    draw = ImageDraw.Draw(picture)
    for x in (500, 590, 728, 818):
        draw.line(((x, 285), (x + 40, 205), (x + 60, 280), (x + 10, 245)), fill=0, width=9)
    draw.text((662, 265), "Tân", font=face("regular", 36), fill=0, anchor="ls")
    image = np.asarray(picture)
    cleaned = clean_page(image, 200)
    assert large_print(cleaned, segment_page(cleaned)) is not None  # they look like it
    words = read_image(image, 200)[0].text.split()
    assert "Tân" in words


def test_a_page_of_one_size_has_none():
    cleaned = clean_page(letter(200), 200)
    assert large_print(cleaned, segment_page(cleaned)) is None
