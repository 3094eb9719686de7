# SPDX-License-Identifier: Apache-2.0
"""Words as they are read: for every word readings to draw from, each with its candidates.

What the context model is trained on must look like garbled text does to the repair: in each place
a handful of candidates with the channel's log probabilities. Readings of frequent words are taken
from generated pages as they fell; for rare words they are drawn from the channel's edits.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lexicon.build.channel_training import word_pairs
from pipeline.repair.candidates import FREQUENCY_WEIGHT, LONGEST_READING, CandidateSource
from pipeline.repair.channel import END, START, Channel
from pipeline.repair.edits import LONGEST_PRINTED
from pipeline.repair.evidence import evidence_logs, weights_of
from pipeline.repair.repairer import Repairer
from pipeline.repair.tokens import SHORT_NUMBER, strip_marks

CANDIDATES = 12  # of one reading
FEWEST, MOST = 24, 192  # readings of one word
DRAWN_BESIDE = 15  # one reading in so many is drawn even where pages show enough
TRIES = 200
NUMBERS = 31  # days, most numbers in running text
ABSENT = np.float32(-1e4)


@dataclass(frozen=True)
class GarbledWords:
    """``ids`` int32, ``logs`` float32 (readings, CANDIDATES): candidates, padded with -1, ABSENT.

    ``pool``: int32 (words, MOST), readings of each word of the language model, -1 for words that
    are read as they are; ``plain``: int32 (words,), its reading with the marks left out.
    """

    ids: NDArray[np.int32]
    logs: NDArray[np.float32]
    pool: NDArray[np.int32]
    plain: NDArray[np.int32]


def drawn_reading(word: str, channel: dict[str, tuple[list[str], list[float]]], rng: Any) -> str:
    """A word as its letters may be read, each stretch of one to three drawn by itself."""
    printed, read, at = START + word + END, "", 0
    while at < len(printed):
        length = rng.choice((1, 1, 2, 2, LONGEST_PRINTED))
        while length > 1 and printed[at : at + length] not in channel:
            length -= 1
        stretch = printed[at : at + length]
        read += rng.choices(*channel[stretch])[0] if stretch in channel else stretch
        at += length
    return read.replace(START, "").replace(END, "")


def by_printed(channel: Channel) -> dict[str, tuple[list[str], list[float]]]:
    """The channel the other way round: printed stretch -> what it is read as, how often."""
    found: dict[str, tuple[list[str], list[float]]] = defaultdict(lambda: ([], []))
    for read, (printed, logs) in channel.edits.items():
        for stretch, share in zip(printed, np.exp(logs).tolist(), strict=True):
            found[stretch][0].append(read)
            found[stretch][1].append(share)
    return dict(found)


def readings_of(
    word: str, seen: Counter[str], edits: dict[str, tuple[list[str], list[float]]], rng: Any
) -> list[str]:
    """MOST readings of one word, ``seen`` ones as often as they were seen."""
    total = seen.total()
    taken = min(2 * total if total < FEWEST else total, MOST - MOST // DRAWN_BESIDE)
    found = rng.choices(list(seen), list(seen.values()), k=taken) if taken else []
    wanted = max(FEWEST, len(found) + len(found) // DRAWN_BESIDE)
    for _ in range(TRIES):
        if len(found) >= wanted:
            break
        reading = drawn_reading(word, edits, rng)
        if is_reading(reading):
            found.append(reading)
    found = found or [word[:LONGEST_READING]]
    return [found[n % len(found)] for n in range(MOST)]


def is_reading(text: str) -> bool:
    return 0 < len(text) <= LONGEST_READING and any(map(str.isalnum, text))


def garbled_words(pages: Iterable[dict[str, Any]], seed: int) -> GarbledWords:
    """Readings of all words that repair proposes, from pages read with ``eng``."""
    rng = random.Random(seed)
    repairer = Repairer()
    model, index = repairer.model, repairer.layouter.index
    source = repairer.source("eng")
    known = source.inventory.known
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    foreign: Counter[str] = Counter()  # readings of words the model does not know
    pairs, _ = word_pairs(pages)
    for (printed, reading), count in pairs.items():
        if is_reading(reading):
            if printed in known:
                seen[printed][reading] += count
            elif printed not in index:
                foreign[reading] += count
    edits = by_printed(source.channel)
    texts = {n: readings_of(word, seen[word], edits, rng) for word, n in known.items()}
    texts[index[SHORT_NUMBER]] = [str(rng.randint(1, NUMBERS)) for _ in range(MOST)]
    if foreign:
        texts[model.unk] = rng.choices(list(foreign), list(foreign.values()), k=MOST)
    stripped = {word: strip_marks(word) for word in known}
    read = sorted({text for row in texts.values() for text in row})
    plain = sorted(set(stripped.values()))
    number = {text: n for n, text in enumerate(read)}
    plain_number = {text: len(read) + n for n, text in enumerate(plain)}
    rows = [candidates(repairer, source, text) for text in read]
    rows += [candidates(repairer, repairer.source("plain"), text) for text in plain]
    pool = np.full((len(model.words), MOST), -1, np.int32)
    for word_id, row in texts.items():
        pool[word_id] = [number[text] for text in row]
    unmarked = np.full(len(model.words), -1, np.int32)
    for word, word_id in known.items():
        unmarked[word_id] = plain_number[stripped[word]]
    return GarbledWords(
        np.stack([ids for ids, _ in rows]), np.stack([logs for _, logs in rows]), pool, unmarked
    )


def candidates(
    repairer: Repairer, source: CandidateSource, reading: str
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """The likeliest candidates of one reading as `Layouter.slots` lays them out: ids, logs."""
    layouter = repairer.layouter
    ids, logs = layouter.with_own(reading, *source.of(reading), garbled=True)
    own = layouter.own(reading)
    weights = weights_of(source.channel.name, "none")
    logs = evidence_logs(weights, ids, logs, own, repairer.model.unk, None, None)
    order = np.argsort(-(logs + FREQUENCY_WEIGHT * layouter.frequency[ids]), kind="stable")
    order = order[:CANDIDATES]
    all_ids = np.full(CANDIDATES, -1, np.int32)
    all_logs = np.full(CANDIDATES, ABSENT, np.float32)
    all_ids[: len(order)] = ids[order]
    all_logs[: len(order)] = logs[order]
    return all_ids, all_logs
