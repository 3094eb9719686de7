# SPDX-License-Identifier: Apache-2.0
"""Characters that are not what they look like: letters and digits of other widths and typefaces
(`３０`, `𝐂𝐡ỉ`), ligatures, and signs that nobody sees but that part words for a search.

Unicode keeps them for other encodings and for layout; print shows the same with the usual ones
(Unicode Standard Annex #15, compatibility equivalence).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from pipeline.repair.line_edits import Edit
from pipeline.repair.reading_kind import reading_kind

UNSEEN, COMPATIBLE = "a character that nobody sees", "another form of the usual characters"
CONFIDENCE = 0.99
# Soft hyphens, blanks without width, joiners, direction marks, byte order marks
_UNSEEN = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
# Full-width forms, mathematical letters and digits, Latin ligatures; marks of letters with them
_FORMS = re.compile("(?:[\uff01-\uff5e\U0001d400-\U0001d7ff\ufb00-\ufb06][\u0300-\u036f]*)+")
_ODD = re.compile(rf"(?:(?<=\w)[{_UNSEEN}]+|[{_UNSEEN}]+(?=\w))|{_FORMS.pattern}")


def character_edits(lines: Sequence[str]) -> Iterator[Edit]:
    """Edits of Vietnamese text that leave the usual characters only; ``lines``: NFC."""
    if not any(map(_ODD.search, lines)):
        return
    if not reading_kind([_ODD.sub(_usual, line) for line in lines]):
        return
    for number, line in enumerate(lines):
        for found in _ODD.finditer(line):
            usual = _usual(found)
            reason = COMPATIBLE if usual else UNSEEN
            yield Edit(number, found.start(), found.end(), usual, reason, CONFIDENCE)


def _usual(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", found[0]) if _FORMS.match(found[0]) else ""
