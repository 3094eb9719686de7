# SPDX-License-Identifier: Apache-2.0
"""Gaps that the text layer of a PDF puts into syllables or loses between them: `c ủa`, `Th ực`,
`tăngcường`, `ngày25`, `Đảng,Ban`.

The letters are right and so are their marks; the program that drew them set each where it belongs,
and the one that read the drawing guessed the gaps. Where a text has many such, its words are found
anew among its letters by dynamic programming: every stretch of them may be a syllable, a gap put
in or left out has its price, and the language model hears the words in a row.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from lexicon import is_syllable
from pipeline.repair.language_model import language_model
from pipeline.repair.line_edits import Edit, composed, edited
from pipeline.repair.lost_gaps import (
    COUNTING,
    GAP_LOST,
    LONGEST_SYLLABLE,
    addresses_in,
    is_row_of,
    within,
)
from pipeline.repair.reading_kind import reading_kind
from pipeline.repair.tokens import fold, strip_marks

GAP_IN_SYLLABLE = "a gap inside a syllable"
# Different damages, and damages a word.
FEWEST, LEAST_SHARE = 4, 0.004
LONGEST_RUN = 400  # letters
LONGEST_JOINED = 200  # letters of a token in which words are looked for
BEAM = 6
# Log probabilities: of a gap inside a syllable, of none between two; of none before a capital
INSIDE, LOST, LOST_BEFORE_CAPITAL = -3.0, -4.0, -1.0
# Of a word that is no syllable, by letter: it may be foreign, but hardly where it has marks
UNKNOWN, OF_LETTER, OF_MARKED_LETTER = -2.0, -1.5, -3.0
CONFIDENCE = 0.95
_WORD = re.compile(r"[^\W\d_]+")
_RUN = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")
_PAIR = re.compile(r"(?<!\S)([^\W\d_]{1,4}) (?=([^\W\d_]{1,6})(?!\w))")
_CUT_CODE = re.compile(r"(?<=[\d/-])([A-ZĐ]{1,5}) (?=Đ[A-ZĐ]*\b)|(?<!\S)([QN]) (?=Đ[A-ZĐ]*[-/])")
# Behind a mark; behind a bracket or a quotation that closes; before one that opens
_AFTER_MARK = re.compile(r"(?<=\S)[,;:][)\]”]*(?=[^\W\d_])|(?<=[^\W\d_])[)\]”]*,(?=\d)")
_AFTER_CLOSING = re.compile(r"(?<=\w)(?:[)\]”%…]|\.\.\.)+(?=[^\W\d_]{2})")
_AFTER_NUMBER = re.compile(r"(?<![\w.])(?:\d{1,4}|[a-zđ])[.)](?=[^\W\d_]{2,})")
_BEFORE_OPENING = re.compile(r"(?<=\w\w)(?=[(“]\w)")
_AFTER_SENTENCE = re.compile(r"(?<![^\W\d_])([^\W\d_]{2,})[)”]?\.(?=([^\W\d_]{2,}))")
_BEHIND_NUMBER = re.compile(r"(?<=\d)(?=([^\W\d_]{2,}))")
_BEFORE_NUMBER = re.compile(r"(?<![^\W\d_])([^\W\d_]{2,})(?=\d)")


class _Path(NamedTuple):
    """Words of the first letters of a run: where each begins, and the last three ids."""

    score: float
    context: tuple[int, int, int]
    begins: tuple[int, ...]


def is_misspaced(lines: Sequence[str]) -> bool:
    """Whether many gaps of a Vietnamese text stand in its syllables, or are missing."""
    if reading_kind(lines) != "vie":
        return False
    words = damages = 0
    different: set[str] = set()
    for line in lines:
        found = [pair[1] + pair[2] for pair in _PAIR.finditer(line) if _is_cut(pair[1], pair[2])]
        tokens = _WORD.findall(line)
        found += [token for token in tokens if _is_joined(token)]
        words += len(tokens)
        damages += len(found)
        different.update(found)
    return len(different) >= FEWEST and damages >= LEAST_SHARE * words


def spacing_edits(lines: Sequence[str]) -> tuple[Edit, ...]:
    """Gaps put in and left out of lines (NFC) of a misspaced text, in order."""
    joints = [edit for number, line in enumerate(lines) for edit in _joint_edits(number, line)]
    apart = edited(lines, joints)
    respaced = [edit for number, line in enumerate(apart) for edit in _run_edits(number, line)]
    return composed(lines, joints, respaced)


def _joint_edits(number: int, line: str) -> Iterator[Edit]:
    """Gaps lost beside numbers, marks and capitals, and those inside codes."""
    addresses = addresses_in(line)
    for at in sorted({at for at in _joints(line) if not within(at, addresses)}):
        yield Edit(number, at, at, " ", GAP_LOST, CONFIDENCE)
    for cut in _CUT_CODE.finditer(line):
        yield Edit(number, cut.end() - 1, cut.end(), "", GAP_IN_SYLLABLE, CONFIDENCE)


def _run_edits(number: int, line: str) -> Iterator[Edit]:
    """Gaps put in and left out among letters."""
    addresses = addresses_in(line)
    for run in _RUN.finditer(line):
        if within(run.start(), addresses):
            continue
        for start, end, text in _respaced(run[0]):
            lost = text.count(" ") > run[0][start:end].count(" ")
            reason = GAP_LOST if lost else GAP_IN_SYLLABLE
            yield Edit(number, run.start() + start, run.start() + end, text, reason, CONFIDENCE)


@lru_cache(maxsize=1 << 14)
def _is_word(text: str) -> bool:
    """Whether it is a syllable that the language model knows, in small letters, capitals or with
    one first."""
    shaped = text[1:].islower() or len(text) == 1 or text.isupper()
    return shaped and is_syllable(text.lower()) and fold(text) in language_model()


def _is_cut(left: str, right: str) -> bool:
    """Whether two stretches of letters are one syllable, and one of them surely is none."""
    if (left + right).isascii() or not _is_word(left + right):
        return False
    return not is_syllable(left.lower()) or not is_syllable(right.lower())


@lru_cache(maxsize=1 << 14)
def _is_joined(token: str) -> bool:
    """Whether a token is two or more syllables that often stand beside each other."""
    if len(token) > LONGEST_JOINED or token.isascii() or token.isupper():
        return False
    if fold(token) in language_model():
        return False
    return any(
        _is_word(token[:cut])
        and _is_word(token[cut : cut + length])
        and language_model().knows_pair(fold(token[:cut]), fold(token[cut : cut + length]))
        and (cut + length == len(token) or _is_joined(token[cut:]))
        for cut in range(1, min(len(token), LONGEST_SYLLABLE + 1))
        for length in range(2, min(len(token) - cut, LONGEST_SYLLABLE) + 1)
    )


def _joints(line: str) -> Iterator[int]:
    """Where gaps were lost beside numbers, marks and capitals."""
    for pattern in (_AFTER_MARK, _AFTER_CLOSING, _AFTER_NUMBER, _BEFORE_OPENING):
        yield from (found.end() for found in pattern.finditer(line))
    for found in _AFTER_SENTENCE.finditer(line):
        before, after = found.groups()
        if after[0].isupper() and before[-1].islower() and _are_words(before):
            yield found.end()
    for pattern in (_BEHIND_NUMBER, _BEFORE_NUMBER):
        yield from (found.end() for found in pattern.finditer(line) if _counts(found[1]))
    for word in _WORD.finditer(line):
        yield from (word.start() + at for at in _joints_at_capitals(word[0]))


def _counts(word: str) -> bool:
    """Whether a word beside a number is one of the language, no unit, name or sign: `ngày25`."""
    if strip_marks(word.lower()) in COUNTING:
        return True
    return word[-1].islower() and (len(word) > 2 or not word.isascii()) and _are_words(word)


def _joints_at_capitals(word: str) -> Iterator[int]:
    """Where small letters and capitals part a stretch of letters that is no name or brand:
    `củaĐảng`, `tàiKHKT`, `KHCNhiện`, `CPquy`."""
    if word.isascii() or word.isupper() or word[1:].islower() or len(word) > LONGEST_JOINED:
        return
    begin = 0
    for at in range(1, len(word)):
        if word[at].isupper() and word[at - 1].islower():
            if at - begin > 1 and _are_words(word[begin:at]):
                yield at
            begin = at
        elif word[at].islower() and at - begin > 1 and word[begin:at].isupper():
            small = word[at : _next_capital(word, at)]
            # the last capital is the issuer's (CPquy) or the word's (BTCHướng)
            part = max((at, at - 1), key=lambda n: _frequency(word[n : at + len(small)]))
            if _are_words(word[part : at + len(small)]):
                yield part
                begin = part


@lru_cache(maxsize=1 << 14)
def _frequency(word: str) -> float:
    """Log probability of a syllable by itself; -inf for what is none."""
    if not _is_word(word):
        return -math.inf
    model = language_model()
    return float(model.unigram(model.ids([fold(word)]))[0])


def _next_capital(word: str, at: int) -> int:
    return next((n for n in range(at, len(word)) if word[n].isupper()), len(word))


@lru_cache(maxsize=1 << 14)
def _are_words(text: str) -> bool:
    """Whether letters are a syllable or several run together."""
    return len(text) <= LONGEST_JOINED and is_row_of(text, _is_word, 1)


def _respaced(run: str) -> Iterator[tuple[int, int, str]]:
    """What changes in letters with single gaps: start, end and the new text of each stretch."""
    if len(run) > LONGEST_RUN:
        return
    letters = run.replace(" ", "")
    gaps = [at - n for n, at in enumerate(m.start() for m in re.finditer(" ", run))]
    found = _begins(letters, frozenset(gaps))
    before, after = [0, *gaps, len(letters)], [*found, len(letters)]
    same = sorted(set(before) & set(after))
    for start, end in itertools.pairwise(same):
        old = [at for at in before if start < at < end]
        new = [at for at in after if start < at < end]
        if old != new:
            cuts = [start, *new, end]
            text = " ".join(letters[a:b] for a, b in itertools.pairwise(cuts))
            yield start + sum(at <= start for at in gaps), end + sum(at < end for at in gaps), text


def _begins(letters: str, gaps: frozenset[int]) -> tuple[int, ...]:
    """Where the words of a run begin; ``gaps``: where they were read to begin, but the first."""
    model = language_model()
    bos = (model.bos, model.bos, model.bos)
    paths: list[list[_Path]] = [[_Path(0.0, bos, ())], *([] for _ in letters)]
    token_starts = {
        end: start for start, end in itertools.pairwise((0, *sorted(gaps), len(letters)))
    }
    for end in range(1, len(letters) + 1):
        found: list[tuple[float, _Path, int, int]] = []  # its price, path before, start, id
        for start in range(max(0, end - LONGEST_SYLLABLE), end):
            word = letters[start:end]
            if paths[start] and _is_word(word):
                price = INSIDE * sum(start < at < end for at in gaps)
                if start and start not in gaps:
                    price += LOST_BEFORE_CAPITAL if _is_capital_after(letters, start) else LOST
                (known,) = model.ids([fold(word)]).tolist()
                found += [(price, path, start, known) for path in paths[start]]
        start = token_starts.get(end, end)
        token = letters[start:end]
        if token and not _is_word(token):
            (known,) = model.ids([fold(token)]).tolist()
            price = 0.0 if known != model.unk and len(token) > 1 else _price_as_read(token)
            found += [(price, path, start, known) for path in paths[start]]
        if not found:
            continue
        contexts = np.array([path.context for _, path, _, _ in found], np.int32)
        heard = model.score(contexts, np.array([known for *_, known in found], np.int32)).tolist()
        reached = [
            _Path(
                path.score + price + said,
                (*path.context[1:], known),
                (*path.begins, start),
            )
            for (price, path, start, known), said in zip(found, heard, strict=True)
        ]
        paths[end] = sorted(reached, reverse=True)[:BEAM]
    return max(paths[-1]).begins if paths[-1] else (0, *sorted(gaps))


def _price_as_read(token: str) -> float:
    return UNKNOWN + len(token) * (OF_LETTER if token.isascii() else OF_MARKED_LETTER)


def _is_capital_after(letters: str, at: int) -> bool:
    return letters[at].isupper() and letters[at - 1].islower()
