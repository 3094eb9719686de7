# SPDX-License-Identifier: Apache-2.0
"""Learn a channel from printed and read pages: EM alignment, then multi-letter edits.

    python -m lexicon.build.channel_training PAGES.jsonl... --out lexicon/data

``--mix 0.35`` makes these pages that share of a channel learned before and there already: two
models of one name differ, and a text does not tell which of them read it.

Words are aligned letter by letter (one to three letters against one to three) by hard EM;
then every stretch of up to three printed letters is counted with what it was read as, and its
probability is count / occurrences, discounted (Brill and Moore 2000). Word ends take part as
``^`` and ``$``. The printed side is case-folded: capitals are the business of the case model.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from lexicon.build.channel_alignment import align, skeleton
from pipeline.repair.channel import END, START, channel
from pipeline.repair.edits import Cut, cheapest_cuts, counted_stretches
from pipeline.repair.pieces import HORNS, OUTER_OF_OTHER
from pipeline.repair.reading_kind import BARE, ENG, OTHER

OUTER = ".,;:!?()[]{}\"“”„‘’'…/\\-–—_|~`*=<>^°·•¬˘ˆ"
SHAPES = ((1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1), (2, 3), (3, 2))
DISCOUNT = 0.6
LEAST_MIXED = -9.5  # log probability of what a mixture keeps


def core(word: str) -> str:
    """The word without outer punctuation."""
    return unicodedata.normalize("NFC", word).strip(OUTER)


_HOOK = re.compile(rf"(?<=\w)[?{HORNS}](?=\W*$)")  # of a last letter: tt? (từ), co’ (cơ)
_QUOTES = frozenset("?!\"“”'’‘")


def as_garbled(read: str, printed: str) -> str:
    """The word read without outer punctuation, but with a hook or horn that nobody printed."""
    hook = _HOOK.search(read)
    if hook is None or _QUOTES & set(printed):
        return core(read)
    return core(read[: hook.start()]) + hook[0]


def read_core(read: str, printed: str, kind: str) -> str:
    """The word read by a reader of some kind, without what was not read for its letters."""
    if kind in (ENG, BARE):
        return as_garbled(read, printed)
    if kind == OTHER:
        bare = unicodedata.normalize("NFC", read)
        bracketed = not {"(", ")"}.isdisjoint(printed)
        return bare.strip(OUTER_OF_OTHER if bracketed else OUTER_OF_OTHER.strip("()"))
    return core(read)


def pages(paths: Iterable[Path], split: str) -> Iterator[dict[str, Any]]:
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                page = json.loads(line)
                if page["split"] == split:
                    yield page


Key = TypeVar("Key", bound=Hashable)
Cost = dict[Cut, float]


def first_cost(printed: str, read: str) -> float:
    """Cost of an edit before anything is learned."""
    if printed == read:
        return 0.0
    if (START in printed) != (START in read) or (END in printed) != (END in read):
        return 50.0
    if len(printed) == len(read) == 1:
        return 0.3 if skeleton(printed) == skeleton(read) else 2.5
    return 2.0 + 0.8 * (len(printed) + len(read) - 2)


def best_alignment(printed: str, read: str, cost: Cost) -> list[tuple[str, str]]:
    """Cheapest way of cutting both into edits; [] when there is none.

    A letter read as printed at the end of an edit is an edit of its own: joined with its
    neighbours for good (mấ read ma), it would never be counted alone.
    """

    def priced(cut: Cut) -> float:
        was, got = cut
        if len(was) > 1 < len(got) and (was[0] == got[0] or was[-1] == got[-1]):
            return math.inf
        price = cost.get(cut)
        return first_cost(was, got) + 6.0 if price is None else price

    return cheapest_cuts(printed, read, SHAPES, priced)


def aligned_words(
    pairs: Counter[tuple[str, str]], rounds: int = 4
) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Letter alignment of every (printed, read) pair after hard EM."""
    cost: Cost = {}
    for printed, read in pairs:
        was, got = START + printed + END, START + read + END
        for i in range(len(was)):
            for j in range(len(got)):
                for a, b in SHAPES:
                    if i + a <= len(was) and j + b <= len(got):
                        pair = (was[i : i + a], got[j : j + b])
                        if pair not in cost:
                            cost[pair] = first_cost(*pair)
    result: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for _ in range(rounds):
        counts: Counter[tuple[str, str]] = Counter()
        totals: Counter[str] = Counter()
        for pair, number in pairs.items():
            cuts = best_alignment(START + pair[0] + END, START + pair[1] + END, cost)
            result[pair] = cuts
            for cut in cuts:
                counts[cut] += number
                totals[cut[0]] += number
        letters = sum(totals[t] for t in totals if len(t) == 1)
        cost = {
            # a long edit must pay for being chosen at all: its own frequency, not only its odds
            cut: -math.log((number - 0.3) / (totals[cut[0]] + 1.0))
            + (0.0 if len(cut[0]) == 1 else -math.log(totals[cut[0]] / letters) * 0.25)
            for cut, number in counts.items()
        }
    return result


