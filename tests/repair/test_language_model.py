# SPDX-License-Identifier: Apache-2.0
"""The language model adds up, agrees with itself and knows the language of documents."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import lexicon
from lexicon.build import mixture, ngrams, packing
from pipeline.repair.language_model import LanguageModel, language_model
from pipeline.repair.tokens import CLASSES, symbols


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    return language_model()


def log_probability(model: LanguageModel, text: str) -> float:
    ids = np.concatenate([[model.bos] * 3, model.ids(symbols(text)), [model.eos]]).astype(np.int32)
    context = np.lib.stride_tricks.sliding_window_view(ids, 3)[:-1]
    return float(model.score(context, ids[3:]).sum())


def test_probabilities_behind_a_context_add_up_to_one(model: LanguageModel) -> None:
    everything = np.arange(len(model.words), dtype=np.int32)
    for text in ("ủy ban nhân", "ban bí thư", "zalo zalo zalo", "ngày tháng năm"):
        context = model.ids(text.split())[None]
        total = np.exp(model.extend(context, everything).astype(np.float64)).sum()
        assert total == pytest.approx(1, abs=0.04)


def test_extend_and_score_say_the_same(model: LanguageModel) -> None:
    chance = np.random.default_rng(7)
    context = chance.integers(0, 3000, (50, 3)).astype(np.int32)
    words = chance.integers(2, 3000, (50, 20)).astype(np.int32)
    words[::7, -3:] = -1
    table = model.extend(context, words)
    row, column = np.nonzero(words >= 0)
    assert np.array_equal(table[row, column], model.score(context[row], words[row, column]))
    assert np.isneginf(table[words < 0]).all()


def test_candidates_may_be_shared_by_all_contexts(model: LanguageModel) -> None:
    context = model.ids("hội đồng nhân ủy ban nhân".split()).reshape(2, 3)
    words = model.ids(["dân", "sự", "tố"])
    shared = model.extend(context, words)
    assert np.array_equal(shared, model.extend(context, np.stack([words, words])))
    assert (shared.argmax(axis=1) == 0).all()


def test_nothing_asked_is_nothing_answered(model: LanguageModel) -> None:
    assert model.score(np.zeros((0, 3), np.int32), np.zeros(0, np.int32)).shape == (0,)
    assert model.extend(np.zeros((0, 3), np.int32), np.zeros(4, np.int32)).shape == (0, 4)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("Ban Bí thư Trung ương Đảng", "Bản Bí thu Trung ương Đăng"),
        ("các cấp ủy, tổ chức đảng", "cắc cấp úy, tố chức đăng"),
        ("tuyên truyền miệng trong tình hình mới", "tuyên truyền miếng trong tỉnh hình mỗi"),
        (
            "Căn cứ Luật Tổ chức chính quyền địa phương",
            "Cân cử Luật Tổ chức chính quyển địa phương",
        ),
        ("ngày 05 tháng 02 năm 2024", "ngày 05 thắng 02 năm 2024"),
        ("Mặt trận Tổ quốc Việt Nam tỉnh", "Mặt trần Tổ quốc Việt Nam tính"),
    ],
)
def test_what_documents_say_is_likelier_than_its_garble(
    model: LanguageModel, better: str, worse: str
) -> None:
    assert log_probability(model, better) > log_probability(model, worse) + 3


def test_both_tone_placements_are_one_word(model: LanguageModel) -> None:
    assert log_probability(model, "Uỷ ban nhân dân xã Hoà Bình") == log_probability(
        model, "Ủy ban nhân dân xã Hòa Bình"
    )


def test_unknown_words_have_the_unknown_id_and_classes_their_own(model: LanguageModel) -> None:
    assert model.ids(["qxzqxz"])[0] == model.unk
    assert len(set(model.ids(CLASSES).tolist()) - {model.unk}) == len(CLASSES)


def test_every_syllable_is_in_the_vocabulary(model: LanguageModel) -> None:
    assert all(s in model for s in lexicon.syllables())
    assert tuple(model.words) == lexicon.vocabulary()


def test_a_missing_foreign_damaged_or_newer_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    for content in (None, b"", b"%PDF-1.4 something else entirely", b"SOHOALM\n" + bytes(40)):
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(lexicon.DataMissingError, match=r"model\.bin"):
            LanguageModel(path)
    source = lexicon.data_file(lexicon.LANGUAGE_MODEL).read_bytes()
    path.write_bytes(source[:4112].replace(b'"format": 1', b'"format": 9') + source[4112:5000])
    with pytest.raises(lexicon.DataMissingError, match="format 9"):
        LanguageModel(path)
    path.write_bytes(source[:100_000])
    with pytest.raises(lexicon.DataMissingError, match="damaged"):
        LanguageModel(path)


# --- building ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small_orders() -> list[mixture.Order]:
    chance = np.random.default_rng(3)
    tables = []
    for seed in (0, 1):
        lengths = chance.integers(3, 12, 400)
        ids = (chance.zipf(1.4, int(lengths.sum())) % 40 + 3 + seed).astype(np.uint16)
        stream = ngrams.stream(ids, np.cumsum(lengths))
        tables.append(
            [ngrams.count(stream, k, continuation=k < ngrams.ORDER) for k in (1, 2, 3, 4)]
        )
    return mixture.merge(tables, np.array([1.0, 0.4]), 50)


@pytest.fixture(scope="module")
def small_model(
    small_orders: list[mixture.Order], tmp_path_factory: pytest.TempPathFactory
) -> tuple[LanguageModel, list[mixture.Order]]:
    pruned = mixture.prune(small_orders, (0, 300, 500, 300))
    path = tmp_path_factory.mktemp("model") / "small.bin"
    words = ["<s>", "</s>", "<unk>", *(f"w{i}" for i in range(47))]
    packing.write_model(path, words, pruned)
    return LanguageModel(path), pruned


def test_what_is_packed_is_found_again(
    small_model: tuple[LanguageModel, list[mixture.Order]],
) -> None:
    model, orders = small_model
    for k in (2, 3, 4):
        keys = orders[k - 1].keys
        word = (keys & np.uint64(0xFFFF)).astype(np.int32)
        context = np.zeros((len(keys), 3), np.int32)
        for back in range(1, k):
            context[:, 3 - back] = (keys >> np.uint64(16 * back) & np.uint64(0xFFFF)).astype(
                np.int32
            )
        if k < 4:  # a longer n-gram behind BOS padding would be found instead
            context[:, : 4 - k] = 49
            rare = ~np.isin(keys >> np.uint64(0), orders[3].keys)
            context, word, keys = context[rare], word[rare], keys[rare]
        p = orders[k - 1].p[np.searchsorted(orders[k - 1].keys, keys)]
        error = np.abs(model.score(context, word) - np.log(p))
        if k == 4:
            assert error.max() < 0.4  # what 8 bits lose at most
        else:
            assert np.median(error) < 0.2


def test_the_pruned_mixture_still_adds_up_to_one(
    small_model: tuple[LanguageModel, list[mixture.Order]],
) -> None:
    model, _ = small_model
    chance = np.random.default_rng(5)
    context = chance.integers(1, 50, (40, 3)).astype(np.int32)
    total = np.exp(model.extend(context, np.arange(50, dtype=np.int32))).sum(axis=1)
    assert total == pytest.approx(1, abs=0.1)


def test_every_context_and_ending_of_a_kept_ngram_is_kept(
    small_orders: list[mixture.Order],
) -> None:
    pruned = mixture.prune(small_orders, (0, 100, 100, 100))
    for k in (3, 4):
        keys, lower = pruned[k - 1].keys, pruned[k - 2].keys
        assert np.isin(mixture.suffix(keys, k), lower).all()
        assert np.isin(keys >> np.uint64(16), lower).all()


def test_ngrams_do_not_reach_over_the_beginning_of_a_paragraph() -> None:
    stream = ngrams.stream(np.array([5, 6, 7], np.uint16), np.array([2, 3]))
    assert stream.tolist() == [0, 5, 6, 1, 0, 7, 1]
    trigrams = ngrams.keys_at(stream, 3)
    found = {tuple(int(k) >> 16 * b & 0xFFFF for b in (2, 1, 0)) for k in trigrams if k}
    assert found == {(0, 5, 6), (5, 6, 1), (0, 7, 1)}


def test_cuckoo_places_all_and_says_when_it_cannot() -> None:
    chance = np.random.default_rng(0)
    n = 2700
    first, second = chance.integers(0, 1000, n), chance.integers(0, 1000, n)
    place, in_second = packing.cuckoo(first, second, 1000)
    assert len(set(place.tolist())) == n
    assert (place // 3 == np.where(in_second, second, first)).all()
    with pytest.raises(packing.NoRoomError):
        packing.cuckoo(np.zeros(7, np.int64), np.zeros(7, np.int64), 10)
