# SPDX-License-Identifier: Apache-2.0
"""Export formats, by name. A new one is a module with these three names and a line below:

``SUFFIX`` (".json"), ``MEANING`` (one line for the help) and ``render(record) -> bytes``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import BadArgumentsError

if TYPE_CHECKING:
    from pipeline.record import Record

_MODULES = {
    "json": "pipeline.export.json_record",
    "txt": "pipeline.export.plain_text",
    "md": "pipeline.export.markdown",
}


@dataclass(frozen=True, slots=True)
class Exporter:
    """One format: ``name`` as users type it, file ``suffix``, and how a record is rendered."""

    name: str
    suffix: str
    meaning: str
    render: Callable[[Record], bytes]


def format_names() -> tuple[str, ...]:
    """Names of all formats, in the order of the registry."""
    return tuple(_MODULES)


def exporter(name: str) -> Exporter:
    """The format called ``name``. Raises BadArgumentsError for a name that is not known."""
    if name not in _MODULES:
        raise BadArgumentsError(
            f"there is no output format {name!r}",
            help=f"The formats are {', '.join(_MODULES)}.",
        )
    module = import_module(_MODULES[name])
    return Exporter(name, module.SUFFIX, module.MEANING, module.render)


def write_record(record: Record, folder: Path, stem: str, formats: Iterable[str]) -> list[Path]:
    """Write ``folder/stem.SUFFIX`` in every format, each file whole; the paths written.

    All formats are rendered before the first file is written. Raises FileAccessError.
    """
    from pipeline.export.whole_file import make_folder, write_whole

    chosen = [exporter(name) for name in formats]
    rendered = [(folder / f"{stem}{one.suffix}", one.render(record)) for one in chosen]
    make_folder(folder)
    for path, data in rendered:
        write_whole(path, data)
    return [path for path, _ in rendered]
