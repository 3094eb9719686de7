# SPDX-License-Identifier: Apache-2.0
"""The syllable language model: memory-mapped, read-only, queried a few thousand n-grams at a time.

A back-off model of order 4 over folded syllables and classes (see `tokens.symbol`). N-grams of
order 2 to 4 live in cuckoo hash tables: two buckets of three 21-bit fingerprints each, one 64-bit
gather a bucket, the three compared at once (Fan et al., Cuckoo filter: practically better than
Bloom, 2014). Bigrams are found exactly (their 32-bit key is permuted, so bucket and remainder
give it back); a trigram counts only where its bigram is known, a 4-gram where its trigram is, and
then one in 350,000 unknown ones is taken for a known one. `lexicon/build/packing.py` writes it.

Pages of the file are shared by all processes that map it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import as_file
from pathlib import Path

import numpy as np

from lexicon import LANGUAGE_MODEL, LANGUAGE_MODEL_FORMAT, LANGUAGE_MODEL_MAGIC, data_file
from lexicon.arrays import mapped_arrays

ORDER = 4
BOS, EOS, UNK = 0, 1, 2

# A bucket is one uint64: three fingerprints of 21 bits.
SLOTS = 3
_FEW = 4096  # lookups: up to here a call costs more than what it looks up
FINGERPRINT_BITS = 21
_LANES = np.uint64(1 | 1 << 21 | 1 << 42)
_TOPS = np.uint64(1 << 20 | 1 << 41 | 1 << 62)
_16, _32, _48 = np.uint64(16), np.uint64(32), np.uint64(48)
_ONE = np.uint64(1)
_OCCUPIED, _SECOND = np.uint64(1 << 20), np.uint64(1 << 19)

_FIRST_FACTORS = (np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35))  # of MurmurHash3's finaliser
_SECOND_FACTORS = (np.uint32(0xCC9E2D51), np.uint32(0x1B873593))
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def places_of(keys: np.ndarray, buckets: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where an n-gram of order 3 or 4 may lie: first bucket, second bucket (int64), fingerprint.

    keys: uint64. The fingerprint (uint64, 21 bits) is never 0, which marks an empty slot.
    """
    h = keys * _MIX[0]
    h ^= h >> np.uint64(31)
    h *= _MIX[1]
    h ^= h >> np.uint64(29)
    n = np.uint64(buckets)
    first = ((h >> _32) * n) >> _32
    second = ((h & np.uint64(0xFFFFFFFF)) * n) >> _32
    h *= _MIX[2]
    fingerprint = h >> np.uint64(64 - FINGERPRINT_BITS)
    np.maximum(fingerprint, _ONE, out=fingerprint)
    return first.view(np.int64), second.view(np.int64), fingerprint


def exact_place_of(keys: np.ndarray, buckets: int, second: bool) -> tuple[np.ndarray, np.ndarray]:
    """First or second place of a bigram: bucket (int64) and fingerprint (uint64).

    keys: uint64 below 2**32; buckets: a power of two, 2**13 at least. Both permutations of 32-bit
    numbers can be undone, so bucket and fingerprint (remainder, which permutation, occupied) give
    the key back: no bigram is ever taken for another.
    """
    bits = buckets.bit_length() - 1
    h = keys.astype(np.uint32)
    a, b = _SECOND_FACTORS if second else _FIRST_FACTORS
    h ^= h >> np.uint32(16)
    h *= a
    h ^= h >> np.uint32(13)
    h *= b
    h ^= h >> np.uint32(16)
    fingerprint = (h & np.uint32((1 << (32 - bits)) - 1)).astype(np.uint64)
    fingerprint |= _OCCUPIED | _SECOND if second else _OCCUPIED
    return (h >> np.uint32(32 - bits)).astype(np.int64), fingerprint


def _lane(table: np.ndarray, bucket: np.ndarray, fingerprint: np.ndarray) -> np.ndarray:
    """int64: slot of each fingerprint in its bucket, -1 where it is not there.

    table: uint64 (buckets,). The lowest lane that is zero after xor is found without a branch
    (Mycroft's test); borrows reach only lanes above it.
    """
    difference = table[bucket] ^ (fingerprint * _LANES)
    zero = (difference - _LANES) & ~difference & _TOPS
    slot = np.full(len(bucket), -1, np.int64)
    at = np.flatnonzero(zero)
    if len(at):
        found = zero[at]
        lowest = found & (~found + _ONE)
        lane = (lowest >> np.uint64(41) != 0).astype(np.int64)
        lane += lowest >> np.uint64(62) != 0
        slot[at] = bucket[at] * SLOTS + lane
    return slot


class _Table:
    """N-grams of one order; `find` gives slots, `p` and `backoff` their values."""

    def __init__(
        self, fingerprints: np.ndarray, values: np.ndarray, codes: np.ndarray, exact: bool
    ):
        self.fingerprints = fingerprints
        self.values = values
        self.codes_p = codes[0]
        self.codes_backoff = codes[1]
        self.exact = exact

    def find(self, keys: np.ndarray) -> np.ndarray:
        """int64: slot of each n-gram (uint64), -1 where it is not known."""
        buckets, n = len(self.fingerprints), len(keys)
        if self.exact:
            first, mark = exact_place_of(keys, buckets, second=False)
        else:
            first, second, mark = places_of(keys, buckets)
        if n <= _FEW:  # numpy's cost is by the call: both buckets in one go
            if self.exact:
                second, mark2 = exact_place_of(keys, buckets, second=True)
            else:
                mark2 = mark
            both = _lane(
                self.fingerprints, np.concatenate((first, second)), np.concatenate((mark, mark2))
            )
            return np.maximum(both[:n], both[n:])
        slot = _lane(self.fingerprints, first, mark)
        missing = np.flatnonzero(slot < 0)
        if self.exact:
            place = exact_place_of(keys[missing], buckets, second=True)
        else:
            place = (second[missing], mark[missing])
        slot[missing] = _lane(self.fingerprints, *place)
        return slot

    def p(self, slots: np.ndarray) -> np.ndarray:
        """float32: natural log probability in each slot."""
        return self.codes_p[self.values[slots] & 0xFF]

    def backoff(self, slots: np.ndarray) -> np.ndarray:
        """float32: natural log back-off weight in each slot, 0 for slot -1."""
        return np.where(slots >= 0, self.codes_backoff[self.values[slots] >> 8], np.float32(0))


