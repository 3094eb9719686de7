# SPDX-License-Identifier: Apache-2.0
"""One model out of the registers' counts: weights tuned on held-out text, then pruned.

Every register keeps its own discounts; what is left of its counts is added up with the register's
weight. So p(w | h) = sum_r a_r d_r(hw) / sum_r a_r c_r(h) + g(h) p(w | h'), an interpolation of the
registers in which each counts for as much as it has seen of the context.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lexicon.build.ngrams import ORDER, WORD_BITS, Counts, keys_at, lookup


class HeldOut:
    """Held-out text of one register, prepared to be scored under any weights."""

    def __init__(self, words: np.ndarray, tables: Sequence[Sequence[Counts]], vocabulary: int):
        """words: uint16 stream; tables: per register, per order 1..4."""
        here = keys_at(words, 1) != 0
        self.n = int(here.sum())
        self.uniform = 1.0 / vocabulary
        self.kept: list[np.ndarray] = []  # per order: (registers, n)
        self.totals: list[np.ndarray] = []
        self.removed: list[np.ndarray] = []
        for order in range(1, ORDER + 1):
            keys = keys_at(words, order)[here]
            missing = keys == 0
            context = keys >> WORD_BITS
            kept, totals, removed = [], [], []
            for register in tables:
                counts = register[order - 1]
                left = counts.discounted(counts.counts)
                found = lookup(counts.keys, left, keys)
                total = lookup(counts.contexts, counts.totals, context)
                gone = lookup(counts.contexts, counts.removed, context)
                for values in (found, total, gone):
                    values[missing] = 0
                kept.append(found)
                totals.append(total)
                removed.append(gone)
            self.kept.append(np.array(kept))
            self.totals.append(np.array(totals))
            self.removed.append(np.array(removed))

    def log_perplexity(self, weights: np.ndarray) -> float:
        """Mean negative natural log probability a symbol. weights: float64 (registers,)."""
        p = np.full(self.n, self.uniform)
        for kept, totals, removed in zip(self.kept, self.totals, self.removed, strict=True):
            total = weights @ totals
            seen = total > 0
            safe = np.where(seen, total, 1.0)
            p = np.where(seen, (weights @ kept + (weights @ removed) * p) / safe, p)
        return float(-np.log(p).mean())


def tune(held_out: Mapping[str, HeldOut], aims: Mapping[str, float], registers: int) -> np.ndarray:
    """Weights that make the aimed-at mean of log perplexities least. The first register has 1.

    aims: what each register's held-out text is worth.
    """
    logs = np.zeros(registers)

    def cost(logs: np.ndarray) -> float:
        weights = np.exp(logs)
        return sum(aims[name] * held_out[name].log_perplexity(weights) for name in aims)

    best = cost(logs)
    step = 1.0
    while step > 0.1:
        improved = False
        for register in range(1, registers):
            for change in (step, -step):
                trial = logs.copy()
                trial[register] += change
                value = cost(trial)
                if value < best - 1e-5:
                    best, logs, improved = value, trial, True
                    break
        if not improved:
            step /= 2
    return np.exp(logs)


@dataclass
class Order:
    """Merged n-grams of one order.

    `keys`: uint64, sorted; `weight`: float64, weighted count; `p`: float64 probability;
    `backoff`: float64, the weight of the next lower order behind this n-gram as a context.
    """

    keys: np.ndarray
    weight: np.ndarray
    p: np.ndarray
    backoff: np.ndarray


def _merge(
    parts: Sequence[tuple[np.ndarray, Sequence[np.ndarray]]],
) -> tuple[np.ndarray, list[np.ndarray]]:
    """Union of sorted key arrays with their values added up."""
    keys = np.concatenate([part[0] for part in parts])
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    columns = []
    for column in range(len(parts[0][1])):
        values = np.concatenate([part[1][column] for part in parts])[order]
        columns.append(np.add.reduceat(values, first))
    return keys[first], columns


def merge(tables: Sequence[Sequence[Counts]], weights: np.ndarray, vocabulary: int) -> list[Order]:
    """The unpruned mixture, orders 1..4; `backoff` of each is filled from the order above."""
    orders: list[Order] = []
    for k in range(1, ORDER + 1):
        level = [register[k - 1] for register in tables]
        keys, (kept, weight) = _merge(
            [
                (c.keys, (a * c.discounted(c.counts), a * c.counts.astype(np.float64)))
                for a, c in zip(weights, level, strict=True)
            ]
        )
        contexts, (totals, removed) = _merge(
            [
                (c.contexts, (a * c.totals, a * c.removed))
                for a, c in zip(weights, level, strict=True)
            ]
        )
        if k == 1:
            p = np.full(vocabulary, removed[0] / totals[0] / vocabulary)
            p[keys.astype(np.int64)] += kept / totals[0]
            full = np.zeros(vocabulary)
            full[keys.astype(np.int64)] = weight
            orders.append(
                Order(np.arange(vocabulary, dtype=np.uint64), full, p, np.ones(vocabulary))
            )
            continue
        lower = orders[-1]
        below = np.searchsorted(
            lower.keys, keys & ((np.uint64(1) << WORD_BITS * np.uint64(k - 1)) - np.uint64(1))
        )
        at = np.searchsorted(contexts, keys >> WORD_BITS)
        p = kept / totals[at] + removed[at] / totals[at] * _matching(lower, keys, below, k)
        orders.append(Order(keys, weight, p, np.ones(len(keys))))
    return orders


def _matching(lower: Order, keys: np.ndarray, below: np.ndarray, k: int) -> np.ndarray:
    """p of each n-gram without its first word; it is always there, unless a cutoff dropped it."""
    below = np.minimum(below, len(lower.keys) - 1)
    suffix = keys & ((np.uint64(1) << WORD_BITS * np.uint64(k - 1)) - np.uint64(1))
    hit = lower.keys[below] == suffix
    return np.where(hit, lower.p[below], 1e-9)


def suffix(keys: np.ndarray, order: int) -> np.ndarray:
    """Keys of order `order` without their first word."""
    return keys & ((np.uint64(1) << WORD_BITS * np.uint64(order - 1)) - np.uint64(1))


def _member(keys: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """bool (len(keys),): which of the sorted keys are among `wanted` (sorted, unique)."""
    if not len(wanted):
        return np.zeros(len(keys), bool)
    at = np.searchsorted(wanted, keys)
    at[at == len(wanted)] = 0
    return wanted[at] == keys


def prune(orders: list[Order], sizes: Sequence[int]) -> list[Order]:
    """Keep the n-grams whose loss would cost most, at most about sizes[k - 1] of order k.

    What an n-gram is worth: weighted count times the log of its probability over what the next
    lower order gives (weighted difference: Seymore and Rosenfeld, 1996). The contexts and the
    endings of what is kept are kept too, so that every back-off has its weight.
    """
    kept = list(orders)
    needed = np.zeros(0, np.uint64)
    for k in range(ORDER, 1, -1):
        order, lower = orders[k - 1], orders[k - 2]
        at = np.minimum(np.searchsorted(lower.keys, suffix(order.keys, k)), len(lower.keys) - 1)
        found = lower.keys[at] == suffix(order.keys, k)
        worth = order.weight * (
            np.log(order.p) - np.log(lower.p[at] * _context_mass(order, lower, at))
        )
        must = _member(order.keys, needed)
        room = max(sizes[k - 1] - int(must.sum()), 0)
        free = np.flatnonzero(~must & found & (worth > 0))
        if len(free) > room:
            free = free[np.argpartition(-worth[free], room)[:room]]
        keep = must
        keep[free] = True
        kept[k - 1] = Order(
            order.keys[keep], order.weight[keep], order.p[keep], np.ones(int(keep.sum()))
        )
        needed = np.unique(
            np.concatenate([suffix(kept[k - 1].keys, k), kept[k - 1].keys >> WORD_BITS])
        )
    return _with_backoffs(kept)


def _context_mass(order: Order, lower: Order, at: np.ndarray) -> np.ndarray:
    """Mass each n-gram's context would leave to the lower order if nothing of it were pruned."""
    context = order.keys >> WORD_BITS
    starts = np.flatnonzero(np.concatenate([[True], context[1:] != context[:-1]]))
    seen = np.add.reduceat(order.p, starts)
    below = np.add.reduceat(lower.p[at], starts)
    mass = np.clip(1 - seen, 1e-6, 1) / np.clip(1 - below, 1e-6, 1)
    return np.repeat(mass, np.diff(np.append(starts, len(context))))


def _with_backoffs(orders: list[Order]) -> list[Order]:
    """Fill `backoff` so that the probabilities behind every context add up to one."""
    for k in range(2, ORDER + 1):
        order, lower = orders[k - 1], orders[k - 2]
        context = order.keys >> WORD_BITS
        starts = np.flatnonzero(np.concatenate([[True], context[1:] != context[:-1]]))
        at = np.minimum(np.searchsorted(lower.keys, suffix(order.keys, k)), len(lower.keys) - 1)
        seen = np.add.reduceat(order.p, starts)
        below = np.add.reduceat(lower.p[at], starts)
        mass = np.clip(1 - seen, 1e-4, 1) / np.clip(1 - below, 1e-4, None)
        where = np.searchsorted(lower.keys, context[starts])
        ok = where < len(lower.keys)
        ok &= lower.keys[np.minimum(where, len(lower.keys) - 1)] == context[starts]
        lower.backoff[where[ok]] = mass[ok]
    return orders
