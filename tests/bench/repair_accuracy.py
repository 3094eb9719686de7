# SPDX-License-Identifier: Apache-2.0
"""What repair is worth: garbled text restored, marks put back, scans improved, clean text kept."""

from __future__ import annotations

import itertools
import random
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import numpy as np
from numpy.typing import NDArray
from pdf2image import convert_from_path

from lexicon.build.channel_alignment import align
from lexicon.build.channel_pages import (
    AnyReader,
    Damage,
    Reader,
    Typesetter,
    damaged,
    endless,
    reader_of,
)
from lexicon.build.channel_training import OUTER
from lexicon.build.corpora import held_out, held_out_half, paragraphs
from pipeline.model import Block, Line, Page, PageOrigin, Word
from pipeline.ocr import read_image
from pipeline.repair import repair_pages, repair_text
from pipeline.repair.lost_letters import left_of
from pipeline.repair.reading_kind import BARE
from pipeline.repair.tokens import TonePlacement, place_tone, strip_marks
from pipeline.settings import Settings
from tests.repair import misspacing, miswriting

TITLE = "Repair"

REGISTERS = ("administrative", "laws", "party", "news", "wikipedia")
GARBLED_PAGES = 50  # of each register
# A third of the words of `party.txt` is neither of the Party nor of the State: by their lines.
PARTY_ITSELF = "Party documents, theory journal"
PARTY_PARTS: dict[str, tuple[int, int | None]] = {
    PARTY_ITSELF: (0, 18_747),
    "decisions of the State": (18_747, 26_695),
    "school books, sports, news": (26_695, None),
}
OTHER_PAGES = 5  # of each register
READ_PAGES = 8  # of each register and severity
UNSEEN_READERS = ("pol", "tur")  # models of other languages; the channel has learned from three
FEWEST_WORDS = 100  # of a text layer
CLEAN_WORDS = 20_000  # of each register
STRIPPED_WORDS = 10_000
MISSPACED_WORDS, MISSPACED_SHARE = 5_000, 0.2  # of each register; of its words
MISSPACINGS: dict[str, Callable[[str], str]] = {  # as text layers of PDFs have them
    "gaps inside syllables": partial(misspacing.cut, share=MISSPACED_SHARE),
    "gaps lost": partial(misspacing.joined, share=MISSPACED_SHARE),
}
MISWRITTEN_WORDS = 4_000  # of each register
MISWRITINGS: dict[str, Callable[[str], str]] = {
    "letters lost, best fit": partial(left_of, kind="lost, best fit"),
    "letters lost, windows-1252": partial(left_of, kind="lost, windows-1252"),
    "letters lost, ASCII": partial(left_of, kind="lost, ASCII"),
    "UTF-8 taken for windows-1252, unseen bytes lost": lambda text: miswriting.without_unseen(
        miswriting.taken_for(text, "cp1252")
    ),
    "typed, Telex": partial(miswriting.typed, convention="Telex"),
    "typed, VIQR": partial(miswriting.typed, convention="VIQR"),
}
SEVERITY = 0.5  # of the damage done to generated pages; 1 is a poor photocopy
SEVERITIES = (SEVERITY, 1.0)
TESSDATA = "/usr/share/tesseract-ocr/5/tessdata/"

Row = dict[str, str | float]
ReadPage = tuple[list[str], str, Callable[[], str]]  # printed lines, text read, what repairs it


def measure(shared: Path) -> Iterable[Row]:
    """Rows: what was repaired, words, share wrong before and after (or changed), words a second."""
    score = scorer(shared)
    yield from seed_rows(shared, score)
    yield from stripped_rows(shared, score)
    yield from clean_rows(shared)
    yield from damaged_rows(shared, score, MISSPACINGS, MISSPACED_WORDS)
    yield from damaged_rows(shared, score, MISWRITINGS, MISWRITTEN_WORDS)
    yield from scan_rows(shared, score)
    yield from read_page_rows(shared, score)
    for model in ("eng", "vie"):
        yield from scan_text_rows(shared, score, model)
    yield from text_layer_rows(shared, score)
    yield from garbled_rows(shared, score)
    yield from other_reader_rows(shared, score)


