# SPDX-License-Identifier: Apache-2.0
"""Bookmarks (dấu trang) of a searchable PDF: the documents of the file and their titled parts.

Only where there is a way to find: a file of several pages, and more than one place to go to.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from pipeline.record import Fields, Record, Section

LONGEST_TITLE = 120  # characters
MOST = 5_000  # bookmarks of a file
_NAMED = frozenset(("phần", "chương", "mục", "tiểu mục", "điều"))  # parts that need no title
_ROMAN_OR_LETTER = re.compile(r"[IVXLC]+|[A-Z]")


class Bookmark(NamedTuple):
    """A title, the page that it leads to (number in the original), and what lies below it."""

    title: str
    page: int
    below: tuple[Bookmark, ...] = ()


def bookmarks(record: Record) -> tuple[Bookmark, ...]:
    """The bookmarks of a record's pages: () where nobody would need them."""
    pages = {page.number for page in record.pages}
    if len(pages) < 2:
        return ()
    first = min(pages)
    own = tuple(_parts(record.sections, pages, first))
    if not record.other_documents:
        return _few(own) if _count(own) > 1 else ()
    found = [Bookmark(title_of(record) or _on_page(first), first, own)]
    for other in record.other_documents:
        begin = other.first_page
        below = tuple(_parts(other.sections, pages, begin))
        found.append(Bookmark(title_of(other) or _on_page(begin), begin, below))
    return _few(found)


def title_of(fields: Fields) -> str:
    """Type, number and subject of a document: what its PDF and its bookmark are called."""
    return " ".join(filter(None, (fields.doc_type, fields.code, fields.subject)))


def _on_page(number: int) -> str:
    return f"Văn bản ở trang {number}"


def _parts(sections: Iterable[Section], pages: Collection[int], page: int) -> Iterator[Bookmark]:
    """Bookmarks of parts that have a name; ``page``: where one begins that does not say so."""
    for section in sections:
        if section.page is not None and section.page in pages:
            page = section.page
        below = tuple(_parts(section.children, pages, page))
        if section.kind in _NAMED or section.title:
            yield Bookmark(_shortened(_name(section)), page, below)
        else:
            yield from below


def _name(section: Section) -> str:
    """`Điều 2. Nhiệm vụ`, `Chương I. Quy định chung`, `I. Mục đích, yêu cầu`, `1. Yêu cầu`."""
    number = section.number or ""
    counted = section.kind == "khoản" or (
        section.kind in ("phần", "mục") and _ROMAN_OR_LETTER.fullmatch(number)
    )
    label = number if counted else f"{section.kind.capitalize()} {number}".strip()
    return ". ".join(filter(None, (label, section.title)))


def _shortened(title: str) -> str:
    if len(title) <= LONGEST_TITLE:
        return title
    return title[:LONGEST_TITLE].rsplit(" ", 1)[0] + " …"


def _count(marks: Iterable[Bookmark]) -> int:
    return sum(1 + _count(mark.below) for mark in marks)


def _few(marks: Iterable[Bookmark]) -> tuple[Bookmark, ...]:
    """The bookmarks, without what lies below them where they would be too many."""
    found = tuple(marks)
    if _count(found) <= MOST:
        return found
    return tuple(mark._replace(below=()) for mark in found)[:MOST]
