# SPDX-License-Identifier: Apache-2.0
"""The text of a record as formats that set it anew need it: pieces, in place of printed lines.

Lines grow together to paragraphs, across blocks and pages; what stands between (a footnote, a
stamp) waits for the paragraph's end. Every word is in one piece, but for page numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain, groupby

from pipeline.model import NO_TEXT_FOUND
from pipeline.record import (
    BlockRecord,
    BoxList,
    Fields,
    LineRecord,
    PageRecord,
    Record,
    Section,
    WordRecord,
)

UNREADABLE = "unreadable"
"""The kind of a piece that stands for a page without text."""
DEEPEST_HEADING = 6
HANGS = 0.8
"""How much further right the first line of a paragraph begins that is indented, in line heights;
what reaches so near to an edge is at it."""
MOST_INDENT = 5.0
"""A line that begins still further right is centred."""

_NOTES = frozenset({"header-footer", "stamp", "footnote"})
_LETTERHEAD = frozenset({"letterhead-left", "letterhead-right"})
_OF_THEIR_OWN = _NOTES | _LETTERHEAD | {"signature", "recipients", "table", UNREADABLE}
_NOI_NHAN = re.compile(r"(Nơi\s+nhận(?:/\w+)?\s*[:.]?)\s*", re.IGNORECASE)
_PARTY_SYMBOL = re.compile(r"[^-\d]+/")  # 12-CT/TU: the Party puts a hyphen after the number
_LONGEST_MARKER = 24  # "Chương XXIII. ", "Điều 128a. " before a title
_ARTICLE = re.compile(r"((?:Điều|ĐIỀU)\s+\d+\w?\s*[.:])\s*(?=\S)")
_NEW_PARAGRAPH = re.compile(
    r"(?:[-–+•*]\s|\d{1,3}(?:\.\d{1,3})*(?:\s*[.)]|[-–])\s|[a-zđ]{1,2}\)\s|Điều\s+\d"
    r"|\((?:Kèm theo|Ban hành)\s|[IVXLC]+(?:\s*[.)]|[-–])\s)"
)
_CUT_CODE = re.compile(r"[A-ZĐ\d][-/]\n[A-ZĐ]{2}")  # 56-HD/ and BTCTW
_CONSIDERING = re.compile(r"(?:Căn cứ|Theo đề nghị|Xét (?:đề nghị|Tờ trình))\s")
_CONTENTS = re.compile(r"\.{3,} \d{1,4}$")  # a title, a row of dots, a page
_NUMBER = re.compile(r"\d{1,6}")
_ENDS = (".", ";", ":", "!", "?", "./", "”", '"')
_DASH = re.compile(r"[-–—+•]\s*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the text: lines of one kind, and the pages (numbers in the file) it begins and
    ends on.

    ``kind``: that of the block (``pipeline.model.BlockKind``) or :data:`UNREADABLE`, which has no
    lines but a ``remark``.
    """

    kind: str
    lines: tuple[LineRecord, ...]
    page: int
    last_page: int
    remark: str = ""

    @property
    def is_paragraph(self) -> bool:
        return self.kind not in _OF_THEIR_OWN

    @property
    def is_note(self) -> bool:
        return self.kind in _NOTES

    @property
    def is_letterhead(self) -> bool:
        return self.kind in _LETTERHEAD

    @property
    def text(self) -> str:
        return joined(self.lines)


def code_of(fields: Fields) -> str | None:
    """Số và ký hiệu; … stands for a number that is not known (left open, written by hand)."""
    if fields.code or not fields.symbol:
        return fields.code
    return f"…{'-' if _PARTY_SYMBOL.match(fields.symbol) else '/'}{fields.symbol}"


def line_text(line: LineRecord) -> str:
    """The words of a line."""
    return " ".join(word.text for word in line.words)


def folded(text: str) -> str:
    """``text`` without punctuation and case."""
    return " ".join(re.sub(r"[^\w\s]|_", " ", text).casefold().split())


def joined_words(lines: Iterable[LineRecord]) -> list[WordRecord]:
    """The words of lines; codes cut at a line's end grow together again."""
    words: list[WordRecord] = []
    for line in lines:
        own = list(line.words)
        if words and own and _CUT_CODE.search(f"{words[-1].text}\n{own[0].text}"):
            words[-1] = _grown_together(words[-1], own.pop(0))
        words += own
    return words


def _grown_together(first: WordRecord, second: WordRecord) -> WordRecord:
    return replace(
        first,
        text=first.text + second.text,
        read=first.read + second.read,
        confidence=min(first.confidence, second.confidence),
        doubtful=first.doubtful or second.doubtful,
    )


