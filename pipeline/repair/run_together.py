# SPDX-License-Identifier: Apache-2.0
"""Three and more words read as one: `vahiguqua` for `và hiệu quả`, `QUOCGIAVEDANCU`.

A reader that finds no gaps in a narrow or spoiled line gives the whole stretch as one word. Where
the words part is found by dynamic programming over the letters: every stretch of them may be one
word of the channel, and the language model hears the words in a row.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from pipeline.repair.candidates import CandidateSource
from pipeline.repair.channel import SPECK
from pipeline.repair.language_model import LanguageModel

SHORTEST, LONGEST = 6, 80  # letters of a reading that may be three words or more
FEWEST = 3  # words; two are weighed without dynamic programming
LONGEST_PART = 8  # letters read for one syllable; the longest, nghiêng, has 7
BRANCHES, BEAM = 6, 12  # words weighed for a part; hypotheses kept at each letter
SPECKS = "'’‘`´()@~^|{"  # in place of a gap
_NUMBER = re.compile(r"\d\d|^\W*\d\W*$")  # one digit among letters may stand for one


class _Run(NamedTuple):
    """Words of the first letters; ``score`` adds the language model to the channel's ``log``."""

    score: float
    log: float
    ids: tuple[int, ...]


def parts_of(text: str) -> set[str]:
    """Every stretch that may be one word: no number, and none in it."""
    return {
        part
        for start in range(len(text))
        for end in range(start + 1, min(len(text), start + LONGEST_PART) + 1)
        if not _NUMBER.search(part := text[start:end])
    }


def run_together(
    text: str, source: CandidateSource, model: LanguageModel, price: float, again: float
) -> list[tuple[float, tuple[int, ...]]]:
    """What three or more words may have been read as ``text``: log P(text | words), their ids.

    ``price``: log probability of reading no gap between two words; ``again``: of reading none
    between the next two. Where a mark stands for the gap, that mark's price stands for it.
    """
    parts = parts_of(text)
    source.prepare(parts)
    runs: list[list[_Run]] = [[_Run(0.0, 0.0, ())], *([] for _ in text)]
    for end in range(1, len(text) + 1):
        found: list[_Run] = []
        contexts: list[tuple[int, int, int]] = []
        for start in range(max(0, end - LONGEST_PART), end):
            if text[start:end] not in parts:
                continue
            ids, logs = source.of(text[start:end])
            for run in runs[start]:
                before = (model.unk, model.unk, model.unk, *run.ids)[-3:]
                gap = (0.0, price, again)[min(len(run.ids), 2)]
                if start and text[start - 1] in SPECKS:
                    gap = 0.0
                for word, log in zip(
                    ids[:BRANCHES].tolist(), logs[:BRANCHES].tolist(), strict=True
                ):
                    log += gap
                    found.append(_Run(run.score + log, run.log + log, (*run.ids, word)))
                    contexts.append((before[0], before[1], before[2]))
        if found:
            last = np.array([run.ids[-1] for run in found], np.int32)
            heard = model.score(np.array(contexts, np.int32), last).tolist()
            found = [
                run._replace(score=run.score + said) for run, said in zip(found, heard, strict=True)
            ]
        if 1 < end < len(text) and text[end - 1] in SPECKS:
            found += [_Run(r.score + SPECK, r.log + SPECK, r.ids) for r in runs[end - 1]]
        runs[end] = sorted(found, reverse=True)[:BEAM]
    return [(run.log, run.ids) for run in runs[-1] if len(run.ids) >= FEWEST]
