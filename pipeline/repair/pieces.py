# SPDX-License-Identifier: Apache-2.0
"""Lines of read text cut into pieces: words the decoder may change, the rest it may not.

What the grammar of codes, dates and numbers claims is fixed, and so are numbers, links and
punctuation; every other stretch of letters (and of the symbols and digits that are read for
letters) is a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lexicon.syllables import ONSETS
from pipeline.repair.codes.claims import Claim, ClaimKind
from pipeline.repair.codes.letters import LETTER_LIKE, LOWER
from pipeline.repair.lost_letters import LOST, SIGNS, is_explained, is_lost
from pipeline.repair.lost_letters import parted as parted_signs
from pipeline.repair.reading_kind import (
    BARE,
    ENG,
    LOSSY,
    MISREADING,
    OTHER,
    is_unmarked_syllable,
)
from pipeline.repair.tokens import beside, strip_marks, symbol, symbols

_RAISED = "⁰¹²³⁴-⁹"  # of a footnote, behind a word: no part of it
_CHARACTER = rf"[\w{LETTER_LIKE}\u0300-\u036f]"
_WORD_CHARACTER = rf"(?![{_RAISED}]){_CHARACTER}"
_METRES = r"(?<!\w)[kcdm]?m[²³]"
_INSIDE = r"[)(’'´^`~?]"  # read for a part of a letter between two others: té)ng, chi?c
_INSIDE_GARBLED = r"[)(’'´^`~?‘{|%\]]"  # tru‘ong, CH{NH, ngu%i
_NUMBER = r"\d+(?:[.,:/-]\d+)+|\d+"
LONGEST_JOINED = 24  # characters of a stretch to which another is joined over a mark
FAR = 200  # characters in which a bracket is looked for
LONGEST_WORD = 8  # characters read for one syllable
_BRACKET = re.compile(r"(\()")
_NUMBERED_NAME = re.compile(r"([A-Z]{2,6})(\d{1,3})")
_SELDOM_LETTERS = frozenset("2378")  # NH4 may be NHÀ, S6 is Số
HORNS = "’'‘`´"  # what the horn of ơ and ư is read for; a hook is read for a question mark
# What older engines do not read for letters at either end of a word; brackets they may.
OUTER_OF_OTHER = "(.,:;[]\"“”‘’'…/-–—•)"
_END_MARKS = f'?){HORNS}”"'
_HOOK = rf"(?:[?{HORNS}](?!\w))?"  # of a word's last letter: ti? ngay, co’ quan
_HORN_FOR_GAP = re.compile(rf"(?<=[^\W\d_A-Z])([{HORNS}]+)(?=[A-Z][a-z])")  # cua’Uy ban
HOOK = "?"  # ở, where nothing else was read of it
_WITHIN_SENTENCE = re.compile(rf"\s+[{LOWER}\d]|[,.;:]")  # nobody prints a gap before its end
_GOES_ON = re.compile(rf"(?:\s+|[-.])[{LOWER}]")  # a gap, or a speck for it, and a small letter
_QUOTED = re.compile(r"(?:^|[\s(])[’'‘]\w")
_MOST_VOWELS = frozenset("aeouy")
FIRST_OTHER_LETTER = "\u0370"  # what is below is Latin, or marks of it
_BARE_CONSONANTS = frozenset("cghkmnp")  # no hook or horn ends a word behind them
_LEADER_LETTERS = frozenset("ces")
SHORTEST_LEADER, LEADER_SHARE = 12, 0.6


def _piece(
    character: str, inside: str, letter: str, after: str, before: str = ""
) -> re.Pattern[str]:
    """``letter``: what must follow ``inside`` for it to be read for a part of a letter.

    ``before``, ``after``: what belongs to a word at its ends.
    """
    return re.compile(
        rf"(?P<number>{_METRES}|(?:{_NUMBER})(?!{character}|{inside}\w))"
        rf"|(?P<word>{before}{character}+(?:{inside}(?={letter}){character}+)*{after})"
        r"|(?P<space>\s+)|(?P<mark>_+|.)",
        re.DOTALL,
    )


_LETTER = r"[^\W\d_]"
_PIECE = _piece(rf"(?:{_WORD_CHARACTER})", _INSIDE, _LETTER, "")
_LETTER_AFTER_HORN = rf"(?:(?<=[{HORNS}])\d)?{_LETTER}"  # cu’6c
_GARBLED_PIECE = _piece(rf"(?:(?!_){_CHARACTER})", _INSIDE_GARBLED, _LETTER_AFTER_HORN, _HOOK)
# Older engines take letters for any mark or several: d!;lt, S\\l, vi~c. These hardly anybody
# prints; a word may begin and end with them.
_NEVER_PRINTED = r"~^|\\{}#<>=*!?`´¨ˆ¬«»¿¡"
_INSIDE_OTHER = r"[-)(’'‘´^`~?{}|%\[\]!;:,.\"“”«»]{1,3}"
_OTHER_CHARACTER = rf"[\w{LETTER_LIKE}{_NEVER_PRINTED}\u0300-\u036f]"
_AFTER_MARK = rf"(?:(?<=[;!|\\{HORNS}])\d|{_LETTER}|[{_NEVER_PRINTED}])"  # h01;1t, th1’1: hoạt, thủ
# (16, (11a, [é: độ, địa, tế, where no bracket closes
_BRACKET_FOR_LETTER = rf"(?:\((?=[1iIl|])(?=[^)]{{0,{FAR}}}$)|\[(?=[^\]]{{0,{FAR}}}$))?"
_END_OF_OTHER = rf"(?:[”\"]?[?){HORNS}]{{1,2}}[”\"]?(?!\w))?"  # V?), k)‘: Về, ký
_OTHER_PIECE = _piece(
    _OTHER_CHARACTER, _INSIDE_OTHER, _AFTER_MARK, _END_OF_OTHER, _BRACKET_FOR_LETTER
)
_JOINED_NUMBER = re.compile(rf"([^\W\d_]{{3,}})([{_NEVER_PRINTED}]{{1,2}})(\d{{1,2}})")
_NEVER_BESIDE = re.compile(rf"[{_NEVER_PRINTED}{HORNS}]")
_MARKS_INSIDE = re.compile(r"([-,.:;\"“”]+)")
_LOST_WORD = re.compile(rf"[{SIGNS}](?:\s+[{LOWER}\d{SIGNS}]|[,.;:])")
_LOSSY_PIECE = _piece(rf"[\w{SIGNS}\u0300-\u036f]", "-", "(?!)", "")
_PATTERNS = {
    ENG: _GARBLED_PIECE,
    BARE: _GARBLED_PIECE,
    OTHER: _OTHER_PIECE,
    **dict.fromkeys(LOSSY, _LOSSY_PIECE),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """``text`` at [start, end) of line ``line``.

    ``symbols``: what the language model sees of it; None for a word, which the decoder reads.
    ``claim``: the grammar's claim it belongs to. ``glued``: no white space before it. ``dirt``: a
    mark that was not printed.
    """

    line: int
    start: int
    end: int
    text: str
    symbols: tuple[str, ...] | None
    claim: Claim | None = None
    glued: bool = False
    dirt: bool = False

    def short_number(self, digits: int) -> bool:
        """Whether it is a bare whole number of at most so many digits, claimed by nobody."""
        return self.claim is None and self.text.isdecimal() and len(self.text) <= digits


def pieces_of(line: str, number: int, claims: Sequence[Claim], kind: str = "") -> Iterator[Piece]:
    """The pieces of line ``number`` (NFC), white space left out, in order.

    ``kind``: of the reader (`reading_kind`). One without Vietnamese letters takes a hook or a horn
    for ``?`` or an apostrophe, and reads no word for a name with a number (`CM3`).
    """
    at = 0
    if kind == OTHER:
        claims = [claim for claim in claims if not touches_mark(line, claim)]
    for claim in claims:
        yield from _free(line, at, claim.start, number, kind)
        glued = claim.start > 0 and not line[claim.start - 1].isspace()
        seen = tuple(symbols(claim.repaired))
        text = line[claim.start : claim.end]
        yield Piece(number, claim.start, claim.end, text, seen, claim, glued)
        at = claim.end
    yield from _free(line, at, len(line), number, kind)


def _free(line: str, start: int, end: int, number: int, kind: str) -> Iterator[Piece]:
    garbled = kind in MISREADING
    pattern = _PATTERNS.get(kind, _PIECE)
    for match in pattern.finditer(line, start, end):
        if match["space"] is not None:
            continue
        at = match.start()
        texts = [match[0]]
        if garbled and match["word"]:
            end_of = parted_end if kind == OTHER else parted_hook
            word, hook = end_of(match[0], line, match.end())
            texts = [*parted(word, kind), *hook]
        elif kind in LOSSY and match["word"]:
            texts = parted_signs(match[0], kind)
        for text in texts:
            glued = at > 0 and not line[at - 1].isspace()
            if garbled and is_leader(text):
                seen: tuple[str, ...] | None = ()
            elif garbled and text == HOOK and not glued and _WITHIN_SENTENCE.match(line, at + 1):
                seen = None  # a letter with a hook
            elif kind in LOSSY and is_lost(text):
                word_left = is_explained(text, kind) and (
                    len(text) > 1 or _LOST_WORD.match(line, at)
                )
                seen = None if word_left and not glued else (LOST,)
            elif match["word"] and is_word(text, kind) and not (garbled and is_numbered_name(text)):
                seen = None
            else:
                symbol_seen = symbol(text)
                seen = () if symbol_seen is None else (symbol_seen,)
            yield Piece(number, at, at + len(text), text, seen, None, glued)
            at += len(text)


def parted(word: str, kind: str) -> list[str]:
    """The words, marks and numbers that a reader of some kind joined in one stretch."""
    texts = [word]
    for cut in _CUTS[kind]:
        texts = [text for joined in texts for text in cut(joined)]
    return texts


def parted_hook(word: str, line: str, end: int) -> tuple[str, str]:
    """A word that ends at ``end`` of a garbled line, and the mark behind it if that is print.

    An apostrophe is the horn of the last letter (`co’`: cơ) unless the line quotes with it; a
    question mark is its hook (`ti? ngay`: từ ngày) where the sentence goes on, or where too few
    vowels are left (`tt?`, `git?`: từ, giữ).
    """
    stem, mark = word[:-1], word[-1]
    if mark != "?" and mark not in HORNS:
        return word, ""
    if len(stem) > 2 and stem[-1] in _BARE_CONSONANTS:
        return stem, mark  # g6m? is gồm?
    if mark == "?":
        goes_on = _GOES_ON.match(line, end) is not None
        few_vowels = _MOST_VOWELS.isdisjoint(strip_marks(stem).lower())
        belongs = goes_on or (few_vowels and not is_unmarked_syllable(stem))
    else:
        belongs = _QUOTED.search(line) is None
    return (word, "") if belongs else (stem, mark)


def parted_end(word: str, line: str, end: int) -> tuple[str, str]:
    """A word read by an older engine that ends at ``end``, and the marks behind it that are print.

    A bracket that nothing opened is a part of the last letter, unless it makes a list mark.
    """
    stem = word.rstrip(_END_MARKS)
    marks = word[len(stem) :]
    if not marks:
        return word, ""
    before = line[max(0, end - len(word) - FAR) : end - len(word)]
    if ")" in marks:
        begins = len(before) < FAR and not before.strip() and len(stem) <= 2 and marks[0] == ")"
        list_mark = begins or (len(stem) == 1 and marks == ")")
        opened = before.count("(") > before.count(")")
        return (stem, marks) if list_mark or opened else (word, "")
    if len(marks) == 1:
        return parted_hook(word, line, end)
    return stem, marks


def parted_at_brackets(word: str) -> list[str]:
    """A stretch too long for a word is parted where a bracket opens: `phivaléphi(néucd`."""
    if len(word) <= LONGEST_WORD or "(" not in word[1:-1]:
        return [word]
    return [part for part in _BRACKET.split(word) if part]


def touches_mark(line: str, claim: Claim) -> bool:
    """Whether a numeral touches a mark that nobody prints there: `V~`, `I}?`, `th1’I`."""
    touching = beside(line, claim.start, claim.end)
    return claim.kind is ClaimKind.ROMAN and _NEVER_BESIDE.search(touching) is not None


def parted_at_marks(word: str) -> list[str]:
    """A word of an older engine parted at marks that stand between two stretches that may be words.

    `về"Xây`, `TS.BS` and `cấp,các` are two words, `d§.y` (đẩy) one.
    """
    parts = _MARKS_INSIDE.split(word)
    found = parts[:1]
    for mark, part in zip(parts[1::2], parts[2::2], strict=True):
        names = mark in "-.:" and (found[-1][-1:].isupper() or part[:1].isupper())
        long = len(found[-1]) > LONGEST_JOINED
        if names or long or (may_be_word(found[-1]) and may_be_word(part)):
            found += [mark, part]
        else:
            found[-1] += mark + part
    return [part for part in found if part]


def may_be_word(text: str) -> bool:
    """Whether a stretch may be a word of its own: a syllable, or with what is read for letters."""
    letters = sum(map(str.isalpha, text))
    symbols_in = not text.isalnum() and letters > 0
    digits_in = len(text) > letters > 1
    return len(text) > 1 and (is_unmarked_syllable(text) or symbols_in or digits_in)


def parted_number(word: str) -> list[str]:
    """A syllable, a mark that nobody prints behind it, and a number: `ngay~8`."""
    joined = _JOINED_NUMBER.fullmatch(word)
    if joined is None or not is_unmarked_syllable(joined[1]):
        return [word]
    return list(joined.groups())


_CUTS_OF_GARBLED = (parted_at_brackets, _HORN_FOR_GAP.split)
_CUTS: dict[str, tuple[Callable[[str], list[str]], ...]] = {
    ENG: _CUTS_OF_GARBLED,
    BARE: _CUTS_OF_GARBLED,
    OTHER: (parted_at_marks, *_CUTS_OF_GARBLED, parted_number),
}


def is_numbered_name(text: str) -> bool:
    """Whether capitals that are no syllable end in a number: `OXH2`; with what no syllable begins
    with, in any number: `CM1`.
    """
    name = _NUMBERED_NAME.fullmatch(text)
    if name is None or is_unmarked_syllable(name[1]):
        return False
    return not may_begin_a_syllable(name[1]) or name[2] in _SELDOM_LETTERS


def may_begin_a_syllable(capitals: str) -> bool:
    """Whether the consonants with which it begins, if any, are those of a syllable."""
    consonants = re.split("[AEIOUY]", capitals)[0].lower()
    return not consonants or consonants in ONSETS


def is_leader(text: str) -> bool:
    """Whether a stretch of letters was read where a row of dots is printed: `ccceeceesseeeees`.

    On 3,560 generated training pages no word was printed there in 54 of 55 cases.
    """
    if len(text) < SHORTEST_LEADER:
        return False
    return sum(letter in _LEADER_LETTERS for letter in text) >= LEADER_SHARE * len(text)


def is_word(text: str, kind: str = "") -> bool:
    """Whether a stretch of letters, digits and letter-like symbols may be a word.

    Letters of other alphabets (α, λ) are signs. For an older engine with digits alone too, where a
    bracket is read for a part of the first one.
    """
    bracketed = kind == OTHER and text[0] in "([" and len(text) > 1
    latin = any((c.isalpha() and c < FIRST_OTHER_LETTER) or "\u1e00" <= c <= "\u1eff" for c in text)
    return bracketed or latin or any(c in LETTER_LIKE for c in text)
