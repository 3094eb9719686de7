# SPDX-License-Identifier: Apache-2.0
"""``index.xlsx``, ``index.csv``: the catalogue with the columns that archivists type.

A folder of the input stands for a file (hồ sơ). What a machine cannot know is left empty.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from lexicon.archive import ArchiveColumn, archive_columns
from pipeline.batch.catalogue import CataloguedDocument
from pipeline.batch.index_file import DOCUMENTS, DOSSIERS, DocumentKey, FilledIn, Row, TableMark
from pipeline.batch.ledger import State
from pipeline.batch.remarks import remarks

MOST_LINKS = 60_000
"""Excel repairs (drops links from) sheets with more than 65,530 links."""
LONGEST_CELL = 32_767
FIRST_DAY = date(1900, 3, 1)
"""Excel knows no day before 1900, and takes that year for a leap year."""

_VIETNAMESE = "Tiếng Việt"
_DIGITISED = "Số hóa"
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


@dataclass
class Dossier:
    """What is known of one folder of documents."""

    folder: str
    documents: int = 0
    dates: list[str] = field(default_factory=list)
    vietnamese: bool = True

    def add(self, document: CataloguedDocument) -> None:
        """Count a document in."""
        self.documents += 1
        if document.fields.get("date"):
            self.dates = _extremes([*self.dates, document.fields["date"]])
        if document.state is not State.FAILED:
            self.vietnamese &= bool(document.fields.get("vietnamese"))


def write_csv(
    path: Path, documents: Iterable[CataloguedDocument], filled: FilledIn | None = None
) -> None:
    """The table of documents, UTF-8 with a byte order mark, as Excel wants it.

    In this and the other tables, what people have ``filled`` in stands in its columns.
    """
    filled = filled or FilledIn()
    columns = archive_columns(DOCUMENTS)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(column.heading for column in columns)
        for ordinal, document in numbered(documents):
            cells = _document_cells(document, ordinal, filled)
            writer.writerow(map(_as_text, cells))


def write_dossier_csv(
    path: Path, documents: Iterable[CataloguedDocument], filled: FilledIn | None = None
) -> None:
    """The table of files (hồ sơ), in the same encoding."""
    filled = filled or FilledIn()
    columns = archive_columns(DOSSIERS)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(column.heading for column in columns)
        for dossier in dossiers(documents):
            writer.writerow(map(_as_text, _dossier_cells(dossier, filled)))


def write_xlsx(
    path: Path,
    documents: Callable[[], Iterable[CataloguedDocument]],
    doubtful_below: float,
    mark: TableMark,
    filled: FilledIn | None = None,
) -> None:
    """Both tables as sheets; doubtful cells yellow, failed documents red, paths are links.

    Values are written as text, numbers or dates, never as formulas.
    """
    from openpyxl import Workbook
    from openpyxl.styles import PatternFill

    filled = filled or FilledIn()
    book = Workbook(write_only=True)
    book.properties.keywords = str(mark)
    yellow, red = (PatternFill("solid", fgColor=colour) for colour in ("FFF2A8", "F4B6B6"))
    columns = archive_columns(DOCUMENTS)
    sheet = _sheet(book, "Tài liệu", columns)
    rows = 0
    for ordinal, document in numbered(documents()):
        rows += 1
        values = _document_cells(document, ordinal, filled)
        cells = []
        for column, value in zip(columns, values, strict=True):
            cell = _cell(sheet, value)
            if document.state is State.FAILED:
                cell.fill = red
            elif cell.value is not None and _is_doubtful(document, column, doubtful_below):
                cell.fill = yellow
            if rows <= MOST_LINKS / 2 and column.value == "path":
                cell.hyperlink = document.link
            if rows <= MOST_LINKS / 2 and column.value == "subject" and cell.value is not None:
                shown = document.reading_copy
                if shown:
                    cell.hyperlink = shown
            cells.append(cell)
        sheet.append(cells)
    _filter(sheet, columns, rows)
    columns = archive_columns(DOSSIERS)
    sheet = _sheet(book, "Hồ sơ", columns)
    rows = 0
    for dossier in dossiers(documents()):
        rows += 1
        sheet.append([_cell(sheet, value) for value in _dossier_cells(dossier, filled)])
    _filter(sheet, columns, rows)
    book.save(path)


def numbered(
    documents: Iterable[CataloguedDocument],
) -> Iterator[tuple[int, CataloguedDocument]]:
    """Each document with its ordinal within its folder, from 1."""
    for _, inside in groupby(documents, key=lambda document: document.folder):
        yield from enumerate(inside, start=1)


def dossiers(documents: Iterable[CataloguedDocument]) -> Iterator[Dossier]:
    """One for each folder that holds documents."""
    for folder, inside in groupby(documents, key=lambda document: document.folder):
        dossier = Dossier(folder)
        for document in inside:
            dossier.add(document)
        yield dossier


def document_values(document: CataloguedDocument, ordinal: int) -> dict[str, Any]:
    """What a machine can fill in of a document, by the names of ``archive_columns.tsv``."""
    fields = document.fields
    failed = document.state is State.FAILED
    secrecy = fields.get("secrecy")
    return {
        "ordinal": ordinal,
        "doc_type": fields.get("doc_type"),
        "number": fields.get("number"),
        "symbol": fields.get("symbol"),
        "date": archive_date(fields.get("date")),
        "parent_issuer": fields.get("parent_issuer"),
        "issuer": fields.get("issuer"),
        "subject": fields.get("subject"),
        "keywords": "; ".join(fields.get("keywords") or ()) or None,
        "language": _VIETNAMESE if fields.get("vietnamese") else None,
        "pages": document.pages or None,
        "remark": "; ".join(remarks(document)) or None,
        "access": secrecy.capitalize() if secrecy else None,
        "reliability": None if failed else _DIGITISED,
        "path": document.path,
    }


def dossier_values(dossier: Dossier) -> dict[str, Any]:
    """What a machine can fill in of a file (hồ sơ)."""
    return {
        "language": _VIETNAMESE if dossier.vietnamese else None,
        "first_date": archive_date(min(dossier.dates, default=None)),
        "last_date": archive_date(max(dossier.dates, default=None)),
        "documents": dossier.documents,
        "reliability": _DIGITISED,
        "folder": dossier.folder or ".",
    }


def document_key(document: CataloguedDocument) -> DocumentKey:
    """What a row of the table is known by."""
    return document.path, document.stands_on[0] if document.stands_on else 1


def _document_cells(document: CataloguedDocument, ordinal: int, filled: FilledIn) -> list[Any]:
    own = filled.documents.get(document_key(document), {})
    return _cells(DOCUMENTS, document_values(document, ordinal), own)


def _dossier_cells(dossier: Dossier, filled: FilledIn) -> list[Any]:
    values = dossier_values(dossier)
    return _cells(DOSSIERS, values, filled.dossiers.get(values["folder"], {}))


def _cells(table: str, values: dict[str, Any], own: Row) -> list[Any]:
    """The row by its columns: what a machine knows by their values, the rest by headings."""
    return [
        values.get(column.value) if column.value else own.get(column.heading)
        for column in archive_columns(table)
    ]


def archive_date(iso: str | None) -> date | str | None:
    """A whole date as a date; 2024-02 as 02/2024, and so the days before Excel's first."""
    if not iso:
        return None
    try:
        whole = date.fromisoformat(iso)
    except ValueError:
        whole = date.min
    return whole if whole >= FIRST_DAY else "/".join(reversed(iso.split("-")))


