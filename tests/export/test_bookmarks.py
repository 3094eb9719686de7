# SPDX-License-Identifier: Apache-2.0
"""Bookmarks lead to the documents of a file and to their named parts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from pipeline.export import bookmarks as module
from pipeline.export.bookmarks import Bookmark, bookmarks
from pipeline.record import OtherDocument, PageRecord, Record, Section
from tests.export.records import block, record


def pages(count: int) -> tuple[PageRecord, ...]:
    return tuple(
        PageRecord(
            number=n, width=600, height=800, dpi=None, origin="image", reason="",
            blocks=(block("Thực hiện"),),
        )
        for n in range(1, count + 1)
    )  # fmt: skip


def of_pages(count: int, **fields: Any) -> Record:
    return record(pages=pages(count), **fields)


def shown(marks: Iterable[Bookmark], depth: int = 0) -> list[str]:
    return [
        line
        for mark in marks
        for line in (f"{'-' * depth}{mark.title} @{mark.page}", *shown(mark.below, depth + 1))
    ]


LAW = (
    Section(
        kind="chương", number="I", title="QUY ĐỊNH CHUNG", page=1,
        children=(
            Section(kind="điều", number="1", page=1),
            Section(
                kind="điều", number="2", title="Đối tượng", page=2,
                children=(Section(kind="khoản", number="1", text="Cơ quan nhà nước.", page=2),),
            ),
        ),
    ),
    Section(kind="mục", number="II", title="TỔ CHỨC THỰC HIỆN", page=3),
    Section(kind="khoản", number="1", title="Yêu cầu", page=3),
    Section(kind="gạch đầu dòng", text="Báo cáo kết quả.", page=3),
)  # fmt: skip


def test_named_parts_are_called_as_they_are_printed() -> None:
    assert shown(bookmarks(of_pages(3, sections=LAW))) == [
        "Chương I. QUY ĐỊNH CHUNG @1",
        "-Điều 1 @1",
        "-Điều 2. Đối tượng @2",
        "II. TỔ CHỨC THỰC HIỆN @3",
        "1. Yêu cầu @3",
    ]


def test_a_part_below_one_without_a_name_is_found_all_the_same() -> None:
    inner = Section(kind="khoản", number="1", title="Mục đích", page=2)
    outer = Section(kind="khoản", number="1", text="Văn bản này", page=1, children=(inner,))
    both = (outer, Section(kind="điều", number="3", page=2))
    assert shown(bookmarks(of_pages(2, sections=both))) == ["1. Mục đích @2", "Điều 3 @2"]


def test_one_page_and_one_place_need_no_bookmark() -> None:
    assert bookmarks(of_pages(1, sections=LAW)) == ()
    assert bookmarks(of_pages(2, sections=(Section(kind="điều", number="1", page=1),))) == ()


def test_each_document_of_a_file_has_its_own_with_its_parts_below() -> None:
    other = OtherDocument(
        doc_type="Quyết định", code="12/QĐ-UBND", subject="Về việc thành lập Tổ công tác",
        sections=(Section(kind="điều", number="1", page=3),), first_page=3, last_page=3,
    )  # fmt: skip
    unnamed = OtherDocument(first_page=4, last_page=4)
    whole = of_pages(
        4, doc_type="Chỉ thị", code="30-CT/TW", subject=None, sections=LAW[1:2],
        other_documents=(other, unnamed),
    )  # fmt: skip
    assert shown(bookmarks(whole)) == [
        "Chỉ thị 30-CT/TW @1",
        "-II. TỔ CHỨC THỰC HIỆN @3",
        "Quyết định 12/QĐ-UBND Về việc thành lập Tổ công tác @3",
        "-Điều 1 @3",
        "Văn bản ở trang 4 @4",
    ]


def test_a_part_whose_page_was_not_read_leads_to_the_one_before() -> None:
    sections = (
        Section(kind="điều", number="1", page=2),
        Section(kind="điều", number="2", page=9),
        Section(kind="điều", number="3"),
    )
    assert [mark.page for mark in bookmarks(of_pages(3, sections=sections))] == [2, 2, 2]


def test_long_titles_end_at_a_word() -> None:
    long = Section(kind="điều", number="1", title="trách nhiệm " * 30, page=1)
    title = bookmarks(of_pages(2, sections=(long, long)))[0].title
    assert title.endswith(("trách …", "nhiệm …"))
    assert len(title) <= module.LONGEST_TITLE + 2


def test_too_many_keep_what_lies_at_the_top(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 4)
    found = bookmarks(of_pages(3, sections=LAW))
    assert shown(found) == [
        "Chương I. QUY ĐỊNH CHUNG @1", "II. TỔ CHỨC THỰC HIỆN @3", "1. Yêu cầu @3"
    ]  # fmt: skip
