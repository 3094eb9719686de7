# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from lexicon.arrays import DataMissingError
from pipeline import doctor
from pipeline.doctor import Finding, Report, State
from pipeline.settings import OcrSettings, Settings


@pytest.fixture
def machine(monkeypatch):
    """What programs answer on a machine of our making; nothing else is installed there."""
    answers = {
        "tesseract --version": "tesseract 5.3.0\n leptonica",
        "tesseract --list-langs": "List of available languages (2):\nvie\nosd\n",
        "pdftoppm -v": "pdftoppm version 22.12.0",
        "pdftotext -v": "pdftotext version 22.12.0",
        "pdfinfo -v": "pdfinfo version 22.12.0",
    }
    monkeypatch.setattr(doctor, "_output_of", lambda *command: answers.get(" ".join(command)))
    monkeypatch.setattr(
        doctor, "_tesserocr", lambda: Finding("engine", "tesserocr", State.OPTIONAL, "not there")
    )
    monkeypatch.setattr(doctor.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(doctor, "_packages", lambda: iter(()))
    monkeypatch.setattr(doctor, "_own_data", lambda: iter(()))
    return answers


def test_a_complete_machine_is_able(machine):
    report = doctor.examine(Settings())
    assert report.able
    assert report.commands(optional=False) == ()
    assert {f.found for f in report.findings if f.name == "pdftoppm"} == {
        "22.12.0 (/usr/bin/pdftoppm)"
    }


def test_without_tesseract_the_job_cannot_run_and_the_command_is_told(machine):
    del machine["tesseract --version"], machine["tesseract --list-langs"]
    report = doctor.examine(Settings())
    assert not report.able
    assert "sudo apt-get install -y tesseract-ocr" in report.commands(optional=False)


@pytest.mark.parametrize(("engine", "able"), [("auto", True), ("pytesseract", False)])
def test_tesserocr_does_without_the_program(machine, monkeypatch, tmp_path, engine, able):
    del machine["tesseract --version"], machine["tesseract --list-langs"]
    for model in ("vie", "osd"):
        (tmp_path / f"{model}.traineddata").touch()
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    monkeypatch.setattr(
        doctor, "_tesserocr", lambda: Finding("engine", "tesserocr", State.OK, "there")
    )
    assert doctor.examine(Settings(ocr=OcrSettings(engine=engine))).able is able


def test_without_the_model_of_the_settings_the_job_cannot_run(machine):
    report = doctor.examine(Settings(ocr=OcrSettings(model="vie+Vietnamese")))
    assert not report.able
    assert report.commands(optional=False) == ("sudo apt-get install -y tesseract-ocr-script-viet",)


def test_without_poppler_the_job_cannot_run(machine):
    for program in ("pdftoppm", "pdftotext", "pdfinfo"):
        del machine[f"{program} -v"]
    assert doctor.examine(Settings()).commands(optional=False) == (
        "sudo apt-get install -y poppler-utils",
    )


def test_what_is_only_optional_does_not_stop_the_job(machine):
    machine["tesseract --list-langs"] = "List of available languages (1):\nvie\n"
    report = doctor.examine(Settings())
    assert report.able
    assert "sudo apt-get install -y tesseract-ocr-osd" in report.commands(optional=True)


def test_a_command_is_told_once_for_all_that_it_installs():
    finding = Finding("program", "a", State.MISSING, "", "install it")
    assert Report((finding, finding)).commands(optional=False) == ("install it",)


@pytest.mark.parametrize("model", ["repair.engine.repair_lines", "ocr.handwriting.weights"])
def test_damaged_data_are_told(monkeypatch, model):
    assert [finding.state for finding in doctor._own_data()] == [State.OK]

    def damaged(*_):
        raise DataMissingError("model.bin is damaged")

    monkeypatch.setattr(f"pipeline.{model}", damaged)
    (finding,) = doctor._own_data()
    assert finding.state is State.MISSING
    assert "model.bin is damaged" in finding.found
