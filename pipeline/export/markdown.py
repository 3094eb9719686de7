# SPDX-License-Identifier: Apache-2.0
"""Markdown that reads like the document: title, fields, then all of its text in order."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import chain

from pipeline.model import NO_TEXT_FOUND
from pipeline.record import (
    BlockRecord,
    BoxList,
    Fields,
    LineRecord,
    PageRecord,
    Record,
    Section,
)

SUFFIX = ".md"
MEANING = "title, table of fields, body with headings, lists and tables"

_NOTES = {"header-footer", "stamp", "footnote"}
_LINE_BY_LINE = {"letterhead-left", "letterhead-right", "signature"}
_LABELS = {"symbol": ["số"], "subject": ["v", "v"], "addressees": ["kính", "gửi"]}
_NOI_NHAN = re.compile(r"(Nơi\s+nhận(?:/\w+)?\s*[:.]?)\s*", re.IGNORECASE)
_PARTY_SYMBOL = re.compile(r"[^-\d]+/")  # 12-CT/TU: the Party puts a hyphen after the number
_LONGEST_MARKER = 24  # "Chương XXIII. ", "Điều 128a. " before a title
_DEEPEST_HEADING = 6
_ARTICLE = re.compile(r"((?:Điều|ĐIỀU)\s+\d+\w?\s*[.:])\s*(?=\S)")
_NEW_PARAGRAPH = re.compile(
    r"(?:[-–+•*]\s|\d{1,3}(?:\.\d{1,3})*(?:\s*[.)]|[-–])\s|[a-zđ]{1,2}\)\s|Điều\s+\d"
    r"|\((?:Kèm theo|Ban hành)\s|[IVXLC]+(?:\s*[.)]|[-–])\s)"
)
_CUT_CODE = re.compile(r"(?<=[A-ZĐ\d][-/])\n(?=[A-ZĐ]{2})")  # 56-HD/ and BTCTW
_CONSIDERING = re.compile(r"(?:Căn cứ|Theo đề nghị|Xét (?:đề nghị|Tờ trình))\s")
_CONTENTS = re.compile(r"\.{3,} \d{1,4}$")  # a title, a row of dots, a page
_DASH_ITEM = re.compile(r"[-–+•]\s+")
_DASH = re.compile(r"[-–—+•]\s*")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")
_LEADING_NUMBER = re.compile(r"^(\d+)([.)])(?=\s)")


def render(record: Record) -> bytes:
    """CommonMark with pipe tables, UTF-8.

    Every word of the text is in it once, at its place; but for page numbers, and for what title
    and table of fields hold. Each document of the file has a title and a table of its own.
    """
    parts: list[str] = []
    for document in _documents(record):
        between = ["---"] if parts else []
        parts += [*between, *_title(document), *_fields(document), *_body(document)]
    return ("\n\n".join(parts) + "\n").encode()


def _documents(record: Record) -> Iterator[Record]:
    """The record of each document in the file, with its own fields and pages."""
    others = record.other_documents
    ends = [*(other.first_page for other in others), math.inf]
    for fields, first, end in zip((record, *others), (0, *ends), ends, strict=False):
        own = {name: getattr(fields, name) for name in Fields.model_fields}
        pages = tuple(page for page in record.pages if first <= page.number < end)
        yield record.model_copy(update={**own, "pages": pages})


def _escaped(text: str) -> str:
    """``text`` shown as it is: marks of Markdown lose their meaning, numbers are not counted."""
    text = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    text = _LEADING_NUMBER.sub(r"\1\\\2", text)
    return "\\" + text if text.startswith(("-", "+", "=")) else text


def _title(record: Record) -> Iterator[str]:
    name = (record.doc_type or "văn bản").capitalize()
    yield f"# {_escaped(' '.join(filter(None, (name, _code(record)))))}"
    if record.subject:
        yield f"**{_escaped(record.subject)}**"


def _fields(record: Record) -> Iterator[str]:
    rows: list[tuple[str, str | None]] = [
        ("Cơ quan chủ quản", record.parent_issuer),
        ("Cơ quan ban hành", record.issuer),
        ("Số, ký hiệu", _code(record)),
        ("Địa danh", record.place),
        ("Ngày ban hành", _vietnamese_date(record.date)),
        ("Độ mật", record.secrecy),
        ("Độ khẩn", record.urgency),
        ("Kính gửi", "; ".join(record.addressees)),
    ]
    filled = [f"| {label} | {_escaped(value)} |" for label, value in rows if value]
    if filled:
        yield "\n".join(["| Trường | Giá trị |", "| --- | --- |", *filled])


def _code(record: Record) -> str | None:
    """Số và ký hiệu; … stands for a number that is not known (left open, written by hand)."""
    if record.code or not record.symbol:
        return record.code
    return f"…{'-' if _PARTY_SYMBOL.match(record.symbol) else '/'}{record.symbol}"


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
        self._longest = max(map(len, self._levels), default=0)

    def _add(self, sections: Iterable[Section], level: int) -> None:
        for section in sections:
            if section.title:
                self._levels.setdefault(_folded(section.title), min(level, _DEEPEST_HEADING))
                name = _folded(f"{section.kind} {section.number}")
                self._levels.setdefault(name, min(level, _DEEPEST_HEADING))
            self._add(section.children, level + 1)

    def level(self, text: str) -> int:
        """Level of the heading that ``text`` is, its printed number included; 0: it is none."""
        return self.level_of_folded(_folded(text))

    def level_of_folded(self, folded: str) -> int:
        """:meth:`level` of a text without punctuation and case, as ``_folded`` gives it."""
        if folded in self._levels:
            return self._levels[folded]
        if len(folded) > self._longest + _LONGEST_MARKER + 1:
            return 0  # a long paragraph, which is asked about at every line
        words = folded.split(" ")
        for start in range(1, min(5, len(words))):
            if len(" ".join(words[:start])) > _LONGEST_MARKER:
                break
            if level := self._levels.get(" ".join(words[start:])):
                return level
        return 0


def _folded(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]|_", " ", text).casefold().split())


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


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the body.

    ``text`` is Markdown, but for a paragraph: that is printed text, which may go on in the next
    block or on the next page. A note (a stamp, a footnote, a running header) waits for the
    paragraph's end.
    """

    text: str
    is_paragraph: bool = False
    is_note: bool = False


