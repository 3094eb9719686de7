# SPDX-License-Identifier: Apache-2.0
"""Where one document ends and another begins inside one file.

Scans often hold several documents. A page that opens with a letterhead of its own (the name of
the State or Party, number, place and date) after a document was signed begins the next one;
blank forms among the appendices carry a letterhead too, but no date and no number. A whole
letterhead begins a document also where the signature before it was not read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.letterhead import read_letterhead, read_number_line, read_place_date
from pipeline.extract.letterhead_end import letterhead_end
from pipeline.extract.recipients import recipients_start
from pipeline.extract.rows import Row, is_motto, is_nation, is_party_heading, rows_of
from pipeline.extract.signatures import is_authority, is_position
from pipeline.model import Page

_HEAD_ROWS = 18
_ABOVE_THE_LETTERHEAD = 4  # rows among which "Mẫu số 1" stands over the letterhead of a form
_ENCLOSURE = ("phu luc", "mau so", "mau ", "bieu ", "danh muc", "danh sach", "bang ")


def document_boundaries(pages: Sequence[Page]) -> tuple[int, ...]:
    """Numbers of the pages, other than the first, on which another document begins."""
    if len(pages) < 2:
        return ()
    by_page: dict[int, list[Row]] = {}
    for row in rows_of(pages):
        by_page.setdefault(row.page, []).append(row)
    boundaries: list[int] = []
    signed = False
    for position, (number, page_rows) in enumerate(sorted(by_page.items())):
        if position and _opens_document(page_rows, signed):
            boundaries.append(number)
            signed = False
        signed = (
            signed
            or recipients_start(page_rows) is not None
            or any(
                is_authority(row) or is_position(row) for row in page_rows[len(page_rows) // 3 :]
            )
        )
    return tuple(boundaries)


def _opens_document(rows: Sequence[Row], signed: bool) -> bool:
    """Whether a page begins a document; ``signed``: whether the one before it has ended."""
    head = rows[: min(letterhead_end(rows), _HEAD_ROWS)]
    enclosure = next((n for n, row in enumerate(head) if row.plain.startswith(_ENCLOSURE)), None)
    if enclosure is not None:
        if enclosure < _ABOVE_THE_LETTERHEAD:
            return False
        head = head[:enclosure]
    if not any(
        is_nation(row.text) or is_motto(row.text) or is_party_heading(row.text) for row in head
    ):
        return False
    number = any((line := read_number_line(row)) is not None and line.number for row in head)
    # a form leaves the year open: ngày … tháng … năm …
    dated = any(
        (found := read_place_date(row)) is not None and re.search(r"\d{4}", found.text) is not None
        for row in head
    )
    issued = dated and read_letterhead(head).issuer is not None
    return (number or issued) if signed else (number and issued)
