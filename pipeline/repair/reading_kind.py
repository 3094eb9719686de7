# SPDX-License-Identifier: Apache-2.0
"""Which kind of reader read a text: a Vietnamese one, or one that cannot print Vietnamese."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from lexicon import is_syllable, syllables
from pipeline.repair.lost_letters import LOSSES
from pipeline.repair.tokens import strip_marks

_WORD = re.compile(r"[^\W_]+")
_VIETNAMESE = re.compile(
    "[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]"
)
# Readers that cannot print Vietnamese: Tesseract's English model; one that leaves out nearly all
# marks; any other one; nobody, where the marks were left out by who typed.
ENG, BARE, OTHER, PLAIN = "eng", "bare", "other", "plain"
# Nobody, where a program had no place for the letters.
LOSSY = frozenset(LOSSES)
GARBLING = frozenset({ENG, BARE, OTHER, PLAIN}) | LOSSY  # every word is in doubt
# They read specks for marks, symbols and digits for letters.
MISREADING = frozenset({ENG, BARE, OTHER})

VOWELS = frozenset("AEIOUY")
VIETNAMESE_SHARE = 0.10  # of words with a letter that only Vietnamese has
SYLLABLE_SHARE = 0.55  # of words that are a syllable when marks are stripped
# The same of what an older engine read: 0.36 to 0.69 on 24 generated pages; of English, 0.25.
POOR_SHARE, ENOUGH = 0.33, 40  # and words without which so few prove nothing
FEW = 6  # words that are syllables as they stand and prove nothing
ODD_SHARE = 0.02  # of words with digits or accents; typed without marks there are hardly any


@cache
def _bases() -> frozenset[str]:
    return frozenset(strip_marks(syllable) for syllable in syllables())


def is_unmarked_syllable(text: str) -> bool:
    """Whether some syllable is written so when its marks are left out."""
    return strip_marks(text.lower()) in _bases()


def reading_kind(lines: Sequence[str]) -> str:
    """``vie`` for text with Vietnamese letters, one of `GARBLING` for Vietnamese without.

    ``plain``: the marks were left out, or lost by a reader (`Repairer.is_misread`); ``eng``: a
    model that has none misread them (which one: `Repairer.likelier_reader`); ``other``: it may be
    Vietnamese that an older engine read (`Repairer.is_vietnamese`). "" for text that is not
    Vietnamese, or too short to tell it from a clean one.
    """
    words = words_of(lines)
    if not words:
        return ""
    vietnamese = sum(map(has_vietnamese_letter, words))
    if vietnamese >= VIETNAMESE_SHARE * len(words):
        return "vie"
    if len(words) < FEW and all(is_syllable(word.lower()) or word.isupper() for word in words):
        return ""
    known = sum(map(is_unmarked_syllable, words))
    if known >= SYLLABLE_SHARE * (len(words) - sum(map(says_nothing, words))):
        odd = sum(not word.isascii() or not word.isalpha() for word in words)
        return PLAIN if odd < ODD_SHARE * len(words) else ENG
    if vietnamese:
        return "vie"
    return OTHER if known >= POOR_SHARE * len(words) and len(words) >= ENOUGH else ""


def has_vietnamese_letter(word: str) -> bool:
    """Whether a letter of it (NFC) is none of other languages."""
    return _VIETNAMESE.search(word) is not None


def words_of(lines: Sequence[str]) -> list[str]:
    """Stretches of letters and digits with a letter among them."""
    found = (word for line in lines for word in _WORD.findall(line))
    return [word for word in found if any(map(str.isalpha, word))]


def says_nothing(word: str) -> bool:
    """Whether it is an abbreviation without a vowel, or a unit with its number: VN, 35kV."""
    return word[0].isdigit() or (word.isupper() and VOWELS.isdisjoint(word))
