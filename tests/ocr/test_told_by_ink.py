# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.cleanup import clean_page
from pipeline.cleanup.print_size import components_of, ink_mask, measured_x_height
from pipeline.ocr import read_image
from pipeline.ocr.combining import Reading, place_of
from pipeline.ocr.segments import Segment, Segmentation, segment_page
from pipeline.ocr.told_by_ink import (
    SURE_OF_INK,
    UNSURE,
    as_ink_has_it,
    contradicts_ink,
    marks_in,
    roman_numeral,
    told_by_ink,
)
from tests.cleanup.drawn import BODY, Pixels, face


def page_with(text: str, *, size: int = 34, blur: float = 0.7) -> Pixels:
    """A line of text below running print of the same size."""
    page = Image.new("L", (1240, 700), 255)
    draw = ImageDraw.Draw(page)
    for k, line in enumerate(BODY * 2):
        draw.text((60, 40 + 50 * k), line, font=face("regular", size), fill=0)
    draw.text((60, 600), text, font=face("regular", size), fill=0)
    return cv2.GaussianBlur(np.asarray(page), (0, 0), blur).astype(np.uint8)


def printed(text: str, *, size: int = 34, blur: float = 0.7) -> tuple[Segmentation, Segment]:
    """The same, cut into segments, and the segment of the line."""
    segmentation = segment_page(clean_page(page_with(text, size=size, blur=blur), 200))
    return segmentation, max(segmentation.segments, key=lambda segment: segment.base)


def reading(text: str, segment: Segment, confidence: float = 0.9) -> Reading:
    return Reading(text, confidence, place_of(segment.box))


@pytest.mark.parametrize("size", [28, 34, 46])
@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("77,3", "773"),
        ("3,55", "355"),
        ("1,0", "10"),
        ("17.431", "17431"),
        ("5.849.741", "5849741"),
        ("1.234,5", "12345"),
    ],
)
def test_commas_and_stops_between_digits_are_told_by_their_ink(text, read, size):
    segmentation, segment = printed(text, size=size)
    (word,) = told_by_ink([reading(read, segment)], segmentation, segment)
    assert word.text == text
    assert word.alternatives[0] == (read, 0.9)


@pytest.mark.parametrize("text", ["1893", "33", "2023", "18/5", "8,", "12."])
def test_numbers_without_a_separator_get_none(text):
    segmentation, segment = printed(text)
    read = "".join(filter(str.isdigit, text))
    (word,) = told_by_ink([reading(read, segment)], segmentation, segment)
    assert word.text == read


def test_the_broken_off_foot_of_a_digit_is_no_comma():
    segmentation, segment = printed("2023")
    page = (segmentation.labels > 0).astype(np.uint8) * 255
    box = segment.box
    last = page[box.top : box.bottom, box.right - 14 : box.right]
    last[round(0.62 * len(last)) : round(0.7 * len(last))] = 0  # cut the 3 through below its middle
    broken = segment_page(clean_page(255 - page, 200))
    line = max(broken.segments, key=lambda s: s.base)
    (word,) = told_by_ink([reading("2023", line)], broken, line)
    assert word.text == "2023"


@pytest.mark.parametrize("size", [30, 34, 46])
@pytest.mark.parametrize(
    ("text", "read"), [("I", ""), ("I", "]"), ("II", "H"), ("III", "HI"), ("II", "11"), ("I", "1")]
)
def test_stems_with_serifs_are_roman_numerals(text, read, size):
    segmentation, segment = printed(text, size=size)
    words = [reading(read, segment, 0.5)] if read else []
    (word,) = roman_numeral(words, segmentation, segment)
    assert (word.text, word.confidence) == (text, SURE_OF_INK)


@pytest.mark.parametrize("text", ["II", "III"])
def test_numerals_whose_serifs_touch_are_told_by_their_stems(text):
    segmentation, segment = printed(text)
    box = segment.box
    page = np.where(segmentation.labels > 0, 0, 255).astype(np.uint8)
    for y in (box.top + 1, box.bottom - 3):  # the gaps between the serifs filled
        page[y : y + 2, box.left : box.right] = 0
    joined = segment_page(clean_page(page, 200))
    line = max(joined.segments, key=lambda s: s.base)
    assert len(marks_in(joined, line, place_of(line.box))) == 1
    (word,) = roman_numeral([reading("H", line, 0.9)], joined, line)
    assert (word.text, word.confidence) == (text, SURE_OF_INK)


