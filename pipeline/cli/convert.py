# SPDX-License-Identifier: Apache-2.0
"""``sohoa convert``: documents in, records out."""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import format_list, load, page_numbers, settings_options
from pipeline.cli.terminal import StandardOutputError, report_error, warn, write_output
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
    pages: tuple[int, ...] | None
    keep_images: bool
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
    help="Any of json, txt, md, pdf, parted by commas. pdf: the original's pages, searchable. "
    "Default: the first three; on standard output txt.",
)
@click.option("--pages", callback=_pages, metavar="LIST", help="Only these pages: 1-3,7.")
@click.option("--password", metavar="TEXT", help="Password of an encrypted PDF.")
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
    from pipeline.export import format_names, suffix_of

    if formats is None:
        formats = ("txt",) if folder is None else format_names()
    for name in formats:
        suffix_of(name)
    _check_output(files, folder, formats, keep_images)
    settings = load(config, assignments, source__password=password).settings
    job = _Job(settings, formats, folder, pages, keep_images, verbose)
    stems = output_stems(files, _others_records(folder, formats))
    _check_originals(files, stems, job)

    with scratch_folder():
        return _convert_all(stems, job, Workers(jobs))


def _convert_all(stems: dict[Path, str], job: _Job, workers: Workers) -> int:
    code = ExitCode.OK
    try:
        for file, stem in stems.items():
            try:
                _convert_one(file, stem, job, workers)
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


IsTaken = Callable[[Path, str], bool]
"""Whether results of another document than this file have this name already."""


def output_stems(
    files: Sequence[Path], is_taken: IsTaken = lambda file, stem: False
) -> dict[Path, str]:
    """The name each file's results get, without suffix: its own, and told apart where two agree.

    ``scan.pdf`` and ``scan.tif`` become ``scan`` and ``scan-2``; names are compared as file
    systems that fold case and accents do. So does a file whose name ``is_taken``.
    """

    def folded(name: str) -> str:
        return unicodedata.normalize("NFC", name).casefold()

    own = {file: own_stem(file) for file in files}
    taken = set(map(folded, own.values()))
    seen: set[str] = set()
    stems: dict[Path, str] = {}
    spelt = {os.path.realpath(file): file for file in reversed(files)}  # the first of each file
    for file in dict.fromkeys(spelt[os.path.realpath(file)] for file in files):
        stem, number = own[file], 2
        while (
            folded(stem) in seen or (number > 2 and folded(stem) in taken) or is_taken(file, stem)
        ):
            stem, number = f"{own[file]}-{number}", number + 1
        if stem != own[file]:
            whose = "another input is" if folded(own[file]) in seen else "another document was"
            warn(f"{whose} called {own[file]} too: the results of {file} are {stem}.*")
        seen.add(folded(stem))
        stems[file] = stem
    return stems


def own_stem(file: Path) -> str:
    """The file's own name without its suffix, as batches cut it: a year is none."""
    from pipeline.batch.names import stem_of

    return os.fsdecode(stem_of(os.fsencode(file)))


def _others_records(folder: Path | None, formats: Sequence[str]) -> IsTaken:
    """Whether ``folder`` holds results of another document under a name.

    The JSON record says whose they are, by the hash of the original. Without one the file's own
    name is its own; another name must be free.
    """
    from pipeline.batch.work import file_sha256
    from pipeline.export import suffix_of

    suffixes = [suffix_of(name) for name in formats]
    sha256_of = cache(file_sha256)

    def is_taken(file: Path, stem: str) -> bool:
        if folder is None or not file.is_file():
            return False
        record = folder / f"{stem}.json"
        if record.is_file():
            try:
                return _recorded_sha256(record) != sha256_of(file)
            except OSError:  # told when it is its turn
                return False
        return stem != own_stem(file) and any(
            os.path.lexists(folder / f"{stem}{suffix}") for suffix in suffixes
        )

    return is_taken


def _recorded_sha256(record: Path) -> str | None:
    """The hash of the original that a JSON record was made of; None if it is no record."""
    try:
        return json.loads(record.read_bytes())["source"]["sha256"]
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _check_output(
    files: Sequence[Path], folder: Path | None, formats: Sequence[str], keep_images: bool
) -> None:
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
    if keep_images:
        raise BadArgumentsError(
            "--keep-images needs a folder", help="Name one with -o DIR: the images go there too."
        )


def _check_originals(files: Sequence[Path], stems: dict[Path, str], job: _Job) -> None:
    """Refuse to write a result over an input, or over a PDF that may be somebody's original."""
    if job.folder is None:
        return
    from pipeline.export import shows_original, suffix_of

    originals = {file.resolve(): file for file in files}
    for file, stem in stems.items():
        for name in job.formats:
            target = job.folder / f"{stem}{suffix_of(name)}"
            if target.resolve() in originals:
                raise BadArgumentsError(
                    f"the {name} result of {file} would replace the original {target}",
                    help="Choose another folder with -o; originals are never touched.",
                )
            if shows_original(name) and target.exists():
                from pipeline.export.searchable_pdf import is_ours

                if not is_ours(target):
                    raise BadArgumentsError(
                        f"the {name} result of {file} would replace {target}, which sohoa has "
                        "not made",
                        help="Choose another folder with -o, or move that file away.",
                    )


def _worker_died(file: Path, error: BaseException) -> SohoaError:
    told = SohoaError(
        f"{file}: a worker process died while reading it (killed, or out of memory)",
        help="Try --jobs 1; if it dies again, the page is too large for this machine's memory.",
    )
    told.__cause__ = error
    return told


def _convert_one(file: Path, stem: str, job: _Job, workers: Workers) -> None:
    from pipeline.cli.progress import page_report, reporting
    from pipeline.document import digitise
    from pipeline.export import exporter, write_record
    from pipeline.export.original import Original

    _check_file(file)
    images = job.folder / f"{stem}-pages" if job.folder and job.keep_images else None
    with reporting(str(file), verbose=job.verbose) as told:
        record = digitise(
            file,
            job.settings,
            pages=job.pages,
            progress=told,
            keep_images=images,
            executor=workers.executor(_page_count(file, job)),
        )
    _check_some_page_was_read(file, record)
    if job.verbose:
        page_report(record)
    else:
        for warning in record.quality.warnings:
            warn(f"{file}: {warning}")
    original = Original(file, job.settings)
    if job.folder is None:
        write_output(exporter(job.formats[0], original).render(record))
        return
    for path in write_record(record, job.folder, stem, job.formats, original):
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


def _check_some_page_was_read(file: Path, record: Record) -> None:
    if record.pages and all(page.origin == "failed" for page in record.pages):
        reason = record.quality.warnings[0]
        kind = LimitExceededError if "limits." in reason else InputFileError
        raise kind(f"{file}: no page could be read; {reason}")
