# SPDX-License-Identifier: Apache-2.0
"""Printed and read words cut into edits, and the edits counted.

Both who learns a channel from pages (``lexicon.build.channel_training``) and who learns what one
document shows of its reader (``adaptation``) align words so; they differ in what an edit costs.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

Cut = tuple[str, str]  # printed stretch, read stretch

LONGEST_PRINTED, LONGEST_READ = 3, 4  # letters of a stretch that is counted


def cheapest_cuts(
    printed: str,
    read: str,
    shapes: Sequence[tuple[int, int]],
    cost: Callable[[Cut], float],
    most_apart: float = math.inf,
) -> list[Cut]:
    """The cheapest way of cutting both words into edits; [] when there is none.

    ``shapes``: lengths that the printed and the read side of an edit may have; ``cost``: of an
    edit, in nats, inf for none; ``most_apart``: letters by which the rests of both words may differ
    in length.
    """
    n, m = len(printed), len(read)
    best = [[math.inf] * (m + 1) for _ in range(n + 1)]
    back: list[list[tuple[int, int]]] = [[(0, 0)] * (m + 1) for _ in range(n + 1)]
    best[0][0] = 0.0
    for i in range(n):
        for j, here in enumerate(best[i]):
            if here == math.inf or abs((n - i) - (m - j)) > most_apart:
                continue
            for a, b in shapes:
                if i + a > n or j + b > m:
                    continue
                price = here + cost((printed[i : i + a], read[j : j + b]))
                if price < best[i + a][j + b]:
                    best[i + a][j + b] = price
                    back[i + a][j + b] = (a, b)
    if best[n][m] == math.inf:
        return []
    cuts = []
    i, j = n, m
    while i or j:
        a, b = back[i][j]
        cuts.append((printed[i - a : i], read[j - b : j]))
        i, j = i - a, j - b
    return cuts[::-1]


def counted_stretches(
    aligned: Iterable[tuple[Sequence[Cut], float]],
) -> tuple[dict[Cut, float], dict[str, float]]:
    """How often stretches of cuts in a row were printed and read, and how often printed at all.

    ``aligned``: cuts of words, and how often each was seen.
    """
    counts: dict[Cut, float] = defaultdict(float)
    totals: dict[str, float] = defaultdict(float)
    for cuts, often in aligned:
        for first in range(len(cuts)):
            printed = read = ""
            for was, got in cuts[first:]:
                printed += was
                read += got
                if len(printed) > LONGEST_PRINTED:
                    break
                totals[printed] += often
                if 0 < len(read) <= LONGEST_READ:
                    counts[printed, read] += often
    return counts, totals