@pytest.mark.parametrize("text", ["11", "H", "T", "L", "N", "IV", "A", "7", "111"])
def test_other_letters_and_digits_are_no_stems(text):
    segmentation, segment = printed(text)
    read = [reading(text, segment, 0.5)]
    assert roman_numeral(read, segmentation, segment) == read


@pytest.mark.parametrize("read", ["1", "l"])
def test_a_one_hardly_read_is_one_by_its_flag(read):
    segmentation, segment = printed("1")
    (word,) = roman_numeral([reading(read, segment, 0.4)], segmentation, segment)
    assert (word.text, word.confidence) == ("1", SURE_OF_INK)


@pytest.mark.parametrize(
    ("text", "read", "right"),
    [
        ("77,3", "77.3", "77,3"),
        ("112,05", "112.05", "112,05"),
        ("17.431", "17,431", "17.431"),
        ("1.234,5", "1,234.5", "1.234,5"),
        ("5,849", "5.849", "5.849"),  # thousands, whatever its tail
        ("3.55", "3,55", "3,55"),
    ],
)
def test_a_comma_is_told_from_a_stop(text, read, right):
    segmentation, segment = printed(text)
    (word,) = told_by_ink([reading(read, segment)], segmentation, segment)
    assert word.text == right


def test_a_one_that_was_surely_read_stays():
    segmentation, segment = printed("1")
    read = [reading("1", segment, 0.97)]
    assert roman_numeral(read, segmentation, segment) == read


def test_serifs_that_are_plain_outweigh_a_one_that_was_surely_read():
    segmentation, segment = printed("I", size=46)
    (word,) = roman_numeral([reading("1", segment, 0.97)], segmentation, segment)
    assert (word.text, word.alternatives) == ("I", (("1", 0.97),))


@pytest.mark.parametrize(("text", "read"), [("I/2024", "1/2024"), ("II/2024", "H/2024")])
def test_the_quarter_of_a_year_has_its_numeral(text, read):
    segmentation, segment = printed(f"Quý {text}")
    begin = segment.box.left + 0.38 * segment.box.width
    place = (begin, *place_of(segment.box)[1:])
    words = [Reading("Quý", 0.9, (0.0, 0.0, begin, 0.0)), Reading(read, 0.3, place)]
    assert [word.text for word in told_by_ink(words, segmentation, segment)] == ["Quý", text]
    arabic, other = printed("Quý 1/2024")
    words = [words[0], Reading("1/2024", 0.3, (begin, *place_of(other.box)[1:]))]
    assert told_by_ink(words, arabic, other) == words


def test_a_number_with_more_or_fewer_digits_than_its_ink_is_read_otherwise():
    segmentation, segment = printed("4,91")
    wrong, right = [reading("4,991", segment, 0.9)], [reading("4,91", segment, 0.6)]
    assert contradicts_ink(wrong, segmentation, segment)
    assert not contradicts_ink(right, segmentation, segment)
    assert as_ink_has_it([wrong, right], segmentation, segment) == [right]
    short = [reading("491", segment, 0.9)]
    assert not contradicts_ink(short, segmentation, segment)  # only its comma was not read
    ((word,),) = as_ink_has_it([wrong, [reading("4,9l", segment)]], segmentation, segment)
    assert (word.text, word.confidence) == ("4,991", UNSURE)


def table(rows: list[tuple[str, ...]], widths: tuple[int, ...], size: int = 30) -> Pixels:
    """A ruled table at 200 dpi."""
    page = Image.new("L", (1654, 160 + 60 * len(rows)), 255)
    draw = ImageDraw.Draw(page)
    edges = np.cumsum([100, *widths]).tolist()
    for k in range(len(rows) + 1):
        draw.line((edges[0], 60 + 60 * k, edges[-1], 60 + 60 * k), fill=0, width=2)
    for x in edges:
        draw.line((x, 60, x, 60 + 60 * len(rows)), fill=0, width=2)
    for k, row in enumerate(rows):
        for text, left, right in zip(row, edges, edges[1:], strict=False):
            middle = ((left + right) / 2, 90 + 60 * k)
            draw.text(middle, text, font=face("regular", size), fill=0, anchor="mm")
    return cv2.GaussianBlur(np.asarray(page), (0, 0), 0.7).astype(np.uint8)


