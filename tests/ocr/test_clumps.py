# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from pipeline.cleanup import clean_page
from pipeline.ocr.segments import Segmentation, segment_page
from tests.cleanup.drawn import face

NAME = "Nguyễn Văn Minh Hải"


def page_of(*lines: tuple[str, int]) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """A page with running text above, and lines of bold print at given heights."""
    image = Image.new("L", (1240, 1000), 255)
    draw = ImageDraw.Draw(image)
    for y in range(60, 400, 60):
        draw.text((100, y), "Căn cứ Luật Lưu trữ ngày 21 tháng 6 năm 2024", font=BODY, fill=0)
    for text, y in lines:
        draw.text((300, y), text, font=BOLD, fill=0)
    return image, draw


BODY, BOLD = face("regular", 44), face("bold", 44)


def segmented(image: Image.Image) -> Segmentation:
    return segment_page(clean_page(np.asarray(image), 200))


def last_box(segmentation: Segmentation) -> tuple[int, int]:
    last = max(segmentation.segments, key=lambda segment: segment.base)
    return last.box.left, last.box.right


def test_a_letter_that_a_pen_goes_through_stays_in_its_line():
    image, draw = page_of((NAME, 600))
    alone = last_box(segmented(image))
    # the pen goes through the first letter, up and down beyond the line
    left, top, right, bottom = draw.textbbox((300, 600), "N", font=BOLD)
    points = [
        (left - 25, top - 150),
        ((left + right) // 2, (top + bottom) // 2),
        (left, bottom + 120),
    ]
    draw.line(points, fill=0, width=5)
    crossed = last_box(segmented(image))
    assert abs(crossed[0] - alone[0]) < 12
    assert abs(crossed[1] - alone[1]) < 3


def test_a_stroke_between_words_is_no_letter_of_the_line():
    image, draw = page_of((NAME, 600))
    _, top, right, bottom = draw.textbbox((300, 600), NAME, font=BOLD)
    x = right + 25
    draw.line([(x - 10, top - 150), (x + 10, bottom + 120)], fill=0, width=5)
    segmentation = segmented(image)
    assert last_box(segmentation)[1] < x - 3


def test_lines_whose_letters_touch_keep_them_all():
    upper, lower = "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"
    apart, draw = page_of((upper, 600), (lower, 652))
    expected = letters_below_text(segmented(apart))
    upper_x = 300 + draw.textlength("KT. GIÁM Đ", font=BOLD) + 15
    lower_x = 300 + draw.textlength("PHÓ GIÁM Đ", font=BOLD) + 15
    draw.line([(upper_x, 630), (lower_x, 672)], fill=0, width=4)  # from one Ố to the other
    assert letters_below_text(segmented(apart)) == expected


def letters_below_text(segmentation: Segmentation) -> list[int]:
    """How many letters the two lines under the running text have."""
    return [s.letters for s in sorted(segmentation.segments, key=lambda s: s.base)[6:]]
