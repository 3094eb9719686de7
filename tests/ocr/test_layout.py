# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.cleanup import clean_page
from pipeline.cleanup.sheet import Seal
from pipeline.model import Box
from pipeline.ocr.combining import Reading
from pipeline.ocr.headings import parted_at_heading
from pipeline.ocr.layout import columns_of, paragraphs_of
from pipeline.ocr.noise import is_noise, without_noise
from pipeline.ocr.segments import Segment, segment_page
from tests.cleanup.drawn import face

X_HEIGHT = 17.0


def segment(index: int, left: int, right: int, base: int) -> Segment:
    box = Box(left, base - 25, right, base + 6)
    return Segment(index, box, (base, base), 10, X_HEIGHT)


def order_of(segments: list[Segment]) -> list[list[list[int]]]:
    return [
        [[s.index for s in row.segments] for row in column.rows]
        for column in columns_of(segments, X_HEIGHT)
    ]


def test_a_letterhead_is_read_column_by_column():
    head = [
        segment(0, 100, 500, 100),
        segment(1, 600, 1200, 102),
        segment(2, 150, 450, 140),
        segment(3, 700, 1100, 142),
        segment(4, 100, 1250, 300),
    ]
    assert order_of(head) == [[[0], [2]], [[1], [3]], [[4]]]


def test_a_wide_gap_near_the_margin_of_a_justified_line_parts_no_columns():
    lines = [
        segment(0, 100, 1180, 100),
        segment(1, 1210, 1250, 100),
        segment(2, 100, 1250, 145),
        segment(3, 100, 1250, 190),
    ]
    assert order_of(lines) == [[[0, 1], [2], [3]]]


def test_a_wide_gap_in_the_middle_of_a_justified_line_parts_no_columns():
    lines = [
        segment(0, 100, 1250, 55),
        segment(1, 100, 640, 100),
        segment(2, 675, 1250, 101),
        segment(3, 100, 330, 145),
        segment(4, 140, 1250, 190),
    ]
    assert order_of(lines) == [[[0], [1, 2], [3], [4]]]
    three = [segment(0, 468, 640, 98), segment(1, 100, 440, 100), segment(2, 690, 1250, 101)]
    assert order_of([*three, segment(3, 100, 330, 145)]) == [[[1, 0, 2], [3]]]


def test_two_columns_on_one_line_that_ends_before_the_margin_stay_columns():
    head = [
        segment(0, 150, 560, 100),
        segment(1, 600, 1150, 100),
        segment(2, 200, 500, 140),
        segment(3, 100, 1250, 300),
        segment(4, 100, 1250, 345),
    ]
    assert order_of(head) == [[[0], [2]], [[1]], [[3], [4]]]


def test_a_known_right_column_parts_a_letterhead_with_a_narrow_gutter():
    head = [
        segment(0, 100, 500, 100),
        segment(1, 560, 1200, 102),
        segment(2, 100, 550, 140),
        segment(3, 700, 1100, 142),
        segment(4, 100, 1250, 300),
    ]
    assert order_of(head) != [[[0], [2]], [[1], [3]], [[4]]]
    columns = columns_of(head, X_HEIGHT, right_column=560)
    found = [[[s.index for s in row.segments] for row in column.rows] for column in columns]
    assert found == [[[0], [2]], [[1], [3]], [[4]]]


def test_a_known_right_column_that_reaches_the_margin_alone_on_its_line_is_one():
    head = [
        segment(0, 100, 500, 100),
        segment(1, 540, 1240, 101),  # one gap like that of a spaced line, to the margin
        segment(2, 200, 420, 170),
        segment(3, 100, 1250, 300),
        segment(4, 100, 1250, 345),
    ]
    assert order_of(head) == [[[0, 1], [2], [3], [4]]]
    columns = columns_of(head, X_HEIGHT, right_column=540)
    found = [[[s.index for s in row.segments] for row in column.rows] for column in columns]
    assert found == [[[0], [2]], [[1]], [[3], [4]]]


