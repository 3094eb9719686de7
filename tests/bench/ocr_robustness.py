# SPDX-License-Identifier: Apache-2.0
"""Reading of worse scans: real ones of one page, spoiled as scanners, copiers and age spoil them.

Plain is ``pytesseract.image_to_string(page, lang="vie")`` on the same image.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from pdf2image import convert_from_path
from PIL import Image

from pipeline.ocr import read_image
from pipeline.repair import repair_pages
from tests.bench.repair_accuracy import scorer, transcripts

TITLE = "Worse scans: percent of words wrong"
DOCUMENTS = ("17", "26", "43", "54", "60")  # transcripts that cover one page
DPI = 200

Gray = NDArray[np.uint8]
Random = np.random.Generator


def as_bytes(levels: NDArray[Any]) -> Gray:
    return np.clip(levels, 0, 255).astype(np.uint8)


def faint(page: Gray, rng: Random) -> Gray:
    """Print at a third of its contrast, with a little grain."""
    return as_bytes(255 - (255.0 - page) * 0.35 + rng.normal(0, 6, page.shape))


def negative(page: Gray, rng: Random) -> Gray:
    return np.asarray(255 - page, np.uint8)


def streaks(page: Gray, rng: Random) -> Gray:
    """Six dark lines from top to bottom, two px wide."""
    out = page.copy()
    for left in rng.integers(50, page.shape[1] - 50, 6).tolist():
        out[:, left : left + 2] = np.minimum(out[:, left : left + 2], rng.integers(0, 120))
    return out


def broken_streaks(page: Gray, rng: Random) -> Gray:
    """Six such lines, now there and now not, in two levels."""
    out = page.copy()
    for left in rng.integers(50, page.shape[1] - 50, 6).tolist():
        at = 0
        while at < len(out):
            length = int(rng.integers(6, 150))
            out[at : at + length, left : left + 2] = 0
            at += length + int(rng.integers(6, 150))
    return as_bytes(np.where(out > 150, 255, 0))


def lined(page: Gray, rng: Random) -> Gray:
    """White lines across the print, two px wide, one to three in an inch; a little askew."""
    out = page.copy()
    at = int(rng.integers(20, 150))
    while at < len(out):
        out[at : at + 2] = 255
        at += int(rng.integers(65, 200))
    return turned(out, rng.uniform(-0.6, 0.6))


def ramp(page: Gray, rng: Random, darkest: float) -> NDArray[Any]:
    """How much darker each pixel becomes: evenly more in one direction."""
    angle = rng.uniform(0, 2 * np.pi)
    height, width = page.shape
    down, right = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    return np.asarray(
        darkest * np.clip(0.5 + 0.5 * (np.cos(angle) * right + np.sin(angle) * down), 0, 1)
    )


def shadow(page: Gray, rng: Random) -> Gray:
    """A dark picture, darker to one side."""
    return as_bytes((page - ramp(page, rng, 90)) * 0.6)


def grainy(page: Gray, rng: Random) -> Gray:
    """A bilevel copy with grain where it is dark."""
    grain = cv2.GaussianBlur(rng.normal(0, 40, page.shape), (0, 0), 1) * 2
    return as_bytes(np.where(page - ramp(page, rng, 100) + grain > 128, 255, 0))


def thick(page: Gray, rng: Random) -> Gray:
    """Every stroke two px wider."""
    return np.asarray(cv2.erode(page, np.ones((3, 3), np.uint8)), np.uint8)


def halftone(page: Gray, rng: Random) -> Gray:
    """A bilevel scan of paper that is a tenth gray: dots, by diffusion of errors."""
    gray = Image.fromarray(as_bytes(page * 0.9))
    return np.asarray(gray.convert("1").convert("L"), np.uint8)


def coarse(page: Gray, rng: Random) -> Gray:
    """A hundred dots an inch."""
    return np.asarray(
        cv2.resize(page, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8
    )


def askew(page: Gray, rng: Random) -> Gray:
    return turned(page, rng.uniform(2, 6))


def turned(page: Gray, degrees: float) -> Gray:
    """The page turned about its middle, counter-clockwise."""
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return np.asarray(cv2.warpAffine(page, turn, (width, height), borderValue=255), np.uint8)


def noisy(page: Gray, rng: Random) -> Gray:
    return as_bytes(cv2.GaussianBlur(page, (0, 0), 0.8) + rng.normal(0, 35, page.shape))


def bowed(page: Gray, rng: Random) -> Gray:
    """Paper that does not lie flat: lines bow by up to 1.5 % of its height, less or more below."""
    height, width = page.shape
    down, right = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    top, bottom = rng.uniform(-0.015, 0.015, 2)
    bow = (top * (1 - down) + bottom * down) * np.sin(np.pi * right ** rng.uniform(0.6, 1.4))
    x, y = right * (width - 1), (down + bow) * (height - 1)
    return as_bytes(
        cv2.remap(
            page, x.astype(np.float32), y.astype(np.float32), cv2.INTER_CUBIC, borderValue=255
        )
    )


def photographed(page: Gray, rng: Random) -> Gray:
    """A sheet on a dark desk, from aside, in uneven light: corners up to 8 % of a side inwards."""
    height, width = page.shape
    sides = np.array([width, height])
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]])
    inwards = rng.uniform(0, 0.08, (4, 2)) * np.where(corners == 0, 1, -1)
    seen = ((0.05 + 0.9 * (corners + inwards)) * sides).astype(np.float32)
    view = cv2.getPerspectiveTransform((corners * sides).astype(np.float32), seen)
    size = (width, height)
    sheet = cv2.warpPerspective(bowed(page, rng), view, size, flags=cv2.INTER_CUBIC)
    there = cv2.warpPerspective(np.ones_like(page), view, size, flags=cv2.INTER_NEAREST) > 0
    grain = cv2.resize(rng.uniform(-30, 30, (height // 8, 5)).astype(np.float32), size)
    picture = np.where(there, sheet * 0.85 + 10, rng.uniform(40, 120) + grain)
    lit = (picture - ramp(page, rng, 60)) * 0.9 + rng.normal(0, 4, page.shape)
    return as_bytes(cv2.GaussianBlur(lit, (0, 0), 0.8))


def paling(page: Gray, rng: Random) -> Gray:
    """Toner that runs out: print pales in a band, or towards one side or the foot."""
    height, width = page.shape
    down, right = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    along = right if rng.random() < 0.5 else down
    start = rng.uniform(0.2, 0.7)
    if rng.random() < 0.5:
        pale = np.exp(-(((along - start) / rng.uniform(0.025, 0.09)) ** 2))
    else:
        pale = np.clip((along - start) / 0.35, 0, 1)
    return as_bytes(255 - (255.0 - page) * (1 - rng.uniform(0.6, 0.85) * pale))


def ringed(page: Gray, rng: Random) -> Gray:
    """Ten words ringed by a red or blue pen. A colour page, H x W x 3."""
    drawn = np.repeat(page[:, :, None], 3, axis=2)
    pen = ((45, 35, 190), (150, 50, 25))[rng.integers(2)]
    rows = np.flatnonzero((page < 128).mean(axis=1) > 0.04)
    for y in rng.choice(rows, 10).tolist():
        x = int(rng.uniform(0.15, 0.85) * page.shape[1])
        size = (int(rng.uniform(35, 120)), int(rng.uniform(18, 32)))
        cv2.ellipse(drawn, (x, y), size, rng.uniform(-4, 4), -15, 360, pen, 3, cv2.LINE_AA)
    return np.minimum(drawn, page[:, :, None]).astype(np.uint8)


def showing_through(page: Gray, rng: Random) -> Gray:
    """Thin paper: the print of the other side, here the page itself, at a fifth to a third."""
    other = cv2.GaussianBlur(page[:, ::-1], (0, 0), 1.5)
    other = np.roll(other, rng.integers(-40, 40, 2).tolist(), (0, 1))
    return as_bytes(page - (255.0 - other) * rng.uniform(0.2, 0.35) * (page / 255.0))


def faxed(page: Gray, rng: Random) -> Gray:
    """A fax of standard resolution, 204 x 98 dots an inch, its rows doubled."""
    height, width = page.shape
    coarse = cv2.resize(
        page, (width * 204 // DPI, height * 98 // DPI), interpolation=cv2.INTER_AREA
    )
    dots = np.where(coarse + rng.normal(0, 12, coarse.shape) > 165, 255, 0).astype(np.uint8)
    return np.repeat(dots, 2, axis=0)


def clouds(shape: tuple[int, int], size: float, rng: Random) -> NDArray[Any]:
    """Values about 0, as far from it as 1 on average, that vary over ``size`` px."""
    coarse = (int(shape[0] / size) + 3, int(shape[1] / size) + 3)
    found = cv2.GaussianBlur(rng.normal(0, 1, coarse), (0, 0), 1.0)
    found = cv2.resize(found, shape[::-1], interpolation=cv2.INTER_CUBIC)
    return np.asarray(found / found.std())


def faded(page: Gray, rng: Random) -> Gray:
    """Thermal paper that faded: gray, its print pale everywhere and hardly there in places."""
    left = np.clip(0.42 + 0.13 * clouds(page.shape, rng.uniform(60, 140), rng), 0.1, 1)
    paper = rng.uniform(195, 225) + 8 * clouds(page.shape, 200, rng)
    soft = cv2.GaussianBlur(page, (0, 0), 1.0)
    return as_bytes(paper - (255.0 - soft) / 255 * left * 170 + rng.normal(0, 3, page.shape))


def carbon_copied(page: Gray, rng: Random) -> Gray:
    """The copy under a sheet of carbon paper: soft, smeared, darker and paler by turns."""
    ink = (255.0 - cv2.GaussianBlur(page, (0, 0), rng.uniform(1.8, 2.4))) / 255
    ink = np.clip(1.2 * ink, 0, 1) * (0.72 + 0.15 * clouds(page.shape, 90, rng))
    ink += 0.15 * cv2.GaussianBlur(ink, (0, 0), 12)
    return as_bytes(225 - 165 * np.clip(ink, 0, 1) + rng.normal(0, 5, page.shape))


KINDS: tuple[Callable[[Gray, Random], Gray], ...] = (
    faint, negative, streaks, shadow, grainy, thick, halftone, coarse, askew, noisy, bowed,
    photographed, paling, ringed, showing_through, faxed, faded, carbon_copied, broken_streaks,
    lined,
)  # fmt: skip


def measure(shared: Path) -> Iterator[dict[str, Any]]:
    """One row for each way of spoiling."""
    import pytesseract

    score = scorer(shared)
    pages: list[tuple[str, Gray, str]] = []
    for scan, page, printed in transcripts(shared):
        if scan.name.startswith(DOCUMENTS):
            number = int(page or 1)
            (image,) = convert_from_path(
                scan, dpi=DPI, first_page=number, last_page=number, grayscale=True
            )
            pages.append((scan.name, np.asarray(image, np.uint8), printed))
    for spoil in (None, *KINDS):
        words, plain, ours = 0, 0.0, 0.0
        for name, clean, printed in pages:
            kind = "as scanned" if spoil is None else spoil.__name__
            rng = np.random.default_rng(zlib.crc32(f"{name} {kind}".encode()))
            image = clean if spoil is None else spoil(clean, rng)
            (repaired,), _ = repair_pages([read_image(image, DPI * len(image) / len(clean))[0]])
            shown = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
            by_plain = score.score_text(printed, pytesseract.image_to_string(shown, lang="vie"))
            by_us = score.score_text(printed, repaired.text)
            words += by_us["words"]
            plain += by_plain["word_edits"]
            ours += by_us["word_edits"]
        yield {
            "scans": kind,
            "words": words,
            "plain": round(100 * plain / words, 2),
            "ours": round(100 * ours / words, 2),
        }
