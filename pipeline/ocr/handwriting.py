# SPDX-License-Identifier: Apache-2.0
"""Numbers written by hand: a small network reads them from a picture of their place in a line.

A convolutional network with connectionist temporal classification (Graves et al., 2006): it names
a digit, or nothing, for every second column, so that digits need not be cut apart. It saw what is
printed on both sides of a number too, and names it nothing. Trained by `lexicon.build.handwriting`,
run by numpy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file

import cv2
import numpy as np
import numpy.typing as npt

from lexicon import HANDWRITING, HANDWRITING_FORMAT, HANDWRITING_MAGIC, data_file
from lexicon.arrays import mapped_arrays

X_HEIGHT = 10
"""Of the print around a number in a picture for the network, in pixels."""
HEIGHT, BASELINE = 44, 28
"""Rows of a picture, and the row that the print stands on."""
WIDEST = 600
"""Columns of a picture: 60 x-heights."""
OTHER, BLANK = 10, 11
"""Classes beside the ten digits: what is written and is no digit; nothing."""
BEAM = 12
"""Beginnings of numbers that are kept while a picture is read."""
PAPER, INK = 95, 2
"""Percentiles of a picture's gray that are paper and ink."""
FINEST, MARGIN = 0.35, 8
"""Blur before a page is made smaller, in pixels of the picture; pixels around what is blurred."""
LEAST_CONTRAST = 60.0
"""Between these two: on empty paper grain is not made ink."""
FAINTEST = 128
"""Gray of ink, at most: the network saw no empty paper."""


@dataclass(frozen=True)
class Layer:
    """A convolution, and how much what it gives is pooled (rows, columns)."""

    inputs: int
    outputs: int
    kernel: tuple[int, int]
    padding: int
    pool: tuple[int, int] = (1, 1)


LAYERS = (
    Layer(1, 24, (3, 3), 1, (2, 2)),
    Layer(24, 48, (3, 3), 1, (2, 1)),
    Layer(48, 64, (3, 3), 1),
    Layer(64, 64, (3, 3), 1, (2, 1)),
    Layer(64, 96, (3, 3), 1),
    Layer(96, 128, (5, 1), 0),
    Layer(128, 128, (1, 7), 0),
    Layer(128, 12, (1, 1), 0),
)
"""Rows are padded by ``padding``, columns so that they stay as many."""


def picture_of(
    image: npt.NDArray[np.uint8], left: float, right: float, baseline: float, x_height: float
) -> npt.NDArray[np.uint8]:
    """The columns from ``left`` to ``right`` of a line of a gray page (px), as the network saw
    lines: HEIGHT rows, the print of X_HEIGHT, paper white and ink dark."""
    scale = X_HEIGHT / x_height
    width = int(min(WIDEST, max(8, round((right - left) * scale))))
    top, bottom = baseline - BASELINE / scale, baseline + (HEIGHT - BASELINE) / scale
    rows, columns = image.shape
    row, first = np.clip((top - MARGIN, left - MARGIN), 0, (rows - 1, columns - 1)).astype(int)
    part = image[row : max(row + 1, int(bottom) + MARGIN), first : int(right) + MARGIN]
    if scale < 1:
        part = np.asarray(cv2.GaussianBlur(part, (0, 0), FINEST / scale), np.uint8)
    matrix = np.array([[scale, 0, (first - left) * scale], [0, scale, (row - top) * scale]])
    size = (width, HEIGHT)
    made = cv2.warpAffine(part, matrix, size, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    return in_contrast(made)


def in_contrast(picture: npt.NDArray[np.floating]) -> npt.NDArray[np.uint8]:
    """A gray picture with its paper white and its ink black."""
    ink, paper = np.percentile(picture, (INK, PAPER))
    spread = 255 - 255 * (paper - picture) / max(float(paper - ink), LEAST_CONTRAST)
    return np.clip(spread, 0, 255).astype(np.uint8)


def readings_of(picture: npt.NDArray[np.uint8]) -> dict[str, float]:
    """What may be written in a picture (see `picture_of`), and how probable it is.

    Digits, and ``?`` for what is written and is no digit; the empty text where nothing is.
    """
    if picture.min() > FAINTEST:
        return {"": 1.0}
    return texts_of(log_shares(picture))


def log_shares(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """Logarithms of the classes' probabilities, (columns / 2, classes)."""
    values = (1 - picture.astype(np.float32) / 255)[None]
    for number, (layer, (weight, bias)) in enumerate(zip(LAYERS, weights(), strict=True)):
        columns = layer.kernel[1] // 2
        padded = np.pad(values, ((0, 0), (layer.padding,) * 2, (columns,) * 2))
        windows = np.lib.stride_tricks.sliding_window_view(padded, layer.kernel, axis=(1, 2))
        values = np.tensordot(weight, windows, ([1, 2, 3], [0, 3, 4])) + bias[:, None, None]
        if number + 1 < len(LAYERS):
            values = np.maximum(values, 0)
        rows, across = layer.pool
        if layer.pool != (1, 1):
            kept = values[:, : values.shape[1] // rows * rows, : values.shape[2] // across * across]
            parts = kept.reshape(len(kept), kept.shape[1] // rows, rows, -1, across)
            values = parts.max(axis=(2, 4))
    scores = values[:, 0].T
    scores = scores - scores.max(axis=1, keepdims=True)
    shares: npt.NDArray[np.float32] = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    return shares


def texts_of(shares: npt.NDArray[np.float32], beam: int = BEAM) -> dict[str, float]:
    """The likeliest texts and their probability, each over all its paths through (columns,
    classes): prefix beam search (Hannun et al., 2014)."""
    names = "0123456789?"
    kept: dict[str, tuple[float, float]] = {"": (1.0, 0.0)}  # ending in nothing, in its last class
    for column in np.exp(shares.astype(np.float64)):
        grown: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        likely = [index for index in range(BLANK) if column[index] > 1e-4]
        for text, (blank, ended) in kept.items():
            grown[text][0] += (blank + ended) * column[BLANK]
            if text:
                grown[text][1] += ended * column[names.index(text[-1])]
            for index in likely:
                again = text.endswith(names[index])
                grown[text + names[index]][1] += column[index] * (blank if again else blank + ended)
        best = sorted(grown.items(), key=lambda item: -sum(item[1]))[:beam]
        kept = {text: (blank, ended) for text, (blank, ended) in best}
    return {text: blank + ended for text, (blank, ended) in kept.items()}


def best_path(shares: npt.NDArray[np.float32]) -> list[int]:
    """The classes on the most likely path through (columns, classes)."""
    path = shares.argmax(axis=1)
    kept = np.flatnonzero(np.diff(path, prepend=-1))
    return [int(index) for index in path[kept] if index != BLANK]


@lru_cache(maxsize=1)
def weights() -> Sequence[tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]]:
    """Weights and biases of the layers, loaded once a process. Raises DataMissingError."""
    with as_file(data_file(HANDWRITING)) as path:
        arrays = mapped_arrays(path, HANDWRITING_MAGIC, HANDWRITING_FORMAT)
        return [
            (arrays[f"weight{number}"].astype(np.float32), arrays[f"bias{number}"].copy())
            for number in range(len(LAYERS))
        ]
