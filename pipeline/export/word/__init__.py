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

import docx

from pipeline.export.office_package import is_ours, repacked
from pipeline.export.word.properties import set_properties
from pipeline.export.word.setter import Setter
from pipeline.export.word.styles import set_styles
from pipeline.record import Record
from pipeline.record_parts import documents_of

__all__ = ["MEANING", "SUFFIX", "is_ours", "render"]

SUFFIX = ".docx"
MEANING = "a Word document set like the printed one, doubtful words marked"


def render(record: Record) -> bytes:
    """Office Open XML (ISO/IEC 29500, transitional), the same bytes for the same record.

    Every word of the text is in it once, but for page numbers; running headers once. Each document
    of the file begins on a new page and counts its own.
    """
    word = docx.Document()
    set_styles(word)
    set_properties(word, record)
    for nth, document in enumerate(documents_of(record)):
        Setter(word, document, first=nth == 0).set_all()
    stream = io.BytesIO()
    word.save(stream)
    return repacked(stream)
