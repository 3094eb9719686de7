# SPDX-License-Identifier: Apache-2.0
"""What repair knows of readers is counted from pages that were printed and read back."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from lexicon.build import placement, specks
from lexicon.build.channel_training import as_garbled, word_pairs
from lexicon.build.garbled_words import (
    ABSENT,
    CANDIDATES,
    MOST,
    by_printed,
    candidates,
    drawn_reading,
    is_reading,
    readings_of,
)
from pipeline.repair.repairer import repairer
from pipeline.repair.specks import END, NOISE_LEVELS
from pipeline.repair.tokens import TonePlacement

PRINTED = ["Ủy ban nhân dân tỉnh yêu cầu các cơ quan", "thực hiện quyết định về quản lý nhà nước"]


def page(read: list[str], printed: list[str] = PRINTED) -> dict[str, object]:
    lines = [[(word, 0.9, []) for word in line.split()] for line in read]
    return {"kind": "eng", "split": "train", "printed": printed, "read": lines}


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A clean page and a noisy one."""
    clean = page(
        ["Uy ban nhan dan tinh yéu cau cac co quan", "thuc hién quyét dinh vé quanlynhanuéc"]
    )
    noisy = page(
        [
            "| ty ban nhan dan tinh yéu cau cac co quan ae oo |",
            "~ thuc hién quyét dinh vé quan ly nha nuéc",
        ]
    )
    path = tmp_path / "pages.jsonl"
    path.write_text("\n".join(json.dumps(p, ensure_ascii=False) for p in (clean, noisy)))
    return path


def test_invented_words_are_counted_where_they_stand_and_how_noisy_the_page_is(pages: Path):
    found, places = specks.counted([pages])
    assert found["place", f"{END} 0"] == 0
    assert found["place", f"{END} {len(NOISE_LEVELS)}"] == 2
    assert found["word", "ae"] == found["word", "oo"] == 1
    assert found["printed", "nhan"] == 2  # once on either page
    # the first line is short words to its begin, the second ends with a long one
    assert places[f"{END} 0"] == 10 + 1
    # all of the first line but `ty`, which stands by a mark; of the second what follows `hién`
    assert places[f"{END} {len(NOISE_LEVELS)}"] == 11 + 7


def test_rimes_are_counted_by_the_placement_of_their_print(pages: Path):
    counts = placement.counted([pages])["ủy"]
    assert counts[TonePlacement.OLD] == Counter({"Uy": 1, "ty": 1})
    assert not counts[TonePlacement.NEW]


def test_gaps_that_were_not_read_are_counted():
    printed = [PRINTED[0], "quản lý nhà nước"]
    first = "Uy ban nhan dan tinh yéu cau cac co quan"
    _, rates = word_pairs([page([first, "quanlynhanuéc"], printed)])
    _, none = word_pairs([page([first, "quan ly nha nuéc"], printed)])
    assert rates["joined_again"] > none["joined_again"]


def test_readings_of_a_word_are_those_seen_as_often_as_they_were_seen():
    edits = by_printed(repairer().source("eng").channel)
    seen = Counter({"chi": 900, "chf": 100})
    read = Counter(readings_of("chỉ", seen, edits, random.Random(1)))
    assert read.total() == MOST
    assert read["chi"] > read["chf"] > 0


def test_readings_of_an_unseen_word_are_drawn_from_the_channel():
    edits = by_printed(repairer().source("eng").channel)
    rng = random.Random(2)
    assert {drawn_reading("quyết", edits, rng) for _ in range(300)} & {"quyét", "quyet"}
    assert all(map(is_reading, readings_of("nguệch", Counter(), edits, rng)))


def test_candidates_of_a_reading_hold_the_printed_word_and_the_reading_itself():
    engine = repairer()
    ids, logs = candidates(engine, engine.source("eng"), "quyét")
    words = [engine.model.words[i] for i in ids if i >= 0]
    assert "quyết" in words[:2]
    assert len(ids) == len(logs) == CANDIDATES
    assert (logs[ids < 0] == ABSENT).all()
    assert np.isfinite(logs).all()


@pytest.mark.parametrize(
    ("read", "printed", "taken"),
    [
        ("co’", "cơ", "co’"),
        ("(git?,", "(giữ,", "git?"),
        ("nao?", "nào?", "nao"),
        ("“ai’”", "“ai”", "ai"),
        ("du¢c.", "được.", "du¢c"),
    ],
)
def test_hooks_that_nobody_printed_are_part_of_a_reading(read: str, printed: str, taken: str):
    assert as_garbled(read, printed) == taken
