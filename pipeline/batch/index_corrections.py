# SPDX-License-Identifier: Apache-2.0
"""What was corrected in ``index.xlsx``, the table of the documents of a batch.

Archivists go through the table in a spreadsheet. A cell that says something else than the batch
knows is a correction of that field; columns that only a person fills in are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from pipeline.batch.catalogue import CataloguedDocument
from pipeline.batch.index_file import DOCUMENTS, cell_text, heading_of, read_index
from pipeline.batch.index_tables import document_key, document_values
from pipeline.batch.ledger import State
from pipeline.correction import Corrections, FieldCorrection
from pipeline.errors import InputFileError
from pipeline.field_form import code_with, fields_of, form_value, shown_in_form
from pipeline.record import Fields

_FIELDS = ("doc_type", "date", "parent_issuer", "issuer", "subject")
"""Read from their column as they are; number and symbol make the code."""
_CELLS = (*_FIELDS, "number", "symbol")


def corrections_in_index(
    path: Path,
    documents: Iterable[CataloguedDocument],
    batch: str,
    note: Callable[[str], object],
) -> tuple[Corrections, ...]:
    """What differs in the table from the ``documents`` of the ``batch``, by their contents.

    Rows that were taken out, moved or sorted do no harm. Documents that have changed since the
    table was written are left as they are, and told to ``note``. Raises FileAccessError, and
    InputFileError where the file is no such table, or a cell cannot be what its field is.
    """
    index = read_index(path)
    if index.mark.batch != batch:
        raise InputFileError(
            f"{path} is the table of another batch", help="Give the index.xlsx of this folder."
        )
    found: dict[str, dict[FieldCorrection, None]] = {}
    for document in documents:
        key = document_key(document)
        row = index.documents.get(key)
        if row is None or document.sha256 is None or document.state is State.FAILED:
            continue
        corrected = tuple(_corrected(row, document, key[1]))
        if corrected and document.change > index.mark.change:
            note(f"{document.path} has changed since {path} was written: its row is not taken")
            continue
        found.setdefault(document.sha256, {}).update(dict.fromkeys(corrected))
    return tuple(Corrections(sha256, (), tuple(made)) for sha256, made in found.items() if made)


def _corrected(
    row: Mapping[str, object], document: CataloguedDocument, page: int
) -> Iterator[FieldCorrection]:
    known = {name: cell_text(value) for name, value in document_values(document, 0).items()}
    now = {name: cell_text(row.get(heading_of(DOCUMENTS, name), known[name])) for name in _CELLS}
    fields = Fields.model_validate(
        {name: value for name, value in document.fields.items() if name in Fields.model_fields}
    )
    told = {name: now[name] for name in _FIELDS if now[name] != known[name]}
    if any(now[name] != known[name] for name in ("number", "symbol")):
        told["code"] = _code(fields, now["number"], now["symbol"])
    if "date" in told:
        told["date"] = re.sub(r"^(\d\d?)/(\d{4})$", _month_of_year, told["date"])
    for name, text in told.items():
        try:
            after = form_value(name, text)
            made = fields_of(name, after)
        except (ValueError, TypeError) as error:
            raise InputFileError(
                f"{document.path}: {error}", help="Correct the cell and save the table again."
            ) from error
        if any(getattr(fields, own) != value for own, value in made.items()):
            yield FieldCorrection(page, name, shown_in_form(fields, name), after)


def _code(fields: Fields, number: str, symbol: str) -> str:
    """Number and symbol in one, as the document prints them where it is known how."""
    if not symbol:
        return number
    if fields.code and fields.number and fields.symbol == symbol:
        return (number or "…") + fields.code.removeprefix(fields.number)
    if fields.code and fields.symbol and fields.number == number:
        return fields.code.removesuffix(fields.symbol) + symbol
    return code_with(number, symbol)


def _month_of_year(found: re.Match[str]) -> str:
    return f"{found[2]}-{found[1]:0>2}"
