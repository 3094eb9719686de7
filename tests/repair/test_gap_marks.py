# SPDX-License-Identifier: Apache-2.0
"""A mark before a capital is a speck where the sentence goes on."""

from __future__ import annotations

import pytest

from pipeline.repair.gap_marks import GOES_ON, sentence_goes_on
from pipeline.repair.pieces import pieces_of
from pipeline.repair.repairer import repairer


@pytest.mark.parametrize(
    ("before", "word"), [("chủ tịch hồ", "chí"), ("nước việt", "nam"), ("của tổng cục", "thuế")]
)
def test_a_name_goes_on_rather_than_begins_a_sentence(before: str, word: str) -> None:
    assert repairer().goes_on(before.split(), word) > GOES_ON


@pytest.mark.parametrize(
    ("before", "word"), [("theo quy định", "điều"), ("luật này", "chương"), ("", "điều")]
)
def test_what_begins_sentences_does_not_go_on(before: str, word: str) -> None:
    assert repairer().goes_on(before.split(), word) < GOES_ON


@pytest.mark.parametrize(
    ("line", "goes_on"),
    [
        ("nước Việt.Nam", True),
        ("nước Việt.nam", False),  # no capital: see `partings`
        ("nước VIỆT.NAM", False),
        ("GS.Nguyễn", False),  # an abbreviation
        ("quy định.Điều", False),
    ],
)
def test_only_a_capital_behind_a_syllable_goes_on(line: str, goes_on: bool) -> None:
    pieces = list(pieces_of(line, 0, ()))
    mark = next(n for n, piece in enumerate(pieces) if piece.text == ".")
    decided = {n: piece.text.lower() for n, piece in enumerate(pieces[:mark])}
    follower = pieces[mark + 1].text.lower()
    assert sentence_goes_on(pieces, mark, decided, follower) is goes_on
