# SPDX-License-Identifier: Apache-2.0
"""Raised numbers: of footnotes, of square metres."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.ocr import read_image
from pipeline.ocr.combining import Reading
from pipeline.ocr.raised import in_reading_order, numbers_told, with_marks_joined, with_raised
from tests.cleanup.drawn import BODY, Pixels, face


def read(*texts: str, sure: float = 0.95) -> list[list[Reading]]:
    return [[Reading(text, sure, (0.0, 0.0, 1.0, 1.0))] if text else [] for text in texts]


def told(
    *texts: str, certain: bool = True, begins: bool = False, sure: float = 0.95
) -> list[str | None]:
    flags = [certain] * len(texts), [begins] * len(texts)
    return numbers_told(read(*texts, sure=sure), *flags)


def line(*words: tuple[str, int, int]) -> list[Reading]:
    return [Reading(text, 0.9, (left, 100.0, right, 130.0)) for text, left, right in words]


def test_footnotes_are_counted():
    assert told("1", "2", "", "4") == ["¹", "²", "³", "⁴"]
    assert told("I", "2", "ñ", "4", sure=0.5) == ["¹", "²", None, None]  # 4 follows nothing
    assert told("l", "2", "?", "4") == ["¹", "²", "³", "⁴"]
    assert told("11", "I2", "13") == ["¹¹", "¹²", "¹³"]


def test_brackets_go_with_most_of_the_numbers():
    assert told("(1)", "(2)", "3)", "Œ)", "(5)") == ["(1)", "(2)", "(3)", "(4)", "(5)"]
    assert told("(1)", "2", "(2)", "(3)") == ["(1)", "²", "(2)", "(3)"]  # m² between them


def test_a_number_alone_is_believed_where_nothing_else_can_stand():
    assert told("7") == ["⁷"]
    assert told("2", certain=False) == [None]
    assert told("l") == [None]
    assert told("l", begins=True, sure=0.6) == ["¹"]  # of a footnote
    assert told("l)", sure=0.6) == ["(1)"]
    assert told("2", "3", certain=False) == ["²", "³"]
    assert told("*", "v°", "0", "") == [None] * 4


def test_lines_are_read_from_left_to_right_though_one_rises():
    assert in_reading_order([(100, 400), (98, 900), (150, 50), (103, 20)], 20) == [3, 0, 1, 2]


def test_a_number_stands_behind_its_word_and_before_the_mark():
    words = line(("chỉ", 0, 40), ("đạo;", 50, 130), ("tổ", 150, 180))
    number = line(("¹", 105, 115))
    assert [w.text for w in with_raised(words, number, 20)] == ["chỉ", "đạo¹;", "tổ"]
    apart = line(("đạo", 50, 100), (";", 118, 122), ("tổ", 150, 180))
    assert [w.text for w in with_raised(apart, number, 20)] == ["đạo¹;", "tổ"]
    first = line(("Trong", 30, 90), ("đó", 100, 130))
    assert [w.text for w in with_raised(first, line(("¹", 10, 20)), 20)] == ["¹", "Trong", "đó"]
    torn = line(("Sở“,", 50, 110), ("tế", 130, 160))
    assert [w.text for w in with_raised(torn, line(("(1)", 85, 104)), 20)] == ["Sở(1),", "tế"]


def test_other_readings_of_the_word_have_the_number_too():
    word = Reading("dạo", 0.6, (50.0, 100.0, 100.0, 130.0), (("đạo", 0.4),))
    (made,) = with_raised([word], line(("¹", 101, 110)), 20)
    assert (made.text, made.alternatives) == ("dạo¹", (("đạo¹", 0.4),))


def test_only_marks_are_joined_with_raised_numbers():
    words = line(("án¹⁷", 0, 60), (".", 65, 68), ("Bảo", 80, 120), (".", 125, 128))
    assert [w.text for w in with_marks_joined(words, 20)] == ["án¹⁷.", "Bảo", "."]
    for semicolon in "„i":
        words = line(("xác³", 0, 60), (semicolon, 65, 68), ("định", 80, 120))
        assert [w.text for w in with_marks_joined(words, 20)] == ["xác³;", "định"]


def page_with_notes() -> Pixels:
    """Text of 13 pt at 200 dpi, with footnotes and square metres."""
    page = Image.new("L", (1654, 2338), 255)
    draw = ImageDraw.Draw(page)
    big, small, note = face("regular", 36), face("regular", 23), face("regular", 28)

    def put(x: float, y: float, parts: list[str]) -> None:
        for n, part in enumerate(parts):
            font, rise = (small, 13) if n % 2 else (big, 0)
            draw.text((x, y - rise), part, font=font, fill=0, anchor="ls")
            x += draw.textlength(part, font=font)

    for n, text in enumerate(BODY):
        put(200, 300 + 56 * n, [text])
    put(
        200, 580, ["Sở đã ban hành 12 văn bản chỉ đạo", "1", "; mở rộng 120m", "2", " kho lưu trữ."]
    )
    put(200, 636, ["Các đơn vị đã nộp hồ sơ", "2", ", kể cả tài liệu cũ", "3", " của huyện."])
    for n, text in enumerate(("Trong đó có 03 kế hoạch.", "Gồm 18 đơn vị.", "Trước năm 2005.")):
        y = 900 + 46 * n
        draw.text((200, y - 10), str(n + 1), font=face("regular", 18), fill=0, anchor="ls")
        draw.text((216, y), text, font=note, fill=0, anchor="ls")
    return np.asarray(page).copy()


@pytest.mark.parametrize("blur", [0.0, 0.8])
def test_raised_numbers_of_a_page_stand_behind_their_words(blur):
    image = page_with_notes()
    if blur:
        noise = np.random.default_rng(0).normal(0, 6, image.shape)
        soft = cv2.GaussianBlur(image, (0, 0), blur).astype(float) * 0.9 + noise
        image = np.clip(soft, 0, 255).astype(np.uint8)
    page = read_image(image, 200)[0]
    lines = [line.text for line in page.lines]
    assert "Sở đã ban hành 12 văn bản chỉ đạo¹; mở rộng 120m² kho lưu trữ." in lines
    assert "Các đơn vị đã nộp hồ sơ², kể cả tài liệu cũ³ của huyện." in lines
    if not blur:
        assert lines[-3:] == ["¹ Trong đó có 03 kế hoạch.", "² Gồm 18 đơn vị.", "³ Trước năm 2005."]


def test_a_page_without_raised_numbers_has_none():
    page = Image.new("L", (1654, 1200), 255)
    draw = ImageDraw.Draw(page)
    for n, text in enumerate(
        (*BODY, "Nhiệt độ 2°C “là thấp” (5%), ông D’Hondt *", "ỦY BAN ĐỂ XẾP")
    ):
        draw.text((200, 300 + 60 * n), text, font=face("regular", 36), fill=0, anchor="ls")
    text = read_image(np.asarray(page).copy(), 200)[0].text
    assert not set(text) & set("⁰¹²³⁴⁵⁶⁷⁸⁹")
