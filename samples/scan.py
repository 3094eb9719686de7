# SPDX-License-Identifier: Apache-2.0
"""Turn typeset pages into "scans": ink on paper, seals and stamps, then the scanner's faults.

Images are uint8 RGB arrays of shape (height, width, 3). All chance comes from a seeded
generator, so that the same declaration gives the same scan.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from .typeset import PAGE_HEIGHT, PAGE_WIDTH, TypesetPage, font_path

Picture = NDArray[np.uint8]

INCOMING_STAMP = ("CÔNG VĂN ĐẾN", "Số: ..... 1187 .....", "Ngày: ... 08/9 ......")


@dataclass(frozen=True)
class Look:
    """How a sample was scanned. Lengths in px at ``dpi`` unless said otherwise."""

    dpi: int = 200
    mode: str = "gray"  # colour, gray or bilevel
    skew: float = 0.0  # degrees, positive: counter-clockwise
    blur: float = 0.0  # standard deviation
    noise: float = 0.0  # standard deviation in gray levels
    uneven_light: float = 0.0  # share of light lost in the darkest corner
    bend: float = 0.0  # displacement of a corner as a share of the width (phone)
    seal: bool = False
    incoming_stamp: bool = False
    holes: bool = False
    specks: int = 0
    jpeg_quality: int = 70
    seed: int = 1


@cache
def _font(style: str, pixels: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_path(style)), pixels, layout_engine=ImageFont.Layout.BASIC)


def printed_page(page: TypesetPage, dpi: int) -> Picture:
    """The page as it leaves the printer: black on white."""
    scale = dpi / 72
    over = 2  # drawn at twice the resolution and averaged down: edges as soft as toner's
    size = (round(PAGE_WIDTH * scale) * over, round(PAGE_HEIGHT * scale) * over)
    image = Image.new("L", size, 255)
    draw = ImageDraw.Draw(image)
    for run in page.runs:
        draw.text(
            (run.left * scale * over, run.baseline * scale * over),
            run.text,
            font=_font(run.style, run.size * scale * over),
            fill=0,
            anchor="ls",
        )
    for rule in page.rules:
        draw.line(
            [v * scale * over for v in (rule.left, rule.top, rule.right, rule.bottom)],
            fill=0,
            width=max(1, round(rule.thickness * scale * over)),
        )
    image = image.resize((size[0] // over, size[1] // over), Image.Resampling.BOX)
    return np.asarray(image.convert("RGB")).copy()


def _multiply(base: Picture, overlay: Image.Image) -> Picture:
    """Ink over print: both stay visible, as on paper."""
    return (base.astype(np.uint16) * np.asarray(overlay.convert("RGB")) // 255).astype(np.uint8)


def _arc_text(
    canvas: Image.Image, text: str, centre: tuple[float, float], radius: float, size: float, ink
) -> None:
    font = _font("bold", size)
    total = sum(font.getlength(ch) for ch in text) + (len(text) - 1) * size * 0.12
    angle = -total / radius / 2
    for ch in text:
        width = font.getlength(ch)
        angle += width / radius / 2
        glyph = Image.new("RGBA", (int(size * 2), int(size * 2)), (255, 255, 255, 0))
        ImageDraw.Draw(glyph).text((size, size), ch, font=font, fill=ink, anchor="mm")
        glyph = glyph.rotate(-math.degrees(angle), Image.Resampling.BICUBIC)
        x = centre[0] + radius * math.sin(angle) - size
        y = centre[1] - radius * math.cos(angle) - size
        canvas.alpha_composite(glyph, (round(x), round(y)))
        angle += (width + size * 0.12 * 2) / radius / 2


def add_seal(picture: Picture, centre: tuple[float, float], dpi: int, tilt: float) -> Picture:
    """A round red seal, 36 mm across, marked as a specimen; ``centre`` in pt."""
    scale = dpi / 72
    radius = 18 / 25.4 * dpi
    side = int(radius * 2.4)
    ink = (205, 38, 48, 235)
    seal = Image.new("RGBA", (side, side), (255, 255, 255, 0))
    draw = ImageDraw.Draw(seal)
    middle = side / 2
    for share, width in ((1.0, 0.05), (0.90, 0.02), (0.58, 0.02)):
        r = radius * share
        draw.ellipse(
            (middle - r, middle - r, middle + r, middle + r),
            outline=ink,
            width=max(1, round(radius * width)),
        )
    star = []
    for k in range(10):
        r = radius * (0.36 if k % 2 == 0 else 0.15)
        a = math.pi * k / 5
        star.append((middle + r * math.sin(a), middle - r * math.cos(a)))
    draw.polygon(star, fill=ink)
    _arc_text(seal, "CON DẤU MẪU * BẢN THỬ", (middle, middle), radius * 0.74, radius * 0.2, ink)
    seal = seal.rotate(tilt, Image.Resampling.BICUBIC)
    layer = Image.new("RGBA", (picture.shape[1], picture.shape[0]), (255, 255, 255, 255))
    corner = (round(centre[0] * scale - middle), round(centre[1] * scale - middle))
    layer.alpha_composite(seal, corner)
    return _multiply(picture, layer)


def add_signature(picture: Picture, centre: tuple[float, float], dpi: int, seed: int) -> Picture:
    """Loops and a flourish in blue ink right of the seal; ``centre`` is the seal's, in pt."""
    rng = np.random.default_rng(seed)
    scale = dpi / 72
    left, middle = (centre[0] + 8) * scale, (centre[1] - 4) * scale
    turns = rng.uniform(2.3, 3.4)
    t = np.linspace(0, 1, 240)
    height = (26 - 15 * t) * (1 + 0.25 * np.sin(5 * t + rng.uniform(0, 6)))
    angle = 2 * math.pi * turns * t
    x = left + scale * (88 * t + 15 * np.sin(angle + 0.9) * (1 - 0.5 * t))
    y = middle + scale * (height * np.cos(angle) - 9 * t)
    flourish_x = x[-1] + scale * np.linspace(0, -95, 40)
    flourish_y = y[-1] + scale * (np.linspace(4, 24, 40) + 3 * np.sin(np.linspace(0, 5, 40)))
    stroke = [*zip(x, y, strict=True), *zip(flourish_x, flourish_y, strict=True)]
    layer = Image.new("RGB", (picture.shape[1], picture.shape[0]), "white")
    ImageDraw.Draw(layer).line(stroke, fill=(40, 52, 140), width=max(2, dpi // 110), joint="curve")
    return _multiply(picture, layer)


def add_incoming_stamp(picture: Picture, corner: tuple[float, float], dpi: int) -> Picture:
    """The stamp of the receiving office (ĐẾN), left below the letterhead; ``corner`` in pt."""
    scale = dpi / 72
    left, top = corner[0] * scale, corner[1] * scale
    width, height = 112 * scale, 46 * scale
    layer = Image.new("RGB", (picture.shape[1], picture.shape[0]), "white")
    draw = ImageDraw.Draw(layer)
    ink = (58, 74, 168)
    line = max(1, round(1.1 * scale))
    draw.rectangle((left, top, left + width, top + height), outline=ink, width=line)
    draw.line((left, top + height * 0.34, left + width, top + height * 0.34), fill=ink, width=line)
    font = _font("bold", 9 * scale)
    draw.text(
        (left + width / 2, top + height * 0.18), INCOMING_STAMP[0], font=font, fill=ink, anchor="mm"
    )
    small = _font("regular", 9 * scale)
    draw.text((left + 6, top + height * 0.52), INCOMING_STAMP[1], font=small, fill=ink, anchor="lm")
    draw.text((left + 6, top + height * 0.82), INCOMING_STAMP[2], font=small, fill=ink, anchor="lm")
    layer = layer.rotate(1.2, fillcolor="white", center=(left, top))
    return _multiply(picture, layer)


def _add_holes(picture: Picture, dpi: int) -> None:
    """Two punch holes at the left edge, 80 mm apart, dark where the lid shows through."""
    mm = dpi / 25.4
    middle = picture.shape[0] / 2
    for y in (middle - 40 * mm, middle + 40 * mm):
        cv2.circle(
            picture, (round(11 * mm), round(y)), round(3 * mm), (25, 25, 25), -1, cv2.LINE_AA
        )


def _add_specks(picture: Picture, count: int, rng: np.random.Generator) -> None:
    height, width = picture.shape[:2]
    for _ in range(count):
        centre = (int(rng.integers(width)), int(rng.integers(height)))
        shade = int(rng.integers(0, 90))
        cv2.circle(picture, centre, int(rng.integers(1, 3)), (shade,) * 3, -1)


def _bend(picture: Picture, share: float, rng: np.random.Generator) -> Picture:
    """The four corners moved a little, as a hand-held camera sees the page."""
    height, width = picture.shape[:2]
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    target = source + rng.uniform(-share, share, (4, 2)).astype(np.float32) * width
    matrix = cv2.getPerspectiveTransform(source, target)
    return cv2.warpPerspective(
        picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(235, 235, 235)
    )


def _rotate(picture: Picture, degrees: float) -> Picture:
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return cv2.warpAffine(
        picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(250, 250, 250)
    )


def scanned_page(page: TypesetPage, look: Look, number: int) -> Picture:
    """The page as it comes out of the scanner; ``number`` varies the chance from page to page."""
    rng = np.random.default_rng([look.seed, number])
    picture = printed_page(page, look.dpi)
    if page.seal_centre:
        picture = add_signature(picture, page.seal_centre, look.dpi, look.seed)
        if look.seal:
            picture = add_seal(picture, page.seal_centre, look.dpi, tilt=rng.uniform(-14, 14))
    if look.incoming_stamp and page.stamp_corner:
        picture = add_incoming_stamp(picture, page.stamp_corner, look.dpi)
    if look.holes:
        _add_holes(picture, look.dpi)
    if look.bend:
        picture = _bend(picture, look.bend, rng)
    if look.skew:
        picture = _rotate(picture, look.skew * (1 if number % 2 else -0.6))
    if look.blur:
        picture = cv2.GaussianBlur(picture, (0, 0), look.blur)
    levels = picture.astype(np.float32)
    height, width = levels.shape[:2]
    if look.uneven_light:
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        fall = np.hypot((x / width - 0.35) / 0.9, (y / height - 0.3) / 0.9)
        levels *= (1 - look.uneven_light * np.clip(fall, 0, 1))[..., None]
    if look.noise:
        grain = rng.normal(0, look.noise, (height, width, 1)).astype(np.float32)
        levels += cv2.GaussianBlur(grain, (0, 0), 0.7)[..., None] * 1.6
    picture = np.clip(levels, 0, 255).astype(np.uint8)
    if look.specks:
        _add_specks(picture, look.specks, rng)
    return picture