def learned_edits(
    pairs: Counter[tuple[str, str]], alignments: dict[tuple[str, str], list[tuple[str, str]]]
) -> dict[tuple[str, str], float]:
    """(printed stretch, read stretch) -> log probability."""
    counts, totals = counted_stretches((alignments[pair], number) for pair, number in pairs.items())
    types: Counter[str] = Counter(printed for printed, _ in counts)
    edits: dict[tuple[str, str], float] = {}
    for (printed, read), number in counts.items():
        if number < 2 and (len(printed) > 1 or len(read) > 2):
            continue
        edits[printed, read] = math.log(
            max(number - DISCOUNT, 0.25) / (totals[printed] + 0.5 * types[printed] + 2.0)
        )
    return {edit: log for edit, log in edits.items() if worth_keeping(edit, log, edits)}


def worth_keeping(edit: tuple[str, str], log: float, edits: dict[tuple[str, str], float]) -> bool:
    """Whether the edit says more than its parts: single letters always, others if they differ."""
    printed, read = edit
    if len(printed) == 1:
        return log > -9.5
    parts = -math.inf
    for i in range(1, len(printed)):
        for j in range(1, len(read)):
            left = edits.get((printed[:i], read[:j]))
            right = edits.get((printed[i:], read[j:]))
            if left is not None and right is not None:
                parts = max(parts, left + right)
    return log > parts + 0.25 and log > -9.0


def learned_words(pairs: Counter[tuple[str, str]], at_least: int) -> dict[tuple[str, str], float]:
    """(printed, read) -> log probability for words read so at least so often."""
    totals: Counter[str] = Counter()
    for (printed, _), number in pairs.items():
        totals[printed] += number
    return {
        (printed, read): math.log((number - DISCOUNT) / (totals[printed] + 3.0))
        for (printed, read), number in pairs.items()
        if number >= at_least and len(printed) > 1
    }


def word_pairs(
    source: Iterable[dict[str, Any]],
) -> tuple[Counter[tuple[str, str]], dict[str, float]]:
    """Folded printed and read cores one to one, and the rates of cuts and joins."""
    from pipeline.repair.tokens import fold

    pairs: Counter[tuple[str, str]] = Counter()
    events: Counter[str] = Counter()
    for page in source:
        printed = " ".join(page["printed"]).split()
        read = [word[0] for line in page["read"] for word in line]
        for group in align(printed, read):
            shape = (group.last - group.first, group.end - group.start)
            events[str(shape)] += 1
            events["printed"] += shape[0]
            if shape[1] == 1 and shape[0] > 1:
                events["gaps"] += shape[0] - 1
                events["gaps again"] += shape[0] - 2
            if shape != (1, 1):
                continue
            was, got = core(printed[group.first]), read[group.start]
            got = read_core(got, printed[group.first], page["kind"])
            if was and got and any(c.isalpha() for c in was) and len(was) <= 12 >= len(got):
                pairs[fold(was), got] += 1
                events["same"] += was == got
                events["words"] += 1
    rates = {
        "cut": math.log((events["(1, 2)"] + 1) / (events["printed"] + 2)),
        "joined": math.log((events["(2, 1)"] + 1) / (events["printed"] + 2)),
        "joined_again": math.log((events["gaps again"] + 1) / (events["gaps"] + 2)),
        "same": math.log((events["same"] + 1) / (events["words"] + 2)),
    }
    return pairs, rates


