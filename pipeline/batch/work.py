# SPDX-License-Identifier: Apache-2.0
"""What workers do: open a file, read a page, finish a document, write a copy's outputs.

Plain functions of picklable values; any ``concurrent.futures.Executor`` can run them. They
never write to the ledger. What they return is small, or already staged on the disk.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.batch.faults import OutputError, output_fault
from pipeline.batch.ledger import ContentRow, PageRow, State
from pipeline.batch.spool import pack_page, unpack_page
from pipeline.batch.tree import FileRef
from pipeline.document import DocumentPlan, failed_page
from pipeline.errors import InputFileError, LimitExceededError, SohoaError
from pipeline.export import Exporter, shows_original
from pipeline.export.original import Original
from pipeline.model import Page, PageOrigin
from pipeline.record import Record
from pipeline.record_parts import documents_of, pages_name
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Steps:
    """Where the steps of one document are found (``module:function``)."""

    plan: str = "pipeline.document:plan_document"
    read: str = "pipeline.document:read_page"
    assemble: str = "pipeline.document:assemble_record"
    exporter: str = "pipeline.export:exporter"

    @property
    def modules(self) -> tuple[str, ...]:
        """The modules a worker imports before its first task."""
        named = (self.plan, self.read, self.assemble, self.exporter)
        return tuple(dict.fromkeys(step.partition(":")[0] for step in named))


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One page as it comes back from a worker: packed, with what the ledger wants to know."""

    packed: bytes
    row: PageRow


@dataclass(frozen=True, slots=True)
class Finished:
    """A document at its end. ``outputs`` are SHA-256 by suffix; ``staged`` holds the bytes where
    the worker cannot write to the output folder."""

    outputs: dict[str, str]
    content: ContentRow
    record: bytes
    pages: tuple[PageRow, ...]
    staged: dict[str, bytes] | None


PagePlace = bytes | str
"""A packed page, or the path of the file that holds it."""


def plan_file(steps: Steps, ref: FileRef, settings: Settings) -> DocumentPlan:
    """Open the file and count its pages. Raises a ``SohoaError`` that says why it cannot."""
    ref.check_unchanged()
    plan_document: Callable[..., DocumentPlan] = _step(steps.plan)
    with _faults_told(ref, "open the file") as path:
        plan = plan_document(path, settings)
        warnings = tuple(text.replace(str(path), ref.shown) for text in plan.warnings)
    source = plan.source.model_copy(update={"path": ref.shown})
    return replace(plan, path=Path(), source=source, warnings=warnings)


def read_file_page(steps: Steps, ref: FileRef, number: int, settings: Settings) -> ReadPage:
    """Read one page. A fault of the page comes back as a failed page."""
    read_page: Callable[..., Page] = _step(steps.read)
    begun = time.monotonic()
    with ref.opened() as path:
        page = _page_without_path(read_page(path, number, settings), path)
    return ReadPage(pack_page(page), page_row(page, time.monotonic() - begun))


def set_aside(number: int, reason: str, attempts: int) -> ReadPage:
    """The page that stands for one whose worker died or took too long."""
    page = failed_page(number, reason)
    return ReadPage(pack_page(page), replace(page_row(page, 0.0), attempts=attempts))


