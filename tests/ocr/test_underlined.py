# SPDX-License-Identifier: Apache-2.0
"""Underlined words: read at all, and with the dots that the stroke runs through."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.cleanup import clean_page
from pipeline.cleanup.underlines import find_underlines
from pipeline.model import Box
from pipeline.ocr import read_image
from pipeline.ocr.combining import Reading
from pipeline.ocr.engine import ReadLine, ReadRequest, ReadWord
from pipeline.ocr.reading import _PageReader, _read_bare
from pipeline.ocr.segments import Segment, segment_page
from pipeline.ocr.underlined import with_hidden_dots
from pipeline.repair import repair_pages
from pipeline.settings import Settings
from tests.cleanup.drawn import BODY, face

LINE = Segment(0, Box(100, 70, 500, 110), (100.0, 100.0), 12, 18.0)
UNDER, ABOVE = Box(100, 104, 300, 107), Box(100, 60, 300, 63)


def word(text: str, left: float = 110, right: float = 200) -> Reading:
    return Reading(text, 0.97, (left, 70, right, 100), (("x", 0.5),))


def others(text: str, stroke: Box = UNDER, left: float = 110) -> set[str]:
    (read,) = with_hidden_dots([word(text, left, left + 90)], LINE, [stroke])
    return {alternative for alternative, _ in read.alternatives}


def test_an_underlined_word_may_have_a_dot_that_is_not_seen():
    assert others("công:") == {"x", "cộng:"}
    assert others("Phu") == {"x", "Phụ"}
    assert others("luân") == {"x", "lụân", "luận"}


def test_it_is_less_sure_than_it_was_read():
    (read,) = with_hidden_dots([word("Phu")], LINE, [UNDER])
    assert read.text == "Phu"
    assert read.confidence < 0.9


@pytest.mark.parametrize("text", ["Điều", "nhận", "kính", "12.", "TW"])
def test_a_syllable_with_a_tone_mark_or_without_vowels_stays(text):
    (read,) = with_hidden_dots([word(text)], LINE, [UNDER])
    assert read == word(text)


@pytest.mark.parametrize(("stroke", "left"), [(ABOVE, 110), (UNDER, 280)])
def test_so_does_a_word_that_is_not_underlined(stroke, left):
    assert others("công", stroke, left) == {"x"}


def drawn(*underlined: tuple[int, str]) -> np.ndarray:
    """A page of text at 200 dpi; before lines of it, by their numbers, underlined words."""
    page = Image.new("L", (1654, 1200), 255)
    draw = ImageDraw.Draw(page)
    font = face("regular", 36)
    heads = dict(underlined)
    for n, text in enumerate((*BODY, *BODY)):
        x, y = 150, 200 + 80 * n
        if n in heads:
            draw.text((x, y), heads[n], font=font, fill=0, anchor="ls")
            end = x + round(font.getlength(heads[n]))
            draw.line((x, y + 5, end, y + 5), fill=0, width=3)
            continue
        draw.text((x, y), text, font=font, fill=0, anchor="ls")
    return np.asarray(page).copy()


def test_underlined_words_are_read_as_they_are_printed():
    image = drawn((1, "Nơi nhận:"), (3, "Ví dụ 1:"), (5, "Phụ lục"), (7, "Nhiệm vụ cụ thể"))
    page, _ = read_image(image, 200)
    repaired = repair_pages([page])[0]
    lines = [line.text for line in repaired[0].lines]
    assert {"Nơi nhận:", "Ví dụ 1:", "Phụ lục", "Nhiệm vụ cụ thể"} <= set(lines)


class _Engine:
    """An engine that reads a line only where nothing on it is gray paper or runs below words."""

    version = "none"

    def __init__(self, sure: float) -> None:
        self.sure = sure
        self.asked: list[int] = []

    def read(self, request: ReadRequest) -> tuple[ReadLine, ...]:
        ink = request.image < 128
        rows = np.flatnonzero(ink.any(axis=1))
        self.asked.append(len(np.split(rows, np.flatnonzero(np.diff(rows) > 12) + 1)))
        bare = not ((request.image > 128) & (request.image < 250)).mean() > 0.2
        underlined = (ink.mean(axis=1) > 0.4).any()
        if underlined or not bare:
            return ()
        box = Box(60, int(rows[0]), 200, int(rows[-1]))
        return (ReadLine((ReadWord("Phụ", self.sure, box),), 0, 0, box),)


@pytest.mark.parametrize(("sure", "words"), [(0.9, ["Phụ"]), (0.5, [])])
def test_a_line_that_is_not_read_is_read_on_white_paper_without_its_underline(sure, words):
    page = drawn((4, "Mục 2"))
    page[page > 230] = 236
    cleaned = clean_page(page, 200)
    segmentation = segment_page(cleaned)
    (line,) = (s for s in segmentation.segments if s.box.width < 260)
    engine = _Engine(sure)
    reader = _PageReader(engine, cleaned, Settings(), float("inf"))
    assert segmentation.x_height
    underlines = find_underlines(cleaned.image, segmentation.x_height)
    others = [s for s in segmentation.segments if s.index != line.index]
    known = {s.index: [word("Thực")] for s in others}
    read = _read_bare(reader, segmentation, segmentation.segments, [known], underlines)
    assert [w.text for w in read.get(line.index, [])] == words
    assert engine.asked == [1], "nothing but that line is read again"
    assert set(read) <= {line.index}


def test_nothing_is_read_again_where_all_is_read():
    cleaned = clean_page(drawn(), 200)
    segmentation = segment_page(cleaned)
    engine = _Engine(0.9)
    reader = _PageReader(engine, cleaned, Settings(), float("inf"))
    underlines = find_underlines(cleaned.image, segmentation.x_height)
    known = {s.index: [word("Thực")] for s in segmentation.segments}
    assert _read_bare(reader, segmentation, segmentation.segments, [known], underlines) == {}
    assert engine.asked == []
