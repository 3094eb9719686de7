# SPDX-License-Identifier: Apache-2.0
"""Text whose UTF-8 was taken for a Western code page (`Chá»‰ thá»‹`), whose TCVN3 or VNI was
(`ChØ thÞ`), and letters written as HTML references (`Ch&#7881; th&#7883;`).

What each letter of Vietnamese becomes so is a sequence that no Vietnamese text holds; where enough
of them stand, all go back. Some programs lose the bytes that a code page has no character for: a
letter of which such a byte is left out is told by what is left, or becomes a lost one
(`pipeline.repair.lost_letters`).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from functools import cache

from lexicon import syllables
from pipeline.repair.line_edits import Edit
from pipeline.repair.lost_letters import UNKNOWN_LETTER
from pipeline.source.legacy_encodings import LegacyText, legacy_text_of_characters

CODE_PAGES = ("cp1252", "latin-1", "cp1258", "mac_roman", "cp437", "cp850")
FEWEST = 3  # sequences of three characters, or references to letters
CONFIDENCE = 0.99
MISDECODED, REFERENCE = "UTF-8 taken for another encoding", "an HTML reference"
_OTHER = "".join(map(chr, (*range(0x80, 0x100), *range(0x2010, 0x2027)))) + "←→≠≤≥\ufeff"
_OTHER += bytes(range(0x80, 0x100)).decode("cp1252", "ignore")  # of text taken wrongly twice
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_REFERENCE = re.compile(r"&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|[A-Za-z][A-Za-z0-9]{1,30});")
# Letters that end in a blank without break, where a common one may stand in its place: what stands
# before and behind it
_BEFORE_A_BLANK = {
    "à": ("", r"(?=(?:y|o|i|u|m|n|ng|nh)?(?![A-Za-z\u0080-\U0010ffff]))"),
    **dict.fromkeys("ẠƠỠ", (r"(?<=[A-Z])", r"(?=[A-Z ])")),
}
_LEADS = frozenset("ÃÄÅÆ")  # Â may be one of the text


def decoded_edits(lines: Sequence[str]) -> tuple[Edit, ...]:
    """Edits that put letters in the place of what they were taken for, where it happened.

    ``lines``: NFC.
    """
    references = [found for line in lines for found in _REFERENCE.findall(line)]
    if sum(html.unescape(found).isalpha() for found in references) >= FEWEST:
        is_markup = any(map(_TAG.search, lines))
        return tuple(_reference_edits(lines, frozenset("<>&\"'") if is_markup else frozenset()))
    text = "\n".join(lines)
    legacy = legacy_text_of_characters(text)
    if legacy is not None:
        return tuple(_legacy_edits(lines, legacy))
    pages = [page for page in CODE_PAGES if len(_long_sequences(page).findall(text)) >= FEWEST]
    if not pages:
        return ()

    def told(page: str) -> int:
        table, pattern = _table(page)
        return sum(table[found] != UNKNOWN_LETTER for found in pattern.findall(text))

    table, pattern = _table(max(pages, key=told))
    return tuple(
        Edit(number, found.start(), found.end(), table[found[0]], MISDECODED, CONFIDENCE)
        for number, line in enumerate(lines)
        for found in pattern.finditer(line)
    )


def _legacy_edits(lines: Sequence[str], legacy: LegacyText) -> Iterator[Edit]:
    """Words in the place of those that a legacy font would show."""
    for number, (line, printed) in enumerate(zip(lines, legacy.text.split("\n"), strict=True)):
        reason = f"written for {legacy.encoding} fonts"
        found, words = list(re.finditer(r"\S+", line)), printed.split()
        if len(words) != len(found):  # a blank without break is a letter of some
            yield Edit(number, 0, len(line), printed, reason, CONFIDENCE)
            continue
        for old, new in zip(found, words, strict=True):
            if old[0] != new:
                yield Edit(number, old.start(), old.end(), new, reason, CONFIDENCE)


def _reference_edits(lines: Sequence[str], kept: frozenset[str]) -> Iterator[Edit]:
    """Letters in the place of references, but for ``kept``, which markup needs."""
    for number, line in enumerate(lines):
        for found in _REFERENCE.finditer(line):
            letter = html.unescape(found[0]).replace("\u00a0", " ")
            if letter != found[0] and letter not in kept:
                yield Edit(number, found.start(), found.end(), letter, REFERENCE, CONFIDENCE)


@cache
def _vietnamese() -> frozenset[str]:
    small = {letter for word in syllables() for letter in word if not letter.isascii()}
    return frozenset(small | set(map(str.upper, small)))


def _taken_for(letter: str, page: str) -> str:
    """What the bytes of a letter are in a code page; the byte itself where it has none."""
    return "".join(_character(byte, page) for byte in letter.encode())


def _character(byte: int, page: str) -> str:
    try:
        return bytes([byte]).decode(page)
    except UnicodeDecodeError:
        return chr(byte)


@cache
def _long_sequences(page: str) -> re.Pattern[str]:
    """What letters of three bytes are taken for, once or twice: a fifth of all letters."""
    long = [letter for letter in _vietnamese() if len(letter.encode()) == 3]
    once = [_taken_for(letter, page) for letter in long]
    twice = [_taken_for(text, page) for text in once]
    return re.compile("|".join(map(re.escape, sorted({*once, *twice}))))


@cache
def _table(page: str) -> tuple[dict[str, str], re.Pattern[str]]:
    table = {_taken_for(letter, page): letter for letter in sorted({*_vietnamese(), *_OTHER})}
    for sequence in list(table):  # of which characters are left out that are not seen
        seen = _seen(sequence)
        if len(seen) > 1 or seen in _LEADS:
            table.setdefault(seen, UNKNOWN_LETTER)
    longest_first = sorted(table, key=len, reverse=True)
    patterns = list(map(re.escape, longest_first))
    for letter, (before, behind) in _BEFORE_A_BLANK.items():
        blank = _taken_for(letter, page).replace("\u00a0", " ")
        if blank not in table:
            table[blank] = letter
            patterns.insert(0, f"{before}{re.escape(blank)}{behind}")
    return table, re.compile("|".join(patterns))


def _seen(sequence: str) -> str:
    return "".join(c for c in sequence if c != "\u00ad" and not "\x7f" <= c <= "\x9f")
