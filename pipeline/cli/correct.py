# SPDX-License-Identifier: Apache-2.0
"""``sohoa correct``: what was corrected on sheets for proofreading goes into the record."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.naming import check_replaceable
from pipeline.cli.options import format_list, load, settings_options
from pipeline.cli.terminal import report_error
from pipeline.errors import (
    BadArgumentsError,
    ExitCode,
    FileAccessError,
    InputFileError,
    SohoaError,
)

if TYPE_CHECKING:
    from pipeline.batch.correcting import Corrected, Correcting
    from pipeline.correction import Corrections
    from pipeline.export.original import Original
    from pipeline.record import Record
    from pipeline.settings import Settings

INDEX_SUFFIX = ".xlsx"
"""Of the table of a batch, in which fields may be corrected."""

MOST_CORRECTIONS = 64 << 20
"""Most bytes of a file of corrections."""


@click.command()
@click.argument("target", metavar="RECORD.json|OUT", type=click.Path(path_type=Path))
@click.argument(
    "files", nargs=-1, metavar="CORRECTIONS.json|index.xlsx...", type=click.Path(path_type=Path)
)
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder for the results. Default: that of the record, whose files are replaced.",
)
@click.option(
    "--format",
    "formats",
    callback=format_list,
    metavar="LIST",
    help="Which results, as of sohoa convert. Default: those that are beside the record.",
)
@click.option(
    "--original",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The original, for pdf and html, where it lies elsewhere than the record says.",
)
@click.option("--password", metavar="TEXT", help="Password of encrypted PDFs.")
@click.option(
    "--undo", is_flag=True, help="In a batch: the results of RECORD.json as they were read."
)
@settings_options
def correct(
    target: Path,
    files: tuple[Path, ...],
    folder: Path | None,
    formats: tuple[str, ...] | None,
    original: Path | None,
    password: str | None,
    undo: bool,
    config: Path | None,
    assignments: tuple[str, ...],
) -> int:
    """Put corrected words and fields into a record and write its results anew.

    They are corrected on the sheets that --format html makes, which save them as
    CORRECTIONS.json. Text, fields and all formats follow; the record keeps what was corrected.

    Within the output folder OUT of a batch, all results of the document, of its copies and the
    tables follow. Given OUT itself, each document is found by its corrections; fields that were
    corrected in index.xlsx are taken from there.
    """
    from pipeline.batch.correcting import batch_of

    settings = load(config, assignments, source__password=password).settings
    if undo == bool(files):
        raise BadArgumentsError(
            "there is nothing to put in" if not files else "--undo puts nothing in",
            help="Give the corrections that a sheet has saved, or --undo.",
        )
    batch = batch_of(target)
    if batch is not None and folder is None:
        if formats is not None or original is not None:
            raise BadArgumentsError(
                f"{target} belongs to a batch, whose formats and originals are known",
                help="Leave out --format and --original, or name another folder with -o DIR.",
            )
        return _correct_in_batch(batch, target, files, settings)
    if undo:
        raise BadArgumentsError(
            f"{target} is not in the output folder of a batch",
            help="What was read is kept by batches only; convert the file again, elsewhere.",
        )
    _correct_alone(target, files, folder, formats, original, settings)
    return ExitCode.OK


def _correct_alone(
    target: Path,
    files: Sequence[Path],
    folder: Path | None,
    formats: tuple[str, ...] | None,
    original: Path | None,
    settings: Settings,
) -> None:
    from pipeline.correction import OtherReadingError, are_made, told
    from pipeline.document import correct_record
    from pipeline.export import shows_original, suffix_of, write_record

    corrected = known = _record(target)
    for path in files:
        made = _corrections(path)
        try:
            corrected = correct_record(corrected, made, settings)
        except OtherReadingError:
            if not are_made(corrected, made):
                raise
    into = folder or target.parent
    _check_no_batch(into)
    stem = target.name.removesuffix(".json")
    wanted = formats if formats is not None else _formats_beside(target.parent, stem)
    if not wanted:
        raise BadArgumentsError("no output format is given", help="Write --format json,txt,md.")
    shown = None
    if any(map(shows_original, wanted)):
        shown = _original(known, original, settings)
    for name in wanted:
        check_replaceable(name, into / f"{stem}{suffix_of(name)}", target)
    write_record(corrected, into, stem, wanted, shown)
    click.echo(f"{told(known, corrected)} corrected in {into / stem}.*", err=True)


def _correct_in_batch(
    batch: Path, target: Path, files: Sequence[Path], settings: Settings
) -> ExitCode:
    """Correct one document after another; those whose corrections do not fit are told at the end.
    No ``files``: take the corrections of the record ``target`` back."""
    from pipeline.batch.correcting import correcting
    from pipeline.batch.faults import OutputError
    from pipeline.batch.view import PlainView

    sha256 = None if target.is_dir() else _record(target).source.sha256
    if not files and sha256 is None:
        raise BadArgumentsError(f"{target} is no record", help="--undo takes a RECORD.json.")
    faults: list[tuple[Path, SohoaError]] = []
    with correcting(batch, settings, PlainView(sys.stderr)) as results:
        if sha256 is not None and not files:
            undone = results.undo(sha256)
            click.echo(f"{undone.told} taken back in {target}", err=True)
        for path in files:
            try:
                made = _corrections_in_batch(path, results, sha256)
            except SohoaError as error:
                faults.append((path, error))
                continue
            for corrections in made:
                try:
                    corrected = results.correct(corrections)
                except OutputError:
                    raise
                except SohoaError as error:
                    faults.append((path, error))
                    continue
                click.echo(f"{path}: {_outcome(corrected)}", err=True)
            if not made:
                click.echo(f"{path}: nothing is corrected there", err=True)
    if len(files) == len(faults) == 1:
        raise faults[0][1]
    for path, fault in faults:
        report_error(fault, about=str(path))
    return ExitCode.INPUT_FILE if faults else ExitCode.OK


def _outcome(corrected: Corrected) -> str:
    if corrected.handed_over:
        return f"{corrected.told} handed to the sohoa that is writing there, which puts them in"
    where = ", ".join(f"{name}.*" for name in corrected.results)
    return f"{corrected.told} corrected in {where}" if where else "made already"


def _corrections_in_batch(
    path: Path, results: Correcting, sha256: str | None
) -> tuple[Corrections, ...]:
    """What a file corrects: one document, or any number where it is the table of the batch.

    ``sha256``: of the only document that is meant. Raises a ``SohoaError``.
    """
    is_index = path.suffix.lower() == INDEX_SUFFIX
    made = results.in_index(path) if is_index else (_corrections(path),)
    if sha256 is not None and any(corrections.sha256 != sha256 for corrections in made):
        raise InputFileError(
            f"{path} has corrections of another document than the record",
            help="Name the output folder in place of the record.",
        )
    return made


def _corrections(path: Path) -> Corrections:
    from pipeline.correction import corrections_in

    return corrections_in(_read(path, MOST_CORRECTIONS))


def _read(path: Path, most: int) -> bytes:
    """The bytes of a file. Raises FileAccessError, InputFileError where there are too many."""
    try:
        with path.open("rb") as stream:
            data = stream.read(most + 1)
    except OSError as error:
        raise FileAccessError(f"{path} cannot be read: {error.strerror or error}") from error
    if len(data) > most:
        raise InputFileError(f"{path} is too large to be what is asked for")
    return data


def _record(path: Path) -> Record:
    from pydantic import ValidationError

    from pipeline.record import Record

    try:
        return Record.model_validate_json(path.read_bytes())
    except OSError as error:
        raise FileAccessError(f"{path} cannot be read: {error.strerror or error}") from error
    except ValidationError as error:
        raise InputFileError(
            f"{path} is no record",
            help="Give the JSON result of the document: NAME.json, not NAME.corrections.json.",
        ) from error


def _formats_beside(folder: Path, stem: str) -> tuple[str, ...]:
    """The formats of the results that lie beside the record."""
    from pipeline.export import all_format_names, is_guarded, is_ours, suffix_of

    there = {name: folder / f"{stem}{suffix_of(name)}" for name in all_format_names()}
    return tuple(
        name
        for name, path in there.items()
        if path.is_file() and (not is_guarded(name) or is_ours(name, path))
    )


def _check_no_batch(folder: Path) -> None:
    """Refuse a folder that a batch writes into: it would make its results anew from its ledger."""
    from pipeline.batch.correcting import batch_of

    if batch_of(folder) is not None:
        raise BadArgumentsError(
            f"{folder} belongs to a batch, which would replace what is corrected there",
            help="Name another folder for the corrected results with -o DIR.",
        )


def _original(record: Record, named: Path | None, settings: Settings) -> Original:
    """The original that the record was made of. Raises InputFileError for another file."""
    from pipeline.batch.work import file_sha256
    from pipeline.export.original import Original

    # what the record says is only looked at: another file than that of its hash is not taken
    path = named or Path(record.source.path)
    advice = "Name it with --original FILE, or leave out the formats pdf and html."
    if not path.is_file():
        raise FileAccessError(f"the original {path} is not there", help=advice)
    try:
        sha256 = file_sha256(path)
    except OSError as error:
        said = f"the original {path} cannot be read: {error.strerror or error}"
        raise FileAccessError(said, help=advice) from error
    if sha256 != record.source.sha256:
        raise InputFileError(f"{path} is not the file that the record was made of", help=advice)
    return Original(path, settings)
