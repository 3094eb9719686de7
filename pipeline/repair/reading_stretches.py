# SPDX-License-Identifier: Apache-2.0
"""Stretches of a text by whether their reader prints Vietnamese: a scan between born-digital pages.

A file may hold text of several origins, such as a letter with a garbled text layer and its
enclosure in clean text. The likeliest row of states of the lines, Vietnamese or not, is found by
the Viterbi algorithm (Viterbi, 1967) from the words that have a letter only Vietnamese has; a
change of state costs so much that some forty words without any must follow on each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log

from pipeline.repair.reading_kind import has_vietnamese_letter, words_of

# Share of words with a letter that only Vietnamese has: in what is printed in it (0.6 to 0.75 of
# running text, less in tables and names), and in what a reader without them makes of it
PRINTED_SHARE, GARBLED_SHARE = 0.45, 0.04
CHANGE = -12.0  # nats
LAST_WORDS = 8  # without a mark that may end a printed text, such as a name: K' Linh


def stretches(lines: Sequence[str]) -> list[tuple[int, int]]:
    """First line and end of every stretch of one state, in order; one for a text of one origin."""
    scores = [0.0, 0.0]  # of the best rows that end printed, garbled
    came_from: list[tuple[int, int]] = []
    for line in lines:
        words = words_of((line,))
        marked = sum(map(has_vietnamese_letter, words))
        before: list[int] = []
        after: list[float] = []
        for state, share in enumerate((PRINTED_SHARE, GARBLED_SHARE)):
            stays = scores[state] >= scores[1 - state] + CHANGE
            best = scores[state] if stays else scores[1 - state] + CHANGE
            before.append(state if stays else 1 - state)
            after.append(best + marked * log(share) + (len(words) - marked) * log(1 - share))
        came_from.append((before[0], before[1]))
        scores = after
    state = 0 if scores[0] >= scores[1] else 1
    found: list[tuple[int, int]] = []
    end = len(lines)
    for number in range(len(lines) - 1, -1, -1):
        before_it = came_from[number][state]
        if before_it != state and number:
            begins = number if state == 0 else _after_last_words(lines, number)
            found.append((begins, end))
            end = begins
        state = before_it
    return [*found, (0, end)][::-1]


def _after_last_words(lines: Sequence[str], number: int) -> int:
    """Where a garbled stretch begins: after a gap, if few words stand before it.

    ``number``: the line after the last one that is surely printed.
    """
    begins, words = number, 0
    for at in range(number, len(lines)):
        words += len(words_of((lines[at],)))
        if words > LAST_WORDS:
            break
        if at + 1 < len(lines) and (not lines[at].strip() or lines[at + 1].startswith("\f")):
            begins = at + 1
    return begins
