# SPDX-License-Identifier: Apache-2.0
"""Pictures of numbers in printed lines, for the network that reads handwriting."""

from __future__ import annotations

import random
import struct
from pathlib import Path

import cv2
import numpy as np

from lexicon.build.channel_pages import FACES
from lexicon.build.written_slots import Sources, read_idx, slot
from pipeline.ocr.handwriting import HEIGHT, OTHER

FONTS = [path for path in map(Path, FACES["tinos"]) if path.is_file()]


def digits(*, times: int = 2) -> np.ndarray:
    """Pictures of the digits as MNIST has them, each so many times."""
    made = np.zeros((10 * times, 28, 28), np.uint8)
    for number, picture in enumerate(made):
        cv2.putText(
            picture, str(number % 10), (6, 24), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 255, 2, cv2.LINE_AA
        )
    return made


def idx_files(folder: Path, pictures: np.ndarray) -> tuple[Path, Path]:
    images, labels = folder / "images", folder / "labels"
    images.write_bytes(struct.pack(">4i", 0x803, len(pictures), 28, 28) + pictures.tobytes())
    names = np.arange(len(pictures), dtype=np.uint8) % 10
    labels.write_bytes(struct.pack(">2i", 0x801, len(pictures)) + names.tobytes())
    return images, labels


def test_digits_are_read_from_idx_files(tmp_path: Path) -> None:
    pictures = digits()
    by_digit = read_idx(*idx_files(tmp_path, pictures))
    assert [len(of_digit) for of_digit in by_digit] == [2] * 10
    assert np.array_equal(by_digit[3][1], pictures[13])


def test_slots_are_of_one_height_and_the_same_for_the_same_seed(tmp_path: Path) -> None:
    sources = Sources(read_idx(*idx_files(tmp_path, digits())), FONTS)
    drawn = [slot(sources, random.Random(seed)) for seed in range(60)]
    again = [slot(sources, random.Random(seed)) for seed in range(60)]
    for (page, classes), (other, others) in zip(drawn, again, strict=True):
        assert np.array_equal(page, other)
        assert classes == others
        assert page.dtype == np.uint8
        assert len(page) == HEIGHT
        assert set(classes) <= {*range(10), OTHER}
    assert len({tuple(classes) for _, classes in drawn}) > 30
    assert any(OTHER in classes for _, classes in drawn)
    assert sum(bool((page < 128).any()) for page, _ in drawn) > 50
