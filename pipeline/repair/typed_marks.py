# SPDX-License-Identifier: Apache-2.0
"""Vietnamese typed with ASCII keys for its marks that no program made letters of: Telex
(`Chir thij`), VNI (`Chi3 thi5`), VIQR (`Chi? thi.`, RFC 1456).

Such text is left where a keyboard was off, and by mail and pages from before Unicode. What the keys
of a word do is what an input method would have done; it is believed where that makes a syllable.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from lexicon import is_syllable, syllables
from pipeline.repair.language_model import language_model
from pipeline.repair.line_edits import Edit
from pipeline.repair.lost_gaps import addresses_in, within
from pipeline.repair.lost_letters import BESIDE_IN_CODE, LOST, known_capitals
from pipeline.repair.reading_kind import VIETNAMESE_SHARE, has_vietnamese_letter, words_of
from pipeline.repair.tokens import TONE_MARKS, CaseShape, beside, symbols, with_shape, without_tone

FEWEST, LEAST_SHARE = 4, 0.3  # words that keys make syllables of, and their share of all
LONGEST = 12  # characters typed for one syllable
LONGEST_CONTEXT = 60  # characters before a word that the language model hears
CONFIDENCE = 0.95
_TRAILING = "'`?~.+(*^"
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
_TAKERS = {
    _CIRCUMFLEX: frozenset("aeo"),
    _BREVE: frozenset("a"),
    _HORN: frozenset("ou"),
}
_VOWELS = frozenset("aeiouy")
_ELLIPSIS = re.compile(r"\.{3,}$")
_ENDS = re.compile(r"[”\"')\]]*(?:\s+[A-ZĐ“\"(]|\s*$)")  # of a sentence, behind its mark


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """What the keys of one convention do behind a vowel.

    ``tones``: of the syllable; ``marks``: of a vowel, by the key; ``doubled``: whether a vowel
    typed again is one with a circumflex; ``stroke``: the key behind d; ``token``: what may be a
    word; ``marks_alone``: the letter that a key is where no vowel stands before it.
    """

    name: str
    token: re.Pattern[str]
    tones: Mapping[str, str]
    marks: Mapping[str, tuple[str, ...]]
    stroke: str
    doubled: bool = False
    marks_alone: Mapping[str, str] | None = None


TELEX = Keys(
    "Telex",
    re.compile(r"(?<![^\W_])[A-Za-z]+(?![^\W_])"),
    dict(zip("sfrxj", TONE_MARKS, strict=True)),
    {"w": (_HORN, _BREVE)},
    "d",
    doubled=True,
    marks_alone={"w": "u" + _HORN},
)
VNI = Keys(
    "VNI",
    re.compile(r"(?<![^\W_])[A-Za-z][A-Za-z1-9]*(?![^\W_])"),
    dict(zip("12345", TONE_MARKS, strict=True)),
    {"6": (_CIRCUMFLEX,), "7": (_HORN,), "8": (_BREVE,)},
    "9",
)
_M = r"[\^(+*'`?~.]"
VIQR = Keys(
    "VIQR",
    re.compile(
        rf"(?<![^\W_])(?:[A-Z]+(?:{_M}+[A-Z]+)*{_M}*(?!{_M}|[A-Za-z])"
        rf"|[A-Z]{{0,2}}[a-z]*(?<=[A-Za-z])(?:{_M}+[a-z]+)*{_M}*)"
    ),
    dict(zip("'`?~.", TONE_MARKS, strict=True)),
    {"^": (_CIRCUMFLEX,), "(": (_BREVE,), "+": (_HORN,), "*": (_HORN,)},
    "d",
)
CONVENTIONS = (TELEX, VNI, VIQR)


def typed_edits(lines: Sequence[str]) -> tuple[Edit, ...]:
    """Edits that put the letters in the place of their keys; none where a text is not so typed.

    ``lines``: NFC.
    """
    words = words_of(lines)
    if sum(map(has_vietnamese_letter, words)) >= VIETNAMESE_SHARE * len(words):
        return ()
    for keys in CONVENTIONS:
        edits = [edit for number, line in enumerate(lines) for edit in _edits(number, line, keys)]
        found = sum(_shows_keys(lines[edit.line][edit.start : edit.end]) for edit in edits)
        if found >= FEWEST and found >= LEAST_SHARE * sum(
            len(keys.token.findall(line)) for line in lines
        ):
            return tuple(edits)
    return ()


def _shows_keys(typed: str) -> bool:
    """Whether it is no word as it stands, and has no mark that may stand for a lost letter."""
    return not is_syllable(typed.lower()) and LOST not in typed


def _edits(number: int, line: str, keys: Keys) -> Iterator[Edit]:
    addresses = addresses_in(line)
    before = ""  # what stands before, with its letters
    done = 0
    for found in keys.token.finditer(line):
        if within(found.start(), addresses):
            continue
        before += line[done : found.start()]
        done = found.start()
        length = _length(found[0], before, line[found.end() :], keys)
        typed = found[0][:length]
        touching = beside(line, found.start(), found.start() + length)
        in_code = typed.isupper() and any(mark in touching for mark in BESIDE_IN_CODE)
        printed = with_strokes(typed, keys) if in_code else letters_of(typed, keys)
        if printed and printed != typed:
            done = found.start() + length
            reason = f"typed with the keys of {keys.name}"
            yield Edit(number, found.start(), done, printed, reason, CONFIDENCE)
            before += printed


def _length(token: str, before: str, behind: str, keys: Keys) -> int:
    """How long what was typed for a word is: marks at its end may be of the sentence."""
    stem = len(token.rstrip(_TRAILING))
    token = _ELLIPSIS.sub("", token)
    lengths = [n for n in range(len(token), stem - 1, -1) if n and letters_of(token[:n], keys)]
    if not lengths or lengths[0] == stem:
        return stem if stem else len(token)
    toned = lengths[0]
    if token[toned - 1] not in ".?" or not _ENDS.match(token[toned:] + behind):
        return toned
    plain = letters_of(token[: toned - 1], keys) or token[: toned - 1]
    if not is_syllable(plain.lower()):
        return toned
    follows = keys.token.search(behind)
    after = "" if follows is None else letters_of(follows[0], keys) or follows[0]
    as_tone = _log(before, f"{letters_of(token[:toned], keys)}{token[toned:]} {after}")
    return toned if as_tone > _log(before, f"{plain}{token[toned - 1 :]} {after}") else toned - 1


def _log(before: str, text: str) -> float:
    """Log probability of a text behind another."""
    model = language_model()
    heard = [model.bos] * 3 + model.ids(symbols(before[-LONGEST_CONTEXT:])).tolist()[-3:]
    total = 0.0
    for known in model.ids(symbols(text)):
        context = np.array([heard[-3:]], np.int32)
        total += float(model.score(context, np.array([known], np.int32))[0])
        heard.append(int(known))
    return total


@lru_cache(maxsize=1 << 14)
def letters_of(typed: str, keys: Keys) -> str | None:
    """What an input method makes of keys: a word in the case that was typed, or an acronym with
    its Đ; None where it makes neither."""
    if len(typed) > LONGEST:
        return None
    small = typed.lower()
    word = _word(small, keys, False) or (_word(small, keys, True) if keys.doubled else None)
    if word is None:
        return with_strokes(typed, keys)
    letters = [letter for letter in typed if letter.isalpha()]
    if letters[0].islower():
        return word
    capitals = letters[-1].isupper() and len(letters) > 1
    return with_shape(word, CaseShape.UPPER if capitals else CaseShape.TITLE)


def with_strokes(typed: str, keys: Keys) -> str | None:
    """An acronym with its Đ, or that letter as a list mark; None where there is none."""
    if typed == "d" + keys.stroke:
        return "đ"
    key = "D" + keys.stroke.upper()
    read = [  # GDDDT is GDĐT and not GĐDT
        typed[: at.start()] + typed[at.start() :].replace(key, "Đ")
        for at in re.finditer(f"(?={key})", typed)
    ]
    known = [text for text in read if text in known_capitals()]
    for text in known or read:
        if text.isalpha() and text.isupper() and len(text) > 1:
            return text
    return None


def _word(typed: str, keys: Keys, apart: bool) -> str | None:
    """A syllable, or a word of the language model; None where keys (small) make none.

    ``apart``: whether a vowel may be doubled by one that does not touch it: `nhana`.
    """
    letters: list[str] = []
    tone = ""
    for key in typed:
        vowels = [n for n, letter in enumerate(letters) if letter[0] in _VOWELS]
        if key in keys.tones and vowels and not tone:
            tone = keys.tones[key]
        elif key in keys.marks and _mark(letters, keys.marks[key]):
            pass
        elif keys.marks_alone and key in keys.marks_alone:
            letters.append(keys.marks_alone[key])
        elif keys.doubled and key in "aeo" and key in (letters if apart else letters[-1:]):
            letters[letters.index(key)] += _CIRCUMFLEX
        elif keys.doubled and letters[-1:] == [key + _CIRCUMFLEX]:
            letters[-1:] = [key, key]  # typed thrice: xooong
        elif key == keys.stroke and "d" in letters[:1]:
            letters[0] = "đ"
        elif key.isalpha():
            letters.append(key)
        else:
            return None
    plain = unicodedata.normalize("NFC", "".join(letters))
    for rime in (plain, plain.replace("ươ", "uơ")):
        if (rime, tone) in _syllables():
            return _syllables()[rime, tone]
    if tone:
        at = max(n for n, letter in enumerate(letters) if letter[0] in _VOWELS)
        letters[at] += tone
    word = unicodedata.normalize("NFC", "".join(letters))
    return word if not word.isascii() and word in language_model() else None


def _mark(letters: list[str], marks: tuple[str, ...]) -> bool:
    """Put a mark on the last vowel that takes one of them; a horn on u and o both: `uow`."""
    for n in range(len(letters) - 1, -1, -1):
        for mark in marks:
            if letters[n] in _TAKERS[mark]:
                letters[n] += mark
                if mark == _HORN and letters[n][0] == "o" and letters[max(0, n - 1)] == "u":
                    letters[n - 1] += mark
                return True
    return False


@cache
def _syllables() -> dict[tuple[str, str], str]:
    """Syllables by their letters without the tone mark, and that mark."""
    return {without_tone(word): word for word in syllables()}
