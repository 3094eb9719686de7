# SPDX-License-Identifier: Apache-2.0
"""The documents of one file, each with its pages and its fields."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.extract.boundaries import document_boundaries
from pipeline.extract.fields import fields_of_document
from pipeline.extract.hyphens import as_printed, is_hyphenated, unhyphenated
from pipeline.model import OTHERS_TOLD, Page
from pipeline.record import Evidence, Fields

_LIKELY = 0.9


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A document and the pages it stands on, in order."""

    pages: tuple[Page, ...]
    fields: Fields


def extract_documents(pages: Sequence[Page]) -> tuple[FoundDocument, ...]:
    """The documents that begin in the pages, in order; one at least, of no pages if there are none.

    Pages in front of the first letterhead belong to the first document, pages behind a document
    (enclosures, back sides) to it. What is not printed is None or empty; evidence tells for every
    field found where it was read and how sure we are.
    """
    begins = document_boundaries(
        [unhyphenated(page) if is_hyphenated([page]) else page for page in pages]
    )
    found = []
    for first, end in pairwise((0, *begins, math.inf)):
        inside = tuple(page for page in pages if first <= page.number < end)
        found.append(FoundDocument(inside, _fields(inside)))
    return tuple(found)


def _fields(pages: Sequence[Page]) -> Fields:
    if not is_hyphenated(pages):
        return fields_of_document(pages)
    return as_printed(fields_of_document([unhyphenated(page) for page in pages]), pages)


def extract_fields(pages: Sequence[Page]) -> Fields:
    """The fields of the first document in the pages.

    A second document in the same file is told of under `evidence["other_documents"]`.
    """
    first, *others = extract_documents(pages)
    return with_others_told(first.fields, others)


def with_others_told(fields: Fields, others: Sequence[FoundDocument]) -> Fields:
    """The fields of a file's first document, with evidence of the others in the file."""
    if not others:
        return fields
    begins = [document.pages[0].number for document in others]
    text = OTHERS_TOLD + "another document from this page on"
    if len(begins) > 1:
        text = OTHERS_TOLD + f"other documents from pages {', '.join(map(str, begins))} on"
    told = Evidence(page=begins[0], confidence=_LIKELY, text=text)
    return fields.model_copy(update={"evidence": {**fields.evidence, "other_documents": told}})
