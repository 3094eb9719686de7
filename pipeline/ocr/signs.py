# SPDX-License-Identifier: Apache-2.0
"""Signs that Tesseract's Vietnamese model has no letters for, told by their ink: ≤ ≥ ± ÷.

It reads them as < > + and ÷ as a dash, a plus or a z; "at most 40 %" becomes "less than". What the
ink of such a word shows besides is plain: a bar below the sign, a dot above and below a bar.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from pipeline.cleanup.print_size import is_dash_shape
from pipeline.model import Box
from pipeline.ocr.combining import Reading
from pipeline.ocr.segments import Segment, Segmentation
from pipeline.ocr.told_by_ink import Mark, marks_in, marks_inside

WITH_BAR = {"<": "≤", ">": "≥", "+": "±"}
_BARRED = re.compile("[<>+]")
_PARTED = re.compile(r"[-–—+:z~=]")
"""What ÷ is read as, between numbers."""
LONGEST = 2
"""Letters that a bracket and ≥ together are read as."""
BRACKET = (1.4, 0.5)
"""Height of a bracket in x-heights at least, and its width in heights at most."""
# in x-heights of the line
TALL, WIDE = (0.35, 1.2), (0.4, 1.4)
"""Height and width of < > + without a bar."""
GAP = 0.4
"""Gap between a sign and its bar, or the dots of ÷ and its bar, at most."""
DOT, ROUND, BESIDE = (0.1, 0.4), 1.7, 0.2
"""Sides of a dot of ÷, longer to shorter; how far its middle is from that of the bar."""
SHARED = 0.7
"""Share of a bar's width that its sign stands above; share of a sign's width that a row of a bar
fills."""
END, TURNED, CENTRED = 0.25, 0.3, 0.2
"""Share of the rows at each end of a sign; how far the middle of < lies beside its ends, and that
of + at most, in widths."""


def with_signs(
    words: Sequence[Reading], segmentation: Segmentation, segment: Segment
) -> list[Reading]:
    """The words of a line with the signs that their ink has for those that were read."""
    texts = [word.text for word in words]
    made = []
    for at, word in enumerate(words):
        sign = None
        if len(_BARRED.findall(word.text)) == 1:
            sign = _barred(word, segmentation, segment)
        elif len(word.text) <= LONGEST and texts[at + 1 : at + 2] and texts[at + 1][0].isdigit():
            sign = _behind_bracket(word, segmentation, segment)
        if sign is None and _may_be_divided(texts, at):
            sign = _divided(word, segmentation, segment)
        made.append(word.corrected(sign) if sign else word)
    return made


def _may_be_divided(texts: Sequence[str], at: int) -> bool:
    """Whether a word may hold ÷ between two numbers, or is it."""
    text = texts[at]
    if _PARTED.fullmatch(text):
        beside = [*texts[max(0, at - 1) : at], *texts[at + 1 : at + 2]]
        return at > 0 and all(any(map(str.isdigit, other)) for other in beside)
    inside = _PARTED.findall(text)
    return len(inside) == 1 and text[0].isdigit() and text[-1].isalnum()


def _barred(word: Reading, segmentation: Segmentation, segment: Segment) -> str | None:
    """The word with ≤ ≥ ± where its ink has a bar below the sign."""
    (read,) = _BARRED.findall(word.text)
    marks = marks_in(segmentation, segment, word.place)
    for sign in (*_over_bars(marks, segment.x_height), *_with_their_bars(marks, segment.x_height)):
        if _shape(sign) == read:
            return word.text.replace(read, WITH_BAR[read])
    return None


def _behind_bracket(word: Reading, segmentation: Segmentation, segment: Segment) -> str | None:
    """``(≥`` and ``(≤`` for a word, read as a letter, whose ink is nothing else."""
    marks = marks_in(segmentation, segment, word.place)
    if len(marks) != 3 or marks[0].box.height < BRACKET[0] * segment.x_height:
        return None
    if marks[0].box.width > BRACKET[1] * marks[0].box.height:
        return None
    shapes = [_shape(ink) for ink in _over_bars(marks[1:], segment.x_height)]
    return "(" + WITH_BAR[shapes[0]] if shapes and shapes[0] in ("<", ">") else None


def _over_bars(marks: Sequence[Mark], x_height: float) -> list[npt.NDArray[np.bool_]]:
    """Ink of the marks right above a bar."""
    found = []
    for bar in (mark.box for mark in marks if _is_bar(mark.box, x_height)):
        for mark in marks:
            over = min(bar.right, mark.box.right) - max(bar.left, mark.box.left)
            near = -1 <= bar.top - mark.box.bottom <= GAP * x_height
            if near and over >= SHARED * bar.width and _is_sign(mark.box, x_height):
                found.append(mark.ink)
    return found


def _with_their_bars(marks: Sequence[Mark], x_height: float) -> list[npt.NDArray[np.bool_]]:
    """Ink of the marks that end in a bar which touches them, the bar taken off."""
    found = []
    for mark in marks:
        full = mark.ink.sum(axis=1) >= SHARED * mark.box.width
        rest = len(full)
        if not full[-1]:  # a rough edge
            rest -= 1
        if not full[rest - 1]:
            continue
        while rest > 0 and full[rest - 1]:
            rest -= 1
        box = replace(mark.box, bottom=mark.box.top + rest)
        if rest > 0 and _is_sign(box, x_height):
            found.append(mark.ink[:rest])
    return found


def _is_bar(box: Box, x_height: float) -> bool:
    return bool(is_dash_shape(np.array(box.width), np.array(box.height), x_height))


def _is_sign(box: Box, x_height: float) -> bool:
    tall, wide = box.height / x_height, box.width / x_height
    return TALL[0] <= tall <= TALL[1] and WIDE[0] <= wide <= WIDE[1]


def _shape(ink: npt.NDArray[np.bool_]) -> str:
    """``<``, ``>`` or ``+`` for ink that is turned so; "" for any other."""
    height, width = ink.shape
    ends = max(1, round(END * height))
    half = max(1, ends // 2)
    middle = ink[height // 2 - half : height // 2 + half + 1]
    if not all(rows.any() for rows in (ink[:ends], middle, ink[-ends:])):
        return ""
    if max(rows.any(axis=0).sum() for rows in (ink[:half], ink[-half:])) > SHARED * width:
        return ""
    centres = [float(np.nonzero(rows)[1].mean()) / width for rows in (ink[:ends], middle)]
    last = float(np.nonzero(ink[-ends:])[1].mean()) / width
    beside = [end - centres[1] for end in (centres[0], last)]
    if min(beside) >= TURNED:
        return "<"
    if max(beside) <= -TURNED:
        return ">"
    crossed = middle.sum(axis=1).max() >= SHARED * width
    return "+" if crossed and max(map(abs, beside)) <= CENTRED else ""


def _divided(word: Reading, segmentation: Segmentation, segment: Segment) -> str | None:
    """The word with ÷ where its ink has a dot above and one below a bar."""
    x_height = segment.x_height
    left, top, right, bottom = map(round, word.place)
    high = round(GAP * x_height + DOT[1] * x_height)  # its dots may be no part of the line
    around = Box(left - 1, top - high, right + 1, bottom + high)
    marks = [mark.box for mark in marks_inside(segmentation, around)]
    dots = [box for box in marks if _is_dot(box, x_height)]
    for bar in (box for box in marks if _is_bar(box, x_height)):
        middle = bar.left + bar.right
        near = [d for d in dots if abs(d.left + d.right - middle) <= 2 * BESIDE * x_height]
        above = any(0 <= bar.top - dot.bottom <= GAP * x_height for dot in near)
        below = any(0 <= dot.top - bar.bottom <= GAP * x_height for dot in near)
        if above and below:
            return _PARTED.sub("÷", word.text)
    return None


def _is_dot(box: Box, x_height: float) -> bool:
    shorter, longer = sorted((box.width, box.height))
    return DOT[0] * x_height <= shorter <= longer <= min(DOT[1] * x_height, ROUND * shorter)
