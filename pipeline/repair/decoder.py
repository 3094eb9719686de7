# SPDX-License-Identifier: Apache-2.0
"""Beam search over what may have been printed, many stretches of text at once.

A text is a row of slots; each slot holds the symbols that may stand there with the log
probability of the reading given the symbol. A slot may also hold several words run together
(``runs``), two neighbouring slots may be one word cut in two (``joins``), and a slot may be
nothing but specks (``specks``). Windows of slots are decoded in parallel: at every step one
array operation advances all beams of all windows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
NEVER = np.float32(-1e9)
NOTHING, RUN = -2, -3  # in place of a word: the slot holds none, or one of its runs
REACH = np.float32(14.0)  # nats below the best hypothesis of a window that are still followed


class SequenceModel(Protocol):
    """What the search needs of a language model; contexts are the three symbols before."""

    def score(self, context: Ints, word: Ints) -> Floats: ...

    def extend(self, context: Ints, candidates: Ints) -> Floats: ...


@dataclass
class Slots:
    """Candidates of every slot: ``ids`` int32 (n, m) padded with -1, ``logs`` float32 (n, m).

    ``runs[i]``: words run together in slot i, (their ids, log probability) each; ``joins[i]``:
    (ids (k,), logs (k,)) one word over the slots i and i + 1; ``specks[i]``: log probability that
    nothing is printed.
    """

    ids: Ints
    logs: Floats
    runs: dict[int, list[tuple[tuple[int, ...], float]]] = field(default_factory=dict)
    joins: dict[int, tuple[Ints, Floats]] = field(default_factory=dict)
    specks: dict[int, float] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class Window:
    """Slots [start, end) to be decoded after the symbols ``context`` (three ids)."""

    start: int
    end: int
    context: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Choice:
    """``ids`` were chosen for the slots [start, end); none where nothing is printed."""

    start: int
    end: int
    ids: tuple[int, ...]


def decode(
    windows: Sequence[Window], slots: Slots, model: SequenceModel, beam: int, trust: float = 1.0
) -> list[list[Choice]]:
    """The best choices for every window. ``trust`` weighs the channel against the model."""
    result: list[list[Choice]] = [[] for _ in windows]
    order = sorted(range(len(windows)), key=lambda w: windows[w].start - windows[w].end)
    for first in range(0, len(order), 64):  # windows of like length together
        batch = order[first : first + 64]
        for w, choices in zip(
            batch,
            _Search([windows[w] for w in batch], slots, model, beam, trust).run(),
            strict=True,
        ):
            result[w] = choices
    return result


class _Search:
    """One batch of windows. Hypotheses live in arrays (windows, beam)."""

    def __init__(
        self,
        windows: Sequence[Window],
        slots: Slots,
        model: SequenceModel,
        beam: int,
        trust: float,
    ) -> None:
        self.windows = windows
        self.slots = slots
        self.model = model
        self.beam = beam
        self.trust = trust
        count = len(windows)
        context = np.full((count, beam, 3), -1, np.int32)
        context[:, 0] = [window.context for window in windows]
        score = np.full((count, beam), NEVER, np.float32)
        score[:, 0] = 0.0
        # per step: contexts, scores, and how each hypothesis came about
        self.contexts = [context]
        self.scores = [score]
        self.origins: list[NDArray[np.int32]] = [np.zeros((count, beam, 4), np.int32)]

    def run(self) -> list[list[Choice]]:
        lengths = np.array([w.end - w.start for w in self.windows])
        starts = np.array([w.start for w in self.windows])
        for step in range(int(lengths.max(initial=0))):
            active = np.flatnonzero(lengths > step)
            self._advance(step, active, starts)
        return [self._best_path(w, int(lengths[w])) for w in range(len(self.windows))]

    def _advance(self, step: int, active: NDArray[np.int64], starts: NDArray[np.int64]) -> None:
        """Consume slot ``step`` of every active window."""
        found = [self._singles(step, active, starts[active] + step)]
        found += self._runs(step, active, starts)
        found += self._specks(step, active, starts)
        if step >= 1:
            found += self._joins(step, active, starts)
        window, context, score, origin = (
            np.concatenate([part[n] for part in found]) for n in range(4)
        )
        best = np.full(len(self.windows), NEVER, np.float32)
        np.maximum.at(best, window, score)
        keep = score > best[window] - REACH
        window, context, score, origin = window[keep], context[keep], score[keep], origin[keep]
        # hypotheses that look the same to the model: the best one stays
        key = (context[:, 0].astype(np.int64) << 32) | (context[:, 1] << 16) | context[:, 2]
        order = np.lexsort((-score, key, window))
        window, key = window[order], key[order]
        fresh = np.ones(len(order), bool)
        fresh[1:] = (window[1:] != window[:-1]) | (key[1:] != key[:-1])
        order, window = order[fresh], window[fresh]
        by_score = np.lexsort((-score[order], window))
        order, window = order[by_score], window[by_score]
        begins = np.flatnonzero(np.concatenate([[True], window[1:] != window[:-1]]))
        rank = np.arange(len(window)) - np.repeat(begins, np.diff(np.append(begins, len(window))))
        inside = rank < self.beam
        order, window, rank = order[inside], window[inside], rank[inside]
        count = len(self.windows)
        contexts = np.full((count, self.beam, 3), -1, np.int32)
        scores = np.full((count, self.beam), NEVER, np.float32)
        origins = np.zeros((count, self.beam, 4), np.int32)
        contexts[window, rank] = context[order]
        scores[window, rank] = score[order]
        origins[window, rank] = origin[order]
        self.contexts.append(contexts)
        self.scores.append(scores)
        self.origins.append(origins)

    def _live(self, step: int, active: NDArray[np.int64]) -> tuple[Ints, Ints]:
        """Windows and beam places of the hypotheses that are still worth following."""
        score = self.scores[step][active]
        place = np.nonzero(score > NEVER / 2)
        return active[place[0]].astype(np.int32), place[1].astype(np.int32)

    def _singles(
        self, step: int, active: NDArray[np.int64], slot: NDArray[np.int64]
    ) -> tuple[Ints, Ints, Floats, Ints]:
        window, place = self._live(step, active)
        at = slot[np.searchsorted(active, window)]
        ids, logs = self.slots.ids[at], self.slots.logs[at]
        widest = max(1, int((ids >= 0).sum(1).max(initial=0)))
        ids, logs = ids[:, :widest], logs[:, :widest]
        context = self.contexts[step][window, place]
        base = self.scores[step][window, place][:, None] + self.trust * logs
        # the model adds nothing above zero, and what the leading hypothesis of a window comes to
        # is a lower bound of the best: what could not stay within REACH of it is not asked about
        leading, following = np.flatnonzero(place == 0), np.flatnonzero(place)
        heard = np.empty(ids.shape, np.float32)
        heard[leading] = self.model.extend(context[leading], ids[leading])
        best = np.full(len(self.windows), NEVER, np.float32)
        best[window[leading]] = (base[leading] + heard[leading]).max(1)
        ids = np.where(base >= best[window][:, None] - REACH, ids, -1)
        heard[following] = self.model.extend(context[following], ids[following])
        return self._extended(window, place, context, ids, base + heard, span=1)

    def _extended(
        self, window: Ints, place: Ints, context: Ints, ids: Ints, score: Floats, span: int
    ) -> tuple[Ints, Ints, Floats, Ints]:
        """Hypotheses (window, place) with each of their candidates, none where ``ids`` is -1."""
        row, column = np.nonzero((ids >= 0) & (score > NEVER / 2))
        chosen = ids[row, column]
        new = np.concatenate([context[row, 1:], chosen[:, None]], 1).astype(np.int32)
        origin = np.zeros((len(row), 4), np.int32)
        origin[:, 0], origin[:, 1], origin[:, 3] = span, place[row], chosen
        return window[row], new, score[row, column].astype(np.float32), origin

    def _runs(
        self, step: int, active: NDArray[np.int64], starts: NDArray[np.int64]
    ) -> Iterator[tuple[Ints, Ints, Floats, Ints]]:
        for w in active:
            runs = self.slots.runs.get(int(starts[w]) + step, ())
            if not runs:
                continue
            window, place = self._live(step, np.array([w]))
            many = len(place)
            for length in sorted({len(ids) for ids, _ in runs}):
                chosen = [n for n, (ids, _) in enumerate(runs) if len(ids) == length]
                few = len(chosen)
                words = np.tile(np.array([runs[n][0] for n in chosen], np.int32), (many, 1))
                logs = np.array([runs[n][1] for n in chosen], np.float32)
                context = np.repeat(self.contexts[step][window, place], few, 0)
                score = np.repeat(self.scores[step][window, place], few)
                score = score + self.trust * np.tile(logs, many)
                for word in words.T:
                    score = score + self.model.score(context, word)
                    context = np.concatenate([context[:, 1:], word[:, None]], 1)
                origin = np.full((many * few, 4), RUN, np.int32)
                origin[:, 0], origin[:, 1] = 1, np.repeat(place, few)
                origin[:, 3] = np.tile(chosen, many)
                yield np.repeat(window, few), context, score.astype(np.float32), origin

    def _specks(
        self, step: int, active: NDArray[np.int64], starts: NDArray[np.int64]
    ) -> Iterator[tuple[Ints, Ints, Floats, Ints]]:
        for w in active:
            log = self.slots.specks.get(int(starts[w]) + step)
            if log is None:
                continue
            window, place = self._live(step, np.array([w]))
            score = self.scores[step][window, place] + np.float32(log)
            origin = np.full((len(place), 4), NOTHING, np.int32)
            origin[:, 0], origin[:, 1] = 1, place
            yield window, self.contexts[step][window, place], score, origin

    def _joins(
        self, step: int, active: NDArray[np.int64], starts: NDArray[np.int64]
    ) -> list[tuple[Ints, Ints, Floats, Ints]]:
        found = []
        for w in active:
            join = self.slots.joins.get(int(starts[w]) + step - 1)
            if join is None:
                continue
            window, place = self._live(step - 1, np.array([w]))
            context = self.contexts[step - 1][window, place]
            ids = np.repeat(join[0][None], len(place), 0)
            logs = np.repeat(join[1][None], len(place), 0)
            score = self.scores[step - 1][window, place][:, None] + self.trust * logs
            score += self.model.extend(context, ids)
            found.append(self._extended(window, place, context, ids, score, span=2))
        return found

    def _best_path(self, window: int, length: int) -> list[Choice]:
        place, step = 0, length
        start = self.windows[window].start
        choices: list[Choice] = []
        while step > 0:
            span, before, what, chosen = (int(v) for v in self.origins[step][window, place])
            first = start + step - span
            if what == NOTHING:
                ids: tuple[int, ...] = ()
            else:
                ids = self.slots.runs[first][chosen][0] if what == RUN else (chosen,)
            choices.append(Choice(first, start + step, ids))
            step, place = step - span, before
        return choices[::-1]
