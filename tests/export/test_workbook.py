# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from pipeline.export import exporter, is_guarded, is_ours
from pipeline.export.workbook import number_of
from pipeline.record import OtherDocument, Record
from tests.export.records import block, decision, page, record, table


def rendered(value: Record) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(exporter("xlsx").render(value)))


def rows(book: Workbook, name: str) -> list[tuple[object, ...]]:
    return list(book[name].iter_rows(values_only=True))


def test_the_first_sheet_has_the_fields_and_each_table_one_of_its_own():
    book = rendered(decision())
    assert book.sheetnames == ["Văn bản", "Trang 1"]
    fields = dict(rows(book, "Văn bản"))
    assert fields["Số, ký hiệu"] == "1036/QĐ-UBND"
    assert fields["Ngày ban hành"] == "12/11/2025"
    assert fields["Người ký"] == "Lê Thịnh"
    assert rows(book, "Trang 1") == [("STT", "Họ và tên"), (1, "Lê | Quang"), (2, None)]


def test_the_same_record_gives_the_same_bytes():
    assert exporter("xlsx").render(decision()) == exporter("xlsx").render(decision())


def test_a_record_without_tables_has_its_fields():
    assert rendered(record(block("Văn bản."), doc_type="công văn")).sheetnames == ["Văn bản"]


def test_two_tables_of_a_page_have_two_sheets():
    value = record(table(("a", "b")), block("Nội dung."), table(("c", "d")))
    assert rendered(value).sheetnames[1:] == ["Trang 1", "Trang 1 (2)"]


def test_a_table_that_goes_on_is_one_and_has_its_head_once():
    first = page(block("Danh sách"), table(("STT", "Tên"), ("1", "An")))
    second = page(
        block("Phụ lục", kind="header-footer"), table(("STT", "Tên"), ("2", "Bình")), number=2
    )
    third = page(table(("3", "Cúc")), block("Hết."), number=3)
    value = record().model_copy(update={"pages": (first, second, third)})
    book = rendered(value)
    assert book.sheetnames == ["Văn bản", "Trang 1-3"]
    assert rows(book, "Trang 1-3") == [("STT", "Tên"), (1, "An"), (2, "Bình"), (3, "Cúc")]


def test_a_table_of_other_columns_or_behind_text_is_another():
    first = page(table(("a", "b"), ("1", "2")))
    other = page(table(("a", "b", "c")), number=2)
    behind = page(block("Bảng sau:"), table(("a", "b", "c")), number=3)
    value = record().model_copy(update={"pages": (first, other, behind)})
    assert rendered(value).sheetnames[1:] == ["Trang 1", "Trang 2", "Trang 3"]


def test_each_document_of_a_file_has_its_fields():
    other = OtherDocument(doc_type="công văn", first_page=2, last_page=2)
    pages = page(block("Thông báo một.")), page(block("Công văn hai."), number=2)
    value = record(doc_type="thông báo").model_copy(
        update={"pages": pages, "other_documents": (other,)}
    )
    assert rows(rendered(value), "Văn bản") == [
        ("Loại văn bản", "thông báo"),
        (None, None),
        ("Loại văn bản", "công văn"),
    ]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("2025", 2025),
        ("1.234.567", 1_234_567),
        ("-12.500", -12_500),
        ("12,5", Decimal("12.5")),
        ("1.234,56", Decimal("1234.56")),
        ("0,07", Decimal("0.07")),
    ],
)
def test_numbers_are_those_that_vietnamese_prints(text: str, number: object):
    assert number_of(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "01",
        "007",
        "3.14",
        "2.1",
        "1.23.456",
        "12/2024",
        "1,234,567",
        "12%",
        "1.",
        "",
        "-",
        "(12)",
        "1 000",
        "IV",
        "1234567890123456",
    ],
)
def test_what_may_be_something_else_stays_text(text: str):
    assert number_of(text) is None
    value = record(table(("Số", "Ghi chú"), (text or "x", "b")))
    assert rendered(value)["Trang 1"]["A2"].value == (text or "x")


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_a_grouped_number_is_read_as_it_was_written(number: int):
    assert number_of(f"{number:,}".replace(",", ".")) == number
    assert number_of(str(number)) == number


@pytest.mark.parametrize("text", ["=1+1", "+84", "@x", "-A"])
def test_no_cell_is_a_formula(text: str):
    value = record(table((text, "b"), (text, "c")), subject=text)
    book = rendered(value)
    assert [book["Trang 1"][name].data_type for name in ("A1", "A2")] == ["s", "s"]
    assert book["Trang 1"]["A2"].value == text


def test_doubtful_cells_are_marked_and_no_others():
    found = table(("STT", "Tên"), ("1", "An"))
    name = found.lines[3]
    doubtful = replace(name, words=tuple(replace(word, doubtful=True) for word in name.words))
    sheet = rendered(record(replace(found, lines=(*found.lines[:3], doubtful))))["Trang 1"]
    assert sheet["B2"].fill.fgColor.rgb.endswith("FFF2A8")
    assert sheet["A2"].fill.fill_type is None


def test_characters_that_xml_has_no_place_for_are_left_out():
    value = record(table(("a\x01b", "c")), subject="d\x02")
    assert rows(rendered(value), "Trang 1") == [("ab", "c")]


def test_a_workbook_that_was_edited_is_not_ours(tmp_path):
    assert is_guarded("xlsx")
    path = tmp_path / "a.xlsx"
    path.write_bytes(exporter("xlsx").render(decision()))
    assert is_ours("xlsx", path)
    openpyxl.load_workbook(path).save(path)
    assert not is_ours("xlsx", path)
