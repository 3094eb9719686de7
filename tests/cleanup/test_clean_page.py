# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from PIL import Image, ImageDraw

from pipeline.cleanup import black_seals, clean_page, illumination
from pipeline.cleanup.sheet import Sheet, as_sheet_image
from pipeline.settings import CleanupSettings
from tests.cleanup.drawn import (
    BODY,
    Pixels,
    dark_share,
    dark_where_it_was,
    face,
    letter,
    shaded,
    turned,
    with_seal,
)


def steps_of(cleaned):
    return {step.step.removeprefix("cleanup."): step.parameters for step in cleaned.steps}


def test_a_clean_page_is_left_as_it_is():
    page = letter(200)
    cleaned = clean_page(page, 200)
    assert steps_of(cleaned) == {}
    assert np.array_equal(cleaned.image, page)
    assert np.array_equal(cleaned.to_original, np.eye(3))


def test_cleaning_does_not_change_the_image_it_is_given():
    page = with_seal(shaded(letter(150), 0.6), 150)[0]
    before = page.copy()
    clean_page(page, 150)
    assert np.array_equal(page, before)


@pytest.mark.parametrize("degrees", [-14.0, -3.3, -0.7, 0.5, 1.5, 8.0, 14.0])
def test_skew_is_measured_to_a_tenth_of_a_degree(degrees):
    turn = steps_of(clean_page(turned(letter(150), degrees), 150))["deskew_and_scale"]["turned"]
    # a page turned clockwise has lines that fall to the right
    assert turn == pytest.approx(-degrees, abs=0.1)


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_sideways_and_upside_down_pages_are_turned_upright(quarters):
    page = letter(200)
    cleaned = clean_page(np.rot90(page, quarters), 200)
    assert np.array_equal(cleaned.image, page)


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_thick_print_whose_marks_melt_into_its_letters_is_turned_upright(quarters):
    page = np.where(cv2.erode(letter(200), np.ones((3, 3), np.uint8)) < 160, 0, 255)
    # of all marks the dots below are left: none stands above a letter
    kept = with_dots_below_only(page.astype(np.uint8))
    turned = steps_of(clean_page(np.rot90(kept, quarters), 200)).get("orientation", {})
    assert turned.get("turned", 0) == (-90 * quarters) % 360


