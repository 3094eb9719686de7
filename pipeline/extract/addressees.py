# SPDX-License-Identifier: Apache-2.0
"""Addressees (Kính gửi; whom a công điện wires): one on the same row, or a list under it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.items import ListItem, clean_item
from pipeline.extract.rows import Row, is_capitals

# Kính gửi:, its first word hidden by a stamp too
_LABEL = re.compile(r"^\W{0,3}(?:k[il1]nh\s*g[uiư][il1]?\s*[:;.,*]*|(?:\w{1,3}h\s+)?g[uư]i\s*:)\s*")
_TELEGRAM = re.compile(r"\s+điện\s*:\s*$")  # CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH … điện:
_DASH = re.compile(r"^[-–—+•]\s*")
_PARTING = re.compile(r";(?![^()]*\))")  # not inside brackets
_BODY = re.compile(
    r"^(?:can cu|thuc hien|trong thoi gian|ngay \d|theo|de |nham|sau khi|hoi \d|phuc dap|tra loi"
    r"|ngay|\d{1,2}\.|[ivx]+\.|tiep theo|xet |thi hanh|hom nay|tai (?:cuoc|phien|hoi|buoi)|qua "
    r"|kinh moi|tran trong)"
)


def is_addressee_row(row: Row) -> bool:
    """Whether a row opens the addressees."""
    return bool(_LABEL.match(row.plain))


def _opens(row: Row) -> bool:
    """The same, or the row of a công điện that says who wires."""
    wires = _TELEGRAM.search(row.text)
    return is_addressee_row(row) or (wires is not None and is_capitals(row.text[: wires.start()]))


def find_addressees(
    rows: Sequence[Row], start: int, used: frozenset[int] | set[int] = frozenset()
) -> tuple[list[ListItem], int] | None:
    """Addressees from the row that begins with `Kính gửi`, and the index of the row after them.

    With dashes every dash opens an item; without, items on one row are parted by `;`. A remark in
    brackets after the last item is none of them.
    """
    opening = next((i for i in range(start, len(rows)) if _opens(rows[i])), None)
    if opening is None:
        return None
    label = _LABEL.match(rows[opening].plain)
    first = rows[opening].text[label.end() :].strip() if label else ""
    items: list[tuple[str, list[Row]]] = []
    dashed = False
    if first:
        dashed = bool(_DASH.match(first))
        items.append((first, [rows[opening]]))
    index = opening + 1
    while index < len(rows) and index - opening < 60:
        row = rows[index]
        if index in used:
            index += 1
            continue
        text = row.text.strip()
        previous = items[-1][0].rstrip() if items else ""
        has_dash = bool(_DASH.match(text))
        closed = previous.endswith((".", ";", ",", ":")) and bool(previous)
        if not items:
            dashed = has_dash
            items.append((text, [row]))
        elif has_dash and (dashed or not closed or len(items) == 1):
            if previous.endswith((".", "./.")) and row.starts_block and len(text) > 120:
                break
            items.append((text, [row]))
            dashed = True
        elif text.startswith("(") and previous.endswith((".", ";")):
            index += 1
            if text.endswith((")", ").", ");")):
                break
            continue
        elif (
            previous.endswith(".")
            or (not text[:1].islower() and not has_dash and _BODY.match(row.plain))
            or (len(items) == 1 and _is_paragraph(row, items[-1][1][-1]))
            or (row.starts_block and closed and not dashed)
            or (row.starts_block and dashed and (closed or row.text[:1].isupper()))
            or (row.starts_block and not dashed and not _goes_on(row, items[-1][1][-1]))
        ):
            break
        elif closed and previous.endswith(";"):
            items.append((text, [row]))
        else:
            joined, item_rows = items[-1]
            items[-1] = (f"{joined} {text}", [*item_rows, row])
        index += 1
    found: list[ListItem] = []
    for text, item_rows in items:
        parts = [text] if dashed else _PARTING.split(text)
        found += [
            ListItem(clean_item(part), tuple(item_rows)) for part in parts if clean_item(part)
        ]
    return found, index


def _is_paragraph(row: Row, previous: Row) -> bool:
    """Whether a row opens a paragraph of the body below an addressee that stands centred."""
    return (
        row.box is not None and previous.box is not None and row.text[:1].isupper()
        and row.box.width > 0.6 * row.page_width
        and row.box.left < previous.box.left - 0.03 * row.page_width
    )  # fmt: skip


def _goes_on(row: Row, previous: Row) -> bool:
    """Whether a row of another block continues an addressee: small letter, or set in like it."""
    if row.text[:1].islower():
        return True
    if is_capitals(row.text):
        return False
    return (
        row.box is not None and previous.box is not None and row.page_width > 0
        and row.box.left >= previous.box.left - 0.02 * row.page_width
        and row.box.left > 0.25 * row.page_width
    )  # fmt: skip
