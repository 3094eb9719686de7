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
from pipeline.ocr.combining import Place, Reading, place_of
from pipeline.ocr.segments import Segment, Segmentation

NUMBER = re.compile(r"\d[\d.,]*")
WIDEST_DIGIT = 0.8
"""Width of a digit, in its heights, at most; wider are two that touch."""
LOW, NARROW, TALL = 0.5, 0.4, 0.75
"""Height and width of a comma at most, height of a digit at least, in heights of the tallest."""
APART = 0.92
"""How far the middles of two digits with a comma between them are apart, in heights of digits, at
least: 1.1; 0.75 where there is none."""
BELOW_LINE, OBLONG = 0.07, 1.5
"""How far a comma hangs below the feet of the digits, in their heights, or how much higher than
wide it is."""
ON_LINE, SQUARE = 0.03, 1.25
"""The same of a full stop, at most."""
STEM, SERIF, EVEN = 0.34, (0.03, 0.24), 0.6
"""Width of a stem; how far a serif stands out on each side, from and to, in heights of the letter;
the shorter side to the longer, at least, or a pixel less: the flag of 1 and the bar of T are no
serifs."""
SPECK = 0.2
"""Height of a speck beside letters, in their heights, at most."""
PLAIN = 0.08
"""How far a serif stands out, in heights of the letter, that no rough edge does."""
FLAG, MOST_FLAG = 0.07, 0.35
"""How much further the flag of 1 stands out than its other side, and how far, in its heights."""
SMALLEST, MOST_ROWS = 8, 0.7
"""Height of a letter, px, whose serifs can be seen; share of the rows of its middle that show its
stems and nothing else, at least."""
EDGE, EDGE_OF_ONE = 0.14, 0.22
"""Share of a letter's height that its serifs take, and the flag of 1."""
CAPITAL = (0.95, 1.8)
"""Height of a capital, in x-heights."""
MOST_STEMS, GROUP = 3, 3
"""Stems of a numeral (III); digits between two full stops of a number."""
READ_AS_STEMS = re.compile(r"[1IlHLTUNMÍÌỊí!|\]\[ị.,'’:;/ ]*")
"""What stems are read as: their ink decides, this only spares other words the look at it."""
_QUARTER, _STEMS_OF_QUARTER = re.compile("[Qq]u[ýy]|QUÝ"), re.compile(r"[1IlH|]+(?=[/.,;)]|$)")
_MARK_AND_TEXT = re.compile(
    r"(?P<mark>(?:\d{1,2}(?:\.\d{1,2})*|[IVXHL]{1,5}|[a-zđ])[.)])(?:_+|(?P<text>[^\W\d_]{2}.*))"
)
SPACE = 0.35
"""Gap between the mark of a list item and its text, in x-heights, that is a space; where there is
none they are 0.2 apart."""
_ROMAN = re.compile(r"(?P<mark>[IVX]{1,5}|H?I{1,2}H?)(?P<end>[.,:;]?)|L\.")
"""HI may be III and, where it begins a line, L. may be I.; H. Củ Chi is a district, XH society."""
_LEVEL = re.compile("[A-ZĐ]{1,2}[IlÍ]")
_RIGHT_ROMAN = re.compile("X{0,3}(?:IX|IV|V?I{0,3})")
BARE = 1.0
"""How far the ends of a stem without serifs stand out, px, at most."""
BESIDE = 0.8
"""How far from the place of a numeral its lost strokes stand, in x-heights: they are in it, or
touch it."""
SURE_OF_INK, DASH_ALONE, UNSURE = 0.85, 0.9, 0.6
"""Confidence of a numeral told by its stems, of a dash that is all the ink of a cell, and, at most,
of a number that has more or fewer digits than its ink."""


@dataclass(frozen=True)
class Mark:
    """One connected piece of ink: its box, px of the cleaned page, and its pixels that are ink."""

    box: Box
    ink: npt.NDArray[np.bool_]


def marks_in(segmentation: Segmentation, segment: Segment, place: Place) -> list[Mark]:
    """Pieces of a segment's ink whose middle lies between the ends of ``place``, left to right."""
    marks = _marks(segmentation, segment.box, segment.index)
    return [m for m in marks if place[0] <= (m.box.left + m.box.right) / 2 <= place[2]]


def marks_inside(segmentation: Segmentation, box: Box) -> list[Mark]:
    """Pieces of whosever ink inside a box of the page, left to right; of larger ones what is."""
    height, width = segmentation.labels.shape
    inside = Box(max(0, box.left), max(0, box.top), min(width, box.right), min(height, box.bottom))
    return _marks(segmentation, inside, None)


