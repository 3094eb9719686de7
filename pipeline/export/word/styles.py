# SPDX-License-Identifier: Apache-2.0
"""Print, paper and page numbers of a Word document: Nghị định 30/2020/NĐ-CP, Phụ lục I."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from pipeline.export.printed.headings import DEEPEST_HEADING

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.styles.style import CharacterStyle, ParagraphStyle
    from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
BODY, LETTERHEAD, RECIPIENTS_LABEL, RECIPIENTS, TABLE, SMALL = 14, 12, 12, 11, 12, 10
"""Sizes of print, pt."""
PAPER = Mm(210), Mm(297)
TOP, BOTTOM, LEFT, RIGHT = Mm(20), Mm(20), Mm(30), Mm(15)
FIRST_LINE, BETWEEN = Mm(12.7), Pt(6)
"""Indent of a paragraph's first line, room below a paragraph."""
DOUBTFUL = "Doubtful word"
"""The character style of doubtful words."""
REMARK, FOOTNOTE, CELL = "Remark", "Footnote Text", "Table Text"
"""Paragraph styles beside Word's own."""
_MARKED = "FFF2A8"
# What may stand behind a section's count of pages: the order of its properties is fixed.
_AFTER_COUNT = ("w:cols", "w:titlePg", "w:textDirection", "w:bidi", "w:docGrid")


def set_styles(word: Document) -> None:
    """The styles of an empty document."""
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
    for name, size in ((REMARK, SMALL), (FOOTNOTE, SMALL), (CELL, TABLE)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        _set_font(style, size)
        style.paragraph_format.space_after = Pt(0) if name == CELL else Pt(3)
    styles[REMARK].font.italic = True
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


def set_paper(section: Section, is_landscape: bool) -> None:
    """A4, upright or across."""
    section.orientation = WD_ORIENT.LANDSCAPE if is_landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = PAPER[::-1] if is_landscape else PAPER
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    section.left_margin, section.right_margin = LEFT, RIGHT
    section.header_distance = section.footer_distance = Mm(10)


def set_count(section: Section, *, from_one: bool) -> None:
    """Whether pages are counted anew; a new section is made like the one before it."""
    properties = section._sectPr
    for count in properties.findall(qn("w:pgNumType")):
        properties.remove(count)
    if from_one:
        count = OxmlElement("w:pgNumType")
        count.set(qn("w:start"), "1")
        properties.insert_element_before(count, *_AFTER_COUNT)


def add_page_number(paragraph: Paragraph) -> None:
    """A field that shows the number of the page, in the middle."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run()
    for kind, code in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = code
        run._r.append(part)
