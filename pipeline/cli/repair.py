# SPDX-License-Identifier: Apache-2.0
"""``sohoa repair``: garbled text in, the text as it was printed out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import load, settings_options
from pipeline.cli.terminal import warn, write_output
from pipeline.errors import BadArgumentsError, FileAccessError, InputFileError, LimitExceededError

if TYPE_CHECKING:
    from pipeline.model import Change
    from pipeline.source.text import DecodedText


@click.command()
@click.argument("file", type=click.Path(path_type=Path), default=Path("-"), metavar="[FILE|-]")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the repaired text here instead of to standard output.",
)
@click.option(
    "--changes",
    "changes_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write every change as one JSON object a line.",
)
@click.option("-v", "--verbose", is_flag=True, help="Tell how many words were changed.")
@settings_options
def repair(
    file: Path,
    output: Path | None,
    changes_file: Path | None,
    verbose: bool,
    config: Path | None,
    assignments: tuple[str, ...],
) -> None:
    """Repair text that was read with the wrong or a weak model.

    The line breaks stay as they are. FILE may be UTF-8, UTF-16 or a legacy Vietnamese encoding;
    without FILE, or with -, standard input is read. The result is UTF-8.
    """
    settings = load(config, assignments).settings
    _check_originals(file, output, changes_file)
    _check_apart(output, changes_file)
    data = _read(file, settings.limits.file_bytes)

    from pipeline.export.whole_file import write_whole
    from pipeline.repair import repair_text

    decoded = _decoded(data, file)
    if decoded.warning:
        warn(decoded.warning)
    repaired = repair_text(decoded.text, settings.repair)
    if changes_file is not None:
        write_whole(changes_file, changes_as_lines(repaired.changes))
    if output is not None:
        write_whole(output, repaired.text.encode())
    else:
        write_output(repaired.text.encode())
    if verbose:
        click.echo(f"encoding {decoded.encoding}, {len(repaired.changes)} change(s)", err=True)


def changes_as_lines(changes: Iterable[Change]) -> bytes:
    """One JSON object a line: line (from 1), place in it, before, after, reason, confidence."""
    lines = (
        json.dumps(
            {
                "line": change.line,
                "start": change.start,
                "end": change.end,
                "before": change.before,
                "after": change.after,
                "reason": change.reason,
                "confidence": round(change.confidence, 4),
            },
            ensure_ascii=False,
        )
        for change in changes
    )
    return "".join(line + "\n" for line in lines).encode()


def _check_originals(file: Path, *outputs: Path | None) -> None:
    if str(file) == "-":
        return
    for output in outputs:
        if output is not None and output.resolve() == file.resolve():
            raise BadArgumentsError(
                f"{output} is the original",
                help="Choose another name for the result; originals are never touched.",
            )


def _check_apart(output: Path | None, changes_file: Path | None) -> None:
    if output is None or changes_file is None or output.resolve() != changes_file.resolve():
        return
    if output.is_file() or not output.exists():  # a device takes both
        raise BadArgumentsError(
            f"the repaired text and its changes would both be {output}",
            help="Give -o and --changes different files.",
        )


def _decoded(data: bytes, file: Path) -> DecodedText:
    from pipeline.source.text import decode_text

    try:
        if not data.startswith(b"%PDF-"):  # some of them could pass for text
            return decode_text(data, str(file), keep_line_ends=True)
    except InputFileError:
        pass
    raise InputFileError(
        f"{file} is not text, and repair takes text",
        help="Use `sohoa convert` for a PDF or a picture. Text may be UTF-8, UTF-16, TCVN3, VNI, "
        "VISCII or windows-1258.",
    )


def _read(file: Path, most: int) -> bytes:
    try:
        if str(file) == "-":
            data = sys.stdin.buffer.read(most + 1)
        else:
            with file.open("rb") as stream:
                data = stream.read(most + 1)
    except OSError as error:
        raise FileAccessError(f"{file} cannot be read: {error.strerror or error}") from error
    if len(data) > most:
        raise LimitExceededError(f"{file} is larger than limits.file_bytes ({most})")
    return data
