# SPDX-License-Identifier: Apache-2.0
"""Judging the text layer of a PDF page: is it the text that is printed?

A layer may be garbled (someone's OCR with the wrong language), in a legacy font encoding, or
cover only a stamp. Only a sound one is worth more than reading the image again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from lexicon import is_syllable
from pipeline.source.base import PixelArray
from pipeline.source.legacy_encodings import LegacyText, legacy_text_of_characters
from pipeline.source.poppler import TextLayer, TextWord

INK_DPI = 100

# a page that is typeset: names, abbreviations and foreign words leave about this much
_MIN_SYLLABLES = 0.80
_MIN_MARKED = 0.30
# someone else's OCR under a scan: as good as printed, or not used
_MIN_SYLLABLES_OF_OCR = 0.995
_MIN_MARKED_OF_OCR = 0.55
_MIN_WORDS_OF_OCR = 40
# fewer words than this say nothing about the language
_MIN_WORDS_TO_JUDGE = 12
# share of the page's ink that the layer's words must cover
_MIN_INK_COVERED = 0.70
_INK_CELL_INCHES = 0.1

_LETTERS = re.compile(r"[^\W\d_]+")
_NOT_PROSE = re.compile(r"[\d/@_\\]|\w[.\-–]\w|://")
_VIETNAMESE = frozenset(
    "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệfghiìíỉĩịjklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvwxyỳýỷỹỵz"
)
_ROMAN = re.compile(r"[IVXLC]+\Z")


@dataclass(frozen=True, slots=True)
class TextStatistics:
    """Of the words of prose on a page: how many, and which shares (0..1) of them are Vietnamese
    syllables, carry a Vietnamese mark, carry marks but cannot be a syllable, hold foreign
    letters; and of all characters the share that no font should map to (private use, U+FFFD)."""

    words: int
    syllables: float
    marked: float
    impossible: float
    foreign: float
    unmapped: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """``sound``: the layer may be used; ``encoding``: after conversion from it ("" if none)."""

    sound: bool
    reason: str
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class LayerSurroundings:
    """What of the page the judgement needs beside the text.

    ``hidden``: the words are invisible or lie behind an image that covers the page (somebody's
    OCR of a scan). ``unseen``: they are invisible, and the image they were read from is not
    there. ``annotations``: boxes of annotations (stamps, signatures), pt, top left
    origin. ``fonts``: names of the page's fonts. ``ink``: gives the page drawn in gray at
    ``INK_DPI``, asked only when needed (and more than once).
    """

    hidden: bool
    unseen: bool
    annotations: tuple[tuple[float, float, float, float], ...]
    fonts: tuple[str, ...]
    ink: Callable[[], PixelArray]


def judge_text_layer(layer: TextLayer, surroundings: LayerSurroundings) -> Verdict:
    """Whether the words of ``layer`` are what is printed on the page, and why (not)."""
    words = [word for word in layer.words if not lies_in_any(word, surroundings.annotations)]
    if not words:
        if layer.words:
            return Verdict(False, "the text layer only covers a stamp or an annotation")
        return Verdict(False, "the page has no text layer")
    if surroundings.unseen:
        return Verdict(False, "the text layer is invisible and belongs to no picture of the page")
    text = " ".join(word.text for word in words)
    found = statistics(text)
    if found.unmapped > 0.01:
        return Verdict(False, "the text layer has characters that its fonts do not map to letters")
    legacy = legacy_text_of_characters(text)
    if legacy is not None:
        return _judge_legacy(legacy, layer, surroundings)
    verdict = _judge_ocr(found) if surroundings.hidden else _judge_typeset(found)
    if not verdict.sound:
        return verdict
    return _judge_coverage(layer.words, layer, surroundings) or verdict


def statistics(text: str) -> TextStatistics:
    """Count what tells sound Vietnamese from garble; ``text`` is words parted by white space."""
    text = unicodedata.normalize("NFC", text)
    words: list[str] = []
    for token in text.split():
        if _NOT_PROSE.search(token.strip(".,;:!?…-–()[]“”\"'")):
            continue
        for word in _LETTERS.findall(token):
            is_abbreviation = word.isupper() and (word.isascii() or "Đ" in word) and len(word) < 9
            if len(word) > 1 and not (is_abbreviation and not is_syllable(word)):
                words.append(word)
    count = len(words)
    unmapped = sum(unicodedata.category(c) in ("Co", "Cn", "Cs", "Cc") or c == "\ufffd"
                   for c in text if not c.isspace())  # fmt: skip
    visible = sum(not c.isspace() for c in text)
    if not count:
        return TextStatistics(0, 0.0, 0.0, 0.0, 0.0, unmapped / max(visible, 1))
    valid = [is_syllable(word) for word in words]
    marked = [not word.isascii() for word in words]
    foreign = sum(any(c not in _VIETNAMESE for c in word.lower()) for word in words)
    return TextStatistics(
        words=count,
        syllables=sum(valid) / count,
        marked=sum(marked) / count,
        impossible=sum(m and not v for m, v in zip(marked, valid, strict=True)) / count,
        foreign=foreign / count,
        unmapped=unmapped / max(visible, 1),
    )


def _judge_typeset(found: TextStatistics) -> Verdict:
    if found.words < _MIN_WORDS_TO_JUDGE:
        if found.foreign > 0 or found.impossible > 0:
            return Verdict(False, "the text layer is short and not plainly Vietnamese")
        return Verdict(True, "the text layer is short and has nothing wrong")
    figures = f"{found.syllables:.0%} of its words are Vietnamese syllables"
    if found.syllables >= _MIN_SYLLABLES and found.marked >= _MIN_MARKED and found.foreign < 0.02:
        return Verdict(True, f"the text layer is sound: {figures}")
    plain_foreign_text = found.marked < 0.02 and found.syllables < 0.6 and found.foreign == 0
    if plain_foreign_text:
        return Verdict(True, "the text layer is typeset text in another language")
    if found.marked < _MIN_MARKED and found.syllables >= 0.6:
        return Verdict(False, "the text layer has lost its Vietnamese marks")
    return Verdict(False, f"the text layer is garbled: only {figures}")


def _judge_ocr(found: TextStatistics) -> Verdict:
    figures = f"{found.syllables:.1%} of its words are Vietnamese syllables"
    sound = (
        found.words >= _MIN_WORDS_OF_OCR
        and found.syllables >= _MIN_SYLLABLES_OF_OCR
        and found.marked >= _MIN_MARKED_OF_OCR
        and found.impossible == 0
        and found.foreign == 0
    )
    if sound:
        return Verdict(True, f"the hidden text layer of the scan is sound: {figures}")
    if found.syllables < _MIN_SYLLABLES or found.marked < _MIN_MARKED:
        return Verdict(False, f"the hidden text layer of the scan is garbled: only {figures}")
    return Verdict(
        False, f"the hidden text layer is someone's OCR of the scan with errors: {figures}"
    )


def _judge_legacy(legacy: LegacyText, layer: TextLayer, surroundings: LayerSurroundings) -> Verdict:
    name = legacy.encoding
    if surroundings.hidden:
        return Verdict(False, f"the hidden text layer is in the legacy encoding {name}")
    # capital fonts print small codes as capitals; which words they set cannot be told from here
    if name == "TCVN3" and any(re.search(r"\.Vn\w*H\b", font) for font in surroundings.fonts):
        return Verdict(False, "the text layer is in TCVN3 with capital fonts: not exact to convert")
    # the code of ư is the soft hyphen of Western encodings, which many fonts map to a plain one
    if name == "TCVN3" and not any("\u00ad" in word.text for word in layer.words):
        return Verdict(False, "the text layer is in TCVN3 without its ư: not exact to convert")
    found = statistics(legacy.text)
    if found.syllables < 0.95 or found.marked < _MIN_MARKED or found.impossible > 0.01:
        return Verdict(False, f"the text layer is in {name} but does not convert cleanly")
    uncovered = _judge_coverage(layer.words, layer, surroundings)
    return uncovered or Verdict(True, f"the text layer was converted from {name}", name)


def _judge_coverage(
    words: Sequence[TextWord], layer: TextLayer, surroundings: LayerSurroundings
) -> Verdict | None:
    """A verdict only where too much of the page's ink is not text of the layer."""
    share = covered_ink(surroundings.ink(), words, (layer.width, layer.height))
    if share >= _MIN_INK_COVERED:
        return None
    return Verdict(False, f"the text layer covers only {share:.0%} of what is printed")


