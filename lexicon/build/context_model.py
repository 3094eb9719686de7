# SPDX-License-Identifier: Apache-2.0
"""Train the context model to set right what the n-gram model makes of garbled text.

    python -m lexicon.build.context_model CORPORA PAGES.jsonl... --work DIR --minutes 70

Text from the training part of every register is turned word by word into what a reader makes of
it (`garbled_words`) and searched with an n-gram model that does not know it (`heard_text`; half an
hour on two cores, kept in the work folder). The model learns to pick the printed word out of the
candidates of each place. An hour on two cores sees some thirty million words. Needs PyTorch
(``pip install '.[train]'``); using the model does not. The draws are seeded, the time is not: the
weights differ a little from run to run. ``--start`` goes on from a model made earlier, as the
lexicon's own was made in several runs.
"""

from __future__ import annotations

import argparse
import math
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as functional
from numpy.typing import NDArray
from torch import Tensor, nn

import lexicon
from lexicon.build import corpora, vocabulary
from lexicon.build.channel_training import pages
from lexicon.build.context_packing import parameters, words_of, write_model
from lexicon.build.garbled_words import ABSENT, garbled_words
from lexicon.build.heard_text import PADDING, HeardText, Text, heard_folds
from lexicon.build.ngrams import UNK
from pipeline.repair.context_model import CASES, WINDOW
from pipeline.repair.repairer import LEAST_SHARE, Repairer

WIDTH, LAYERS, HEADS, INNER, REACH = 256, 4, 8, 768, 32
# Heads that begin by hearing the place so far away; the others hear all alike.
FIRST_DISTANCES = (-1, 1, -2, 2, -4, 4)
FREQUENT = 9000  # words of the language model that have an embedding beside those of repair
BATCH, PEAK_RATE, WARM_UP, DECAY = 42, 1e-3, 200, 0.05
# What weighs what in the network before it has learned: see `ContextNetwork.forward`, `scores`.
FIRST_MIX = (0.8, 0.6, 0.0, 0.0, 0.6, 1.0)
MIXTURE = {"party": 0.20, "administrative": 0.12, "laws": 0.16, "news": 0.30, "wikipedia": 0.22}


