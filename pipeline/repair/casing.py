# SPDX-License-Identifier: Apache-2.0
"""Case of repaired words: what was read, weighed against how official text prints the word there.

The case as read is strong evidence where the letter it was read from is the letter that was
repaired to, weak evidence where the reader took one letter for another (bang -> Đảng, Iuật ->
luật), and none where it read a digit. Against it stands the case model: the odds of a capital
between these neighbours in laws, administrative and Party text (Đảng, Nhà nước, Ban Bí thư). Words
that were not repaired keep their case.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import as_file
from itertools import islice
from pathlib import Path

import numpy as np

import lexicon
from lexicon.arrays import mapped_arrays
from pipeline.repair.tokens import (
    CaseShape,
    Kind,
    case_shape,
    fold,
    kind_of,
    strip_marks,
    symbol,
    with_shape,
)

BEGINNING = "<s>"  # of a paragraph
COLON = "<:>"

TWINS = frozenset("coksuvwxz")  # letters that look like their capitals
TALL_TWINS = frozenset(letter.upper() for letter in TWINS)
TWINS_AS_OTHERS = 1.3  # times the share among other letters
FEWEST_TWINS, MOST_TWINS = 20, 0.15  # words that begin with twins; share of capitals among them
SMALL = frozenset("acehmnrty")  # letters that no capital is read for: XAy is Xây
# Evidence of the case as read, in nats.
SAME_LETTER = 7.0  # more than the model's limit: not overruled
OTHER_LETTER = 1.0
SMALL_TWIN = 4.0  # of a name whose next word has its capital: việt Nam
TALL = 2.0  # a capital that the reader does not tell from its small letter
# Small letters that a mark makes as tall as a capital, and what a capital read for them still says:
# log of how often the capital is read as one, to how often the letter is (ô: 47 of 126), on 1,400
# generated training pages. Of all other letters but k, 14 in 10,000 at most.
TALL_BY_MARK = {"ô": 1.0, "ấ": 2.3, "ă": 2.8, "á": 3.2, "ủ": 3.3, "â": 4.0, "ả": 4.4}
CAPITALS = 0.6  # share of capitals around a word that makes it part of a line in capitals
FARTHEST_NEIGHBOUR = 40  # tokens away
NEIGHBOURS = 3  # words on each side that tell whether a line is in capitals

_SCALE = np.float32(1 / 20)  # the model keeps twentieths of a nat
_FACTORS = tuple(np.uint64(f) for f in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))


@lru_cache(maxsize=1 << 16)
def context_symbol(text: str) -> str | None:
    """What the case model sees of a token; as the language model, but a colon is no full stop."""
    return COLON if text == ":" else symbol(text)


@lru_cache(maxsize=1 << 16)
def _word_code(seen: str) -> int:
    return zlib.crc32(seen.encode())


def word_codes(seen: Sequence[str]) -> np.ndarray:
    """uint64: a number for each symbol, the same everywhere."""
    return np.array([_word_code(s) for s in seen], np.uint64)


def keys_of(kind: int, left: np.ndarray, word: np.ndarray, right: np.ndarray) -> np.ndarray:
    """uint32 keys of contexts. kind: 1 word, 2 with left, 3 with right, 4 with both.

    left: uint64 codes times two, plus one where that word is capitalised; word, right: codes.
    """
    h = (left + np.uint64(kind)) * _FACTORS[0]
    h ^= h >> np.uint64(29)
    h = (h + word) * _FACTORS[1]
    h ^= h >> np.uint64(32)
    h = (h + right) * _FACTORS[2]
    return (h >> np.uint64(32)).astype(np.uint32)


class CaseModel:
    """Log odds of a capital first letter, by neighbours."""

    def __init__(self, path: Path):
        """Maps the file. Raises DataMissingError when it is not there or of another version."""
        arrays = mapped_arrays(path, lexicon.CASE_MODEL_MAGIC, lexicon.CASE_MODEL_FORMAT)
        self._keys = arrays["keys"]
        self._logits = arrays["logits"]

    def _find(self, keys: np.ndarray, default: np.ndarray | float) -> np.ndarray:
        at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return np.where(self._keys[at] == keys, self._logits[at] * _SCALE, default)

    def log_odds(self, symbols: Sequence[str]) -> np.ndarray:
        """float (n, 2): log odds of a capital for each symbol, if the one before it is in lower
        case and if it is not. 0 for words the model has not seen."""
        word = word_codes(symbols)
        zero = np.zeros(1, np.uint64)
        edge = word_codes([BEGINNING])
        right = np.concatenate([word[1:], edge])
        out = np.zeros((len(word), 2))
        alone = self._find(keys_of(1, zero, word, zero), 0.0)
        behind = self._find(keys_of(3, zero, word, right), alone)
        for capital in (0, 1):
            left = np.concatenate([edge, word[:-1]]) * np.uint64(2) + np.uint64(capital)
            # what begins a paragraph is kept as the model kept it: neither case
            left[0] = edge[0] * np.uint64(2) + np.uint64(1)
            before = self._find(keys_of(2, left, word, zero), alone)
            guess = np.clip(before + behind - alone, -6, 6)
            out[:, capital] = self._find(keys_of(4, left, word, right), guess)
        return out


@cache
def case_model() -> CaseModel:
    """The model of the lexicon, mapped once a process. Raises DataMissingError."""
    with as_file(lexicon.data_file(lexicon.CASE_MODEL)) as path:
        return CaseModel(path)


@cache
def _abbreviations() -> dict[str, str]:
    return {fold(a.abbreviation): a.abbreviation for a in lexicon.abbreviations()}


def restore_case(
    tokens_read: Sequence[str], tokens_repaired: Sequence[str], heights: bool = True
) -> list[str]:
    """Repaired tokens in the case they were most likely printed in.

    tokens_read, tokens_repaired: the same stretch of running text, token by token (punctuation
    included, white space left out or not); a token read for which there is no reading is "". Only
    words are touched. ``heights``: what `tells_heights` says of the reader; where it does not tell
    them, words that were not repaired may change their case too. Raises ValueError when the lists
    differ in length.
    """
    if len(tokens_read) != len(tokens_repaired):
        raise ValueError("as many tokens read as repaired")
    out = list(tokens_repaired)
    changed = [
        i
        for i, (read, repaired) in enumerate(zip(tokens_read, tokens_repaired, strict=True))
        if repaired
        and kind_of(repaired) is Kind.WORD
        and (fold(read) != fold(repaired) or (not heights and read[:1] in TALL_TWINS))
    ]
    for i, (read, repaired) in enumerate(zip(tokens_read, tokens_repaired, strict=True)):
        if read != repaired and fold(read) == fold(repaired):
            out[i] = _cased_as(read, repaired)
    if not changed:
        return out
    seen: list[str] = []
    where: list[int] = []
    for i, repaired in enumerate(tokens_repaired):
        shown = context_symbol(repaired) if repaired else None
        if shown is not None:
            seen.append(shown)
            where.append(i)
    odds = case_model().log_odds(seen)
    todo = frozenset(changed)
    capital_before = 1
    for position, i in enumerate(where):
        if i in todo:
            prior = float(odds[position, capital_before])
            out[i] = _decided(tokens_read, i, tokens_repaired[i], prior, heights)
        shape = case_shape(out[i]) if kind_of(out[i]) is Kind.WORD else CaseShape.NONE
        capital_before = int(shape is not CaseShape.LOWER)
    return out


def _cased_as(read: str, repaired: str) -> str:
    """`repaired`, the same word as `read`, with the case of each letter as read."""
    if len(read) != len(repaired):
        return with_shape(repaired, case_shape(read))
    return "".join(
        b.upper() if a.isupper() else b.lower() for a, b in zip(read, repaired, strict=True)
    )


def tells_heights(tokens_read: Sequence[str]) -> bool:
    """Whether the reader tells c from C, v from V and others that differ in height alone.

    Older engines do not: far more words begin with such a capital than with another.
    """
    twins, others = [0, 0], [0, 0]
    for text in tokens_read:
        if len(text) > 1 and text[1:].islower() and text[0].isalpha():
            counts = twins if strip_marks(text[0]).lower() in TWINS else others
            counts[text[0].isupper()] += 1
    if sum(twins) < FEWEST_TWINS:
        return True
    usual = others[1] / max(1, sum(others))
    return twins[1] / sum(twins) < max(MOST_TWINS, TWINS_AS_OTHERS * usual)


def _decided(tokens_read: Sequence[str], i: int, repaired: str, prior: float, heights: bool) -> str:
    read = tokens_read[i]
    letters = [c for c in read if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    around = _share_of_capitals(tokens_read, i)
    full = _abbreviations().get(fold(repaired))
    mostly_capitals = (
        len(letters) > 1 and capitals >= CAPITALS * len(letters) and SMALL.isdisjoint(read)
    )
    if full is not None and capitals > 1 and not lexicon.is_syllable(repaired):
        return full
    if around >= CAPITALS and (mostly_capitals or _are_capitals(letters)):
        label = len(letters) == 1 and repaired == "số" and tokens_read[i + 1 : i + 2] == [":"]
        return with_shape(repaired, CaseShape.TITLE) if label else repaired.upper()
    if mostly_capitals and len(repaired) > 1 and (capitals > 2 or _beside_capitals(tokens_read, i)):
        return repaired.upper()
    after = tokens_read[i + 1] if i + 1 < len(tokens_read) else ""
    return with_shape(
        repaired,
        CaseShape.TITLE
        if prior + _evidence(read, repaired, heights, after) > 0
        else CaseShape.LOWER,
    )


def _are_capitals(letters: Sequence[str]) -> bool:
    """Whether all letters are capitals, but for an i that is read for Í and Ì."""
    return "".join(letters).replace("i", "").isupper()


def _share_of_capitals(tokens_read: Sequence[str], i: int) -> float:
    """Share of capitals among the letters of the words around a token, 0 with hardly any."""
    letters = capitals = words = 0
    for step in (-1, 1):
        for cased in islice(_words_from(tokens_read, i, step), NEIGHBOURS):
            words += 1
            letters += len(cased)
            capitals += sum(c.isupper() for c in cased)
    return capitals / letters if words > 1 else 0.0


def _beside_capitals(tokens_read: Sequence[str], i: int) -> bool:
    """Whether the next word on either side is in capitals.

    A lone pair of capitals is mostly a capital and a small letter whose mark made it tall: BO, Bộ.
    """
    return any(
        all(map(str.isupper, cased))
        for step in (-1, 1)
        for cased in islice(_words_from(tokens_read, i, step), 1)
    )


def _words_from(tokens_read: Sequence[str], i: int, step: int) -> Iterator[list[str]]:
    """Letters of the words of two letters and more on one side of a token, the nearest first.

    Of the next tokens only.
    """
    at = i + step
    while 0 <= at < len(tokens_read) and abs(at - i) <= FARTHEST_NEIGHBOUR:
        cased = [c for c in tokens_read[at] if c.isalpha()]
        if len(cased) > 1:
            yield cased
        at += step


def _evidence(read: str, repaired: str, heights: bool, after: str) -> float:
    """Log odds of a capital that the reading alone speaks for; ``after``: the next one.

    A pair of letters that look like their capitals says nothing: CO, cơ. A capital before a digit
    or a symbol is one: S6 was Sở or Số in all of 141 words of generated training pages.
    """
    first = read[:1]
    if not first.isalpha():
        return 0.0
    pair = len(read) == 2 and read.isupper() and read.isalpha()
    if pair and TWINS.issuperset(strip_marks(repaired)):
        return 0.0
    a, b = strip_marks(first).lower(), strip_marks(repaired[:1]).lower()
    if not heights and first in TALL_TWINS:
        return TALL
    strength = SAME_LETTER if a == b else OTHER_LETTER
    if a == b and first.isupper():
        strength = TALL_BY_MARK.get(repaired[:1].lower(), strength)
    if a == b and first in TWINS and after[:1].isupper() and after[1:].islower():
        strength = SMALL_TWIN
    return strength if first.isupper() else -strength
