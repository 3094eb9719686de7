# SPDX-License-Identifier: Apache-2.0
"""Ruled lines: those under headings are taken off, those of tables too but remembered.

A line is ink far longer than a letter and thin. Strokes of letters that cross it stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import cv2
import numpy as np

from pipeline.cleanup.print_size import ink_mask
from pipeline.cleanup.sheet import Corners, Image, RuledLine, Sheet
from pipeline.model import Box

SIDE = 1.8
"""Height of a box around a line of text, in x-heights, at least: stems of letters are lower."""

STRETCH, WIDEST_GAP = 0.8, 1.2
"""Length of the pieces of a worn line, at least, and of its gaps, at most, in x-heights."""
WORN_LENGTH, WORN_INK = 12, 0.6
"""Length of a worn line in x-heights, and the share of it that is inked, at least."""
CLEAR = 0.2
"""Share of ink along the clearer side of a worn line, at most: letters and other lines cross it."""
OVERHANG = 0.3, 3.2
"""How far an upright line goes beyond a level one where that is the stem of a letter, x-heights."""
BETWEEN = 1.6, 4.0
"""From the last line of a table to the first of the next one, in x-heights, where a line of text
has room and joins an upright line of the one with one of the other."""
REACH = 0.35
"""How far from a line the ink of a stroke is that crosses it, in x-heights."""
CROSSED = 3
"""Lines that a worn line of a table meets, at least."""


def take_off(sheet: Sheet) -> tuple[Sheet, dict[str, Any] | None]:
    """Take ruled lines off a gray page; the sheet remembers them in ``rules``."""
    if sheet.x_height is None or sheet.is_colour:
        return sheet, None
    mask = ink_mask(sheet.image)
    rules: list[RuledLine] = []
    pixels: list[tuple[bool, Image]] = []
    for horizontal in (True, False):
        between = pixels[0][1] if pixels else None
        found, lines = _lines(mask, sheet.x_height, horizontal, between)
        if found:
            rules.extend(found)
            pixels.append((horizontal, lines))
    rules = _with_worn(mask, sheet.x_height, rules, pixels)
    if not rules:
        return sheet, None
    rules = _without_stems(rules, pixels, sheet.x_height)
    rules = _without_stems_between(rules, pixels, sheet.x_height)
    rules = _through_fields(rules, sheet.fields, sheet.x_height)
    # rules that cross are no strokes: neither keeps the other's pixels
    print_alone = mask
    for horizontal, lines in pixels:
        print_alone = cv2.subtract(print_alone, _widened(lines, horizontal)).astype(np.uint8)
    out = sheet.image.copy()
    for horizontal, lines in pixels:
        out[without_crossings(print_alone, lines, sheet.x_height, horizontal) > 0] = 255
    across = sum(line.horizontal for line in rules)
    done = {"horizontal": across, "vertical": len(rules) - across}
    return replace(sheet, image=out, rules=tuple(rules)), done


def _lines(
    mask: Image, x_height: float, horizontal: bool, between: Image | None = None
) -> tuple[list[RuledLine], Image]:
    """Lines far longer than a letter and thin, and the mask of their pixels.

    ``between``: horizontal lines found before; what joins two of them is the side of a box.
    """
    runs = long_runs(mask, round((6 if horizontal else 5) * x_height), horizontal)
    if between is None and not runs.any():
        return [], runs
    stretches = long_runs(mask, round(x_height), horizontal)
    if between is not None:
        runs = cv2.bitwise_or(runs, _sides(stretches, between, x_height)).astype(np.uint8)
    boxes, lines = _thin(mask, runs, runs, x_height, horizontal)
    if boxes:
        # a line that is not quite level goes on in shorter runs, each a pixel aside; beside what
        # is known of it such runs are of letters
        reach = 2 * round(0.35 * x_height) + 1
        beside = cv2.dilate(lines, np.ones((reach, 1) if horizontal else (1, reach), np.uint8))
        stretches = cv2.bitwise_or(lines, cv2.subtract(stretches, beside)).astype(np.uint8)
        whole, pixels = _thin(mask, stretches, lines, x_height, horizontal)
        rest = cv2.subtract(lines, pixels)  # lines that more ink joins stay as they were found
        boxes = whole + [b for b in boxes if rest[b.top : b.bottom, b.left : b.right].any()]
        lines = cv2.bitwise_or(lines, pixels).astype(np.uint8)
    return [RuledLine(box, horizontal) for box in boxes], lines


def _without_stems(
    rules: Sequence[RuledLine], pixels: Sequence[tuple[bool, Image]], x_height: float
) -> list[RuledLine]:
    """The rules, an upright one cut where it alone goes beyond the first or last level one.

    What goes on there for no more than a line is the stem of a letter right above or below, whose
    ink is taken out of ``pixels``. The sides of an open row go on together, most of them.
    """
    level = [rule.box for rule in rules if rule.horizontal]
    upright = [rule.box for rule in rules if not rule.horizontal]
    beyond: list[tuple[int, float, float]] = []  # number of the rule, level, how far
    for number, rule in enumerate(rules):
        box = rule.box
        met = [a for a in level if a.left <= box.right and box.left <= a.right]
        if rule.horizontal or not met:
            continue
        first = min((a.top for a in met if a.bottom > box.top), default=box.top)
        last = max((a.bottom for a in met if a.top < box.bottom), default=box.bottom)
        beyond += [(number, first, box.top - first), (number, last, box.bottom - last)]
    least, most = OVERHANG[0] * x_height, OVERHANG[1] * x_height
    beyond = [each for each in beyond if least < abs(each[2])]
    made = list(rules)
    for number, at, far in beyond:
        together = sum(abs(other - at) < x_height for _, other, _ in beyond)
        sides = [box.top if far < 0 else box.bottom for box in upright]
        end_there = sum(abs(side - at) <= least for side in sides)
        if (together > 1 and together >= end_there) or abs(far) > most:
            continue
        box, cut = made[number].box, round(at)
        kept = replace(box, top=cut) if far < 0 else replace(box, bottom=cut)
        taken = slice(box.top, cut) if far < 0 else slice(cut, box.bottom)
        for horizontal, lines in pixels:
            if not horizontal:
                lines[taken, box.left : box.right] = 0
        made[number] = replace(made[number], box=kept)
    return made


def _without_stems_between(
    rules: Sequence[RuledLine], pixels: Sequence[tuple[bool, Image]], x_height: float
) -> list[RuledLine]:
    """The rules, an upright one parted where it goes on from one table to the next and most others
    do not: what stands between is a stem of a letter, whose ink is taken out of ``pixels``."""
    near = OVERHANG[0] * x_height
    levels = [rule.box for rule in rules if rule.horizontal]
    made = list(rules)
    for upper, lower in pairwise(sorted(levels, key=lambda box: box.top)):
        if not BETWEEN[0] * x_height <= lower.top - upper.bottom <= BETWEEN[1] * x_height:
            continue
        upright = [rule.box for rule in made if not rule.horizontal]
        ending = sum(abs(box.bottom - upper.bottom) <= near for box in upright)
        beginning = sum(abs(box.top - lower.top) <= near for box in upright)
        over = [box for box in upright if box.top < upper.top and box.bottom > lower.bottom]
        if len(over) >= min(ending, beginning):
            continue
        for box in over:
            made.remove(RuledLine(box, horizontal=False))
            parts = replace(box, bottom=upper.bottom), replace(box, top=lower.top)
            made += [RuledLine(part, horizontal=False) for part in parts]
            for horizontal, lines in pixels:
                if not horizontal:
                    lines[upper.bottom : lower.top, box.left : box.right] = 0
    return made


def _through_fields(
    rules: Sequence[RuledLine], fields: Sequence[Corners], x_height: float
) -> list[RuledLine]:
    """The rules, upright ones that begin at the foot of a cleared field drawn on through it: on a
    dark field the borders between the cells of a head are not seen."""
    made = list(rules)
    for corners in fields:
        x, y = zip(*corners, strict=True)
        begin = [
            number
            for number, rule in enumerate(made)
            if not rule.horizontal
            and abs(rule.box.top - max(y)) <= x_height
            and min(x) - x_height <= rule.box.left <= max(x) + x_height
        ]
        for number in begin if len(begin) > 1 else ():
            box = made[number].box
            made[number] = replace(made[number], box=replace(box, top=round(min(y))))
    return made


def _with_worn(
    mask: Image, x_height: float, rules: list[RuledLine], pixels: list[tuple[bool, Image]]
) -> list[RuledLine]:
    """The rules with the worn lines of tables, whose ink is added to ``pixels``.

    A worn line of a table crosses at least `CROSSED` others; a pen stroke or a stamp's frame does
    not. Pieces of it that were found before are part of it. A page without any upright line and
    with hardly a level one has no table.
    """
    if sum(line.horizontal for line in rules) < CROSSED and all(line.horizontal for line in rules):
        return rules
    worn = {horizontal: _worn(mask, x_height, horizontal) for horizontal in (True, False)}
    reach = 0.5 * x_height
    for horizontal, (boxes, ink) in worn.items():
        others = [line.box for line in rules if line.horizontal is not horizontal]
        others += worn[not horizontal][0]
        kept = [
            box for box in boxes if sum(box.touches(other, reach) for other in others) >= CROSSED
        ]
        if not kept:
            continue
        rules = [
            line
            for line in rules
            if line.horizontal is not horizontal or not any(_inside(line.box, k) for k in kept)
        ]
        rules += [RuledLine(box, horizontal) for box in kept]
        of_kept = np.zeros_like(ink)
        for box in kept:
            place = (slice(box.top, box.bottom), slice(box.left, box.right))
            of_kept[place] = ink[place]
        pixels.append((horizontal, of_kept))
    return rules


def _worn(mask: Image, x_height: float, horizontal: bool) -> tuple[list[Box], Image]:
    """Lines that the scan broke into thin stretches with gaps: their boxes and their ink."""
    stretches = long_runs(mask, round(STRETCH * x_height), horizontal)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(stretches, connectivity=8)
    across = stats[:, cv2.CC_STAT_HEIGHT if horizontal else cv2.CC_STAT_WIDTH]
    thin = across <= max(2, round(0.25 * x_height))
    thin[0] = False
    stretches = (thin[labels] * np.uint8(255)).astype(np.uint8)
    gap = round(WIDEST_GAP * x_height)
    beside = np.ones((3, 1) if horizontal else (1, 3), np.uint8)
    joined = cv2.morphologyEx(
        cv2.dilate(stretches, beside),
        cv2.MORPH_CLOSE,
        np.ones((1, gap) if horizontal else (gap, 1), np.uint8),
    )
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    keep = np.zeros(count, bool)
    boxes = []
    for label in range(1, count):
        x, y, w, h = (int(v) for v in stats[label, :4])
        long, thick = (w, h) if horizontal else (h, w)
        if long < WORN_LENGTH * x_height or thick > max(0.5 * x_height, 0.02 * long):
            continue
        place = (slice(y, y + h), slice(x, x + w))
        own = (labels[place] == label) & (stretches[place] > 0)
        inked = own.any(axis=0 if horizontal else 1).mean()
        if inked < WORN_INK:
            continue
        if _beside(mask, (x, y, w, h), horizontal, max(2, round(0.2 * x_height))) > CLEAR:
            continue
        keep[label] = True
        boxes.append(Box(x, y, x + w, y + h))
    return boxes, cv2.bitwise_and(stretches, (keep[labels] * np.uint8(255)).astype(np.uint8))


def _inside(box: Box, line: Box) -> bool:
    """Whether a piece of a line lies in the whole of it."""
    middle = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    return line.left <= middle[0] <= line.right and line.top <= middle[1] <= line.bottom


def _sides(stretches: Image, across: Image, x_height: float) -> Image:
    """Upright stretches that begin and end at lines ``across``: sides of boxes and cells."""
    reach = max(2, round(0.3 * x_height))
    near = cv2.dilate(across, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(stretches, connectivity=8)
    keep = np.zeros(count, bool)
    for label in range(1, count):
        x, y, w, h, _ = (int(v) for v in stats[label])
        if w <= reach and h >= SIDE * x_height:
            keep[label] = near[y, x : x + w].any() and near[y + h - 1, x : x + w].any()
    return (keep[labels] * np.uint8(255)).astype(np.uint8)


def _thin(
    mask: Image, runs: Image, seeds: Image, x_height: float, horizontal: bool
) -> tuple[list[Box], Image]:
    """Pieces of ``runs`` that hold one of ``seeds`` and are thin: their boxes and their pixels."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    keep = np.zeros(count, bool)
    boxes = []
    for label in np.unique(labels[seeds > 0]).tolist():
        x, y, w, h, area = (int(v) for v in stats[label])
        long, thick = (w, h) if horizontal else (h, w)
        if area / long > 0.35 * x_height or thick > max(0.5 * x_height, 0.05 * long):
            continue
        if _beside(mask, (x, y, w, h), horizontal, max(2, round(0.2 * x_height))) > 0.5:
            continue  # the feet of heavy letters run together, not a line
        keep[label] = True
        boxes.append(Box(x, y, x + w, y + h))
    return boxes, (keep[labels] * np.uint8(255)).astype(np.uint8)


