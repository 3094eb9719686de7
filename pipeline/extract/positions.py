# SPDX-License-Identifier: Apache-2.0
"""Positions of signers (chức vụ), read through what a seal leaves of them.

The seal lies on the signature by rule, so a position is often read with specks, lost strokes or
wrong marks. Positions are a closed list: one that was damaged is taken from it when only one is
near; one that is sound, in the list or not, stays as printed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from rapidfuzz import fuzz, process

from lexicon import is_syllable, positions
from pipeline.extract.rows import is_capitals, plain, starts_with_position

_NEAR = 86.0  # of 100, over letters without marks: one or two letters of a position lost
_LEAST_LETTERS = 6


@cache
def _by_plain_letters() -> dict[str, str]:
    return {plain(entry.position): entry.position for entry in reversed(positions())}


def without_specks(text: str) -> str:
    """A position without the specks round it and between its words."""
    return re.sub(r"(?<=\w)[/|\\](?=\w{2})", " ", re.sub(r"^[\W_]+|[^\w)]+$|_+$", "", text))


def _placement_free(text: str) -> str:
    """Letters with the tone mark taken off its vowel, so that UỶ and ỦY agree."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    letters = unicodedata.normalize("NFD", text.upper())
    marks = sorted(letter for letter in letters if letter in tones)
    return "".join(letter for letter in letters if letter not in tones) + "".join(marks)


def read_position(text: str) -> str | None:
    """The position a row in capitals consists of or begins with; None when it is none.

    As printed where the print is sound; from the list where it was damaged.
    """
    cleaned = without_specks(text)
    if not is_capitals(cleaned, share=0.6) or len(cleaned) > 70:
        return None
    flat = re.sub(r"[\W_]+", " ", plain(cleaned)).strip()
    listed = _by_plain_letters().get(flat)
    if listed is not None:
        same = _placement_free(listed) == _placement_free(re.sub(r"[\W_]+", " ", cleaned))
        return cleaned if same else listed
    if starts_with_position(cleaned):
        return cleaned
    words = re.findall(r"[^\W\d_]+", cleaned)
    sound = all(is_syllable(word) for word in words)
    if sound or len(flat) < _LEAST_LETTERS:
        return None
    near = process.extract(
        flat, list(_by_plain_letters()), scorer=fuzz.ratio, score_cutoff=_NEAR, limit=2
    )
    if not near or (len(near) == 2 and near[0][1] - near[1][1] < 2):
        return None
    return _by_plain_letters()[near[0][0]]
