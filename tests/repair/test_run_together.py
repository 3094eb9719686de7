# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from pipeline.repair import repair_text
from pipeline.repair.repairer import repairer
from pipeline.repair.run_together import FEWEST, LONGEST_PART, parts_of, run_together

PRICE, AGAIN = -6.0, -2.0


def best(text: str) -> str:
    engine = repairer()
    runs = run_together(text, engine.source("eng"), engine.model, PRICE, AGAIN)
    return " ".join(engine.model.words[i] for i in runs[0][1])


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("vahiguqua", "và hiệu quả"),
        ("quanlynhanuéc", "quản lý nhà nước"),
        ("QUOCGIAVEDANCU", "quốc gia về dân cư"),
    ],
)
def test_words_read_as_one_come_apart(read: str, printed: str):
    assert best(read) == printed


def test_every_run_has_at_least_three_words_and_costs_its_gaps():
    engine = repairer()
    runs = run_together("vahiguqua", engine.source("eng"), engine.model, PRICE, AGAIN)
    dearer = run_together("vahiguqua", engine.source("eng"), engine.model, PRICE - 1, AGAIN)
    assert all(len(ids) >= FEWEST for _, ids in runs)
    assert dearer[0][0] == pytest.approx(runs[0][0] - 1)


def test_parts_are_all_short_stretches():
    assert parts_of("abc") == {"a", "b", "c", "ab", "bc", "abc"}
    assert max(map(len, parts_of("a" * 20))) == LONGEST_PART


def test_the_bracket_inside_a_run_stays():
    text = "Thu tuc, phivaléphi(néucé) theo quy dinh cia phap luat hién hanh."
    assert "phí và lệ phí(nếu có) theo quy định" in repair_text(text).text


def test_an_unknown_name_is_no_run_of_words():
    text = "Thuc hién Nghi quyét cia Ban Chap hanh, 6ng Schwarzenegger da phat biéu."
    assert "Schwarzenegger" in repair_text(text).text
