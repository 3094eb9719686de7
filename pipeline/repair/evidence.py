# SPDX-License-Identifier: Apache-2.0
"""What speaks for a candidate beside the language model, weighed and put in one number.

Channel, the reading itself, and what the engine says of it (its confidence, the odds of its
other readings) are the features of a log-linear model, fitted on generated held-out pages by
``lexicon.build.channel_weights``; weights are in ``lexicon/data/channel-weights.tsv``. All
weights are divided by the language model's own, so that the sum is in its nats.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache

import numpy as np
from numpy.typing import NDArray

from lexicon import table_rows
from pipeline.repair.reading_kind import LOSSY, PLAIN

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

# Log odds of a reading that the engine does not name. Those it names go lower; but where it is sure
# of a wrong reading it names no other, and -5 leaves fewer errors than -7.5 on pages of any kind.
ODDS_FLOOR = -5.0
LEAST_CHANNEL = -100.0  # log probability of a reading
LOWEST_DOUBT = -5.0  # log(1 - confidence) is not trusted beyond this


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the engine that read a word says: confidence 0..1 and other words with their odds.

    ``alternatives`` is None where the engine names none because it cannot.
    """

    confidence: float | None = None
    alternatives: tuple[tuple[str, float], ...] | None = None


NO_EVIDENCE = Evidence()


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of one kind of reading and of the evidence at hand."""

    model: float
    channel: float
    same: float
    same_unknown: float
    same_doubt: float = 0.0
    odds: float = 0.0
    odds_doubt: float = 0.0
    unnamed: float = 0.0


def evidence_logs(
    weights: Weights,
    ids: Ints,
    channel_logs: Floats,
    own: int,
    unknown: int,
    confidence: float | None,
    odds: dict[int, float] | None,
) -> Floats:
    """What speaks for each candidate (n,), in nats of the language model.

    ``own`` is the id of the reading itself, ``odds`` the log odds of other readings by id.
    """
    same = ids == own
    doubt = 0.0
    if confidence is not None:
        doubt = max(LOWEST_DOUBT, math.log(max(1e-3, 1.0 - confidence)))
    total = weights.channel * np.clip(channel_logs, LEAST_CHANNEL, 0.0)
    bonus = weights.same + weights.same_doubt * doubt
    if own == unknown:
        bonus += weights.same_unknown
    total = total + bonus * same
    if odds is not None:
        named = np.array([0.0 if i == own else odds.get(i, ODDS_FLOOR) for i in ids.tolist()])
        total = total + named * (weights.odds + weights.odds_doubt * doubt)
        total = total + weights.unnamed * (named <= ODDS_FLOOR)
    return (total / weights.model).astype(np.float32)


@cache
def weights_of(kind: str, evidence: str) -> Weights:
    """Fitted weights for the channel ``kind`` with ``evidence`` none, confidence or odds.

    Where none were fitted for this evidence, those that do without it. KeyError for a kind
    without any.
    """
    found: dict[str, Weights] = {}
    for row in table_rows("channel-weights.tsv"):
        if row["kind"] == (PLAIN if kind in LOSSY else kind):
            values = {f.name: float(row[f.name]) for f in fields(Weights)}
            found[row["evidence"]] = Weights(**values)
    for known in (evidence, "confidence", "none"):
        if known in found and (known != "confidence" or evidence != "none"):
            return found[known]
    raise KeyError(kind)


def kind_of_evidence(evidence: Sequence[Evidence]) -> str:
    """The richest evidence that the words of a page come with."""
    if any(e.alternatives for e in evidence):
        return "odds"
    return "confidence" if any(e.confidence is not None for e in evidence) else "none"
