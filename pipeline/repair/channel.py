# SPDX-License-Identifier: Apache-2.0
"""P(read | printed): how one reading model misreads Vietnamese print.

The channel is a table of learned edits: one to three printed letters (case folded, with
``^`` and ``$`` for the ends of the word) become one to four read characters with a
probability (Brill and Moore, "An improved error model for noisy channel spelling
correction", 2000). Beside it stand the whole words seen often enough to have their own
probability. The tables are made by ``lexicon.build.channel_training``.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache, cached_property
from typing import IO, NamedTuple
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from lexicon import damaged, data_file, syllables, table_rows
from pipeline.repair.lost_letters import LOST, SIGNS, left_of, spellings
from pipeline.repair.reading_kind import BARE, ENG, LOSSY, OTHER, PLAIN
from pipeline.repair.tokens import strip_marks

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Places = NDArray[np.intp]  # what numpy takes from without converting it first

START, END = "^", "$"
SPECK = -6.0  # log probability of a mark read where nothing is printed
IMPOSSIBLE = np.float32(-1e9)


@dataclass(frozen=True, slots=True)
class Slips:
    """Log probabilities of what a channel did not learn.

    ``unseen``: a letter read as a character it was never read as; ``alike``: as another of a like
    shape; ``lost``: not read at all; ``speck``, ``extra``: a mark, a letter read where nothing is
    printed.
    """

    unseen: float = -9.5
    alike: float = -6.5
    lost: float = -8.0
    speck: float = SPECK
    extra: float = -9.0


@dataclass(frozen=True)
class Channel:
    """The learned edits of one reading model.

    ``edits``: read string -> (printed strings, log probabilities).
    ``words``: read word -> printed word -> log probability.
    ``rates``: log probabilities of events between words: ``cut`` (one word read as two),
    ``joined`` (two words read as one), ``joined_again`` (one more word run together with them),
    ``same`` (a word read as printed, marks and all).
    """

    name: str
    edits: dict[str, tuple[tuple[str, ...], Floats]]
    words: dict[str, dict[str, float]]
    rates: dict[str, float]
    longest: int

    @cached_property
    def log_of(self) -> dict[tuple[str, str], float]:
        """Log probability of every edit (printed, read)."""
        return {
            (was, read): log
            for read, (printed, logs) in self.edits.items()
            for was, log in zip(printed, logs.tolist(), strict=True)
        }

    @classmethod
    def read(cls, name: str, file: IO[bytes]) -> Channel:
        """A channel from its compiled table (npz)."""
        with np.load(file, allow_pickle=False) as table:
            read_side = str(table["read"][()]).split("\n")
            printed_side = str(table["printed"][()]).split("\n")
            starts, printed = table["starts"], table["edits"]
            logs = table["logs"].astype(np.float32) / -1000
            edits = {
                text: (
                    tuple(printed_side[p] for p in printed[a:b]),
                    logs[a:b],
                )
                for text, a, b in zip(read_side, starts[:-1], starts[1:], strict=True)
            }
            words: dict[str, dict[str, float]] = {}
            word_logs = table["word_logs"].astype(np.float32) / -1000
            if word_logs.size:
                lines = str(table["words"][()]).split("\n")
                for line, log in zip(lines, word_logs, strict=True):
                    got, was = line.split("\t")
                    words.setdefault(got, {})[was] = float(log)
            rate_names = str(table["rate_names"][()]).split()
            rates = dict(zip(rate_names, table["rates"].tolist(), strict=True))
        longest = max(map(len, edits))
        return cls(name, edits, words, rates, longest)


@cache
def look_alikes() -> dict[str, str]:
    """Base letters that look like a character: what it may have been misread from."""
    return {row["read"]: row["printed"] for row in table_rows("look_alikes.tsv")}


@cache
def channel(name: str) -> Channel:
    """The compiled channel of one of `CHANNELS`; KeyError for another name.

    ``plain`` is the channel of text whose marks were left out, those of `LOSSES` are of text whose
    letters were lost. Raises DataMissingError.
    """
    if name == PLAIN:
        return plain_channel()
    if name in LOSSY:
        return lossy_channel(name)
    if name not in CHANNELS:
        raise KeyError(name)
    path = data_file(f"channel-{name}.npz")
    try:
        with path.open("rb") as file:
            return Channel.read(name, file)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error) as error:
        raise damaged(path, error) from error


CHANNELS = (ENG, BARE, OTHER, "vie", "Vietnamese")
SLIPS = {
    OTHER: Slips(unseen=-7.0, alike=-6.0, lost=-6.0, speck=-4.0, extra=-7.0),
    **dict.fromkeys(LOSSY, Slips(*[float(IMPOSSIBLE)] * 5)),
}


def plain_channel() -> Channel:
    """Every letter is read without its marks, and nothing else happens."""
    return lossless_but_for(PLAIN, strip_marks)


def lossy_channel(kind: str) -> Channel:
    """Of every letter one of `LOSSES` leaves what it does, and nothing else happens."""
    return lossless_but_for(kind, lambda letters: left_of(letters, kind))


def lossless_but_for(name: str, left: Callable[[str], str]) -> Channel:
    """The channel by which letters are read as what is ``left`` of them, whatever their neighbours.

    A tone mark may stand in the new placement, which the words printed do not have.
    """
    letters = sorted({letter for syllable in syllables() for letter in syllable} | set("fjwz"))
    rimes = {old[-2:]: new[-2:] for old, new in map(spellings, syllables()) if old != new}
    other = [old for old, new in sorted(rimes.items()) if left(old) != left(new)]
    printed: dict[str, set[str]] = {START: {START}, END: {END}}
    for text in (*letters, *other):
        for case in (str, str.lower, str.upper, str.title):
            read = left(case(rimes.get(text, text)))
            for sign in SIGNS:
                printed.setdefault(read.replace(LOST, sign), set()).add(text)
    if name in LOSSY:  # of a text in which some letters were put right
        for letter in letters:
            printed.setdefault(letter, set()).add(letter)
            printed.setdefault(letter.upper(), set()).add(letter)
    edits = {
        read: (tuple(sorted(texts)), np.zeros(len(texts), np.float32))
        for read, texts in printed.items()
    }
    longest = max(map(len, edits))
    rates = {"cut": -12.0, "joined": -12.0, "joined_again": -2.0, "same": 0.0}
    return Channel(name, edits, {}, rates, longest)


class PrintedWords:
    """The words that may have been printed, as a trie, ready to be scored against a reading.

    ``words`` are case-folded and distinct. The arrays of one edit (which nodes of the trie
    end with these letters, and from where they were reached) are cached per edit.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self.words = list(words)
        parents, letters, leaf = [0], [0], []
        code = {START: 1, END: 2}
        children: dict[tuple[int, int], int] = {}
        depth = [0]
        for word in self.words:
            node = 0
            for letter in (START, *word, END):
                number = code.setdefault(letter, len(code) + 1)
                child = children.get((node, number))
                if child is None:
                    child = len(parents)
                    children[node, number] = child
                    parents.append(node)
                    letters.append(number)
                    depth.append(depth[node] + 1)
                node = child
            leaf.append(node)
        self.code = code
        self.letters_by_base: dict[str, list[str]] = {}
        for letter in code:
            if letter not in (START, END):
                self.letters_by_base.setdefault(strip_marks(letter), []).append(letter)
        self.size = len(parents)
        is_inner = np.array([n not in (1, 2) for n in letters]) & (np.array(depth) > 1)
        # nodes of letters come first, word ends and the root after them
        inner_first = np.argsort(~is_inner, kind="stable")
        place = np.empty(self.size, np.int32)
        place[inner_first] = np.arange(self.size, dtype=np.int32)
        self.inner = int(is_inner.sum())
        self.root = int(place[0])
        self.leaves = place[np.array(leaf, np.int32)]
        parent = place[np.array(parents, np.int32)[inner_first]]
        letter_of = np.array(letters, np.int64)[inner_first]
        deep = np.array(depth, np.int32)[inner_first]
        self.above_inner = parent[: self.inner].astype(np.intp)
        self._groups: list[tuple[dict[int, int], Ints, Ints, Ints]] = []
        base = len(code) + 2
        self._base = base
        key = np.zeros(self.size, np.int64)
        above = np.arange(self.size, dtype=np.int32)
        scale = 1
        for length in (1, 2, 3):
            key = key + letter_of[above] * scale
            above = parent[above]
            scale *= base
            nodes = np.flatnonzero(deep >= length).astype(np.int32)
            order = nodes[np.argsort(key[nodes], kind="stable")]
            keys, begins = np.unique(key[order], return_index=True)
            ends = np.append(begins[1:], len(order))
            where = {int(k): n for n, k in enumerate(keys)}
            bounds = np.stack([begins, ends], 1).astype(np.int32)
            self._groups.append((where, bounds, order, above[order]))

    def ending_with(self, letters: str) -> tuple[Ints, Ints] | None:
        """Nodes whose path ends with 1 to 3 ``letters``, and the nodes above these letters."""
        if not 1 <= len(letters) <= 3:
            return None
        key = 0
        for letter in letters:
            number = self.code.get(letter)
            if number is None:
                return None
            key = key * self._base + number
        where, bounds, order, above = self._groups[len(letters) - 1]
        at = where.get(key)
        if at is None:
            return None
        a, b = bounds[at]
        return order[a:b], above[a:b]


