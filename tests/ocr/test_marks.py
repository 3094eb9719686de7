# SPDX-License-Identifier: Apache-2.0
"""Commas that were read as full stops, and ellipses."""

from __future__ import annotations

import pytest

from pipeline.cleanup import clean_page
from pipeline.model import Box
from pipeline.ocr import read_image
from pipeline.ocr.combining import Reading
from pipeline.ocr.marks import with_ellipses, with_hanging_marks
from pipeline.ocr.segments import Segment, segment_page
from tests.ocr.test_told_by_ink import page_with, printed, reading

SIZES = [28, 34, 46]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("chức,", "chức."),
        ("phòng,", "phòng."),
        ("trình;", "trình:"),
        ("TW,", "TW."),
        ("nhận);", "nhận):"),
    ],
)
def test_what_hangs_below_the_baseline_is_a_comma(text: str, read: str, size: int) -> None:
    segmentation, segment = printed(text, size=size)
    (word,) = with_hanging_marks([reading(read, segment)], segmentation, segment)
    assert word.text == text
    assert word.alternatives[0] == (read, 0.9)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("text", ["chức.", "phòng.", "quy:", "bộ.", "TW.", "nhận):", "nhận"])
def test_what_stands_on_the_baseline_stays(text: str, size: int) -> None:
    segmentation, segment = printed(text, size=size)
    read = [reading(text, segment)]
    assert with_hanging_marks(read, segmentation, segment) == read


def test_a_full_stop_stays_where_the_baseline_is_measured_too_high() -> None:
    segmentation, segment = printed("vững mạnh.")
    high = tuple(y - 0.15 * segment.x_height for y in segment.baseline)
    bent = Segment(
        segment.index, segment.box, (high[0], high[1]), segment.letters, segment.x_height
    )
    read = [reading("mạnh.", segment)]
    assert with_hanging_marks(read, segmentation, bent) == read


def test_marks_read_as_words_of_their_own_are_joined_where_they_touch() -> None:
    segmentation, segment = printed("xăng dầu” , ông")
    x = segment.x_height

    def word(text: str, left: float, right: float) -> Reading:
        return Reading(text, 0.9, (left, 0.0, right, 20.0))

    near = [word("dầu”", 0, 50), word(",", 50 + 0.1 * x, 55 + 0.1 * x), word("ông", 90, 120)]
    far = [word("Số", 0, 50), word(",", 50 + 0.6 * x, 55 + 0.6 * x)]
    joined = [one.text for one in with_hanging_marks(near, segmentation, segment)]
    assert joined == ["dầu”,", "ông"]
    assert [one.text for one in with_hanging_marks(far, segmentation, segment)] == ["Số", ","]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("viêm đường hô hấp… và tiêu chảy", ["viêm", "đường", "hô", "hấp…", "và", "tiêu", "chảy"]),
        ("các sở, ngành...; các huyện", ["các", "sở,", "ngành...;", "các", "huyện"]),
        ("đáp án bộ đề 1,…).", ["đáp", "án", "bộ", "đề", "1,…)."]),
        ("và những nơi khác…", ["và", "những", "nơi", "khác…"]),
    ],
)
def test_ellipses_are_read(text: str, words: list[str], size: int) -> None:
    page, _ = read_image(page_with(text, size=size), 200)
    line = [word.text for block in page.blocks for line in block.lines for word in line.words]
    assert line[-len(words) :] == words


@pytest.mark.parametrize(
    "text", ["chức. . . và", "i.i.i. chức", "Ngày: ......", "a) b) c)", "1.1.1.1."]
)
def test_other_dots_are_no_ellipses(text: str) -> None:
    assert clean_page(page_with(text), 200).ellipses == ()


def test_an_ellipsis_keeps_a_line_together() -> None:
    segmentation = segment_page(clean_page(page_with("ghế gấp… nhưng lực lượng"), 200))
    lowest = max(segmentation.segments, key=lambda segment: segment.base)
    assert len(lowest.ellipses) == 1
    assert lowest.box.left < lowest.ellipses[0].left < lowest.ellipses[0].right < lowest.box.right


def test_an_ellipsis_alone_is_a_word() -> None:
    box = Box(100, 20, 126, 24)
    segment = Segment(0, Box(0, 0, 200, 30), (24.0, 24.0), 9, 17.0, ellipses=(box,))
    words = [Reading("Ngày:", 0.9, (0.0, 0.0, 70.0, 24.0)), Reading("08", 0.9, (150, 0, 180, 24))]
    found = with_ellipses(words, segment)
    assert [word.text for word in found] == ["Ngày:", "…", "08"]


def test_the_mark_behind_a_last_letter_in_pieces_is_of_the_line() -> None:
    page = page_with("các xã, phường.", size=46)
    line = max(segment_page(clean_page(page, 200)).segments, key=lambda segment: segment.base)
    x, base, right = line.x_height, line.base, line.box.right
    last_letter = slice(round(right - 1.6 * x), round(right - 0.45 * x))
    for row in (base, base - 0.5 * x):
        page[round(row - 2) : round(row + 2), last_letter] = 255
    broken = max(segment_page(clean_page(page, 200)).segments, key=lambda segment: segment.base)
    assert broken.box.right == pytest.approx(right, abs=2)