NUMBERS = [
    ("STT", "Nội dung", "Năm 2023", "Năm 2024", "(%)"),
    ("A", "Thu nội địa", "1.313.587", "603.077", "77,3"),
    ("I", "Thuế thu nhập cá nhân", "622.827", "-", "84,0"),
    ("1", "Lệ phí trước bạ", "-", "89.274", "131,3"),
    ("2", "Thu tiền sử dụng đất", "14.385", "6.306.041", "185,1"),
    ("II", "Chi thường xuyên", "38.116", "225.318", "202,0"),
    ("a", "Chi bảo đảm xã hội", "54.966", "42.370", "-"),
    ("b", "Dự phòng ngân sách", "24.072", "6.318", "232,3"),
]


def test_every_cell_of_a_table_of_numbers_is_read():
    page, _ = read_image(table(NUMBERS, (110, 480, 300, 300, 200)), 200)
    (block,) = [block for block in page.blocks if block.kind == "table"]
    assert [tuple(row.split(" | ")) for row in block.text.split("\n")] == NUMBERS


def test_the_letter_height_of_a_table_of_numbers_is_that_of_its_low_letters():
    numbers = tuple(f"{n}.{n + 111}" for n in range(312, 317))
    rows = [("thu chi ngân sách xã", *numbers)] * 20
    components = components_of(ink_mask(table(rows, (330, 220, 220, 220, 220, 220))))
    x = face("regular", 30).getbbox("x", anchor="ls")
    assert measured_x_height(components) == pytest.approx(-x[1], abs=2)


@pytest.mark.parametrize("size", [28, 34, 46])
@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("II.", "I."),
        ("III.", "II."),
        ("III.", "I."),
        ("VII.", "VI."),
        ("VIII", "VII"),
        ("III", "HI"),
        ("I.", "L."),
    ],
)
def test_strokes_of_numerals_that_were_not_read_are_told_by_their_ink(text, read, size):
    segmentation, segment = printed(text, size=size)
    (word,) = told_by_ink([reading(read, segment)], segmentation, segment)
    assert word.text == text
    assert word.alternatives[0][0] == read


@pytest.mark.parametrize("blur", [0.7, 1.2])
@pytest.mark.parametrize(
    "text", ["I.", "IV.", "VI.", "X.", "XII", "V.", "HV", "XH", "VH", "H.", "L.", "H", "VX"]
)
def test_numerals_and_letters_that_are_as_read_stay(text, blur):
    segmentation, segment = printed(text, blur=blur)
    words = [reading(text, segment)]
    assert told_by_ink(words, segmentation, segment) == words


def test_a_stroke_that_was_read_is_not_taken_away():
    segmentation, segment = printed("I.")
    words = [reading("II.", segment)]
    assert told_by_ink(words, segmentation, segment) == words


@pytest.mark.parametrize("size", [28, 34, 46])
@pytest.mark.parametrize(
    ("text", "read"),
    [("II. Như", "I.Như"), ("4. Mặt", "4.Mặt"), ("b) Hồ", "b)Hồ"), ("1.2. Là", "1.2.Là")],
)
def test_a_mark_and_its_text_are_two_words_where_a_space_is_printed(text, read, size):
    segmentation, segment = printed(text, size=size)
    words = told_by_ink([reading(read, segment)], segmentation, segment)
    assert [word.text for word in words] == text.split()
    assert words[0].place[2] < words[1].place[0]


@pytest.mark.parametrize("text", ["4.Mặt", "b)Hồ", "II.Như", "TP.HCM", "A.Tuấn"])
def test_a_mark_and_its_text_are_one_word_where_no_space_is_printed(text):
    segmentation, segment = printed(text)
    words = [reading(text, segment)]
    assert told_by_ink(words, segmentation, segment) == words


def test_a_space_read_as_a_stroke_goes():
    segmentation, segment = printed("a)")
    (word,) = told_by_ink([reading("a)_", segment)], segmentation, segment)
    assert word.text == "a)"


@pytest.mark.parametrize("size", [28, 34, 46])
@pytest.mark.parametrize(("text", "read"), [("B1", "BI"), ("C1", "Cl"), ("ĐT1", "ĐTI")])
def test_a_one_behind_letters_is_told_by_its_flag(text, read, size):
    segmentation, segment = printed(text, size=size)
    (word,) = told_by_ink([reading(read, segment)], segmentation, segment)
    assert (word.text, word.alternatives[0][0]) == (text, read)


@pytest.mark.parametrize("text", ["BI", "AI", "TI", "KÍ"])
def test_a_letter_behind_letters_is_no_one(text):
    segmentation, segment = printed(text)
    words = [reading(text, segment)]
    assert told_by_ink(words, segmentation, segment) == words
