# SPDX-License-Identifier: Apache-2.0
"""What may have been printed where a word was read: the best words of the channel.

The inventory is every Vietnamese syllable the language model knows, with known names,
abbreviations and foreign words; scoring a reading against all of it takes a fraction of a
millisecond, and what was scored is remembered for the life of the process.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.repair.channel import Channel, ChannelScorer, PrintedWords

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

LONGEST_READING = 14  # characters; longer readings are no syllable
WIDTH, WIDE = 30, 50  # most candidates of one reading; of one in garbled text
REACH, FAR = 13.0, 17.0  # nats below the best candidate, channel and word frequency together
FREQUENCY_WEIGHT = 0.6
AS_SMALL_LETTERS = -2.0  # nats for reading capitals as the channel reads small letters


@dataclass(frozen=True)
class Inventory:
    """Words that may be printed: their trie, their ids in the language model, log frequency."""

    printed: PrintedWords
    ids: Ints
    frequency: Floats
    known: dict[str, int]

    @classmethod
    def of(cls, words: list[str], ids: Ints, frequency: Floats) -> Inventory:
        known = dict(zip(words, ids.tolist(), strict=True))
        return cls(PrintedWords(words), ids, frequency, known)


class CandidateSource:
    """Candidates of readings under one channel."""

    def __init__(
        self,
        channel: Channel,
        inventory: Inventory,
        remembered: int = 60_000,
        garbled: bool = False,
    ) -> None:
        self.channel = channel
        self.inventory = inventory
        self._scorer = ChannelScorer(channel, inventory.printed)
        self._memory: dict[str, tuple[Ints, Floats]] = {}
        self._remembered = remembered
        self._width, self._reach = (WIDE, FAR) if garbled else (WIDTH, REACH)

    def prepare(self, readings: Iterable[str]) -> None:
        """Score what has not been scored yet, together (shared beginnings are shared work)."""
        new = {r for r in readings if r not in self._memory and 0 < len(r) <= LONGEST_READING}
        if len(self._memory) + len(new) > self._remembered:
            self._memory.clear()
        capitals = {reading: reading.lower() for reading in new if reading.isupper()}
        scores = {}
        for reading, score in self._scorer.scores(new | set(capitals.values())):
            if reading in new and reading not in capitals:
                self._memory[reading] = self._best(score)
            if reading in capitals or reading in capitals.values():
                scores[reading] = score
        for reading, small in capitals.items():  # capitals are rare in print: help from small ones
            score = np.maximum(scores[reading], scores[small] + AS_SMALL_LETTERS)
            self._memory[reading] = self._best(score)

    def with_edits(self, edits: Mapping[tuple[str, str], float]) -> CandidateSource:
        """A source by the same channel and more ``edits``: (printed, read) -> log probability."""
        source = copy(self)
        source._scorer = self._scorer.with_edits(edits)
        source._memory = {}
        return source

    def _best(self, score: Floats) -> tuple[Ints, Floats]:
        total = score + FREQUENCY_WEIGHT * self.inventory.frequency
        best = np.flatnonzero((total > total.max() - self._reach) & (score > -60.0))
        if len(best) > self._width:
            best = best[np.argpartition(-total[best], self._width)[: self._width]]
        best = best[np.argsort(-total[best], kind="stable")]
        return self.inventory.ids[best], score[best]

    def of(self, reading: str) -> tuple[Ints, Floats]:
        """Ids and log P(reading | word), the likeliest first; empty for an overlong reading."""
        found = self._memory.get(reading)
        if found is None:
            self.prepare((reading,))
            found = self._memory.get(reading)
        if found is None:
            return np.zeros(0, np.int32), np.zeros(0, np.float32)
        return found
