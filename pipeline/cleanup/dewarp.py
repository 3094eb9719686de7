# SPDX-License-Identifier: Apache-2.0
"""Lines that rise and fall are made straight: photographs taken at an angle, paper that was bent.

Skew is the same all over a scanned page. On a photograph lines run together towards the far side,
and over a bent sheet they bow. A line that would lie at height s of the straight page lies at
s + F(x, s), with F a polynomial of low degree that is zero in the middle of the page: a disparity
fitted to the feet of the letters, as the dewarp module of Leptonica (D. Bloomberg) does to the
middles of lines. Where lines run is searched for first with the two slopes, at the
top and at the bottom of the text, at which the feet gather in the fewest bins (see `deskew`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.cleanup.bend import EVEN_TERMS, POWERS, Bend, Floats
from pipeline.cleanup.deskew import levelness
from pipeline.cleanup.print_size import Components, letters_of_print

FEWEST_LETTERS, MOST_LETTERS, FEWEST_LINES = 200, 8000, 8
"""Of a page that tells how it is bent; more letters are grain, and would take long."""
STEEPEST, STEP, ASKED = 0.14, 0.008, 1500
"""Slopes that are tried, beyond the skew; letters that are asked."""
FEWEST_IN_LINE, SHORTEST = 10, 12.0
"""Letters of a line, and its length in x-heights, that tell how it runs."""
WIDEST_GAP, OWN_LINE = 2.5, 0.5
"""Between two letters of a line, to the right and up or down, x-heights."""
OFF_LINE = 0.1
"""How far a foot lies off its line, x-heights; descenders and capitals of other print lie off."""
ROUNDS, RIDGE = 25, 1e-4
"""Of the fit: how often feet are weighed anew, and how much a large factor costs, by foot."""
LEAST_BEND = 0.4
"""From the highest to the lowest place of a line, x-heights, on some line of the page. Scanned
pages have up to 0.25, what is less is levelled line by line (`ocr.resetting`)."""
MOST_BEND = 25.0
"""The same, at most: lines that would be bent more were put together wrongly."""
LEAST_LEVEL, LEAST_GAIN = 0.6, 0.02
"""Share of feet on their line, within 0.15 x-heights, after; and how much more than before."""
ON_LINE = 0.15


def measured_bend(
    components: Components, x_height: float, skew: float
) -> tuple[float, Bend] | None:
    """A better skew, in degrees as `deskew.measured_skew`, and the bend of the page turned by it.

    ``skew``: as measured. The bend is in px of the page turned about its upper left corner. None
    for a page whose lines are straight, or that does not tell.
    """
    letters = letters_of_print(components, x_height)
    if not FEWEST_LETTERS <= len(letters) <= MOST_LETTERS:
        return None
    foot = letters.left + letters.width / 2, (letters.top + letters.height).astype(float)
    slope, bend = _converging(*_turned(*foot, skew), x_height)
    skew -= float(np.degrees(np.arctan(slope)))
    x, y = _turned(*foot, skew)
    bend = replace(bend, middle=_extent(x, y)[0])
    line: npt.NDArray[np.intp] = np.zeros(0, np.intp)
    for terms in (EVEN_TERMS, len(POWERS)):
        line = _lines(x, letters.width, bend.straightened(x, y), x_height)
        if not len(line):
            return None
        bend = _fitted(x, y, line, bend, terms, x_height)
        if not np.isfinite(bend.factors).all() or bend.deepest < LEAST_BEND * x_height:
            return None
    told = line >= 0
    before, after = (
        _share_level(heights[told], line[told], x_height)
        for heights in (y, bend.straightened(x, y))
    )
    if bend.deepest > MOST_BEND * x_height or after < LEAST_LEVEL or after < before + LEAST_GAIN:
        return None
    return skew, bend


def _turned(x: Floats, y: Floats, degrees: float) -> tuple[Floats, Floats]:
    """Points turned clockwise about the upper left corner."""
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return x * cos - y * sin, x * sin + y * cos


def _extent(x: Floats, y: Floats) -> tuple[tuple[float, float], tuple[float, float]]:
    """Middle of points and half their extent, x and y."""
    half = float(np.ptp(x)) / 2, float(np.ptp(y)) / 2
    return (float(x.max()) - half[0], float(y.max()) - half[1]), half


def _converging(x: Floats, y: Floats, x_height: float) -> tuple[float, Bend]:
    """Slope of the lines halfway down, and the bend that makes them run together, by feet."""
    middle, half = _extent(x, y)
    asked = np.linspace(0, len(x) - 1, min(ASKED, len(x))).astype(int)
    across, down = x[asked] - middle[0], (y[asked] - middle[1]) / half[1]
    slopes = np.arange(-STEEPEST, STEEPEST + STEP / 2, STEP)
    best = max(
        ((top, bottom) for top in slopes.tolist() for bottom in slopes.tolist()),
        key=lambda ends: levelness(
            y[asked] - across * (ends[0] * (1 - down) + ends[1] * (1 + down)) / 2, 0.5 * x_height
        ),
    )
    factors = np.zeros(len(POWERS))
    factors[POWERS.index((1, 1))] = (best[1] - best[0]) / 2 * half[0]
    return (best[0] + best[1]) / 2, Bend(factors, middle, half)


def _lines(x: Floats, width: npt.NDArray[Any], y: Floats, x_height: float) -> npt.NDArray[np.intp]:
    """Line of each letter, from 0, or -1 for letters of none that tells: intp (n,).

    Every letter follows the nearest one at its left that has none nearer. Empty where the lines are
    few.
    """
    order = np.argsort(x - width / 2, kind="stable")
    left, right = (x - width / 2)[order], (x + width / 2)[order]
    foot = y[order]
    many = len(order)
    follows = np.full(many, -1)
    distance = np.full(many, np.inf)
    first = np.searchsorted(left, (left + right) / 2, "right").tolist()
    last = np.searchsorted(left, right + WIDEST_GAP * x_height, "right").tolist()
    for k in range(many):
        near = slice(first[k], last[k])
        if first[k] >= last[k]:
            continue
        aside = np.abs(foot[near] - foot[k])
        cost = np.maximum(left[near] - right[k], 0) + 2 * aside
        cost[aside > OWN_LINE * x_height] = np.inf
        nearest = int(cost.argmin())
        if cost[nearest] < distance[first[k] + nearest]:
            follows[first[k] + nearest], distance[first[k] + nearest] = k, cost[nearest]
    line = np.arange(many)
    for k in range(many):  # what is followed stands before what follows
        if follows[k] >= 0:
            line[k] = line[follows[k]]
    _, line, count = np.unique(line, return_inverse=True, return_counts=True)
    begin, end = np.full(len(count), np.inf), np.full(len(count), -np.inf)
    np.minimum.at(begin, line, left)
    np.maximum.at(end, line, right)
    tells = (count >= FEWEST_IN_LINE) & (end - begin >= SHORTEST * x_height)
    if tells.sum() < FEWEST_LINES or count[tells].sum() < FEWEST_LETTERS:
        return np.zeros(0, np.intp)
    number = np.where(tells, np.cumsum(tells) - 1, -1)
    found = np.empty(many, np.intp)
    found[order] = number[line]
    return found


def _fitted(
    x: Floats, y: Floats, line: npt.NDArray[np.intp], bend: Bend, terms: int, x_height: float
) -> Bend:
    """The bend, of so many terms, that leaves the feet of every line level: reweighted squares."""
    told = line >= 0
    x, y, line = x[told], y[told], line[told]
    many = int(line.max()) + 1
    weight = np.ones(len(x))
    middle, half = _extent(x, y)
    across = (x - middle[0]) / half[0]
    straight = bend.straightened(x, y)

    def level(values: Floats) -> Floats:
        total = np.bincount(line, weight * values, many)
        return (total / np.maximum(np.bincount(line, weight, many), 1e-9))[line]

    factors = np.zeros(terms)
    for turn in range(ROUNDS):
        down = (level(straight) - middle[1]) / half[1]
        powers = np.stack([across**a * down**b for a, b in POWERS[:terms]], 1)
        apart = powers - np.stack([level(column) for column in powers.T], 1)
        weighted = apart * weight[:, None]
        ridge = RIDGE * weight.sum() * np.eye(terms)
        factors = np.linalg.solve(weighted.T @ apart + ridge, weighted.T @ (y - level(y)))
        straight = y - powers @ factors
        off = straight - level(straight)
        reach = max(OFF_LINE, 0.6 * 0.85**turn) * x_height
        weight = 1 / (1 + (off / reach) ** 2) ** 2
    return Bend(np.append(factors, np.zeros(len(POWERS) - terms)), middle, half)


def _share_level(y: Floats, line: npt.NDArray[np.intp], x_height: float) -> float:
    """Share of feet at the height of their line, as most of its feet have it."""
    medians = np.array([np.median(y[line == n]) for n in range(int(line.max()) + 1)])
    return float((np.abs(y - medians[line]) < ON_LINE * x_height).mean())
