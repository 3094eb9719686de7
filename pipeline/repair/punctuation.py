# SPDX-License-Identifier: Apache-2.0
"""Marks of punctuation that a model of Vietnamese misreads on a scan.

Full stops read for commas, colons read for semicolons, specks joined with a word. On small print
and at 150 to 200 dpi a comma in fifty is read as a full stop; printed, one in two thousand of
them stands before a small letter (counted in the corpora).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from lexicon import is_syllable
from pipeline.repair.codes.list_marks import neighbour
from pipeline.repair.codes.scan_forms import KEPT_BY
from pipeline.repair.evidence import NO_EVIDENCE, Evidence
from pipeline.repair.lattice import Layout
from pipeline.repair.line_edits import SPECK, Edit
from pipeline.repair.pieces import Piece

COMMA, SEMICOLON = "a comma inside a sentence", "the mark between items"
Places = Mapping[tuple[int, int], Evidence]

_QUOTES = "'’‘`´"
_ANY_QUOTE = frozenset((*_QUOTES, *'"“”'))
_CLOSING = ("”", '"', ")")
_RECIPIENTS = re.compile(r"(?i)^\W*n[oơ]i nh[aâậ]n\W{0,3}$")
# Chief and deputies of an office, the file room: several of them stand in a row.
_IN_A_ROW = frozenset(("VT", "CT", "PCT", "CVP", "PVP", "PCVP"))
_PREAMBLE = re.compile(r"^\s*(?:Căn cứ|Thực hiện|Xét|Theo đề nghị)\b")
_OPENS = re.compile(r"(?:sau|gồm|là|như|rằng)\s*:\s*$")
_POINT = re.compile(r"^\s*([a-zđ])\) ")
_END = re.compile(r"[;:.,](?=\s*$)")
QUOTED_LINES = 2  # further that a quotation may go on
LEAST_ITEMS = 2  # that agree


def punctuation_edits(
    layout: Layout,
    lines: Sequence[str],
    begins: AbstractSet[int],
    evidence: Places,
) -> Iterator[Edit]:
    """Edits of marks of ``lines`` (NFC) as they were laid out; none overlaps another.

    ``begins``: lines that begin a paragraph; ``evidence``: what the engine says, by line and start.
    """
    pieces = layout.pieces
    parted = {n for first, end, _ in layout.partings for n in range(first, end)}
    last = {n for n, line in enumerate(lines) if KEPT_BY.match(line)}
    commas = list(comma_edits(pieces, begins, last, evidence))
    yield from commas
    yield from joined_speck_edits(pieces, parted)
    taken = {(p.line, n) for p in pieces if p.claim for n in range(p.start, p.end)}
    taken |= {(edit.line, edit.start) for edit in commas}
    ends = {*recipient_marks(lines, evidence), *paragraph_marks(lines, begins)}
    for number, start, mark in sorted(ends):
        if (number, start) not in taken and lines[number][start] != mark:
            yield Edit(number, start, start + 1, mark, SEMICOLON, 0.85)


def comma_edits(
    pieces: Sequence[Piece],
    begins: AbstractSet[int],
    last: AbstractSet[int],
    evidence: Places,
) -> Iterator[Edit]:
    """Full stops between a word and a small letter: commas; in `CVP. PCVP` too.

    ``last``: lines of a last recipient, behind which pen strokes are read as small letters.
    """
    for before, mark, after in zip(pieces, pieces[1:], pieces[2:], strict=False):
        if mark.text != "." or mark.claim or not mark.glued or after.glued:
            continue
        if before.line != mark.line or (after.line != mark.line and after.line in begins):
            continue
        named = [
            text
            for text, _ in evidence.get((mark.line, mark.start), NO_EVIDENCE).alternatives or ()
        ]
        if before.text in _IN_A_ROW:
            comma = after.line == mark.line
        elif is_whole_word(before) or before.text in _CLOSING or "," in named:
            comma = after.text.islower() and is_whole_word(after) and mark.line not in last
        else:
            comma = False
        if comma:
            yield Edit(mark.line, mark.start, mark.end, ",", COMMA, 0.9)


def is_whole_word(piece: Piece) -> bool:
    """Whether it is a syllable and not short for something, as `tr.` and `TT.` are."""
    text = piece.text
    return len(text) > 1 and not text.isupper() and is_syllable(text.lower())


def joined_speck_edits(pieces: Sequence[Piece], parted: AbstractSet[int]) -> Iterator[Edit]:
    """A full stop or a quotation mark that begins a word (`.được`, `'Ân`) or ends it (`quy'`)."""
    for n, mark in enumerate(pieces):
        if n in parted or mark.claim or mark.text not in (".", *_QUOTES):
            continue
        if mark.glued:
            if mark.text in _QUOTES and ends_word(pieces, n) and not has_partner(pieces, n, -1):
                yield Edit(mark.line, mark.start, mark.end, "", SPECK, 0.8)
            continue
        after = pieces[n + 1] if n + 1 < len(pieces) else None
        if after is None or not after.glued or after.claim or after.line != mark.line:
            continue
        if not is_syllable(after.text.lower()) or len(after.text) < 2:
            continue
        if mark.text in _QUOTES and has_partner(pieces, n, 1):
            continue
        yield Edit(mark.line, mark.start, mark.end, "", SPECK, 0.8)


def ends_word(pieces: Sequence[Piece], n: int) -> bool:
    """Whether a mark touches the word before it alone, and that is a syllable."""
    before, after = pieces[n - 1], pieces[n + 1] if n + 1 < len(pieces) else None
    alone = after is None or not after.glued or after.line != pieces[n].line
    return alone and len(before.text) > 1 and is_syllable(before.text.lower())


def has_partner(pieces: Sequence[Piece], n: int, step: int) -> bool:
    """Whether a quotation mark has another on its line or the next two in one direction."""
    at = n + step
    while 0 <= at < len(pieces) and abs(pieces[at].line - pieces[n].line) <= QUOTED_LINES:
        if pieces[at].text in _ANY_QUOTE:
            return True
        at += step
    return False


def recipient_marks(lines: Sequence[str], evidence: Places) -> Iterator[tuple[int, int, str]]:
    """What most recipients (Nơi nhận) end with, for those read as ending with another mark.

    A colon is a semicolon, also where all are read so; a full stop or a comma where the engine
    names that too.
    """
    at = 0
    while at < len(lines):
        if not _RECIPIENTS.match(lines[at]):
            at += 1
            continue
        first = at = at + 1
        while at < len(lines) and not KEPT_BY.match(lines[at]):
            at += 1
        if at == len(lines):
            return
        ends = [(n, match.start()) for n in range(first, at) if (match := _END.search(lines[n]))]
        count = Counter(lines[n][start] for n, start in ends)
        count[";"] += count[":"]
        mark, agree = max(((m, count[m]) for m in ";,"), key=lambda pair: pair[1])
        if agree < LEAST_ITEMS:
            continue
        for n, start in ends:
            said = evidence.get((n, start), NO_EVIDENCE).alternatives or ()
            if lines[n][start] == ":" or any(text == mark for text, _ in said):
                yield n, start, mark


def paragraph_marks(
    lines: Sequence[str], begins: AbstractSet[int]
) -> Iterator[tuple[int, int, str]]:
    """Colons at the end of a ground (Căn cứ) or a point, before the next: they open nothing."""
    paragraphs = sorted(begins | {0} | {len(lines)})
    for first, after, last in zip(paragraphs, paragraphs[1:], paragraphs[2:], strict=False):
        end = _END.search(lines[after - 1])
        if end is None or end[0] != ":" or last == after or _OPENS.search(lines[after - 1]):
            continue
        point, follower = _POINT.match(lines[first]), _POINT.match(lines[after])
        ground = _PREAMBLE.match(lines[first]) and _PREAMBLE.match(lines[after])
        in_order = point and follower and point[1] == neighbour(follower[1], -1)
        if ground or in_order:
            yield after - 1, end.start(), ";"