class Step(NamedTuple):
    """All edits that read one text: from where in the trie to which nodes, what they cost.

    ``source`` intp (edits,), ``logs`` float32 (edits,), grouped by the node they lead to;
    ``nodes`` intp (groups,); groups of one come first, ``alone`` of them; ``begins`` intp: where
    each of the others begins among the edits after these.
    """

    nodes: Places
    source: Places
    logs: Floats
    alone: int
    begins: Places

    def best(self, scores: Floats) -> Floats:
        """The best score of every node of ``nodes``, by the scores where the edits come from."""
        value = scores.take(self.source, mode="clip")
        value += self.logs
        if not len(self.begins):
            return value
        best = np.empty(len(self.nodes), np.float32)
        best[: self.alone] = value[: self.alone]
        np.maximum.reduceat(value[self.alone :], self.begins, out=best[self.alone :])
        return best


class ChannelScorer:
    """Scores every printable word at once against readings, one channel.

    Dynamic programming over (characters read, node of the trie), all nodes in one array
    operation; work on shared beginnings of readings is shared when they come sorted.
    """

    def __init__(self, channel: Channel, printed: PrintedWords) -> None:
        self.channel = channel
        self.printed = printed
        self._steps: dict[str, Step | None] = {}
        self._more: dict[str, dict[str, float]] = {}  # beside the channel's: read -> printed -> log
        self._longest = channel.longest
        self.slips = SLIPS.get(channel.name, Slips())
        self._rank = {word: n for n, word in enumerate(printed.words)}

    def with_edits(self, edits: Mapping[tuple[str, str], float]) -> ChannelScorer:
        """A scorer with more ``edits``: (printed, read) -> log probability."""
        scorer = copy(self)
        scorer._more = {}
        for (printed, read), log in edits.items():
            scorer._more.setdefault(read, {})[printed] = log
        scorer._steps = {
            text: step for text, step in self._steps.items() if text not in scorer._more
        }
        scorer._longest = max(self._longest, max(map(len, scorer._more), default=0))
        return scorer

    def _step(self, text: str) -> Step | None:
        """All edits that read ``text``; None where there are none."""
        if text in self._steps:
            return self._steps[text]
        nodes: list[Ints] = []
        above: list[Ints] = []
        logs: list[Floats] = []
        for letters, value in self._edits(text).items():
            found = self.printed.ending_with(letters)
            if found is not None:
                nodes.append(found[0])
                above.append(found[1])
                logs.append(np.full(len(found[0]), value, np.float32))
        step = None
        if nodes:
            node, source, log = np.concatenate(nodes), np.concatenate(above), np.concatenate(logs)
            _, group, size = np.unique(node, return_inverse=True, return_counts=True)
            order = np.lexsort((node, size[group] > 1))
            node, source, log = node[order], source[order], log[order]
            begins = np.flatnonzero(np.diff(node, prepend=-1))
            alone = int((size == 1).sum())
            ends = node[begins].astype(np.intp)
            step = Step(ends, source.astype(np.intp), log, alone, begins[alone:] - alone)
        self._steps[text] = step
        return step

    def _edits(self, text: str) -> dict[str, float]:
        """Printed letters read as ``text``: learned edits, and letters of a like shape."""
        edits = self._learned(text)
        if len(text) == 1 and text not in (START, END):
            for base in {strip_marks(text).lower(), *look_alikes().get(text, "")}:
                for letter in self.printed.letters_by_base.get(base, ()):
                    edits.setdefault(letter, self.slips.alike)
        for printed, log in self._more.get(text, {}).items():
            edits[printed] = max(log, edits.get(printed, log))
        return edits

    def _slips(self, row: Floats, before: Floats, read: str) -> None:
        """Let any letter be read as ``read``, any letter be lost, and ``read`` be a speck."""
        printed = self.printed
        slips = self.slips
        extra = slips.extra if read.isalnum() else slips.speck
        np.maximum(row, before + np.float32(extra), out=row)
        inner = row[: printed.inner]
        for scores, log in ((before, slips.unseen), (row, slips.lost)):
            moved = scores.take(printed.above_inner, mode="clip")
            moved += np.float32(log)
            np.maximum(inner, moved, out=inner)

    def _learned(self, text: str) -> dict[str, float]:
        printed, values = self.channel.edits.get(text, ((), ()))
        return dict(zip(printed, map(float, values), strict=True))

    def scores(self, readings: Iterable[str]) -> Iterator[tuple[str, Floats]]:
        """Each reading with log P(reading | word) for every word, float32 (words,)."""
        stack: list[tuple[str, Floats]] = []
        for reading in sorted(set(readings)):
            padded = START + reading + END
            keep = 0
            while keep < len(stack) and padded.startswith(stack[keep][0]):
                keep += 1
            del stack[keep:]
            if not stack:
                first = np.full(self.printed.size, IMPOSSIBLE, np.float32)
                first[self.printed.root] = 0.0
                stack.append(("", first))
            for end in range(len(stack), len(padded) + 1):
                row = np.full(self.printed.size, IMPOSSIBLE, np.float32)
                for width in range(1, min(self._longest, end) + 1):
                    step = self._step(padded[end - width : end])
                    if step is None:
                        continue
                    best = step.best(stack[end - width][1])
                    row[step.nodes] = np.maximum(row.take(step.nodes), best)
                if 1 < end < len(padded):
                    self._slips(row, stack[end - 1][1], padded[end - 1])
                stack.append((padded[:end], row))
            score = stack[-1][1][self.printed.leaves].copy()
            for word, log in self.channel.words.get(reading, {}).items():
                at = self._rank.get(word)
                if at is not None and log > score[at]:
                    score[at] = log
            yield reading, score
