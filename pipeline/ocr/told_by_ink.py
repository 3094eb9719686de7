# SPDX-License-Identifier: Apache-2.0
"""Short readings told by their ink: where one is alone in a cell, a reader has little to go by.

A comma or full stop between digits is a small thing, and without it a number is ten or a thousand
times as large; I is read as 1, II as H, or as nothing. The ink shows what is there: something low
between two digits; stems with a serif on either side.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

import numpy as np
import numpy.typing as npt

from pipeline.model import Box
from pipeline.ocr.combining import Place, Reading
from pipeline.ocr.segments import Segment, Segmentation

DIGITS, NUMBER = re.compile(r"\d{2,}"), re.compile(r"\d[\d.,]*")
WIDEST_DIGIT = 0.8
"""Width of a digit, in its heights, at most; wider are two that touch."""
LOW, NARROW, TALL = 0.5, 0.4, 0.75
"""Height and width of a comma at most, height of a digit at least, in heights of the tallest."""
APART = 0.92
"""How far the middles of two digits with a comma between them are apart, in heights of digits, at
least: 1.1; 0.75 where there is none."""
BELOW_LINE, OBLONG = 0.1, 1.35
"""How far a comma hangs below the feet of the digits, in their heights, or how much higher than
wide it is; a full stop does neither."""
STEM, SERIF, EVEN = 0.34, (0.03, 0.24), 0.6
"""Width of a stem; how far a serif stands out on each side, from and to, in heights of the letter;
the shorter side to the longer, at least, or a pixel less: the flag of 1 and the bar of T are no
serifs."""
EDGE = 0.14
"""Share of a letter's height that its serifs take."""
CAPITAL = (0.95, 1.8)
"""Height of a capital, in x-heights."""
MOST_STEMS = 3
READ_AS_STEMS = re.compile(r"[1IlHLTUNMÍÌỊí!|\]\[ị.,'’:;/ ]*")
_QUARTER, _STEMS_OF_QUARTER = re.compile("[Qq]u[ýy]|QUÝ"), re.compile(r"[1IlH|]+(?=[/.,;)]|$)")
SURE_OF_INK, DASH_ALONE, UNSURE = 0.85, 0.9, 0.6
"""Confidence of a numeral told by its stems, of a dash that is all the ink of a cell, and, at most,
of a number that has more or fewer digits than its ink."""


@dataclass(frozen=True)
class Mark:
    """One connected piece of ink: its box, px of the cleaned page, and its pixels that are ink."""

    box: Box
    ink: npt.NDArray[np.bool_]


def place_of(segment: Segment) -> Place:
    """Its box, as readings have it."""
    box = segment.box
    return float(box.left), float(box.top), float(box.right), float(box.bottom)


def marks_in(segmentation: Segmentation, segment: Segment, place: Place) -> list[Mark]:
    """Pieces of a segment's ink whose middle lies between the ends of ``place``, left to right."""
    box = segment.box
    labels = segmentation.labels[box.top : box.bottom, box.left : box.right]
    found = []
    for label in np.unique(labels[segmentation.owner[labels] == segment.index]).tolist():
        if label == 0:
            continue
        rows, columns = np.nonzero(labels == label)
        top, left = int(rows.min()), int(columns.min())
        bottom, right = int(rows.max()) + 1, int(columns.max()) + 1
        whole = Box(box.left + left, box.top + top, box.left + right, box.top + bottom)
        if place[0] <= (whole.left + whole.right) / 2 <= place[2]:
            found.append(Mark(whole, labels[top:bottom, left:right] == label))
    return sorted(found, key=lambda mark: mark.box.left + mark.box.right)


def told_by_ink(
    words: Sequence[Reading], segmentation: Segmentation, segment: Segment
) -> list[Reading]:
    """The words of a line, set right: numbers with the commas and full stops between their digits
    that were not read, and the numerals of quarters (Quý I/2024) as their stems have them.
    """
    before = ["", *(word.text for word in words)]
    return [
        _quarter(word, segmentation, segment)
        if _QUARTER.fullmatch(last)
        else _with_separators(word, segmentation, segment)
        for last, word in zip(before, words, strict=False)
    ]


def _quarter(word: Reading, segmentation: Segmentation, segment: Segment) -> Reading:
    """`1/2024` as `I/2024` where the 1 is a stem with serifs."""
    match = _STEMS_OF_QUARTER.match(word.text)
    marks = marks_in(segmentation, segment, word.place) if match else []
    stems = sum(1 for _ in takewhile(is_capital_i, marks))
    if match is None or not 1 <= stems <= MOST_STEMS or word.text[: match.end()] == "I" * stems:
        return word
    return replace(
        word,
        text="I" * stems + word.text[match.end() :],
        confidence=max(word.confidence, SURE_OF_INK),
        alternatives=((word.text, word.confidence), *word.alternatives),
    )


