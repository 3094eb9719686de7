# SPDX-License-Identifier: Apache-2.0
"""Words of a record in a paragraph of a Word document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from docx.enum.text import WD_BREAK
from docx.shared import Pt

from pipeline.export.word.styles import DOUBTFUL
from pipeline.export.xml_text import in_xml
from pipeline.record import LineRecord, WordRecord

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph


def add_lines(
    paragraph: Paragraph, lines: Sequence[LineRecord], *, bold: bool | None = None
) -> None:
    """Lines under each other, as printed."""
    for nth, line in enumerate(lines):
        if nth:
            paragraph.add_run().add_break(WD_BREAK.LINE)
        add_words(paragraph, line.words, bold=bold)


def add_words(
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
            add_run(paragraph, " ", underline=underline, size=size)
        text = " ".join(word.text for word in group)
        add_run(paragraph, text, bold, italic, underline, size, doubtful)
        after_others = True


def add_run(
    paragraph: Paragraph,
    text: str,
    bold: bool | None = None,
    italic: bool | None = None,
    underline: bool | None = None,
    size: float | None = None,
    doubtful: bool = False,
) -> None:
    """Text of one look; None: as the paragraph's style has it."""
    run = paragraph.add_run(in_xml(text), style=DOUBTFUL if doubtful else None)
    run.bold, run.italic, run.underline = bold, italic, underline or None
    if size is not None:
        run.font.size = Pt(size)
