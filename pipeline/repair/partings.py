# SPDX-License-Identifier: Apache-2.0
"""Specks read as marks in the gap between two words: `kiểm.tra`, `CONG.TAC`, `thường,-hỗ`.

In print a mark between two words is followed by a gap; where garbled text has none, the mark is
dirt that the reader took the gap for. A comma among them may be print and stays, with its gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.repair.pieces import Piece
from pipeline.repair.reading_kind import is_unmarked_syllable

SPECKS = frozenset(".,'-:")
BETWEEN_CAPITALS = frozenset(".,")  # a hyphen there is mostly print: TE-KY
MOST_SPECKS = 2  # in a row between two words


class Parting(NamedTuple):
    """Pieces [first, end) stand for ``printed``: a gap, or a comma and a gap."""

    first: int
    end: int
    printed: str


def partings(pieces: Sequence[Piece]) -> Iterator[Parting]:
    """Specks between two words of garbled text, in order."""
    for n, left in enumerate(pieces[:-2]):
        end = n + 1
        while end < len(pieces) and end - n <= MOST_SPECKS and is_speck(pieces[end]):
            end += 1
        if end == n + 1 or end == len(pieces) or not pieces[end].glued:
            continue
        right = pieces[end]
        if left.line != right.line:
            continue
        small = is_small_word(left) and is_small_word(right)
        capitals = is_capital_word(left) and is_capital_word(right)
        if small or (capitals and pieces[n + 1].text in BETWEEN_CAPITALS):
            comma = any(piece.text == "," for piece in pieces[n + 1 : end])
            yield Parting(n + 1, end, ", " if comma else " ")


def is_speck(piece: Piece) -> bool:
    """Whether a piece may be a speck that touches the word before it."""
    return piece.glued and piece.claim is None and piece.text in SPECKS


def is_small_word(piece: Piece) -> bool:
    """Whether a piece is a word of small letters, its first one aside.

    What is no letter may stand for one: `t6`, `du¢c`.
    """
    rest = [letter for letter in piece.text[1:] if letter.isalpha()]
    return piece.symbols is None and len(piece.text) > 1 and all(map(str.islower, rest))


def is_capital_word(piece: Piece) -> bool:
    """Whether a piece is a syllable in capitals, its marks aside, not an abbreviation."""
    text = piece.text
    return len(text) > 1 and text.isupper() and text.isalpha() and is_unmarked_syllable(text)
