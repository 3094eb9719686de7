# SPDX-License-Identifier: Apache-2.0
"""Letters that a program without them replaced: `Ch? th? c?a Th? tu?ng`, `Ngh� quy�t`.

Text that passes through a code page of Western languages keeps the letters that are in it and
has a question mark (or U+FFFD) for each of the others; Windows writes some without their mark
instead (ă ĩ ũ ơ ư đ: "best fit"). What is left of each letter depends on how the text was written
before and on what the code page holds. Which of these losses befell a text is told by likelihood:
of all of them, under which the forms of its words are most frequent.
"""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache

import numpy as np

from lexicon import acronyms, doc_symbols, doc_types, syllables, table_rows
from pipeline.repair.language_model import language_model
from pipeline.repair.line_edits import Edit
from pipeline.repair.tokens import (
    CaseShape,
    TonePlacement,
    beside,
    place_tone,
    strip_marks,
    with_shape,
    without_tone,
)

LOST, UNKNOWN_LETTER = "?", "\ufffd"
SIGNS = LOST + UNKNOWN_LETTER
# Damaged words of a text, and their share of all; and the share of them that must be explained
FEWEST, LEAST_SHARE, LEAST_EXPLAINED = 3, 0.05, 0.85
WORDS_JUDGED = 1000
INTACT = 0.3  # share of words that nothing befell
UNHEARD = -16.0  # log probability of a word that no syllable explains
HEADING = "what a document of this type is headed by"
STROKE = "an Đ was lost"
CONFIDENCE = 0.95
_VOWELS = frozenset("aeiouy")
_BEST_FIT = str.maketrans("ăĂđĐĩĨũŨơƠưƯ", "aAdÐiIuUoOuU")
_WORD = re.compile(rf"[\w{SIGNS}]*[^\W\d_][\w{SIGNS}]*")
_CAPITALS = "A-ZĐÐƯÔÂÊĂƠ"
_CODE_PART = re.compile(
    rf"(?<![\w{SIGNS}])(?=[{_CAPITALS}]*[Ð{SIGNS}])[{_CAPITALS}{SIGNS}]{{2,12}}(?![\w{SIGNS}])"
)
BESIDE_IN_CODE = "-/"
_LIST_MARK = re.compile(rf"^\s*([{SIGNS}]{{1,2}})(?=\))")


def _composed(text: str) -> str:
    return text


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def _toned(text: str) -> str:
    """The tone behind its letter, as windows-1258 and some keyboards write it."""
    return "".join(without_tone(text))


def _in_bytes(text: str) -> str:
    return text.encode().decode("latin-1")


def _in_vni(text: str) -> str:
    return _vni().get(text, text)


@cache
def _vni() -> dict[str, str]:
    rows = (row for row in table_rows("legacy_encodings.tsv") if row["encoding"] == "VNI")
    return {row["character"]: bytes.fromhex(row["codes"]).decode("latin-1") for row in rows}


def _ascii(text: str) -> str:
    return "".join(c if c.isascii() else LOST for c in text)


def _western(text: str) -> str:
    return text.encode("cp1252", "replace").decode("cp1252")


def _best_fit(text: str) -> str:
    return _western(text.translate(_BEST_FIT))


def _without_bytes(lost: bytes) -> Callable[[str], str]:
    """Letters are lost whose UTF-8 holds one of some bytes: see `pipeline.repair.misdecoded`."""
    return lambda text: "".join(LOST if set(lost) & set(c.encode()) else c for c in text)


SOME = "lost here and there"  # any letter, and the same one elsewhere not
LOSSES: dict[str, tuple[Callable[[str], str], Callable[[str], str]]] = {
    "lost, best fit": (_composed, _best_fit),
    "lost, windows-1252": (_composed, _western),
    "lost, ASCII": (_composed, _ascii),
    "lost, tones and best fit": (_toned, _best_fit),
    "lost, tones and windows-1252": (_toned, _western),
    "lost, tones and ASCII": (_toned, _ascii),
    "lost, decomposed": (_decomposed, _ascii),
    "lost, decomposed and best fit": (_decomposed, _best_fit),
    "lost, bytes": (_in_bytes, _ascii),
    "lost, VNI": (_in_vni, _ascii),
    SOME: (_composed, _ascii),
    "lost, no windows-1252": (_composed, _without_bytes(b"\x81\x8d\x8f\x90\x9d\xad")),
    "lost, control characters": (_composed, _without_bytes(bytes([*range(0x80, 0xA0), 0xAD]))),
}
"""How a letter was written, and what was left of it, by the kind of reading."""


