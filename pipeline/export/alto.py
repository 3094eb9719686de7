# SPDX-License-Identifier: Apache-2.0
"""ALTO 4.4 (Analyzed Layout and Text Object, Library of Congress): the words with their places, as
digital libraries and archives exchange them.

Positions are in px of the page as scanned. A word that repair changed has what had been read as an
``ALTERNATIVE``; doubtful words and the kinds of blocks are tags. A table is a ``ComposedBlock`` of
its cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

import pipeline
from pipeline.export.printed.form import quarter_turns
from pipeline.export.printed.tables import is_table, table_rows
from pipeline.export.xml_text import in_xml
from pipeline.model import BlockKind
from pipeline.record import BlockRecord, BoxList, LineRecord, PageRecord, Record, WordRecord

SUFFIX = ".alto.xml"
MEANING = "words with their places, for digital libraries (ALTO 4)"

NAMESPACE, VERSION = "http://www.loc.gov/standards/alto/ns-v4#", "4.4"
_DOUBTFUL = "doubtful"


def render(record: Record) -> bytes:
    """UTF-8, one ``Page`` for each page that was read."""
    turned = quarter_turns(record)
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        f'<alto xmlns="{NAMESPACE}" SCHEMAVERSION="{VERSION}">\n',
        *_description(record),
        *_tags(),
        "<Layout>\n",
    ]
    for page in record.pages:
        parts += _page(page, turned.get(page.number, 0), record)
    parts.append("</Layout>\n</alto>\n")
    return "".join(parts).encode()


def _description(record: Record) -> Iterator[str]:
    """Where the words come from, and what was done to have them."""
    source = record.source
    yield "<Description>\n<MeasurementUnit>pixel</MeasurementUnit>\n<sourceImageInformation>"
    yield f"<fileName>{_text(source.path)}</fileName>"
    yield f"<fileIdentifier>sha256:{_text(source.sha256)}</fileIdentifier>"
    yield "</sourceImageInformation>\n"
    yield '<Processing ID="sohoa"><processingCategory>contentGeneration</processingCategory>'
    for step in dict.fromkeys(step.step for step in record.provenance):
        yield f"<processingStepDescription>{_text(step)}</processingStepDescription>"
    version = _text(pipeline.__version__)
    yield "<processingSoftware><softwareName>sohoa</softwareName>"
    yield f"<softwareVersion>{version}</softwareVersion></processingSoftware></Processing>\n"
    yield "</Description>\n"


def _tags() -> Iterator[str]:
    yield "<Tags>\n"
    for kind in BlockKind:
        yield f'<LayoutTag ID="{_kind_id(kind)}" LABEL="{kind}"/>\n'
    yield f'<OtherTag ID="{_DOUBTFUL}" TYPE="quality" LABEL="doubtful word"/>\n</Tags>\n'


def _page(page: PageRecord, turns: int, record: Record) -> Iterator[str]:
    size = f'WIDTH="{page.width}" HEIGHT="{page.height}"'
    confidence = next(
        (found.mean_confidence for found in record.quality.pages if found.page == page.number), None
    )
    sure = "" if confidence is None else f' PC="{confidence:g}"'
    rotated = f' ROTATION="{360 - 90 * turns}"' if turns else ""
    name = f"p{page.number}"
    yield f'<Page ID="{name}" PHYSICAL_IMG_NR="{page.number}" {size}{sure}{rotated} LANG="vi">\n'
    yield f'<PrintSpace HPOS="0" VPOS="0" {size}>\n'
    for nth, block in enumerate(page.blocks):
        yield from _block(block, f"{name}_b{nth}")
    yield "</PrintSpace>\n</Page>\n"


def _block(block: BlockRecord, name: str) -> Iterator[str]:
    tagged = f'ID="{name}" TAGREFS="{_kind_id(block.kind)}"{_place(block.box)}'
    if not is_table(block):
        yield f"<TextBlock {tagged}>\n{''.join(_lines(block.lines))}</TextBlock>\n"
        return
    yield f'<ComposedBlock {tagged} TYPE="table">\n'
    for row, cells in enumerate(table_rows(block.lines)):
        for column, cell in enumerate(cells):
            yield f'<TextBlock ID="{name}_r{row}_c{column}">\n{"".join(_lines(cell))}</TextBlock>\n'
    yield "</ComposedBlock>\n"


def _lines(lines: Iterable[LineRecord]) -> Iterator[str]:
    for line in lines:
        if line.words:
            words = "<SP/>".join(map(_word, line.words))
            yield f"<TextLine{_place(line.box)}>{words}</TextLine>\n"


def _word(word: WordRecord) -> str:
    doubtful = f' TAGREFS="{_DOUBTFUL}"' if word.doubtful else ""
    content = quoteattr(in_xml(word.text))
    opened = f"<String CONTENT={content}{_place(word.box)}{doubtful} WC={_confidence(word)}"
    if word.read == word.text:
        return f"{opened}/>"
    return f'{opened}><ALTERNATIVE PURPOSE="as read">{_text(word.read)}</ALTERNATIVE></String>'


def _confidence(word: WordRecord) -> str:
    return f'"{min(max(word.confidence, 0.0), 1.0):g}"'


def _place(box: BoxList | None) -> str:
    """Position and size; those of plain text are not known."""
    if box is None:
        return ""
    left, top, right, bottom = box
    return f' HPOS="{left}" VPOS="{top}" WIDTH="{right - left}" HEIGHT="{bottom - top}"'


def _kind_id(kind: str) -> str:
    known = {str(one) for one in BlockKind}
    return f"kind-{kind if kind in known else BlockKind.OTHER}"


def _text(text: str) -> str:
    return escape(in_xml(text))
