# SPDX-License-Identifier: Apache-2.0
"""Text for the context model is garbled and searched by a model that does not know it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rapidfuzz.distance import Levenshtein

from lexicon.build import heard_text
from lexicon.build.garbled_words import ABSENT, CANDIDATES, MOST, GarbledWords, candidates
from lexicon.build.heard_text import PADDING, HeardText, Text
from lexicon.build.ngrams import EOS, UNK
from pipeline.repair.repairer import repairer

SENTENCE = "ủy ban nhân dân tỉnh yêu cầu các cơ quan thực hiện quyết định về quản lý nhà nước"
READ = "ty ban nhan dan tinh yéu cau cac co quan thuc hién quyét dinh vé quan ly nha nuéc"


WORDS = 4000


def texts() -> dict[str, Text]:
    """Ten-word paragraphs drawn by chance, other ones for every register."""
    rng = np.random.default_rng(0)
    return {
        name: Text(
            rng.integers(10, 5000, WORDS).astype(np.uint16),
            np.tile(np.array([1, 0, 0, 0, 0], np.uint8), WORDS // 5),
            np.arange(10, WORDS + 1, 10),
        )
        for name in heard_text.SHARES
    }


def test_a_fold_and_what_it_leaves_in_are_the_whole_and_folds_do_not_overlap():
    parts = [heard_text.parted(texts(), fold, 1) for fold in range(heard_text.FOLDS)]
    for rest, inside in parts:
        assert all(len(rest[n].ids) + len(inside[n].ids) == WORDS for n in rest)
        assert len(inside["laws"].ids) > len(inside["news"].ids)
    for name, share in heard_text.SHARES.items():
        both = sum(len(inside[name].ids) for _, inside in parts)
        assert both == pytest.approx(WORDS * share * heard_text.FOLDS, rel=0.2)
        assert both <= WORDS


def test_paragraphs_of_the_fold_that_the_rest_holds_are_left_out():
    rest, inside = heard_text.parted(texts(), 0, 1)
    twice = rest["party"], inside["laws"].chosen(np.arange(len(inside["laws"].ends)) == 0)
    ids, cases = (np.concatenate([getattr(t, part) for t in twice]) for part in ("ids", "cases"))
    rest["party"] = Text(ids, cases, np.append(twice[0].ends, len(ids)))
    kept = heard_text.without_familiar(inside, rest)
    assert kept["laws"].ids.tolist() == inside["laws"].ids[10:].tolist()
    assert kept["laws"].ends.tolist() == (inside["laws"].ends[:-1]).tolist()
    assert kept["news"].ids.tolist() == inside["news"].ids.tolist()


def test_stretches_hold_a_register_and_end_every_paragraph(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(heard_text, "STRETCH", 100)
    found = heard_text.stretches(texts()["laws"], np.random.default_rng(1))
    assert len(found) > WORDS // 200
    assert all(ids[-1] == EOS and len(ids) == len(cases) for ids, cases in found)
    words = sum(int((ids != EOS).sum()) for ids, _ in found)
    assert words == pytest.approx(WORDS, rel=0.1)


def test_a_spoiled_stretch_is_nearly_what_was_printed():
    printed = texts()["laws"].ids.copy()
    printed[9::10] = EOS
    cases = texts()["laws"].cases
    ids, case = heard_text.spoiled(printed, cases, (7,), np.random.default_rng(1))
    assert len(ids) == len(case)
    assert ids[-1] == EOS
    assert (ids == 7).any()
    assert (ids == UNK).any()
    assert Levenshtein.distance(printed.tolist(), ids.tolist()) < 0.03 * WORDS
    assert 0 < (case == 1).sum() < 1.2 * (cases == 1).sum()


@pytest.fixture
def garbled() -> GarbledWords:
    """Every word of SENTENCE with its one reading; plain text has the same."""
    engine = repairer()
    vocabulary = len(engine.model.words)
    rows = [candidates(engine, engine.source("eng"), read) for read in READ.split()]
    pool = np.full((vocabulary, MOST), -1, np.int32)
    for n, word in enumerate(SENTENCE.split()):
        pool[engine.layouter.index[word]] = n
    return GarbledWords(
        np.stack([ids for ids, _ in rows]), np.stack([logs for _, logs in rows]), pool, pool[:, 0]
    )


def test_every_place_of_heard_text_has_its_candidates_and_their_shares(garbled: GarbledWords):
    engine = repairer()
    index = engine.layouter.index
    printed = np.array([*(index[w] for w in SENTENCE.split()), index["<.>"], EOS], np.uint16)
    cases = np.zeros(len(printed), np.uint8)
    heard = heard_text.heard_text(printed, cases, garbled, engine, np.random.default_rng(1))
    assert heard.printed.tolist() == printed.tolist()
    assert heard.ids.shape == heard.logs.shape == heard.heard.shape == (len(printed), CANDIDATES)
    best = heard.ids[np.arange(len(printed)), heard.heard.argmax(1)]
    assert best.tolist() == printed.tolist()
    assert (heard.ids[-2:, 1:] == PADDING).all()  # marks are read as they are
    assert ((heard.ids == PADDING) == (heard.logs == ABSENT)).all()
    share = np.where(heard.ids == PADDING, 0, np.exp(heard.heard.astype(np.float64)))
    assert share.sum(1) == pytest.approx(1, abs=0.02)


def test_heard_text_is_kept_whole(tmp_path: Path, garbled: GarbledWords):
    printed = np.array([5, 6, EOS], np.uint16)
    cases = np.array([1, 0, 0], np.uint8)
    heard = heard_text.heard_text(printed, cases, garbled, repairer(), np.random.default_rng(1))
    heard.save(tmp_path / "a.npz")
    again = HeardText.load(tmp_path / "a.npz")
    assert again.ids.tolist() == heard.ids.tolist()
    assert again.cases.tolist() == [1, 0, 0]
    assert [path.name for path in tmp_path.iterdir()] == ["a.npz"]
