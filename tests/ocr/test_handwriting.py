# SPDX-License-Identifier: Apache-2.0
"""The network that reads numbers written by hand, and the search through what it says."""

from __future__ import annotations

import itertools

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ocr.handwriting import (
    BASELINE,
    BLANK,
    HEIGHT,
    X_HEIGHT,
    best_path,
    log_shares,
    picture_of,
    readings_of,
    texts_of,
)

Page = npt.NDArray[np.uint8]


def written(text: str, *, tall: float = 18, pen: int = 2, left: int = 20, width: int = 120) -> Page:
    """Digits in the strokes of a plotter, as high as a hand writes them between print."""
    page = np.full((HEIGHT * 4, width * 4), 255, np.uint8)
    scale = tall / 21 * 4
    place = (left * 4, (BASELINE + 2) * 4)
    cv2.putText(page, text, place, cv2.FONT_HERSHEY_SIMPLEX, scale, 30, pen * 4, cv2.LINE_AA)
    page = cv2.warpAffine(  # hands slant
        page, np.array([[1, -0.15, 16], [0, 1, 0.0]]), page.shape[::-1], borderValue=255
    )
    return np.asarray(cv2.resize(page, (width, HEIGHT), interpolation=cv2.INTER_AREA), np.uint8)


@pytest.mark.parametrize("text", ["28", "154", "7", "03", "2026"])
def test_digits_drawn_with_a_pen_are_read(text: str) -> None:
    readings = readings_of(written(text))
    assert max(readings, key=readings.__getitem__) == text


def test_on_empty_paper_nothing_is_written() -> None:
    readings = readings_of(np.full((HEIGHT, 90), 255, np.uint8))
    assert readings[""] > 0.9


@pytest.mark.parametrize("width", [8, 9, 90, 331])
def test_a_share_of_every_class_for_every_second_column(width: int) -> None:
    shares = log_shares(written("5", width=width))
    assert shares.shape == (width // 2, BLANK + 1)
    assert np.allclose(np.exp(shares).sum(axis=1), 1, atol=1e-4)


def test_a_picture_is_of_one_size_and_contrast() -> None:
    page = cv2.resize(written("28"), None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC)
    faint = (160 + page.astype(int) // 3).astype(np.uint8)
    for image in (np.asarray(page, np.uint8), faint):
        picture = picture_of(image, 0, 360, BASELINE * 3, X_HEIGHT * 3)
        assert picture.shape == (HEIGHT, 120)
        readings = readings_of(picture)
        assert max(readings, key=readings.__getitem__) == "28"


@given(st.lists(st.tuples(*[st.integers(1, 50)] * 3), min_size=1, max_size=6))
def test_the_probability_of_a_text_is_that_of_all_its_paths(rows: list[tuple[int, ...]]) -> None:
    classes = (0, 1, BLANK)
    shares = np.full((len(rows), BLANK + 1), 1e-9)
    shares[:, classes] = np.array(rows) / np.array(rows).sum(axis=1, keepdims=True)
    expected: dict[str, float] = {}
    for path in itertools.product(classes, repeat=len(rows)):
        steps = [here for here, _ in itertools.groupby(path)]
        text = "".join(str(index) for index in steps if index != BLANK)
        share = float(np.prod([row[index] for row, index in zip(shares, path, strict=True)]))
        expected[text] = expected.get(text, 0.0) + share
    found = texts_of(np.log(shares).astype(np.float32), beam=1000)
    assert set(expected) <= set(found)
    for text, share in expected.items():
        assert found[text] == pytest.approx(share, rel=1e-3, abs=1e-6)


def test_the_likeliest_path_needs_a_gap_between_equal_digits() -> None:
    path = [1, 1, BLANK, 1, 2, BLANK, BLANK]
    shares = np.log(np.eye(BLANK + 1, dtype=np.float32)[path] + 1e-3)
    assert best_path(shares) == [1, 1, 2]
