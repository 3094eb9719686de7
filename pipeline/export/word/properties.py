# SPDX-License-Identifier: Apache-2.0
"""What a Word document says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.opc.constants import RELATIONSHIP_TYPE

from pipeline.export.bookmarks import title_of
from pipeline.export.office_package import PRODUCER
from pipeline.export.xml_text import in_xml
from pipeline.record import Record

if TYPE_CHECKING:
    from docx.document import Document

_OF_TEMPLATE = (RELATIONSHIP_TYPE.THUMBNAIL, RELATIONSHIP_TYPE.EXTENDED_PROPERTIES)
_LONGEST_PROPERTY = 255  # characters


def set_properties(word: Document, record: Record) -> None:
    """Say what the document is, who issued it and that it was made here."""
    of_file = word.core_properties
    of_file.title = in_xml(title_of(record))[:_LONGEST_PROPERTY]
    of_file.author = in_xml(record.issuer or "")[:_LONGEST_PROPERTY]
    of_file.subject = in_xml(record.subject or "")[:_LONGEST_PROPERTY]
    of_file.keywords = in_xml(", ".join(record.keywords))[:_LONGEST_PROPERTY]
    of_file.language = "vi-VN"
    of_file.comments = ""
    of_file.last_modified_by = PRODUCER
    package = word.part.package
    for name, relation in list(package.rels.items()):
        if relation.reltype in _OF_TEMPLATE:
            del package.rels[name]
