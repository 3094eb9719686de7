# SPDX-License-Identifier: Apache-2.0
"""A Word document (Office Open XML) set as official documents are, to be edited and sent on.

The text is that of the record, word for word; how it is set follows Nghị định 30/2020/NĐ-CP, Phụ
lục I (A4, margins of 20, 20, 30 and 15 mm, Times New Roman, the letterhead in two columns, number
of the page at the head of all but the first), and the pages themselves: what was centred, tables,
pages across. Doubtful words have a character style of their own, so that they are seen at once and
one change of that style hides them.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor

import pipeline
from pipeline.export.bookmarks import title_of
from pipeline.export.printed_form import Alignment, Form, Sheet, form_of, sheets
from pipeline.export.printed_text import (
    DEEPEST_HEADING,
    UNREADABLE,
    FieldPlaces,
    Headings,
    Piece,
    article_label,
    compared_words,
    folded,
    joined_words,
    line_text,
    pieces,
    position,
    recipients_parts,
    table_rows,
)
from pipeline.record import BoxList, LineRecord, Record, Signer, WordRecord
from pipeline.record_parts import documents_of

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.styles.style import CharacterStyle, ParagraphStyle
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

SUFFIX = ".docx"
MEANING = "a Word document set like the printed one, doubtful words marked"

FONT = "Times New Roman"
BODY, LETTERHEAD, RECIPIENTS_LABEL, RECIPIENTS, TABLE, SMALL = 14, 12, 12, 11, 12, 10  # pt
PAPER = Mm(210), Mm(297)
TOP, BOTTOM, LEFT, RIGHT = Mm(20), Mm(20), Mm(30), Mm(15)
FIRST_LINE, BETWEEN = Mm(12.7), Pt(6)
SEAL = Pt(64)
"""Room between the office of who signs and the name: there the seal is."""
NAME_APART = 2.0
"""A gap between the lines of a signature, in lines, in which there is room for one."""
LEFT_PART = 0.42
"""Share of the width that the left column of a letterhead takes: the motto needs more."""
MANY_COLUMNS = 9
"""A table with so many has small print."""
MOST_COLUMNS = 63
"""Word opens no table of more."""
LETTER, CAPITAL = 0.56, 0.75
"""Width of a letter in bold print, in ems, as broad ones have it."""
CELL_MARGIN = Mm(1.2)
"""Room at either side of a cell."""
DOUBTFUL = "Doubtful word"
"""The character style of doubtful words."""
RIGHT_SIDE = 0.55
"""What has its middle further right, as a share of the page's width, is in the right column."""
_MARKED = "FFF2A8"
_LOWER = ("symbol", "number", "place", "date", "subject")  # fields of a letterhead's lower part
_NOTE, _FOOTNOTE, _CELL = "Remark", "Footnote Text", "Table Text"
# What may stand behind a new part of a section's or a table's properties: their order is fixed.
_AFTER_COUNT = ("w:cols", "w:titlePg", "w:textDirection", "w:bidi", "w:docGrid")
_AFTER_MARGINS = ("w:tblLook", "w:tblCaption", "w:tblDescription")
_OF_TEMPLATE = (RELATIONSHIP_TYPE.THUMBNAIL, RELATIONSHIP_TYPE.EXTENDED_PROPERTIES)
_PRODUCER = "sohoa"
_PROPERTIES = "docProps/core.xml"
_LAST_MODIFIED_BY = f"<cp:lastModifiedBy>{_PRODUCER} ".encode()
_MOST_PROPERTIES = 65_536  # bytes
_LONGEST_PROPERTY = 255  # characters, of a property of the file
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # of a ZIP archive: the same record, the same bytes
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NUMBER_LINE = re.compile(r"Số\b", re.IGNORECASE)
_DATE_LINE = re.compile(r"\bngày\b|\btháng\b.*\bnăm\b", re.IGNORECASE)
_UNDERLINED = frozenset({"độc lập tự do hạnh phúc", "đảng cộng sản việt nam"})
_ALIGNMENTS = {
    Alignment.JUSTIFIED: WD_ALIGN_PARAGRAPH.JUSTIFY,
    Alignment.CENTRED: WD_ALIGN_PARAGRAPH.CENTER,
    Alignment.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
}


def render(record: Record) -> bytes:
    """Office Open XML (ISO/IEC 29500, transitional), the same bytes for the same record.

    Every word of the text is in it once, but for page numbers; running headers once. Each document
    of the file begins on a new page and counts its own.
    """
    word = docx.Document()
    _set_styles(word)
    _set_properties(word, record)
    for nth, document in enumerate(documents_of(record)):
        _Setter(word, document, first=nth == 0).set_all()
    stream = io.BytesIO()
    word.save(stream)
    return _repacked(stream)


