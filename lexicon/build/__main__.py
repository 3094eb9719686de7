# SPDX-License-Identifier: Apache-2.0
"""`python -m lexicon.build --corpora DIR`: the compiled language data, made from corpora.

Reproducible: the same corpora give the same bytes. Takes five minutes on one core and 4.3 GB of
memory at its peak.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import lexicon
from lexicon.build import agencies, casing, language_model

DATA = Path(lexicon.__file__).parent / "data"


PARTS: dict[str, Callable[[Path, Path], None]] = {
    lexicon.LANGUAGE_MODEL: language_model.language_model,
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
