# SPDX-License-Identifier: Apache-2.0
"""Count the words that a model invents from specks, rules and shadows.

    python -m lexicon.build.specks PAGES.jsonl... > lexicon/data/specks.tsv

Generated training pages read with ``eng`` are aligned with what was printed; read words without
a printed one are counted by the noise of their page and their place on the line. Words invented
often, and more often than they are read for something printed (`ee`, `oe`), count by themselves,
the others by their length and their letters.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from pathlib import Path

from lexicon.build.channel_alignment import align, spans
from lexicon.build.channel_training import pages
from pipeline.repair.pieces import Piece, pieces_of
from pipeline.repair.reading_kind import ENG
from pipeline.repair.specks import (
    LONGEST,
    NOISE_LEVELS,
    OTHER,
    PLACES,
    noise_level,
    places_in,
    possible_specks,
)

OTHER_LETTERS = 100  # letters never seen in an invented word share one count among them
HIGHEST = 0.6  # share of a place
COMMON = 4  # sightings from which an invented word counts by itself


def counted(paths: list[Path]) -> tuple[Counter[tuple[str, str]], Counter[str]]:
    """Counts by kind (place, word, printed) and value; and of the places there were.

    ``word``: invented words; ``printed``: words that could be, where something is printed.
    """
    found: Counter[tuple[str, str]] = Counter()
    places: Counter[str] = Counter()
    for record in pages(paths, "train"):
        if record["kind"] != "eng" or not record["read"]:
            continue
        printed = " ".join(record["printed"]).split()
        lines = [[word[0] for word in line] for line in record["read"]]
        invented = {
            n
            for group in align(printed, [word for line in lines for word in line])
            if group.first == group.last
            for n in range(group.start, group.end)
        }
        pieces: list[Piece] = []
        owner: list[int] = []  # read word of each piece
        where: list[str] = []  # place of each piece
        before = 0
        for number, line in enumerate(lines):
            words = spans(line)
            new = list(pieces_of(" ".join(line), number, (), ENG))
            pieces += new
            owner += [before + words[piece.start] for piece in new]
            where += places_in(new)
            before += len(line)
        noise = noise_level(pieces)
        places.update(f"{place} {noise}" for place in where)
        for n, place in possible_specks(pieces, len(NOISE_LEVELS)):
            text = pieces[n].text
            if owner[n] in invented:
                found["place", f"{place} {noise}"] += 1
                found["word", text] += 1
            else:
                found["printed", text] += 1
    return found, places


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=Path, nargs="+")
    found, places = counted(parser.parse_args().pages)
    invented = Counter({value: n for (kind, value), n in found.items() if kind == "word"})
    common = {word: n for word, n in invented.items() if n >= max(COMMON, found["printed", word])}
    lengths: Counter[int] = Counter()
    letters: Counter[str] = Counter()
    for word, n in invented.items():
        if word in common:
            continue
        lengths[len(word)] += n
        for letter in word:
            letters[letter] += n
    rows: list[tuple[str, str, float]] = []
    for noise in range(len(NOISE_LEVELS) + 1):
        for place in PLACES:
            value = f"{place} {noise}"
            share = (found["place", value] + 0.5) / (places[value] + 1)
            rows.append(("place", value, min(share, HIGHEST)))
    every = invented.total()
    rows += [("word", word, n / every) for word, n in sorted(common.items())]
    for length in range(1, LONGEST + 1):
        rows.append(("length", str(length), (lengths[length] + 0.5) / every))
    spelt = letters.total() + 1
    rows += [("letter", letter, n / spelt) for letter, n in sorted(letters.items())]
    rows.append(("letter", OTHER, 1 / OTHER_LETTERS / spelt))
    print("kind\tvalue\tlog")
    for kind, value, share in rows:
        print(f"{kind}\t{value}\t{math.log(share):.2f}")


if __name__ == "__main__":
    main()
