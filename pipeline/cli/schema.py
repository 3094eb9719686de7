# SPDX-License-Identifier: Apache-2.0
"""``sohoa schema``: the JSON Schema of the exported record."""

from __future__ import annotations

import json

import click


@click.command()
def schema() -> None:
    """Print the JSON Schema of the JSON export."""
    from pipeline.record import Record

    click.echo(json.dumps(Record.json_schema(), ensure_ascii=False, indent=2))