def with_dots_below_only(page):
    """The page without small marks that have a letter close below them."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(255 - page)
    page = page.copy()
    for label, (left, top, width, height, _) in enumerate(stats):
        if label and max(width, height) < 12:
            below = page[top + height + 1 : top + height + 9, left : left + width]
            if (below == 0).any():
                page[labels == label] = 255
    return page


def page_of_text(dpi: int) -> Pixels:
    """A page full of lines, gray."""
    page = Image.new("L", (round(8.27 * dpi), round(11.69 * dpi)), 255)
    draw = ImageDraw.Draw(page)
    for n in range(38):
        line = BODY[n % len(BODY)], face("regular", round(13 * dpi / 72))
        draw.text((dpi, dpi * (0.8 + 0.26 * n)), line[0], font=line[1], fill=0)
    return np.asarray(page).copy()


def test_the_red_seal_goes_and_the_black_name_under_it_stays():
    page = letter(200)
    sealed, (x, y, radius) = with_seal(page)
    cleaned = clean_page(sealed, 200)
    assert len(cleaned.seals) == 1
    seal = cleaned.seals[0]
    assert np.hypot(seal.x - x, seal.y - y) < 6
    assert seal.radius == pytest.approx(radius, rel=0.06)
    box = (x - radius, y - radius, x + radius, y + radius)
    assert dark_share(cleaned.image, box) == pytest.approx(dark_share(page, box), abs=0.012)


def test_on_a_gray_scan_the_seal_goes_by_its_level():
    page = letter(200)
    sealed, (x, y, radius) = with_seal(page)
    gray = cv2.cvtColor(sealed, cv2.COLOR_BGR2GRAY)
    cleaned = clean_page(gray, 200)
    assert steps_of(cleaned)["gray_seals"]["seals"] == [
        [pytest.approx(x, abs=6), pytest.approx(y, abs=6), pytest.approx(radius, rel=0.06)]
    ]
    box = (x - radius, y - radius, x - radius // 2, y + radius)  # no signature there
    assert dark_share(gray, box, 160) > dark_share(page, box, 160) + 0.05
    assert dark_share(cleaned.image, box, 160) == pytest.approx(
        dark_share(page, box, 160), abs=0.012
    )


def worn(page, cut):
    """A grid of 4 x 4 cells whose level lines are broken every ``cut`` px."""
    for n in range(5):
        cv2.line(page, (200 + 200 * n, 1500), (200 + 200 * n, 1740), 0, 2)
        for x in range(200, 1000, cut):
            cv2.line(page, (x, 1500 + 60 * n), (x + cut - 12, 1500 + 60 * n), 0, 2)
    return page


def test_worn_lines_of_a_table_are_whole():
    rules = clean_page(worn(letter(200), 70), 200).rules
    level = [line.box for line in rules if line.horizontal and line.box.width > 300]
    assert len(level) == 5
    assert all(box.width == pytest.approx(level[0].width, rel=0.03) for box in level)


def test_dots_below_numbers_turn_no_page():
    page = Image.new("L", (1654, 2339), 255)
    draw = ImageDraw.Draw(page)
    for y in range(200, 2000, 60):
        draw.text(
            (150, y), "680  80608  6808  88  06860  8068", font=face("regular", 40), anchor="ls"
        )
        for x in range(150, 1400, 9):
            draw.rectangle((x, y + 9, x + 3, y + 12), fill=0)
    assert "orientation" not in steps_of(clean_page(np.asarray(page), 200))


def test_lines_broken_into_dashes_are_found_as_such_and_dashes_of_text_are_none():
    cleaned = clean_page(worn(letter(200), 21), 200)
    level = [line.box for line in cleaned.rules if line.horizontal and line.box.width > 300]
    assert steps_of(cleaned)["dotted_rules"] == {"horizontal": len(level)}
    assert level
    scale = np.linalg.norm(cleaned.to_original[0, :2])
    assert all(1490 < box.top * scale < 1750 for box in level)


def test_the_rings_of_a_seal_as_dark_as_print_go():
    sealed, (x, y, _) = with_seal(letter(200))
    dark = np.where(cv2.cvtColor(sealed, cv2.COLOR_BGR2GRAY) < 200, 0, 255).astype(np.uint8)
    cleaned = clean_page(dark, 200)
    (seal,) = cleaned.seals
    to_original = cleaned.to_original @ (seal.x, seal.y, 1)
    assert np.hypot(to_original[0] - x, to_original[1] - y) < 6
    angles = np.linspace(0, 2 * np.pi, 360)
    rim = np.stack([seal.x + seal.radius * np.cos(angles), seal.y + seal.radius * np.sin(angles)])
    at = np.clip(np.round(rim).astype(int), 0, None)
    assert (cleaned.image[at[1], at[0]] < 128).mean() < 0.15
    kept = steps_of(clean_page(dark, 200, CleanupSettings(colour_marks=False)))
    assert "black_seals" not in kept


def test_strokes_that_a_black_ring_crosses_are_whole():
    strokes = np.full((2339, 1654), 255, np.uint8)
    for x, slant in ((750, -30), (800, 0), (850, 30)):
        cv2.line(strokes, (x, 1580), (x + slant, 2020), 0, 5)
    ringed = strokes.copy()
    cv2.circle(ringed, (800, 1800), 140, 0, 8)
    cv2.circle(ringed, (800, 1800), 90, 0, 2)
    done, what = black_seals.take_off(Sheet(ringed, bilevel=True, x_height=16.0))
    assert what is not None
    ring = (ringed == 0) & (strokes == 255)
    crossed = cv2.dilate(ring.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    assert (done.image[ring] < 128).mean() < 0.15
    assert (done.image[crossed & (strokes == 0)] < 128).mean() > 0.7


def test_a_page_of_tables_and_text_has_no_black_seal():
    page = np.where(letter(200) < 128, 0, 255).astype(np.uint8)
    for n in range(5):
        cv2.rectangle(page, (200, 1500 + 60 * n), (1300, 1560 + 60 * n), 0, 3)
    cv2.ellipse(page, (700, 2000), (250, 90), 0, 0, 360, 0, 4)
    assert "black_seals" not in steps_of(clean_page(page, 200))


def test_the_soft_print_of_an_enlarged_page_is_no_gray_seal():
    small = cv2.GaussianBlur(page_of_text(150), (0, 0), 0.7).astype(float) * 0.88 + 15
    small += np.random.default_rng(1).normal(0, 7, small.shape)
    stored = cv2.imencode(
        ".jpg", small.clip(0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 60]
    )
    image = cv2.imdecode(stored[1], cv2.IMREAD_GRAYSCALE)
    for times in (1.33, 2.0):
        page = cv2.resize(image, None, fx=times, fy=times, interpolation=cv2.INTER_CUBIC)
        assert "gray_seals" not in steps_of(clean_page(page, 150 * times))


def paling(page, darkness):
    """A page whose print has only a share of its darkness, by columns or rows of the page."""
    grain = np.random.default_rng(3).normal(0, 3, page.shape)
    return np.clip(255 - (255.0 - page) * darkness + grain, 0, 255).astype(np.uint8)


def band(places, middle, width, least):
    """Darkness of print along a page: all of it but for a band."""
    return 1 - (1 - least) * np.exp(-(((places - middle) / width) ** 2))


ACROSS, DOWN = np.arange(1654.0)[None], np.arange(2338.0)[:, None]


@pytest.mark.parametrize(
    "darkness",
    [
        band(ACROSS, 800, 60, 0.2),
        band(DOWN, 1200, 90, 0.3),
        1 - 0.75 * np.clip((ACROSS - 700) / 600, 0, 1),
        1 - 0.75 * np.clip((DOWN - 500) / 700, 0, 1),
    ],
    ids=["band down the page", "band across it", "one side", "the foot"],
)
def test_print_that_pales_by_degrees_is_made_even(darkness):
    dense = page_of_text(200)
    page = paling(dense, np.broadcast_to(darkness, (2338, 1654))[: len(dense), : dense.shape[1]])
    cleaned = clean_page(page, 200)
    assert "uneven_ink" in steps_of(cleaned)
    assert "gray_seals" not in steps_of(cleaned)
    as_dark = clean_page(dense, 200).image < 128
    assert ((cleaned.image < 128) & as_dark).sum() > 0.93 * as_dark.sum()
    off = CleanupSettings(contrast=False)
    assert "uneven_ink" not in steps_of(clean_page(page, 200, off))


def other_side(page):
    seen = cv2.GaussianBlur(np.roll(page[:, ::-1], 37, axis=0), (0, 0), 1.5)
    return np.minimum(page, 255 - (255 - seen) * 0.4).astype(np.uint8)


def watermarked(page):
    marked = page.copy()
    for y in range(300, 2200, 250):
        cv2.putText(marked, "BAN SAO LUU TRU", (200, y), cv2.FONT_HERSHEY_SIMPLEX, 2, 190, 4)
    return np.minimum(page, marked)


@pytest.mark.parametrize("page", [letter(200), page_of_text(200)], ids=["letter", "text"])
def test_what_shows_through_goes_and_print_stays(page):
    cleaned = clean_page(other_side(page), 200)
    assert "show_through" in steps_of(cleaned)
    bare = clean_page(page, 200).image
    assert np.abs((cleaned.image < 128).sum() / (bare < 128).sum() - 1) < 0.03
    left = ((cleaned.image < 250) & (bare > 250)).sum()  # what touches print
    assert left < 0.3 * ((other_side(page) < 250) & (page > 250)).sum()
    off = CleanupSettings(illumination=False)
    assert "show_through" not in steps_of(clean_page(other_side(page), 200, off))


@pytest.mark.parametrize("spoil", [np.copy, watermarked, lambda p: shaded(p, 0.5)])
def test_sharp_marks_and_shadows_are_no_show_through(spoil):
    for page in (letter(200), page_of_text(200), paling(letter(200), 0.4)):
        assert "show_through" not in steps_of(clean_page(spoil(page), 200))


@pytest.mark.parametrize("spoil", [np.copy, other_side, watermarked, lambda p: shaded(p, 0.5)])
def test_what_does_not_pale_by_degrees_is_left(spoil):
    for page in (letter(200), page_of_text(200)):
        assert "uneven_ink" not in steps_of(clean_page(spoil(page), 200))


@pytest.mark.parametrize("name", ["letter", "shaded", "black seal", "bilevel seal"])
def test_what_is_no_gray_seal_stays(name):
    gray = cv2.cvtColor(with_seal(letter(200))[0], cv2.COLOR_BGR2GRAY)
    page = {
        "letter": letter(200),
        "shaded": shaded(letter(200), 0.6),
        "black seal": np.where(gray < 200, 20, 255).astype(np.uint8),
        "bilevel seal": np.where(gray < 200, 0, 255).astype(np.uint8),
    }[name]
    assert "gray_seals" not in steps_of(clean_page(page, 200))


def ruled(page, slant=0):
    """A grid of 3 x 3 cells, 50 px high, rules 2 px thick that fall by ``slant`` px."""
    out = page.copy()
    for n in range(4):
        y = 900 + 50 * n
        cv2.line(out, (200, y), (1100, y + slant), 0, 2)
        x = 200 + 300 * n
        cv2.line(out, (x, 900), (x - slant // 2, 1050 + slant * n // 3), 0, 2)
    return out


@pytest.mark.parametrize("slant", [0, 3, 5])
def test_the_rules_of_a_table_leave_nothing_where_they_cross(slant):
    page = letter(200)
    page[860:1100] = 255
    for n in range(9):  # print beside it keeps a remain from being cleared as a speck
        at = (210 + 300 * (n % 3), 932 + 50 * (n // 3))
        cv2.putText(page, "1248", at, cv2.FONT_HERSHEY_DUPLEX, 0.8, 0, 2)
    cleaned = clean_page(ruled(page, slant), 200, CleanupSettings(deskew=False, scale=False))
    across = [line for line in cleaned.rules if line.horizontal]
    down = [line for line in cleaned.rules if not line.horizontal]
    assert sum(line.box.width > 800 for line in across) == 4
    assert sum(line.box.height > 130 for line in down) == 4
    cells = (150, 870, 1150, 1090)
    assert dark_share(cleaned.image, cells) == pytest.approx(dark_share(page, cells), abs=2e-5)


def test_a_box_around_a_line_goes_with_its_sides_and_stems_stay():
    page = letter(200)
    page[860:1100] = 255
    cv2.putText(page, "HOA TOC", (300, 960), cv2.FONT_HERSHEY_DUPLEX, 1.2, 0, 3)
    cv2.putText(page, "HHHHHIIIIIIIHHHHH", (600, 960), cv2.FONT_HERSHEY_DUPLEX, 1.0, 0, 3)
    for y in (936, 963):  # rules nearer than letters are high
        cv2.line(page, (590, y), (1000, y), 0, 2)
    bare = page.copy()
    cv2.rectangle(page, (280, 915), (500, 975), 0, 2)
    cleaned = clean_page(page, 200, CleanupSettings(deskew=False, scale=False))
    assert dark_share(cleaned.image, (270, 905, 290, 985)) == 0
    assert dark_share(cleaned.image, (490, 905, 510, 985)) == 0
    stems = (600, 940, 1000, 960)
    assert dark_share(cleaned.image, stems) > 0.7 * dark_share(bare, stems)


def test_red_stamped_text_outside_the_seal_stays_to_be_read():
    page = np.repeat(letter(200)[:, :, None], 3, axis=2)
    black_only = page.copy()
    top, bottom = 560, 700
    red = page[1190:1230, 200:1500].copy()
    page[top : top + 40, 200:1500] = np.where(red < 128, np.array([40, 30, 200], np.uint8), 255)
    kept = clean_page(page, 200).image
    assert dark_share(kept, (200, top, 1500, bottom), 128) > 0.5 * dark_share(
        black_only[:, :, 0], (200, 1190, 1500, 1230)
    ) * 40 / (bottom - top)


def test_uneven_light_becomes_white_paper():
    cleaned = clean_page(shaded(letter(150), 0.5), 150)
    assert "illumination" in steps_of(cleaned)
    assert np.quantile(cleaned.image, 0.2) > 240


def test_faint_print_on_unevenly_lit_paper_is_no_paper():
    page = letter(150).astype(float)
    half = page.shape[1] // 2
    page[:, :half] = 240 - (255 - page[:, :half]) * 0.09
    page[:, half:] = 240 - (255 - page[:, half:]) * 0.3
    done, what = illumination.even_out(Sheet(shaded(page.astype(np.uint8), 0.8)))
    assert what is not None
    printed = letter(150) < 60
    assert np.median(done.image[:, :half][printed[:, :half]]) < 240
    assert (
        np.quantile(
            done.image[~cv2.dilate(printed.astype(np.uint8), np.ones((7, 7))).astype(bool)], 0.1
        )
        > 250
    )


@pytest.mark.parametrize("colour", [(200, 150, 255), (255, 210, 150), (110, 200, 255)])
def test_print_under_a_highlighter_stays_and_the_colour_goes(colour):
    page = cv2.cvtColor(letter(200), cv2.COLOR_GRAY2BGR)
    height, width = page.shape[:2]
    left, right = int(0.2 * width), int(0.8 * width)
    top, bottom = int(0.3 * height), int(0.33 * height)
    laid = page[top:bottom, left:right]
    laid[:] = (laid * (np.array(colour) / 255)).astype(np.uint8)
    cleaned = clean_page(page, 200, CleanupSettings(scale=False, deskew=False))
    assert steps_of(cleaned)["colour_marks"]["highlights"] >= 1
    before, after = letter(200)[top:bottom, left:right], cleaned.image[top:bottom, left:right]
    assert (after > 240).mean() > 0.9 * (before > 240).mean()
    assert (after < 128).sum() == pytest.approx((before < 128).sum(), rel=0.15)


def test_coloured_letters_of_a_stamp_are_no_highlight():
    page = cv2.cvtColor(letter(200), cv2.COLOR_GRAY2BGR)
    cv2.putText(page, "HOA TOC", (300, 620), cv2.FONT_HERSHEY_DUPLEX, 2.4, (40, 30, 210), 5)
    cleaned = clean_page(page, 200, CleanupSettings(scale=False, deskew=False))
    assert "highlights" not in steps_of(cleaned).get("colour_marks", {})
    assert (cleaned.image[560:625, 300:600] < 128).mean() > 0.1


def as_halftone(page: npt.NDArray[np.uint8], paper: float) -> npt.NDArray[np.uint8]:
    """Gray paper as a bilevel scan draws it: dots strewn by how gray it is, seeded."""
    gray = page * paper / 255
    rng = np.random.default_rng(5)
    return np.where(rng.uniform(0, 1, page.shape) < gray, 255, 0).astype(np.uint8)


def test_dots_that_a_bilevel_scan_draws_for_gray_become_even_paper():
    cleaned = clean_page(as_halftone(letter(200), 0.9), 200)
    assert "halftone" in steps_of(cleaned)
    assert (cleaned.image > 200).mean() > 0.85
    assert dark_share(cleaned.image, (0, 0, 150, 150)) < 0.002


def test_dust_on_a_bilevel_page_is_no_halftone():
    page = np.where(letter(200) > 128, 255, 0).astype(np.uint8)
    rng = np.random.default_rng(5)
    page[rng.uniform(0, 1, page.shape) < 0.001] = 0
    assert "halftone" not in steps_of(clean_page(page, 200))
    assert "halftone" not in steps_of(
        clean_page(as_halftone(letter(200), 0.9), 200, CleanupSettings(halftone=False))
    )


def test_a_negative_becomes_black_on_white():
    cleaned = clean_page(255 - letter(200), 200)
    assert steps_of(cleaned) == {"negative": {"inverted": True}}
    assert np.array_equal(cleaned.image, letter(200))


@pytest.mark.parametrize("degrees", [0, -1.5])
def test_a_streak_from_edge_to_edge_goes_and_parts_nothing(degrees):
    page = turned(letter(200), degrees)
    height = len(page)
    page[:, 700:702] = 60
    page[: height // 2, 1100:1103] = 60  # as far as the middle: a line of the page
    cleaned = clean_page(page, 200)
    assert steps_of(cleaned)["streaks"] == {"streaks": 1}
    assert not any(650 < line.box.left < 750 for line in cleaned.rules if not line.horizontal)
    assert any(1050 < line.box.left < 1150 for line in cleaned.rules if not line.horizontal)
    left, right = 680, 720
    ink = (cleaned.image[height - 300 : height - 100, left:right] < 128).mean()
    assert ink < 0.005


def test_a_streak_that_touches_letters_on_its_way_is_no_border():
    page = page_of_text(200)
    bare = clean_page(page, 200).image
    touched = page.copy()
    x = 400 + int((page[:, 400:900] < 128).sum(axis=0).argmax())
    touched[:, x : x + 2] = 40
    cleaned = clean_page(touched, 200)
    height = len(page)
    for beside in ((x - 12, 0, x - 3, height), (x + 5, 0, x + 14, height)):
        assert dark_share(cleaned.image, beside) > 0.9 * dark_share(bare, beside)


def broken_streak(page, x, *, first=0, last=None, seed=0):
    """Pieces and gaps of 6 to 120 px, 2 px wide."""
    rng = np.random.default_rng(seed)
    at, last = first, len(page) if last is None else last
    while at < last:
        length, gap = rng.integers(6, 120, 2).tolist()
        page[at : min(at + length, last), x : x + 2] = 0
        at += length + gap
    return page


@pytest.mark.parametrize("degrees", [0, -1.5])
def test_a_broken_streak_goes(degrees):
    bare = turned(page_of_text(200), degrees)
    page = broken_streak(broken_streak(bare.copy(), 700, seed=1), 40, seed=2)
    cleaned, alike = clean_page(page, 200), clean_page(bare, 200)
    assert steps_of(cleaned)["streaks"] == {"streaks": 2}
    height = len(page)
    margin = (30, 0, 50, height)
    assert dark_share(cleaned.image, margin) == 0
    within = (685, 0, 717, height)
    kept = dark_share(cleaned.image, within) / dark_share(alike.image, within)
    assert 0.9 < kept < 1.1
    assert dark_share(page, within) / dark_share(bare, within) > 1.25


def test_a_broken_rule_of_a_table_is_no_streak():
    page = letter(200)
    height = len(page)
    broken_streak(page, 60, first=round(0.07 * height), last=round(0.93 * height))
    assert "streaks" not in steps_of(clean_page(page, 200))


def test_stems_below_each_other_are_no_streak():
    page = Image.new("L", (1654, 2339), 255)
    draw = ImageDraw.Draw(page)
    for row in range(60):
        draw.text((200, 30 + 38 * row), "l", font=face("regular", 36), fill=0)
        draw.text((300, 30 + 38 * row), BODY[row % 5], font=face("regular", 32), fill=0)
    assert "streaks" not in steps_of(clean_page(np.asarray(page).copy(), 200))


def test_the_border_of_a_table_is_no_streak():
    page = letter(200)
    height = len(page)
    page[round(0.05 * height) : round(0.95 * height), 300:303] = 0
    assert "streaks" not in steps_of(clean_page(page, 200))


def pale(page, contrast):
    """A page whose print is so much paler, with a little grain."""
    grain = np.random.default_rng(3).normal(0, 4, page.shape)
    return np.clip(252 - (255.0 - page) * contrast + grain, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("contrast", [0.45, 0.3, 0.22])
def test_faint_print_becomes_dark(contrast):
    cleaned = clean_page(pale(letter(200), contrast), 200)
    assert "contrast" in steps_of(cleaned)
    assert 14 < cleaned.x_height * np.linalg.norm(cleaned.to_original[0, :2]) < 21
    assert np.quantile(cleaned.image, 0.01) < 90
    assert np.median(cleaned.image) > 245
    off = clean_page(pale(letter(200), contrast), 200, CleanupSettings(contrast=False))
    assert "contrast" not in steps_of(off)


@pytest.mark.parametrize(
    "page",
    [
        pale(letter(200)[:, ::-1].copy(), 0.12),  # what shows through from the other side
        pale(np.full((900, 600), 255, np.uint8), 0.3),
        letter(200),
    ],
    ids=["show-through", "blank", "black print"],
)
def test_what_is_no_faint_print_keeps_its_contrast(page):
    assert "contrast" not in steps_of(clean_page(page, 200))


def dithered(page, shade):
    """A bilevel page, black in a corner and grainy between it and the print, as copiers make it."""
    rng = np.random.default_rng(7)
    height, width = page.shape
    down, right = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    darkness = shade * np.clip((down + right - 0.9), 0, 1)
    grain = cv2.GaussianBlur(rng.normal(0, 40, page.shape), (0, 0), 1.2) * 2.5
    return np.where(page - darkness + grain > 128, 255, 0).astype(np.uint8)


@pytest.mark.parametrize("shade", [0, 120, 220, 320])
def test_letters_are_measured_among_the_grain_of_a_dark_copy(shade):
    cleaned = clean_page(dithered(letter(200), shade), 200)
    assert cleaned.x_height is not None
    assert 14 < cleaned.x_height * np.linalg.norm(cleaned.to_original[0, :2]) < 21


def test_a_scanners_dark_border_and_punch_holes_are_cleared():
    page = letter(150)
    page[:, -25:] = 20
    page[:14, :] = 35
    yy, xx = np.ogrid[: page.shape[0], : page.shape[1]]
    for y in (420, 1240):
        page[(yy - y) ** 2 + (xx - 45) ** 2 <= 18**2] = 30
    cleaned = clean_page(page, 150)
    assert steps_of(cleaned)["borders"]["holes"] == 2
    assert dark_share(cleaned.image, (0, 0, 70, cleaned.image.shape[0])) == 0
    assert dark_share(cleaned.image, (page.shape[1] - 25, 0, page.shape[1], 1500)) == 0


def test_specks_go_and_dots_and_marks_stay():
    page = letter(200)
    rng = np.random.default_rng(7)
    for y, x in zip(
        rng.integers(1700, 2200, 60).tolist(), rng.integers(50, 1600, 60).tolist(), strict=True
    ):
        page[y : y + 3, x : x + 3] = 0
    cleaned = clean_page(page, 200)
    assert dark_share(cleaned.image, (0, 1650, 1650, 2300)) == 0
    assert np.array_equal(cleaned.image[:1600], letter(200)[:1600])


def test_ruled_lines_are_taken_off_and_remembered():
    page = letter(200)
    page[350:353, 1000:1400] = 0
    cleaned = clean_page(page, 200)
    assert [(r.horizontal, r.box.width) for r in cleaned.rules] == [
        (True, pytest.approx(400, abs=4))
    ]
    assert dark_share(cleaned.image, (1000, 345, 1400, 358)) == 0


def test_the_stem_of_a_letter_above_a_rule_is_no_part_of_it():
    page = letter(200)
    for y in (1800, 1900, 2000):
        page[y : y + 3, 300:1300] = 0
    for x in (300, 800, 1298):
        page[1800 if x != 800 else 1900 : 2003, x : x + 3] = 0
    page[1868:1898, 800:803] = 0  # the stem of an l in the cell above
    cleaned = clean_page(page, 200)
    inner = [r.box for r in cleaned.rules if not r.horizontal and abs(r.box.left - 800) < 5]
    assert [abs(box.top - 1900) < 4 for box in inner] == [True]
    assert dark_share(cleaned.image, (800, 1868, 803, 1898)) > 0.9


def test_a_dash_alone_in_a_cell_is_no_speck_but_one_in_the_margin_is():
    page = ruled(letter(200), 0)
    boxes = [rule.box for rule in clean_page(page, 200).rules if not rule.horizontal]
    left, right = sorted(boxes, key=lambda box: box.left)[:2]
    middle, top = (left.right + right.left) // 2, (left.top + left.bottom) // 2
    dash = (slice(top, top + 3), slice(middle, middle + 8))
    page[dash] = 0
    page[120:123, 40:48] = 0
    cleaned = clean_page(page, 200)
    assert dark_share(cleaned.image, (middle, top, middle + 8, top + 3)) > 0.8
    assert dark_share(cleaned.image, (40, 120, 48, 123)) == 0


def test_a_dash_as_far_from_both_words_as_a_typewriter_sets_it_is_no_speck():
    page = np.asarray(letter(200)).copy()
    drawing = Image.new("L", (900, 60), 255)
    draw = ImageDraw.Draw(drawing)
    font = face("regular", 36)
    draw.text((10, 45), "Phúc", font=font, fill=0, anchor="ls")
    end = 10 + round(font.getlength("Phúc"))
    draw.text((end + 70, 45), "Giám", font=font, fill=0, anchor="ls")
    page[1900:1960, 200:1100] = np.asarray(drawing)
    dash = (slice(1933, 1936), slice(200 + end + 30, 200 + end + 38))
    alone = (slice(1933, 1936), slice(1000, 1008))  # a word on one side
    page[dash] = page[alone] = 0
    cleaned = clean_page(page, 200).image
    assert cleaned[dash].max() < 128
    assert cleaned[alone].min() > 128


@pytest.mark.parametrize("degrees", [-6.0, 0.0, 4.0])
@pytest.mark.parametrize("quarters", [0, 1, 2])
def test_boxes_find_their_way_back_to_the_original_pixels(degrees, quarters):
    page = turned(np.rot90(letter(300), quarters).copy(), degrees)
    cleaned = clean_page(page, 300)
    height, width = cleaned.image.shape
    assert dark_where_it_was(page, cleaned) >= 58
    whole = cleaned.original_box(0, 0, width, height)
    assert 0 <= whole.left < whole.right <= page.shape[1]
    assert 0 <= whole.top < whole.bottom <= page.shape[0]


def test_large_print_is_reduced_and_a_huge_page_before_anything_else():
    assert clean_page(letter(300), 300).x_height == pytest.approx(17, abs=1)
    cleaned = clean_page(np.repeat(np.repeat(letter(300), 2, axis=0), 2, axis=1), 600)
    assert next(iter(steps_of(cleaned))) == "reduce"
    assert cleaned.x_height == pytest.approx(17, abs=1.5)


@pytest.mark.parametrize("step", ["deskew", "illumination", "orientation", "scale", "specks"])
def test_each_step_can_be_switched_off(step):
    page = shaded(turned(np.rot90(letter(300), 2).copy(), 2), 0.6)
    page[500:508, 1000:1008] = 0
    name = "deskew_and_scale" if step in ("deskew", "scale") else step
    key = {"deskew": "turned", "scale": "scaled"}.get(step)
    on = steps_of(clean_page(page, 300))
    off = steps_of(clean_page(page, 300, CleanupSettings(**{step: False})))
    assert name in on
    assert name not in off or (key in on[name] and key not in off[name])


@pytest.mark.parametrize(
    "page",
    [
        np.full((1, 1), 255, np.uint8),
        np.full((3, 2000), 0, np.uint8),
        np.full((900, 600), 255, np.uint8),
        np.zeros((900, 600, 3), np.uint8),
        np.random.default_rng(0).integers(0, 256, (500, 400, 3), np.uint8),
    ],
    ids=["one pixel", "a black strip", "blank", "black", "noise"],
)
def test_pages_without_text_pass_through(page):
    cleaned = clean_page(page, None)
    assert cleaned.image.ndim == 2
    assert cleaned.image.dtype == np.uint8
    assert cleaned.original_width == page.shape[1]


@given(
    npst.arrays(
        st.sampled_from([np.bool_, np.uint8, np.uint16, np.float32]),
        st.sampled_from([(5, 4), (5, 4, 1), (5, 4, 2), (5, 4, 3), (5, 4, 4)]),
    )
)
def test_every_kind_of_image_becomes_gray_or_colour_bytes(image):
    sheet = as_sheet_image(image)
    assert sheet.dtype == np.uint8
    assert sheet.shape in ((5, 4), (5, 4, 3))


def test_what_is_transparent_is_paper():
    image = np.zeros((4, 4, 4), np.uint8)
    image[:2, :, 3] = 255
    sheet = as_sheet_image(image)
    assert (sheet[:2] == 0).all()
    assert (sheet[2:] == 255).all()


@pytest.mark.parametrize("shape", [(0, 5), (5,), (5, 4, 5), (2, 2, 2, 2)])
def test_what_is_no_image_is_refused(shape):
    with pytest.raises(ValueError, match="not a page image"):
        as_sheet_image(np.zeros(shape, np.uint8))


def test_the_frame_of_a_blue_stamp_is_no_pen_stroke():
    page = np.repeat(letter(200)[:, :, None], 3, axis=2)
    cv2.rectangle(page, (150, 2000), (520, 2150), (168, 62, 46), 3)
    steps = steps_of(clean_page(page, 200))
    assert steps.get("colour_marks", {}).get("pen_strokes", 0) == 0
    signed, _ = with_seal(letter(200))
    assert steps_of(clean_page(signed, 200))["colour_marks"]["pen_strokes"] >= 1


RED, BLUE = (45, 35, 190), (150, 50, 25)


@pytest.mark.parametrize("ink", [RED, BLUE], ids=["red", "blue"])
def test_lines_of_a_pen_around_and_under_words_go(ink):
    black = letter(200)
    page = np.repeat(black[:, :, None], 3, axis=2)
    for middle, size in (((500, 720), (90, 32)), ((900, 810), (55, 26))):
        cv2.ellipse(page, middle, size, 0, -20, 360, ink, 3, cv2.LINE_AA)
    cv2.polylines(page, [np.array([(300, 905), (380, 909), (480, 904)])], False, ink, 3)
    page = np.minimum(page, black[:, :, None])
    cleaned = clean_page(page, 200)
    assert steps_of(cleaned)["colour_marks"]["pen_strokes"] >= 3
    bare = clean_page(black, 200).image
    added = (cleaned.image < 128).sum() / (bare < 128).sum()
    assert 0.99 < added < 1.01


def test_red_letters_that_run_together_are_no_line():
    page = np.repeat(letter(200)[:, :, None], 3, axis=2)
    drawn = Image.fromarray(page)
    ImageDraw.Draw(drawn).text((150, 2000), "THƯỢNG KHẨN", font=face("bold", 60), fill=RED)
    page = np.asarray(drawn).copy()
    page[1990:2090] = cv2.erode(page[1990:2090], np.ones((1, 5), np.uint8))
    assert "colour_marks" not in steps_of(clean_page(page, 200))


def cover(size: int) -> npt.NDArray[np.uint8]:
    """The cover of a report: few letters, nearly all of them capitals; 200 dpi."""
    page = Image.new("L", (1654, 2338), 255)
    draw = ImageDraw.Draw(page)
    for y, line in (
        (300, "ỦY BAN NHÂN DÂN TỈNH NGHỆ AN"),
        (380, "SỞ GIÁO DỤC VÀ ĐÀO TẠO"),
        (1000, "BÁO CÁO"),
        (1100, "TỔNG KẾT NĂM HỌC 2022 - 2023"),
        (1180, "VÀ PHƯƠNG HƯỚNG NĂM HỌC MỚI"),
        (2000, "Nghệ An, tháng 8 năm 2023"),
    ):
        draw.text((827, y), line, font=face("bold", size), fill=0, anchor="mm")
    return cv2.GaussianBlur(np.asarray(page), (0, 0), 0.8).astype(np.uint8)


@pytest.mark.parametrize("size", [40, 46, 52, 58])
def test_the_cover_of_a_report_is_turned_only_if_it_is_upside_down(size):
    assert "orientation" not in steps_of(clean_page(cover(size), 200))
    turned = clean_page(np.ascontiguousarray(cover(size)[::-1, ::-1]), 200)
    assert steps_of(turned)["orientation"] == {"turned": 180}
