# SPDX-License-Identifier: Apache-2.0
"""Names of signers crossed by strokes."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.cleanup import CleanedPage, clean_page
from pipeline.model import Box
from pipeline.ocr import read_image
from pipeline.ocr.combining import Reading, place_of
from pipeline.ocr.crossed_names import FEWEST, SIZES, _name_of, crossed_names
from pipeline.ocr.engine import ReadLine, ReadWord
from pipeline.ocr.segments import segment_page
from tests.cleanup.drawn import SIGNER, Pixels, letter


def said(*readings: str) -> tuple[str, ...]:
    """Each of the readings a few times."""
    return tuple(text for text in readings for _ in range(FEWEST))


def name_of(*readings: str) -> str | None:
    found = _name_of(readings)
    return found and " ".join(word for word, _ in found)


@pytest.mark.parametrize(
    ("readings", "name"),
    [
        (said("Nguyễn Thị Xuân"), "Nguyễn Thị Xuân"),
        (said("& Nguyễn Thị Xuân.", "Š Nguyễn Thị Xuân —"), "Nguyễn Thị Xuân"),
        (("Nguyễn Thị Xuân",) * 4 + ("Nguyễn TRƒ Xuân",) * 9, "Nguyễn Thị Xuân"),
        (("Lê Hữu Khiêm",) * 5 + ("Lê Hữu Xhiêm",) * 6 + ("Lê Hữu Xiêm",) * 2, "Lê Hữu Khiêm"),
        (said("Trần Văn/ Khai"), "Trần Văn Khai"),
        (said("Vi Văn Tựu Kê"), "Vi Văn Tựu Kê"),
        # two names as often, another number of words, no family name, too few, no syllables
        (said("Nguyễn Minh Xuân", "Nguyễn Linh Xuân"), None),
        (("Nguyễn Xuân",) * 3 + ("Nguyễn Thị Xuân",) * 3 + ("Nguyễn Thị Xu ân",) * 3, None),
        (said("Phiầi Thanh Giáp"), None),
        (said("HẾ Văn Chinh"), None),
        (("Nguyễn Thị Xuân",) * (FEWEST - 1), None),
        (said("Nguyễn Z6i Xuân"), None),
        (said("KT. CHỦ TỊCH"), None),
        ((), None),
    ],
)
def test_readings_vote_word_by_word(readings: tuple[str, ...], name: str | None):
    assert name_of(*readings) == name


def test_a_word_is_as_sure_as_readings_agree():
    found = _name_of(("Nguyễn Thị Xuân",) * 4 + ("Nguyễn TRƒ Xuân",) * 12)
    assert found == (("Nguyễn", 1.0), ("Thị", 0.25), ("Xuân", 1.0))


def signed(*stroke: tuple[int, int]) -> Pixels:
    """A letter over whose signer a thin pen has gone: places of its stroke from the left of the
    page and from the foot of the name, px."""
    page = letter(200)
    foot = int(np.flatnonzero((page[1500:, 900:] < 128).any(axis=1)).max()) + 1500
    points = np.array([(x, foot + y) for x, y in stroke], np.int32)
    cv2.polylines(page, [points.reshape(-1, 1, 2)], False, 0, 1, cv2.LINE_AA)
    return page


def spoiled(page: CleanedPage) -> tuple[dict[int, list[Reading]], int]:
    """What is read on the page: the lowest line at the right in pieces, all else surely."""
    segmentation = segment_page(page)
    at_right = [s for s in segmentation.segments if s.box.left > 0.45 * page.image.shape[1]]
    lowest = max(at_right, key=lambda s: s.base)
    words = {s.index: [Reading("chữ", 0.95, place_of(s.box))] for s in segmentation.segments}
    words[lowest.index] = [Reading("Ngx", 0.4, place_of(lowest.box))]
    return words, lowest.index


def lines(*texts: str) -> tuple[ReadLine, ...]:
    box = Box(0, 0, 9, 9)
    return tuple(
        ReadLine(tuple(ReadWord(word, 0.9, box) for word in text.split()), 0, 0, box)
        for text in texts
    )


def test_only_spoiled_lines_at_the_right_are_read_again_in_every_size():
    page = clean_page(letter(200), 200)
    segmentation = segment_page(page)
    words, lowest = spoiled(page)
    heights: list[int] = []

    def read(image: Pixels) -> tuple[ReadLine, ...]:
        heights.append(image.shape[0])
        return lines("Nguyễn Thị Xuân", "Nguyễn Thị Xuân", "Nguyễn Thị Xuân")

    found = crossed_names(words, segmentation, page.image, 30.0, read)
    assert len(heights) == len(SIZES)
    assert heights[1] < heights[0] < heights[2]
    assert [word.text for word in found[lowest]] == ["Nguyễn", "Thị", "Xuân"]
    assert all(not read for index, read in found.items() if index != lowest)
    places = [word.place for word in found[lowest]]
    assert places == sorted(places)
    assert all(0.75 < word.confidence < 0.9 for word in found[lowest])


def test_what_does_not_begin_as_a_name_is_read_again_once():
    page = clean_page(letter(200), 200)
    words, _ = spoiled(page)
    sizes: list[int] = []

    def read(image: Pixels) -> tuple[ReadLine, ...]:
        sizes.append(image.shape[0])
        return lines("Phiầi Thanh Giáp", "chữ khác")

    assert crossed_names(words, segment_page(page), page.image, 30.0, read) == {}
    assert len(sizes) == 1


def test_what_the_readings_do_not_agree_on_stays():
    page = clean_page(letter(200), 200)
    words, _ = spoiled(page)
    other = iter("Nguyễn Minh Xuân|Nguyễn Linh Xuân|Nguyễn Ninh Xuân".split("|") * 3)
    found = crossed_names(
        words, segment_page(page), page.image, 30.0, lambda _: lines(*[next(other)] * 3)
    )
    assert found == {}


def test_nothing_is_read_again_where_all_is_sure():
    page = clean_page(letter(200), 200)
    segmentation = segment_page(page)
    words = {s.index: [Reading("chữ", 0.95, place_of(s.box))] for s in segmentation.segments}

    def read(_: Pixels) -> tuple[ReadLine, ...]:
        raise AssertionError("nothing is to be read")

    assert crossed_names(words, segmentation, page.image, 30.0, read) == {}


@pytest.mark.parametrize(
    "stroke",
    [
        ((960, -8), (1080, -26), (1220, -2)),
        ((1230, -120), (1248, 6), (1270, -60), (1290, -110)),
    ],
)
def test_a_name_is_read_under_a_stroke_of_a_pen(stroke: tuple[tuple[int, int], ...]):
    assert SIGNER in read_image(signed(*stroke), 200)[0].text
