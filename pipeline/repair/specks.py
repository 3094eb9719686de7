# SPDX-License-Identifier: Apache-2.0
"""Specks, rules and shadows read as letters: how likely a short reading is nothing printed.

A reader puts invented words mostly at the ends of lines, nearly always of one to three letters out
of few (`ae`, `oo`, `_`, `7`), seldom a longer one (`Renee`), and on some pages far more of them
than on others: where there are many stray marks (`|`, `~`, `_.`), there are many invented words.
The table, counted by ``lexicon.build.specks`` on generated training pages, holds log probabilities:
of an invented word at a place of the line on a page of some noise; of the word itself if it is a
common one, else of its length and of each of its letters.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from functools import cache

from lexicon import table_rows
from pipeline.repair.pieces import Piece
from pipeline.repair.reading_kind import is_unmarked_syllable

SHORT, LONGEST = 4, 9  # characters of most invented words, and of the longest
BEGIN, MIDDLE, BESIDE, END = "begin", "middle", "beside", "end"  # beside a stray mark
BY_MARK = " by a mark"  # at the begin or end, a mark between it and the rest of the line
PLACES = (BEGIN, BEGIN + BY_MARK, MIDDLE, BESIDE, END, END + BY_MARK)
OTHER = "other"  # letters that stand in no invented word of the table
NOISE_LEVELS = (0.1, 0.4, 1.2)  # stray marks a line from which a page is noisier
TINY = 2  # characters of marks and readings that may stand beyond a digit at an end of its line
DIGIT_NOISE = 2  # level from which a digit may be invented
BULLETS = "-–—+*•·"


@cache
def speck_logs() -> dict[str, dict[str, float]]:
    """Log probabilities by kind (place, word, length, letter) and value."""
    found: dict[str, dict[str, float]] = {}
    for row in table_rows("specks.tsv"):
        found.setdefault(row["kind"], {})[row["value"]] = float(row["log"])
    return found


def specks(pieces: Sequence[Piece]) -> Iterator[tuple[int, float]]:
    """Pieces of a page that may be specks, with log P(the reading, and nothing printed there).

    Inside a line a syllable is one only if it is a commonly invented word: the language model
    would drop many a short word that a sentence can do without (`in`, `da` for đã).
    """
    noise = noise_level(pieces)
    for n, place in possible_specks(pieces, noise):
        text = pieces[n].text
        if place != MIDDLE or not is_likelier_a_word(text):
            yield n, speck_log(text, place, noise)


def possible_specks(pieces: Sequence[Piece], noise: int) -> Iterator[tuple[int, str]]:
    """Short pieces that stand alone, with their place on the line.

    Never a list mark, or what touches another word. Marks may touch them as they touch any word. A
    digit only alone, on a page of `DIGIT_NOISE`, at an end of its line with tiny readings at most
    beyond it: there it is as often invented as printed on generated training pages; of those read
    as printed or invented between words, 32 of 879 are invented.
    """
    at = 0
    for _, group in itertools.groupby(pieces, key=lambda piece: piece.line):
        line = list(group)
        places = places_in(line)
        weighty = [n for n, piece in enumerate(line) if not is_tiny(piece)]
        leftmost, rightmost = (weighty[0], weighty[-1]) if weighty else (len(line), -1)
        for n, piece in enumerate(line):
            first, last = marks_round(line, n)
            if piece.symbols is None:
                short = may_be_specks(piece.text)
                list_mark = len(piece.text) == 1 and is_list_mark(line[n + 1 : n + 2], first == 0)
            else:
                outermost = n <= leftmost or n >= rightmost  # tiny readings at most beyond it
                short = noise >= DIGIT_NOISE and outermost and piece.short_number(1)
                list_mark = first < n or last > n
            if short and not list_mark and not touches_another(line, first, last):
                yield at + n, places[n]
        at += len(line)


def is_tiny(piece: Piece) -> bool:
    """Whether a piece is a mark or a reading of hardly any letters, and no syllable."""
    return len(piece.text) <= TINY and not is_unmarked_syllable(piece.text)


def is_likelier_a_word(text: str) -> bool:
    """Whether a reading of several letters is a syllable, and no commonly invented one."""
    return len(text) > 1 and is_unmarked_syllable(text) and text not in speck_logs()["word"]


def is_list_mark(follower: Sequence[Piece], begins: bool) -> bool:
    """Whether what follows a letter makes a list mark of it: `a)`, or `a.` where a line begins."""
    return bool(follower) and follower[0].glued and follower[0].text in (").," if begins else ")")


def marks_round(line: Sequence[Piece], n: int) -> tuple[int, int]:
    """First and last of the pieces that touch piece ``n``: marks, and itself."""
    first = last = n
    while line[first].glued and first > 0 and is_mark(line[first - 1]):
        first -= 1
    while last + 1 < len(line) and line[last + 1].glued and is_mark(line[last + 1]):
        last += 1
    return first, last


def touches_another(line: Sequence[Piece], first: int, last: int) -> bool:
    """Whether something that is no mark touches the pieces from ``first`` to ``last``."""
    return line[first].glued or (last + 1 < len(line) and line[last + 1].glued)


def is_mark(piece: Piece) -> bool:
    """Whether a piece is punctuation or another mark, not a symbol read for a letter."""
    return (
        piece.symbols is not None and piece.claim is None and not any(map(str.isalnum, piece.text))
    )


def noise_level(pieces: Sequence[Piece]) -> int:
    """How noisy a page is, from 0: by its stray marks a line, list marks left out."""
    stray = lines = 0
    before = -1
    for piece, follower in itertools.zip_longest(pieces, pieces[1:]):
        begins = piece.line != before
        lines += begins
        before = piece.line
        stray += is_stray(piece, follower) and not (begins and piece.text in BULLETS)
    return sum(stray >= level * lines for level in NOISE_LEVELS) if lines else 0


def is_stray(piece: Piece, follower: Piece | None) -> bool:
    """Whether a piece is a mark that touches no word."""
    alone = not piece.glued and (
        follower is None or not follower.glued or follower.line != piece.line
    )
    return alone and is_mark(piece)


def may_be_specks(text: str, longest: int = LONGEST) -> bool:
    return len(text) <= longest and not any(letter.isdigit() for letter in text)


def places_in(line: Sequence[Piece]) -> list[str]:
    """Where each piece stands; one with only short ones beyond it stands at the line's end too."""
    places = [MIDDLE] * len(line)
    marks = [is_mark(piece) for piece in line]
    for place, order in ((BEGIN, range(len(line))), (END, range(len(line) - 1, -1, -1))):
        inward = 1 if place == BEGIN else -1
        for n in order:
            if line[n].text[0].isalnum() or line[n].text == "_":
                inner = n + inward
                by_mark = 0 <= inner < len(line) and marks[inner]
                parted = by_mark and not line[max(n, inner)].glued
                places[n] = place + BY_MARK if parted else place
                if not (may_be_specks(line[n].text, SHORT) or line[n].short_number(1)):
                    break
    stray = [is_stray(*two) for two in itertools.zip_longest(line, line[1:])]
    for n, place in enumerate(places):
        if place == MIDDLE and (any(stray[n - 1 : n]) or any(stray[n + 1 : n + 2])):
            places[n] = BESIDE
    return places


def speck_log(text: str, place: str, noise: int) -> float:
    """Log probability that nothing is printed where ``text`` was read."""
    logs = speck_logs()
    invented = logs["word"].get(text)
    if invented is None:
        letters = logs["letter"]
        spelt = sum(letters.get(letter, letters[OTHER]) for letter in text)
        invented = logs["length"][str(len(text))] + spelt
    return logs["place"][f"{place} {noise}"] + invented
