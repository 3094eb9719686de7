# SPDX-License-Identifier: Apache-2.0
"""Specks, rules and shadows read as letters: how likely a short reading is nothing printed.

A reader puts invented words mostly at the ends of lines, and nearly always of one to three
letters out of few (`ae`, `oo`, `_`). The table, counted by ``lexicon.build.specks`` on
generated training pages, holds log probabilities: of an invented word at a place of the line,
of its length, and of each of its letters.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources

from pipeline.repair.pieces import Piece

LONGEST = 4  # characters of an invented word
BEGIN, MIDDLE, END = "begin", "middle", "end"


@cache
def speck_logs() -> dict[str, dict[str, float]]:
    """Log probabilities by kind (place, length, letter) and value."""
    path = resources.files("lexicon").joinpath("data/specks.tsv")
    found: dict[str, dict[str, float]] = {}
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            found.setdefault(row["kind"], {})[row["value"]] = float(row["log"])
    return found


def specks(pieces: Sequence[Piece]) -> Iterator[tuple[int, float]]:
    """Pieces that may be specks, with log P(the reading, and nothing printed there).

    Never a digit, a list mark, or what touches another piece.
    """
    at = 0
    for _, group in itertools.groupby(pieces, key=lambda piece: piece.line):
        line = list(group)
        places = places_in(line)
        for n, piece in enumerate(line):
            touched = piece.glued or (n + 1 < len(line) and line[n + 1].glued)
            if piece.symbols is None and not touched and may_be_specks(piece.text):
                yield at + n, speck_log(piece.text, places[n])
        at += len(line)


def may_be_specks(text: str) -> bool:
    return len(text) <= LONGEST and not any(letter.isdigit() for letter in text)


def places_in(line: Sequence[Piece]) -> list[str]:
    """Where each piece stands; one with only short ones beyond it stands at the line's end too."""
    places = [MIDDLE] * len(line)
    for place, order in ((BEGIN, range(len(line))), (END, reversed(range(len(line))))):
        for n in order:
            if line[n].text[0].isalnum() or line[n].text == "_":
                places[n] = place
                if not may_be_specks(line[n].text):
                    break
    return places


def speck_log(text: str, place: str) -> float:
    """Log probability that nothing is printed where ``text`` was read."""
    logs = speck_logs()
    letters = logs["letter"]
    spelt = sum(letters.get(letter, letters["other"]) for letter in text)
    return logs["place"][place] + logs["length"][str(len(text))] + spelt
