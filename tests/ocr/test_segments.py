# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest

from pipeline.ocr.ink import Ink
from pipeline.ocr.segments import drafts_of

X_HEIGHT = 15


def ink_of(*rows: tuple[float, int, int]) -> Ink:
    """Rows of upright strokes: the foot of each, their height and how many there are."""
    mask = np.zeros((400, 1000), np.uint8)
    for foot, height, count in rows:
        for n in range(count):
            bottom = round(foot + 0.01 * 18 * n)  # a little askew
            mask[bottom - height : bottom, 50 + 18 * n : 60 + 18 * n] = 255
    return Ink.of(mask)


def parted(ink: Ink) -> list[list[int]]:
    """Labels of the letters of each line, all ink taken for one run."""
    return [sorted(d.letters) for d in drafts_of(ink, np.arange(1, len(ink.left)), X_HEIGHT)]


@pytest.mark.parametrize("apart", [32, 40])
def test_lines_that_were_joined_are_parted_by_their_feet(apart):
    ink = ink_of(*[(100 + apart * n, 16, count) for n, count in enumerate((30, 24, 9))])
    lines = sorted(parted(ink), key=len, reverse=True)
    assert [len(line) for line in lines] == [30, 24, 9]
    for n, line in enumerate(lines):
        assert np.abs(ink.bottom[line] - (100 + apart * n)).max() < 8


@pytest.mark.parametrize(
    "beside",
    [(100 - 26, 8, 20), (100 + 8, 20, 20), (100 + 40, 16, 3)],
    ids=["marks above", "letters that reach below", "three specks"],
)
def test_what_stands_beside_a_line_is_no_line(beside):
    assert len(parted(ink_of((100, 16, 30), beside))) == 1
