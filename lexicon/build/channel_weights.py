# SPDX-License-Identifier: Apache-2.0
"""Fit how much channel, reading and engine evidence count beside the language model.

    python -m lexicon.build.channel_weights PAGES.jsonl... [--scans FOLDER] --kind vie

A log-linear model over the candidates of each word of held-out pages (split ``dev``), whose
neighbours are taken as read; one fit for each kind of evidence. ``--scans`` is a folder with
``scans/NAME.pdf`` and ``truth/NAME.txt``: real scans are few, and each of their words counts
for twelve. Prints rows for ``lexicon/data/channel-weights.tsv``.
"""

from __future__ import annotations

import argparse
import json
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lexicon.build.channel_alignment import align
from lexicon.build.channel_training import core
from pipeline.model import Block, Line, Page, PageOrigin, Word
from pipeline.repair.confidence import neighbour_scores
from pipeline.repair.evidence import LOWEST_DOUBT, ODDS_FLOOR, Weights
from pipeline.repair.line_words import page_evidence
from pipeline.repair.pages import joined_lines
from pipeline.repair.repairer import as_read, in_sequence, repairer

SCAN_COUNTS = 12
STEPS, RATE = 200, 0.05
FEATURES = {
    "none": ("model", "channel", "same", "same_unknown"),
    "confidence": ("model", "channel", "same", "same_unknown", "same_doubt"),
    "odds": ("model", "channel", "same", "same_unknown", "same_doubt", "odds"),
}
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Sample:
    """One word: features (candidates, features of FEATURES["odds"]) and the right candidate."""

    features: Array
    right: int
    count: int


def page_of(record: dict[str, Any]) -> Page:
    """A generated page as the engine's value."""
    lines = tuple(
        Line(
            tuple(Word(t, t, sure, alternatives=tuple(map(tuple, more))) for t, sure, more in line)
        )
        for line in record["read"]
    )
    return Page(1, 0, 0, None, PageOrigin.IMAGE, "", (Block(lines),), model=record["kind"])


def generated(paths: Iterable[Path], kind: str) -> Iterator[tuple[list[str], Page]]:
    """Printed words and the page read, held-out pages of one reading model."""
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                if record["split"] == "dev" and record["kind"] == kind:
                    yield " ".join(record["printed"]).split(), page_of(record)


def transcribed(folder: Path) -> Iterator[tuple[list[str], Page]]:
    """Printed words of documents, and all they were read as on one page."""
    from pipeline.document import plan_document, read_page
    from pipeline.settings import Settings

    settings = Settings()
    for truth in sorted((folder / "truth").glob("*.txt")):
        scan = folder / "scans" / f"{truth.stem}.pdf"
        if not scan.is_file():
            continue
        text = re.sub(r"^(=== page|%%).*$", "", truth.read_text(encoding="utf-8"), flags=re.M)
        printed = re.sub("[⟦⟧|]", " ", text).split()
        pages = [read_page(scan, n, settings) for n in plan_document(scan, settings).numbers]
        blocks = tuple(block for page in pages for block in page.blocks)
        yield printed, replace(pages[0], blocks=blocks)


def samples(printed: list[str], page: Page, kind: str, count: int) -> Iterator[Sample]:
    """The words of a page that can be paired with a printed one."""
    engine = repairer()
    flat, lines, spans, begins = joined_lines(page)
    if not flat:
        return
    evidence = page_evidence(flat, lines, spans)
    layout = engine.layouter.lay_out(lines, begins, kind, evidence)
    slots = engine.layouter.slots(layout, engine.source(kind), Weights(1, 1, 0, 0), False)
    words = [
        (number, start, core(word.text))
        for number, line in enumerate(flat)
        for word, (start, _) in zip(line.words, spans[number], strict=True)
    ]
    truth = {
        words[g.start]: core(printed[g.first])
        for g in align(printed, [word for _, _, word in words])
        if g.last - g.first == 1 and g.end - g.start == 1
    }
    by_line: dict[tuple[int, str], str] = {(n, word): was for (n, _, word), was in truth.items()}
    sequence, places = in_sequence(layout, as_read(layout), engine.model.bos)
    free = [s for s, reading in enumerate(layout.readings) if reading]
    ids = slots.ids[free]
    heard = neighbour_scores(engine.model, sequence, np.array([places[s] for s in free]), ids)
    for n, s in enumerate(free):
        piece = layout.pieces[layout.piece[s]]
        was = by_line.get((piece.line, piece.text))
        if not was:
            continue
        right = np.flatnonzero(ids[n] == engine.layouter.own(was))
        if not len(right):
            continue
        real = ids[n] >= 0
        own = ids[n][real] == layout.own[s]
        says = layout.evidence[s]
        doubt = max(LOWEST_DOUBT, math.log(max(1e-3, 1 - (says.confidence or 0.0))))
        odds = engine.layouter.odds(says)
        named = [
            0.0 if o else odds.get(int(i), ODDS_FLOOR)
            for i, o in zip(ids[n][real], own, strict=True)
        ]
        unknown = float(layout.own[s] == engine.model.unk)
        lm, channel = heard[n][real], slots.logs[s][real]
        columns = [
            np.clip(lm - lm[own][0], -40, 40),
            np.clip(channel - channel[own][0], -20, 20),
            own,
            own * unknown,
            own * doubt,
            np.array(named),
        ]
        yield Sample(np.stack(columns, 1).astype(float), int(right[0]), count)


def fitted(chosen: list[Sample], width: int) -> Array:
    """Weights of the first ``width`` features that make the right candidates likeliest (Adam)."""
    most = max(len(sample.features) for sample in chosen)
    features = np.zeros((len(chosen), most, width))
    closed = np.ones((len(chosen), most), bool)
    for n, sample in enumerate(chosen):
        features[n, : len(sample.features)] = sample.features[:, :width]
        closed[n, : len(sample.features)] = False
    right = np.array([sample.right for sample in chosen])
    counts = np.array([sample.count for sample in chosen], float)
    counts /= counts.sum()
    target = (features[np.arange(len(chosen)), right] * counts[:, None]).sum(0)
    weights = np.array([0.5, 0.5, 1.0, 0.0, 0.0, 0.0])[:width]
    first, second = np.zeros(width), np.zeros(width)
    for step in range(1, STEPS + 1):
        score = np.where(closed, -np.inf, features @ weights)
        share = np.exp(score - score.max(1, keepdims=True))
        share *= (counts / share.sum(1))[:, None]
        slope = np.einsum("nm,nmd->d", share, features) - target + 1e-5 * weights
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        moment, scale = first / (1 - 0.9**step), np.sqrt(second / (1 - 0.99**step))
        weights = weights - RATE * moment / (scale + 1e-8)
    return weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("pages", type=Path, nargs="+")
    parser.add_argument("--scans", type=Path)
    parser.add_argument("--kind", default="vie")
    args = parser.parse_args()
    chosen = [
        sample
        for printed, page in generated(args.pages, args.kind)
        for sample in samples(printed, page, args.kind, 1)
    ]
    if args.scans:
        for printed, page in transcribed(args.scans):
            chosen += samples(printed, page, args.kind, SCAN_COUNTS)
    for evidence, names in FEATURES.items():
        weights = fitted(chosen, len(names))
        print(args.kind, evidence, *(f"{w:.3f}" for w in weights), sep="\t")


if __name__ == "__main__":
    main()
