# SPDX-License-Identifier: Apache-2.0
"""Rows of an incoming-mail stamp (dấu công văn đến) parted from the line they were set beside.

The receiving office stamps over the margin and the begin of a line; `Ngày: … 08/9` and the subject
`Về việc …` then stand on one line, closer than words of two columns do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from pipeline.model import Box
from pipeline.ocr.combining import Reading
from pipeline.ocr.segments import Segment
from pipeline.ocr.tables import Grid

_MARKS = r"[\s.…:;,_-]"
# What a row of the stamp says before the line goes on: its label, and a number, a date or dots.
_ROW = re.compile(
    r"(?:Số|Ngày|Giờ|Đến|ĐẾN|Chuyển|Lưu hồ sơ)(?: đến)?\s?[:;.…]"
    rf"{_MARKS}*(?:\d[\d/.-]*|…|\.\.){_MARKS}*"
)
_SYMBOL = re.compile(r"[/–-]\s?[A-ZĐ]{2}")  # the line of the document's own number: Số: 12 /CT-STP
_MARKS_BEFORE_WORD = re.compile(rf"{_MARKS}+(?=\w)")


def parted_from_stamps(
    segments: Sequence[Segment], words: dict[int, list[Reading]], stamps: Sequence[Grid]
) -> tuple[list[Segment], dict[int, list[Reading]]]:
    """Segments and words with the row of a stamp and the line behind it as two segments."""
    parted: list[Segment] = []
    number = max((segment.index for segment in segments), default=-1) + 1
    for segment in segments:
        read = words.get(segment.index, [])
        count = max((_words_of_row(read, stamp) for stamp in stamps), default=0)
        if not 0 < count < len(read) or _SYMBOL.match(read[count].text):
            parted.append(segment)
            continue
        row, line = read[:count], read[count:]
        line[0] = replace(line[0], text=_MARKS_BEFORE_WORD.sub("", line[0].text, count=1))
        middle = int((row[-1].place[2] + line[0].place[0]) / 2)
        parted += segment.cut(middle, middle, number)
        words = {**words, segment.index: row, number: line}
        number += 1
    return parted, words


def _words_of_row(read: Sequence[Reading], stamp: Grid) -> int:
    """How many words at the begin of a line are a row of the stamp: the most that read like one."""
    texts = accumulate((word.text for word in read), "{} {}".format)
    found = 0
    for count, (text, word) in enumerate(zip(texts, read, strict=True), 1):
        left, top, right, bottom = word.place
        if not _lies_in(stamp.box, (left + right) / 2, (top + bottom) / 2):
            break
        if _ROW.fullmatch(text):
            found = count
    return found


def _lies_in(box: Box, x: float, y: float) -> bool:
    return box.left <= x < box.right and box.top <= y < box.bottom
