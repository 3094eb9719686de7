# SPDX-License-Identifier: Apache-2.0
"""Number, day and month that were written into the letterhead by hand.

A reader of print makes `20Ä`, `)Š` or nothing of them, or another number. What is printed around
them tells where they are: `Số: … /SYT-NVY`, `ngày … tháng … năm` (Nghị định 30/2020/NĐ-CP, Phụ lục
I). There :mod:`pipeline.ocr.handwriting` reads, and what it reads is to be checked.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pipeline.model import Box
from pipeline.ocr.combining import Reading
from pipeline.ocr.filled_in import DIGITS, LETTERHEAD, SURE, printed_digits
from pipeline.ocr.handwriting import picture_of, readings_of
from pipeline.ocr.segments import Segment, Segmentation
from pipeline.ocr.told_by_ink import UNSURE
from pipeline.repair.tokens import strip_marks

_NUMBER = re.compile(  # a slot does not reach into the symbol where its slash is lost or misread
    r"(?!/)\W{0,2}[sS][oae60]?\s?[.:;,]{0,2}"
    r"(?P<slot>(?:(?!\d[^\W\d_a-z]{2}|/\s?[^\W\d_]).){0,9}?)[/)(\\|\-–]\s?"
    r"(?=(?P<year>(?:19|20)\d\d\s?/\s?)?[^\W\d_a-z]{2,}[\w/&.,\- ]*$)"
)
_SYMBOL_ALONE = re.compile(  # a broken label is read as nothing
    r"(?P<slot>(?:(?!\d[^\W\d_a-z]{2}|/\s?[^\W\d_]).){0,6}?)/\s?"
    r"(?=[^\W\d_a-z]{2,}\w*(?:\s?[-/&.,]\s?\w+)*$)"
)
_LABEL_ALONE = re.compile(r"\W{0,2}[sS][oae60]?\s?:(?P<slot>(?:(?![a-z]{2}).){1,9})")
_DATE = re.compile(  # of the letterhead: a place before it, and nothing behind the year
    r"[^\d]{0,45}?\bng\w{0,2}(?<=[yjg])(?P<day>.{0,8}?)\s?thang(?P<month>.{0,7}?)\s?nam\b.{0,7}",
    re.I,
)
_BEGINS = re.compile(r"(?!/)\W{0,2}[sS]|.*\b[nN]g")
"""The first of the segments that a line with a slot is parted into."""
LONGEST = 5
"""Digits of a number."""
MOST_PARTS, GAP, LEVEL = 5, 6.0, 0.4
"""Segments that one line may be parted into by the room left to write in; that room, in x-heights;
the share of the lower one's height that two of them have in common."""
BEFORE, AFTER, SLASH = 4.0, 3.0, 0.5
"""How much of the print beside a number is in its picture, in x-heights; behind it nothing but the
slash where digits follow."""
SCALES = (0.9, 1.0, 1.12)
"""Sizes that a picture is read at, against the measured: their mean is taken."""
LEAST, LEAST_SHARE = 0.3, 0.75
"""Probability of what is written, at least; and its share of all that can stand there. Of drawn
numbers of hands not learned from 73 % pass, one in twenty of them wrong; of days 84 %, one in
thirty of them wrong."""
CONTRARY, POSSIBLE, DENIED = 0.9, 0.05, 0.4
"""Probability that is needed to say other digits than a sure reader of print; that its digits have,
at least, where they may be right; and their confidence where others are likelier."""


@dataclass(frozen=True)
class WrittenSlot:
    """Characters ``first`` to ``end`` (exclusive) of a line's words, joined by blanks, that should
    be one number: of the document (``most`` 0), or a day or month, which is ``most`` at most."""

    first: int
    end: int
    most: int
    before_digits: bool = False


