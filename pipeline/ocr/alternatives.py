# SPDX-License-Identifier: Apache-2.0
"""Other readings of a word, from the choices the recogniser had for each of its symbols."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp


def alternatives_of(
    symbols: Sequence[tuple[str, Sequence[tuple[str, float]]]],
    least_odds: float = 0.002,
    most: int = 16,
) -> tuple[tuple[str, float], ...]:
    """Other readings of a word, one symbol replaced in each, best first.

    ``symbols``: for each symbol of the word its text and the engine's choices with their
    confidences in percent, on Tesseract's logarithmic scale (5 points are a factor of e). The
    number beside a reading is its odds against the symbol read, 0..1.
    """
    found: dict[str, float] = {}
    texts = [text for text, _ in symbols]
    for place, (text, choices) in enumerate(symbols):
        top = next((confidence for choice, confidence in choices if choice == text), None)
        if top is None:
            continue
        for choice, confidence in choices:
            if choice == text or confidence <= 0 or not choice.strip():
                continue
            odds = min(1.0, exp((confidence - top) / 5))
            if odds < least_odds:
                continue
            word = "".join((*texts[:place], choice, *texts[place + 1 :]))
            found[word] = max(odds, found.get(word, 0.0))
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return tuple((word, round(odds, 4)) for word, odds in ranked[:most])
