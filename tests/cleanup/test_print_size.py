# SPDX-License-Identifier: Apache-2.0
"""The height of letters is that of an x, whatever touches it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.cleanup.print_size import (
    Components,
    components_of,
    ink_mask,
    measured_x_height,
    share_lines,
)
from tests.cleanup.drawn import Pixels, letter


def page_of_text(dpi: int) -> Pixels:
    """The body of the letter, twice."""
    page = letter(dpi)
    body = page[int(0.2 * len(page)) : int(0.55 * len(page))]
    return np.concatenate([body, body, body]).astype(np.uint8)


def x_height_of(page: Pixels) -> float:
    found = measured_x_height(components_of(ink_mask(page)))
    assert found is not None
    return found


def test_letters_joined_with_their_marks_by_thick_print_are_no_higher() -> None:
    page = page_of_text(200)
    print_height = x_height_of(page)
    thick = cv2.erode(page, np.ones((3, 3), np.uint8)).astype(np.uint8)
    assert x_height_of(thick) == pytest.approx(print_height + 2, abs=1.2)


def test_a_page_of_few_dots_an_inch_has_letters_in_proportion() -> None:
    page = cv2.erode(page_of_text(300), np.ones((3, 3), np.uint8)).astype(np.uint8)
    per_dpi = [
        x_height_of(cv2.resize(page, None, fx=dpi / 300, fy=dpi / 300, interpolation=3)) / dpi
        for dpi in (300, 200, 150, 120)
    ]
    assert max(per_dpi) < 1.2 * min(per_dpi)


def rows_of(height: int, tops: range) -> Components:
    """Forty letters of a height in each of the rows."""
    top = np.repeat(np.array(tops), 40)
    left = np.tile(np.arange(40) * 30, len(tops))
    size = np.full(len(top), height)
    return Components(left, top, size // 2, size, size * size // 4)


def joined(*parts: Components) -> Components:
    names = ("left", "top", "width", "height", "area")
    return Components(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def test_print_of_two_sizes_stands_on_lines_of_its_own() -> None:
    large, small = rows_of(28, range(0, 1200, 60)), rows_of(20, range(1300, 2500, 60))
    assert not share_lines(joined(large, small), 20, 28)
    beside = rows_of(20, range(8, 1208, 60))
    few = rows_of(20, range(1300, 1500, 60))
    assert share_lines(joined(large, beside, few), 20, 28)


def test_footnotes_do_not_tell_the_size_of_the_text() -> None:
    text = rows_of(28, range(0, 1200, 60))
    notes = joined(rows_of(20, range(1300, 1540, 40)), rows_of(28, range(1300, 1540, 40)))
    assert not share_lines(joined(text, notes), 20, 28)


def test_rows_of_dots_do_not_tell_the_size_of_the_text() -> None:
    text = rows_of(28, range(0, 400, 60))
    dots = rows_of(8, range(20, 1200, 20))
    dots = Components(dots.left, dots.top, dots.height, dots.height, dots.height**2 * 3 // 4)
    assert len(dots) > len(text)
    assert measured_x_height(joined(text, dots)) == pytest.approx(28, abs=1)
