# SPDX-License-Identifier: Apache-2.0
"""Quotation marks told by their ink.

Amendments quote whole clauses: a line begins with `“2. ` and ends with `.”.`. Tesseract reads that
as `*2,`, and `“9.` as `“0,`; it loses the last full stop. The marks are taken out of the line
before it is read, and set beside their words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pipeline.model import Box
from pipeline.ocr.ink import Draft, Ink

# in x-heights
WIDTH, HEIGHT, FILLED = (0.1, 0.5), (0.3, 0.68), 0.4
"""Of each of the two strokes of a quotation mark; share of its box that is ink, at least."""
LOWEST, HIGHEST = 0.7, 1.9
"""How far above the baseline a stroke ends, at least, and begins, at most."""
CLOSE, ALIKE = 0.25, 0.15
"""Gap between the two, at most, and how much their height and place vary, a pixel at least."""
OVERLAP = 0.1
"""How far a letter beside it may reach under it."""
CURLY = 0.47
"""Width of curved strokes to their height at least: 0.5 to 0.75, of straight ones 0.33 to 0.45 (in
small or coarse print more)."""
BESIDE, NEARER = 0.8, 0.15
"""Gap to the word that it belongs to, at most, and how much less it is than that to the other."""
REACH = 1.2
"""How far before and behind a line the rest of a quotation mark is, at most."""
MARK, TOP_OF_MARK, BEFORE_MARK, BEHIND_MARK, DASH = 0.65, 0.55, 0.15, 0.5, 1.6
"""Sides of a full stop or comma behind it, how far above the baseline that begins at most; how far
before the middle of the two strokes it begins at most, and behind their end; width to height of a
dash, which is none."""
HANGS = 0.1
"""How far below the baseline the end of a comma is, at least. On worn pages of 150 to 240 dpi 99 of
100 full stops end by 0.07, half of the commas that were read as full stops below 0.06."""


@dataclass(frozen=True)
class Quote:
    """A quotation mark: its box, px of the cleaned page, its ``text`` with the mark that follows it
    (`”.`), whether it ``opens``, and the ``labels`` of its ink."""

    box: Box
    text: str
    opens: bool
    labels: tuple[int, ...]


def quotes_of(
    ink: Ink, lines: Sequence[Draft], owner: npt.NDArray[np.int32], x_height: float
) -> dict[int, list[Quote]]:
    """Quotation marks by the number of their line, left to right.

    ``owner``: lines of components, -1 for none, more than there are lines for those of raised
    numbers; ``x_height``: of the page, px.
    """
    strokes = ink.area >= FILLED * ink.width * ink.height
    for side, (least, most) in ((ink.width, WIDTH), (ink.height, HEIGHT)):
        strokes &= (side >= least * x_height) & (side <= most * x_height)
    pieces = np.flatnonzero(np.maximum(ink.width, ink.height) <= HEIGHT[1] * x_height)
    found: dict[int, list[Quote]] = {}
    taken: set[int] = set()
    for number in np.unique(owner[strokes & (owner >= 0) & (owner < len(lines))]).tolist():
        own = np.flatnonzero(owner == number)
        loose = pieces[owner[pieces] != number]
        own = np.r_[own, _beyond(ink, loose, own, lines[number], x_height)]
        own = own[np.argsort(ink.left[own], kind="stable")]
        line = _Line(ink, lines[number], own, x_height)
        raised = [n for n in range(len(own)) if strokes[own[n]] and line.is_raised(n)]
        for first, second in pairwise(raised):
            is_own = number in owner[own[[first, second]]]
            quote = line.quote(first, second) if is_own else None
            if quote is not None and taken.isdisjoint(quote.labels):
                found.setdefault(number, []).append(quote)
                taken.update(quote.labels)
    return found


def _beyond(
    ink: Ink,
    loose: npt.NDArray[np.intp],
    own: npt.NDArray[np.intp],
    line: Draft,
    x_height: float,
) -> npt.NDArray[np.intp]:
    """Small pieces right before or behind a line that are of none, or of what goes on behind it."""
    left, right = int(ink.left[own].min()), int(ink.right[own].max())
    base = line.offset + line.slope * ink.left[loose]
    near = ink.right[loose] > left - REACH * x_height
    near &= ink.left[loose] < right + REACH * x_height
    inside = WIDTH[1] * x_height  # the feet of a semicolon lie below its head
    near &= (ink.right[loose] <= left + inside) | (ink.left[loose] >= right - inside)
    near &= ink.top[loose] >= base - HIGHEST * x_height
    near &= ink.bottom[loose] <= base + MARK * x_height
    return loose[near]


@dataclass(frozen=True)
class _Line:
    """The ink of a line, ``own`` its labels from left to right."""

    ink: Ink
    draft: Draft
    own: npt.NDArray[np.intp]
    x_height: float

    def is_raised(self, n: int) -> bool:
        """Whether a piece hangs as high as a quotation mark."""
        label = self.own[n]
        base = self._base(label)
        low, high = base - self.ink.bottom[label], base - self.ink.top[label]
        return bool(low >= LOWEST * self.x_height and high <= HIGHEST * self.x_height)

    def _base(self, label: int) -> float:
        return self.draft.base((self.ink.left[label] + self.ink.right[label]) / 2)

    def quote(self, first: int, second: int) -> Quote | None:
        """The quotation mark that two pieces are, or None."""
        ink, pair = self.ink, self.own[[first, second]]
        slack = max(1.0, ALIKE * self.x_height)
        gap = ink.left[pair[1]] - ink.right[pair[0]]
        alike = max(np.ptp(ink.top[pair]), np.ptp(ink.height[pair])) <= slack
        box = ink.box_of(pair)
        if box is None or not alike or gap > CLOSE * self.x_height:
            return None
        others = np.delete(self.own, [first, second])
        marks = self._marks_behind(others, box)
        others = np.setdiff1d(others, marks)
        large = others[ink.height[others] > MARK * self.x_height]
        slack = OVERLAP * self.x_height
        if ((ink.left[large] < box.right - slack) & (ink.right[large] > box.left + slack)).any():
            return None  # the marks of a letter
        opens = self._opens(others, box)
        if opens is None:
            return None
        curly = (ink.width[pair] / ink.height[pair]).mean() >= CURLY
        text = ("“" if opens else "”") if curly else '"'
        if opens:
            return Quote(box, text, opens, tuple(pair.tolist()))
        whole = ink.box_of(np.r_[pair, marks])
        assert whole is not None
        labels = (*pair.tolist(), *marks.tolist())
        return Quote(whole, text + self._text_of(marks), opens, labels)

    def _marks_behind(self, others: npt.NDArray[np.intp], box: Box) -> npt.NDArray[np.intp]:
        """The pieces of a full stop, comma, colon or semicolon behind a closing mark."""
        ink, x_height = self.ink, self.x_height
        middle = (box.left + box.right) / 2
        base = self.draft.base(middle)
        small = np.maximum(ink.width[others], ink.height[others]) <= MARK * x_height
        small &= ink.width[others] < DASH * ink.height[others]
        small &= ink.left[others] >= middle - BEFORE_MARK * x_height
        small &= ink.left[others] <= box.right + BEHIND_MARK * x_height
        low = ink.top[others] >= base - TOP_OF_MARK * x_height
        foot = others[small & low]
        if not len(foot):
            return foot
        foot = foot[:1]
        over = small & ~low & (ink.top[others] >= base - 1.1 * x_height)
        over &= np.abs(ink.left[others] - ink.left[foot[0]]) <= 0.2 * x_height
        return np.r_[foot, others[over][:1]]

    def _text_of(self, marks: npt.NDArray[np.intp]) -> str:
        if not len(marks):
            return ""
        hangs = self.ink.bottom[marks[0]] - self._base(marks[0]) >= HANGS * self.x_height
        return (",;" if hangs else ".:")[len(marks) - 1]

    def _opens(self, others: npt.NDArray[np.intp], box: Box) -> bool | None:
        """Whether the word behind it is nearer than the one before; None where it is not plain."""
        before = box.left - self.ink.right[others[self.ink.left[others] < box.left]]
        behind = self.ink.left[others[self.ink.left[others] >= box.left]] - box.right
        gaps = [
            float(gap.min()) / self.x_height if len(gap) else np.inf for gap in (before, behind)
        ]
        if min(gaps) > BESIDE or abs(gaps[0] - gaps[1]) < NEARER:
            return None
        return gaps[1] < gaps[0]