def _marks(segmentation: Segmentation, box: Box, owner: int | None) -> list[Mark]:
    labels = segmentation.labels[box.top : box.bottom, box.left : box.right]
    own_ink = labels > 0
    if owner is not None:
        own_ink &= segmentation.owner[labels] == owner
    rows, columns = np.nonzero(own_ink)
    own = labels[rows, columns]
    order = np.argsort(own, kind="stable")
    starts = np.flatnonzero(np.diff(own[order], prepend=0))
    found = []
    for pixels in np.split(order, starts[1:]) if len(order) else ():
        top, left = int(rows[pixels].min()), int(columns[pixels].min())
        bottom, right = int(rows[pixels].max()) + 1, int(columns[pixels].max()) + 1
        whole = Box(box.left + left, box.top + top, box.left + right, box.top + bottom)
        found.append(Mark(whole, labels[top:bottom, left:right] == own[pixels[0]]))
    return sorted(found, key=lambda mark: mark.box.left + mark.box.right)


def _tallest(marks: Sequence[Mark]) -> int:
    return max((mark.box.height for mark in marks), default=0)


def told_by_ink(
    words: Sequence[Reading], segmentation: Segmentation, segment: Segment
) -> list[Reading]:
    """The words of a line, set right: the mark that begins it apart from its text, numbers with the
    commas and full stops between their digits that were not read, Roman numerals (II. Nội dung,
    Quý I/2024) as their stems have them, and the 1 behind letters (B1).
    """
    words = [*_with_mark_apart(words[:1], segmentation, segment), *words[1:]]
    told = []
    for at, word in enumerate(words):
        if at and _QUARTER.fullmatch(words[at - 1].text):
            told.append(_quarter(word, segmentation, segment))
        elif (match := _ROMAN.fullmatch(word.text)) and (match["mark"] or at == 0):
            told.append(_numeral(words, at, segmentation, segment))
        elif _LEVEL.fullmatch(word.text):
            told.append(_with_one(word, segmentation, segment))
        else:
            told.append(_with_separators(word, segmentation, segment))
    return told


def _with_one(word: Reading, segmentation: Segmentation, segment: Segment) -> Reading:
    """``B1`` for ``BI`` where the last stroke is a 1 by its flag."""
    marks = marks_in(segmentation, segment, word.place)
    if len(marks) != len(word.text) or not is_one(marks[-1]):
        return word
    return word.corrected(word.text[:-1] + "1")


def _with_mark_apart(
    first: Sequence[Reading], segmentation: Segmentation, segment: Segment
) -> list[Reading]:
    """The first word of a line, ``II.Nội``, as two where its ink has a space behind the mark; one
    that the space was read as, ``a)_``, without it."""
    match = _MARK_AND_TEXT.fullmatch(first[0].text) if first else None
    if match is None:
        return list(first)
    word = first[0]
    if match["text"] is None:
        return [replace(word, text=match["mark"])]
    marks = marks_in(segmentation, segment, word.place)
    rights = np.maximum.accumulate([mark.box.right for mark in marks] or [0])
    gaps = np.array([mark.box.left for mark in marks[1:]]) - rights[:-1]
    if not len(gaps) or gaps.max() < SPACE * segment.x_height:
        return [word]
    at = int(gaps.argmax())
    end, box = float(rights[at]), marks[at].box
    low = box.height <= LOW * _tallest(marks)
    if not (low if match["mark"].endswith(".") else box.width <= NARROW * box.height):
        return [word]
    left, top, right, bottom = word.place
    return [
        Reading(match["mark"], word.confidence, (left, top, end, bottom), ()),
        Reading(match["text"], word.confidence, (end + float(gaps[at]), top, right, bottom), ()),
    ]


def _numeral(
    words: Sequence[Reading], at: int, segmentation: Segmentation, segment: Segment
) -> Reading:
    """A Roman numeral with the strokes that were not read: of like ones side by side Tesseract
    often reads one less. V and X are as read; a stroke that was read is never taken away.
    """
    word = words[at]
    match = _ROMAN.fullmatch(word.text)
    assert match is not None
    reach = BESIDE * segment.x_height
    left, _, right, _ = word.place
    first = max(left - reach, words[at - 1].place[2]) if at else left - reach
    last = right + reach if at + 1 == len(words) else min(right + reach, words[at + 1].place[0])
    marks = marks_in(segmentation, segment, (first, word.place[1], last, word.place[3]))
    tallest = _tallest(marks)
    letters = [mark for mark in marks if mark.box.height >= TALL * tallest]
    if not CAPITAL[0] <= tallest / segment.x_height <= CAPITAL[1]:
        return word
    mark, end = (match["mark"], match["end"]) if match["mark"] else ("L", ".")
    others = [letter for letter in mark if letter in "VX"]
    stems = [capital_is(mark) or _is_bare_stem(mark) for mark in letters]
    if stems.count(0) != len(others):
        return word
    rest = iter(others)
    printed = "".join("I" * many if many else next(rest) for many in stems)
    read = mark.replace("H", "II")
    fewer = printed.count("I") < read.count("I")
    if printed == mark or fewer or not _RIGHT_ROMAN.fullmatch(printed):
        return word
    return word.corrected(printed + end, SURE_OF_INK)


