# SPDX-License-Identifier: Apache-2.0
"""Number and day that were written into a letterhead by hand: where they are, and which."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from pipeline.cleanup import clean_page
from pipeline.ocr import read_image
from pipeline.ocr.combining import Reading
from pipeline.ocr.segments import segment_page
from pipeline.ocr.told_by_ink import UNSURE
from pipeline.ocr.written_numbers import (
    DENIED,
    WrittenSlot,
    judged,
    slots_in,
    with_written_numbers,
    written_numbers,
)
from tests.cleanup.drawn import BODY, Pixels, face

NUMBER_LINE = (("Số:", "154", "/UBND-KTTH"), "regular")
DATE = "An Giang, ngày 17 tháng 4 năm 2017"
DATE_LINE = (("An Giang, ngày", "28", "tháng 4 năm 2017"), "italic")


def page_of(*lines: tuple[tuple[str, str, str], str], size: int = 34, room: int = 0) -> Pixels:
    """Lines with a number in their middle, in slanted strokes of a plotter, over running print.

    ``room``: px left free on both sides of the number.
    """
    page = Image.new("L", (1240, 1100), 255)
    draw = ImageDraw.Draw(page)
    slots = []
    for row, ((before, number, after), style) in enumerate(lines):
        font, baseline = face(style, size), 120 + 90 * row
        draw.text((60, baseline), before, font=font, fill=0, anchor="ls")
        left = 60 + draw.textlength(before, font=font) + 8 + room
        right = left + (len(number) * 0.75 + 0.2) * size
        slots.append((number, left, baseline))
        draw.text((right + 8 + room, baseline), after, font=font, fill=0, anchor="ls")
    for k, text in enumerate(BODY * 2):
        draw.text((60, 340 + 50 * k), text, font=face("regular", size), fill=0)
    drawn = np.array(page)
    for number, left, baseline in slots:
        layer = np.full_like(drawn, 255)
        place = round(left - 0.1 * size), round(baseline + 0.25 * size)
        cv2.putText(layer, number, place, cv2.FONT_HERSHEY_SIMPLEX, size / 20, 40, 3, cv2.LINE_AA)
        slanted = np.array(
            [[0.8, -0.35, 0.2 * place[0] + 0.35 * place[1]], [0.06, 1, -0.06 * left]]
        )
        layer = cv2.warpAffine(layer, slanted, layer.shape[::-1], borderValue=255)
        drawn = np.minimum(drawn, layer)
    return cv2.GaussianBlur(drawn, (0, 0), 0.7).astype(np.uint8)


def words_of(text: str, page: Pixels, confidence: float = 0.5) -> list[Reading]:
    """The first line's words as if they had been read so, at even widths."""
    segment = min(segment_page(clean_page(page, 200)).segments, key=lambda part: part.base)
    step = segment.box.width / len(text)
    at, words = float(segment.box.left), []
    for word in text.split(" "):
        end = at + step * len(word)
        words.append(Reading(word, confidence, (at, segment.box.top, end, segment.box.bottom)))
        at = end + step
    return words


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Số: d# /CT-UBND", ["d#"]),
        ("Só:20Ä/SYT-NVY", ["20Ä"]),
        ("Số:l445)TB-ĐHTĐ", ["l445"]),
        ("Số: ,/3/ /UBND- KSTTHC", ["/3/"]),
        ("Số: 12 -CT/TW", ["12"]),
        ("Số: 07", ["07"]),
        ("Số: 91UBND-QLĐĐ", []),
        ("Số: 251/Nđ-SGTVT", []),
        ("Số : 221 /CÐ-UBND", ["221"]),  # with the Ð of Icelandic
        ("Số: 44/2026/QĐ-UBND", ["44"]),
        ("Số: ba xã", []),
        ("610 /VP-KSTTHC", ["610"]),
        ("/SYT-NVY", [""]),
        ("Vụ 12/QĐ-UBND ngày 3", []),
        ("Kiên Giang, ngày32 tháng 10 năm 2017", ["32", "10"]),
        ("Cần Thơ, ngàj)Štháng 10 năm 2025", [")Š", "10"]),
        ("Phú Thọ, ngày tháng 12 năm 2011", ["", "12"]),
        ("Căn cứ Quyết định số 49/QĐ-ĐHTĐ ngày 25 tháng 01 năm 2022", []),
        ("ngày 09 tháng 8 năm 2017 của Ủy ban nhân dân tỉnh", []),
        ("Số lượng: 12 /QĐ-UBND", []),
        ("Về việc tổ chức Ngày hội năm 2020", []),
        ("Sở Y tế tỉnh Kiên Giang", []),
    ],
)
def test_where_numbers_stand(text: str, parts: list[str]) -> None:
    assert [text[slot.first : slot.end].strip(" ,") for slot in slots_in(text)] == parts


