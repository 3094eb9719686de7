# SPDX-License-Identifier: Apache-2.0
"""Hyphens between the syllables of a word, as print had them into the seventies: `lãnh-đạo`,
`Việt-nam`, `LAO-ĐỘNG`.

Where a text has them it is repaired as if there were gaps, and they stay: the models know the words
as they are printed today. In other texts a hyphen between two words is mostly a speck (`partings`).
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.repair.language_model import language_model
from pipeline.repair.line_edits import Edit, with_first
from pipeline.repair.reading_kind import is_unmarked_syllable
from pipeline.repair.tokens import fold

# Different pairs of syllables (a text on vắc-xin has one), and hyphens a word.
# Of 93 pages without any, read by three models (worn print, typewriter faces), hyphens were read
# between at most 2.3 in a hundred words; of 27 with them 17 and more.
FEWEST, LEAST_SHARE = 6, 0.045
DASHES = "–—"  # read for hyphens
LONGEST = 8  # letters of a syllable
THE_HYPHEN = "the hyphen of a word"
_WORD = re.compile(r"[^\W\d_]+")
_CHUNK = re.compile(r"\S+")
_HYPHEN = re.compile(rf"~?[{DASHES}-]{{1,2}}~?")
_PARTS = re.compile(rf"([\s{DASHES}~-]+)")
_LETTERS = rf"[^\W\d_]{{1,{LONGEST}}}"
# With a gap on one side
_LOOSE = re.compile(rf"(?<![^\W\d_])({_LETTERS})( -|- )(?=({_LETTERS}))")
_CODE = re.compile(r"[/\d]")


@dataclass(frozen=True, slots=True)
class Hyphen:
    """What was read for a hyphen at [start, end) of a line, and what stands beside it."""

    start: int
    end: int
    left: str
    right: str


def joins_syllables(lines: Iterable[str]) -> bool:
    """Whether a text prints hyphens between the syllables of a word: `phong-trào thi-đua`."""
    words = hyphens = 0
    pairs: set[tuple[str, str]] = set()
    for line in lines:
        words += len(_WORD.findall(line))
        found = hyphens_of(line)
        hyphens += len(found)
        pairs.update((hyphen.left, hyphen.right) for hyphen in found)
    return len(pairs) >= FEWEST and hyphens >= LEAST_SHARE * words


def hyphens_of(line: str) -> list[Hyphen]:
    """Hyphens between syllables, in order; not those of codes, dates and lists."""
    found: list[Hyphen] = []
    if _HYPHEN.search(line) is None:
        return found
    for chunk in _CHUNK.finditer(line):
        text, at = chunk[0], chunk.start()
        spans = [mark.span() for mark in _HYPHEN.finditer(text)]
        ends = [0, *(end for _, end in spans)]
        starts = [*(start for start, _ in spans), len(text)]
        parts = [text[a:b] for a, b in zip(ends, starts, strict=True)]
        for (start, end), (left, right) in zip(spans, itertools.pairwise(parts), strict=True):
            if _may_be_syllable(left) and _may_be_syllable(right):
                found.append(Hyphen(at + start, at + end, left, right))
    return found


def _may_be_syllable(part: str) -> bool:
    """Whether a part of a stretch is a word of small letters, its first aside, or a syllable in
    capitals; `v6i`, not `NQ`.
    """
    letters = [letter for letter in part if letter.isalpha()]
    if not letters or "/" in part:
        return False
    if letters[-1].islower():
        return True
    return len(letters) > 1 and not _CODE.search(part) and is_unmarked_syllable("".join(letters))


def without_hyphens(lines: Iterable[str]) -> list[str]:
    """The lines, of the same length, with gaps for the hyphens between syllables."""
    result = []
    for line in lines:
        letters = list(line)
        for hyphen in hyphens_of(line):
            letters[hyphen.start : hyphen.end] = " " * (hyphen.end - hyphen.start)
        result.append("".join(letters))
    return result


def edits_with_hyphens(
    edits: Iterable[Edit], lines: Sequence[str], misread: bool
) -> tuple[Edit, ...]:
    """Edits of the lines without hyphens as edits of the ``lines`` as they were read.

    ``misread``: hyphens may be, too; those are edited where nothing else is.
    """
    made = _over_hyphens(edits, lines)
    return tuple(with_first(made, hyphen_edits(lines)) if misread else made)


def _over_hyphens(edits: Iterable[Edit], lines: Sequence[str]) -> Iterator[Edit]:
    """Edits that reach over a hyphen keep it, or are not made where they leave no place for it."""
    hyphens = list(map(hyphens_of, lines))
    for edit in edits:
        there = hyphens[edit.line]
        first = bisect_right(there, edit.start, key=lambda hyphen: hyphen.end)
        if first == len(there) or there[first].start >= edit.end:
            yield edit
            continue
        parts = _PARTS.split(lines[edit.line][edit.start : edit.end])
        words = edit.text.split(" ")
        if len(words) == len(parts[::2]):
            parts[::2] = words
            yield replace(edit, text="".join(parts))


def hyphen_edits(lines: Sequence[str]) -> Iterator[Edit]:
    """Hyphens that were read as dashes or with a gap on one side, of lines that were read."""
    for number, line in enumerate(lines):
        for hyphen in hyphens_of(line):
            if line[hyphen.start : hyphen.end] != "-":
                yield Edit(number, hyphen.start, hyphen.end, "-", THE_HYPHEN, 0.9)
        for loose in _LOOSE.finditer(line):
            left, right = loose[1], loose[3]
            small = left[1:].islower() and right.islower()
            if small and language_model().knows_pair(fold(left), fold(right)):
                yield Edit(number, *loose.span(2), "-", THE_HYPHEN, 0.8)
