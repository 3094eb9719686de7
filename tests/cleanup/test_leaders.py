# SPDX-License-Identifier: Apache-2.0
"""Rows of dots."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from pipeline.cleanup import clean_page
from tests.cleanup.drawn import BODY, Pixels, face, letter


def page_of(*lines: str) -> Pixels:
    """Lines of 13 pt at 200 dpi, then text enough to measure it."""
    page = Image.new("L", (1654, 1400), 255)
    draw = ImageDraw.Draw(page)
    for n, text in enumerate((*lines, *BODY)):
        draw.text((150, 200 + 70 * n), text, font=face("regular", 36), fill=0, anchor="ls")
    return np.asarray(page).copy()


def test_rows_of_dots_go_and_where_they_stood_is_kept():
    page = page_of("Họ và tên: " + 40 * "." + " Nam/nữ: " + 12 * ".", "Phần I" + 70 * "." + "14")
    cleaned = clean_page(page, 200)
    first, second, third = sorted(cleaned.leaders, key=lambda box: (box.top // 20, box.left))
    assert first.right < second.left
    assert abs(first.bottom - 200) < 6
    assert abs(third.bottom - 270) < 6
    for box in cleaned.leaders:
        assert (cleaned.image[box.top : box.bottom, box.left : box.right] > 200).all()
    assert cleaned.steps[-1].parameters == {"leaders": 3}


def test_ellipses_dots_of_letters_and_print_stay():
    page = page_of(
        "Các sở, ngành, đoàn thể... và các huyện ..., xã.", "ị ị ị ị ị ị ị ị ị i i i i i i i i i"
    )
    assert clean_page(page, 200).leaders == ()
    assert clean_page(letter(200), 200).leaders == ()
