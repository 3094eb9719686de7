# SPDX-License-Identifier: Apache-2.0
"""The child process in which tesserocr reads: ``python -m pipeline.ocr.tesserocr_child``.

Frames of pickled values go in on standard input and out on standard output. A child that
hangs or crashes is killed and replaced by its parent, and takes nothing with it.
"""

from __future__ import annotations

import os

os.environ["OMP_THREAD_LIMIT"] = "1"

import sys
import threading
import time
import unicodedata
from typing import Any

import tesserocr

from pipeline.ocr.alternatives import alternatives_of
from pipeline.ocr.frames import read_frame, write_frame

Word = tuple[str, float, tuple[int, int, int, int], tuple[tuple[str, float], ...]]
Line = tuple[tuple[Word, ...], int, int, tuple[int, int, int, int]]


class Reader:
    """One Tesseract instance per model, kept between requests."""

    def __init__(self, tessdata: str) -> None:
        self.tessdata = tessdata
        self.instances: dict[str, tesserocr.PyTessBaseAPI] = {}

    def instance(self, model: str) -> tesserocr.PyTessBaseAPI:
        if model not in self.instances:
            api = tesserocr.PyTessBaseAPI(
                path=self.tessdata, lang=model, oem=tesserocr.OEM.LSTM_ONLY
            )
            self.instances[model] = api
        return self.instances[model]

    def read(self, request: dict[str, Any]) -> list[Line]:
        api = self.instance(request["model"])
        api.SetVariable("lstm_choice_mode", "1" if request["alternatives"] else "0")
        api.SetVariable("tessedit_char_whitelist", request["characters"])
        api.SetPageSegMode(request["page_segmentation"])
        width, height = request["width"], request["height"]
        api.SetImageBytes(request["pixels"], width, height, 1, width)
        api.SetSourceResolution(request["dpi"])
        try:
            # in milliseconds, counted inside Tesseract; the parent's limit is the real one
            if not api.Recognize(int(request["seconds"] * 1000)):
                return []
            return list(_lines(api, request["alternatives"]))
        finally:
            api.Clear()


def _lines(api: tesserocr.PyTessBaseAPI, alternatives: bool) -> Any:
    level = tesserocr.RIL
    iterator = api.GetIterator()
    if iterator is None:
        return
    block = paragraph = -1
    words: list[Word] = []
    line_box = (0, 0, 0, 0)
    while True:
        if iterator.IsAtBeginningOf(level.BLOCK):
            block += 1
        if iterator.IsAtBeginningOf(level.PARA):
            paragraph += 1
        if iterator.IsAtBeginningOf(level.TEXTLINE):
            line_box = iterator.BoundingBox(level.TEXTLINE) or (0, 0, 0, 0)
        if not iterator.Empty(level.WORD):
            word = _word(iterator, alternatives)
            if word is not None:
                words.append(word)
        if iterator.IsAtFinalElement(level.TEXTLINE, level.WORD):
            if words:
                yield tuple(words), block, paragraph, line_box
            words = []
        if not iterator.Next(level.WORD):
            break
    if words:
        yield tuple(words), block, paragraph, line_box


def _word(iterator: Any, alternatives: bool) -> Word | None:
    level = tesserocr.RIL
    text = iterator.GetUTF8Text(level.WORD)
    box = iterator.BoundingBox(level.WORD)
    if not text or not text.strip() or box is None:
        return None
    confidence = iterator.Confidence(level.WORD) / 100
    others: tuple[tuple[str, float], ...] = ()
    if alternatives:
        symbols = []
        while True:
            symbol = iterator.GetUTF8Text(level.SYMBOL)
            choices = []
            chooser = iterator.GetChoiceIterator()
            if chooser is not None:
                for choice in chooser:
                    letter = choice.GetUTF8Text()
                    if letter:
                        choices.append((letter, choice.Confidence()))
            symbols.append((symbol or "", choices))
            if iterator.IsAtFinalElement(level.WORD, level.SYMBOL):
                break
            if not iterator.Next(level.SYMBOL):
                break
        others = tuple(
            (unicodedata.normalize("NFC", word), odds) for word, odds in alternatives_of(symbols)
        )
    return unicodedata.normalize("NFC", text.strip()), confidence, box, others


def _end_with_parent(parent: int) -> None:
    """End this process once its parent is gone, even in the middle of a page."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def main() -> int:
    """Serve requests until standard input ends."""
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    source, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get between the frames
    reader = Reader(sys.argv[1])
    write_frame(answers, ("ready", tesserocr.tesseract_version().split("\n")[0].strip()))
    while True:
        try:
            request = read_frame(source)
        except EOFError:
            return 0
        try:
            write_frame(answers, ("lines", reader.read(request)))
        except Exception as error:
            write_frame(answers, ("error", f"{type(error).__name__}: {error}"))


if __name__ == "__main__":
    sys.exit(main())
