# SPDX-License-Identifier: Apache-2.0
"""Case of held-out words, restored with nothing read to go by: the case model alone."""

from __future__ import annotations

from pathlib import Path

from lexicon.build.corpora import held_out
from pipeline.repair.casing import restore_case
from pipeline.repair.tokens import CaseShape, Kind, case_shape, kind_of, split

TITLE = "Case of words restored from their neighbours alone (the worst case: no reading at all)"

REGISTERS = ("administrative", "laws", "party")
PARAGRAPHS = 800
PLAIN = (CaseShape.LOWER, CaseShape.TITLE)


def measure(shared: Path) -> list[dict[str, str | float]]:
    """One row a register: words, those printed with a capital, and those given the wrong case."""
    rows: list[dict[str, str | float]] = []
    for register in REGISTERS:
        paragraphs = held_out(shared / "corpora", register)[1]
        words = capitals = wrong = 0
        for paragraph in paragraphs[:: max(len(paragraphs) // PARAGRAPHS, 1)][:PARAGRAPHS]:
            printed = [piece for piece in split(paragraph) if not piece.isspace()]
            plain = [kind_of(t) is Kind.WORD and case_shape(t) in PLAIN for t in printed]
            folded = [t.lower() if p else t for t, p in zip(printed, plain, strict=True)]
            read = ["" if p else t for t, p in zip(printed, plain, strict=True)]
            read = [t if not t.isupper() else "" for t in read]
            restored = restore_case(read, folded)
            for before, after, counts in zip(printed, restored, plain, strict=True):
                words += counts
                capitals += counts and case_shape(before) is CaseShape.TITLE
                wrong += counts and before != after
        rows.append(
            {
                "register": register,
                "words": words,
                "capitalised %": round(100 * capitals / max(words, 1), 2),
                "wrong %": round(100 * wrong / max(words, 1), 2),
            }
        )
    return rows
