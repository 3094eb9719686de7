# SPDX-License-Identifier: Apache-2.0
"""Markdown that reads like the document: title, fields, then all of its text in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.export.printed.headings import Headings
from pipeline.export.printed.lines import joined, line_text
from pipeline.export.printed.paragraphs import article_label
from pipeline.export.printed.pieces import UNREADABLE, Piece, pieces
from pipeline.export.printed.places import FieldPlaces, compared_words, position
from pipeline.export.printed.recipients import recipients_parts
from pipeline.export.printed.tables import table_rows
from pipeline.field_form import code_of, labelled_fields
from pipeline.record import LineRecord, Record
from pipeline.record_parts import documents_of

SUFFIX = ".md"
MEANING = "title, table of fields, body with headings, lists and tables"

_LABELS = {"symbol": ["số"], "subject": ["v", "v"], "addressees": ["kính", "gửi"]}
_DASH_ITEM = re.compile(r"[-–+•]\s+")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")
_LEADING_NUMBER = re.compile(r"^(\d+)([.)])(?=\s)")


def render(record: Record) -> bytes:
    """CommonMark with pipe tables, UTF-8.

    Every word of the text is in it once, at its place; but for page numbers, and for what title
    and table of fields hold. Each document of the file has a title and a table of its own.
    """
    parts: list[str] = []
    for document in documents_of(record):
        between = ["---"] if parts else []
        parts += [*between, *_title(document), *_fields(document), *_body(document)]
    return ("\n\n".join(parts) + "\n").encode()


def _escaped(text: str) -> str:
    """``text`` shown as it is: marks of Markdown lose their meaning, numbers are not counted."""
    text = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    text = _LEADING_NUMBER.sub(r"\1\\\2", text)
    return "\\" + text if text.startswith(("-", "+", "=")) else text


def _title(record: Record) -> Iterator[str]:
    name = (record.doc_type or "văn bản").capitalize()
    yield f"# {_escaped(' '.join(filter(None, (name, code_of(record)))))}"
    if record.subject:
        yield f"**{_escaped(record.subject)}**"


def _fields(record: Record) -> Iterator[str]:
    filled = [f"| {label} | {_escaped(value)} |" for label, value in labelled_fields(record)]
    if filled:
        yield "\n".join(["| Trường | Giá trị |", "| --- | --- |", *filled])


def _body(record: Record) -> Iterator[str]:
    """Paragraphs, headings, tables; items of a list under each other."""
    headings = Headings(record.sections)
    places = FieldPlaces(record)
    told = _Told(record, places)
    items: list[str] = []
    for piece in pieces(record, headings, places, told.holds):
        for text in _rendered(piece, headings):
            if text.startswith("- "):
                items.append(text)
                continue
            if items:
                yield "\n".join(items)
                items = []
            yield text
    if items:
        yield "\n".join(items)


def _rendered(piece: Piece, headings: Headings) -> Iterator[str]:
    if piece.kind == UNREADABLE:
        yield f"*{piece.remark}*"
    elif piece.kind == "table":
        yield _table(piece.lines)
    elif piece.kind == "footnote":
        yield _note([joined(piece.lines)])
    elif piece.is_note:
        yield _note(map(line_text, piece.lines))
    elif piece.kind == "recipients":
        for part in recipients_parts(piece.lines):
            yield f"***{_escaped(part.text)}***" if part.is_label else f"- {_escaped(part.text)}"
    elif piece.is_letterhead or piece.kind == "signature":
        yield _line_by_line(map(line_text, piece.lines), bold=piece.kind == "signature")
    else:
        yield _paragraph(piece.text, headings)


class _Told:
    """What title and table of fields hold is not told again where it was read."""

    def __init__(self, record: Record, places: FieldPlaces) -> None:
        self._places = places
        date = record.date or ""
        year, month, day = date.split("-") if date.count("-") == 2 else ("", "", "")
        values = {
            "parent_issuer": record.parent_issuer,
            "issuer": record.issuer,
            "symbol": code_of(record),
            "place": record.place,
            "date": f"ngày {day} tháng {month} năm {year}" if day else None,
            "doc_type": record.doc_type,
            "subject": record.subject,
            "addressees": " ".join(record.addressees),
            "urgency": record.urgency,
            "secrecy": record.secrecy,
        }
        self._above = {name: compared_words(value) for name, value in values.items() if value}

    def holds(self, line: LineRecord, page: int) -> bool:
        """Whether every word of the line is told above; told once, it counts no more."""
        words = compared_words(line_text(line))
        left = {
            name: value
            for name, value in self._above.items()
            if self._places.is_at(name, line.box, page)
        }
        for name, label in _LABELS.items():
            if name in left and words[: len(label)] == label:
                words = words[len(label) :]
        if words == _LABELS["addressees"] and self._places.is_on("addressees", page):
            return True  # they stand beside it, in a block of their own
        while words:
            length, name, at = max(
                (
                    (length, name, at)
                    for name, value in left.items()
                    for length in range(1, len(words) + 1)
                    if (at := position(words[:length], value)) is not None
                ),
                default=(0, "", 0),
            )
            if not length:
                return False
            left[name] = [*left[name][:at], *left[name][at + length :]]
            words = words[length:]
        self._above |= left
        return bool(left)


def _paragraph(text: str, headings: Headings) -> str:
    if level := headings.level(text):
        return f"{'#' * level} {_escaped(text)}"
    if dash := _DASH_ITEM.match(text):
        return f"- {_escaped(text[dash.end() :])}"
    if article := article_label(text):
        return f"**{_escaped(article[1])}** {_escaped(text[article.end() :])}"
    return _escaped(text)


def _table(lines: Iterable[LineRecord]) -> str:
    first, *rest = (
        [" ".join(_escaped(line_text(line)) for line in cell) for cell in row]
        for row in table_rows(lines)
    )
    return "\n".join([_row(first), _row(["---"] * len(first)), *map(_row, rest)])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _line_by_line(texts: Iterable[str], *, bold: bool) -> str:
    """Lines that are no running text under each other; capitals of a signature in bold."""
    lines = [(text, _escaped(text)) for text in texts]
    return "  \n".join(f"**{said}**" if bold and text.isupper() else said for text, said in lines)


def _note(texts: Iterable[str]) -> str:
    return "> " + "  \n> ".join(_escaped(text) for text in texts)
