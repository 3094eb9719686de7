# SPDX-License-Identifier: Apache-2.0
"""Printed words against the words read: which became which, which were cut or run together."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

LOOK_ALIKES = str.maketrans("0156&¢§|!$", "olioecslls")


def skeleton(text: str) -> str:
    """Text without marks, lower case, look-alikes folded; one character for each of ``text``."""
    out = []
    for letter in text:
        base = unicodedata.normalize("NFD", letter)[0].lower()
        out.append("d" if base == "đ" else base[:1])
    return "".join(out).translate(LOOK_ALIKES)


@dataclass(frozen=True, slots=True)
class Aligned:
    """Printed words [first, last) and the read words [start, end) they became."""

    first: int
    last: int
    start: int
    end: int


def spans(words: Sequence[str]) -> list[int]:
    """Word index of every character of ``" ".join(words)``; -1 for the spaces."""
    owner: list[int] = []
    for number, word in enumerate(words):
        owner.extend([number] * len(word))
        owner.append(-1)
    return owner


def align(printed: Sequence[str], read: Sequence[str]) -> Iterator[Aligned]:
    """Groups of printed and read words that belong together, in order of print.

    Most groups are one to one; a cut word is one to two, two words run together two to one;
    a lost or an invented word has an empty other side.
    """
    left, right = skeleton(" ".join(printed)), skeleton(" ".join(read))
    left_owner, right_owner = spans(printed), spans(read)
    weight: dict[tuple[int, int], float] = {}
    for code in Levenshtein.opcodes(left, right):
        if code.tag not in ("equal", "replace"):
            continue
        gain = 1.0 if code.tag == "equal" else 0.5
        for a, b in zip(
            range(code.src_start, code.src_end),
            range(code.dest_start, code.dest_end),
            strict=False,
        ):
            i, j = left_owner[a], right_owner[b]
            if i >= 0 and j >= 0:
                weight[i, j] = weight.get((i, j), 0.0) + gain
    links = sorted(
        (i, j)
        for (i, j), gain in weight.items()
        if gain >= 0.5 * min(len(printed[i]), len(read[j])) and gain >= 0.5
    )
    i = j = 0
    at = 0
    while at < len(links):
        first, start = links[at]
        last, end = first + 1, start + 1
        at += 1
        while at < len(links) and (links[at][0] < last or links[at][1] < end):
            last = max(last, links[at][0] + 1)
            end = max(end, links[at][1] + 1)
            at += 1
        if first > i:
            yield Aligned(i, first, j, j)
        if start > j:
            yield Aligned(first, first, j, start)
        yield Aligned(first, last, start, end)
        i, j = last, end
    if i < len(printed):
        yield Aligned(i, len(printed), j, j)
    if j < len(read):
        yield Aligned(len(printed), len(printed), j, len(read))
