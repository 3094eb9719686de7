# SPDX-License-Identifier: Apache-2.0
"""White lines that a printer leaves through a line of text."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.cleanup import CleanedPage, clean_page
from pipeline.ocr import read_image
from tests.cleanup.drawn import BODY, Pixels, face, letter

BASELINE, STEP = 200, 66


def page_of(*texts: str, size: int = 36, style: str = "regular") -> Pixels:
    """Lines of print on an A4 page at 200 dpi, each on its baseline."""
    page = Image.new("L", (1654, 2339), 255)
    draw = ImageDraw.Draw(page)
    for n, text in enumerate(texts):
        draw.text((120, BASELINE + STEP * n), text, font=face(style, size), fill=0, anchor="ls")
    return np.asarray(page).copy()


def white_lines(page: Pixels) -> int:
    return lines_in(clean_page(page, 200))


def lines_in(cleaned: CleanedPage) -> int:
    (found,) = [s.parameters["white_lines"] for s in cleaned.steps if "white" in s.step] or [0]
    return found


@pytest.mark.parametrize("width", [1, 2, 3])
@pytest.mark.parametrize("skew", [0.0, 0.7])
def test_lines_that_cut_letters_are_closed(width: int, skew: float) -> None:
    page = page_of(*BODY)
    for line in (1, 3):
        top = BASELINE + STEP * line - 9
        page[top : top + width] = 255
    turn = cv2.getRotationMatrix2D((827, 1170), skew, 1)
    page = cv2.warpAffine(page, turn, page.shape[::-1], flags=cv2.INTER_CUBIC, borderValue=255)
    page = page.astype(np.uint8)
    # what is one pixel wide may be gray, and part nothing, once the page is set straight
    assert white_lines(page) == 2 or (width == 1 and skew)


def test_what_was_cut_is_read() -> None:
    page = page_of(*BODY)
    for line in range(len(BODY)):
        top = BASELINE + STEP * line - 8
        page[top : top + 2] = 255
    read, cleaned = read_image(page, 200)
    assert lines_in(cleaned) == len(BODY)
    assert read.text.split() == " ".join(BODY).split()


def test_a_line_of_ink_between_two_white_ones_does_not_hide_them() -> None:
    page = page_of(*BODY)
    top = BASELINE + STEP - 9
    page[[top, top + 2]] = 255
    assert white_lines(page) >= 1


@pytest.mark.parametrize("gap", [1, 2, 3])
def test_underlined_capitals_are_left_alone(gap: int) -> None:
    text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM, ĐỘC LẬP TỰ DO"
    page = page_of(*BODY[:2], text, size=34, style="bold")
    top = BASELINE + 2 * STEP + gap
    page[top : top + 2, 120:1250] = 0
    assert white_lines(page) == 0


@pytest.mark.parametrize("size", [22, 28, 36, 44])
@pytest.mark.parametrize("style", ["regular", "bold", "italic"])
def test_no_line_is_seen_between_letters_and_their_marks(size: int, style: str) -> None:
    capitals = [text.upper()[:45] for text in BODY]
    assert white_lines(page_of(*BODY, *capitals, size=size, style=style)) == 0


def test_a_letter_has_none() -> None:
    assert white_lines(letter()) == 0


def test_a_double_rule_stays_double() -> None:
    page = page_of(*BODY)
    for left in range(120, 1500, 60):  # of many cells
        page[560:562, left : left + 50] = 0
        page[564:566, left : left + 50] = 0
    assert white_lines(page) == 0
