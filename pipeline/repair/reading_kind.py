# SPDX-License-Identifier: Apache-2.0
"""Which model read a text: a Vietnamese one, or one that cannot print Vietnamese."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from lexicon import is_syllable, syllables
from pipeline.repair.tokens import strip_marks

_WORD = re.compile(r"[^\W_]*[^\W\d_][^\W_]*")
_VIETNAMESE = re.compile(
    "[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]"
)
VIETNAMESE_SHARE = 0.10  # of words with a letter that only Vietnamese has
SYLLABLE_SHARE = 0.55  # of words that are a syllable when marks are stripped
FEW = 6  # words that are syllables as they stand and prove nothing
ODD_SHARE = 0.02  # of words with digits or accents; typed without marks there are hardly any


@cache
def _bases() -> frozenset[str]:
    return frozenset(strip_marks(syllable) for syllable in syllables())


def is_unmarked_syllable(text: str) -> bool:
    """Whether some syllable is written so when its marks are left out."""
    return strip_marks(text.lower()) in _bases()


def reading_kind(lines: Sequence[str]) -> str:
    """``vie`` for text with Vietnamese letters, ``eng`` or ``plain`` for Vietnamese without.

    ``plain``: the marks were left out; ``eng``: a model that has none misread them. "" for text
    that is not Vietnamese, or too short to tell it from a clean one.
    """
    words = [word for line in lines for word in _WORD.findall(line)]
    if not words:
        return ""
    vietnamese = sum(_VIETNAMESE.search(word) is not None for word in words)
    if vietnamese >= VIETNAMESE_SHARE * len(words):
        return "vie"
    if len(words) < FEW and all(is_syllable(word.lower()) for word in words):
        return ""
    known = sum(map(is_unmarked_syllable, words))
    if known >= SYLLABLE_SHARE * len(words):
        odd = sum(not word.isascii() or not word.isalpha() for word in words)
        return "plain" if odd < ODD_SHARE * len(words) else "eng"
    return "vie" if vietnamese else ""
