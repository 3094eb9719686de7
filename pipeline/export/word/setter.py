# SPDX-License-Identifier: Apache-2.0
"""Sets the pieces of a document in Word: letterhead, title, text, tables, closing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Length, Pt

from pipeline.export.printed.form import Alignment, Form, Sheet, form_of, sheets
from pipeline.export.printed.headings import Headings
from pipeline.export.printed.lines import folded, joined_words, line_text
from pipeline.export.printed.paragraphs import article_label
from pipeline.export.printed.pieces import UNREADABLE, Piece, pieces
from pipeline.export.printed.places import FieldPlaces, compared_words, position
from pipeline.export.printed.recipients import recipients_parts
from pipeline.export.word.runs import add_lines, add_run, add_words
from pipeline.export.word.styles import (
    BODY,
    FIRST_LINE,
    FOOTNOTE,
    LEFT,
    LETTERHEAD,
    RECIPIENTS,
    RECIPIENTS_LABEL,
    REMARK,
    RIGHT,
    add_page_number,
    set_count,
    set_paper,
)
from pipeline.export.word.tables import add_columns, add_table
from pipeline.record import BoxList, LineRecord, Record, Signer

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

SEAL = Pt(64)
"""Room between the office of who signs and the name: there the seal is."""
NAME_APART = 2.0
"""A gap between the lines of a signature, in lines, in which there is room for one."""
LEFT_PART = 0.42
"""Share of the width that the left column of a letterhead takes: the motto needs more."""
RIGHT_SIDE = 0.55
"""What has its middle further right, as a share of the page's width, is in the right column."""
_LOWER = ("symbol", "number", "place", "date", "subject")  # fields of a letterhead's lower part
_NUMBER_LINE = re.compile(r"Số\b", re.IGNORECASE)
_DATE_LINE = re.compile(r"\bngày\b|\btháng\b.*\bnăm\b", re.IGNORECASE)
_UNDERLINED = frozenset({"độc lập tự do hạnh phúc", "đảng cộng sản việt nam"})
_ALIGNMENTS = {
    Alignment.JUSTIFIED: WD_ALIGN_PARAGRAPH.JUSTIFY,
    Alignment.CENTRED: WD_ALIGN_PARAGRAPH.CENTER,
    Alignment.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
}


