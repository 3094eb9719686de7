# SPDX-License-Identifier: Apache-2.0
"""Whole documents that never were, scanned, read and repaired: words wrong and fields right.

Real scans with known text are few, and rules are made by looking at them. So documents of State
and Party are put together by chance (:mod:`making.maker`), typeset in several ways and faces
(:mod:`making.layout`), and spoiled as offices and scanners do: seal, signature, stamp of the
receiving office, skew, blur, noise, JPEG or two levels only. The same call gives the same
documents where the same fonts are installed.

Plain is ``pytesseract.image_to_string(page, lang="vie")`` on pages rendered at 300 dpi.
"""

from __future__ import annotations

import difflib
import random
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

from pipeline.extract import document_boundaries, extract_fields
from pipeline.model import Page
from pipeline.repair import repair_pages
from samples.draw import page_text
from samples.pdf_files import write_scan
from samples.scan import Look, scanned_page
from samples.typeset import TypesetPage
from tests.bench.fields import totals
from tests.bench.making.layout import HAND, Faces, Typist, drawn_faces, installed_faces, typeface
from tests.bench.making.maker import Author, BodyText
from tests.bench.making.offices import Names
from tests.bench.ocr_accuracy import _plain
from tests.bench.repair_accuracy import joined, read_scan, scorer

TITLE = "Made documents: percent of words wrong, and spurious; fields right"
DOCUMENTS, FILLED_IN = 60, 40
"""Documents; those whose number and date a program filled in."""
MOST_PAGES = 4
MODES = ("colour", "gray", "bilevel")
SEED = "made"
MARKS = frozenset(".,;:")


@dataclass(frozen=True)
class MadeDocument:
    """A typeset document, how it is scanned, and its fields under the names of the record."""

    pages: tuple[TypesetPage, ...]
    faces: Faces
    look: Look
    fields: dict[str, Any]

    @property
    def transcript(self) -> str:
        return page_text(self.pages, stamped=self.look.incoming_stamp)

    def write(self, path: Path) -> None:
        """The scan as a PDF."""
        with typeface(self.faces):
            pictures = [scanned_page(page, self.look, n) for n, page in enumerate(self.pages, 1)]
        write_scan(pictures, self.look, path)


def made_documents(shared: Path, count: int, *, by_program: bool = False) -> Iterator[MadeDocument]:
    """So many documents; those before any one of them do not depend on how many follow.

    ``by_program``: a program filled in their number and most of their dates.
    """
    seed = f"{SEED} by program" if by_program else SEED
    names, text, installed = Names.of(shared / "lexica"), BodyText(shared, seed), installed_faces()
    for number in range(count):
        rng = random.Random(f"{seed} {number}")
        author = Author(rng, names, text)
        made = None
        while made is None or len(made.pages) > MOST_PAGES:
            made = _made(author, f"made-{number}", drawn_faces(rng, installed), by_program)
        yield made


def _made(author: Author, name: str, faces: Faces, by_program: bool) -> MadeDocument:
    rng = author.rng
    document, look = author.document(name), drawn_look(rng)
    by_hand = rng.random() < 0.3 and HAND in faces and not by_program
    with typeface(faces):
        typist = Typist(
            document, rng, stamped=look.incoming_stamp, hand=by_hand, program=by_program
        )
        pages = tuple(typist.typeset())
    fields = document.expected_fields() | {"uncertain": typist.uncertain}
    return MadeDocument(pages, faces, look, fields)


def drawn_look(rng: random.Random) -> Look:
    """A plausible scan; most are little spoiled, a few badly."""
    (mode,) = rng.choices(MODES, (4, 3, 4))
    severity = rng.betavariate(1.2, 2.5)
    return Look(
        dpi=rng.choice((150, 200, 200, 200, 240, 300)),
        mode=mode,
        skew=rng.gauss(0, 0.2 + 0.6 * severity),
        blur=0.3 + severity * rng.uniform(0.2, 1.3),
        noise=severity * rng.uniform(0, 9),
        uneven_light=0.0 if mode == "bilevel" else severity * rng.uniform(0, 0.5),
        bend=rng.choice((0, 0, 0, 0, 0.008)) if mode == "colour" else 0,
        seal=rng.random() < 0.7,
        incoming_stamp=rng.random() < 0.35,
        holes=rng.random() < 0.2,
        specks=int(severity * rng.choice((0, 0, 80, 200))),
        jpeg_quality=rng.choice((30, 45, 60, 75)),
        seed=rng.randrange(1 << 30),
    )


