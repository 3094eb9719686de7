# SPDX-License-Identifier: Apache-2.0
"""``sohoa settings``: every setting, its value and where that comes from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from pipeline.cli.options import load, settings_options
from pipeline.cli.terminal import table_console


@click.command()
@click.option("--toml", "as_toml", is_flag=True, help="Print a sohoa.toml to start from.")
@click.option("--json", "as_json", is_flag=True, help="Print the table as JSON.")
@settings_options
def settings(
    as_toml: bool, as_json: bool, config: Path | None, assignments: tuple[str, ...]
) -> None:
    """Show every setting with its value, default, meaning and origin.

    Values come from, later ones winning: built in, ~/.config/sohoa/sohoa.toml, the nearest
    sohoa.toml from here upwards, the environment (SOHOA_CLEANUP__DESKEW=false), --set.
    """
    from pipeline.settings_loading import BUILT_IN, declared_settings, template

    if as_toml:
        click.echo(template(), nl=False)
        return
    loaded = load(config, assignments)
    if as_json:
        listed = [
            {
                "name": declared.name,
                "value": _hidden(loaded.value(declared.name), declared.secret),
                "default": declared.default,
                "meaning": declared.meaning,
                "kind": declared.kind,
                "origin": loaded.origins[declared.name],
            }
            for declared in declared_settings()
        ]
        click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
        return

    from rich.markup import escape
    from rich.table import Table

    table = Table("setting", "value", "default", "meaning", "from")
    for declared in declared_settings():
        origin = loaded.origins[declared.name]
        value = _in_words(_hidden(loaded.value(declared.name), declared.secret))
        table.add_row(
            declared.name,
            escape(value),
            escape(_in_words(declared.default)),
            escape(declared.meaning),
            escape(origin),
            style=None if origin == BUILT_IN else "bold",
        )
    table_console().print(table)


def _hidden(value: Any, secret: bool) -> Any:
    return "***" if secret and value is not None else value


def _in_words(value: Any) -> str:
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