def _quarter(word: Reading, segmentation: Segmentation, segment: Segment) -> Reading:
    """`1/2024` as `I/2024` where the 1 is a stem with serifs."""
    match = _STEMS_OF_QUARTER.match(word.text)
    marks = marks_in(segmentation, segment, word.place) if match else []
    stems = sum(takewhile(bool, map(capital_is, marks)))
    if match is None or not 1 <= stems <= MOST_STEMS or word.text[: match.end()] == "I" * stems:
        return word
    return word.corrected("I" * stems + word.text[match.end() :], SURE_OF_INK)


def digits_by_ink(word: Reading, segmentation: Segmentation, segment: Segment) -> int | None:
    """How many digits a number has by its ink; None for what is no number, or where they touch."""
    if not NUMBER.fullmatch(word.text):
        return None
    digits = digit_boxes(marks_in(segmentation, segment, word.place))
    return len(digits) or None


def digit_boxes(marks: Sequence[Mark]) -> list[Box]:
    """The boxes of a number's digits; none where some touch."""
    tallest = _tallest(marks)
    digits = [mark.box for mark in marks if mark.box.height >= TALL * tallest]
    touch = any(box.width > WIDEST_DIGIT * box.height for box in digits)
    return [] if touch else digits


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
    """The number with the separators that its ink has, where that is plain."""
    if not NUMBER.fullmatch(word.text):
        return word
    found = _separators(marks_in(segmentation, segment, word.place))
    digits = "".join(filter(str.isdigit, word.text))
    if found is None or found[0] != len(digits):
        return word  # digits that touch, or are broken
    read: dict[int, str] = {}
    before = 0
    for char in word.text:
        before += char.isdigit()
        if not char.isdigit():
            read[before] = char
    marks = {after: told or read.get(after, ",") for after, told in found[1].items()}
    if read and set(read) - {len(digits)} != set(marks):
        return word
    end = read.get(len(digits), "")
    for place, after in enumerate(sorted(marks)):
        following = [*sorted(marks)[place + 1 :], len(digits)][0] - after
        if after in read and (marks[after] == ",") == (following == GROUP):
            marks[after] = read[after]  # stops part thousands, commas decimals
    text = "".join(digit + marks.get(n + 1, "") for n, digit in enumerate(digits)) + end
    return word if text == word.text else word.corrected(text)


def _separators(marks: Sequence[Mark]) -> tuple[int, dict[int, str]] | None:
    """How many digits there are, and what stands behind which: a comma, a full stop, or one of them
    ("" where the ink does not tell). None where it is not plain what is a digit.
    """
    tallest = _tallest(marks)
    digits = [mark.box for mark in marks if mark.box.height >= TALL * tallest]
    middles = [(box.left + box.right) / 2 for box in digits]
    feet = float(np.median([box.bottom for box in digits])) if digits else 0.0
    found: dict[int, str] = {}
    for box in (mark.box for mark in marks if mark.box.height < TALL * tallest):
        middle = (box.left + box.right) / 2
        after = int(np.searchsorted(middles, middle))
        if any(digit.left <= middle <= digit.right for digit in digits):
            continue  # a piece of it
        if not 0 < after < len(digits) or (box.top + box.bottom) / 2 < feet - LOW / 2 * tallest:
            continue  # specks
        small = box.height <= LOW * tallest and box.width <= NARROW * tallest
        if not small or middles[after] - middles[after - 1] < APART * tallest or after in found:
            return None
        hangs = (box.bottom - feet) / tallest
        if hangs > BELOW_LINE or box.height > OBLONG * box.width:
            found[after] = ","
        else:
            found[after] = "." if hangs < ON_LINE and box.height <= SQUARE * box.width else ""
    return len(digits), found


def _without_specks(marks: Sequence[Mark]) -> list[Mark]:
    return [mark for mark in marks if mark.box.height > SPECK * _tallest(marks)]


