# SPDX-License-Identifier: Apache-2.0
"""Documents that print hyphens between the syllables of a word (`CHỈ-THỊ`, `Bộ Tài-chính`).

The fields are looked for as in other documents, with gaps for the hyphens, and come out as printed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pipeline.model import Page
from pipeline.record import Fields
from pipeline.repair.hyphens import hyphens_of, joins_syllables, without_hyphens

# Values that are not text of the document
_NORMALISED = frozenset(
    ("doc_type", "number", "symbol", "code", "date", "value", "kind", "urgency", "secrecy")
)
_PAIR = re.compile(r"(?<![^\W\d_])([^\W\d_]{1,20})([ -])(?=([^\W\d_]{1,20}))")


def is_hyphenated(pages: Sequence[Page]) -> bool:
    """Whether the document prints hyphens between syllables."""
    return joins_syllables(line.text for page in pages for line in page.lines)


def unhyphenated(page: Page) -> Page:
    """The page with gaps for the hyphens inside its words."""
    blocks = []
    for block in page.blocks:
        lines = []
        for line in block.lines:
            texts = without_hyphens(word.text for word in line.words)
            words = (replace(w, text=t) for w, t in zip(line.words, texts, strict=True))
            lines.append(replace(line, words=tuple(words)))
        blocks.append(replace(block, lines=tuple(lines)))
    return replace(page, blocks=tuple(blocks))


def as_printed(fields: Fields, pages: Sequence[Page]) -> Fields:
    """Fields of the unhyphenated ``pages`` with the hyphens that they have."""
    joined: Counter[tuple[str, str]] = Counter()
    for page in pages:
        for line in page.lines:
            hyphens = {hyphen.start for hyphen in hyphens_of(line.text)}
            for pair in _PAIR.finditer(line.text):
                joined[pair[1], pair[3]] += 1 if pair.start(2) in hyphens else -1

    def printed(value: Any) -> Any:
        if isinstance(value, str):
            return _PAIR.sub(lambda m: m[1] + ("-" if joined[m[1], m[3]] > 0 else m[2]), value)
        if isinstance(value, dict):
            return {k: v if k in _NORMALISED else printed(v) for k, v in value.items()}
        if isinstance(value, tuple | list):
            return tuple(map(printed, value))
        return value

    return Fields.model_validate(printed(fields.model_dump()))
