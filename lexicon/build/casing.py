# SPDX-License-Identifier: Apache-2.0
"""The case model: how often official text capitalises a word between its neighbours.

Counted over laws, administrative and Party text: a word alone, with the word before it (and whether
that one is capitalised), with the word behind it, with both. Only what differs from the guess of
the shorter contexts is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import lexicon
from lexicon.arrays import write_arrays
from lexicon.build.corpora import held_out_half, paragraphs
from pipeline.repair.casing import BEGINNING, context_symbol, keys_of, word_codes
from pipeline.repair.tokens import CaseShape, Kind, case_shape, kind_of, split

REGISTERS = ("party", "administrative", "laws")
REPEAT = {"party": 4}  # the rarest register and the nearest to directives counts so many times
SMOOTHING = 3.0  # sightings the guess of the shorter context is worth
SEEN = 5  # n-grams seen less often say nothing
TELLING = 1.6  # nats by which an n-gram must differ from the guess without it
LIMIT = 6.0  # nats

LOWER, TITLE, OTHER = 0, 1, 2  # OTHER is no target: capitals throughout, mixed, no letters


@dataclass(frozen=True)
class Cased:
    """Symbols end to end: `ids` uint32, `shapes` uint8, a BEGINNING before each paragraph."""

    ids: np.ndarray
    shapes: np.ndarray


def read(folder: Path, register: str, ids: dict[str, int]) -> Cased:
    """Training paragraphs of a register; `ids` learns new symbols."""
    known: dict[str, int] = {}
    out: list[int] = []
    for paragraph in paragraphs(folder, register):
        if held_out_half(paragraph) is not None:
            continue
        out.append(ids[BEGINNING] * 4 + OTHER)
        for piece in split(paragraph):
            number = known.get(piece)
            if number is None:
                number = known[piece] = _number(piece, ids)
            if number >= 0:
                out.append(number)
    flat = np.array(out, np.uint32)
    return Cased(flat >> 2, (flat & 3).astype(np.uint8))


def _number(piece: str, ids: dict[str, int]) -> int:
    seen = context_symbol(piece)
    if seen is None:
        return -1
    shape = OTHER
    if kind_of(piece) is Kind.WORD:
        shapes = {CaseShape.LOWER: LOWER, CaseShape.TITLE: TITLE}
        shape = shapes.get(case_shape(piece), OTHER)
    return ids.setdefault(seen, len(ids)) * 4 + shape


def _counted(keys: np.ndarray, title: np.ndarray, weight: int) -> tuple[np.ndarray, ...]:
    """Sorted keys, how often each stands, and how often in TITLE case."""
    both = np.sort(keys << np.uint64(1) | title.astype(np.uint64))
    keys = both >> np.uint64(1)
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    counts = np.diff(np.append(starts, len(keys))) * weight
    titles = np.add.reduceat((both & np.uint64(1)).astype(np.int64), starts) * weight
    return keys[starts], counts, titles


def _summed(parts: Sequence[tuple[np.ndarray, ...]]) -> tuple[np.ndarray, ...]:
    keys = np.concatenate([p[0] for p in parts])
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    return (
        keys[starts],
        *(np.add.reduceat(np.concatenate([p[c] for p in parts])[order], starts) for c in (1, 2)),
    )


def _logits(counts: np.ndarray, titles: np.ndarray, guess: np.ndarray) -> np.ndarray:
    """Log odds of TITLE, drawn towards the guess (log odds) where little was seen."""
    p = (titles + SMOOTHING / (1 + np.exp(-guess))) / (counts + SMOOTHING)
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return np.clip(np.log(p / (1 - p)), -LIMIT, LIMIT)


def _of(keys: np.ndarray, logits: np.ndarray, wanted: np.ndarray, other: np.ndarray) -> np.ndarray:
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, logits[at], other)


def case_model(folder: Path, target: Path) -> None:
    """Train the case model from `folder` and write it to `target`."""
    ids = {BEGINNING: 0}
    alone, before, behind, both = [], [], [], []
    for register in REGISTERS:
        text = read(folder, register, ids)
        weight = REPEAT.get(register, 1)
        w, shapes = text.ids.astype(np.uint64), text.shapes
        end = np.append(w[1:], np.uint64(0))  # a paragraph ends where the next begins
        left = np.concatenate([[np.uint64(0)], w[:-1] * np.uint64(2) + (shapes[:-1] != LOWER)])
        is_target = np.flatnonzero(shapes != OTHER)
        w, left, right = w[is_target], left[is_target].astype(np.uint64), end[is_target]
        title = shapes[is_target] == TITLE
        s20, s40 = np.uint64(20), np.uint64(40)
        alone.append(_counted(w, title, weight))
        before.append(_counted(left << s20 | w, title, weight))
        behind.append(_counted(w << s20 | right, title, weight))
        both.append(_counted(left << s40 | w << s20 | right, title, weight))
        print(f"case model: {register}, {len(text.ids):,} symbols", flush=True)
    if len(ids) >= 1 << 20:
        raise ValueError("more symbols than 20 bits tell apart")
    low = np.uint64((1 << 20) - 1)

    k1, n1, t1 = _summed(alone)
    l1 = _logits(n1, t1, np.full(len(k1), np.log(t1.sum() / (n1.sum() - t1.sum()))))
    k2, n2, t2 = _summed(before)
    g2 = _of(k1, l1, k2 & low, np.zeros(1))
    l2 = _logits(n2, t2, g2)
    k3, n3, t3 = _summed(behind)
    g3 = _of(k1, l1, k3 >> np.uint64(20), np.zeros(1))
    l3 = _logits(n3, t3, g3)
    keep2 = (n2 >= SEEN) & (np.abs(l2 - g2) >= TELLING)
    keep3 = (n3 >= SEEN) & (np.abs(l3 - g3) >= TELLING)
    k2, l2, k3, l3 = k2[keep2], l2[keep2], k3[keep3], l3[keep3]
    k4, n4, t4 = _summed(both)
    word = k4 >> np.uint64(20) & low
    g1 = _of(k1, l1, word, np.zeros(1))
    g4 = np.clip(
        _of(k2, l2, k4 >> np.uint64(20), g1) + _of(k3, l3, k4 & np.uint64((1 << 40) - 1), g1) - g1,
        -LIMIT,
        LIMIT,
    )
    l4 = _logits(n4, t4, g4)
    keep4 = (n4 >= SEEN) & (np.abs(l4 - g4) >= TELLING)
    k4, l4 = k4[keep4], l4[keep4]
    keep1 = n1 >= SEEN

    code = word_codes(list(ids))
    zero = np.zeros(1, np.uint64)

    def left_code(keys: np.ndarray) -> np.ndarray:
        return code[(keys >> np.uint64(1)).astype(np.int64)] * np.uint64(2) + (keys & np.uint64(1))

    def plain_code(keys: np.ndarray) -> np.ndarray:
        return code[keys.astype(np.int64)]

    s20, s40 = np.uint64(20), np.uint64(40)
    keys = np.concatenate(
        [
            keys_of(1, zero, plain_code(k1[keep1]), zero),
            keys_of(2, left_code(k2 >> s20), plain_code(k2 & low), zero),
            keys_of(3, zero, plain_code(k3 >> s20), plain_code(k3 & low)),
            keys_of(4, left_code(k4 >> s40), plain_code(k4 >> s20 & low), plain_code(k4 & low)),
        ]
    )
    logits = np.concatenate([l1[keep1], l2, l3, l4])
    keys, first = np.unique(keys, return_index=True)
    values = np.round(logits[first] * 20).astype(np.int8)
    write_arrays(
        target,
        lexicon.CASE_MODEL_MAGIC,
        lexicon.CASE_MODEL_FORMAT,
        {"keys": keys, "logits": values},
    )
    print(f"{target.name}: {[int(keep1.sum()), len(k2), len(k3), len(k4)]} contexts", flush=True)
