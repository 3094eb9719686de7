# SPDX-License-Identifier: Apache-2.0
"""Symbols of documents repaired against the table of symbols in use.

A small noisy channel of its own: a known symbol is preferred to what was read when it is common
and the letters that differ are ones readers mix up (Đ read as D, P or b; T W for TW). A symbol
that is well formed but not in the table stays as read: the table can't hold every office.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache

from lexicon import doc_symbols, doc_types
from pipeline.repair.codes.document_code import is_symbol

# (printed, read) -> cost in [0, 1]; 1 is "seen, but rarely"
_CONFUSIONS: dict[tuple[str, str], float] = {
    ("Đ", "Ð"): 0.0,
    ("Đ", "D"): 0.25,
    ("Đ", "B"): 0.7,
    ("Đ", "b"): 0.4,
    ("Đ", "P"): 0.7,
    ("Đ", "đ"): 0.4,
    ("Đ", "O"): 0.8,
    ("Ư", "U"): 0.25,
    ("Q", "O"): 0.5,
    ("Q", "0"): 0.4,
    ("Q", "@"): 0.4,
    ("O", "0"): 0.2,
    ("D", "0"): 0.6,
    ("D", "O"): 0.6,
    ("I", "l"): 0.2,
    ("I", "1"): 0.3,
    ("I", "|"): 0.2,
    ("L", "l"): 0.4,
    ("T", "1"): 0.6,
    ("T", "I"): 0.6,
    ("S", "5"): 0.3,
    ("S", "$"): 0.2,
    ("S", "s"): 0.3,
    ("B", "8"): 0.3,
    ("G", "6"): 0.4,
    ("C", "c"): 0.3,
    ("C", "€"): 0.2,
    ("V", "v"): 0.3,
    ("W", "w"): 0.3,
    ("U", "u"): 0.3,
    ("X", "x"): 0.3,
    ("P", "p"): 0.3,
    ("K", "k"): 0.3,
    ("g", "9"): 0.3,
    ("g", "e"): 0.4,
    ("g", "G"): 0.4,
    ("g", "q"): 0.3,
    ("r", "R"): 0.4,
}
_READ_AS_TWO = (("DB", "Đ"), ("BD", "Đ"), ("DD", "Đ"), ("Te", "T"), ("eg", "g"), ("HI", "H"))
_SPACE = 0.1  # a space read inside a symbol
_HOPELESS = 99.0
_LEAST_COUNT_RATIO = 8.0  # how much commoner a symbol must be than one that is itself in use
_WELL_FORMED_LIMIT = 1.0
_ILL_FORMED_LIMIT = 1.6
_OFFICE_LIMIT = 0.3  # per office: one Đ read as D; offices differ by single letters
_OFFICE_COUNT = 20  # offices rarer than this are no ground for a repair
_SEPARATOR_LOST = 0.3
_COMMON = 100  # count of a symbol that an unlikely misreading may lead to
_SEPARATORS = re.compile(r"([-/.,&+])")
_SPACED_SEPARATOR = re.compile(r"\s*([-/.,&+])\s*")


@dataclass(frozen=True, slots=True)
class SymbolRepair:
    """What a symbol was printed as, how sure (0..1), and why."""

    symbol: str
    confidence: float
    reason: str


@cache
def _counts() -> dict[str, int]:
    return {entry.symbol: entry.count for entry in doc_symbols()}


@cache
def type_abbreviations() -> frozenset[str]:
    """Abbreviations of types of documents: NĐ, QĐ, CTr, TTLT …"""
    return frozenset(
        short for entry in doc_types() for short in entry.abbreviations if len(short) > 1
    )


@cache
def _group_counts() -> dict[str, int]:
    counts: Counter[str] = Counter()
    for symbol, count in _counts().items():
        for group in re.split(r"[-/.,&+]", symbol):
            if len(group) > 1:
                counts[group] += count
    for short in type_abbreviations():
        counts[short] = max(counts[short], 50)
    return dict(counts)


def type_of(symbol: str) -> str:
    """The group before the first mark, where the type of the document stands."""
    return _SEPARATORS.split(symbol)[0]


def known_symbol(symbol: str) -> bool:
    """Whether the symbol, or the type with which it begins, is in the tables."""
    return symbol in _counts() or type_of(symbol) in type_abbreviations()


def in_known_symbols(group: str) -> bool:
    """Whether a symbol in use has the group between two marks: BYT, UBND."""
    return group in _group_counts()


def _skeleton(text: str) -> str:
    """Letters that are mixed up made one, so that candidates can be looked up."""
    text = re.sub(r"\s", "", text).replace("e", "g").upper()
    return text.translate(str.maketrans("ĐÐƯBPO0Q@L1I|T5$8G6€9J", "DDUDDDDDDIIIIISSDCCCGI"))


@cache
def _by_skeleton() -> dict[str, list[tuple[str, int]]]:
    index: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for symbol, count in _counts().items():
        index[_skeleton(symbol)].append((symbol, count))
    return dict(index)


@cache
def _groups_by_skeleton() -> dict[str, list[tuple[str, int]]]:
    index: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for group, count in _group_counts().items():
        index[_skeleton(group)].append((group, count))
    return dict(index)


def _cost(printed: str, read: str) -> float:
    """Cost of reading `printed` as `read`, letter by letter; spaces read are cheap."""
    spaces = len(read) - len(squeezed := re.sub(r"\s", "", read))
    if len(squeezed) != len(printed):
        return _HOPELESS
    total = _SPACE * spaces
    for p, r in zip(printed, squeezed, strict=True):
        if p != r:
            total += _CONFUSIONS.get((p, r), _HOPELESS)
    return total


def _best(
    read: str, candidates: list[tuple[str, int]], own_count: int, limit: float
) -> tuple[str, float] | None:
    well_formed = limit <= _WELL_FORMED_LIMIT
    best: tuple[float, str, float] | None = None
    for symbol, count in candidates:
        cost = _cost(symbol, read)
        if cost > limit or symbol == read:
            continue
        if own_count and count < _LEAST_COUNT_RATIO * own_count:
            continue
        score = math.log(count + 1) - 4 * cost
        if best is None or score > best[0]:
            best = (score, symbol, cost)
    if best is None or (well_formed and best[0] <= math.log(own_count + 1) * 0.5):
        return None
    return best[1], best[2]


@cache
def _without_separators() -> dict[str, str]:
    joined: dict[str, str] = {}
    for symbol, count in sorted(_counts().items(), key=lambda item: item[1]):
        if count >= _COMMON:
            joined[_SEPARATORS.sub("", symbol)] = symbol
    return joined


def _separator_lost(read: str) -> str | None:
    """TTBNV -> TT-BNV, where the symbol is a common one and nothing else differs."""
    if _SEPARATORS.search(read) or read in _group_counts():
        return None
    return _without_separators().get(read)


def _one_letter_read_as_two(read: str) -> str | None:
    """NDB-CP -> NĐ-CP, TTeg -> TTg, where that makes a common symbol of an unknown one."""
    for two, one in _READ_AS_TWO:
        at = read.find(two)
        if at >= 0:
            single = read[:at] + one + read[at + len(two) :]
            if _counts().get(single, 0) >= _COMMON:
                return single
            found = _best(single, _by_skeleton().get(_skeleton(single), []), 0, _ILL_FORMED_LIMIT)
            if found is not None and _counts()[found[0]] >= _COMMON:
                return found[0]
    return None


def _of_types(candidates: list[tuple[str, int]], named: tuple[str, ...]) -> list[tuple[str, int]]:
    """Candidates that begin with a type that was named, if there are any; else all of them."""
    agreeing = [c for c in candidates if type_of(c[0]) in named]
    return agreeing or candidates


@lru_cache(maxsize=8192)
def repair_symbol(read: str, named: tuple[str, ...] = ()) -> SymbolRepair | None:
    """What `read` was printed as; None when it stays as it is.

    Whole symbols of the table are tried first, then group by group: the type before the first
    mark against the types of documents, offices against the offices of the table. ``named``:
    abbreviations of the type that the text names before the code (Nghị quyết số: NQ), preferred
    where the letters allow them.
    """
    printed_spaces = read
    read = _SPACED_SEPARATOR.sub(r"\1", read)
    if (doubled := re.sub("ĐÐ|ÐĐ", "Đ", read)) != read and is_symbol(doubled):
        again = repair_symbol(doubled, named)
        return again or SymbolRepair(doubled, 0.97, "one letter read as two")
    squeezed = re.sub(r"\s", "", read).replace("Ð", "Đ")
    well_formed = squeezed == read and is_symbol(read)
    own = _counts().get(read, 0)
    limit = _WELL_FORMED_LIMIT if well_formed else _ILL_FORMED_LIMIT
    if whole := _best(read, _of_types(_by_skeleton().get(_skeleton(read), []), named), own, limit):
        symbol, cost = whole
        return SymbolRepair(symbol, 1 - 0.15 * cost, "known document symbol")
    if own:
        return None
    if single := _one_letter_read_as_two(squeezed):
        return SymbolRepair(single, 0.85, "one letter read as two")
    if glued := _separator_lost(squeezed):
        return SymbolRepair(glued, 1 - 0.5 * _SEPARATOR_LOST, "mark between type and office lost")
    pieces = _SEPARATORS.split(printed_spaces.replace("Ð", "Đ"))
    if len(pieces) == 1 and well_formed:
        return None
    total = 0.0
    for index in range(0, len(pieces), 2):
        group = pieces[index].strip()
        if index == 0 and group in type_abbreviations():
            continue
        own_group = _group_counts().get(group, 0)
        candidates = _groups_by_skeleton().get(_skeleton(group), [])
        limit = _WELL_FORMED_LIMIT if is_symbol(group) else _ILL_FORMED_LIMIT
        if index == 0 and any(short in type_abbreviations() for short, _ in candidates):
            candidates = [c for c in candidates if c[0] in type_abbreviations()]
            candidates = _of_types(candidates, named)
        else:
            if is_symbol(group):
                limit = _OFFICE_LIMIT
            candidates = [c for c in candidates if len(c[0]) > 2 and c[1] >= _OFFICE_COUNT]
        if len(group) > 1 and (found := _best(group, candidates, own_group, limit)):
            pieces[index] = pieces[index].replace(group, found[0])
            total += found[1]
    repaired = "".join(pieces)
    if repaired == printed_spaces or not is_symbol(re.sub(r"\s", "", repaired)):
        return None
    return SymbolRepair(repaired, max(0.6, 0.95 - 0.2 * total), "type or office of the symbol")
