# SPDX-License-Identifier: Apache-2.0
"""Where the letterhead of a document ends: at its title, its addressees or its body."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.addressees import is_addressee_row
from pipeline.extract.rows import Row
from pipeline.extract.title import is_subject_mark, title_type
from pipeline.model import BlockKind

HEAD_LIMIT = 45
"""Rows in which the letterhead and the title must stand."""

_BODY_WORDS = re.compile(
    r"^[\W_]{0,3}(?:can cu|thuc hien|trong thoi gian|theo de nghi|xet de nghi|de \w+ \w+ |nham "
    r"|hoi \d|[ivx]+\. |dieu 1)"
)


def letterhead_end(rows: Sequence[Row]) -> int:
    """Index of the first row that can't belong to the letterhead: title, addressees or body."""
    for index, row in enumerate(rows[:HEAD_LIMIT]):
        if row.page != rows[0].page or row.plain.startswith("noi nhan"):
            return index
        if is_addressee_row(row):
            return _letterhead_goes_on(rows, index)
        if title_type(row) is not None:
            return _letterhead_goes_on(rows, index)
        if _BODY_WORDS.match(row.plain) and not is_subject_mark(row):
            return index
        if len(row.text) > 110 and not row.continues:
            return index
    return min(len(rows), HEAD_LIMIT)


def _letterhead_goes_on(rows: Sequence[Row], index: int) -> int:
    """Past `index` when a block of the letterhead's right column was read after it."""
    for later in range(index + 1, min(index + 8, len(rows))):
        if rows[later].kind is BlockKind.LETTERHEAD_RIGHT and rows[later].page == rows[index].page:
            index = later + 1
    return index
