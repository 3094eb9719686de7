# SPDX-License-Identifier: Apache-2.0
"""Sheets for proofreading: every page beside its text, in one HTML file that needs nothing else.

Pointing at a word shows where it is printed, pointing at the picture what was read there. Doubtful
words are yellow and can be gone through one by one; words that repair changed are underlined and
tell what had been read. Above the text of each document its fields stand in a form. Words and
fields can be corrected; what was corrected is saved as a file that ``pipeline.correction`` puts
into the record. All text is escaped and no script is made of it; nothing is fetched.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any, BinaryIO

import cv2
import numpy as np
from numpy.typing import NDArray

import pipeline
from pipeline.correction import documents_by_page
from pipeline.errors import SohoaError
from pipeline.export.bookmarks import title_of
from pipeline.export.original import Original
from pipeline.export.printed.form import Sheet, sheets
from pipeline.export.printed.tables import is_table, table_rows
from pipeline.field_form import FORM, Kind, shown_in_form
from pipeline.record import (
    BlockRecord,
    BoxList,
    FormValue,
    LineRecord,
    PageRecord,
    Record,
    WordRecord,
)
from pipeline.record_parts import pages_name, words_of
from pipeline.source import Source, open_source

SUFFIX = ".html"
MEANING = "sheets for proofreading: every page beside its text, doubtful words marked"

WIDTH = 1200
"""Most px of a picture's width."""
QUALITY = 70
"""Of its JPEG, 0 to 100."""
_GENERATOR = '<meta name="generator" content="sohoa '
_HEAD = 2_000  # bytes that tell who made a file

