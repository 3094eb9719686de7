# SPDX-License-Identifier: Apache-2.0
"""A record for each document of a file, made from the record of the whole file."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from pipeline.model import OTHERS_TOLD
from pipeline.record import Fields, PageQuality, PageRecord, Quality, Record, WordRecord
from pipeline.record_pages import page_of


def documents_of(record: Record) -> tuple[Record, ...]:
    """The record of each document that a file holds, with its own fields, pages, text and changes.

    Page numbers stay those of the file; warnings about the file as a whole go to the first. The
    record of a file that holds one document is that document's.
    """
    others = record.other_documents
    if not others:
        return (record,)
    begins = [other.first_page for other in others]
    texts = page_texts(record)
    return tuple(
        _part(record, fields, first, end, texts)
        for fields, first, end in zip(
            (record, *others), (0, *begins), (*begins, math.inf), strict=True
        )
    )


def pages_name(first: int, last: int) -> str:
    """What a document on these pages of its file is told apart by: ``p3-5``, ``p7``."""
    return f"p{first}" if first == last else f"p{first}-{last}"


def _part(record: Record, fields: Fields, first: int, end: float, texts: dict[int, str]) -> Record:
    """The record of the document on the pages from ``first`` up to ``end``."""
    own = {name: getattr(fields, name) for name in Fields.model_fields}
    own["evidence"] = {k: v for k, v in fields.evidence.items() if k != "other_documents"}
    pages = tuple(page for page in record.pages if first <= page.number < end)
    numbers = {page.number for page in pages}
    provenance = (
        step.model_copy(update={"pages": tuple(n for n in step.pages if n in numbers)})
        for step in record.provenance
        if not step.pages or numbers.intersection(step.pages)
    )
    return record.model_copy(
        update={
            **own,
            "other_documents": (),
            "pages": pages,
            "text": "\n\n".join(texts[n] for n in sorted(numbers) if texts[n]),
            "changes": tuple(change for change in record.changes if change.page in numbers),
            "corrections": tuple(made for made in record.corrections if made.page in numbers),
            "corrected_fields": tuple(
                made for made in record.corrected_fields if made.page in numbers
            ),
            "quality": _quality(record.quality, pages, is_first=not first),
            "provenance": tuple(provenance),
        }
    )


def _quality(whole: Quality, pages: Sequence[PageRecord], *, is_first: bool) -> Quality:
    numbers = {page.number for page in pages}
    own = tuple(page for page in whole.pages if page.page in numbers)
    of_pages = set(_told(whole.pages))
    of_file = [warning for warning in whole.warnings if warning not in of_pages]
    kept = [warning for warning in of_file if OTHERS_TOLD not in warning] if is_first else []
    mean, share = mean_and_share(words_of(pages))
    return Quality(
        mean_confidence=mean,
        doubtful_share=share,
        warnings=(*kept, *_told(own)),
        pages=own,
    )


def _told(pages: Iterable[PageQuality]) -> Iterator[str]:
    return (f"page {page.page}: {warning}" for page in pages for warning in page.warnings)


class Rated(Protocol):
    """A word, in a record or before there is one."""

    @property
    def confidence(self) -> float: ...
    @property
    def doubtful(self) -> bool: ...


def words_of(pages: Iterable[PageRecord]) -> list[WordRecord]:
    """The words of pages, in their order."""
    return [word for page in pages for b in page.blocks for line in b.lines for word in line.words]


def mean_and_share(words: Sequence[Rated]) -> tuple[float | None, float | None]:
    """Mean confidence of words and share of the doubtful ones; None without words."""
    return _mean([word.confidence for word in words]), _mean([word.doubtful for word in words])


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None


def page_texts(record: Record) -> dict[int, str]:
    """The text of each page, cut out of the whole: that alone keeps the gaps of a text file."""
    lines = record.text.split("\n")
    texts: dict[int, str] = {}
    at = 0
    for page in record.pages:
        joined = page_of(page).text
        count = joined.count("\n") + 1 if joined else 0
        texts[page.number] = "\n".join(lines[at : at + count])
        at += count + 1 if count else 0
    return texts
