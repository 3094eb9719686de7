# SPDX-License-Identifier: Apache-2.0
"""Tokens of running Vietnamese text, and what the language model sees of each.

The same tokeniser cuts the corpora the language model is trained on and the text that is
repaired, so the two agree by construction. It is lossless: the texts of the tokens, joined, are
the input. The kind of a token and its language-model symbol depend on its text alone (only list
marks also look at the start of the line), which keeps both cacheable.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from lexicon.syllables import ACUTE, DOT, GRAVE, HOOK, TILDE


class Kind(StrEnum):
    """What a token is."""

    WORD = "word"
    NUMBER = "number"
    DATE = "date"
    CODE = "code"  # số, ký hiệu văn bản: 30-CT/TW, 12/2020/NĐ-CP, NĐ-CP
    ROMAN = "roman"
    MIXED = "mixed"  # letters and digits in one token that is no code: s6, A4, 19h30
    PUNCT = "punct"
    LINK = "link"  # web and mail addresses
    LIST_MARK = "list mark"  # "-", "a)", "1." at the start of a line
    SPACE = "space"
    NEWLINE = "newline"


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of text; `start` counts characters from the beginning of the input."""

    text: str
    start: int
    kind: Kind

    @property
    def end(self) -> int:
        return self.start + len(self.text)


# --- cutting -----------------------------------------------------------------------------------

_MARKS = "\u0300-\u036f"  # combining marks: \w does not hold them, NFD words do
_LETTER = rf"[^\W\d_][{_MARKS}]*"
_CAPITAL = "[A-ZĐƯÔÂ]"
# A symbol such as NĐ-CP, QĐ/TW, TTr-BTC, QyĐ-UBND: at least one group, capitals mostly.
_GROUP = rf"{_CAPITAL}(?:[a-zđ]{{0,2}}{_CAPITAL})?[A-ZĐƯÔÂa-z&]*\d*"
_SYMBOL = rf"{_GROUP}(?:[-/.]{_GROUP})*"
_CODE = (
    rf"\d+[a-zA-Z]?(?:/\d{{4}})?(?:[-/]|/-){_SYMBOL}(?![\w{_MARKS}])"  # 30-CT/TW 12/2020/NĐ-CP
    rf"|(?:{_CAPITAL}[a-zđ]{{0,2}}[A-ZĐƯÔÂ&]+[ir]?|L)[-/]{_SYMBOL}(?![\w{_MARKS}])"  # NĐ-CP
)
_DATE = (
    r"\d{1,2}[/.-]\d{1,2}[/.-](?:1[89]|20)\d{2}(?![\w/-])"
    r"|\d{1,2}/(?:1[89]|20)\d{2}(?![\w/-])"
    r"|(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])(?![\w/-])"
)
_NUMBER = rf"\d+(?:[.,]\d+)*(?![\w{_MARKS}])"
_LINK = r"https?://[^\s<>\"]+|www\.[^\s<>\"]+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
_WORD = rf"(?:[^\W_][{_MARKS}]*)+"

_TOKEN = re.compile(
    rf"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]"
    rf"|[^\S\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+"
    rf"|{_LINK}|{_CODE}|{_DATE}|{_NUMBER}|{_WORD}|\.{{2,}}|.",
    re.DOTALL,
)
_IS_LINK = re.compile(_LINK)
_IS_CODE = re.compile(_CODE)
_IS_DATE = re.compile(_DATE)
_IS_NUMBER = re.compile(_NUMBER)
_IS_WORD = re.compile(rf"(?:{_LETTER})+")
_IS_ROMAN = re.compile(r"(?=[IVX])(X{0,4})(IX|IV|V?I{0,3})")
_NEWLINES = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_LIST_BULLETS = frozenset("-+*•–—·")


@lru_cache(maxsize=1 << 16)
def kind_of(text: str) -> Kind:
    """Kind of a token by its text (not empty) alone; list marks need `tokenise`."""
    first = text[0]
    if first in _NEWLINES:
        return Kind.NEWLINE
    if first.isspace():
        return Kind.SPACE
    if first.isalnum():
        if _IS_WORD.fullmatch(text):
            # VI, XI, MI are read as syllables first: in capitals they mostly are.
            if len(text) > 1 and _IS_ROMAN.fullmatch(text) and text not in ("VI", "XI"):
                return Kind.ROMAN
            return Kind.ROMAN if text in ("I", "V", "X") else Kind.WORD
        if _IS_DATE.fullmatch(text):
            return Kind.DATE
        if _IS_NUMBER.fullmatch(text):
            return Kind.NUMBER
        if _IS_CODE.fullmatch(text):
            return Kind.CODE
        if _IS_LINK.fullmatch(text):
            return Kind.LINK
        return Kind.MIXED
    return Kind.LINK if len(text) > 2 and _IS_LINK.fullmatch(text) else Kind.PUNCT


