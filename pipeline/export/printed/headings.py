# SPDX-License-Identifier: Apache-2.0
"""Which paragraphs are titles of sections."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.export.printed.lines import folded
from pipeline.record import Section

DEEPEST_HEADING = 6
_LONGEST_MARKER = 24  # "Chương XXIII. ", "Điều 128a. " before a title


class Headings:
    """Which paragraphs are titles of sections, and how deep these lie."""

    def __init__(self, sections: Iterable[Section]) -> None:
        self._levels: dict[str, int] = {}
        self._add(sections, 2)
        self._longest = max(map(len, self._levels), default=0)

    def _add(self, sections: Iterable[Section], level: int) -> None:
        for section in sections:
            if section.title:
                self._levels.setdefault(folded(section.title), min(level, DEEPEST_HEADING))
                name = folded(f"{section.kind} {section.number}")
                self._levels.setdefault(name, min(level, DEEPEST_HEADING))
            self._add(section.children, level + 1)

    def level(self, text: str) -> int:
        """Level of the heading that ``text`` is, its printed number included: 2 (the title of the
        document has 1) to :data:`DEEPEST_HEADING`; 0: it is none."""
        return self.level_of_folded(folded(text))

    def level_of_folded(self, text: str) -> int:
        """:meth:`level` of a text as :func:`folded` gives it."""
        if text in self._levels:
            return self._levels[text]
        if len(text) > self._longest + _LONGEST_MARKER + 1:
            return 0  # a long paragraph, which is asked about at every line
        words = text.split(" ")
        for start in range(1, min(5, len(words))):
            if len(" ".join(words[:start])) > _LONGEST_MARKER:
                break
            if level := self._levels.get(" ".join(words[start:])):
                return level
        return 0
