# SPDX-License-Identifier: Apache-2.0
"""`python -m lexicon.build --corpora DIR`: the compiled language data, made from corpora.

Reproducible: the same corpora give the same bytes. Takes five minutes on one core and 4.3 GB of
memory at its peak.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

import lexicon
from lexicon.build import agencies, casing, corpora, forms, mixture, ngrams, packing, vocabulary
from pipeline.repair import tokens

DATA = Path(lexicon.__file__).parent / "data"

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
    table = corpora.SymbolTable()
    registers = [corpora.read_register(folder, name, table) for name in corpora.REGISTERS]
    registers = corpora.without_near_duplicates(registers, table)
    symbols = list(table.ids)
    words = vocabulary.choose(
        symbols, {r.name: np.bincount(r.ids, minlength=len(symbols)) for r in registers}
    )
    translation = vocabulary.translation(symbols, words)
    held = {r.name: symbol_stream(r.held_out[0][:TUNING_PARAGRAPHS], words) for r in registers}
    tables = [
        counted(ngrams.stream(translation[r.ids], r.ends), CUTOFFS[r.name]) for r in registers
    ]
    prepared = {
        name: mixture.HeldOut(text, tables, len(words)) for name, text in held.items() if len(text)
    }
    aims = {name: AIMS[name] for name in prepared}
    weights = mixture.tune(prepared, aims, len(registers))
    for register, weight in zip(registers, weights, strict=True):
        if register.name not in prepared:
            continue
        perplexity = np.exp(prepared[register.name].log_perplexity(weights))
        print(f"{register.name}: weight {weight:.3f}, perplexity {perplexity:.1f} unpruned")
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


PARTS: dict[str, Callable[[Path, Path], None]] = {
    lexicon.LANGUAGE_MODEL: language_model,
    lexicon.CASE_MODEL: casing.case_model,
}


def proposed_agencies(folder: Path, lexica: Path, target: Path) -> None:
    """Write names of agencies found in raw lists but not in the table, for a person to judge.

    lexica: folder with `orgs_legal.tsv` (count, name). The table itself is kept by hand.
    """
    raw = [line.split("\t")[-1] for line in (lexica / "orgs_legal.tsv").read_text().splitlines()]
    known = {agency.name for agency in lexicon.agencies()}
    names = [(n, c) for n, c in agencies.cleaned_names(raw, folder) if n not in known]
    rows = ["name\tcount", *(f"{name}\t{count}" for name, count in names)]
    target.write_text("\n".join(rows) + "\n", encoding="utf-8")
    print(f"{target.name}: {len(names)} names to judge")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m lexicon.build", description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True, help="folder of NAME.txt.xz files")
    parser.add_argument("--into", type=Path, default=DATA, help="where the data files go")
    parser.add_argument("--only", choices=sorted(PARTS), help="make one file")
    parser.add_argument("--lexica", type=Path, help="folder of raw lists: propose agencies")
    arguments = parser.parse_args()
    if arguments.lexica:
        proposed_agencies(
            arguments.corpora, arguments.lexica, arguments.into / "agencies.proposed.tsv"
        )
        return
    for name, part in PARTS.items():
        if arguments.only in (None, name):
            part(arguments.corpora, arguments.into / name)


if __name__ == "__main__":
    main()
