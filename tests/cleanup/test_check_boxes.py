# SPDX-License-Identifier: Apache-2.0
"""Boxes to be ticked: found with their marks, taken off, and no letter taken for one."""

from __future__ import annotations

import re

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.cleanup import clean_page
from pipeline.model import BlockKind
from pipeline.ocr import read_image
from pipeline.settings import CleanupSettings
from tests.cleanup.drawn import BODY, Pixels, face, letter

SIDE = 28
TICK, CROSS = ((0.2, 0.55), (0.42, 0.8), (0.8, 0.2)), ((0.2, 0.2), (0.8, 0.8))


def drawn(
    draw: ImageDraw.ImageDraw, mark: str, left: int, foot: int, colour: object = 0, pen: float = 1.0
) -> None:
    """A box with a mark, ``pen`` times the size of one that stands in it."""

    def at(point: tuple[float, float]) -> tuple[float, float]:
        x, y = (0.5 + pen * (each - 0.5) for each in point)
        return left + x * SIDE, foot - SIDE + y * SIDE

    if mark == "☑":
        draw.line([at(point) for point in TICK], fill=colour, width=4)
    elif mark == "☒":
        draw.line([at(point) for point in CROSS], fill=colour, width=4)
        draw.line([at((x, 1 - y)) for x, y in CROSS], fill=colour, width=4)
    elif mark:
        draw.text(at((0.5, 0.5)), mark, font=face("regular", 26), fill=0, anchor="mm")
    draw.rectangle((left, foot - SIDE, left + SIDE, foot), outline=0, width=2)


def form(*lines: str, pen: float = 1.0, colour: object = 0) -> Pixels:
    """A page at 200 dpi of lines in which ☐ ☑ ☒ are boxes and [7] is a 7 in one, above text."""
    page = Image.new("RGB", (1654, 1500), (255, 255, 255))
    draw = ImageDraw.Draw(page)
    font = face("regular", 36)
    for n, text in enumerate((*lines, *BODY)):
        x, y = 150.0, 200 + 70 * n
        for word in text.split(" "):
            mark = word.strip("[]") if word.startswith("[") else word
            if not word:
                x += 2 * font.size
            elif mark != word or word in "☐☑☒":
                drawn(draw, mark.replace("☐", ""), round(x), y, colour, pen)
                x += SIDE + 14
            else:
                draw.text((x, y), word, font=font, fill=0, anchor="ls")
                x += font.getlength(word + " ")
    blurred = cv2.GaussianBlur(np.asarray(page)[..., ::-1], (0, 0), 0.7)
    return np.ascontiguousarray(blurred).astype(np.uint8)