def long_runs(mask: Image, length: int, horizontal: bool) -> Image:
    """Ink of a mask in unbroken straight runs of at least ``length`` px: uint8 0/255."""
    kernel = np.ones((1, length) if horizontal else (length, 1), np.uint8)
    # close pinholes along the line so that a worn line still counts as one
    bridge = np.ones((1, 3) if horizontal else (3, 1), np.uint8)
    whole = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, bridge)
    return cv2.morphologyEx(whole, cv2.MORPH_OPEN, kernel).astype(np.uint8)


def _widened(lines: Image, horizontal: bool) -> Image:
    """Lines a pixel thicker on each side."""
    return cv2.dilate(lines, np.ones((3, 1) if horizontal else (1, 3), np.uint8)).astype(np.uint8)


def _beside(mask: Image, box: tuple[int, int, int, int], horizontal: bool, gap: int) -> float:
    """Share of ink along the less inked side of a line, ``gap`` px away from it."""
    x, y, w, h = box
    if horizontal:
        sides = [mask[row, x : x + w] for row in (y - gap, y + h - 1 + gap) if 0 <= row < len(mask)]
    else:
        columns = (x - gap, x + w - 1 + gap)
        sides = [mask[y : y + h, column] for column in columns if 0 <= column < mask.shape[1]]
    return min((float(side.mean()) / 255 for side in sides), default=0.0)


def without_crossings(
    mask: Image, lines: Image, x_height: float, horizontal: bool, reach: float = REACH
) -> Image:
    """Line pixels (a little widened) less those where a stroke goes through the line.

    ``reach``: how far from the line a stroke's ink is looked for on both sides, in x-heights.
    """
    thick = _widened(lines, horizontal)
    rest = cv2.subtract(mask, thick)
    away = max(3, round(reach * x_height))
    # ink just above and just below (left and right) of the line: a stroke crosses
    size = (1, 2 * away + 1) if not horizontal else (2 * away + 1, 1)
    before_kernel = np.zeros(size, np.uint8)
    after_kernel = np.zeros(size, np.uint8)
    if horizontal:
        before_kernel[:away, 0] = 1
        after_kernel[away + 1 :, 0] = 1
    else:
        before_kernel[0, :away] = 1
        after_kernel[0, away + 1 :] = 1
    crossing = cv2.bitwise_and(cv2.dilate(rest, before_kernel), cv2.dilate(rest, after_kernel))
    return cv2.subtract(thick, crossing).astype(np.uint8)
