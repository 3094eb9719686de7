# SPDX-License-Identifier: Apache-2.0
"""Words and texts of printed lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.record import LineRecord, WordRecord

_CUT_CODE = re.compile(r"[A-ZĐ\d][-/]\n[A-ZĐ]{2}")  # 56-HD/ and BTCTW


def line_text(line: LineRecord) -> str:
    """The words of a line."""
    return " ".join(word.text for word in line.words)


def folded(text: str) -> str:
    """``text`` without punctuation and case."""
    return " ".join(re.sub(r"[^\w\s]|_", " ", text).casefold().split())


def joined_words(lines: Iterable[LineRecord]) -> list[WordRecord]:
    """The words of lines; codes cut at a line's end grow together again."""
    words: list[WordRecord] = []
    for line in lines:
        own = list(line.words)
        if words and own and _CUT_CODE.search(f"{words[-1].text}\n{own[0].text}"):
            words[-1] = _grown_together(words[-1], own.pop(0))
        words += own
    return words


def _grown_together(first: WordRecord, second: WordRecord) -> WordRecord:
    return replace(
        first,
        text=first.text + second.text,
        read=first.read + second.read,
        confidence=min(first.confidence, second.confidence),
        doubtful=first.doubtful or second.doubtful,
    )


def joined(lines: Iterable[LineRecord]) -> str:
    """Lines as one text, as :func:`joined_words` has it."""
    return " ".join(word.text for word in joined_words(lines))


def cut_words(
    words: Sequence[WordRecord], start: int, end: int | None = None
) -> tuple[WordRecord, ...]:
    """What stands at [start, end) of words joined by spaces; a word may be cut in two."""
    out: list[WordRecord] = []
    at = 0
    for word in words:
        text = word.text[max(start - at, 0) : None if end is None else max(end - at, 0)]
        if text:
            out.append(word if text == word.text else replace(word, text=text))
        at += len(word.text) + 1
    return tuple(out)
