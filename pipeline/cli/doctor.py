# SPDX-License-Identifier: Apache-2.0
"""``sohoa doctor``: what is installed, what is missing, and the command that installs it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from pipeline.cli.options import load, settings_options
from pipeline.cli.terminal import table_console
from pipeline.errors import ExitCode


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@settings_options
def doctor(as_json: bool, config: Path | None, assignments: tuple[str, ...]) -> int:
    """Check that everything `sohoa convert` needs is installed.

    Exit code 3 if something it cannot do without is missing.
    """
    from pipeline.doctor import examine

    report = examine(load(config, assignments).settings)
    if as_json:
        findings = [asdict(finding) | {"state": str(finding.state)} for finding in report.findings]
        click.echo(
            json.dumps({"able": report.able, "findings": findings}, ensure_ascii=False, indent=2)
        )
        return ExitCode.OK if report.able else ExitCode.MISSING_DEPENDENCY

    from rich.markup import escape
    from rich.table import Table

    table = Table("what", "name", "state", "found")
    colours = {"ok": "green", "missing": "bold red", "optional": "yellow"}
    for finding in report.findings:
        colour = colours[finding.state]
        state = "not there (optional)" if finding.state == "optional" else finding.state
        table.add_row(
            finding.group, escape(finding.name), f"[{colour}]{state}[/]", escape(finding.found)
        )
    table_console().print(table)
    for command in report.commands(optional=False):
        click.echo(f"missing; install it with:  {command}")
    for command in report.commands(optional=True):
        click.echo(f"optional; to have it:      {command}")
    click.echo("sohoa can do its work." if report.able else "sohoa cannot do its main job yet.")
    return ExitCode.OK if report.able else ExitCode.MISSING_DEPENDENCY
