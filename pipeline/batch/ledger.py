# SPDX-License-Identifier: Apache-2.0
"""What is known of every file of a batch: SQLite, one writer, in the output folder.

``files`` has a row for each original, ``contents`` for each distinct content (SHA-256),
``pages`` for each page that was read, ``records`` the compressed record of each content, so
that a renamed or copied file gets its outputs without being read again.

Paths are stored as bytes: a file name need not be UTF-8. No decision rests on the clock of the
wall; ``finished`` and ``runs`` are for people.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from pipeline.batch.faults import output_fault
from pipeline.batch.ledger_file import open_ledger_file
from pipeline.errors import FileAccessError

MOVED_OUT = b"\0"
"""Before the absolute path of an original that a watch has moved out of the input folder."""


class State(StrEnum):
    """How far a file has come. ``PARTIAL``: done, but some pages could not be read."""

    PENDING = "pending"
    DONE = "done"
    PARTIAL = "partial"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file as the ledger knows it."""

    id: int
    path: bytes
    size: int
    stamp: int
    base: bytes
    state: State
    gone: bool
    redo: int
    sha256: str | None
    fingerprint: str | None
    outputs: dict[str, str]
    attempts: int
    error: str | None
    advice: str | None
    exit_code: int | None
    warnings: tuple[str, ...] = ()


_COLUMNS = (
    "id, path, size, stamp, base, state, gone, redo, sha256, fingerprint, outputs, attempts, "
    "error, advice, exit_code, warnings"
)


@dataclass(frozen=True, slots=True)
class PageRow:
    """What is remembered of one page."""

    number: int
    state: State
    attempts: int
    seconds: float
    words: int
    confidence: float | None
    doubtful_share: float | None
    origin: str
    error: str | None = None


@dataclass(frozen=True, slots=True)
class ContentRow:
    """What is remembered of one content; ``summary`` is its record without pages."""

    sha256: str
    fingerprint: str
    pages: int
    failed_pages: int
    words: int
    confidence: float | None
    doubtful_share: float | None
    seconds: float
    summary: str


