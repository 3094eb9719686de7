# SPDX-License-Identifier: Apache-2.0
"""Syllables printed with a hyphen between them, counted in the corpora: Lê-nin, vắc-xin, ô-dôn.

    python -m lexicon.build.hyphenated --corpora DIR

Writes `lexicon/data/hyphenated.tsv` (left, right, count, share), folded: how often a pair of
neighbours has a hyphen, and what share of all its sightings that is; names of peoples however
often. Between other words a hyphen in garbled text is mostly a speck.
"""

from __future__ import annotations

import argparse
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from lexicon.build import corpora
from pipeline.repair.tokens import fold

OUTPUT = Path(__file__).resolve().parent.parent / "data" / "hyphenated.tsv"
REGISTERS = ("party", "administrative", "laws", "news", "wikipedia")
# A hyphen that was read is more likely print than a speck where a pair has it this often: readers
# put a speck into one gap of a thousand.
FEWEST, LEAST_SHARE = 3, 0.02
# Names of peoples as the State lists them (Quyết định 121-TCTK/PPCĐ, 2/3/1979); some texts of the
# corpora have lost their hyphens.
PEOPLES = (
    "Ba-na", "Bru-Vân", "Chơ-ro", "Chu-ru", "Cơ-ho", "Cơ-tu", "Ê-đê", "Gia-rai", "Gié-Triêng",
    "Giẻ-Triêng", "Khơ-me", "Khơ-mú", "Mơ-nông", "Ơ-đu", "Pa-cô", "Ra-glai", "Rơ-măm", "Tà-ôi",
    "Xinh-mun", "Xơ-đăng",
)  # fmt: skip

Pair = tuple[str, str]

_CHAIN = re.compile(r"(?<![\w/-])[^\W\d_]{1,8}(?:-[^\W\d_]{1,8}){1,3}(?![\w/-])")
_WORDS = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)+")


def joined(texts: Iterable[str]) -> Counter[Pair]:
    """Folded pairs with a hyphen between them, chains in capitals (symbols of documents) aside."""
    found: Counter[Pair] = Counter()
    for text in texts:
        if "-" in text:
            for chain in _CHAIN.findall(text):
                if not chain.isupper():
                    found.update(itertools.pairwise(fold(chain).split("-")))
    return found


def apart(texts: Iterable[str], wanted: Iterable[Pair]) -> Counter[Pair]:
    """How often the wanted pairs stand apart."""
    pairs = frozenset(wanted)
    first = frozenset(left for left, _ in pairs)
    found: Counter[Pair] = Counter()
    for text in texts:
        for stretch in _WORDS.findall(text):
            words = fold(stretch).split(" ")
            found.update(
                (left, right)
                for left, right in itertools.pairwise(words)
                if left in first and (left, right) in pairs
            )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    folder = parser.parse_args().corpora
    peoples = set(joined(PEOPLES))
    found = joined(training(folder))
    pairs = {pair: n for pair, n in found.items() if n >= FEWEST or pair in peoples}
    pairs |= {pair: 0 for pair in peoples if pair not in pairs}
    parted = apart(training(folder), pairs)
    rows = ["left\tright\tcount\tshare"]
    for (left, right), count in sorted(pairs.items()):
        share = count / max(count + parted[left, right], 1)
        if share >= LEAST_SHARE or (left, right) in peoples:
            rows.append(f"{left}\t{right}\t{count}\t{share:.2f}")
    OUTPUT.write_text("\n".join(rows) + "\n", encoding="utf-8")
    print(f"{OUTPUT.name}: {len(rows) - 1} pairs")


def training(folder: Path) -> Iterator[str]:
    """Paragraphs of the registers that are not held out."""
    for register in REGISTERS:
        for paragraph in corpora.paragraphs(folder, register):
            if corpora.held_out_half(paragraph) is None:
                yield paragraph


if __name__ == "__main__":
    main()
