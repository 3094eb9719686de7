# SPDX-License-Identifier: Apache-2.0
"""Forms: boxes to be ticked beside options, empty, crossed or ticked, worn by scanning.

Options are phrases of the held-out test half. Marks are printed with their boxes or made by a pen,
which goes beyond them; boxes as high as capitals or higher. Plain is Tesseract's `vie` on the same
image, which has no letters for boxes. A box counts as found where its option follows it on a line,
as told where its sign is the right one too, and as invented where none was drawn.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tests.bench.listed_pages import FACES, body_text
from tests.bench.noted_pages import DPI, Gray, drawn_and_read, faces_needed
from tests.bench.repair_accuracy import Row, scorer

TITLE = "Forms: boxes found and their marks told, words wrong, percent"
PAGES = 8  # of each register
LEFT, WIDTH, HEIGHT = 1.1, 6.2, 10.4  # inches
WORDS = (2, 6)
"""Words of an option."""
SIDES, LINES = (0.62, 1.0), (0.04, 0.09)
"""Side of a box and width of its line, as shares of the size of the print and of the side."""
TICKED, BY_PEN = 0.45, 0.5
"""Shares of the boxes that hold a mark, and of these that a pen made."""
BOXES = "☐☒☑"


def put_box(
    draw: ImageDraw.ImageDraw, place: tuple[float, float], side: float, rng: random.Random
) -> str:
    """Draw a box whose lower left corner is at ``place``, and perhaps a mark; what it is."""
    x, y = place
    line = max(2, round(rng.uniform(*LINES) * side))
    draw.rectangle((x, y - side, x + side, y), outline=0, width=line)
    if rng.random() >= TICKED:
        return "☐"
    pen = rng.random() < BY_PEN
    margin = rng.uniform(-0.25, 0.15) if pen else rng.uniform(0.12, 0.22)
    width = max(2, round((rng.uniform(0.08, 0.14) if pen else 0.1) * side))

    def at(across: float, down: float) -> tuple[float, float]:
        shake = rng.uniform(-0.06, 0.06) if pen else 0.0
        return (
            x + (margin + across * (1 - 2 * margin) + shake) * side,
            y - side + (margin + down * (1 - 2 * margin) + shake) * side,
        )

    if rng.random() < 0.5:
        draw.line((at(0, 0), at(1, 1)), fill=0, width=width)
        draw.line((at(0, 1), at(1, 0)), fill=0, width=width)
        return "☒"
    draw.line((at(0.02, 0.55), at(0.35, 0.95), at(1, 0.05)), fill=0, width=width, joint="curve")
    return "☑"


def form_page(paragraphs: Iterator[str], rng: random.Random) -> tuple[Gray, list[str]]:
    """A page (gray, height x width) of questions with options, and its lines as they are read."""
    font = ImageFont.truetype(str(rng.choice(FACES)), round(rng.choice((12, 13, 14)) * DPI / 72))
    image = Image.new("L", (round(8.27 * DPI), round(11.69 * DPI)), 255)
    draw = ImageDraw.Draw(image)
    pitch, side = rng.choice((1.4, 1.6)) * font.size, rng.uniform(*SIDES) * font.size
    left, y = LEFT * DPI, 1.0 * DPI
    lines: list[str] = []
    while y < HEIGHT * DPI:
        question = " ".join(next(paragraphs).split()[:9]).rstrip(",.;:")
        lines.append(f"{len(lines) + 1}. {question}:")
        draw.text((left, y), lines[-1], font=font, fill=0, anchor="ls")
        x, in_a_row = left + WIDTH * DPI, rng.random() < 0.5
        for _ in range(rng.randrange(2, 5)):
            text = " ".join(next(paragraphs).split()[: rng.randint(*WORDS)])
            long = side + 0.4 * font.size + font.getlength(text)
            if not in_a_row or x + long > left + WIDTH * DPI:
                x, y = left, y + pitch
                lines.append("")
            raised = (0.72 * font.size - side) / 2
            box = put_box(draw, (x, y - raised), side, rng)
            draw.text((x + side + 0.4 * font.size, y), text, font=font, fill=0, anchor="ls")
            lines[-1] = f"{lines[-1]} {box} {text}".strip()
            x += long + rng.uniform(0.5, 2.0) * font.size
        y += 1.3 * pitch
    return np.asarray(image, np.uint8), lines


def boxes_of(text: str, *, told: bool) -> Counter[tuple[str, str]]:
    """The boxes, with their marks if ``told``, and the first word behind each."""
    found = re.finditer(rf"([{BOXES}])\s*(\S+)", text)
    return Counter((match[1] if told else "", match[2]) for match in found)


def measure(shared: Path) -> Iterator[Row]:
    """One row: boxes and the percent found and told, words and the percent wrong, by reading."""
    faces_needed(FACES, "fonts-croscore")
    score = scorer(shared)
    total: Counter[str] = Counter()
    for lines, texts in drawn_and_read("form", PAGES, body_text(shared), form_page):
        printed = "\n".join(lines)
        drawn = {told: boxes_of(printed, told=told) for told in (False, True)}
        total["boxes"] += drawn[True].total()
        for name, text in texts.items():
            total[f"{name} found"] += (drawn[False] & boxes_of(text, told=False)).total()
            total[f"{name} told"] += (drawn[True] & boxes_of(text, told=True)).total()
            read = sum(map(text.count, BOXES))
            total[f"{name} invented"] += max(0, read - drawn[True].total())
            found = score.score_text(*(re.sub(f"[{BOXES}]", " ", each) for each in (printed, text)))
            total[f"{name} wrong"] += found["word_edits"] + found["spurious_words"]
        total["words"] += found["words"]
    yield {
        "boxes": total["boxes"],
        **{f"{n} found": 100 * total[f"{n} found"] / total["boxes"] for n in texts},
        **{f"{n} told": 100 * total[f"{n} told"] / total["boxes"] for n in texts},
        **{f"{n} invented": total[f"{n} invented"] for n in texts},
        "words": total["words"],
        **{f"{n} wrong": 100 * total[f"{n} wrong"] / total["words"] for n in texts},
    }