def words(text: str, left: int = 100) -> list[Reading]:
    read = []
    for word in text.split():
        read.append(Reading(word, 0.9, (left, 75, left + 10 * len(word), 106)))
        left += 10 * len(word) + 10
    return read


def test_issuer_and_national_title_read_as_one_line_are_parted():
    title = "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    read = words(f"THỦ TƯỚNG CHÍNH PHỦ {title}")
    line = segment(3, 100, int(read[-1].place[2]), 100)
    segments, parted, right = parted_at_heading([line], {3: read}, 1600)
    assert right == read[4].place[0]
    assert {s.index: " ".join(w.text for w in parted[s.index]) for s in segments} == {
        3: "THỦ TƯỚNG CHÍNH PHỦ",
        4: title,
    }
    assert all(a.box.right <= b.box.left for a, b in itertools.pairwise(segments))


def test_a_title_of_its_own_is_not_parted_and_text_is_none():
    alone = words("CONG HOA XA HOI CHỦ NGHĨA VIỆT NAM")
    line = segment(0, 100, 500, 100)
    segments, parted, right = parted_at_heading([line], {0: alone}, 1600)
    assert (segments, parted, right) == ([line], {0: alone}, 100)
    small = words("nước Cộng hòa xã hội chủ nghĩa Việt Nam")
    assert parted_at_heading([line], {0: small}, 1600)[2] is None
    low = segment(0, 100, 500, 900)
    assert parted_at_heading([low], {0: alone}, 1600)[2] is None


@pytest.mark.parametrize("size", [28, 29, 30, 31, 32])
def test_a_word_of_small_print_without_tall_letters_ends_its_line(size):
    page = np.full((700, 1240), 255, np.uint8)
    image = Image.fromarray(page)
    draw = ImageDraw.Draw(image)
    large, small = face("regular", 44), face("regular", size)
    for y in range(60, 400, 60):
        draw.text((100, y), "Căn cứ Luật Lưu trữ ngày 21 tháng 6 năm 2024", font=large, fill=0)
    draw.text((100, 480), "- Các phòng chuyên môn", font=small, fill=0)
    cleaned = clean_page(np.asarray(image), 200)
    last = max(segment_page(cleaned).segments, key=lambda s: s.base)
    left, _, right, _ = draw.textbbox((100, 480), "- Các phòng chuyên môn", font=small)
    scale = np.linalg.norm(cleaned.to_original[0, :2])
    assert last.box.width * scale == pytest.approx(right - left, abs=6)


def test_a_printed_label_before_a_handwritten_number_is_no_noise():
    cleaned = clean_page(np.full((400, 900), 255, np.uint8), 150)
    read = [
        Reading("Số:", 0.18, (100, 75, 140, 106)),
        Reading("B†5-", 0.10, (150, 75, 200, 106)),
        Reading("/UBND-KTTH", 0.91, (210, 75, 400, 106)),
    ]
    kept = without_noise(read, segment(0, 100, 400, 100), cleaned)
    assert [word.text for word in kept] == ["Số:", "B†5-", "/UBND-KTTH"]


@pytest.mark.parametrize(
    ("words", "noise"),
    [
        (["MẪU"], True),
        (["Y", "TẾ"], True),
        (["BÍ", "THƯ"], False),  # a position
        (["PHÓ", "CHỦ", "TỊCH"], False),
        (["Mai", "†tậc", "Hiên"], False),  # under the rim, but for two words
        (["*~Eế", "<%"], True),
    ],
)
def test_what_a_seal_says_is_noise_and_a_name_under_it_is_not(words, noise):
    seal = Seal(250, 100, 150)
    cleaned = replace(clean_page(np.full((400, 900), 255, np.uint8), 150), seals=(seal,))
    read = [
        Reading(word, 0.95 if word.isalpha() else 0.2, (200 + 40 * n, 75, 235 + 40 * n, 106))
        for n, word in enumerate(words)
    ]
    assert is_noise(segment(0, 200, 190 + 40 * len(words), 100), read, cleaned) is noise


