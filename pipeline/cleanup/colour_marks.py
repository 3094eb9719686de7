# SPDX-License-Identifier: Apache-2.0
"""Coloured marks: round seals, signatures and marks of a pen are taken off the print under them.

By rule the seal is red and covers a third of the signature (Nghị định 30/2020, Phụ lục I), so
names and titles of signers lie under it. In the red channel red ink is as light as paper and
black print stays black; for blue ink the blue channel does the same. The lightest channel of a
pixel therefore shows the black print alone. Stamped text (a signer's name, HỎA TỐC, MẬT) is
coloured too but must be read: only round seals and large pen strokes are taken off (of red ones
those that are a single line: under words, around them, beside them), and what a highlighter laid
over the print.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import cv2
import numpy as np

from pipeline.cleanup.round_seals import disc_of, seals_alone
from pipeline.cleanup.sheet import Corners, Image, Seal, Sheet, gray_of

CHROMA = 38
"""Least difference between channels (paper made neutral) that makes a pixel coloured."""

REDUCED_WIDTH = 1240
"""Width in px about which large marks are looked for: 150 dpi on A4."""
STROKE, BROAD = 7, 13
"""More than the width of a stroke of print, and less than that of a highlighter, at that width."""
NARROWEST = 0.05
"""Width of a highlighted area as a share of the page's, at least: a word."""
WHITE, LIGHT, MOST_WHITE = 170, 190, 0.15
"""Brightness of paper, of the lightest channel of highlighted paper, and the share of white pixels
in a highlighted area at most."""

BLACK = 110
"""Brightness of the lightest channel below which there is print."""
TALL, WIDE = 0.034, 0.1
"""Height and width of a pen stroke as shares of the page's width; one of them at least."""
SHORT_LINE, FLAT = 0.03, 0.25
"""Width of a line under a word, at least, and its height as a share of that, at most."""
AROUND = 0.045
"""Width of a line around something, at least: no letter of a stamp is as wide."""
FRAMED, MOST_BOWED = 0.7, 0.05
"""Share of a frame's width along which both its sides are there; how far they bow, at most, as a
share of its height."""
CROSSED_ONCE = 1.2
"""How often a column crosses a line under words, on average."""


def take_off(sheet: Sheet) -> tuple[Sheet, dict[str, Any] | None]:
    """The page in gray without coloured seals and pen strokes; black print under them stays.

    Always returns a gray sheet. What was done: seals and strokes taken off, None if none.
    """
    if not sheet.is_colour:
        return sheet, None
    image = sheet.image
    gray = gray_of(image)
    red, blue = coloured_ink(image)
    red_share, blue_share = float(red.mean()) / 255, float(blue.mean()) / 255
    ink_share = max(float((gray[::4, ::4] < 140).mean()), 1e-6)
    if red_share + blue_share < 2e-5:
        return sheet.redrawn(gray), None
    out = gray.copy()
    # coloured print that stays is drawn by its darkest channel: red on white is pale in gray
    coloured = cv2.bitwise_or(red, blue)
    darkest = image.min(axis=2)
    np.copyto(out, darkest, where=coloured > 0)
    lightest = image.max(axis=2)
    seals = seals_alone(red) if red_share < 0.5 * max(ink_share, 0.02) + 0.05 else ()
    highlights = _clear_highlights(out, lightest, gray, _outside(seals, coloured))
    for seal in seals:
        _clear_seal(out, lightest, coloured, seal)
    strokes: list[Corners] = []
    if blue_share < 0.6 * ink_share:
        strokes += _clear_strokes(out, lightest, blue, _is_blue_stroke)
    if red_share < 0.6 * ink_share:
        strokes += _clear_strokes(out, lightest, _outside(seals, red), _is_line)
    done: dict[str, Any] | None = None
    if seals or strokes or highlights:
        done = {"seals": [seal.rounded for seal in seals], "pen_strokes": len(strokes)}
        if highlights:
            done["highlights"] = highlights
    return replace(sheet, image=out, seals=seals, strokes=tuple(strokes)), done