class Setter:
    """Sets one document of the file."""

    def __init__(self, word: Document, record: Record, *, first: bool) -> None:
        self._word = word
        self._record = record
        self._headings = Headings(record.sections)
        self._places = FieldPlaces(record)
        self._sheets = sheets(record)
        self._section = self._begin(first)

    def set_all(self) -> None:
        """Set all pieces, those of a letterhead or of the closing beside each other."""
        found = pieces(self._record, self._headings, self._places)
        for (place, _), group in groupby(found, _place_of):
            members = list(group)
            self._turn(self._sheets[members[0].page])
            if place == "letterhead":
                self._set_letterhead(members)
            elif place == "closing":
                self._set_closing(members)
            else:
                for piece in members:
                    self._turn(self._sheets[piece.page])
                    self._set(piece)

    def _begin(self, first: bool) -> Section:
        """The first section of the document: its pages are counted from 1."""
        section = self._word.sections[0] if first else self._word.add_section(WD_SECTION.NEW_PAGE)
        pages = self._record.pages
        is_landscape = bool(pages) and self._sheets[pages[0].number].is_landscape
        set_paper(section, is_landscape)
        section.different_first_page_header_footer = True
        if first:
            section.header.is_linked_to_previous = False
            add_page_number(section.header.paragraphs[0])
        set_count(section, from_one=True)
        return section

    def _turn(self, sheet: Sheet) -> None:
        """Go on in a section of pages that lie as the sheet does."""
        width, height = self._section.page_width, self._section.page_height
        if width is None or height is None or (width > height) == sheet.is_landscape:
            return
        self._section = self._word.add_section(WD_SECTION.NEW_PAGE)
        self._section.different_first_page_header_footer = False
        set_count(self._section, from_one=False)
        set_paper(self._section, sheet.is_landscape)

    @property
    def _text_width(self) -> int:
        section = self._section
        assert section.page_width is not None
        return section.page_width - LEFT - RIGHT

    def _set(self, piece: Piece) -> None:
        sheet = self._sheets[piece.page]
        if piece.kind == UNREADABLE:
            self._word.add_paragraph(piece.remark, style=REMARK)
        elif piece.kind == "table":
            add_table(self._word, piece.lines, sheet, self._text_width)
        elif piece.kind == "footnote":
            paragraph = self._word.add_paragraph(style=FOOTNOTE)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            add_words(paragraph, joined_words(piece.lines))
        elif piece.is_note:
            add_lines(self._word.add_paragraph(style=REMARK), piece.lines)
        else:
            first = piece.lines[0]
            is_title = piece.kind == "title" and (
                line_text(first).isupper() or self._places.is_title(first, piece.page)
            )
            self._set_paragraph(piece.lines, sheet, is_title=is_title)

    def _set_paragraph(
        self, lines: Sequence[LineRecord], sheet: Sheet, *, is_title: bool = False
    ) -> None:
        words = joined_words(lines)
        text = " ".join(word.text for word in words)
        level = self._headings.level(text)
        form = Form(Alignment.CENTRED) if is_title else form_of(lines, sheet)
        paragraph = self._word.add_paragraph(style=f"Heading {level - 1}" if level else None)
        _set_form(paragraph, form, self._text_width)
        if form.alignment is not Alignment.JUSTIFIED:
            is_head = is_title or (form.alignment is Alignment.CENTRED and text.isupper())
            add_lines(paragraph, lines, bold=True if is_head else None)
            return
        label = article_label(text)
        count = len(label[1].split()) if label and not level else 0
        if count:
            add_words(paragraph, words[:count], bold=True)
            add_words(paragraph, words[count:], after_others=True)
        else:
            add_words(paragraph, words)

    def _set_letterhead(self, members: Sequence[Piece]) -> None:
        """Issuer and number at the left, the State's or Party's name and the date at the right."""
        sheet = self._sheets[members[0].page]
        page = members[0].page
        columns: tuple[list[LineRecord], list[LineRecord]] = [], []
        below: list[LineRecord] = []
        for piece in members:
            for line in piece.lines:
                side = _side(line, piece.kind, sheet)
                is_below = below or any(self._is_lower(seen, page) for seen in columns[side])
                centred = form_of([line], sheet).alignment is Alignment.CENTRED
                if side and is_below and centred:
                    below.append(line)  # type or subject, close below the date
                else:
                    columns[side].append(line)
        left, right = (self._parted(lines, page) for lines in columns)
        rows = 2 if left[1] or right[1] else 1
        table = add_columns(self._word, [LEFT_PART, 1 - LEFT_PART], rows, self._text_width)
        parent = compared_words(self._record.parent_issuer or "")
        for row, lines in zip(table.rows, left, strict=False):
            for paragraph, line in _lines_in(row.cells[0], lines):
                is_parent = position(compared_words(line_text(line)), parent) is not None
                is_upper = lines is left[0]
                _set_line(paragraph, line, LETTERHEAD, bold=is_upper and not is_parent)
        for row, lines in zip(table.rows, right, strict=False):
            for paragraph, line in _lines_in(row.cells[1], lines):
                is_upper = lines is right[0]
                _set_line(paragraph, line, LETTERHEAD, bold=is_upper, italic=not is_upper)
        self._word.add_paragraph().paragraph_format.space_after = Pt(0)
        if below:
            self._set_paragraph(below, sheet, is_title=True)

    def _is_lower(self, line: LineRecord, page: int) -> bool:
        """Whether the lower part of a letterhead begins with the line: number or date."""
        text = line_text(line)
        if _NUMBER_LINE.match(text) or _DATE_LINE.search(text):
            return True
        placed = line.box is not None
        return placed and any(self._places.is_at(name, line.box, page) for name in _LOWER)

    def _parted(
        self, lines: Sequence[LineRecord], page: int
    ) -> tuple[list[LineRecord], list[LineRecord]]:
        """The upper and the lower part of a letterhead's column."""
        found = (n for n, line in enumerate(lines) if self._is_lower(line, page))
        at = next(found, len(lines))
        return list(lines[:at]), list(lines[at:])

    def _set_closing(self, members: Sequence[Piece]) -> None:
        """Recipients at the left, signatures beside each other at their right, as printed."""
        sheet = self._sheets[members[0].page]
        columns = _columns(members, sheet)
        is_one = len(columns) == 1
        if is_one and columns[0][0].kind == "recipients":
            self._set_recipients(self._word, columns[0])
            return
        if is_one and not _is_centred(columns[0], sheet):
            columns.insert(0, [])  # a signature alone stands at the right
        table = add_columns(self._word, [1 / len(columns)] * len(columns), 1, self._text_width)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, column in zip(table.rows[0].cells, columns, strict=True):
            for kind, group in groupby(column, lambda piece: piece.kind):
                if kind == "recipients":
                    self._set_recipients(cell, list(group))
                else:
                    self._set_signature(cell, list(group), sheet)
            _without_first_if_empty(cell)

    def _set_recipients(self, place: Document | _Cell, group: Iterable[Piece]) -> None:
        for part in recipients_parts(line for piece in group for line in piece.lines):
            paragraph = place.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(0)
            size = RECIPIENTS_LABEL if part.is_label else RECIPIENTS
            if not part.is_label:
                add_run(paragraph, "- ", size=size)
            strong = True if part.is_label else None
            add_words(paragraph, part.words, bold=strong, italic=strong, size=size)

    def _set_signature(self, cell: _Cell, group: Iterable[Piece], sheet: Sheet) -> None:
        before: LineRecord | None = None
        for line in (line for piece in group for line in piece.lines):
            paragraph = cell.add_paragraph()
            _set_line(paragraph, line, BODY, bold=True)
            if before is not None and _is_name(before, line, self._record.signers, sheet):
                paragraph.paragraph_format.space_before = SEAL
            before = line


