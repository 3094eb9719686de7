# SPDX-License-Identifier: Apache-2.0
"""Markdown that reads like the document: title, fields, body with headings and tables, closing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.record import BlockRecord, LineRecord, PageRecord, Record, Section

SUFFIX = ".md"
MEANING = "title, table of fields, body with headings, lists and tables"

_PAGE_FURNITURE = {"page-number", "header-footer", "stamp"}
_LONGEST_MARKER = 24  # "Chương XXIII. ", "Điều 128a. " before a title
_DEEPEST_HEADING = 6
_ARTICLE = re.compile(r"((?:Điều|ĐIỀU)\s+\d+\w?\s*[.:])\s*(?=\S)")
_NEW_PARAGRAPH = re.compile(
    r"(?:[-–+•*]\s|\d{1,3}(?:\.\d{1,3})*\s*[.)]\s|[a-zđ]{1,2}\)\s|Điều\s+\d|[IVXLC]+\s*[.)]\s)"
)
_DASH_ITEM = re.compile(r"[-–+•]\s+")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")
_LEADING_NUMBER = re.compile(r"^(\d+)([.)])(?=\s)")


def render(record: Record) -> bytes:
    """CommonMark with pipe tables, UTF-8."""
    parts = [*_title(record), *_fields(record), *_body(record), *_closing(record)]
    return ("\n\n".join(parts) + "\n").encode()


def _escaped(text: str) -> str:
    """``text`` shown as it is: marks of Markdown lose their meaning, numbers are not counted."""
    text = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    text = _LEADING_NUMBER.sub(r"\1\\\2", text)
    return "\\" + text if text.startswith(("-", "+", "=")) else text


def _title(record: Record) -> Iterator[str]:
    name = (record.doc_type or "văn bản").capitalize()
    yield f"# {_escaped(f'{name} {record.code}' if record.code else name)}"
    if record.subject:
        yield f"**{_escaped(record.subject)}**"


def _fields(record: Record) -> Iterator[str]:
    rows: list[tuple[str, str | None]] = [
        ("Cơ quan chủ quản", record.parent_issuer),
        ("Cơ quan ban hành", record.issuer),
        ("Số, ký hiệu", record.code),
        ("Địa danh", record.place),
        ("Ngày ban hành", _vietnamese_date(record.date)),
        ("Độ mật", record.secrecy),
        ("Độ khẩn", record.urgency),
        ("Kính gửi", "; ".join(record.addressees)),
    ]
    filled = [f"| {label} | {_escaped(value)} |" for label, value in rows if value]
    if filled:
        yield "\n".join(["| Trường | Giá trị |", "| --- | --- |", *filled])


def _vietnamese_date(value: str | None) -> str | None:
    if value is None or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return value
    year, month, day = value.split("-")
    return f"{day}/{month}/{year}"


class _Headings:
    """Which paragraphs are titles of sections, and how deep these lie."""

    def __init__(self, sections: Iterable[Section]) -> None:
        self._levels: dict[str, int] = {}
        self._add(sections, 2)

    def _add(self, sections: Iterable[Section], level: int) -> None:
        for section in sections:
            if section.title:
                self._levels.setdefault(_folded(section.title), min(level, _DEEPEST_HEADING))
                name = _folded(f"{section.kind} {section.number}")
                self._levels.setdefault(name, min(level, _DEEPEST_HEADING))
            self._add(section.children, level + 1)

    def level(self, text: str) -> int:
        """Level of the heading that ``text`` is, its printed number included; 0: it is none."""
        folded = _folded(text)
        if folded in self._levels:
            return self._levels[folded]
        words = folded.split(" ")
        for start in range(1, min(5, len(words))):
            if len(" ".join(words[:start])) > _LONGEST_MARKER:
                break
            if level := self._levels.get(" ".join(words[start:])):
                return level
        return 0


def _folded(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", text).casefold().split())


def _body(record: Record) -> Iterator[str]:
    """Paragraphs, headings, tables; items of a list under each other."""
    items: list[str] = []
    for piece in _pieces(record):
        if piece.startswith("- "):
            items.append(piece)
            continue
        if items:
            yield "\n".join(items)
            items = []
        yield piece
    if items:
        yield "\n".join(items)


def _pieces(record: Record) -> Iterator[str]:
    headings = _Headings(record.sections)
    unread = {page.page for page in record.quality.pages if not page.words and page.warnings}
    told = _Told(record)
    running = ""  # the last paragraph: it may go on in the next block or on the next page
    for page in record.pages:
        for block in page.blocks:
            if block.kind in told.kinds(page):
                continue
            if _is_table(block):
                if running:
                    yield _paragraph(running, headings)
                    running = ""
                yield _table(block)
                continue
            lines = told.rest_of(_line_text(line) for line in block.lines)
            for text in _paragraphs(lines, headings):
                if running and _goes_on(running, text, headings):
                    running += f" {text}"
                    continue
                if running:
                    yield _paragraph(running, headings)
                running = text
        if page.number in unread:
            if running:
                yield _paragraph(running, headings)
                running = ""
            yield f"*(Trang {page.number}: không đọc được)*"
    if running:
        yield _paragraph(running, headings)


def _goes_on(running: str, text: str, headings: _Headings) -> bool:
    """Whether ``text`` is the rest of a paragraph that a block or page cut in two."""
    begins_small = text[0].islower() or text[0].isdigit()
    ended = running.endswith((".", ";", ":", "!", "?", "./", "”", '"'))
    marked = _NEW_PARAGRAPH.match(text) or headings.level(text) or headings.level(running)
    return begins_small and not ended and not marked


class _Told:
    """What the title, the table of fields and the closing tell is not told again."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._known = [_folded(record.doc_type or ""), _folded(record.subject or "")]
        self._in_title = True

    def kinds(self, page: PageRecord) -> set[str]:
        """Kinds of blocks of ``page`` that are told elsewhere or are no text of the document."""
        kinds = set(_PAGE_FURNITURE)
        if page == self._record.pages[0]:  # an annex has a letterhead of its own
            kinds |= {"letterhead-left", "letterhead-right"}
        if self._record.recipients:
            kinds.add("recipients")
        if self._record.signers:
            kinds.add("signature")
        return kinds

    def rest_of(self, lines: Iterable[str]) -> Iterator[str]:
        """The lines that are yet to be told; empty ones are left out.

        Type and subject are looked for above the body only: it may repeat their words.
        """
        for line in lines:
            folded = _folded(line)
            if not folded:
                continue
            if self._in_title and any(f" {folded} " in f" {known} " for known in self._known):
                continue
            self._in_title = False
            yield line