def measure(shared: Path, count: int = DOCUMENTS) -> Iterator[dict[str, Any]]:
    """Rows: a way of scanning, the words read from it; then a field, and how often it was right.

    Spurious are words read that nobody printed; they are no part of the words wrong. Fields give
    right of asked, lists F1. Numbers and dates filled in by hand are not asked. The last row puts
    the documents together into files of two to five.
    """
    score = scorer(shared)
    tallies: defaultdict[str, Counter[str]] = defaultdict(Counter)
    fields = []
    filled_in = []
    read: list[tuple[Page, ...]] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scan.pdf"
        for made in made_documents(shared, round(count * FILLED_IN / DOCUMENTS), by_program=True):
            made.write(path)
            _, result, pages = scored(score, made, path)
            filled_in.append(result)
            read.append(pages)
        for made in made_documents(shared, count):
            made.write(path)
            words, result, pages = scored(score, made, path)
            read.append(pages)
            tallies[made.look.mode] += words
            tallies["all"] += words
            fields.append(result)
    for scans in (*MODES, "all"):
        if tally := tallies.get(scans):
            yield words_row(scans, tally)
    for name, right in totals(fields).items():
        yield {"of": name, "fields_right": right}
    for name, right in totals(filled_in).items():
        if name in ("number", "code", "date"):
            yield {"of": f"{name}, filled in by a program", "fields_right": right}
    yield beginnings_row(read)


def beginnings_row(documents: Sequence[tuple[Page, ...]]) -> dict[str, Any]:
    """How many documents that begin later in a file are told, and pages told that begin none."""
    rng = random.Random(SEED)
    tally: Counter[str] = Counter()
    for _ in range(2 * len(documents)):
        pages: list[Page] = []
        begins: set[int] = set()
        for document in rng.sample(documents, min(len(documents), rng.randint(2, 5))):
            begins.add(len(pages) + 1)
            pages += [replace(page, number=len(pages) + n) for n, page in enumerate(document, 1)]
        told = set(document_boundaries(pages))
        begins.remove(1)
        tally += Counter(asked=len(begins), right=len(told & begins), false=len(told - begins))
    return {
        "of": "documents behind others in a file",
        "fields_right": f"{tally['right']}/{tally['asked']}",
        "false": tally["false"],
    }


def scored(
    score: ModuleType, made: MadeDocument, path: Path
) -> tuple[Counter[str], dict[str, Any], tuple[Page, ...]]:
    """Words and marks wrong by plain Tesseract, by us, by us repaired; the fields' score; the
    repaired pages.
    """
    pages = read_scan(path)
    repaired = repair_pages(pages)[0]
    readings = {"plain": _plain(path)[0], "ours": joined(pages), "repaired": joined(repaired)}
    tally = Counter(documents=1)
    for reader, text in readings.items():
        result = score.score_text(made.transcript, text)
        tally["words"] = result["words"]
        tally[reader] = result["word_edits"]
        tally[f"{reader}_spurious"] = result["spurious_words"]
        tally["marks"], tally[f"{reader}_marks"] = marks_wrong(made.transcript, text)
    found = extract_fields(repaired).model_dump(mode="json")
    return tally, score.score_fields(made.fields, found), repaired


def marks_wrong(printed: str, read: str) -> tuple[int, int]:
    """Marks (``. , ; :``) behind words that are read rightly: how many, and how many are wrong.

    The scorer leaves marks out. Numbers written by hand and ellipses are not asked.
    """
    left, right = (text.replace("...", "…").split() for text in (printed, read))
    letters = [[re.sub(r"\W", "", word) for word in words] for words in (left, right)]
    wrong = 0
    for same in difflib.SequenceMatcher(None, *letters, autojunk=False).get_matching_blocks():
        for n in range(same.size):
            ends = left[same.a + n][-1], right[same.b + n][-1]
            asked = ends[0] != "…" and not left[same.a + n].startswith("⟦")
            wrong += asked and ends[0] != ends[1] and not MARKS.isdisjoint(ends)
    return sum(word[-1] in MARKS for word in left), wrong


def words_row(scans: str, tally: Counter[str]) -> dict[str, Any]:
    """Counts as percent of the words printed; wrong marks as percent of the marks printed."""
    row: dict[str, Any] = {"of": scans, "documents": tally["documents"], "words": tally["words"]}
    for key in ("plain", "ours", "repaired", "plain_spurious", "repaired_spurious"):
        row[key] = round(100 * tally[key] / tally["words"], 2)
    for key in ("plain", "ours", "repaired"):
        row[f"{key}_marks"] = round(100 * tally[f"{key}_marks"] / tally["marks"], 2)
    return row