_BEGIN = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8">
{generator}
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; \
style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width"><title>{title}</title>
<style>{style}</style></head><body data-sha256="{sha256}" data-name="{name}">
<header><b>{title}</b><span>{pages} trang, {doubtful} từ còn nghi ngờ</span>
<button id="before" title="p">◀</button><span id="at">0/{doubtful}</span>
<button id="next" title="n">▶</button>
<span>Bấm đúp vào từ để sửa</span>
<button id="save" data-label="Lưu sửa đổi" disabled>Lưu sửa đổi</button>
</header>
"""


def write(record: Record, stream: BinaryIO, original: Original) -> None:
    """Write the sheets, UTF-8; the pages of plain text have no pictures.

    Raises a ``SohoaError`` where the file cannot be opened. A page that cannot be shown is told
    without its picture.
    """
    begin = _BEGIN.format(
        generator=f'{_GENERATOR}{pipeline.__version__}">',
        title=escape(title_of(record) or Path(record.source.path).name),
        style=_beside("proof_sheets.css"),
        pages=len(record.pages),
        doubtful=sum(word.doubtful for word in words_of(record.pages)),
        sha256=escape(record.source.sha256),
        name=escape(_name(record)),
    )
    stream.write(begin.encode())
    upright = sheets(record)
    forms = _Forms(record, original.settings.repair.doubtful_below)
    with open_source(original.path, original.settings) as source:
        for page in record.pages:
            for part in _page(page, upright[page.number], source, forms):
                stream.write(part.encode("utf-8", "replace"))
    script = _beside("proof_sheets.js")
    stream.write(f"<script>\n{script}</script></body></html>\n".encode())


@cache
def _beside(name: str) -> str:
    """A file that lies beside this module."""
    return (files("pipeline.export") / name).read_text("utf-8")


def _name(record: Record) -> str:
    """What a file of corrections is called: by the original and, of a part of it, the pages."""
    stem = Path(record.source.path).stem
    numbers = [page.number for page in record.pages]
    if not numbers or len(numbers) == record.source.pages:
        return stem
    return f"{stem}-{pages_name(numbers[0], numbers[-1])}"


def is_ours(path: Path) -> bool:
    """Whether the file was written here; that somebody changed a word of it is not seen."""
    try:
        with path.open("rb") as stream:
            return _GENERATOR.encode() in stream.read(_HEAD)
    except OSError:
        return False


def _page(page: PageRecord, sheet: Sheet, source: Source, forms: _Forms) -> Iterator[str]:
    """The picture with the boxes of the words on it, then the text; where a document begins, its
    fields before that."""
    yield f'<section class="page" id="p{page.number}"><div class="sheet">'
    picture = _picture(page.number, sheet, source)
    if picture is not None:
        yield f'<img alt="" src="data:image/jpeg;base64,{base64.b64encode(picture).decode()}">'
        for key, word in _numbered(page):
            yield _box(f'data-w="{key}"{_classes(word)}', word.box, sheet)
        for key, box in forms.boxes(page.number):
            yield _box(f'data-f="{key}"', box, sheet)
    yield '</div><div class="text">'
    yield from forms.of_page(page.number)
    yield f"<h2>Trang {page.number}</h2>"
    keys = {id(word): key for key, word in _numbered(page)}
    for block in page.blocks:
        yield _block(block, keys)
    yield "</div></section>\n"


def _numbered(page: PageRecord) -> Iterator[tuple[str, WordRecord]]:
    """Each word of a page with what it is called."""
    return ((f"{page.number}-{n}", word) for n, word in enumerate(words_of([page])))


def _box(attributes: str, box: BoxList | None, sheet: Sheet) -> str:
    """Where something is printed, in percent of the picture."""
    if box is None or not (sheet.width and sheet.height):
        return ""
    left, top, right, bottom = sheet.upright(box)
    across, down = 100 / sheet.width, 100 / sheet.height
    return (
        f'<i {attributes} style="left:{left * across:.2f}%;top:{top * down:.2f}%;'
        f'width:{(right - left) * across:.2f}%;height:{(bottom - top) * down:.2f}%"></i>'
    )


class _Forms:
    """The forms of the fields of all documents in a record.

    A field is called ``page-name`` by the first page of its document.
    """

    def __init__(self, record: Record, doubtful_below: float) -> None:
        self._documents = documents_by_page(record)
        self._doubtful_below = doubtful_below

    def of_page(self, page: int) -> Iterator[str]:
        """The form of the document that begins on a page, if one does."""
        fields = self._documents.get(page)
        if fields is None:
            return
        yield f'<div class="fields" data-page="{page}">'
        for name, (label, kind) in FORM.items():
            read = fields.evidence.get(name)
            is_doubtful = read is not None and read.confidence < self._doubtful_below
            marked = ' class="doubtful"' if is_doubtful else ""
            yield f'<b>{label}</b><div data-f="{page}-{name}" data-kind="{kind}"{marked}>'
            yield from _inputs(label, name, kind, shown_in_form(fields, name))
            yield "</div>"
        yield "</div>"

    def boxes(self, page: int) -> Iterator[tuple[str, BoxList]]:
        """Where the fields that were read on a page are printed there."""
        for first, fields in self._documents.items():
            for name in FORM:
                read = fields.evidence.get(name)
                if read is not None and read.page == page and read.box is not None:
                    yield f"{first}-{name}", read.box


_SIGNER = ("Thẩm quyền (TM., KT., T/M)", "Chức vụ", "Họ và tên")
_DATE = r' pattern="\d{1,2}/\d{1,2}/\d{4}|\d{4}(-\d{2}){0,2}" title="ngày/tháng/năm"'


def _inputs(label: str, name: str, kind: Kind, value: FormValue) -> Iterator[str]:
    """What is typed into for one field."""
    if kind is Kind.SIGNERS:
        rows = [row for row in value if isinstance(row, tuple)]
        for row in (*rows, ("", "", "")):
            yield "<p>"
            for text, told in zip(row, _SIGNER, strict=True):
                yield f'<input value="{escape(text)}" placeholder="{told}" aria-label="{told}">'
            yield "</p>"
        return
    if kind is Kind.LINE:
        extra = _DATE if name == "date" else ""
        yield f'<input value="{escape(str(value))}" aria-label="{label}"{extra}>'
        return
    lines = [value] if isinstance(value, str) else list(map(str, value))
    yield f'<textarea rows="{max(2, len(lines))}" aria-label="{label}">'
    yield escape("\n".join(lines))
    yield "</textarea>"


def _block(block: BlockRecord, keys: dict[int, str]) -> str:
    if is_table(block):
        rows = (
            "".join(f"<td>{_lines(cell, keys)}</td>" for cell in row)
            for row in table_rows(block.lines)
        )
        return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
    return f"<p>{_lines(block.lines, keys)}</p>"


def _lines(lines: Iterable[LineRecord], keys: dict[int, str]) -> str:
    return "<br>".join(" ".join(_word(word, keys) for word in line.words) for line in lines)


def _word(word: WordRecord, keys: dict[int, str]) -> str:
    told = f"{word.confidence:.0%}"
    if word.read != word.text:
        told = f"đọc được: {word.read} · {told}"
    key = keys[id(word)]
    return f'<s data-w="{key}"{_classes(word)} title="{escape(told)}">{escape(word.text)}</s>'


def _classes(word: WordRecord) -> str:
    told = {"doubtful": word.doubtful, "repaired": word.read != word.text}
    named = [name for name, is_so in told.items() if is_so]
    return f' class="{" ".join(named)}"' if named else ""


def _picture(number: int, sheet: Sheet, source: Source) -> bytes | None:
    """The page as it is held to be read, a JPEG; None where it cannot be shown."""
    try:
        image = source.page(number, image=True).image
    except SohoaError:
        return None
    if image is None or not image.size:
        return None
    upright: NDArray[Any] = np.ascontiguousarray(np.rot90(image, sheet.turns))
    height, width = upright.shape[:2]
    if width > WIDTH:
        size = WIDTH, max(1, round(height * WIDTH / width))
        upright = cv2.resize(upright, size, interpolation=cv2.INTER_AREA)
    done, coded = cv2.imencode(".jpg", upright, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return coded.tobytes() if done else None
