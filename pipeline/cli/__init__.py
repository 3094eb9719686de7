# SPDX-License-Identifier: Apache-2.0
"""The command ``sohoa``. Each command is one module, loaded when it is asked for."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import NoReturn

import click

from pipeline.cli.terminal import (
    StandardOutputError,
    prepare_streams,
    report_error,
    report_lost_output,
)
from pipeline.errors import ExitCode

_COMMANDS = {
    "convert": "pipeline.cli.convert",
    "repair": "pipeline.cli.repair",
    "correct": "pipeline.cli.correct",
    "doctor": "pipeline.cli.doctor",
    "settings": "pipeline.cli.settings",
    "schema": "pipeline.cli.schema",
    "batch": "pipeline.batch.commands",
    "status": "pipeline.batch.commands",
    "failures": "pipeline.batch.commands",
    "watch": "pipeline.batch.commands",
    "search": "pipeline.batch.commands",
}


class _LazyGroup(click.Group):
    """Commands in the order of the table above; a module that is not there has no command."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in _COMMANDS if self.get_command(ctx, name) is not None]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        home = _COMMANDS.get(cmd_name)
        package = home.rpartition(".")[0] if home else ""
        if home is None or find_spec(package) is None or find_spec(home) is None:
            return None
        command = getattr(import_module(home), cmd_name, None)
        return command if isinstance(command, click.Command) else None


def _print_version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        from pipeline import __version__

        click.echo(f"sohoa {__version__}")
        ctx.exit()


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
    help="Show the version and exit.",
)
def sohoa() -> None:
    """Scanned Vietnamese official documents in, clean structured records out.

    Exit codes: 0 done, 1 bad arguments, 2 unreadable input, 3 a program or language model is
    missing, 5 a file cannot be read or written, 8 encrypted, 9 invalid setting, 15 other,
    130 interrupted, 141 nobody reads standard output any more.
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line ``arguments`` (default: those of the process) and exit."""
    prepare_streams()
    # asked to end, leave as after Ctrl-C: workers ended, temporary files gone
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    sys.exit(_run(list(sys.argv[1:] if arguments is None else arguments)))


def _run(arguments: list[str]) -> int:
    verbose = "-v" in arguments or "--verbose" in arguments
    try:
        # not click's own main: it has other exit codes, for a closed pipe too
        with sohoa.make_context("sohoa", arguments) as context:
            result = sohoa.invoke(context)
        sys.stdout.flush()
        return int(result or ExitCode.OK)
    except (KeyboardInterrupt, click.exceptions.Abort):
        click.echo("interrupted", err=True)
        return ExitCode.INTERRUPTED
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as error:
        error.show()
        return ExitCode.BAD_ARGUMENTS
    except StandardOutputError as error:
        return report_lost_output(error)
    except Exception as error:
        return report_error(error, verbose=verbose)
