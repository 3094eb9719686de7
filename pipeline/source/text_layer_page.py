# SPDX-License-Identifier: Apache-2.0
"""The finished page made from a sound text layer: paragraphs, ruled tables, stamps."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.model import Block, BlockKind, Box, Line, Page, PageOrigin, ProcessingStep, Word
from pipeline.source.legacy_encodings import decode_legacy
from pipeline.source.poppler import TextLayer, TextLine, TextWord
from pipeline.source.ruled_tables import TableCell, ruled_tables
from pipeline.source.text_layer import LayerSurroundings, Verdict, lies_in_any
from pipeline.unruled_rows import CellLine, rows_end

STEP_VERSION = "1"

# page numbers and running headers stand within this share of the page's height from its edge
_EDGE = 0.09

# of the height of a word's box, which is that of its face
X_HEIGHT, BELOW_BASE = 0.4, 0.2


def text_layer_page(
    layer: TextLayer,
    verdict: Verdict,
    surroundings: LayerSurroundings,
    *,
    number: int,
    size: tuple[int, int],
    dpi: float | None,
) -> Page:
    """The finished page: exact characters (NFC), boxes scaled to ``size`` (width, height) px.

    Words inside the cells of a ruled table become a table block, the others paragraphs; words
    of annotations (stamps, signatures) blocks of their own kind.
    """
    scale = (size[0] / max(layer.width, 1e-6), size[1] / max(layer.height, 1e-6))
    drawn = surroundings.ink()
    tables = ruled_tables(drawn, drawn.shape[1] / max(layer.width / 72, 1e-6))
    blocks: list[Block] = []
    for piece in _pieces(layer, tables):
        if isinstance(piece, _TableText):
            made = tuple(
                replace(_line(line, scale, verdict.encoding), cell=cell)
                for cell, line in piece.lines
            )
            blocks.append(_block(made, BlockKind.TABLE))
            continue
        for paragraph in _paragraphs(piece):
            stamped = all(
                lies_in_any(word, surroundings.annotations)
                for line in paragraph
                for word in line.words
            )
            made = tuple(_line(line, scale, verdict.encoding) for line in paragraph)
            blocks.append(_block(made, BlockKind.STAMP if stamped else BlockKind.BODY))
    origin = PageOrigin.CONVERTED_TEXT_LAYER if verdict.encoding else PageOrigin.TEXT_LAYER
    step = ProcessingStep(
        "text-layer", STEP_VERSION, {"encoding": verdict.encoding} if verdict.encoding else {}
    )
    blocks = _with_page_number(blocks, size[1])
    page = Page(number, size[0], size[1], dpi, origin, verdict.reason, tuple(blocks))
    return replace(page, steps=(step,))


@dataclass(frozen=True, slots=True)
class _TableText:
    """Lines of a table with their (row, column), row by row."""

    lines: tuple[tuple[tuple[int, int], TextLine], ...]


def _pieces(
    layer: TextLayer, tables: Sequence[Sequence[TableCell]]
) -> list[tuple[TextLine, ...] | _TableText]:
    """The blocks of the layer in order, what lies in tables taken out of them; each table
    stands where its first word stood."""
    pieces: list[tuple[TextLine, ...] | int] = []
    in_table: dict[int, list[tuple[tuple[int, int], TextLine]]] = {}
    for lines in layer.blocks:
        outside: list[TextLine] = []
        for line in lines:
            parts: dict[tuple[int, tuple[int, int]] | None, list[TextWord]] = {}
            for word in line.words:
                parts.setdefault(_cell_of(word, tables), []).append(word)
            for place, words in parts.items():
                if place is None:
                    outside.append(TextLine(tuple(words)))
                    continue
                table, cell = place
                if table not in in_table:
                    pieces.append(table)
                in_table.setdefault(table, []).append((cell, TextLine(tuple(words))))
        if outside:
            pieces.append(tuple(outside))
    made: list[tuple[TextLine, ...] | _TableText] = []
    for piece in pieces:
        if isinstance(piece, int):
            found = _with_unruled_rows(in_table[piece], tables[piece])
            found.sort(key=lambda item: (item[0], item[1].words[0].top, item[1].words[0].left))
            made.append(_TableText(tuple(found)))
        else:
            made.append(piece)
    return made


def _with_unruled_rows(
    lines: Sequence[tuple[tuple[int, int], TextLine]], cells: Sequence[TableCell]
) -> list[tuple[tuple[int, int], TextLine]]:
    """Lines of a table with their cells, its ruled rows parted where their numbers show several.

    A cell over several ruled rows stays in the first.
    """
    height = float(np.median([word.bottom - word.top for _, line in lines for word in line.words]))
    over_rows = {
        (cell.row, cell.column)
        for cell in cells
        if any(other.row > cell.row and other.box[1] < cell.box[3] for other in cells)
    }
    parted: dict[int, list[CellLine]] = {}
    for (row, column), line in lines:
        if (row, column) not in over_rows:
            text = " ".join(word.text for word in line.words)
            parted.setdefault(row, []).append(CellLine(column, _base(line, height), text))
    borders = {row: rows_end(found, X_HEIGHT * height) for row, found in parted.items()}
    found = []
    for (row, column), line in lines:
        before = sum(len(ends) for other, ends in borders.items() if other < row)
        own = () if (row, column) in over_rows else borders[row]
        base = _base(line, height)
        found.append(((row + before + sum(end < base for end in own), column), line))
    return found


def _base(line: TextLine, height: float) -> float:
    """About where the baseline is; ``height``: of a word's box, in pt as the result."""
    return max(word.bottom for word in line.words) - BELOW_BASE * height


