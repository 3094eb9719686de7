# SPDX-License-Identifier: Apache-2.0
"""``sohoa convert``: documents in, records out."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.naming import OutputNames
from pipeline.cli.options import format_list, load, page_numbers, settings_options
from pipeline.cli.terminal import (
    StandardOutputError,
    output_is_terminal,
    report_error,
    warn,
    write_output,
)
from pipeline.cli.workers import Workers
from pipeline.errors import (
    BadArgumentsError,
    ExitCode,
    FileAccessError,
    InputFileError,
    LimitExceededError,
    SohoaError,
)
from pipeline.scratch import scratch_folder

if TYPE_CHECKING:
    from pipeline.record import Record
    from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class _Job:
    """What one call of the command is to do with every file."""

    settings: Settings
    formats: tuple[str, ...]
    folder: Path | None
    names: OutputNames
    pages: tuple[int, ...] | None
    keep_images: bool
    split: bool
    verbose: bool


def _pages(_: click.Context, __: click.Parameter, text: str | None) -> tuple[int, ...] | None:
    return None if text is None else page_numbers(text)


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder for the results; without it, one file's text goes to standard output.",
)
@click.option(
    "--format",
    "formats",
    callback=format_list,
    metavar="LIST",
    help="Any of json, txt, md, docx, xlsx, html, pdf, alto, parted by commas. docx: a Word "
    "document; xlsx: the tables; html: sheets for proofreading; pdf: the original's pages, "
    "searchable; alto: words with their places, for digital libraries. "
    "Default: the first three; on standard output txt.",
)
@click.option("--pages", callback=_pages, metavar="LIST", help="Only these pages: 1-3,7.")
@click.option("--password", metavar="TEXT", help="Password of an encrypted PDF.")
@click.option(
    "--split",
    is_flag=True,
    help="Results for each document that a file holds, called NAME-p1-2, NAME-p3 by its pages.",
)
@click.option("--keep-images", is_flag=True, help="Keep the cleaned pages in DIR/NAME-pages.")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Pages read at the same time. Default: one for each processor.",
)
@click.option("-v", "--verbose", is_flag=True, help="Tell what was done to each page.")
@settings_options
def convert(
    files: tuple[Path, ...],
    folder: Path | None,
    formats: tuple[str, ...] | None,
    pages: tuple[int, ...] | None,
    password: str | None,
    split: bool,
    keep_images: bool,
    jobs: int | None,
    verbose: bool,
    config: Path | None,
    assignments: tuple[str, ...],
) -> int:
    """Read scanned documents and write clean, structured records.

    FILE is a PDF, TIFF, PNG, JPEG, BMP, WebP or plain text file. A file that cannot be read
    does not stop the others. Put -- before a name that begins with a dash.
    """
    from pipeline.export import DEFAULT_FORMATS, suffix_of

    if formats is None:
        formats = ("txt",) if folder is None else DEFAULT_FORMATS
    for name in formats:
        suffix_of(name)
    _check_output(files, folder, formats, keep_images=keep_images, split=split)
    settings = load(config, assignments, source__password=password).settings
    names = OutputNames(files, folder, formats)
    job = _Job(settings, formats, folder, names, pages, keep_images, split, verbose)

    with scratch_folder():
        return _convert_all(job, Workers(jobs))


def _convert_all(job: _Job, workers: Workers) -> int:
    code = ExitCode.OK
    try:
        for file in job.names.stems:
            try:
                _convert_one(file, job, workers)
            except StandardOutputError:
                raise
            except BrokenExecutor as error:
                workers.end(at_once=True)
                failed = report_error(_worker_died(file, error), verbose=job.verbose)
                code = code or failed
            except Exception as error:
                failed = report_error(error, about=str(file), verbose=job.verbose)
                code = code or failed
    except BaseException:
        workers.end(at_once=True)
        raise
    workers.end()
    return code


def _check_output(
    files: Sequence[Path],
    folder: Path | None,
    formats: Sequence[str],
    *,
    keep_images: bool,
    split: bool,
) -> None:
    from pipeline.export import is_guarded

    if not formats:
        raise BadArgumentsError("no output format is given", help="Write --format json,txt,md.")
    if folder is not None:
        return
    if len(files) > 1:
        raise BadArgumentsError(
            f"{len(files)} files are given, but no folder for their results",
            help="Name one with -o DIR; only a single file can go to standard output.",
        )
    if len(formats) > 1:
        raise BadArgumentsError(
            f"{len(formats)} formats cannot share standard output",
            help="Name a folder with -o DIR, or ask for one format.",
        )
    if is_guarded(formats[0]) and output_is_terminal():
        raise BadArgumentsError(
            f"a {formats[0]} cannot be shown in a terminal",
            help="Name a folder with -o DIR, or write it into a file: sohoa convert … > FILE",
        )
    if split:
        raise BadArgumentsError(
            "--split needs a folder", help="Name one with -o DIR: each document goes there."
        )
    if keep_images:
        raise BadArgumentsError(
            "--keep-images needs a folder", help="Name one with -o DIR: the images go there too."
        )


def _worker_died(file: Path, error: BaseException) -> SohoaError:
    told = SohoaError(
        f"{file}: a worker process died while reading it (killed, or out of memory)",
        help="Try --jobs 1; if it dies again, the page is too large for this machine's memory.",
    )
    told.__cause__ = error
    return told


def _convert_one(file: Path, job: _Job, workers: Workers) -> None:
    from pipeline.cli.progress import page_report, reporting
    from pipeline.document import digitise
    from pipeline.export import exporter, write_record
    from pipeline.export.original import Original
    from pipeline.record_parts import documents_of

    _check_file(file)
    stem = job.names.stems[file]
    images = job.folder / f"{stem}-pages" if job.folder and job.keep_images else None
    with reporting(str(file), verbose=job.verbose) as told:
        executor = workers.executor(_page_count(file, job))
        record = digitise(
            file,
            job.settings,
            pages=job.pages,
            progress=told,
            keep_images=images,
            executor=executor,
        )
    records = documents_of(record) if job.split else (record,)
    _check_some_page_was_read(file, records)
    for record in records:
        if job.verbose:
            page_report(record)
        else:
            for warning in record.quality.warnings:
                warn(f"{file}: {warning}")
    original = Original(file, job.settings)
    if job.folder is None:
        write_output(exporter(job.formats[0], original).render(records[0]))
        return
    for record in records:
        name = stem
        if len(records) > 1:
            name = job.names.of_pages(file, record.pages[0].number, record.pages[-1].number)
        for path in write_record(record, job.folder, name, job.formats, original):
            if job.verbose:
                click.echo(f"wrote {path}", err=True)


def _check_file(file: Path) -> None:
    if file.is_dir():
        raise BadArgumentsError(
            f"{file} is a folder",
            help="Name files; `sohoa batch IN OUT` takes whole folders.",
        )
    if not file.exists():
        raise FileAccessError(f"{file} does not exist", help="Check the name for typing errors.")


def _page_count(file: Path, job: _Job) -> int:
    if job.pages is not None:
        return len(job.pages)
    from pipeline.source import open_source

    with open_source(file, job.settings) as source:
        return source.page_count


def _check_some_page_was_read(file: Path, records: Sequence[Record]) -> None:
    pages = [page for record in records for page in record.pages]
    if pages and all(page.origin == "failed" for page in pages):
        reason = records[0].quality.warnings[0]
        kind = LimitExceededError if "limits." in reason else InputFileError
        raise kind(f"{file}: no page could be read; {reason}")
