# SPDX-License-Identifier: Apache-2.0
"""Roman numerals of headings in their order: I. II. III. through a whole document.

Bold strokes beside each other run together or get lost on a scan: II is read H, III as HI or II.
What was printed is told by the numerals around it, as the cheapest of all ways to number the
headings from one to the next (min-marginals of a chain).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from pipeline.repair.codes.letters import UPPER

MOST = 39
STROKES = str.maketrans({"H": "II", "T": "I", "l": "I", "1": "I", "|": "I", "!": "I"})
_HEADING = re.compile(rf"\s*(?P<mark>[IVXHTl1|!]{{1,6}})\s?[.)/–-](?=\s*[{UPPER}](?P<second>\w))")
_G_BEFORE_H = re.compile(rf"\s*G\s?[.)/–-]\s*(?=[{UPPER}]\w)")
# what a way to read and to number the headings costs
OTHER_SHAPE, STROKE_LOST, STROKE_ADDED = 0.2, 1.0, 3.0
FROM_ONE, SKIPPED, BACKWARDS, FIRST = 0.7, 1.3, 3.0, 1.0
LEAST_GAIN = 0.9
"""What a change has to be cheaper by than every other way to read the mark."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """The mark of a heading on a line, ``[start, end)``, as read."""

    line: int
    start: int
    end: int
    read: str
    in_capitals: bool


def misread_numerals(lines: Sequence[str]) -> Iterator[tuple[Numeral, str]]:
    """Numerals of headings that the order of all of them shows misread, as printed."""
    found = list(_numerals(lines))
    for in_capitals in (True, False):
        marks = [mark for mark in found if mark.in_capitals == in_capitals]
        if len(marks) > 1:
            yield from _out_of_order(marks)


def _numerals(lines: Sequence[str]) -> Iterator[Numeral]:
    has_letters = any(_G_BEFORE_H.match(line) for line in lines)
    for number, line in enumerate(lines):
        match = _HEADING.match(line)
        if match is None or match["mark"].isdigit() or (has_letters and match["mark"] == "H"):
            continue
        if _costs(match["mark"]):
            yield Numeral(number, *match.span("mark"), match["mark"], match["second"].isupper())


def _out_of_order(marks: Sequence[Numeral]) -> Iterator[tuple[Numeral, str]]:
    costs = [_costs(mark.read) for mark in marks]
    before = _cheapest(costs)
    behind = _cheapest(costs[::-1], backwards=True)[::-1]
    printed: list[int] = []
    gains: list[float] = []
    for cost, left, right in zip(costs, before, behind, strict=True):
        totals = sorted((left[value] + right[value] - cost[value], value) for value in cost)
        printed.append(totals[0][1])
        gains.append(totals[1][0] - totals[0][0] if len(totals) > 1 else LEAST_GAIN)
    steps = [after - value if after > 1 else 0 for value, after in pairwise(printed)]
    for n, (mark, value) in enumerate(zip(marks, printed, strict=True)):
        in_order = 1 in steps[max(0, n - 1) : n + 1]
        backwards = any(
            step <= 0 and printed[at + 1] > 1
            for at, step in enumerate(steps[max(0, n - 2) : n + 2], max(0, n - 2))
        )
        changed = _roman(value) != mark.read and (value > 1 or "I" not in mark.read)
        if changed and gains[n] >= LEAST_GAIN and in_order and not backwards:
            yield mark, _roman(value)


def _cheapest(costs: Sequence[dict[int, float]], backwards: bool = False) -> list[dict[int, float]]:
    """Cost of the cheapest way up to each mark, by the value that the mark has."""
    sums: list[dict[int, float]] = []
    for cost in costs:
        if not sums:
            start = {value: 0.0 if backwards or value == 1 else FIRST for value in cost}
        else:
            start = {
                value: min(
                    total + (_step(value, other) if backwards else _step(other, value))
                    for other, total in sums[-1].items()
                )
                for value in cost
            }
        sums.append({value: start[value] + cost[value] for value in cost})
    return sums


def _step(value: int, after: int) -> float:
    """What it costs that the heading after ``value`` has the number ``after``."""
    if after == 1:
        return FROM_ONE
    return SKIPPED * (after - value - 1) if after > value else BACKWARDS


@cache
def _costs(read: str) -> dict[int, float]:
    """Numerals that may be read so, with what that costs."""
    strokes = read.translate(STROKES)
    shape = OTHER_SHAPE if strokes != read else 0.0
    costs: dict[int, float] = {}
    for value in range(1, MOST + 1):
        numeral = _roman(value)
        if numeral == strokes:
            costs[value] = shape
        elif _one_stroke_less(numeral, strokes):
            costs[value] = shape + STROKE_LOST
        elif _one_stroke_less(strokes, numeral):
            costs[value] = shape + STROKE_ADDED
    return costs


def _one_stroke_less(longer: str, shorter: str) -> bool:
    """Whether the longer one is the shorter one with one I more."""
    return len(longer) == len(shorter) + 1 and any(
        longer[at] == "I" and longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer))
    )


@cache
def _roman(value: int) -> str:
    tens, ones = divmod(value, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]
