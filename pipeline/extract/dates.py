# SPDX-License-Identifier: Apache-2.0
"""Every date of a document with its ISO value and what it is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from pipeline.extract.references import FoundReference
from pipeline.record import DateMention
from pipeline.repair.codes import DateKind, FoundDate, find_dates

_DEADLINE = re.compile(
    r"(?:trước|đến hết|chậm nhất|muộn nhất|hạn|thời hạn|xong|hoàn thành|hết|không quá"
    r"|đến)\s+(?:là\s+|vào\s+|trong\s+|trước\s+|ngày\s+)*$",
    re.IGNORECASE,
)
_EFFECTIVE = re.compile(
    r"(?:hiệu lực|áp dụng|thi hành)[^.;]{0,30}(?:từ|kể từ|vào)\s+(?:ngày\s+)?$", re.IGNORECASE
)


def _kind(text: str, found: FoundDate, cited: FoundReference | None) -> str:
    """What a date is; `cited`: the last reference that begins before it."""
    if cited is not None and found.start < cited.end:
        return "reference"
    before = text[max(0, found.start - 60) : found.start]
    if _EFFECTIVE.search(before):
        return "effective"
    if _DEADLINE.search(before):
        return "deadline"
    return {
        DateKind.MONTH: "month",
        DateKind.QUARTER: "quarter",
        DateKind.YEAR: "year",
    }.get(found.kind, "other")


def find_date_mentions(
    text: str, references: Sequence[FoundReference], page_at: Sequence[tuple[int, int]]
) -> list[DateMention]:
    """Dates of the body in reading order. A period gives two mentions, its start and its end.

    `page_at`: (offset in the text, page) in rising order. A date that can't be has no value.
    """
    mentions: list[DateMention] = []
    offsets = [offset for offset, _ in page_at]
    starts = [item.start for item in references]
    for found in find_dates(text):
        row = bisect_right(offsets, found.start) - 1
        page = page_at[row][1] if row >= 0 else None
        before = bisect_right(starts, found.start) - 1
        cited = references[before] if before >= 0 else None
        if found.kind is DateKind.PERIOD and found.value:
            first, last = found.value.split("/")
            mentions.append(
                DateMention(text=found.text, value=first, kind="period-start", page=page)
            )
            mentions.append(DateMention(text=found.text, value=last, kind="period-end", page=page))
            continue
        mentions.append(
            DateMention(
                text=found.text, value=found.value, kind=_kind(text, found, cited), page=page
            )
        )
    return mentions
