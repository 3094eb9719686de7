# SPDX-License-Identifier: Apache-2.0
"""QR codes drawn by OpenCV onto the page of a letter."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.cleanup import clean_page
from pipeline.ocr import read_image
from pipeline.settings import CleanupSettings
from tests.cleanup.drawn import Pixels, letter

PLACE = (1700, 180)  # free on the letter at 200 dpi: below the recipients; row, column


def with_code(module: int, text: str = "https://example.gov.vn/van-ban/128") -> Pixels:
    """The letter with a code whose modules are so many px wide."""
    code = cv2.QRCodeEncoder.create().encode(text)
    code = cv2.resize(code, None, fx=module, fy=module, interpolation=cv2.INTER_NEAREST)
    page = letter(200).copy()
    side = len(code)
    page[PLACE[0] : PLACE[0] + side, PLACE[1] : PLACE[1] + side] = code
    return blurred(page)


def blurred(page: Pixels) -> Pixels:
    return cv2.GaussianBlur(page, (0, 0), 0.7).astype(np.uint8)


@pytest.mark.parametrize("module", [3, 5, 8])
def test_a_code_goes_and_all_print_stays(module):
    page = with_code(module)
    cleaned = clean_page(page, 200)
    steps = {step.step: step.parameters for step in cleaned.steps}
    assert steps["cleanup.matrix_codes"] == {"codes": 1}
    bare = clean_page(blurred(letter(200)), 200)
    assert "cleanup.matrix_codes" not in {step.step for step in bare.steps}
    ink = [(image < 128).sum() for image in (cleaned.image, bare.image)]
    assert ink[0] == pytest.approx(ink[1], rel=0.002)


def test_nothing_is_read_from_a_code():
    page = with_code(5)
    assert read_image(page, 200)[0].text == read_image(letter(200), 200)[0].text


def test_a_code_stays_where_that_is_asked():
    page = with_code(5)
    cleaned = clean_page(page, 200, CleanupSettings(matrix_codes=False))
    assert "cleanup.matrix_codes" not in {step.step for step in cleaned.steps}
    assert (cleaned.image < 128).sum() > 1.05 * (clean_page(page, 200).image < 128).sum()


def test_a_dark_picture_is_no_code():
    page = letter(200).copy()
    rng = np.random.default_rng(1)
    page[PLACE[0] : PLACE[0] + 200, PLACE[1] : PLACE[1] + 200] = rng.integers(0, 160, (200, 200))
    assert "cleanup.matrix_codes" not in {step.step for step in clean_page(page, 200).steps}
