# SPDX-License-Identifier: Apache-2.0
"""Numbers that a program filled into a letterhead, on and off the baseline."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.cleanup import clean_page
from pipeline.model import Box
from pipeline.ocr import read_image
from pipeline.ocr.combining import Reading
from pipeline.ocr.filled_in import AT_MOST, Slot, slots_of, with_numbers
from pipeline.ocr.segments import Segment, Segmentation, segment_image, segment_page
from pipeline.ocr.told_by_ink import UNSURE
from tests.cleanup.drawn import BODY, Pixels, face


def page_of(*pieces: tuple[str, str, int], size: int = 34) -> Pixels:
    """A line set from pieces (text, face, px above the baseline) over running print."""
    page = Image.new("L", (1240, 1000), 255)
    draw = ImageDraw.Draw(page)
    x = 60.0
    for text, style, up in pieces:
        draw.text((x, 120 - up), text, font=face(style, size), fill=0, anchor="ls")
        x += draw.textlength(text, font=face(style, size)) + 10
    for k, line in enumerate(BODY * 2):
        draw.text((60, 240 + 50 * k), line, font=face("regular", size), fill=0)
    return cv2.GaussianBlur(np.asarray(page), (0, 0), 0.7).astype(np.uint8)


def first_line(page: Pixels) -> tuple[Segmentation, Segment]:
    segmentation = segment_page(clean_page(page, 200))
    return segmentation, min(segmentation.segments, key=lambda segment: segment.base)


@pytest.mark.parametrize("up", [-3, 5, 9, 11])
def test_numbers_off_the_baseline_are_moved_onto_it(up: int) -> None:
    line = (
        ("Quảng Ngãi, ngày", "italic", 0),
        ("08", "italic", up),
        ("tháng 01 năm 2025", "italic", 0),
    )
    _, segment = first_line(page_of(*line))
    (shift,) = segment.shifts
    assert shift.down == pytest.approx(up, abs=2)


@pytest.mark.parametrize(
    "text",
    [
        "Quảng Ngãi, ngày 08 tháng 01 năm 2025",
        "các ngày gặp gỡ theo quy định; hàm y, p, q và số 10",
        "Số: 11 /TB-UBND",
    ],
)
def test_a_line_on_its_baseline_is_left(text: str) -> None:
    _, segment = first_line(page_of((text, "regular", 0)))
    assert segment.shifts == ()


@pytest.mark.parametrize("up", [0, 6, 9])
@pytest.mark.parametrize("number", ["611", "24", "8981"])
def test_a_number_that_a_program_filled_in_is_read(number: str, up: int) -> None:
    page, _ = read_image(
        page_of(("Số:", "regular", 0), (number, "italic", up), ("/TB-UBND", "regular", 0)), 200
    )
    first = page.blocks[0].lines[0]
    assert [word.text for word in first.words][1:] == [number, "/TB-UBND"]


def test_a_piece_of_a_line_is_moved_by_its_own_shift_only() -> None:
    first, second = ("08", "italic", 5), ("11", "italic", 5)
    words = ("Quảng Ngãi, ngày", "italic", 0), ("tháng", "italic", 0), ("năm 2025", "italic", 0)
    page = page_of(words[0], first, words[1], second, words[2])
    segmentation, segment = first_line(page)
    day, month = segment.shifts
    box = Box(month.left, segment.box.top, segment.box.right, segment.box.bottom)
    whole = segment_image(page, segmentation, segment, 4)
    piece = segment_image(page, segmentation, replace(segment, box=box), 4)
    left = month.left - segment.box.left
    inner = whole[:, left + 4 : left + 4 + box.width]
    assert np.array_equal(piece[:, 4:-4], inner)
    assert day.right < month.left


def words_of(*texts: str, sure: float = 0.5) -> list[Reading]:
    return [Reading(t, sure, (100.0 * n, 0, 100.0 * n + 80, 30)) for n, t in enumerate(texts)]


@pytest.mark.parametrize(
    ("line", "slots"),
    [
        ("Số: 61] /KH-UBND", [Slot(1, 2)]),
        ("61] /KH-UBND", [Slot(0, 1)]),
        ("Số: 2 1 -QĐ/TW", [Slot(1, 3)]),
        ("Huế, ngày 0G tháng 1] năm 2024", [Slot(2, 3), Slot(4, 5)]),
        ("0G tháng 7 năm 2024", [Slot(0, 1), Slot(2, 3)]),
        ("Số: /KH-UBND", []),
        ("Căn cứ Kế hoạch số 12 /KH-UBND ngày", []),
        ("trong ngày và tháng sau", []),
    ],
)
def test_where_numbers_stand(line: str, slots: list[Slot]) -> None:
    found = [slot for slot in slots_of(words_of(*line.split())) if slot.end > slot.first]
    assert found == slots


def filled(read_first: str, digits: str, sure: float = 0.95) -> Reading:
    """The number of a line where `611` is printed, when a reader of digits says ``digits``."""
    pieces = ("Số:", "regular", 0), ("611", "regular", 6), ("/TB-UBND", "regular", 0)
    segmentation, segment = first_line(page_of(*pieces))
    (shift,) = segment.shifts
    left, right, end = float(shift.left), float(shift.right), float(segment.box.right)
    words = [
        Reading("Số:", 0.6, (0.0, 0.0, left - 9, 130.0)),
        Reading(read_first, 0.6, (left, 0.0, right, 130.0)),
        Reading("/TB-UBND", 0.6, (right + 9, 0.0, end, 130.0)),
    ]
    made = with_numbers(
        words,
        segmentation,
        segment,
        lambda piece, size: [Reading(digits, sure, (0.0, 0.0, 1.0, 1.0))],
    )
    return made[1]


@pytest.mark.parametrize(
    ("first", "digits", "number", "sure"),
    [
        ("61]", "", "611", UNSURE),  # a stroke is 1, whatever digits it is taken for
        ("6ll", "677", "611", UNSURE),
        ("G11", "611", "611", UNSURE),
        ("611", "611", "611", AT_MOST),
        ("611.", "611", "611", AT_MOST),
        ("611", "671", "611", 0.6),  # two numbers: the first stays, as doubtful as it was
        ("/11", "411", "/11", 0.6),
        ("5ổ1", "611", "5ổ1", 0.6),  # another digit than the one first read
        ("61Ở", "6117", "61Ở", 0.6),
        ("việc", "6117", "việc", 0.6),
    ],
)
def test_digits_that_are_taken(first: str, digits: str, number: str, sure: float) -> None:
    found = filled(first, digits)
    assert (found.text, found.confidence) == (number, sure)


def test_digits_that_are_hardly_read_are_not_taken() -> None:
    assert filled("G11", "611", sure=0.6).text == "G11"
