# SPDX-License-Identifier: Apache-2.0
"""Quotation marks told by their ink."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.cleanup import clean_page
from pipeline.ocr import read_image
from pipeline.ocr.combining import Reading
from pipeline.ocr.marks import with_quotes
from pipeline.ocr.segments import segment_page
from tests.cleanup.drawn import BODY, Pixels, face
from tests.ocr.test_told_by_ink import page_with

AMENDMENT = [
    "“9. Trường hợp được giao đất.”.",
    "“c) Đất ở tại đô thị; đất”; bỏ",
    "“2. Hộ gia đình”, cá nhân",
]


def words_read(page: Pixels) -> list[str]:
    read, _ = read_image(page, 200)
    return [word.text for block in read.blocks for line in block.lines for word in line.words]


@pytest.mark.parametrize("size", [28, 34, 46])
@pytest.mark.parametrize("text", AMENDMENT)
def test_quoted_clauses_are_read_whole(text: str, size: int) -> None:
    assert words_read(page_with(text, size=size))[-len(text.split()) :] == text.split()


def quotes_in(text: str, size: int = 34) -> list[tuple[str, bool]]:
    segmentation = segment_page(clean_page(page_with(text, size=size), 200))
    segments = sorted(segmentation.segments, key=lambda segment: (segment.base, segment.box.left))
    lowest = [segment for segment in segments if segment.base > 590]
    return [(quote.text, quote.opens) for segment in lowest for quote in segment.quotes]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("phong trào “Toàn dân” gắn", [("“", True), ("”", False)]),
        ("các câu “Toàn dân”.", [("“", True), ("”.", False)]),
        ("các câu “Toàn dân”; mới", [("“", True), ("”;", False)]),
        ("các câu “Toàn dân”: mới", [("“", True), ("”:", False)]),
        ("“THI ĐUA” CẢ NƯỚC", [("“", True), ("”", False)]),
    ],
)
def test_quotation_marks_and_what_follows_them(text: str, found: list[tuple[str, bool]]) -> None:
    assert quotes_in(text) == found


def test_straight_quotation_marks() -> None:
    assert quotes_in('các câu "Toàn dân", mới', size=46) == [('"', True), ('",', False)]


@pytest.mark.parametrize(
    "text",
    [
        "ấy ẩn ẫu ắt ẳng ẵm ếch ểnh ễnh ốc ổn ỗ",
        "Ấp Ẩn Ẫ Ắ Ẳ Ẵ Ế Ể Ễ Ố Ổ Ỗ",
        "i í ỉ ĩ ị ii íí",
        "37,5° – 12% * và",
        "l’Est d'Or ‘x’",
        "10² m² chỉ đạo¹",
    ],
)
def test_marks_of_letters_are_no_quotation_marks(text: str) -> None:
    assert quotes_in(text) == []


def test_a_page_without_quotation_marks_has_none() -> None:
    page = Image.new("L", (1240, 1400), 255)
    draw = ImageDraw.Draw(page)
    for k, line in enumerate(BODY * 4):
        draw.text((60, 40 + 50 * k), line, font=face("italic", 34), fill=0)
    soft = cv2.GaussianBlur(np.asarray(page), (0, 0), 0.7).astype(np.uint8)
    assert not any(s.quotes for s in segment_page(clean_page(soft, 200)).segments)


def test_quotation_marks_are_set_beside_their_words() -> None:
    segmentation = segment_page(clean_page(page_with("các câu “Toàn dân”. Hết"), 200))
    line = max(segmentation.segments, key=lambda segment: segment.base)
    opening, closing = line.quotes
    x = line.x_height

    def word(text: str, left: float, right: float) -> Reading:
        return Reading(text, 0.9, (left, 0.0, right, 20.0), ((text + "?", 0.3),))

    words = [
        word("câu", opening.box.left - 3 * x, opening.box.left - 0.6 * x),
        word("Toàn", opening.box.right + 1, opening.box.right + 3 * x),
        word("dân", closing.box.left - 2 * x, closing.box.left),
        word("Hết", closing.box.right + 0.6 * x, closing.box.right + 3 * x),
    ]
    found = with_quotes(words, line)
    assert [one.text for one in found] == ["câu", "“Toàn", "dân”.", "Hết"]
    assert found[1].alternatives == (("“Toàn?", 0.3),)
    assert found[2].alternatives == (("dân?”.", 0.3),)
    assert with_quotes([], line) == []
