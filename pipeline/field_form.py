# SPDX-License-Identifier: Apache-2.0
"""The fields of a document as a person sees and corrects them in a form.

A value in a form is a text; for lists (Kính gửi, Nơi nhận) a list of texts; for signers a list of
(authority, position, name). Dates are dd/mm/yyyy there, number and symbol one text as printed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from pipeline.record import Fields, FormValue, Signer

LONGEST = 4_000
"""Most characters of one text."""
MOST = 1_000
"""Most texts of a list."""


class Kind(StrEnum):
    """How a field stands in a form: as a line, a text over lines, a list, or rows of a signer."""

    LINE = "line"
    TEXT = "text"
    LIST = "list"
    SIGNERS = "signers"


class FormField(NamedTuple):
    """``label`` in Vietnamese, under the names of Nghị định 30/2020/NĐ-CP."""

    label: str
    kind: Kind = Kind.LINE


FORM = {
    "doc_type": FormField("Tên loại"),
    "code": FormField("Số, ký hiệu"),
    "date": FormField("Ngày ban hành"),
    "place": FormField("Địa danh"),
    "parent_issuer": FormField("Cơ quan chủ quản"),
    "issuer": FormField("Cơ quan ban hành"),
    "subject": FormField("Trích yếu", Kind.TEXT),
    "addressees": FormField("Kính gửi", Kind.LIST),
    "recipients": FormField("Nơi nhận", Kind.LIST),
    "signers": FormField("Người ký", Kind.SIGNERS),
    "urgency": FormField("Độ khẩn"),
    "secrecy": FormField("Độ mật"),
}
"""The fields of a form, in its order."""

_OF_LETTERHEAD = (
    *("parent_issuer", "issuer", "code", "place", "date", "secrecy", "urgency", "addressees"),
)
_PARTY_SYMBOL = re.compile(r"[^-\d]+/")  # 12-CT/TU: the Party puts a hyphen after the number


def labelled_fields(fields: Fields) -> Iterator[tuple[str, str]]:
    """Name and value of each field of the letterhead that was found."""
    for name in _OF_LETTERHEAD:
        value = shown_in_form(fields, name)
        if value:
            yield FORM[name].label, value if isinstance(value, str) else "; ".join(map(str, value))


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
    return code_with(None, fields.symbol)


def code_with(number: str | None, symbol: str) -> str:
    """Số và ký hiệu as the State or the Party puts them together; … for a number not known."""
    return f"{number or '…'}{'-' if _PARTY_SYMBOL.match(symbol) else '/'}{symbol}"


def shown_in_form(fields: Fields, name: str) -> FormValue:
    """What the form shows of a field that was found, or not: "" or ()."""
    if name == "code":
        return _line(code_of(fields) or "")
    if name == "date":
        return _line(vietnamese_date(fields.date) or "")
    value = getattr(fields, name)
    if name == "signers":
        rows = ((s.authority or "", s.position or "", s.name or "") for s in value)
        return tuple((_line(a), _line(p), _line(n)) for a, p, n in rows)
    if FORM[name].kind is Kind.LIST:
        return tuple(text for text in map(_line, value) if text)
    return _line(value or "")


def form_value(name: str, told: object) -> FormValue:
    """A value of the form as JSON tells it, brought into the one way of writing it.

    Raises ValueError, TypeError or LookupError where it is no value of that field.
    """
    kind = FORM[name].kind
    if kind in (Kind.LINE, Kind.TEXT):
        return _checked(told)
    if not isinstance(told, list) or len(told) > MOST:
        raise TypeError("a list of at most a thousand")
    if kind is Kind.LIST:
        return tuple(text for text in map(_checked, told) if text)
    rows = []
    for row in told:
        authority, position, person = map(_checked, row)
        rows.append((authority, position, person))
    return tuple(row for row in rows if any(row))


def fields_of(name: str, value: FormValue) -> dict[str, Any]:
    """The fields of the record that follow from a value of the form: of ``code`` also number and
    symbol. Raises ValueError for a date that is none."""
    if name == "signers":
        return {name: tuple(_signer(row) for row in value)}
    if not isinstance(value, str):
        return {name: value}
    text = value or None
    if name == "code":
        return _code(text)
    if name == "date":
        return {name: None if text is None else _iso_date(text)}
    if name == "doc_type" and text:
        text = text.lower()
    return {name: text}


def _code(text: str | None) -> dict[str, Any]:
    from pipeline.repair.codes import parse_code

    parts: dict[str, Any] = {"code": text, "number": None, "symbol": None}
    if text is None:
        return parts
    if parsed := parse_code(text):
        return {"code": text, "number": parsed.number, "symbol": parsed.symbol}
    if found := re.fullmatch(r"(?:(\d+[a-zA-Z]?)|…) ?[-/ ] ?(.*\w.*)", text):
        is_whole = found[1] is not None
        return {"code": text if is_whole else None, "number": found[1], "symbol": found[2]}
    if re.fullmatch(r"\d+[a-zA-Z]?", text):
        parts["number"] = text
    return parts


def _iso_date(text: str) -> str:
    if found := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
        day, month, year = map(int, found.groups())
        return date(year, month, day).isoformat()
    if found := re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", text):
        date(*(int(part or 1) for part in found.groups()))
        return text
    raise ValueError(f"{text!r} is no date: dd/mm/yyyy")


def _signer(row: Sequence[str]) -> Signer:
    authority, position, name = (text or None for text in row)
    return Signer(authority=authority, position=position, name=name)


def _checked(told: object) -> str:
    if not isinstance(told, str) or len(told) > LONGEST:
        raise TypeError("a text of some length")
    return _line(told)


def _line(text: str) -> str:
    shown = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", text))
    return " ".join(shown.split())
