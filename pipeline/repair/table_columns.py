# SPDX-License-Identifier: Apache-2.0
"""Numbers of a table's column told by each other and by its head: 20.8 and 49/1 among 38,9.

Vietnamese print parts decimals by a comma and thousands by a full stop.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.model import Block, BlockKind
from pipeline.repair.codes.claims import TO_BE_CHECKED
from pipeline.repair.line_edits import Edit

DECIMAL_COMMA = "the decimal comma of its column"
_DECIMAL = re.compile(r"\d{1,3},\d{1,2}")
_OF_ONE_PLACE = re.compile(r"\d{1,3}[,.]\d")
_OTHER_MARK = re.compile(r"\d{1,3}(?P<mark>[./])\d{1,2}")
_WITHOUT = re.compile(r"[1-9]\d[1-9]")  # 446: 44,6; but 120 is a share too
MOST_ABOVE = 3  # so many shares above 100 are none
HEAD = 3  # lines of a column that its head takes, at most
_OF_SHARES = re.compile(r"(?i)%|tỷ lệ|tỉ lệ")


def column_edits(blocks: Sequence[Block], lines: Sequence[str]) -> Iterator[Edit]:
    """Decimal commas that were read as other marks or lost, by what else the column holds.

    ``lines``: the texts of all lines of the blocks, otherwise repaired. An edit takes the whole
    line.
    """
    at = 0
    for block in blocks:
        columns: dict[int, list[int]] = {}
        for number, line in enumerate(block.lines, at):
            if block.kind is BlockKind.TABLE and line.cell is not None:
                columns.setdefault(line.cell[1], []).append(number)
        for cells in columns.values():
            for number, printed, sure in _printed([(n, lines[n].strip()) for n in cells]):
                length = len(block.lines[number - at].text)
                yield Edit(number, 0, length, printed, DECIMAL_COMMA, sure)
        at += len(block.lines)


def _printed(cells: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str, float]]:
    """Cells of one column with their comma, by number, and how sure that is."""
    commas = sum(bool(_DECIMAL.fullmatch(text)) for _, text in cells)
    others = [(n, text, match) for n, text in cells if (match := _OTHER_MARK.fullmatch(text))]
    of_shares = any(_OF_SHARES.search(text) for _, text in cells[:HEAD])
    if (commas and commas >= len(others)) or of_shares:
        for n, text, match in others:
            yield n, text.replace(match["mark"], ","), 0.8
    of_one_place = sum(bool(_OF_ONE_PLACE.fullmatch(text)) for _, text in cells)
    without = [(n, text) for n, text in cells if _WITHOUT.fullmatch(text)]
    if of_shares and (of_one_place >= max(1, len(without)) or len(without) >= MOST_ABOVE):
        for n, text in without:
            yield n, f"{text[:2]},{text[2]}", TO_BE_CHECKED
