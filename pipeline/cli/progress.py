# SPDX-License-Identifier: Apache-2.0
"""How the reading of a document is told: a bar on a terminal, lines with -v, else nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipeline.model import Page
    from pipeline.record import Record

Told = Callable[["Page", int], None]


@contextmanager
def reporting(name: str, *, verbose: bool) -> Iterator[Told]:
    """A function that is told every page as it is finished, and the number of pages."""
    if verbose:
        click.echo(name, err=True)
        yield _tell_page
    elif sys.stderr.isatty():
        with _bar(Path(name).name) as told:
            yield told
    else:
        yield lambda page, total: None


@contextmanager
def _bar(name: str) -> Iterator[Told]:
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeElapsedColumn as Elapsed

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Elapsed())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(escape(name), total=None)

        def told(page: Page, total: int) -> None:
            progress.update(task, total=total, advance=1)

        yield told


def _tell_page(page: Page, total: int) -> None:
    size = f"{page.width} x {page.height} px" + (f", {page.dpi:.0f} dpi" if page.dpi else "")
    click.echo(f"  page {page.number}: {page.origin.value}, {size}: {page.reason}", err=True)
    for step in page.steps:
        details = ", ".join(f"{key} {value}" for key, value in step.parameters.items())
        click.echo(
            f"    {step.step} {step.version}" + (f": {details}" if details else ""), err=True
        )
    for warning in page.warnings:
        click.echo(f"    warning: {warning}", err=True)


def page_report(record: Record) -> None:
    """Words, certainty and repairs of every page, on standard error."""
    changed: dict[int, int] = {}
    for change in record.changes:
        changed[change.page] = changed.get(change.page, 0) + 1
    for page in record.quality.pages:
        if page.mean_confidence is None or page.doubtful_share is None:
            click.echo(f"  page {page.page}: no words", err=True)
            continue
        click.echo(
            f"  page {page.page}: {page.words} words, mean confidence "
            f"{page.mean_confidence:.3f}, doubtful {page.doubtful_share:.1%}, "
            f"repaired {changed.get(page.page, 0)}",
            err=True,
        )