def covered_ink(drawn: PixelArray, words: Sequence[TextWord], size: tuple[float, float]) -> float:
    """Share (0..1) of the inked places of a page that lie on or beside ``words``.

    ``drawn``: H x W gray; ``size``: page in pt. The page is cut into cells of
    0.1 inch, so that a rule or a letter counts for its place, not for its blackness. 1.0 for a
    blank page.
    """
    height, width = drawn.shape[:2]
    paper = float(np.percentile(drawn, 90))
    ink = (drawn < paper - 60).astype(np.uint8)
    cell = max(1, round(width / max(size[0] / 72, 1e-6) * _INK_CELL_INCHES))
    rows, columns = -(-height // cell), -(-width // cell)
    padded = np.zeros((rows * cell, columns * cell), np.uint8)
    padded[:height, :width] = ink
    inked = padded.reshape(rows, cell, columns, cell).sum(axis=(1, 3)) >= 3
    if not inked.any():
        return 1.0
    covered = np.zeros((rows, columns), np.uint8)
    across, down = width / max(size[0], 1e-6) / cell, height / max(size[1], 1e-6) / cell
    for word in words:
        top, bottom = int(word.top * down), int(word.bottom * down) + 1
        left, right = int(word.left * across), int(word.right * across) + 1
        covered[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)] = 1
    covered = cv2.dilate(covered, np.ones((3, 3), np.uint8))
    return float((inked & (covered > 0)).sum() / inked.sum())


def lies_in_any(word: TextWord, boxes: Sequence[tuple[float, float, float, float]]) -> bool:
    x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    return any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)
