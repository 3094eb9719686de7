# SPDX-License-Identifier: Apache-2.0
"""Pages with text in columns: gazettes with two on a page, and books scanned two pages at a time.

Text of the held-out test half, worn. Plain is Tesseract's `vie` on the same image, which finds the
layout itself.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from lexicon.build.channel_pages import FACES, Damage, Reader, damaged, endless
from pipeline.ocr import read_image
from pipeline.repair import repair_pages
from tests.bench.repair_accuracy import REGISTERS, TESSDATA, Row, scorer, test_half

TITLE = "Text in columns: percent of words wrong or out of place"
PAGES = 2  # of each register and kind
DPI, SEVERITY = 200, 0.4
INK = 20

Gray = NDArray[np.uint8]


@dataclass(frozen=True)
class Sheet:
    """Inches: size of a sheet, where its columns begin, their width, top and height, and pitch."""

    width: float
    height: float
    columns: tuple[float, ...]
    column: float
    top: float
    length: float
    pitch: float
    foot: bool  # page numbers under the columns, else a running head over them


SHEETS = {
    "gazette": Sheet(8.27, 11.69, (0.8, 4.3), 3.2, 0.9, 10.0, 13.5 / 72, False),
    "book, two pages": Sheet(11.69, 8.27, (0.7, 6.5), 4.4, 0.7, 6.7, 15 / 72, True),
}


def set_column(
    draw: ImageDraw.ImageDraw,
    font: ImageFont.FreeTypeFont,
    sheet: Sheet,
    left: float,
    paragraphs: Iterator[str],
) -> list[str]:
    """Justified paragraphs in a column; its lines."""
    lines: list[str] = []
    space = font.getlength(" ")
    top, bottom = sheet.top * DPI, (sheet.top + sheet.length - sheet.pitch) * DPI
    while top < bottom:
        words = next(paragraphs).split()
        at, indent = 0, 0.25 * DPI
        while at < len(words) and top < bottom:
            room, end, used = sheet.column * DPI - indent, at, 0.0
            while end < len(words) and (end == at or used + font.getlength(words[end]) <= room):
                used += font.getlength(words[end]) + space
                end += 1
            wide = end < len(words) and end - at > 2
            gap = space + (room - used + space) / (end - at - 1) if wide else space
            x = left * DPI + indent
            for word in words[at:end]:
                draw.text((x, top), word, font=font, fill=INK)
                x += font.getlength(word) + gap
            lines.append(" ".join(words[at:end]))
            top += sheet.pitch * DPI
            at, indent = end, 0.0
    return lines


def set_sheet(
    sheet: Sheet, paragraphs: Iterator[str], rng: random.Random
) -> tuple[Gray, list[str]]:
    """A sheet (gray, height x width) and its lines in reading order."""
    image = Image.new("L", (round(sheet.width * DPI), round(sheet.height * DPI)), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(FACES[rng.choice(("tinos", "termes"))][0], round(11 * DPI / 72))
    lines: list[str] = []
    if not sheet.foot:
        head = "CÔNG BÁO/Số 12/Ngày 15-6-1989"
        draw.text((0.8 * DPI, 0.45 * DPI), "24", font=font, fill=INK)
        draw.text((3.0 * DPI, 0.45 * DPI), head, font=font, fill=INK)
        draw.line((0.8 * DPI, 0.7 * DPI, 7.5 * DPI, 0.7 * DPI), fill=INK, width=2)
        lines.append(f"24 {head}")
    for number, left in enumerate(sheet.columns, 112):
        lines += set_column(draw, font, sheet, left, paragraphs)
        if sheet.foot:
            middle = (left + sheet.column / 2) * DPI
            draw.text((middle, 7.6 * DPI), str(number), font=font, fill=INK)
            lines.append(str(number))
    return np.asarray(image, np.uint8), lines


def measure(shared: Path) -> Iterator[Row]:
    """Rows: kind of sheet, words, percent wrong of three readings."""
    score = scorer(shared)
    reader = Reader("vie", TESSDATA)
    for kind, sheet in SHEETS.items():
        wrong: Counter[str] = Counter()
        for register in REGISTERS[:3]:
            source = endless("\n".join(test_half(shared, register)).split("\n"))
            for number in range(PAGES):
                rng = random.Random(f"columns {kind} {register} {number}")
                page, printed = set_sheet(sheet, source, rng)
                damage = replace(Damage.drawn(rng, SEVERITY), dpi=DPI)
                page = damaged(page, damage, rng.randrange(2**32))
                lines = reader.lines(page, DPI, whole_page=True)
                plain = "\n".join(" ".join(word[0] for word in line) for line in lines)
                read = read_image(page, DPI)[0]
                ((repaired,), _) = repair_pages([read])
                for name, text in (
                    ("vie", plain),
                    ("ours", read.text),
                    ("repaired", repaired.text),
                ):
                    found = score.score_text("\n".join(printed), text)
                    wrong[name] += found["word_edits"]
                wrong["words"] += found["words"]
        words = wrong.pop("words")
        yield {
            "sheet": kind,
            "words": words,
            **{name: 100 * n / words for name, n in wrong.items()},
        }
