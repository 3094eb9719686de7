# SPDX-License-Identifier: Apache-2.0
"""Pictures of numbers written by hand into printed lines, to learn to read them from.

"Số: 154/CTPH-LĐLĐ", "ngày 28 tháng 4": the slot of a letterhead with what is printed on both sides
of it, in Times-like faces. What is written are digits of MNIST (LeCun, Cortes: digits that some
five hundred people wrote for NIST; CC BY-SA 3.0) in their IDX files, or of fonts that look like
handwriting (the Fontsource packages, OFL). Of MNIST, which Americans wrote, a share of the digits 1
is given a flag and a foot, and of the digits 7 a bar, as they are written in Viet Nam.

A picture is gray (uint8, paper white), HEIGHT rows and as wide as its text; x-height and baseline
are those of :mod:`pipeline.ocr.handwriting`.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from lexicon.build.channel_pages import FACES
from pipeline.ocr.handwriting import BASELINE, HEIGHT, OTHER, X_HEIGHT, in_contrast

Gray = NDArray[np.uint8]

SCALE = 2
"""Pictures are drawn so many times larger."""
SHARES = {"written": 0.45, "font": 0.42, "print": 0.08, "nothing": 0.05}
"""What stands in a slot."""
BEFORE = ("Số:", "Số :", "Số", "ố:", ":", "", "ngày", "gày", "ày", "y", "tháng", "g", "Giang, ngày")
AFTER = (
    *("/QĐ-UB", "/UBND-", "/CT-", "/TB-ĐH", "-CT/TW", "-QĐ/T", "/SYT-N", "/BC-", "/KH", "/", ""),
    *("tháng", "thá", "t", "năm", "năm 20", "nă"),
)
LETTERS = "aAbBcCkKđĐ/"
PRINT_SIZES = (0.44, 0.47)
"""x-height of Times-like faces, in their size."""


@dataclass(frozen=True)
class Sources:
    """Pictures of digits (28 x 28, ink high) by digit, and the files of fonts."""

    digits: Sequence[Sequence[Gray]]
    fonts: Sequence[Path]


def read_idx(images: Path, labels: Path) -> list[list[Gray]]:
    """Pictures of digits by digit, from MNIST's IDX files."""
    pictures = np.frombuffer(images.read_bytes(), np.uint8, offset=16).reshape(-1, 28, 28)
    names = np.frombuffer(labels.read_bytes(), np.uint8, offset=8)
    return [list(pictures[names == digit]) for digit in range(10)]


def slot(sources: Sources, rng: random.Random) -> tuple[Gray, list[int]]:
    """A picture of a slot, and the classes of what is written there."""
    kind = rng.choices(list(SHARES), list(SHARES.values()))[0]
    digits = [
        rng.randrange(10) for _ in range(rng.choices((1, 2, 3, 4, 5), (14, 42, 22, 18, 4))[0])
    ]
    if kind == "nothing":
        digits = []
    classes = list(digits)
    x_height = X_HEIGHT * SCALE * rng.uniform(0.82, 1.15)  # nobody measures it better
    face = rng.choice([faces for _, faces in sorted(FACES.items()) if Path(faces[0]).exists()])
    style = face[2 * (rng.random() < 0.4) + (rng.random() < 0.08)]
    printed = _font(style, round(x_height / rng.uniform(*PRINT_SIZES)))
    paper = np.full((HEIGHT * SCALE, round(45 * x_height)), 255, np.uint8)
    ink = rng.choice((0, 0, 20, 50))
    at = rng.uniform(0, 1.5) * x_height
    at = _print(paper, rng.choice(BEFORE), at, printed, ink)
    at += rng.uniform(-0.35, 1.4) * x_height
    leader = at
    if kind == "print":
        at = _print(paper, "".join(map(str, digits)), at, printed, ink)
    elif kind == "font":
        suffix = ""
        if rng.random() < 0.12:
            suffix = rng.choice(LETTERS)
            classes.append(OTHER)
        face_of = rng.choice(sources.fonts)
        at = _write_font(paper, digits, suffix, at, x_height, face_of, rng)
    elif digits:
        at = _write_digits(paper, digits, at, x_height, sources, rng)
    if rng.random() < 0.2:
        _draw_leader(paper, leader, at + rng.uniform(0, 2) * x_height, rng)
    if digits:
        at += (
            rng.choice((rng.uniform(-0.5, 1.4), rng.uniform(-0.5, 1.4), rng.uniform(1, 4)))
            * x_height
        )
    else:
        at += rng.uniform(0, 4) * x_height
    at = _print(paper, rng.choice(AFTER), at, printed, ink)
    end = min(paper.shape[1], round(at + rng.uniform(0, 1.5) * x_height))
    paper = paper[:, : max(end, round(4 * x_height))]
    if rng.random() < 0.3:  # the feet or heads of a line beside
        _print_beside(paper, printed, rng)
    if rng.random() < 0.1:  # the rule below the name of the office
        left, row = rng.randrange(paper.shape[1]), round(rng.uniform(0, 0.2) * len(paper))
        cv2.line(paper, (left, row), (left + rng.randrange(20, 200), row), 0, rng.choice((1, 2)))
    return spoilt(paper, rng), classes


