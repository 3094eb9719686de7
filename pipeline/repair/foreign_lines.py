# SPDX-License-Identifier: Apache-2.0
"""Lines of English inside a Vietnamese document: names of projects, clauses of contracts.

They are told by the small words no sentence does without. None of these is a Vietnamese syllable
without its marks, and no two of them stand in any of 526 lines that the English model read from
Vietnamese scans.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.repair.reading_kind import is_unmarked_syllable

_WORD = re.compile(r"[^\W\d_]+")
_SMALL_WORDS = frozenset(
    "of and for with shall is are that this from was were which be by its their or as at not have "
    "has been will any such other under".split()
)
SHORTEST = 4  # words of a line that tells
SMALL_SHARE, KINDS = 0.15, 2  # of its words are small ones; different ones, at least
SYLLABLE_SHARE = 0.5  # of the words of a line beside it, at most


def english_lines(lines: Sequence[str]) -> frozenset[int]:
    """Numbers of the lines that are English, those between and beside them included."""
    words = [[word.lower() for word in _WORD.findall(line)] for line in lines]
    told = {n for n, of_line in enumerate(words) if _is_english(of_line)}
    beside = {
        n
        for at in told
        for n in (at - 1, at + 1)
        if 0 <= n < len(lines) and _may_be_english(words[n])
    }
    return frozenset(told | beside)


def _is_english(words: Sequence[str]) -> bool:
    small = [word for word in words if word in _SMALL_WORDS]
    enough = len(words) >= SHORTEST and len(small) >= SMALL_SHARE * len(words)
    return enough and len(set(small)) >= KINDS


def _may_be_english(words: Sequence[str]) -> bool:
    """Whether a line beside an English one goes on in English."""
    if not words or not all(map(str.isascii, words)):
        return False
    syllables = sum(map(is_unmarked_syllable, words))
    return not _SMALL_WORDS.isdisjoint(words) or syllables <= SYLLABLE_SHARE * len(words)
