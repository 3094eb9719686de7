# SPDX-License-Identifier: Apache-2.0
"""Names of laws, counted in the corpora.

    python -m lexicon.build.law_names --corpora DIR

Writes `lexicon/data/law_names.tsv` (count, name): what stands between the type word and the
number, date or year of a law. Only names that are printed so again and again are kept.
"""

from __future__ import annotations

import argparse
import lzma
import re
from collections import Counter
from pathlib import Path

OUTPUT = Path(__file__).resolve().parent.parent / "data" / "law_names.tsv"
REGISTERS = ("party", "administrative", "laws")

_NAMED = re.compile(
    r"(?<!\w)((?:Bộ luật|Luật|Pháp lệnh) [A-ZĐÀ-Ỹ][^.,;:()?\n\"“”0-9]{2,110}?"
    r"(?:, [a-zà-ỹđ][^.,;:()?\n\"“”0-9]{2,60}?){0,2})"
    r"(?= (?:số \d|ngày \d|năm \d|\d{4}\b))"
)
_TAIL = re.compile(
    r"[, ]+(?:sửa đổi|nước Cộng hòa|(?:và )?(?:Luật|Bộ luật|Nghị|các|Thông|Pháp lệnh)"
    r"|được|đã|của (?:nước|Việt|Quốc|Bộ)"
    r"|theo|tại|quy định|ban hành|mới nhất|chi tiết|có|trong đó|từ).*$"
)


def counted_laws(texts: list[Path], least: int = 4) -> Counter[str]:
    """Names of laws as printed before their number, date or year."""
    counts: Counter[str] = Counter()
    for path in texts:
        with lzma.open(path, "rt", encoding="utf-8") as stream:
            for line in stream:
                if "uật " in line or "háp lệnh " in line:
                    counts.update(_TAIL.sub("", name) for name in _NAMED.findall(line))
    # one spelling of a name: the most frequent among those that differ in capitals only
    best: dict[str, str] = {}
    for name, _ in counts.most_common():
        best.setdefault(name.casefold(), name)
    return Counter(
        {
            name: counts[name]
            for name in best.values()
            if counts[name] >= least and name not in {"Bộ luật", "Pháp lệnh"}
        }
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    arguments = parser.parse_args()
    laws = counted_laws([arguments.corpora / f"{register}.txt.xz" for register in REGISTERS])
    rows = sorted(laws.items(), key=lambda item: (-item[1], item[0]))
    OUTPUT.write_text(
        "count\tname\n" + "".join(f"{count}\t{name}\n" for name, count in rows), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
