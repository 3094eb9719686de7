# SPDX-License-Identifier: Apache-2.0
"""Train the context model on corpora text garbled by the channel.

    python -m lexicon.build.context_model CORPORA PAGES.jsonl... --minutes 60

Windows of text from the training part of every register are turned word by word into what a reader
makes of them (`garbled_words`), and the model learns to pick the printed word out of the candidates
of each place. An hour on two cores sees some twenty million words. Needs PyTorch
(``pip install '.[train]'``); using the model does not. The draws are seeded, the time is not: the
weights differ a little from run to run.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Sequence
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
from lexicon.build.context_packing import write_model
from lexicon.build.garbled_words import ABSENT, GarbledWords, garbled_words
from lexicon.build.ngrams import EOS, UNK
from pipeline.repair.context_model import WINDOW
from pipeline.repair.repairer import Repairer

WIDTH, LAYERS, HEADS, INNER, REACH = 256, 4, 8, 768, 32
# Heads that begin by hearing the place so far away; the others hear all alike.
FIRST_DISTANCES = (-1, 1, -2, 2, -4, 4)
FREQUENT = 9000  # words of the language model that have an embedding beside those of repair
MIXTURE = {"party": 0.27, "administrative": 0.30, "laws": 0.20, "news": 0.14, "wikipedia": 0.09}
PLAIN_SHARE = 0.12  # of windows with the marks left out
SHUFFLED_SHARE = 0.5  # of stretches whose paragraphs stand in no order
STRETCH = 3000  # paragraphs
BATCH, PEAK_RATE, WARM_UP, DECAY = 42, 2e-3, 300, 0.05


class Windows:
    """Endless windows of text, registers mixed. uint16 ids of the language model."""

    def __init__(self, folder: Path, words: Sequence[str], seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        table = corpora.SymbolTable()
        registers = [corpora.read_register(folder, name, table) for name in MIXTURE]
        registers = corpora.without_near_duplicates(registers, table)
        known = vocabulary.translation(list(table.ids), words)
        self.texts = {r.name: (known[r.ids].astype(np.int32), r.ends) for r in registers}
        self.waiting: dict[str, list[NDArray[np.int32]]] = {name: [] for name in self.texts}

    def batch(self) -> NDArray[np.int32]:
        """int32 (BATCH, WINDOW)."""
        names = self.rng.choice(list(MIXTURE), BATCH, p=list(MIXTURE.values()))
        return np.stack([self._next(str(name)) for name in names])

    def _next(self, name: str) -> NDArray[np.int32]:
        while not self.waiting[name]:
            ids, ends = self.texts[name]
            starts = np.concatenate([[0], ends[:-1]])
            chosen = self.rng.integers(0, len(ends), STRETCH)
            if self.rng.random() >= SHUFFLED_SHARE:
                first = int(self.rng.integers(0, max(1, len(ends) - STRETCH)))
                chosen = np.arange(first, min(len(ends), first + STRETCH))
            parts = [part for n in chosen for part in (ids[starts[n] : ends[n]], [EOS])]
            text = np.concatenate(parts).astype(np.int32)
            count = len(text) // WINDOW
            rows = text[: count * WINDOW].reshape(count, WINDOW)
            self.waiting[name] = list(rows[self.rng.permutation(count)])
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
        self.mix = nn.Parameter(torch.tensor([0.8, 0.6, 0.8, 0.5]))
        self.first, self.last = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        for n in range(LAYERS):
            self.add_module(f"layer{n}", Layer())

    def forward(self, rows: Tensor, logs: Tensor, frequency: Tensor) -> Tensor:
        """(batch, window, candidates) -> what each place should look like."""
        many, length, few = rows.shape
        weight = self.mix[0] * logs + self.mix[1] * frequency
        weight = torch.softmax(weight.masked_fill(logs <= ABSENT, float(ABSENT)), 2)
        x = functional.embedding_bag(
            rows.reshape(-1, few),
            self.embedding,
            per_sample_weights=weight.reshape(-1, few),
            mode="sum",
        )
        x = self.first(x.view(many, length, WIDTH))
        place = torch.arange(length)
        apart = (place[None] - place[:, None]).clamp(-REACH, REACH) + REACH
        for n in range(LAYERS):
            x = self.get_submodule(f"layer{n}")(x, apart)
        return self.out(self.last(x))

    def scores(self, hidden: Tensor, rows: Tensor, logs: Tensor, frequency: Tensor) -> Tensor:
        """(places, candidates): how well each candidate fits its place."""
        embedded = self.embedding[rows].to(hidden.dtype)
        score = torch.einsum("nkd,nd->nk", embedded, hidden).float() + self.bias[rows]
        score = score + self.mix[2] * logs + self.mix[3] * frequency
        return score.masked_fill(logs <= ABSENT, float(ABSENT))


class Reader:
    """Turns windows into candidates and the number of the right one, as tensors."""

    def __init__(self, words: GarbledWords, frequency: NDArray[np.float32], seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.words, self.frequency = words, frequency
        embedded = np.zeros(len(frequency), bool)
        embedded[:FREQUENT] = True
        embedded |= words.plain >= 0
        self.ids = np.flatnonzero(embedded).astype(np.int32)  # word of each row
        self.row = np.full(len(frequency), UNK, np.int64)
        self.row[self.ids] = np.arange(len(self.ids))

    def read(self, printed: NDArray[np.int32]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Rows, logs, frequencies (batch, window, candidates); right candidate or -1."""
        pool = self.words.pool
        reading = pool[printed, self.rng.integers(0, pool.shape[1], printed.shape)]
        plain = self.rng.random(len(printed)) < PLAIN_SHARE
        reading = np.where(plain[:, None], self.words.plain[printed], reading)
        free = reading >= 0
        ids = np.full((*printed.shape, self.words.ids.shape[1]), -1, np.int32)
        logs = np.full(ids.shape, ABSENT, np.float32)
        ids[free], logs[free] = self.words.ids[reading[free]], self.words.logs[reading[free]]
        ids[~free, 0], logs[~free, 0] = printed[~free], 0.0
        real = ids >= 0
        hit = free[..., None] & (ids == printed[..., None])
        right = np.where(hit.any(2) & (real.sum(2) > 1), hit.argmax(2), -1)
        rows = np.where(real, self.row[ids], 0)
        frequency = np.where(real, self.frequency[ids], np.float32(0))
        return (
            torch.from_numpy(rows),
            torch.from_numpy(logs),
            torch.from_numpy(frequency),
            torch.from_numpy(right),
        )