@pytest.mark.parametrize("pen", [1.0, 1.9])
def test_boxes_are_taken_off_with_their_marks(pen):
    cleaned = clean_page(form("☐ Đồng ý ☒ Không đồng ý", "☑ Ý kiến khác", pen=pen), 200)
    found = sorted(cleaned.check_boxes, key=lambda check: (check.box.top // 30, check.box.left))
    assert [check.text for check in found] == ["☐", "☒", "☑"]
    assert abs(found[2].box.bottom - 270) < 6
    for check in found:
        box = check.box
        around = cleaned.image[box.top - 8 : box.bottom + 8, box.left - 8 : box.right + 4]
        assert (around > 200).all()
    done = next(step for step in cleaned.steps if step.step == "cleanup.check_boxes")
    assert done.parameters == {"check_boxes": 3, "ticked": 2}


@pytest.mark.parametrize("name", ["regular", "bold"])
def test_letters_are_no_boxes(name):
    page = Image.new("L", (1654, 1400), 255)
    draw = ImageDraw.Draw(page)
    for n, size in enumerate((24, 28, 32, 36, 42, 48)):
        text = "H O D Đ B E C G Q U 0 8 o c e a d b n m HOÀNG ĐÔNG DÂN BỘ HỘI"
        draw.text((120, 150 + 90 * n), text, font=face(name, size), fill=0, anchor="ls")
    for n, text in enumerate(BODY):
        draw.text((150, 760 + 70 * n), text, font=face("regular", 36), fill=0, anchor="ls")
    blurred = cv2.GaussianBlur(np.asarray(page), (0, 0), 1.0)
    assert clean_page(blurred, 200).check_boxes == ()
    assert clean_page((255 * (blurred > 150)).astype(np.uint8), 200).check_boxes == ()
    assert clean_page(letter(200), 200).check_boxes == ()


@pytest.mark.parametrize(
    "strokes",
    [[(894, 168, 934, 206)], [(890, 186, 914, 186), *((x, 170, x, 200) for x in (891, 934))]],
    ids=["N", "E in a word"],
)
def test_a_letter_whose_serifs_meet_is_left_as_it_is(strokes):
    picture = Image.fromarray(form("Các đơn vị"))
    draw = ImageDraw.Draw(picture)
    drawn(draw, "", 900, 200)
    for stroke in strokes:
        draw.line(stroke, fill=0, width=4)
    cleaned = clean_page(np.asarray(picture), 200)
    assert cleaned.check_boxes == ()
    scale = 1 / cleaned.to_original[0, 0]
    left, right, top, bottom = (round(scale * side) for side in (898, 931, 170, 203))
    assert (cleaned.image[top:bottom, left:right] < 128).mean() > 0.2


def test_a_digit_in_a_box_stays_without_it():
    page = form("Số thẻ: [3] [5] [7]")
    cleaned = clean_page(page, 200)
    assert cleaned.check_boxes == ()
    assert re.sub(r"\D", "", read_image(page, 200)[0].text.split("\n")[0]) == "357"


def test_a_box_that_a_coloured_pen_ticked_is_not_empty():
    page = form("☐ Đồng ý ☑ Không đồng ý", pen=3.2, colour=(40, 60, 200))
    cleaned = clean_page(page, 200)
    assert any(step.step == "cleanup.colour_marks" for step in cleaned.steps)
    empty, ticked = sorted(cleaned.check_boxes, key=lambda check: check.box.left)
    assert (empty.text, empty.sure) == ("☐", True)
    assert (ticked.text, ticked.sure) == ("☑", False)
    words = [word for block in read_image(page, 200)[0].blocks for word in block.lines[0].words]
    (confidence,) = (word.confidence for word in words if word.text == "☑")
    assert confidence < 0.6


def test_boxes_may_be_left():
    page = form("☐ Đồng ý ☒ Không đồng ý")
    cleaned = clean_page(page, 200, CleanupSettings(check_boxes=False))
    assert cleaned.check_boxes == ()
    assert "cleanup.check_boxes" not in {step.step for step in cleaned.steps}


def test_boxes_are_words_of_their_lines():
    printed = "☐ Đồng ý  ☒ Không đồng ý", "Ý kiến khác: ☑ Có  ☐ Không", "Giới tính: Nam ☑  Nữ ☐"
    lines = read_image(form(*printed), 200)[0].text.split("\n")
    assert [line for line in lines if line][:3] == [line.replace("  ", " ") for line in printed]


def test_a_box_alone_in_a_cell_is_its_text():
    page = form()
    for y in (1000, 1070, 1140):
        page[y : y + 3, 200:1203] = 0
    for x in (200, 700, 1200):
        page[1000:1143, x : x + 3] = 0
    page[1300:1380, :] = 255
    picture = Image.fromarray(page)
    draw = ImageDraw.Draw(picture)
    for row, mark in enumerate(("", "☒")):
        draw.text((240, 1050 + 70 * row), ("Lan", "Minh")[row], font=face("regular", 36), fill=0)
        drawn(draw, mark, 940, 1050 + 70 * row)
    read, _ = read_image(np.asarray(picture), 200)
    (table,) = (block for block in read.blocks if block.kind is BlockKind.TABLE)
    cells = {line.cell: line.text for line in table.lines}
    assert (cells[0, 1], cells[1, 1]) == ("☐", "☒")
