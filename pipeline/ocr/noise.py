# SPDX-License-Identifier: Apache-2.0
"""Words that are no words: specks, remains of seals, pen strokes read as letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import takewhile

from lexicon import is_syllable, positions
from pipeline.cleanup import CleanedPage
from pipeline.cleanup.sheet import Seal
from pipeline.model import Block, BlockKind
from pipeline.ocr.combining import Reading
from pipeline.ocr.segments import Segment

_CODE = re.compile(r"\d\W?[-/][A-ZĐ]{2,}[-/][A-ZĐ]{2,}")  # 97/QĐ-UBND
_NUMBER_LINE = re.compile(r"S[oòóõỏọôồốỗổộ0-9]\W{0,2}[:.].*[-/][A-ZĐ]{2,}")
"""Só:204J/SYT-NVY: printed but for a number written by hand, which leaves no confidence."""
_BRIEF = re.compile(r"\(?[a-z]/[a-z]\W{0,2}")  # b/c);
_ENUMERATOR = re.compile(r"[A-EĐa-eđ][.)]?")  # of the rows of a table
_NUMBER = re.compile(r"\d[\d.,/]*\d")
SURELY_PRINTED = 0.9
LONGEST_IN_SEAL = 6  # letters: TỈNH, Y TẾ
PUNCTUATION = set("-–—+*•/.,;:…")
DASHES = set("-–—―~=")  # what a dash is read as
DASH_HEIGHT, DASH_WIDTH = 0.4, (0.25, 2.0)  # of a dash, in x-heights of the page
RULES = set("|¦")  # what is left of rules; nobody prints them as words


def is_noise(
    segment: Segment, words: Sequence[Reading], cleaned: CleanedPage, *, in_table: bool = False
) -> bool:
    """Whether nothing in the segment deserves to be called text.

    Numbers in cells of a table are read with little confidence where they stand alone.
    """
    if not words:
        return True
    if segment.check_boxes:
        return False
    if in_table and len(words) == 1 and _NUMBER.fullmatch(words[0].text):
        return False
    if any(_CODE.search(word.text) for word in words):
        return False
    if _NUMBER_LINE.match(" ".join(word.text for word in words)):
        return False
    letters = sum(sum(c.isalnum() or c == "%" for c in word.text) for word in words)
    if letters == 0:
        return True
    sure = sum(word.confidence * max(len(word.text), 1) for word in words) / sum(
        max(len(word.text), 1) for word in words
    )
    if _in_seal(segment, cleaned):
        return (sure < 0.75 and not _holds_print(words)) or _is_of_seal(segment, words, cleaned)
    if in_table and len(words) == 1 and _ENUMERATOR.fullmatch(words[0].text):
        return sure < 0.35
    if in_table and len(words) == 1 and _is_print(words[0]):
        return sure < 0.2
    if letters <= 2:
        return sure < 0.55
    if letters <= 6:
        return sure < 0.4
    return sure < 0.25


def without_strokes(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks without the lines of one or two letters that pen strokes were read as.

    Of a signature all print is positions and names.
    """
    kept = []
    for block in blocks:
        lines = block.lines
        if block.kind is BlockKind.SIGNATURE:
            lines = tuple(line for line in lines if sum(map(str.isalnum, line.text)) > 2)
        if lines:
            kept.append(block if len(lines) == len(block.lines) else replace(block, lines=lines))
    return tuple(kept)


def without_noise(
    words: Sequence[Reading], segment: Segment, cleaned: CleanedPage
) -> list[Reading]:
    """The words of a segment less those that stray ink at its ends was read as."""
    kept = list(words)
    for end in (0, -1):
        while kept:
            word = kept[end]
            bare = sum(c.isalnum() for c in _read_as_one(kept, end))
            stray = bare == 0 and word.confidence < 0.5 and not set(word.text) <= PUNCTUATION
            stray |= set(word.text) <= RULES
            if end == 0 and is_dash(word, cleaned):
                break
            if not stray and (bare > 2 or word.confidence >= 0.25 or _is_print(word)):
                break
            kept.pop(end)
    return kept


def _read_as_one(words: Sequence[Reading], end: int) -> str:
    """The word at an end, with those that were read as one with it and parted since.

    They share its confidence to the last digit.
    """
    inwards = words if end == 0 else words[::-1]
    together = takewhile(lambda word: word.confidence == words[end].confidence, inwards)
    return "".join(word.text for word in together)


def is_dash(word: Reading, cleaned: CleanedPage) -> bool:
    """Whether the ink of a word is a dash, whatever mark it was read as."""
    if cleaned.x_height is None or not set(word.text) <= DASHES:
        return False
    left, top, right, bottom = word.place
    width, height = (right - left) / cleaned.x_height, (bottom - top) / cleaned.x_height
    return height <= DASH_HEIGHT and DASH_WIDTH[0] <= width <= DASH_WIDTH[1]


def _is_print(word: Reading) -> bool:
    """Whether a word is a syllable with a mark (Số, về) or `b/c`: ink is hardly read as that."""
    if _BRIEF.fullmatch(word.text):
        return True
    bare = "".join(c for c in word.text if c.isalnum())
    return len(bare) >= 2 and not bare.isascii() and is_syllable(bare)


def _holds_print(words: Sequence[Reading]) -> bool:
    """Whether one of several words is surely printed: a syllable with marks or of three letters."""
    return len(words) > 1 and any(
        word.confidence > SURELY_PRINTED
        and word.text[:1].isupper()
        and is_syllable(word.text.lower())
        and (len(word.text) > 2 or not word.text.isascii())
        for word in words
    )


def _is_of_seal(segment: Segment, words: Sequence[Reading], cleaned: CleanedPage) -> bool:
    """Whether a word in capitals is what a seal says: it lies in it, and is no position."""
    text = " ".join(word.text for word in words)
    letters = sum(map(str.isalpha, text))
    if text != text.upper() or letters > LONGEST_IN_SEAL or text in _positions():
        return False
    box = segment.box
    corners = [(x, y) for x in (box.left, box.right) for y in (box.top, box.bottom)]
    return any(all(_lies_in(seal, x, y) for x, y in corners) for seal in cleaned.seals)


@cache
def _positions() -> frozenset[str]:
    return frozenset(position.position for position in positions())


def _in_seal(segment: Segment, cleaned: CleanedPage) -> bool:
    x, y = (segment.box.left + segment.box.right) / 2, (segment.box.top + segment.box.bottom) / 2
    return any(_lies_in(seal, x, y) for seal in cleaned.seals)


def _lies_in(seal: Seal, x: float, y: float) -> bool:
    return (x - seal.x) ** 2 + (y - seal.y) ** 2 < seal.radius**2
