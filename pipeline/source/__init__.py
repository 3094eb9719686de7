# SPDX-License-Identifier: Apache-2.0
"""Opening files: PDF, TIFF and other images, plain text.

``open_source`` tells the kind by content and gives page after page, each either as a finished
``Page`` (plain text, or a PDF text layer judged sound) or as pixels to be cleaned and read.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.settings import Settings
from pipeline.source.base import Source, SourcePage
from pipeline.source.kind import PDF, SUFFIXES, TEXT, tell_kind

__all__ = ["SUFFIXES", "Source", "SourcePage", "open_source"]


def open_source(path: Path, settings: Settings) -> Source:
    """Open the file at ``path``; use it in a ``with`` statement.

    Cheap: no page is decoded and the hash is computed only when asked for, so that a worker
    can open a document for one page. Raises FileAccessError, InputFileError (unknown kind,
    broken, no pages), EncryptedFileError, LimitExceededError.
    """
    path = Path(path)
    kind = tell_kind(path, settings.limits)
    warnings = () if kind.warning is None else (kind.warning,)
    if kind.media_type == PDF:
        from pipeline.source.pdf import PdfSource

        return PdfSource(path, settings, kind.media_type, warnings)
    if kind.media_type == TEXT:
        from pipeline.source.text import TextSource

        return TextSource(path, settings, kind.media_type, warnings)
    from pipeline.source.raster import RasterSource

    return RasterSource(path, settings, kind.media_type, warnings)