class Ledger:
    """The ledger of one output folder. Every method that writes commits before it returns,
    unless it is called inside ``with ledger.together():``."""

    def __init__(self, path: Path, *, writable: bool) -> None:
        self._path = path
        self._depth = 0
        if not writable and not path.exists():
            raise FileAccessError(
                f"{path.parent.parent} holds no batch",
                help="Give the output folder of an earlier `sohoa batch` or `sohoa watch`.",
            )
        self._db = open_ledger_file(path, writable=writable)

    def close(self) -> None:
        """Close the file; what was committed stays."""
        self._db.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Everything written inside is committed at once, or not at all."""
        outermost = self._depth == 0
        try:
            if outermost:
                self._db.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
            if outermost:
                self._db.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back(outermost)
            raise output_fault(error, f"the ledger {self._path}") from error
        except BaseException:
            self._roll_back(outermost)
            raise

    def rows(self, sql: str, parameters: Iterable[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Rows of a query of one's own, for reports and searches."""
        return iter(self._db.execute(sql, tuple(parameters)))

    # --- files ---------------------------------------------------------------------------------

    def folder(self, parent: bytes) -> list[FileRow]:
        """The files known in one folder of the input."""
        return self._files("WHERE parent = ?", (parent,))

    def file(self, identity: int) -> FileRow:
        """One file. Raises ``KeyError``."""
        found = self._files("WHERE id = ?", (identity,))
        if not found:
            raise KeyError(identity)
        return found[0]

    def files_with(self, sha256: str) -> list[FileRow]:
        """The files of one content."""
        return self._files("WHERE sha256 = ? ORDER BY path", (sha256,))

    def files_in(self, *states: State) -> Iterator[FileRow]:
        """Files in these states in path order, read as one goes."""
        marks = ",".join("?" * len(states))
        query = f"SELECT {_COLUMNS} FROM files WHERE state IN ({marks}) ORDER BY path"
        return map(_file, self._db.execute(query, states))

    def add_file(self, path: bytes, size: int, stamp: int, base: bytes) -> int:
        """A file that was not known; it is pending. Returns its id."""
        with self.together():
            cursor = self._db.execute(
                "INSERT INTO files(path, parent, size, stamp, base, state) VALUES (?,?,?,?,?,?)",
                (path, path.rpartition(b"/")[0], size, stamp, base, State.PENDING),
            )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def set_pending(
        self, identity: int, *, size: int | None = None, stamp: int | None = None, redo: int = 0
    ) -> None:
        """The file is to be done (again)."""
        with self.together():
            self._db.execute(
                "UPDATE files SET state = ?, size = coalesce(?, size), stamp = coalesce(?, stamp),"
                " redo = max(redo, ?), gone = 0 WHERE id = ?",
                (State.PENDING, size, stamp, redo, identity),
            )

    def set_gone(self, identities: Iterable[int], gone: bool = True) -> None:
        """The originals are no longer there (or there again)."""
        with self.together():
            changed = [(gone, identity) for identity in identities]
            self._db.executemany("UPDATE files SET gone = ? WHERE id = ?", changed)
            if changed:
                self._next_change()

    def begin_redo(self, identity: int) -> None:
        """The reading anew has begun: pages spooled from now on are good."""
        with self.together():
            self._db.execute("UPDATE files SET redo = 2 WHERE id = ?", (identity,))

    def finish_file(
        self,
        identity: int,
        state: State,
        *,
        sha256: str | None = None,
        fingerprint: str | None = None,
        outputs: dict[str, str] | None = None,
        warnings: tuple[str, ...] = (),
        seconds: float | None = None,
        error: str | None = None,
        advice: str | None = None,
        exit_code: int | None = None,
    ) -> None:
        """The file has come to an end, good or bad. Outputs it had before stay known."""
        with self.together():
            self._db.execute(
                "UPDATE files SET state = ?, redo = 0, attempts = attempts + 1,"
                " sha256 = coalesce(?, sha256), fingerprint = coalesce(?, fingerprint),"
                " outputs = coalesce(?, outputs), warnings = ?, seconds = coalesce(?, seconds),"
                " error = ?,"
                " advice = ?, exit_code = ?, finished = ?, change = ? WHERE id = ?",
                (
                    state,
                    sha256,
                    fingerprint,
                    None if outputs is None else json.dumps(outputs, sort_keys=True),
                    json.dumps(warnings, ensure_ascii=False) if warnings else None,
                    None if seconds is None else round(seconds, 3),
                    error,
                    advice,
                    exit_code,
                    _now(),
                    self._next_change(),
                    identity,
                ),
            )

    def move_file(self, identity: int, path: bytes) -> None:
        """The original has been moved out of the tree; ``path`` stands for its new place."""
        with self.together():
            self._db.execute(
                "UPDATE files SET path = ?, parent = '', gone = 1, change = ? WHERE id = ?",
                (path, self._next_change(), identity),
            )

    def forget_file(self, identity: int) -> None:
        """The row is dropped: its document is known under another path."""
        with self.together():
            self._db.execute("DELETE FROM files WHERE id = ?", (identity,))
            self._next_change()

    def bases_in(self, parent: bytes) -> set[bytes]:
        """The output names taken in one folder (without the folder)."""
        prefix = parent + b"/" if parent else b""
        query = "SELECT base FROM files WHERE parent = ? OR (gone AND base > ? AND base < ?)"
        end = prefix + b"\xff" * 8
        names = (row[0][len(prefix) :] for row in self._db.execute(query, (parent, prefix, end)))
        return {name for name in names if b"/" not in name}

    # --- contents, pages, records ----------------------------------------------------------------

    def content(self, sha256: str) -> ContentRow | None:
        """What is known of a content, None if it was never finished."""
        row = self._db.execute(
            "SELECT sha256, fingerprint, pages, failed_pages, words, confidence, doubtful_share,"
            " seconds, summary FROM contents WHERE sha256 = ?",
            (sha256,),
        ).fetchone()
        return None if row is None else ContentRow(*row)

    def keep_content(self, content: ContentRow, record: bytes, pages: Iterable[PageRow]) -> None:
        """A content is finished: its summary, compressed record and the quality of its pages."""
        with self.together():
            self._db.execute(
                "INSERT OR REPLACE INTO contents VALUES (?,?,?,?,?,?,?,?,?)",
                (
                    content.sha256,
                    content.fingerprint,
                    content.pages,
                    content.failed_pages,
                    content.words,
                    content.confidence,
                    content.doubtful_share,
                    content.seconds,
                    content.summary,
                ),
            )
            self._db.execute(
                "INSERT OR REPLACE INTO records VALUES (?,?)", (content.sha256, record)
            )
            self._db.execute("DELETE FROM pages WHERE sha256 = ?", (content.sha256,))
            self._keep_pages(content.sha256, pages)

    def keep_corrected(self, content: ContentRow, record: bytes, pages: Iterable[PageRow]) -> None:
        """A person corrected the record of a content. The one that was read is kept; the results of
        all files with this content are to be made anew."""
        with self.together():
            self._db.execute(
                "INSERT OR IGNORE INTO readings SELECT sha256, record FROM records"
                " WHERE sha256 = ?",
                (content.sha256,),
            )
            self._renew(content, record, pages)

    def drop_corrections(
        self, content: ContentRow, record: bytes, pages: Iterable[PageRow]
    ) -> None:
        """The record of a content is the one that was read again, as are all results."""
        with self.together():
            self._db.execute("DELETE FROM readings WHERE sha256 = ?", (content.sha256,))
            self._renew(content, record, pages)

    def reading(self, sha256: str) -> bytes | None:
        """The compressed record of a content as it was read, if a person corrected it since."""
        query = "SELECT record FROM readings WHERE sha256 = ?"
        row = self._db.execute(query, (sha256,)).fetchone()
        return None if row is None else row[0]

    def corrected(self) -> frozenset[str]:
        """The contents (SHA-256) that a person corrected; they are not read again."""
        return frozenset(row[0] for row in self._db.execute("SELECT sha256 FROM readings"))

    def drop_unused(self) -> None:
        """Forget contents that no file has any more (files that were changed)."""
        with self.together():
            for table in ("contents", "records", "readings", "pages"):
                self._db.execute(
                    f"DELETE FROM {table} WHERE sha256 NOT IN"
                    " (SELECT sha256 FROM files WHERE sha256 IS NOT NULL)"
                )

    def record(self, sha256: str) -> bytes | None:
        """The compressed record of a content."""
        row = self._db.execute("SELECT record FROM records WHERE sha256 = ?", (sha256,)).fetchone()
        return None if row is None else row[0]

    def keep_page(self, sha256: str, page: PageRow) -> None:
        """One page of a document that is not finished yet."""
        with self.together():
            self._keep_pages(sha256, [page])

    def pages(self, sha256: str) -> list[PageRow]:
        """The pages known of a content, in order."""
        query = (
            "SELECT number, state, attempts, seconds, words, confidence, doubtful_share, origin,"
            " error FROM pages WHERE sha256 = ? ORDER BY number"
        )
        return [
            PageRow(row[0], State(row[1]), *row[2:]) for row in self._db.execute(query, (sha256,))
        ]

    # --- the batch as a whole ------------------------------------------------------------

    def meta(self, key: str) -> str | None:
        """A fact about the batch."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else row[0]

    def set_meta(self, key: str, value: str) -> None:
        """Remember a fact about the batch."""
        with self.together():
            self._db.execute("INSERT OR REPLACE INTO meta VALUES (?,?)", (key, value))

    @property
    def change(self) -> int:
        """Grows with every file that comes to an end, goes or comes back."""
        return int(self.meta("change") or 0)

    def set_notices(self, notices: Iterable[tuple[bytes, str]]) -> None:
        """What the last scan passed over, and why."""
        with self.together():
            self._db.execute("DELETE FROM notices")
            self._db.executemany("INSERT OR REPLACE INTO notices VALUES (?,?)", notices)

    def notices(self) -> list[tuple[bytes, str]]:
        """What the last scan passed over, and why."""
        return list(self._db.execute("SELECT path, reason FROM notices ORDER BY path"))

    def set_passed_over(self, kinds: Mapping[str, int]) -> None:
        """How many files the last scan passed over for their suffix."""
        self.set_meta("passed over", json.dumps(kinds))

    def passed_over(self) -> dict[str, int]:
        """How many files the last scan passed over for their suffix ("": without one)."""
        return json.loads(self.meta("passed over") or "{}")

    def counts(self) -> dict[State, int]:
        """How many files that are still there are in each state."""
        found = dict.fromkeys(State, 0)
        for state, count in self._db.execute(
            "SELECT state, count(*) FROM files WHERE NOT (gone AND state IN ('failed','pending'))"
            " GROUP BY state"
        ):
            found[State(state)] = count
        return found

    def start_run(self, engine: str) -> int:
        """A run begins. Returns its number."""
        with self.together():
            cursor = self._db.execute(
                "INSERT INTO runs(started, engine) VALUES (?,?)", (_now(), engine)
            )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def note_run(
        self,
        run: int,
        seconds: float,
        documents: int,
        pages: int,
        failed: int,
        outcome: str | None = None,
    ) -> None:
        """How far a run has come; ``outcome`` when it is over."""
        with self.together():
            self._db.execute(
                "UPDATE runs SET seconds=?, documents=?, pages=?, failed=?, outcome=?, ended=?"
                " WHERE id=?",
                (round(seconds, 3), documents, pages, failed, outcome, _now(), run),
            )

    def note_throughput(self, run: int, minute: int, pages: int) -> None:
        """Pages finished in one minute of a run."""
        with self.together():
            self._db.execute(
                "INSERT INTO throughput VALUES (?,?,?) ON CONFLICT(run, minute)"
                " DO UPDATE SET pages = pages + excluded.pages",
                (run, minute, pages),
            )

    # --- below: inner workings ------------------------------------------------------------------

    def _roll_back(self, outermost: bool) -> None:
        if outermost and self._db.in_transaction:
            with contextlib.suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")

    def _files(self, where: str, parameters: tuple[Any, ...]) -> list[FileRow]:
        query = f"SELECT {_COLUMNS} FROM files {where}"
        return [_file(row) for row in self._db.execute(query, parameters)]

    def _keep_pages(self, sha256: str, pages: Iterable[PageRow]) -> None:
        self._db.executemany(
            "INSERT OR REPLACE INTO pages VALUES (?,?,?,?,?,?,?,?,?,?)",
            [
                (
                    sha256,
                    page.number,
                    page.state,
                    page.attempts,
                    round(page.seconds, 3),
                    page.words,
                    page.confidence,
                    page.doubtful_share,
                    page.origin,
                    page.error,
                )
                for page in pages
            ],
        )

    def _renew(self, content: ContentRow, record: bytes, pages: Iterable[PageRow]) -> None:
        self.keep_content(content, record, pages)
        self._db.execute(
            "UPDATE files SET state = ? WHERE sha256 = ? AND state IN (?, ?)",
            (State.PENDING, content.sha256, State.DONE, State.PARTIAL),
        )

    def _next_change(self) -> int:
        change = self.change + 1
        self._db.execute("INSERT OR REPLACE INTO meta VALUES ('change', ?)", (str(change),))
        return change


def _file(row: tuple[Any, ...]) -> FileRow:
    return FileRow(
        id=row[0],
        path=row[1],
        size=row[2],
        stamp=row[3],
        base=row[4],
        state=State(row[5]),
        gone=bool(row[6]),
        redo=row[7],
        sha256=row[8],
        fingerprint=row[9],
        outputs=json.loads(row[10]) if row[10] else {},
        attempts=row[11],
        error=row[12],
        advice=row[13],
        exit_code=row[14],
        warnings=tuple(json.loads(row[15])) if row[15] else (),
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