def slots_in(text: str) -> Iterator[WrittenSlot]:
    """Where number, day and month of a letterhead stand in the text of a line, from the left."""
    plain = _plain(text)
    if number := _NUMBER.match(plain):
        yield WrittenSlot(*number.span("slot"), 0, number["year"] is not None)
        return
    if number := _SYMBOL_ALONE.match(plain):
        yield WrittenSlot(*number.span("slot"), 0)
        return
    if number := _LABEL_ALONE.fullmatch(plain):
        yield WrittenSlot(*number.span("slot"), 0)
        return
    if date := _DATE.fullmatch(plain):
        yield WrittenSlot(*date.span("day"), 31)
        yield WrittenSlot(*date.span("month"), 12)


def written_numbers(
    words: Mapping[int, Sequence[Reading]],
    segmentation: Segmentation,
    image: npt.NDArray[np.uint8],
) -> dict[int, list[Reading]]:
    """The words of those segments of a gray page that a number was written into, or beside."""
    least = LETTERHEAD * len(image)
    inked = [s for s in segmentation.segments if s.box.bottom <= least]
    top = [s for s in inked if words.get(s.index)]
    begins = [s for s in top if _BEGINS.match(_plain(_text(words[s.index])))]
    symbols = [s for s in top if _SYMBOL_ALONE.match(_plain(_text(words[s.index])))]
    made: dict[int, list[Reading]] = {}
    looked_at: set[int] = set()
    for row in (*_rows(begins, top), *(_row_before(symbol, inked) for symbol in symbols)):
        read = [word for segment in row for word in words.get(segment.index, ())]
        parts: dict[int, list[Reading]] = {segment.index: [] for segment in row}
        if looked_at & parts.keys() or not any(slots_in(_text(read))):
            continue
        looked_at |= parts.keys()
        found = with_written_numbers(read, segmentation, row, image)
        if found == read:
            continue
        for word in found:
            parts[_nearest(row, word.place[0], word.place[2]).index].append(word)
        made |= parts
    return made


def _rows(begins: Sequence[Segment], segments: Sequence[Segment]) -> Iterator[list[Segment]]:
    """Up to MOST_PARTS segments beside each other on one line, the longest rows first."""
    rows: list[list[Segment]] = []
    for segment in begins:
        row = [segment]
        rows.append(row)
        while len(row) < MOST_PARTS:
            following = _beside(row[-1], segments, behind=True)
            if following is None:
                break
            row = [*row, following]
            rows.append(row)
    yield from sorted(rows, key=len, reverse=True)


def _row_before(symbol: Segment, segments: Sequence[Segment]) -> list[Segment]:
    """A segment that begins with the slash of a symbol and up to MOST_PARTS - 1 before it."""
    row = [symbol]
    while len(row) < MOST_PARTS:
        previous = _beside(row[0], segments, behind=False)
        if previous is None:
            break
        row.insert(0, previous)
    return row


def _beside(segment: Segment, segments: Sequence[Segment], *, behind: bool) -> Segment | None:
    """The nearest one behind or before a segment on its line, across no more than GAP."""

    def gap(other: Segment) -> int:
        left, right = (segment, other) if behind else (other, segment)
        return right.box.left - left.box.right

    near = [
        other
        for other in segments
        if 0 <= gap(other) <= GAP * segment.x_height and _are_level(segment.box, other.box)
    ]
    return min(near, key=gap, default=None)


def _are_level(first: Box, second: Box) -> bool:
    common = min(first.bottom, second.bottom) - max(first.top, second.top)
    return common >= LEVEL * min(first.height, second.height)


def _nearest(row: Sequence[Segment], left: float, right: float) -> Segment:
    """The segment of a row that most of [left, right] lies in, or that is the least away."""
    return max(row, key=lambda part: min(right, part.box.right) - max(left, part.box.left))


