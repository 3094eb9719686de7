# SPDX-License-Identifier: Apache-2.0
"""The Đ of acronyms read without it: DHTD in a document that names Đại học Tây Đô is ĐHTĐ.

A model without Đ reads every one as D. The tables know the common acronyms (HĐND, CSĐT); the
others are coined for one document, which mostly spells them out: stretches of words that begin
with the letters of the acronym say which D is a Đ. Where they may begin so by chance, the first
must be capitalised: of three words, and of an acronym that the tables know with its D (CCCD).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

import lexicon
from pipeline.repair.codes.abbreviations import (
    by_plain_letters,
    is_known_abbreviation,
    like_a_word,
)
from pipeline.repair.codes.symbols import in_known_symbols
from pipeline.repair.tokens import strip_marks

SHORTEST = 3
SURE_OF_ITSELF = 4  # letters from which words begin with them by chance too seldom to matter
AGREEING = 0.8  # share of the stretches that must have the same strokes
_CAPITALS = re.compile(r"(?<![^\W\d_])[A-ZĐ]{3,12}(?![^\W\d_])")


@cache
def _table() -> dict[str, str]:
    learned = {acronym.replace("Đ", "D"): acronym for acronym in lexicon.acronyms()}
    return learned | by_plain_letters()


class Acronyms:
    """Acronyms of one document; ``words``: all its words in order, as they were printed."""

    def __init__(self, words: Iterable[str]) -> None:
        self._capital: list[bool] = []
        initials: list[str] = []
        for word in words:
            if word[:1].isalpha():
                initials.append(_initial(word))
                self._capital.append(word[0].isupper())
        self._initials = "".join(initials)
        self._plain = self._initials.replace("Đ", "D")
        self._known: dict[str, str] = {}

    def printed(self, read: str) -> str:
        """The acronym (capitals) with the strokes it was printed with, else as it was read."""
        if "D" not in read or len(read) < SHORTEST or like_a_word(read):
            return read
        if read not in self._known:
            self._known[read] = self._spelt_out(read) or _table().get(read, read)
        return self._known[read]

    def in_symbol(self, text: str) -> str:
        """A code or a symbol with its acronyms as printed; those of the table of symbols stay."""

        def stroked(match: re.Match[str]) -> str:
            return match[0] if in_known_symbols(match[0]) else self.printed(match[0])

        return _CAPITALS.sub(stroked, text)

    def _spelt_out(self, read: str) -> str | None:
        votes: Counter[str] = Counter()
        by_chance = len(read) < SURE_OF_ITSELF or is_known_abbreviation(read)
        at = self._plain.find(read)
        while at >= 0:
            if self._capital[at] or not by_chance:
                votes[self._initials[at : at + len(read)]] += 1
            at = self._plain.find(read, at + 1)
        if not votes:
            return None
        found, count = votes.most_common(1)[0]
        return found if count >= AGREEING * votes.total() else None


def _initial(word: str) -> str:
    first = word[0].upper()
    return "Đ" if first in "ĐÐ" else strip_marks(first)
