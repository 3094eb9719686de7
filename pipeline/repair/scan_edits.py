# SPDX-License-Identifier: Apache-2.0
"""What a model of Vietnamese misreads on a scan beside words: points of lists, gaps, marks."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cache

from rapidfuzz.distance import Levenshtein

from lexicon import family_names, hyphenated, is_syllable, places
from pipeline.repair.casing import TWINS
from pipeline.repair.codes import ClaimKind
from pipeline.repair.codes.claims import TO_BE_CHECKED
from pipeline.repair.codes.letters import UPPER
from pipeline.repair.codes.list_marks import misread_points
from pipeline.repair.codes.numeral_order import misread_numerals
from pipeline.repair.language_model import language_model
from pipeline.repair.lattice import Layout
from pipeline.repair.line_edits import SPECK, SPECK_FOR_GAP, Edit
from pipeline.repair.pieces import Piece
from pipeline.repair.specks import is_stray
from pipeline.repair.tokens import bare_letters, fold, strip_marks

STRAY_SPECKS = frozenset(("_", "__", *"'`´ˆ˜¨‘’‚"))
OTHER_DASHES = frozenset("—―~")
_SLASH_TWICE = re.compile(r"(?<=\w)(?:/⁄|⁄/)")  # not that of http://
_LIST_DASH = re.compile(
    rf"\s*(?P<dash>(?=[^~=]{{0,2}}~)[~=—–-]{{1,3}}|=(?=\s*[{UPPER}])|[—–-]{{2,3}})(?=\s*[^\W_]|\s*$)"
)
_PROVINCE = re.compile(rf"\bTỈNH\s?(?P<name>[{UPPER}][{UPPER} -]{{3,20}}[{UPPER}])(?=[\s.,;]*$)")
LEAST_LETTERS = 5  # of a province's name
# Tesseract reads chi as chỉ two times in three; of 8,300 such words in news (edited text, not
# scanned) 25 have chỉ.
AFTER_CHI = frozenset(("tiết", "phí", "nhánh", "cục", "bộ", "đoàn", "hội", "phối", "viện"))
SHORTEST_ENDING, LONG_ENDING = 3, 4  # letters of the end of a family name
NO_LETTERS = "„“\"'`´.,_-»›<>¡|"
NAME_WORDS = (3, 4)
LOW = frozenset("aceimnorsuvwxz")  # letters of one height
LONG_NAME = 5  # letters of a family name
COMMON_NAMES = 16
IN_ORDER = "the order of points"


def scan_edits(layout: Layout, lines: Sequence[str]) -> Iterator[Edit]:
    """Edits of all of them, of lines (NFC) laid out; none overlaps another."""
    yield from point_edits(layout)
    yield from gap_edits(layout)
    yield from mark_edits(layout, lines)


def list_marks_of(layout: Layout) -> list[Piece]:
    return [p for p in layout.pieces if p.claim and p.claim.kind is ClaimKind.LIST_MARK]


def point_edits(layout: Layout) -> Iterator[Edit]:
    """Points of a list that a model of Vietnamese took for others that look alike."""
    marks = list_marks_of(layout)
    for n, printed in misread_points([piece.text for piece in marks]):
        piece = marks[n]
        yield Edit(piece.line, piece.start, piece.end, printed, IN_ORDER, TO_BE_CHECKED)


def numeral_edits(lines: Sequence[str]) -> Iterator[Edit]:
    """Roman numerals of headings as the order of all headings of ``lines`` tells them."""
    for mark, printed in misread_numerals(lines):
        yield Edit(mark.line, mark.start, mark.end, printed, IN_ORDER, TO_BE_CHECKED)


def gap_edits(layout: Layout) -> Iterator[Edit]:
    """Gaps that a model of Vietnamese read as marks on a scan.

    A hyphen stays between words that the language model does not know beside each other.
    """
    pieces = layout.pieces
    for first, end, printed in layout.partings:
        if any(piece.text == "-" for piece in pieces[first:end]):
            pair = (fold(pieces[first - 1].text), fold(pieces[end].text))
            beside = pieces[max(0, first - 2) : first - 1] + pieces[end + 1 : end + 2]
            chain = any(piece.text == "-" for piece in beside)  # ka-ra-ô-kê
            if chain or pair in hyphenated() or not language_model().knows_pair(*pair):
                continue
        start, stop = pieces[first].start, pieces[end - 1].end
        yield Edit(pieces[first].line, start, stop, printed, SPECK_FOR_GAP, 0.8)


def mark_edits(layout: Layout, lines: Sequence[str]) -> Iterator[Edit]:
    """Marks that a model of Vietnamese reads on a scan and that no document holds so.

    Specks alone between words, other dashes for the en dash and for the hyphen of a list.
    """
    pieces = layout.pieces
    line, dash_ends = -1, 0
    for piece, follower in itertools.zip_longest(pieces, pieces[1:]):
        if piece.line != line:
            line, dash_ends = piece.line, 0
            if piece.claim is None and (dash := list_dash(lines[line])):
                dash_ends = dash[1]
                yield Edit(line, *dash, "-", "the dash of a list", 0.8)
        if piece.start < dash_ends:
            continue
        if piece.text == "⁄":
            begins = (max(0, piece.start - 1), piece.start)
            twice = any(_SLASH_TWICE.match(lines[line], begin) for begin in begins)
            printed, reason = ("", "a slash read twice") if twice else ("/", "another slash")
            yield Edit(piece.line, piece.start, piece.end, printed, reason, 0.9)
        elif piece.claim is not None or not is_stray(piece, follower):
            continue
        elif piece.text in STRAY_SPECKS:
            yield Edit(piece.line, piece.start, piece.end, "", SPECK, 0.8)
        elif piece.text in OTHER_DASHES:
            yield Edit(piece.line, piece.start, piece.end, "–", "another dash", 0.8)


def list_dash(line: str) -> tuple[int, int] | None:
    """Where a line begins with what a dash was misread as: `~ Các`, `= Các`, `~—Các`."""
    found = _LIST_DASH.match(line)
    return found.span("dash") if found else None


def begins_with_chi(pieces: Sequence[Piece]) -> bool:
    """Whether two pieces are a word like chi tiết, its chi read as chỉ."""
    return len(pieces) == 2 and fold(pieces[0].text) == "chỉ" and fold(pieces[1].text) in AFTER_CHI


def low_word_edits(lines: Sequence[str], left_out: AbstractSet[int]) -> Iterator[Edit]:
    """The last word of a sentence alone on its line (`Sau:`), with no taller letter beside it.

    Nothing there tells an s from an S; the line before ends inside the sentence. ``left_out``:
    lines that begin a paragraph or are edited otherwise.
    """
    for number, line in enumerate(lines):
        word = line.strip(" .,:;")
        before = lines[number - 1].rstrip() if number else ""
        if number in left_out or not before[-1:].islower() or not word.istitle():
            continue
        if word.isalpha() and set(strip_marks(word).lower()) <= LOW and word[0].lower() in TWINS:
            start = line.index(word)
            yield Edit(number, start, start + 1, word[0].lower(), "no letter tells its height", 0.8)


def name_edits(lines: Sequence[str], edited: AbstractSet[int]) -> Iterator[Edit]:
    """Family names on lines that are a person's name alone: Nguyên Trúc Giang under a signature.

    No word but the family name can stand there, and the commonest of them have the name of two
    persons in three; uyễn Trúc Giang begins under a seal. ``edited``: lines that are edited
    otherwise, and left out.
    """
    for number, line in enumerate(lines):
        words = line.strip(" .,").split()
        if number in edited or not words or words[0] in family_names():
            continue
        first = words[0]
        printed = family_name_of(first)
        if printed is None and len(words) > 1:
            first = " ".join(words[:2])  # Ng ễn: a stroke of the pen parts it
            printed, words = family_name_parted(*words[:2]), words[1:]
        named = len(words) in NAME_WORDS and all(map(is_part_of_a_name, words[1:]))
        if printed is not None and named and first in line:
            start = line.index(first)
            end = start + len(first)
            yield Edit(number, start, end, printed, "a family name", TO_BE_CHECKED)


def is_part_of_a_name(word: str) -> bool:
    return word.istitle() and word.isalpha() and is_syllable(word.lower())


def province_edits(lines: Sequence[str]) -> Iterator[Edit]:
    """Provinces at the end of a line in capitals that lost a letter or a gap: TỈNHP Ú THỌ."""
    for number, line in enumerate(lines):
        found = _PROVINCE.search(line)
        if found is None:
            continue
        read = bare_letters(found["name"])
        near = {
            name
            for letters, name in provinces_by_letters().items()
            if Levenshtein.distance(read, letters, score_cutoff=1) <= 1
        }
        printed = f"TỈNH {near.pop()}" if len(near) == 1 else found[0]
        if strip_marks(printed).split() != strip_marks(found[0]).split():
            yield Edit(number, *found.span(), printed, "a province", TO_BE_CHECKED)


@cache
def provinces_by_letters() -> dict[str, str]:
    """Names of provinces in capitals by what is left of them without marks and gaps."""
    named = (place for place in places() if place.level == "province" and place.unit == "Tỉnh")
    names = (place.bare_name.upper() for place in named)
    return {letters: name for name in names if len(letters := bare_letters(name)) >= LEAST_LETTERS}


def family_name_of(read: str) -> str | None:
    """The common family name that was printed where none was read, if only one may be."""
    return (
        common_family_names().get(strip_marks(read).title())
        or family_name_ending(read)
        or family_name_crossed(read)
        or family_name_near(read)
        or family_name_with_digit(read)
    )


@cache
def family_name_ending(rest: str) -> str | None:
    """The common family name that ends so, if only one does: ễn, uyễn, „yên are of Nguyễn.

    Four letters and more may have one wrong: quyền. One letter that has a mark is enough: ỗ.
    """
    left = rest.lstrip(NO_LETTERS)
    if not left.islower() or (left.isascii() and len(left) < SHORTEST_ENDING):
        return None
    wrong = len(left) >= LONG_ENDING
    ending = [
        name
        for name in common_family_names().values()
        if name.endswith(left)
        or (
            len(left) >= SHORTEST_ENDING
            and Levenshtein.distance(strip_marks(left), strip_marks(name)[-len(left) :]) <= wrong
        )
    ]
    return ending[0] if len(ending) == 1 else None


def family_name_parted(begin: str, end: str) -> str | None:
    """The one family name that begins and ends so, a letter or two lost between: Ng ễn, Uô g.

    The end may have lost its marks: Ngu en.
    """
    found = {
        name
        for name in family_names()
        if len(begin) + len(end) in (len(name) - 1, len(name) - 2)
        and name.startswith(begin)
        and (name.endswith(end) or strip_marks(name).endswith(end))
    }
    common = found & set(common_family_names().values()) if len(found) > 1 else found
    return common.pop() if len(common) == 1 else None


def family_name_crossed(read: str) -> str | None:
    """The common family name whose middle a pen stroke or a seal spoiled: Pb.m, Ng›»n."""
    if is_syllable(read.lower()) or not (read[0].isupper() and read[-1].islower()):
        return None
    found = [
        name
        for name in common_family_names().values()
        if name[0] == read[0] and name[-1] == read[-1] and abs(len(name) - len(read)) <= 1
    ]
    return found[0] if len(found) == 1 else None


def family_name_near(read: str) -> str | None:
    """The long common family name of which one letter is wrong: Nguyew."""
    left = bare_letters(read)
    near = [
        name
        for bare, name in common_family_names().items()
        if len(bare) >= LONG_NAME and Levenshtein.distance(bare.upper(), left) == 1
    ]
    known = is_syllable(read.lower()) or not read[:1].isupper()
    return near[0] if len(near) == 1 and not known else None


def family_name_with_digit(read: str) -> str | None:
    """The common family name a letter of which was read as a digit: 1ê, 8ùi."""
    found = [
        name
        for name in common_family_names().values()
        if len(name) == len(read)
        and sum(map(str.isdigit, read)) == 1
        and all(c.isdigit() or c.lower() == n.lower() for c, n in zip(read, name, strict=True))
    ]
    return found[0] if len(found) == 1 else None


@cache
def common_family_names() -> dict[str, str]:
    """The commonest family names by what is left of them without their marks."""
    names: dict[str, str] = {}
    for name in family_names()[:COMMON_NAMES]:
        names.setdefault(strip_marks(name), name)
    return names
