# SPDX-License-Identifier: Apache-2.0
"""What can go wrong with a batch as a whole, beside the faults of single documents."""

from __future__ import annotations

import errno
import signal
import sqlite3

from pipeline.errors import ExitCode, FileAccessError, SohoaError


class WorkerDiedError(SohoaError):
    """A worker process died under its task. ``details`` is what it last wrote to stderr."""

    help = "The page is set aside; `sohoa batch` with --retry failed tries it again."
    details = ""

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild_died, (str(self), self.help, self.details))


def _rebuild_died(message: str, help: str, details: str) -> WorkerDiedError:
    error = WorkerDiedError(message, help=help)
    error.details = details
    return error


class WorkerTimeoutError(WorkerDiedError):
    """A worker was stopped because its task took longer than it may."""

    help = "If the page is to be trusted, raise limits.page_seconds (see `sohoa settings`)."


class PoolBrokenError(SohoaError):
    """Worker processes do not start: the batch cannot go on."""

    help = (
        "Free memory or allow more processes, look at `sohoa doctor`, then run the same command "
        "again: it goes on where it stopped."
    )


class SourceChangedError(SohoaError):
    """The file changed or vanished while it was being read."""

    exit_code = ExitCode.FILE_ACCESS
    help = "Wait until the file is complete, then run the same command again."


class OutputError(FileAccessError):
    """The output folder cannot be written: the batch cannot go on."""


class FolderInUseError(FileAccessError):
    """Another process is writing to the output folder."""

    help = "Wait until it has finished, or stop it; `sohoa status` shows how far it is."


class TooManyFailuresError(SohoaError):
    """More documents failed than ``--max-failures`` allows."""

    help = "See `sohoa failures OUT`. What is done stays done; the same command goes on from here."


class EngineMismatchError(SohoaError):
    """A worker of the cluster has other versions installed than this machine."""

    exit_code = ExitCode.MISSING_DEPENDENCY
    help = "Install the same sohoa, Tesseract and language models on every machine."


def output_fault(error: OSError | sqlite3.Error, what: str) -> OutputError:
    """The error to show when ``what`` could not be written."""
    if isinstance(error, OSError):
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        reason = error.strerror or str(error)
    else:
        full = "full" in str(error)
        reason = str(error)
    if full:
        return OutputError(
            f"cannot write {what}: the disk is full",
            help="Free some space, then run the same command again: it goes on where it stopped.",
        )
    if isinstance(error, sqlite3.Error) and "locked" in str(error):
        return OutputError(
            f"cannot write {what}: another program holds it locked",
            help="Close the program that has the ledger open, then run the same command again.",
        )
    return OutputError(
        f"cannot write {what}: {reason}",
        help="Check that the output folder exists and can be written, then run the same "
        "command again: it goes on where it stopped.",
    )


def died_of(returncode: int | None) -> str:
    """How a process ended, in words: ``killed by SIGSEGV``, ``exit code 3``."""
    if returncode is None:
        return "it closed its connection"
    if returncode < 0:
        try:
            return f"killed by {signal.Signals(-returncode).name}"
        except ValueError:
            return f"killed by signal {-returncode}"
    return f"exit code {returncode}"