def coloured_ink(image: Image) -> tuple[Image, Image]:
    """Masks (uint8 0/255, H x W) of red and of blue ink in a BGR page."""
    sample = image[::8, ::8].reshape(-1, 3)
    bright = sample[sample.sum(axis=1) >= np.quantile(sample.sum(axis=1), 0.5)]
    paper = np.median(bright, axis=0)
    tables = [
        np.clip(np.arange(256) * (float(paper.max()) / max(float(level), 1.0)), 0, 255).astype(
            np.uint8
        )
        for level in paper
    ]
    b, g, r = (cv2.LUT(image[:, :, i], tables[i]) for i in range(3))
    red_excess = cv2.subtract(r, cv2.max(g, b))
    blue_excess = cv2.subtract(b, cv2.max(r, cv2.subtract(g, np.full_like(g, 12))))
    red = cv2.threshold(red_excess, CHROMA, 255, cv2.THRESH_BINARY)[1]
    blue = cv2.threshold(blue_excess, CHROMA - 10, 255, cv2.THRESH_BINARY)[1]
    return red.astype(np.uint8), blue.astype(np.uint8)


def _outside(seals: tuple[Seal, ...], mask: Any) -> Any:
    """The mask without the discs of the seals."""
    rest = mask.copy() if seals else mask
    for seal in seals:
        window, disc = disc_of(rest, seal)
        rest[window][disc] = 0
    return rest


def _clear_seal(out: Image, lightest: Image, coloured: Any, seal: Seal) -> None:
    window, disc = disc_of(out, seal)
    # JPEG spreads colour over its neighbours: pixels beside coloured ones belong to the mark
    near = cv2.dilate(coloured[window], np.ones((3, 3), np.uint8)) > 0
    _whiten(out[window], lightest[window], disc & near)


def _clear_highlights(out: Image, lightest: Image, gray: Image, coloured: Any) -> int:
    """Take light colour laid over print off; the count.

    A highlighter leaves areas broader than any stroke in which nothing is white: pixels are
    coloured, or dark print. Between the letters of a stamp the paper shows.
    """
    small = _reduced(coloured)
    white = (small == 0) & (_reduced(gray) > WHITE)
    light = _reduced(lightest)
    joined = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((STROKE, STROKE), np.uint8))
    broad = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((BROAD, BROAD), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(broad, connectivity=8)
    chosen = np.zeros_like(small)
    found = 0
    for label in range(1, count):
        x, y, width, height = (int(value) for value in stats[label, :4])
        window = (slice(y, y + height), slice(x, x + width))
        if width < NARROWEST * small.shape[1]:
            continue  # where strokes of a pen cross
        area = labels[window] == label
        colour = light[window][area & (small[window] > 0)]
        if white[window][area].mean() > MOST_WHITE or np.median(colour) < LIGHT:
            continue
        chosen[window][area] = 255
        found += 1
    if found:
        chosen = cv2.dilate(chosen, np.ones((5, 5), np.uint8)).astype(np.uint8)
        where = _enlarged(chosen, out) > 0
        out[where] = lightest[where]
    return found


def _clear_strokes(
    out: Image, lightest: Image, ink: Image, is_stroke: Callable[[Any, int], bool]
) -> list[Corners]:
    """Take pen strokes off; where they were.

    ``is_stroke``: asked of each piece of ink, its mask (bool, h x w) and the page's width in px.
    """
    small = _reduced(ink)
    # print that a stroke crosses breaks it
    whole = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((BROAD, BROAD), np.uint8))
    strong = cv2.dilate(small, np.ones((3, 3), np.uint8))
    bridges = np.where(_reduced(lightest) < BLACK, whole, 0).astype(np.uint8)
    joined = cv2.bitwise_or(strong, bridges)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    strokes = np.zeros(count, bool)
    width = small.shape[1]
    longest = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    for label in np.flatnonzero(longest > SHORT_LINE * width).tolist():
        if label == 0:
            continue
        x, y, w, h = (int(value) for value in stats[label, :4])
        place = (slice(y, y + h), slice(x, x + w))
        piece = (labels[place] == label) & (strong[place] > 0)
        strokes[label] = not _has_frame(piece, width) and is_stroke(piece, width)
    if not strokes.any():
        return []
    chosen = (strokes[labels] * np.uint8(255)).astype(np.uint8)
    near = cv2.dilate(cv2.bitwise_and(_enlarged(chosen, ink), ink), np.ones((3, 3), np.uint8)) > 0
    _whiten(out, lightest, near)
    step = out.shape[1] / width
    boxes = stats[strokes, :4] * step
    return [((x, y), (x + w, y), (x + w, y + h), (x, y + h)) for x, y, w, h in boxes.tolist()]


