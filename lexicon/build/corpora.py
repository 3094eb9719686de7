# SPDX-License-Identifier: Apache-2.0
"""Corpora as numbers: paragraphs cut into symbols, a held-out part kept clean of near-duplicates.

A register is one file `NAME.txt.xz`, a paragraph a line. One paragraph in a hundred is held out,
chosen by a hash of its text, so that every trained part of the project can agree on the split
without sharing files. What training would know of the held-out text by heart is taken out: exact
repeats and paragraphs that share most of their eight-word stretches with it. Formulas that every
document carries are taken out of the held-out text instead, for they are not held out of anything.
"""

from __future__ import annotations

import hashlib
import lzma
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.repair import tokens

REGISTERS = ("party", "administrative", "laws", "news", "wikipedia")
HELD_OUT_SHARE = 100  # one paragraph in so many
SHINGLE = 8  # symbols
NEAR_DUPLICATE = 0.6  # share of a paragraph's shingles
FORMULA = 30  # a shingle seen more often than this in training is nobody's own words


@dataclass(frozen=True)
class Register:
    """One register, training part and held-out part.

    `ids`: uint32 provisional symbol ids of all training paragraphs end to end;
    `ends`: int64, where each paragraph ends in `ids`; `held_out`: paragraphs, tune and test half;
    `cases`: uint8, the case of each symbol as printed (`tokens.letter_case`).
    """

    name: str
    ids: np.ndarray
    ends: np.ndarray
    held_out: tuple[tuple[str, ...], tuple[str, ...]]
    cases: np.ndarray


def paragraphs(folder: Path, register: str) -> Iterator[str]:
    """Paragraphs of a register as they stand in the file. Raises OSError when it is missing."""
    with lzma.open(folder / f"{register}.txt.xz", "rt", encoding="utf-8") as stream:
        for line in stream:
            yield line.rstrip("\n")


def held_out_half(paragraph: str) -> int | None:
    """0 (tuning half), 1 (test half) or None (training) for a paragraph, by its text alone."""
    number = int.from_bytes(hashlib.md5(paragraph.encode(), usedforsecurity=False).digest(), "big")
    if number % HELD_OUT_SHARE:
        return None
    return number // HELD_OUT_SHARE % 2


