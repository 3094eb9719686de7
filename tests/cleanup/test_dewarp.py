# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.cleanup import clean_page
from pipeline.cleanup.bend import POWERS, Bend
from pipeline.cleanup.dewarp import measured_bend
from pipeline.cleanup.print_size import components_of, ink_mask, measured_x_height
from pipeline.cleanup.sheet import Sheet
from pipeline.settings import CleanupSettings
from tests.cleanup.drawn import BODY, Pixels, dark_where_it_was, face, letter, turned, with_seal


def running_text(lines: int = 26) -> Pixels:
    """A page at 150 dpi full of running text."""
    page = Image.new("L", (1240, 1754), 255)
    draw = ImageDraw.Draw(page)
    for k in range(lines):
        draw.text((160, 200 + 52 * k), BODY[k % len(BODY)], font=face("regular", 27), fill=0)
    return np.asarray(page).copy()


def bowed(page: Pixels, top: float, bottom: float) -> Pixels:
    """Lines bowed by so many px, upwards where negative, at the top and the bottom of the page."""
    height, width = page.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    bow = (top + (bottom - top) * y / height) * np.sin(np.pi * x / width)
    return cv2.remap(
        page, x, (y - bow).astype(np.float32), cv2.INTER_CUBIC, borderValue=(255, 255, 255)
    ).astype(np.uint8)


def from_aside(page: Pixels, inwards: float) -> Pixels:
    """The right side of the page further away: shorter by ``inwards`` of its height."""
    height, width = page.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    away = inwards * height / 2
    seen = corners + np.array([[0, 0], [0, away], [0, -away], [0, 0]], np.float32)
    view = cv2.getPerspectiveTransform(corners, seen)
    return cv2.warpPerspective(
        page, view, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255)
    ).astype(np.uint8)


def bend_of(page: Pixels) -> Bend | None:
    components = components_of(ink_mask(page))
    x_height = measured_x_height(components)
    assert x_height is not None
    found = measured_bend(components, x_height, 0.0)
    return None if found is None else found[1]


def steps(page: Pixels, settings: CleanupSettings | None = None) -> dict[str, object]:
    done = clean_page(page, 150, settings).steps
    return next((s.parameters for s in done if s.step == "cleanup.deskew_and_scale"), {})


BENT = {
    "bowed alike": lambda: bowed(running_text(), 20, 20),
    "bowed one way above, the other below": lambda: bowed(running_text(), -18, 18),
    "from aside": lambda: from_aside(running_text(), 0.08),
    "from far aside, and turned": lambda: turned(from_aside(running_text(), 0.14), 2),
    "from aside, and bowed": lambda: from_aside(bowed(running_text(), 14, 22), 0.06),
}


@pytest.mark.parametrize("name", BENT)
def test_bent_lines_are_made_straight(name):
    page = BENT[name]()
    before = bend_of(page)
    assert before is not None
    assert before.deepest > 8
    cleaned = clean_page(page, 150)
    assert cleaned.bend is not None
    assert bend_of(cleaned.image) is None  # nothing left that is worth another look
    across = np.flatnonzero((cleaned.image < 128).any(axis=0))
    left, right = across[0] + 0.05 * np.ptp(across), across[-1] - 0.1 * np.ptp(across)
    rows = (cleaned.image[:, int(left) : int(right)] < 128).any(axis=1)
    lines = int((np.diff(rows.astype(int)) == 1).sum())
    assert lines >= 20  # blank rows part the lines from end to end; bent ones run into each other


@pytest.mark.parametrize("name", BENT)
def test_boxes_of_a_bent_page_find_their_way_back(name):
    page = BENT[name]()
    assert dark_where_it_was(page, clean_page(page, 150)) >= 58


@pytest.mark.parametrize(
    "page",
    [letter(150), running_text(), turned(running_text(), 3), turned(letter(200), -9)],
    ids=["letter", "running text", "turned text", "turned letter"],
)
def test_straight_pages_are_not_bent(page):
    assert "straightened" not in steps(page)


def test_two_columns_whose_lines_do_not_meet_are_not_bent():
    left, right = running_text(), running_text(25)
    shifted = np.full_like(right, 255)
    shifted[19:] = right[:-19]
    assert bend_of(np.hstack([left, shifted])) is None


def test_straightening_can_be_switched_off():
    page = BENT["from aside"]()
    assert "straightened" in steps(page)
    assert "straightened" not in steps(page, CleanupSettings(dewarp=False))
    assert steps(page, CleanupSettings(deskew=False)) == {}


def test_the_seal_of_a_bent_page_is_found_where_it_was():
    page, (x, y, _) = with_seal(letter(200))
    text = cv2.resize(running_text(10), (page.shape[1], 2338))[300:900]
    page[1560:2160] = np.minimum(page[1560:2160], text[:, :, None])
    cleaned = clean_page(bowed(page, 30, 30), 200)
    assert cleaned.bend is not None
    (seal,) = cleaned.seals
    box = cleaned.original_box(seal.x - 1, seal.y - 1, seal.x + 1, seal.y + 1)
    bow = 30 * np.sin(np.pi * x / page.shape[1])
    assert abs(box.left - x) < 8
    assert abs(box.top - (y + bow)) < 8


def test_a_bend_is_undone_by_itself_and_moves_with_the_page():
    factors = np.zeros(len(POWERS))
    factors[:4] = (0.0, 12.0, -20.0, 5.0)
    bend = Bend(factors, (500.0, 700.0), (400.0, 600.0))
    x = np.linspace(50, 950, 13)
    straight = np.linspace(90, 1400, 13)
    bent = straight + bend.drop(x, straight)
    assert bend.straightened(x, bent) == pytest.approx(straight, abs=0.01)
    moved = bend.moved(0.5, 30, 40)
    assert moved.drop(x * 0.5 + 30, straight * 0.5 + 40) == pytest.approx(
        bend.drop(x, straight) * 0.5
    )
    assert moved.deepest == pytest.approx(bend.deepest * 0.5)


def test_a_large_page_is_drawn_band_by_band_without_seams():
    page = np.tile(np.arange(0, 200, dtype=np.uint8)[:, None], (8, 40))
    bend = Bend(np.zeros(len(POWERS)), (20.0, 800.0), (20.0, 800.0))
    drawn = Sheet(page).straightened(np.eye(3), bend, 40, 1600)
    assert np.array_equal(drawn.image, page)


def test_a_straightened_page_is_not_moved_again():
    page = np.full((80, 60), 255, np.uint8)
    bend = Bend(np.zeros(len(POWERS)), (30.0, 40.0), (30.0, 40.0))
    straight = Sheet(page).straightened(np.eye(3), bend, 60, 80)
    with pytest.raises(ValueError, match="not moved"):
        straight.moved(page, np.eye(3), 1.0)