def _is_large(piece: Any, page_width: int) -> bool:
    height, width = piece.shape
    return bool(height > TALL * page_width or width > WIDE * page_width)


def _is_blue_stroke(piece: Any, page_width: int) -> bool:
    """Whether blue ink is a signature, a note, or a line; small ones (a number) stay."""
    return _is_large(piece, page_width) or _is_line(piece, page_width)


def _is_line(piece: Any, page_width: int) -> bool:
    """Whether ink is a pen's line under, around or beside something: it is crossed twice at most.

    Letters of a stamp that run together are crossed by each row as often as there are strokes.
    """
    if _is_flat(piece):
        return True
    if not (_is_large(piece, page_width) or piece.shape[1] > AROUND * page_width):
        return False
    # most rows and columns: letters that it goes around break it here and there
    return max(np.median(_crossings(piece, axis)) for axis in (0, 1)) <= 2


def _is_flat(piece: Any) -> bool:
    """Whether ink is a line under words, not much bent."""
    height, width = piece.shape
    return bool(height <= FLAT * width and _crossings(piece, 0).mean() <= CROSSED_ONCE)


def _crossings(piece: Any, axis: int) -> Any:
    """How often each column (axis 0) or row (1) enters the ink."""
    return (np.diff(piece.astype(np.int8), axis=axis, prepend=0) > 0).sum(axis=axis)


def _reduced(image: Any) -> Any:
    """Every so many pixels of an image, so that large marks are as large on every page."""
    step = max(1, round(image.shape[1] / REDUCED_WIDTH))
    return np.ascontiguousarray(image[::step, ::step])


def _enlarged(mask: Any, like: Image) -> Any:
    """A mask of a reduced image, of the size of the image."""
    return cv2.resize(mask, (like.shape[1], like.shape[0]), interpolation=cv2.INTER_NEAREST)


def _has_frame(piece: Any, page_width: int) -> bool:
    """Whether a part of ink that print does not break is the frame of a stamp, or a line of it."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(piece.astype(np.uint8), connectivity=8)
    for label, (x, y, width, height, _) in enumerate(stats.tolist()):
        part = labels[y : y + height, x : x + width] == label
        if label and _is_large(part, page_width) and _is_frame(part):
            return True
    return False


def _is_frame(piece: Any) -> bool:
    """Whether ink is a stamp's frame or line: from edge to edge nearly everywhere, and straight."""
    height, width = piece.shape
    margin = 0.12 * height + 2
    framed = piece.any(axis=0)
    for edge in (piece.argmax(axis=0), piece[::-1].argmax(axis=0)):
        near = piece.any(axis=0) & (edge < margin)
        if near.mean() < FRAMED:
            return False
        bow = np.polyfit(np.linspace(-1, 1, width)[near], edge[near], 2)[0]
        if abs(bow) > MOST_BOWED * height + 1:
            return False  # a ring
        framed &= near
    return bool(framed.mean() > FRAMED)


def _whiten(out: Image, lightest: Image, where: Any) -> None:
    """Make coloured ink paper where ``where``; what is dark in every channel is print, stays."""
    values = lightest[where]
    if len(values) == 0:
        return
    threshold = float(np.clip(cv2.threshold(values, 0, 255, cv2.THRESH_OTSU)[0], 70, 150))
    ramp = np.clip((np.arange(256) - threshold * 0.55) * (255 / (threshold * 0.55)), 0, 255)
    ramp = np.maximum(ramp, np.arange(256)).astype(np.uint8)
    out[where] = ramp[values]


def as_gray(sheet: Sheet) -> Sheet:
    """The sheet in gray, nothing taken off."""
    return sheet.redrawn(gray_of(sheet.image)) if sheet.is_colour else sheet
