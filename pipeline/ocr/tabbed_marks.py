# SPDX-License-Identifier: Apache-2.0
"""Marks of list items that a tabulator parts from their text: ``1.``, ``a)``, ``II.``, ``-``.

Word processors number so. The mark stands as far from its text as a column does; alone it is too
little to be read well, or taken for a speck. It belongs to the line behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pipeline.model import Box
from pipeline.ocr.ink import Draft, Ink

# in x-heights
GAP = (0.9, 7.0)
"""From a mark to its text."""
WIDEST, INSIDE, ALONE = 3.4, 0.6, 3.0
"""Width of a mark; gap between its letters; what is free at its left, at least."""
ABOVE, BELOW = 1.8, 0.5
"""How far above and below the baseline its ink lies at most."""
SMALLEST = 0.1
"""Longer side of a piece of ink that is no dust."""
SAME = 0.6
"""How far from each other the marks of a list begin, and its texts."""
FEWEST, FEWEST_LETTERS = 2, 4
"""Marks below each other that make a list; letters of an item's first line."""
DOT, LOW = 0.4, 0.3
"""Sides of a full stop, and how far from the baseline its foot is, at most."""
BRACKET, NARROW = 1.25, 0.5
"""Height of a bracket at least; its width in heights at most."""


@dataclass(frozen=True)
class _Mark:
    """A mark before the line of this number: its components and box; where the text begins."""

    line: int
    labels: npt.NDArray[np.intp]
    box: Box
    text: int
    is_plain: bool


def with_marks(
    ink: Ink, drafts: Sequence[Draft], borders: Sequence[Box], x_height: float
) -> list[Draft]:
    """The drafts, each with the mark that a tabulator parts from it; the marks are none any more.

    A full stop or bracket makes a mark plain; others have to stand below each other.
    ``borders``: upright ruled lines; a mark and its text are on one side.
    """
    found = [
        mark
        for number, draft in enumerate(drafts)
        if len(draft.letters) >= FEWEST_LETTERS
        for mark in [_mark_of(ink, number, draft, x_height)]
        if mark is not None and not _is_parted(mark, draft, borders)
    ]
    marks = {
        mark.line: mark
        for mark in found
        if mark.is_plain or sum(_are_aligned(mark, other, x_height) for other in found) >= FEWEST
    }
    if not marks:
        return list(drafts)
    taken = np.concatenate([mark.labels for mark in marks.values()])
    made = []
    for number, draft in enumerate(drafts):
        if number in marks:
            letters = np.union1d(draft.letters, marks[number].labels)
            made.append(replace(draft, letters=letters, drawn_apart=True))
        elif not np.isin(draft.letters, taken).all():
            made.append(draft)
    return made


def _mark_of(ink: Ink, number: int, draft: Draft, x_height: float) -> _Mark | None:
    """What stands alone before a line and may be a mark."""
    text = draft.span(ink)[0]
    base = draft.base(text)
    near = ink.small(x_height) & (ink.right <= text + 1)
    near &= ink.right > text - (GAP[1] + WIDEST + ALONE) * x_height
    near &= (ink.top > base - ABOVE * x_height) & (ink.bottom < base + BELOW * x_height)
    near &= np.maximum(ink.width, ink.height) >= SMALLEST * x_height
    near[draft.letters] = False
    before = np.flatnonzero(near)
    before = before[np.argsort(-ink.right[before], kind="stable")]
    labels: list[int] = []
    left = float(text)
    for label in before.tolist():
        gap = left - int(ink.right[label])
        if not labels and gap < GAP[0] * x_height:
            return None  # a piece of the text
        if labels and gap > INSIDE * x_height:
            if gap < ALONE * x_height:
                return None
            break
        labels.append(label)
        left = min(left, float(ink.left[label]))
    if not labels:
        return None
    own = np.array(labels, np.intp)
    box = ink.box_of(own)
    assert box is not None
    if text - box.right > GAP[1] * x_height or box.width > WIDEST * x_height:
        return None
    last = int(own[ink.right[own].argmax()])
    side = max(int(ink.width[last]), int(ink.height[last]))
    dotted = side <= DOT * x_height and abs(int(ink.bottom[last]) - base) <= LOW * x_height
    bracket = ink.height[last] >= BRACKET * x_height
    bracket &= ink.width[last] <= NARROW * ink.height[last]
    return _Mark(number, own, box, text, len(own) > 1 and bool(dotted or bracket))


def _is_parted(mark: _Mark, draft: Draft, borders: Sequence[Box]) -> bool:
    """Whether a border of a table stands between a mark and its text."""
    base = draft.base(mark.text)
    return any(
        mark.box.left < (box.left + box.right) / 2 < mark.text and box.top < base < box.bottom
        for box in borders
    )


def _are_aligned(mark: _Mark, other: _Mark, x_height: float) -> bool:
    """Whether two marks begin below each other, and their texts; each does with itself."""
    begin = abs(mark.box.left - other.box.left) <= SAME * x_height
    return begin and abs(mark.text - other.text) <= SAME * x_height
