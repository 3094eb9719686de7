# SPDX-License-Identifier: Apache-2.0
"""A workbook (Office Open XML) of the tables of a record, to be counted with and sorted.

The first sheet holds the fields of each document, every table has a sheet of its own, one that
goes on over several pages too. Numbers as Vietnamese prints them (1.234.567,5) are numbers; what is
no number beyond doubt (01, 12/2024, 3.14) stays text. Doubtful cells are yellow.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from pipeline.export.bookmarks import title_of
from pipeline.export.office_package import PRODUCER, is_ours, repacked
from pipeline.export.printed.headings import Headings
from pipeline.export.printed.lines import joined_words
from pipeline.export.printed.pieces import Piece, pieces
from pipeline.export.printed.places import FieldPlaces
from pipeline.export.printed.tables import table_rows
from pipeline.export.xml_text import in_xml
from pipeline.field_form import labelled_fields
from pipeline.record import LineRecord, Record
from pipeline.record_parts import documents_of

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["MEANING", "SUFFIX", "is_ours", "number_of", "render"]

SUFFIX = ".xlsx"
MEANING = "a workbook of the tables, a sheet each, numbers as numbers"

LONGEST_CELL = 32_767
MOST_COLUMNS, MOST_ROWS = 16_384, 1_048_576
MOST_DIGITS = 15
"""A spreadsheet keeps no more digits of a number."""
NARROWEST, WIDEST = 6, 60
"""Widths of columns, in characters."""
BROAD = 100
"""A table of more characters in a row is printed across the paper."""
_FIELDS = "Văn bản"
_GROUPED = re.compile(r"-?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
_PLAIN = re.compile(r"-?(?:0|[1-9]\d*)(?:,\d+)?")
_MARKED = PatternFill("solid", fgColor="FFF2A8")
_BOLD = Font(name="Calibri", size=11, bold=True)  # as openpyxl's own, but for that
_THIN = Side("thin")
_RULED = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def render(record: Record) -> bytes:
    """Office Open XML (ISO/IEC 29500, transitional), the same bytes for the same record."""
    book = Workbook()
    book.properties.creator, book.properties.lastModifiedBy = PRODUCER, PRODUCER
    book.properties.title = in_xml(title_of(record))[:LONGEST_CELL] or None
    _fill_fields(book.active, documents_of(record))
    for document in documents_of(record):
        for table in _tables(document):
            _fill_table(book.create_sheet(_sheet_name(book, table)), table.lines)
    stream = io.BytesIO()
    book.save(stream)
    return repacked(stream)


def _tables(record: Record) -> Iterator[Piece]:
    found = pieces(record, Headings(record.sections), FieldPlaces(record))
    return (piece for piece in found if piece.kind == "table")


def _sheet_name(book: Workbook, table: Piece) -> str:
    """``Trang 3``, ``Trang 3-5``, ``Trang 3 (2)`` for the second table there."""
    pages = str(table.page) if table.page == table.last_page else f"{table.page}-{table.last_page}"
    wanted = name = f"Trang {pages}"
    number = 1
    while name in book.sheetnames:
        number += 1
        name = f"{wanted} ({number})"
    return name


def _fill_fields(sheet: Worksheet, documents: Sequence[Record]) -> None:
    """Names and values of the fields, an empty row between documents."""
    sheet.title = _FIELDS
    row = 0
    for document in documents:
        row += 1 if row else 0
        signers = "; ".join(filter(None, (signer.name for signer in document.signers)))
        further = (
            ("Loại văn bản", document.doc_type),
            *labelled_fields(document),
            ("Trích yếu", document.subject),
            ("Người ký", signers),
            ("Nơi nhận", "; ".join(document.recipients)),
        )
        for label, value in further:
            if not value:
                continue
            row += 1
            _write(sheet.cell(row, 1), label)
            sheet.cell(row, 1).font = _BOLD
            _write(sheet.cell(row, 2), value)
            sheet.cell(row, 2).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 20, 90
    _fit_to_paper(sheet)


def _fill_table(sheet: Worksheet, lines: Sequence[LineRecord]) -> None:
    rows = table_rows(lines)
    longest: dict[int, int] = {}
    for row, cells in enumerate(rows[:MOST_ROWS], start=1):
        for column, found in enumerate(cells[:MOST_COLUMNS], start=1):
            words = joined_words(found)
            text = " ".join(word.text for word in words)
            cell = sheet.cell(row, column)
            _write(cell, text, as_number=row > 1)
            cell.border = _RULED
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if row == 1:
                cell.font = _BOLD
            if any(word.doubtful for word in words):
                cell.fill = _MARKED
            longest[column] = max(longest.get(column, 0), len(text))
    for column, length in longest.items():
        width = min(max(length + 2, NARROWEST), WIDEST)
        sheet.column_dimensions[get_column_letter(column)].width = width
    if len(rows) > 1:
        sheet.freeze_panes = "A2"
        sheet.print_title_rows = "1:1"
    _fit_to_paper(sheet, is_landscape=sum(longest.values()) > BROAD)


def _fit_to_paper(sheet: Worksheet, *, is_landscape: bool = False) -> None:
    """All columns on one page of A4."""
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_setup.orientation = "landscape" if is_landscape else "portrait"


def _write(cell: Cell, text: str, *, as_number: bool = False) -> None:
    """A number as such, anything else as text: never as a formula."""
    number = number_of(text) if as_number else None
    if number is not None:
        cell.value = number
        whole, _, decimals = text.partition(",")
        form = "#,##0" if "." in whole else "0"
        cell.number_format = form + (f".{'0' * len(decimals)}" if decimals else "")
        return
    if text:
        cell.value = in_xml(text)[:LONGEST_CELL]
        cell.data_type = "s"  # openpyxl takes a leading = for a formula


def number_of(text: str) -> int | Decimal | None:
    """The number that a text is, as Vietnamese prints it: 1.234.567 or 1234567, 12,5.

    None for what may be something else, such as the ordinal 01, the date 12/2024, the number 3.14
    of a section, and for more digits than a spreadsheet keeps.
    """
    if not (_GROUPED.fullmatch(text) or _PLAIN.fullmatch(text)):
        return None
    if sum(map(str.isdigit, text)) > MOST_DIGITS:
        return None
    plain: Any = text.replace(".", "").replace(",", ".")
    return Decimal(plain) if "." in plain else int(plain)
