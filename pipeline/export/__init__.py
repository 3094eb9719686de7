# SPDX-License-Identifier: Apache-2.0
"""Export formats, by name. A new one is a module with these three names and a line below:

``SUFFIX`` (".json"), ``MEANING`` (one line for the help) and ``render(record) -> bytes``; one that
shows the pages of the file has ``write(record, stream, original)`` in place of the last: what it
makes is as large as the scan and need not be held in memory. Where people have files of that kind
themselves, or edit what was made, there is ``is_ours(path) -> bool`` beside.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from pipeline.errors import BadArgumentsError

if TYPE_CHECKING:
    from pipeline.export.original import Original
    from pipeline.record import Record

_MODULES = {
    "json": "pipeline.export.json_record",
    "txt": "pipeline.export.plain_text",
    "md": "pipeline.export.markdown",
    "docx": "pipeline.export.word",
    "xlsx": "pipeline.export.workbook",
    "alto": "pipeline.export.alto",
}
_WITH_ORIGINAL = {
    "pdf": "pipeline.export.searchable_pdf",
    "html": "pipeline.export.proof_sheets",
}
_GUARDED = {"pdf", "html", "docx", "xlsx"}
DEFAULT_FORMATS = ("json", "txt", "md")
"""What is made where nothing is said."""


@dataclass(frozen=True, slots=True)
class Exporter:
    """One format: ``name`` as users type it, file ``suffix``, and how a record is written."""

    name: str
    suffix: str
    meaning: str
    write: Callable[[Record, BinaryIO], object]

    def render(self, record: Record) -> bytes:
        """What is written, in memory."""
        data = io.BytesIO()
        self.write(record, data)
        return data.getvalue()


def format_names() -> tuple[str, ...]:
    """Names of the formats made from a record alone, in the order of the registry."""
    return tuple(_MODULES)


def all_format_names() -> tuple[str, ...]:
    """Names of all formats, those that show the original last."""
    return (*_MODULES, *_WITH_ORIGINAL)


def shows_original(name: str) -> bool:
    """Whether a format is made from the original beside the record."""
    return name in _WITH_ORIGINAL


def is_guarded(name: str) -> bool:
    """Whether a file of the format may be somebody's original, or the work of somebody who edited
    it: none is replaced that is not as it was made here."""
    return name in _GUARDED


def is_ours(name: str, path: Path) -> bool:
    """Whether a file of a guarded format was made here, and not edited since."""
    return bool(import_module((_MODULES | _WITH_ORIGINAL)[name]).is_ours(path))


def suffix_of(name: str) -> str:
    """The file suffix of a format, that shows the original or not. Raises BadArgumentsError."""
    known = _MODULES | _WITH_ORIGINAL
    if name not in known:
        raise BadArgumentsError(
            f"there is no output format {name!r}", help=f"The formats are {', '.join(known)}."
        )
    return str(import_module(known[name]).SUFFIX)


def exporter(name: str, original: Original | None = None) -> Exporter:
    """The format called ``name``.

    Raises BadArgumentsError for a name that is not known, and for a format that shows the
    ``original`` where there is none.
    """
    suffix = suffix_of(name)
    if name in _MODULES:
        module = import_module(_MODULES[name])
        render = module.render
        return Exporter(
            name, suffix, module.MEANING, lambda record, stream: stream.write(render(record))
        )
    if original is None:
        raise BadArgumentsError(
            f"the format {name} cannot be made here: it needs the original beside the record",
            help=f"`sohoa convert FILE --format {name}` makes it.",
        )
    module = import_module(_WITH_ORIGINAL[name])
    return Exporter(name, suffix, module.MEANING, partial(module.write, original=original))


def write_record(
    record: Record,
    folder: Path,
    stem: str,
    formats: Iterable[str],
    original: Original | None = None,
) -> list[Path]:
    """Write ``folder/stem.SUFFIX`` in every format, each file whole; the paths written.

    All formats are rendered before the first file is written. Raises FileAccessError, and what
    ``exporter`` and reading the ``original`` raise.
    """
    from pipeline.export.whole_file import make_folder, write_whole

    chosen = [exporter(name, original) for name in formats]
    rendered = [(folder / f"{stem}{one.suffix}", one.render(record)) for one in chosen]
    make_folder(folder)
    for path, data in rendered:
        write_whole(path, data)
    return [path for path, _ in rendered]