def _line_text(line: LineRecord) -> str:
    return " ".join(word.text for word in line.words)


def _paragraphs(texts: Iterable[str], headings: _Headings) -> Iterator[str]:
    """Printed lines joined; a line that begins with a number or dash begins a new paragraph."""
    lines: list[str] = []
    for text in texts:
        if lines and (_NEW_PARAGRAPH.match(text) or headings.level(" ".join(lines))):
            yield " ".join(lines)
            lines = []
        lines.append(text)
    if lines:
        yield " ".join(lines)


def _paragraph(text: str, headings: _Headings) -> str:
    if level := headings.level(text):
        return f"{'#' * level} {_escaped(text)}"
    if dash := _DASH_ITEM.match(text):
        return f"- {_escaped(text[dash.end() :])}"
    if article := _ARTICLE.match(text):
        return f"**{_escaped(article[1])}** {_escaped(text[article.end() :])}"
    return _escaped(text)


def _is_table(block: BlockRecord) -> bool:
    return (
        block.kind == "table"
        and bool(block.lines)
        and all(line.cell is not None for line in block.lines)
    )


def _table(block: BlockRecord) -> str:
    cells: dict[tuple[int, int], list[str]] = {}
    for line in block.lines:
        assert line.cell is not None
        cells.setdefault(line.cell, []).append(_escaped(_line_text(line)))
    columns = sorted({column for _, column in cells})
    rows = [
        [" ".join(cells.get((row, column), [])) for column in columns]
        for row in sorted({row for row, _ in cells})
    ]
    return "\n".join([_row(rows[0]), _row(["---"] * len(columns)), *(_row(r) for r in rows[1:])])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _closing(record: Record) -> Iterator[str]:
    for signer in record.signers:
        lines = [*(signer.authority or "").split("\n"), signer.position or ""]
        said = [f"**{_escaped(line)}**" for line in lines if line.strip()]
        if signer.name:
            said.append(_escaped(signer.name))
        if said:
            yield "  \n".join(said)
    if record.recipients:
        items = "\n".join(f"- {_escaped(recipient)}" for recipient in record.recipients)
        yield f"***Nơi nhận:***\n\n{items}"
