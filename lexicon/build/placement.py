# SPDX-License-Identifier: Apache-2.0
"""Count how rimes with the tone mark in the old and in the new placement are read.

    python -m lexicon.build.placement PAGES.jsonl... > lexicon/data/tone_placement.tsv

Log odds of the new placement for a rime and the last two characters read, from generated training
pages read with ``eng``.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter, defaultdict
from pathlib import Path

from lexicon.build.channel_alignment import align
from lexicon.build.channel_training import core, pages
from pipeline.repair.tokens import TonePlacement, fold, tone_placement

FEWEST = 5  # sightings of a rime read so
NEW, OLD = TonePlacement.NEW, TonePlacement.OLD


def counted(paths: list[Path]) -> dict[str, dict[TonePlacement, Counter[str]]]:
    """rime (folded) -> placement printed -> counts of its last two characters read."""
    found: dict[str, dict[TonePlacement, Counter[str]]] = defaultdict(
        lambda: {NEW: Counter(), OLD: Counter()}
    )
    for page in pages(paths, "train"):
        if page["kind"] != "eng":
            continue
        printed = " ".join(page["printed"]).split()
        read = [word[0] for line in page["read"] for word in line]
        for group in align(printed, read):
            if group.last - group.first != 1 or group.end - group.start != 1:
                continue
            was, got = core(printed[group.first]), core(read[group.start])
            placement = tone_placement(was)
            if placement is not TonePlacement.EITHER and len(got) > 1:
                found[fold(was)[-2:]][placement][got[-2:]] += 1
    return found


def log_share(counts: Counter[str], read: str, kinds: int) -> float:
    return math.log((counts[read] + 0.5) / (counts.total() + 0.5 * kinds))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=Path, nargs="+")
    found = counted(parser.parse_args().pages)
    print("rime\tread\tlog_odds")
    for rime, counts in sorted(found.items()):
        both = counts[NEW] + counts[OLD]
        for read, number in sorted(both.items()):
            if number >= FEWEST:
                odds = log_share(counts[NEW], read, len(both)) - log_share(
                    counts[OLD], read, len(both)
                )
                print(f"{rime}\t{read}\t{odds:.2f}")


if __name__ == "__main__":
    main()