def scorer(shared: Path) -> ModuleType:
    """The project's scorer, score.py."""
    folder = str(shared / "score")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return import_module("score")


def row(
    what: str, words: int, before: float, after: float, must: float | str, seconds: float
) -> Row:
    return {
        "on": what,
        "words": words,
        "wrong_before_%": round(100 * before, 3),
        "wrong_after_%": round(100 * after, 3),
        "must_%": must,
        "words_per_s": round(words / max(seconds, 1e-9)),
    }


def seed_rows(shared: Path, score: ModuleType) -> Iterator[Row]:
    """The text layer of a real scan that was read with the wrong model."""
    garbled = (shared / "seeds/000-cong-van-1545-garbled.txt").read_text(encoding="utf-8")
    gold = (shared / "seeds/000-cong-van-1545-gold.txt").read_text(encoding="utf-8")
    repair_text(garbled)  # loads the models
    start = time.perf_counter()
    repaired = repair_text(garbled).text
    seconds = time.perf_counter() - start
    before, after = score.score_lines(gold, garbled), score.score_lines(gold, repaired)
    yield row("seed 000, garbled", after["syllables"], before["ser"], after["ser"], 1.2, seconds)


def stripped_rows(shared: Path, score: ModuleType) -> Iterator[Row]:
    """Marks stripped from held-out text and put back."""
    texts = {"held-out administrative": held_out_text(shared, "administrative", STRIPPED_WORDS)}
    for name in ("002-ke-hoach", "003-cong-van"):
        path = shared / f"seeds/{name}-clean.txt"
        texts[f"seed {name[:3]}"] = path.read_text(encoding="utf-8")
    for name, text in texts.items():
        stripped = strip_marks(text)
        start = time.perf_counter()
        repaired = repair_text(stripped).text
        seconds = time.perf_counter() - start
        before, after = score.score_lines(text, stripped), score.score_lines(text, repaired)
        what = f"marks stripped: {name}"
        yield row(what, after["syllables"], before["ser"], after["ser"], 0.7, seconds)


def clean_rows(shared: Path) -> Iterator[Row]:
    """Clean text in: how many words come out changed."""
    for register in REGISTERS:
        words = changed = 0
        start = time.perf_counter()
        for text in documents(held_out_text(shared, register, CLEAN_WORDS)):
            words += len(text.split())
            changed += len(repair_text(text).changes)
        seconds = time.perf_counter() - start
        share = changed / max(words, 1)
        yield row(f"clean {register}, changed", words, 0.0, share, 0.05, seconds)


def damaged_rows(
    shared: Path, score: ModuleType, damages: dict[str, Callable[[str], str]], words: int
) -> Iterator[Row]:
    """Clean text, so many ``words`` of each register, with what programs and keyboards do to it."""
    for register, (what, damage) in itertools.product(REGISTERS, damages.items()):
        text = held_out_text(shared, register, words)
        wrong = damage(text)
        start = time.perf_counter()
        repaired = "\n".join(repair_text(part).text for part in documents(wrong))
        seconds = time.perf_counter() - start
        was, now = score.score_text(text, wrong), score.score_text(text, repaired)
        yield row(f"{what}, {register}", was["words"], was["wer"], now["wer"], "", seconds)


def scan_rows(shared: Path, score: ModuleType) -> Iterator[Row]:
    """The real scans with full transcripts: the same reading before and after repair."""
    words, before, after, seconds = 0, 0.0, 0.0, 0.0
    for scan, printed in transcribed_scans(shared):
        pages = read_scan(scan)
        start = time.perf_counter()
        repaired, _ = repair_pages(pages)
        seconds += time.perf_counter() - start
        was, now = (
            score.score_text(printed, joined(pages)),
            score.score_text(printed, joined(repaired)),
        )
        words += was["words"]
        before += was["word_edits"]
        after += now["word_edits"]
    if words:
        must = round(65 * before / words, 3)
        yield row("real scans", words, before / words, after / words, must, seconds)


