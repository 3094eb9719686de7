# SPDX-License-Identifier: Apache-2.0
"""Telling what a file is by its first bytes, never by its name."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import FileAccessError, InputFileError, LimitExceededError
from pipeline.settings import Limits

HEAD_BYTES = 4096
# PDF readers accept rubbish before the header within the first kilobyte (ISO 32000-1, H.3.4.1)
_PDF_HEADER_WITHIN = 1024

PDF = "application/pdf"
TEXT = "text/plain"

_SUFFIXES = {
    PDF: {".pdf"},
    TEXT: {".txt"},
    "image/tiff": {".tif", ".tiff"},
    "image/png": {".png"},
    "image/jpeg": {".jpg", ".jpeg", ".jpe", ".jfif"},
    "image/bmp": {".bmp", ".dib"},
    "image/webp": {".webp"},
    "image/gif": {".gif"},
    "image/jp2": {".jp2", ".j2k", ".jpx", ".jpf", ".j2c", ".jpc"},
    "image/x-portable-anymap": {".pnm", ".pbm", ".pgm", ".ppm"},
}
SUFFIXES = frozenset(suffix for suffixes in _SUFFIXES.values() for suffix in suffixes)
"""Names of files worth opening when a whole folder is read (lower case, with the dot)."""

# what people take for a document and we cannot open: say so by name
_FOREIGN = (
    (b"PK\x03\x04", "a ZIP archive or an Office document (docx, xlsx, odt)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document (doc, xls)"),
    (b"{\\rtf", "a Rich Text document"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"%!PS", "a PostScript file"),
    (b"AT&TFORM", "a DjVu document"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)


@dataclass(frozen=True, slots=True)
class FileKind:
    """``media_type`` as told by the content; ``warning`` if the name says something else."""

    media_type: str
    warning: str | None


def tell_kind(path: Path, limits: Limits) -> FileKind:
    """What the file at ``path`` is.

    Raises FileAccessError (missing, no permission, a loop of links), InputFileError (a folder,
    a pipe or device, empty, unknown kind), LimitExceededError (``limits.file_bytes``).
    """
    head = _head(path, limits)
    media_type = _media_type(head)
    if media_type is None:
        for magic, name in _FOREIGN:
            if head.startswith(magic):
                raise InputFileError(
                    f"{path} is {name}, which cannot be read",
                    help="Save or print it as PDF (or as plain text) and give that file.",
                )
        if head[4:8] == b"ftyp":
            raise InputFileError(
                f"{path} is a HEIC picture or a video, which cannot be read",
                help="Save the picture as JPEG or PNG and give that file.",
            )
        media_type = TEXT
    return FileKind(media_type, _name_warning(path, media_type))


def _head(path: Path, limits: Limits) -> bytes:
    try:
        # O_NONBLOCK: opening a pipe nobody writes to must not wait for ever
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | os.O_CLOEXEC)
    except OSError as error:
        raise FileAccessError(f"cannot open {path}: {error.strerror}") from error
    except ValueError as error:
        raise FileAccessError(f"cannot open {str(path)!r}: {error}") from error
    try:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise InputFileError(
                f"{path} is a folder",
                help="Give the files in it, or use `sohoa batch` for a whole folder.",
            )
        if not stat.S_ISREG(status.st_mode):
            raise InputFileError(
                f"{path} is not a regular file (a pipe, socket or device)",
                help="Copy its content to a file and give that file.",
            )
        if status.st_size == 0:
            raise InputFileError(
                f"{path} is empty (0 bytes)", help="Copy or download the file again."
            )
        if status.st_size > limits.file_bytes:
            raise LimitExceededError(
                f"{path} has {status.st_size:,} bytes, more than limits.file_bytes "
                f"({limits.file_bytes:,})"
            )
        return os.read(descriptor, HEAD_BYTES)
    except OSError as error:
        raise FileAccessError(f"cannot read {path}: {error.strerror}") from error
    finally:
        os.close(descriptor)


def _media_type(head: bytes) -> str | None:
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return "image/tiff"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "image/gif"
    # "BM" alone also begins a text ("BMI ..."): the four reserved bytes of the header are zero
    if head.startswith(b"BM") and len(head) >= 26 and head[6:10] == b"\0\0\0\0":
        return "image/bmp"
    if head.startswith((b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51")):
        return "image/jp2"
    if head[:1] == b"P" and head[1:2] in b"123456" and head[2:3] in (b"\n", b" ", b"\r", b"\t"):
        fields = head[2:64].split()
        if fields and (fields[0].isdigit() or fields[0].startswith(b"#")):
            return "image/x-portable-anymap"
    if b"%PDF-" in head[: _PDF_HEADER_WITHIN + 5]:
        return PDF
    return None


def _name_warning(path: Path, media_type: str) -> str | None:
    suffix = path.suffix.lower()
    expected = {kind for kind, suffixes in _SUFFIXES.items() if suffix in suffixes}
    if not expected or media_type in expected:
        return None
    return f"the file is named {suffix} but its content is {media_type}; read as what it is"
