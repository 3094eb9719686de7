# SPDX-License-Identifier: Apache-2.0
"""The file around a Word document: what it says of itself, and whether it is as it was made."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

import pipeline
from pipeline.export.bookmarks import title_of
from pipeline.export.xml_text import in_xml
from pipeline.record import Record

if TYPE_CHECKING:
    from docx.document import Document

_OF_TEMPLATE = (RELATIONSHIP_TYPE.THUMBNAIL, RELATIONSHIP_TYPE.EXTENDED_PROPERTIES)
_PRODUCER = "sohoa"
_PROPERTIES = "docProps/core.xml"
_LAST_MODIFIED_BY = f"<cp:lastModifiedBy>{_PRODUCER} ".encode()
_MOST_PROPERTIES = 65_536  # bytes
_LONGEST_PROPERTY = 255  # characters, of a property of the file
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # of a ZIP archive: the same record, the same bytes
_READABLE = 0o644 << 16


def is_ours(path: Path) -> bool:
    """Whether the file was written here. Word writes down who edited one, LibreOffice when."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(_PROPERTIES) as properties:
            as_made = all(part.date_time == _EARLIEST for part in archive.infolist())
            return as_made and _LAST_MODIFIED_BY in properties.read(_MOST_PROPERTIES)
    except (OSError, EOFError, RuntimeError, ValueError, KeyError, zipfile.BadZipFile, zlib.error):
        return False


def repacked(stream: io.BytesIO) -> bytes:
    """The archive with the same times in it whenever it is made."""
    out = io.BytesIO()
    with zipfile.ZipFile(stream) as made, zipfile.ZipFile(out, "w") as fixed:
        for name in made.namelist():
            part = zipfile.ZipInfo(name, _EARLIEST)
            part.external_attr = _READABLE
            part.compress_type = zipfile.ZIP_DEFLATED
            fixed.writestr(part, made.read(name))
    return out.getvalue()


def set_properties(word: Document, record: Record) -> None:
    """Say what the document is, who issued it and that it was made here."""
    of_file = word.core_properties
    of_file.title = in_xml(title_of(record))[:_LONGEST_PROPERTY]
    of_file.author = in_xml(record.issuer or "")[:_LONGEST_PROPERTY]
    of_file.subject = in_xml(record.subject or "")[:_LONGEST_PROPERTY]
    of_file.keywords = in_xml(", ".join(record.keywords))[:_LONGEST_PROPERTY]
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
