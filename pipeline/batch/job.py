# SPDX-License-Identifier: Apache-2.0
"""What a run does with every document, and the documents and tasks that it has in hand."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from pipeline.batch.ledger import FileRow, PageRow
from pipeline.batch.tree import FileRef
from pipeline.batch.work import PagePlace, Steps
from pipeline.document import DocumentPlan
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Job:
    """What is asked of every document."""

    root: str
    settings: Settings
    formats: tuple[str, ...]
    suffixes: tuple[str, ...]
    fingerprint: str
    split: bool = False
    steps: Steps = field(default_factory=Steps)
    max_failures: str | None = None


@dataclass(eq=False)
class OpenDocument:
    """A document that has been begun and is not finished."""

    row: FileRow
    ref: FileRef
    begun: float
    plan: DocumentPlan | None = None
    to_read: deque[int] = field(default_factory=deque)
    places: dict[int, PagePlace] = field(default_factory=dict)
    rows: dict[int, PageRow] = field(default_factory=dict)
    deaths: dict[int, int] = field(default_factory=dict)
    running: int = 0
    followers: list[OpenDocument] = field(default_factory=list)

    @property
    def sha256(self) -> str:
        assert self.plan is not None
        return self.plan.source.sha256


@dataclass(eq=False)
class Handed:
    """A task that is out: plan (opening a file), page, finish or copy (of a document)."""

    kind: str
    document: OpenDocument
    number: int = 0
