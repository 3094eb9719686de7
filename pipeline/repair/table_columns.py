# SPDX-License-Identifier: Apache-2.0
"""Numbers of a table's column told by each other: 20.8 and 49/1 among 38,9 and 75,6."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.model import Block, BlockKind
from pipeline.repair.line_edits import Edit

_DECIMAL = re.compile(r"\d{1,3},\d{1,2}")
_OTHER_MARK = re.compile(r"\d{1,3}(?P<mark>[./])\d{1,2}")


def column_edits(blocks: Sequence[Block], lines: Sequence[str]) -> Iterator[Edit]:
    """Decimal commas that were read as other marks, in columns that hold more commas than those.

    ``lines``: the texts of all lines of the blocks. An edit takes the whole line.
    """
    at = 0
    for block in blocks:
        columns: dict[int, list[int]] = {}
        for number, line in enumerate(block.lines, at):
            if block.kind is BlockKind.TABLE and line.cell is not None:
                columns.setdefault(line.cell[1], []).append(number)
        for cells in columns.values():
            commas = sum(bool(_DECIMAL.fullmatch(lines[n].strip())) for n in cells)
            others = [(n, m) for n in cells if (m := _OTHER_MARK.fullmatch(lines[n]))]
            if commas >= len(others):
                for n, match in others:
                    printed = lines[n].replace(match["mark"], ",")
                    yield Edit(n, 0, len(lines[n]), printed, "the decimal comma of its column", 0.8)
        at += len(block.lines)
