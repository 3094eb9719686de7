# SPDX-License-Identifier: Apache-2.0
"""The channel of one document: what its reader makes of letters, learned from the document itself.

Readers that cannot print Vietnamese differ in what they make of it: one takes ``~`` for every
marked e, another ``f;t`` for ạ, and mostly they do so all over a document. What a first search
decided is aligned with what was read, letter by letter, by EM over edits (as
``lexicon.build.channel_training`` learns a channel), and what the document shows more often than
the channel has it is added to the channel: a maximum a posteriori estimate with the channel as
prior (Gauvain and Lee, Maximum a posteriori estimation, 1994). Nothing is taken away, so that
readings which show nothing new keep their scores.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping

from pipeline.repair.channel import END, START, Channel
from pipeline.repair.edits import Cut, cheapest_cuts, counted_stretches

SHAPES = ((1, 1), (1, 0), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (3, 3))
PRIOR = 6.0  # printed letters that the channel stands for
LEAST_GAIN = 0.3  # nats by which the document must have an edit likelier than the channel has it
LEAST_COUNT = 0.8  # times it must be seen
ROUNDS = 3
UNKNOWN, LONGER, LOST = 5.0, 1.6, 6.0  # nats for an edit that nothing is known of
MOST_APART = 6  # letters by which the rests of both words may differ in length

Pairs = Mapping[Cut, float]  # (printed, read): how often, by its share
Edits = dict[Cut, float]


class Aligner:
    """Cuts words into edits, the cheapest way by what is known and what was learned so far."""

    def __init__(self, known: Mapping[Cut, float]) -> None:
        self.known = known
        self.costs: dict[Cut, float] = {}

    def learn(self, counts: Mapping[Cut, float], totals: Mapping[str, float]) -> None:
        """Costs by the edits that were counted; ``totals``: how often each was printed."""
        self.costs = {
            cut: -math.log(posterior(number, totals[cut[0]], self.known.get(cut)))
            for cut, number in counts.items()
        }

    def cost(self, edit: Cut) -> float:
        found = self.costs.get(edit)
        if found is None:
            printed, read = edit
            found = UNKNOWN + LONGER * (len(printed) + len(read) - 2) if read else LOST
            log = self.known.get(edit)
            if log is not None:
                found = min(found, -log)
            self.costs[edit] = found
        return found

    def cuts(self, printed: str, read: str) -> list[Cut]:
        """(printed, read) stretches that make up both words."""
        found = cheapest_cuts(printed, read, SHAPES, self.cost, MOST_APART)
        return [(START, START), *found, (END, END)] if found else []


def learned_edits(channel: Channel, pairs: Pairs) -> Edits:
    """Edits that a document shows likelier than the channel has them: their log probabilities.

    ``pairs``: printed words (folded) with what was read there, and how often.
    """
    known = channel.log_of
    aligner = Aligner(known)
    for _ in range(ROUNDS):
        counts: dict[Cut, float] = defaultdict(float)
        totals: dict[str, float] = defaultdict(float)
        aligned = [(aligner.cuts(printed, read), often) for (printed, read), often in pairs.items()]
        for cuts, often in aligned:
            for cut in cuts:
                counts[cut] += often
                totals[cut[0]] += often
        aligner.learn(counts, totals)
    counts, totals = counted_stretches(aligned)
    found: Edits = {}
    for (printed, read), number in counts.items():
        log = math.log(posterior(number, totals[printed], known.get((printed, read))))
        if number >= LEAST_COUNT and log > known.get((printed, read), -99.0) + LEAST_GAIN:
            found[printed, read] = log
    return found


def posterior(number: float, total: float, known: float | None) -> float:
    """Probability of an edit seen ``number`` times of ``total``, the channel as prior."""
    before = math.exp(known) if known is not None else 1e-5
    return (number + PRIOR * before) / (total + PRIOR)