def _is_doubtful(
    document: CataloguedDocument, column: ArchiveColumn, doubtful_below: float
) -> bool:
    sure = document.certainty(column.field) if column.field else None
    return column.value == "remark" or (sure is not None and sure < doubtful_below)


def _extremes(dates: list[str]) -> list[str]:
    return [min(dates), max(dates)]


def _as_text(value: Any) -> Any:
    """A spreadsheet must not take a text for a formula (OWASP, CSV injection)."""
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, str) and value.lstrip().startswith(("=", "+", "-", "@", "\t", "\r")):
        return "'" + value
    return value


def _cell(sheet: Any, value: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, _ILLEGAL.sub("\ufffd", value)[:LONGEST_CELL])
        cell.data_type = "s"  # openpyxl takes a leading = for a formula
        return cell
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
    return cell


def _sheet(book: Any, title: str, columns: tuple[ArchiveColumn, ...]) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    heads = []
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
        head = WriteOnlyCell(sheet, column.heading)
        head.font = Font(bold=True)
        head.alignment = Alignment(wrap_text=True, vertical="top")
        heads.append(head)
    sheet.append(heads)
    return sheet


def _filter(sheet: Any, columns: tuple[ArchiveColumn, ...], rows: int) -> None:
    """A filter on the row of headings, over so many rows below it."""
    from openpyxl.utils import get_column_letter

    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{rows + 1}"
