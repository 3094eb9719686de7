# SPDX-License-Identifier: Apache-2.0
"""Recipients (Nơi nhận): the list at the bottom left, ending with where a copy is kept (Lưu)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from pipeline.extract.items import ListItem, clean_item
from pipeline.extract.rows import (
    SIGNING_MARK,
    Column,
    Row,
    is_capitals,
    join_texts,
    starts_with_position,
)
from pipeline.model import BlockKind

_LABEL = re.compile(r"^\W{0,3}noi\s*nh[a-z]n\s*(?P<mark>[:;.,*]*)\s*")
_DASH = re.compile(r"^['`.\s]*[-–—•·»~=]\s*")
_ARCHIVE = re.compile(r"^[-–—\s]*l[uư]u\b")
_ARCHIVE_AT = re.compile(r"luu\s*(?::|[:.,]?\s*(?:vt|vp|van\b|van thu|ho so|hs)\b)")


def recipients_start(rows: Sequence[Row], start: int = 0) -> int | None:
    """Index of the row `Nơi nhận:`, the first from `start` on."""
    for index in range(start, len(rows)):
        if _is_label(rows, index):
            return index
    return None


def _is_label(rows: Sequence[Row], index: int) -> bool:
    """Whether a row is `Nơi nhận:`, read well, or badly above a list with dashes."""
    row = rows[index]
    if len(row.text) >= 60:
        return False
    if label := _LABEL.match(row.plain):
        rest = row.text[label.end() :]
        # Nơi nhận được văn bản này … is a sentence
        if label["mark"] or not rest or _DASH.match(rest) or is_capitals(rest):
            return True
    letters = re.sub(r"[^a-z ]", "", row.plain).strip()
    below = rows[index + 1] if index + 1 < len(rows) else None
    return (
        6 <= len(letters) <= 11
        and fuzz.ratio(letters, "noi nhan") >= 80
        and below is not None
        and bool(_DASH.match(below.text))
    )


def find_recipients(rows: Sequence[Row], start: int) -> tuple[list[ListItem], set[int]]:
    """Items of the list that begins at row `start`, and the indices of their rows.

    Rows of the signature, read between those of the list, are passed over: they stand in the
    right column, or in capitals. The list ends after `Lưu …`.
    """
    label = _LABEL.match(rows[start].plain)
    used = {start}
    items: list[list[Row | str]] = []
    rest = rows[start].text[label.end() :].strip() if label else ""
    if rest and not is_capitals(rest):
        items.append([rest])
    archived = False
    passed_over = 0
    block_after_archive: int | None = None
    for index in range(start + 1, min(start + 70, len(rows))):
        row = rows[index]
        dash = _DASH.match(row.text)
        if _is_signature(row, items, dash is not None):
            passed_over += 1
            if passed_over > 25:
                break
            continue
        if archived and (not dash or row.block != block_after_archive):
            # the last item may go on for a row, in brackets or in small letters
            last = _text(items[-1]).rstrip()
            if row.block != block_after_archive or last.endswith((".", ";")) or not _continues(row):
                break
        other_block = items and row.starts_block and row.column is not Column.LEFT
        if dash is None and other_block and _ends_the_list(row, passed_over):
            break
        if len(row.text) > 160:
            break
        if (row.is_noise or len(row.text) <= 2) and not dash:
            continue
        used.add(index)
        if dash or not items or _text(items[-1]).rstrip().endswith(";") or _keeps(row):
            items.append([row])
        else:
            items[-1].append(row)
        if _ARCHIVE.match(row.plain):
            archived, block_after_archive = True, row.block
    found = []
    for parts in items:
        text = clean_item(_text(parts))
        if text and re.search(r"\w", text):
            found.append(
                ListItem(text, tuple(p for p in parts if isinstance(p, Row)) or (rows[start],))
            )
    return found, used


def _text(parts: Sequence[Row | str]) -> str:
    strings = [part for part in parts if isinstance(part, str)]
    return " ".join(
        [*strings, join_texts([part for part in parts if isinstance(part, Row)])]
    ).strip()


def _keeps(row: Row) -> bool:
    """Whether a row says where a copy is kept; its dash was lost: `Lưu: VT, NC`, `Lưu VP`."""
    return bool(_ARCHIVE_AT.match(row.plain)) and row.text.startswith("L")


def _ends_the_list(row: Row, passed_over: int) -> bool:
    """Whether a row of a new block, without a dash, is none of the list's."""
    return (passed_over > 0 and not _continues(row)) or len(row.text) > 90


def _continues(row: Row) -> bool:
    return row.text[:1].islower() or row.text.startswith(("(", ",", ";"))


def _is_signature(row: Row, items: Sequence[object], dashed: bool) -> bool:
    if row.kind is BlockKind.SIGNATURE or row.kind is BlockKind.STAMP:
        return True
    if dashed:
        return False
    if row.column is Column.RIGHT:
        return True
    text = row.text.strip()
    if SIGNING_MARK.match(text) and is_capitals(text):
        return True
    return is_capitals(text) and (starts_with_position(text) or len(text.split()) >= 3)
