# SPDX-License-Identifier: Apache-2.0
"""Abbreviations in capitals (UBND, HĐND, GD&ĐT), kept from being read as syllables.

An abbreviation of the table whose Đ was read as D gets it back (HDND, TSCD). One that is in no
table stays as read: names of offices are coined daily.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from lexicon import abbreviations
from pipeline.repair.reading_kind import VOWELS, is_unmarked_syllable
from pipeline.repair.tokens import strip_marks

_ROMAN = re.compile(r"[IVXLC]+")
_LEAST_COUNT = 5  # of an abbreviation into which another may be repaired
_LEAST_LETTERS = 3  # of an unknown one: two stray capitals are as often dirt


class AbbreviationRepair(NamedTuple):
    """What an abbreviation was printed as, how sure (0..1), and why ("" when it stays)."""

    printed: str
    confidence: float
    reason: str


@cache
def _known() -> frozenset[str]:
    return frozenset(entry.abbreviation for entry in abbreviations())


@cache
def by_plain_letters() -> dict[str, str]:
    """Abbreviations that hold a Đ, by what is left of them without its stroke."""
    table: dict[str, tuple[int, str]] = {}
    for entry in abbreviations():
        plain = entry.abbreviation.replace("Đ", "D")
        if plain != entry.abbreviation and len(plain) >= _LEAST_LETTERS:
            rank = (max(entry.count, _LEAST_COUNT if entry.meaning else 0), entry.abbreviation)
            table[plain] = max(table.get(plain, (0, "")), rank)
    return {plain: name for plain, (count, name) in table.items() if count >= _LEAST_COUNT}


def is_known_abbreviation(read: str) -> bool:
    """Whether the tables hold it, and it is no syllable that lost its marks."""
    return read in _known() and not like_a_word(read)


def is_abbreviation_read(read: str) -> bool:
    """Whether it is one of the tables, read without its Đ perhaps: HDND."""
    return is_known_abbreviation(by_plain_letters().get(read, read))


def with_f_for_e(read: str) -> str | None:
    """The abbreviation of the tables that was read with E for F (EVETA: EVFTA), if there is one."""
    if read in _known() or is_unmarked_syllable(read):
        return None
    others = (read[:n] + "F" + read[n + 1 :] for n, letter in enumerate(read) if letter == "E")
    return next((other for other in others if other in _known()), None)


def spells_no_word(capitals: str) -> bool:
    """Whether capitals can only be an abbreviation: without a vowel, or of the tables."""
    return VOWELS.isdisjoint(strip_marks(capitals)) or is_known_abbreviation(capitals)


def like_a_word(group: str) -> bool:
    """Whether capitals may be a syllable that lost its marks (THUONG), or a roman numeral."""
    return is_unmarked_syllable(group) or _ROMAN.fullmatch(group) is not None


def read_abbreviation(read: str) -> AbbreviationRepair | None:
    """The abbreviation that `read` (capitals, groups joined by - or &) is; None when it may be
    a word of the language or dirt."""
    stroked = read.replace("Ð", "Đ")
    groups = re.split("[-&]", stroked)
    if all(group in _known() for group in groups):
        if stroked != read:
            return AbbreviationRepair(stroked, 0.98, "Đ of an abbreviation")
        return AbbreviationRepair(read, 0.98, "")
    restored = [
        group if group in _known() else by_plain_letters().get(group.replace("Đ", "D"), group)
        for group in groups
    ]
    if restored != groups:
        marks = re.findall("[-&]", stroked)
        printed = restored[0] + "".join(m + g for m, g in zip(marks, restored[1:], strict=True))
        return AbbreviationRepair(printed, 0.93, "Đ of an abbreviation")
    if len(groups) == 1 and len(read) < _LEAST_LETTERS:
        return None
    if any(like_a_word(group) for group in groups if group not in _known()):
        return None
    return AbbreviationRepair(stroked, 0.8, "" if stroked == read else "Đ of an abbreviation")