class Windows:
    """Endless windows of text, registers mixed, each seen once before it is seen again."""

    def __init__(self, texts: Mapping[str, Sequence[HeardText]], seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.texts = texts
        self.waiting: dict[str, list[tuple[HeardText, int]]] = {name: [] for name in texts}
        shares = np.array([MIXTURE[name] for name in texts])
        self.shares = shares / shares.sum()

    def batch(self) -> list[NDArray[Any]]:
        """printed, cases, ids, logs, heard of BATCH windows: arrays (BATCH, WINDOW, ...)."""
        taken = [
            self._next(str(n)) for n in self.rng.choice(list(self.texts), BATCH, p=self.shares)
        ]
        return [
            np.stack([getattr(text, part)[at : at + WINDOW] for text, at in taken])
            for part in ("printed", "cases", "ids", "logs", "heard")
        ]

    def _next(self, name: str) -> tuple[HeardText, int]:
        """A text of a register and where its window begins."""
        while not self.waiting[name]:
            shift = int(self.rng.integers(0, WINDOW))
            places = [
                (text, start)
                for text in self.texts[name]
                for start in range(shift, len(text.printed) - WINDOW + 1, WINDOW)
            ]
            self.waiting[name] = [places[n] for n in self.rng.permutation(len(places))]
        return self.waiting[name].pop()


class Layer(nn.Module):
    """One block: attention with biases by distance, then a squared-ReLU network."""

    def __init__(self) -> None:
        super().__init__()
        self.attend, self.think = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.qkv, self.heard = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.widen, self.narrow = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        distance = torch.arange(-REACH, REACH + 1).float()
        biases = torch.zeros(HEADS, 2 * REACH + 1)
        for head, place in enumerate(FIRST_DISTANCES):
            biases[head] = -1.5 * (distance - place).abs().clamp(max=6)
        self.distance = nn.Parameter(biases)
        for linear, spread in (
            (self.qkv, 0.05),
            (self.widen, 0.05),
            (self.heard, 0.02 / math.sqrt(2 * LAYERS)),
            (self.narrow, 0.02 / math.sqrt(2 * LAYERS)),
        ):
            nn.init.normal_(linear.weight, std=spread)
            nn.init.zeros_(linear.bias)

    def forward(self, x: Tensor, apart: Tensor) -> Tensor:
        many, length, _ = x.shape
        q, k, v = (
            self.qkv(self.attend(x))
            .view(many, length, 3, HEADS, WIDTH // HEADS)
            .permute(2, 0, 3, 1, 4)
        )
        mask = self.distance[:, apart][None].to(q.dtype)
        heard = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = x + self.heard(heard.transpose(1, 2).reshape(many, length, WIDTH))
        return x + self.narrow(functional.relu(self.widen(self.think(x))).square())


class ContextNetwork(nn.Module):
    """See `pipeline.repair.context_model`, which computes the same."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.embedding = nn.Parameter(torch.randn(rows, WIDTH) * 0.05)
        self.bias = nn.Parameter(torch.zeros(rows))
        self.case = nn.Parameter(torch.zeros(CASES, WIDTH))
        self.mix = nn.Parameter(torch.tensor(FIRST_MIX))
        self.first, self.read, self.last = (nn.LayerNorm(WIDTH) for _ in range(3))
        self.broad = nn.Linear(WIDTH, WIDTH, bias=False)
        nn.init.zeros_(self.broad.weight)
        self.out = nn.Linear(WIDTH, WIDTH)
        for n in range(LAYERS):
            self.add_module(f"layer{n}", Layer())

    def forward(
        self, cases: Tensor, rows: Tensor, logs: Tensor, frequency: Tensor, heard: Tensor
    ) -> Tensor:
        """(batch, window), (batch, window, candidates) -> what each place should look like."""
        many, length, few = rows.shape
        absent = logs <= ABSENT

        def expected(nats: Tensor) -> Tensor:
            weight = torch.softmax(nats.masked_fill(absent, float(ABSENT)), 2)
            found = functional.embedding_bag(
                rows.reshape(-1, few),
                self.embedding,
                per_sample_weights=weight.reshape(-1, few),
                mode="sum",
            )
            return found.view(many, length, WIDTH)

        read = self.read(expected(self.mix[0] * logs + self.mix[1] * frequency))
        x = self.first(expected(self.mix[4] * heard)) + self.broad(read) + self.case[cases]
        place = torch.arange(length)
        apart = (place[None] - place[:, None]).clamp(-REACH, REACH) + REACH
        for n in range(LAYERS):
            x = self.get_submodule(f"layer{n}")(x, apart)
        return self.out(self.last(x))

    def scores(
        self, hidden: Tensor, rows: Tensor, logs: Tensor, frequency: Tensor, heard: Tensor
    ) -> Tensor:
        """(places, candidates): how well each candidate fits its place."""
        embedded = self.embedding[rows].to(hidden.dtype)
        score = torch.einsum("nkd,nd->nk", embedded, hidden).float() + self.bias[rows]
        score = score + self.mix[2] * logs + self.mix[3] * frequency + self.mix[5] * heard
        return score.masked_fill(logs <= ABSENT, float(ABSENT))


class Rows:
    """Turns windows into rows of the embedding and the number of the right candidate."""

    def __init__(self, frequency: NDArray[np.float32], words: NDArray[np.int32]) -> None:
        """frequency: of each word of the language model; words: the id of each row's."""
        self.words = words
        self.row = np.full(PADDING + 1, UNK, np.int64)
        self.row[self.words] = np.arange(len(self.words))
        self.frequency = np.zeros(PADDING + 1, np.float32)
        self.frequency[: len(frequency)] = frequency

    def read(self, batch: Sequence[NDArray[Any]]) -> tuple[Tensor, ...]:
        """Cases (batch, window); rows, logs, frequencies, heard (batch, window, candidates); the
        right candidate (batch, window) or -1.
        """
        printed, cases, ids, logs, heard = batch
        real = ids != PADDING
        hit = real & (ids == printed[..., None])
        right = np.where(hit.any(2) & (real.sum(2) > 1), hit.argmax(2), -1)
        return (
            torch.from_numpy(cases.astype(np.int64)),
            torch.from_numpy(np.where(real, self.row[ids], 0)),
            torch.from_numpy(np.where(real, logs, ABSENT).astype(np.float32)),
            torch.from_numpy(np.where(real, self.frequency[ids], 0).astype(np.float32)),
            torch.from_numpy(np.where(real, heard, np.log(LEAST_SHARE)).astype(np.float32)),
            torch.from_numpy(right),
        )


def train(network: ContextNetwork, windows: Windows, rows: Rows, minutes: float) -> None:
    """Train a network for so many minutes (AdamW, cosine decay)."""
    matrices: list[Tensor] = []
    others: list[Tensor] = []
    for name, values in network.named_parameters():
        decays = values.dim() > 1 and name != "embedding" and not name.endswith("distance")
        (matrices if decays else others).append(values)
    optimiser = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": DECAY}, {"params": others, "weight_decay": 0.0}],
        betas=(0.9, 0.98),
    )
    started = time.monotonic()
    step = 0
    while (done := (time.monotonic() - started) / (60 * minutes)) < 1:
        rate = PEAK_RATE * min(1.0, (step + 1) / WARM_UP) * (1 + math.cos(math.pi * done)) / 2
        for group in optimiser.param_groups:
            group["lr"] = max(rate, PEAK_RATE / 100)
        cases, *given, right = rows.read(windows.batch())
        with torch.autocast("cpu", torch.bfloat16):
            hidden = network(cases, *given)
        at = right >= 0
        scores = network.scores(hidden[at], *(values[at] for values in given))
        loss: Any = functional.cross_entropy(scores, right[at])
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        step += 1
        if step % 100 == 0:
            wrong, before = (
                1 - float((values.argmax(1) == right[at]).float().mean())
                for values in (scores, given[3][at])
            )
            print(
                f"{step} steps, {100 * done:.0f} %, loss {loss.item():.4f}, {wrong:.2%} wrong"
                f" ({before:.2%} by n-grams)",
                flush=True,
            )


def texts_of(
    folder: Path, seen: Sequence[Path], work: Path, seed: int
) -> dict[str, list[HeardText]]:
    """The corpora garbled and heard, by register; ``seen``: pages read back."""
    engine = Repairer()
    registers, symbols = corpora.read_registers(folder)
    known = vocabulary.translation(symbols, engine.model.words)
    texts = {r.name: Text(known[r.ids], r.cases, r.ends) for r in registers}
    held_out = {r.name: r.held_out[0] for r in registers}
    garbled = garbled_words((p for p in pages(seen, "train") if p["kind"] == "eng"), seed)
    found: dict[str, list[HeardText]] = defaultdict(list)
    for name, path in heard_folds(texts, engine.model.words, held_out, garbled, work, seed):
        found[name].append(HeardText.load(path))
    return dict(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("corpora", type=Path)
    parser.add_argument("pages", type=Path, nargs="+", help="made by lexicon.build.channel_pages")
    parser.add_argument("--work", type=Path, required=True, help="folder for what can be kept")
    parser.add_argument("--start", type=Path, help="context_model.bin to go on from")
    parser.add_argument("--minutes", type=float, default=70.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--out", type=Path, default=Path(lexicon.__file__).parent / "data" / lexicon.CONTEXT_MODEL
    )
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(args.seed)
    texts = texts_of(args.corpora, args.pages, args.work, args.seed)
    engine = Repairer()
    frequency = engine.layouter.frequency
    embedded = np.zeros(len(frequency), bool)
    embedded[engine.source("eng").inventory.ids] = True  # what repair proposes
    embedded[:FREQUENT] = True
    words = words_of(args.start) if args.start else np.flatnonzero(embedded).astype(np.int32)
    rows = Rows(frequency, words)
    network = ContextNetwork(len(rows.words))
    if args.start:
        kept = parameters(args.start)
        network.load_state_dict({name: torch.from_numpy(values) for name, values in kept.items()})
    train(network, Windows(texts, args.seed), rows, args.minutes)
    state = {name: values.numpy() for name, values in network.state_dict().items()}
    write_model(args.out, state, rows.words, LAYERS, HEADS)
    print(f"{args.out.name}: {args.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
