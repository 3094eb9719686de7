# SPDX-License-Identifier: Apache-2.0
"""Signs told by their ink, on a line drawn with Pillow."""

from __future__ import annotations

import pytest

from pipeline.cleanup import clean_page
from pipeline.ocr.combining import Reading
from pipeline.ocr.segments import Segment, Segmentation, segment_page
from pipeline.ocr.signs import with_signs
from tests.cleanup.drawn import face
from tests.ocr.test_told_by_ink import page_with

START = 60.0


def drawn(words: list[str], size: int, blur: float = 0.7) -> tuple[Segmentation, Segment]:
    page = page_with(" ".join(words), size=size, blur=blur)
    segmentation = segment_page(clean_page(page, 200))
    return segmentation, max(segmentation.segments, key=lambda segment: segment.base)


def readings(words: list[str], read: list[str], segment: Segment, size: int) -> list[Reading]:
    """What was read for the words of a line, each in its place."""
    font, x = face("regular", size), START
    found = []
    for word, text in zip(words, read, strict=True):
        right = x + font.getlength(word)
        place = (x, float(segment.box.top), right, float(segment.box.bottom))
        found.append(Reading(text, 0.9, place, ()))
        x = right + font.getlength(" ")
    return found


@pytest.mark.parametrize("size", [28, 34, 44])
@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("tỷ lệ ≤ 40%", "tỷ lệ < 40%"),
        ("tỷ lệ ≥ 40%", "tỷ lệ > 40%"),
        ("mật độ ≥80 cây", "mật độ >80 cây"),
        ("độ pH (≥ 6,5", "độ pH (> 6,5"),
        ("độ pH (≤ 6,5", "độ pH G 6,5"),
        ("điện áp ± 5%", "điện áp + 5%"),
        ("sai số ±0,5 mm", "sai số +0,5 mm"),
        ("từ 12 ÷ 15 tầng", "từ 12 - 15 tầng"),
        ("từ 12 ÷ 15 tầng", "từ 12 z 15 tầng"),
        ("từ 12÷15 tầng", "từ 12+15 tầng"),
    ],
)
def test_signs_are_as_their_ink_has_them(printed, read, size):
    words = printed.split()
    segmentation, segment = drawn(words, size)
    made = with_signs(readings(words, read.split(), segment, size), segmentation, segment)
    assert [word.text for word in made] == words
    changed = [word for word, text in zip(made, read.split(), strict=True) if word.text != text]
    assert all(word.alternatives[0][0] in read.split() for word in changed)


@pytest.mark.parametrize("size", [28, 34, 44])
@pytest.mark.parametrize(
    "printed",
    ["tỷ lệ < 40%", "hơn > 40%", "a + 5%", "từ 12 - 15 tầng", "mục 2: 15 và Z 15", "H 15 và G 15"],
)
def test_signs_that_are_as_read_stay(printed, size):
    words = printed.split()
    segmentation, segment = drawn(words, size)
    read = readings(words, words, segment, size)
    assert with_signs(read, segmentation, segment) == read


def test_a_bar_that_touches_its_sign_is_one():
    words = "tỷ lệ ≥ 40%".split()
    segmentation, segment = drawn(words, 28, blur=1.6)
    read = readings(words, "tỷ lệ > 40%".split(), segment, 28)
    assert [word.text for word in with_signs(read, segmentation, segment)] == words
