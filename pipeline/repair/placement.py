# SPDX-License-Identifier: Apache-2.0
"""Where a document puts the tone mark of open oa, oe, uy: hòa, ủy or hoà, uỷ.

A text with Vietnamese letters shows it. In one read without them it can still be told: a marked
letter is misread more often than a plain one, so ủy comes out as `ty` or `iy` and uỷ as `uy`.
The table, counted by ``lexicon.build.placement`` on generated training pages, holds for such a
rime and the last two characters read the log odds that the print has the new placement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache

from lexicon import table_rows
from pipeline.repair.tokens import TonePlacement, tone_placement

PRIOR = -3.0  # log odds of the new placement; official documents have the old one more often
SIGHTINGS = 2  # of a rime read so; one document's letters are read alike, more say nothing new


@cache
def placement_odds() -> dict[tuple[str, str], float]:
    """Log odds of the new placement by rime (folded, old placement) and its last letters read."""
    rows = table_rows("tone_placement.tsv")
    return {(row["rime"], row["read"]): float(row["log_odds"]) for row in rows}


def usual_placement(words: Iterable[str]) -> TonePlacement:
    """The placement that most words (NFC) of a text show, EITHER where none shows any."""
    votes = [tone_placement(word) for word in words]
    new = sum(vote is TonePlacement.NEW for vote in votes)
    old = sum(vote is TonePlacement.OLD for vote in votes)
    if not new and not old:
        return TonePlacement.EITHER
    return TonePlacement.NEW if new > old else TonePlacement.OLD


def printed_placement(pairs: Iterable[tuple[str, str]]) -> TonePlacement:
    """The placement of a text read without Vietnamese letters.

    ``pairs``: what was read, and the word (folded) that was printed there.
    """
    odds = placement_odds()
    seen = Counter((word[-2:], read[-2:]) for read, word in pairs)
    known = (odds.get(pair, 0.0) * min(count, SIGHTINGS) for pair, count in seen.items())
    return TonePlacement.NEW if PRIOR + sum(known) > 0 else TonePlacement.OLD
