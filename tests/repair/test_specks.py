# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from pipeline.repair.pieces import pieces_of
from pipeline.repair.specks import BEGIN, END, MIDDLE, places_in, speck_log, speck_logs, specks


def found(line: str) -> list[str]:
    pieces = list(pieces_of(line, 0, ()))
    return [pieces[n].text for n, _ in specks(pieces)]


def test_only_short_readings_that_touch_nothing_may_be_specks():
    assert found("ae nhan dan tinh oo") == ["ae", "nhan", "dan", "tinh", "oo"]
    assert found("a) chinh quyen: 7 b0") == []


def test_the_ends_of_a_line_reach_over_short_readings():
    pieces = list(pieces_of("ae thuc hien quyen nguoi thuong trung ee oo", 0, ()))
    places = places_in(pieces)
    assert places[0] == BEGIN
    assert places[-2:] == [END, END]
    assert places[4] == MIDDLE


def test_specks_are_likelier_at_the_ends_of_a_line():
    assert speck_log("ae", END) > speck_log("ae", MIDDLE)
    assert speck_log("ae", BEGIN) > speck_log("ae", MIDDLE)


def test_the_shares_of_lengths_and_letters_are_shares():
    logs = speck_logs()
    for kind in ("length", "letter"):
        assert math.isclose(sum(map(math.exp, logs[kind].values())), 1.0, abs_tol=0.05)


@given(st.text("aeo_7đ ).-", max_size=30))
def test_every_speck_has_a_probability(line: str):
    pieces = list(pieces_of(line, 0, ()))
    assert all(log < 0 for _, log in specks(pieces))
