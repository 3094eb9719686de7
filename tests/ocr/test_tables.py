# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.cleanup import clean_page
from pipeline.cleanup.sheet import RuledLine
from pipeline.model import Block, BlockKind, Box, Line, Word
from pipeline.ocr import read_image
from pipeline.ocr.combining import Reading
from pipeline.ocr.noise import is_noise, without_strokes
from pipeline.ocr.segments import Segment
from pipeline.ocr.tables import COUNTED, Grid, counted, goes_on_outside, grids_of, is_frame
from tests.cleanup.drawn import Pixels, face, letter

GRID = Grid(Box(100, 0, 1000, 300), tuple(range(0, 301, 50)), (100.0, 160.0, 1000.0))


def first_column(*texts: str, letters: int = 1) -> tuple[list[Segment], dict[int, list[Reading]]]:
    segments, words = [], {}
    for n, text in enumerate(texts):
        box = Box(120, 50 * n + 10, 135, 50 * n + 35)
        width = len(text) if text.isdigit() else letters
        segments.append(Segment(n, box, (50 * n + 35, 50 * n + 35), width, 17.0))
        words[n] = [Reading(text, 0.9, (120.0, 0.0, 135.0, 0.0))] if text else []
    return segments, words


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (("STT", "|", "2", "3"), {1: "1"}),
        (("TT", "l", "2"), {1: "1"}),
        (("STT", "1", "2", "", "4", "ð"), {3: "3", 5: "5"}),
        (("|", "2", "3", "4"), {0: "1"}),
        (("STT", "1", "2", "3"), {}),
        (("Năm", "|", "2"), {}),
        (("STT", "a", "b", "c"), {}),
        (("STT", "5", "2", "9", "|"), {}),
        (("STT", "1", "2", "b", "4"), {3: "3"}),
        (("STT", "I", "1", "2", "a", "b"), {}),
        (("STT", "I", "2", "3"), {1: "1"}),
    ],
)
def test_numbers_of_the_first_column_tell_each_other(texts, found):
    segments, words = first_column(*texts)
    read = counted(GRID, segments, words)
    assert {n: [word.text for word in made] for n, made in read.items()} == {
        n: [text] for n, text in found.items()
    }
    assert all(word.confidence == COUNTED for made in read.values() for word in made)


def test_a_number_hardly_read_is_sure_enough_in_its_place():
    segments, words = first_column("STT", "1", "2", "3")
    words[1] = [Reading("1", 0.3, (120.0, 0.0, 135.0, 0.0))]
    assert counted(GRID, segments, words)[1][0].confidence == COUNTED


def test_ink_of_more_letters_is_another_number():
    segments, words = first_column("STT", "ab", "2", "3", letters=2)
    assert counted(GRID, segments, words) == {}


def test_a_table_whose_lines_are_broken_is_one():
    down = [(x, 100, x + 2, 320) for x in (100, 300, 700)]
    down += [(x, 372, x + 2, 600) for x in (100, 300, 700)]
    across = [(100, y, 350, y + 2) for y in (100, 200, 300, 400, 500, 600)]
    across += [(400, y, 702, y + 2) for y in (100, 200, 300, 400, 500, 600)]
    across += [(100, 345, 702, 347)]  # meets no line that goes down
    rules = [RuledLine(Box(*box), horizontal=False) for box in down]
    rules += [RuledLine(Box(*box), horizontal=True) for box in across]
    (grid,) = grids_of(rules, 17.0)
    assert (len(grid.ys), len(grid.xs)) == (7, 3)
    apart = [rule for rule in rules if rule.box.top != 345]
    lower = [replace(r, box=Box(r.box.left, r.box.top + 40, r.box.right, r.box.bottom + 40))
             if r.box.top > 340 else r for r in apart]  # fmt: skip
    assert len(grids_of(lower, 17.0)) == 2  # a heading has room between two tables


def test_a_frame_holds_one_line():
    box = Box(100, 100, 300, 160)
    frame = Grid(box, (100.0, 160.0), (100.0, 300.0))
    assert is_frame(frame, 17.0)
    assert not is_frame(Grid(Box(100, 100, 300, 260), (100.0, 260.0), (100.0, 300.0)), 17.0)
    assert not is_frame(Grid(box, (100.0, 130.0, 160.0), (100.0, 300.0)), 17.0)


def test_numbers_of_cells_and_codes_are_no_noise():
    cleaned = clean_page(letter(150), 150)
    segment = Segment(0, Box(100, 100, 160, 125), (125, 125), 4, 17.0)
    number = [Reading("1.819", 0.1, (100.0, 100.0, 160.0, 125.0))]
    assert is_noise(segment, number, cleaned)
    assert not is_noise(segment, number, cleaned, in_table=True)
    assert is_noise(segment, [Reading("z9", 0.1, number[0].place)], cleaned, in_table=True)
    letter_alone, percent = ([Reading(text, 0.47, number[0].place)] for text in ("A", "(%)"))
    assert is_noise(segment, letter_alone, cleaned)
    assert not is_noise(segment, letter_alone, cleaned, in_table=True)
    assert not is_noise(segment, [replace(percent[0], confidence=0.9)], cleaned)
    code = [Reading("Số.", 0.2, number[0].place), Reading("92/QĐ-UBND", 0.1, number[0].place)]
    assert not is_noise(segment, code, cleaned)


