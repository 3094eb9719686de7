# SPDX-License-Identifier: Apache-2.0
"""``sohoa correct``: corrected words go into the record and all that is made of it."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from pipeline.cli import sohoa
from pipeline.errors import ExitCode, SohoaError

LETTER = "Thông bảo\n\nVề việc nghỉ lễ."


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """A folder with the results of a text."""
    (tmp_path / "a.txt").write_text(LETTER, encoding="utf-8")
    out = tmp_path / "out"
    run("convert", tmp_path / "a.txt", "-o", out, "--format", "json,md,docx,html")
    return out


def run(*arguments: object) -> Result:
    given = [str(argument) for argument in arguments]
    return CliRunner().invoke(sohoa, given, standalone_mode=False)


def corrections(folder: Path, before: str = "bảo", name: str = "a", **other: object) -> Path:
    record = json.loads((folder / f"{name}.json").read_text("utf-8"))
    told = {"format": "sohoa-corrections", "sha256": record["source"]["sha256"], **other}
    told["corrections"] = [{"page": 1, "word": 1, "before": before, "after": "báo"}]
    path = folder.parent / "a.corrections.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


def test_all_results_beside_the_record_are_made_anew_and_no_others(results: Path):
    assert run("correct", results / "a.json", corrections(results)).exit_code == 0
    assert {path.suffix for path in results.iterdir()} == {".json", ".md", ".docx", ".html"}
    record = json.loads((results / "a.json").read_text("utf-8"))
    assert record["text"].startswith("Thông báo\n")
    assert [made["after"] for made in record["corrections"]] == ["báo"]
    for name in ("a.md", "a.html"):
        assert "bảo<" not in (results / name).read_text("utf-8")
    paragraphs = [paragraph.text for paragraph in docx.Document(str(results / "a.docx")).paragraphs]
    assert "Thông báo" in paragraphs


def test_another_folder_leaves_the_record_as_it_was(results: Path, tmp_path: Path):
    before = {path: path.read_bytes() for path in results.iterdir()}
    made = run("correct", results / "a.json", corrections(results), "-o", tmp_path / "new")
    assert made.exit_code == 0
    assert {path: path.read_bytes() for path in results.iterdir()} == before
    assert "Thông báo" in (tmp_path / "new/a.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"before": "khác"}, "of another reading"),
        ({"sha256": "0" * 64}, "of another document"),
        ({"format": "x"}, "no file of corrections"),
    ],
)
def test_nothing_is_written_where_the_corrections_do_not_fit(results: Path, wrong, said):
    before = {path: path.read_bytes() for path in results.iterdir()}
    outcome = run("correct", results / "a.json", corrections(results, **wrong))
    assert isinstance(outcome.exception, SohoaError)
    assert said in str(outcome.exception)
    assert {path: path.read_bytes() for path in results.iterdir()} == before


def test_a_record_that_was_corrected_is_not_replaced_by_another_reading(results: Path):
    run("correct", results / "a.json", corrections(results))
    before = (results / "a.json").read_bytes()
    again = run("convert", results.parent / "a.txt", "-o", results)
    assert "1 correction(s) made by hand" in str(again.exception)
    assert (results / "a.json").read_bytes() == before


def test_a_word_document_that_somebody_edited_stays(results: Path):
    edited = docx.Document(str(results / "a.docx"))
    edited.add_paragraph("Sửa bằng tay.")
    edited.save(str(results / "a.docx"))
    before = (results / "a.docx").read_bytes()
    assert run("correct", results / "a.json", corrections(results)).exit_code == 0
    assert (results / "a.docx").read_bytes() == before
    asked = run("correct", results / "a.json", corrections(results), "--format", "docx")
    assert "edited since" in str(asked.exception)


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    """The output folder of a batch of two texts."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(LETTER, encoding="utf-8")
    (tmp_path / "in/b.txt").write_text(LETTER + " Hết.", encoding="utf-8")
    out = tmp_path / "batch"
    assert run("batch", tmp_path / "in", out, "-j", 1, "--format", "json,md").exit_code == 0
    return out