def _print(paper: Gray, text: str, at: float, font: ImageFont.FreeTypeFont, ink: int) -> float:
    if not text:
        return at
    _lay(paper, _drawn(text, font, BASELINE * SCALE, len(paper)), at, ink)
    return at + font.getlength(text)


def _print_beside(paper: Gray, font: ImageFont.FreeTypeFont, rng: random.Random) -> None:
    """A line above or below, as near as single spacing sets it."""
    away = rng.uniform(2.5, 3.2) * X_HEIGHT * SCALE * rng.choice((-1, 1))
    text = "".join(rng.choice("nhậtgýlởàộTBpiềuớ SỞY") for _ in range(40))
    left = rng.uniform(-10, 0.7 * paper.shape[1])
    _lay(paper, _drawn(text, font, BASELINE * SCALE + away, len(paper)), left, 0)


def _drawn(text: str, font: ImageFont.FreeTypeFont, baseline: float, height: int) -> Gray:
    """Ink (255) of a text on its baseline."""
    page = Image.new("L", (int(font.getlength(text)) + 12, height), 0)
    ImageDraw.Draw(page).text((4, baseline), text, 255, font, anchor="ls")
    return np.asarray(page)


def _lay(paper: Gray, ink: Gray, left: float, gray: int) -> None:
    """Put ink on paper, where it is darker."""
    first = round(left)
    begin, end = max(first, 0), min(first + ink.shape[1], paper.shape[1])
    if begin >= end:
        return
    seen = ink[:, begin - first : end - first].astype(np.float32) / 255
    place = paper[:, begin:end]
    np.minimum(place, (255 - seen * (255 - gray)).astype(np.uint8), out=place)


def _write_font(
    paper: Gray,
    digits: Sequence[int],
    suffix: str,
    at: float,
    x_height: float,
    face: Path,
    rng: random.Random,
) -> float:
    text = "".join(map(str, digits)) + suffix
    font = _font(str(face), 64)
    left, top, right, bottom = font.getbbox(text)
    page = Image.new("L", (int(right - left) + 16, int(bottom - top) + 16), 0)
    ImageDraw.Draw(page).text((8 - left, 8 - top), text, 255, font)
    return _place(paper, np.asarray(page), at, x_height, rng)