def test_a_slot_knows_what_can_stand_in_it() -> None:
    assert list(slots_in("ngày 8 tháng 9 năm 2020")) == [
        WrittenSlot(4, 6, 31),
        WrittenSlot(12, 14, 12),
    ]


@pytest.mark.parametrize(
    ("line", "read", "expected"),
    [
        (NUMBER_LINE, "Số: !S+ /UBND-KTTH", "Số: 154 /UBND-KTTH"),
        (NUMBER_LINE, "Số:£5Ä/UBND-KTTH", "Số: 154/UBND-KTTH"),
        (NUMBER_LINE, "Số:£5Ä)UBND-KTTH", "Số: 154/UBND-KTTH"),
        (DATE_LINE, "An Giang, ngày)ổ tháng 4 năm 2017", "An Giang, ngày 28 tháng 4 năm 2017"),
        (DATE_LINE, "An Giang, ngày tháng 4 năm 2017", "An Giang, ngày 28 tháng 4 năm 2017"),
    ],
)
def test_what_is_written_takes_the_place_of_what_was_made_of_it(
    line: tuple[tuple[str, str, str], str], read: str, expected: str
) -> None:
    page = page_of(line)
    cleaned = clean_page(page, 200)
    segmentation = segment_page(cleaned)
    segment = min(segmentation.segments, key=lambda part: part.base)
    words = words_of(read, page)
    made = with_written_numbers(words, segmentation, [segment], cleaned.image)
    assert " ".join(word.text for word in made) == expected
    number = next(word for word in made if word.text[:1].isdecimal())
    assert number.confidence <= UNSURE
    lefts = [word.place[0] for word in made]
    assert lefts == sorted(lefts)


@pytest.mark.parametrize("read", ["£5Ä /UBND-KTTH", "/UBND-KTTH"])
def test_the_label_may_be_lost_in_its_print(read: str) -> None:
    cleaned = clean_page(page_of(NUMBER_LINE, room=30), 200)
    segmentation = segment_page(cleaned)
    segments = [part for part in segmentation.segments if part.box.top < 200]
    *before, symbol = sorted(segments, key=lambda part: part.box.left)
    assert before
    left, top, right, bottom = symbol.box.left, symbol.box.top, symbol.box.right, symbol.box.bottom
    words = {symbol.index: [Reading("/UBND-KTTH", 0.9, (left, top, right, bottom))]}
    if not read.startswith("/"):
        box = before[-1].box
        words[before[-1].index] = [Reading("£5Ä", 0.4, (box.left, box.top, box.right, box.bottom))]
    made = written_numbers(words, segmentation, cleaned.image)
    assert [word.text for part in before for word in made.get(part.index, ())] == []
    (word,) = made[symbol.index]
    assert word.text == "154/UBND-KTTH"
    assert word.confidence <= UNSURE
    assert (word.place[0], word.place[2]) == (before[-1].box.left, symbol.box.right)


