# SPDX-License-Identifier: Apache-2.0
"""What is said on standard output and standard error."""

from __future__ import annotations

import io
import os
import sys
import traceback
from typing import TYPE_CHECKING

import click

from pipeline.errors import ExitCode, SohoaError

if TYPE_CHECKING:
    from rich.console import Console


def use_utf8() -> None:
    """Vietnamese comes out as UTF-8 whatever the locale; file names as the bytes they are."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")


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


def write_output(data: bytes) -> None:
    """Write ``data`` to standard output as it is. Raises BrokenPipeError when nobody reads."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def close_broken_output() -> None:
    """Nobody reads standard output any more: keep the interpreter's last flush from complaining."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def table_console() -> Console:
    """A console for tables: as wide as the terminal; in a pipe, wide enough not to wrap."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 200, highlight=False)
