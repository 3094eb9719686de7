# SPDX-License-Identifier: Apache-2.0
"""What a document shows of its reader is added to the channel."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexicon import syllables
from pipeline.repair.adaptation import Aligner, learned_edits, posterior
from pipeline.repair.channel import END, START, channel
from pipeline.repair.reading_kind import OTHER
from pipeline.repair.repairer import repairer

WORDS = sorted(syllables())[::97]


@given(st.sampled_from(WORDS), st.text("abcdeinotu~\\;6", min_size=1, max_size=8))
def test_cuts_make_up_both_words(printed: str, read: str) -> None:
    cuts = Aligner(channel(OTHER).log_of).cuts(printed, read)
    if cuts:
        assert "".join(was for was, _ in cuts) == START + printed + END
        assert "".join(got for _, got in cuts) == START + read + END


@given(st.floats(0.01, 500), st.floats(0, 500), st.floats(-12, -0.01))
def test_the_channel_is_the_prior_of_what_was_counted(
    number: float, more: float, known: float
) -> None:
    total = number + more
    share = number / total
    found = posterior(number, total, known)
    assert min(share, math.exp(known)) <= found + 1e-9
    assert found <= max(share, math.exp(known)) + 1e-9


def test_several_characters_read_for_one_letter_are_learned() -> None:
    words = {"hoạt": "hof;tt", "đạo": "df;to", "tại": "tf;ti", "mạnh": "mf;tnh", "hạn": "hf;tn"}
    edits = learned_edits(channel(OTHER), dict.fromkeys(words.items(), 2.0))
    assert edits["ạ", "f;t"] > -1.0
    ids, _ = repairer().source(OTHER).with_edits(edits).of("vf;tn")
    assert repairer().model.words[ids[0]] == "vạn"


def test_what_the_channel_knows_is_not_learned_again() -> None:
    known = {(word, word): 0.2 for word in ("trong", "hai", "ban", "theo")}
    assert not any(len(read) == 1 for _, read in learned_edits(channel(OTHER), known))


def test_a_document_changes_no_other() -> None:
    general = repairer().source(OTHER)
    before = general.of("df;to")
    general.with_edits({("ạ", "f;t"): -0.1}).of("df;to")
    after = general.of("df;to")
    assert all((a == b).all() for a, b in zip(before, after, strict=True))


@pytest.mark.parametrize("pairs", [{}, {("a", "x" * 40): 3.0}])
def test_nothing_is_learned_from_nothing(pairs: dict[tuple[str, str], float]) -> None:
    assert learned_edits(channel(OTHER), pairs) == {}