def transcribed_scans(shared: Path) -> Iterator[tuple[Path, str]]:
    """Real scans with what is printed on all their pages."""
    return ((scan, printed) for scan, page, printed in transcripts(shared) if not page)


def transcripts(shared: Path) -> Iterator[tuple[Path, str, str]]:
    """Real scans, the number of the page that a transcript covers ("": all), what is printed."""
    for truth in sorted((shared / "truth").glob("*.txt")):
        name, _, page = truth.stem.partition(".p")
        scan = shared / "scans" / f"{name}.pdf"
        if scan.is_file() and "_bd-" not in scan.name:
            yield scan, page, truth.read_text(encoding="utf-8")


def read_page_rows(shared: Path, score: ModuleType) -> Iterator[Row]:
    """Held-out pages printed and spoiled, then cleaned, read and repaired as a scan is."""
    for severity, register in itertools.product(SEVERITIES, REGISTERS[:3]):
        pages = pages_read_by_us(shared, register, severity)
        words, before, after, seconds = tallied(score, pages)
        what = f"own pages read by us, damage {severity}, {register}"
        yield row(what, words, before / words, after / words, "", seconds)


def pages_read_by_us(shared: Path, register: str, severity: float) -> Iterator[ReadPage]:
    source = endless(held_out_text(shared, register, 40_000).split("\n"))
    for number in range(READ_PAGES):
        seed = f"read {severity} {register} {number}"
        printed, image, dpi = spoiled_page(source, random.Random(seed), severity)
        page, _ = read_image(image, dpi)
        yield printed, page.text, partial(repaired_page, page)


def repaired_page(page: Page) -> str:
    return joined(repair_pages([page])[0])


def scan_text_rows(shared: Path, score: ModuleType, model: str) -> Iterator[Row]:
    """The real scans read as they are, and no more known of it than the text.

    So garbled text layers arise (``eng``) and what plain Tesseract gives (``vie``). Words that the
    reading lost (seals, signatures, letterheads) count as wrong before and after.
    """
    reader = Reader(model, TESSDATA)
    words, before, after, seconds = 0, 0.0, 0.0, 0.0
    for scan, printed in transcribed_scans(shared):
        lines: list[str] = []
        for image in convert_from_path(scan, dpi=300, grayscale=True):
            read = reader.lines(np.asarray(image, dtype=np.uint8), 300, whole_page=True)
            lines += [" ".join(word[0] for word in line) for line in read]
        garbled = "\n".join(lines)
        start = time.perf_counter()
        repaired = repair_text(garbled).text
        seconds += time.perf_counter() - start
        was, now = score.score_text(printed, garbled), score.score_text(printed, repaired)
        words += was["words"]
        before += was["word_edits"]
        after += now["word_edits"]
    if words:
        yield row(
            f"text of real scans read with {model}",
            words,
            before / words,
            after / words,
            "",
            seconds,
        )


def text_layer_rows(shared: Path, score: ModuleType) -> Iterator[Row]:
    """Text layers that scanners and their programs put into the real scans.

    Words that the transcript has and the layer has not count as wrong before and after.
    """
    for scan, page, printed in transcripts(shared):
        pages = ("-f", page, "-l", page) if page else ()
        layer = subprocess.run(
            ("pdftotext", *pages, str(scan), "-"), capture_output=True, check=True, timeout=60
        ).stdout.decode("utf-8")
        if len(layer.split()) < FEWEST_WORDS:
            continue
        start = time.perf_counter()
        repaired = repair_text(layer).text
        seconds = time.perf_counter() - start
        was, now = score.score_text(printed, layer), score.score_text(printed, repaired)
        what = f"text layer of {scan.stem.split('_')[0]}"
        yield row(what, was["words"], was["wer"], now["wer"], "", seconds)