def test_words_that_were_read_as_one_are_stray_ink_together_or_not_at_all():
    cleaned = clean_page(np.full((400, 900), 255, np.uint8), 150)
    read = [
        Reading("3.", 0.24, (100, 75, 120, 106)),
        Reading("CN.", 0.24, (130, 75, 170, 106)),
        Reading("Phan", 0.97, (190, 75, 260, 106)),
    ]
    line = segment(0, 100, 260, 100)
    assert [word.text for word in without_noise(read, line, cleaned)] == ["3.", "CN.", "Phan"]
    read[1] = Reading("CN.", 0.23, read[1].place)
    assert [word.text for word in without_noise(read, line, cleaned)] == ["Phan"]


def test_the_dash_before_a_broken_letter_belongs_to_its_line():
    page = np.full((700, 1240), 255, np.uint8)
    image = Image.fromarray(page)
    draw = ImageDraw.Draw(image)
    font = face("regular", 34)
    for y in range(60, 600, 50):
        draw.text((100, y), "- Trung tâm y tế huyện, thị xã, thành phố;", font=font, fill=0)
    pixels = np.asarray(image).copy()
    begin, stem = (draw.textlength(text, font=font) for text in ("- ", "- T"))
    left, right = round(100 + begin), round(100 + stem)
    columns = (pixels[60:95, left:right] < 128).sum(axis=0)
    cut = left + int(columns.argmax()) - 3  # the T left of its stem stands apart
    for y in range(60, 600, 50):
        pixels[y : y + 42, cut : cut + 2] = 255
    cleaned = clean_page(pixels, 200)
    scale = np.linalg.norm(cleaned.to_original[0, :2])
    lines = [s for s in segment_page(cleaned).segments if s.letters > 10]
    assert len(lines) == 11
    assert all(abs(line.box.left * scale - 101) < 6 for line in lines)


def test_for_a_report_in_brackets_is_no_stray_ink():
    cleaned = clean_page(np.full((400, 900), 255, np.uint8), 150)
    read = [Reading("(để", 0.9, (100, 75, 140, 106)), Reading("b/c);", 0.1, (150, 75, 200, 106))]
    kept = without_noise(read, segment(0, 100, 200, 100), cleaned)
    assert [word.text for word in kept] == ["(để", "b/c);"]


def test_stray_ink_at_the_ends_of_a_line_is_left_out():
    cleaned = clean_page(np.full((400, 900), 255, np.uint8), 150)
    read = [
        Reading("~|", 0.3, (100, 75, 120, 106)),
        Reading("Kính", 0.95, (150, 75, 200, 106)),
        Reading("gửi:", 0.94, (210, 75, 260, 106)),
        Reading("j.", 0.1, (300, 75, 310, 106)),
    ]
    kept = without_noise(read, segment(0, 100, 310, 100), cleaned)
    assert [word.text for word in kept] == ["Kính", "gửi:"]


def typed(lines: list[str], pitch: float) -> np.ndarray:
    """A page on which every letter has a cell of its own, as a typewriter prints."""
    image = Image.new("L", (1500, 150 + 80 * len(lines)), 255)
    draw = ImageDraw.Draw(image)
    font = face("regular", 40)
    for row, line in enumerate(lines):
        for column, letter in enumerate(line):
            middle = 100 + (column + 0.5) * pitch
            draw.text((middle, 100 + 80 * row), letter, font=font, fill=0, anchor="ms")
    return np.asarray(image)


def test_gaps_of_a_typewriter_part_no_line_and_columns_stay_apart():
    text = ["hop tac xa da lam ra. Nay cac xa con", "a) sua la chan. - Kho cua nha nuoc o"] * 4
    line = "uy ban nhan dan         so cua ban do"
    cleaned = clean_page(typed([*text, line], 25), 200)
    page = segment_page(cleaned)
    bases = sorted(found.base for found in page.segments)
    rows = np.cumsum(np.diff(bases, prepend=bases[0]) > page.x_height)
    assert np.bincount(rows).tolist() == [1] * 8 + [2]


