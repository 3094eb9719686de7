# SPDX-License-Identifier: Apache-2.0
"""Certified copies: the block that the office which made the copy sets under the document.

Nghị định 30/2020/NĐ-CP, Phụ lục I, phần III: below the last line a letterhead of the office that
copies, with a number of its own (318/SY-SYT), SAO Y, SAO LỤC or TRÍCH SAO, recipients and signer.
None of these is of the document itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.rows import Row, is_capitals, is_motto, is_nation, is_party_heading

_KIND = re.compile(r"^\W{0,3}(?:sao y|sao luc|trich sao)\b(?: ban chinh| tu van ban\b.*)?\W{0,3}$")
_NUMBER = re.compile(r"^\W{0,3}so\b.{0,12}[-/](?:sy|sl|ts|trs)(?:\W|$)")
HEIGHT = 0.2
"""Height of the copy's letterhead above SAO Y, at most, as a share of the page's width."""
LETTERHEAD_ROWS = 16
"""The same in rows, where the page has no boxes."""


def without_certification(rows: Sequence[Row]) -> list[Row]:
    """The rows of the document itself."""
    at = next((n for n, row in enumerate(rows) if _is_kind(rows, n, row)), None)
    if at is None:
        return list(rows)
    kind = rows[at]
    heads = [n for n, row in enumerate(rows) if row.page == kind.page and _opens(row)]
    if kind.box is None:
        closed = next((n for n in range(at) if rows[n].plain.startswith("noi nhan")), at)
        heads = [n for n in heads if max(closed, at - LETTERHEAD_ROWS) < n < at]
        return list(rows[: min(heads, default=len(rows))])
    highest = kind.box.top - HEIGHT * kind.page_width
    boxes = [box for n in heads if (box := rows[n].box) is not None]
    tops = [box.top for box in boxes if highest < box.top < kind.box.top]
    if not tops:
        return list(rows)  # a stamp: SAO Y BẢN CHÍNH
    begin = min(tops) - kind.box.height / 2
    return [
        row
        for row in rows
        if row.page < kind.page
        or (row.page == kind.page and row.box is not None and row.box.top < begin)
    ]


def _is_kind(rows: Sequence[Row], n: int, row: Row) -> bool:
    """Whether a row says what kind of copy it is, below the document: not in its first half."""
    if not _KIND.match(row.plain) or not is_capitals(row.text):
        return False
    return n > min(len(rows) // 3, LETTERHEAD_ROWS)


def _opens(row: Row) -> bool:
    """Whether a row is of a letterhead."""
    heading = is_nation(row.text) or is_motto(row.text) or is_party_heading(row.text)
    return heading or bool(_NUMBER.match(row.plain))