def trained(windows: Windows, reader: Reader, minutes: float) -> ContextNetwork:
    """A network trained for so many minutes (AdamW, cosine decay)."""
    network = ContextNetwork(len(reader.ids))
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
        rows, logs, frequency, right = reader.read(windows.batch())
        with torch.autocast("cpu", torch.bfloat16):
            hidden = network(rows, logs, frequency)
        at = right >= 0
        scores = network.scores(hidden[at], rows[at], logs[at], frequency[at])
        loss: Any = functional.cross_entropy(scores, right[at])
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        step += 1
        if step % 100 == 0:
            wrong = 1 - float((scores.argmax(1) == right[at]).float().mean())
            print(f"{step} steps, {100 * done:.0f} %, loss {loss.item():.4f}, {wrong:.2%} wrong")
    return network


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("corpora", type=Path)
    parser.add_argument("pages", type=Path, nargs="+", help="made by lexicon.build.channel_pages")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--out", type=Path, default=Path(lexicon.__file__).parent / "data" / lexicon.CONTEXT_MODEL
    )
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    repairer = Repairer()
    read = (page for page in pages(args.pages, "train") if page["kind"] == "eng")
    words = garbled_words(read, args.seed)
    reader = Reader(words, repairer.layouter.frequency, args.seed)
    windows = Windows(args.corpora, repairer.model.words, args.seed)
    network = trained(windows, reader, args.minutes)
    state = {name: values.numpy() for name, values in network.state_dict().items()}
    write_model(args.out, state, reader.ids, LAYERS, HEADS)
    print(f"{args.out.name}: {args.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
