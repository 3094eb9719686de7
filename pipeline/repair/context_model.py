# SPDX-License-Identifier: Apache-2.0
"""The context model: which candidate fits what stands all around it, left and right.

The n-gram model hears three words; this one hears some forty on either side. It sets right what
the n-gram model made of a text: its input is, for every place, the candidates with the channel's
log probabilities and their shares so far, and the case that was read; its output are their shares
by all of that. A transformer encoder (Vaswani et al., Attention is all you need, 2017) over the
expected embedding of each place, with learned biases by distance in place of positions (Raffel et
al., 2020) and squared ReLU (So et al., 2021), trained by ``lexicon.build.context_model`` on
corpora text garbled by the channel.

Weights are kept in half precision and 8 bits, mapped once for all processes, and widened as they
are used.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lexicon import CONTEXT_MODEL, CONTEXT_MODEL_FORMAT, CONTEXT_MODEL_MAGIC, data_file
from lexicon.arrays import mapped_arrays

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Places = NDArray[np.intp]

CASES = 3  # of `tokens.letter_case`
WINDOW, MARGIN = 96, 8  # places seen together; of these heard only, at either end
UNK = 2
NEVER = np.float32(-1e4)
_EPSILON = np.float32(1e-5)
_LEAST = np.float32(1e-6)  # share of all that is left


class ContextModel:
    """Shares of candidates by what stands around them. See `context_model()`."""

    def __init__(self, path: Path) -> None:
        """Maps the file. Raises DataMissingError when it is not there or of another version."""
        arrays = mapped_arrays(path, CONTEXT_MODEL_MAGIC, CONTEXT_MODEL_FORMAT)
        self._arrays = arrays
        self._row = np.full(int(arrays["words"].max()) + 1, UNK, np.int32)
        self._row[arrays["words"]] = np.arange(len(arrays["words"]), dtype=np.int32)
        self._layers, self._heads = (int(n) for n in arrays["shape"])

    def _wide(self, name: str) -> Floats:
        return self._arrays[name].astype(np.float32)

    def _embeddings(self, rows: Ints) -> Floats:
        scale = self._arrays["embedding_scale"][rows]
        return self._arrays["embedding"][rows].astype(np.float32) * scale[..., None]

    def log_shares(
        self,
        cases: Ints,
        ids: Ints,
        logs: Floats,
        frequency: Floats,
        heard: Floats,
        wanted: Places,
    ) -> Floats:
        """Log share of every candidate of the places of a text that are ``wanted``.

        cases: int32 (places,), the case of what was read (`tokens.letter_case`);
        ids: int32 (places, candidates), language-model ids padded with -1, one candidate where a
        place is settled; float32 of the same shape: ``logs``, their channel log probabilities;
        ``frequency``, their log unigram probabilities; ``heard``, their log shares as the n-gram
        model weighed them. ``wanted``: intp (n,). Returns float32 (n, candidates), NEVER for
        padding. A word the model has not learned keeps its share.
        """
        if not len(wanted):
            return np.zeros((0, ids.shape[1]), np.float32)
        real = ids >= 0
        known = np.where(ids < len(self._row), ids, UNK)
        rows = np.where(real, self._row[known], 0)
        read_l, read_f, own_l, own_f, heard_h, own_h = self._arrays["mix"].tolist()
        embedded = self._embeddings(rows)

        def expected(nats: Floats) -> Floats:
            weight = _softmax(np.where(real, nats, NEVER))
            return np.einsum("nk,nkd->nd", weight, embedded, optimize=True)

        read = self._norm(expected(read_l * logs + read_f * frequency), "read")
        first = self._norm(expected(heard_h * heard), "first")
        case = self._arrays["case"][cases]
        hidden = self._encoded(first + read @ self._wide("broad.weight") + case, wanted)
        real, rows, embedded = real[wanted], rows[wanted], embedded[wanted]
        ids, logs = ids[wanted], logs[wanted]
        frequency, heard = frequency[wanted], heard[wanted]
        score = np.einsum("nkd,nd->nk", embedded, hidden, optimize=True)
        score += self._arrays["bias"][rows] + own_l * logs + own_f * frequency
        score += own_h * heard
        # a word without an embedding of its own keeps its share, the others part the rest
        stranger = real & (rows == UNK) & (ids != UNK)
        rest = 1 - np.where(stranger, np.exp(heard), 0).sum(1, keepdims=True)
        score = np.where(real & ~stranger, score, NEVER)
        top = score.max(1, keepdims=True)
        total = np.log(np.exp(score - top).sum(1, keepdims=True))
        score += np.log(np.maximum(rest, _LEAST)) - top - total
        return np.where(real, np.where(stranger, heard, score), NEVER).astype(np.float32)

    def _encoded(self, read: Floats, wanted: Places) -> Floats:
        """What places should look like by all around them.

        ``read``: float32 (places, d); ``wanted``: intp (n,). Returns float32 (n, d).
        """
        places = len(read)
        step = WINDOW - 2 * MARGIN
        begins = np.arange(0, places, step) - MARGIN
        at = begins[:, None] + np.arange(WINDOW)[None]
        inside = (at >= 0) & (at < places)
        x = np.where(inside[..., None], read[np.clip(at, 0, places - 1)], np.float32(0))
        hidden = np.where(inside, np.float32(0), NEVER)[:, None, None, :]
        for layer in range(self._layers):
            heard = self._attended(x, hidden, layer)
            if layer == self._layers - 1:  # the rest is a matter of each place alone
                where = (wanted // step, MARGIN + wanted % step)
                x, heard = x[where], heard[where]
            x = x + self._linear(heard, f"layer{layer}.heard")
            inner = np.maximum(
                self._linear(self._norm(x, f"layer{layer}.think"), f"layer{layer}.widen"), 0
            )
            inner *= inner
            x += self._linear(inner, f"layer{layer}.narrow")
        return self._linear(self._norm(x, "last"), "out")

    def _attended(self, x: Floats, hidden: Floats, layer: int) -> Floats:
        """What every place hears of the others in its window: float32 (windows, WINDOW, d)."""
        many, length, width = x.shape
        heads = self._heads
        name = f"layer{layer}."
        mixed = self._linear(self._norm(x, name + "attend"), name + "qkv")
        q, k, v = (
            part.transpose(0, 2, 1, 3)
            for part in mixed.reshape(many, length, 3, heads, width // heads).transpose(
                2, 0, 1, 3, 4
            )
        )
        by_distance = self._arrays[name + "distance"]
        reach = by_distance.shape[1] // 2
        place = np.arange(length)
        bias = by_distance[:, np.clip(place[None] - place[:, None], -reach, reach) + reach]
        scale = np.float32((width // heads) ** -0.5)
        score = (q * scale) @ k.transpose(0, 1, 3, 2)
        score += bias
        score += hidden
        heard = _softmax(score) @ v
        return heard.transpose(0, 2, 1, 3).reshape(many, length, width)

    def _linear(self, x: Floats, name: str) -> Floats:
        flat = x.reshape(-1, x.shape[-1]) @ self._wide(name + ".weight")
        flat += self._arrays[name + ".bias"]
        return flat.reshape(*x.shape[:-1], -1)

    def _norm(self, x: Floats, name: str) -> Floats:
        centred = x - x.mean(-1, keepdims=True)
        spread = np.sqrt(np.square(centred).mean(-1, keepdims=True) + _EPSILON)
        return centred / spread * self._arrays[name + ".scale"] + self._arrays[name + ".shift"]


def _softmax(x: Floats) -> Floats:
    x = x - x.max(-1, keepdims=True)
    np.exp(x, out=x)
    x /= x.sum(-1, keepdims=True)
    return x


@cache
def context_model() -> ContextModel:
    """The model of the lexicon, mapped once a process. Raises DataMissingError."""
    with as_file(data_file(CONTEXT_MODEL)) as path:
        return ContextModel(path)