def split(text: str) -> list[str]:
    """Texts of the tokens, in order; joined they are the input."""
    return _TOKEN.findall(text)


def tokenise(text: str) -> list[Token]:
    """Cut text into tokens: white space and line ends included, nothing lost.

    `''.join(token.text for token in tokenise(text)) == text` for every string.
    """
    pieces = split(text)
    kinds = [kind_of(piece) for piece in pieces]
    _find_list_marks(pieces, kinds)
    tokens = []
    at = 0
    for piece, kind in zip(pieces, kinds, strict=True):
        tokens.append(Token(piece, at, kind))
        at += len(piece)
    return tokens


def _find_list_marks(pieces: list[str], kinds: list[Kind]) -> None:
    """Mark gạch đầu dòng, `a)`, `1.` at line starts; changes `kinds` in place."""
    line_start = True
    for i, kind in enumerate(kinds):
        if kind is Kind.NEWLINE:
            line_start = True
            continue
        if not line_start or kind is Kind.SPACE:
            continue
        line_start = False
        follower = pieces[i + 1] if i + 1 < len(pieces) else ""
        if pieces[i] in _LIST_BULLETS:
            kinds[i] = Kind.LIST_MARK
        elif follower in (")", ".") and (
            (kind is Kind.NUMBER and len(pieces[i]) <= 5)
            or kind is Kind.ROMAN
            or (kind is Kind.WORD and len(pieces[i]) == 1)
        ):
            kinds[i] = kinds[i + 1] = Kind.LIST_MARK


# --- what the language model sees ----------------------------------------------------------------

SHORT_NUMBER, YEAR, LONG_NUMBER = "<n>", "<y>", "<N>"
DATE, CODE, ROMAN, LINK = "<date>", "<code>", "<roman>", "<link>"
COMMA, STOP = "<,>", "<.>"
CLASSES = (SHORT_NUMBER, YEAR, LONG_NUMBER, DATE, CODE, ROMAN, LINK, COMMA, STOP)

_YEAR = re.compile(r"(?:19|20)\d\d")
_STOPS = frozenset(".:?!…")
_COMMAS = frozenset(",;")


@lru_cache(maxsize=1 << 18)
def symbol(text: str) -> str | None:
    """What the language model sees of a token: a folded word, a class, or None.

    None means transparent: white space, quotes, brackets, hyphens leave no trace in the context.
    """
    kind = kind_of(text)
    if kind is Kind.WORD or kind is Kind.MIXED:
        return fold(text)
    if kind is Kind.NUMBER:
        if len(text) <= 2:
            return SHORT_NUMBER
        return YEAR if _YEAR.fullmatch(text) else LONG_NUMBER
    if kind is Kind.PUNCT:
        if text[0] in _STOPS:
            return STOP
        return COMMA if text in _COMMAS else None
    return _KIND_CLASSES.get(kind)


_KIND_CLASSES = {Kind.DATE: DATE, Kind.CODE: CODE, Kind.ROMAN: ROMAN, Kind.LINK: LINK}


def symbols(text: str) -> list[str]:
    """Language-model symbols of running text (line ends are transparent)."""
    return [seen for piece in split(text) if (seen := symbol(piece)) is not None]


# --- spelling: folding, tone-mark placement, case ------------------------------------------------


class TonePlacement(StrEnum):
    """Where the tone mark of open oa, oe, uy stands."""

    OLD = "old"  # hòa, khỏe, ủy
    NEW = "new"  # hoà, khoẻ, uỷ
    EITHER = "either"  # the word does not show it


