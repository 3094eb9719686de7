# SPDX-License-Identifier: Apache-2.0
"""Specks read as marks in the gap between two words: `kiểm.tra`, `CONG.TAC`, `thường,-hỗ`.

In print a mark between two words is followed by a gap; where garbled text has none, the mark is
dirt that the reader took the gap for. So it is between a word and a number (`khoản.1`, `4-Nghị`).
A comma among them may be print and stays, with its gap (between capitals run together too:
`MUCDICH,YEUCAU`), and so does a semicolon beside another.
A hyphen between names (`Mác-Lênin`), the full stop of a list mark (`2.Trường`) and one before a
capital (`nhiệm.Điều`, typed without a gap) are mostly print: on 560 generated training pages 8 of
13, 6 of 8 and 29 of 35. Words that are known to be printed with a hyphen (`Lê-nin`) keep it too,
and a sentence may go on behind a full stop: that is seen when they are decided (`gap_marks`).

A model of Vietnamese reads specks so too (`xã.hội`, `cần-thiết`): of the gaps of generated pages
some 300 in a million, on clean pages none. The corpora print a full stop or a colon between two
small syllables twice in a million words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from lexicon import is_syllable
from pipeline.repair.codes import ClaimKind, spells_no_word
from pipeline.repair.codes.document_code import YEAR
from pipeline.repair.pieces import Piece
from pipeline.repair.reading_kind import is_unmarked_syllable
from pipeline.repair.tokens import strip_marks

SPECKS = frozenset((*"`.,;'’‘-:~·", "_", "__"))
PRINTED = ",;"  # may be print
BETWEEN_CAPITALS = frozenset((*".,:-", "_"))
DECIMAL = ",."
BEFORE_LETTER = frozenset(".-")  # điểm-g
LONGEST_NUMBER = 3  # digits, years aside
MOST_SPECKS = 2  # in a row between two words
_SHORT_NUMBER = re.compile(rf"\d{{1,{LONGEST_NUMBER}}}(?:,\d{{1,2}})?|{YEAR}")


class Parting(NamedTuple):
    """Pieces [first, end) stand for ``printed``: a gap, or a comma and a gap."""

    first: int
    end: int
    printed: str


def partings(
    pieces: Sequence[Piece], may_part: Callable[[Piece, Sequence[str], Piece], bool]
) -> Iterator[Parting]:
    """Specks between two words, in order.

    ``may_part``: whether a gap is printed between two pieces where a mark was read.
    """
    for n, left in enumerate(pieces[:-2]):
        end = n + 1
        while end < len(pieces) and end - n <= MOST_SPECKS and is_speck(pieces[end]):
            end += 1
        if end == n + 1 or end == len(pieces) or not pieces[end].glued:
            continue
        right = pieces[end]
        marks = [piece.text for piece in pieces[n + 1 : end]]
        if left.line == right.line and marks != [";"] and may_part(left, marks, right):
            printed = [mark for mark in PRINTED if mark in marks]
            yield Parting(n + 1, end, printed[0] + " " if printed else " ")


def may_part_garbled(left: Piece, marks: Sequence[str], right: Piece) -> bool:
    """Of garbled text: between words of like case, at a number; not inside one (3,5m)."""
    mark = marks[0]
    if left.text.isdecimal() and mark in DECIMAL and right.text[0].isdigit():
        return False
    if is_small_word(left):
        if is_small_word(right):
            title = right.text[0].isupper()
            return not (title and (mark == "." or (mark == "-" and left.text[0].isupper())))
        if is_small_letter(right):
            return mark in BEFORE_LETTER
        known = left.text[0].islower() or is_syllable_read(left)
        return known and is_short_number(right)
    if is_small_letter(left):
        return mark == "." and is_small_word(right) and right.text[0].islower()
    if is_short_number(left):
        list_mark = mark == "." and right.text[0].isupper()
        return not list_mark and (is_small_word(right) or is_article(right))
    if mark == "," and is_capitals(left) and is_capitals(right):
        return True
    return mark in BETWEEN_CAPITALS and is_capital_word(left) and is_capital_word(right)


def may_part_on_scan(left: Piece, marks: Sequence[str], right: Piece) -> bool:
    """Of a page that a model of Vietnamese read: between syllables of small letters, and at a full
    stop between syllables in capitals, of which the corpora print three in 35 million words.
    """
    if len(marks) == 1 and marks[0] in PRINTED:
        return False  # typed without its gap: 11 to 30 commas in a million words of the corpora
    if is_printed_in_capitals(left) and is_printed_in_capitals(right):
        return marks == ["."]
    return is_printed_syllable(left) and is_printed_syllable(right) and right.text.islower()


def is_speck(piece: Piece) -> bool:
    """Whether a piece may be a speck that touches the word before it."""
    return piece.glued and piece.claim is None and piece.text in SPECKS


def is_small_word(piece: Piece) -> bool:
    """Whether a piece is a word of small letters, its first one aside.

    What is no letter may stand for one: `t6`, `du¢c`.
    """
    rest = [letter for letter in piece.text[1:] if letter.isalpha()]
    return piece.symbols is None and len(piece.text) > 1 and all(map(str.islower, rest))


def is_small_letter(piece: Piece) -> bool:
    """Whether a piece is one small letter: a word, or the mark of a point."""
    return piece.symbols is None and len(piece.text) == 1 and piece.text.islower()


def is_printed_syllable(piece: Piece) -> bool:
    """Whether a piece is a syllable with its marks, its first letter in any case."""
    text = piece.text
    small = text[1:].islower() or len(text) == 1
    return piece.symbols is None and small and is_syllable(text.lower())


def is_printed_in_capitals(piece: Piece) -> bool:
    """Whether a piece is a syllable in capitals that has marks, so that it is no abbreviation."""
    text = piece.text
    return (
        piece.symbols is None
        and text.isupper()
        and text != strip_marks(text)
        and is_syllable(text.lower())
    )


def is_syllable_read(piece: Piece) -> bool:
    """Whether a piece is a word and a syllable, its marks aside: `khoan`, not `Covid`."""
    return piece.symbols is None and len(piece.text) > 1 and is_unmarked_syllable(piece.text)


def is_article(piece: Piece) -> bool:
    """Whether a piece is a unit of a document with its number, or words of a date: `Điều 3`,
    `tháng 12`.
    """
    claimed = piece.claim is not None and piece.claim.kind in (ClaimKind.ARTICLE, ClaimKind.DATE)
    return claimed and piece.text[0].isalpha()


def is_short_number(piece: Piece) -> bool:
    """Whether a piece is a year or a short number, nobody's claim or claimed as a number."""
    free = piece.claim is None or piece.claim.kind is ClaimKind.NUMBER
    return free and _SHORT_NUMBER.fullmatch(piece.text) is not None


def is_capital_word(piece: Piece) -> bool:
    """Whether a piece is a syllable in capitals, its marks aside, not an abbreviation."""
    text = piece.text
    return len(text) > 1 and text.isupper() and text.isalpha() and is_unmarked_syllable(text)


def is_capitals(piece: Piece) -> bool:
    """Whether a piece is words in capitals, run together perhaps: `MUCDICH`, not `TT` or `BYT`."""
    text = piece.text
    words = piece.symbols is None and len(text) > 2 and text.isalpha() and text.isupper()
    return words and not spells_no_word(text)