def finish_file(
    steps: Steps,
    ref: FileRef,
    plan: DocumentPlan,
    places: Sequence[PagePlace],
    rows: Sequence[PageRow],
    settings: Settings,
    fingerprint: str,
    formats: tuple[str, ...],
    split: bool,
    stage: str | None,
) -> Finished:
    """Repair, extract and export a document whose pages (``places``, in order) are read.

    The outputs are written and synced in the folder ``stage``, or handed back if there is none;
    with ``split`` also those of each document, where the file holds several.
    A format that cannot be made of the original is the document's fault.
    Raises ``SourceChangedError`` if the file is no longer the one whose pages were read,
    ``InputFileError`` if none of its pages could be read.
    """
    assemble_record: Callable[..., Record] = _step(steps.assemble)
    begun = time.monotonic()
    ref.check_unchanged()
    if rows and all(row.state is State.FAILED for row in rows):
        raise InputFileError(f"no page could be read; page {rows[0].number}: {rows[0].error}")
    pages = [unpack_page(_packed(place)) for place in places]
    record = assemble_record(plan, pages, settings)
    del pages
    as_json = json_bytes(record)
    outputs, staged = _export(steps, ref, record, settings, formats, split, stage, as_json)
    ref.check_unchanged()
    by_page = {quality.page: quality for quality in record.quality.pages}
    rated = []
    for row in rows:
        quality = by_page.get(row.number)
        if quality is not None:  # repair changes what is doubtful
            row = replace(
                row, confidence=quality.mean_confidence, doubtful_share=quality.doubtful_share
            )
        rated.append(row)
    content = ContentRow(
        sha256=plan.source.sha256,
        fingerprint=fingerprint,
        pages=len(rated),
        failed_pages=sum(row.state is State.FAILED for row in rated),
        words=sum(row.words for row in rated),
        confidence=record.quality.mean_confidence,
        doubtful_share=record.quality.doubtful_share,
        seconds=round(sum(row.seconds for row in rated) + time.monotonic() - begun, 3),
        summary=summary_of(record),
    )
    return Finished(outputs, content, zlib.compress(as_json, 1), tuple(rated), staged)


def copy_outputs(
    steps: Steps,
    ref: FileRef,
    plan: DocumentPlan,
    record: bytes,
    plan_warnings: int,
    settings: Settings,
    formats: tuple[str, ...],
    split: bool,
    stage: str | None,
) -> tuple[dict[str, str], dict[str, bytes] | None]:
    """Outputs of a file whose content has been read before, under another name.

    ``record`` is the compressed record, which carries ``plan_warnings`` warnings of the opening
    of the other file. Raises ``SourceChangedError`` if a format shows the file and it has changed.
    """
    known = Record.model_validate_json(zlib.decompress(record))
    said = (*plan.warnings, *known.quality.warnings[plan_warnings:])
    quality = known.quality.model_copy(update={"warnings": said})
    mine = known.model_copy(update={"source": plan.source, "quality": quality})
    made = _export(steps, ref, mine, settings, formats, split, stage, json_bytes(mine))
    if any(map(shows_original, formats)):
        ref.check_unchanged()
    return made


def page_row(page: Page, seconds: float) -> PageRow:
    """What the ledger remembers of a page."""
    words = list(page.words)
    failed = page.origin is PageOrigin.FAILED
    return PageRow(
        number=page.number,
        state=State.FAILED if failed else State.DONE,
        attempts=1,
        seconds=seconds,
        words=len(words),
        confidence=round(sum(w.confidence for w in words) / len(words), 4) if words else None,
        doubtful_share=round(sum(w.doubtful for w in words) / len(words), 4) if words else None,
        origin=page.origin.value,
        error=page.reason if failed else None,
    )


def summary_of(record: Record) -> str:
    """The record without its pages, changes and tree, as JSON: for tables and searches."""
    fields = record.model_dump(
        mode="json",
        exclude={
            **dict.fromkeys(("pages", "changes", "sections", "provenance", "text"), True),
            "other_documents": {"__all__": {"sections"}},
        },
    )
    for document in (fields, *fields["other_documents"]):
        document["evidence"] = {
            name: {"confidence": found["confidence"]}
            for name, found in document["evidence"].items()
        }
    fields["quality"] = {"warnings": fields["quality"]["warnings"]}
    fields["vietnamese"] = is_vietnamese(record.text)
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def json_bytes(record: Record) -> bytes:
    """As ``export.json_record.render``, without passing through a string: the words of 500 pages
    are 50 MB of JSON, and a Python string of Vietnamese takes twice that."""
    return record.__pydantic_serializer__.to_json(record, indent=2) + b"\n"


def is_vietnamese(text: str) -> bool:
    """Whether the text has the letters that only Vietnamese has, in the share it has them."""
    letters = sum(character.isalpha() for character in text)
    own = sum(character in _VIETNAMESE_LETTERS for character in text.lower())
    return letters > 0 and own / letters > 0.05  # running Vietnamese text: 0.2 to 0.3


