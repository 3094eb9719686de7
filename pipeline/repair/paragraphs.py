# SPDX-License-Identifier: Apache-2.0
"""Which lines begin a paragraph, so that a sentence is read across line ends and no further."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

_LIST_MARK = re.compile(r"\s*(?:[-–+*•]\s|\d{1,2}(?:\.\d{1,2})*[.)]\s|[a-zđ]\)\s|[IVX]{1,4}[.)]\s)")
_SENTENCE_END = re.compile(r"[.;:!?/][\s\"”’)]*$")
SHORT = 0.75  # of the usual length of full lines


def paragraph_begins(lines: Sequence[str]) -> set[int]:
    """Numbers of the lines (from 0) that begin a paragraph, or stand alone."""
    full = [len(line) for line in lines if len(line) > 30]
    usual = median(full) if full else 0
    begins: set[int] = set()
    before = ""
    for number, line in enumerate(lines):
        if not line.strip() or not before.strip() or _LIST_MARK.match(line):
            begins.add(number)
        elif len(before) < SHORT * usual or usual == 0:
            first = line.lstrip()[:1]
            if _SENTENCE_END.search(before) or not first.islower():
                begins.add(number)
        before = line
    return begins
