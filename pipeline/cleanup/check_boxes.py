# SPDX-License-Identifier: Apache-2.0
"""Boxes to be ticked in forms: ☐, ☒ and ☑.

A reader takes them for letters (E1, L), and what was ticked is lost. Their frames are straight, as
high as wide, with four corners, which no letter has; what is in them may be a cross or a tick. They
are taken off, and where they stood is kept. Of a frame around anything else, a digit say, the frame
alone is taken off.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.cleanup.print_size import ink_mask
from pipeline.cleanup.rules import long_runs
from pipeline.cleanup.sheet import CheckBox, Corners, Image, Sheet
from pipeline.model import Box

EMPTY, CROSSED, TICKED = "☐", "☒", "☑"

# in x-heights
SIDE = (1.1, 3.2)
"""Sides of a box."""
RUN = 0.6
"""Length of a straight piece of a side, at least."""
# as shares of a box's side
SQUARE = 0.9
"""The shorter side, at least."""
EDGE, DRAWN, FLAT = 0.2, 0.92, 0.06
"""Width of the stripe in which a side's width is measured; how much of a side is drawn, at least,
along the edge of the box, and how far from it, at most: of a round letter it is half."""
ALONG = 0.55
"""Share of the height or width of ink that a line along a side takes, at least, where a cross or
tick goes beyond the box."""
THICK, UNEVEN = 0.18, 2.0
"""Width of a side at most; of the widest one, a pixel less, in widths of the narrowest: the stems
of a bold H, whose serifs meet, are broad."""
CLEAR = 0.05
"""Share of an empty box's inside that is inked, at most: dust and soft edges."""
NEAR, BETWEEN = 0.35, 0.15
"""How far on both sides other letters of a word stand, and the share of that which is inked, more
than a tick inks that goes beyond its box."""
DARKEST = 0.5
"""The same of a box with a tick: between the stems of bold letters there is less paper."""
LARGE, CORNER = 0.5, 0.45
"""Share of the columns and rows that a tick takes; size of the two corners that it leaves free."""
STRAY = 0.08
"""Share of the ink of a tick or a cross that lies where it has none, at most."""
LARGEST = 5.0
"""Width and height of a coloured tick or cross, at most: a signature is larger."""
BESIDE = 0.9
"""How far beyond its box a cross or tick of a pen goes."""


def take_off(sheet: Sheet) -> tuple[Sheet, dict[str, Any] | None]:
    """Take boxes to be ticked off a gray page. What was done: how many, and how many are ticked."""
    x_height = sheet.x_height
    if x_height is None or sheet.is_colour:
        return sheet, None
    mask = ink_mask(sheet.image)
    frames = _frames(mask, x_height)
    if not frames:
        return sheet, None
    out = sheet.image.copy()
    found = []
    for box, thick in frames:
        text, sure = _inside(mask, box, thick), True
        if text == EMPTY and any(_is_over(stroke, box) for stroke in sheet.strokes):
            text, sure = TICKED, False
        if text is not None:
            found.append(CheckBox(box, text, sure))
        elif _hangs_together(mask, box):
            continue  # a letter whose serifs meet
        _clear(out, mask, box, thick, whole=text is not None)
    done = {"check_boxes": len(found), "ticked": sum(each.text != EMPTY for each in found)}
    taken = replace(sheet.redrawn(out), check_boxes=tuple(found))
    return taken, {what: many for what, many in done.items() if many} or {"frames": len(frames)}


