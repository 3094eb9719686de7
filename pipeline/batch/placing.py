# SPDX-License-Identifier: Apache-2.0
"""Whether the results of a file may be put where they belong, and which of its own are in the way.

Results are named by the file (``a/ho-so``) and a suffix: that of a format, and before it the pages
where they are those of one document of the file (``-p1-2.json``).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from pipeline.batch.ledger import FileRow
from pipeline.batch.names import readable
from pipeline.batch.output import OutputFolder
from pipeline.batch.tree import check_apart
from pipeline.batch.work import file_sha256
from pipeline.errors import FileAccessError, SohoaError
from pipeline.export import is_guarded


def check_place(
    row: FileRow,
    outputs: Mapping[str, str],
    folder: Path,
    source: str,
    taken: Callable[[], Collection[bytes]],
) -> None:
    """Refuse to write through a link in the output ``folder`` that leads to the originals; over a
    file of a guarded format (PDF, Word …) that is not as this batch has made it: it may be the only
    one, or somebody has edited it; and where another file's results are.

    ``outputs``: SHA-256 by suffix. ``taken`` gives the names of files in the same folder, as
    results have them. Raises a ``SohoaError``.
    """
    check_apart(source, _base(row, folder).parent)
    _check_parts(row, outputs, taken)
    for suffix in edited_outputs(row, outputs, folder):
        raise FileAccessError(
            f"{readable(row.base)}{suffix} is in the output folder already, and not as "
            "this batch has made it",
            help="Move that file away if it is to be kept, else remove it; then run the "
            "same command again.",
        )


def edited_outputs(row: FileRow, outputs: Mapping[str, str], folder: Path) -> list[str]:
    """Those of a guarded format in whose place is a file that is not as this batch has made it.

    ``outputs``: SHA-256 by suffix.
    """
    found = []
    for suffix in outputs:
        there = Path(f"{_base(row, folder)}{suffix}")
        known = (outputs[suffix], row.outputs.get(suffix))
        if (
            is_guarded(suffix.rpartition(".")[2])
            and there.is_file()
            and not there.is_symlink()
            and file_sha256(there) not in known
        ):
            found.append(suffix)
    return found


def _base(row: FileRow, folder: Path) -> Path:
    """The results of a file in the output ``folder``, without their suffixes."""
    return Path(os.fsdecode(os.path.join(os.fsencode(folder), row.base)))


def _check_parts(
    row: FileRow, outputs: Collection[str], taken: Callable[[], Collection[bytes]]
) -> None:
    """Refuse to write the results of a file's documents where those of another file are, which
    was named before the batch was split."""
    name = row.base.rpartition(b"/")[2]
    for part in sorted(_parts(outputs) - {""}):
        if name + part.encode() in taken():
            raise SohoaError(
                f"the results of its document {part.lstrip('-')} would be called like those "
                f"of another file, {readable(name)}{part}",
                help="Rename one of the two files, or leave --split out.",
            )


def outputs_with_earlier(
    folder: OutputFolder, row: FileRow, outputs: Mapping[str, str], *, is_same: bool, split: bool
) -> dict[str, str]:
    """All results of a file, SHA-256 by suffix, when ``outputs`` are in their place: those of
    earlier runs stay known if the content ``is_same``. With ``split``, or of another content, the
    results of documents that are not found in the file any more are removed, unless edited.
    """
    parts = {"", *_parts(outputs)}
    old = {
        suffix: sha256
        for suffix, sha256 in row.outputs.items()
        if (split or not is_same) and suffix.partition(".")[0] not in parts
    }
    if old:
        folder.remove_outputs(row.base, old)
    earlier = {s: sha256 for s, sha256 in row.outputs.items() if is_same and s not in old}
    return {**earlier, **outputs}


def _parts(suffixes: Collection[str]) -> set[str]:
    """What stands in names of results before that of the format: "", ``-p1-2`` …"""
    return {suffix.partition(".")[0] for suffix in suffixes}
