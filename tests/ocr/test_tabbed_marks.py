# SPDX-License-Identifier: Apache-2.0
"""Marks of lists that a tabulator parts from their text, and bullets, drawn with Pillow."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.cleanup import clean_page
from pipeline.ocr import read_image
from pipeline.ocr.segments import Segment, segment_page
from tests.cleanup.drawn import BODY, Pixels, face

LEFT, PITCH, SIZE = 120, 56, 36
X_HEIGHT = 17  # of the face at that size, px


def page_with(marks: Sequence[str], gap: float, *, border: bool = False, edge: int = 0) -> Pixels:
    """Items with these marks, their text ``gap`` x-heights behind the widest; ``edge``: how much
    further right each mark begins than the one above it."""
    page = Image.new("L", (1654, 1000), 255)
    draw = ImageDraw.Draw(page)
    font = face("regular", SIZE)
    for k, line in enumerate(BODY):
        draw.text((LEFT, 100 + PITCH * k), line, font=font, fill=0, anchor="ls")
    text = LEFT + max(map(font.getlength, marks)) + gap * X_HEIGHT
    top = 100 + PITCH * len(BODY)
    for k, (mark, line) in enumerate(zip(marks, BODY, strict=False)):
        y = top + PITCH * k
        draw.text((LEFT + edge * k, y), mark, font=font, fill=0, anchor="ls")
        draw.text((text + edge * k, y), line, font=font, fill=0, anchor="ls")
    if border:
        x = text - gap * X_HEIGHT / 2
        for at in (LEFT - 40, x, 1600):
            draw.line((at, top - 50, at, top + PITCH * len(marks)), fill=0, width=3)
    return cv2.GaussianBlur(np.asarray(page), (0, 0), 0.7).astype(np.uint8)


def lines_of(page: Pixels) -> list[str]:
    read, _ = read_image(page, 200)
    return [line.text for block in read.blocks for line in block.lines][len(BODY) :]


@pytest.mark.parametrize("gap", [1.2, 2.5, 5.0])
@pytest.mark.parametrize(
    "marks",
    [
        ("1.", "2.", "3.", "4."),
        ("a)", "b)", "c)", "d)"),
        ("I.", "II.", "III.", "IV."),
        ("1.1.", "1.2.", "1.3.", "1.4."),
        ("-",) * 4,
        ("+",) * 4,
        ("•",) * 4,
        ("▪",) * 4,
    ],
)
def test_marks_are_read_before_their_items(marks, gap):
    begins = [line.split()[0] for line in lines_of(page_with(marks, gap))]
    assert begins == list(marks)


@pytest.mark.parametrize("mark", ["5.", "b)", "IV."])
def test_a_mark_with_its_stop_may_be_alone(mark):
    (line,) = lines_of(page_with((mark,), 3.0))
    assert line.split()[0] == mark


def items(page: Pixels) -> tuple[Segment, ...]:
    segments = segment_page(clean_page(page, 200)).segments
    return tuple(sorted(segments, key=lambda s: (s.base, s.box.left)))[len(BODY) :]


def test_a_mark_is_part_of_its_line_but_not_over_the_border_of_a_table():
    marks = ("1.", "2.", "3.")
    assert len(items(page_with(marks, 3.0))) == 3
    assert len(items(page_with(marks, 3.0, border=True))) == 6


def test_letters_that_do_not_begin_below_each_other_are_no_marks():
    marks = ("x", "x", "x")
    assert len(items(page_with(marks, 3.0))) == 3
    assert len(items(page_with(marks, 3.0, edge=40))) == 6


def test_bullets_stand_where_they_are_printed():
    first, *_ = items(page_with(("•",) * 3, 2.0))
    assert first.bullet is not None
    assert first.bullet.text == "•"
    assert first.box.left == first.bullet.box.left
    assert abs(first.bullet.box.left - LEFT) < 12


def test_one_spot_before_a_line_is_no_bullet():
    first, *_ = items(page_with(("•",), 2.0))
    assert first.bullet is None


def test_a_spot_that_is_no_disc_is_no_bullet():
    assert all(item.bullet is None for item in items(page_with(("°", "°", "°"), 2.0)))
