# SPDX-License-Identifier: Apache-2.0
"""Strokes under single words."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.cleanup.underlines import find_underlines, without_underlines
from tests.cleanup.drawn import Pixels, face

X_HEIGHT, SIZE = 18.0, 40


def line(text: str, name: str = "regular", *, below: int | None = None, rise: int = 0) -> Pixels:
    """A line of text at 200 dpi; a stroke 3 px thick, ``below`` px below its letters."""
    page = Image.new("L", (900, 160), 255)
    draw = ImageDraw.Draw(page)
    font = face(name, SIZE)
    draw.text((100, 100), text, font=font, fill=0, anchor="ls")
    if below is not None:
        right = 100 + round(font.getlength(text))
        draw.line((100, 100 + below, right, 100 + below - rise), fill=0, width=3)
    return np.asarray(page).copy()


@pytest.mark.parametrize("name", ["regular", "bold", "italic"])
@pytest.mark.parametrize("rise", [0, 2])
@pytest.mark.parametrize("text", ["Nơi nhận:", "Điều 1:", "Kính gửi:", "Ghi chú"])
def test_the_stroke_under_a_word_is_found_and_taken_off(text, name, rise):
    page = line(text, name, below=6 + rise, rise=rise)
    found = find_underlines(page, X_HEIGHT)
    assert len(found.boxes) == 1
    plain = line(text, name)
    bare = without_underlines(page, found, X_HEIGHT)
    lost = (plain < 128) & (bare >= 128)
    left = (plain >= 128) & (bare < 128)
    assert lost[:101].sum() == 0, "letters stay whole above the line they stand on"
    # pieces of it stay right under letters that go through
    assert left.sum() < 0.35 * ((page < 128) & (plain >= 128)).sum()


@pytest.mark.parametrize("name", ["regular", "bold", "italic"])
@pytest.mark.parametrize(
    "text", ["CHỦ TỊCH ỦY BAN", "MINIMUM HÀNH LÝ", "- Như trên;", "a - b", "——", "(1) = (2)"]
)
def test_letters_and_dashes_are_no_strokes_under_words(text, name):
    assert not find_underlines(line(text, name), X_HEIGHT).boxes


def test_a_stroke_to_be_written_on_underlines_nothing():
    page = line("Họ và tên:")
    page[103:106, 420:800] = 0
    assert not find_underlines(page, X_HEIGHT).boxes


def test_a_stroke_between_two_lines_that_are_close_is_left():
    page = line("trên tử số", below=8)
    page[112:] = line("dưới mẫu số")[112 - 40 : -40]
    page[112:140, 100:260] = 0
    assert not find_underlines(page, X_HEIGHT).boxes
