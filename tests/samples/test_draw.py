# SPDX-License-Identifier: Apache-2.0
"""The committed samples are what the script draws, and their expected records are consistent."""

from __future__ import annotations

import json
import unicodedata

import pikepdf
import pytest

from pipeline.record import Fields, Reference, Signer
from samples.documents import compose
from samples.draw import FOLDER, SAMPLES, draw, page_text
from samples.scan import scanned_page
from samples.typeset import FontsMissingError, font_path

NAMES = [document.name for document, _ in SAMPLES]
EXPECTED = FOLDER / "expected"


def expected_fields(name: str) -> dict:
    return json.loads((EXPECTED / f"{name}.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def fonts():
    try:
        font_path("regular")
    except FontsMissingError as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("name", NAMES)
def test_every_sample_is_small_and_has_its_expectations(name):
    assert (FOLDER / f"{name}.pdf").stat().st_size < 300_000
    assert (EXPECTED / f"{name}.txt").is_file()
    assert expected_fields(name)["doc_type"]


@pytest.mark.parametrize("name", NAMES)
def test_expected_fields_are_fields_of_the_record(name):
    fields = expected_fields(name)
    assert set(fields) <= set(Fields.model_fields)
    for signer in fields["signers"]:
        Signer.model_validate(signer)
    for reference in fields["references"]:
        Reference.model_validate(reference)


@pytest.mark.parametrize("name", NAMES)
def test_expected_fields_are_printed_in_the_expected_text(name):
    printed = " ".join((EXPECTED / f"{name}.txt").read_text("utf-8").split())
    fields = expected_fields(name)
    values = [fields["code"], fields["place"], fields["issuer"], fields["subject"]]
    values += fields["recipients"] + fields["addressees"]
    values += [reference["text"] for reference in fields["references"]]
    values += [signer["name"] for signer in fields["signers"]]
    assert [value for value in values if value not in printed] == []


@pytest.mark.parametrize("name", NAMES)
def test_expectations_are_nfc(name):
    for suffix in (".txt", ".json"):
        text = (EXPECTED / f"{name}{suffix}").read_text("utf-8")
        assert unicodedata.is_normalized("NFC", text)


def test_garbled_and_expected_text_have_the_same_lines():
    garbled = (FOLDER / "garbled.txt").read_text("utf-8").split("\n")
    expected = (EXPECTED / "garbled.txt").read_text("utf-8").split("\n")
    assert len(garbled) == len(expected) > 15
    words = [(a.split(), b.split()) for a, b in zip(garbled, expected, strict=True)]
    wrong = sum(x != y for a, b in words for x, y in zip(a, b, strict=False))
    assert wrong > 0.4 * sum(len(b) for _, b in words)


@pytest.mark.parametrize(("document", "look"), SAMPLES, ids=NAMES)
def test_the_committed_expectations_are_those_the_script_writes(fonts, document, look):
    stamped = look is not None and look.incoming_stamp
    committed = (EXPECTED / f"{document.name}.txt").read_text("utf-8")
    assert page_text(compose(document), stamped=stamped) == committed
    assert document.expected_fields() == expected_fields(document.name)


@pytest.mark.parametrize(("document", "look"), SAMPLES, ids=NAMES)
def test_every_line_stays_inside_the_page(fonts, document, look):
    from samples.typeset import PAGE_HEIGHT, PAGE_WIDTH, text_width

    for page in compose(document):
        for run in page.runs:
            assert run.left > 40
            assert run.left + text_width(run.text, run.style, run.size) < PAGE_WIDTH - 35
            assert 40 < run.baseline < PAGE_HEIGHT - 50


def test_the_same_seed_gives_the_same_scan(fonts):
    document, look = SAMPLES[1]
    page = compose(document)[0]
    assert look is not None
    assert (scanned_page(page, look, 1) == scanned_page(page, look, 1)).all()
    assert (scanned_page(page, look, 1) != scanned_page(page, look, 2)).any()


def test_drawing_gives_a_pdf_with_the_pages_and_filters_it_says(fonts, tmp_path):
    document, look = SAMPLES[3]
    with pikepdf.open(draw(document, look, tmp_path)) as pdf:
        images = [page.Resources.XObject.Im0 for page in pdf.pages]
    assert len(images) == 2
    assert {str(image.Filter) for image in images} == {"/CCITTFaxDecode"}


def test_the_born_digital_sample_carries_its_text(fonts, tmp_path):
    document, look = SAMPLES[-1]
    assert look is None
    with pikepdf.open(draw(document, look, tmp_path)) as pdf:
        (page,) = pdf.pages
        assert "/XObject" not in page.Resources
        assert {str(font.Subtype) for font in page.Resources.Font.values()} == {"/Type0"}
