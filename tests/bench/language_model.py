# SPDX-License-Identifier: Apache-2.0
"""Perplexity of the shipped language model on held-out text of each register, and its speed."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from lexicon.build.corpora import REGISTERS, held_out
from pipeline.repair.language_model import LanguageModel, language_model
from pipeline.repair.tokens import symbols

TITLE = "Language model: perplexity of held-out text (pruned, quantised) and speed"

PARAGRAPHS = 1500


def text_ids(model: LanguageModel, paragraphs: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Contexts (int32 (n, 3)) and the words behind them (int32 (n,)), paragraph ends included."""
    contexts, words = [], []
    for paragraph in paragraphs:
        ids = [*[model.bos] * 3, *model.ids(symbols(paragraph)), model.eos]
        line = np.array(ids, np.int32)
        contexts.append(np.lib.stride_tricks.sliding_window_view(line, 3)[:-1])
        words.append(line[3:])
    return np.concatenate(contexts), np.concatenate(words)


def measure(shared: Path) -> list[dict[str, str | float]]:
    """One row a register: symbols, share of unknown words, perplexity; lookups a second."""
    start = time.perf_counter()
    model = language_model()
    loaded = time.perf_counter() - start
    rows: list[dict[str, str | float]] = []
    for register in REGISTERS:
        paragraphs = held_out(shared / "corpora", register)[1]
        step = max(len(paragraphs) // PARAGRAPHS, 1)
        context, word = text_ids(model, paragraphs[::step][:PARAGRAPHS])
        candidates = np.random.default_rng(1).integers(12, 8000, (len(word), 30)).astype(np.int32)
        candidates[:, 0] = word
        n = min(len(word), 3000)
        start = time.perf_counter()
        model.extend(context[:n], candidates[:n])
        elapsed = time.perf_counter() - start
        rows.append(
            {
                "register": register,
                "symbols": len(word),
                "unknown %": round(100 * float((word == model.unk).mean()), 2),
                "perplexity": round(float(np.exp(-model.score(context, word).mean())), 1),
                "million lookups/s": round(n * 30 / elapsed / 1e6, 1),
                "load s": round(loaded, 3),
            }
        )
    return rows
