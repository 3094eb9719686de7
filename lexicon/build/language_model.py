# SPDX-License-Identifier: Apache-2.0
"""The n-gram language model: counted register by register, weighted, merged, pruned, packed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from lexicon.build import corpora, forms, mixture, ngrams, packing, vocabulary
from pipeline.repair import tokens

# N-grams kept of order 2, 3, 4: what fits 28 MB; more of them gains little (see `prune`).
SIZES = (0, 1_400_000, 3_100_000, 1_100_000)
# 4-grams seen once in the large registers are dropped before they are merged.
CUTOFFS = {"party": 1, "administrative": 2, "laws": 2, "news": 2, "wikipedia": 2}
# What a register's held-out text is worth when the mixture is tuned.
AIMS = {"party": 0.35, "administrative": 0.35, "laws": 0.2, "news": 0.05, "wikipedia": 0.05}
TUNING_PARAGRAPHS = 2000
# Of the set parts of documents, which no held-out text measures; the Party register has 1.
FORMS_WEIGHT = 0.3


def language_model(folder: Path, target: Path) -> None:
    """Train the language model from `folder` and write it to `target`."""
    registers, symbols = corpora.read_registers(folder)
    words = vocabulary.choose(
        symbols, {r.name: np.bincount(r.ids, minlength=len(symbols)) for r in registers}
    )
    translation = vocabulary.translation(symbols, words)
    streams = {r.name: ngrams.stream(translation[r.ids], r.ends) for r in registers}
    write(target, words, streams, {r.name: r.held_out[0] for r in registers})


def write(
    target: Path,
    words: list[str],
    streams: Mapping[str, np.ndarray],
    held_out: Mapping[str, Sequence[str]],
) -> None:
    """Train a model on streams of the registers (`ngrams.stream`) and write it.

    held_out: paragraphs of each register by which the registers are weighted.
    """
    tables = [counted(stream, CUTOFFS[name]) for name, stream in streams.items()]
    held = {n: symbol_stream(held_out[n][:TUNING_PARAGRAPHS], words) for n in streams}
    prepared = {
        name: mixture.HeldOut(text, tables, len(words)) for name, text in held.items() if len(text)
    }
    aims = {name: AIMS[name] for name in prepared}
    weights = mixture.tune(prepared, aims, len(tables))
    for name, weight in zip(streams, weights, strict=True):
        if name not in prepared:
            continue
        perplexity = np.exp(prepared[name].log_perplexity(weights))
        print(f"{name}: weight {weight:.3f}, perplexity {perplexity:.1f} unpruned")
    del prepared
    tables.append(counted(symbol_stream(forms.lines(), words), cutoff=1))
    orders = mixture.merge(tables, np.append(weights, FORMS_WEIGHT), len(words))
    pruned = mixture.prune(orders, SIZES)
    packing.write_model(target, words, pruned)
    print(
        f"{target.name}: {[len(o.keys) for o in pruned]} n-grams, {target.stat().st_size:,} bytes"
    )


def counted(stream: np.ndarray, cutoff: int) -> list[ngrams.Counts]:
    """N-grams of order 1 to 4; the highest order is cut off below `cutoff` sightings."""
    lower = [ngrams.count(stream, k, continuation=True) for k in range(1, ngrams.ORDER)]
    return [*lower, ngrams.count(stream, ngrams.ORDER, cutoff)]


def symbol_stream(paragraphs: Iterable[str], words: list[str]) -> np.ndarray:
    """uint16 ids of paragraphs, as `ngrams.stream` lays them out."""
    ids = {word: i for i, word in enumerate(words)}
    lines = [[ids.get(s, ngrams.UNK) for s in tokens.symbols(p)] for p in paragraphs]
    lines = [line for line in lines if line]
    flat = np.array([i for line in lines for i in line], np.uint16)
    return ngrams.stream(flat, np.cumsum([len(line) for line in lines], dtype=np.int64))
