# SPDX-License-Identifier: Apache-2.0
"""Acronyms with a Đ, counted in the corpora: HĐQT, CSĐT, BLĐTBXH.

    python -m lexicon.build.acronyms --corpora DIR

Writes `lexicon/data/acronyms.tsv` (acronym, count, share): how often it is printed so, and what
share that is of all acronyms that differ from it in strokes of D alone. A reader without Đ takes
them all for the same. Syllables in capitals (ĐÔNG) are left out: they are the decoder's business.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from lexicon import is_syllable
from lexicon.build.hyphenated import training
from pipeline.repair.codes.document_code import CAPITAL
from pipeline.repair.tokens import fold

OUTPUT = Path(__file__).resolve().parent.parent / "data" / "acronyms.tsv"
FEWEST, LEAST_SHARE = 3, 0.85

_ACRONYM = re.compile(rf"(?<!\w)[{CAPITAL}]{{3,12}}(?!\w)")


def counted(texts: Iterable[str]) -> Counter[str]:
    """Acronyms of three letters and more that hold a D or a Đ; lines in capitals aside."""
    found: Counter[str] = Counter()
    for text in texts:
        if not text.isupper():
            found.update(a for a in _ACRONYM.findall(text) if "D" in a or "Đ" in a)
    return found


def chosen(counts: Counter[str]) -> list[tuple[str, int, float]]:
    """Acronym, count and share of those that hold a Đ nearly whenever their letters are seen."""
    alike: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for acronym, count in counts.items():
        alike[acronym.replace("Đ", "D")].append((count, acronym))
    rows = []
    for group in alike.values():
        count, acronym = max(group)
        share = count / sum(n for n, _ in group)
        stroked = "Đ" in acronym and not is_syllable(fold(acronym))
        if stroked and count >= FEWEST and share >= LEAST_SHARE:
            rows.append((acronym, count, share))
    return sorted(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    rows = chosen(counted(training(parser.parse_args().corpora)))
    lines = ["acronym\tcount\tshare", *(f"{a}\t{n}\t{share:.2f}" for a, n, share in rows)]
    OUTPUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{OUTPUT.name}: {len(rows)} acronyms")


if __name__ == "__main__":
    main()
