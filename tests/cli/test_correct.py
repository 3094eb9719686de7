# SPDX-License-Identifier: Apache-2.0
"""``sohoa correct``: corrected words go into the record and all that is made of it."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result

from pipeline.cli import sohoa
from pipeline.errors import SohoaError

LETTER = "Thông bảo\n\nVề việc nghỉ lễ."


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """A folder with the results of a text."""
    (tmp_path / "a.txt").write_text(LETTER, encoding="utf-8")
    out = tmp_path / "out"
    run("convert", tmp_path / "a.txt", "-o", out, "--format", "json,md,docx,html")
    return out


def run(*arguments: object) -> Result:
    return CliRunner().invoke(sohoa, [str(argument) for argument in arguments])


def corrections(folder: Path, before: str = "bảo", **other: object) -> Path:
    record = json.loads((folder / "a.json").read_text("utf-8"))
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
    assert "1 word(s) corrected by hand" in str(again.exception)
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


def test_the_folder_of_a_batch_is_left_to_the_batch(results: Path):
    (results.parent / ".sohoa").mkdir()
    outcome = run("correct", results / "a.json", corrections(results))
    assert "belongs to a batch" in str(outcome.exception)


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
