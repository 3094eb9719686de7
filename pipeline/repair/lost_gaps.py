# SPDX-License-Identifier: Apache-2.0
"""Gaps that a reader without Vietnamese letters lost at numbers and marks: `so211/2004/ND-CP`,
`ngay22thang12nam2004`, `co yeu;Nghi dinh`, `can bo(ke ca`, `cua bophanDang`.

Where digits stand for letters (`d6ng`, `nhu1ng`) what is beside them is no syllable; what is must
be one here, or several run together. One or two digits that are strokes (`thu1`, `11en`) are a
number only beside a word that counts.
"""

from __future__ import annotations

import itertools
import re
import string
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from pipeline.repair.codes.abbreviations import is_abbreviation_read
from pipeline.repair.line_edits import Edit
from pipeline.repair.reading_kind import is_unmarked_syllable
from pipeline.repair.tokens import strip_marks

# What a number of one digit belongs to, its marks left out
COUNTING = frozenset(("dieu", "khoan", "muc", "chuong", "thang", "ngay", "nam", "quy", "khoa"))
GAP_LOST, MARK_OF_CHINESE = "a gap lost", "a mark of Chinese print"
# Marks as Chinese print has them; engines for Chinese read them in any print.
HALF_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    0x3001: ",",
    0x3002: ".",
}
STROKES = frozenset("01")  # read for l, i, o
UNITS = frozenset(("ha", "km", "kg", "cm", "mm", "ml"))  # mostly printed without a gap
SHORTEST_WORD, SURE_WORD = 2, 3  # letters
LONGEST_SYLLABLE, LONGEST_RUN = 7, 80
_FIRST_WORD = re.compile(r"\W?\w*")
_TOKEN = re.compile(r"[^\W_]+")
_CHUNK = re.compile(r"\S+")
_ADDRESS = re.compile(r"@|://|www\.|\.(?:vn|com|org|net|gov|edu)\b")
# A small letter before a capital; capitals of O and U are small ones misread
_CASE_CHANGES = re.compile(r"(?<=[^\W\d_A-ZĐ])(?=[A-NP-TV-ZĐ])")
_BEFORE_CAPITAL = re.compile(r"(?<=[^\W\d_A-ZĐ])(?=[A-ZĐ])")
# A number; the issuer of a code before what comes behind codes (ND-CPngay); words
_PART = re.compile(r"\d+|[A-ZĐ]{2,8}(?=ngay|cua|ve|va)|[^\W\d_]+")
_OPENED = re.compile(r"([^\W_]+)(\()([^\W_]+)")
_ABBREVIATION_FIRST = re.compile(r"([A-ZĐ]{3,})([^\W\d_A-ZĐ]{3,})")
_CAPITALISED = re.compile(r"(?<=[^\W\d_A-ZĐ]{2})[A-ZĐ][^\W\d_A-ZĐ]+\Z")
# (2)Trong; but 1)ang may be Đảng
_NUMBERED = re.compile(
    r"(?:\((?:\d{1,2}|[a-zđ]{1,3})\)(?=[^\W\d_]{3,})|^\s*\d{1,2}\)(?=[^\W\d_]{8,}))"
)


def lost_gaps(line: str) -> list[int]:
    """Where gaps were lost in a line of garbled text: positions, in order."""
    found: set[int] = set()
    for chunk in _CHUNK.finditer(line):
        if not _ADDRESS.search(chunk[0]):
            found.update(chunk.start() + at for at in _gaps(chunk[0]))
    found.update(mark.end() for mark in _NUMBERED.finditer(line))
    last_bracket = line.rfind(")")
    for mark in _OPENED.finditer(line):
        least = SHORTEST_WORD if mark.end() <= last_bracket else SURE_WORD
        before, after = _ends(mark[1])[1], _ends(mark[3])[0]
        if min(len(before), len(after)) >= least and are_words(before) and are_words(after):
            found.add(mark.start(2))
    return sorted(found)