def joined(lines: Iterable[LineRecord]) -> str:
    """Lines as one text, as :func:`joined_words` has it."""
    return " ".join(word.text for word in joined_words(lines))


class Headings:
    """Which paragraphs are titles of sections, and how deep these lie."""

    def __init__(self, sections: Iterable[Section]) -> None:
        self._levels: dict[str, int] = {}
        self._add(sections, 2)
        self._longest = max(map(len, self._levels), default=0)

    def _add(self, sections: Iterable[Section], level: int) -> None:
        for section in sections:
            if section.title:
                self._levels.setdefault(folded(section.title), min(level, DEEPEST_HEADING))
                name = folded(f"{section.kind} {section.number}")
                self._levels.setdefault(name, min(level, DEEPEST_HEADING))
            self._add(section.children, level + 1)

    def level(self, text: str) -> int:
        """Level of the heading that ``text`` is, its printed number included: 2 (the title of the
        document has 1) to :data:`DEEPEST_HEADING`; 0: it is none."""
        return self.level_of_folded(folded(text))

    def level_of_folded(self, text: str) -> int:
        """:meth:`level` of a text as :func:`folded` gives it."""
        if text in self._levels:
            return self._levels[text]
        if len(text) > self._longest + _LONGEST_MARKER + 1:
            return 0  # a long paragraph, which is asked about at every line
        words = text.split(" ")
        for start in range(1, min(5, len(words))):
            if len(" ".join(words[:start])) > _LONGEST_MARKER:
                break
            if level := self._levels.get(" ".join(words[start:])):
                return level
        return 0


class FieldPlaces:
    """Where on the pages the fields of a document were read."""

    def __init__(self, record: Record) -> None:
        self._evidence = record.evidence
        signers = [(s.authority, s.position, s.name) for s in record.signers]
        self._closing = {
            "signature": ("signers", compared_words(" ".join(filter(None, chain(*signers))))),
            "recipients": ("recipients", compared_words(" ".join(record.recipients))),
        }

    def kind(self, block: BlockRecord, page: int) -> str:
        """The kind of the block, where its place on the page alone does not tell that too."""
        if block.kind != "body":
            return block.kind
        if _NOI_NHAN.match(line_text(block.lines[0])):
            return "recipients"
        for kind, (name, value) in self._closing.items():
            if all(
                self.is_at(name, line.box, page)
                and position(compared_words(line_text(line)), value) is not None
                for line in block.lines
            ):
                return kind
        if any(self._is_above_end_of(name, block, page) for name in ("symbol", "place")):
            return "letterhead-left"
        return block.kind

    def is_at(self, name: str, box: BoxList | None, page: int) -> bool:
        """Whether a line (``box``) is where the field was read; only the page is known of text."""
        if not self.is_on(name, page):
            return False
        place = self._evidence[name].box
        if box is None or place is None:
            return box == place
        left, top, right, bottom = place
        return left <= (box[0] + box[2]) / 2 <= right and top <= (box[1] + box[3]) / 2 <= bottom

    def is_on(self, name: str, page: int) -> bool:
        """Whether the field was read on the page."""
        return name in self._evidence and self._evidence[name].page == page

    def is_title(self, line: LineRecord, page: int) -> bool:
        """Whether a line is the type of the document, or the subject below it."""
        return line.box is not None and any(
            self.is_at(name, line.box, page) for name in ("doc_type", "subject")
        )

    def _is_above_end_of(self, name: str, block: BlockRecord, page: int) -> bool:
        place = self._evidence[name].box if self.is_on(name, page) else None
        return place is not None and block.box is not None and block.box[3] <= place[3]


def compared_words(text: str) -> list[str]:
    """The words of ``text`` as they are compared: 08 is 8."""
    return [word.lstrip("0") or "0" for word in folded(text).split()]


def position(words: Sequence[str], value: Sequence[str]) -> int | None:
    """Where ``words`` stand next to each other in ``value``."""
    for at in range(len(value) - len(words) + 1):
        if list(value[at : at + len(words)]) == list(words):
            return at
    return None


def pieces(
    record: Record,
    headings: Headings,
    places: FieldPlaces,
    is_told: Callable[[LineRecord, int], bool] = lambda line, page: False,
) -> Iterator[Piece]:
    """The text of the one document in ``record``, but for the lines (of a page) that are told
    elsewhere."""
    running: Piece | None = None
    notes: list[Piece] = []
    for piece in _printed_pieces(record, headings, places, is_told):
        if running is not None:
            if piece.is_note:
                notes.append(piece)
                continue
            further = _further_lines(running, piece, headings)
            if further is not None:
                lines = running.lines + further
                running = replace(running, lines=lines, last_page=piece.last_page)
                continue
            yield running
            yield from notes
            running, notes = None, []
        if piece.is_paragraph or piece.kind == "table":
            running = piece
        else:
            yield piece
    if running is not None:
        yield running
        yield from notes


