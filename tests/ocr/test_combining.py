# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ocr.combining import Reading, combined


def words(text: str, *confidences: float, width: float = 10) -> list[Reading]:
    """Words set 60 px apart."""
    return [
        Reading(word, confidence, (60.0 * k, 0, 60.0 * k + 5 * width, 20))
        for k, (word, confidence) in enumerate(zip(text.split(), confidences, strict=True))
    ]


def text_of(readings: list[Reading]) -> str:
    return " ".join(reading.text for reading in readings)


def test_the_surer_word_wins_and_the_other_is_kept_as_an_alternative():
    out = combined([words("bổ nhiệm", 0.6, 0.9), words("bố nhiệm", 0.9, 0.8)])
    assert text_of(out) == "bố nhiệm"
    assert dict(out[0].alternatives)["bổ"] < 1
    assert out[1].confidence == 0.9


def test_two_that_agree_outvote_a_third():
    out = combined([words("sở", 0.9), words("sớ", 0.6), words("sớ", 0.6)])
    assert text_of(out) == "sớ"


def test_a_word_only_one_reading_has_stays_if_it_is_sure():
    sure = [Reading("Kính", 0.9, (0, 0, 40, 20)), Reading("gửi:", 0.95, (60, 0, 100, 20))]
    assert text_of(combined([sure, sure[:1]])) == "Kính gửi:"
    weak = [sure[0], Reading("~|", 0.1, (60, 0, 100, 20))]
    assert text_of(combined([weak, sure[:1]])) == "Kính"


def test_words_split_in_one_reading_are_compared_as_a_whole():
    joined = [Reading("Hànội", 0.5, (0, 0, 100, 20))]
    split = [Reading("Hà", 0.9, (0, 0, 40, 20)), Reading("Nội", 0.9, (55, 0, 100, 20))]
    assert text_of(combined([joined, split])) == "Hà Nội"
    assert text_of(combined([split, joined])) == "Hà Nội"


def test_an_empty_reading_says_nothing():
    assert combined([]) == []
    assert combined([[], []]) == []
    one = words("một hai", 0.3, 0.4)
    assert combined([one, []]) == one


@given(
    st.lists(
        st.tuples(st.sampled_from(["đã", "dã", "là", "lả"]), st.floats(0, 1)),
        min_size=1,
        max_size=9,
    )
)
def test_a_reading_combined_with_itself_is_itself(items):
    one = words(" ".join(t for t, _ in items), *(c for _, c in items))
    out = combined([one, one])
    assert text_of(out) in (text_of(one), text_of([w for w in one if w.confidence >= 0.15]))


@pytest.mark.parametrize("shift", [-3.0, 0.0, 3.0])
def test_boxes_need_not_agree_to_the_pixel(shift):
    one = words("ủy ban nhân dân", 0.9, 0.9, 0.9, 0.9)
    other = [Reading(w.text, 0.8, (w.place[0] + shift, 0, w.place[2] + shift, 20)) for w in one]
    assert text_of(combined([one, other])) == "ủy ban nhân dân"