def _pieces(record: Record) -> Iterator[str]:
    headings = _Headings(record.sections)
    running = ""
    notes: list[str] = []
    for piece in (*_printed_pieces(record, headings), _Piece("")):
        if piece.is_note:
            notes.append(piece.text)
            if running:
                continue
        elif piece.is_paragraph and running and _goes_on(running, piece.text, headings):
            running = _joined([running, piece.text])
            continue
        if running:
            yield _paragraph(running, headings)
        yield from notes
        running, notes = (piece.text, []) if piece.is_paragraph else ("", [])
        if piece.text and not piece.is_paragraph and not piece.is_note:
            yield piece.text


def _printed_pieces(record: Record, headings: _Headings) -> Iterator[_Piece]:
    """Block after block as printed, without what is told above."""
    told = _Told(record)
    empty = {page.page: page.warnings for page in record.quality.pages if not page.words}
    noted: set[str] = set()
    for nth, page in enumerate(record.pages, start=1):
        printed = {str(page.number), str(nth)}  # a document may begin later in its file
        numbers = _page_number_lines(page, printed)
        for block in page.blocks:
            if _is_page_number(block, printed):
                continue
            if _is_table(block):
                yield _Piece(_table(block))
                continue
            lines = [line for line in block.lines if line not in numbers]
            texts = [_line_text(line) for line in lines if not told.holds(line, page.number)]
            texts = [text for text in texts if _folded(text)]
            if not texts:
                continue
            kind = told.kind(block, page.number)
            if kind in _NOTES:
                note = _note([" ".join(texts)] if kind == "footnote" else texts)
                if note not in noted:  # a running header is the same on every page
                    yield _Piece(note, is_note=True)
                noted.add(note)
            elif kind == "recipients":
                yield from (_Piece(text) for text in _recipients(texts))
            elif kind in _LINE_BY_LINE:
                yield _Piece(_line_by_line(texts, bold=kind == "signature"))
            else:
                for text in _paragraphs(texts, headings):
                    yield _Piece(text, is_paragraph=True)
        if warnings := empty.get(page.number):
            blank = all(warning == NO_TEXT_FOUND for warning in warnings)
            why = "không đọc được chữ nào" if blank else "không đọc được"
            yield _Piece(f"*(Trang {page.number}: {why})*")