def _further_lines(
    running: Piece, piece: Piece, headings: Headings
) -> tuple[LineRecord, ...] | None:
    """The lines by which a paragraph or table goes on; None: it does not."""
    if running.is_paragraph and piece.is_paragraph:
        return piece.lines if _goes_on(running, piece, headings) else None
    if running.kind == piece.kind == "table" and piece.page == running.last_page + 1:
        return _further_rows(running.lines, piece.lines)
    return None


def _further_rows(
    lines: Sequence[LineRecord], further: Sequence[LineRecord]
) -> tuple[LineRecord, ...] | None:
    """The lines of a table that goes on at the head of the next page, counted on, without its head
    where that is printed again; None: a table of other columns."""
    if _columns(lines) != _columns(further):
        return None
    above, below = table_rows(lines), table_rows(further)
    is_again = [joined(cell) for cell in above[0]] == [joined(cell) for cell in below[0]]
    first = min(row for row, _ in _cells(further)) + is_again
    at = max(row for row, _ in _cells(lines)) + 1 - first
    return tuple(
        replace(line, cell=(line.cell[0] + at, line.cell[1]))
        for line in further
        if line.cell is not None and line.cell[0] >= first
    )


def _cells(lines: Iterable[LineRecord]) -> list[tuple[int, int]]:
    return [line.cell for line in lines if line.cell is not None]


def _columns(lines: Iterable[LineRecord]) -> set[int]:
    return {column for _, column in _cells(lines)}


def _printed_pieces(
    record: Record,
    headings: Headings,
    places: FieldPlaces,
    is_told: Callable[[LineRecord, int], bool],
) -> Iterator[Piece]:
    """Block after block as printed."""
    empty = {page.page: page.warnings for page in record.quality.pages if not page.words}
    noted: set[str] = set()
    ahead = _page_numbers_ahead(record.pages)
    for nth, page in enumerate(record.pages, start=1):
        # a document may begin later in its file, or be cut out of a gazette
        printed = {str(page.number), str(nth), *(str(page.number + by) for by in ahead)}
        numbers = _page_number_lines(page, printed)
        for block in page.blocks:
            if _is_page_number(block, printed):
                continue
            if is_table(block):
                yield Piece("table", block.lines, page.number, page.number)
                continue
            lines = tuple(
                line
                for line in block.lines
                if line not in numbers
                and not is_told(line, page.number)
                and folded(line_text(line))
            )
            if not lines:
                continue
            kind = places.kind(block, page.number)
            kind = "body" if kind == "table" else kind
            piece = Piece(kind, lines, page.number, page.number)
            if piece.is_note:
                text = "\n".join(map(line_text, lines))
                if text not in noted:  # a running header is the same on every page
                    yield piece
                noted.add(text)
            elif piece.is_paragraph:
                yield from _paragraph_pieces(piece, headings, places)
            else:
                yield piece
        if warnings := empty.get(page.number):
            blank = all(warning == NO_TEXT_FOUND for warning in warnings)
            why = "không đọc được chữ nào" if blank else "không đọc được"
            remark = f"(Trang {page.number}: {why})"
            yield Piece(UNREADABLE, (), page.number, page.number, remark)


def _paragraph_pieces(piece: Piece, headings: Headings, places: FieldPlaces) -> Iterator[Piece]:
    """The paragraphs of a block, those of the document's title apart."""
    for is_title, group in groupby(piece.lines, lambda line: places.is_title(line, piece.page)):
        kind = "title" if is_title else piece.kind
        for lines in _paragraphs(group, headings):
            yield replace(piece, kind=kind, lines=lines)


def _page_numbers_ahead(pages: Iterable[PageRecord]) -> set[int]:
    """How far the printed numbers of pages are ahead of those in the file, where several agree."""
    found = Counter(
        int(number) - page.number
        for page in pages
        for block in page.blocks
        if block.kind == "page-number" and _NUMBER.fullmatch(number := _page_number(block))
    )
    return {by for by, count in found.items() if count > 1}


def _page_number(block: BlockRecord) -> str:
    return " ".join(map(line_text, block.lines)).strip(" -–—")


def _is_page_number(block: BlockRecord, printed: Set[str]) -> bool:
    """Whether a block is the number of its page; a document's number may stand where such do."""
    return block.kind == "page-number" and _page_number(block) in {*printed, ""}


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
    return [line for line in edges if line_text(line).strip(" -–—") in printed]


