# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import importlib.util
import os
import signal
import time

import cv2
import numpy as np
import pytest

from pipeline.errors import MissingDependencyError, PageTimeoutError, SohoaError
from pipeline.ocr import engine as registry
from pipeline.ocr.alternatives import alternatives_of
from pipeline.ocr.engine import ReadRequest, engine, model_digest, model_file
from pipeline.ocr.pytesseract_engine import lines_of_hocr
from tests.cleanup.drawn import letter

INSTALLED = [
    name
    for name, (_, package) in registry.ENGINES.items()
    if importlib.util.find_spec(package) is not None
]
needs_tesserocr = pytest.mark.skipif("tesserocr" not in INSTALLED, reason="no tesserocr wheel")


def request(seconds: float = 60, model: str = "vie", rows: slice = slice(500, 900)) -> ReadRequest:
    return ReadRequest(letter(200)[rows], 200, model, 6, seconds)


@pytest.fixture(params=INSTALLED)
def any_engine(request):
    made = engine(request.param)
    yield made
    made.close()


@needs_tesserocr
def test_both_engines_read_the_same_words():
    lines = {name: engine(name).read(request()) for name in ("tesserocr", "pytesseract")}
    texts = [[line.text for line in read] for read in lines.values()]
    assert texts[0] == texts[1]
    assert len(texts[0]) == 7
    for one, other in zip(*lines.values(), strict=True):
        for a, b in zip(one.words, other.words, strict=True):
            assert a.confidence == pytest.approx(b.confidence, abs=0.25)
            assert abs(a.box.left - b.box.left) <= 2
            assert abs(a.box.bottom - b.box.bottom) <= 2


def test_words_carry_other_readings_with_their_odds(any_engine):
    blurred = cv2.GaussianBlur(letter(150)[350:700], (0, 0), 1.6)
    lines = any_engine.read(ReadRequest(blurred.astype(np.uint8), 150, "vie", 6, 60))
    words = [word for line in lines for word in line.words]
    others = [word.alternatives for word in words if word.alternatives]
    assert others
    for found in others:
        odds = [value for _, value in found]
        assert odds == sorted(odds, reverse=True)
        assert 0 < odds[-1] <= odds[0] <= 1


def test_a_page_past_its_time_limit_is_given_up_and_the_next_one_is_read(any_engine):
    began = time.monotonic()
    with pytest.raises(PageTimeoutError):
        any_engine.read(request(seconds=0.001))
    assert time.monotonic() - began < 5
    assert any_engine.read(request(rows=slice(500, 600)))


@needs_tesserocr
def test_a_crash_of_tesseract_costs_one_page_only():
    reader = engine("tesserocr")
    reader.read(request(rows=slice(500, 600)))
    os.kill(reader._child.pid, signal.SIGSTOP)
    with pytest.raises(PageTimeoutError):
        reader.read(request(seconds=0.3))
    reader.read(request(rows=slice(500, 600)))
    child = reader._child
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert reader.read(request(rows=slice(500, 600)))


@needs_tesserocr
def test_an_engine_is_not_shared_with_a_forked_child():
    reader = engine("tesserocr")
    reader.read(request(rows=slice(500, 600)))
    theirs = reader._child.pid
    reader._owner = -1  # as after a fork
    reader.read(request(rows=slice(500, 600)))
    assert reader._child.pid != theirs
    os.kill(theirs, signal.SIGKILL)


def test_a_missing_model_names_the_package_to_install(any_engine):
    with pytest.raises(MissingDependencyError, match="xyz") as caught:
        any_engine.read(request(model="xyz"))
    assert "apt-get install tesseract-ocr-xyz" in caught.value.help
    with pytest.raises(MissingDependencyError):
        model_file("script/Klingon")


def test_a_missing_program_names_the_package_to_install(monkeypatch):
    import pytesseract

    monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", "/nowhere/tesseract")
    pytesseract.get_tesseract_version.cache_clear() if hasattr(
        pytesseract.get_tesseract_version, "cache_clear"
    ) else None
    with pytest.raises(MissingDependencyError) as caught:
        engine("pytesseract").read(request())
    assert "apt-get install tesseract-ocr" in caught.value.help


def test_an_engine_that_is_not_installed_is_named(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingDependencyError, match="tesserocr"):
        engine.__wrapped__("tesserocr")


def test_versions_and_models_are_told_apart(any_engine):
    assert any_engine.version.startswith("tesseract ")
    assert any(c.isdigit() for c in any_engine.version)
    assert len(model_digest("vie")) == 16
    assert model_digest("vie") != model_digest("eng")


def test_threads_are_ours_not_tesseracts():
    assert os.environ["OMP_THREAD_LIMIT"] == "1"


def test_alternatives_replace_one_letter_and_keep_the_best_odds():
    symbols = [
        ("t", [("t", 95.0), ("f", 0.0)]),
        ("ổ", [("ổ", 90.0), ("ô", 85.0), ("ó", 50.0)]),
        ("?", [("x", 80.0)]),
    ]
    found = dict(alternatives_of(symbols))
    assert set(found) == {"tô?"}
    assert found["tô?"] == pytest.approx(np.exp(-1), abs=1e-3)


def test_hocr_without_choices_is_understood():
    hocr = (
        "<html><body><div class='ocr_page'><div class='ocr_carea' title='bbox 1 2 90 40'>"
        "<p class='ocr_par'><span class='ocr_line' title='bbox 1 2 90 20; baseline 0 0'>"
        "<span class='ocrx_word' title='bbox 1 2 40 20; x_wconf 91'>Nơi</span>"
        "<span class='ocrx_word' title='bbox 50 2 90 20; x_wconf 37'><strong>nhận</strong></span>"
        "</span></p></div></div></body></html>"
    )
    (line,) = lines_of_hocr(hocr)
    assert line.text == "Nơi nhận"
    assert [word.confidence for word in line.words] == [0.91, 0.37]
    assert line.words[0].alternatives == ()


def test_broken_hocr_is_an_error_of_the_page():
    with pytest.raises(SohoaError):
        lines_of_hocr("<html><body>")
