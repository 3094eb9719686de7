# SPDX-License-Identifier: Apache-2.0
"""What a block is, as far as its place on the page and its first words tell."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from pipeline.model import Block, BlockKind, Box, Line

LETTERHEAD_SHARE = 0.4
"""A letterhead lies in this upper share of its page."""

HIGHEST_FOOTNOTE = 0.35
"""Footnotes lie below this share of their page."""
SEPARATOR, LEFT_SHARE = (0.1, 0.5), 0.25
"""Length of the rule above footnotes and where it begins, as shares of the page's width."""
_FOOTNOTE = re.compile(r"[⁰¹²³⁴-⁹]{1,3}(?=\W|$)")
_FOOTNOTE_BELOW_RULE = re.compile(r"[⁰¹²³⁴-⁹]{1,3}(?=\W|$)|[\[(]\d{1,3}[)\]]|\d{1,2}\W|\*{1,3}\s")

SMALL, SHORTEST_LINE = 0.92, 12
"""Width of letters of small print, as a share of the text's; characters of a line that tells it."""

LABEL_LENGTH = 12
"""``Nơi nhận :`` with a stray mark."""


def without_marks(text: str) -> str:
    """Text in small letters without their marks: marks are what is misread most."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", without_marks(text))


def is_recipients_heading(text: str) -> bool:
    """Whether a line begins like ``Nơi nhận:`` (however its marks were read).

    A sentence that begins so (Nơi nhận được văn bản này …) goes on without a mark.
    """
    letters = _letters(text)
    alone = len(letters) <= len("noinhan") + 2 or re.search("[-:;.,]", text[:LABEL_LENGTH])
    return letters.startswith(("noinhan", "noinhn", "oinhan", "noinh")) and bool(alone)


def with_kinds(
    blocks: Sequence[Block], sides: Sequence[tuple[str, int]], width: int, height: int
) -> tuple[Block, ...]:
    """The blocks with their ``kind``. ``sides``: column side and zone of each block."""
    parted = list(_with_numbers_apart(blocks, sides, height))
    blocks, sides = [block for block, _ in parted], [side for _, side in parted]
    out: list[Block] = []
    zones_with_recipients = {
        zone
        for block, (side, zone) in zip(blocks, sides, strict=True)
        if side == "left" and any(is_recipients_heading(line.text) for line in block.lines)
    }
    first_zone = next((zone for side, zone in sides if side == "left"), None)
    has_letterhead = any(
        side != "whole" and zone == first_zone and any(map(_is_in_capitals, block.lines))
        for block, (side, zone) in zip(blocks, sides, strict=True)
    )
    seen_recipients = False
    for block, (side, zone) in zip(blocks, sides, strict=True):
        kind = block.kind
        box = block.box
        if kind is not BlockKind.BODY or box is None:
            out.append(block)
            continue
        middle = (box.top + box.bottom) / 2 / height
        if len(block.lines) == 1 and _is_page_number(block.lines[0], height):
            kind = BlockKind.PAGE_NUMBER
        elif zone in zones_with_recipients and side != "whole":
            if side == "left":
                if any(is_recipients_heading(line.text) for line in block.lines):
                    seen_recipients = True
                kind = BlockKind.RECIPIENTS if seen_recipients else BlockKind.BODY
            else:
                kind = BlockKind.SIGNATURE
        elif (
            has_letterhead and side != "whole" and zone == first_zone and middle < LETTERHEAD_SHARE
        ):
            kind = BlockKind.LETTERHEAD_LEFT if side == "left" else BlockKind.LETTERHEAD_RIGHT
        elif is_recipients_heading(block.lines[0].text):
            kind = BlockKind.RECIPIENTS
        elif _is_title(block, box.left, box.right, width, middle):
            kind = BlockKind.TITLE
        out.append(replace(block, kind=kind))
    return tuple(out)


def with_footnotes(
    blocks: Sequence[Block], rules: Sequence[Box], width: int, height: int
) -> tuple[Block, ...]:
    """The blocks of a page with kinds, the body from its first footnote on made footnotes.

    ``rules``: horizontal ones, px of the page. A footnote begins with a raised number in small
    print, or with any number below a short rule.
    """
    separators = [
        rule.bottom
        for rule in rules
        if SEPARATOR[0] * width < rule.width < SEPARATOR[1] * width
        and rule.left < LEFT_SHARE * width
    ]
    found = False
    above = 0
    out: list[Block] = []
    body: list[Block] = []
    for block in blocks:
        box = block.box
        if block.kind is BlockKind.BODY and box is not None:
            low = (box.top + box.bottom) / 2 > HIGHEST_FOOTNOTE * height
            below_rule = any(above <= rule <= box.top for rule in separators)
            begins = _FOOTNOTE_BELOW_RULE if below_rule else _FOOTNOTE
            small = below_rule or _letter_width([block]) < SMALL * _letter_width(body)
            if low and (found or (small and begins.match(block.text))):
                found = True
                block = replace(block, kind=BlockKind.FOOTNOTE)
            else:
                body.append(block)
        tops = (line.box.top for line in block.lines if line.box is not None)
        above = max(above, *tops, 0)  # the rule stands below the last line, not beside the text
        out.append(block)
    return tuple(out)


def _letter_width(blocks: Sequence[Block]) -> float:
    """Median width of a letter and its space in the lines of blocks, px; infinite without any."""
    widths = [
        line.box.width / len(line.text)
        for block in blocks
        for line in block.lines
        if line.box is not None and len(line.text) >= SHORTEST_LINE
    ]
    return median(widths) if widths else math.inf


def _with_numbers_apart(
    blocks: Sequence[Block], sides: Sequence[tuple[str, int]], height: int
) -> Iterator[tuple[Block, tuple[str, int]]]:
    """Blocks with their sides, a page number close above or below the text a block of its own."""
    for block, side in zip(blocks, sides, strict=True):
        lines = block.lines
        if block.kind is BlockKind.BODY and len(lines) > 1 and side[0] == "whole":
            first, last = _is_page_number(lines[0], height), _is_page_number(lines[-1], height)
            parts = (lines[:1] if first else (), lines[first : len(lines) - last])
            for part in (*parts, lines[-1:] if last else ()):
                if part:
                    yield (
                        replace(block, lines=part, box=Box.around(line.box for line in part)),
                        side,
                    )
        else:
            yield block, side


def _is_page_number(line: Line, height: int) -> bool:
    """Whether a line is a number alone at the page's head or foot."""
    if line.box is None:
        return False
    text = line.text.strip("-–—. ")
    at_edge = line.box.top / height < 0.09 or line.box.bottom / height > 0.9
    return at_edge and bool(re.fullmatch(r"\d{1,4}(/\d{1,4})?|[ivxlc]{1,6}", text, re.I))


def _is_title(block: Block, left: int, right: int, width: int, middle: float) -> bool:
    """Centred, mostly capitals in its first line, in the upper half."""
    centred = abs((left + right) / 2 - width / 2) < 0.12 * width
    return centred and middle <= 0.5 and _is_in_capitals(block.lines[0])


def _is_in_capitals(line: Line) -> bool:
    """Whether a line is mostly capitals, as the names of the State and of its offices are."""
    letters = [c for c in line.text if c.isalpha()]
    return len(letters) >= 4 and sum(c.isupper() for c in letters) > 0.8 * len(letters)
