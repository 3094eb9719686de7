# SPDX-License-Identifier: Apache-2.0
"""The way of one document. This is the only module that knows the order of the steps.

    source -> (cleanup -> ocr, unless the text layer is sound) -> repair -> extract -> Record

``read_page`` and ``assemble_record`` are plain functions of picklable values, so that any
``concurrent.futures.Executor`` can run them: one page, or one document's end, at a time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING

import pipeline
from pipeline.correction import (
    Corrections,
    check_fields,
    with_fields_corrected,
    with_words_corrected,
)
from pipeline.errors import (
    BadArgumentsError,
    FileAccessError,
    MissingDependencyError,
    SohoaError,
    language_data_needed,
)
from pipeline.model import OTHERS_TOLD, Box, Change, Page, PageOrigin, ProcessingStep, Word
from pipeline.record import (
    BlockRecord,
    BoxList,
    ChangeRecord,
    Fields,
    LineRecord,
    OtherDocument,
    PageQuality,
    PageRecord,
    Provenance,
    Quality,
    Record,
    SourceInfo,
    WordRecord,
)
from pipeline.record_pages import page_of
from pipeline.record_parts import documents_of, mean_and_share
from pipeline.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Progress = Callable[[Page, int], None]
"""Called after each page with the page and the number of pages asked for."""


@dataclass(frozen=True, slots=True)
class DocumentPlan:
    """What is known of a document before its pages are read."""

    path: Path
    source: SourceInfo
    numbers: tuple[int, ...]
    warnings: tuple[str, ...] = ()


def digitise(
    path: str | Path,
    settings: Settings | None = None,
    *,
    pages: Iterable[int] | None = None,
    progress: Progress | None = None,
    keep_images: str | Path | None = None,
    executor: Executor | None = None,
) -> Record:
    """Read, repair and structure one document.

    ``pages`` are page numbers from 1 (default: all). ``keep_images`` is a folder, made if it is
    not there, that receives the cleaned pages as PNG. With an ``executor`` the pages are read in
    parallel; the result does not depend on it.

    A page that cannot be read comes out empty and marked (``quality.warnings``); the document
    is lost only if the file itself cannot be opened. Raises a ``SohoaError`` then.
    """
    settings = settings or Settings()
    plan = plan_document(Path(path), settings, pages)
    images = None if keep_images is None else Path(keep_images)
    if images is not None:
        from pipeline.export.whole_file import make_folder

        make_folder(images)
    if executor is None:
        reading: Iterable[Page] = (
            read_page(plan.path, number, settings, images) for number in plan.numbers
        )
    else:
        reading = _read_in_parallel(executor, plan, settings, images)
    read: list[Page] = []
    for page in reading:
        read.append(page)
        if progress is not None:
            progress(page, len(plan.numbers))
    return assemble_record(plan, read, settings)


def digitise_documents(
    path: str | Path,
    settings: Settings | None = None,
    *,
    pages: Iterable[int] | None = None,
    progress: Progress | None = None,
    keep_images: str | Path | None = None,
    executor: Executor | None = None,
) -> tuple[Record, ...]:
    """As ``digitise``, but a record for each document that a file holds, with its own pages.

    A document begins on a page with a letterhead of its own. Page numbers are those of the file.
    """
    whole = digitise(
        path,
        settings,
        pages=pages,
        progress=progress,
        keep_images=keep_images,
        executor=executor,
    )
    return documents_of(whole)


@language_data_needed()
def plan_document(
    path: Path, settings: Settings, pages: Iterable[int] | None = None
) -> DocumentPlan:
    """Open the file, check it against the limits and say which pages are to be read."""
    from pipeline.source import open_source

    with open_source(path, settings) as source:
        info = SourceInfo(
            # a file name need not be UTF-8; the record must be
            path=os.fsencode(path).decode("utf-8", "replace"),
            sha256=source.sha256,
            pages=source.page_count,
            media_type=source.media_type,
        )
        warnings = source.warnings
    everything = range(1, info.pages + 1)
    numbers = tuple(everything if pages is None else sorted(set(_whole_numbers(pages))))
    outside = [number for number in numbers if number not in everything]
    if outside:
        raise BadArgumentsError(
            f"{path} has {info.pages} page(s); page {outside[0]} does not exist",
            help="Ask for pages between 1 and the number of pages of the file.",
        )
    return DocumentPlan(path, info, numbers, tuple(warnings))


def _whole_numbers(pages: Iterable[int]) -> list[int]:
    numbers = list(pages) if isinstance(pages, Iterable) else [pages]
    for number in numbers:
        if isinstance(number, bool) or not isinstance(number, Integral):
            raise BadArgumentsError(
                f"{number!r} is no number of a page", help="Give whole numbers: pages=[1, 3]."
            )
    return [int(number) for number in numbers]


def read_page(path: Path, number: int, settings: Settings, keep_images: Path | None = None) -> Page:
    """Read one page, from its text layer if that is sound, else from its image.

    Never raises for a fault of the page: it comes back with ``PageOrigin.FAILED`` and the
    reason. A missing program or language model, which every page would miss, is raised.
    """
    try:
        return _readable_page(path, number, settings, keep_images)
    except MissingDependencyError:
        raise
    except SohoaError as error:
        return failed_page(number, str(error))
    except MemoryError:
        return failed_page(number, "not enough memory for this page")
    except Exception as error:  # a hostile page must not take the document with it
        return failed_page(number, f"unexpected fault: {type(error).__name__}: {error}")


@language_data_needed()
def _readable_page(path: Path, number: int, settings: Settings, keep_images: Path | None) -> Page:
    """The page read; whatever is wrong with it is raised."""
    from pipeline.ocr import read_image
    from pipeline.source import open_source

    with open_source(path, settings) as source:
        found = source.page(number)
    if found.text_page is not None:
        return _with_warnings(found.text_page, found.warnings)
    assert found.image is not None
    page, cleaned = read_image(found.image, found.dpi, settings, number=number, reason=found.reason)
    warnings = found.warnings
    if keep_images is not None:
        warnings += _kept_image(keep_images, path, number, cleaned.image)
    return _with_warnings(page, warnings)


def _kept_image(folder: Path, path: Path, number: int, image: NDArray[np.uint8]) -> tuple[str, ...]:
    """Keep the cleaned page for the eye; a warning if that fails, for the page is read."""
    from pipeline.export.images import write_page_image

    try:
        write_page_image(folder, path, number, image)
    except FileAccessError as error:
        return (f"its image is not kept: {error}",)
    return ()


def failed_page(number: int, reason: str) -> Page:
    """The page that stands for one that could not be read."""
    return Page(number, 0, 0, None, PageOrigin.FAILED, reason, warnings=(f"not read: {reason}",))


@language_data_needed()
def assemble_record(plan: DocumentPlan, pages: Sequence[Page], settings: Settings) -> Record:
    """Find running heads, repair the pages, extract the fields, put the record together.

    One record for the file; further documents in it are told under ``other_documents``.
    """
    pages, changes = _repaired(pages, settings)
    fields, others = _structured(pages, settings)
    warnings = (*plan.warnings, *_others_told(fields))
    record = _record(plan.source, fields, pages, changes, warnings)
    return record.model_copy(update={"other_documents": others}) if others else record


def correct_record(
    record: Record, corrections: Corrections, settings: Settings | None = None
) -> Record:
    """The record with words that a person corrected, the fields that follow from them, and those
    that a person corrected, also earlier, in the place of what was found.

    Raises InputFileError where the corrections are another document's or of another reading.
    """
    corrected = with_words_corrected(record, corrections)
    check_fields(record, corrections)
    if not (corrections.words or corrections.fields):
        return record
    if corrections.words:
        corrected = _with_fields_found(corrected, settings or Settings())
    pages = {made.page for made in corrections.words}
    pages |= {made.page for made in corrections.fields}
    step = Provenance(
        step="correction",
        version=pipeline.__version__,
        parameters={"words": len(corrections.words), "fields": len(corrections.fields)},
        pages=tuple(sorted(pages)),
    )
    done = with_fields_corrected(corrected, corrections.fields)
    return done.model_copy(update={"provenance": (*corrected.provenance, step)})


def _with_fields_found(record: Record, settings: Settings) -> Record:
    """The record with the fields that are in its words now."""
    if record.keywords:
        asked = settings.extract.model_copy(update={"keywords": True})
        settings = settings.model_copy(update={"extract": asked})
    fields, others = _structured([page_of(page) for page in record.pages], settings)
    quality = record.quality
    said = [warning for warning in quality.warnings if OTHERS_TOLD not in warning]
    return record.model_copy(
        update={
            **dict(fields),
            "other_documents": others,
            "quality": quality.model_copy(update={"warnings": (*said, *_others_told(fields))}),
        }
    )


@language_data_needed()
def _structured(
    pages: Sequence[Page], settings: Settings
) -> tuple[Fields, tuple[OtherDocument, ...]]:
    """The fields of the first document in the pages, and of those that begin later."""
    from pipeline.extract import extract_documents, with_others_told

    first, *others = extract_documents(pages)
    further = tuple(
        OtherDocument(
            **dict(_with_keywords(other.fields, settings)),
            first_page=other.pages[0].number,
            last_page=other.pages[-1].number,
        )
        for other in others
    )
    return with_others_told(_with_keywords(first.fields, settings), others), further


def _others_told(fields: Fields) -> tuple[str, ...]:
    told = fields.evidence.get("other_documents")
    return () if told is None else (f"page {told.page}: {told.text}; see other_documents",)


def _repaired(pages: Sequence[Page], settings: Settings) -> tuple[Sequence[Page], Sequence[Change]]:
    """The pages with running heads told and, where it is asked for, repaired; the changes."""
    from pipeline.ocr.running_heads import with_running_heads
    from pipeline.repair import repair_pages

    pages = with_running_heads(pages)
    return repair_pages(pages, settings.repair) if settings.repair.enabled else (pages, ())


def _with_keywords(fields: Fields, settings: Settings) -> Fields:
    if not settings.extract.keywords:
        return fields
    from pipeline.extract.keywords import keywords_of

    return fields.model_copy(update={"keywords": keywords_of(fields.subject)})


def _record(
    source: SourceInfo,
    fields: Fields,
    pages: Sequence[Page],
    changes: Sequence[Change],
    warnings: Sequence[str],
) -> Record:
    return Record(
        **dict(fields),
        source=source,
        text="\n\n".join(page.text for page in pages if page.text),
        pages=tuple(_page_record(page) for page in pages),
        changes=tuple(_change_record(change) for change in changes),
        quality=_quality(pages, warnings),
        provenance=_provenance(pages),
    )


def _read_in_parallel(
    executor: Executor, plan: DocumentPlan, settings: Settings, keep_images: Path | None
) -> Iterable[Page]:
    futures: list[Future[Page]] = [
        executor.submit(read_page, plan.path, number, settings, keep_images)
        for number in plan.numbers
    ]
    try:
        for future in futures:
            yield future.result()
    finally:
        for future in futures:
            future.cancel()


def _with_warnings(page: Page, warnings: Iterable[str]) -> Page:
    return replace(page, warnings=(*warnings, *page.warnings))


def _box(box: Box | None) -> BoxList | None:
    return None if box is None else (box.left, box.top, box.right, box.bottom)


def _word_record(word: Word) -> WordRecord:
    return WordRecord(
        text=word.text,
        read=word.read,
        confidence=round(word.confidence, 4),
        box=_box(word.box),
        doubtful=word.doubtful,
    )


def _page_record(page: Page) -> PageRecord:
    blocks = tuple(
        BlockRecord(
            kind=block.kind.value,
            box=_box(block.box),
            lines=tuple(
                LineRecord(
                    words=tuple(_word_record(word) for word in line.words),
                    box=_box(line.box),
                    cell=line.cell,
                )
                for line in block.lines
            ),
        )
        for block in page.blocks
    )
    return PageRecord(
        number=page.number,
        width=page.width,
        height=page.height,
        dpi=page.dpi,
        origin=page.origin.value,
        reason=page.reason,
        blocks=blocks,
    )


def _change_record(change: Change) -> ChangeRecord:
    return ChangeRecord(
        page=change.page,
        line=change.line,
        box=_box(change.box),
        before=change.before,
        after=change.after,
        reason=change.reason,
        confidence=round(change.confidence, 4),
        start=change.start,
        end=change.end,
    )


def _quality(pages: Sequence[Page], warnings: Sequence[str]) -> Quality:
    per_page = []
    for page in pages:
        words = tuple(page.words)
        mean, share = mean_and_share(words)
        per_page.append(
            PageQuality(
                page=page.number,
                words=len(words),
                mean_confidence=mean,
                doubtful_share=share,
                warnings=page.warnings,
            )
        )
    mean, share = mean_and_share([word for page in pages for word in page.words])
    said = (*warnings, *(f"page {p.page}: {w}" for p in per_page for w in p.warnings))
    return Quality(mean_confidence=mean, doubtful_share=share, warnings=said, pages=tuple(per_page))


def _provenance(pages: Sequence[Page]) -> tuple[Provenance, ...]:
    """Steps in the order they were first taken; equal steps of several pages are one entry."""
    taken: list[tuple[ProcessingStep, list[int]]] = [
        (ProcessingStep("sohoa", pipeline.__version__), [])
    ]
    for page in pages:
        for step in page.steps:
            for known, numbers in taken:
                if known == step:
                    numbers.append(page.number)
                    break
            else:
                taken.append((step, [page.number]))
    return tuple(
        Provenance(
            step=step.step,
            version=step.version,
            parameters=step.parameters,
            pages=tuple(numbers),
        )
        for step, numbers in taken
    )
