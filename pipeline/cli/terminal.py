# SPDX-License-Identifier: Apache-2.0
"""What is said on standard output and standard error."""

from __future__ import annotations

import errno
import io
import os
import sys
import traceback
from typing import TYPE_CHECKING, Any, TextIO

import click

from pipeline.errors import ExitCode, FileAccessError, SohoaError

if TYPE_CHECKING:
    from rich.console import Console


class StandardOutputError(OSError):
    """Standard output is closed or full."""


class _StandardStream(io.FileIO):
    """Standard output or standard error. What cannot be written is dropped from then on.

    The result goes to standard output: that it is lost is told by ``StandardOutputError``, once.
    What is said on standard error is not worth stopping any work for.
    """

    def __init__(self, descriptor: int, *, holds_result: bool) -> None:
        super().__init__(descriptor, "w", closefd=False)
        self._holds_result = holds_result
        self._broken = False

    def write(self, data: Any) -> int:
        if not self._broken:
            try:
                return super().write(data)
            except BlockingIOError:
                raise
            except OSError as error:
                self._broken = True
                if self._holds_result:
                    raise StandardOutputError(error.errno, error.strerror) from error
        return len(data)


def prepare_streams() -> None:
    """Vietnamese comes out as UTF-8 whatever the locale; file names as the bytes they are.

    A broken stream ends or does not end the work as ``_StandardStream`` says.
    """
    sys.stdout = _prepared(sys.stdout, holds_result=True)
    sys.stderr = _prepared(sys.stderr, holds_result=False)


def _prepared(stream: TextIO | None, *, holds_result: bool) -> TextIO:
    buffering = False
    if stream is None:  # closed from the start: a stream that can be opened but not written
        descriptor = os.open(os.devnull, os.O_RDONLY)
        os.set_inheritable(descriptor, True)
    else:
        try:
            descriptor = stream.fileno()
        except (OSError, ValueError):  # somebody's stand-in
            return stream
        stream.flush()
        buffering = bool(getattr(stream, "line_buffering", False))
    raw = _StandardStream(descriptor, holds_result=holds_result)
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding="utf-8",
        errors="surrogateescape",
        line_buffering=buffering or not holds_result,
    )


def report_error(error: BaseException, *, about: str = "", verbose: bool = False) -> ExitCode:
    """Say on standard error what is wrong and what to do; the exit code that goes with it.

    ``about`` names the file, where the message does not. The traceback is shown on request.
    """
    code, help = ExitCode.OTHER, SohoaError.help
    message = f"{type(error).__name__}: {error}"
    if isinstance(error, SohoaError):
        code, help, message = error.exit_code, error.help, str(error)
    elif isinstance(error, MemoryError):
        message, help = "not enough memory", "Close other programs or use fewer --jobs."
    if about and about not in message:
        message = f"{about}: {message}"
    if verbose:
        click.echo("".join(traceback.format_exception(error)), err=True, nl=False)
    click.echo(f"{click.style('error', fg='red', bold=True)}: {message}", err=True)
    click.echo(f"what to do: {help}", err=True)
    return code


def warn(message: str) -> None:
    """One line on standard error."""
    click.echo(f"{click.style('warning', fg='yellow', bold=True)}: {message}", err=True)


def output_is_terminal() -> bool:
    """Whether standard output is read by a person, not by a program or written into a file."""
    return sys.stdout.isatty()


def write_output(data: bytes) -> None:
    """Write ``data`` to standard output as it is. Raises StandardOutputError."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def report_lost_output(error: StandardOutputError) -> ExitCode:
    """The exit code for a result that could not be written; nobody to read it is no fault."""
    if error.errno == errno.EPIPE:
        return ExitCode.OUTPUT_CLOSED
    reason = "the disk is full" if error.errno == errno.ENOSPC else error.strerror
    return report_error(FileAccessError(f"standard output cannot be written: {reason}"))


def table_console() -> Console:
    """A console for tables: as wide as the terminal; in a pipe, wide enough not to wrap."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 200, highlight=False)
