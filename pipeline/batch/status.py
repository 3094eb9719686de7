# SPDX-License-Identifier: Apache-2.0
"""How far a batch is, and what is not done and why. Only reads."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.batch.correction_queue import handed_over
from pipeline.batch.fingerprint import fingerprint
from pipeline.batch.ledger import Ledger, State
from pipeline.batch.names import readable, shell_quoted
from pipeline.batch.output import OutputFolder
from pipeline.errors import ExitCode
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Status:
    """Counts over all files of a batch. ``stale``: made with other settings or versions than
    those in force now, and not ``corrected`` by a person; ``corrections_waiting`` were handed to
    the process that is writing. ``warned``: with something to look at (a damaged file, blank pages,
    several documents in one). ``passed_over_kinds``: files left out for their suffix, among those
    passed over. ``gone``: the original is no longer in the input folder, nor was it moved into the
    archive. ``pages_in_hand``: read, of documents that are not finished."""

    source: str
    running: bool
    pending: int
    done: int
    partial: int
    failed: int
    doubtful: int
    warned: int
    stale: int
    corrected: int
    corrections_waiting: int
    gone: int
    pages: int
    failed_pages: int
    pages_in_hand: int
    passed_over: int
    passed_over_kinds: dict[str, int]
    last_run: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that failed, or lacks pages: why, what to do, and the command to retry it."""

    path: str
    state: State
    reason: str
    advice: str
    attempts: int
    command: str


_WARNED = """
SELECT count(*) FROM files JOIN contents USING (sha256)
WHERE state IN ('done','partial') AND (
    files.warnings IS NOT NULL
    OR json_array_length(summary, '$.quality.warnings') > coalesce(
        (SELECT cast(value AS INTEGER) FROM meta WHERE key = 'opening warnings ' || sha256), 0)
)
"""


_LIMIT = re.compile(r"\b(?:limits|batch)\.[a-z_]+[a-z]")


def batch_status(folder: Path, settings: Settings) -> Status:
    """The counts. Raises ``FileAccessError`` if the folder holds no batch."""
    output = OutputFolder(folder)
    with Ledger(output.ledger, writable=False) as ledger:
        counts = ledger.counts()
        kinds = ledger.passed_over()
        current = fingerprint(settings)
        stale = _one(
            ledger,
            "SELECT count(*) FROM files WHERE state IN ('done','partial') AND fingerprint <> ?"
            " AND sha256 NOT IN (SELECT sha256 FROM readings)",
            current,
        )
        doubtful = _one(
            ledger,
            "SELECT count(*) FROM files JOIN contents USING (sha256)"
            " WHERE state IN ('done','partial') AND doubtful_share > ?",
            settings.batch.doubtful_share,
        )
        pages, failed_pages = next(
            ledger.rows(
                "SELECT coalesce(sum(contents.pages), 0), coalesce(sum(failed_pages), 0)"
                " FROM files JOIN contents USING (sha256) WHERE state IN ('done','partial')"
            )
        )
        return Status(
            source=ledger.meta("source") or "",
            running=is_running(output),
            pending=counts[State.PENDING],
            done=counts[State.DONE],
            partial=counts[State.PARTIAL],
            failed=counts[State.FAILED],
            doubtful=doubtful,
            warned=_one(ledger, _WARNED),
            stale=stale,
            corrections_waiting=sum(1 for _ in handed_over(output)),
            corrected=_one(ledger, "SELECT count(*) FROM files JOIN readings USING (sha256)"),
            gone=_one(
                ledger, "SELECT count(*) FROM files WHERE gone AND substr(path, 1, 1) <> x'00'"
            ),
            pages=pages,
            failed_pages=failed_pages,
            pages_in_hand=_one(
                ledger,
                "SELECT count(*) FROM pages WHERE sha256 NOT IN (SELECT sha256 FROM contents)",
            ),
            passed_over=_one(ledger, "SELECT count(*) FROM notices") + sum(kinds.values()),
            passed_over_kinds=kinds,
            last_run=_last_run(ledger),
        )


def failures(folder: Path) -> Iterator[Failure]:
    """Every document that is not wholly done, in path order."""
    output = OutputFolder(folder)
    with Ledger(output.ledger, writable=False) as ledger:
        source = ledger.meta("source") or ""
        corrected = ledger.corrected()
        for row in ledger.files_in(State.FAILED, State.PARTIAL):
            if row.gone:
                continue
            reason, advice = row.error or "", row.advice or ""
            if row.state is State.PARTIAL:
                pages = [page for page in ledger.pages(row.sha256 or "") if page.error]
                reason = "; ".join(f"page {page.number}: {page.error}" for page in pages)
                advice = "The rest of the document is done. Retry, or scan the page again."
            command = retry_command(source, output.root, row.path, _asked(ledger))
            if row.state is State.PARTIAL and row.sha256 in corrected:
                advice = (
                    "The rest is done, and words of it are corrected: it is read again only when "
                    "those are taken back."
                )
                record = os.path.join(os.fsencode(output.root), row.base + b".json")
                command = f"sohoa correct --undo {shell_quoted(record)}"
            yield Failure(
                readable(row.path),
                row.state,
                reason,
                advice,
                row.attempts,
                " ".join((command, *_needed_options(row.exit_code, f"{reason} {advice}"))),
            )


def _asked(ledger: Ledger) -> str:
    """The options for results as they were asked for last."""
    formats = ledger.meta("formats")
    options = [f"--format {shell_quoted(formats)}"] if formats else []
    return " ".join([*options, *(["--split"] if ledger.meta("split") == "yes" else [])])


def retry_command(source: str, output: Path, path: bytes, options: str = "") -> str:
    """The command that tries one file again with these options, to be pasted into a shell."""
    pattern = b"".join(b"[" + bytes([c]) + b"]" if c in b"*?[" else bytes([c]) for c in path)
    return (
        f"sohoa batch {shell_quoted(source)} {shell_quoted(os.fspath(output))}"
        f"{f' {options}' if options else ''}"
        f" --retry failed --include {shell_quoted(pattern)}"
    )


def _needed_options(exit_code: int | None, told: str) -> Iterator[str]:
    """What must be added to a retry, to be filled in: the password, the limits named."""
    if exit_code == ExitCode.ENCRYPTED:
        yield "--password ..."
    for name in dict.fromkeys(_LIMIT.findall(told)):
        yield f"--set {name}=..."


def is_running(output: OutputFolder) -> bool:
    """Whether a process is writing to the folder now."""
    try:
        descriptor = os.open(output.inner / "lock", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _one(ledger: Ledger, query: str, *parameters: Any) -> int:
    return int(next(ledger.rows(query, parameters))[0])


def _last_run(ledger: Ledger) -> dict[str, Any] | None:
    names = ("started", "ended", "outcome", "engine", "seconds", "documents", "pages", "failed")
    for row in ledger.rows(f"SELECT {', '.join(names)} FROM runs ORDER BY id DESC LIMIT 1"):
        return dict(zip(names, row, strict=True))
    return None
