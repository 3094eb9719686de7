# SPDX-License-Identifier: Apache-2.0
"""How sure a repaired text is of each word.

Every candidate of a slot is weighed against the others with its neighbours as decided: four
n-grams of the language model see it. The weights become a probability by a calibration learned
on held-out pages, one for each kind of reading.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.repair.language_model import LanguageModel

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


def neighbour_scores(
    model: LanguageModel, sequence: Ints, where: NDArray[np.int64], candidates: Ints
) -> Floats:
    """What the language model says of other words in single places of a sequence.

    ``sequence`` int32 (t,): paragraphs, each after three begin symbols and closed by the end
    symbol. ``where`` (n,): places in it; ``candidates`` int32 (n, m), padded with -1.
    Returns float32 (n, m): the sum of log P over the n-grams that hold the place; -inf padding.
    """
    n, m = candidates.shape
    if not n:
        return np.zeros((0, m), np.float32)
    around = np.stack([sequence[where - back] for back in (3, 2, 1)], 1)
    total = model.extend(around.astype(np.int32), candidates)
    row, column = np.nonzero(candidates >= 0)
    chosen = candidates[row, column]
    place = where[row]
    last = len(sequence) - 1
    running = np.ones(len(row), bool)
    for ahead in (1, 2, 3):
        at = np.minimum(place + ahead, last)
        running &= sequence[np.minimum(at - 1, last)] != model.eos
        running &= place + ahead <= last
        live = np.flatnonzero(running)
        if not len(live):
            break
        context = np.stack([sequence[at[live] - back] for back in (3, 2, 1)], 1).astype(np.int32)
        context[:, 3 - ahead] = chosen[live]
        score = model.score(context, sequence[at[live]].astype(np.int32))
        total[row[live], column[live]] += score
    return total


def shares(weights: Floats) -> Floats:
    """Weights in nats (n, m) as shares that sum to one in each row."""
    weights = np.maximum(weights, np.float32(-1e6))
    top = weights.max(1, keepdims=True)
    share = np.exp(weights - top)
    return (share / share.sum(1, keepdims=True)).astype(np.float32)