def _write_digits(
    paper: Gray,
    digits: Sequence[int],
    at: float,
    x_height: float,
    sources: Sources,
    rng: random.Random,
) -> float:
    """Digits of MNIST beside each other, as near as one hand writes them."""
    line = np.zeros((84, 70 * len(digits) + 40), np.uint8)
    x = 10.0
    gap = rng.uniform(-5, 9)
    for digit in digits:
        drawn = rng.choice(sources.digits[digit])
        drawn = _gray(cv2.resize(drawn, (84, 84), interpolation=cv2.INTER_CUBIC))
        picture = _as_in_vietnam(drawn, digit, rng)
        columns = np.flatnonzero(picture.max(axis=0) > 60)
        rows = np.flatnonzero(picture.max(axis=1) > 60)
        cut = picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        tall = 60 * rng.uniform(0.85, 1.12)
        wide = max(5.0, cut.shape[1] * tall / len(cut) * rng.uniform(0.75, 1.05))
        cut = _gray(cv2.resize(cut, (round(wide), round(tall)), interpolation=cv2.INTER_AREA))
        foot = 76 + round(rng.uniform(-5, 5))
        head, left = max(0, foot - len(cut)), round(x)
        cut = cut[len(cut) - (min(foot, 84) - head) :]
        place = line[head : head + len(cut), left : left + cut.shape[1]]
        np.maximum(place, cut[:, : place.shape[1]], out=place)
        x += cut.shape[1] + gap + rng.uniform(-3, 3)
    line = line[:, : round(x) + 12]
    if rng.random() < 0.7:  # pens are thinner than MNIST's pencils
        times = rng.choice((1, 2, 2, 3, 4))
        line = _gray(cv2.erode(line, np.ones((2, 2), np.uint8), iterations=times))
    return _place(paper, line, at, x_height, rng)


def _as_in_vietnam(picture: Gray, digit: int, rng: random.Random) -> Gray:
    """A 1 with a flag and perhaps a foot, a 7 with a bar, in the stroke of the picture."""
    if digit not in (1, 7) or rng.random() < 0.4:
        return picture
    made = picture.copy()
    rows, columns = np.nonzero(picture > 100)
    top, bottom = int(rows.min()), int(rows.max())
    pen = max(3, round(len(rows) / max(bottom - top, 1) * (0.7 if digit == 1 else 0.35)))
    if digit == 7:
        middle = round(top + rng.uniform(0.45, 0.62) * (bottom - top))
        across = columns[np.abs(rows - middle) < 3]
        x = int(across.mean()) if len(across) else int(columns.mean())
        half = rng.uniform(8, 15)
        rise = rng.uniform(-3, 5)
        ends = (round(x - half), round(middle + rise)), (round(x + half), round(middle - rise))
        cv2.line(made, *ends, 255, pen, cv2.LINE_AA)
        return made
    head = int(columns[rows <= top + 3].mean()), top + pen // 2
    long = rng.uniform(8, 26)
    down = long * rng.uniform(0.5, 1.5)
    cv2.line(made, head, (round(head[0] - long), round(top + down)), 255, pen, cv2.LINE_AA)
    if rng.random() < 0.3:
        foot = int(columns[rows >= bottom - 3].mean())
        half = round(rng.uniform(7, 14))
        cv2.line(made, (foot - half, bottom), (foot + half, bottom), 255, pen, cv2.LINE_AA)
    return made


def _place(paper: Gray, ink: Gray, at: float, x_height: float, rng: random.Random) -> float:
    """Written ink set to its size, slant and place; where it ends."""
    rows, columns = np.flatnonzero(ink.max(axis=1) > 60), np.flatnonzero(ink.max(axis=0) > 60)
    if not len(rows):
        return at
    tall = rng.triangular(1.15, 3.0, 1.7) * x_height
    scale = tall / (rows[-1] - rows[0] + 1)
    wide = scale * rng.uniform(0.75, 1.2)
    shear = rng.uniform(-0.1, 0.35)
    turn = rng.uniform(-0.09, 0.09)
    foot = BASELINE * SCALE + rng.uniform(-0.35, 0.55) * x_height
    width = round((columns[-1] - columns[0] + 1) * wide + 2.5 * tall)
    left = 0.8 * tall
    matrix = np.array(
        [
            [wide, -shear * scale, left - columns[0] * wide + shear * scale * rows[-1]],
            [turn * wide, scale, foot - rows[-1] * scale - turn * wide * columns[0]],
        ]
    )
    drawn = _gray(cv2.warpAffine(ink, matrix, (width, len(paper)), flags=cv2.INTER_AREA))
    drawn = _unsteady(drawn, tall, rng)
    if rng.random() < 0.25:
        drawn = _gray(cv2.dilate(drawn, np.ones((2, 2), np.uint8)))
    seen = np.flatnonzero(drawn.max(axis=0) > 60)
    if not len(seen):
        return at
    _lay(paper, np.asarray(drawn[:, seen[0] : seen[-1] + 1]), at, round(rng.triangular(0, 140, 10)))
    return at + seen[-1] - seen[0] + 1