def with_written_numbers(
    words: Sequence[Reading],
    segmentation: Segmentation,
    row: Sequence[Segment],
    image: npt.NDArray[np.uint8],
) -> list[Reading]:
    """The words of a row of segments with the numbers that were written into it."""
    made = list(words)
    for slot in reversed(list(slots_in(_text(made)))):
        line = _Characters(made)
        ends = line.ends_of(slot)
        if _is_printed(line, slot, ends, segmentation, _nearest(row, *ends)):
            continue
        if not slot.end and len(row) > 1:  # neither it nor its label was read
            ends = row[-2].box.left, ends[1]
        shares = _shares(line, slot, ends, row, segmentation.x_height, image)
        if found := judged(line.read_in(slot), line.confidence_of(slot), shares, slot.most):
            made = line.with_number(slot, ends, *found)
    return made


def _text(words: Sequence[Reading]) -> str:
    return " ".join(word.text for word in words)


def _plain(text: str) -> str:
    """The base letters of a text, one for each of its characters."""
    return "".join(strip_marks(letter)[:1] or letter for letter in text)


def _is_printed(
    line: _Characters,
    slot: WrittenSlot,
    ends: tuple[float, float],
    segmentation: Segmentation,
    segment: Segment,
) -> bool:
    """Whether the reader of print is sure of a number whose digits its ink has, level and apart."""
    text = line.read_in(slot)
    if not _is_allowed(text, slot.most) or line.confidence_of(slot) < SURE:
        return False
    left, right = ends
    _, top, _, bottom = line.words_of(slot)[0].place
    place = left, top, right, bottom
    printed = printed_digits(segmentation, segment, place)
    return printed is not None and printed.digits == len(text)


def _shares(
    line: _Characters,
    slot: WrittenSlot,
    ends: tuple[float, float],
    row: Sequence[Segment],
    usual: float,
    image: npt.NDArray[np.uint8],
) -> dict[str, float]:
    """What may be written in a slot, and how probable it is.

    ``ends`` of the slot, px; ``row``: its segments; ``usual``: x-height of the page's print; that
    of a line of capitals and digits is theirs.
    """
    left, right = ends
    # the print before it, or behind it where nothing is read before it
    beside = _nearest(row, line.words[0].place[0], left) if slot.first else row[-1]
    x_height = min(beside.x_height, usual)
    middle = round(min(max((left + right) / 2, beside.box.left), beside.box.right))
    baseline = beside.base_at(replace(beside.box, left=middle, right=middle))
    left = max(left - BEFORE * x_height, row[0].box.left - x_height)
    right += (SLASH if slot.before_digits else AFTER) * x_height
    shares: dict[str, float] = defaultdict(float)
    for scale in SCALES:
        picture = picture_of(image, left, right, baseline, scale * x_height)
        for text, share in readings_of(picture).items():
            shares[text] += share / len(SCALES)
    return shares


def judged(
    read: str, confidence: float, shares: Mapping[str, float], most: int
) -> tuple[str, float] | None:
    """What stands in a slot, and how sure that is, where it is not as the reader of print has it.

    ``read``: what that made of it; ``shares``: what may be written, by probability; ``most``: of a
    `WrittenSlot`. None where nothing can be said.
    """
    allowed = {text: share for text, share in shares.items() if _is_allowed(text, most)}
    best = max(allowed, key=allowed.__getitem__, default="")
    others = sum(allowed.values()) if most else sum(shares.values())
    likely = allowed.get(best, 0.0)
    sure = likely >= max(LEAST, LEAST_SHARE * others)
    if read == best:  # two readers that agree
        return (best, UNSURE) if sure and confidence < UNSURE else None
    if not _is_allowed(read, most) or (sure and (likely >= CONTRARY or confidence < SURE)):
        return (best, UNSURE) if sure else None
    if shares.get(read, 0.0) >= POSSIBLE:
        return None
    return read, min(confidence, DENIED if likely >= LEAST else UNSURE)


