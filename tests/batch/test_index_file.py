# SPDX-License-Identifier: Apache-2.0
"""The table of a batch, as people hand it back."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from pipeline.batch.correcting import correcting
from pipeline.batch.index_file import cell_text, heading_of
from pipeline.batch.ledger import Ledger
from pipeline.batch.output import OutputFolder
from pipeline.batch.view import View
from pipeline.correction import Corrections, FieldCorrection
from pipeline.errors import FileAccessError, InputFileError
from pipeline.record import Record
from pipeline.settings import Settings
from tests.batch.fake_steps import STEPS, make
from tests.batch.trees import Listening, names, run

LETTER = "doc_type=công_văn number=12 symbol=UBND-VX code=12/UBND-VX date=2024-03-05 issuer=Sở?"
DOSSIER = "doc_type=quyết_định một", "!document doc_type=tờ_trình hai"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The output folder of a small batch with its tables."""
    make(tmp_path / "in/a/thư  một.pdf", LETTER)
    make(tmp_path / "in/a/hồ sơ.pdf", *DOSSIER)
    run(tmp_path, tables=True)
    return tmp_path / "out"


def edit(path: Path, change: Callable[[dict[str, Any]], None], sheet: int = 0) -> None:
    """Change the cells of every row by their headings, as a spreadsheet program would."""
    book = load_workbook(path)
    rows = iter(book.worksheets[sheet].iter_rows())
    headings = [cell.value for cell in next(rows)]
    for row in rows:
        cells = dict(zip(headings, row, strict=True))
        values = {heading: cell.value for heading, cell in cells.items()}
        change(values)
        for heading, cell in cells.items():
            cell.value = values[heading]
    book.save(path)


def of_letter(**values: Any) -> Callable[[dict[str, Any]], None]:
    def change(row: dict[str, Any]) -> None:
        if row["Đường dẫn file"].endswith("một.pdf"):
            row.update({heading_of("tài liệu", name): value for name, value in values.items()})

    return change


def read(path: Path, out: Path, view: View | None = None) -> tuple[Corrections, ...]:
    with correcting(out, Settings(), view or View(), STEPS) as results:
        return results.in_index(path)


def corrected(out: Path, **values: Any) -> dict[str, Any]:
    edit(out / "index.xlsx", of_letter(**values))
    made = read(out / "index.xlsx", out)
    assert all(not corrections.words for corrections in made)
    return {field.field: field.after for corrections in made for field in corrections.fields}


def test_a_table_that_nobody_changed_corrects_nothing(out: Path):
    assert read(out / "index.xlsx", out) == ()
    edit(out / "index.xlsx", lambda row: None)
    assert read(out / "index.xlsx", out) == ()


@pytest.mark.parametrize(
    ("cells", "fields"),
    [
        ({"number": 13}, {"code": "13/UBND-VX"}),
        ({"number": 13.0, "symbol": "SYT-VP"}, {"code": "13/SYT-VP"}),
        ({"number": "7", "symbol": "CT/TU"}, {"code": "7-CT/TU"}),
        ({"symbol": "SYT-VP"}, {"code": "12/SYT-VP"}),
        ({"number": None}, {"code": "…/UBND-VX"}),
        ({"number": None, "symbol": None}, {"code": ""}),
        ({"date": datetime(2024, 5, 3)}, {"date": "03/05/2024"}),
        ({"date": "3/5/2024"}, {"date": "3/5/2024"}),
        ({"date": "5/2024"}, {"date": "2024-05"}),
        ({"date": None}, {"date": ""}),
        ({"issuer": " Sở  Y tế\n"}, {"issuer": "Sở Y tế"}),
        (
            {"subject": "Về y tế", "parent_issuer": "Bộ"},
            {"subject": "Về y tế", "parent_issuer": "Bộ"},
        ),
        ({"doc_type": "Tờ trình"}, {"doc_type": "Tờ trình"}),
        ({"doc_type": "Công văn"}, {}),
        ({"remark": "đã xem", "language": "", "pages": 9, "ordinal": 5}, {}),
    ],
)
def test_a_cell_that_says_something_else_corrects_its_field(out: Path, cells, fields):
    assert corrected(out, **cells) == fields


def test_the_corrections_go_into_the_records_and_the_table(out: Path):
    edit(out / "index.xlsx", of_letter(number=13, date=date(2024, 5, 3)))
    with correcting(out, Settings(), View(), STEPS) as results:
        for made in results.in_index(out / "index.xlsx"):
            results.correct(made)
    record = Record.model_validate_json((out / "a/thư  một.json").read_bytes())
    assert (record.code, record.number, record.date) == ("13/UBND-VX", "13", "2024-05-03")
    row = next(r for r in csv.reader((out / "index.csv").open(encoding="utf-8-sig")) if "13" in r)
    assert "03/05/2024" in row


def test_each_document_of_a_file_has_its_row_wherever_that_stands(out: Path):
    book = load_workbook(out / "index.xlsx")
    sheet = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    sheet.delete_rows(2, 10)
    at = rows[0].index("tờ trình") if "tờ trình" in rows[0] else 1
    for row in reversed(rows):
        sheet.append(
            ["đề án" if n == at and cell == "tờ trình" else cell for n, cell in enumerate(row)]
        )
    book.save(out / "index.xlsx")
    (made,) = read(out / "index.xlsx", out)
    assert made.fields == (FieldCorrection(2, "doc_type", "tờ trình", "đề án"),)