def _cell_of(
    word: TextWord, tables: Sequence[Sequence[TableCell]]
) -> tuple[int, tuple[int, int]] | None:
    x, y = (word.left + word.right) / 144, (word.top + word.bottom) / 144
    for index, cells in enumerate(tables):
        for cell in cells:
            if cell.holds(x, y):
                return index, (cell.row, cell.column)
    return None


def _with_page_number(blocks: list[Block], height: int) -> list[Block]:
    """Mark a number that stands alone at the top or bottom edge as the page's number, and what
    stands beside it on the same line as running header or footer."""
    numbers = [
        block.box
        for block in blocks
        if block.box is not None
        and block.kind is BlockKind.BODY
        and re.fullmatch(r"[-–—]?\s*\d{1,4}\s*[-–—]?", block.text)
        and (block.box.bottom < _EDGE * height or block.box.top > (1 - _EDGE) * height)
    ]
    marked = []
    for block in blocks:
        box = block.box
        if box is not None and block.kind is BlockKind.BODY and len(block.lines) == 1:
            if box in numbers:
                block = replace(block, kind=BlockKind.PAGE_NUMBER)
            elif any(box.top < n.bottom and n.top < box.bottom for n in numbers):
                block = replace(block, kind=BlockKind.HEADER_FOOTER)
        marked.append(block)
    return marked


def _block(lines: tuple[Line, ...], kind: BlockKind) -> Block:
    return Block(lines, kind, Box.around(line.box for line in lines))


def _paragraphs(lines: tuple[TextLine, ...]) -> list[tuple[TextLine, ...]]:
    """Cut a block where a line begins a paragraph: indented against the lines around it.

    Body text only: the block must be wide and set flush left, which centred titles, columns of
    the letterhead and lists of recipients are not.
    """
    if len(lines) < 3:
        return [lines] if lines else []
    lefts = [line.words[0].left for line in lines]
    rights = [line.words[-1].right for line in lines]
    margin, edge = min(lefts), max(rights)
    height = float(np.median([line.words[0].bottom - line.words[0].top for line in lines]))
    flush = sum(left - margin < 0.15 * height for left in lefts)
    if edge - margin < 25 * height or flush < len(lines) * 0.4:
        return [lines]
    paragraphs: list[list[TextLine]] = []
    for line, left, right in zip(lines, lefts, rights, strict=True):
        centred = abs((left - margin) - (edge - right)) < height
        indented = 1.2 * height < left - margin < 5 * height and not centred
        if not paragraphs or indented:
            paragraphs.append([])
        paragraphs[-1].append(line)
    return [tuple(paragraph) for paragraph in paragraphs]


def _line(line: TextLine, scale: tuple[float, float], encoding: str) -> Line:
    words = []
    for word in line.words:
        text = decode_legacy(word.text, encoding) if encoding else word.text
        text = unicodedata.normalize("NFC", text)
        box = Box(
            max(0, round(word.left * scale[0])),
            max(0, round(word.top * scale[1])),
            max(1, round(word.right * scale[0])),
            max(1, round(word.bottom * scale[1])),
        )
        words.append(Word(text, text, 1.0, box))
    return Line(tuple(words), Box.around(word.box for word in words))
