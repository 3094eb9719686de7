# SPDX-License-Identifier: Apache-2.0
"""The tree of a body: phần > chương > mục > tiểu mục > điều > khoản > điểm > gạch đầu dòng.

Nghị định 30/2020/NĐ-CP, Phụ lục I, phần II: phần and chương are counted in Roman, mục, tiểu mục
and khoản in Arabic numerals, điểm in letters. Plans and reports use `I.` > `1.` > `1.1.` > `a)` >
`-` > `+` for the same ladder.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.extract.rows import Row, is_capitals, join_texts
from pipeline.record import Section
from pipeline.repair.codes.letters import UPPER


@dataclass(slots=True)
class _Node:
    rank: int
    kind: str
    number: str | None
    page: int | None
    rows: list[Row] = field(default_factory=list)
    first_text: str = ""
    children: list[_Node] = field(default_factory=list)


_MARKERS: tuple[tuple[int, str, re.Pattern[str]], ...] = (
    (
        0,
        "phần",
        re.compile(r"^(?:PHẦN|Phần)\s+(?:THỨ\s+|thứ\s+)?([IVX]+|[A-ZĐ][\wÀ-ỹ]+|\d+)\b[.:]?\s*"),
    ),
    (1, "chương", re.compile(r"^(?:CHƯƠNG|Chương)\s+([IVXLC]+|\d+)\b[.:]?\s*")),
    (3, "mục", re.compile(rf"^(?:MỤC|Mục)\s+(\d+|[IVX]+)\b[.:]?\s*(?=$|[{UPPER}])")),
    (4, "tiểu mục", re.compile(r"^(?:TIỂU MỤC|Tiểu mục)\s+(\d+)\b[.:]?\s*")),
    (5, "điều", re.compile(r"^(?:ĐIỀU|Điều)\s+(\d+[a-zđ]?)\s*[.:]\s*")),
    (1, "phần", re.compile(rf"^([A-E])\s*[.)]\s+(?=[{UPPER}]{{2}})")),
    (2, "mục", re.compile(rf"^([IVX]{{1,6}})\s?[.)/-]\s*(?=[{UPPER}“\"])")),
    (9, "điểm", re.compile(r"^(\d{1,2}(?:\.\d{1,2}){2,})[.)]?\s+")),
    (8, "khoản", re.compile(r"^(\d{1,2}\.\d{1,2})[.)]?\s+(?!\d)")),
    (6, "khoản", re.compile(rf"^(\d{{1,3}})(?:\s?[.)/]\s*|[-–]\s+)(?=[{UPPER}“\"(])")),
    (10, "điểm", re.compile(r"^([a-zđ])\s?[.)]\s*(?=\S)")),
    (12, "gạch đầu dòng", re.compile(r"^([-–—•])\s*(?=\S)")),
    (14, "gạch đầu dòng", re.compile(r"^(\+)\s*(?=\S)")),
)
_ENDED = re.compile(r"(?:[.;:!?…”\")]|\./)\s*$|,\s*$")  # KH/ goes on: 214-KH/ĐU
_LETTERS = "abcdđeghiklmnopqrstuvxy"


def _marker(
    row: Row, free: bool, closed: bool, last: dict[int, str]
) -> tuple[int, str, str, str] | None:
    """(rank, kind, number, rest) when a row opens a section.

    `free`: the row may begin a paragraph, for the one before it has ended; `closed`: it ended
    with a mark, so that even small letters may follow a dash.
    """
    text = row.text
    for rank, kind, pattern in _MARKERS:
        match = pattern.match(text)
        if match is None:
            continue
        number = match[1]
        if rank in (6, 10) and not _in_order(rank, number, last):
            continue
        small = text[match.end() :][:1].islower()
        if rank >= 12 and not (closed if small else free):
            continue
        if rank in (6, 8, 10) and not free and not _in_order(rank, number, last):
            continue
        return rank, kind, "" if rank >= 12 else number, text[match.end() :]
    return None


def _usual_length(rows: Sequence[Row]) -> int:
    """Length in characters that full rows of the body have: four in five are no longer."""
    lengths = sorted(len(row.text) for row in rows)
    return lengths[4 * len(lengths) // 5] if lengths else 0


def _has_ended(row: Row, usual_length: int) -> bool:
    """Whether a paragraph ends with a row: by its last mark, as a heading, or before the margin."""
    return (
        bool(_ENDED.search(row.text)) or is_capitals(row.text) or len(row.text) < 0.6 * usual_length
    )


def _in_order(rank: int, number: str, last: dict[int, str]) -> bool:
    """Whether a number is the first or the next of its row of numbers."""
    before = last.get(rank)
    if rank == 6:
        return number == "1" or before is None or int(number) in (int(before) + 1, int(before) + 2)
    if number == "a" or before is None:
        return number in ("a", "i") or (before is None and number in _LETTERS[:4])
    here, there = _LETTERS.find(number), _LETTERS.find(before)
    # d and đ are one letter to many a reader
    return 0 < here - there <= 2


def find_sections(rows: Sequence[Row]) -> tuple[Section, ...]:
    """The tree of the body's rows. Text before the first marker belongs to no section."""
    root = _Node(-1, "", None, None)
    stack = [root]
    last: dict[int, str] = {}
    previous: Row | None = None
    paragraphs: dict[int, list[list[Row]]] = {}
    usual_length = _usual_length(rows)
    for row in rows:
        free = previous is None or row.starts_block or _has_ended(previous, usual_length)
        closed = previous is None or row.starts_block or bool(_ENDED.search(previous.text))
        found = _marker(row, free, closed, last)
        if found is not None:
            rank, kind, number, rest = found
            while stack[-1].rank >= rank:
                stack.pop()
            for deeper in [key for key in last if key > rank]:
                del last[deeper]
            if number:
                last[rank] = number
            node = _Node(rank, kind, number or None, row.page, first_text=rest)
            stack[-1].children.append(node)
            stack.append(node)
            paragraphs[id(node)] = [[]]
        elif stack[-1] is not root:
            node = stack[-1]
            if free and row.text[:1].isupper() and not (is_capitals(row.text) and _bare(node)):
                paragraphs[id(node)].append([row])
            else:
                paragraphs[id(node)][-1].append(row)
        previous = row
    return tuple(_section(node, paragraphs) for node in root.children)


def _bare(node: _Node) -> bool:
    """Whether a node waits for its title: Chương I, with QUY ĐỊNH CHUNG on the next row."""
    return node.rank <= 4 and not node.first_text


def _section(node: _Node, paragraphs: dict[int, list[list[Row]]]) -> Section:
    first, *rest = paragraphs[id(node)]
    opening = " ".join(part for part in (node.first_text, join_texts(first)) if part).strip()
    others = [join_texts(paragraph) for paragraph in rest]
    title: str | None = None
    followed = bool(others or node.children)
    unclosed = followed and len(opening) < 160 and not opening.endswith((".", ";", ":", ","))
    heading = (
        node.rank < 12
        and 0 < len(opening) <= 250
        and (is_capitals(opening) or node.rank <= 4 or unclosed)
    )
    if heading:
        title, texts = opening.rstrip(" :"), others
    elif node.rank <= 1 and not opening and others:
        title, texts = others[0], others[1:]
    else:
        texts = [opening, *others]
    return Section(
        kind=node.kind,
        number=node.number,
        title=title,
        text="\n".join(text for text in texts if text),
        page=node.page,
        children=tuple(_section(child, paragraphs) for child in node.children),
    )