@pytest.mark.parametrize(
    "read", ["Só:204J/SYT-NVY", "Số:-20J/SYT-NVY", "Só: l145'TB-ĐHTĐ/PC", "S6:3-CV/TU"]
)
def test_a_number_line_whose_number_was_written_by_hand_is_no_noise(read):
    cleaned = clean_page(letter(150), 150)
    segment = Segment(0, Box(100, 100, 300, 125), (125, 125), 12, 17.0)
    place = (100.0, 100.0, 300.0, 125.0)
    words = [Reading(word, 0.11, place) for word in read.split()]
    assert not is_noise(segment, words, cleaned)
    assert is_noise(segment, [Reading("SO2O4J~SVTNVY", 0.11, place)], cleaned)


def test_strokes_of_a_signature_are_no_lines():
    def block(kind: BlockKind, *texts: str) -> Block:
        return Block(tuple(Line((Word(t, t, 0.6),)) for t in texts), kind)

    signature = block(BlockKind.SIGNATURE, "GIÁM ĐỐC", "N 4", "Z", "Lê An")
    left = block(BlockKind.BODY, "a)", "2")
    kept = without_strokes([signature, block(BlockKind.SIGNATURE, "s"), left])
    assert [[line.text for line in b.lines] for b in kept] == [["GIÁM ĐỐC", "Lê An"], ["a)", "2"]]


def part(index: int, left: int, right: int, base: int = 180) -> Segment:
    return Segment(index, Box(left, base - 30, right, base + 5), (base, base), 5, 17.0)


@pytest.mark.parametrize(
    ("outside", "goes_on"),
    [
        (part(1, 405, 900), True),
        (part(1, 405, 900, base=188), False),
        (part(1, 470, 900), False),
        (part(1, 20, 90), False),
    ],
)
def test_a_line_that_a_stamp_was_set_over_is_whole(outside, goes_on):
    stamp = Grid(Box(100, 100, 395, 250), (100.0, 250.0), (100.0, 395.0))
    inside = part(0, 330, 390)
    assert goes_on_outside(inside, [inside, outside], stamp, 17.0) is goes_on


def two_tables(edges: tuple[int, ...], second: tuple[int, ...]) -> Pixels:
    """Two ruled tables below each other with a line of text between them; 200 dpi."""
    page = Image.new("L", (1654, 900), 255)
    draw = ImageDraw.Draw(page)
    font = face("regular", 30)
    for top, columns in ((100, edges), (394, second)):
        for k in range(5):
            draw.line((columns[0], top + 60 * k, columns[-1], top + 60 * k), fill=0, width=3)
        for x in columns:
            draw.line((x, top, x, top + 240), fill=0, width=3)
        for k in range(4):
            for left, right in pairwise(columns):
                middle = ((left + right) / 2, top + 30 + 60 * k)
                draw.text(middle, f"{left + k}", font=font, fill=0, anchor="mm")
    # the stem of its B stands in line with a border
    draw.text(
        (edges[1] - 1, 376), "Bảng 2. Kết quả thực hiện của các xã", font=font, fill=0, anchor="ls"
    )
    return cv2.GaussianBlur(np.asarray(page), (0, 0), 0.7).astype(np.uint8)


@pytest.mark.parametrize("second", [(120, 420, 900, 1500), (120, 500, 1000, 1500)])
def test_a_line_between_two_tables_is_of_neither(second):
    read, _ = read_image(two_tables((120, 420, 900, 1500), second), 200)
    kinds = [block.kind for block in read.blocks]
    assert kinds.count("table") == 2
    texts = [block.text for block in read.blocks]
    assert texts[1] == "Bảng 2. Kết quả thực hiện của các xã"
    assert [len(text.split("\n")) for text in (texts[0], texts[2])] == [4, 4]


def test_a_frame_around_a_page_is_no_table():
    page = Image.new("L", (1654, 1400), 255)
    draw = ImageDraw.Draw(page)
    for inset in (60, 72):
        draw.rectangle((inset, inset, 1654 - inset, 1400 - inset), outline=0, width=4)
    titles = (
        "SỞ GIÁO DỤC VÀ ĐÀO TẠO",
        "BÁO CÁO",
        "Tổng kết năm học 2022 - 2023",
        "Hà Nam, tháng 8",
    )
    for k, title in enumerate(titles):
        draw.text((827, 200 + 300 * k), title, font=face("bold", 44), fill=0, anchor="mm")
    read, _ = read_image(cv2.GaussianBlur(np.asarray(page), (0, 0), 0.7).astype(np.uint8), 200)
    assert [block.kind for block in read.blocks].count("table") == 0
    assert [line.text for block in read.blocks for line in block.lines] == list(titles)
