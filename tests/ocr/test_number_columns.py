# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest

from pipeline.model import Box
from pipeline.ocr.combining import Reading, place_of
from pipeline.ocr.number_columns import set_right
from pipeline.ocr.segments import Segment, Segmentation
from pipeline.ocr.tables import Grid
from pipeline.ocr.told_by_ink import UNSURE

ROW, WIDTH = 50, 200


def column(
    *texts: str, dashes: tuple[int, ...] = (), column: int = 1
) -> tuple[Grid, Segmentation, dict[int, list[Reading]]]:
    """A table whose second column reads so; ``dashes``: rows whose ink begins with a dash."""
    height = ROW * len(texts)
    grid = Grid(
        Box(0, 0, 2 * WIDTH, height),
        tuple(float(ROW * n) for n in range(len(texts) + 1)),
        (0.0, float(WIDTH), 2.0 * WIDTH),
    )
    labels = np.zeros((height, 2 * WIDTH), np.int32)
    owner = [-1]
    segments, words = [], {}
    for n, text in enumerate(texts):
        left, top = column * WIDTH + 20, ROW * n + 10
        pieces = [(left, top, left + 12, top + 22)]
        if n in dashes:
            pieces = [(left, top + 12, left + 8, top + 15), (left + 10, top, left + 22, top + 22)]
        for x0, y0, x1, y1 in pieces:
            labels[y0:y1, x0:x1] = len(owner)
            owner.append(n)
        box = Box(left, top, left + 22, top + 22)
        segments.append(Segment(n, box, (top + 22, top + 22), 2, 15.0))
        words[n] = [Reading(word, 0.9, place_of(box)) for word in text.split()]
    return grid, Segmentation(tuple(segments), labels, np.array(owner), 15.0), words


@pytest.mark.parametrize(
    ("read", "number"),
    [
        ("'227", "227"),
        (".402", "402"),
        (": 242.", "242"),
        ("46,9ˆ", "46,9"),
        ("2/76", "2,76"),
        ("210;3", "210,3"),
        ("5:90", "5,90"),
        ("84,0%.", "84,0%"),
        ("-97,2", "97,2"),
    ],
)
def test_marks_beside_a_number_among_numbers_are_dust(read, number):
    found = set_right(*column("Số", "12", "351", read, "84,5", "7", "29"))
    texts = {n: words[0].text for n, words in found.items()}
    assert texts == ({} if read == number else {3: number})
    assert all(words[0].alternatives[0][0] == read for words in found.values())


@pytest.mark.parametrize(
    ("read", "number"), [("T72", "772"), ("IIOI", "1101"), ("I5II", "1511"), ("§6", "86")]
)
def test_a_letter_among_digits_is_a_digit_not_to_be_sure_of(read, number):
    ((word,),) = set_right(*column("Số", "12", "351", read, "84,5", "7")).values()
    assert (word.text, word.confidence) == (number, UNSURE)


def test_a_minus_that_is_printed_stays():
    assert set_right(*column("Số", "12", "35", "-97,2", "84,5", "7", dashes=(3,))) == {}


@pytest.mark.parametrize(
    "texts",
    [
        ("Số", "12", "35", "Đạt", "-", "", "84,5", "7"),  # words and dashes among numbers
        ("Số", "1.", "2.", "3.", "4.", "5."),  # numbers that all end so
        ("Họ tên", "Hà.", "An", "'Bình", "Lan", "17."),  # no column of numbers
        ("Số", "12.", "13", "T4"),  # too few to tell
        ("Số", "12", "13", "14", "15", "TB", "SL"),
        ("Số", "12", "13", "14", "15", "III", "Loại"),
    ],
)
def test_other_cells_are_left(texts):
    assert set_right(*column(*texts)) == {}


def test_the_head_of_a_column_is_left():
    assert 0 not in set_right(*column("'2020", "12", "13", "14", "15", "16"))
