# SPDX-License-Identifier: Apache-2.0
"""Reading of real scans: words wrong, plain Tesseract against ours before and after repair.

Plain is ``pytesseract.image_to_string(page, lang="vie")`` on pages rendered at 300 dpi. Times
are seconds of processor time a page, children included, everything from file to text.
"""

from __future__ import annotations

import importlib.util
import io
import os
import resource
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

TITLE = "Reading: percent of words wrong (with spurious words), seconds a page"
TRANSCRIBED_IN_FULL = ("03", "12", "17", "26", "31", "43", "45", "55")


def measure(shared: Path) -> Iterator[dict[str, Any]]:
    """One row per scan with a full transcript, and their total."""
    os.environ["OMP_THREAD_LIMIT"] = "1"
    score = _scorer(shared)
    total = {"words": 0.0, "pages": 0.0}
    for name in TRANSCRIBED_IN_FULL:
        path = next((shared / "scans").glob(f"{name}_*.pdf"))
        truth = (shared / "truth" / f"{path.stem}.txt").read_text(encoding="utf-8")
        plain, plain_seconds, pages = _plain(path)
        ours, repaired, our_seconds = _ours(path)
        readings = {"plain": plain, "ours": ours, "repaired": repaired}
        results = {kind: score.score_text(truth, text) for kind, text in readings.items()}
        words = results["plain"]["words"]
        total["words"] += words
        total["pages"] += pages
        row: dict[str, Any] = {"document": name, "words": words}
        for kind, result in results.items():
            wrong, spurious = result["word_edits"], result["spurious_words"]
            for key, value in ((kind, wrong), (f"{kind}_spurious", wrong + spurious)):
                total[key] = total.get(key, 0.0) + value
                row[key] = round(100 * value / words, 2)
        for key, seconds in (("plain_s", plain_seconds), ("ours_s", our_seconds)):
            total[key] = total.get(key, 0.0) + seconds
            row[key] = round(seconds / pages, 2)
        row["ratio"] = round(our_seconds / plain_seconds, 2)
        yield row
    last: dict[str, Any] = {"document": "all", "words": int(total["words"])}
    for kind in ("plain", "ours", "repaired"):
        for key in (kind, f"{kind}_spurious"):
            last[key] = round(100 * total[key] / total["words"], 2)
    for key in ("plain_s", "ours_s"):
        last[key] = round(total[key] / total["pages"], 2)
    last["ratio"] = round(total["ours_s"] / total["plain_s"], 2)
    yield last


def _plain(path: Path) -> tuple[str, float, int]:
    import pytesseract
    from PIL import Image

    began = _processor_seconds()
    texts = []
    while True:
        page = str(len(texts) + 1)
        command = ["pdftoppm", "-r", "300", "-f", page, "-l", page, str(path)]
        found = subprocess.run(command, capture_output=True, check=False)
        if found.returncode or not found.stdout:
            break
        image = Image.open(io.BytesIO(found.stdout))
        texts.append(pytesseract.image_to_string(image, lang="vie"))
    return "\n\n".join(texts), _processor_seconds() - began, len(texts)


def _ours(path: Path) -> tuple[str, str, float]:
    from pipeline.document import plan_document, read_page
    from pipeline.ocr.engine import engine
    from pipeline.repair import repair_pages
    from pipeline.settings import Settings

    settings = Settings(source={"text_layer": "ignore"})
    reader = engine(settings.ocr.engine)
    reader.close()
    began = _processor_seconds()
    plan = plan_document(path, settings)
    pages = [read_page(path, number, settings) for number in plan.numbers]
    read = "\n\n".join(page.text for page in pages)
    pages = list(repair_pages(pages, settings.repair)[0])
    reader.close()  # a child's time is counted once it has ended
    return read, "\n\n".join(page.text for page in pages), _processor_seconds() - began


def _processor_seconds() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _scorer(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", shared / "score" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
