# SPDX-License-Identifier: Apache-2.0
"""Plain text files: UTF-8, UTF-16 and the legacy Vietnamese encodings, told apart by content."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import (
    FileAccessError,
    InputFileError,
    LimitExceededError,
    language_data_needed,
)
from pipeline.model import Block, Line, Page, PageOrigin, ProcessingStep, Word
from pipeline.settings import Settings
from pipeline.source.base import Source, SourcePage
from pipeline.source.legacy_encodings import legacy_text_of_bytes, legacy_text_of_characters

STEP_VERSION = "1"

# white space of a line: everything Python calls so, but never a line end
_PIECES = re.compile(r"\S+")
_LINE_END = re.compile(r"\r\n|\r|\n")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class DecodedText:
    """NFC ``text``, the ``encoding`` it was in, and what to warn of ("" if nothing)."""

    text: str
    encoding: str
    warning: str = ""


class TextSource(Source):
    """A text file; form feeds part its pages, as pdftotext writes them."""

    def __init__(
        self, path: Path, settings: Settings, media_type: str, warnings: tuple[str, ...] = ()
    ) -> None:
        super().__init__(path, settings, media_type, warnings)
        limit = min(settings.limits.file_bytes, settings.limits.page_pixels)
        try:
            with open(path, "rb") as stream:
                data = stream.read(limit + 1)
        except OSError as error:
            raise FileAccessError(f"cannot read {path}: {error.strerror}") from error
        if len(data) > limit:
            raise LimitExceededError(f"{path} is too long for a text ({limit:,} bytes at most)")
        decoded = decode_text(data, str(path))
        self._encoding = decoded.encoding
        if decoded.warning:
            self.warnings += (decoded.warning,)
        self._pages = decoded.text.rstrip("\f").split("\f")
        if len(self._pages) > settings.limits.pages:
            raise LimitExceededError(
                f"{path} has more than limits.pages ({settings.limits.pages:,}) pages"
            )

    @property
    def page_count(self) -> int:
        return len(self._pages)

    def _page(self, number: int, image: bool) -> SourcePage:
        reason = f"the file is text ({self._encoding})"
        page = Page(
            number=number,
            width=0,
            height=0,
            dpi=None,
            origin=PageOrigin.TEXT_FILE,
            reason=reason,
            blocks=text_blocks(self._pages[number - 1]),
            steps=(ProcessingStep("text-file", STEP_VERSION, {"encoding": self._encoding}),),
        )
        return SourcePage(number, None, 0, 0, None, page, PageOrigin.TEXT_FILE, reason)


@language_data_needed()
def decode_text(
    data: bytes, name: str = "the text", *, keep_line_ends: bool = False
) -> DecodedText:
    """Decode a text of unknown encoding to NFC.

    UTF-8 and UTF-16 (with or without byte order mark) first, then the legacy Vietnamese
    encodings by evidence. Line ends become ``\\n`` unless ``keep_line_ends``. Raises
    InputFileError for what is no text, or in no encoding known.
    """
    decoded = _decode_marked(data, name) or _decode_utf8(data) or _decode_unmarked_utf16(data)
    if decoded is None and b"\0" not in data:
        legacy = legacy_text_of_bytes(data)
        if legacy is not None:
            decoded = DecodedText(legacy.text, legacy.encoding)
        else:
            decoded = _decode_damaged_utf8(data)
    if decoded is None or _is_binary(decoded.text):
        raise InputFileError(
            f"{name} is neither a document of a known kind nor text in a known encoding",
            help="Give a PDF, TIFF, PNG, JPEG, BMP, WebP or text file (UTF-8, UTF-16, TCVN3, VNI, "
            "VISCII or windows-1258).",
        )
    if decoded.encoding.startswith("UTF"):
        legacy = legacy_text_of_characters(decoded.text)
        if legacy is not None:
            decoded = DecodedText(
                legacy.text,
                f"{legacy.encoding} saved as {decoded.encoding}",
                f"the text was written for {legacy.encoding} fonts and was converted",
            )
    text = decoded.text if keep_line_ends else _LINE_END.sub("\n", decoded.text)
    return DecodedText(unicodedata.normalize("NFC", text), decoded.encoding, decoded.warning)


def text_blocks(text: str) -> tuple[Block, ...]:
    """One block per paragraph (parted by empty lines), exact white space in ``Line.spacing``.

    An empty line beyond the one that parts two blocks is kept as a line without words at the
    end of the block before it (at the very beginning: of the first block), so that
    ``Page.text`` gives the text back.
    """
    lines = text.split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    blocks: list[Block] = []
    current: list[Line] = []
    for line in lines:
        if line.strip() and len(current) > 1 and not current[-1].words:
            # the last empty line is the join of the blocks, and not repeated
            blocks.append(Block(tuple(current[:-1])))
            current = []
        current.append(_line(line))
    if current:
        blocks.append(Block(tuple(current)))
    return tuple(blocks)


def _line(line: str) -> Line:
    words = []
    spacing = []
    end = 0
    for found in _PIECES.finditer(line):
        spacing.append(line[end : found.start()])
        words.append(Word(found.group(), found.group(), 1.0))
        end = found.end()
    spacing.append(line[end:])
    return Line(tuple(words), spacing=tuple(spacing))


def _decode_marked(data: bytes, name: str) -> DecodedText | None:
    for mark, encoding, label in (
        (codecs.BOM_UTF8, "utf-8", "UTF-8 with byte order mark"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
        (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
    ):
        if data.startswith(mark):
            body = data[len(mark) :]
            try:
                return DecodedText(body.decode(encoding), label)
            except UnicodeDecodeError:
                if encoding.startswith("utf-8"):
                    return None
                text = body.decode(encoding, "replace")
                if text.count("\ufffd") > 0.001 * len(text) + 1:
                    return None
                return DecodedText(text, label, f"{name} is cut off or damaged in places")
    return None


def _decode_utf8(data: bytes) -> DecodedText | None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else DecodedText(text, "UTF-8")


def _decode_unmarked_utf16(data: bytes) -> DecodedText | None:
    """UTF-16 without mark: blanks and line ends have a zero byte always on the same side."""
    if len(data) < 4 or len(data) % 2 or b"\0" not in data:
        return None
    for encoding, blank in (("utf-16-le", b" \0"), ("utf-16-be", b"\0 ")):
        side = 1 if encoding.endswith("le") else 0
        zeros = data[side::2].count(0) / (len(data) // 2)
        if zeros > 0.3 and data[1 - side :: 2].count(0) == 0 and (blank in data or zeros > 0.9):
            try:
                return DecodedText(data.decode(encoding), "UTF-16 without byte order mark")
            except UnicodeDecodeError:
                return None
    return None


def _decode_damaged_utf8(data: bytes) -> DecodedText | None:
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    beyond_ascii = sum(ord(character) > 127 for character in text)
    if bad * 20 > beyond_ascii or bad > 0.01 * len(text) + 1:
        return None
    return DecodedText(text, "UTF-8", f"{bad} place(s) of the text are not valid UTF-8")


def _is_binary(text: str) -> bool:
    return len(_CONTROLS.findall(text)) > 0.002 * len(text)
