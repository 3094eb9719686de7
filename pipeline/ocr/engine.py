# SPDX-License-Identifier: Apache-2.0
"""What an OCR engine is to the rest: lines of words with boxes, confidences, other readings.

An engine module registers itself in ``ENGINES`` by name; nothing else names one.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from pipeline.cleanup.sheet import Image
from pipeline.errors import MissingDependencyError
from pipeline.model import Box

# One thread per process: pages are read in parallel, not letters. Must be set before the
# OpenMP runtime is loaded, here or in a child.
os.environ["OMP_THREAD_LIMIT"] = "1"

MODEL_PACKAGES = {"Vietnamese": "tesseract-ocr-script-viet"}
"""Debian packages of models that are not simply ``tesseract-ocr-NAME``."""


@dataclass(frozen=True, slots=True)
class ReadWord:
    """A word as read: box in px of the image given, confidence and alternatives as in ``Word``."""

    text: str
    confidence: float
    box: Box
    alternatives: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class ReadLine:
    """Words of one line, left to right. ``block`` and ``paragraph`` count from 0 in the image."""

    words: tuple[ReadWord, ...]
    block: int
    paragraph: int
    box: Box

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """What is to be read, and how.

    ``image``: uint8 gray, H x W. ``page_segmentation``: Tesseract's PSM (3 page, 4 column,
    6 block, 7 line, 11 sparse). ``seconds``: time limit. ``alternatives``: other readings of
    each word are wanted. ``characters``: the only ones that may be read, where any are given.
    """

    image: Image
    dpi: int
    model: str
    page_segmentation: int
    seconds: float
    alternatives: bool = True
    characters: str = ""


class OcrEngine(Protocol):
    """Reads images. Raises PageTimeoutError past a request's time limit."""

    name: str

    @property
    def version(self) -> str:
        """The engine's version, as provenance names it."""
        ...

    def read(self, request: ReadRequest) -> tuple[ReadLine, ...]:
        """The lines of one image in the engine's reading order."""
        ...

    def close(self) -> None:
        """Let go of processes and memory; the engine may be used again."""
        ...


ENGINES: dict[str, tuple[str, str]] = {
    "tesserocr": ("pipeline.ocr.tesserocr_engine", "tesserocr"),
    "pytesseract": ("pipeline.ocr.pytesseract_engine", "pytesseract"),
}
"""Name -> (our module, the package it needs), best first."""


@cache
def engine(name: str = "auto") -> OcrEngine:
    """The engine called ``name``; "auto" is the first of ``ENGINES`` that is installed.

    Raises MissingDependencyError if it is not installed.
    """
    names = list(ENGINES) if name == "auto" else [name]
    for candidate in names:
        module, package = ENGINES[candidate]
        if importlib.util.find_spec(package) is not None:
            made: OcrEngine = importlib.import_module(module).make_engine()
            return made
    raise MissingDependencyError(
        f"the Python package {' or '.join(ENGINES[n][1] for n in names)} is not installed",
        help=f"pip install {ENGINES[names[0]][1]}",
    )


def tessdata_folder() -> Path | None:
    """The folder of language models: $TESSDATA_PREFIX, else where Debian and others put it."""
    prefix = os.environ.get("TESSDATA_PREFIX")
    if prefix:
        inside = Path(prefix) / "tessdata"
        return inside if any(inside.glob("*.traineddata")) else Path(prefix)
    roots = ("/usr/share/tesseract-ocr", "/usr/local/share", "/usr/share", "/opt/homebrew/share")
    found = [
        folder
        for root in roots
        for folder in (
            *sorted(Path(root).glob("[0-9]*/tessdata"), reverse=True),
            Path(root) / "tessdata",
        )
        if folder.is_dir()
    ]
    return next((f for f in found if any(f.glob("*.traineddata"))), None)


def model_file(model: str) -> Path:
    """The file of a language model ("vie", "Vietnamese", "script/Vietnamese").

    Raises MissingDependencyError with the command that installs it.
    """
    folder = tessdata_folder()
    if folder is not None:
        for path in (folder / f"{model}.traineddata", folder / "script" / f"{model}.traineddata"):
            if path.is_file():
                return path
    name = model.split("/")[-1]
    package = MODEL_PACKAGES.get(name, f"tesseract-ocr-{name.replace('_', '-').lower()}")
    raise MissingDependencyError(
        f"Tesseract's language model {model!r} is not installed"
        + (f" in {folder}" if folder else ""),
        help=f"Debian, Ubuntu: sudo apt-get install {package}",
    )


def has_model(model: str) -> bool:
    """Whether a language model is installed."""
    try:
        model_file(model)
    except MissingDependencyError:
        return False
    return True


@cache
def model_digest(model: str) -> str:
    """SHA-256 (first 16 hex digits) of each model file of ``model`` ("vie", "vie+eng")."""
    return "+".join(
        hashlib.sha256(model_file(part).read_bytes()).hexdigest()[:16] for part in model.split("+")
    )
