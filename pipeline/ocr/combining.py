# SPDX-License-Identifier: Apache-2.0
"""Several readings of one segment combined word by word (after Fiscus 1997, ROVER)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp

from pipeline.model import Box

MOST_ALTERNATIVES = 20

Place = tuple[float, float, float, float]


def place_of(box: Box) -> Place:
    """A box as readings have it."""
    return float(box.left), float(box.top), float(box.right), float(box.bottom)


@dataclass(frozen=True)
class Reading:
    """One word of one reading. ``place``: left, top, right, bottom in cleaned-page px."""

    text: str
    confidence: float
    place: Place
    alternatives: tuple[tuple[str, float], ...] = ()

    def corrected(self, text: str, at_least: float = 0.0) -> Reading:
        """The word as ``text``, what was read among its alternatives; ``at_least``: confidence."""
        others = ((self.text, self.confidence), *self.alternatives)
        return replace(
            self, text=text, confidence=max(self.confidence, at_least), alternatives=others
        )


def combined(readings: Sequence[Sequence[Reading]]) -> list[Reading]:
    """The best words of several readings of one segment, the first reading being the guide.

    Words that lie over each other are compared: the text most sure wins, agreement raises its
    confidence, and what lost is kept among the alternatives.
    """
    filled = [list(reading) for reading in readings if reading]
    if not filled:
        return []
    if len(filled) == 1:
        return filled[0]
    out: list[Reading] = []
    for stretch in _stretches(filled):
        out.extend(_best_of(stretch))
    return out


def _stretches(readings: list[list[Reading]]) -> list[list[list[Reading]]]:
    """Words of all readings cut at the gaps they share: [stretch][reading][word]."""
    everything = sorted(
        (word.place[0], word.place[2], number, position)
        for number, reading in enumerate(readings)
        for position, word in enumerate(reading)
    )
    stretches: list[list[list[Reading]]] = []
    reach = float("-inf")
    for left, right, number, position in everything:
        # half a letter of overlap is no overlap: box edges differ by some pixels
        slack = min(0.25 * (right - left), 4.0)
        if left >= reach - slack:
            stretches.append([[] for _ in readings])
            reach = right
        stretches[-1][number].append(readings[number][position])
        reach = max(reach, right)
    return stretches


def _best_of(stretch: list[list[Reading]]) -> list[Reading]:
    texts = [" ".join(word.text for word in words) for words in stretch]
    sureness = [_sureness(words) for words in stretch]
    votes: dict[str, float] = {}
    for text, sure in zip(texts, sureness, strict=True):
        votes[text] = votes.get(text, 0.0) + sure
    best = max(range(len(texts)), key=lambda i: (votes[texts[i]], sureness[i], -i))
    words = stretch[best]
    agreeing = sum(text == texts[best] for text in texts)
    if len(words) == 1:
        known: dict[str, float] = {}
        for i, reading in enumerate(stretch):
            odds = min(1.0, exp(4 * (sureness[i] - sureness[best])))
            if texts[i] and texts[i] != texts[best]:
                known[texts[i]] = max(odds, known.get(texts[i], 0.0))
            for text, symbol_odds in reading[0].alternatives if len(reading) == 1 else ():
                known[text] = max(odds * symbol_odds, known.get(text, 0.0))
        known.pop(texts[best], None)
        ranked = sorted(known.items(), key=lambda item: (-item[1], item[0]))[:MOST_ALTERNATIVES]
        words = [replace(words[0], alternatives=tuple((t, round(o, 4)) for t, o in ranked))]
    if agreeing == len(texts):
        words = [
            replace(
                word,
                confidence=max(*(_confidence(words, k) for words in stretch), word.confidence),
            )
            for k, word in enumerate(words)
        ]
    elif agreeing == 1:
        # nobody agrees: the word is only as sure as it stands out
        words = [replace(word, confidence=0.8 * word.confidence) for word in words]
    return words


def _confidence(words: list[Reading], position: int) -> float:
    return words[position].confidence if position < len(words) else 0.0


def _sureness(words: list[Reading]) -> float:
    """Mean confidence by letter; nothing read is a weak vote for nothing."""
    letters = sum(len(word.text) for word in words)
    if letters == 0:
        return 0.3
    return sum(word.confidence * len(word.text) for word in words) / letters
