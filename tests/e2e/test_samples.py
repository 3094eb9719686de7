# SPDX-License-Identifier: Apache-2.0
"""The whole way of the samples, with the real Tesseract."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import docx
import pytest

from pipeline.record import Record
from tests.e2e.command import BORN_DIGITAL, EXPECTED, NAMES, SAMPLES, sohoa, word_errors

pytestmark = pytest.mark.e2e

FIELDS = (
    "doc_type",
    "number",
    "symbol",
    "code",
    "date",
    "place",
    "parent_issuer",
    "issuer",
    "subject",
    "addressees",
    "recipients",
    "signers",
    "urgency",
    "secrecy",
    "references",
)
# Share of words missing or wrong, and of words that are not there.
MISSING, SPURIOUS = 0.015, 0.02


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> Path:
    """All samples, converted in one call."""
    folder = tmp_path_factory.mktemp("results")
    files = [SAMPLES / f"{name}.pdf" for name in NAMES]
    outcome = sohoa("convert", *files, "-o", folder, timeout=300)
    assert (outcome.code, outcome.out) == (0, ""), outcome.err
    return folder


def expected(name: str) -> dict:
    return json.loads((EXPECTED / f"{name}.json").read_text("utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_gives_a_record_that_fits_the_schema(results, name):
    record = Record.model_validate_json((results / f"{name}.json").read_bytes())
    assert record.source.pages == len(record.pages)
    assert [page.origin for page in record.pages].count("failed") == 0


@pytest.mark.parametrize("name", NAMES)
def test_the_fields_are_those_of_the_document(results, name):
    found = json.loads((results / f"{name}.json").read_text("utf-8"))
    truth = expected(name)
    wrong = {f: (found[f], truth[f]) for f in FIELDS if found[f] != truth[f]}
    assert wrong == {}


@pytest.mark.parametrize("name", NAMES)
def test_the_text_is_that_of_the_document(results, name):
    truth = (EXPECTED / f"{name}.txt").read_text("utf-8")
    missing, spurious, words = word_errors(truth, (results / f"{name}.txt").read_text("utf-8"))
    assert missing <= MISSING * words
    assert spurious <= SPURIOUS * words


def test_a_born_digital_document_is_taken_letter_for_letter(results):
    truth = (EXPECTED / "bao-cao-dien-tu.txt").read_text("utf-8")
    found = (results / "bao-cao-dien-tu.txt").read_text("utf-8")
    assert word_errors(truth, found)[:2] == (0, 0)
    record = json.loads((results / "bao-cao-dien-tu.json").read_text("utf-8"))
    assert record["pages"][0]["origin"] == "text-layer"
    assert record["changes"] == []


def test_the_rows_of_the_table_are_rows_of_the_markdown(results):
    text = (results / "quyet-dinh.md").read_text("utf-8")
    rows = [line for line in text.split("\n") if line.startswith("| ") and "Tổ trưởng" in line]
    assert len(rows) == 1
    assert [cell.strip() for cell in rows[0].strip("|").split("|")] == [
        "1",
        "Lê Quang Thịnh",
        "Phó Chủ tịch Ủy ban nhân dân xã",
        "Tổ trưởng",
    ]


def test_the_result_does_not_depend_on_the_number_of_jobs(results, tmp_path):
    assert sohoa("convert", SAMPLES / "quyet-dinh.pdf", "-j1", "-o", tmp_path).code == 0
    assert (tmp_path / "quyet-dinh.json").read_bytes() == (results / "quyet-dinh.json").read_bytes()


def test_only_the_pages_asked_for_are_read(tmp_path):
    outcome = sohoa(
        *("convert", SAMPLES / "ke-hoach.pdf", "--pages", "2", "--format", "json"),
        *("--keep-images", "-o", tmp_path),
    )
    assert outcome.code == 0, outcome.err
    record = json.loads((tmp_path / "ke-hoach.json").read_text("utf-8"))
    assert [page["number"] for page in record["pages"]] == [2]
    assert record["source"]["pages"] == 2
    (image,) = (tmp_path / "ke-hoach-pages").iterdir()
    assert image.read_bytes().startswith(b"\x89PNG")


@pytest.fixture(scope="module")
def asked_for(tmp_path_factory) -> Path:
    """The formats that are made only where asked for, of one sample."""
    folder = tmp_path_factory.mktemp("asked-for")
    outcome = sohoa("convert", SAMPLES / "chi-thi.pdf", "--format", "pdf,docx", "-o", folder)
    assert outcome.code == 0, outcome.err
    return folder


def test_a_searchable_pdf_holds_the_words_of_the_text(results, asked_for):
    held = subprocess.run(
        ["pdftotext", str(asked_for / "chi-thi.pdf"), "-"], capture_output=True, check=True
    )
    text = (results / "chi-thi.txt").read_text("utf-8")
    assert sorted(held.stdout.decode().split()) == sorted(text.split())


def test_a_word_document_holds_the_words_of_the_text(results, asked_for):
    word = docx.Document(str(asked_for / "chi-thi.docx"))
    held = [paragraph.text for paragraph in word.paragraphs]
    held += [cell.text for made in word.tables for row in made.rows for cell in row.cells]
    text = (results / "chi-thi.txt").read_text("utf-8")
    letters = [sorted(filter(str.isalnum, found)) for found in ("".join(held), text)]
    assert letters[0] == letters[1]


def test_a_page_that_does_not_exist_is_a_bad_argument():
    outcome = sohoa("convert", BORN_DIGITAL, "--pages", "2")
    assert outcome.code == 1
    assert outcome.is_told()


def test_one_document_goes_to_standard_output_and_nothing_else_is_said():
    outcome = sohoa("convert", BORN_DIGITAL)
    assert (outcome.code, outcome.err) == (0, "")
    assert "Số: 302/BC-SKHCN" in outcome.out


def test_verbose_tells_what_was_done_to_each_page():
    outcome = sohoa("convert", BORN_DIGITAL, "-v")
    assert outcome.code == 0
    assert "page 1: text-layer" in outcome.err


def test_garbled_text_comes_back_as_it_was_printed(tmp_path):
    garbled = SAMPLES / "garbled.txt"
    changes = tmp_path / "changes.jsonl"
    outcome = sohoa("repair", garbled, "--changes", changes)
    assert outcome.code == 0, outcome.err
    truth = (EXPECTED / "garbled.txt").read_text("utf-8")
    assert outcome.out.count("\n") == truth.count("\n") == garbled.read_text("utf-8").count("\n")
    missing, _, words = word_errors(truth, outcome.out)
    assert missing <= 0.02 * words
    listed = [json.loads(line) for line in changes.read_text("utf-8").splitlines()]
    assert len(listed) > 0.3 * words
    assert all(change["before"] != change["after"] and change["reason"] for change in listed)
    lines = garbled.read_text("utf-8").split("\n")
    assert all(
        lines[change["line"] - 1][change["start"] : change["end"]] == change["before"]
        for change in listed
    )


def test_clean_text_stays_as_it_is_from_standard_input_too():
    truth = (EXPECTED / "garbled.txt").read_bytes()
    outcome = sohoa("repair", input=truth)
    assert outcome.code == 0, outcome.err
    assert outcome.out == truth.decode()


def test_the_doctor_finds_this_machine_able():
    outcome = sohoa("doctor")
    assert outcome.code == 0, outcome.out
    assert "sohoa can do its work." in outcome.out
