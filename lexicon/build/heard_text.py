# SPDX-License-Identifier: Apache-2.0
"""Garbled text as the n-gram model hears it: what the context model is trained to set right.

The n-gram model knows the text it was trained on far too well, so it is trained again without a
fold of the corpora, that fold is garbled by the channel (`garbled_words`) and searched, and every
place keeps its candidates, what the channel says of them and their shares. A paragraph that shares
most of its stretches of eight words with the rest is left out. What readers do beside misreading
words is done to the text too: marks and words that nobody printed, words lost, paragraphs cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lexicon.build import corpora, language_model
from lexicon.build.garbled_words import ABSENT, CANDIDATES, GarbledWords
from lexicon.build.ngrams import EOS, UNK, stream
from pipeline.repair.decoder import NEVER, Slots
from pipeline.repair.evidence import NO_EVIDENCE, weights_of
from pipeline.repair.language_model import LanguageModel
from pipeline.repair.lattice import Layout, Tuning
from pipeline.repair.repairer import LEAST_SHARE, Repairer, everywhere

FOLDS = 3
SHARES = {  # of a register in one fold
    "party": 1 / FOLDS,
    "administrative": 0.17,
    "laws": 0.17,
    "news": 0.12,
    "wikipedia": 0.12,
}
PLAIN_SHARE = 0.12  # of paragraphs with the marks left out
RUNNING_SHARE = 0.5  # of stretches whose paragraphs follow each other as in the corpora
STRETCH = 12_000  # words searched at a time
BEAM = 10
PADDING = 65_535

# How often it happens at a place of garbled text.
MARK_INVENTED, WORD_INVENTED, WORD_LOST, WORD_SPOILED, PARAGRAPH_CUT = 5e-3, 1e-3, 3e-3, 3e-3, 2e-3
CAPITAL_INVENTED, CAPITAL_LOST = 0.01, 0.02
MARKS = ("<.>", "<,>")

Array = NDArray[np.uint16]


@dataclass(frozen=True)
class Text:
    """``ids``: uint16, words of the language model; ``cases``: uint8 (`tokens.letter_case`);
    ``ends``: int64, where each paragraph ends.
    """

    ids: Array
    cases: NDArray[np.uint8]
    ends: NDArray[np.int64]

    def chosen(self, paragraphs: NDArray[np.bool_]) -> Text:
        lengths = np.diff(self.ends, prepend=0)
        words = np.repeat(paragraphs, lengths)
        return Text(self.ids[words], self.cases[words], np.cumsum(lengths[paragraphs]))


@dataclass(frozen=True)
class HeardText:
    """``printed``: uint16 (n,) ids of the language model, paragraphs ended by EOS; ``cases``: uint8
    (n,) as in Text.

    Of every place up to CANDIDATES candidates: ``ids`` uint16 (n, CANDIDATES), PADDING where there
    are fewer; ``logs`` float16, their channel log probabilities; ``heard`` float16, their log
    shares. A place that no reader can change has one.
    """

    printed: Array
    cases: NDArray[np.uint8]
    ids: Array
    logs: NDArray[np.float16]
    heard: NDArray[np.float16]

    def save(self, path: Path) -> None:
        """Write the arrays; the file appears complete or not at all."""
        whole = path.with_suffix(".part")
        with whole.open("wb") as file:
            np.savez(file, **vars(self))
        whole.replace(path)

    @classmethod
    def load(cls, path: Path) -> HeardText:
        with np.load(path, allow_pickle=False) as file:
            return cls(**file)


def parted(
    texts: Mapping[str, Text], fold: int, seed: int
) -> tuple[dict[str, Text], dict[str, Text]]:
    """What the fold leaves in, and the fold itself: paragraphs drawn by chance."""
    rest: dict[str, Text] = {}
    inside: dict[str, Text] = {}
    for name, text in texts.items():
        chance = np.random.default_rng(seed).random(len(text.ends)) / SHARES[name]
        drawn = (chance >= fold) & (chance < fold + 1)
        rest[name], inside[name] = text.chosen(~drawn), text.chosen(drawn)
    return rest, inside


def without_familiar(fold: Mapping[str, Text], rest: Mapping[str, Text]) -> dict[str, Text]:
    """The fold without paragraphs most of whose shingles stand in the rest too."""
    shingles = {name: corpora.hashed_shingles(text.ids) for name, text in fold.items()}
    known = np.unique(np.concatenate(list(shingles.values())))
    seen = np.zeros(len(known), bool)
    for text in rest.values():
        within = corpora.within_paragraph(text.ends, len(text.ids))
        found = corpora.hashed_shingles(text.ids)[within]
        at = np.minimum(np.searchsorted(known, found), len(known) - 1)
        seen[at[known[at] == found]] = True
    kept: dict[str, Text] = {}
    for name, text in fold.items():
        lengths = np.diff(text.ends, prepend=0)
        within = corpora.within_paragraph(text.ends, len(text.ids))
        before = np.append(0, np.cumsum(seen[np.searchsorted(known, shingles[name])] & within))
        shared = before[text.ends] - before[text.ends - lengths]
        most = corpora.NEAR_DUPLICATE * np.maximum(lengths - corpora.SHINGLE + 1, 1)
        kept[name] = text.chosen(shared <= most)
    return kept


def stretches(text: Text, rng: np.random.Generator) -> list[tuple[Array, NDArray[np.uint8]]]:
    """Ids and cases of about all paragraphs in stretches of about STRETCH words, in any order."""
    lengths = np.diff(text.ends, prepend=0)
    many = len(lengths)
    running, shuffled = (
        [order[at == n] for n in range(int(at.max(initial=-1)) + 1)]
        for order in (np.arange(many), rng.permutation(many))
        for at in [np.cumsum(lengths[order] + 1) // STRETCH]
    )
    found = []
    for stretch in zip(running, shuffled, strict=False):
        chosen = stretch[int(rng.random() >= RUNNING_SHARE)]
        parts = [slice(text.ends[n] - lengths[n], text.ends[n]) for n in chosen]
        ids = [ids for part in parts for ids in (text.ids[part], [EOS])]
        cases = [case for part in parts for case in (text.cases[part], [0])]
        if parts:
            found.append(
                (np.concatenate(ids).astype(np.uint16), np.concatenate(cases).astype(np.uint8))
            )
    return found


def spoiled(
    printed: Array, cases: NDArray[np.uint8], marks: Sequence[int], rng: np.random.Generator
) -> tuple[Array, NDArray[np.uint8]]:
    """A stretch as it is after a reader invented, lost and cut. ``marks``: ids it may invent."""
    ids, cases = printed.copy(), cases.copy()
    inner = printed != EOS
    ids[inner & (rng.random(len(ids)) < WORD_SPOILED)] = UNK
    cases[(cases == 0) & (rng.random(len(ids)) < CAPITAL_INVENTED)] = 1
    cases[(cases == 1) & (rng.random(len(ids)) < CAPITAL_LOST)] = 0
    kept = ~inner | (rng.random(len(ids)) >= WORD_LOST)
    ids, cases = ids[kept], cases[kept]
    for share, invented in (
        (MARK_INVENTED, np.array(marks)),
        (WORD_INVENTED, printed[inner]),
        (PARAGRAPH_CUT, np.array([EOS])),
    ):
        at = np.flatnonzero(rng.random(len(ids)) < share)
        if len(at) and len(invented):
            ids = np.insert(ids, at, rng.choice(invented, len(at)))
            cases = np.insert(cases, at, 0)
    return ids.astype(np.uint16), cases.astype(np.uint8)


def heard_text(
    printed: Array,
    cases: NDArray[np.uint8],
    words: GarbledWords,
    engine: Repairer,
    rng: np.random.Generator,
) -> HeardText:
    """A stretch garbled and searched. ``engine``: with the language model of the fold."""
    wide = printed.astype(np.int64)
    many = len(wide)
    ends = np.flatnonzero(printed == EOS) + 1
    plain = np.repeat(rng.random(len(ends)) < PLAIN_SHARE, np.diff(ends, prepend=0))
    reading = words.pool[wide, rng.integers(0, words.pool.shape[1], many)]
    reading = np.where(plain, words.plain[wide], reading)
    free = reading >= 0
    ids = np.full((many, CANDIDATES), -1, np.int32)
    logs = np.full((many, CANDIDATES), NEVER, np.float32)
    ids[free] = words.ids[reading[free]]
    logs[free] = np.where(ids[free] >= 0, words.logs[reading[free]], NEVER)
    ids[~free, 0], logs[~free, 0] = wide[~free], 0.0
    layout = Layout(
        piece=np.where(printed == EOS, -1, 0).tolist(),
        readings=["?" if is_free else "" for is_free in free.tolist()],
        own=[-1] * many,
        evidence=[NO_EVIDENCE] * many,
        paragraphs=list(zip([0, *ends[:-1].tolist()], ends.tolist(), strict=True)),
    )
    slots = Slots(ids, logs)
    path = engine.search(layout, slots, everywhere(layout))
    rows, kept, share = engine.weighed(layout, slots, path, weights_of("eng", "none"))
    out_ids = np.full((many, CANDIDATES), PADDING, np.uint16)
    out_logs = np.full((many, CANDIDATES), ABSENT, np.float16)
    out_heard = np.full((many, CANDIDATES), np.log(LEAST_SHARE), np.float16)
    out_ids[:, 0], out_logs[:, 0], out_heard[:, 0] = printed, 0, 0
    width = kept.shape[1]
    out_ids[rows, :width] = np.where(kept >= 0, kept, PADDING)
    same = (ids[rows][:, None, :] == kept[:, :, None]) & (kept >= 0)[:, :, None]
    out_logs[rows, :width] = np.where(same, logs[rows][:, None, :], ABSENT).max(2)
    out_heard[rows, :width] = np.log(np.maximum(share, LEAST_SHARE))
    return HeardText(printed, cases, out_ids, out_logs, out_heard)


def heard_folds(
    texts: Mapping[str, Text],
    words: Sequence[str],
    held_out: Mapping[str, Sequence[str]],
    garbled: GarbledWords,
    work: Path,
    seed: int,
) -> Iterator[tuple[str, Path]]:
    """Registers and files of HeardText in ``work``, made where they are missing.

    texts: the training part of every register.
    """
    marks = [list(words).index(mark) for mark in MARKS]
    for fold in range(FOLDS):
        done = work / f"fold{fold}.done"
        if not done.exists():
            rest, inside = parted(texts, fold, seed)
            path = work / f"language_model{fold}.bin"
            streams = {name: stream(text.ids, text.ends) for name, text in rest.items()}
            language_model.write(path, list(words), streams, held_out)
            engine = Repairer(LanguageModel(path), replace(Tuning(), beam=BEAM))
            rng = np.random.default_rng((seed, fold))
            for name, text in without_familiar(inside, rest).items():
                for n, stretch in enumerate(stretches(text, rng)):
                    heard = heard_text(*spoiled(*stretch, marks, rng), garbled, engine, rng)
                    heard.save(work / f"fold{fold}-{name}-{n:04}.npz")
            done.touch()
        for name in texts:
            for path in sorted(work.glob(f"fold{fold}-{name}-*.npz")):
                yield name, path
