# SPDX-License-Identifier: Apache-2.0
"""White lines across the page, which clogged nozzles and spoiled drums leave, are closed.

They cut the letters of a line of text in two, and neither half is read. Such a row of the page has
no ink, while right above and right below it ink stands at the same places; between marks and
letters, or letters and what underlines them, it does not. Lines are looked for before the page is
set straight and its letters are measured, for halves of letters tell wrong heights: in narrow
strips, and followed from strip to strip.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.cleanup.print_size import ink_mask
from pipeline.cleanup.sheet import Sheet
from pipeline.cleanup.streaks import runs_of

Flags = npt.NDArray[np.bool_]

STRIPS, DRIFT = 30, 2
"""Strips of a page; by how much a line rises or falls from one to the next, px."""
WIDEST = 1 / 600
"""Width of a white line as a share of the page's height, at most."""
FEWEST, FEWEST_IN_STRIP = 20, 3
"""Strokes that it cuts, at least."""
MOST_CROSSING = 0.12
"""Ink on it as a share of that beside it, at most: of pens and stamps that came later."""
LEAST_ALIKE = 0.6
"""Share of the ink on either side that goes on beyond it, at least."""
LONGEST, MOST_LONG = 1 / 60, 0.2
"""Length of a letter's stroke along it, as a share of the page's width, and the share of ink in
longer ones (rules), at most."""


@dataclass(frozen=True)
class _Cut:
    """A piece of a white line: its rows in a strip, and the columns of the strokes it cuts."""

    strip: int
    top: int
    width: int
    columns: Flags

    @property
    def strokes(self) -> int:
        """How many strokes it cuts."""
        return len(runs_of(self.columns))


def close(sheet: Sheet) -> tuple[Sheet, dict[str, Any] | None]:
    """Close the white lines of a gray page that stands upright."""
    ink = ink_mask(sheet.image) > 0
    edges = np.linspace(0, sheet.width, STRIPS + 1).astype(int).tolist()
    strips = [slice(left, right) for left, right in pairwise(edges)]
    widest, longest = max(2, round(WIDEST * sheet.height)), LONGEST * sheet.width
    inked = [ink[:, strip].sum(1).tolist() for strip in strips]
    cuts = [
        cut
        for number, strip in enumerate(strips)
        for cut in _cuts_of(ink[:, strip], inked[number], number, widest, longest)
    ]
    lines = [line for line in _lines_of(cuts) if _is_white(line, inked)]
    if not lines:
        return sheet, None
    out = sheet.image.copy()
    for line in lines:
        by_strip = {cut.strip: cut for cut in line}
        for number, strip in enumerate(strips):
            near = min(line, key=lambda cut: abs(cut.strip - number))
            cut = by_strip.get(number) or _rest_of_line(
                ink[:, strip], inked[number], number, near, widest
            )
            if cut is not None:
                _close(out[:, strip], cut)
    return sheet.redrawn(out), {"white_lines": len(lines)}


def _cuts_of(
    ink: Flags, inked: Sequence[int], strip: int, widest: int, longest: float
) -> Iterator[_Cut]:
    """The pieces of white lines in a strip of the page, from the top.

    ``inked``: ink of each row, px.
    """
    ink = ink.copy()  # in which they are closed as they are found
    top = 2
    while top < len(ink) - widest - 1:
        width = _blank_rows(inked, top, widest)
        # strokes, not dots of a screen: two rows of ink
        above, below = ink[top - 1] & ink[top - 2], ink[top + width]
        columns = _strokes_cut(above, below, width, longest) if width else None
        if columns is not None:
            yield _Cut(strip, top, width, columns)
            ink[top : top + width] |= columns
        top += max(width, 1)


def _rest_of_line(
    ink: Flags, inked: Sequence[int], strip: int, near: _Cut, widest: int
) -> _Cut | None:
    """The piece of a line in a strip where few strokes tell it; ``near``: that next to it."""
    for away in sorted(range(-DRIFT, DRIFT + 1), key=abs):
        top = near.top + away
        if 2 <= top < len(ink) - widest - 1 and (width := _blank_rows(inked, top, widest)):
            columns = _columns_cut(ink[top - 1], ink[top + width], width)
            return _Cut(strip, top, width, columns)
    return None


def _blank_rows(inked: Sequence[int], top: int, widest: int) -> int:
    """How many rows from ``top`` on have hardly any ink; 0 where they are none, or too many, or
    have no ink above or below. ``inked``: ink of each row, px.
    """
    if inked[top - 1] < FEWEST_IN_STRIP or inked[top] > MOST_CROSSING * inked[top - 1]:
        return 0
    for width in range(1, widest + 1):
        if inked[top + width] > max(inked[top : top + width]) / MOST_CROSSING:
            return width if inked[top + width] >= FEWEST_IN_STRIP else 0
    return 0


def _strokes_cut(above: Flags, below: Flags, width: int, longest: float) -> Flags | None:
    """The columns of the strokes that ``width`` blank rows cut, None if these are no cut."""
    cut = _columns_cut(above, below, width)
    most = max(int(above.sum()), int(below.sum()))
    both = min(int((above & cut).sum()), int((below & cut).sum()))
    if both < LEAST_ALIKE * most or len(runs_of(cut)) < FEWEST_IN_STRIP:
        return None
    for side in (above, below):
        lengths = [last - first for first, last in runs_of(side)]
        if sum(length for length in lengths if length > longest) > MOST_LONG * sum(lengths):
            return None
    return cut


def _columns_cut(above: Flags, below: Flags, width: int) -> Flags:
    reach = 1 + width // 3  # of slanted strokes
    return (above & _widened(below, reach)) | (below & _widened(above, reach))


def _widened(row: Flags, reach: int) -> Flags:
    kernel = np.ones((1, 2 * reach + 1), np.uint8)
    return np.asarray(cv2.dilate(row.astype(np.uint8)[None], kernel)[0], np.bool_)


def _lines_of(cuts: Sequence[_Cut]) -> list[list[_Cut]]:
    """The pieces followed from strip to strip; ``cuts`` from the left."""
    lines: list[list[_Cut]] = []
    for cut in cuts:
        for line in lines:
            apart = cut.strip - line[-1].strip
            if apart > 0 and abs(cut.top - line[-1].top) <= DRIFT * apart:
                line.append(cut)
                break
        else:
            lines.append([cut])
    return lines


def _is_white(line: Sequence[_Cut], inked: Sequence[Sequence[int]]) -> bool:
    """Whether a line cuts many strokes, and more strips than have ink in its place.

    ``inked``: ink of each row of the strips, px.
    """
    if sum(cut.strokes for cut in line) < FEWEST:
        return False
    cut_through = {cut.strip for cut in line}
    against = 0
    for strip, rows in enumerate(inked):
        if strip not in cut_through:
            near = min(line, key=lambda cut: abs(cut.strip - strip))
            beside = rows[max(0, near.top - DRIFT) : near.top + near.width + DRIFT]
            against += min(beside) >= FEWEST_IN_STRIP
    return against <= len(cut_through) / 2


def _close(image: npt.NDArray[np.uint8], cut: _Cut) -> None:
    """Fill a cut of a strip with the ink beside it."""
    rows = slice(cut.top, cut.top + cut.width)
    darkest = np.minimum(image[cut.top - 1], image[cut.top + cut.width])[cut.columns]
    image[rows, cut.columns] = np.minimum(image[rows, cut.columns], darkest)