def other_reader_rows(shared: Path, score: ModuleType) -> Iterator[Row]:
    """The same pages read by models that the channel of other readers has not seen, and by `BARE`.

    Only where they are installed.
    """
    texts = garbled_texts(shared)
    for model in (*UNSEEN_READERS, BARE):
        installed = (Path(TESSDATA) / f"{model}.traineddata").is_file()
        if not (find_spec("rapidocr_onnxruntime") if model == BARE else installed):
            continue
        reader = reader_of(model, TESSDATA, "")
        found = [
            tallied(score, garbled_pages(texts[reg], reg, reader, OTHER_PAGES)) for reg in texts
        ]
        words, before, after, seconds = (sum(values) for values in zip(*found, strict=True))
        yield row(f"own garble, {model}", words, before / words, after / words, "", seconds)


def garbled_rows(shared: Path, score: ModuleType) -> Iterator[Row]:
    """Held-out pages printed, spoiled and read with `eng`, which cannot print Vietnamese."""
    reader = Reader("eng", TESSDATA)
    texts = garbled_texts(shared)
    texts |= {f"party: {name}": party_part(shared, *lines) for name, lines in PARTY_PARTS.items()}
    for name, text in texts.items():
        pages = garbled_pages(text, name, reader, GARBLED_PAGES)
        words, before, after, seconds = tallied(score, pages)
        must = 1.5 if name in REGISTERS or name.endswith(PARTY_ITSELF) else ""
        yield row(f"own garble, {name}", words, before / words, after / words, must, seconds)


def garbled_texts(shared: Path) -> dict[str, list[str]]:
    """Held-out paragraphs of the registers whose pages are garbled."""
    return {name: held_out_text(shared, name, 40_000).split("\n") for name in REGISTERS[:3]}


def party_part(shared: Path, begin: int, end: int | None) -> list[str]:
    """Held-out paragraphs of the test half among these lines of `party.txt`."""
    lines = itertools.islice(paragraphs(shared / "corpora", "party"), begin, end)
    return list(dict.fromkeys(p for p in lines if held_out_half(p) == 1 and p.strip()))


def garbled_pages(
    text: Sequence[str], name: str, reader: AnyReader, pages: int
) -> Iterator[ReadPage]:
    """Pages printed of the paragraphs of ``text`` in turn. ``name`` seeds their damage."""
    source = endless(list(text))
    for number in range(pages):
        printed, read = generated_page(source, f"{name} {number}", reader)
        yield printed, read, partial(repaired_text, read)


def repaired_text(text: str) -> str:
    return repair_text(text).text


def tallied(score: ModuleType, pages: Iterable[ReadPage]) -> tuple[int, float, float, float]:
    """Words of generated pages, wrong ones before and after repair, seconds that it took."""
    words, before, after, seconds = 0, 0.0, 0.0, 0.0
    for printed, read, repair in pages:
        start = time.perf_counter()
        repaired = repair()
        seconds += time.perf_counter() - start
        gold = " ".join(printed)
        was = score.score_lines(gold, read.replace("\n", " "))
        now = score.score_lines(gold, repaired.replace("\n", " "))
        words += now["syllables"]
        before += was["edits"]
        after += now["edits"]
    return words, before, after, seconds


def generated_page(source: Iterator[str], seed: str, reader: AnyReader) -> tuple[list[str], str]:
    """Printed lines of one spoiled page, and the text read from it."""
    printed, spoiled, dpi = spoiled_page(source, random.Random(seed), SEVERITY)
    lines = reader.lines(spoiled, dpi, whole_page=False)
    return printed, "\n".join(" ".join(word[0] for word in line) for line in lines)


def spoiled_page(
    source: Iterator[str], rng: random.Random, severity: float
) -> tuple[list[str], NDArray[np.uint8], int]:
    """Printed lines of one page, its image (gray, height x width) spoiled, its resolution."""
    damage = Damage.drawn(rng, severity * rng.betavariate(1.2, 2.8))
    page, printed = Typesetter(rng, damage.dpi).page(source, 36)
    return printed, damaged(page, damage, rng.randrange(2**32)), damage.dpi