def test_a_batch_is_corrected_in_its_folder_by_any_number_of_files(batch: Path):
    first = corrections(batch)
    other = batch.parent / "b.corrections.json"
    other.write_bytes(corrections(batch, name="b").read_bytes())
    corrections(batch)
    made = run("correct", batch, first, other)
    assert (made.exit_code, made.return_value) == (0, ExitCode.OK)
    for name in ("a", "b"):
        assert f"{name}.corrections.json: 1 word(s) corrected in {name}.*" in made.output
        assert "Thông báo" in (batch / f"{name}.md").read_text("utf-8")
    again = run("correct", batch / "a.json", first)
    assert "made already" in again.output


def test_fields_are_corrected_in_the_table_of_a_batch(batch: Path):
    assert "nothing is corrected there" in run("correct", batch, batch / "index.xlsx").output
    book = load_workbook(batch / "index.xlsx")
    headings = [cell.value for cell in book.worksheets[0][1]]
    book.worksheets[0].cell(2, headings.index("Cơ quan ban hành") + 1).value = "SỞ Y TẾ"
    book.save(batch / "index.xlsx")
    made = run("correct", batch, batch / "index.xlsx")
    assert "1 field(s) corrected in a.*" in made.output
    assert "index.xlsx was edited since it was written: it is index-1.xlsx now" in made.output
    assert "SỞ Y TẾ" in (batch / "a.md").read_text("utf-8")
    named = run("correct", batch / "b.json", batch / "index-1.xlsx")
    assert "nothing is corrected there" in named.output


def test_what_does_not_fit_is_told_and_the_rest_is_done(batch: Path):
    wrong = batch.parent / "x.corrections.json"
    wrong.write_bytes(corrections(batch, sha256="0" * 64).read_bytes())
    made = run("correct", batch, wrong, corrections(batch))
    assert made.return_value == ExitCode.INPUT_FILE
    assert f"error: {wrong}: no document in {batch}" in made.output
    assert "Thông báo" in (batch / "a.md").read_text("utf-8")


def test_corrections_go_into_the_record_that_is_named_and_into_no_other(batch: Path):
    outcome = run("correct", batch / "b.json", corrections(batch))
    assert "of another document than" in str(outcome.exception)


def test_corrections_in_a_batch_are_taken_back(batch: Path):
    before = (batch / "a.json").read_bytes()
    run("correct", batch, corrections(batch))
    assert (batch / "a.json").read_bytes() != before
    made = run("correct", batch / "a.json", "--undo")
    assert "1 word(s) taken back" in made.output
    assert (batch / "a.json").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("batch/a.json",), "nothing to put in"),
        (("batch/a.json", "a.corrections.json", "--undo"), "--undo puts nothing in"),
        (("batch", "--undo"), "is no record"),
        (("out/a.json", "--undo"), "not in the output folder of a batch"),
        (("batch", "a.corrections.json", "--format", "md"), "whose formats and originals are"),
        (("out/a.json", "a.corrections.json", "-o", "batch"), "belongs to a batch"),
        (("out", "a.corrections.json"), "cannot be read"),
    ],
)
def test_what_cannot_be_meant_is_told(results: Path, batch: Path, arguments, said: str):
    corrections(batch)
    base = batch.parent
    given = [
        base / a if "/" in a or a.endswith("json") or a in {"batch", "out"} else a
        for a in arguments
    ]
    outcome = run("correct", *given)
    assert said in str(outcome.exception)


def test_a_record_of_a_batch_can_be_corrected_elsewhere(batch: Path, tmp_path: Path):
    before = (batch / "a.md").read_bytes()
    made = run("correct", batch / "a.json", corrections(batch), "-o", tmp_path / "new")
    assert made.exit_code == 0
    assert "Thông báo" in (tmp_path / "new/a.md").read_text("utf-8")
    assert (batch / "a.md").read_bytes() == before


def test_the_original_must_be_that_of_the_record(results: Path, tmp_path: Path):
    (tmp_path / "a.txt").write_text("another", encoding="utf-8")
    outcome = run("correct", results / "a.json", corrections(results))
    assert "not the file that the record was made of" in str(outcome.exception)
    (tmp_path / "b.txt").write_text(LETTER, encoding="utf-8")
    named = ("--original", tmp_path / "b.txt")
    assert run("correct", results / "a.json", corrections(results), *named).exit_code == 0


@pytest.mark.parametrize("missing", ["none.json", "a.md"])
def test_what_is_no_record_is_told(results: Path, missing: str):
    outcome = run("correct", results / missing, corrections(results))
    assert isinstance(outcome.exception, SohoaError)
