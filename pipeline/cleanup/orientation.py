# SPDX-License-Identifier: Apache-2.0
"""Orientation: pages scanned sideways or upside down are turned by quarter turns.

Which way lines run is told by the sharpness of projections. Which way is up is told by what
nearly all letters share: the line they stand on, while their heads are at many heights; and, where
that does not tell, by what is particular to Vietnamese: nearly every second syllable bears a mark,
and marks (and the dots of i) stand above the letters far more often than below (only the dot of
ạ ẹ ị ọ ụ ỵ does). In thick print they melt into their letters, but for those dots.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.cleanup.print_size import (
    Components,
    components_of,
    ink_mask,
    letter_like,
    levels,
    measured_x_height,
)
from pipeline.cleanup.sheet import Sheet, gray_of

FEWEST_LETTERS, MIN_MARKS = 60, 25
"""Fewer letters, or detached marks, do not tell which way is up."""
MORE_MARKS, MORE_THAN_FEET = 1.25, 2.0
"""Marks on one side to those on the other that tell it, where feet are for it and against it: of
thin print the serifs of digits break off below."""
FEW_LETTERS, FEW_MARKS, PLAINLY = 200, 12, 2.5
"""So many letters, as on the cover of a report, tell by their feet only what is plain, all the more
if they are capitals; that many marks tell it where so many times more are on one side."""
IN_ROW, BESIDE, LEVEL = 8, 6.0, 0.15
"""Marks beside each other on one level, within so many x-heights on either side, and how level:
those of letters are fewer, dotted lines between the rows of a table have more."""
SHARPER, MUCH_SHARPER, FINE = 1.08, 1.25, 0.3
"""How much sharper feet than heads gather on lines: 1.15 to 1.7 times on 65 pages, thick, thin,
typed and in columns among them, and the same the other way when upside down; of few letters; of
the distance by which lines are told, the share by which these are."""


def turn(sheet: Sheet) -> tuple[Sheet, dict[str, Any] | None]:
    """Turn the page upright. Lossless; the text decides, not the shape of the paper."""
    gray = gray_of(sheet.image)
    step = max(1, round(min(gray.shape) / 1800))
    quarter_turns = upright_turns(
        components_of(ink_mask(np.ascontiguousarray(gray[::step, ::step])))
    )
    if quarter_turns == 0:
        return sheet, None
    height, width = gray.shape
    image = np.ascontiguousarray(np.rot90(sheet.image, quarter_turns))
    matrix = {
        1: np.array([[0.0, 1, 0], [-1, 0, width - 1], [0, 0, 1]]),
        2: np.array([[-1.0, 0, width - 1], [0, -1, height - 1], [0, 0, 1]]),
        3: np.array([[0.0, -1, height - 1], [1, 0, 0], [0, 0, 1]]),
    }[quarter_turns]
    return sheet.moved(image, matrix, 1.0), {"turned": 90 * quarter_turns}


def upright_turns(components: Components) -> int:
    """How many quarter turns counter-clockwise set the print upright: 0..3 (0 if in doubt)."""
    x_height = measured_x_height(components)
    if x_height is None:
        return 0
    letters = _letters(components, x_height)
    if len(letters) < FEWEST_LETTERS:
        return 0
    across = _line_sharpness(letters.top + letters.height / 2, letters.left, x_height)
    along = _line_sharpness(letters.left + letters.width / 2, letters.top, x_height)
    sideways = along > 1.3 * across
    if sideways:  # as it stands with its right side up
        components = _turned(components)
        x_height = measured_x_height(components) or x_height
        letters = _letters(components, x_height)
    return int(sideways) + 2 * int(_is_upside_down(components, letters, x_height))


def _letters(components: Components, x_height: float) -> Components:
    """Components of about the size of a letter."""
    return components.those(
        letter_like(components)
        & (components.height < 3 * x_height)
        & (components.width < 3 * x_height)
        & (np.maximum(components.height, components.width) > 0.7 * x_height)
    )


def _turned(components: Components) -> Components:
    """The components of the page after a quarter turn counter-clockwise."""
    c = components
    right = c.left + c.width
    return Components(c.top, right.max(initial=0) - right, c.height, c.width, c.area)


def _is_upside_down(components: Components, letters: Components, x_height: float) -> bool:
    """Whether heads, not feet, gather on lines; where that does not tell, as in capitals and
    digits, whether marks stand below the letters."""
    if len(letters) < FEWEST_LETTERS:
        return False
    feet_to_heads = _feet_to_heads(letters, x_height)
    if len(letters) < FEW_LETTERS:
        above, below = _marks_above_and_below(components, letters, x_height)
        fewer, more = sorted((above, below))
        if above + below >= FEW_MARKS and more >= PLAINLY * fewer:
            return below > above and feet_to_heads < SHARPER
        return feet_to_heads < 1 / MUCH_SHARPER
    if not 1 / SHARPER < feet_to_heads < SHARPER:
        return feet_to_heads < 1
    above, below = _marks_above_and_below(components, letters, x_height)
    times = MORE_MARKS if feet_to_heads < 1 else MORE_THAN_FEET
    return above + below >= MIN_MARKS and below > times * above


def _feet_to_heads(letters: Components, x_height: float) -> float:
    """How sharply the feet of letters gather on lines, to how sharply their heads do."""
    of_heads, of_feet = (
        _line_sharpness(at, letters.left, FINE * x_height)
        for at in (letters.top, letters.top + letters.height)
    )
    return of_feet / of_heads


def _line_sharpness(position: Any, other: Any, x_height: float) -> float:
    """How sharply letters gather on lines: pairs of neighbours level with each other."""
    return sum(float((bins**2).sum()) for bins in levels(position, other, x_height))


def _marks_above_and_below(
    components: Components, letters: Components, x_height: float
) -> tuple[int, int]:
    """How many small marks stand right above a letter, how many right below."""
    small = components.those(
        (np.maximum(components.width, components.height) < 0.75 * x_height)
        & (np.minimum(components.width, components.height) >= max(2, 0.1 * x_height))
        & (components.area >= 4)
    )
    small_x = small.left + small.width / 2
    small_y = small.top + small.height / 2
    apart = ~_in_rows(small_x, small_y, x_height)
    small_x, small_y = small_x[apart], small_y[apart]
    if len(small_x) == 0:
        return 0, 0
    x0, x1 = letters.left.astype(float), letters.left + letters.width
    y0, y1 = letters.top.astype(float), letters.top + letters.height
    order = np.argsort(y0)
    x0, x1, y0, y1 = x0[order], x1[order], y0[order], y1[order]
    above = below = 0
    for x, y in zip(small_x, small_y, strict=True):
        low, high = np.searchsorted(y0, [y - 3 * x_height, y + 1.2 * x_height])
        near = slice(low, high)
        level = (x0[near] - 1 <= x) & (x <= x1[near] + 1)
        gap_down = np.where(level, y0[near] - y, np.inf)  # letter under the mark
        gap_up = np.where(level, y - y1[near], np.inf)  # letter over the mark
        down = gap_down[gap_down > -0.1 * x_height].min(initial=np.inf)
        up = gap_up[gap_up > -0.1 * x_height].min(initial=np.inf)
        limit = 0.75 * x_height
        if down < limit and down < up:
            above += 1
        elif up < limit and up < down:
            below += 1
    return above, below


def _in_rows(x: Any, y: Any, x_height: float) -> Any:
    """Which marks (middles, px) are of a row of dots or dashes."""
    order = np.argsort(y)
    first = np.searchsorted(y[order], y - LEVEL * x_height)
    last = np.searchsorted(y[order], y + LEVEL * x_height)
    beside = [
        np.count_nonzero(np.abs(x[order[a:b]] - at) <= BESIDE * x_height)
        for a, b, at in zip(first, last, x, strict=True)
    ]
    return np.array(beside, int) > IN_ROW
