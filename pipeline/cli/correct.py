# SPDX-License-Identifier: Apache-2.0
"""``sohoa correct``: what was corrected on sheets for proofreading goes into the record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.naming import check_replaceable
from pipeline.cli.options import format_list, load, settings_options
from pipeline.errors import BadArgumentsError, FileAccessError, InputFileError

if TYPE_CHECKING:
    from pipeline.export.original import Original
    from pipeline.record import Record
    from pipeline.settings import Settings

MOST_CORRECTIONS = 64 << 20
"""Most bytes of a file of corrections."""


@click.command()
@click.argument("record", metavar="RECORD.json", type=click.Path(path_type=Path))
@click.argument("corrections", metavar="CORRECTIONS.json", type=click.Path(path_type=Path))
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
@click.option("--password", metavar="TEXT", help="Password of an encrypted PDF.")
@settings_options
def correct(
    record: Path,
    corrections: Path,
    folder: Path | None,
    formats: tuple[str, ...] | None,
    original: Path | None,
    password: str | None,
    config: Path | None,
    assignments: tuple[str, ...],
) -> None:
    """Put corrected words into a record and write its results anew.

    Words are corrected on the sheets that `sohoa convert --format html` makes, which save them as
    CORRECTIONS.json. Text, fields and all formats follow; the record keeps what was corrected.
    """
    from pipeline.correction import corrections_in
    from pipeline.document import correct_record
    from pipeline.export import shows_original, suffix_of, write_record

    settings = load(config, assignments, source__password=password).settings
    known = _record(record)
    made = corrections_in(_read(corrections, MOST_CORRECTIONS))
    target = folder or record.parent
    _check_no_batch(target)
    stem = record.name.removesuffix(".json")
    wanted = formats if formats is not None else _formats_beside(record.parent, stem)
    if not wanted:
        raise BadArgumentsError("no output format is given", help="Write --format json,txt,md.")
    shown = None
    if any(map(shows_original, wanted)):
        shown = _original(known, original, settings)
    for name in wanted:
        check_replaceable(name, target / f"{stem}{suffix_of(name)}", record)
    corrected = correct_record(known, made, settings)
    write_record(corrected, target, stem, wanted, shown)
    click.echo(f"{len(made.words)} word(s) corrected in {target / stem}.*", err=True)


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
    from pipeline.batch.output import INNER

    whole = folder.resolve()
    if any((above / INNER).is_dir() for above in (whole, *whole.parents)):
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
