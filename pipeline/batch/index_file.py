# SPDX-License-Identifier: Apache-2.0
"""``index.xlsx`` as people hand it back: corrected, filled in, sorted, saved by another program."""

from __future__ import annotations

import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from lexicon.archive import archive_columns
from pipeline.batch.remarks import STANDS_ON
from pipeline.errors import FileAccessError, InputFileError

DOCUMENTS, DOSSIERS = "tài liệu", "hồ sơ"
"""The two tables, each on a sheet of its own, as ``archive_columns`` calls them."""

LARGEST = 256 << 20
"""Most bytes of a workbook."""

_NO_WORKBOOK = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError),
    *(LookupError, ValueError, TypeError, AttributeError, ArithmeticError),
    SyntaxError,  # of its XML
)
"""What openpyxl raises for a file that is none, or a broken one."""

DocumentKey = tuple[str, int]
"""The path of a file and the first page of a document in it."""
Row = dict[str, Any]
"""Cells by the headings of their columns."""


@dataclass(frozen=True, slots=True)
class TableMark:
    """Of which batch a workbook is, and how far that was: ``Ledger.change``.

    It stands in the keywords of the workbook's properties, which spreadsheets keep.
    """

    batch: str
    change: int

    def __str__(self) -> str:
        return f"sohoa {self.batch} {self.change}"

    @classmethod
    def read(cls, text: str | None) -> TableMark | None:
        """The mark that a workbook carries, None if it has none."""
        found = re.search(r"\bsohoa (\w+) (\d+)", text or "")
        return found and cls(found[1], int(found[2]))


@dataclass(frozen=True, slots=True)
class IndexFile:
    """The rows of both tables, of dossiers by their folder as the table names it."""

    mark: TableMark
    documents: dict[DocumentKey, Row]
    dossiers: dict[str, Row]


@dataclass(frozen=True, slots=True)
class FilledIn:
    """What people have filled in where a machine knows nothing: cells by heading, that hold
    something, of documents and of dossiers."""

    documents: Mapping[DocumentKey, Row] = field(default_factory=dict)
    dossiers: Mapping[str, Row] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.documents or self.dossiers)


def read_index(path: Path) -> IndexFile:
    """The workbook at ``path``. Raises FileAccessError, and InputFileError where it is none that a
    batch has made."""
    from openpyxl import load_workbook

    try:
        with path.open("rb") as stream:
            if stream.seek(0, 2) > LARGEST:
                raise _no_index(path)
            book = load_workbook(stream, read_only=True, data_only=True)
            mark = TableMark.read(book.properties.keywords)
            if mark is None:
                raise _no_index(path)
            documents = {_document_key(row): row for row in _rows(book.worksheets[0])}
            folder = heading_of(DOSSIERS, "folder")
            dossiers = {str(row.get(folder, "")): row for row in _rows(*book.worksheets[1:2])}
    except OSError as error:
        raise FileAccessError(f"{path} cannot be read: {error.strerror or error}") from error
    except _NO_WORKBOOK as error:
        raise _no_index(path) from error
    if any(heading_of(DOCUMENTS, "path") not in row for row in documents.values()):
        raise _no_index(path)
    return IndexFile(mark, documents, dossiers)


def filled_in(index: IndexFile) -> FilledIn:
    """What people have filled in into the tables."""
    tables = (DOCUMENTS, index.documents), (DOSSIERS, index.dossiers)
    kept: list[dict[Any, Row]] = []
    for table, rows in tables:
        own = [column.heading for column in archive_columns(table) if not column.value]
        found = {
            key: {h: row[h] for h in own if cell_text(row.get(h))} for key, row in rows.items()
        }
        kept.append({key: row for key, row in found.items() if row})
    return FilledIn(*kept)


@cache
def heading_of(table: str, value: str) -> str:
    """The heading of the column that a machine fills with ``value``. Raises KeyError."""
    return {column.value: column.heading for column in archive_columns(table)}[value]


def cell_text(cell: Any) -> str:
    """The cell as text in one line: whole dates dd/mm/yyyy, numbers without a decimal point."""
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = unicodedata.normalize("NFC", str(cell))
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _rows(sheet: Any = None) -> Iterator[Row]:
    if sheet is None:
        return
    cells = sheet.iter_rows(values_only=True)
    headings = [cell_text(heading) for heading in next(cells, ())]
    for row in cells:
        if any(cell is not None for cell in row):
            yield {name: cell for name, cell in zip(headings, row, strict=False) if name}


def _document_key(row: Row) -> DocumentKey:
    told = re.search(STANDS_ON, cell_text(row.get(heading_of(DOCUMENTS, "remark"))))
    return str(row.get(heading_of(DOCUMENTS, "path"), "")), int(told[1]) if told else 1


def _no_index(path: Path) -> InputFileError:
    return InputFileError(
        f"{path} is no table of the documents of a batch",
        help="Give the index.xlsx of the batch, as it was corrected and saved.",
    )
