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
from pipeline.ocr.tables import Cell, Grid, as_printed, goes_on_outside, grids_of, is_frame
from tests.cleanup.drawn import Pixels, face, letter


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


def lines_of(*cells: tuple[int, int, int, int]) -> list[RuledLine]:
    """The sides of cells (left, top, right, bottom), each a rule."""
    sides = []
    for left, top, right, bottom in cells:
        for y in (top, bottom):
            sides.append(RuledLine(Box(left - 1, y - 1, right + 1, y + 1), horizontal=True))
        for x in (left, right):
            sides.append(RuledLine(Box(x - 1, top - 1, x + 1, bottom + 1), horizontal=False))
    return sides


HEAD = (
    (100, 100, 160, 180), (160, 100, 500, 140), (160, 140, 330, 180), (330, 140, 500, 180),
    *((left, 180, right, 220) for left, right in ((100, 160), (160, 330), (330, 500))),
)  # fmt: skip


def test_cells_over_several_rows_and_columns_are_one():
    (grid,) = grids_of(lines_of(*HEAD), 17.0)
    assert set(grid.merged) == {Cell(0, 0, 2, 1), Cell(0, 1, 1, 3)}
    assert grid.cell_of(Segment(0, Box(400, 110, 450, 130), (130, 130), 5, 17.0)) == (0, 1)
    assert grid.cell_of(Segment(0, Box(110, 150, 140, 170), (170, 170), 2, 17.0)) == (0, 0)
    assert grid.cell_of(Segment(0, Box(400, 150, 450, 170), (170, 170), 5, 17.0)) == (1, 2)
    places = {(cell.row, cell.column): box for cell, box in grid.cells()}
    assert len(places) == 7
    assert places[0, 1] == Box(160, 100, 500, 140)


def test_a_rule_that_goes_on_along_a_letter_parts_no_cell():
    rules = [
        replace(rule, box=replace(rule.box, left=rule.box.left - 36))
        if rule.horizontal and rule.box.top == 139 and rule.box.left == 159
        else rule
        for rule in lines_of(*HEAD)
    ]
    (grid,) = grids_of(rules, 17.0)
    assert Cell(0, 0, 2, 1) not in grid.merged  # half of a narrow cell
    wide = ((0, 100, 160, 180), *HEAD[1:4], (0, 180, 160, 220), *HEAD[5:])
    rules = lines_of(*wide)
    rules.append(RuledLine(Box(125, 139, 160, 141), horizontal=True))
    (grid,) = grids_of(rules, 17.0)
    assert Cell(0, 0, 2, 1) in grid.merged


def test_where_rules_were_lost_cells_stay_apart():
    rules = lines_of(*HEAD)
    whole = [r for r in rules if not (r.horizontal and r.box.top == 139)]
    torn = RuledLine(Box(159, 139, 230, 141), horizontal=True)  # a part of it was not found
    (grid,) = grids_of([*whole, torn], 17.0)
    assert Cell(0, 0, 2, 1) in grid.merged
    assert grid.cell_of(Segment(0, Box(200, 150, 250, 170), (170, 170), 5, 17.0)) == (1, 1)


NINE_CELLS = (  # the ends of their rules
    *((0, y, 600, y) for y in (0, 100, 200, 300)),
    *((x, 0, x, 300) for x in (0, 200, 400, 600)),
)


def worn_grid(*lost: tuple[int, int, int, int]) -> Grid:
    """A grid of nine cells, 200 x 100 px, where stretches of rules are lost."""
    rules = []
    for x1, y1, x2, y2 in NINE_CELLS:
        stretches = [(x1, y1, x2, y2)]
        for a, b, c, d in lost:
            if y1 == y2 == b == d:
                stretches = [(x1, y1, a, y1), (c, y1, x2, y1)]
            if x1 == x2 == a == c:
                stretches = [(x1, y1, x1, b), (x1, d, x1, y2)]
        for left, top, right, bottom in stretches:
            box = Box(left - 1, top - 1, right + 1, bottom + 1)
            rules.append(RuledLine(box, horizontal=top == bottom))
    (grid,) = grids_of(rules, 16)
    return grid


def cell_text(index: int, left: int, base: int, width: int = 100) -> Segment:
    return Segment(index, Box(left, base - 24, left + width, base), (base, base), 5, 16)


def test_rows_whose_rule_is_lost_stay_apart_where_each_has_its_line():
    grid = worn_grid((200, 200, 400, 200))
    assert grid.merged == (Cell(1, 1, 3, 2),)
    level = [cell_text(0, 20, 160), cell_text(1, 20, 260)]
    rows = [cell_text(2, 220, 161), cell_text(3, 220, 259)]
    assert as_printed(grid, level + rows, 16).merged == ()
    lines = [cell_text(2, 220, 190), cell_text(3, 220, 230)]  # of one text
    assert as_printed(grid, level + lines, 16) == grid
    assert as_printed(grid, [*level, cell_text(2, 220, 210)], 16) == grid


def test_a_head_over_two_rows_is_one_cell_where_its_lines_are_level_with_them():
    grid = worn_grid((200, 100, 400, 100))
    level = [cell_text(0, 20, 60), cell_text(1, 20, 160)]
    assert as_printed(grid, [*level, cell_text(2, 220, 60), cell_text(3, 220, 160)], 16) == grid


def test_columns_whose_border_is_lost_stay_apart_where_no_line_goes_over_it():
    grid = worn_grid((200, 0, 200, 100))
    assert grid.merged == (Cell(0, 0, 1, 2),)
    beside = [cell_text(0, 20, 60), cell_text(1, 220, 60)]
    assert as_printed(grid, beside, 16).merged == ()
    over = [cell_text(0, 20, 40), cell_text(1, 220, 40), cell_text(2, 100, 80, 200)]
    assert as_printed(grid, over, 16) == grid
    assert as_printed(grid, [cell_text(0, 150, 60)], 16) == grid


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
    syllable = [Reading("Điểm", 0.36, number[0].place)]
    assert is_noise(segment, syllable, cleaned)
    assert not is_noise(segment, syllable, cleaned, in_table=True)
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


def test_a_line_across_the_side_of_a_stamp_is_not_of_it():
    stamp = Grid(Box(100, 100, 395, 250), (100.0, 250.0), (100.0, 395.0))
    for line, across in (
        (part(0, 330, 440), True),
        (part(0, 60, 390), True),
        (part(0, 95, 400), False),
    ):
        assert goes_on_outside(line, [line], stamp, 17.0) is across


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