def mixed(before: Mapping[Key, float], now: Mapping[Key, float], share: float) -> dict[Key, float]:
    """Log probabilities of a mixture, in which ``now`` has the given share (0..1)."""
    both: dict[Key, float] = {}
    for key in {**before, **now}:
        old = math.exp(before[key]) if key in before else 0.0
        new = math.exp(now[key]) if key in now else 0.0
        both[key] = math.log((1 - share) * old + share * new)
    return {key: log for key, log in both.items() if log > LEAST_MIXED}


def compiled(
    edits: dict[tuple[str, str], float],
    words: dict[tuple[str, str], float],
    rates: dict[str, float],
) -> dict[str, Any]:
    """Arrays of the npz file; log probabilities as -milli-nats in uint16."""
    by_read: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for (printed, read), log in edits.items():
        by_read[read].append((printed, log))
    printed_side = sorted({printed for printed, _ in edits})
    number = {printed: n for n, printed in enumerate(printed_side)}
    read_side = sorted(by_read)
    starts, ids, logs = [0], [], []
    for read in read_side:
        for printed, log in sorted(by_read[read], key=lambda edit: -edit[1]):
            ids.append(number[printed])
            logs.append(log)
        starts.append(len(ids))
    rows = sorted((read, printed, log) for (printed, read), log in words.items())
    return {
        "read": np.array("\n".join(read_side)),
        "printed": np.array("\n".join(printed_side)),
        "starts": np.array(starts, np.int32),
        "edits": np.array(ids, np.uint16),
        "logs": milli(logs),
        "words": np.array("\n".join(f"{read}\t{printed}" for read, printed, _ in rows)),
        "word_logs": milli([log for _, _, log in rows]),
        "rate_names": np.array(" ".join(rates)),
        "rates": np.array(list(rates.values()), np.float32),
    }


def milli(logs: list[float]) -> Any:
    return np.minimum(np.round(-1000 * np.array(logs, np.float64)), 65535).astype(np.uint16)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("pages", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, default=Path("lexicon/data"))
    parser.add_argument("--words-at-least", type=int, default=1, help="times a word was read so")
    parser.add_argument("--mix", type=float, default=1.0, help="share of these pages")
    args = parser.parse_args()
    by_kind: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for page in pages(args.pages, "train"):
        by_kind[page["kind"]].append(page)
    for kind, source in by_kind.items():
        pairs, rates = word_pairs(source)
        edits = learned_edits(pairs, aligned_words(pairs))
        words = learned_words(pairs, args.words_at_least)
        if args.mix < 1.0:
            before = channel(kind)
            read_as = {
                (was, got): log
                for got, all_was in before.words.items()
                for was, log in all_was.items()
            }
            edits = mixed(before.log_of, edits, args.mix)
            words = mixed(read_as, words, args.mix)
            rates = mixed(before.rates, rates, args.mix)
        path = args.out / f"channel-{kind}.npz"
        with path.open("wb") as file:
            np.savez_compressed(file, **compiled(edits, words, rates))
        print(
            f"{kind}: {len(source)} pages, {sum(pairs.values())} words, {len(pairs)} pairs, "
            f"{len(edits)} edits, {len(words)} words, rates {rates}, {path.stat().st_size} bytes"
        )


if __name__ == "__main__":
    main()