def read_scan(path: Path) -> tuple[Page, ...]:
    """Pages of a scan as the product reads them, before repair."""
    from pipeline.document import plan_document, read_page

    settings = Settings()
    plan = plan_document(path, settings)
    return tuple(read_page(path, number, settings) for number in plan.numbers)


def joined(pages: Iterable[Page]) -> str:
    return "\n\n".join(page.text for page in pages)


def held_out_text(shared: Path, register: str, words: int) -> str:
    """Paragraphs of the held-out test half of a register, one a line, about so many words."""
    chosen: list[str] = []
    count = 0
    for paragraph in test_half(shared, register):
        chosen.append(paragraph)
        count += len(paragraph.split())
        if count >= words:
            break
    return "\n".join(chosen)


@cache
def test_half(shared: Path, register: str) -> tuple[str, ...]:
    return held_out(shared / "corpora", register)[1]


def documents(text: str, lines: int = 60) -> Iterator[str]:
    """A long text in pieces of the length of a document."""
    paragraphs = text.split("\n")
    for at in range(0, len(paragraphs), lines):
        yield "\n".join(paragraphs[at : at + lines])


def reliability_rows(shared: Path, pages: int = 6) -> list[Row]:
    """How often words of generated pages are right, by their confidence; `vie` and `eng` apart."""
    rows: list[Row] = []
    for model in ("vie", "eng"):
        reader = Reader(model, TESSDATA, choices=model == "vie")
        judged: list[tuple[float, bool]] = []
        for register in REGISTERS[:3]:
            source = endless(held_out_text(shared, register, 40_000).split("\n"))
            for number in range(pages):
                seed = f"{model} {register} {number}"
                printed, page = read_page_of(source, seed, reader, model)
                (repaired,), _ = repair_pages([page])
                judged += judgements(printed, repaired)
        rows += [{"model": model, **row} for row in reliability(judged)]
    return rows


def judgements(printed: list[str], page: Page) -> Iterator[tuple[float, bool]]:
    """Confidence and rightness of every word that can be paired with a printed one."""
    was = " ".join(printed).split()
    words = list(page.words)
    for group in align(was, [word.text for word in words]):
        if group.last - group.first == 1 and group.end - group.start == 1:
            word = words[group.start]
            yield word.confidence, bare(word.text) == bare(was[group.first])


def bare(word: str) -> str:
    """The word without outer punctuation, tone marks in one placement."""
    return place_tone(unicodedata.normalize("NFC", word).strip(OUTER), TonePlacement.OLD)


def read_page_of(
    source: Iterator[str], seed: str, reader: Reader, model: str
) -> tuple[list[str], Page]:
    """Printed lines of one spoiled page, and the page as the model reads it."""
    printed, spoiled, dpi = spoiled_page(source, random.Random(seed), SEVERITY)
    lines = []
    for read in reader.lines(spoiled, dpi, whole_page=False):
        words = [Word(t, t, sure, alternatives=tuple(other)) for t, sure, other in read]
        lines.append(Line(tuple(words)))
    height, width = spoiled.shape
    block = Block(tuple(lines))
    origin = PageOrigin.IMAGE
    return printed, Page(1, width, height, dpi, origin, "", (block,), model=model)


def reliability(judged: Iterable[tuple[float, bool]]) -> list[Row]:
    """Of words given a confidence between two bounds, the share that was right."""
    bounds = (0.0, 0.5, 0.8, 0.9, 0.95, 0.99, 1.01)
    rows: list[Row] = []
    pairs = list(judged)
    for low, high in itertools.pairwise(bounds):
        inside = [right for confidence, right in pairs if low <= confidence < high]
        if inside:
            share = sum(inside) / len(inside)
            rows.append({"from": low, "words": len(inside), "right_%": round(100 * share, 2)})
    return rows
