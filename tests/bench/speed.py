# SPDX-License-Identifier: Apache-2.0
"""Time and memory against plain Tesseract and OCRmyPDF: the same pages, the same run, one core.

Times are of whole commands, from the PDFs to the texts on the disk. Every round runs each program
on all documents, in turn, and the best round counts. Processor time is given beside the time on
the clock: the latter means little while a machine has other work.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pikepdf

from samples.documents import compose
from samples.draw import SAMPLES
from samples.pdf_files import write_scan
from samples.scan import Look, scanned_page

TITLE = "Speed on one core, and memory of one worker"
ROUNDS = 2
SAMPLE_FOLDER = Path(__file__).parents[2] / "samples"
ONE_CORE = os.environ | {"OMP_THREAD_LIMIT": "1"}


def documents(shared: Path) -> list[Path]:
    """The scans of ``shared`` (no born-digital ones), else our samples."""
    scans = sorted(p for p in (shared / "scans").glob("*.pdf") if "_bd-" not in p.name)
    if scans:
        return scans
    return [SAMPLE_FOLDER / f"{document.name}.pdf" for document, look in SAMPLES if look]


def pages_of(path: Path) -> int:
    """Number of pages of a PDF."""
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def run_plain_tesseract(paths: Sequence[Path], folder: Path) -> None:
    """Render at 300 dpi and read with the model vie, as a shell script would."""
    for path in paths:
        _run("pdftoppm", "-r", "300", path, folder / path.stem)
        for image in sorted(folder.glob(f"{path.stem}-*.ppm")):
            _run("tesseract", image, image.with_suffix(""), "-l", "vie")
            image.unlink()


def run_ocrmypdf(paths: Sequence[Path], folder: Path) -> None:
    """OCRmyPDF with its defaults, made to read every page."""
    for path in paths:
        _run(
            *(sys.executable, "-m", "ocrmypdf", "--force-ocr", "-l", "vie", "--jobs", "1"),
            *("--quiet", "--invalidate-digital-signatures", "--output-type", "pdf"),
            *("--sidecar", folder / f"{path.stem}.txt"),
            *(path, folder / path.name),
        )


def run_sohoa(paths: Sequence[Path], folder: Path) -> None:
    """The whole command, start and language data included; text layers are not used."""
    _run(
        *(sys.executable, "-m", "pipeline.cli", "convert", *paths, "-o", folder, "--jobs", "1"),
        *("--set", "source.text_layer=ignore"),
    )


def _run(*command: object) -> None:
    subprocess.run([str(part) for part in command], check=True, capture_output=True, env=ONE_CORE)


def measure(shared: Path) -> Iterator[dict[str, object]]:
    """Seconds a page of each program and the ratio to plain Tesseract; then memory."""
    programs = {"plain Tesseract, 300 dpi": run_plain_tesseract, "sohoa": run_sohoa}
    if _has_ocrmypdf():
        programs["OCRmyPDF"] = run_ocrmypdf
    paths = documents(shared)
    rounds: dict[str, list[tuple[float, float]]] = {name: [] for name in programs}
    for _ in range(ROUNDS):
        for name, run in programs.items():
            rounds[name].append(_seconds(run, paths))
    pages = sum(pages_of(path) for path in paths)
    best = {
        name: [min(times) / pages for times in zip(*taken, strict=True)]
        for name, taken in rounds.items()
    }
    plain = best["plain Tesseract, 300 dpi"]
    for name, (clock, processor) in best.items():
        yield {
            "what": name,
            "pages": pages,
            "value": round(clock, 2),
            "unit": "s a page",
            "ratio to plain Tesseract": round(clock / plain[0], 2),
            "processor s a page": round(processor, 2),
            "ratio of processor time": round(processor / plain[1], 2),
        }
    yield {
        "what": "sohoa, A4 at 600 dpi in colour",
        "pages": 1,
        "value": round(peak_memory()),
        "unit": "MB, peak of one worker",
    }


def _has_ocrmypdf() -> bool:
    done = subprocess.run([sys.executable, "-m", "ocrmypdf", "--version"], capture_output=True)
    return done.returncode == 0


def _seconds(
    run: Callable[[Sequence[Path], Path], None], paths: Sequence[Path]
) -> tuple[float, float]:
    """Seconds on the clock, and of the processor, the programs that are called included."""
    with tempfile.TemporaryDirectory() as folder:
        began, before = time.perf_counter(), os.times()
        run(paths, Path(folder))
        after = os.times()
        used = after.children_user + after.children_system
        return time.perf_counter() - began, used - before.children_user - before.children_system


def peak_memory() -> float:
    """Largest resident set (MB) of a worker, or of a program it calls, on a page drawn for it."""
    look = Look(mode="colour", dpi=600, skew=0.8, noise=4, seal=True, jpeg_quality=80, seed=600)
    document = SAMPLES[1][0]
    # VmHWM begins anew with the program; ru_maxrss would inherit the peak of this process
    program = (
        "import re, resource, sys; from pipeline import digitise; digitise(sys.argv[1]);"
        "own = int(re.search(r'VmHWM:\\s*(\\d+)', open('/proc/self/status').read())[1]);"
        "print(max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.pdf"
        write_scan([scanned_page(compose(document)[0], look, 1)], look, path)
        done = subprocess.run(
            [sys.executable, "-c", program, str(path)],
            check=True,
            capture_output=True,
            env=ONE_CORE,
        )
    return int(done.stdout) / 1024
