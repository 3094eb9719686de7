# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.repair.decoder import Choice, Slots, Window, decode
from pipeline.repair.lattice import slots_of


class Table:
    """A bigram model over the words 0..size-1, from a table of log probabilities."""

    def __init__(self, table: np.ndarray) -> None:
        self.table = table.astype(np.float32)

    def score(self, context: np.ndarray, word: np.ndarray) -> np.ndarray:
        return self.table[context[:, 2], word]

    def extend(self, context: np.ndarray, candidates: np.ndarray) -> np.ndarray:
        found = self.table[context[:, 2][:, None], np.maximum(candidates, 0)]
        return np.where(candidates >= 0, found, -np.inf).astype(np.float32)


def row(*pairs: tuple[int, float]) -> tuple[np.ndarray, np.ndarray]:
    return (
        np.array([i for i, _ in pairs], np.int32),
        np.array([log for _, log in pairs], np.float32),
    )


FLAT = Table(np.full((6, 6), -2.0))


def test_without_a_preference_of_the_model_the_channel_decides():
    slots = slots_of([row((1, -1.0), (2, -0.5)), row((3, 0.0))])
    ((first, second),) = decode([Window(0, 2, (0, 0, 0))], slots, FLAT, beam=4)
    assert first == Choice(0, 1, (2,))
    assert second == Choice(1, 2, (3,))


def test_many_words_may_come_out_of_one_slot_and_one_out_of_two():
    slots = slots_of([row((1, -9.0)), row((2, -9.0)), row((3, -9.0))])
    slots.runs[0] = [((5, 4), -9.0), ((4, 5, 1), -0.1)]
    slots.joins[1] = row((5, -0.1))
    (path,) = decode([Window(0, 3, (0, 0, 0))], slots, FLAT, beam=4)
    assert path == [Choice(0, 1, (4, 5, 1)), Choice(1, 3, (5,))]


def test_a_slot_of_specks_holds_no_word():
    slots = slots_of([row((1, -0.1)), row((2, -9.0)), row((3, -0.1))])
    slots.specks[1] = -3.0
    (path,) = decode([Window(0, 3, (0, 0, 0))], slots, FLAT, beam=4)
    assert path == [Choice(0, 1, (1,)), Choice(1, 2, ()), Choice(2, 3, (3,))]


def test_windows_decoded_together_come_out_as_alone():
    rng = np.random.default_rng(5)
    model = Table(rng.normal(-3, 2, (6, 6)))
    rows = [
        row(*((int(i), float(rng.normal())) for i in rng.permutation(6)[:3])) for _ in range(20)
    ]
    windows = [Window(0, 7, (0, 0, 1)), Window(7, 9, (0, 0, 2)), Window(9, 20, (0, 0, 3))]
    together = decode(windows, slots_of(rows), model, beam=8)
    alone = [decode([w], slots_of(rows), model, beam=8)[0] for w in windows]
    assert together == alone


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 5))
def test_a_wide_beam_finds_the_best_of_all_paths(seed: int, length: int):
    rng = np.random.default_rng(seed)
    table = rng.normal(-3, 1, (5, 5)).astype(np.float32)
    rows = [
        row(*((int(i), float(rng.normal())) for i in rng.permutation(5)[:3])) for _ in range(length)
    ]
    (path,) = decode([Window(0, length, (0, 0, 0))], slots_of(rows), Table(table), beam=64)

    def total(choice: tuple[int, ...]) -> float:
        before = (0, *choice[:-1])
        return sum(
            float(table[b, c]) + dict(zip(*map(np.ndarray.tolist, r), strict=True))[c]
            for b, c, r in zip(before, choice, rows, strict=True)
        )

    best = max(itertools.product(*(r[0].tolist() for r in rows)), key=total)
    assert total(tuple(c.ids[0] for c in path)) >= total(best) - 1e-4


def test_padded_rows_never_win():
    slots: Slots = slots_of([row((1, -50.0)), row((1, 0.0), (2, 0.0), (3, 0.0))])
    (path,) = decode([Window(0, 2, (0, 0, 0))], slots, FLAT, beam=4)
    assert path[0].ids == (1,)