def is_ours(path: Path) -> bool:
    """Whether the file was written here. Word writes down who edited one, LibreOffice when."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(_PROPERTIES) as properties:
            as_made = all(part.date_time == _EARLIEST for part in archive.infolist())
            return as_made and _LAST_MODIFIED_BY in properties.read(_MOST_PROPERTIES)
    except (OSError, EOFError, RuntimeError, ValueError, KeyError, zipfile.BadZipFile, zlib.error):
        return False


def _repacked(stream: io.BytesIO) -> bytes:
    """The archive with the same times in it whenever it is made."""
    out = io.BytesIO()
    with zipfile.ZipFile(stream) as made, zipfile.ZipFile(out, "w") as fixed:
        for name in made.namelist():
            part = zipfile.ZipInfo(name, _EARLIEST)
            part.compress_type = zipfile.ZIP_DEFLATED
            fixed.writestr(part, made.read(name))
    return out.getvalue()


def _in_xml(text: str) -> str:
    """The text without the characters that XML has no place for."""
    return _NOT_IN_XML.sub("", text)


def _set_properties(word: Document, record: Record) -> None:
    of_file = word.core_properties
    of_file.title = _in_xml(title_of(record))[:_LONGEST_PROPERTY]
    of_file.author = _in_xml(record.issuer or "")[:_LONGEST_PROPERTY]
    of_file.subject = _in_xml(record.subject or "")[:_LONGEST_PROPERTY]
    of_file.keywords = _in_xml(", ".join(record.keywords))[:_LONGEST_PROPERTY]
    of_file.language = "vi-VN"
    of_file.comments = ""
    of_file.last_modified_by = f"{_PRODUCER} {pipeline.__version__}"
    for name in ("dcterms:created", "dcterms:modified"):  # those of the template
        for found in of_file._element.findall(qn(name)):
            of_file._element.remove(found)
    package = word.part.package
    for name, relation in list(package.rels.items()):
        if relation.reltype in _OF_TEMPLATE:
            del package.rels[name]


def _set_styles(word: Document) -> None:
    styles = word.styles
    normal: ParagraphStyle = styles["Normal"]
    _set_font(normal, BODY)
    normal.paragraph_format.space_after = BETWEEN
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    normal.element.get_or_add_rPr().append(language)
    for level in range(1, DEEPEST_HEADING):
        heading = styles[f"Heading {level}"]
        _set_font(heading, BODY)
        heading.font.bold, heading.font.italic = True, False
        heading.font.color.rgb = RGBColor(0, 0, 0)
        heading.paragraph_format.space_before, heading.paragraph_format.space_after = (
            BETWEEN,
            BETWEEN,
        )
    for name, size in ((_NOTE, SMALL), (_FOOTNOTE, SMALL), (_CELL, TABLE)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        _set_font(style, size)
        style.paragraph_format.space_after = Pt(0) if name == _CELL else Pt(3)
    styles[_NOTE].font.italic = True
    doubtful: CharacterStyle = styles.add_style(DOUBTFUL, WD_STYLE_TYPE.CHARACTER)
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", _MARKED)):
        shade.set(qn(f"w:{name}"), value)
    doubtful.element.get_or_add_rPr().append(shade)


def _set_font(style: ParagraphStyle, size: float) -> None:
    style.font.name = FONT
    style.font.size = Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.attrib.pop(qn(f"w:{script}Theme"), None)
        fonts.set(qn(f"w:{script}"), FONT)


class _Setter:
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
        _set_paper(section, is_landscape)
        section.different_first_page_header_footer = True
        if first:
            section.header.is_linked_to_previous = False
            paragraph = section.header.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            _add_page_number(paragraph)
        _set_count(section, from_one=True)
        return section

    def _turn(self, sheet: Sheet) -> None:
        """Go on in a section of pages that lie as the sheet does."""
        width, height = self._section.page_width, self._section.page_height
        if width is None or height is None or (width > height) == sheet.is_landscape:
            return
        self._section = self._word.add_section(WD_SECTION.NEW_PAGE)
        self._section.different_first_page_header_footer = False
        _set_count(self._section, from_one=False)
        _set_paper(self._section, sheet.is_landscape)

    @property
    def _text_width(self) -> int:
        section = self._section
        assert section.page_width is not None
        return section.page_width - LEFT - RIGHT

    def _set(self, piece: Piece) -> None:
        sheet = self._sheets[piece.page]
        if piece.kind == UNREADABLE:
            self._word.add_paragraph(piece.remark, style=_NOTE)
        elif piece.kind == "table":
            self._set_table(piece.lines, sheet)
        elif piece.kind == "footnote":
            paragraph = self._word.add_paragraph(style=_FOOTNOTE)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            _add_words(paragraph, joined_words(piece.lines))
        elif piece.is_note:
            _add_lines(self._word.add_paragraph(style=_NOTE), piece.lines)
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
            _add_lines(paragraph, lines, bold=True if is_head else None)
            return
        label = article_label(text)
        count = len(label[1].split()) if label and not level else 0
        if count:
            _add_words(paragraph, words[:count], bold=True)
            _add_words(paragraph, words[count:], after_others=True)
        else:
            _add_words(paragraph, words)

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
        table = self._add_columns([LEFT_PART, 1 - LEFT_PART], rows)
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
        table = self._add_columns([1 / len(columns)] * len(columns), 1)
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
                _add_run(paragraph, "- ", size=size)
            strong = True if part.is_label else None
            _add_words(paragraph, part.words, bold=strong, italic=strong, size=size)

    def _set_signature(self, cell: _Cell, group: Iterable[Piece], sheet: Sheet) -> None:
        before: LineRecord | None = None
        for line in (line for piece in group for line in piece.lines):
            paragraph = cell.add_paragraph()
            _set_line(paragraph, line, BODY, bold=True)
            if before is not None and _is_name(before, line, self._record.signers, sheet):
                paragraph.paragraph_format.space_before = SEAL
            before = line

    def _set_table(self, lines: Sequence[LineRecord], sheet: Sheet) -> None:
        rows = table_rows(lines)
        if len(rows[0]) > MOST_COLUMNS:
            for cells in rows:
                text = " | ".join(" ".join(map(line_text, cell)) for cell in cells)
                _add_run(self._word.add_paragraph(style=_CELL), text)
            return
        table = self._word.add_table(len(rows), len(rows[0]))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        size = TABLE if len(rows[0]) < MANY_COLUMNS else SMALL
        widths = [self._text_width * share for share in _column_shares(rows, sheet)]
        least = _least_widths(rows, size, self._text_width / 4)
        _set_widths(table, _fitted(widths, least))
        for nth, (made, cells) in enumerate(zip(table.rows, rows, strict=True)):
            for cell, found in zip(made.cells, cells, strict=True):
                paragraph = cell.paragraphs[0]
                paragraph.style = _CELL
                text = " ".join(map(line_text, found))
                if nth == 0 or not any(map(str.isalpha, text)):
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                bold = True if nth == 0 else None
                _add_words(paragraph, joined_words(found), bold=bold, size=size)
        if len(rows) > 1:
            head = table.rows[0]._tr.get_or_add_trPr()
            head.append(OxmlElement("w:tblHeader"))  # again on every page
        self._word.add_paragraph().paragraph_format.space_after = Pt(0)

    def _add_columns(self, shares: Sequence[float], rows: int) -> Table:
        """A table without lines: columns beside each other."""
        table = self._word.add_table(rows, len(shares))
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        _set_widths(table, [self._text_width * share for share in shares])
        return table


def _place_of(piece: Piece) -> tuple[str, int]:
    """What pieces are set together, on which page (0: it does not matter)."""
    if piece.is_letterhead:
        return "letterhead", piece.page
    if piece.kind in ("recipients", "signature"):
        return "closing", piece.page
    return "", 0


def _set_paper(section: Section, is_landscape: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if is_landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = PAPER[::-1] if is_landscape else PAPER
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    section.left_margin, section.right_margin = LEFT, RIGHT
    section.header_distance = section.footer_distance = Mm(10)


def _set_count(section: Section, *, from_one: bool) -> None:
    """Whether pages are counted anew; a new section is made like the one before it."""
    properties = section._sectPr
    for count in properties.findall(qn("w:pgNumType")):
        properties.remove(count)
    if from_one:
        count = OxmlElement("w:pgNumType")
        count.set(qn("w:start"), "1")
        properties.insert_element_before(count, *_AFTER_COUNT)


def _add_page_number(paragraph: Paragraph) -> None:
    run = paragraph.add_run()
    for kind, code in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = code
        run._r.append(part)


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
    _add_words(paragraph, line.words, bold=bold, italic=italic, underline=underline, size=size)


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


def _column_shares(rows: Sequence[Sequence[Sequence[LineRecord]]], sheet: Sheet) -> list[float]:
    """How wide the columns of a table are printed, as shares of the whole."""
    columns = list(zip(*rows, strict=True))
    boxes = [sheet.boxes(line for cell in column for line in cell) for column in columns]
    if all(boxes):
        # heads over several columns reach far beyond their own: few lines do
        lefts = [sorted(box[0] for box in found)[len(found) // 4] for found in boxes]
        rights = [sorted(box[2] for box in found)[-1 - len(found) // 4] for found in boxes]
        inner = [(a + b) / 2 for a, b in zip(rights, lefts[1:], strict=False)]
        edges = [min(lefts), *inner, max(rights)]
        widths = [max(after - before, 0.0) for before, after in pairwise(edges)]
    else:
        widths = [max(map(len, _texts(column)), default=0) ** 0.5 for column in columns]
    whole = sum(widths) or 1.0
    return [width / whole for width in widths]


def _least_widths(
    rows: Sequence[Sequence[Sequence[LineRecord]]], size: float, most: float
) -> list[float]:
    """Width of the longest word of each column in EMU, ``most`` at most."""
    longest = [
        max(map(_ems, " ".join(_texts(column)).split()), default=0.0)
        for column in zip(*rows, strict=True)
    ]
    return [min(ems * Pt(size) + 2 * CELL_MARGIN, most) for ems in longest]


def _ems(word: str) -> float:
    """About how wide a word is at most."""
    return len(word) * (CAPITAL if word.isupper() else LETTER)


def _texts(cells: Iterable[Sequence[LineRecord]]) -> list[str]:
    return [" ".join(map(line_text, cell)) for cell in cells]


def _fitted(widths: Sequence[float], least: Sequence[float]) -> list[float]:
    """Widths of the same sum, each at least what it has to be where there is room for that."""
    whole = sum(widths)
    if sum(least) >= whole:
        return [width * whole / sum(least) for width in least]
    fixed: set[int] = set()
    while True:
        left = whole - sum(least[n] for n in fixed)
        free = sum(width for n, width in enumerate(widths) if n not in fixed) or 1.0
        fitted = [least[n] if n in fixed else width * left / free for n, width in enumerate(widths)]
        short = {n for n, width in enumerate(fitted) if width < least[n]} - fixed
        if not short:
            return fitted
        fixed |= short


def _set_widths(table: Table, widths: Sequence[float]) -> None:
    """Fixed widths in EMU, of the columns and, as Word wants it, of every cell."""
    table.autofit = False
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(int(CELL_MARGIN.twips)))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.insert_element_before(margins, *_AFTER_MARGINS)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Length(int(width))
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Length(int(width))


def _set_form(paragraph: Paragraph, form: Form, width: int) -> None:
    paragraph.alignment = _ALIGNMENTS[form.alignment]
    if form.alignment is Alignment.JUSTIFIED:
        if form.indent:
            paragraph.paragraph_format.left_indent = Length(int(form.indent * width))
        if form.first_line:
            paragraph.paragraph_format.first_line_indent = FIRST_LINE


def _add_lines(
    paragraph: Paragraph, lines: Sequence[LineRecord], *, bold: bool | None = None
) -> None:
    """Lines under each other, as printed."""
    for nth, line in enumerate(lines):
        if nth:
            paragraph.add_run().add_break(WD_BREAK.LINE)
        _add_words(paragraph, line.words, bold=bold)


def _add_words(
    paragraph: Paragraph,
    words: Iterable[WordRecord],
    *,
    bold: bool | None = None,
    italic: bool | None = None,
    underline: bool | None = None,
    size: float | None = None,
    after_others: bool = False,
) -> None:
    """Words parted by spaces, in as few runs as their marks allow."""
    for doubtful, group in groupby(words, lambda word: word.doubtful):
        if after_others:
            _add_run(paragraph, " ", underline=underline, size=size)
        text = " ".join(word.text for word in group)
        _add_run(paragraph, text, bold, italic, underline, size, doubtful)
        after_others = True


def _add_run(
    paragraph: Paragraph,
    text: str,
    bold: bool | None = None,
    italic: bool | None = None,
    underline: bool | None = None,
    size: float | None = None,
    doubtful: bool = False,
) -> None:
    run = paragraph.add_run(_in_xml(text), style=DOUBTFUL if doubtful else None)
    run.bold, run.italic, run.underline = bold, italic, underline or None
    if size is not None:
        run.font.size = Pt(size)


def _without_first_if_empty(cell: _Cell) -> None:
    """A new cell has an empty paragraph; it needs it only while it has no other."""
    first, *others = cell.paragraphs
    if others and not first.text:
        cell._tc.remove(first._p)
