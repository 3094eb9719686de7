# SPDX-License-Identifier: Apache-2.0
"""Trains the network that reads numbers written by hand (`pipeline.ocr.handwriting`).

    python -m lexicon.build.handwriting --digits MNIST --fonts FONTS --minutes 100

``MNIST`` holds the four IDX files of MNIST, ``FONTS`` files of fonts that look like handwriting
(see :mod:`lexicon.build.written_slots`, which draws the pictures). Every seventh font and MNIST's
own test half are kept out, and the share of numbers of these that are read rightly is printed.
Needs PyTorch (the extra ``train``); the CPU is enough. Weights depend on the machine's time, so
a second run gives others.

A convolutional network with connectionist temporal classification (Graves et al., 2006): it names
a class, or nothing, for every second column, so that digits may touch and need not be cut apart.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, IterableDataset

from lexicon import HANDWRITING, HANDWRITING_FORMAT, HANDWRITING_MAGIC
from lexicon.arrays import write_arrays
from lexicon.build.written_slots import Gray, Sources, read_idx, slot
from pipeline.ocr.handwriting import BLANK, LAYERS, best_path

BATCH, RATE, KEPT_OUT = 64, 3e-3, 7
ALIKE = 8
"""Batches whose pictures are sorted by width."""
CHECKED = 2000


class Network(nn.Module):
    """The layers of LAYERS; each but the last is normalised and rectified."""

    def __init__(self) -> None:
        super().__init__()
        steps: list[nn.Module] = []
        for number, layer in enumerate(LAYERS):
            _, columns = layer.kernel
            steps.append(
                nn.Conv2d(
                    layer.inputs, layer.outputs, layer.kernel, padding=(layer.padding, columns // 2)
                )
            )
            if number + 1 < len(LAYERS):
                steps += [nn.BatchNorm2d(layer.outputs), nn.ReLU()]
            if layer.pool != (1, 1):
                steps.append(nn.MaxPool2d(layer.pool))
        self.steps = nn.Sequential(*steps)

    def forward(self, pages: torch.Tensor) -> torch.Tensor:
        """Log odds of the classes, (columns / 2, pictures, classes)."""
        scores: torch.Tensor = self.steps(pages).squeeze(2).permute(2, 0, 1)
        return scores.log_softmax(-1)


class Slots(IterableDataset):
    """Batches without end: pictures, classes, widths and numbers of classes."""

    def __init__(self, sources: Sources, seed: int) -> None:
        self.sources, self.seed = sources, seed

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]]:
        rng = random.Random(self.seed)
        while True:
            slots = [slot(self.sources, rng) for _ in range(BATCH * ALIKE)]
            slots.sort(key=lambda made: made[0].shape[1])  # a batch is as wide as its widest
            for first in rng.sample(range(0, len(slots), BATCH), ALIKE):
                yield batch(slots[first : first + BATCH])


def batch(
    slots: Sequence[tuple[Gray, Sequence[int]]],
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Pictures of one width, ink 1 and paper 0."""
    width = -(-max(page.shape[1] for page, _ in slots) // 8) * 8
    pages = np.zeros((len(slots), 1, slots[0][0].shape[0], width), np.float32)
    for number, (page, _) in enumerate(slots):
        pages[number, 0, :, : page.shape[1]] = 1 - page.astype(np.float32) / 255
    classes = [index for _, names in slots for index in names]
    widths = [page.shape[1] // 2 for page, _ in slots]
    return (
        torch.from_numpy(pages),
        torch.tensor(classes),
        torch.tensor(widths),
        torch.tensor([len(names) for _, names in slots]),
    )


def train(network: Network, sources: Sources, minutes: float, seed: int, out: Path) -> None:
    """Learn for so long, the rate rising and falling once."""
    network.to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(network.parameters(), RATE, weight_decay=0.01)
    judge = nn.CTCLoss(blank=BLANK, zero_infinity=True)
    begun, shown, losses = time.monotonic(), 0.0, 0.0
    for number, (pages, classes, widths, lengths) in enumerate(
        DataLoader(Slots(sources, seed), batch_size=None, num_workers=1, prefetch_factor=8)
    ):
        done = (time.monotonic() - begun) / (60 * minutes)
        if done >= 1:
            return
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1.0, done / 0.05, (1 - done) / 0.7 + 0.002)
        with torch.autocast("cpu", torch.bfloat16):  # two to three times as fast
            odds = network(pages.contiguous(memory_format=torch.channels_last))
        loss = judge(odds.float(), classes, widths, lengths)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        losses = 0.98 * losses + 0.02 * float(loss.detach())
        if done - shown > 0.04:
            shown = done
            print(f"{done:4.0%} {number * BATCH:8} pictures, loss {losses:.3f}", flush=True)
            write_arrays(out, HANDWRITING_MAGIC, HANDWRITING_FORMAT, folded(network))


def folded(network: Network) -> dict[str, np.ndarray]:
    """Weights and biases by layer, the normalisation worked into them."""
    arrays: dict[str, np.ndarray] = {}
    steps = list(network.steps)
    for at, step in enumerate(steps):
        if not isinstance(step, nn.Conv2d):
            continue
        weight, bias = step.weight.detach().numpy(), step.bias.detach().numpy()
        norm = steps[at + 1] if at + 1 < len(steps) else None
        if isinstance(norm, nn.BatchNorm2d):
            scale = (norm.weight / torch.sqrt(norm.running_var + norm.eps)).detach().numpy()
            shift = norm.bias.detach().numpy() - scale * norm.running_mean.numpy()
            weight, bias = weight * scale[:, None, None, None], bias * scale + shift
        number = len(arrays) // 2
        arrays[f"weight{number}"] = weight.astype(np.float16)
        arrays[f"bias{number}"] = bias.astype(np.float32)
    return arrays


def share_right(network: Network, sources: Sources, seed: int) -> float:
    """Share of CHECKED numbers whose most likely reading is what was written."""
    rng = random.Random(seed)
    right = 0
    network.eval()
    with torch.no_grad():
        for _ in range(CHECKED // BATCH):
            slots = [slot(sources, rng) for _ in range(BATCH)]
            pages, _, widths, _ = batch(slots)
            odds = network(pages).numpy()
            for number, (_, names) in enumerate(slots):
                right += best_path(odds[: widths[number], number]) == list(names)
    return right / (CHECKED // BATCH * BATCH)


def main() -> None:
    """Read the arguments, train, print what was reached, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--digits", type=Path, required=True, help="folder of MNIST's IDX files")
    parser.add_argument("--fonts", type=Path, required=True, help="folder of fonts")
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("lexicon/data", HANDWRITING))
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    fonts = sorted(path for path in options.fonts.iterdir() if path.suffix in (".woff", ".ttf"))
    halves = {
        half: read_idx(
            options.digits / f"{half}-images-idx3-ubyte",
            options.digits / f"{half}-labels-idx1-ubyte",
        )
        for half in ("train", "t10k")
    }
    kept_out = fonts[::KEPT_OUT]
    seen = Sources(halves["train"], [path for path in fonts if path not in kept_out])
    network = Network()
    train(network, seen, options.minutes, options.seed, options.out)
    print(f"numbers read, of hands seen: {share_right(network, seen, options.seed + 1):.3f}")
    unseen = Sources(halves["t10k"], kept_out)
    print(f"numbers read, of hands unseen: {share_right(network, unseen, options.seed + 2):.3f}")
    write_arrays(options.out, HANDWRITING_MAGIC, HANDWRITING_FORMAT, folded(network.eval()))


if __name__ == "__main__":
    main()
