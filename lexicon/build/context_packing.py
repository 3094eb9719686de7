# SPDX-License-Identifier: Apache-2.0
"""Writes the trained context model in the form `pipeline.repair.context_model` maps, and reads the
parameters back to train on.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from lexicon import CONTEXT_MODEL_FORMAT, CONTEXT_MODEL_MAGIC
from lexicon.arrays import mapped_arrays, write_arrays

LARGEST_CODE = 127  # of an 8-bit embedding


def packed(
    state: Mapping[str, np.ndarray], words: np.ndarray, layers: int, heads: int
) -> dict[str, np.ndarray]:
    """Arrays of the file from the trained parameters by name (float32).

    words: int32 (vocabulary,), the language model's id of each row of the embedding. Embeddings
    become 8-bit codes with a scale for each row, matrices half precision, (inputs, outputs).
    """
    embedding = state["embedding"]
    scale = np.maximum(np.abs(embedding).max(1), 1e-6) / LARGEST_CODE
    arrays: dict[str, np.ndarray] = {
        "shape": np.array([layers, heads], np.int32),
        "words": words.astype(np.int32),
        "embedding": np.round(embedding / scale[:, None]).astype(np.int8),
        "embedding_scale": scale.astype(np.float32),
        "bias": state["bias"].astype(np.float32),
        "mix": state["mix"].astype(np.float32),
    }
    for name, values in state.items():
        part, _, what = name.rpartition(".")
        if name in ("embedding", "bias", "mix"):
            continue
        if values.ndim == 2 and what == "weight":
            arrays[name] = values.T.astype(np.float16)
        elif what == "weight":  # of a layer normalisation
            arrays[f"{part}.scale"] = values.astype(np.float32)
        elif what == "bias" and state[f"{part}.weight"].ndim == 1:
            arrays[f"{part}.shift"] = values.astype(np.float32)
        else:
            arrays[name] = values.astype(np.float32)
    return arrays


def write_model(
    path: Path, state: Mapping[str, np.ndarray], words: np.ndarray, layers: int, heads: int
) -> None:
    """Write the model; the arguments are those of `packed`."""
    arrays = packed(state, words, layers, heads)
    write_arrays(path, CONTEXT_MODEL_MAGIC, CONTEXT_MODEL_FORMAT, arrays)


def words_of(path: Path) -> np.ndarray:
    """int32 (vocabulary,): the language model's id of each row of the embedding of a model.

    Raises DataMissingError as `lexicon.arrays.mapped_arrays` does.
    """
    return np.array(mapped_arrays(path, CONTEXT_MODEL_MAGIC, CONTEXT_MODEL_FORMAT)["words"])


def parameters(path: Path) -> dict[str, np.ndarray]:
    """The trained parameters by name (float32) of a model `write_model` wrote, as precise as kept.

    Raises DataMissingError as `lexicon.arrays.mapped_arrays` does.
    """
    arrays = mapped_arrays(path, CONTEXT_MODEL_MAGIC, CONTEXT_MODEL_FORMAT)
    state: dict[str, np.ndarray] = {}
    for name, values in arrays.items():
        part, _, what = name.rpartition(".")
        wide = values.astype(np.float32)
        if name == "embedding":
            state[name] = wide * arrays["embedding_scale"][:, None]
        elif what == "scale":
            state[f"{part}.weight"] = wide
        elif what == "shift":
            state[f"{part}.bias"] = wide
        elif values.ndim == 2 and what == "weight":
            state[name] = np.ascontiguousarray(wide.T)
        elif name not in ("shape", "words", "embedding_scale"):
            state[name] = wide
    return state
