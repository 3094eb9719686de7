# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from pipeline.repair.candidates import WIDTH, CandidateSource
from pipeline.repair.channel import channel
from pipeline.repair.language_model import language_model
from pipeline.repair.lattice import inventory_of


@pytest.fixture(scope="module")
def garbled() -> CandidateSource:
    return CandidateSource(channel("eng"), inventory_of(language_model()))


def words(source: CandidateSource, reading: str) -> list[str]:
    ids, _ = source.of(reading)
    return [language_model().words[i] for i in ids]


@pytest.mark.parametrize(
    ("reading", "printed"),
    [
        ("nguoi", "người"),
        ("dugc", "được"),
        ("vé", "về"),
        ("s6", "số"),
        ("1an", "lần"),
        ("14", "là"),
        ("161", "lối"),
        ("&", "ở"),
        ("Pang", "đảng"),
        ("QUYET", "quyết"),
        ("UBND", "ubnd"),
    ],
)
def test_what_was_printed_is_among_the_candidates(
    garbled: CandidateSource, reading: str, printed: str
):
    assert printed in words(garbled, reading)


def test_candidates_are_few_and_without_repeats(garbled: CandidateSource):
    ids, logs = garbled.of("thudng")
    assert len(ids) == len(set(ids.tolist())) <= WIDTH
    assert (logs <= 0).all()


def test_an_overlong_reading_has_none(garbled: CandidateSource):
    ids, logs = garbled.of("x" * 40)
    assert len(ids) == len(logs) == 0


def test_what_was_asked_before_is_the_same_after_forgetting():
    source = CandidateSource(channel("vie"), inventory_of(language_model()), remembered=2)
    before = source.of("thâm")[0].tolist()
    source.prepare(["một", "hai", "ba"])
    assert source.of("thâm")[0].tolist() == before
