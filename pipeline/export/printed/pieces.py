# SPDX-License-Identifier: Apache-2.0
"""The text of a record as pieces, in place of printed lines.

Lines grow together to paragraphs, across blocks and pages, and tables over pages; what stands
between (a footnote, a stamp) waits for their end. Every word is in one piece, but for page numbers
and the head of a table where it is printed again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, replace
from itertools import groupby

from pipeline.export.printed.headings import Headings
from pipeline.export.printed.lines import folded, joined, line_text
from pipeline.export.printed.paragraphs import goes_on, paragraphs
from pipeline.export.printed.places import FieldPlaces
from pipeline.export.printed.tables import further_rows, is_table
from pipeline.model import NO_TEXT_FOUND
from pipeline.record import BlockRecord, LineRecord, PageRecord, Record

UNREADABLE = "unreadable"
"""The kind of a piece that stands for a page without text."""
_NOTES = frozenset({"header-footer", "stamp", "footnote"})
_LETTERHEAD = frozenset({"letterhead-left", "letterhead-right"})
_OF_THEIR_OWN = _NOTES | _LETTERHEAD | {"signature", "recipients", "table", UNREADABLE}
_NUMBER = re.compile(r"\d{1,6}")


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
        on_next_page = piece.page != running.last_page
        goes = goes_on(running.lines, piece.lines, headings, on_next_page=on_next_page)
        return piece.lines if goes else None
    if running.kind == piece.kind == "table" and piece.page == running.last_page + 1:
        return further_rows(running.lines, piece.lines)
    return None


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
        for lines in paragraphs(group, headings):
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