_VIETNAMESE_LETTERS = frozenset("ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ")


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, as hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_staged(stage: Path, staged: dict[str, bytes]) -> None:
    """Write outputs that a worker handed back. Raises ``OutputError``."""
    for name, content in staged.items():
        with _synced(stage / name) as stream:
            stream.write(content)


@contextlib.contextmanager
def _synced(path: Path) -> Iterator[BinaryIO]:
    """A new file that is on the disk when the block ends. Raises ``OutputError``."""
    try:
        with path.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise output_fault(error, f"to {path.parent}") from error


def _export(
    steps: Steps,
    ref: FileRef,
    record: Record,
    settings: Settings,
    formats: tuple[str, ...],
    split: bool,
    stage: str | None,
    as_json: bytes,
) -> tuple[dict[str, str], dict[str, bytes] | None]:
    outputs: dict[str, str] = {}
    staged: dict[str, bytes] = {}
    for name in formats:
        with _original(ref, settings, name) as original:
            exporter: Exporter = _step(steps.exporter)(name, original)
            for part, own in _parts(record, split):
                writer = exporter
                if name == "json" and not part:
                    writer = replace(exporter, write=lambda _, stream: stream.write(as_json))
                suffix = part + exporter.suffix
                if stage is None:
                    staged[suffix] = writer.render(own)
                    outputs[suffix] = hashlib.sha256(staged[suffix]).hexdigest()
                else:
                    with _synced(Path(stage) / suffix) as stream:
                        writer.write(own, stream)
                    outputs[suffix] = file_sha256(Path(stage) / suffix)
    return outputs, staged if stage is None else None


def _parts(record: Record, split: bool) -> Iterator[tuple[str, Record]]:
    """The record of a file and, with ``split``, those of the documents it holds, each with what
    its results have in their names behind those of the file."""
    yield "", record
    if split and record.other_documents:
        for own in documents_of(record):
            yield f"-{pages_name(own.pages[0].number, own.pages[-1].number)}", own


@contextlib.contextmanager
def _original(ref: FileRef, settings: Settings, name: str) -> Iterator[Original | None]:
    """The file for a format that shows it, on this machine's disk as long as the block lasts."""
    if not shows_original(name):
        yield None
        return
    with _faults_told(ref, f"make its {name}") as path:
        yield Original(path, settings)


@contextlib.contextmanager
def _faults_told(ref: FileRef, doing: str) -> Iterator[Path]:
    """A local path of the file. Whatever a hostile file does to us becomes a ``SohoaError`` that
    names it as it is known, not where it lies, and says what could not be done."""
    with ref.opened() as path:
        try:
            yield path
        except SohoaError as error:
            raise _without_path(error, path, ref.shown) from None
        except MemoryError:
            raise LimitExceededError(
                f"not enough memory to {doing}", help="Raise batch.worker_memory."
            ) from None
        except OSError as error:
            raise InputFileError(
                f"cannot {doing}: it cannot be read: {error.strerror or error}"
            ) from error
        except Exception as error:
            said = f"cannot {doing}: {type(error).__name__}: {error}"
            raise InputFileError(said.replace(str(path), ref.shown)) from error


def _packed(place: PagePlace) -> bytes:
    if isinstance(place, bytes):
        return place
    try:
        return Path(place).read_bytes()
    except OSError as error:
        raise OutputError(f"a spooled page is gone: {place}") from error


def _step(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found


def _page_without_path(page: Page, path: Path) -> Page:
    """Records must not differ by where a file lay while it was read."""
    local = str(path)
    if local not in page.reason and not any(local in text for text in page.warnings):
        return page
    return replace(
        page,
        reason=page.reason.replace(local, "the file"),
        warnings=tuple(text.replace(local, "the file") for text in page.warnings),
    )


def _without_path(error: SohoaError, path: Path, shown: str) -> SohoaError:
    message = str(error)
    if str(path) in message:
        error.args = (message.replace(str(path), shown),)
    return error
