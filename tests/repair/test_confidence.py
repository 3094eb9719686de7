# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.repair.confidence import neighbour_scores, shares
from pipeline.repair.evidence import Evidence, Weights, evidence_logs, kind_of_evidence, weights_of
from pipeline.repair.language_model import language_model


def test_neighbours_decide_between_words_that_sound_alike():
    model = language_model()
    sequence = np.concatenate(
        [[model.bos] * 3, model.ids("ban hành nghị quyết này".split()), [model.eos]]
    ).astype(np.int32)
    candidates = model.ids(["quyết", "quyét", "quýt"])[None]
    heard = neighbour_scores(model, sequence, np.array([6]), candidates)
    assert heard[0].argmax() == 0
    assert heard[0, 0] > heard[0, 1] + 5


def test_the_score_of_a_place_is_the_change_of_the_whole_sentence():
    model = language_model()
    words = model.ids("các cấp ủy đảng và chính quyền".split())

    def whole(sequence: np.ndarray) -> float:
        padded = np.concatenate([[model.bos] * 3, sequence, [model.eos]]).astype(np.int32)
        context = np.stack([padded[i : len(padded) - 3 + i] for i in range(3)], 1)
        return float(model.score(context, padded[3:]).sum())

    padded = np.concatenate([[model.bos] * 3, words, [model.eos]]).astype(np.int32)
    other = model.ids(["bộ"])[0]
    candidates = np.array([[words[2], other]], np.int32)
    heard = neighbour_scores(model, padded, np.array([5]), candidates)
    changed = words.copy()
    changed[2] = other
    assert heard[0, 1] - heard[0, 0] == pytest.approx(whole(changed) - whole(words), abs=1e-3)


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=8))
def test_shares_sum_to_one(weights: list[float]):
    share = shares(np.array([weights, weights], np.float32))
    assert share.sum(1) == pytest.approx([1.0, 1.0], abs=1e-4)


def test_nothing_to_choose_from_gives_no_number_that_is_none():
    assert not np.isnan(shares(np.full((1, 3), -np.inf, np.float32))).any()


def test_the_engines_other_reading_speaks_for_a_candidate():
    ids = np.array([10, 11, 12], np.int32)
    logs = np.array([-0.1, -4.0, -4.0], np.float32)
    weights = weights_of("vie", "odds")
    found = evidence_logs(weights, ids, logs, 10, 2, 0.6, {11: -0.5})
    assert found[1] > found[2]


def test_a_sure_engine_is_harder_to_overrule():
    ids, logs = np.array([10, 11], np.int32), np.array([-0.1, -4.0], np.float32)
    weights = weights_of("vie", "confidence")
    sure = evidence_logs(weights, ids, logs, 10, 2, 0.97, None)
    unsure = evidence_logs(weights, ids, logs, 10, 2, 0.30, None)
    assert sure[0] - sure[1] > unsure[0] - unsure[1]


def test_the_richest_evidence_counts_and_poorer_weights_stand_in():
    assert kind_of_evidence([Evidence()]) == "none"
    assert kind_of_evidence([Evidence(0.5)]) == "confidence"
    assert kind_of_evidence([Evidence(), Evidence(0.5, (("a", 0.1),))]) == "odds"
    assert weights_of("eng", "odds") == weights_of("eng", "none")
    assert isinstance(weights_of("Vietnamese", "odds"), Weights)
    with pytest.raises(KeyError):
        weights_of("klingon", "none")