class LanguageModel:
    """p(word | three words before it), in natural logs. See `language_model()`."""

    order = ORDER
    bos, eos, unk = BOS, EOS, UNK

    def __init__(self, path: Path):
        """Maps the file. Raises DataMissingError when it is not there or of another version."""
        arrays = mapped_arrays(path, LANGUAGE_MODEL_MAGIC, LANGUAGE_MODEL_FORMAT)
        self.words: list[str] = bytes(arrays["words"]).decode().split("\n")
        self._ids = {word: i for i, word in enumerate(self.words)}
        self._unigram = arrays["unigram"]
        self._unigram_backoff = arrays["unigram_backoff"]
        self._bigrams = _Table(arrays["fp2"], arrays["values2"], arrays["codes2"], exact=True)
        self._trigrams = _Table(arrays["fp3"], arrays["values3"], arrays["codes3"], exact=False)
        self._fourgrams = _Table(arrays["fp4"], arrays["values4"], arrays["codes4"], exact=False)

    def ids(self, symbols: Iterable[str]) -> np.ndarray:
        """int32: id of each symbol (`tokens.symbol`), `unk` for unknown ones."""
        known = self._ids
        return np.array([known.get(s, UNK) for s in symbols], np.int32)

    def __contains__(self, symbol: str) -> bool:
        return symbol in self._ids

    def unigram(self, ids: np.ndarray) -> np.ndarray:
        """float32: log probability of each word (int32 ids) without context."""
        return self._unigram[ids]

    def knows_pair(self, left: str, right: str) -> bool:
        """Whether two symbols stand beside each other often enough to be a bigram of the model."""
        a, b = self.ids((left, right)).astype(np.uint64)
        return bool(self._bigrams.find(np.array([a << _16 | b], np.uint64))[0] >= 0)

    def score(self, context: np.ndarray, word: np.ndarray) -> np.ndarray:
        """Log probability of each word behind its own context.

        context: int32 (n, 3), oldest first, padded on the left with `bos`; word: int32 (n,).
        Returns float32 (n,).
        """
        return self._log_p(context, np.arange(len(word)), word)

    def extend(self, context: np.ndarray, candidates: np.ndarray) -> np.ndarray:
        """Log probability of every candidate behind every context: one step of a beam.

        context: int32 (n, 3) as in `score`; candidates: int32 (m,), or (n, m) with its own
        candidates for each context, padded with -1. Returns float32 (n, m), -inf for padding.
        """
        n = len(context)
        if candidates.ndim == 1:
            candidates = np.broadcast_to(candidates, (n, len(candidates)))
        m = candidates.shape[1]
        out = np.full(n * m, -np.inf, np.float32)
        flat = candidates.ravel()
        real = np.flatnonzero(flat >= 0)
        out[real] = self._log_p(context, real // m, flat[real])
        return out.reshape(n, m)

    def _log_p(self, context: np.ndarray, row: np.ndarray, word: np.ndarray) -> np.ndarray:
        """float32 (n,): log probability of each word (int32 (n,)) behind context[row].

        The back-off weights of the contexts are looked up together with the n-grams.
        """
        many = len(context)
        c3, c2, c1 = (context[:, i].astype(np.uint64) for i in range(3))
        pair = c2 << _16 | c1
        bigram = c1[row] << _16 | word.astype(np.uint64)
        slots = self._bigrams.find(np.concatenate((pair, bigram)))
        behind, found = slots[:many], slots[many:]
        to_bigram = self._bigrams.backoff(behind)
        to_unigram = self._unigram_backoff[context[:, 2]]
        known_context = np.flatnonzero(behind >= 0)
        known = np.flatnonzero(found >= 0)
        out = self._unigram[word] + (to_unigram + to_bigram)[row]

        triple = c3[known_context] << _32 | pair[known_context]
        known_row = row[known]
        trigram = c2[known_row] << _32 | bigram[known]
        slots = self._trigrams.find(np.concatenate((triple, trigram)))
        to_trigram = np.zeros(many, np.float32)
        to_trigram[known_context] = self._trigrams.backoff(slots[: len(triple)])
        out += to_trigram[row]
        out[known] = self._bigrams.p(found[known]) + (to_bigram + to_trigram)[known_row]

        found = slots[len(triple) :]
        hit = np.flatnonzero(found >= 0)
        at, at_row = known[hit], known_row[hit]
        out[at] = self._trigrams.p(found[hit]) + to_trigram[at_row]

        found = self._fourgrams.find(c3[at_row] << _48 | trigram[hit])
        hit = np.flatnonzero(found >= 0)
        out[at[hit]] = self._fourgrams.p(found[hit])
        return out


@cache
def language_model() -> LanguageModel:
    """The model of the lexicon, mapped once a process. Raises DataMissingError."""
    with as_file(data_file(LANGUAGE_MODEL)) as path:
        return LanguageModel(path)