def _is_page_number(block: BlockRecord, printed: Set[str]) -> bool:
    """Whether a block is the number of its page; a document's number may stand where such do."""
    number = " ".join(map(_line_text, block.lines)).strip(" -–—")
    return block.kind == "page-number" and number in {*printed, ""}


def _page_number_lines(page: PageRecord, printed: Set[str]) -> list[LineRecord]:
    """The first or last line of the text where it is nothing but the number of the page."""
    text = [
        line
        for block in page.blocks
        if block.kind == "body"
        for line in block.lines
        if line.cell is None
    ]
    edges = [*text[:1], *text[-1:]]
    return [line for line in edges if _line_text(line).strip(" -–—") in printed]


def _goes_on(running: str, text: str, headings: _Headings) -> bool:
    """Whether ``text`` is the rest of a paragraph that a block or page cut in two."""
    begins_small = text[0].islower() or text[0].isdigit()
    ended = running.endswith((".", ";", ":", "!", "?", "./", "”", '"'))
    marked = _NEW_PARAGRAPH.match(text) or headings.level(text) or headings.level(running)
    return begins_small and not ended and not marked


class _Told:
    """What title and table of fields hold is not told again where it was read."""

    def __init__(self, record: Record) -> None:
        self._evidence = record.evidence
        date = record.date or ""
        year, month, day = date.split("-") if date.count("-") == 2 else ("", "", "")
        values = {
            "parent_issuer": record.parent_issuer,
            "issuer": record.issuer,
            "symbol": _code(record),
            "place": record.place,
            "date": f"ngày {day} tháng {month} năm {year}" if day else None,
            "doc_type": record.doc_type,
            "subject": record.subject,
            "addressees": " ".join(record.addressees),
            "urgency": record.urgency,
            "secrecy": record.secrecy,
        }
        self._above = {name: _words(value) for name, value in values.items() if value}
        signers = [(s.authority, s.position, s.name) for s in record.signers]
        self._closing = {
            "signature": ("signers", _words(" ".join(filter(None, chain(*signers))))),
            "recipients": ("recipients", _words(" ".join(record.recipients))),
        }

    def holds(self, line: LineRecord, page: int) -> bool:
        """Whether every word of the line is told above; told once, it counts no more."""
        words = _words(_line_text(line))
        left = {
            name: value for name, value in self._above.items() if self._is_at(name, line.box, page)
        }
        for name, label in _LABELS.items():
            if name in left and words[: len(label)] == label:
                words = words[len(label) :]
        if words == _LABELS["addressees"] and self._is_on("addressees", page):
            return True  # they stand beside it, in a block of their own
        while words:
            length, name, at = max(
                (
                    (length, name, at)
                    for name, value in left.items()
                    for length in range(1, len(words) + 1)
                    if (at := _position(words[:length], value)) is not None
                ),
                default=(0, "", 0),
            )
            if not length:
                return False
            left[name] = [*left[name][:at], *left[name][at + length :]]
            words = words[length:]
        self._above |= left
        return bool(left)

    def kind(self, block: BlockRecord, page: int) -> str:
        """The kind of the block, where its place on the page alone does not tell that too."""
        if block.kind != "body":
            return block.kind
        if _NOI_NHAN.match(_line_text(block.lines[0])):
            return "recipients"
        for kind, (name, value) in self._closing.items():
            if all(
                self._is_at(name, line.box, page)
                and _position(_words(_line_text(line)), value) is not None
                for line in block.lines
            ):
                return kind
        if any(self._is_above_end_of(name, block, page) for name in ("symbol", "place")):
            return "letterhead-left"
        return block.kind

    def _is_at(self, name: str, box: BoxList | None, page: int) -> bool:
        """Whether a line (``box``) is where the field was read; only the page is known of text."""
        if not self._is_on(name, page):
            return False
        place = self._evidence[name].box
        if box is None or place is None:
            return box == place
        left, top, right, bottom = place
        return left <= (box[0] + box[2]) / 2 <= right and top <= (box[1] + box[3]) / 2 <= bottom

    def _is_above_end_of(self, name: str, block: BlockRecord, page: int) -> bool:
        place = self._evidence[name].box if self._is_on(name, page) else None
        return place is not None and block.box is not None and block.box[3] <= place[3]

    def _is_on(self, name: str, page: int) -> bool:
        return name in self._evidence and self._evidence[name].page == page