def _frames(mask: Image, x_height: float) -> list[tuple[Box, int]]:
    """Square frames of straight lines, and the width of these, px."""
    run = max(4, round(RUN * x_height))
    whole = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)).astype(np.uint8)
    level = long_runs(whole, run, horizontal=True)
    upright = long_runs(whole, run, horizontal=False)
    straight = cv2.bitwise_or(level, upright).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(straight, connectivity=8)
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]] / x_height
    may_be = (sides.min(axis=1) >= SIDE[0]) & (sides.max(axis=1) <= SIDE[1] + 2 * BESIDE)
    may_be[0] = False
    found = []
    for label in np.flatnonzero(may_be).tolist():
        x, y, w, h = (int(value) for value in stats[label, :4])
        drawn = labels[y : y + h, x : x + w] == label
        box = _between_sides(drawn)
        if box is None:
            continue
        longer, shorter = max(box.width, box.height), min(box.width, box.height)
        if shorter < max(SIDE[0] * x_height, SQUARE * longer) or longer > SIDE[1] * x_height:
            continue
        thick = _thickness(drawn[box.top : box.bottom, box.left : box.right])
        if thick is not None:
            found.append((Box(x + box.left, y + box.top, x + box.right, y + box.bottom), thick))
    return found


def _between_sides(drawn: npt.NDArray[np.bool_]) -> Box | None:
    """The place of a frame in ink (h x w) some of which may go beyond it: from the first to the
    last row, and column, along which a line is drawn."""
    ends = []
    for axis in (0, 1):
        along = np.flatnonzero(drawn.mean(axis=axis) >= ALONG)
        if not len(along):
            return None
        ends.append((int(along[0]), int(along[-1]) + 1))
    (left, right), (top, bottom) = ends
    return Box(left, top, right, bottom)


def _thickness(drawn: npt.NDArray[np.bool_]) -> int | None:
    """Width of the lines of a frame, px; None where ink (h x w) is no frame."""
    height, width = drawn.shape
    side = min(height, width)
    edge, flat = max(2, round(EDGE * side)), max(1, round(FLAT * side))
    widths = []
    for turned in (np.rot90(drawn, k) for k in range(4)):  # each side in its turn on top
        stripe = turned[:edge]
        along = turned[: flat + 1]
        if along.any(axis=0).mean() < DRAWN or not along[:, : flat + 1].any():
            return None
        widths.append(float(np.quantile(stripe.sum(axis=0), 0.25)))  # what marks it is beside it
    if max(widths) > min(max(2.0, THICK * side), UNEVEN * min(widths) + 1):
        return None
    return round(max(widths))


def _inside(mask: Image, box: Box, thick: int) -> str | None:
    """What a frame holds: nothing, a cross or a tick; None for anything else."""
    inset = thick + 1 + round(0.06 * box.width)
    inner = mask[box.top + inset : box.bottom - inset, box.left + inset : box.right - inset] > 0
    if min(inner.shape) < 3:
        return None
    if inner.mean() <= CLEAR:
        return EMPTY
    rows, columns = np.flatnonzero(inner.any(axis=1)), np.flatnonzero(inner.any(axis=0))
    if _is_cross(inner[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]):
        return CROSSED
    ticked = inner.mean() <= DARKEST and (_is_tick(inner) or _goes_beyond(mask, box, inset))
    return TICKED if ticked else None


def _hangs_together(mask: Image, box: Box) -> bool:
    """Whether all ink of a box is one piece: what it holds is no digit that stands in it."""
    inside = mask[box.top : box.bottom, box.left : box.right]
    return cv2.connectedComponents(inside, connectivity=8)[0] <= 2


def _is_over(stroke: Corners, box: Box) -> bool:
    """Whether a pen's stroke that was taken off, a coloured one, ticked a box: it is not much
    larger and lies over its middle."""
    x, y = zip(*stroke, strict=True)
    if max(max(x) - min(x), max(y) - min(y)) > LARGEST * box.width:
        return False
    across, down = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return min(x) <= across <= max(x) and min(y) <= down <= max(y)


