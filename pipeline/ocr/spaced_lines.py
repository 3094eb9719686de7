# SPDX-License-Identifier: Apache-2.0
"""Justified lines whose words stand as far apart as columns do.

Before a word that does not fit (a web address, a code) the few words of a justified line are drawn
apart. They are told from columns by their gaps, all of them alike, and by the lines of their
paragraph.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.model import Box
from pipeline.ocr.ink import Draft, Ink

SAME_BASE = 0.4
"""How far apart the baselines of a line's pieces are at most, in x-heights."""
NEXT_LINE = (1.2, 4.0)
"""How far above or below the paragraph's next line stands, in x-heights."""
MARGIN, DEEPEST = 1.0, 9.0
"""How far from the margin a line ends or begins; how far in a paragraph may begin, in x-heights."""
FEWEST_LETTERS, FEWEST_LINES = 20, 2
"""Letters of a line in one piece; such lines that tell where the right margin is."""
ALIKE, INSIDE_WORDS = (0.6, 0.2), 0.5
"""How much the widest gap exceeds the narrowest: in x-heights or as a share of it; widest gap
inside a word, in x-heights."""
WIDEST_OF_TWO, WIDEST = 6.0, 14.0
"""Widest gap of three words, and of more, in x-heights."""
NARROW, SPACE = 1.2, 0.8
"""Widest space that is left as it is, and what is left of wider ones, in x-heights."""
ZONE = (1.0, 0.3)
"""How far above and below the baseline ink tells where words end, in x-heights."""


@dataclass(frozen=True)
class _Piece:
    """A draft and the ends of its letters, px."""

    draft: Draft
    left: int
    right: int


def joined(
    ink: Ink, drafts: Sequence[Draft], borders: Sequence[Box], x_height: float
) -> list[Draft]:
    """The drafts, the pieces of each line that is drawn apart made one.

    ``borders``: upright ruled lines; no line goes on over one.
    """
    pieces = [_Piece(draft, *draft.span(ink)) for draft in drafts]
    lines = {id(draft): draft for draft in drafts}
    for row in _rows(pieces, x_height):
        if len(row) > 1 and _is_drawn_apart(ink, row, pieces, borders, x_height):
            longest = _longest(row)
            letters = np.concatenate([piece.draft.letters for piece in row])
            for piece in row[1:]:
                del lines[id(piece.draft)]
            lines[id(row[0].draft)] = replace(longest, letters=letters, drawn_apart=True)
    return list(lines.values())


def _longest(row: Sequence[_Piece]) -> Draft:
    return max((piece.draft for piece in row), key=lambda draft: len(draft.letters))


def _rows(pieces: Sequence[_Piece], x_height: float) -> list[list[_Piece]]:
    """Pieces on one baseline, left to right."""
    rows: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.left):
        base = piece.draft.base(piece.left)
        for row in rows:
            before = row[-1]
            gap = piece.left - before.right
            level = abs(base - before.draft.base(piece.left)) < SAME_BASE * x_height
            if level and 0 < gap <= WIDEST * x_height:
                row.append(piece)
                break
        else:
            rows.append([piece])
    return rows


def _is_drawn_apart(
    ink: Ink,
    row: Sequence[_Piece],
    pieces: Sequence[_Piece],
    borders: Sequence[Box],
    x_height: float,
) -> bool:
    left, right = row[0].left, row[-1].right
    base = row[0].draft.base((left + right) / 2)
    if any(left < box.left < right and box.top < base < box.bottom for box in borders):
        return False
    if not _is_of_paragraph((left, right, base), pieces, x_height):
        return False
    gaps = _gaps(ink, row, x_height)
    wide = gaps[gaps > INSIDE_WORDS * x_height]
    widest = WIDEST if len(wide) > 2 else WIDEST_OF_TWO
    if len(wide) < 2 or wide.max() > widest * x_height:
        return False
    return bool(np.ptp(wide) <= max(ALIKE[0] * x_height, ALIKE[1] * wide.max()))


def _is_of_paragraph(
    place: tuple[float, float, float], pieces: Sequence[_Piece], x_height: float
) -> bool:
    """Whether what stands at ``place`` (left, right, base) is a line of a paragraph.

    It ends at the right margin, and the next line is in one piece: a full one above or below, or
    below it any that begins at the left margin.
    """
    left, right, base = place
    ends = 0
    beside = False
    for piece in pieces:
        if len(piece.draft.letters) < FEWEST_LETTERS:
            continue
        full = abs(piece.right - right) < MARGIN * x_height
        ends += full
        below = (piece.draft.base((left + right) / 2) - base) / x_height
        near = NEXT_LINE[0] < abs(below) < NEXT_LINE[1]
        if near and abs(piece.left - left) < DEEPEST * x_height:
            beside |= full or (below > 0 and piece.left < left + MARGIN * x_height)
    return beside and ends >= FEWEST_LINES


def wide_spaces(ink: Ink, own: npt.NDArray[Any], x_height: float) -> list[tuple[int, int]]:
    """Begin and end, px, of the spaces between words of a line whose components are ``own``, but
    for what is left for a reader: it takes the mark behind a word for a speck where the next word
    is far away."""
    kept = SPACE * x_height / 2
    spaces = _free(ink.left[own], ink.right[own])
    wide = spaces[np.diff(spaces, axis=1)[:, 0] > NARROW * x_height]
    return [(round(begin + kept), round(end - kept)) for begin, end in wide.tolist()]


def _free(left: npt.NDArray[Any], right: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Begin and end of the columns between boxes, px, shape (n, 2), left to right."""
    order = np.argsort(left)
    reached = np.maximum.accumulate(right[order])
    begins, ends = reached[:-1], left[order][1:]
    apart = ends > begins
    return np.stack([begins[apart], ends[apart]], axis=1)


def _gaps(ink: Ink, row: Sequence[_Piece], x_height: float) -> npt.NDArray[Any]:
    """Widths of the blank columns between the first letter of a row and its last, px."""
    longest = _longest(row)
    base = longest.offset + longest.slope * (ink.left + ink.right) / 2
    near = (ink.bottom > base - ZONE[0] * x_height) & (ink.top < base + ZONE[1] * x_height)
    near &= (ink.left >= row[0].left) & (ink.right <= row[-1].right) & ink.small(x_height)
    return np.asarray(np.diff(_free(ink.left[near], ink.right[near]), axis=1)[:, 0])
