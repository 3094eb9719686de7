# SPDX-License-Identifier: Apache-2.0
"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from pipeline.settings_loading import LoadedSettings

Command = TypeVar("Command", bound=Callable[..., Any])


def settings_options(command: Command) -> Command:
    """``--set`` and ``--config``, passed on as ``assignments`` and ``config``."""
    command = click.option(
        "--set",
        "assignments",
        multiple=True,
        metavar="NAME=VALUE",
        help="Change a setting, for example --set cleanup.deskew=false; see `sohoa settings`.",
    )(command)
    return click.option(
        "--config",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Read this file instead of sohoa.toml.",
    )(command)


def load(config: Path | None, assignments: tuple[str, ...], **given: str | None) -> LoadedSettings:
    """The settings in force. ``given`` are values of own options, by name with ``__`` for a dot."""
    from pipeline.settings_loading import load_settings

    own = [
        f"{name.replace('__', '.', 1)}={value}"
        for name, value in given.items()
        if value is not None
    ]
    return load_settings(config, (*assignments, *own))


def format_list(_: click.Context, __: click.Parameter, text: str | None) -> tuple[str, ...] | None:
    """``json, TXT`` as names of formats, each once: a callback of click."""
    if text is None:
        return None
    return tuple(dict.fromkeys(name.strip().lower() for name in text.split(",") if name.strip()))


def page_numbers(text: str) -> tuple[int, ...]:
    """``1-3,7`` as page numbers, without repeats, ascending. Raises click.BadParameter."""
    numbers: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        if not first.isdecimal() or (dash and not last.isdecimal()):
            raise click.BadParameter(f"{text!r} is not a list of pages such as 1-3,7")
        start, end = int(first), int(last) if dash else int(first)
        if not 1 <= start <= end:
            raise click.BadParameter(f"{part.strip()!r} is not a range of pages counted from 1")
        if end > 1_000_000:
            raise click.BadParameter(f"{part.strip()!r} is beyond any document")
        numbers.update(range(start, end + 1))
    return tuple(sorted(numbers))
