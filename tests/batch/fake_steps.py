# SPDX-License-Identifier: Apache-2.0
"""Steps of a document that cost next to nothing, for tests of everything around them.

A document is a text file: a first line ``sohoa-fake``, then pages parted by form feeds. A page
may hold an order to misbehave: ``!die``, ``!hang``, ``!fail``, ``!eat``, ``!die-once NAME``,
``!sleep SECONDS``. Its "pdf" is the file's bytes and the record's text; ``!no-pdf`` in that text
stands for a file of which none can be made, ``!take-away`` for one that changes meanwhile.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import signal
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import pipeline.export
from pipeline.batch.work import Steps
from pipeline.document import (  # the record's own bookkeeping
    DocumentPlan,
    _page_record,
    _quality,
    failed_page,
)
from pipeline.errors import EncryptedFileError, InputFileError, MissingDependencyError
from pipeline.export.original import Original
from pipeline.model import OTHERS_TOLD, Block, Box, Line, Page, PageOrigin, Word
from pipeline.record import Evidence, OtherDocument, Record, Reference, SourceInfo
from pipeline.settings import Settings

MAGIC = b"sohoa-fake\n"
STEPS = Steps(
    plan="tests.batch.fake_steps:plan",
    read="tests.batch.fake_steps:read",
    assemble="tests.batch.fake_steps:assemble",
    exporter="tests.batch.fake_steps:exporter",
)


def make(path: Path, *pages: str) -> Path:
    """Write a document of these pages."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(MAGIC + "\f".join(pages).encode())
    return path


def plan(path: Path, settings: Settings, pages: Iterable[int] | None = None) -> DocumentPlan:
    """As ``pipeline.document.plan_document``."""
    content = path.read_bytes()
    if content.startswith(b"locked"):
        raise EncryptedFileError(f"{path} is encrypted")
    if not content.startswith(MAGIC):
        raise InputFileError(f"{path} is not a document")
    if content.startswith(MAGIC + b"!die-at-opening"):
        os.kill(os.getpid(), signal.SIGSEGV)
    count = content.count(b"\f") + 1
    info = SourceInfo(
        path=str(path),
        sha256=hashlib.sha256(content).hexdigest(),
        pages=count,
        media_type="text/x-fake",
    )
    warnings = () if path.suffix == ".pdf" else (f"named {path.suffix}",)
    return DocumentPlan(path, info, tuple(range(1, count + 1)), warnings)


def read(path: Path, number: int, settings: Settings, keep_images: Path | None = None) -> Page:
    """As ``pipeline.document.read_page``."""
    text = path.read_bytes()[len(MAGIC) :].decode().split("\f")[number - 1]
    log = os.environ.get("SOHOA_FAKE_LOG")
    if log:
        with open(log, "a") as stream:
            stream.write(f"{hashlib.sha256(text.encode()).hexdigest()[:12]} {number}\n")
    order, _, argument = text.partition(" ")
    if order == "!die":
        os.kill(os.getpid(), signal.SIGSEGV)
    if order == "!die-once" and not Path(argument).exists():
        Path(argument).write_text("")
        os.kill(os.getpid(), signal.SIGKILL)
    if order == "!missing":
        raise MissingDependencyError("tesseract is not installed")
    if order == "!hang":
        time.sleep(600)
    if order == "!fail":
        return failed_page(number, f"{path}: damaged")
    if order == "!eat":
        hoard = bytearray(8 << 30)
        return failed_page(number, f"ate {len(hoard)}")
    if order == "!sleep":
        time.sleep(float(argument.split()[0]))
    words = tuple(
        Word(
            word,
            word,
            0.5 if word.endswith("?") else 0.97,
            Box(i, 0, i + 1, 9),
            (("x", 0.01),),
            doubtful=word.endswith("?"),
        )
        for i, word in enumerate(text.split())
    )
    block = Block((Line(words, Box(0, 0, 100, 9)),))
    warnings = () if words else ("no text found on this page",)
    return Page(
        number, 100, 140, 300.0, PageOrigin.IMAGE, "read", (block,), warnings=warnings, model="vie"
    )


def exporter(name: str, original: Original | None = None) -> pipeline.export.Exporter:
    """As ``pipeline.export.exporter``."""
    if original is None:
        return pipeline.export.exporter(name)

    def write(record: Record, stream: BinaryIO) -> None:
        stream.write(original.path.read_bytes() + record.text.encode())
        if "!no-pdf" in record.text:
            raise InputFileError(f"page 1 of {original.path} cannot be shown")
        if "!take-away" in record.text:
            original.path.write_bytes(b"another file")

    return pipeline.export.Exporter(name, ".pdf", "", write)


def assemble(plan: DocumentPlan, pages: Sequence[Page], settings: Settings) -> Record:
    """As ``pipeline.document.assemble_record``; ``key=value`` words become fields.

    A page that begins with ``!document`` begins another document.
    """
    text = "\n\n".join(page.text for page in pages if page.text)
    if "!die-at-the-end" in text:
        os.kill(os.getpid(), signal.SIGSEGV)
    begins = [page.number for page in pages[1:] if page.text.startswith("!document")]
    spans = list(itertools.pairwise((1, *begins, len(pages) + 1)))
    first, *others = [
        _fields([page for page in pages if begin <= page.number < end]) for begin, end in spans
    ]
    told = [f"page {begins[0]}: {OTHERS_TOLD}other documents; see"] if begins else []
    return Record(
        **first,
        other_documents=tuple(
            OtherDocument(**other, first_page=begin, last_page=end - 1)
            for other, (begin, end) in zip(others, spans[1:], strict=True)
        ),
        source=plan.source,
        text=text,
        pages=tuple(_page_record(page) for page in pages),
        quality=_quality(pages, [*plan.warnings, *told]),
    )


def _fields(pages: Sequence[Page]) -> dict[str, Any]:
    text = "\n\n".join(page.text for page in pages if page.text)
    fields = dict(
        word.split("=", 1) for word in text.split() if "=" in word and not word.startswith("cites")
    )
    fields = {key: value.replace("_", " ") for key, value in fields.items()}
    cited = [word.split("=", 1)[1] for word in text.split() if word.startswith("cites=")]
    known = {k: v for k, v in fields.items() if k in Record.model_fields}
    return {
        **known,
        "references": tuple(Reference(text=f"số {code}", code=code) for code in cited),
        "evidence": {
            key: Evidence(page=pages[0].number, confidence=0.6 if "?" in value else 0.95)
            for key, value in known.items()
        },
    }
