# SPDX-License-Identifier: Apache-2.0
"""The fields of a document as people read them, under the names of Nghị định 30/2020/NĐ-CP."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.record import Fields

_PARTY_SYMBOL = re.compile(r"[^-\d]+/")  # 12-CT/TU: the Party puts a hyphen after the number


def labelled_fields(fields: Fields) -> Iterator[tuple[str, str]]:
    """Name and value of each field of the letterhead that was found."""
    found = (
        ("Cơ quan chủ quản", fields.parent_issuer),
        ("Cơ quan ban hành", fields.issuer),
        ("Số, ký hiệu", code_of(fields)),
        ("Địa danh", fields.place),
        ("Ngày ban hành", vietnamese_date(fields.date)),
        ("Độ mật", fields.secrecy),
        ("Độ khẩn", fields.urgency),
        ("Kính gửi", "; ".join(fields.addressees)),
    )
    return ((label, value) for label, value in found if value)


def vietnamese_date(value: str | None) -> str | None:
    """A whole ISO date as dd/mm/yyyy; another as it is."""
    if value is None or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return value
    year, month, day = value.split("-")
    return f"{day}/{month}/{year}"


def code_of(fields: Fields) -> str | None:
    """Số và ký hiệu; … stands for a number that is not known (left open, written by hand)."""
    if fields.code or not fields.symbol:
        return fields.code
    return f"…{'-' if _PARTY_SYMBOL.match(fields.symbol) else '/'}{fields.symbol}"