def roman_numeral(
    words: Sequence[Reading], segmentation: Segmentation, segment: Segment
) -> list[Reading]:
    """I, II or III for a segment that is made of nothing but such stems, or 1; else the words."""
    read = " ".join(word.text for word in words)
    if segment.letters > MOST_STEMS or not READ_AS_STEMS.fullmatch(read):
        return list(words)
    place = place_of(segment.box)
    marks = _without_specks(marks_in(segmentation, segment, place))
    stems = [capital_is(mark) for mark in marks]
    if len(marks) == 1 and (is_one(marks[0]) or (read == "l" and stems == [0])):
        numeral = "1"
    elif marks and all(stems) and sum(stems) <= MOST_STEMS:
        numeral = "I" * sum(stems)
    else:
        return list(words)
    of_page, of_segment = segmentation.x_height, segment.x_height
    heights = [_tallest(marks) / x_height for x_height in (of_page, of_segment)]
    if not any(CAPITAL[0] <= height <= CAPITAL[1] for height in heights):
        return list(words)
    sure = max((word.confidence for word in words), default=0.0)
    plainly = "I" in numeral and all(_has_plain_serifs(mark) for mark in marks)
    if sure > SURE_OF_INK and (read == numeral or (set(read) == {"1"} and not plainly)):
        return list(words)
    others = tuple((word.text, word.confidence) for word in words[:1])
    return [Reading(numeral, SURE_OF_INK, place, others)]


def capital_is(mark: Mark) -> int:
    """How many stems with a serif on either side, above and below, a piece of ink is made of.

    The serifs of several may touch. 0 for anything else.
    """
    stems = _stems(mark)
    height = mark.ink.shape[0]
    if stems is None or not all(_is_even(*serifs, height) for serifs in (stems.above, stems.below)):
        return 0
    return stems.count


def _is_bare_stem(mark: Mark) -> bool:
    """Whether a piece of ink is one stem without serifs."""
    stems = _stems(mark)
    if stems is None or stems.count > 1:
        return False
    return all(-BARE <= end <= BARE for end in (*stems.above, *stems.below))


def is_one(mark: Mark) -> bool:
    """Whether a piece of ink is a stem with a foot on either side and a flag at the left above."""
    height = mark.ink.shape[0]
    stems = _stems(mark, EDGE_OF_ONE)
    if stems is None or stems.count > 1:
        return False
    (flag, beside), (left, right) = stems.above, stems.below
    footed = abs(left - right) <= FLAG * height and min(left, right) >= 0
    return footed and FLAG * height <= flag <= MOST_FLAG * height and flag - beside >= FLAG * height


def _is_even(before: float, after: float, height: int) -> bool:
    shorter, longer = sorted((before, after))
    if not SERIF[0] * height <= shorter <= longer <= SERIF[1] * height:
        return False
    return shorter >= min(EVEN * longer, longer - 1, _plain(height))


def _plain(height: int) -> float:
    """What stands out so far, px, is a serif and no roughness of the edge."""
    return max(2.0, PLAIN * height)


def _has_plain_serifs(mark: Mark) -> bool:
    stems = _stems(mark)
    return stems is not None and min(*stems.above, *stems.below) >= _plain(mark.ink.shape[0])


@dataclass(frozen=True)
class _Stems:
    """Upright strokes side by side; how far what is above and below them stands out, left and
    right, px."""

    count: int
    above: tuple[float, float]
    below: tuple[float, float]


def _stems(mark: Mark, share: float = EDGE) -> _Stems | None:
    """The stems of a piece of ink; None where its middle is anything else."""
    height, width = mark.ink.shape
    edge = max(2, round(share * height))
    middle = mark.ink[round(0.35 * height) : round(0.65 * height)]
    padded = np.pad(middle, ((0, 0), (1, 1))).astype(np.int8)
    begins, ends = (
        [np.flatnonzero(step) for step in np.diff(padded, axis=1) == turn] for turn in (1, -1)
    )
    if height < SMALLEST or not len(middle):
        return None
    count = int(np.median([len(row) for row in begins]))
    rows = [n for n, row in enumerate(begins) if len(row) == count]
    if not 1 <= count <= MOST_STEMS or len(rows) < MOST_ROWS * len(middle):
        return None
    left, right = (np.median([side[n] for n in rows], axis=0).tolist() for side in (begins, ends))
    widest = max(end - begin for begin, end in zip(left, right, strict=True))
    above, below = _extent(mark.ink[:edge]), _extent(mark.ink[-edge:])
    if widest > STEM * height or width > count * height or above is None or below is None:
        return None
    first, last = left[0], right[-1]
    return _Stems(count, (first - above[0], above[1] - last), (first - below[0], below[1] - last))


def _extent(rows: npt.NDArray[np.bool_]) -> tuple[int, int] | None:
    """First column of ink and the one behind the last."""
    columns = np.flatnonzero(rows.any(axis=0))
    return (int(columns[0]), int(columns[-1]) + 1) if len(columns) else None