def side_by_side(left: list[tuple[int, int]], right: list[tuple[int, int]]) -> list[Segment]:
    """Two columns of lines, each from and to so many px; on the left even numbers."""
    found = []
    for row, pair in enumerate(zip(left, right, strict=True)):
        found += [segment(2 * row + n, *span, 100 + 45 * row) for n, span in enumerate(pair)]
    return found


def test_text_in_two_columns_is_read_column_by_column():
    left, right = [(100, 640)] * 8 + [(100, 300), (140, 640)] * 3, [(700, 1240)] * 14
    assert order_of(side_by_side(left, right)) == [
        [[number] for number in range(0, 28, 2)],
        [[number] for number in range(1, 28, 2)],
    ]


def test_rows_of_a_table_without_rules_stay_rows():
    left = [(100, 300), (100, 420), (100, 250), (100, 380)] * 4
    right = [(700, 760), (700, 900), (700, 800), (700, 1240)] * 4
    first = order_of(side_by_side(left, right))[0]
    assert first[:10] == [[number, number + 1] for number in range(0, 20, 2)]


def test_four_columns_of_two_pages_side_by_side_are_read_one_after_the_other():
    columns = [(100, 500), (560, 960), (1100, 1500), (1560, 1960)]
    found = [
        segment(4 * row + n, *span, 100 + 45 * row)
        for row in range(12)
        for n, span in enumerate(columns)
    ]
    assert order_of(found) == [[[4 * row + n] for row in range(12)] for n in range(4)]


def paragraphs(segments: list[Segment]) -> list[list[int]]:
    (column,) = columns_of(segments, X_HEIGHT)
    return [
        [s.index for row in rows for s in row.segments] for rows in paragraphs_of(column, X_HEIGHT)
    ]


def test_indented_lines_that_end_early_are_paragraphs_of_their_own():
    lines = [
        segment(0, 330, 1150, 100),  # 1. Ông …;
        segment(1, 330, 1220, 145),  # 2. Bà …;
        segment(2, 330, 580, 190),  # II. NỘI DUNG
        segment(3, 330, 1515, 235),
        segment(4, 250, 1515, 280),
        segment(5, 250, 1515, 325),
        segment(6, 250, 900, 370),
        segment(7, 330, 1515, 415),
        segment(8, 250, 1515, 460),
        segment(9, 250, 1515, 505),
    ]
    assert paragraphs(lines) == [[0], [1], [2], [3, 4, 5, 6], [7, 8, 9]]


def test_of_two_lines_with_the_first_line_indent_the_second_is_a_paragraph():
    lines = [
        segment(0, 330, 1515, 100),
        segment(1, 250, 1515, 145),
        segment(2, 330, 1470, 190),  # 2. Sở … đến hết ngày 20/10/2020.
        segment(3, 330, 1515, 235),
        segment(4, 250, 1515, 280),
        segment(5, 250, 1200, 325),
    ]
    assert paragraphs(lines) == [[0, 1], [2], [3, 4, 5]]


def test_an_addressee_goes_on_under_its_begin():
    lines = [
        segment(0, 520, 1400, 100),  # - Ủy ban nhân dân các huyện,
        segment(1, 520, 900, 145),  # thành phố;
        *(segment(n, 250, 1515, 145 + 45 * n) for n in range(2, 9)),
    ]
    assert paragraphs(lines)[0] == [0, 1]


def test_the_lines_of_a_title_stay_together_above_the_text():
    title = [segment(0, 560, 1200, 100), segment(1, 500, 1262, 145)]
    text = [
        segment(2, 330, 1515, 190),
        *(segment(n, 250, 1515, 100 + 45 * n) for n in range(3, 10)),
    ]
    assert paragraphs([*title, *text]) == [[0, 1], list(range(2, 10))]
