# SPDX-License-Identifier: Apache-2.0
"""Marks of punctuation told by their ink.

Worn commas and semicolons are read as full stops and colons; what hangs below the baseline is
neither. Ellipses and quotation marks were taken off the line before it was read, and are set beside
their words.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.model import Box
from pipeline.ocr.combining import Reading, place_of
from pipeline.ocr.quotes import BESIDE, HANGS
from pipeline.ocr.segments import Segment, Segmentation
from pipeline.ocr.told_by_ink import Mark, marks_in

SURE = 0.95
"""Confidence of an ellipsis and of a quotation mark."""
CLOSING = frozenset(".,;:)]”\"’'?!/")
ALONE = frozenset(".,;")
HANGING = {".": ",", ":": ";"}
"""Marks that stand on the baseline, and those that look like them but hang below it."""
# in x-heights of the line
NEAR = 0.25
"""How far from the baseline the feet of letters are that have no tail, at most."""
TOP, LOWEST = (-0.45, -0.1), 0.5
"""Where a comma begins, counted downwards from the baseline, and where it ends at the latest."""
LETTER, WIDEST, LEAST = 0.7, 0.5, 0.2
"""Height of a letter at least; width of a comma at most, and its height at least."""
ONE_LETTER = 0.6
"""From how far on its dots are apart in the letter `…` (0.67 to 0.75 in Times); three full stops
are 0.5 to 0.56."""
TOUCHING = 0.3
"""Gap between a word and its mark, at most."""
JOINED = 0.6
"""Gap from an ellipsis to the word before it and to a mark behind it, at most."""
OVERLAP, BEYOND = 0.2, 0.3
"""How far a comma may reach back under the last letter, and forward from the box of its word."""


def with_hanging_marks(
    words: Sequence[Reading], segmentation: Segmentation, segment: Segment
) -> list[Reading]:
    """Words that end in a full stop or colon with the comma or semicolon that their ink has.

    Marks read as words of their own that touch the one before are joined with it.
    """
    made: list[Reading] = []
    for word in words:
        if made and word.text in ALONE and _touches(made[-1], word, segment.x_height):
            made[-1] = _joined(made[-1], word)
        else:
            made.append(word)
    return [
        _with_hanging(word, segmentation, segment) if word.text[-1:] in HANGING else word
        for word in made
    ]


def _touches(word: Reading, mark: Reading, x_height: float) -> bool:
    """Whether there is no space between a word and a mark: half an x-height and more."""
    return abs(mark.place[0] - word.place[2]) <= TOUCHING * x_height


def _with_hanging(word: Reading, segmentation: Segmentation, segment: Segment) -> Reading:
    x_height = segment.x_height
    left, top, right, bottom = word.place
    marks = marks_in(segmentation, segment, (left, top, right + BEYOND * x_height, bottom))
    letters = [mark.box for mark in marks if mark.box.height >= LETTER * x_height]
    mark = _last_mark(marks, letters, segment)
    if mark is None or mark.box.bottom - _foot(letters, mark.box, segment) < HANGS * x_height:
        return word
    return word.corrected(word.text[:-1] + HANGING[word.text[-1]])


def _foot(letters: Sequence[Box], mark: Box, segment: Segment) -> float:
    """Where print ends below at a mark, px from the top: the baseline, or the feet of the word's
    letters where they are lower, as in a line that bends."""
    near = NEAR * segment.x_height
    feet = [box.bottom for box in letters if abs(box.bottom - segment.base_at(box)) <= near]
    base = segment.base_at(mark)
    return max(base, float(np.median(feet))) if feet else base


def _last_mark(marks: Sequence[Mark], letters: Sequence[Box], segment: Segment) -> Mark | None:
    """The largest piece behind the last letter of a word that may be a comma or the foot of a
    semicolon; None where there is none."""
    x_height = segment.x_height
    last = max((box.right for box in letters), default=None)
    if last is None:
        return None
    low = [
        mark
        for mark in marks
        if mark.box.left >= last - OVERLAP * x_height
        and LEAST * x_height <= mark.box.height < LETTER * x_height
        and mark.box.width <= WIDEST * x_height
        and TOP[0] <= (mark.box.top - segment.base_at(mark.box)) / x_height <= TOP[1]
        and mark.box.bottom - segment.base_at(mark.box) <= LOWEST * x_height
    ]
    return max(low, key=lambda mark: int(mark.ink.sum()), default=None)


def with_ellipses(words: Sequence[Reading], segment: Segment) -> list[Reading]:
    """The words of a line with its ellipses behind the words that they follow; none without."""
    made, x_height = list(words), segment.x_height
    for box in segment.ellipses if made else ():
        apart = (box.width - box.height) / 2
        own = Reading("…" if apart >= ONE_LETTER * x_height else "...", SURE, place_of(box))
        made = _with_mark(made, own, JOINED * x_height, ends=True, before=CLOSING)
    return made


def with_quotes(words: Sequence[Reading], segment: Segment) -> list[Reading]:
    """The words of a line with its quotation marks before and behind their words; none without."""
    made = list(words)
    for quote in segment.quotes if made else ():
        own = Reading(quote.text, SURE, place_of(quote.box))
        reach = BESIDE * segment.x_height
        before = None if quote.opens else frozenset[str]()
        made = _with_mark(made, own, reach, ends=not quote.opens, before=before)
    return made


def with_bullet(words: Sequence[Reading], segment: Segment) -> list[Reading]:
    """The words of a line behind its bullet; none without."""
    if segment.bullet is None or not words:
        return list(words)
    return [Reading(segment.bullet.text, SURE, place_of(segment.bullet.box)), *words]


def _with_mark(
    words: Sequence[Reading],
    mark: Reading,
    reach: float,
    *,
    ends: bool,
    before: frozenset[str] | None,
) -> list[Reading]:
    """The words with a mark in its place, joined with what is no more than ``reach`` px away.

    ``ends``: whether it ends the word in front of it; ``before``: what a word behind it consists of
    that it begins, None for anything.
    """
    left, _, right, _ = mark.place
    at = sum(word.place[0] + word.place[2] < left + right for word in words)
    front, behind = list(words[:at]), list(words[at:])
    if ends and front and left - front[-1].place[2] <= reach:
        mark = _joined(front.pop(), mark)
    near = bool(behind) and behind[0].place[0] - right <= reach
    if near and (before is None or before.issuperset(behind[0].text)):
        mark = _joined(mark, behind.pop(0))
    return [*front, mark, *behind]


def _joined(first: Reading, second: Reading) -> Reading:
    """Two readings side by side as one word."""
    (left, *top_right), (_, *of_second) = first.place, second.place
    place = left, min(top_right[0], of_second[0]), of_second[1], max(top_right[2], of_second[2])
    others = (
        *((text + second.text, odds) for text, odds in first.alternatives),
        *((first.text + text, odds) for text, odds in second.alternatives),
    )
    sure = min(first.confidence, second.confidence)
    return Reading(first.text + second.text, sure, place, others)
