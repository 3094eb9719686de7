# SPDX-License-Identifier: Apache-2.0
"""Pages of a typewriter, as archives hold them: letters in cells of one width, struck unevenly; on
every other page the syllables of words joined with hyphens, as print had them into the seventies.

Text of the held-out test half. Plain is Tesseract's `vie` on the same image.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from underthesea import word_tokenize

from lexicon.build.channel_pages import Damage, Reader, damaged, endless
from pipeline.ocr import read_image
from pipeline.repair import repair_pages, repair_text
from tests.bench.noted_pages import faces_needed
from tests.bench.repair_accuracy import REGISTERS, SEVERITY, TESSDATA, Row, scorer, test_half

TITLE = "Typed pages: percent of words wrong"
FONTS = Path("/usr/share/fonts/truetype")
FACES = (
    FONTS / "freefont/FreeMono.ttf",
    FONTS / "freefont/FreeMonoBold.ttf",
    Path("/usr/share/texmf/fonts/opentype/public/tex-gyre/texgyrecursor-regular.otf"),
    Path("/usr/share/texmf/fonts/opentype/public/tex-gyre/texgyrecursor-bold.otf"),
)
PAGES = 6  # of each register
LINES, POINTS, DPI = 40, 12, 300
UNEVEN = (0.6, 1.2)  # px that letters are struck aside and up or down
INK = (10, 90)

Gray = NDArray[np.uint8]


def hyphenated(paragraph: str) -> str:
    """The paragraph with hyphens inside its words of two syllables in small letters."""
    for word in word_tokenize(paragraph):
        parts = word.split(" ")
        if len(parts) == 2 and word.islower() and "".join(parts).isalpha():
            paragraph = paragraph.replace(word, "-".join(parts))
    return paragraph


def typed_page(paragraphs: Iterator[str], rng: random.Random) -> tuple[Gray, list[str]]:
    """A page (gray, height x width) and its lines."""
    font = ImageFont.truetype(str(rng.choice(FACES)), round(POINTS * DPI / 72))
    cell = font.getlength("a")
    columns = int(6.3 * DPI / cell)
    pitch = round(DPI / 6 * rng.choice((1.2, 1.5, 1.5, 2)))
    lines: list[str] = []
    while len(lines) < LINES:
        line = " " * 5
        for word in next(paragraphs).split():
            if len(line) + 1 + len(word) > columns:
                lines.append(line)
                line = word
            else:
                line += " " * bool(line.strip()) + word
        lines.append(line)
    del lines[LINES:]
    image = Image.new("L", (round(8.27 * DPI), pitch * LINES + 400), 255)
    draw = ImageDraw.Draw(image)
    for row, line in enumerate(lines):
        for column, letter in enumerate(line):
            at = (
                1.2 * DPI + column * cell + rng.gauss(0, UNEVEN[0]),
                200 + row * pitch + rng.gauss(0, UNEVEN[1]),
            )
            draw.text(at, letter, font=font, fill=rng.randint(*INK))
    return np.asarray(image, np.uint8), [line.strip() for line in lines]


def measure(shared: Path) -> Iterator[Row]:
    """Rows: with and without hyphens, words, percent wrong of five readings."""
    faces_needed(FACES, "fonts-freefont-ttf, fonts-texgyre")
    score = scorer(shared)
    readers = {model: Reader(model, TESSDATA) for model in ("vie", "eng")}
    totals: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
    for register in REGISTERS[:3]:
        source = endless("\n".join(test_half(shared, register)).split("\n"))
        for number in range(PAGES):
            joined = number % 2 == 1
            rng = random.Random(f"typed {register} {number}")
            paragraphs = map(hyphenated, source) if joined else source
            page, printed = typed_page(paragraphs, rng)
            damage = Damage.drawn(rng, SEVERITY)
            damage = replace(damage, weight=abs(damage.weight))  # a ribbon's ink spreads
            page = damaged(page, damage, rng.randrange(2**32))
            texts = {
                name: "\n".join(
                    " ".join(word[0] for word in line) for line in reader.lines(page, DPI, False)
                )
                for name, reader in readers.items()
            }
            read = read_image(page, DPI)[0]
            ((repaired,), _) = repair_pages([read])
            texts |= {"ours": read.text, "repaired": repaired.text}
            texts["eng_repaired"] = repair_text(texts["eng"]).text
            for name, text in texts.items():
                found = score.score_text("\n".join(printed), text)
                totals[joined][name] += found["word_edits"]
            totals[joined]["words"] += found["words"]
    for joined, total in totals.items():
        words = total.pop("words")
        yield {
            "syllables": "joined with hyphens" if joined else "apart",
            "words": words,
            **{name: 100 * wrong / words for name, wrong in total.items()},
        }
