# SPDX-License-Identifier: Apache-2.0
"""Points of a clause in their order: a) b) c) d) đ) e) (Nghị định 34/2016/NĐ-CP, Phụ lục I).

A reader without Vietnamese letters takes đ) for d); the second of two after c) or before e) is đ).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

CLOSERS = frozenset(").")
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
