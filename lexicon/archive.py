# SPDX-License-Identifier: Apache-2.0
"""Tables of the archives: the columns archivists fill for files (hồ sơ) and documents."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from lexicon import table_rows


@dataclass(frozen=True, slots=True)
class ArchiveColumn:
    """A column of the catalogue.

    ``table``: "hồ sơ" or "tài liệu". ``value`` names what a machine can fill in, "" where only
    a person knows. ``field`` is the field of a record whose certainty stands for the cell's.
    ``width`` in characters.
    """

    table: str
    heading: str
    width: int
    value: str
    field: str


@cache
def archive_columns(table: str) -> tuple[ArchiveColumn, ...]:
    """The columns of one table, in the order in which archivists type them."""
    return tuple(
        ArchiveColumn(row["table"], row["heading"], int(row["width"]), row["value"], row["field"])
        for row in table_rows("archive_columns.tsv")
        if row["table"] == table
    )
