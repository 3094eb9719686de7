# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.cleanup import clean_page
from pipeline.ocr.ink import Ink
from pipeline.ocr.segments import drafts_of, segment_page
from tests.cleanup.drawn import face

X_HEIGHT = 15


def ink_of(*rows: tuple[float, int, int]) -> Ink:
    """Rows of upright strokes: the foot of each, their height and how many there are."""
    mask = np.zeros((400, 1000), np.uint8)
    for foot, height, count in rows:
        for n in range(count):
            bottom = round(foot + 0.01 * 18 * n)  # a little askew
            mask[bottom - height : bottom, 50 + 18 * n : 60 + 18 * n] = 255
    return Ink.of(mask)


def parted(ink: Ink) -> list[list[int]]:
    """Labels of the letters of each line, all ink taken for one run."""
    return [sorted(d.letters) for d in drafts_of(ink, np.arange(1, len(ink.left)), X_HEIGHT)]


@pytest.mark.parametrize("apart", [32, 40])
def test_lines_that_were_joined_are_parted_by_their_feet(apart):
    ink = ink_of(*[(100 + apart * n, 16, count) for n, count in enumerate((30, 24, 9))])
    lines = sorted(parted(ink), key=len, reverse=True)
    assert [len(line) for line in lines] == [30, 24, 9]
    for n, line in enumerate(lines):
        assert np.abs(ink.bottom[line] - (100 + apart * n)).max() < 8


@pytest.mark.parametrize(
    "beside",
    [(100 - 26, 8, 20), (100 + 8, 20, 20), (100 + 40, 16, 3)],
    ids=["marks above", "letters that reach below", "three specks"],
)
def test_what_stands_beside_a_line_is_no_line(beside):
    assert len(parted(ink_of((100, 16, 30), beside))) == 1


def page_with_frame(left: int, right: int, middle: int | None) -> Image.Image:
    """Lines of print and a frame (at 200 dpi) from 280 to 400; a rule parts it at ``middle``."""
    image = Image.fromarray(np.full((900, 1240), 255, np.uint8))
    draw = ImageDraw.Draw(image)
    font = face("regular", 34)
    for y in (*range(60, 260, 50), 370, *range(440, 840, 50)):
        draw.text((200, y), "Về việc ban hành Quy chế quản lý, bảo vệ rừng năm 2024", font=font)
    draw.rectangle((left, 280, right, 410), outline=0, width=4)
    draw.line((left, 345, right, 345), fill=0, width=4)
    if middle is not None:
        draw.line((middle, 280, middle, 410), fill=0, width=4)
    return image


def segments_on_third_line(image: Image.Image) -> int:
    cleaned = clean_page(np.asarray(image), 200)
    assert any(not rule.horizontal for rule in cleaned.rules)
    scale = np.linalg.norm(cleaned.to_original[0, :2])
    rows = [s.base * scale for s in segment_page(cleaned).segments if s.letters > 2]
    return sum(370 < base < 420 for base in rows)


@pytest.mark.parametrize("right", range(300, 400, 9))
def test_a_frame_over_print_parts_no_line(right):
    assert segments_on_third_line(page_with_frame(60, right, None)) == 1


@pytest.mark.parametrize("middle", [300, 330, 360])
def test_the_border_between_two_cells_parts_them(middle):
    assert segments_on_third_line(page_with_frame(60, 1200, middle)) == 2
