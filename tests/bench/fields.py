# SPDX-License-Identifier: Apache-2.0
"""Fields read right, from transcripts laid out in several ways and from other readings of pages.

    python -m tests.bench.fields [--shared DIR] [--document NAME] [--variant NAME] [--pages FOLDER]

Variants of a transcript: `blocks` as written; `right-first`, the heading's right column before the
left; `interleaved`, the two columns row by row; `merged`, the rows of both columns as one line; and
`signature-first`, the signature before the recipients. `--pages` scores pickled pages
(`NAME.pkl`, a list of Page) instead.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import pickle
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from pipeline import digitise
from pipeline.extract import extract_fields
from pipeline.extract.rows import PLACE_DATE, is_motto, is_nation, is_party_heading, plain
from pipeline.model import Block, Line, Page, PageOrigin, Word

TITLE = "Fields of documents: from transcripts in several layouts, and from the scans themselves"
VARIANTS = ("blocks", "right-first", "interleaved", "merged", "signature-first", "lines")
SEEDS = {
    "seed-000": "000-cong-van-1545-gold.txt",
    "seed-002": "002-ke-hoach-clean.txt",
    "seed-003": "003-cong-van-clean.txt",
}

TextBlock = list[str]


def text_blocks(page_text: str) -> list[TextBlock]:
    """Blocks of a page's transcript, brackets of doubtful print taken off."""
    text = re.sub("[⟦⟧]", "", page_text)
    blocks = [block.strip("\n").split("\n") for block in re.split(r"\n\s*\n", text)]
    return [[row for row in block if not row.startswith("%%")] for block in blocks if any(block)]


def transcript_pages(text: str) -> list[str]:
    """The pages of a transcript."""
    parts = re.split(r"(?m)^=== page .*$", text)
    return [part for part in parts if part.strip()]


def _is_right(block: TextBlock) -> bool:
    return (
        is_nation(block[0])
        or is_motto(block[0])
        or is_party_heading(block[0])
        or (len(block) == 1 and bool(PLACE_DATE.match(plain(block[0]))) and len(block[0]) < 70)
    )


def _recipients(blocks: Sequence[TextBlock]) -> int | None:
    return next((i for i, b in enumerate(blocks) if plain(b[0]).startswith("noi nhan")), None)


def laid_out(blocks: list[TextBlock], variant: str) -> list[TextBlock]:
    """The blocks of a page in another order."""
    if variant == "lines":
        return [[row] for block in blocks for row in block]
    if variant == "signature-first":
        at = _recipients(blocks)
        if at is None or at + 1 >= len(blocks):
            return blocks
        if blocks[at + 1][0].strip().startswith("-"):
            return blocks  # the list itself is parted by empty lines
        end = next(
            (i for i in range(at + 1, len(blocks)) if re.fullmatch(r"\d+", blocks[i][0])),
            len(blocks),
        )
        return [*blocks[:at], *blocks[at + 1 : end], blocks[at], *blocks[end:]]
    right = [i for i, block in enumerate(blocks[:9]) if _is_right(block)]
    if variant == "blocks" or not right:
        return blocks
    first, last = 0, right[-1]
    left = [blocks[i] for i in range(first, last + 1) if i not in right]
    rights = [blocks[i] for i in right]
    rest = blocks[last + 1 :]
    if variant == "right-first":
        return [*rights, *left, *rest]
    left_rows = [row for block in left for row in block]
    right_rows = [row for block in rights for row in block]
    rows: TextBlock = []
    for i in range(max(len(left_rows), len(right_rows))):
        pair = [column[i] for column in (left_rows, right_rows) if i < len(column)]
        rows += [" ".join(pair)] if variant == "merged" else pair
    if variant == "merged":
        at = _recipients(rest)
        if at is not None and at + 1 < len(rest):
            a, b = rest[at], rest[at + 1]
            both = [
                " ".join(c[i] for c in (a, b) if i < len(c)) for i in range(max(len(a), len(b)))
            ]
            rest = [*rest[:at], both, *rest[at + 2 :]]
    return [rows, *rest]


def page_of(number: int, blocks: Iterable[TextBlock]) -> Page:
    """A page without boxes."""
    return Page(
        number=number,
        width=0,
        height=0,
        dpi=None,
        origin=PageOrigin.TEXT_FILE,
        reason="transcript",
        blocks=tuple(
            Block(
                tuple(
                    Line(tuple(Word(word, word, 1.0) for word in row.split()))
                    for row in block
                    if row.strip()
                )
            )
            for block in blocks
        ),
    )


