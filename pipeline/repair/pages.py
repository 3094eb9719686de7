# SPDX-License-Identifier: Apache-2.0
"""Repair of the pages of a document: their lines as text, and what the page's layout tells."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.model import Block, BlockKind, Change, Line, Page, PageOrigin, ProcessingStep
from pipeline.repair.channel import CHANNELS
from pipeline.repair.engine import LineRepair, change_of, repair_lines
from pipeline.repair.hyphens import joins_syllables
from pipeline.repair.line_edits import Edit, by_line, edited, with_first
from pipeline.repair.line_words import page_evidence, repaired_line, word_spans
from pipeline.repair.paragraphs import paragraph_begins
from pipeline.repair.repairer import repairer
from pipeline.repair.scan_edits import numeral_edits
from pipeline.repair.signature_lines import signature_edits
from pipeline.repair.signed_names import signed_name_edits
from pipeline.repair.spacing import is_misspaced, spacing_edits
from pipeline.repair.stamped_words import stamped_word_edits
from pipeline.repair.table_columns import column_edits
from pipeline.settings import RepairSettings

STEP, VERSION = "repair", "1"
FROM_TEXT_LAYER = (PageOrigin.TEXT_LAYER, PageOrigin.CONVERTED_TEXT_LAYER)


def repair_pages(
    pages: Sequence[Page], settings: RepairSettings | None = None
) -> tuple[tuple[Page, ...], tuple[Change, ...]]:
    """Repair the pages of one document; ``Word.read`` stays, ``Word.text`` is repaired.

    Of pages from a sound text layer the gaps alone are set right, where they are misplaced. Pages
    repaired before pass unchanged.
    """
    settings = settings or RepairSettings()
    wanted = [settings.enabled and needs_repair(page) for page in pages]
    read = list(itertools.compress(pages, wanted))
    hyphenated = joins_syllables(line.text for page in read for line in page.lines)
    numerals = iter(numerals_by_page(read))
    repaired: list[Page] = []
    changes: list[Change] = []
    for page, is_wanted in zip(pages, wanted, strict=True):
        if not is_wanted:
            repaired.append(page)
            continue
        new, made = repair_page(page, settings, hyphenated, next(numerals))
        repaired.append(new)
        changes += made
    return tuple(repaired), tuple(changes)


def needs_repair(page: Page) -> bool:
    """Whether a page was not repaired yet that a model read, or that comes from a text file, or
    from a text layer whose gaps are misplaced."""
    if any(step.step == STEP for step in page.steps):
        return False
    if page.origin in FROM_TEXT_LAYER:
        return is_misspaced([unicodedata.normalize("NFC", line.text) for line in page.lines])
    return page.origin in (PageOrigin.IMAGE, PageOrigin.TEXT_FILE)


def numerals_by_page(pages: Sequence[Page]) -> list[list[Edit]]:
    """Edits of the numerals of headings, which are counted through all scanned pages."""
    edits: list[list[Edit]] = [[] for _ in pages]
    places: list[tuple[int, int]] = []
    lines: list[str] = []
    for number, page in enumerate(pages):
        if page.origin is PageOrigin.IMAGE:
            texts = [unicodedata.normalize("NFC", line.text) for line in page.lines]
            places += ((number, at) for at in range(len(texts)))
            lines += texts
    for edit in numeral_edits(lines):
        number, line = places[edit.line]
        edits[number].append(replace(edit, line=line))
    return edits


def repair_page(
    page: Page, settings: RepairSettings, hyphenated: bool, numerals: Sequence[Edit]
) -> tuple[Page, list[Change]]:
    """One page repaired, and what was changed.

    ``hyphenated``: see `repair_lines`; ``numerals``: see `numerals_by_page`.
    """
    flat, lines, spans, begins = joined_lines(page)
    from_image = page.origin is PageOrigin.IMAGE
    model = page.model if page.model in CHANNELS else ("vie" if from_image else "")
    evidence = page_evidence(flat, lines, spans) if from_image else None
    if page.origin in FROM_TEXT_LAYER:
        repair = LineRepair(spacing_edits(lines), {}, "")
    else:
        repair = repair_lines(lines, begins, model, evidence, hyphenated)
    if from_image:
        repair = replace(repair, edits=tuple(with_first(numerals, repair.edits)))
        after = edited(lines, repair.edits)
        signed = frozenset(signed_lines(page))
        repair = repair.with_edits(signature_edits(flat, after, signed))
        names = signed_name_edits(flat, after, lines_of_signatures(page), repairer())
        repair = repair.with_edits(names)
        repair = repair.with_edits(column_edits(page.blocks, after))
        repair = repair.with_edits(stamped_word_edits(page.blocks, after))
    new_lines = []
    changes: list[Change] = []
    edits_of = by_line(repair.edits)
    for number, line in enumerate(flat):
        edits = edits_of.get(number, [])
        shares = repair.sure.get(number, ())
        new_lines.append(repaired_line(line, lines[number], spans[number], edits, shares))
        for edit in edits:
            box = None
            for word, (start, end) in zip(line.words, spans[number], strict=True):
                if word.box and start < edit.end and edit.start < end:
                    box = word.box if box is None else box.union(word.box)
            change = change_of(edit, lines[number], page.number, box)
            if change.before != change.after:
                changes.append(change)
    blocks = []
    at = 0
    for block in page.blocks:
        blocks.append(replace(block, lines=tuple(new_lines[at : at + len(block.lines)])))
        at += len(block.lines)
    step = ProcessingStep(STEP, VERSION, {"kind": repair.kind})
    marked = marked_doubtful(blocks, settings.doubtful_below)
    return replace(page, blocks=marked, steps=(*page.steps, step)), changes


def signed_lines(page: Page) -> Iterator[int]:
    """Numbers of the lines that begin a block of the signature."""
    at = 0
    for block in page.blocks:
        if block.kind is BlockKind.SIGNATURE:
            yield at
        at += len(block.lines)


def lines_of_signatures(page: Page) -> Iterator[int]:
    """Numbers of all lines of signatures."""
    kinds = (block.kind for block in page.blocks for _ in block.lines)
    yield from (n for n, kind in enumerate(kinds) if kind is BlockKind.SIGNATURE)


def joined_lines(
    page: Page,
) -> tuple[list[Line], list[str], list[list[tuple[int, int]]], set[int]]:
    """All lines of a page, their texts (NFC), their words' spans, and where paragraphs begin."""
    flat = [line for block in page.blocks for line in block.lines]
    lines = [unicodedata.normalize("NFC", line.text) for line in flat]
    begins: set[int] = set()
    at = 0
    for block in page.blocks:
        count = len(block.lines)
        begins |= {at} | {at + n for n in paragraph_begins(lines[at : at + count])}
        begins |= {at + n for n, line in enumerate(block.lines) if line.cell is not None}
        at += count
    return flat, lines, [word_spans(line) for line in flat], begins


def marked_doubtful(blocks: Sequence[Block], below: float) -> tuple[Block, ...]:
    """The blocks with every word less sure than ``below`` marked."""
    return tuple(
        replace(
            block,
            lines=tuple(
                replace(
                    line,
                    words=tuple(
                        word
                        if word.doubtful == (word.confidence < below)
                        else replace(word, doubtful=word.confidence < below)
                        for word in line.words
                    ),
                )
                for line in block.lines
            ),
        )
        for block in blocks
    )
