# SPDX-License-Identifier: Apache-2.0
"""``sohoa batch``, ``status``, ``failures``, ``watch``, ``search``: options to one call."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.options import format_list, load, settings_options
from pipeline.errors import BadArgumentsError, ExitCode

if TYPE_CHECKING:
    from pipeline.batch.run import Request


def _limit(_: click.Context, __: click.Parameter, text: str | None) -> str | None:
    if text is not None and not re.fullmatch(r"\d+(\.\d+)?%|\d+", text):
        raise click.BadParameter("give a number of documents (25) or a share of them (10%)")
    return text


def _shared(command: Any) -> Any:
    """The options that ``batch`` and ``watch`` have in common."""
    options = [
        click.argument("source", metavar="IN"),
        click.argument("output", metavar="OUT", type=click.Path(path_type=Path)),
        click.option(
            "-j",
            "--jobs",
            type=click.IntRange(min=1),
            metavar="N",
            help="Pages read at the same time. Default: one for each processor.",
        ),
        click.option(
            "--format",
            "formats",
            default="json,txt,md",
            show_default=True,
            callback=format_list,
            metavar="LIST",
            help="Any of json, txt, md, docx, xlsx, html, pdf, alto, parted by commas; what each "
            "is stands in the help of sohoa convert.",
        ),
        click.option(
            "--split",
            is_flag=True,
            help="Also results for each document that a file holds, called NAME-p1-2, NAME-p3 by "
            "its pages.",
        ),
        click.option(
            "--recursive/--no-recursive",
            default=True,
            show_default=True,
            help="Go into the folders below.",
        ),
        click.option(
            "--include",
            multiple=True,
            metavar="GLOB",
            help="Only files whose name or path within IN is like this. May be repeated.",
        ),
        click.option(
            "--exclude",
            multiple=True,
            metavar="GLOB",
            help="But not files like this.",
        ),
        click.option("--password", metavar="TEXT", help="Password of encrypted PDFs."),
        click.option(
            "--engine",
            default="local",
            show_default=True,
            metavar="WHERE",
            help="local, or dask://HOST:PORT for a cluster.",
        ),
        click.option("--moved", is_flag=True, help="IN is the same folder in another place."),
        click.option("--json-log", is_flag=True, help="Tell everything as JSON lines."),
        click.option("-q", "--quiet", is_flag=True, help="Tell nothing but errors."),
        click.option("-v", "--verbose", is_flag=True, help="A line for every document."),
        settings_options,
    ]
    for option in reversed(options):
        command = option(command)
    return command


@click.command()
@_shared
@click.option(
    "--retry",
    type=click.Choice(["none", "failed", "doubtful", "all"]),
    default="failed",
    show_default=True,
    help="Which finished documents are done again: those that failed or lack pages; also those "
    "with many doubtful words; all.",
)
@click.option(
    "--refresh",
    is_flag=True,
    help="Do documents again that were made with other settings or versions.",
)
@click.option(
    "--max-failures",
    callback=_limit,
    metavar="N|N%",
    help="Stop when more documents than this have failed.",
)
@click.option(
    "--tables/--no-tables",
    default=True,
    show_default=True,
    help="Write index, report, records, references and search index at the end.",
)
def batch(
    retry: Any,
    refresh: bool,
    max_failures: str | None,
    tables: bool,
    json_log: bool,
    quiet: bool,
    verbose: bool,
    **shared: Any,
) -> int:
    """Digitise every document in the folder tree IN into the same tree under OUT.

    Run the same command again after anything at all: what is done is skipped, what was cut off
    goes on, what failed is tried again. IN may be a URL (s3://, sftp://, …). Ctrl-C once
    finishes what is running; twice stops at once.
    """
    from dataclasses import replace

    from pipeline.batch.run import run_batch
    from pipeline.batch.view import choose_view

    request = replace(
        _request(**shared), retry=retry, refresh=refresh, max_failures=max_failures, tables=tables
    )
    view = choose_view(json_lines=json_log, quiet=quiet, verbose=verbose)
    outcome = run_batch(request, view)
    if outcome.interrupted:
        return ExitCode.INTERRUPTED
    if outcome.tally.failed:
        if not json_log and not quiet:
            click.echo(
                f"{outcome.tally.failed} document(s) failed: sohoa failures "
                f"{click.format_filename(request.output)}",
                err=True,
            )
        return ExitCode.INPUT_FILE
    return ExitCode.OK


@click.command()
@click.argument("output", metavar="OUT", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@settings_options
def status(output: Path, as_json: bool, config: Path | None, assignments: tuple[str, ...]) -> None:
    """How far the batch in OUT is: done, failed, doubtful, with warnings, stale.

    Stale are records made with other settings, models or versions than those in force now;
    `sohoa batch … --refresh` makes them anew.
    """
    from dataclasses import asdict

    from pipeline.batch.status import batch_status
    from pipeline.batch.view import by_suffix

    told = batch_status(output, load(config, assignments).settings)
    if as_json:
        click.echo(json.dumps(asdict(told), ensure_ascii=False, indent=2))
        return
    passed_over = str(told.passed_over)
    if told.passed_over_kinds:
        passed_over += f" ({by_suffix(told.passed_over_kinds)})"
    lines = [
        ("input", told.source),
        ("running now", "yes" if told.running else "no"),
        ("documents done", told.done),
        ("  with pages missing", told.partial),
        ("documents failed", told.failed),
        ("documents waiting", told.pending),
        ("doubtful", told.doubtful),
        ("with warnings", told.warned),
        ("stale", told.stale),
        ("corrected by hand", told.corrected),
        ("corrections waiting", told.corrections_waiting),
        ("original gone", told.gone),
        ("pages", told.pages),
        ("pages not read", told.failed_pages),
        ("pages in hand", told.pages_in_hand),
        ("passed over", passed_over),
    ]
    if told.last_run:
        run = told.last_run
        outcome = run["outcome"] or ("running" if told.running else "killed")
        lines.append(("last run", f"{run['started']}, {outcome}, {run['pages']} pages"))
    for name, value in lines:
        click.echo(f"{name:<24}{value}")
    if told.failed or told.partial:
        click.echo(f"see: sohoa failures {click.format_filename(output)}")


@click.command()
@click.argument("output", metavar="OUT", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="As JSON lines.")
def failures(output: Path, as_json: bool) -> None:
    """What is not done in OUT and why, with the command that tries each again."""
    from dataclasses import asdict

    from pipeline.batch.status import failures as list_failures

    count = 0
    for failure in list_failures(output):
        count += 1
        if as_json:
            click.echo(json.dumps(asdict(failure), ensure_ascii=False))
            continue
        click.echo(failure.path)
        click.echo(f"  why:   {failure.reason}")
        click.echo(f"  do:    {failure.advice}")
        click.echo(f"  tried: {failure.attempts} time(s)")
        click.echo(f"  retry: {failure.command}")
    if not count and not as_json:
        click.echo("nothing failed")


@click.command()
@click.argument("output", metavar="OUT", type=click.Path(path_type=Path))
@click.argument("words", nargs=-1, required=True, metavar="QUERY...")
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(min=1, max=10_000),
    default=20,
    show_default=True,
    help="Most documents to show.",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON lines.")
def search(output: Path, words: tuple[str, ...], limit: int, as_json: bool) -> int:
    """Search the texts of all documents in OUT, with or without marks.

    A word with marks is looked for as typed, one without finds every word with those letters.
    "…" holds a phrase together. Fields: so:30-CT/TW, ngay:2024-02 (also 15/02/2024, or
    2024-01..2024-03), co-quan:"bộ y tế", loai:"chỉ thị". Exit code 2 if nothing is found.
    """
    from dataclasses import asdict

    from pipeline.batch.search import one_query, search_batch

    hits = search_batch(output, one_query(words), limit)
    for hit in hits:
        if as_json:
            click.echo(json.dumps(asdict(hit), ensure_ascii=False))
            continue
        about = " · ".join(filter(None, (hit.doc_type, hit.code, hit.date, hit.issuer)))
        click.echo(f"{hit.path}, page {hit.page}" + (f"  ({about})" if about else ""))
        if hit.subject:
            click.echo(f"  {hit.subject}")
        if hit.snippet:
            click.echo(f"  {hit.snippet}")
    if not hits and not as_json:
        click.echo("nothing found", err=True)
    return ExitCode.OK if hits else ExitCode.INPUT_FILE


@click.command()
@_shared
@click.option(
    "--archive",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Move originals there when they are done. Without it nothing is moved.",
)
@click.option("--poll", is_flag=True, help="Do not use file system events (network shares).")
@click.option(
    "--once", is_flag=True, help="End when everything that was there or arriving is done."
)
def watch(
    archive: Path | None,
    poll: bool,
    once: bool,
    json_log: bool,
    quiet: bool,
    verbose: bool,
    **shared: Any,
) -> int:
    """Digitise what arrives in the folder IN, until stopped (Ctrl-C, SIGTERM).

    A file is taken when it has stopped growing (batch.settle_seconds). After a restart it goes
    on where it was. An example for systemd: pipeline/batch/sohoa-watch.service.
    """
    from pipeline.batch.view import choose_view
    from pipeline.batch.watch import Watch

    view = choose_view(json_lines=json_log, quiet=quiet, verbose=verbose)
    Watch(_request(**shared), view, archive=archive, once=once, poll=poll).run()
    return ExitCode.OK


def _request(
    source: str,
    output: Path,
    jobs: int | None,
    formats: tuple[str, ...],
    split: bool,
    recursive: bool,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    password: str | None,
    engine: str,
    moved: bool,
    config: Path | None,
    assignments: tuple[str, ...],
) -> Request:
    from pipeline.batch.run import Request
    from pipeline.export import suffix_of

    if not formats:
        raise BadArgumentsError("no output format is given", help="Write --format json,txt,md.")
    for name in formats:
        suffix_of(name)
    loaded = load(config, assignments, source__password=password)
    return Request(
        source=source,
        output=output,
        settings=loaded.settings,
        formats=formats,
        split=split,
        jobs=jobs,
        recursive=recursive,
        include=include,
        exclude=exclude,
        engine=engine,
        moved=moved,
    )