def _words(text: str) -> list[str]:
    """The words of ``text`` as they are compared: 08 is 8."""
    return [word.lstrip("0") or "0" for word in _folded(text).split()]


def _position(words: Sequence[str], value: Sequence[str]) -> int | None:
    """Where ``words`` stand next to each other in ``value``."""
    for at in range(len(value) - len(words) + 1):
        if list(value[at : at + len(words)]) == list(words):
            return at
    return None


def _line_text(line: LineRecord) -> str:
    return " ".join(word.text for word in line.words)


def _paragraphs(texts: Iterable[str], headings: _Headings) -> Iterator[str]:
    """Printed lines joined; a line that begins with a number or dash begins a new paragraph."""
    lines: list[str] = []
    folded = ""  # all lines
    for text in texts:
        ended = bool(lines) and (
            bool(_CONTENTS.search(lines[-1]) or headings.level_of_folded(folded))
            or (_CONSIDERING.match(text) is not None and lines[-1].endswith((";", ",", ".", ":")))
        )
        if lines and (_NEW_PARAGRAPH.match(text) or ended):
            yield _joined(lines)
            lines, folded = [], ""
        lines.append(text)
        folded = f"{folded} {_folded(text)}".strip()
    if lines:
        yield _joined(lines)


def _joined(lines: Iterable[str]) -> str:
    """Lines as one text; codes cut at a line's end grow together again."""
    return _CUT_CODE.sub("", "\n".join(lines)).replace("\n", " ")


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


def _line_by_line(texts: Iterable[str], *, bold: bool) -> str:
    """Lines that are no running text under each other; capitals of a signature in bold."""
    lines = [(text, _escaped(text)) for text in texts]
    return "  \n".join(f"**{said}**" if bold and text.isupper() else said for text, said in lines)


def _recipients(texts: Iterable[str]) -> Iterator[str]:
    """Nơi nhận as a list; without dashes a semicolon ends an item."""
    items: list[str] = []
    for text in texts:
        if label := _NOI_NHAN.match(text):
            yield f"***{_escaped(label[1])}***"
            text = text[label.end() :]
            if not _folded(text):
                continue
        dash = _DASH.match(text)
        if dash or not items or items[-1].endswith(";"):
            items.append(text[dash.end() :] if dash else text)
        else:
            items[-1] += f" {text}"
    yield from (f"- {_escaped(item)}" for item in items)


def _note(texts: Iterable[str]) -> str:
    return "> " + "  \n> ".join(_escaped(text) for text in texts)
