# SPDX-License-Identifier: Apache-2.0
"""Documents in Vietnamese and English: labels with both (`Số/No:`), a letterhead with both.

Universities, airports and companies print them. The fields are taken from the Vietnamese.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.repair.foreign_lines import english_lines
from pipeline.repair.reading_kind import is_unmarked_syllable

_LABEL = re.compile(
    r"\b(?P<label>Số|ngày|tháng|năm|Nơi nhận|Kính gửi)\s?/\s?"
    r"(?:No|Ref|date|day|month|year|recipients?|to|attention)\b\.?",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"\b(?:MINISTRY|UNIVERSITY|COLLEGE|ACADEMY|INSTITUTE|HOSPITAL|DEPARTMENT|COMMITTEE|AUTHORITY"
    r"|COMPANY|CORPORATION|BANK OF|ASSOCIATION|SOCIALIST REPUBLIC)\b|[Ii]ndependence\W+[Ff]reedom"
)
HEAD_ROWS = 24
"""Rows from the top of a document among which letterhead and title stand."""
LONG = 6
"""Letters of a word that is surely no Vietnamese syllable, if it is none."""


def without_english_labels(text: str) -> str:
    """`Số/No: 502`, `ngày/date 18 tháng/month 4` with the Vietnamese label alone."""
    return _LABEL.sub(lambda match: match["label"], text) if "/" in text else text


def english_rows(texts: Sequence[str]) -> frozenset[int]:
    """Which of the rows at the head of a document are the English of those beside them."""
    head = list(texts[:HEAD_ROWS])
    told = english_lines(head)
    if len(told) == len(head) or not any(_OFFICE.search(text) for text in head):
        return frozenset()  # English inside a subject: the name of a project
    return told | {n for n, text in enumerate(head) if _has_foreign_word(text)}


def _has_foreign_word(text: str) -> bool:
    """Whether a row without Vietnamese letters has a long word that is no syllable."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    return all(map(str.isascii, words)) and any(
        len(word) >= LONG and not is_unmarked_syllable(word) for word in words
    )
