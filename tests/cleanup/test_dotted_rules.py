# SPDX-License-Identifier: Apache-2.0
"""Rules of dots and dashes between the rows of a table."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.cleanup import clean_page
from pipeline.ocr import read_image
from tests.bench.table_pages import cells_of
from tests.cleanup.drawn import BODY, Pixels, face

EDGES, ROW = (150, 250, 800, 1100, 1450), 64
NAMES = ("Nguyễn Văn Thắng", "Trần Thị Mai Hương", "Lê Quốc Bảo", "Phạm Hồng Nhung")


def table(mark: tuple[int, int, int], *, columns: int = 4, worn: range = range(0)) -> Pixels:
    """Four rows parted by marks (width, height and distance, px) at 200 dpi in the first
    ``columns`` columns, but at the x of ``worn``."""
    page = Image.new("L", (1654, 1400), 255)
    draw = ImageDraw.Draw(page)
    font = face("regular", 36)
    for n, text in enumerate(BODY):
        draw.text((150, 800 + 70 * n), text, font=font, fill=0, anchor="ls")
    bottom = 200 + ROW * len(NAMES)
    draw.rectangle((EDGES[0], 200, EDGES[-1], bottom), outline=0, width=3)
    for x in EDGES[1:-1]:
        draw.line((x, 200, x, bottom), fill=0, width=3)
    wide, high, apart = mark
    for n, name in enumerate(NAMES):
        top = 200 + ROW * n
        cells = (str(n + 1), name, f"{n + 2}1/08/1975", f"4,{n}2")
        for left, text in zip(EDGES, cells, strict=False):
            draw.text((left + 14, top + 46), text, font=font, fill=0, anchor="ls")
        for x in range(EDGES[0] + 6, EDGES[columns] - wide, apart) if n else ():
            if x not in worn:
                draw.rectangle((x, top, x + wide - 1, top + high - 1), fill=0)
    return np.asarray(page).copy()


@pytest.mark.parametrize("mark", [(3, 3, 7), (4, 4, 12), (8, 2, 14), (12, 3, 22)])
@pytest.mark.parametrize("worn", [range(0), range(400, 600)], ids=["whole", "worn"])
def test_rules_of_dots_and_dashes_part_rows(mark, worn):
    image = table(mark, worn=worn)
    across = [rule for rule in clean_page(image, 200).rules if rule.horizontal]
    assert len(across) == 5
    page, _ = read_image(image, 200)
    cells = cells_of(page)
    assert [cells.get((n, 1)) for n in range(4)] == list(NAMES)
    assert [cells.get((n, 2)) for n in range(4)] == [f"{n + 2}1/08/1975" for n in range(4)]


def test_dots_in_one_column_are_to_be_written_on():
    cleaned = clean_page(table((3, 3, 7), columns=1), 200)
    assert sum(rule.horizontal for rule in cleaned.rules) == 2
