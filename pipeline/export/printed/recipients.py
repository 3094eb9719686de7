# SPDX-License-Identifier: Apache-2.0
"""Nơi nhận as it is printed: a label and its items."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.export.printed.lines import cut_words, folded, line_text
from pipeline.record import LineRecord, WordRecord

_NOI_NHAN = re.compile(r"(Nơi\s+nhận(?:/\w+)?\s*[:.]?)\s*", re.IGNORECASE)
_DASH = re.compile(r"[-–—+•]\s*")


@dataclass(frozen=True, slots=True)
class RecipientsPart:
    """``Nơi nhận:`` itself or one of the recipients, without its dash."""

    is_label: bool
    words: tuple[WordRecord, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


def is_recipients_label(text: str) -> bool:
    """Whether a line begins with ``Nơi nhận``."""
    return _NOI_NHAN.match(text) is not None


def recipients_parts(lines: Iterable[LineRecord]) -> Iterator[RecipientsPart]:
    """Nơi nhận and its items; without dashes a semicolon ends an item."""
    items: list[tuple[WordRecord, ...]] = []
    for line in lines:
        words = line.words
        if label := _NOI_NHAN.match(line_text(line)):
            yield RecipientsPart(True, cut_words(words, 0, len(label[1])))
            words = cut_words(words, label.end())
        text = " ".join(word.text for word in words)
        if not folded(text):
            continue
        dash = _DASH.match(text)
        if dash or not items or items[-1][-1].text.endswith(";"):
            items.append(cut_words(words, dash.end()) if dash else words)
        else:
            items[-1] += words
    yield from (RecipientsPart(False, item) for item in items)
