# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from pipeline.repair.line_edits import Edit, composed, edited, places_before

LINES = ["chỉ thị số 30", "", "của Ban Bí thư"]


@st.composite
def edits_of(draw: st.DrawFn, lines: list[str]) -> list[Edit]:
    """Edits of lines that do not overlap, insertions among them."""
    made = []
    for number, line in enumerate(lines):
        cuts = sorted(draw(st.lists(st.integers(0, len(line)), max_size=6, unique=True)))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False):
            made.append(Edit(number, start, end, draw(st.text("ab ", max_size=4)), "x", 0.9))
    return made


@given(st.data())
def test_edits_composed_do_what_they_do_one_after_the_other(data: st.DataObject) -> None:
    first = data.draw(edits_of(LINES))
    after = edited(LINES, first)
    second = data.draw(edits_of(after))
    both = composed(LINES, first, second)
    assert edited(LINES, both) == edited(after, second)
    for one, other in itertools.pairwise(both):
        assert one.line < other.line or one.end <= other.start


def test_edits_that_do_not_meet_stay_apart() -> None:
    gap = Edit(0, 3, 3, " ", "a gap lost", 0.95)
    word = Edit(0, 5, 8, "thị", "read so", 0.8)
    assert edited(["vềchi thi"], [Edit(0, 2, 2, " ", "", 1.0)]) == ["về chi thi"]
    line = "vềa chi thi"
    assert composed([line], [gap], [word]) == (gap, Edit(0, 4, 7, "thị", "read so", 0.8))
    assert composed([line], [], [word]) == (word,)


def test_places_of_an_edited_line_are_found_again() -> None:
    edits = [Edit(0, 2, 9, "tăng cường", "", 1.0), Edit(0, 12, 12, " ", "", 1.0)]
    assert list(places_before((0, 2, 7, 12, 14, 15, 16, 20), edits)) == [
        0, 2, 2, 9, 11, 12, 12, 16,
    ]  # fmt: skip