def documents(shared: Path) -> Iterator[tuple[str, dict[str, Any], list[str]]]:
    """(name, true fields, page texts) of every document with true fields."""
    for path in sorted((shared / "truth").glob("*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        if path.stem in SEEDS:
            text = (shared / "seeds" / SEEDS[path.stem]).read_text(encoding="utf-8")
            yield path.stem, truth, [text]
        elif path.with_suffix(".txt").exists():
            yield (
                path.stem,
                truth,
                transcript_pages(path.with_suffix(".txt").read_text(encoding="utf-8")),
            )


def scorer(shared: Path) -> ModuleType:
    """The scoring script of the shared folder as a module."""
    spec = importlib.util.spec_from_file_location("score", shared / "score" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def score_pages(score: ModuleType, truth: dict[str, Any], pages: Sequence[Page]) -> dict[str, Any]:
    """The score of the fields extracted from pages."""
    return score.score_fields(truth, extract_fields(pages).model_dump(mode="json"))


def totals(results: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Right of asked for single fields, F1 for lists."""
    right: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    lists: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for result in results:
        for name, value in result.items():
            if "ok" in value:
                right[name][0] += value["ok"]
                right[name][1] += 1
            else:
                for i, key in enumerate(("hit", "truth", "hyp")):
                    lists[name][i] += value[key]
    table = {name: f"{a}/{b}" for name, (a, b) in right.items()}
    for name, (hit, true, read) in lists.items():
        f1 = 2 * hit / (true + read) if true + read else 1.0
        table[name] = f"F1 {f1:.3f} ({hit}/{true}, {read} read)"
    return table


def measure(shared: Path) -> Iterator[dict[str, str | float]]:
    """One row a layout of the transcripts, one for the scans through the whole pipeline."""
    score = scorer(shared)
    for variant in VARIANTS:
        results = [
            score_pages(
                score,
                truth,
                [page_of(n, laid_out(text_blocks(t), variant)) for n, t in enumerate(texts, 1)],
            )
            for _, truth, texts in documents(shared)
        ]
        yield {"from": f"transcripts, {variant}", **totals(results)}
    read = [(truth, digitise(path).model_dump(mode="json")) for path, truth in scans(shared)]
    results = [score.score_fields(truth, fields) for truth, fields in read]
    yield {"from": "scans, read and repaired", **totals(results)}
    yield {"from": "scans, what is written by hand", **written_by_hand(score, read)}


def written_by_hand(
    score: ModuleType, read: Sequence[tuple[dict[str, Any], dict[str, Any]]]
) -> dict[str, str]:
    """Of number, code and date that a hand wrote (which the scorer leaves out, as uncertain): right
    of asked, and how many another value was read for."""
    table = {}
    for name in ("number", "code", "date"):
        asked = [
            (score.score_fields({**truth, "uncertain": []}, fields)[name]["ok"], fields[name])
            for truth, fields in read
            if name in truth.get("uncertain", ())
        ]
        right = sum(ok for ok, _ in asked)
        wrong = sum(value is not None and not ok for ok, value in asked)
        table[name] = f"{right}/{len(asked)} ({wrong} wrong)"
    return table


def scans(shared: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """(PDF, true fields) of every scan with true fields."""
    for path in sorted((shared / "truth").glob("*.json")):
        scan = shared / "scans" / f"{path.stem}.pdf"
        if scan.exists():
            yield scan, json.loads(path.read_text(encoding="utf-8"))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--shared", type=Path, default=Path(__file__).resolve().parents[3] / "shared"
    )
    parser.add_argument("--document", default="")
    parser.add_argument("--variant", choices=VARIANTS)
    parser.add_argument("--pages", type=Path)
    parser.add_argument("-v", "--verbose", action="store_true")
    arguments = parser.parse_args()
    score = scorer(arguments.shared)
    for variant in [arguments.variant] if arguments.variant else VARIANTS:
        results = []
        for name, truth, texts in documents(arguments.shared):
            if arguments.document not in name:
                continue
            if arguments.pages:
                path = arguments.pages / f"{name}.pkl"
                if not path.exists():
                    continue
                with path.open("rb") as stream:
                    pages = pickle.load(stream)
            else:
                blocks = [laid_out(text_blocks(text), variant) for text in texts]
                pages = [page_of(number, page) for number, page in enumerate(blocks, 1)]
            result = score_pages(score, truth, pages)
            results.append(result)
            if arguments.verbose:
                fields = extract_fields(pages).model_dump(mode="json")
                for field, value in result.items():
                    if "ok" in value and not value["ok"]:
                        print(
                            f"{variant} {name} {field}: {value['truth']!r} read as {value['hyp']!r}"
                        )
                    elif "hit" in value and (
                        value["hit"] < value["truth"] or value["hit"] < value["hyp"]
                    ):
                        print(f"{variant} {name} {field}: {value}")
                        print("    truth", json.dumps(truth[field], ensure_ascii=False))
                        print("    read ", json.dumps(fields[field], ensure_ascii=False))
        print(variant if not arguments.pages else arguments.pages, totals(results))
        if arguments.pages:
            break


if __name__ == "__main__":
    main()
