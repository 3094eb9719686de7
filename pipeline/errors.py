# SPDX-License-Identifier: Apache-2.0
"""Every error a user can meet: what is wrong, what to do about it, and the exit code.

The numbers are those of OCRmyPDF, so that a scheduler which knows one tool knows the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of the command ``sohoa``."""

    OK = 0
    BAD_ARGUMENTS = 1
    INPUT_FILE = 2
    MISSING_DEPENDENCY = 3
    FILE_ACCESS = 5
    ENCRYPTED = 8
    INVALID_SETTINGS = 9
    OTHER = 15
    INTERRUPTED = 130
    OUTPUT_CLOSED = 141  # 128 + SIGPIPE, as of programs that the signal ends


class SohoaError(Exception):
    """Base of all errors that are told to the user; ``str()`` says what is wrong."""

    exit_code = ExitCode.OTHER
    help = "Run again with -v; if it happens again, report it with the message above."

    def __init__(self, message: str, *, help: str | None = None) -> None:
        super().__init__(message)
        if help is not None:
            self.help = help

    def __reduce__(self) -> tuple[object, ...]:
        # an error must survive the way back from a worker process with its advice
        return (_rebuild, (type(self), str(self), self.help))


def _rebuild(kind: type[SohoaError], message: str, help: str) -> SohoaError:
    error = kind.__new__(kind)
    Exception.__init__(error, message)
    error.help = help
    return error


class BadArgumentsError(SohoaError):
    """The command line asks for something that makes no sense."""

    exit_code = ExitCode.BAD_ARGUMENTS
    help = "See the command's --help for its arguments."


class InputFileError(SohoaError):
    """The input cannot be read as a document: empty, truncated, of an unknown kind, no pages."""

    exit_code = ExitCode.INPUT_FILE
    help = "Open the file in a viewer; if it does not open there either, scan or copy it again."


class LimitExceededError(InputFileError):
    """The input is larger than the limits in force allow (pages, pixels, bytes, seconds)."""

    help = "If the file is to be trusted, raise the limit named above (see `sohoa settings`)."


class PageTimeoutError(LimitExceededError):
    """One page took longer than ``limits.page_seconds``."""


class MissingDependencyError(SohoaError):
    """A program or a language model that the job needs is not installed."""

    exit_code = ExitCode.MISSING_DEPENDENCY
    help = "Run `sohoa doctor`: it names what is missing and the command that installs it."


class FileAccessError(SohoaError):
    """A file or folder cannot be opened, read or written."""

    exit_code = ExitCode.FILE_ACCESS
    help = "Check that the path exists, its permissions and the free space of the disk."


class EncryptedFileError(SohoaError):
    """The PDF needs a password, or the password given is wrong."""

    exit_code = ExitCode.ENCRYPTED
    help = "Give the password with --password."


class InvalidSettingsError(SohoaError):
    """A setting has an unknown name or a value outside its range."""

    exit_code = ExitCode.INVALID_SETTINGS
    help = "`sohoa settings` lists every setting with its meaning and default."


@contextmanager
def language_data_needed() -> Iterator[None]:
    """Tell missing or damaged data of the lexicon, which knows nothing of us, as our own error.

    For the functions that others call (a decorator there). Raises MissingDependencyError.
    """
    try:
        yield
    except Exception as error:
        from lexicon import DataMissingError

        if isinstance(error, DataMissingError):
            raise MissingDependencyError(str(error)) from error
        raise