def test_the_box_of_a_word_may_be_that_of_two_readings() -> None:
    page = page_of(DATE_LINE)
    cleaned = clean_page(page, 200)
    segmentation = segment_page(cleaned)
    segment = min(segmentation.segments, key=lambda part: part.base)
    *head, day, written, month, four, year, number = words_of(
        "An Giang, ngày #2 tháng 4 năm 2017", page
    )
    wide = replace(day, place=(*day.place[:2], month.place[2], day.place[3]))
    words = [*head, wide, written, month, four, year, number]
    made = with_written_numbers(words, segmentation, [segment], cleaned.image)
    assert " ".join(word.text for word in made) == "An Giang, ngày 28 tháng 4 năm 2017"


@pytest.mark.parametrize(
    ("read", "confidence", "shares", "most", "expected"),
    [
        ("Z8", 0.5, {"28": 0.8, "23": 0.1}, 31, ("28", UNSURE)),
        ("Z8", 0.5, {"28": 0.4, "23": 0.3}, 31, None),  # who can tell
        ("", 0.9, {"28": 0.4, "88": 0.6}, 31, ("28", UNSURE)),  # no month has 88 days
        ("", 0.9, {"28": 0.4, "88": 0.6}, 0, None),
        ("20", 0.4, {"20": 0.9}, 31, ("20", UNSURE)),  # two readers agree
        ("20", 0.9, {"20": 0.9}, 31, None),
        ("34", 1.0, {"731": 0.95}, 0, ("731", UNSURE)),
        ("34", 1.0, {"731": 0.8, "31": 0.1}, 0, ("34", DENIED)),
        ("34", 0.5, {"731": 0.8, "31": 0.1}, 0, ("731", UNSURE)),  # it was not sure itself
        ("34", 1.0, {"731": 0.2, "?1": 0.5}, 0, ("34", UNSURE)),
        ("34", 1.0, {"731": 0.6, "34": 0.1}, 0, None),
        ("", 0.9, {"17?": 0.9}, 0, None),
        ("", 0.9, {"": 0.9}, 31, None),
    ],
)
def test_two_readers_are_heard(
    read: str,
    confidence: float,
    shares: dict[str, float],
    most: int,
    expected: tuple[str, float] | None,
) -> None:
    assert judged(read, confidence, shares, most) == expected


@given(st.lists(st.text("aáăđêộ,.-/ABĐ0123456789:", min_size=1, max_size=8), max_size=8))
def test_other_lines_stay_as_they_are(words: list[str]) -> None:
    text = " ".join(words)
    assert not [slot for slot in slots_in(text) if slot.first > slot.end or slot.end > len(text)]


@pytest.mark.parametrize("room", [0, 25])
def test_what_is_written_by_hand_is_read_and_doubted(room: int) -> None:
    page, _ = read_image(page_of(NUMBER_LINE, DATE_LINE, room=room), 200)
    words = [word for block in page.blocks for line in block.lines for word in line.words]
    text = " ".join(word.text for word in words)
    assert text.count("154") == 1
    assert text.count("28") == 1
    sure = {word.text: word.confidence for word in words}
    assert sure["154"] <= UNSURE
    assert sure["2017"] > UNSURE


@pytest.mark.parametrize("blur", [0.7, 1.5])
def test_numbers_that_are_surely_printed_stay(blur: float) -> None:
    image = Image.new("L", (1240, 1100), 255)
    draw = ImageDraw.Draw(image)
    lines = (
        ("Số: 128/UBND-KTTH", "regular"),
        (DATE, "italic"),
        *((t, "regular") for t in BODY * 2),
    )
    for k, (text, style) in enumerate(lines):
        draw.text((60, 120 + 60 * k), text, font=face(style, 34), fill=0, anchor="ls")
    blurred = cv2.GaussianBlur(np.asarray(image), (0, 0), blur).astype(np.uint8)
    words = list(read_image(blurred, 200)[0].words)
    numbers = [word for word in words[:10] if any(map(str.isdecimal, word.text))]
    assert "".join(word.text for word in numbers).endswith("128/UBND-KTTH1742017")
    assert min(word.confidence for word in numbers) > UNSURE
