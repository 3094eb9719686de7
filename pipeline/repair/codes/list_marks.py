# SPDX-License-Identifier: Apache-2.0
"""Points of a clause in their order: a) b) c) d) đ) e) (Nghị định 34/2016/NĐ-CP, Phụ lục I).

A reader without Vietnamese letters takes đ) for d); the second of two after c) or before e) is đ).
One of Vietnamese takes d) for đ) and c) for e), and the stroke of 1. for a letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest

CLOSERS = frozenset(").")
ORDER = "abcdđeghiklmnopqrstuvxy"
READ_ON_SCAN = {"đ": "d", "e": "c"}  # read: printed
STROKES = "Il|"
_NUMBERED = re.compile(r"\s*(?P<mark>[Il|]|[IVX]{2,5}|\d{1,2})[.)](?!\d)")
_STROKE_ARTICLE = re.compile(r"\s*(?:Điều|ĐIỀU) (?P<mark>[Il|])(?=[.:] )")
_ROMAN_ARTICLE = re.compile(r"\s*(?:Điều|ĐIỀU) (?:II|IV|V)")
BULLETS = frozenset("-–—+*•")  # inside a point: they do not break the order


def marks_of_dd(marks: Sequence[str]) -> Iterator[int]:
    """Which list marks of a text (in order, as read) were printed as đ) or `đ.`."""
    points = [n for n, mark in enumerate(marks) if mark not in BULLETS]
    read = ["", "", *(marks[n] for n in points), ""]
    for n, (first, second, third, fourth) in zip(
        points, zip(read, read[1:], read[2:], read[3:], strict=False), strict=False
    ):
        stop = third[1:]
        in_order = first == "c" + stop or fourth == "e" + stop
        if stop in CLOSERS and second == third == "d" + stop and in_order:
            yield n


def misread_points(marks: Sequence[str]) -> Iterator[tuple[int, str]]:
    """List marks of a scan (in order, as read) that the order shows misread, as printed.

    c) đ) is c) d), and b) e) is b) c), unless what comes next goes on from the mark as read.
    """
    points = [n for n, mark in enumerate(marks) if mark not in BULLETS]
    before = ""
    for n, after in zip_longest(points, points[1:]):
        mark, stop = marks[n], marks[n][1:]
        printed = READ_ON_SCAN.get(mark[0], mark[0]) + stop
        follows = stop in CLOSERS and before == neighbour(printed[0], -1) + stop
        goes_on = after is not None and marks[after] == neighbour(mark[0], 1) + stop
        if printed != mark and follows and not goes_on:
            yield n, printed
            mark = printed
        before = mark


def neighbour(letter: str, step: int) -> str:
    """The letter of the point so many places on; "" for what is no such letter."""
    at = ORDER.find(letter)
    return ORDER[at + step] if 0 < at < len(ORDER) - 1 else ""


def indent(line: str) -> int:
    """Where the mark that begins a line stands."""
    return len(line) - len(line.lstrip())


def strokes_before_2(lines: Sequence[str]) -> frozenset[int]:
    """Lines of a page that begin with a stroke for 1: the next number that begins one is 2."""
    marks = [(n, m["mark"]) for n, line in enumerate(lines) if (m := _NUMBERED.match(line))]
    return frozenset(
        n for (n, mark), (_, after) in pairwise(marks) if mark in STROKES and after == "2"
    )


def strokes_of_articles(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Line and place of the stroke in `Điều I.` where the page has no Điều II: it is Điều 1."""
    if not any(_ROMAN_ARTICLE.match(line) for line in lines):
        for n, line in enumerate(lines):
            if found := _STROKE_ARTICLE.match(line):
                yield n, found.start("mark")