def _is_allowed(text: str, most: int) -> bool:
    if not text or not set(text) <= set(DIGITS):
        return False
    if most:
        return len(text) <= 2 and 1 <= int(text) <= most
    return len(text) <= LONGEST and int(text) > 0


class _Characters:
    """The characters of words joined by blanks, and where each stands."""

    def __init__(self, words: Sequence[Reading]) -> None:
        self.words = list(words)
        self.text = _text(words)
        self._starts = list(np.cumsum([0, *(len(word.text) + 1 for word in words)]))
        self._ends = [word.place[2] for word in words]
        for number, (word, other) in enumerate(pairwise(words)):
            if word.place[0] < other.place[0]:  # the box of a word may be that of two readings
                self._ends[number] = min(word.place[2], other.place[0])

    def words_of(self, slot: WrittenSlot) -> list[Reading]:
        """The words that a slot lies in or between."""
        touched = [
            word
            for word, start in zip(self.words, self._starts, strict=False)
            if start < slot.end and slot.first < start + len(word.text)
        ]
        return touched or [self.words[self._word_at(slot.first)]]

    def read_in(self, slot: WrittenSlot) -> str:
        """What the reader of print made of a slot."""
        return self.text[slot.first : slot.end].strip()

    def confidence_of(self, slot: WrittenSlot) -> float:
        """How sure it was of that: of the least sure word."""
        return min(word.confidence for word in self.words_of(slot))

    def ends_of(self, slot: WrittenSlot) -> tuple[float, float]:
        """Left and right end of a slot, px: of the blank where nothing was read in it."""
        return self._end(slot.first, last=True), self._end(slot.end, last=False)

    def with_number(
        self, slot: WrittenSlot, ends: tuple[float, float], number: str, confidence: float
    ) -> list[Reading]:
        """The words with a number in the slot; it is a word with what follows without a gap, or
        behind no label.
        """
        left, right = ends
        before = self._cut(0, slot.first)
        after = self._cut(slot.end, len(self.text))
        read = self.read_in(slot)
        beside = self.words[self._word_at(slot.first)]
        place = left, beside.place[1], max(right, left), beside.place[3]
        parted = slot.first > 0 and self.text[slot.end - 1 : slot.end].isspace()
        if slot.most or not after or parted:
            others = ((read, confidence),) if read not in ("", number) else ()
            return [*before, Reading(number, confidence, place, others), *after]
        symbol = re.sub(r"^[)(\\|]", "/", after[0].text)
        text, was = number + symbol, read + after[0].text
        joined = Reading(  # what was read of the number made the whole word unsure
            text,
            confidence,
            (left, *after[0].place[1:]),
            ((was, after[0].confidence),) if was != text else (),
        )
        return [*before, joined, *after[1:]]

    def _word_at(self, at: int) -> int:
        return max(number for number, start in enumerate(self._starts[:-1]) if start <= at)

    def _end(self, at: int, *, last: bool) -> float:
        """Where a character begins; of a blank, where the word before it or behind it ends."""
        number = self._word_at(at)
        word, within = self.words[number], at - self._starts[number]
        if within >= len(word.text):
            if last or number + 1 == len(self.words):
                return float(self._ends[number])
            return float(self.words[number + 1].place[0])
        left, right = word.place[0], self._ends[number]
        return float(left + (right - left) * within / len(word.text))

    def _cut(self, first: int, end: int) -> list[Reading]:
        """The words, or what of them, that lie between two characters."""
        made = []
        for word, start, ends in zip(self.words, self._starts, self._ends, strict=False):
            begin, stop = max(first - start, 0), min(end - start, len(word.text))
            if begin >= stop:
                continue
            if (begin, stop) == (0, len(word.text)):
                made.append(word)
                continue
            left, step = word.place[0], (ends - word.place[0]) / len(word.text)
            place = left + begin * step, word.place[1], left + stop * step, word.place[3]
            made.append(replace(word, text=word.text[begin:stop], place=place, alternatives=()))
        return made
