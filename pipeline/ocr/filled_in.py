# SPDX-License-Identifier: Apache-2.0
"""Number, day and month that a program filled into the letterhead.

They are of another size, slant or weight than the line around them, and read as 0G, 61] or (4.
Nothing but digits can stand there (Nghị định 30/2020/NĐ-CP, Phụ lục I), so what is no number is
read again as digits alone. Where that agrees at two sizes, and with every digit that was read at
first, it is taken, and is to be checked; a number that was hardly read is then surer. A reader that
knows digits only takes italic 1 for 7: what was read as a stroke is 1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.model import Box
from pipeline.ocr.combining import Reading
from pipeline.ocr.segments import Segment, Segmentation
from pipeline.ocr.told_by_ink import UNSURE, digit_boxes, marks_in
from pipeline.repair.tokens import strip_marks

DIGITS = "0123456789"
SIZES = (1.0, 1.25)
SURE, LEAST_SURE, AT_MOST = 0.8, 0.8, 0.9
"""Confidence of a number that is left as it was read; of the digits, read alone, in the mean, at
least; and what a number that agrees with them is given at most."""
LETTERHEAD = 0.4
"""Share of a page, from the top, that a letterhead takes; below, what is filled in is written by
hand."""
MOST_WORDS, MOST_DIGITS = 2, 5
LEAST_HEIGHT = 0.9
"""Of its tallest digit, in x-heights of the line."""
EVEN = 0.16
"""How much heads and feet of printed digits differ, in their height; written ones do more."""
_LABEL = re.compile(r"(?i)s[oaeé6]?[.:;,]{0,2}")
_SYMBOL = re.compile(r"[-–/][A-ZĐ]{1,}[\w/&.,-]*")
_LOOK_ALIKE = str.maketrans("IÌÍỊlìíịi|!][OoQØ", "1111111111111" + "0000")
SPECKS = ".,'’`_"
"""What dust beside a number is read as."""
_NEVER = frozenset("/-–.,:;…")  # for a digit
_BEFORE = {"ngay": "thang", "thang": "nam"}

ReadDigits = Callable[[Segment, float], Sequence[Reading]]
"""Reads a piece of a line as digits; the number is the size of its letters against the usual."""


@dataclass(frozen=True)
class Slot:
    """Words ``first`` to ``end`` (exclusive) of a line that should be one number."""

    first: int
    end: int


def slots_of(words: Sequence[Reading]) -> Iterator[Slot]:
    """Where number, day and month of a letterhead stand in a line, if it is one of those."""
    plain = [strip_marks(word.text).lower() for word in words]
    symbol = next((n for n, word in enumerate(words) if _SYMBOL.fullmatch(word.text)), None)
    if symbol is not None and symbol <= 1 + MOST_WORDS:
        first = 1 if _LABEL.fullmatch(plain[0]) else 0
        if first < symbol <= first + MOST_WORDS:
            yield Slot(first, symbol)
        return
    if "nam" not in plain:
        return
    if plain[1:2] == ["thang"]:
        yield Slot(0, 1)
    for n, word in enumerate(plain):
        within = plain[n + 2 : n + 2 + MOST_WORDS]
        if _BEFORE.get(word) in within:
            yield Slot(n + 1, n + 2 + within.index(_BEFORE[word]))


def with_numbers(
    words: Sequence[Reading], segmentation: Segmentation, segment: Segment, read: ReadDigits
) -> list[Reading]:
    """The words of a line with the numbers that were filled in, where they can be told."""
    made = list(words)
    for slot in reversed(list(slots_of(words))):
        found = _number(words[slot.first : slot.end], segmentation, segment, read)
        if found is not None:
            made[slot.first : slot.end] = [found]
    return made


def _number(
    words: Sequence[Reading], segmentation: Segmentation, segment: Segment, read: ReadDigits
) -> Reading | None:
    text = "".join(word.text for word in words).strip(SPECKS)
    sure = min(word.confidence for word in words)
    like = text.translate(_LOOK_ALIKE)
    if (text.isdecimal() and sure >= SURE) or not _NEVER.isdisjoint(text):
        return None
    left = min(word.place[0] for word in words)
    right = max(word.place[2] for word in words)
    place = left, words[0].place[1], right, words[0].place[3]
    printed = printed_digits(segmentation, segment, place)
    if printed is None or place[3] > LETTERHEAD * len(segmentation.labels):
        return None
    if like.isdecimal() and like != text:
        others = ((text, sure),)
        return Reading(like, UNSURE, place, others) if len(like) == printed.digits else None
    piece = replace(segment, box=printed.box, cuts=())
    readings = [read(piece, size) for size in SIZES]
    digits, other = ("".join(word.text for word in reading) for reading in readings)
    found = [min((word.confidence for word in reading), default=0.0) for reading in readings]
    mean = sum(found) / len(found)
    if digits != other or mean < LEAST_SURE or len(digits) != len(like):
        return None
    if any(char.isdecimal() and char != digit for char, digit in zip(like, digits, strict=True)):
        return None
    if digits == text:
        return Reading(text, max(sure, min(mean, AT_MOST)), place, words[0].alternatives)
    if len(digits) != printed.digits or not any(map(str.isdecimal, like)):
        return None
    return Reading(digits, UNSURE, place, ((text, sure),))


@dataclass(frozen=True)
class PrintedDigits:
    """Where printed digits stand, px of the cleaned page, and how many they are."""

    box: Box
    digits: int


def printed_digits(
    segmentation: Segmentation, segment: Segment, place: tuple[float, float, float, float]
) -> PrintedDigits | None:
    """The ink of a number, and how many digits it is; None for handwriting, or where they touch."""
    digits = digit_boxes(marks_in(segmentation, segment, place))
    tallest = max((box.height for box in digits), default=0)
    if not 1 <= len(digits) <= MOST_DIGITS or tallest < LEAST_HEIGHT * segment.x_height:
        return None
    slack = max(1.0, EVEN * tallest)
    heads, feet = [box.top for box in digits], [box.bottom for box in digits]
    if max(np.ptp(heads), np.ptp(feet)) > slack:
        return None
    left, right = digits[0].left, digits[-1].right
    return PrintedDigits(Box(left, segment.box.top, right, segment.box.bottom), len(digits))
