# SPDX-License-Identifier: Apache-2.0
"""The row of an incoming-mail stamp is parted from the line that it stands beside."""

from __future__ import annotations

import pytest

from pipeline.model import Box
from pipeline.ocr.combining import Reading
from pipeline.ocr.segments import Segment
from pipeline.ocr.stamp_rows import parted_from_stamps
from pipeline.ocr.tables import Grid

STAMP = Grid(Box(200, 350, 520, 490), (350.0, 490.0), (200.0, 520.0))


def parted(text: str, left: int = 220, base: int = 470) -> list[str]:
    """The texts of the segments that a line becomes; every letter is 14 px wide."""
    read, at = [], left
    for word in text.split():
        read.append(Reading(word, 0.9, (at, base - 25, at + 14 * len(word), base)))
        at += 14 * (len(word) + 1)
    line = Segment(0, Box(left, base - 30, at, base + 5), (base, base), 5, 17.0)
    segments, words = parted_from_stamps([line], {0: read}, [STAMP])
    assert [s.box.right for s in segments[:-1]] == [s.box.left for s in segments[1:]]
    for segment in segments:
        for word in words[segment.index]:
            assert segment.box.left <= word.place[0] < word.place[2] <= segment.box.right
    return [" ".join(word.text for word in words[s.index]) for s in segments]


@pytest.mark.parametrize(
    ("text", "row", "line"),
    [
        ("Ngày;... 08/9 -Về việc quản lý rừng", "Ngày;... 08/9", "Về việc quản lý rừng"),
        ("Số: 1187 V/v góp ý dự thảo", "Số: 1187", "V/v góp ý dự thảo"),
        ("Chuyển: … Kính gửi: Các sở", "Chuyển: …", "Kính gửi: Các sở"),
    ],
)
def test_a_row_of_the_stamp_is_no_part_of_the_line(text: str, row: str, line: str) -> None:
    assert parted(text) == [row, line]


@pytest.mark.parametrize(
    "text",
    [
        "Về việc quản lý, bảo vệ rừng",
        "Ngày 08/9 các cơ quan họp",  # no label of a stamp: it has a colon
        "Số: 1187",  # of the stamp alone
        "Số: 12/CT-STP",  # of the document itself
        "Số: 1187 /CT-STP",
        "Chuyển: phòng Tổ chức",
        "việc Số: 12 của sở",
    ],
)
def test_other_lines_stay_whole(text: str) -> None:
    assert parted(text) == [text]


def test_a_line_outside_the_stamp_stays_whole() -> None:
    assert len(parted("Số: 1187 V/v góp ý", base=600)) == 1
    assert len(parted("Số: 1187 V/v góp ý", left=600)) == 1
