# SPDX-License-Identifier: Apache-2.0
"""Tables of a record, and columns beside each other, in a Word document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt

from pipeline.export.printed.form import Sheet
from pipeline.export.printed.lines import joined_words, line_text
from pipeline.export.printed.tables import table_rows
from pipeline.export.word.runs import add_run, add_words
from pipeline.export.word.styles import CELL, SMALL, TABLE
from pipeline.record import LineRecord

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table

MANY_COLUMNS = 9
"""A table with so many has small print."""
MOST_COLUMNS = 63
"""Word opens no table of more."""
LETTER, CAPITAL = 0.56, 0.75
"""Width of a letter in bold print, in ems, as broad ones have it."""
CELL_MARGIN = Mm(1.2)
"""Room at either side of a cell."""
_Rows = Sequence[Sequence[Sequence[LineRecord]]]
# What may stand behind the margins of cells: the order of a table's properties is fixed.
_AFTER_MARGINS = ("w:tblLook", "w:tblCaption", "w:tblDescription")


def add_table(word: Document, lines: Sequence[LineRecord], sheet: Sheet, width: int) -> None:
    """The table of ``lines``, as wide as the text (``width``, EMU)."""
    rows = table_rows(lines)
    if len(rows[0]) > MOST_COLUMNS:
        for cells in rows:
            text = " | ".join(" ".join(map(line_text, cell)) for cell in cells)
            add_run(word.add_paragraph(style=CELL), text)
        return
    table = word.add_table(len(rows), len(rows[0]))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    size = TABLE if len(rows[0]) < MANY_COLUMNS else SMALL
    widths = [width * share for share in _column_shares(rows, sheet)]
    least = _least_widths(rows, size, width / 4)
    _set_widths(table, _fitted(widths, least))
    for nth, (made, cells) in enumerate(zip(table.rows, rows, strict=True)):
        for cell, found in zip(made.cells, cells, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.style = CELL
            text = " ".join(map(line_text, found))
            if nth == 0 or not any(map(str.isalpha, text)):
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            bold = True if nth == 0 else None
            add_words(paragraph, joined_words(found), bold=bold, size=size)
    if len(rows) > 1:
        head = table.rows[0]._tr.get_or_add_trPr()
        head.append(OxmlElement("w:tblHeader"))  # again on every page
    word.add_paragraph().paragraph_format.space_after = Pt(0)


def add_columns(word: Document, shares: Sequence[float], rows: int, width: int) -> Table:
    """A table without lines: columns beside each other."""
    table = word.add_table(rows, len(shares))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _set_widths(table, [width * share for share in shares])
    return table


def _column_shares(rows: _Rows, sheet: Sheet) -> list[float]:
    """How wide the columns of a table are printed, as shares of the whole."""
    columns = list(zip(*rows, strict=True))
    boxes = [sheet.boxes(line for cell in column for line in cell) for column in columns]
    if all(boxes):
        # heads over several columns reach far beyond their own: few lines do
        lefts = [sorted(box[0] for box in found)[len(found) // 4] for found in boxes]
        rights = [sorted(box[2] for box in found)[-1 - len(found) // 4] for found in boxes]
        inner = [(a + b) / 2 for a, b in zip(rights, lefts[1:], strict=False)]
        edges = [min(lefts), *inner, max(rights)]
        widths = [max(after - before, 0.0) for before, after in pairwise(edges)]
    else:
        widths = [max(map(len, _texts(column)), default=0) ** 0.5 for column in columns]
    whole = sum(widths) or 1.0
    return [width / whole for width in widths]


def _least_widths(rows: _Rows, size: float, most: float) -> list[float]:
    """Width of the longest word of each column in EMU, ``most`` at most."""
    longest = [
        max(map(_ems, " ".join(_texts(column)).split()), default=0.0)
        for column in zip(*rows, strict=True)
    ]
    return [min(ems * Pt(size) + 2 * CELL_MARGIN, most) for ems in longest]


def _ems(word: str) -> float:
    """About how wide a word is at most."""
    return len(word) * (CAPITAL if word.isupper() else LETTER)


def _texts(cells: Iterable[Sequence[LineRecord]]) -> list[str]:
    return [" ".join(map(line_text, cell)) for cell in cells]


def _fitted(widths: Sequence[float], least: Sequence[float]) -> list[float]:
    """Widths of the same sum, each at least what it has to be where there is room for that."""
    whole = sum(widths)
    if sum(least) >= whole:
        return [width * whole / sum(least) for width in least]
    fixed: set[int] = set()
    while True:
        left = whole - sum(least[n] for n in fixed)
        free = sum(width for n, width in enumerate(widths) if n not in fixed) or 1.0
        fitted = [least[n] if n in fixed else width * left / free for n, width in enumerate(widths)]
        short = {n for n, width in enumerate(fitted) if width < least[n]} - fixed
        if not short:
            return fitted
        fixed |= short


def _set_widths(table: Table, widths: Sequence[float]) -> None:
    """Fixed widths in EMU, of the columns and, as Word wants it, of every cell."""
    table.autofit = False
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(int(CELL_MARGIN.twips)))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.insert_element_before(margins, *_AFTER_MARGINS)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Length(int(width))
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Length(int(width))