def addresses_in(line: str) -> list[tuple[int, int]]:
    """Where stretches without white space that hold a web or mail address begin and end."""
    return [chunk.span() for chunk in _CHUNK.finditer(line) if _ADDRESS.search(chunk[0])]


def within(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a place lies in one of some spans."""
    return any(start <= at < end for start, end in spans)


def _gaps(chunk: str) -> Iterator[int]:
    """In a stretch without white space: at numbers, capitals and marks."""
    before = ""
    end = 0
    for token in _TOKEN.finditer(chunk):
        for at in (*_gaps_at_numbers(token[0]), *_gaps_at_capitals(token[0])):
            yield token.start() + at
        if before and _is_before_gap(before, chunk[end : token.start()], token[0]):
            yield token.start()
        before, end = token[0], token.end()


def _gaps_at_numbers(token: str) -> Iterator[int]:
    """Between the numbers and the words of a stretch of letters and digits."""
    parts = [(match.start(), match[0]) for match in _PART.finditer(token)]
    for n, (at, digits) in enumerate(parts):
        if not digits.isdigit():
            if n and not parts[n - 1][1].isdigit():
                yield at
            continue
        before = parts[n - 1][1] if n else ""
        after = parts[n + 1][1] if n + 1 < len(parts) else ""
        if not before and not after:
            continue
        if before and not are_words(before):
            before = _last_words(before)
        words_beside = all(are_words(part) for part in (before, after) if part)
        if not words_beside or after.lower() in UNITS or not _is_number(digits, before, after):
            continue
        if before:
            yield at
        if after:
            yield at + len(digits)


def _last_words(text: str) -> str:
    """From the last capital on, if a word begins with it inside; else all of it."""
    found = _CAPITALISED.search(text)
    return found[0] if found else text


def _gaps_at_capitals(token: str) -> Iterator[int]:
    """Between words of small letters and what begins with a capital: `cuaDang`, `boKHCNhien`."""
    joined = _ABBREVIATION_FIRST.match(token)
    if joined and (
        is_abbreviation_read(joined[1]) or (not are_words(joined[1]) and are_words(joined[2]))
    ):
        yield joined.end(1)
    cuts = [0, *(match.start() for match in _CASE_CHANGES.finditer(token)), len(token)]
    parts = [token[a:b] for a, b in itertools.pairwise(cuts)]
    for at, left, right in zip(cuts[1:], parts, parts[1:], strict=False):
        capitals = right.rstrip(string.ascii_lowercase) if right[:2].isupper() else ""
        rest = right[len(capitals) :]
        words_before = len(left) >= SURE_WORD and are_words(left)
        long = len(rest) > LONGEST_SYLLABLE
        if (words_before or long) and len(rest) >= SURE_WORD and are_words(rest):
            yield at
            if capitals:
                yield at + len(capitals)


def _is_number(digits: str, before: str, after: str) -> bool:
    """Whether digits among words are no letters."""
    counted = any(_ends_counting(part) for part in (before, after) if part)
    if before.isupper():  # a name otherwise: COP26, APEC2017
        return counted or strip_marks(before).endswith("SO")
    if len(digits) > 2:
        return True
    if len(digits) == 1 or STROKES.issuperset(digits):
        return counted
    return counted or min(len(part) for part in (before, after) if part) >= SURE_WORD


def _ends_counting(part: str) -> bool:
    """Whether a word that counts stands at an end of some run-together words."""
    part = strip_marks(part.lower())
    return any(part.startswith(word) or part.endswith(word) for word in COUNTING)


def _is_before_gap(left: str, mark: str, right: str) -> bool:
    """Whether a mark stands between words, or behind a number, and a gap was lost behind it."""
    before, after = _ends(left)[1], _ends(right)[0]
    if mark not in (",", ";", ":", "),", ");") or len(after) < SURE_WORD or not are_words(after):
        return False
    if before.isdigit():
        return len(left) > 1
    begins = mark == ":" and before.islower() and after[0].isupper()
    may_be_speck = mark in ",:" and not begins
    if may_be_speck and is_unmarked_syllable(before) and is_unmarked_syllable(after):
        return False  # between two words a speck as often: see `partings`
    return len(before) >= SURE_WORD and are_words(before)


def _ends(token: str) -> tuple[str, str]:
    """Its first and its last number or word."""
    parts = _PART.findall(token)
    return parts[0], parts[-1]


def are_words(text: str) -> bool:
    """Whether letters are a syllable, their marks aside, or several run together."""
    parts = _BEFORE_CAPITAL.split(text) if len(text) <= LONGEST_RUN else ()
    return bool(parts) and all(map(_are_words_of_one_case, parts))


@lru_cache(maxsize=1 << 14)
def _are_words_of_one_case(text: str) -> bool:
    return is_row_of(text, is_unmarked_syllable, SHORTEST_WORD)


def is_row_of(text: str, is_word: Callable[[str], bool], shortest: int) -> bool:
    """Whether letters are a word, or several run together, each of ``shortest`` letters at least
    and no longer than a syllable."""
    ends = {0}
    for end in range(shortest, len(text) + 1):
        starts = range(max(0, end - LONGEST_SYLLABLE), end - shortest + 1)
        if any(s in ends and is_word(text[s:end]) for s in starts):
            ends.add(end)
    return text != "" and len(text) in ends


def with_gaps(line: str, gaps: list[int]) -> str:
    """The line with a space at each of the positions."""
    cuts = [0, *gaps, len(line)]
    return " ".join(line[a:b] for a, b in itertools.pairwise(cuts))


def at_without(at: int, gaps: Sequence[int]) -> int:
    """A position of a line with gaps put in, in the line without; ``gaps``: where, in that one."""
    return at - bisect_left(range(len(gaps)), at, key=lambda n: gaps[n] + n)


def edits_without_gaps(
    edits: Iterable[Edit], lines: Sequence[str], gaps: Sequence[list[int]]
) -> tuple[Edit, ...]:
    """Edits of lines with gaps put in as edits of the ``lines`` as they were read, in order.

    The gaps are edits, too, and so are marks of Chinese print where nothing else changes.
    """
    by_line: dict[int, list[Edit]] = {number: [] for number in range(len(lines))}
    for edit in sorted(edits, key=lambda e: (e.line, e.start)):
        by_line[edit.line].append(edit)
    return tuple(
        edit
        for number, made in by_line.items()
        for edit in _edits_of_line(number, lines[number], made, gaps[number])
    )


def _edits_of_line(number: int, line: str, made: list[Edit], gaps: list[int]) -> list[Edit]:
    found: list[Edit] = []
    left = set(gaps)
    for edit in made:
        start, end = at_without(edit.start, gaps), at_without(edit.end, gaps)
        text = " " + edit.text if start in left else edit.text
        left.difference_update(range(start, max(end, start + 1)))
        found.append(replace(edit, start=start, end=end, text=text))
    stops = sorted({*gaps, *(edit.start for edit in found), len(line)})
    for at in left:  # before what stays as it was read
        word = _FIRST_WORD.match(line, at, stops[bisect_right(stops, at)])
        assert word is not None
        found.append(
            Edit(number, at, word.end(), " " + word[0].translate(HALF_WIDTH), GAP_LOST, 0.9)
        )
    changed = {at for edit in found for at in range(edit.start, edit.end)}
    for at, mark in enumerate(line):
        printed = HALF_WIDTH.get(ord(mark))
        if printed is not None and at not in changed:
            found.append(Edit(number, at, at + 1, printed, MARK_OF_CHINESE, 0.95))
    return sorted(found, key=lambda edit: edit.start)