def _place_of(piece: Piece) -> tuple[str, int]:
    """What pieces are set together, on which page (0: it does not matter)."""
    if piece.is_letterhead:
        return "letterhead", piece.page
    if piece.kind in ("recipients", "signature"):
        return "closing", piece.page
    return "", 0


def _side(line: LineRecord, kind: str, sheet: Sheet) -> int:
    """The column of a letterhead (0, 1) that a line is in: not all that are found say it."""
    if kind == "letterhead-right" or not (boxes := sheet.boxes([line])):
        return int(kind == "letterhead-right")
    return int((boxes[0][0] + boxes[0][2]) / 2 > RIGHT_SIDE * sheet.width)


def _lines_in(cell: _Cell, lines: Sequence[LineRecord]) -> Iterator[tuple[Paragraph, LineRecord]]:
    """A paragraph of the cell for each line."""
    for nth, line in enumerate(lines):
        yield (cell.add_paragraph() if nth else cell.paragraphs[0]), line


def _set_line(
    paragraph: Paragraph, line: LineRecord, size: float, *, bold: bool, italic: bool = False
) -> None:
    """A centred line of a letterhead or of a signature."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(0)
    underline = folded(line_text(line)) in _UNDERLINED
    add_words(paragraph, line.words, bold=bold, italic=italic, underline=underline, size=size)


def _columns(members: Sequence[Piece], sheet: Sheet) -> list[list[Piece]]:
    """Pieces parted into those that stand above each other, from left to right."""
    placed: list[tuple[BoxList, list[Piece]]] = []
    unplaced: dict[str, list[Piece]] = {}
    for piece in members:
        boxes = sheet.boxes(piece.lines)
        if not boxes:
            unplaced.setdefault(piece.kind, []).append(piece)
            continue
        own = _around(boxes)
        for n, (around, column) in enumerate(placed):
            shared = min(own[2], around[2]) - max(own[0], around[0])
            if shared > 0.5 * min(own[2] - own[0], around[2] - around[0]):
                placed[n] = _around([own, around]), [*column, piece]
                break
        else:
            placed.append((own, [piece]))
    ordered = [column for _, column in sorted(placed, key=lambda found: found[0][0])]
    by_kind = [unplaced[kind] for kind in ("recipients", "signature") if kind in unplaced]
    return ordered + by_kind


def _around(boxes: Sequence[BoxList]) -> BoxList:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _is_centred(column: Sequence[Piece], sheet: Sheet) -> bool:
    """Whether a column of a closing stands in the middle of the text."""
    boxes = sheet.boxes(line for piece in column for line in piece.lines)
    if not boxes or sheet.column is None:
        return False
    left, _, right, _ = _around(boxes)
    width = sheet.column[1] - sheet.column[0]
    return abs(left + right - sum(sheet.column)) / 2 < width / 10


def _is_name(before: LineRecord, line: LineRecord, signers: Sequence[Signer], sheet: Sheet) -> bool:
    """Whether there is room for a seal above a line: it is a name, or stands well apart."""
    if any(folded(line_text(line)) == folded(signer.name or "") for signer in signers):
        return True
    boxes = sheet.boxes([before, line])
    if len(boxes) < 2:
        return False
    return boxes[1][1] - boxes[0][3] > NAME_APART * (boxes[0][3] - boxes[0][1])


def _set_form(paragraph: Paragraph, form: Form, width: int) -> None:
    paragraph.alignment = _ALIGNMENTS[form.alignment]
    if form.alignment is Alignment.JUSTIFIED:
        if form.indent:
            paragraph.paragraph_format.left_indent = Length(int(form.indent * width))
        if form.first_line:
            paragraph.paragraph_format.first_line_indent = FIRST_LINE


def _without_first_if_empty(cell: _Cell) -> None:
    """A new cell has an empty paragraph; it needs it only while it has no other."""
    first, *others = cell.paragraphs
    if others and not first.text:
        cell._tc.remove(first._p)
