# SPDX-License-Identifier: Apache-2.0
"""Clean-up, reading and layout of one page image, in order."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.cleanup import CleanedPage, clean_page
from pipeline.cleanup.print_size import ink_mask
from pipeline.cleanup.sheet import Image
from pipeline.cleanup.underlines import Underlines, find_underlines, without_underlines
from pipeline.model import (
    NO_TEXT_FOUND,
    Block,
    BlockKind,
    Box,
    Line,
    Page,
    PageOrigin,
    ProcessingStep,
    Word,
)
from pipeline.ocr.aside import AsidePage, Piece
from pipeline.ocr.combining import Reading, combined, place_of
from pipeline.ocr.counted import columns_counted, rows_counted
from pipeline.ocr.crossed_names import crossed_names
from pipeline.ocr.engine import OcrEngine, ReadLine, ReadRequest, engine, model_digest
from pipeline.ocr.filled_in import DIGITS, with_numbers
from pipeline.ocr.headings import addressees_begin, parted_at_heading
from pipeline.ocr.kinds import with_footnotes, with_kinds
from pipeline.ocr.large_print import large_print
from pipeline.ocr.layout import Row, columns_of, paragraphs_of, rows_of
from pipeline.ocr.marks import with_bullet, with_ellipses, with_hanging_marks, with_quotes
from pipeline.ocr.noise import is_noise, without_noise, without_strokes
from pipeline.ocr.number_columns import set_right
from pipeline.ocr.raised import (
    SURE_IN_ORDER,
    in_reading_order,
    numbers_told,
    with_marks_joined,
    with_raised,
)
from pipeline.ocr.resetting import SMALL_PRINT, set_anew, words_by_segment
from pipeline.ocr.segments import Segment, Segmentation, segment_page
from pipeline.ocr.signs import with_signs
from pipeline.ocr.stamp_rows import parted_from_stamps
from pipeline.ocr.tables import (
    Grid,
    alone_in_cells,
    as_printed,
    dashes_alone,
    goes_on_outside,
    grids_of,
    has_cells,
    is_frame,
    is_table,
)
from pipeline.ocr.told_by_ink import (
    DASH_ALONE,
    as_ink_has_it,
    contradicts_ink,
    roman_numeral,
    told_by_ink,
)
from pipeline.ocr.turned_cells import turned_cells
from pipeline.ocr.underlined import with_hidden_dots
from pipeline.ocr.unruled_rows import with_unruled_rows
from pipeline.ocr.written_numbers import written_numbers
from pipeline.settings import Settings

ASSUMED_DPI = 200
"""What Tesseract is told where letters do not tell the resolution."""
BLOCK = 6
"""Page segmentation mode: one block of lines under each other."""
WHOLE_PAGE = 3
SPARSE = 11
"""As much text as there is, anywhere."""
MOST_GRAIN = 8
"""Height of the grain of paper and of dust, px."""
SURE = 0.9
"""A line whose words are all this sure is read once: a second reading changes it no more."""
LOST, FEWEST_LETTERS = 0.25, 3
"""Confidence below which a line of so many letters at least is as good as not read."""
FOUND = 0.7
"""Confidence with which such a line is read at last, at least."""
NEARLY_PAPER = 0.92
"""Brightness, as a share of that of the paper, that is paper still."""
LEADER = "....."
"""What a row of dots is written as, however long it is."""
EDGES = 2
"""Width of the soft edges of letters, px. Where a raised number was, words close up."""
OTHER_SIZES, SHORT = (0.85, 1.2), 14
"""So are numbers read again that have more or fewer digits than their ink, where little stands
beside them, as in cells: in running text digits are hardly lost."""
DOUBTED = 0.5
"""Confidence of a mark in a box that is to be looked at."""
SURELY_LARGE = 0.75
"""Confidence of what is read as large print: strokes of a pen side by side are not."""
SECOND_SIZE = 0.85
"""The second reading sees the letters smaller by this factor: its errors are other ones."""


def read_page_image(
    image: npt.NDArray[Any],
    dpi: float | None,
    settings: Settings | None = None,
    *,
    number: int = 1,
    reason: str = "",
) -> tuple[Page, CleanedPage]:
    """See ``pipeline.ocr.read_image``."""
    settings = settings or Settings()
    deadline = time.monotonic() + settings.limits.page_seconds
    reader = engine(settings.ocr.engine)
    cleaned = clean_page(image, dpi, settings.cleanup)
    if cleaned.x_height is None:
        # too little print to measure: whatever there is, as Tesseract finds it
        blocks = _read_sparse(reader, cleaned, settings, deadline) if has_ink(cleaned) else ()
    else:
        blocks = _read_segments(reader, cleaned, settings, deadline)
    warnings = () if blocks else (NO_TEXT_FOUND,)
    step = ProcessingStep(
        "ocr",
        reader.version,
        {"model": settings.ocr.model, "model_sha256": model_digest(settings.ocr.model)},
    )
    page = Page(
        number=number,
        width=cleaned.original_width,
        height=cleaned.original_height,
        dpi=dpi,
        origin=PageOrigin.IMAGE,
        reason=reason or "the page is an image",
        blocks=blocks,
        model=settings.ocr.model,
        steps=(*cleaned.steps, step),
        warnings=warnings,
    )
    return page, cleaned


def has_ink(cleaned: CleanedPage) -> bool:
    """Whether anything on the page is dark."""
    return bool((cleaned.image[::2, ::2] < 128).mean() > 1e-5)


def _read_segments(
    reader: OcrEngine, cleaned: CleanedPage, settings: Settings, deadline: float
) -> tuple[Block, ...]:
    assert cleaned.x_height is not None
    segmentation = segment_page(cleaned)
    tables, stamps = _grids(cleaned, segmentation.segments, settings)
    turned = turned_cells(tables, cleaned, segmentation)
    large = large_print(cleaned, segmentation)
    asides = [
        (aside, _read_aside(aside, _PageReader(reader, aside.page, settings, deadline), least))
        for aside, least in ((turned, 0.0), (large, SURELY_LARGE))
        if aside is not None
    ]
    segmentation = segmentation.without(piece.box for _, read in asides for piece in read)
    segmentation, words = _read_all(_PageReader(reader, cleaned, settings, deadline), segmentation)
    for aside, read in asides:
        segmentation, words = _with_aside(aside, read, segmentation, words)
    tables = [
        as_printed(
            with_unruled_rows(table, segmentation.segments, words, cleaned.x_height),
            segmentation.segments,
            cleaned.x_height,
        )
        for table in tables
    ]
    for table in tables:
        for segment in alone_in_cells(table, segmentation.segments):
            found = roman_numeral(words.get(segment.index, ()), segmentation, segment)
            words[segment.index] = found
        words |= rows_counted(table, segmentation.segments, words)
        words |= columns_counted(table, segmentation.segments, words)
        words |= set_right(table, segmentation, words)
    kept = [
        segment
        for segment in segmentation.segments
        if not is_noise(
            segment,
            words.get(segment.index, []),
            cleaned,
            in_table=any(table.holds(segment) for table in tables),
        )
    ]
    dashes = dashes_alone(tables, segmentation)
    words |= {dash.index: [Reading("-", DASH_ALONE, place_of(dash.box))] for dash in dashes}
    kept += dashes
    kept, words = parted_from_stamps(kept, words, stamps)
    kept, words, right_column = parted_at_heading(kept, words, len(cleaned.image))
    letterhead = right_column, addressees_begin(kept, words, len(cleaned.image))
    laid = _laid_out(kept, words, cleaned, (tables, stamps), letterhead)
    blocks = [block for block, _, _ in laid]
    sides = [(side, zone) for _, side, zone in laid]
    size = cleaned.original_width, cleaned.original_height
    boxes = [rule.box for rule in cleaned.rules if rule.horizontal]
    rules = [cleaned.original_box(b.left, b.top, b.right, b.bottom) for b in boxes]
    known = with_footnotes(with_kinds(blocks, sides, *size), rules, *size)
    return without_strokes(known)


def _read_bare(
    reader: _PageReader,
    segmentation: Segmentation,
    segments: Sequence[Segment],
    readings: Sequence[Mapping[int, Sequence[Reading]]],
    underlines: Underlines,
) -> dict[int, list[Reading]]:
    """The words of those segments of which next to nothing was read, on white paper and without
    strokes under words: Tesseract loses single lines to either. What is not sure then is left out:
    of strokes of a pen something is read, too."""

    def sure(words: Sequence[Reading]) -> float:
        return sum(word.confidence for word in words) / max(len(words), 1)

    lost = [
        s
        for s in segments
        if s.letters >= FEWEST_LETTERS
        and all(sure(reading.get(s.index, ())) < LOST for reading in readings)
    ]
    if not lost:
        return {}
    image = without_underlines(reader.cleaned.image, underlines, segmentation.x_height)
    white = NEARLY_PAPER * float(np.median(image[::4, ::4]))
    levels = np.clip(np.arange(256) * 255 / white, 0, 255).astype(np.uint8)
    bare = replace(reader.cleaned, image=cv2.LUT(image, levels).astype(np.uint8, copy=False))
    read = replace(reader, cleaned=bare).read(segmentation, lost)
    return {index: words for index, words in read.items() if sure(words) >= FOUND}


_Lines = list[tuple[Segment, list[Reading]]]


def _read_aside(aside: AsidePage, reader: _PageReader, least: float) -> dict[Piece, _Lines]:
    """The lines of the pieces of a page aside, of those that are read with a confidence of at
    ``least`` so much on average (0: of all): the others stay on their page."""
    own, words = _read_all(reader, segment_page(aside.page))
    lines: dict[Piece, _Lines] = {}
    for segment in own.segments:
        piece = aside.piece_of(segment)
        if piece is not None:
            lines.setdefault(piece, []).append((segment, words.get(segment.index, [])))
    if not least:
        return {piece: lines.get(piece, []) for piece in aside.pieces}
    kept = {}
    for piece, read in lines.items():
        sure = [word.confidence for _, of_line in read for word in of_line]
        if sure and sum(sure) >= least * len(sure):
            kept[piece] = read
    return kept


def _with_aside(
    aside: AsidePage,
    lines: Mapping[Piece, _Lines],
    segmentation: Segmentation,
    words: dict[int, list[Reading]],
) -> tuple[Segmentation, dict[int, list[Reading]]]:
    """The segments of a page and their words with those that were read aside."""
    index = max((segment.index for segment in segmentation.segments), default=-1) + 1
    added: list[Segment] = []
    for piece, read in lines.items():
        for segment, of_line in read:
            moved, made = aside.set_back(piece, segment, of_line, index + len(added))
            added.append(moved)
            words[moved.index] = made
    return replace(segmentation, segments=(*segmentation.segments, *added)), words


def _grids(
    cleaned: CleanedPage, segments: Sequence[Segment], settings: Settings
) -> tuple[list[Grid], list[Grid]]:
    """Tables and boxed stamps; a frame around one line, and one around running text or the cover of
    a report, is neither."""
    assert cleaned.x_height is not None
    if not settings.ocr.tables or not segments:
        return [], []
    width = max(s.box.right for s in segments) - min(s.box.left for s in segments)
    found = grids_of(cleaned.rules, cleaned.x_height)
    grids = [as_printed(grid, segments, cleaned.x_height) for grid in found]
    return (
        [grid for grid in grids if is_table(grid, width) and has_cells(grid, segments)],
        [g for g in grids if not is_table(g, width) and not is_frame(g, cleaned.x_height)],
    )


def _laid_out(
    segments: Sequence[Segment],
    words: dict[int, list[Reading]],
    cleaned: CleanedPage,
    grids: tuple[Sequence[Grid], Sequence[Grid]],
    letterhead: tuple[float | None, float | None],
) -> list[tuple[Block, str, int]]:
    """Blocks in reading order with their column's side and zone; tables between the text.

    ``letterhead``: where its right column begins and where it ends, see `columns_of`.
    """
    assert cleaned.x_height is not None
    tables, stamps = grids
    x_height = cleaned.x_height
    stamped = {
        s.index: grid
        for grid in stamps
        for s in segments
        if grid.holds(s) and not goes_on_outside(s, segments, grid, x_height)
    }
    left = [s for s in segments if s.index not in stamped and not any(t.holds(s) for t in tables)]
    laid: list[tuple[Block, str, int]] = []
    zone = 0
    for grid in [*tables, None]:
        above = [s for s in left if grid is None or s.base < grid.box.top + x_height]
        left = [s for s in left if s not in above]
        for column in columns_of(above, x_height, *letterhead):
            for rows in paragraphs_of(column, x_height):
                lines = [_line(row, words, cleaned) for row in rows]
                laid.extend(_block(lines, BlockKind.BODY, column.side, zone + column.zone))
        zone += 100
        if grid is not None:
            inside = [s for s in segments if grid.holds(s)]
            laid.extend(_block(_table_lines(grid, inside, words, cleaned), BlockKind.TABLE, "", 0))
    for grid in stamps:
        inside = [s for s in segments if stamped.get(s.index) is grid]
        lines = [_line(row, words, cleaned) for row in rows_of(inside, x_height)]
        laid.extend(_block(lines, BlockKind.STAMP, "", 0))
    return laid


def _block(
    lines: Sequence[Line], kind: BlockKind, side: str, zone: int
) -> list[tuple[Block, str, int]]:
    filled = tuple(line for line in lines if line.words)
    if not filled:
        return []
    return [(Block(filled, kind, Box.around(line.box for line in filled)), side, zone)]


def _table_lines(
    grid: Grid,
    segments: Sequence[Segment],
    words: dict[int, list[Reading]],
    cleaned: CleanedPage,
) -> list[Line]:
    """Lines of a table, cell by cell, rows from top to bottom."""
    assert cleaned.x_height is not None
    cells: dict[tuple[int, int], list[Segment]] = {}
    for segment in segments:
        cells.setdefault(grid.cell_of(segment), []).append(segment)
    return [
        replace(_line(row, words, cleaned), cell=cell)
        for cell in sorted(cells)
        for row in rows_of(cells[cell], cleaned.x_height)
    ]


@dataclass(frozen=True)
class _PageReader:
    """Reads segments of one page."""

    engine: OcrEngine
    cleaned: CleanedPage
    settings: Settings
    deadline: float

    def read(
        self,
        segmentation: Segmentation,
        chosen: Sequence[Segment],
        model: str | None = None,
        scale: float = 1.0,
        characters: str = "",
    ) -> dict[int, list[Reading]]:
        """Words by segment, read by ``model`` (default: the first), the letters ``scale`` times the
        usual size; nothing but ``characters``, if any are given."""
        x_height = self.settings.cleanup.x_height * scale
        reset = set_anew(self.cleaned.image, segmentation, chosen, x_height)
        request = ReadRequest(
            reset.image,
            dpi_of(x_height),
            model or self.settings.ocr.model,
            BLOCK,
            max(0.5, self.deadline - time.monotonic()),
            alternatives=not characters,
            characters=characters,
        )
        return words_by_segment(reset, self.engine.read(request))

    def strips(self, image: Image) -> tuple[ReadLine, ...]:
        """Lines under each other."""
        dpi = dpi_of(self.settings.cleanup.x_height)
        left = max(0.5, self.deadline - time.monotonic())
        request = ReadRequest(image, dpi, self.settings.ocr.model, BLOCK, left, alternatives=False)
        return self.engine.read(request)


def _read_all(
    reader: _PageReader, segmentation: Segmentation
) -> tuple[Segmentation, dict[int, list[Reading]]]:
    """The page's lines and the words of each; doubtful ones are read a second time, at another
    size or by another model."""
    segmentation, numbers = _read_raised(reader, segmentation)
    segments = sorted(segmentation.segments, key=lambda s: (s.base, s.box.left))
    if not segments:
        return segmentation, {}
    printed = [s for s in segments if s.letters]  # not a box to be ticked alone
    readings = [reader.read(segmentation, printed)] if printed else [{}]
    underlines = find_underlines(reader.cleaned.image, segmentation.x_height)
    doubted = [s for s in printed if _is_doubtful(readings[0].get(s.index, []))]
    settings = reader.settings.ocr
    if doubted and settings.second_model != "none":
        model = settings.second_model or settings.model
        readings.append(reader.read(segmentation, doubted, model, SECOND_SIZE))
        readings.append(_read_bare(reader, segmentation, doubted, readings, underlines))
    by_segment = {
        segment.index: [reading.get(segment.index, []) for reading in readings]
        for segment in segments
    }
    if settings.second_model != "none":
        by_segment |= _read_numbers_again(reader, segmentation, by_segment)

    def digits(piece: Segment, scale: float) -> list[Reading]:
        found = reader.read(segmentation, [piece], settings.model, scale, DIGITS)
        return found.get(piece.index, [])

    rules = [rule.box for rule in reader.cleaned.rules if rule.horizontal]
    strokes = [*rules, *underlines.boxes]
    words = {}
    for segment in segments:
        read = without_noise(combined(by_segment[segment.index]), segment, reader.cleaned)
        read = with_hanging_marks(read, segmentation, segment)
        read = told_by_ink(read, segmentation, segment)
        read = with_signs(read, segmentation, segment)
        read = with_numbers(read, segmentation, segment, digits)
        read = with_ellipses(read, segment)
        read = with_hidden_dots(read, segment, strokes)
        read = with_quotes(read, segment)
        read = with_bullet(read, segment)
        if segment.index in numbers and read:
            read = with_raised(read, numbers[segment.index], segment.x_height)
        if segment.leaders and read:
            read = _in_order([*read, *(_taken_off(LEADER, box) for box in segment.leaders)])
        if segment.check_boxes:
            boxes = [
                _taken_off(check.text, check.box, SURE if check.sure else DOUBTED)
                for check in segment.check_boxes
            ]
            read = _in_order([*read, *boxes])
        words[segment.index] = read
    words |= written_numbers(words, segmentation, reader.cleaned.image)
    if settings.second_model != "none":
        x_height = reader.settings.cleanup.x_height
        words |= crossed_names(words, segmentation, reader.cleaned.image, x_height, reader.strips)
    return segmentation, words


def _read_numbers_again(
    reader: _PageReader, segmentation: Segmentation, readings: dict[int, list[list[Reading]]]
) -> dict[int, list[list[Reading]]]:
    """Readings by segment of the short ones whose numbers their ink contradicts."""
    doubted = [
        s
        for s in segmentation.segments
        if s.letters <= SHORT and contradicts_ink(combined(readings[s.index]), segmentation, s)
    ]
    if not doubted:
        return {}
    doubted.sort(key=lambda s: (s.base, s.box.left))
    model = reader.settings.ocr.model
    again = [reader.read(segmentation, doubted, model, scale) for scale in OTHER_SIZES]
    return {
        s.index: as_ink_has_it(
            [*readings[s.index], *(read.get(s.index, []) for read in again)], segmentation, s
        )
        for s in doubted
    }


def _taken_off(text: str, box: Box, confidence: float = SURE) -> Reading:
    """What clean-up took off a line, as a word of it."""
    return Reading(text, confidence, place_of(box))


def _in_order(words: Sequence[Reading]) -> list[Reading]:
    """Words of a line from left to right."""
    return sorted(words, key=lambda word: word.place[0] + word.place[2])


def _read_raised(
    reader: _PageReader, segmentation: Segmentation
) -> tuple[Segmentation, dict[int, list[Reading]]]:
    """Lines without raised numbers, and these by the line that they float beside.

    What is read as anything else is given back to its line.
    """
    base = {segment.index: segment.base for segment in segmentation.segments}
    raised = [s for s in segmentation.segments if s.raised_beside in base]
    if not raised:
        return segmentation, {}
    places = [(base[s.raised_beside or 0], float(s.box.left)) for s in raised]
    raised = [raised[n] for n in in_reading_order(places, segmentation.x_height)]
    read = reader.read(segmentation, raised)
    readings = [read.get(segment.index, []) for segment in raised]
    host = {segment.index: segment for segment in segmentation.segments}
    begins = [s.box.left < host[s.raised_beside or 0].box.left for s in raised]
    # footnotes begin with theirs, in small print; before other lines it may be a speck
    small = SMALL_PRINT * segmentation.x_height
    noted = [host[s.raised_beside or 0].x_height < small for s in raised]
    certain = [
        s.certainly_raised and (note or not begin)
        for s, begin, note in zip(raised, begins, noted, strict=True)
    ]
    told = numbers_told(readings, certain, begins)
    numbers: dict[int, list[Reading]] = {}
    cuts: dict[int, list[tuple[int, int]]] = {}
    for segment, words, text in zip(raised, readings, told, strict=True):
        if text is not None and segment.raised_beside is not None:
            sure = min((word.confidence for word in words), default=SURE_IN_ORDER)
            box = segment.box
            number = Reading(text, sure, place_of(box))
            numbers.setdefault(segment.raised_beside, []).append(number)
            cut = (box.left - EDGES, box.right + EDGES)
            cuts.setdefault(segment.raised_beside, []).append(cut)
    lowered = segmentation.lowered([s for s, t in zip(raised, told, strict=True) if t is None])
    lines = tuple(
        replace(s, cuts=tuple(sorted((*s.cuts, *cuts.get(s.index, ())))))
        for s in lowered.segments
        if s.raised_beside is None
    )
    return replace(lowered, segments=lines), numbers


def _is_doubtful(words: Sequence[Reading]) -> bool:
    """Whether a line deserves a second reading."""
    return any(word.confidence < SURE for word in words) or not words


def _line(row: Row, words: dict[int, list[Reading]], cleaned: CleanedPage) -> Line:
    readings = [reading for segment in row.segments for reading in words[segment.index]]
    if len(row.segments) > 1:
        readings = with_marks_joined(readings, row.segments[0].x_height)
    made = tuple(_word(reading, cleaned) for reading in readings)
    return Line(made, Box.around(word.box for word in made))


def _word(reading: Reading, cleaned: CleanedPage) -> Word:
    return Word(
        text=reading.text,
        read=reading.text,
        confidence=min(max(reading.confidence, 0.0), 1.0),
        box=cleaned.original_box(*reading.place),
        alternatives=reading.alternatives,
    )


def _read_sparse(
    reader: OcrEngine, cleaned: CleanedPage, settings: Settings, deadline: float
) -> tuple[Block, ...]:
    """What little there is; where the grain of the paper hides it, without the grain."""
    for image, mode in ((cleaned.image, WHOLE_PAGE), (without_grain(cleaned.image), SPARSE)):
        request = ReadRequest(
            image,
            int(min(max(cleaned.dpi or ASSUMED_DPI, 70), 2400)),
            settings.ocr.model,
            mode,
            max(0.5, deadline - time.monotonic()),
        )
        lines = []
        for line in reader.read(request):
            words = tuple(
                _word(_as_reading(line, k), cleaned)
                for k, word in enumerate(line.words)
                if word.confidence > 0.5 and any(c.isalnum() for c in word.text)
            )
            if words:
                lines.append(Line(words, Box.around(word.box for word in words)))
        if lines:
            return tuple(Block((line,), box=line.box) for line in lines)
    return ()


def without_grain(image: Image) -> Image:
    """A page of few letters, all white but where ink of the size of letters is and near it."""
    mask = ink_mask(image)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    large = stats[:, cv2.CC_STAT_HEIGHT] > MOST_GRAIN
    large[0] = False
    letters = (large[labels] * np.uint8(255)).astype(np.uint8)
    near = cv2.dilate(letters, np.ones((2 * MOST_GRAIN + 1, 2 * MOST_GRAIN + 1), np.uint8))
    return np.where(near > 0, image, np.uint8(255)).astype(np.uint8)


def _as_reading(line: ReadLine, position: int) -> Reading:
    word = line.words[position]
    box = word.box
    place = (float(box.left), float(box.top), float(box.right), float(box.bottom))
    return Reading(word.text, word.confidence, place, word.alternatives)


def dpi_of(x_height: float) -> int:
    """Resolution at which 13 pt print (x-height 2.1 mm) has letters of ``x_height`` px."""
    return max(70, round(x_height / 2.1 * 25.4))


__all__ = ["read_page_image"]
