# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from pipeline.repair.pieces import pieces_of
from pipeline.repair.specks import (
    BEGIN,
    BESIDE,
    BY_MARK,
    DIGIT_NOISE,
    END,
    MIDDLE,
    NOISE_LEVELS,
    noise_level,
    places_in,
    possible_specks,
    speck_log,
    speck_logs,
    specks,
)


def found(line: str, noise: int = 0) -> list[str]:
    pieces = list(pieces_of(line, 0, ()))
    return [pieces[n].text for n, _ in possible_specks(pieces, noise)]


def level(*lines: str) -> int:
    return noise_level([piece for n, line in enumerate(lines) for piece in pieces_of(line, n, ())])


def test_only_readings_of_few_letters_that_touch_nothing_may_be_specks():
    assert found("ae nhan Renee tinh oo") == ["ae", "nhan", "Renee", "tinh", "oo"]
    assert found("a) chinhquyen: 7 b0") == []


def test_the_ends_of_a_line_reach_over_short_readings():
    pieces = list(pieces_of("ae thuc hien quyen nguoi thuong trung ee oo", 0, ()))
    places = places_in(pieces)
    assert places[0] == BEGIN
    assert places[-2:] == [END, END]
    assert places[4] == MIDDLE


def test_a_digit_is_a_speck_only_alone_at_an_end_of_its_line_and_on_a_noisy_page():
    assert found("lop 7 va 12 em") == ["lop", "va", "em"]
    assert "7" not in found("ty luan gom 7 va 12 em", noise=DIGIT_NOISE)
    assert "7" in found("7 ty luan gom 12 em", noise=DIGIT_NOISE)
    assert "7" in found("ty luan gom 12 em 7", noise=DIGIT_NOISE)
    assert "7" not in found("ty luan gom 12 em 7", noise=DIGIT_NOISE - 1)
    assert "7" not in found("7. Pham vi dieu chinh", noise=2)


def test_a_mark_behind_it_does_not_make_a_word_of_a_speck_inside_the_line():
    assert "oe" in found("nhan dan tinh oe. ")
    assert "a" in found("nhan dan tinh a. ")
    assert "a" not in found("a. nhan dan tinh")
    assert "a" not in found("~ a) nhan dan tinh")


def test_stray_marks_make_a_page_noisy_and_list_marks_do_not():
    assert level("- thuc hien nghi quyet,", "- to chuc (quan triet); trien khai.") == 0
    assert level("| thuc hien ~ nghi quyet _.", "— to chuc : quan triet |") == len(NOISE_LEVELS)


def test_a_word_beside_a_stray_mark_has_a_place_of_its_own():
    pieces = list(pieces_of("thuong trung uong | ae thuong trung uong", 0, ()))
    assert places_in(pieces)[4] == BESIDE
    assert places_in(pieces)[1] == MIDDLE


def test_what_a_mark_parts_from_the_line_has_a_place_of_its_own():
    pieces = list(pieces_of("7 . thuc hien nghiem chinh, thuong trung uong nguyen. ae", 0, ()))
    places = dict(zip([p.text for p in pieces], places_in(pieces), strict=True))
    assert places["7"] == BEGIN + BY_MARK
    assert places["ae"] == END + BY_MARK
    assert places["nguyen"] == END
    for noise in range(len(NOISE_LEVELS) + 1):
        assert speck_log("ae", END + BY_MARK, noise) > speck_log("ae", END, noise)


def test_specks_are_likelier_at_the_ends_of_a_line_and_on_noisy_pages():
    for noise in range(1, len(NOISE_LEVELS) + 1):
        assert speck_log("ae", END, noise) > speck_log("ae", MIDDLE, noise)
        assert speck_log("ae", BEGIN, noise) > speck_log("ae", MIDDLE, noise)
        assert speck_log("ae", END, noise) > speck_log("ae", END, noise - 1)


def test_the_shares_of_words_and_letters_are_shares():
    logs = speck_logs()
    for kinds in (("word", "length"), ("letter",)):  # an invented word is a common one or spelt
        shares = [math.exp(log) for kind in kinds for log in logs[kind].values()]
        assert math.isclose(sum(shares), 1.0, abs_tol=0.05)


@given(st.text("aeo_7đ ).-", max_size=30))
def test_every_speck_has_a_probability(line: str):
    pieces = list(pieces_of(line, 0, ()))
    assert all(log < 0 for _, log in specks(pieces))


def test_a_symbol_read_for_a_vowel_is_no_stray_mark():
    assert level("hoc sinh & trong nuoc", "cu tru @ nuoc ngoai", "nha ¢ tai dia phuong") == 0


def test_inside_a_line_a_syllable_is_no_speck_unless_it_is_commonly_invented():
    def may_be(line: str) -> list[str]:
        pieces = list(pieces_of(line, 0, ()))
        return [pieces[n].text for n, _ in specks(pieces)]

    assert "in" not in may_be("thuong xuyen in nghiem trong")
    assert "oe" in may_be("thuong xuyen oe nghiem trong")
    assert "in" in may_be("thuong xuyen nghiem trong in")


def test_a_commonly_invented_word_is_likelier_a_speck_than_its_letters():
    assert speck_log("ee", MIDDLE, 1) > speck_log("sn", MIDDLE, 1)
