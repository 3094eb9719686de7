# SPDX-License-Identifier: Apache-2.0
"""N-grams of one register: counted, discounted (modified Kneser-Ney), looked up.

An n-gram of order k is a uint64: the last word in the low 16 bits, the one before it in the next
16, and so on; hence at most 65,536 words and order 4.

Method: Chen and Goodman, An empirical study of smoothing techniques for language modeling (1998).
Lower orders are counted as they stand, not by the contexts they continue, because the model is
pruned hard, and continuation counts are a poor guess of what pruned higher orders leave behind
(Chelba et al., Study on interaction between entropy pruning and Kneser-Ney smoothing, 2010).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

ORDER = 4
WORD_BITS = np.uint64(16)
BOS, EOS, UNK = 0, 1, 2


def stream(ids: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """uint16 ids of paragraphs end to end with BOS before and EOS behind each.

    ids: final word ids; ends: int64, where each paragraph ends in ids.
    """
    starts = np.concatenate([[0], ends[:-1]])
    paragraph = np.repeat(np.arange(len(ends)), ends - starts)
    out = np.zeros(len(ids) + 2 * len(ends), np.uint16)
    out[np.arange(len(ids)) + 2 * paragraph + 1] = ids
    out[ends + 2 * np.arange(len(ends)) + 1] = EOS
    return out


def keys_at(words: np.ndarray, order: int) -> np.ndarray:
    """uint64 (len(words),): the n-gram that ends at each position; 0 where there is none.

    N-grams do not reach over a paragraph's beginning and do not predict BOS.
    """
    n = len(words)
    wide = words.astype(np.uint64)
    keys = wide.copy()
    valid = words != BOS
    for back in range(1, order):
        keys[back:] |= wide[: n - back] << (WORD_BITS * np.uint64(back))
        valid[:back] = False
        if back < order - 1:
            valid[back:] &= words[: n - back] != BOS
    keys[~valid] = 0
    return keys


@dataclass(frozen=True)
class Counts:
    """N-grams of one order in one register.

    `keys`: uint64, sorted; `counts`: uint32; `discounts`: float64 (4,), what is taken off a count
    of 0, 1, 2 and 3 or more; `contexts`: uint64, sorted; `totals`, `removed`: float64 per context,
    the sum of its counts and of what is taken off them.
    """

    keys: np.ndarray
    counts: np.ndarray
    discounts: np.ndarray
    contexts: np.ndarray
    totals: np.ndarray
    removed: np.ndarray

    def discounted(self, counts: np.ndarray) -> np.ndarray:
        return counts - self.discounts[np.minimum(counts, 3)]


def count(words: np.ndarray, order: int, cutoff: int = 1, continuation: bool = False) -> Counts:
    """Count a register's n-grams of one order.

    Those seen fewer than `cutoff` times are dropped and their mass goes to the lower order.
    With `continuation` an n-gram counts once for each different word before it (Kneser-Ney), save
    at the beginning of a paragraph, where nothing stands before.
    """
    if continuation:
        longer = keys_at(words, order + 1)
        longer = longer[longer != 0]
        longer.sort()
        longer = longer[np.concatenate([[True], longer[1:] != longer[:-1]])]
        low = (np.uint64(1) << WORD_BITS * np.uint64(order)) - np.uint64(1)
        initial = keys_at(words, order)
        initial = initial[initial >> WORD_BITS * np.uint64(order - 1) == 0]
        keys = np.concatenate([longer & low, initial[initial != 0]]) if order > 1 else longer & low
    else:
        keys = keys_at(words, order)
        keys = keys[keys != 0]
    keys.sort()
    first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    counts = np.diff(np.append(first, len(keys))).astype(np.uint32)
    keys = keys[first]
    discounts = _discounts(counts)
    taken = discounts[np.minimum(counts, 3)]
    kept = counts >= cutoff
    if cutoff > 1:
        taken = np.where(kept, taken, counts)
    context = keys >> WORD_BITS
    starts = np.flatnonzero(np.concatenate([[True], context[1:] != context[:-1]]))
    totals = np.add.reduceat(counts.astype(np.float64), starts)
    removed = np.add.reduceat(taken, starts)
    return Counts(keys[kept], counts[kept], discounts, context[starts], totals, removed)


def _discounts(counts: np.ndarray) -> np.ndarray:
    """Discounts of Chen and Goodman (1998), eq. 26, from how many n-grams are seen 1..4 times."""
    n1, n2, n3, n4 = (max(int((counts == k).sum()), 1) for k in (1, 2, 3, 4))
    y = n1 / (n1 + 2 * n2)
    found = [0.0, 1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3]
    limits = (0.0, 0.95, 1.9, 2.9)
    return np.array(
        [0.0] + [min(max(d, 0.1), top) for d, top in zip(found[1:], limits[1:], strict=True)]
    )


def lookup(sorted_keys: np.ndarray, values: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """float64: the value of each wanted key, 0 where it is not among the sorted keys."""
    if not len(sorted_keys):
        return np.zeros(len(wanted))
    at = np.searchsorted(sorted_keys, wanted)
    at[at == len(sorted_keys)] = 0
    return np.where(sorted_keys[at] == wanted, values[at], 0).astype(np.float64)