_OLD_RIMES = (
    "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy "
    "ÒA ÓA ỎA ÕA ỌA ÒE ÓE ỎE ÕE ỌE ÙY ÚY ỦY ŨY ỤY "
    "Òa Óa Ỏa Õa Ọa Òe Óe Ỏe Õe Ọe Ùy Úy Ủy Ũy Ụy"
).split()
_NEW_RIMES = (
    "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ "
    "OÀ OÁ OẢ OÃ OẠ OÈ OÉ OẺ OẼ OẸ UỲ UÝ UỶ UỸ UỴ "
    "Oà Oá Oả Oã Oạ Oè Oé Oẻ Oẽ Oẹ Uỳ Uý Uỷ Uỹ Uỵ"
).split()
_TO_OLD = dict(zip(_NEW_RIMES, _OLD_RIMES, strict=True))
_TO_NEW = dict(zip(_OLD_RIMES, _NEW_RIMES, strict=True))


def letter_case(text: str) -> int:
    """0 for a word that begins with a small letter or none, 1 with a capital, 2 all in capitals."""
    if not text[:1].isupper():
        return 0
    return 2 if len(text) > 1 and text.isupper() else 1


def tone_placement(word: str) -> TonePlacement:
    """Placement a word (NFC) is printed in; EITHER when it has no open oa, oe, uy with a tone."""
    rime = word[-2:]
    if rime in _TO_NEW:
        return TonePlacement.OLD
    if rime in _TO_OLD and word[-3:-2] not in ("q", "Q"):
        return TonePlacement.NEW
    return TonePlacement.EITHER


def place_tone(word: str, placement: TonePlacement) -> str:
    """The word (NFC) with its tone mark in the given placement; EITHER leaves it alone.

    After q the u belongs to the onset: quý, quỹ, quà have one spelling.
    """
    rime = word[-2:]
    if word[-3:-2] in ("q", "Q"):
        return word
    if placement is TonePlacement.OLD and rime in _TO_OLD:
        return word[:-2] + _TO_OLD[rime]
    if placement is TonePlacement.NEW and rime in _TO_NEW:
        return word[:-2] + _TO_NEW[rime]
    return word


def fold(word: str) -> str:
    """The word as the language model spells it: NFC, lower case, tone mark in old placement."""
    return place_tone(unicodedata.normalize("NFC", word.lower()), TonePlacement.OLD)


TONE_MARKS = (ACUTE, GRAVE, HOOK, TILDE, DOT)  # sắc, huyền, hỏi, ngã, nặng
_STROKE = str.maketrans("đĐ", "dD")


@lru_cache(maxsize=1 << 16)
def strip_marks(word: str) -> str:
    """Base letters of a word: no tone, no vowel quality, đ as d; case is kept."""
    plain = unicodedata.normalize("NFD", word).translate(_STROKE)
    return "".join(c for c in plain if not unicodedata.combining(c))


def without_tone(text: str) -> tuple[str, str]:
    """A syllable, or a letter, without its tone mark (NFC), and that mark, "" for none."""
    parts = unicodedata.normalize("NFD", text)
    tone = "".join(mark for mark in parts if mark in TONE_MARKS)
    return unicodedata.normalize("NFC", "".join(c for c in parts if c not in TONE_MARKS)), tone


def beside(line: str, start: int, end: int) -> str:
    """The characters that touch [start, end) of a line."""
    return line[max(0, start - 1) : start] + line[end : end + 1]


def bare_letters(text: str) -> str:
    """Its letters in capitals, without their marks; gaps, digits and signs left out."""
    return re.sub(r"[\W\d_]", "", strip_marks(text).upper())


class CaseShape(StrEnum):
    """How the letters of a word are cased; one capital letter alone is TITLE."""

    LOWER = "lower"
    TITLE = "title"
    UPPER = "upper"
    MIXED = "mixed"
    NONE = "none"  # no cased letter


def case_shape(word: str) -> CaseShape:
    """Case shape of a word; characters without case are ignored."""
    cased = [c for c in word if c.isupper() or c.islower()]
    if not cased:
        return CaseShape.NONE
    capitals = [c.isupper() for c in cased]
    if not any(capitals):
        return CaseShape.LOWER
    if capitals[0] and not any(capitals[1:]):
        return CaseShape.TITLE
    return CaseShape.UPPER if all(capitals) else CaseShape.MIXED


def with_shape(word: str, shape: CaseShape) -> str:
    """The word in the given case shape; MIXED and NONE leave it alone."""
    if shape is CaseShape.LOWER:
        return word.lower()
    if shape is CaseShape.UPPER:
        return word.upper()
    if shape is CaseShape.TITLE:
        return word[:1].upper() + word[1:].lower()
    return word
