# SPDX-License-Identifier: Apache-2.0
"""Tesseract through its command line, by pytesseract; words and choices come as hOCR."""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from xml.etree.ElementTree import Element, ParseError, fromstring

import pytesseract
from PIL import Image as PillowImage

from pipeline.errors import MissingDependencyError, PageTimeoutError, SohoaError
from pipeline.model import Box
from pipeline.ocr.alternatives import alternatives_of
from pipeline.ocr.engine import OcrEngine, ReadLine, ReadRequest, ReadWord, model_file

_BOX = re.compile(r"bbox (-?\d+) (-?\d+) (-?\d+) (-?\d+)")
_WORD_CONFIDENCE = re.compile(r"x_wconf (\d+(?:\.\d+)?)")
_CHOICE_CONFIDENCE = re.compile(r"x_confs (-?\d+(?:\.\d+)?)")
_LINES = ("ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat")


class PytesseractEngine:
    """Starts the program ``tesseract`` for each image."""

    name = "pytesseract"

    @property
    def version(self) -> str:
        try:
            return f"tesseract {pytesseract.get_tesseract_version()}"
        except pytesseract.TesseractNotFoundError as error:
            raise _no_tesseract() from error

    def read(self, request: ReadRequest) -> tuple[ReadLine, ...]:
        for part in request.model.split("+"):
            model_file(part)
        config = f"--psm {request.page_segmentation} --oem 1 --dpi {request.dpi}"
        if request.alternatives:
            config += " -c lstm_choice_mode=2"
        if request.characters:
            config += f" -c tessedit_char_whitelist={request.characters}"
        try:
            hocr = pytesseract.image_to_pdf_or_hocr(
                PillowImage.fromarray(request.image),
                lang=request.model,
                config=config,
                extension="hocr",
                timeout=request.seconds,
            )
        except pytesseract.TesseractNotFoundError as error:
            raise _no_tesseract() from error
        except pytesseract.TesseractError as error:
            raise SohoaError(f"Tesseract failed on this page: {error.message}") from error
        except RuntimeError as error:  # pytesseract's way to tell of a timeout
            raise PageTimeoutError(
                "reading the page took longer than limits.page_seconds allows "
                f"({request.seconds:.1f} s were left for it)"
            ) from error
        return lines_of_hocr(hocr)

    def close(self) -> None:
        """Nothing is kept between images."""


def lines_of_hocr(hocr: bytes | str) -> tuple[ReadLine, ...]:
    """Lines and words of Tesseract's hOCR, with other readings where it lists choices."""
    data = hocr.encode() if isinstance(hocr, str) else hocr
    try:
        root = fromstring(data)
    except ParseError as error:
        raise SohoaError(f"Tesseract's answer cannot be understood: {error}") from error
    lines = []
    block = paragraph = -1
    for element in root.iter():
        kind = element.get("class", "")
        if kind == "ocr_carea":
            block += 1
        elif kind == "ocr_par":
            paragraph += 1
        elif kind in _LINES:
            words = tuple(
                word
                for child in element.iter()
                if child.get("class") == "ocrx_word" and (word := _word(child)) is not None
            )
            box = _box(element)
            if words and box is not None:
                lines.append(ReadLine(words, block, paragraph, box))
    return tuple(lines)


def _word(element: Element) -> ReadWord | None:
    symbols = []
    for child in element:
        if child.get("class") == "ocrx_cinfo" and child.get("id", "").startswith("lstm_choices"):
            choices = [
                (unescape(choice.text or ""), _confidence(choice, _CHOICE_CONFIDENCE))
                for choice in child
            ]
            symbols.append(choices)
    text = _own_text(element)
    box = _box(element)
    if not text or box is None:
        return None
    confidence = _confidence(element, _WORD_CONFIDENCE) / 100
    return ReadWord(text, confidence, box, _alternatives(text, symbols))


def _own_text(element: Element) -> str:
    """The word's text, less the lists of choices inside it."""
    parts = [element.text or ""]
    for child in element:
        if child.get("class") != "ocrx_cinfo":
            parts.append("".join(child.itertext()))
        parts.append(child.tail or "")
    return unicodedata.normalize("NFC", "".join(parts).strip())


def _alternatives(
    text: str, choices: list[list[tuple[str, float]]]
) -> tuple[tuple[str, float], ...]:
    """Choices paired with the letters of the word; () where they do not pair up.

    Tesseract also lists the choices of the space before a word.
    """
    lists = [c for c in choices if c and c[0][0].strip()]
    if len(lists) != len(text):
        return ()
    return alternatives_of(list(zip(text, lists, strict=True)))


def _box(element: Element) -> Box | None:
    found = _BOX.search(element.get("title", ""))
    return Box(*(int(number) for number in found.groups())) if found else None


def _confidence(element: Element, pattern: re.Pattern[str]) -> float:
    found = pattern.search(element.get("title", ""))
    return float(found[1]) if found else 0.0


def _no_tesseract() -> MissingDependencyError:
    return MissingDependencyError(
        "the program tesseract is not installed",
        help="Debian, Ubuntu: sudo apt-get install tesseract-ocr tesseract-ocr-vie",
    )


def make_engine() -> OcrEngine:
    """The engine, as the registry asks for it."""
    return PytesseractEngine()
