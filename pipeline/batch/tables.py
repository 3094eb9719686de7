# SPDX-License-Identifier: Apache-2.0
"""What comes out for the batch as a whole, made anew when anything has changed."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.batch.catalogue import CataloguedDocument, catalogued, each_document
from pipeline.batch.citations import citation_graph, write_graphml, write_json, write_svg
from pipeline.batch.index_file import FilledIn, TableMark, filled_in, read_index
from pipeline.batch.index_tables import write_csv, write_dossier_csv, write_xlsx
from pipeline.batch.ledger import Ledger
from pipeline.batch.output import OutputFolder
from pipeline.batch.report import write_report
from pipeline.batch.search import SearchIndex
from pipeline.batch.work import file_sha256
from pipeline.errors import SohoaError
from pipeline.settings import Settings

INDEX = "index.xlsx"
EDITABLE = (INDEX, "index.csv", "index-ho-so.csv")
"""Tables that people work in."""
FILES = (
    *EDITABLE,
    "records.jsonl",
    "references.json",
    "references.graphml",
    "references.svg",
    "report.html",
)


def are_current(output: OutputFolder, ledger: Ledger) -> bool:
    """Whether nothing has come to an end since the tables were written."""
    written = ledger.meta("tables")
    if written is None or int(written) != ledger.change:
        return False
    return all((output.root / name).exists() for name in FILES)


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the state of the ledger that the tables show, the SHA-256 of each table
    that people edit, whether they have filled something in, and what was put aside for them."""

    change: int
    sha256: dict[str, str]
    filled: bool
    aside: dict[str, str]


def write_all(folder: Path, root: str, settings: Settings) -> Written:
    """Write every table of the batch in ``folder``; ``root`` is its input folder.

    What people have filled in into ``index.xlsx`` stays. A table that somebody has edited is put
    aside under another name. Raises ``OutputError``.
    """
    output = OutputFolder(folder)
    with Ledger(output.ledger, writable=False) as ledger:
        change = ledger.change
        below = settings.repair.doubtful_below
        mark = TableMark(ledger.meta("born") or "", change)
        edited = [name for name in EDITABLE if _is_edited(output, ledger, name)]
        filled = _filled_in(output, ledger, mark, INDEX in edited)
        aside = {name: output.put_aside(name) for name in edited}

        def documents() -> Iterator[CataloguedDocument]:
            return each_document(catalogued(ledger, output.root, root))

        with output.written_whole("index.csv") as path:
            write_csv(path, documents(), filled)
        with output.written_whole("index-ho-so.csv") as path:
            write_dossier_csv(path, documents(), filled)
        with output.written_whole(INDEX) as path:
            write_xlsx(path, documents, below, mark, filled)
        with output.written_whole("records.jsonl") as path:
            write_records(path, ledger, output.root, root)
        graph = citation_graph(documents())
        with output.written_whole("references.json") as path:
            write_json(path, graph)
        with output.written_whole("references.graphml") as path:
            write_graphml(path, graph)
        with output.written_whole("references.svg") as path:
            write_svg(path, graph)
        with output.written_whole("report.html") as path:
            write_report(path, ledger, output.root, root, settings, graph)
        with SearchIndex(output.search, writable=True) as index:
            index.update(ledger)
    sha256 = {name: file_sha256(output.root / name) for name in EDITABLE}
    return Written(change, sha256, bool(filled), aside)


def remember(ledger: Ledger, written: Written) -> None:
    """Note in the ledger what was written."""
    with ledger.together():
        ledger.set_meta("tables", str(written.change))
        ledger.set_meta("filled in", "yes" if written.filled else "no")
        for name, sha256 in written.sha256.items():
            ledger.set_meta(f"table {name}", sha256)


def _is_edited(output: OutputFolder, ledger: Ledger, name: str) -> bool:
    """Whether a table is there and not as it was written last."""
    path = output.root / name
    return path.is_file() and file_sha256(path) != ledger.meta(f"table {name}")


def _filled_in(output: OutputFolder, ledger: Ledger, mark: TableMark, edited: bool) -> FilledIn:
    """What people have filled in into the table that is there."""
    if not (edited or ledger.meta("filled in") == "yes"):
        return FilledIn()
    try:
        index = read_index(output.root / INDEX)
    except SohoaError:  # it is put aside as it is
        return FilledIn()
    return filled_in(index) if index.mark.batch == mark.batch else FilledIn()


def write_records(path: Path, ledger: Ledger, output: Path, root: str) -> None:
    """``records.jsonl``: a line for each file with its fields and text, without word boxes.

    Keys are those of the JSON record; ``outputs`` leads to the files, from the output folder.
    """
    with path.open("w", encoding="utf-8") as stream:
        for document in catalogued(ledger, output, root):
            if document.sha256 is None or not document.fields:
                continue
            packed = ledger.record(document.sha256)
            if packed is None:
                continue
            record = json.loads(zlib.decompress(packed))
            del record["pages"], record["changes"]
            record["source"]["path"] = document.path
            record["outputs"] = document.outputs
            stream.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