def held_out(folder: Path, register: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Held-out paragraphs of a register, tuning half and test half, formulas included."""
    halves: tuple[list[str], list[str]] = ([], [])
    for paragraph in paragraphs(folder, register):
        half = held_out_half(paragraph)
        if half is not None and paragraph.strip():
            halves[half].append(paragraph)
    return tuple(dict.fromkeys(halves[0])), tuple(dict.fromkeys(halves[1]))


class SymbolTable:
    """Provisional ids for symbols in order of appearance, over all registers."""

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}
        self._pieces: dict[str, tuple[int, int]] = {}  # id and case, -1 for transparent ones

    def encode(self, text: str) -> list[int]:
        return [number for number, _ in self.encode_cased(text)]

    def encode_cased(self, text: str) -> list[tuple[int, int]]:
        """Ids of a text with the case of each."""
        known = self._pieces
        out = []
        for piece in tokens.split(text):
            found = known.get(piece)
            if found is None:
                found = self._learn(piece)
            if found[0] >= 0:
                out.append(found)
        return out

    def _learn(self, piece: str) -> tuple[int, int]:
        seen = tokens.symbol(piece)
        number = -1 if seen is None else self.ids.setdefault(seen, len(self.ids))
        found = (number, tokens.letter_case(piece))
        if len(piece) < 12:  # long pieces are rare: not worth remembering
            self._pieces[piece] = found
        return found


def read_register(folder: Path, name: str, table: SymbolTable) -> Register:
    """Read one register; repeats of a paragraph of eight symbols or more are read once."""
    ids = array("I")
    cases = array("B")
    ends = array("q")
    halves: tuple[list[str], list[str]] = ([], [])
    seen: set[int] = set()
    for paragraph in paragraphs(folder, name):
        half = held_out_half(paragraph)
        if half is not None:
            if paragraph.strip():
                halves[half].append(paragraph)
            continue
        found = table.encode_cased(paragraph)
        if not found:
            continue
        numbers, case = zip(*found, strict=True)
        if len(numbers) >= SHINGLE:
            key = hash(numbers)
            if key in seen:
                continue
            seen.add(key)
        ids.extend(numbers)
        cases.extend(case)
        ends.append(len(ids))
    return Register(
        name,
        np.frombuffer(ids, np.uint32),
        np.frombuffer(ends, np.int64),
        (tuple(dict.fromkeys(halves[0])), tuple(dict.fromkeys(halves[1]))),
        np.frombuffer(cases, np.uint8),
    )


def hashed_shingles(ids: np.ndarray) -> np.ndarray:
    """uint64 (n,): hash of the stretch of SHINGLE ids that begins at each position."""
    mixed = (ids.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(29)
    n = len(ids)
    total = np.zeros(n, np.uint64)
    for k in range(SHINGLE):
        total *= np.uint64(0xD6E8FEB86659FD93)
        total[: n - k] += mixed[k:]
    return total


def within_paragraph(ends: np.ndarray, n: int) -> np.ndarray:
    """bool (n,): the shingle that begins here ends inside its paragraph."""
    inside = np.ones(n, bool)
    for k in range(1, SHINGLE):
        at = ends - k
        inside[at[at >= 0]] = False
    return inside


def without_near_duplicates(registers: list[Register], table: SymbolTable) -> list[Register]:
    """Part training and held-out text; see the module's description."""
    held: list[np.ndarray] = []
    for register in registers:
        for half in register.held_out:
            for paragraph in half:
                numbers = np.array(table.encode(paragraph), np.uint32)
                if len(numbers) >= SHINGLE:
                    held.append(hashed_shingles(numbers)[: len(numbers) - SHINGLE + 1])
    known = np.unique(np.concatenate(held))

    # How often training holds each of them, and where.
    count = np.zeros(len(known), np.int64)
    found: list[tuple[np.ndarray, np.ndarray]] = []  # per register: (position, index into known)
    for register in registers:
        shingles = hashed_shingles(register.ids)
        inside = np.flatnonzero(within_paragraph(register.ends, len(register.ids)))
        shingles = shingles[inside]
        index = np.searchsorted(known, shingles)
        index[index == len(known)] = 0
        hit = known[index] == shingles
        found.append((inside[hit], index[hit]))
        count += np.bincount(index[hit], minlength=len(known))
    formula = count > FORMULA

    kept = []
    for register, (position, index) in zip(registers, found, strict=True):
        starts = np.concatenate([[0], register.ends[:-1]])
        lengths = register.ends - starts
        own = position[~formula[index]]
        owner = np.searchsorted(register.ends, own, side="right")
        shared = np.bincount(owner, minlength=len(starts))
        drop = shared > NEAR_DUPLICATE * np.maximum(lengths - SHINGLE + 1, 1)
        keep = ~drop
        words = np.repeat(keep, lengths)
        ids = register.ids[words]
        halves = tuple(
            tuple(p for p in half if not _is_formula(p, table, known, formula))
            for half in register.held_out
        )
        ends = np.cumsum(lengths[keep])
        kept.append(
            Register(register.name, ids, ends, (halves[0], halves[1]), register.cases[words])
        )
        print(
            f"{register.name}: {len(ids):,} symbols; {int(drop.sum()):,} of {len(drop):,}"
            f" paragraphs too like the held-out text; held out {sum(map(len, halves)):,}"
            f" of {sum(map(len, register.held_out)):,}",
            flush=True,
        )
    return kept


def read_registers(folder: Path) -> tuple[list[Register], list[str]]:
    """All registers with a clean held-out part, and their symbols by provisional id."""
    table = SymbolTable()
    registers = [read_register(folder, name, table) for name in REGISTERS]
    return without_near_duplicates(registers, table), list(table.ids)


def _is_formula(paragraph: str, table: SymbolTable, known: np.ndarray, formula: np.ndarray) -> bool:
    numbers = np.array(table.encode(paragraph), np.uint32)
    if len(numbers) < SHINGLE:
        return False
    index = np.searchsorted(known, hashed_shingles(numbers)[: len(numbers) - SHINGLE + 1])
    return bool(formula[index].mean() > NEAR_DUPLICATE)