def _goes_on(running: Piece, piece: Piece, headings: Headings) -> bool:
    """Whether ``piece`` is the rest of a paragraph that a block or page cut in two."""
    before, text = running.text, piece.text
    if before.endswith(_ENDS) or _NEW_PARAGRAPH.match(text):
        return False
    if not (text[0].islower() or text[0].isdigit() or _fills_page(running, piece)):
        return False
    return not (headings.level(text) or headings.level(before))


def _fills_page(running: Piece, piece: Piece) -> bool:
    """Whether a paragraph reaches the right edge of its page's last line, and ``piece`` begins the
    next page as far left as it goes on: a sentence there may go on with a name."""
    boxes = [line.box for line in running.lines if line.box is not None]
    begun = [line.box for line in piece.lines if line.box is not None]
    if piece.page == running.last_page or min(len(boxes), len(begun)) < 2:
        return False
    height = boxes[-1][3] - boxes[-1][1]
    is_full = boxes[-1][2] > max(box[2] for box in boxes) - HANGS * height
    return is_full and begun[0][0] < min(box[0] for box in begun[1:]) + HANGS * height


def _paragraphs(
    lines: Iterable[LineRecord], headings: Headings
) -> Iterator[tuple[LineRecord, ...]]:
    """Printed lines joined; a line that begins with a number or dash begins a new paragraph."""
    running: list[LineRecord] = []
    known = ""  # all lines, folded
    for line in lines:
        text = line_text(line)
        if running:
            before = line_text(running[-1])
            ended = _CONTENTS.search(before) or headings.level_of_folded(known)
            considers = _CONSIDERING.match(text) and (
                before.endswith((";", ",", ".", ":")) or before.isupper()
            )
            begins = _NEW_PARAGRAPH.match(text) and not _is_flush(line, running)
            if begins or ended or considers:
                yield tuple(running)
                running, known = [], ""
        running.append(line)
        known = f"{known} {folded(text)}".strip()
    if running:
        yield tuple(running)


def _is_flush(line: LineRecord, running: Sequence[LineRecord]) -> bool:
    """Whether a line goes on in the middle of a sentence, further left than the paragraph began:
    that has its first line indented, and what the line begins with is no mark of a list."""
    first, before, box = running[0].box, running[-1].box, line.box
    if first is None or before is None or box is None or line_text(running[-1]).endswith(_ENDS):
        return False
    height = box[3] - box[1]
    is_indented = HANGS * height < first[0] - box[0] < MOST_INDENT * height
    return is_indented and before[2] > box[2] - HANGS * height


def article_label(text: str) -> re.Match[str] | None:
    """The ``Điều 5.`` (group 1) that a paragraph begins with, and the white space after it."""
    return _ARTICLE.match(text)


def is_table(block: BlockRecord) -> bool:
    """Whether all lines of a block have a cell."""
    return (
        block.kind == "table"
        and bool(block.lines)
        and all(line.cell is not None for line in block.lines)
    )


def table_rows(lines: Iterable[LineRecord]) -> list[list[tuple[LineRecord, ...]]]:
    """The lines of each cell of a table, row after row; every row has all columns."""
    cells: dict[tuple[int, int], list[LineRecord]] = {}
    for line in lines:
        assert line.cell is not None
        cells.setdefault(line.cell, []).append(line)
    columns = sorted({column for _, column in cells})
    return [
        [tuple(cells.get((row, column), ())) for column in columns]
        for row in sorted({row for row, _ in cells})
    ]


@dataclass(frozen=True, slots=True)
class RecipientsPart:
    """``Nơi nhận:`` itself or one of the recipients, without its dash."""

    is_label: bool
    words: tuple[WordRecord, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


def recipients_parts(lines: Iterable[LineRecord]) -> Iterator[RecipientsPart]:
    """Nơi nhận and its items; without dashes a semicolon ends an item."""
    items: list[tuple[WordRecord, ...]] = []
    for line in lines:
        words = line.words
        if label := _NOI_NHAN.match(line_text(line)):
            yield RecipientsPart(True, _cut(words, 0, len(label[1])))
            words = _cut(words, label.end())
        text = " ".join(word.text for word in words)
        if not folded(text):
            continue
        dash = _DASH.match(text)
        if dash or not items or items[-1][-1].text.endswith(";"):
            items.append(_cut(words, dash.end()) if dash else words)
        else:
            items[-1] += words
    yield from (RecipientsPart(False, item) for item in items)


def _cut(words: Sequence[WordRecord], start: int, end: int | None = None) -> tuple[WordRecord, ...]:
    """What stands at [start, end) of words joined by spaces; a word may be cut in two."""
    out: list[WordRecord] = []
    at = 0
    for word in words:
        text = word.text[max(start - at, 0) : None if end is None else max(end - at, 0)]
        if text:
            out.append(word if text == word.text else replace(word, text=text))
        at += len(word.text) + 1
    return tuple(out)
