# SPDX-License-Identifier: Apache-2.0
"""Rules of dots or dashes between the rows of a table.

Each is a row of marks, alike and evenly apart, from one ruled border of the table to another and
across those between. What a reader makes of them stands beside the numbers of the cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.cleanup.leaders import around, in_runs, is_even
from pipeline.cleanup.print_size import ink_mask
from pipeline.cleanup.sheet import RuledLine, Sheet
from pipeline.model import Box

# in x-heights
HIGHEST, LONGEST = 0.3, 1.3
"""Sides of a dot or a dash."""
APART = 1.0
"""Gap between two of them, at most."""
LEVEL = 0.35
"""How far apart the middles of the runs of one rule are, and how high a run is, at most."""
AT_BORDER = 1.2
"""How near to a border a run begins and ends."""
FEWEST, LEFT = 4, 0.4
"""Marks of a run; and the share of them that is left of one between two others, at least."""


@dataclass(frozen=True)
class _Run:
    """Marks evenly apart, from one border to another."""

    box: Box
    marks: tuple[int, ...]

    @property
    def middle(self) -> float:
        return (self.box.top + self.box.bottom) / 2

    @property
    def pitch(self) -> float:
        """How far apart the marks are, px."""
        return self.box.width / len(self.marks)


def take_off(sheet: Sheet) -> tuple[Sheet, dict[str, Any] | None]:
    """Take rules of dots and dashes off a gray page; the sheet remembers them in ``rules``."""
    x_height = sheet.x_height
    borders = [rule.box for rule in sheet.rules if not rule.horizontal]
    if x_height is None or sheet.is_colour or len(borders) < 3:
        return sheet, None
    mask = ink_mask(sheet.image)
    _, labels, stats, centroids = cv2.connectedComponentsWithStats(mask, connectivity=8)
    width, height = stats[:, 2], stats[:, 3]
    small = (height <= HIGHEST * x_height) & (width <= LONGEST * x_height)
    small[0] = False
    runs = list(_runs(small, labels, stats, centroids, borders, x_height))
    found: list[RuledLine] = []
    taken: list[int] = []
    places = np.where(small[:, None], centroids, -np.inf)
    for rule in _rules(runs, places, x_height):
        if len(rule) < 2:
            continue  # dots to be written on, in one cell
        box = Box.around(run.box for run in rule)
        assert box is not None
        found.append(RuledLine(box, horizontal=True))
        taken += [mark for run in rule for mark in run.marks]
    if not found:
        return sheet, None
    of_rules = np.zeros(len(stats), bool)
    of_rules[taken] = True
    gone = cv2.dilate(of_rules[labels].astype(np.uint8), np.ones((3, 3), np.uint8))
    out = sheet.image.copy()
    out[gone > 0] = 255
    rules = (*sheet.rules, *found)
    return replace(sheet.redrawn(out), rules=rules), {"horizontal": len(found)}


def _runs(
    small: npt.NDArray[np.bool_],
    labels: npt.NDArray[Any],
    stats: npt.NDArray[Any],
    centroids: npt.NDArray[Any],
    borders: Sequence[Box],
    x_height: float,
) -> Iterator[_Run]:
    """Runs of small marks that fill the width between two borders."""
    marks = (small[labels] * np.uint8(255)).astype(np.uint8)
    reach = np.ones((1, max(3, round(APART * x_height))), np.uint8)
    closed = cv2.morphologyEx(marks, cv2.MORPH_CLOSE, reach).astype(np.uint8)
    for border in borders:
        closed[border.top : border.bottom, border.left : border.right] = 0
    for run, chosen in in_runs(small, stats, closed).items():
        if run == 0 or len(chosen) < FEWEST:
            continue
        chosen.sort(key=lambda mark: centroids[mark, 0])
        box = around(stats[chosen])
        even = is_even(centroids[chosen, 0], x_height, LONGEST + APART)
        if even and box.height <= LEVEL * x_height and _is_between(box, borders, x_height):
            yield _Run(box, tuple(chosen))


def _is_between(run: Box, borders: Sequence[Box], x_height: float) -> bool:
    """Whether a run goes from one border to another."""
    middle, near = (run.top + run.bottom) / 2, AT_BORDER * x_height
    level = [border for border in borders if border.top - near < middle < border.bottom + near]
    begins = any(abs(run.left - border.right) < near for border in level)
    return begins and any(abs(border.left - run.right) < near for border in level)


def _rules(runs: Sequence[_Run], small: npt.NDArray[Any], x_height: float) -> list[list[_Run]]:
    """Runs of one rule: level, and beside each other or with what is left of marks between.

    ``small``: places of all marks, a row (x, y) each.
    """
    rules: list[list[_Run]] = []
    for run in sorted(runs, key=lambda run: run.box.left):
        for rule in rules:
            last = rule[-1]
            level = abs(run.middle - last.middle) < LEVEL * x_height
            if not level or run.box.left < last.box.right - x_height:
                continue
            between = _between(last, run, small, x_height)
            expected = (run.box.left - last.box.right) / max(last.pitch, 1.0)
            if run.box.left - last.box.right < 2 * AT_BORDER * x_height or (
                len(between) >= LEFT * expected
            ):
                if between:
                    rule.append(replace(last, marks=between))
                rule.append(run)
                break
        else:
            rules.append([run])
    return rules


def _between(one: _Run, other: _Run, small: npt.NDArray[Any], x_height: float) -> tuple[int, ...]:
    """Marks between two runs, at their level."""
    x, y = small[:, 0], small[:, 1]
    level = np.abs(y - (one.middle + other.middle) / 2) < LEVEL * x_height / 2
    return tuple(np.flatnonzero(level & (one.box.right <= x) & (x <= other.box.left)).tolist())
