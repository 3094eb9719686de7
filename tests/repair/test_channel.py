# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import io
import math
from collections import Counter

import numpy as np
import pytest

import pipeline.repair.channel
from lexicon import DataMissingError, data_file
from lexicon.build.channel_alignment import align
from lexicon.build.channel_training import aligned_words, compiled, learned_edits, mixed, read_core
from pipeline.repair.channel import CHANNELS, Channel, ChannelScorer, PrintedWords, channel


def learned(pairs: dict[tuple[str, str], int], words: dict[tuple[str, str], float] | None = None):
    counted = Counter(pairs)
    edits = learned_edits(counted, aligned_words(counted))
    file = io.BytesIO()
    np.savez(file, **compiled(edits, words or {}, {"cut": -6.0, "joined": -5.0, "same": -1.0}))
    file.seek(0)
    return Channel.read("test", file)


PAIRS = {
    ("của", "cua"): 30,
    ("của", "ctia"): 10,
    ("đã", "da"): 20,
    ("lần", "14n"): 8,
    ("lần", "lan"): 12,
    ("cua", "cua"): 5,
}


def scores_of(reading: str, words: list[str]) -> dict[str, float]:
    scorer = ChannelScorer(learned(PAIRS), PrintedWords(words))
    ((_, score),) = scorer.scores([reading])
    return dict(zip(words, score.tolist(), strict=True))


def test_a_reading_seen_in_training_is_explained_by_what_was_printed():
    scores = scores_of("ctia", ["của", "đã", "lần"])
    assert max(scores, key=scores.__getitem__) == "của"
    assert scores["của"] == pytest.approx(np.log(10 / 40), abs=0.5)


def test_letters_learned_in_one_word_carry_over_to_another():
    scores = scores_of("tai", ["tài", "của"])  # neither word was trained
    assert scores["tài"] > scores["của"] + 5


def test_a_letter_read_as_printed_is_an_edit_of_its_own():
    cuts = aligned_words(Counter({("mấn", "man"): 50, ("mất", "mat"): 50, ("lần", "1in"): 5}))
    assert cuts["mấn", "man"] == [("^", "^"), ("m", "m"), ("ấ", "a"), ("n", "n"), ("$", "$")]
    assert cuts["lần", "1in"][-2:] == [("n", "n"), ("$", "$")]
    edits = learned(PAIRS).edits
    assert "c" in edits["c"][0]
    assert "n" in edits["n"][0]


def test_digits_read_for_letters_are_explained():
    scores = scores_of("14n", ["lần", "của"])
    assert scores["lần"] > -2


def test_a_character_never_seen_is_possible_but_dear():
    scores = scores_of("cu§", ["của"])
    assert -25 < scores["của"] < -5


def test_a_lost_letter_and_a_speck_are_possible_but_dear():
    assert -20 < scores_of("ca", ["của"])["của"] < -4
    assert -20 < scores_of("cu´a", ["của"])["của"] < -4


def test_scores_do_not_depend_on_the_company_of_a_reading():
    words = ["của", "đã", "lần"]
    scorer = ChannelScorer(learned(PAIRS), PrintedWords(words))
    alone = dict(scorer.scores(["cua"]))["cua"]
    together = dict(scorer.scores(["cu", "cua", "cuas", "da"]))["cua"]
    assert np.array_equal(alone, together)


def test_whole_words_have_their_own_probability():
    trained = learned(PAIRS, {("đã", "8a"): -0.5})
    ((_, score),) = ChannelScorer(trained, PrintedWords(["đã", "của"])).scores(["8a"])
    assert score[0] == pytest.approx(-0.5, abs=0.01)


@pytest.mark.parametrize("name", CHANNELS)
def test_compiled_channels_load_and_keep_plain_words(name: str):
    ((_, score),) = ChannelScorer(channel(name), PrintedWords(["quan", "thanh"])).scores(["quan"])
    assert score[0] > -1.0
    assert score[1] < score[0] - 5


def test_unknown_channels_are_refused():
    with pytest.raises(KeyError):
        channel("../eng")


def test_a_damaged_channel_is_told_of(tmp_path, monkeypatch):
    (tmp_path / "channel-vie.npz").write_bytes(data_file("channel-vie.npz").read_bytes()[:5000])
    monkeypatch.setattr(pipeline.repair.channel, "data_file", lambda name: tmp_path / name)
    with pytest.raises(DataMissingError, match="damaged"):
        channel.__wrapped__("vie")


def test_words_cut_in_two_and_run_together_are_found():
    printed = "các cấp ủy và chính quyền".split()
    read = "cac cap iy vachinh quy én".split()
    groups = [(g.first, g.last, g.start, g.end) for g in align(printed, read)]
    assert (3, 5, 3, 4) in groups  # "và chính" read as one
    assert (5, 6, 4, 6) in groups  # "quyền" read as two


def test_a_mixture_has_what_either_channel_has_by_its_share():
    one, other = {"a": math.log(0.5), "b": math.log(0.25)}, {"a": math.log(0.1), "c": math.log(0.5)}
    found = mixed(one, other, 0.2)
    expected = {"a": 0.8 * 0.5 + 0.2 * 0.1, "b": 0.8 * 0.25, "c": 0.2 * 0.5}
    assert found == pytest.approx({key: math.log(p) for key, p in expected.items()})


@pytest.mark.parametrize(
    ("read", "printed", "kind", "expected"),
    [
        ("(16c)", "độc", "other", "(16c)"),
        ("(xa),", "(xã),", "other", "xa"),
        ("v~,", "về,", "other", "v~"),
        ("v~,", "về,", "eng", "v"),
        ("tt?", "từ", "eng", "tt?"),
    ],
)
def test_a_word_read_is_cut_as_its_reader_wants_it(read, printed, kind, expected):
    assert read_core(read, printed, kind) == expected


def test_edits_of_a_document_are_added_to_what_the_channel_knows():
    scorer = ChannelScorer(channel("other"), PrintedWords(["tại", "tội"]))
    (_, before), *_ = scorer.scores(["tf;ti"])
    (_, after), *_ = scorer.with_edits({("ạ", "f;t"): -0.1}).scores(["tf;ti"])
    assert after[0] > before[0]
    assert after[1] == before[1]
    (_, again), *_ = scorer.scores(["tf;ti"])
    assert (again == before).all()
