# SPDX-License-Identifier: Apache-2.0
"""Which words the language model knows, and in what order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

import lexicon
from lexicon.build.ngrams import UNK
from lexicon.syllables import all_syllables
from pipeline.repair.tokens import CLASSES, split, symbol

SPECIAL = ("<s>", "</s>", "<unk>")
LARGEST = 65_536
# How much a sighting in each register speaks for a word, and how much must speak for it.
WORTH = {"party": 4.0, "administrative": 1.0, "laws": 1.0, "news": 0.25, "wikipedia": 0.25}
ENOUGH = 6.0


def choose(symbols: Sequence[str], counts: Mapping[str, np.ndarray]) -> list[str]:
    """Words by id: special symbols, classes, then words, the most telling first.

    symbols: provisional symbols; counts: per register, int64 (len(symbols),). Every Vietnamese
    syllable and every word of the tables is known, seen or not.
    """
    worth = np.zeros(len(symbols))
    for register, seen in counts.items():
        worth[: len(seen)] += WORTH[register] * seen
    syllables = all_syllables() | table_words()
    reserved = {*SPECIAL, *CLASSES}
    scored = {s: float(w) for s, w in zip(symbols, worth, strict=True) if s not in reserved}
    for syllable in syllables:
        scored.setdefault(syllable, 0.0)
    chosen = [s for s, w in scored.items() if w >= ENOUGH or s in syllables]
    chosen.sort(key=lambda s: (s not in syllables, -scored[s], s))  # syllables survive the cut
    chosen = chosen[: LARGEST - len(SPECIAL) - len(CLASSES)]
    chosen.sort(key=lambda s: (-scored[s], s))
    return [*SPECIAL, *CLASSES, *chosen]


def table_words() -> frozenset[str]:
    """Folded words of the names of places, agencies and persons, and the abbreviations."""
    names = [place.name for place in lexicon.places()]
    names += [agency.name for agency in lexicon.agencies()]
    names += [given.name for given in lexicon.given_names()]
    names += lexicon.family_names()
    names += [abbreviation.abbreviation for abbreviation in lexicon.abbreviations()]
    return frozenset(
        seen
        for name in names
        for piece in split(name)
        if piece[0].isalpha() and (seen := symbol(piece)) is not None
    )


def translation(symbols: Sequence[str], words: Sequence[str]) -> np.ndarray:
    """uint16 (len(symbols),): final id of each provisional symbol, UNK for unknown ones."""
    ids = {word: i for i, word in enumerate(words)}
    return np.array([ids.get(s, UNK) for s in symbols], np.uint16)