def test_rows_of_documents_that_have_changed_since_are_not_taken(out: Path, tmp_path: Path):
    edit(out / "index.xlsx", of_letter(number=13, issuer="Sở Y tế"))
    (out / "index.xlsx").rename(tmp_path / "old.xlsx")
    (made,) = read(tmp_path / "old.xlsx", out)
    later = Corrections(made.sha256, (), (FieldCorrection(1, "issuer", "Sở?", "Bộ Y tế"),))
    with correcting(out, Settings(), View(), STEPS) as results:
        results.correct(later)
    view = Listening()
    assert read(tmp_path / "old.xlsx", out, view) == ()
    assert [note for note in view.notes if "has changed since" in note]


def test_what_people_filled_in_stays_and_what_they_changed_is_put_aside(out: Path, tmp_path: Path):
    edit(out / "index.xlsx", of_letter(issuer="sửa tay"))
    edit(out / "index.xlsx", lambda row: row.update({"Tờ số": 5, "Bút tích": "=1+1"}))
    edit(out / "index.xlsx", lambda row: row.update({"Phông": "Tỉnh ủy"}), sheet=1)
    edited = (out / "index.xlsx").read_bytes()
    for number, said in enumerate((["index.xlsx was edited since"], [], []), start=1):
        make(tmp_path / f"in/mới {number}.pdf", "văn bản mới")
        view = Listening()
        run(tmp_path, view, tables=True)
        assert [note[:27] for note in view.notes] == said
        book = load_workbook(out / "index.xlsx")
        cells = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=2)]
        assert sum(5 in row for row in cells) == 3
        assert not any("sửa tay" in row for row in cells)
        dossiers = [row[0].value for row in book.worksheets[1].iter_rows(min_row=2)]
        assert dossiers == [None, "Tỉnh ủy"]
        lines = (out / "index.csv").read_text("utf-8-sig")
        assert "Tỉnh ủy" in (out / "index-ho-so.csv").read_text("utf-8-sig")
        assert lines.count(",5,") == 3
    assert (out / "index-1.xlsx").read_bytes() == edited
    assert not (out / "index-2.xlsx").exists()


def test_a_table_that_is_no_workbook_any_more_is_put_aside_as_it_is(out: Path, tmp_path: Path):
    (out / "index.xlsx").write_bytes(b"PK\3\4 broken")
    (out / "index.csv").write_text("mine")
    make(tmp_path / "in/mới.pdf", "văn bản mới")
    run(tmp_path, tables=True)
    assert (out / "index-1.xlsx").read_bytes() == b"PK\3\4 broken"
    assert (out / "index-1.csv").read_text() == "mine"
    assert {"index.xlsx", "index.csv"} <= names(out)


def test_tables_that_nobody_changed_are_replaced(out: Path, tmp_path: Path):
    make(tmp_path / "in/mới.pdf", "văn bản mới")
    run(tmp_path, tables=True)
    assert not any(name.startswith("index-1") for name in names(out))


@pytest.mark.parametrize("kind", ["missing", "text", "other workbook", "marked", "other batch"])
def test_what_is_no_table_of_the_batch_is_refused(out: Path, tmp_path: Path, kind: str):
    path = tmp_path / "x.xlsx"
    if kind == "text":
        path.write_text("x")
    elif kind in ("other workbook", "marked"):
        book = Workbook()
        book.active.append(["A"])
        book.active.append(["B"])
        book.properties.keywords = "sohoa 0123abcd 5" if kind == "marked" else "x"
        book.save(path)
    elif kind == "other batch":
        book = load_workbook(out / "index.xlsx")
        book.properties.keywords = "sohoa 0123abcd 5"
        book.save(path)
    error = FileAccessError if kind == "missing" else InputFileError
    with pytest.raises(error):
        read(path, out)


def test_a_date_that_is_none_is_told_with_its_document(out: Path):
    edit(out / "index.xlsx", of_letter(date="31/02/2024"))
    with pytest.raises(InputFileError, match=r"một\.pdf: "):
        read(out / "index.xlsx", out)


@pytest.mark.parametrize(
    "part", ["docProps/core.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"]
)
def test_a_workbook_with_a_broken_part_is_refused(out: Path, tmp_path: Path, part: str):
    with (
        zipfile.ZipFile(out / "index.xlsx") as whole,
        zipfile.ZipFile(tmp_path / "x.xlsx", "w") as new,
    ):
        for name in whole.namelist():
            data = whole.read(name)
            new.writestr(name, data[: len(data) // 2] if name == part else data)
    with pytest.raises(InputFileError):
        read(tmp_path / "x.xlsx", out)


def test_a_text_that_is_too_long_for_its_field_is_told(out: Path):
    edit(out / "index.xlsx", of_letter(subject="x" * 5_000))
    with pytest.raises(InputFileError, match=r"một\.pdf: "):
        read(out / "index.xlsx", out)


def test_a_batch_without_its_mark_has_none(out: Path):
    with Ledger(OutputFolder(out).ledger, writable=False) as ledger:
        born = ledger.meta("born")
    keywords = load_workbook(out / "index.xlsx").properties.keywords
    assert born is not None
    assert born in keywords


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (12.0, "12"),
        (12.5, "12.5"),
        (date(2024, 2, 5), "05/02/2024"),
        (" a\n b\x00", "a b"),
        ("ho\u0300a", "hòa"),
        (True, "True"),
    ],
)
def test_cells_as_text(cell: object, text: str):
    assert cell_text(cell) == text
