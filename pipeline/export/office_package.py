# SPDX-License-Identifier: Apache-2.0
"""The archive that a Word document or workbook is (Office Open XML, ISO/IEC 29500-2)."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path

import pipeline

PRODUCER = f"sohoa {pipeline.__version__}"
"""Who made the file, and modified it last: programs that edit it put another there."""

_PROPERTIES = "docProps/core.xml"
_LAST_MODIFIED_BY = b"<cp:lastModifiedBy>sohoa "
_MOST_PROPERTIES = 65_536  # bytes
_TIMES = re.compile(rb"<dcterms:(created|modified)\b.*?</dcterms:\1>", re.DOTALL)
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # of a ZIP archive: the same record, the same bytes
_READABLE = 0o644 << 16


def repacked(stream: io.BytesIO) -> bytes:
    """The archive without the time it was made at: the same record, the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(stream) as made, zipfile.ZipFile(out, "w") as fixed:
        for name in made.namelist():
            part = zipfile.ZipInfo(name, _EARLIEST)
            part.external_attr = _READABLE
            part.compress_type = zipfile.ZIP_DEFLATED
            data = made.read(name)
            fixed.writestr(part, _TIMES.sub(b"", data) if name == _PROPERTIES else data)
    return out.getvalue()


def is_ours(path: Path) -> bool:
    """Whether the file was written here. Word and Excel write down who edited one, LibreOffice
    when."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(_PROPERTIES) as properties:
            as_made = all(part.date_time == _EARLIEST for part in archive.infolist())
            return as_made and _LAST_MODIFIED_BY in properties.read(_MOST_PROPERTIES)
    except (OSError, EOFError, RuntimeError, ValueError, KeyError, zipfile.BadZipFile, zlib.error):
        return False
