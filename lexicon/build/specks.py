# SPDX-License-Identifier: Apache-2.0
"""Count the words that a model invents from specks, rules and shadows.

    python -m lexicon.build.specks PAGES.jsonl... > lexicon/data/specks.tsv

Generated training pages read with ``eng`` are aligned with what was printed; read words without
a printed one are counted by their place on the line, their length and their letters.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from pathlib import Path

from lexicon.build.channel_alignment import align
from lexicon.build.channel_training import pages
from pipeline.repair.pieces import Piece
from pipeline.repair.specks import BEGIN, END, LONGEST, MIDDLE, may_be_specks, places_in

OTHER_LETTERS = 100  # letters never seen in an invented word share one count among them


def counted(paths: list[Path]) -> tuple[Counter[tuple[str, str]], Counter[str]]:
    """Counts by kind (place, length, letter) and value; and of the places there were."""
    found: Counter[tuple[str, str]] = Counter()
    places: Counter[str] = Counter()
    for record in pages(paths, "train"):
        if record["kind"] != "eng" or len(record["printed"]) != len(record["read"]):
            continue
        for printed, line in zip(record["printed"], record["read"], strict=True):
            read = [word[0] for word in line]
            pieces = [Piece(0, 0, len(text), text, None) for text in read]
            where = places_in(pieces)
            places.update((BEGIN, END))
            places[MIDDLE] += max(0, len(printed.split()) - 1)
            for group in align(printed.split(), read):
                if group.first == group.last:
                    for n in range(group.start, group.end):
                        if read[n].replace("_", "a").isalpha() and may_be_specks(read[n]):
                            found["place", where[n]] += 1
                            found["length", str(len(read[n]))] += 1
                            found.update(("letter", letter) for letter in read[n])
    return found, places


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=Path, nargs="+")
    found, places = counted(parser.parse_args().pages)
    words = sum(n for (kind, _), n in found.items() if kind == "length")
    letters = sum(n for (kind, _), n in found.items() if kind == "letter")
    rows: list[tuple[str, str, float]] = []
    for place in (BEGIN, MIDDLE, END):
        rows.append(("place", place, (found["place", place] + 0.5) / places[place]))
    for length in range(1, LONGEST + 1):
        rows.append(("length", str(length), (found["length", str(length)] + 0.5) / words))
    for (kind, letter), count in sorted(found.items()):
        if kind == "letter":
            rows.append((kind, letter, count / (letters + 1)))
    rows.append(("letter", "other", 1 / OTHER_LETTERS / (letters + 1)))
    print("kind\tvalue\tlog")
    for kind, value, share in rows:
        print(f"{kind}\t{value}\t{math.log(share):.2f}")


if __name__ == "__main__":
    main()