def digits_by_ink(word: Reading, segmentation: Segmentation, segment: Segment) -> int | None:
    """How many digits a number has by its ink; None for what is no number, or where they touch."""
    if not NUMBER.fullmatch(word.text):
        return None
    boxes = [mark.box for mark in marks_in(segmentation, segment, word.place)]
    tallest = max((box.height for box in boxes), default=0)
    digits = [box for box in boxes if box.height >= TALL * tallest]
    if not digits or any(box.width > WIDEST_DIGIT * box.height for box in digits):
        return None
    return len(digits)


def contradicts_ink(words: Sequence[Reading], segmentation: Segmentation, segment: Segment) -> bool:
    """Whether a number among the words has more or fewer digits than its ink."""
    return any(
        many is not None and many != sum(map(str.isdigit, word.text))
        for word in words
        for many in [digits_by_ink(word, segmentation, segment)]
    )


def as_ink_has_it(
    readings: Sequence[Sequence[Reading]], segmentation: Segmentation, segment: Segment
) -> list[list[Reading]]:
    """The readings of a segment whose numbers have as many digits as their ink.

    Where there is none, the first, not to be sure of.
    """
    numbers = [sum(bool(NUMBER.fullmatch(word.text)) for word in words) for words in readings]
    agreeing = [
        list(reading)
        for reading, many in zip(readings, numbers, strict=True)
        if many == max(numbers) and not contradicts_ink(reading, segmentation, segment)
    ]
    if agreeing:
        return agreeing
    first = next((reading for reading in readings if reading), ())
    return [[replace(word, confidence=min(word.confidence, UNSURE)) for word in first]]


def _with_separators(word: Reading, segmentation: Segmentation, segment: Segment) -> Reading:
    if not DIGITS.fullmatch(word.text):
        return word
    marks = marks_in(segmentation, segment, word.place)
    tallest = max((mark.box.height for mark in marks), default=0)
    digits = [mark for mark in marks if mark.box.height >= TALL * tallest]
    low = [mark for mark in marks if mark.box.height < TALL * tallest]
    if not low or len(digits) != len(word.text):
        return word  # nothing to add, or digits that touch
    feet = float(np.median([mark.box.bottom for mark in digits]))
    middles = [(mark.box.left + mark.box.right) / 2 for mark in digits]
    text = ""
    for mark in marks:
        if mark in digits:
            text += word.text[digits.index(mark)]
            continue
        middle = (mark.box.top + mark.box.bottom) / 2
        is_separator = (
            mark.box.height <= LOW * tallest
            and mark.box.width <= NARROW * tallest
            and middle > feet - LOW / 2 * tallest
        )
        after = len(text.replace(",", "").replace(".", ""))
        if not is_separator or not 0 < after < len(digits):
            return word
        if middles[after] - middles[after - 1] < APART * tallest:
            return word  # a piece of one of them
        hangs = mark.box.bottom - feet > BELOW_LINE * tallest
        text += "," if hangs or mark.box.height > OBLONG * mark.box.width else "."
    return replace(word, text=text, alternatives=((word.text, word.confidence), *word.alternatives))


def roman_numeral(
    words: Sequence[Reading], segmentation: Segmentation, segment: Segment
) -> list[Reading]:
    """I, II or III for a segment that is made of nothing but such stems; else the words."""
    read = " ".join(word.text for word in words)
    if segment.letters > MOST_STEMS or not READ_AS_STEMS.fullmatch(read):
        return list(words)
    box, place = segment.box, place_of(segment)
    marks = marks_in(segmentation, segment, place)
    low, high = (share * segment.x_height for share in CAPITAL)
    if not 1 <= len(marks) <= MOST_STEMS or not all(is_capital_i(mark) for mark in marks):
        return list(words)
    tall = segmentation.x_height * CAPITAL[0] <= box.height <= segmentation.x_height * CAPITAL[1]
    if not tall and not low <= box.height <= high:
        return list(words)
    numeral = "I" * len(marks)
    ones = set(read) == {"1"} and words[0].confidence > SURE_OF_INK
    if read == numeral or ones:
        return list(words)
    others = tuple((word.text, word.confidence) for word in words[:1])
    return [Reading(numeral, SURE_OF_INK, place, others)]


def is_capital_i(mark: Mark) -> bool:
    """Whether a piece of ink is a stem with a serif on either side, above and below."""
    height, width = mark.ink.shape
    edge = max(2, round(EDGE * height))
    rows = [_extent(row[None]) for row in mark.ink[round(0.35 * height) : round(0.65 * height)]]
    ends = np.array([row for row in rows if row is not None])
    if height < 8 or width > height or len(ends) == 0:
        return False
    left, right = np.median(ends, axis=0).tolist()
    if right - left > STEM * height:
        return False
    for part in (mark.ink[:edge], mark.ink[-edge:]):
        end = _extent(part)
        if end is None:
            return False
        shorter, longer = sorted((left - end[0], end[1] - right))
        if not SERIF[0] * height <= shorter <= longer <= SERIF[1] * height:
            return False
        if shorter < min(EVEN * longer, longer - 1):
            return False
    return True


def _extent(rows: npt.NDArray[np.bool_]) -> tuple[int, int] | None:
    """First column of ink and the one behind the last."""
    columns = np.flatnonzero(rows.any(axis=0))
    return (int(columns[0]), int(columns[-1]) + 1) if len(columns) else None
