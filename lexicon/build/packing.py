# SPDX-License-Identifier: Apache-2.0
"""Writes the pruned, quantised model in the form `pipeline.repair.language_model` maps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from lexicon import LANGUAGE_MODEL_FORMAT, LANGUAGE_MODEL_MAGIC
from lexicon.arrays import write_arrays
from lexicon.build.mixture import Order
from pipeline.repair.language_model import (
    FINGERPRINT_BITS,
    SLOTS,
    exact_place_of,
    places_of,
)

FILL = 0.925  # share of slots used; two buckets of three can be filled to about 0.95
LEVELS = 256


class NoRoomError(Exception):
    """The n-grams do not fit into their hash table."""


def quantised(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """8-bit codes of values and what each code stands for.

    Codes are cut so that each stands for about as many values (float32 (256,) means of them).
    """
    edges = np.quantile(values[:: max(len(values) // 1_000_000, 1)], np.linspace(0, 1, LEVELS + 1))
    codes = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, LEVELS - 1)
    counts = np.bincount(codes, minlength=LEVELS)
    sums = np.bincount(codes, values, minlength=LEVELS)
    means = np.where(counts > 0, sums / np.maximum(counts, 1), edges[:-1])
    return codes.astype(np.uint8), means.astype(np.float32)


def cuckoo(
    first: np.ndarray, second: np.ndarray, buckets: int, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Find every item a slot in one of its two buckets.

    first, second: int64 (n,). Returns slot of each item (int64) and whether it lies in its second
    bucket (bool). Raises NoRoomError. All items move at once, one a bucket and round; who finds
    his bucket full puts a random one out, who then tries his other bucket.
    """
    chance = np.random.default_rng(seed)
    n = len(first)
    owner = np.full(buckets * SLOTS, -1, np.int64)
    used = np.zeros(buckets, np.int64)
    in_second = np.zeros(n, bool)
    waiting = np.arange(n)
    for turn in range(4000):
        if not len(waiting):
            break
        target = np.where(in_second[waiting], second[waiting], first[waiting])
        _, chosen = np.unique(target, return_index=True)
        going, bucket = waiting[chosen], target[chosen]
        rest = np.ones(len(waiting), bool)
        rest[chosen] = False
        free = used[bucket] < SLOTS
        owner[bucket[free] * SLOTS + used[bucket[free]]] = going[free]
        used[bucket[free]] += 1
        full, bucket = going[~free], bucket[~free]
        others = waiting[rest]
        if turn < 8:  # before anyone is put out, everyone tries both buckets
            in_second[full] ^= True
            in_second[others] ^= True
            waiting = np.concatenate([others, full])
            continue
        slot = bucket * SLOTS + chance.integers(0, SLOTS, len(bucket))
        out = owner[slot].copy()
        owner[slot] = full
        in_second[out] ^= True
        waiting = np.concatenate([others, out])
    if len(waiting):
        raise NoRoomError(f"{len(waiting)} of {n} n-grams found no slot in {buckets} buckets")
    slots = np.flatnonzero(owner >= 0)
    place = np.empty(n, np.int64)
    place[owner[slots]] = slots
    return place, in_second


def _packed_order(order: Order, exact: bool, highest: bool) -> list[np.ndarray]:
    """Fingerprints (uint64), values (uint8 or uint16 to a slot), codes (float32 (2, 256))."""
    n = len(order.keys)
    buckets = int(n / SLOTS / FILL) + 64
    if exact:
        buckets = max(1 << (buckets - 1).bit_length(), 1 << 13)
        first, fp1 = exact_place_of(order.keys, buckets, second=False)
        second, fp2 = exact_place_of(order.keys, buckets, second=True)
    else:
        first, second, fp1 = places_of(order.keys, buckets)
        fp2 = fp1
    slot, in_second = cuckoo(first, second, buckets)
    fingerprint = np.where(in_second, fp2, fp1)
    fingerprints = np.zeros(buckets, np.uint64)
    np.bitwise_or.at(
        fingerprints,
        slot // SLOTS,
        fingerprint << (slot % SLOTS * FINGERPRINT_BITS).astype(np.uint64),
    )
    code_p, p = quantised(np.log(order.p))
    if highest:
        values = np.zeros(buckets * SLOTS, np.uint8)
        values[slot] = code_p
        return [fingerprints, values, np.stack([p, np.zeros_like(p)])]
    code_b, b = quantised(np.log(order.backoff))
    values16 = np.zeros(buckets * SLOTS, np.uint16)
    values16[slot] = code_p.astype(np.uint16) | code_b.astype(np.uint16) << 8
    return [fingerprints, values16, np.stack([p, b])]


def write_model(path: Path, words: Sequence[str], orders: Sequence[Order]) -> None:
    """Write the model. words: by id; orders: pruned n-grams of order 1 to 4."""
    arrays: dict[str, np.ndarray] = {
        "words": np.frombuffer("\n".join(words).encode(), np.uint8),
        "unigram": np.log(orders[0].p).astype(np.float32),
        "unigram_backoff": np.log(orders[0].backoff).astype(np.float32),
    }
    for k in range(2, len(orders) + 1):
        packed = _packed_order(orders[k - 1], exact=k == 2, highest=k == len(orders))
        arrays[f"fp{k}"], arrays[f"values{k}"], arrays[f"codes{k}"] = packed
    write_arrays(path, LANGUAGE_MODEL_MAGIC, LANGUAGE_MODEL_FORMAT, arrays)