def _goes_beyond(mask: Image, box: Box, inset: int) -> bool:
    """Whether one stroke goes through a side of a box, as no letter does that stands in it."""
    reach = max(2, round(FLAT * box.width)) + 1
    top, left = max(0, box.top - reach), max(0, box.left - reach)
    around = mask[top : box.bottom + reach, left : box.right + reach]
    _, labels = cv2.connectedComponents(around, connectivity=8)
    inside = labels[
        box.top - top + inset : box.bottom - top - inset,
        box.left - left + inset : box.right - left - inset,
    ]
    down, across = ((np.arange(n) + 0.5) / n for n in inside.shape)
    ink = inside > 0
    upper_left = ink[down[:, None] + across[None] < CORNER]  # as in N
    edges = np.concatenate([labels[0], labels[-1]])  # at its sides letters hang together
    beyond = bool(np.isin(edges[edges > 0], inside[ink]).any())
    near = round(NEAR * box.width)
    rows = slice(box.top, box.bottom)
    sides = mask[rows, max(0, box.left - near) : box.left], mask[rows, box.right : box.right + near]
    in_a_word = min(float((side > 0).mean()) if side.size else 0.0 for side in sides) > BETWEEN
    return beyond and not in_a_word and bool(upper_left.sum() <= STRAY * ink.sum())


def _is_tick(inner: npt.NDArray[np.bool_]) -> bool:
    """Whether the inside of a box holds a stroke from its lower left to its upper right, and hardly
    anything in the other two corners: ✓ and what pens make of it."""
    down, across = ((np.arange(n) + 0.5) / n for n in inner.shape)
    y, x = down[:, None], across[None]
    corners = (x + y < CORNER) | (2 - x - y < CORNER)
    ends = (x > 0.5) & (y < 0.5), (x < 0.5) & (y > 0.5)
    long = [inner.any(axis=axis).mean() >= LARGE for axis in (0, 1)]
    return bool(
        all(long)
        and inner[corners].sum() <= STRAY * inner.sum()
        and all(inner[end].mean() > CLEAR for end in ends)
    )


def _is_cross(drawn: npt.NDArray[np.bool_]) -> bool:
    """Whether ink goes from all four corners to the middle, and nothing is between the corners."""
    if min(drawn.shape) < 4:
        return False
    down, across = ((np.arange(n) + 0.5) / n for n in drawn.shape)
    y, x = np.abs(2 * down[:, None] - 1), np.abs(2 * across[None] - 1)
    between = ((y > 0.75) & (x < 0.3)) | ((x > 0.75) & (y < 0.3))
    corners = (x > 0.5) & (y > 0.5)
    halves = (down[:, None] < 0.5), (across[None] < 0.5)
    inked = [
        drawn[corners & vertical & horizontal].mean()
        for vertical in (halves[0], ~halves[0])
        for horizontal in (halves[1], ~halves[1])
    ]
    middle = drawn[(x < 0.3) & (y < 0.3)]
    return bool(
        min(inked) > CLEAR
        and middle.mean() > 2 * CLEAR
        and drawn[between].sum() <= STRAY * drawn.sum()
    )


def _clear(out: Image, mask: Image, box: Box, thick: int, *, whole: bool) -> None:
    """Make a frame paper, and, if ``whole``, what it holds with what of that goes beyond it."""
    soft = 2
    top, left = max(0, box.top - soft), max(0, box.left - soft)
    area = out[top : box.bottom + soft, left : box.right + soft]
    if not whole:
        inner = slice(2 * soft + thick, -2 * soft - thick)
        inside = area[inner, inner]
        kept = inside.copy()
        area[:] = 255
        inside[:] = kept
        return
    reach = round(BESIDE * box.width)
    y, x = max(0, box.top - reach), max(0, box.left - reach)
    around = mask[y : box.bottom + reach, x : box.right + reach]
    _, labels = cv2.connectedComponents(around, connectivity=8)
    own = np.unique(labels[box.top - y : box.bottom - y, box.left - x : box.right - x])
    edges = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    own = own[(own > 0) & ~np.isin(own, edges)]
    stroke = np.isin(labels, own).astype(np.uint8)
    near = cv2.dilate(stroke, np.ones((2 * soft + 1, 2 * soft + 1), np.uint8)) > 0
    out[y : box.bottom + reach, x : box.right + reach][near] = 255
    area[:] = 255
