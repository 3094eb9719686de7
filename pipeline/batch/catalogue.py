# SPDX-License-Identifier: Apache-2.0
"""What the ledger knows of each document, read row by row for the tables of a batch."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from pipeline.batch.ledger import MOVED_OUT, Ledger, State
from pipeline.batch.names import readable, relative_url
from pipeline.batch.page_warnings import NOT_READ, page_of
from pipeline.batch.tree import is_url
from pipeline.model import OTHERS_TOLD
from pipeline.record_parts import pages_name

_QUERY = """
SELECT files.path, files.parent, files.base, files.state, files.gone, files.error,
       files.outputs, files.sha256, files.warnings,
       (SELECT value FROM meta WHERE key = 'opening warnings ' || files.sha256),
       contents.pages, contents.failed_pages, contents.confidence, contents.doubtful_share,
       contents.summary, files.change
FROM files LEFT JOIN contents
     ON contents.sha256 = files.sha256 AND files.state IN ('done', 'partial')
WHERE files.state <> 'pending' AND NOT (files.gone AND files.state = 'failed')
ORDER BY files.parent, files.path
"""


@dataclass(frozen=True, slots=True)
class CataloguedDocument:
    """A document of the batch. ``fields`` are those of its record, empty if it failed.

    ``gone``: the original is no longer there. ``path`` and ``folder`` are for eyes; ``link`` leads
    to the original, ``outputs`` to what was made of it (suffix -> link), both relative to the
    output folder where that is possible. ``stands_on``: first and last page in its file, where the
    file holds several documents. ``change``: when it was done, as ``Ledger.change`` counts.
    """

    path: str
    folder: str
    state: State
    gone: bool
    error: str | None
    sha256: str | None
    pages: int
    failed_pages: int
    confidence: float | None
    doubtful_share: float | None
    fields: dict[str, Any]
    warnings: tuple[str, ...]
    link: str
    outputs: dict[str, str]
    stands_on: tuple[int, int] | None = None
    change: int = 0

    @property
    def reading_copy(self) -> str | None:
        """Link to the output that is made to be read by people, if there is one."""
        kinds = (".html", ".md", ".pdf", ".txt")
        fit = (self.outputs[suffix] for suffix in kinds if suffix in self.outputs)
        return next(fit, next(iter(self.outputs.values()), None))

    def certainty(self, field: str) -> float | None:
        """How sure a field is, 0..1; None if it was not found."""
        found = self.fields.get("evidence", {}).get(field)
        return None if found is None else found["confidence"]


def catalogued(ledger: Ledger, output: Path, root: str) -> Iterator[CataloguedDocument]:
    """Every file that has come to an end, folder by folder, in the order of names.

    ``root`` is the input folder (absolute path or URL). A file that holds several documents is
    told as the first of them; see ``each_document``.
    """
    for row in ledger.rows(_QUERY):
        path, parent, base, state, gone, error, outputs, sha256, opening, others_opening = row[:10]
        pages, failed_pages, confidence, doubtful_share, summary, change = row[10:]
        moved_out = path.startswith(MOVED_OUT)
        names = json.loads(outputs) if outputs else {}
        fields = json.loads(summary) if summary else {}
        # warnings of the opening are those of this file, not of another with the same content
        warnings = fields.get("quality", {}).get("warnings", [])[int(others_opening or 0) :]
        yield CataloguedDocument(
            path=readable(path.lstrip(MOVED_OUT)),
            folder=readable(parent),
            state=State(state),
            gone=bool(gone) and not moved_out,
            error=error,
            sha256=sha256,
            pages=pages or 0,
            failed_pages=failed_pages or 0,
            confidence=confidence,
            doubtful_share=doubtful_share,
            fields=fields,
            warnings=(*json.loads(opening or "[]"), *warnings),
            link=original_link(output, root, path),
            outputs={
                suffix: relative_url(base + suffix.encode())
                for suffix in (names if state != State.FAILED else {})
            },
            change=change,
        )


def each_document(files: Iterable[CataloguedDocument]) -> Iterator[CataloguedDocument]:
    """Every document of the files, each with its own fields, pages and warnings."""
    for file in files:
        if not file.fields.get("other_documents"):
            yield file
            continue
        vietnamese = file.fields.get("vietnamese")
        told = [(warning, *page_of(warning)) for warning in file.warnings]
        for fields, first, last in documents_in(file.fields):
            own = {
                warning: text
                for warning, page, text in told
                # what is about the file is told of the first
                if first <= max(page, 1) <= last and not text.startswith(OTHERS_TOLD)
            }
            part = f"-{pages_name(first, last)}"
            own_outputs = {
                suffix.removeprefix(part): link
                for suffix, link in file.outputs.items()
                if suffix.startswith(f"{part}.")
            }
            yield replace(
                file,
                outputs=own_outputs or file.outputs,
                fields={**fields, "vietnamese": vietnamese},
                warnings=tuple(own),
                pages=last - first + 1,
                failed_pages=sum(text.startswith(NOT_READ) for text in own.values()),
                stands_on=(first, last),
            )


def documents_in(fields: dict[str, Any]) -> Iterator[tuple[dict[str, Any], int, int]]:
    """The fields of each document of a file, and its first and last page there.

    ``fields``: of a file that was read whole, as the ledger keeps them.
    """
    others = fields.get("other_documents") or ()
    begins = [1, *(other["first_page"] for other in others), fields["source"]["pages"] + 1]
    for document, (first, end) in zip((fields, *others), pairwise(begins), strict=True):
        yield document, first, end - 1


def part_suffixes(fields: dict[str, Any]) -> tuple[str, ...]:
    """What the results of each document of a file have in their names behind those of the file:
    ``-p1-2``, ``-p3``; nothing where it holds one. ``fields`` as in ``documents_in``."""
    if not fields.get("other_documents"):
        return ()
    return tuple(f"-{pages_name(first, last)}" for _, first, last in documents_in(fields))


def original_link(output: Path, root: str, path: bytes) -> str:
    """Where the original lies, as a link from the output folder."""
    if path.startswith(MOVED_OUT):  # moved out of the input folder to this absolute path
        return relative_url(os.path.relpath(path[1:], os.fsencode(output)))
    if is_url(root):
        return f"{root}/{relative_url(path)}"
    whole = os.path.join(os.fsencode(root), path)
    return relative_url(os.path.relpath(whole, os.fsencode(output)))