def left_of(text: str, kind: str) -> str:
    """What a loss leaves of NFC text, letter by letter."""
    written, kept = LOSSES[kind]
    return "".join(kept(written(letter)) for letter in text)


def loss_of(lines: Sequence[str]) -> str:
    """Which of `LOSSES` befell a text (NFC lines); "" where none did."""
    words = [word for line in lines for word in _WORD.findall(line)]
    damaged = list(filter(is_damaged, words))
    unknown = any(UNKNOWN_LETTER in word for word in damaged)  # which nobody prints
    if not unknown and (len(damaged) < FEWEST or len(damaged) < LEAST_SHARE * len(words)):
        return ""
    heard = Counter(words[:: max(1, len(words) // WORDS_JUDGED)])

    def fit(kind: str) -> float:
        return sum(count * _log_of(word, kind) for word, count in heard.items())

    kind = max(LOSSES, key=fit)
    explained = sum(
        any(is_explained(part, kind) for part in parted(word, kind)) for word in damaged
    )
    least = 1 if unknown else LEAST_EXPLAINED * len(damaged)
    return kind if explained >= least else ""


def is_damaged(word: str) -> bool:
    """Whether a sign stands in a word, or behind one that has no vowel."""
    stem = word.rstrip(SIGNS)
    lost_at_end = stem != word and _VOWELS.isdisjoint(strip_marks(stem).lower())
    return lost_at_end or has_sign(stem)


def is_explained(word: str, kind: str) -> bool:
    """Whether it is what is left of a syllable."""
    return _form(word) in _logs(kind)


def has_sign(text: str) -> bool:
    """Whether a sign for a lost letter is in a text."""
    return any(sign in text for sign in SIGNS)


def is_lost(text: str) -> bool:
    """Whether nothing but signs is left."""
    return bool(text) and not text.strip(SIGNS)


def parted(word: str, kind: str) -> list[str]:
    """A stretch of letters and signs: what is left of a word, and the signs around it that were
    printed."""
    if word[0] in SIGNS and word[1:2].isupper() and not word.isupper():
        return [word[0], *parted(word[1:], kind)]  # of a quotation mark
    if is_explained(word, kind):
        return [word]
    for stem, before, behind in _stripped(word):
        if not has_sign(stem) or is_explained(stem, kind):
            return [part for part in (before, stem, behind) if part]
    return [word]


def edits_by_rule(lines: Sequence[str], kind: str) -> Iterator[Edit]:
    """Letters lost in codes and their symbols, acronyms, list marks and the names of types above a
    document, of which the language model knows little: `12/N?-CP`, `H?ND`, `?)`, `CH? TH?`."""
    stroke = left_of("Đ", kind)
    for number, line in enumerate(lines):
        heading = _heading_types(kind).get(_form(line.strip()))
        if heading is not None and is_damaged(line) and line.isupper():
            start = len(line) - len(line.lstrip())
            end = start + len(line.strip())
            yield Edit(number, start, end, heading, HEADING, CONFIDENCE)
            continue
        for mark in _LIST_MARK.finditer(line):
            yield Edit(number, mark.start(1), mark.end(1), "đ", STROKE, CONFIDENCE)
        for found in _CODE_PART.finditer(line):
            in_code = any(mark in beside(line, *found.span()) for mark in BESIDE_IN_CODE)
            may_be_word = not in_code and is_explained(found[0], kind)
            pattern = found[0].replace(UNKNOWN_LETTER, LOST).replace(stroke, LOST).replace("Ð", "Đ")
            printed = "" if may_be_word else _acronym(pattern)
            if in_code and not printed:
                printed = pattern.replace(LOST, "Đ")
            if printed:
                yield Edit(number, found.start(), found.end(), printed, STROKE, CONFIDENCE)


def spellings(word: str) -> tuple[str, str]:
    """A folded word with its tone mark in the old placement and in the new one."""
    return word, place_tone(word, TonePlacement.NEW)


def spelt_as(word: str, read: str, kind: str) -> str:
    """A folded word in the spelling of which ``read`` is what was left."""
    left = _form(read)
    return next((spelt for spelt in spellings(word) if left in _forms(spelt, kind)), word)


def case_of_rest(read: Sequence[str], restored: Sequence[str]) -> list[str]:
    """Words in the case of the letters that are left of them.

    ``read``: what is left of each; ``restored``: the words in the case that they have where
    nothing is left of it.
    """
    return [
        word if text == word else _cased(text, word)
        for text, word in zip(read, restored, strict=True)
    ]


def _cased(left: str, word: str) -> str:
    letters = "".join(filter(str.isalpha, left))
    alone = len(letters) == 1 and left[0].isalpha()  # it does not tell Xử from XỬ
    if letters.isupper() and (not alone or word.isupper()):
        return word.upper()
    if not left[:1].isalpha():
        return word
    shape = CaseShape.TITLE if left[0].isupper() else CaseShape.LOWER
    return with_shape(word, shape)


def _stripped(word: str) -> Iterator[tuple[str, str, str]]:
    """A word without the signs behind it, then without those around it, and these."""
    stem = word.rstrip(SIGNS)
    behind = word[len(stem) :]
    for n in range(1, len(behind) + 1):
        yield word[: len(word) - n], "", word[len(word) - n :]
    bare = stem.lstrip(SIGNS)
    if bare != stem:
        before = stem[: len(stem) - len(bare)]
        yield stem[1:], stem[:1], behind
        yield bare, before, behind


def _form(word: str) -> str:
    return word.replace(UNKNOWN_LETTER, LOST).lower().replace("ð", "d")


def _log_of(word: str, kind: str) -> float:
    return _logs(kind).get(_form(word), UNHEARD)


def _forms(word: str, kind: str) -> Iterator[str]:
    """What a loss may leave of a word."""
    if kind != SOME:
        for case in (str.lower, str.title, str.upper):
            yield _form(left_of(case(word), kind))
        return
    for letters in itertools.product(*({letter, *left_of(letter, kind)} for letter in word)):
        yield "".join(letters)


@cache
def _logs(kind: str) -> dict[str, float]:
    """Log probability of each form that a loss leaves of syllables."""
    words = sorted(syllables())
    model = language_model()
    shares: dict[str, float] = defaultdict(float)
    for word, log in zip(words, model.unigram(model.ids(words)).tolist(), strict=True):
        if word in model:
            forms = {form for spelling in spellings(word) for form in _forms(spelling, kind)}
            for form in forms:
                shares[form] += (1 - INTACT) * math.exp(log) / len(forms)
            for spelling in spellings(word):
                shares[spelling] += INTACT * math.exp(log) / 2
    return {form: float(np.log(share)) for form, share in shares.items()}


@cache
def _heading_types(kind: str) -> dict[str, str]:
    """Names of types of documents in capitals, by the form that is left of them."""
    names = [doc_type.name.upper() for doc_type in doc_types()]
    return {_form(left_of(name, kind)): name for name in names}


@lru_cache(maxsize=1 << 12)
def _acronym(pattern: str) -> str:
    """The acronym or part of a symbol that is the commonest of those with these letters; ""."""
    seen = re.compile(pattern.replace(LOST, "[^A-Z]"))
    found = [known for known in known_capitals() if seen.fullmatch(known)]
    return max(found, key=known_capitals().__getitem__) if found else ""


@cache
def known_capitals() -> Counter[str]:
    """Acronyms and parts of symbols of documents, with how often these are cited."""
    counts = Counter(dict.fromkeys(acronyms(), 1))
    for row in doc_symbols():
        for part in re.split("[-/]", row.symbol):
            counts[part] += row.count
    return counts
