# SPDX-License-Identifier: Apache-2.0
"""Ruled tables drawn and worn: cells that come out whole, in their row and column.

Lists of persons, budgets, and figures of communes, as they are enclosed with decisions; names,
offices and places of the lexicon, numbers by chance. Plain is Tesseract's `vie` on the same image;
a cell counts as found by it where its words stand together on a line, wherever that is. Of tables
whose head is set otherwise, white or black on a dark or shaded field or from bottom to top, the
cells of the head are asked. One that goes over several rows or columns is found in the first ones.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from lexicon import family_names, given_names
from lexicon.build.channel_pages import Damage, damaged
from pipeline.model import BlockKind, Page
from pipeline.ocr import read_image
from pipeline.repair import repair_pages
from tests.bench.noted_pages import FACES
from tests.bench.repair_accuracy import SEVERITY, Row

TITLE = "Ruled tables: percent of cells wrong"
PAGES = 8  # of each kind
ROWS, DPI, POINTS = 26, 300, 12
LEFT, TOP, PITCH = 0.9, 0.8, 0.36  # inches
ITEMS = (
    "Thu nội địa", "Lệ phí trước bạ", "Thuế thu nhập cá nhân", "Thu tiền sử dụng đất",
    "Chi thường xuyên", "Chi đầu tư phát triển", "Chi quản lý nhà nước", "Dự phòng ngân sách",
    "Chi sự nghiệp giáo dục", "Chi bảo đảm xã hội", "Bổ sung cân đối", "Kết dư ngân sách",
)  # fmt: skip
OFFICES = (
    "Chuyên viên", "Phó Trưởng phòng", "Trưởng phòng", "Kế toán", "Văn thư", "Giáo viên",
    "Hiệu trưởng", "Phó Hiệu trưởng", "Cán sự",
)  # fmt: skip
COMMUNES = ("Tân Lập", "Đông Sơn", "Hòa Bình", "Phú Mỹ", "Thạnh Lợi", "An Thới", "Vĩnh Hưng")
GROUPS = ("A", "I", "1", "2", "3", "II", "1", "2", "a", "b", "-", "III", "1", "2", "B", "I", "1")

HEADS = ("Số hộ", "Hộ nghèo", "Lao động", "Nữ giới", "Bình quân")
SHARE_WRAPPED = 0.3
SMALL_POINTS = 10  # where cells may hold two lines
CORNER = 5  # px of a rule that stay where it meets others
HEAD_HIGH = 1.3  # inches, of a head that runs upwards
DARK, SHADED = (25, 150), (150, 200)
"""Levels of the fields that a head is set on, in white and in black."""

DISTRICTS = ("Hòa Vang", "Thạnh Trị", "Yên Mô", "Cư Kuin", "Bình Lục", "Đông Hưng", "Tân Uyên")

Cells = list[tuple[str, ...]]
Span = tuple[int, int, int, int]
"""First row and column of a merged cell, and how many of them it goes over."""


def persons(rng: random.Random) -> tuple[tuple[float, ...], Cells]:
    """Widths of columns in inches, and rows: a list of persons."""
    families, given = family_names(), [name.name for name in given_names()]
    rows = [
        (
            str(n + 1),
            " ".join((rng.choice(families), rng.choice(("Văn", "Thị", "Hữu")), rng.choice(given))),
            f"{rng.randint(1, 28):02}/{rng.randint(1, 12):02}/{rng.randint(1960, 2004)}",
            rng.choice(OFFICES),
            f"{rng.randint(186, 678) / 100:.2f}".replace(".", ","),
        )
        for n in range(ROWS)
    ]
    return (0.5, 2.3, 1.2, 1.7, 0.8), [("TT", "Họ và tên", "Ngày sinh", "Chức vụ", "Hệ số"), *rows]


def budget(rng: random.Random) -> tuple[tuple[float, ...], Cells]:
    """A budget: rows marked in groups, amounts with stops, dashes where there is none."""

    def amount() -> str:
        return "-" if rng.random() < 0.15 else f"{rng.randrange(10 ** rng.randint(2, 8)):,}"

    rows = [
        (
            GROUPS[n % len(GROUPS)],
            rng.choice(ITEMS),
            amount().replace(",", "."),
            amount().replace(",", "."),
            f"{rng.randint(400, 2500) / 10:.1f}".replace(".", ","),
        )
        for n in range(ROWS)
    ]
    head = ("STT", "Nội dung", "Năm 2023", "Năm 2024", "Tỷ lệ")
    return (0.5, 2.6, 1.3, 1.3, 0.8), [head, *rows]


def figures(rng: random.Random) -> tuple[tuple[float, ...], Cells]:
    """Figures of communes: short numbers in many columns, some cells empty."""
    rows = [
        (
            str(n + 1),
            f"Xã {rng.choice(COMMUNES)}",
            *(str(rng.randint(3, 999)) if rng.random() < 0.9 else "" for _ in range(4)),
            f"{rng.randint(100, 1500) / 10:.1f}".replace(".", ","),
        )
        for n in range(ROWS)
    ]
    head = ("TT", "Đơn vị", "2020", "2021", "2022", "2023", "Bình quân")
    return (0.5, 1.6, 0.8, 0.8, 0.8, 0.8, 1.2), [head, *rows]


def either(rng: random.Random) -> tuple[tuple[float, ...], Cells]:
    """One of the kinds above."""
    return rng.choice((persons, budget, figures))(rng)


def wrapped(rng: random.Random) -> tuple[tuple[float, ...], Cells]:
    """One of the kinds above; what some cells of text say takes two lines."""
    widths, rows = either(rng)
    rows = [rows[0], *(tuple(_in_two_lines(text, rng) for text in row) for row in rows[1:])]
    return widths, rows


def _in_two_lines(text: str, rng: random.Random) -> str:
    words = text.split()
    if len(words) < 2 or rng.random() > SHARE_WRAPPED:
        return text
    return f"{' '.join(words[:-1])}\n{words[-1]}"


def headed(rng: random.Random) -> tuple[tuple[float, ...], Cells]:
    """The same with words in its head."""
    widths, (head, *rows) = figures(rng)
    return widths, [(*head[:2], *HEADS), *rows]


def grouped(rng: random.Random) -> tuple[tuple[float, ...], Cells, list[Span]]:
    """Figures below a head of two rows, columns numbered, the rows of a district together; and the
    cells that go over several rows or columns."""
    years = "Năm 2023", "Năm 2024"
    rows: Cells = [
        ("TT", "Huyện", "Xã", years[0], "", years[1], "", "Tỷ lệ"),
        ("", "", "", "Kế hoạch", "Đạt", "Kế hoạch", "Đạt", ""),
    ]
    form = rng.choice(("({})", "{}"))
    rows.append(tuple(form.format(n + 1) for n in range(8)))
    spans = [(0, 0, 2, 1), (0, 1, 2, 1), (0, 2, 2, 1), (0, 3, 1, 2), (0, 5, 1, 2), (0, 7, 2, 1)]
    number = 0
    while len(rows) < ROWS:
        number += 1
        together = rng.randint(1, 4)
        spans += [(len(rows), column, together, 1) for column in (0, 1)] * (together > 1)
        for k in range(together):
            group = ("", "") if k else (str(number), rng.choice(DISTRICTS))
            figures = (str(rng.randint(3, 4000)) if rng.random() < 0.9 else "" for _ in range(4))
            rate = f"{rng.randint(100, 1500) / 10:.1f}".replace(".", ",")
            rows.append((*group, f"Xã {rng.choice(COMMUNES)}", *figures, rate))
    return (0.4, 1.1, 1.3, 0.8, 0.6, 0.8, 0.6, 0.6), rows, spans


def drawn(
    widths: tuple[float, ...],
    rows: Cells,
    rng: random.Random,
    head: str = "",
    spans: Sequence[Span] = (),
    *,
    inner: str = "",
) -> NDArray[np.uint8]:
    """The table on a page, gray, height x width; ``head``: how that is set, "" as all rows are.

    ``inner``: what the rules between the rows below the head are: "worn", of which stretches are
    lost, as some of the borders between columns; "dotted"; or "none". Print is smaller there.
    """
    end = {
        (row + r, column + c): (row + high, column + wide)
        for row, column, high, wide in spans
        for r in range(high)
        for c in range(wide)
    }
    image = Image.new("L", (round(8.27 * DPI), round(11.69 * DPI)), 255)
    draw = ImageDraw.Draw(image)
    points = SMALL_POINTS if inner in ("dotted", "none") else POINTS
    font = ImageFont.truetype(str(rng.choice(FACES)), round(points * DPI / 72))
    edges = (LEFT * DPI + np.cumsum([0.0, *widths]) * DPI).tolist()
    thick = rng.choice((2, 3, 4))
    more = HEAD_HIGH - PITCH if head == "turned" else 0.0
    levels = [TOP * DPI, *((TOP + PITCH * n + more) * DPI for n in range(1, len(rows) + 1))]
    if head in ("dark", "shaded"):
        field = rng.randint(*(DARK if head == "dark" else SHADED))
        draw.rectangle((edges[0], levels[0], edges[-1], levels[1]), fill=field)
    for n, y in enumerate(levels):
        for column, (left, right) in enumerate(pairwise(edges)):
            below_head = 1 < n < len(levels) - 1
            if below_head and inner == "dotted":
                for x in np.arange(left, right, 2.5 * thick):
                    draw.rectangle((x, y, x + thick - 1, y + thick - 1), fill=0)
            elif end.get((n - 1, column), (n,))[0] <= n and not (below_head and inner == "none"):
                draw.line((left, y, right, y), fill=0, width=thick)
    for column, x in enumerate(edges):
        for n, (above, below) in enumerate(pairwise(levels)):
            if end.get((n, column - 1), (n, column))[1] <= column:
                draw.line((x, above, x, below), fill=0, width=thick)
    for stretch in lost_rules(rng, levels, edges) if inner == "worn" else ():
        draw.line(stretch, fill=255, width=thick + 4)
    for n, row in enumerate(rows):
        for column, (text, left, right) in enumerate(zip(row, edges, edges[1:], strict=False)):
            down = TOP + PITCH * (n + 0.5) + (more if n else more / 2)
            middle = ((left + right) / 2, down * DPI)
            if text and (n, column) in end:
                row_end, column_end = end[n, column]
                middle = (left + edges[column_end]) / 2, (levels[n] + levels[row_end]) / 2
            if head == "turned" and n == 0 and column > 1:
                put_turned(image, font, text, middle)
            else:
                ink = 255 if head == "dark" and n == 0 else 0
                draw.text(middle, text, font=font, fill=ink, anchor="mm", align="center")
    return np.asarray(image, np.uint8)


def lost_rules(
    rng: random.Random, levels: Sequence[float], edges: Sequence[float]
) -> Iterator[tuple[float, float, float, float]]:
    """Stretches of rules inside a table that faded: between rows, over one column to three, and
    between columns, over one row to three."""
    for _ in range(rng.randint(2, 4)):
        row, column = rng.randrange(2, len(levels) - 2), rng.randrange(len(edges) - 2)
        left, right = edges[column], edges[min(column + rng.randint(1, 3), len(edges) - 1)]
        for y in levels[row : row + rng.randint(1, 2)]:
            yield left + CORNER, y, right - CORNER, y
        if rng.random() < 0.5:
            x = edges[rng.randrange(1, len(edges) - 1)]
            below = levels[min(row + rng.randint(0, 2), len(levels) - 1)]
            yield x, levels[row - 1] + CORNER, x, below - CORNER


def put_turned(
    page: Image.Image, font: ImageFont.FreeTypeFont, text: str, middle: tuple[float, float]
) -> None:
    """Text that runs from bottom to top."""
    piece = Image.new("L", (round(font.getlength(text)) + 4, round(1.4 * font.size)), 255)
    place = (piece.width / 2, piece.height / 2)
    ImageDraw.Draw(piece).text(place, text, font=font, fill=0, anchor="mm")
    turned = piece.rotate(90, expand=True)
    page.paste(turned, (round(middle[0] - turned.width / 2), round(middle[1] - turned.height / 2)))


def cells_of(page: Page) -> dict[tuple[int, int], str]:
    """Text by row and column of the first table of a page."""
    found: dict[tuple[int, int], str] = {}
    table = next((block for block in page.blocks if block.kind is BlockKind.TABLE), None)
    for line in table.lines if table else ():
        if line.cell is not None:
            found[line.cell] = " ".join((found.get(line.cell, ""), line.text)).strip()
    return found


def measure(shared: Path) -> Iterator[Row]:
    """One row for each kind of table."""
    import pytesseract

    kinds = [(kind, "", "") for kind in (persons, budget, figures, grouped)]
    kinds += [(either, "", "worn"), (wrapped, "", "dotted"), (wrapped, "", "none")]
    kinds += [(headed, head, "") for head in ("dark", "shaded", "turned")]
    for kind, head, inner in kinds:
        wrong = {"vie": 0, "ours": 0, "repaired": 0, "numbers": 0}
        cells = numbers = spurious = 0
        for number in range(PAGES):
            told = ("table", kind.__name__, head, "" if kind is either else inner, str(number))
            rng = random.Random(" ".join(filter(None, told)))
            widths, rows, *merged = kind(rng)
            damage = Damage.drawn(rng, SEVERITY * rng.betavariate(1.2, 2.8))
            image = drawn(widths, rows, rng, head, *merged, inner=inner)
            size = [round(side * damage.dpi / DPI) for side in image.shape[::-1]]
            image = np.asarray(Image.fromarray(image).resize(size, Image.Resampling.BOX), np.uint8)
            image = damaged(image, damage, rng.randrange(2**32))
            page, _ = read_image(image, damage.dpi)
            (repaired,), _ = repair_pages([page])
            plain = " " + " ".join(pytesseract.image_to_string(image, lang="vie").split()) + " "
            read, final = cells_of(page), cells_of(repaired)
            for n, row in enumerate(rows[:1] if head else rows):
                for column, text in enumerate(row):
                    text = text.replace("\n", " ")
                    if not text:
                        spurious += (n, column) in final
                        continue
                    is_number = bool(re.fullmatch(r"[\d.,/]+", text))
                    cells += 1
                    numbers += is_number
                    wrong["vie"] += f" {text} " not in plain
                    wrong["ours"] += read.get((n, column)) != text
                    wrong["repaired"] += final.get((n, column)) != text
                    wrong["numbers"] += is_number and final.get((n, column)) != text
        yield {
            "tables": f"heads, {head}" if head else f"rules, {inner}" if inner else kind.__name__,
            "cells": cells,
            "vie": round(100 * wrong["vie"] / cells, 2),
            "ours": round(100 * wrong["ours"] / cells, 2),
            "repaired": round(100 * wrong["repaired"] / cells, 2),
            "numbers, repaired": round(100 * wrong["numbers"] / max(numbers, 1), 2),
            "not empty": spurious,
        }
