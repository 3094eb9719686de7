# SPDX-License-Identifier: Apache-2.0
"""Underlined words: the stroke runs through the dot below a vowel (`cộng`, `phụ lục`), which is
not read then. The word with such a dot stands beside what was read, for the language to choose."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Box
from pipeline.ocr.combining import MOST_ALTERNATIVES, Reading
from pipeline.ocr.segments import Segment

DOT_BELOW = "\N{COMBINING DOT BELOW}"
TONES = frozenset(
    "\N{COMBINING GRAVE ACCENT}\N{COMBINING ACUTE ACCENT}\N{COMBINING TILDE}"
    "\N{COMBINING HOOK ABOVE}" + DOT_BELOW
)
VOWELS = frozenset("aeiouy")
HIDDEN_ODDS = 1.0
"""Odds of a word with a dot against the word without."""
SEEN = 0.8
"""Confidence of a word whose dot, if it has one, is hidden, at most."""
UNDER, COVERED = 0.6, 0.6
"""How far below the line of its letters the stroke is, in x-heights; how much of the word it
underlines."""


def with_hidden_dots(
    words: Sequence[Reading], segment: Segment, strokes: Sequence[Box]
) -> list[Reading]:
    """The words of a line; beside those over one of ``strokes``, px, what they are with a dot."""
    lowest = segment.base + UNDER * segment.x_height
    under = [s for s in strokes if segment.base < (s.top + s.bottom) / 2 < lowest]
    return [_with_dot(word) if _is_over(word, under) else word for word in words]


def _is_over(word: Reading, strokes: Sequence[Box]) -> bool:
    left, _, right, _ = word.place
    covered = sum(max(0.0, min(right, s.right) - max(left, s.left)) for s in strokes)
    return covered >= COVERED * (right - left)


def _with_dot(word: Reading) -> Reading:
    """The word with each of its vowels dotted, among its alternatives, if it bears no tone mark."""
    parts = unicodedata.normalize("NFD", word.text)
    if TONES.intersection(parts):
        return word
    dotted = [
        unicodedata.normalize("NFC", parts[: place + 1] + DOT_BELOW + parts[place + 1 :])
        for place, letter in enumerate(parts)
        if letter.lower() in VOWELS
    ]
    if not dotted:
        return word
    known = dict(word.alternatives)
    others = known | {text: max(HIDDEN_ODDS, known.get(text, 0.0)) for text in dotted}
    ranked = sorted(others.items(), key=lambda item: -item[1])
    return replace(
        word, confidence=min(SEEN, word.confidence), alternatives=tuple(ranked[:MOST_ALTERNATIVES])
    )
