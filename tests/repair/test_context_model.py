# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexicon import CONTEXT_MODEL_FORMAT, CONTEXT_MODEL_MAGIC, DataMissingError
from lexicon.arrays import write_arrays
from lexicon.build.context_packing import parameters, words_of, write_model
from pipeline.repair.context_model import CASES, WINDOW, ContextModel, context_model
from pipeline.repair.language_model import language_model

WIDTH, HEADS, ROWS, CANDIDATES = 16, 2, 30, 12


def random_state() -> dict[str, np.ndarray]:
    """Parameters by name, as training has them."""
    rng = np.random.default_rng(3)
    state = {"embedding": rng.normal(size=(ROWS, WIDTH)), "bias": rng.normal(size=ROWS)}
    state["mix"] = np.array([0.8, 0.6, 0.8, 0.5, 0.9, 0.7])

    def linear(name: str, inputs: int, outputs: int) -> None:
        state[f"{name}.weight"] = rng.normal(size=(outputs, inputs)) / np.sqrt(inputs)
        state[f"{name}.bias"] = rng.normal(size=outputs) * 0.1

    for norm in ("first", "read", "last", "layer0.attend", "layer0.think"):
        state[f"{norm}.weight"], state[f"{norm}.bias"] = np.ones(WIDTH), np.zeros(WIDTH)
    state["case"] = rng.normal(size=(CASES, WIDTH)) * 0.3
    state["broad.weight"] = rng.normal(size=(WIDTH, WIDTH)) * 0.3
    linear("out", WIDTH, WIDTH)
    linear("layer0.qkv", WIDTH, 3 * WIDTH)
    linear("layer0.heard", WIDTH, WIDTH)
    linear("layer0.widen", WIDTH, 2 * WIDTH)
    linear("layer0.narrow", 2 * WIDTH, WIDTH)
    state["layer0.distance"] = rng.normal(size=(HEADS, 9))
    return state


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of random weights."""
    path = tmp_path_factory.mktemp("model") / "context.bin"
    write_model(path, random_state(), np.arange(ROWS), 1, HEADS)
    return path


@pytest.fixture(scope="module")
def small(packed: Path) -> ContextModel:
    return ContextModel(packed)


def test_parameters_come_back_to_be_trained_on(packed: Path):
    assert words_of(packed).tolist() == list(range(ROWS))
    kept, state = parameters(packed), random_state()
    assert kept.keys() == state.keys()
    for name, values in state.items():
        assert kept[name].shape == values.shape
        assert kept[name] == pytest.approx(values, abs=0.02), name


def drawn(seed: int, places: int) -> tuple[np.ndarray, ...]:
    """Arguments of `ContextModel.log_shares`."""
    rng = np.random.default_rng(seed)
    ids = rng.integers(0, ROWS, (places, CANDIDATES)).astype(np.int32)
    ids[np.arange(CANDIDATES)[None] >= rng.integers(1, CANDIDATES + 1, places)[:, None]] = -1
    logs = rng.normal(-5, 3, ids.shape).astype(np.float32)
    heard = rng.normal(-4, 2, ids.shape).astype(np.float32)
    cases = rng.integers(0, CASES, places).astype(np.int32)
    return cases, ids, logs, np.full(ids.shape, -8, np.float32), heard, np.arange(places)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 200))
def test_shares_of_a_place_add_up_to_one(small: ContextModel, seed: int, places: int):
    cases, ids, *rest = drawn(seed, places)
    shares = np.exp(small.log_shares(cases, ids, *rest))
    assert shares.sum(1) == pytest.approx(1, abs=1e-3)
    assert (shares[ids < 0] == 0).all()


def test_a_place_hears_its_neighbours_and_nothing_beyond_its_window(small: ContextModel):
    cases, ids, *rest = drawn(1, 3 * WINDOW)
    before = small.log_shares(cases, ids, *rest)
    ids[0, 0] = (ids[0, 0] + 1) % ROWS
    after = small.log_shares(cases, ids, *rest)
    assert not np.allclose(before[1], after[1], atol=1e-6)
    assert np.allclose(before[WINDOW:], after[WINDOW:], atol=1e-5)


def test_a_word_that_was_not_learned_keeps_its_share(small: ContextModel):
    cases, ids, logs, frequency, heard, all_places = drawn(2, 10)
    heard = np.where(ids >= 0, heard, -np.inf)
    heard = (heard - np.logaddexp.reduce(heard, 1, keepdims=True)).astype(np.float32)
    heard = np.maximum(heard, -14)
    ids[:, 0] = ROWS + 100
    shares = np.exp(small.log_shares(cases, ids, logs, frequency, heard, all_places))
    assert shares[:, 0] == pytest.approx(np.exp(heard[:, 0]), abs=1e-4)
    assert shares[(ids >= 0).sum(1) > 1].sum(1) == pytest.approx(1, abs=1e-3)


def test_the_places_that_are_wanted_hear_what_they_hear_among_all(small: ContextModel):
    *rest, places = drawn(3, 3 * WINDOW)
    some = places[[0, 5, WINDOW - 1, WINDOW, 2 * WINDOW + 7]]
    assert np.allclose(small.log_shares(*rest, some), small.log_shares(*rest, places)[some])


def test_no_text_has_no_shares(small: ContextModel):
    assert small.log_shares(*drawn(0, 0)).shape == (0, CANDIDATES)


def test_a_file_of_another_version_is_refused(tmp_path: Path):
    path = tmp_path / "context.bin"
    write_arrays(path, CONTEXT_MODEL_MAGIC, CONTEXT_MODEL_FORMAT + 1, {})
    with pytest.raises(DataMissingError, match="format"):
        ContextModel(path)


def test_the_model_of_the_lexicon_tells_words_apart_by_what_stands_far_from_them():
    model = language_model()

    def share(sentence: str, choices: tuple[str, str]) -> float:
        """Share of the first choice for the place of `?`."""
        words = [choices if word == "?" else (word,) for word in sentence.split()]
        ids = np.full((len(words), CANDIDATES), -1, np.int32)
        for row, options in zip(ids, words, strict=True):
            row[: len(options)] = model.ids(options)
        frequency = np.where(ids >= 0, model.unigram(np.maximum(ids, 0)), 0).astype(np.float32)
        case, read = np.zeros(len(words), np.int32), np.zeros(ids.shape, np.float32)
        even = np.tile(-np.log((ids >= 0).sum(1, keepdims=True)), CANDIDATES).astype(np.float32)
        place = np.array([sentence.split().index("?")])
        shares = context_model().log_shares(case, ids, read, frequency, even, place)
        return float(np.exp(shares[0, 0]))

    money = "bộ tài chính ban hành nghị định về các khoản ? thu nhập doanh nghiệp và phí lệ phí"
    house = "người dân ký hợp đồng ? nhà của công ty để ở trong thời gian làm việc"
    assert share(money, ("thuế", "thuê")) > 0.8
    assert share(house, ("thuế", "thuê")) < 0.2
