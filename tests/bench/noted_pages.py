# SPDX-License-Identifier: Apache-2.0
"""Pages with footnotes: raised numbers behind words of the text, the notes in small print below.

Text of the held-out test half. Plain is Tesseract's `vie` on the same image. A number counts as
found where it is read right behind its word, as `chỉ đạo¹`, `chỉ đạo1` or `chỉ đạo(1)`; words are
compared without such numbers.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from lexicon.build.channel_pages import Damage, Reader, damaged, endless
from pipeline.ocr import read_image
from pipeline.repair import repair_pages
from tests.bench.repair_accuracy import REGISTERS, SEVERITY, TESSDATA, Row, scorer, test_half

TITLE = "Pages with footnotes: numbers behind their words, and words wrong, percent"
GYRE = Path("/usr/share/texmf/fonts/opentype/public/tex-gyre")
FACES = (
    Path("/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf"),
    GYRE / "texgyretermes-regular.otf",
)
PAGES = 6  # of each register
LINES, NOTES, DPI = 24, 4, 300
POINTS, NOTE_POINTS = 14, 10
SIZE, RAISED = (0.58, 0.7), 0.33
"""Size of raised numbers and how far they are raised, as shares of the size of the print."""
EVERY = 0.03  # of the words have one
WIDTH = 6.1  # inches

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_NUMBER = re.compile(r"(?<=[^\W\d_])(?:\((\d{1,2})\)|(\d{1,2}))(?!\w)")

Gray = NDArray[np.uint8]
Printed = TypeVar("Printed")
Word = tuple[str, str, str]  # the word, its number, the mark behind it


def noted_page(paragraphs: Iterator[str], rng: random.Random) -> tuple[Gray, list[list[Word]]]:
    """A page (gray, height x width) and its lines, notes included."""
    face = str(rng.choice(FACES))
    style = rng.choice(("{}", "{}", "({})"))
    size = rng.uniform(*SIZE)
    image = Image.new("L", (round(8.27 * DPI), round(11.69 * DPI)), 255)
    draw = ImageDraw.Draw(image)
    pitch = rng.choice((1.2, 1.35, 1.5))
    lines: list[list[Word]] = []
    number, y = 0, 1.0 * DPI

    def put(line: list[Word], points: float, justified: bool) -> None:
        font = ImageFont.truetype(face, round(points * DPI / 72))
        small = ImageFont.truetype(face, round(size * points * DPI / 72))
        widths = [
            font.getlength(word) + small.getlength(told) + font.getlength(mark)
            for word, told, mark in line
        ]
        space = font.getlength(" ")
        if justified and len(line) > 1:
            space = min((WIDTH * DPI - sum(widths)) / (len(line) - 1), 2.5 * space)
        x = 1.2 * DPI
        for (word, told, mark), width in zip(line, widths, strict=True):
            at = x
            for part, of, rise in ((word, font, 0.0), (told, small, RAISED), (mark, font, 0.0)):
                draw.text((at, y - rise * points * DPI / 72), part, font=of, fill=0, anchor="ls")
                at += of.getlength(part)
            x += width + space

    def set_lines(points: float, count: int, first: str) -> None:
        nonlocal number, y
        font = ImageFont.truetype(face, round(points * DPI / 72))
        line: list[Word] = [("", first, "")] if first else []
        length = 0.0
        while count:
            for word in next(paragraphs).split():
                told, mark = "", ""
                if not first and word[-1].isalpha() and rng.random() < EVERY:
                    number += 1
                    told, mark = style.format(number), rng.choice(("", ",", ";"))
                width = font.getlength(f"{word}{told}{mark} ")
                if length + width > WIDTH * DPI and count:
                    put(line, points, True)
                    lines.append(line)
                    line, length, count = [], 0.0, count - 1
                    y += pitch * points * DPI / 72
                line.append((word, told, mark))
                length += width
                if not count:
                    return

    set_lines(POINTS, LINES, "")
    y += 0.3 * DPI
    draw.line((1.2 * DPI, y, 3.2 * DPI, y), fill=0, width=3)
    y += 0.3 * DPI
    for note in range(1, min(number, NOTES) + 1):
        set_lines(NOTE_POINTS, rng.choice((1, 2)), style.format(note))
    return np.asarray(image, np.uint8), lines


def numbers_behind_words(text: str) -> Counter[tuple[str, str]]:
    """Raised numbers of a text with their words."""
    found: Counter[tuple[str, str]] = Counter()
    for token in text.translate(SUPERSCRIPTS).split():
        for match in _NUMBER.finditer(token):
            found[(token[: match.start()].lstrip('(“"'), match[1] or match[2])] += 1
    return found


def faces_needed(faces: Iterable[Path], packages: str) -> None:
    """Raises FileNotFoundError that names the faces that are missing, and their packages."""
    missing = [face.name for face in faces if not face.is_file()]
    if missing:
        raise FileNotFoundError(f"faces {', '.join(missing)} ({packages})")


def drawn_and_read(
    name: str,
    pages: int,
    sources: Mapping[str, Iterator[str]],
    draw: Callable[[Iterator[str], random.Random], tuple[Gray, Printed]],
) -> Iterator[tuple[Printed, dict[str, str]]]:
    """What is printed on pages drawn and worn, and what is read from each, by reading.

    ``pages`` of the paragraphs of each register; ``name``: of the chance they are made by.
    """
    reader = Reader("vie", TESSDATA)
    for register, source in sources.items():
        for number in range(pages):
            rng = random.Random(f"{name} {register} {number}")
            page, printed = draw(source, rng)
            page = damaged(page, Damage.drawn(rng, SEVERITY), rng.randrange(2**32))
            read = read_image(page, DPI)[0]
            ((repaired,), _) = repair_pages([read])
            plain = reader.lines(page, DPI, False)
            yield (
                printed,
                {
                    "vie": "\n".join(" ".join(word[0] for word in line) for line in plain),
                    "ours": read.text,
                    "repaired": repaired.text,
                },
            )


def measure(shared: Path) -> Iterator[Row]:
    """One row: numbers and the percent found, words and the percent wrong, of each reading."""
    faces_needed(FACES, "fonts-croscore, fonts-texgyre")
    score = scorer(shared)
    total: Counter[str] = Counter()
    sources = {
        register: endless("\n".join(test_half(shared, register)).split("\n"))
        for register in REGISTERS[:3]
    }
    for lines, texts in drawn_and_read("noted", PAGES, sources, noted_page):
        printed = "\n".join(" ".join(word + mark for word, _, mark in line) for line in lines)
        behind = numbers_behind_words(
            " ".join(word + told for line in lines for word, told, _ in line if word and told)
        )
        total["numbers"] += behind.total()
        for name, text in texts.items():
            total[f"{name} found"] += (behind & numbers_behind_words(text)).total()
            bare = _NUMBER.sub("", text.translate(SUPERSCRIPTS))
            found = score.score_text(printed, bare)
            total[f"{name} wrong"] += found["word_edits"] + found["spurious_words"]
        total["words"] += found["words"]
    yield {
        "numbers": total["numbers"],
        **{f"{n} found": 100 * total[f"{n} found"] / total["numbers"] for n in texts},
        "words": total["words"],
        **{f"{n} wrong": 100 * total[f"{n} wrong"] / total["words"] for n in texts},
    }
