# SPDX-License-Identifier: Apache-2.0
"""What comes out for the batch as a whole, made anew when anything has changed."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from pathlib import Path

from pipeline.batch.catalogue import CataloguedDocument, catalogued, each_document
from pipeline.batch.citations import citation_graph, write_graphml, write_json, write_svg
from pipeline.batch.index_tables import write_csv, write_dossier_csv, write_xlsx
from pipeline.batch.ledger import Ledger
from pipeline.batch.output import OutputFolder
from pipeline.batch.report import write_report
from pipeline.batch.search import SearchIndex
from pipeline.settings import Settings

FILES = (
    "index.xlsx",
    "index.csv",
    "index-ho-so.csv",
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


def write_all(folder: Path, root: str, settings: Settings) -> str:
    """Write every table of the batch in ``folder``; ``root`` is its input folder.

    Returns the state of the ledger the tables show. Raises ``OutputError``.
    """
    output = OutputFolder(folder)
    with Ledger(output.ledger, writable=False) as ledger:
        change = ledger.change
        below = settings.repair.doubtful_below

        def documents() -> Iterator[CataloguedDocument]:
            return each_document(catalogued(ledger, output.root, root))

        with output.written_whole("index.csv") as path:
            write_csv(path, documents())
        with output.written_whole("index-ho-so.csv") as path:
            write_dossier_csv(path, documents())
        with output.written_whole("index.xlsx") as path:
            write_xlsx(path, documents, below)
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
    return str(change)


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
