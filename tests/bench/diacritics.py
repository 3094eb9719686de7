# SPDX-License-Identifier: Apache-2.0
"""How well the language model puts back the marks of text that has lost them.

Pure diacritic restoration: marks and đ-strokes are stripped from held-out text, candidates are all
words of the vocabulary with the same base letters, and a beam search over the language model alone
chooses. A figure for the language model, not for the repair of a document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from lexicon.build.corpora import held_out
from pipeline.repair.language_model import LanguageModel, language_model
from pipeline.repair.tokens import CLASSES, Kind, fold, strip_marks, symbol, tokenise

TITLE = "Marks stripped from held-out text and put back by the language model alone"

REGISTERS = ("administrative", "laws", "party", "news")
PARAGRAPHS = 400  # of each register's test half
BEAM = 12


class Restorer:
    """Beam search in lockstep over many paragraphs."""

    def __init__(self, model: LanguageModel, beam: int = BEAM):
        self.model = model
        self.beam = beam
        self.by_base: dict[str, list[int]] = defaultdict(list)
        reserved = {"<s>", "</s>", "<unk>", *CLASSES}
        for i, word in enumerate(model.words):
            if word not in reserved:
                self.by_base[strip_marks(word)].append(i)

    def candidates(self, seen: str) -> list[int]:
        """Ids of every known word a stripped word may have been."""
        if seen in CLASSES:
            return [int(self.model.ids([seen])[0])]
        return self.by_base.get(strip_marks(seen)) or [self.model.unk]

    def restore(self, paragraphs: Sequence[Sequence[str]]) -> list[list[int]]:
        """Ids of the likeliest words for each paragraph (symbols, marks stripped or not)."""
        lattice = [[self.candidates(s) for s in paragraph] for paragraph in paragraphs]
        order = np.argsort([-len(p) for p in lattice], kind="stable")
        lines = [lattice[i] for i in order]
        b, k = len(lines), self.beam
        context = np.full((b, k, 3), self.model.bos, np.int32)
        score = np.full((b, k), -np.inf, np.float32)
        score[:, 0] = 0
        back: list[tuple[np.ndarray, np.ndarray]] = []
        for t in range(len(lines[0]) if lines else 0):
            live = sum(len(line) > t for line in lines)
            width = max(len(line[t]) for line in lines[:live])
            options = np.full((live, width), -1, np.int32)
            for i in range(live):
                options[i, : len(lines[i][t])] = lines[i][t]
            row, column = np.nonzero(score[:live] > -np.inf)
            gain = np.full((live, k, width), -np.inf, np.float32)
            gain[row, column] = self.model.extend(context[row, column], options[row])
            total = (score[:live, :, None] + gain).reshape(live, -1)
            keep = np.argsort(-total, axis=1)[:, :k]
            if keep.shape[1] < k:
                keep = np.pad(keep, ((0, 0), (0, k - keep.shape[1])), mode="edge")
                fresh = np.take_along_axis(total, keep, 1)
                fresh[:, total.shape[1] :] = -np.inf
            else:
                fresh = np.take_along_axis(total, keep, 1)
            parent, choice = keep // width, keep % width
            word = np.take_along_axis(options, choice, 1)
            older = np.take_along_axis(context[:live], parent[:, :, None], 1)
            context[:live] = np.concatenate([older[:, :, 1:], word[:, :, None]], 2)
            score[:live] = fresh
            # hypotheses with the same context can't differ any more: keep the better
            same = (context[:live, :, None] == context[:live, None]).all(3)
            worse = np.tril(same, -1).any(2)
            score[:live][worse] = -np.inf
            back.append((parent, word))
        out: list[list[int]] = [[] for _ in lines]
        for i, line in enumerate(lines):
            at = int(np.argmax(score[i]))
            for t in range(len(line) - 1, -1, -1):
                parent, word = back[t]
                out[i].append(int(word[i, at]))
                at = int(parent[i, at])
            out[i].reverse()
        result: list[list[int]] = [[]] * len(lines)
        for i, where in enumerate(order):
            result[where] = out[i]
        return result


def accuracy(model: LanguageModel, paragraphs: Sequence[str], beam: int = BEAM) -> tuple[int, int]:
    """Syllables right, and syllables there are; numbers, codes and punctuation do not count."""
    restorer = Restorer(model, beam)
    seen: list[list[str]] = []
    counted: list[list[bool]] = []
    for paragraph in paragraphs:
        symbols, words = [], []
        for token in tokenise(paragraph):
            shown = symbol(token.text)
            if shown is not None:
                symbols.append(shown)
                words.append(token.kind is Kind.WORD and shown not in CLASSES)
        seen.append(symbols)
        counted.append(words)
    restored = restorer.restore(
        [[strip_marks(s) if s not in CLASSES else s for s in p] for p in seen]
    )
    right = total = 0
    for symbols, words, ids in zip(seen, counted, restored, strict=True):
        for shown, counts, i in zip(symbols, words, ids, strict=True):
            if counts:
                total += 1
                # an unknown word stays as read: right only when it carries no marks
                right += model.words[i] == shown or (i == model.unk and strip_marks(shown) == shown)
    return right, total


def neighbour_accuracy(restore: Callable[[str], str], paragraphs: Sequence[str]) -> tuple[int, int]:
    """As `accuracy`, of another program; paragraphs whose words it does not keep are left out."""
    right = total = 0
    for paragraph in paragraphs:
        printed = [fold(t.text) for t in tokenise(paragraph) if t.kind is Kind.WORD]
        restored = restore("".join(strip_marks(t.text) for t in tokenise(paragraph)))
        answer = [fold(t.text) for t in tokenise(restored) if t.kind is Kind.WORD]
        if len(printed) == len(answer):
            total += len(printed)
            right += sum(a == b for a, b in zip(printed, answer, strict=True))
    return right, total


def neighbours() -> dict[str, Callable[[str], str]]:
    """Other programs that put marks back, as far as they are installed here."""
    found: dict[str, Callable[[str], str]] = {}
    with suppress(ImportError):
        from pyvi import ViUtils

        found["pyvi"] = ViUtils.add_accents
    with suppress(ImportError):
        from underthesea import restore_diacritics

        found["underthesea"] = restore_diacritics
    return found


def measure(shared: Path) -> list[dict[str, object]]:
    """One row a register and system: syllables right after their marks were stripped, in %."""
    model = language_model()
    systems = neighbours()
    rows: list[dict[str, object]] = []
    for register in REGISTERS:
        paragraphs = held_out(shared / "corpora", register)[1]
        chosen = paragraphs[:: max(len(paragraphs) // PARAGRAPHS, 1)][:PARAGRAPHS]
        counts = {"sohoa": accuracy(model, chosen)}
        for name, restore in systems.items():
            counts[name] = neighbour_accuracy(restore, chosen[::4])
        for name, (right, total) in counts.items():
            rows.append(
                {
                    "register": register,
                    "system": name,
                    "syllables": total,
                    "right %": round(100 * right / max(total, 1), 2),
                }
            )
    return rows
