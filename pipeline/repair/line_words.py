# SPDX-License-Identifier: Apache-2.0
"""The words of a page's lines, and the text of the lines, which is what is repaired."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from pipeline.model import Line, Word
from pipeline.repair.evidence import Evidence
from pipeline.repair.line_edits import Edit
from pipeline.repair.pieces import pieces_of

RAISED = re.compile(r"[⁰¹²³⁴-⁹]|\w\(\d{1,3}\)")


def word_spans(line: Line) -> list[tuple[int, int]]:
    """Where each word stands in the line's text (NFC)."""
    spans = []
    at = 0
    for number, word in enumerate(line.words):
        if line.spacing is not None:
            at += len(unicodedata.normalize("NFC", line.spacing[number]))
        elif number:
            at += 1
        length = len(unicodedata.normalize("NFC", word.text))
        spans.append((at, at + length))
        at += length
    return spans


def page_evidence(
    flat: Sequence[Line], lines: Sequence[str], spans: Sequence[list[tuple[int, int]]]
) -> dict[tuple[int, int], Evidence]:
    """What the engine says of every stretch that may become a piece, by line and start."""
    found: dict[tuple[int, int], Evidence] = {}
    for number, line in enumerate(flat):
        for word, (start, end) in zip(line.words, spans[number], strict=True):
            text = lines[number][start:end]
            for piece in word_pieces(text):
                found[number, start + piece[0]] = Evidence(
                    word.confidence, tuple(part_alternatives(word, text, *piece))
                )
    return found


@cache
def word_pieces(text: str) -> tuple[tuple[int, int], ...]:
    """Where the pieces of one word begin and end."""
    return tuple((p.start, p.end) for p in pieces_of(text, 0, ()))


def part_alternatives(word: Word, text: str, start: int, end: int) -> Iterator[tuple[str, float]]:
    """The engine's other readings of [start, end) of a word, the rest of it as read."""
    tail = len(text) - end
    for other, odds in word.alternatives:
        other = unicodedata.normalize("NFC", other)
        stop = len(other) - tail
        if stop > start and other[:start] == text[:start] and other[stop:] == text[end:]:
            yield other[start:stop], odds


def repaired_line(
    line: Line,
    text: str,
    spans: Sequence[tuple[int, int]],
    edits: Sequence[Edit],
    shares: Sequence[tuple[int, float]],
) -> Line:
    """The line with its words repaired.

    ``text``: the line's (NFC), ``spans``: of its words in it, ``shares``: how sure repair is of
    what begins at a character.
    """
    words: list[Word] = []
    gaps: list[str] = []
    spacing = line.spacing or ("", *[" "] * (len(line.words) - 1), "")
    edits = sorted(edits, key=lambda edit: edit.start)
    shares = sorted(shares)
    index = 0
    while index < len(line.words):
        last = index
        start, stop = spans[index]
        first = until = bisect_left(edits, start, key=lambda edit: edit.start)
        while until < len(edits) and edits[until].start <= stop:
            edit = edits[until]
            until += 1
            # one that goes on into the next words, or closes a gap, takes them along
            if edit.start < stop < edit.end or (edit.start == stop and text[stop].isspace()):
                while last + 1 < len(spans) and spans[last + 1][0] < edit.end:
                    last += 1
                stop = spans[last][1]
        new = text[start:stop]
        inside = [edit for edit in edits[first:until] if edit.end <= stop]
        for edit in sorted(inside, key=lambda edit: edit.start, reverse=True):
            new = new[: edit.start - start] + edit.text + new[edit.end - start :]
        of_place = (bisect_left(shares, (place,)) for place in (start, stop))
        sure = [share for _, share in shares[slice(*of_place)]]
        sure += [edit.confidence for edit in inside]
        old = line.words[index : last + 1]
        if sure:  # of a raised number nothing but the reader tells
            sure += [word.confidence for word in old if RAISED.search(word.text)]
        placed = placed_words(old, new.split(), min(sure)) if sure else list(old)
        inner = spacing[index + 1 : last + 1] if len(placed) == len(old) else [" "] * len(placed)
        gaps += [spacing[index], *inner][: len(placed)]
        words += placed
        index = last + 1
    kept = None if line.spacing is None else (*gaps, spacing[-1])
    return replace(line, words=tuple(words), spacing=kept)


def placed_words(old: Sequence[Word], texts: Sequence[str], confidence: float) -> list[Word]:
    """``texts`` in the place of the words ``old``: one for one, or the box shared by length."""
    if len(texts) == len(old):
        return [
            replace(word, text=text, confidence=confidence)
            for word, text in zip(old, texts, strict=True)
        ]
    read = " ".join(word.read for word in old)
    box = old[0].box
    for word in old[1:]:
        box = box.union(word.box) if box is not None and word.box is not None else None
    letters = sum(map(len, texts))
    placed: list[Word] = []
    done = 0
    for number, text in enumerate(texts):
        part = box
        if box is not None:
            left = box.left + box.width * done // letters
            right = box.left + box.width * (done + len(text)) // letters
            part = replace(box, left=left, right=right)
        done += len(text)
        was = read if number == 0 else ""
        placed.append(replace(old[0], text=text, read=was, confidence=confidence, box=part))
    return placed
