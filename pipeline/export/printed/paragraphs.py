# SPDX-License-Identifier: Apache-2.0
"""Printed lines become paragraphs again: where one begins, and where it goes on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.export.printed.headings import Headings
from pipeline.export.printed.lines import folded, joined, line_text
from pipeline.record import LineRecord

HANGS = 0.8
"""How much further right the first line of a paragraph begins that is indented, in line heights;
what reaches so near to an edge is at it."""
MOST_INDENT = 5.0
"""A line that begins still further right is centred."""
_ARTICLE = re.compile(r"((?:Điều|ĐIỀU)\s+\d+\w?\s*[.:])\s*(?=\S)")
_NEW_PARAGRAPH = re.compile(
    r"(?:[-–+•*]\s|\d{1,3}(?:\.\d{1,3})*(?:\s*[.)]|[-–])\s|[a-zđ]{1,2}\)\s|Điều\s+\d"
    r"|\((?:Kèm theo|Ban hành)\s|[IVXLC]+(?:\s*[.)]|[-–])\s)"
)
_CONSIDERING = re.compile(r"(?:Căn cứ|Theo đề nghị|Xét (?:đề nghị|Tờ trình))\s")
_CONTENTS = re.compile(r"\.{3,} \d{1,4}$")  # a title, a row of dots, a page
_ENDS = (".", ";", ":", "!", "?", "./", "”", '"')


def paragraphs(lines: Iterable[LineRecord], headings: Headings) -> Iterator[tuple[LineRecord, ...]]:
    """Printed lines joined; a line that begins with a number or dash begins a new paragraph."""
    running: list[LineRecord] = []
    known = ""  # all lines, folded
    for line in lines:
        text = line_text(line)
        if running:
            before = line_text(running[-1])
            ended = _CONTENTS.search(before) or headings.level_of_folded(known)
            considers = _CONSIDERING.match(text) and (
                before.endswith((";", ",", ".", ":")) or before.isupper()
            )
            begins = _NEW_PARAGRAPH.match(text) and not _is_flush(line, running)
            if begins or ended or considers:
                yield tuple(running)
                running, known = [], ""
        running.append(line)
        known = f"{known} {folded(text)}".strip()
    if running:
        yield tuple(running)


def _is_flush(line: LineRecord, running: Sequence[LineRecord]) -> bool:
    """Whether a line goes on in the middle of a sentence, further left than the paragraph began:
    that has its first line indented, and what the line begins with is no mark of a list."""
    first, before, box = running[0].box, running[-1].box, line.box
    if first is None or before is None or box is None or line_text(running[-1]).endswith(_ENDS):
        return False
    height = box[3] - box[1]
    is_indented = HANGS * height < first[0] - box[0] < MOST_INDENT * height
    return is_indented and before[2] > box[2] - HANGS * height


def goes_on(
    running: Sequence[LineRecord],
    further: Sequence[LineRecord],
    headings: Headings,
    *,
    on_next_page: bool,
) -> bool:
    """Whether ``further`` lines are the rest of a paragraph that a block or page cut in two."""
    before, text = joined(running), joined(further)
    if before.endswith(_ENDS) or _NEW_PARAGRAPH.match(text):
        return False
    if not (
        text[0].islower() or text[0].isdigit() or (on_next_page and _fills_page(running, further))
    ):
        return False
    return not (headings.level(text) or headings.level(before))


def _fills_page(running: Sequence[LineRecord], further: Sequence[LineRecord]) -> bool:
    """Whether a paragraph reaches the right edge of its page's last line, and what is
    ``further`` begins as far left as it goes on: a sentence there may go on with a name."""
    boxes = [line.box for line in running if line.box is not None]
    begun = [line.box for line in further if line.box is not None]
    if min(len(boxes), len(begun)) < 2:
        return False
    height = boxes[-1][3] - boxes[-1][1]
    is_full = boxes[-1][2] > max(box[2] for box in boxes) - HANGS * height
    return is_full and begun[0][0] < min(box[0] for box in begun[1:]) + HANGS * height


def article_label(text: str) -> re.Match[str] | None:
    """The ``Điều 5.`` (group 1) that a paragraph begins with, and the white space after it."""
    return _ARTICLE.match(text)
