# SPDX-License-Identifier: Apache-2.0
"""Who cites whom: ``references.json``, ``references.graphml``, ``references.svg``.

A document is known by its code (number and symbol); as offices number anew each year, and each
for itself, date and issuer must not speak against it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pipeline.batch.catalogue import CataloguedDocument

MOST_DRAWN = 120
"""Documents in the picture: those with most citations."""

_ALIKE = 80.0
"""Similarity (0..100) from which two names of an issuer are taken for one."""


@dataclass(eq=False)
class CitedDocument:
    """A node: in the batch (``paths``) or only cited (``paths`` empty: missing)."""

    id: str
    code: str | None
    date: str | None
    issuer: str | None
    doc_type: str | None
    subject: str | None = None
    paths: list[str] = field(default_factory=list)
    link: str | None = None
    cited: int = 0

    @property
    def label(self) -> str:
        """For the eye."""
        return self.code or (self.paths[0] if self.paths else self.id)


@dataclass(frozen=True, slots=True)
class Citation:
    """An edge; ``times`` counts how often the one names the other."""

    source: str
    target: str
    text: str
    times: int


@dataclass(frozen=True, slots=True)
class CitationGraph:
    """All documents of the batch and all they cite."""

    documents: tuple[CitedDocument, ...]
    citations: tuple[Citation, ...]


def code_key(code: str) -> str:
    """What codes are compared by: no spaces, no case, one kind of dash, Đ as D."""
    text = unicodedata.normalize("NFC", code).upper().replace("Đ", "D")
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", text)
    text = re.sub(r"\s+", "", text).strip(".,;:")
    return re.sub(r"^0+(?=\d)", "", text)


def citation_graph(documents: Iterable[CataloguedDocument]) -> CitationGraph:
    """Link every reference to a document of the batch, or to one that is missing from it."""
    nodes: list[CitedDocument] = []
    by_content: dict[tuple[str, tuple[int, int] | None], CitedDocument] = {}
    by_code: dict[str, list[CitedDocument]] = defaultdict(list)
    references: list[tuple[CitedDocument, dict[str, Any]]] = []
    for document in documents:
        if not document.fields or document.sha256 is None:
            continue
        content = (document.sha256, document.stands_on)
        known = by_content.get(content)
        if known is not None:
            known.paths.append(document.path)
            continue
        fields = document.fields
        node = CitedDocument(
            id=f"d{len(nodes) + 1}",
            code=fields.get("code"),
            date=fields.get("date"),
            issuer=fields.get("issuer"),
            doc_type=fields.get("doc_type"),
            subject=fields.get("subject"),
            paths=[document.path],
            link=document.reading_copy,
        )
        nodes.append(node)
        by_content[content] = node
        if node.code:
            by_code[code_key(node.code)].append(node)
        references.extend((node, reference) for reference in fields.get("references", ()))
    counts: dict[tuple[str, str], list[Any]] = {}
    for source, reference in references:
        if not reference.get("code"):
            continue
        target = _target(reference, by_code, nodes)
        if target is source:
            continue
        if (source.id, target.id) not in counts:
            target.cited += 1
        edge = counts.setdefault((source.id, target.id), [reference["text"], 0])
        edge[1] += 1
    edges = tuple(Citation(a, b, text, times) for (a, b), (text, times) in counts.items())
    return CitationGraph(tuple(nodes), edges)


def _target(
    reference: dict[str, Any], by_code: dict[str, list[CitedDocument]], nodes: list[CitedDocument]
) -> CitedDocument:
    key = code_key(reference["code"])
    fitting = [node for node in by_code[key] if _agree(node, reference)]
    if fitting:
        # among several, the one of which most is known to agree
        best = max(fitting, key=lambda node: _agreement(node, reference))
        if not best.paths:  # a missing document becomes better known with each mention
            best.date = best.date or reference.get("date")
            best.issuer = best.issuer or reference.get("issuer")
            best.doc_type = best.doc_type or reference.get("doc_type")
        return best
    node = CitedDocument(
        id=f"m{len(nodes) + 1}",
        code=reference["code"],
        date=reference.get("date"),
        issuer=reference.get("issuer"),
        doc_type=reference.get("doc_type"),
    )
    nodes.append(node)
    by_code[key].append(node)
    return node


def _agree(node: CitedDocument, reference: dict[str, Any]) -> bool:
    """Whether nothing that is known of both speaks against their being one."""
    if node.date and reference.get("date"):
        shorter = min(len(node.date), len(reference["date"]))
        if node.date[:shorter] != reference["date"][:shorter]:
            return False
    if node.issuer and reference.get("issuer"):
        return _similar(node.issuer, reference["issuer"])
    return True


def _agreement(node: CitedDocument, reference: dict[str, Any]) -> tuple[int, int]:
    known = sum(bool(getattr(node, name) and reference.get(name)) for name in ("date", "issuer"))
    return known, bool(node.paths)


def _similar(one: str, other: str) -> bool:
    from rapidfuzz import fuzz

    a, b = (re.sub(r"\W+", " ", unicodedata.normalize("NFC", s)).casefold() for s in (one, other))
    # token_set: a short name within a long one agrees (Bộ Y tế; Bộ trưởng Bộ Y tế)
    return fuzz.token_set_ratio(a, b) >= _ALIKE


def write_json(path: Path, graph: CitationGraph) -> None:
    """Documents, citations, and which cited documents are missing from the batch."""
    missing = sorted(
        (node for node in graph.documents if not node.paths),
        key=lambda node: (-node.cited, node.label),
    )
    told = {
        "documents": [
            {
                "id": node.id,
                "in_batch": bool(node.paths),
                "code": node.code,
                "date": node.date,
                "issuer": node.issuer,
                "doc_type": node.doc_type,
                "subject": node.subject,
                "paths": node.paths,
                "cited_by": node.cited,
            }
            for node in graph.documents
        ],
        "citations": [
            {"from": edge.source, "to": edge.target, "text": edge.text, "times": edge.times}
            for edge in graph.citations
        ],
        "missing": [{"id": node.id, "code": node.code, "cited_by": node.cited} for node in missing],
    }
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_graphml(path: Path, graph: CitationGraph) -> None:
    """For Gephi, yEd, networkx (http://graphml.graphdrawing.org)."""
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(line + "\n" for line in _graphml(graph))


_ATTRIBUTES = ("label", "code", "date", "issuer", "doc_type", "subject")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def _graphml(graph: CitationGraph) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    for name in _ATTRIBUTES:
        yield f'<key id="{name}" for="node" attr.name="{name}" attr.type="string"/>'
    yield '<key id="in_batch" for="node" attr.name="in_batch" attr.type="boolean"/>'
    yield '<key id="times" for="edge" attr.name="times" attr.type="int"/>'
    yield '<graph id="references" edgedefault="directed">'
    for node in graph.documents:
        yield f"<node id={quoteattr(node.id)}>"
        for name in _ATTRIBUTES:
            value = getattr(node, name)
            if value:
                yield f'<data key="{name}">{escape(_NOT_XML.sub("", value))}</data>'
        yield f'<data key="in_batch">{str(bool(node.paths)).lower()}</data></node>'
    for edge in graph.citations:
        yield (
            f"<edge source={quoteattr(edge.source)} target={quoteattr(edge.target)}>"
            f'<data key="times">{edge.times}</data></edge>'
        )
    yield "</graph></graphml>"


def write_svg(path: Path, graph: CitationGraph) -> None:
    """The picture by itself."""
    path.write_text('<?xml version="1.0" encoding="UTF-8"?>\n' + drawing(graph), encoding="utf-8")


def drawing(graph: CitationGraph) -> str:
    """An SVG picture: a column for each year, arcs from the citing to the cited document."""
    linked = {end for edge in graph.citations for end in (edge.source, edge.target)}
    citing: dict[str, int] = defaultdict(int)
    for edge in graph.citations:
        citing[edge.source] += 1
    ranked = sorted(
        (node for node in graph.documents if node.id in linked),
        key=lambda node: (-node.cited, -citing[node.id], node.label),
    )[:MOST_DRAWN]
    columns: dict[str, list[CitedDocument]] = defaultdict(list)
    for node in ranked:
        columns[(node.date or "")[:4]].append(node)
    years = sorted(columns)
    wide, high, left, top = 190, 26, 20, 46
    at = {
        node.id: (left + i * wide, top + j * high)
        for i, year in enumerate(years)
        for j, node in enumerate(columns[year])
    }
    width = max(320, left * 2 + wide * len(years))
    height = top + high * max((len(columns[year]) for year in years), default=1) + 30
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="sans-serif" font-size="11">',
        "<style>.in{fill:#1b5e9e}.out{fill:#b0450c}.arc{fill:none;stroke:#888;opacity:.5}"
        ".year{font-weight:bold}</style>",
    ]
    for i, year in enumerate(years):
        name = year or "không rõ năm"
        parts.append(f'<text class="year" x="{left + i * wide}" y="24">{escape(name)}</text>')
    for edge in graph.citations:
        if edge.source in at and edge.target in at:
            (x1, y1), (x2, y2) = at[edge.source], at[edge.target]
            bend = (x1 + x2) / 2 if x1 != x2 else x1 - 26
            parts.append(
                f'<path class="arc" d="M{x1} {y1}C{bend:g} {y1} {bend:g} {y2} {x2} {y2}"/>'
            )
    for node in ranked:
        x, y = at[node.id]
        kind = "in" if node.paths else "out"
        about = " ".join(filter(None, (node.doc_type, node.code, node.date, node.subject)))
        label = node.label if len(node.label) <= 24 else node.label[:23] + "…"
        parts.append(
            f"<g><title>{escape(_NOT_XML.sub('', about))}</title>"
            f'<circle class="{kind}" cx="{x}" cy="{y}" r="{min(9, 3 + node.cited)}"/>'
            f'<text x="{x + 12}" y="{y + 4}">{escape(_NOT_XML.sub("", label))}</text></g>'
        )
    parts.append(
        f'<text x="{left}" y="{height - 8}"><tspan class="in">● trong lô</tspan> '
        f'<tspan class="out" dx="12">● được viện dẫn, không có trong lô</tspan></text></svg>'
    )
    return "".join(parts)