def _unsteady(ink: Gray, tall: float, rng: random.Random) -> Gray:
    """Strokes bent a little: no hand, and so no font, writes a digit twice alike."""
    height, width = ink.shape
    noise = np.random.default_rng(rng.getrandbits(32))
    cells = max(2, round(height / (0.6 * tall))), max(2, round(width / (0.6 * tall)))
    coarse = noise.normal(0, rng.uniform(0, 0.055) * tall, (2, *cells)).astype(np.float32)
    moved = [cv2.resize(part, (width, height), interpolation=cv2.INTER_CUBIC) for part in coarse]
    y, x = np.indices((height, width), dtype=np.float32)
    return _gray(cv2.remap(ink, x + moved[0], y + moved[1], cv2.INTER_LINEAR))


def _draw_leader(paper: Gray, left: float, right: float, rng: random.Random) -> None:
    """Dots to write on."""
    step, size = rng.uniform(0.35, 0.8) * X_HEIGHT * SCALE, rng.choice((1, 1, 2))
    row = round(BASELINE * SCALE + rng.uniform(-2, 3))
    for x in np.arange(left, right, step):
        cv2.circle(paper, (round(x), row), size, rng.choice((0, 60)), -1)


def spoilt(paper: Gray, rng: random.Random) -> Gray:
    """As a scan shows it, at its own size: bent, faint or thick, coarse, grainy, or bilevel."""
    height, width = paper.shape
    noise = np.random.default_rng(rng.getrandbits(32))
    bend = rng.uniform(0, 1.6)
    coarse = noise.normal(0, bend, (2, 4, max(2, width // 40))).astype(np.float32)
    moved = [cv2.resize(part, (width, height), interpolation=cv2.INTER_CUBIC) for part in coarse]
    y, x = np.indices((height, width), dtype=np.float32)
    page = cv2.remap(paper, x + moved[0], y + moved[1], cv2.INTER_LINEAR, borderValue=255)
    small = rng.uniform(0.42, 0.8)  # resolution of the scan
    page = cv2.resize(page, None, fx=small, fy=small, interpolation=cv2.INTER_AREA)
    page = cv2.GaussianBlur(page, (0, 0), rng.uniform(0.2, 0.8))
    gray = page.astype(np.float32)
    contrast = rng.uniform(0.55, 1.0)
    gray = 255 - (255 - gray) * contrast
    gray += noise.normal(0, rng.choice((0, 3, 8, 14)), gray.shape)
    if rng.random() < 0.4:
        gray = np.where(gray > 255 * (1 - contrast * rng.uniform(0.2, 0.65)), 255.0, 0.0)
        if rng.random() < 0.3:
            specks = noise.random(gray.shape) < 0.003
            gray[specks] = 255 - gray[specks]
    page = np.clip(gray, 0, 255).astype(np.uint8)
    size = (max(8, round(width / SCALE)), HEIGHT)
    return in_contrast(cv2.resize(page, size, interpolation=cv2.INTER_AREA).astype(np.float32))


def _gray(page: NDArray[Any]) -> Gray:
    return np.asarray(page, np.uint8)


@lru_cache(maxsize=512)
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)
