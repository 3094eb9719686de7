# SPDX-License-Identifier: Apache-2.0
"""What a person should know of a document, in Vietnamese: Ghi chú in the index, the report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.batch.catalogue import CataloguedDocument
from pipeline.batch.ledger import State
from pipeline.batch.page_warnings import NOT_READ, page_of
from pipeline.model import NO_TEXT_FOUND

STANDS_ON = r"Trang (\d+)(?:–\d+)? của tệp"
"""In the remarks on a document that is one of several in its file."""

_VIETNAMESE = (
    (
        r"the file holds another document from this page on; .*",
        "bắt đầu một văn bản khác trong cùng tệp",
    ),
    (
        r"the file holds other documents from pages ([\d, ]+) on; .*",
        r"các văn bản khác bắt đầu từ trang \1",
    ),
    (
        r"the PDF is damaged and incomplete: .*",
        "PDF bị hỏng và thiếu, có thể mất trang hoặc ảnh",
    ),
    (r"the PDF is damaged; .*", "PDF bị hỏng, chỉ đọc được phần khôi phục được"),
    (r"a picture of the page is missing in the file; .*", "thiếu ảnh của trang trong tệp"),
    (
        r"the file is named (\S+) but its content is (\S+); .*",
        r"tên tệp có đuôi \1 nhưng nội dung là \2",
    ),
    (NO_TEXT_FOUND, "không có chữ"),
    (r"the image data are damaged in places", "ảnh bị hỏng một phần"),
    (r".* makes no sense; not used", "độ phân giải ghi trong tệp vô lý, không dùng"),
    (
        r"the page measures .*: drawn at (\d+) dpi .*",
        r"trang quá lớn, chỉ đọc ở \1 dpi",
    ),
    (
        r"the text was written for (.+) fonts and was converted",
        r"văn bản soạn bằng phông \1, đã chuyển mã",
    ),
    (r"(\d+) place\(s\) of the text are not valid UTF-8", r"\1 chỗ không phải UTF-8 hợp lệ"),
    (r".* is cut off or damaged in places", "tệp văn bản bị cụt hoặc hỏng một phần"),
)
"""The fixed kinds of warnings; others are given as they are."""


def remarks(document: CataloguedDocument) -> tuple[str, ...]:
    """Why a document is not there or not whole, then its warnings, and a lost original."""
    if document.state is State.FAILED:
        return (f"Không đọc được: {document.error}",)
    said = list(_in_vietnamese(document.warnings))
    if document.stands_on:
        said.insert(0, f"Trang {_range(*document.stands_on)} của tệp")
    if document.failed_pages:
        said.insert(0, f"Không đọc được {document.failed_pages} trang")
    if document.gone:
        said.append("Không còn tệp gốc")
    return tuple(said)


def _in_vietnamese(warnings: Iterable[str]) -> Iterator[str]:
    """The warnings, each kind once, with the pages it is about."""
    pages: dict[str, list[int]] = {}
    for warning in warnings:
        number, text = page_of(warning)
        if not text.startswith(NOT_READ):  # these pages are counted
            pages.setdefault(_translated(text), []).append(number)
    for text, numbers in pages.items():
        where = _ranges([number for number in numbers if number])
        yield f"Trang {where}: {text}" if where else text[:1].upper() + text[1:]


def _translated(warning: str) -> str:
    for pattern, vietnamese in _VIETNAMESE:
        found = re.fullmatch(pattern, warning, re.DOTALL)
        if found:
            return found.expand(vietnamese)
    return warning


def _ranges(numbers: list[int]) -> str:
    """``1–3, 7``."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(_range(first, last) for first, last in runs)


def _range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"
