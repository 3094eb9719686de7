# SPDX-License-Identifier: Apache-2.0
"""The noisy channel put together: what was read goes in, what was printed comes out."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.repair.adaptation import learned_edits
from pipeline.repair.candidates import FREQUENCY_WEIGHT, CandidateSource
from pipeline.repair.channel import channel
from pipeline.repair.confidence import neighbour_scores, shares
from pipeline.repair.context_model import context_model
from pipeline.repair.decoder import NEVER, Slots, Window, decode
from pipeline.repair.evidence import Evidence, Weights, kind_of_evidence, weights_of
from pipeline.repair.language_model import LanguageModel, language_model
from pipeline.repair.lattice import Layout, Layouter, Tuning, inventory_of
from pipeline.repair.pieces import OUTER_OF_OTHER
from pipeline.repair.reading_kind import (
    BARE,
    ENG,
    GARBLING,
    MISREADING,
    OTHER,
    is_unmarked_syllable,
    words_of,
)
from pipeline.repair.tokens import fold, letter_case, symbols

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

CORE, LAP = 40, 6  # slots decoded in one window, and the overlap on either side
AHEAD = 4  # slots heard after the last one that is decided
CANDIDATES_WEIGHED = 12
LEAST_SHARE = np.float32(1e-6)
SURE_AS_READ = 0.97
SETTLED_ALONE = 0.99  # share above which the context model never changed a word
SETTLED = 0.995  # share above which a word is beyond doubt
CUT_OR_JOINED = 0.75
ADAPTED = frozenset({BARE, OTHER})  # kinds of many readers
# By how much a channel must be likelier than that of `ENG`, in nats a word. By that of `OTHER`, of
# 200 pages read with three models called `eng` the last comes to -0.5, of 100 pages of eight other
# readers the first to -0.25 and the tenth to 0.4. By that of `BARE` 75 pages of `eng` come to -0.6
# at most, 33 pages of such a reader to 0.3 at least.
LEAST_GAIN, LEAST_GAIN_OF_BARE = -0.3, 0.0
LEAST_FLUENT = -6.4  # nats a word: 997 in 1,000 sentences of the corpora, typed without marks
# How well Vietnamese words must explain a reading: -10.1 to -5.5 on 75 pages of five readers,
# -17 to -12.2 on English text.
LEAST_FIT = -10.8
FEWEST_HEARD, READINGS_HEARD = 20, 100
# Words that are none as typed and that a reader of print explains: 17 in a thousand and more of
# what a reader that leaves out nearly all marks makes of print (12 pages); of text typed without
# marks 2 at most (560 stretches of 700 words).
MISREAD_SHARE = 0.006
MISREAD_FIT = -11.0  # nats; of words of other languages less
LONGEST_CORE, WORST = 10, -40.0


@dataclass(frozen=True, slots=True)
class Decision:
    """``words`` (folded; none: specks) were printed where the slots [start, end) were read.

    ``share``: its weight among the candidates, 0..1. ``kept``: it is what was read.
    """

    start: int
    end: int
    words: tuple[str, ...]
    share: float
    kept: bool


Path = list[tuple[int, int, tuple[int, ...]]]  # (start, end, ids) over all slots, in order


class Weighed(NamedTuple):
    """``rows``: int64 (n,), slots decided alone; ``ids``: int32 (n, m), their likeliest candidates,
    padded with -1; ``share``: float32 (n, m).
    """

    rows: NDArray[np.int64]
    ids: Ints
    share: Floats

    @property
    def heard(self) -> Floats:
        """Log shares."""
        return np.log(np.maximum(self.share, LEAST_SHARE))

    def with_said(self, says: Floats) -> Weighed:
        """The shares with what more is said of each candidate, in nats."""
        both = np.where(self.ids >= 0, self.heard + says, NEVER)
        return self._replace(share=shares(both))


class Repairer:
    """Language model, inventory and channels, loaded once for each process."""

    def __init__(self, model: LanguageModel | None = None, tuning: Tuning | None = None) -> None:
        self.model = model or language_model()
        self.tuning = tuning or Tuning()
        self.layouter = Layouter(self.model, self.tuning)
        self._sources: dict[str, CandidateSource] = {}

    def source(self, kind: str) -> CandidateSource:
        """Candidates under the channel ``kind``."""
        if kind not in self._sources:
            self._sources[kind] = CandidateSource(
                channel(kind), inventory_of(self.model), garbled=kind in GARBLING
            )
        return self._sources[kind]

    def likelier_reader(self, lines: Sequence[str]) -> str:
        """Which kind of `MISREADING` readers read a text that nobody printed so: the likeliest.

        ``lines``: NFC. A sample of their words is scored under all channels.
        """
        heard = sample(lines)
        if len(heard) < FEWEST_HEARD:
            return ENG
        least = {ENG: 0.0, BARE: LEAST_GAIN_OF_BARE, OTHER: LEAST_GAIN}
        fits = {kind: sum(self._fit(kind, heard)) / len(heard) - least[kind] for kind in least}
        return max(fits, key=fits.__getitem__)

    def is_vietnamese(self, lines: Sequence[str]) -> bool:
        """Whether Vietnamese words explain what an engine without its letters read."""
        heard = sample(lines)
        return sum(self._fit(OTHER, heard)) > LEAST_FIT * len(heard)

    def is_fluent(self, lines: Sequence[str]) -> bool:
        """Whether lines with their marks are Vietnamese to the language model, not other words."""
        ids = self.model.ids(seen for line in lines for seen in symbols(line))
        words = np.concatenate((np.full(3, self.model.bos, np.int32), ids))
        context = np.stack([words[n : n + len(ids)] for n in range(3)], 1)
        return len(ids) == 0 or float(self.model.score(context, ids).mean()) > LEAST_FLUENT

    def goes_on(self, before: Sequence[str], word: str) -> float:
        """How much likelier a word (folded) stands behind others than begins a sentence, in nats.

        ``before``: folded words, the nearest last.
        """
        words = self.model.ids(before)[-3:]
        bos = np.full(3, self.model.bos, np.int32)
        contexts = np.stack([np.concatenate((bos, words))[-3:], bos])
        behind, first = self.model.score(contexts, np.repeat(self.model.ids([word]), 2))
        return float(behind - first)

    def is_misread(self, lines: Sequence[str]) -> bool:
        """Whether text without marks was read from print, not typed: `sir dung`, `t6 churc`."""
        words = words_of(lines)
        odd = [word for word in words if self._is_odd(word)]
        explained = sum(fit > MISREAD_FIT for fit in self._fit(OTHER, odd))
        return explained > MISREAD_SHARE * len(words)

    def _is_odd(self, word: str) -> bool:
        """Whether it is neither a syllable without its marks, nor a name or an abbreviation."""
        small = len(word) > 1 and word[1:] == word[1:].lower() and word[0].isalpha()
        return small and not is_unmarked_syllable(word) and fold(word) not in self.model

    def _fit(self, kind: str, readings: Sequence[str]) -> Iterator[float]:
        """How well the best word explains each reading, in nats."""
        source = self.source(kind)
        source.prepare(readings)
        for reading in readings:
            ids, logs = source.of(reading)
            best = (
                logs[0] + FREQUENCY_WEIGHT * self.layouter.frequency[ids[0]] if len(ids) else WORST
            )
            yield max(float(best), WORST)

    def decide(
        self,
        lines: Sequence[str],
        begins: AbstractSet[int],
        kind: str,
        evidence: dict[tuple[int, int], Evidence] | None = None,
    ) -> tuple[Layout, list[Decision]]:
        """What was printed on these lines (NFC), read by the model ``kind``.

        ``begins``: lines that begin a paragraph. ``evidence``: by line and first character.
        """
        garbled = kind in GARBLING
        layout = self.layouter.lay_out(lines, begins, kind, evidence)
        weights = weights_of(kind, kind_of_evidence(layout.evidence))
        source = self._adapted(layout, weights, kind) if kind in ADAPTED else self.source(kind)
        slots = self.layouter.slots(layout, source, weights, kind in MISREADING)
        if garbled:
            path = self.search(layout, slots, everywhere(layout))
        else:
            path = as_read(layout)
            doubtful = self._doubtful(layout, slots, path, weights)
            path = self.search(layout, slots, around(layout, doubtful), path)
        if self.tuning.second_pass:
            path = self._second_pass(layout, slots, path, weights, garbled)
        weighed = self.weighed(layout, slots, path, weights)
        if garbled and self.tuning.context_last and len(weighed.rows):
            path, weighed = self._settled_by_context(layout, slots, path, weighed)
        return layout, self._decisions(layout, path, weighed)

    def _adapted(self, layout: Layout, weights: Weights, kind: str) -> CandidateSource:
        """Candidates by the channel of a kind and by what the document shows of its reader."""
        general = source = self.source(kind)
        for _ in range(self.tuning.adaptations):
            slots = self.layouter.slots(layout, source, weights, True, longest_run=0)
            path = self.search(layout, slots, everywhere(layout))
            weighed = self.weighed(layout, slots, path, weights)
            edits = learned_edits(general.channel, self._decided_pairs(layout, path, weighed))
            source = general.with_edits(edits)
        return source

    def _decided_pairs(
        self, layout: Layout, path: Path, weighed: Weighed
    ) -> dict[tuple[str, str], float]:
        """Syllables decided alone with what was read there, and how often, by their shares."""
        word_of = {start: ids[0] for start, _, ids in path if len(ids) == 1}
        pairs: dict[tuple[str, str], float] = defaultdict(float)
        for s, ids, shares_of in zip(
            weighed.rows.tolist(), weighed.ids, weighed.share, strict=True
        ):
            word = word_of[s]
            share = float(shares_of[ids == word].sum())
            if share > self.tuning.adapt_from and self.layouter.syllabic[word]:
                pairs[self.model.words[word], layout.readings[s]] += share
        return pairs

    def _context_says(
        self,
        layout: Layout,
        slots: Slots,
        path: Path,
        weighed: Weighed,
        weight: float,
        wanted: NDArray[np.bool_] | slice = slice(None),
    ) -> Floats:
        """What all that stands around it adds to each candidate, in nats times ``weight``.

        Nothing where a row is not ``wanted``.
        """
        rows, ids, _ = weighed
        heard = weighed.heard
        text: list[int] = []
        cases: list[int] = []
        place_of: dict[int, int] = {}
        for start, _, chosen in path:
            place_of[start] = len(text)
            piece = layout.piece[start]
            text += chosen
            case = letter_case(layout.pieces[piece].text) if piece >= 0 else 0
            cases += [case] * len(chosen)
        where = np.array([place_of[s] for s in rows.tolist()], np.intp)
        all_ids = np.full((len(text), ids.shape[1]), -1, np.int32)
        all_ids[:, 0] = text
        all_ids[where] = ids
        known = slots.ids[rows][:, None, :] == ids[:, :, None]
        read = np.where(known, slots.logs[rows][:, None, :], NEVER).max(2)
        logs = np.zeros(all_ids.shape, np.float32)
        logs[where] = np.where(ids >= 0, read, 0)
        all_heard = np.zeros(all_ids.shape, np.float32)
        all_heard[where] = heard
        frequency = np.where(all_ids >= 0, self.layouter.frequency[all_ids], np.float32(0))
        around_it = context_model().log_shares(
            np.array(cases, np.int32), all_ids, logs, frequency, all_heard, where[wanted]
        )
        says = np.zeros_like(heard)
        says[wanted] = weight * (around_it - heard[wanted])
        return says

    def _second_pass(
        self, layout: Layout, slots: Slots, path: Path, weights: Weights, garbled: bool
    ) -> Path:
        """What stands around a word, and what the document settled elsewhere, settle doubts.

        Of what the context model says, the candidate that is best with it gets nothing, so that a
        slot stays comparable with its runs, joins and specks.
        """
        weighed = self.weighed(layout, slots, path, weights)
        rows, ids, share = weighed
        doubtful = share.max(1, initial=0.0) < SETTLED
        if garbled and self.tuning.context and len(rows):
            says = self._context_says(layout, slots, path, weighed, self.tuning.context)
            weighed = weighed.with_said(says)
            best = weighed.share.argmax(1)
            doubtful |= (best != share.argmax(1)) | (weighed.share.max(1) < SETTLED)
            says -= np.take_along_axis(says, best[:, None], 1)
            for n in np.flatnonzero(doubtful):
                slots.logs[rows[n]] += spread(slots.ids[rows[n]], ids[n], says[n])
        if not doubtful.any():
            return path
        memory = DocumentMemory.of(layout, path, weighed)
        for n in np.flatnonzero(doubtful):
            s = int(rows[n])
            known = slots.ids[s] >= 0
            slots.logs[s, known] += memory.speaks_for(
                layout,
                s,
                slots.ids[s, known],
                dict(zip(ids[n].tolist(), weighed.share[n].tolist(), strict=True)),
                self,
            )
        return self.search(layout, slots, around(layout, rows[doubtful].tolist()), path)

    def _settled_by_context(
        self, layout: Layout, slots: Slots, path: Path, weighed: Weighed
    ) -> tuple[Path, Weighed]:
        """The path with every single word as all that stands around it has it, and the shares.

        The words are not searched again: the context model says what is likely at each place
        whatever stands beside it, and in a search two neighbours that depend on each other would
        count that twice.
        """
        doubtful = weighed.share.max(1) < SETTLED_ALONE
        says = self._context_says(layout, slots, path, weighed, self.tuning.context_last, doubtful)
        weighed = weighed.with_said(says)
        best = weighed.share.argmax(1)[:, None]
        chosen = np.take_along_axis(weighed.ids, best, 1)[:, 0]
        word_of = dict(zip(weighed.rows.tolist(), chosen.tolist(), strict=True))
        settled = [
            (start, end, (word_of[start],) if start in word_of else words)
            for start, end, words in path
        ]
        return settled, weighed

    def search(
        self,
        layout: Layout,
        slots: Slots,
        stretches: Sequence[tuple[int, int, int, int]],
        path: Path | None = None,
    ) -> Path:
        """Decode stretches (start, end, first kept, last kept); the rest stays as in ``path``."""
        before_of = slots.ids[:, 0].copy()
        for start, end, ids in path or ():
            before_of[start:end] = ids[-1] if ids else -1
        bos = self.model.bos
        windows = []
        for start, end, _, _ in stretches:
            before = [bos, bos, bos]
            for s in range(start - 1, max(-1, start - 4), -1):
                if layout.piece[s] < 0:
                    break
                if before_of[s] >= 0:
                    before[s - start] = int(before_of[s])
            windows.append(Window(start, end, (before[0], before[1], before[2])))
        found = decode(windows, slots, self.model, self.tuning.beam, self.tuning.trust)
        result: Path = []
        rest = iter(path or ())
        step = next(rest, None)
        done = 0
        for (_, _, keep, until), choices in zip(stretches, found, strict=True):
            while step is not None and step[0] < keep:
                if step[0] >= done:
                    result.append(step)
                    done = step[1]
                step = next(rest, None)
            for choice in choices:
                if max(keep, done) <= choice.start < until:
                    result.append((choice.start, choice.end, choice.ids))
                    done = choice.end
        while step is not None:
            if step[0] >= done:
                result.append(step)
                done = step[1]
            step = next(rest, None)
        return result

    def _doubtful(self, layout: Layout, slots: Slots, path: Path, weights: Weights) -> list[int]:
        """Slots where the reading itself does not clearly win, its neighbours as read."""
        rows, ids, share = self.weighed(layout, slots, path, weights)
        own = np.array(layout.own, np.int32)[rows]
        mine = np.where(ids == own[:, None], share, 0).sum(1)
        doubtful = set(rows[mine < SURE_AS_READ].tolist())
        return sorted(doubtful | slots.runs.keys() | slots.joins.keys())

    def weighed(self, layout: Layout, slots: Slots, path: Path, weights: Weights) -> Weighed:
        """Slots decided alone, their likeliest candidates and the share of each."""
        sequence, places = in_sequence(layout, path, self.model.bos)
        single = [
            n
            for n, (start, end, ids) in enumerate(path)
            if layout.readings[start] and end - start == 1 and len(ids) == 1
        ]
        rows = np.array([path[n][0] for n in single], np.int64)
        where = np.array([places[n] for n in single], np.int64)
        if not len(rows):
            return Weighed(rows, np.zeros((0, 1), np.int32), np.zeros((0, 1), np.float32))
        ids, logs = slots.ids[rows], slots.logs[rows]
        likely = np.where(ids >= 0, logs + FREQUENCY_WEIGHT * self.layouter.frequency[ids], -np.inf)
        picked = np.array([path[n][2][0] for n in single], np.int32)
        likely[ids == picked[:, None]] = np.inf
        order = np.argsort(-likely, 1)[:, :CANDIDATES_WEIGHED]
        ids = np.take_along_axis(ids, order, 1)
        logs = np.take_along_axis(logs, order, 1)
        ranked = np.take_along_axis(likely, order, 1)
        ids = np.where(ranked > ranked[:, 1:2] - 14.0, ids, -1) if ids.shape[1] > 1 else ids
        heard = neighbour_scores(self.model, sequence, where, ids)
        weight = np.where(ids >= 0, heard + self.tuning.trust * logs, -np.inf)
        return Weighed(rows, ids, shares((weights.model * weight).astype(np.float32)))

    def _decisions(self, layout: Layout, path: Path, weighed: Weighed) -> list[Decision]:
        """Decisions for all free slots, each with its share."""
        rows, ids, share = weighed
        row_of = {int(s): n for n, s in enumerate(rows)}
        decisions = []
        for start, end, chosen in path:
            if not layout.readings[start]:
                continue
            kept = end - start == 1 and len(chosen) == 1 and chosen[0] == layout.own[start]
            words = tuple(self.model.words[i] for i in chosen)
            n = row_of.get(start) if end - start == 1 and len(chosen) == 1 else None
            sure = CUT_OR_JOINED if n is None else float(share[n][ids[n] == chosen[0]].sum())
            decisions.append(Decision(start, end, words, sure, kept))
        return decisions


@dataclass(frozen=True)
class DocumentMemory:
    """What a first pass found: words and pairs of words with their expected counts, readings."""

    words: dict[int, float]
    pairs: dict[tuple[int, int], float]
    readings: dict[str, dict[int, float]]
    near: list[tuple[int, int]]  # the decided symbols left and right of every slot
    decided: list[int]
    total: float

    @classmethod
    def of(cls, layout: Layout, path: Path, weighed: Weighed) -> DocumentMemory:
        rows, ids, share = weighed
        words: dict[int, float] = defaultdict(float)
        pairs: dict[tuple[int, int], float] = defaultdict(float)
        readings: dict[str, dict[int, float]] = {}
        sure = {int(s): float(share[n].max()) for n, s in enumerate(rows)}
        near = [(-1, -1)] * len(layout)
        decided = [-1] * len(layout)
        before = None
        for start, end, chosen in path:
            if not chosen:
                continue
            for s in range(start, end):
                decided[s] = chosen[-1]
            if before is not None:
                left, right = before[2][-1], chosen[0]
                weight = sure.get(start, 1.0) * sure.get(before[0], 1.0)
                pairs[left, right] += weight
                for s in range(start, end):
                    near[s] = (left, -1)
                for s in range(before[0], before[1]):
                    near[s] = (near[s][0], right)
            before = (start, end, chosen)
            if start not in sure:
                for word in chosen:
                    words[word] += 1.0
        for n, s in enumerate(rows):
            heard = readings.setdefault(layout.readings[int(s)], defaultdict(float))
            for word, part in zip(ids[n].tolist(), share[n].tolist(), strict=True):
                if word >= 0 and part > 0.01:
                    words[word] += part
                    heard[word] += part
        return cls(words, pairs, readings, near, decided, sum(words.values()))

    def speaks_for(
        self,
        layout: Layout,
        slot: int,
        candidates: Ints,
        share: dict[int, float],
        repairer: Repairer,
    ) -> Floats:
        """Nats for each candidate of a doubtful slot, its own share in the counts left out."""
        tuning = repairer.tuning
        heard = self.readings[layout.readings[slot]]
        others = sum(heard.values()) - 1.0
        left, right = self.near[slot]
        result = np.zeros(len(candidates), np.float32)
        for n, word in enumerate(candidates.tolist()):
            own = share.get(word, 0.0)
            expected = self.total * math.exp(float(repairer.layouter.frequency[word]))
            count = max(0.0, self.words.get(word, 0.0) - own)
            nats = tuning.repeated_word * math.log1p(count / (1.0 + expected))
            if others > 0.5:
                agree = max(0.0, heard.get(word, 0.0) - own)
                nats += tuning.same_reading * math.log((agree + 0.1) / (others + 0.1))
            mine = own if self.decided[slot] == word else 0.0
            twice = max(0.0, self.pairs.get((left, word), 0.0) - mine) + max(
                0.0, self.pairs.get((word, right), 0.0) - mine
            )
            nats += tuning.repeated_pair * math.log1p(twice)
            result[n] = nats
        return result


def spread(candidates: Ints, ids: Ints, says: Floats) -> Floats:
    """What is said of some candidates, for all of them; less than the least for the others.

    candidates: int32 (m,); ids: int32 (k,), some of them; both padded with -1. Returns (m,).
    """
    of_id = dict(zip(ids.tolist(), says.tolist(), strict=True))
    least = float(says[ids >= 0].min()) - 1
    return np.array([of_id.get(i, least) if i >= 0 else 0.0 for i in candidates.tolist()])


def as_read(layout: Layout) -> Path:
    """Every slot as it was read."""
    return [(s, s + 1, (own,)) for s, own in enumerate(layout.own)]


def in_sequence(layout: Layout, path: Path, bos: int) -> tuple[Ints, list[int]]:
    """The symbols of a path, paragraphs led by begin symbols, and where each choice begins."""
    begins = {a for a, _ in layout.paragraphs}
    sequence: list[int] = []
    places: list[int] = []
    for start, _, ids in path:
        if start in begins:
            sequence += [bos] * 3
        places.append(len(sequence))
        sequence += ids
    return np.array(sequence, np.int32), places


def everywhere(layout: Layout) -> list[tuple[int, int, int, int]]:
    """Stretches that cover every paragraph, overlapping: (start, end, first kept, last kept)."""
    found = []
    for a, b in layout.paragraphs:
        at = a
        while at < b:
            end = b if b - at <= CORE + LAP else at + CORE
            found.append((max(a, at - LAP), min(b, end + LAP), at, end))
            at = end
    return found


def around(layout: Layout, doubtful: Sequence[int]) -> list[tuple[int, int, int, int]]:
    """Stretches around doubtful slots, run together where they touch.

    What is kept ends AHEAD slots before the stretch does: the search must have heard what
    follows before it decides.
    """
    found: list[tuple[int, int, int, int]] = []
    bounds = iter(layout.paragraphs)
    a, b = 0, 0
    for s in doubtful:
        while s >= b:
            a, b = next(bounds)
        keep, until = max(a, s - 1), min(b, s + 2)
        if found and found[-1][2] >= a and found[-1][3] >= keep:
            keep = found.pop()[2]
        found.append((keep, min(b, until + AHEAD), keep, until))
    return found


def sample(lines: Sequence[str]) -> list[str]:
    """Words from all over a text, READINGS_HEARD at most."""
    words = [core for line in lines for core in cores(line)]
    step = max(1, len(words) // READINGS_HEARD)
    return words[::step][:READINGS_HEARD]


def cores(line: str) -> Iterator[str]:
    """Words of small letters mostly, without what stands round them: no codes, no abbreviations."""
    for chunk in line.split():
        core = chunk.strip(OUTER_OF_OTHER)
        small = any(map(str.isalpha, core)) and not core.isupper()
        if small and 2 <= len(core) <= LONGEST_CORE and "/" not in core:
            yield core


@cache
def repairer() -> Repairer:
    """The engine of this process."""
    return Repairer()
