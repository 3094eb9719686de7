# SPDX-License-Identifier: Apache-2.0
"""Pages of lists as word processors set them: marks parted by a tabulator, signs, addresses.

Items of the held-out test half, justified. Plain is Tesseract's `vie` on the same image. A mark
counts as found where a line begins with it and the first word of its item; a sign where it is read
as often as it is printed. Words are compared without the marks and without signs. A web address
stays whole, so that the words of the line before it are drawn apart.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from lexicon.build.channel_pages import endless
from tests.bench.making.maker import fits_body
from tests.bench.noted_pages import DPI, Gray, drawn_and_read, faces_needed
from tests.bench.repair_accuracy import REGISTERS, Row, scorer, test_half

TITLE = "Pages of lists: marks of items and signs found, words wrong, percent"
FACES = tuple(
    Path("/usr/share/fonts/truetype/croscore") / name
    for name in ("Tinos-Regular.ttf", "Tinos-Regular.ttf", "Arimo-Regular.ttf")
)
PAGES = 8  # of each register
WIDTH, HEIGHT = 6.1, 10.4  # inches
MARKS = ("-", "+", "•", "▪", "1.", "a)", "I.", "1.1.")
TABULATORS = (0.0, 0.2, 0.3, 0.4, 0.5)
"""From the begin of a mark to its text, inches; 0: a space between them."""
SIGNS = ("đạt ≥ {}%", "không quá ≤ {}%", "sai số ±{}%", "từ {} ÷ 95%")
ADDRESS = "https://congbao.{}.gov.vn/van-ban-chi-dao-dieu-hanh/{}"
SIGNED, ADDRESSED = 0.25, 0.2
"""Shares of the items that have a sign, and an address."""
SIGN = frozenset("≤≥±÷")
ROMAN, LETTERS = ("I.", "II.", "III.", "IV.", "V.", "VI."), ("a)", "b)", "c)", "d)", "đ)", "e)")


@dataclass(frozen=True)
class Item:
    """A mark, and the lines of its item as they are set."""

    mark: str
    lines: tuple[tuple[str, ...], ...]


def mark_of(style: str, at: int) -> str:
    """The mark of the item of this number, counted from 0, in a list that begins with ``style``."""
    counted = {"1.": f"{at + 1}.", "a)": LETTERS[at], "I.": ROMAN[at], "1.1.": f"1.{at + 1}."}
    return counted.get(style, style)


def item_text(paragraph: str, rng: random.Random) -> list[str]:
    """Words of an item; some with a sign or an address in the middle."""
    words = paragraph.split()[:45]
    at = len(words) // 2
    if rng.random() < SIGNED:
        words[at:at] = rng.choice(SIGNS).format(rng.randrange(10, 90)).split()
    elif rng.random() < ADDRESSED:
        words.insert(at, ADDRESS.format(rng.choice(("angiang", "laocai")), rng.randrange(9999)))
    return words


def listed_page(paragraphs: Iterator[str], rng: random.Random) -> tuple[Gray, list[Item]]:
    """A page (gray, height x width) of lists, and its items."""
    font = ImageFont.truetype(str(rng.choice(FACES)), round(rng.choice((13, 14)) * DPI / 72))
    image = Image.new("L", (round(8.27 * DPI), round(11.69 * DPI)), 255)
    draw = ImageDraw.Draw(image)
    pitch = rng.choice((1.2, 1.3, 1.45)) * font.size
    left, y = 1.2 * DPI, 1.0 * DPI
    items: list[Item] = []
    while y < HEIGHT * DPI:
        style, tabulator = rng.choice(MARKS), rng.choice(TABULATORS)
        hanging = rng.random() < 0.5
        begin = left + rng.choice((0.0, 0.4)) * DPI
        for at in range(rng.randrange(3, 7)):
            mark = mark_of(style, at)
            own = font.getlength(mark + " ")
            text = begin + (max(tabulator * DPI, own) if tabulator else own)
            further = text if hanging else left
            lines = set_lines(font, item_text(next(paragraphs), rng), (text, further), left)
            if y + pitch * len(lines) > HEIGHT * DPI:
                return np.asarray(image, np.uint8), items
            draw.text((begin, y), mark, font=font, fill=0, anchor="ls")
            for n, line in enumerate(lines):
                start = further if n else text
                put(draw, font, line, (start, y), left, justified=n + 1 < len(lines))
                y += pitch
            items.append(Item(mark, tuple(map(tuple, lines))))
        y += 0.4 * pitch
    return np.asarray(image, np.uint8), items


def set_lines(
    font: ImageFont.FreeTypeFont, words: Sequence[str], starts: tuple[float, float], left: float
) -> list[list[str]]:
    """The words in lines; ``starts``: where the first and where the others begin, px."""
    lines: list[list[str]] = [[]]
    at = starts[0]
    for word in words:
        length = font.getlength(word)
        if lines[-1] and at + length > left + WIDTH * DPI:
            lines.append([])
            at = starts[1]
        lines[-1].append(word)
        at += length + font.getlength(" ")
    return lines


def put(
    draw: ImageDraw.ImageDraw,
    font: ImageFont.FreeTypeFont,
    words: Sequence[str],
    place: tuple[float, float],
    left: float,
    *,
    justified: bool,
) -> None:
    """Draw a line; ``justified``: up to the right margin."""
    x, y = place
    space = font.getlength(" ")
    if justified and len(words) > 1:
        room = left + WIDTH * DPI - x - sum(map(font.getlength, words))
        space = room / (len(words) - 1)
    for word in words:
        draw.text((x, y), word, font=font, fill=0, anchor="ls")
        x += font.getlength(word) + space


def marks_found(items: Sequence[Item], text: str) -> int:
    """How many items begin a line of the text with their mark and first word."""
    begins = Counter(
        tuple(line.replace("–", "-").split()[:2]) for line in text.split("\n") if line.strip()
    )
    asked = Counter((item.mark, item.lines[0][0]) for item in items)
    return (asked & begins).total()


def bare(text: str, marks: frozenset[str]) -> str:
    """The text without marks that begin a line and without words that have a sign."""
    lines = []
    for line in text.replace("–", "-").split("\n"):
        words = line.split()
        words = words[1:] if words and words[0] in marks else words
        lines.append(" ".join(word for word in words if SIGN.isdisjoint(word)))
    return "\n".join(lines)


def body_text(shared: Path) -> dict[str, Iterator[str]]:
    """Paragraphs of the test half as running text has them, without end, by register."""
    return {
        register: endless([text for text in test_half(shared, register) if fits_body(text)])
        for register in REGISTERS[:3]
    }


def measure(shared: Path) -> Iterator[Row]:
    """One row: marks and signs and the percent found, words and the percent wrong, by reading."""
    faces_needed(FACES, "fonts-croscore")
    score = scorer(shared)
    total: Counter[str] = Counter()
    for items, texts in drawn_and_read("listed", PAGES, body_text(shared), listed_page):
        printed = "\n".join(" ".join(line) for item in items for line in item.lines)
        signs = Counter(letter for letter in printed if letter in SIGN)
        marks = frozenset(item.mark for item in items)
        total["marks"] += len(items)
        total["signs"] += signs.total()
        for name, text in texts.items():
            total[f"{name} marks"] += marks_found(items, text)
            total[f"{name} signs"] += (signs & Counter(text)).total()
            found = score.score_text(bare(printed, frozenset()), bare(text, marks))
            total[f"{name} wrong"] += found["word_edits"] + found["spurious_words"]
        total["words"] += found["words"]
    yield {
        "marks": total["marks"],
        **{f"{n} marks": 100 * total[f"{n} marks"] / total["marks"] for n in texts},
        "signs": total["signs"],
        **{f"{n} signs": 100 * total[f"{n} signs"] / total["signs"] for n in texts},
        "words": total["words"],
        **{f"{n} wrong": 100 * total[f"{n} wrong"] / total["words"] for n in texts},
    }
