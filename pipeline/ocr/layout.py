# SPDX-License-Identifier: Apache-2.0
"""Blocks of a page in reading order, each with its kind.

Official documents have one column of running text and two places with two columns: the
letterhead (issuer left, national motto right) and the end (recipients left, signature right;
Nghị định 30/2020/NĐ-CP, Phụ lục I, ô 1-4, 7, 9b). Such zones are found by the gutter between
them, whatever the rows' heights; within a zone the left column is read first. Gazettes set their
text in columns, and books are scanned two pages at a time: many lines that fill their columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pipeline.model import Box
from pipeline.ocr.segments import Segment

LEAST_GUTTER = 1.2
"""Width of the gutter between two columns, in x-heights."""
WIDEST_SPACE = 3.2
"""Width of the gap between two words of a justified line, in x-heights."""
FEWEST_LINES, FILLED, LEAST_FILLED = 10, 0.85, 0.45
"""Lines of a column of running text; what part of its width a full line has, and their share."""
NEAR = 8
"""Segments on one line, at most."""
DEEPEST = 9
"""Deepest first-line indent, in x-heights: 10 to 12.7 mm are 5 to 6. A list of addressees is set in
deeper, with the ends of its items under their begins."""
EDGE = 0.2
"""A gutter so near to the text's edge, as a share of its width, is a wide gap between words."""


@dataclass(frozen=True)
class Row:
    """Segments on one baseline, left to right."""

    segments: tuple[Segment, ...]

    @property
    def box(self) -> Box:
        whole = self.segments[0].box
        for segment in self.segments[1:]:
            whole = whole.union(segment.box)
        return whole

    @property
    def base(self) -> float:
        return float(np.mean([segment.base for segment in self.segments]))


@dataclass(frozen=True)
class Column:
    """Rows read from top to bottom. ``side``: "left" or "right" of a gutter, else "whole"."""

    rows: tuple[Row, ...]
    side: str
    zone: int


def columns_of(
    segments: Sequence[Segment],
    x_height: float,
    right_column: float | None = None,
    letterhead_end: float | None = None,
    of_text_only: bool = False,
) -> list[Column]:
    """The page's columns in reading order.

    ``right_column``: where the right one is known to begin, px; the gutter before it may be narrow.
    ``letterhead_end``: no columns go on below, px from the top. ``of_text_only``: none but columns
    of running text; wide gaps in a narrow column of text are gaps between words.
    """
    if letterhead_end is not None:
        above = [s for s in segments if s.base < letterhead_end]
        below = [s for s in segments if s.base >= letterhead_end]
        columns = columns_of(above, x_height, right_column)
        zones = max((column.zone for column in columns), default=-1) + 1
        columns += (replace(c, zone=c.zone + zones) for c in columns_of(below, x_height))
        return columns
    if not segments:
        return []
    ordered = sorted(segments, key=lambda s: (s.base, s.box.left))
    columns = []
    zone = start = 0
    plain: list[Segment] = []
    while start < len(ordered):
        end, gutter = _zone_from(ordered, start, x_height, right_column)
        left = [s for s in ordered[start:end] if _centre(s) < gutter]
        right = [s for s in ordered[start:end] if _centre(s) >= gutter]
        of_text = _is_text(left, x_height) and _is_text(right, x_height)
        if end > start and (of_text or not of_text_only):
            if plain:
                columns.append(Column(tuple(rows_of(plain, x_height)), "whole", zone))
                plain = []
            zone += 1
            if of_text:
                for side in (left, right):  # of a page of two columns, perhaps, beside another
                    inner = columns_of(side, x_height, of_text_only=True)
                    columns += (replace(c, zone=c.zone + zone) for c in inner)
                    zone = max(column.zone for column in columns) + 1
            else:
                columns.append(Column(tuple(rows_of(left, x_height)), "left", zone))
                columns.append(Column(tuple(rows_of(right, x_height)), "right", zone))
                zone += 1
            start = end
        else:
            plain.append(ordered[start])
            start += 1
    if plain:
        columns.append(Column(tuple(rows_of(plain, x_height)), "whole", zone))
    return columns


def rows_of(segments: Sequence[Segment], x_height: float) -> list[Row]:
    """Segments gathered on common baselines, top to bottom."""
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda s: s.base):
        for row in reversed(rows[-3:]):
            # compared where the two come nearest: long lines may rise a little
            nearest = min(row, key=lambda s: abs(_centre(s) - _centre(segment)))
            if abs(nearest.base - segment.base) < 0.55 * x_height and not any(
                _overlap(s.box, segment.box) > 0.3 * min(s.box.width, segment.box.width)
                for s in row
            ):
                row.append(segment)
                break
        else:
            rows.append([segment])
    made = [Row(tuple(sorted(row, key=lambda s: s.box.left))) for row in rows]
    return sorted(made, key=lambda row: row.base)


def _zone_from(
    ordered: Sequence[Segment], start: int, x_height: float, right_column: float | None
) -> tuple[int, float]:
    """End (exclusive) of the two-column zone that begins at ``start``, and its gutter's x.

    ``(start, 0)`` if none begins there.
    """
    best_end, best_gutter = start, 0.0
    low = min(s.box.left for s in ordered)
    high = max(s.box.right for s in ordered)
    free = np.ones(high - low + 1, bool)
    end = start
    while end < len(ordered):
        box = ordered[end].box
        free[box.left - low : box.right - low] = False
        gutter = _gutter(free, ordered[start : end + 1], low, x_height, right_column)
        if gutter is None:
            break
        end += 1
        if gutter == 0.0:
            continue
        if _side_by_side(ordered[start:end], gutter, x_height):
            best_end, best_gutter = end, gutter
    if best_end > start:
        inside = ordered[start:best_end]
        known = right_column is not None and any(
            abs(s.box.left - right_column) < 0.5 * x_height for s in inside
        )
        spaced = not known and _is_spaced_line(ordered, start, best_end, best_gutter, x_height)
        if spaced or _is_tabular(inside, best_gutter, x_height):
            return start, 0.0
        # what follows the last pair of columns on one side only stays with its column as long
        # as it is near; a paragraph that happens not to reach the gutter does not
        best_end = _trimmed(ordered, start, best_end, best_gutter, x_height)
    return best_end, best_gutter


def _gutter(
    free: npt.NDArray[np.bool_],
    segments: Sequence[Segment],
    low: int,
    x_height: float,
    right_column: float | None,
) -> float | None:
    """x of the widest free gap between segments; 0.0: none yet; None: none any more."""
    lefts = min(s.box.left for s in segments) - low
    rights = max(s.box.right for s in segments) - low
    if len(segments) < 2:
        return 0.0
    span = free[lefts:rights].astype(np.int8)
    edges = np.diff(np.r_[0, span, 0])
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    place = (lefts + (starts + ends) / 2) / len(free)
    central = (place > EDGE) & (place < 1 - EDGE)
    starts, ends = starts[central], ends[central]
    if len(starts) == 0:
        # one side only so far counts as long as nothing is wide
        wide = max(s.box.width for s in segments)
        return 0.0 if wide < 0.55 * len(free) else None
    widths = ends - starts
    best = int(widths.argmax())
    if right_column is not None:
        known = np.flatnonzero(np.abs(low + lefts + ends - right_column) < 0.5 * x_height)
        if len(known):
            return float(low + lefts + (starts[known[0]] + ends[known[0]]) / 2)
    if widths[best] < LEAST_GUTTER * x_height:
        return 0.0 if max(s.box.width for s in segments) < 0.55 * len(free) else None
    return float(low + lefts + (starts[best] + ends[best]) / 2)


def _side_by_side(segments: Sequence[Segment], gutter: float, x_height: float) -> bool:
    left = [s for s in segments if _centre(s) < gutter]
    right = [s for s in segments if _centre(s) >= gutter]
    if not left or not right:
        return False
    # the later of the two columns' beginnings must come before the earlier of their ends
    top = max(min(s.base for s in left), min(s.base for s in right))
    bottom = min(max(s.base for s in left), max(s.base for s in right))
    if bottom < top - 0.6 * x_height:
        return False
    last = segments[-1]
    others = right if _centre(last) < gutter else left
    # the last segment has company on the other side not far above
    return last.base - max(s.base for s in others) < 20 * x_height


def _is_tabular(segments: Sequence[Segment], gutter: float, x_height: float) -> bool:
    """Many rows that nearly all have pieces on both sides: a table without rules.

    But lines that fill both sides are text in columns.
    """
    rows = rows_of(segments, x_height)
    parted = sum(len(row.segments) >= 2 for row in rows)
    if len(rows) < 6 or parted < 0.85 * len(rows):
        return False
    left = [s for s in segments if _centre(s) < gutter]
    right = [s for s in segments if _centre(s) >= gutter]
    return not (_is_text(left, x_height) and _is_text(right, x_height))


def _is_text(segments: Sequence[Segment], x_height: float) -> bool:
    """Whether one side of a gutter is running text: many lines, near half of them of full width."""
    rows = rows_of(segments, x_height)
    if len(rows) < FEWEST_LINES:
        return False
    boxes = [row.box for row in rows]
    left = np.quantile([box.left for box in boxes], 0.1)
    right = np.quantile([box.right for box in boxes], 0.9)
    full = sum(box.width >= FILLED * (right - left) for box in boxes)
    return full >= LEAST_FILLED * len(rows)


def _is_spaced_line(
    ordered: Sequence[Segment], start: int, end: int, gutter: float, x_height: float
) -> bool:
    """Whether a zone is one line with a wide gap, as justified text has, and lines on one side.

    Such a line reaches the margin where the longest lines of the page end.
    """
    zone = {segment.index for segment in ordered[start:end]}
    # some of the line's segments may stand before the zone
    rows = [row.segments for row in rows_of(ordered[max(0, start - NEAR) : end], x_height)]
    rows = [row for row in rows if any(segment.index in zone for segment in row)]
    parted = []
    for row in rows:
        left = [s.box.right for s in row if _centre(s) < gutter]
        right = [s.box.left for s in row if _centre(s) >= gutter]
        if left and right:
            parted.append((min(right) - max(left), max(s.box.right for s in row)))
    if len(parted) != 1:
        return False
    ((gap, reached),) = parted
    widest = max(s.box.width for s in ordered)
    margin = max(s.box.right for s in ordered if s.box.width > 0.8 * widest)
    return gap < WIDEST_SPACE * x_height and reached > margin - x_height


def _trimmed(
    ordered: Sequence[Segment], start: int, end: int, gutter: float, x_height: float
) -> int:
    inside = ordered[start:end]
    left = [s for s in inside if _centre(s) < gutter]
    right = [s for s in inside if _centre(s) >= gutter]
    shared = min(max(s.base for s in left), max(s.base for s in right))
    heads = [s for s in right if s.base <= shared + 0.6 * x_height]
    # a signer's name is centred under the title, far below it: the signature is between
    middle = float(np.median([_centre(s) for s in heads])) if heads else 0.0
    for kept in range(end, start + 2, -1):
        last, before = ordered[kept - 1], ordered[kept - 2]
        if last.base <= shared + 0.6 * x_height:
            break
        far = last.base - before.base > 4.5 * x_height and last.base - shared > 9 * x_height
        if far and abs(_centre(last) - middle) > 4 * x_height:
            end = kept - 1
    return end


def paragraphs_of(column: Column, x_height: float) -> list[tuple[Row, ...]]:
    """Rows of a column gathered into paragraphs by spacing and indentation."""
    rows = column.rows
    if not rows:
        return []
    pitches = np.array([b.base - a.base for a, b in pairwise(rows)])
    near = pitches[(pitches > 1.2 * x_height) & (pitches < 4.5 * x_height)]
    pitch = float(np.quantile(near, 0.4)) if len(near) else 2.6 * x_height
    left = float(np.quantile([row.box.left for row in rows], 0.2))
    right = float(np.quantile([row.box.right for row in rows], 0.85))
    groups: list[list[Row]] = [[rows[0]]]
    for before, row in pairwise(rows):
        apart = row.base - before.base > max(1.28 * pitch, pitch + 0.55 * x_height)
        indented = (
            row.box.left > left + 1.3 * x_height
            and before.box.left < row.box.left - 1.0 * x_height
            and column.side == "whole"
        )
        ended = column.side == "whole" and (
            (
                before.box.right < right - 5 * x_height
                and _is_set_left(before, row, (left, right), x_height)
            )
            or _both_indented(before, row, (left, right), x_height)
        )
        if apart or indented or ended:
            groups.append([])
        groups[-1].append(row)
    return [tuple(group) for group in groups]


def _is_set_left(before: Row, row: Row, margins: tuple[float, float], x_height: float) -> bool:
    """Whether the two lines begin where lines begin, not in the middle of the page as titles do.

    ``margins``: where full lines begin and end, px. A title's lines may have a paragraph below.
    """
    left, right = margins
    if max(before.box.left, row.box.left) <= left + 4 * x_height:
        return True
    if min(before.box.left, row.box.left) > left + DEEPEST * x_height:
        return False
    if _begin_alike(before, row, x_height):
        return True
    indented = left + 1.3 * x_height < row.box.left < before.box.left - x_height
    off_centre = abs((row.box.left - left) - (right - row.box.right)) > 3 * x_height
    return indented and row.box.right > right - 1.5 * x_height and off_centre


def _both_indented(before: Row, row: Row, margins: tuple[float, float], x_height: float) -> bool:
    """Whether two lines have the first-line indent, and the upper one ends before the margin."""
    left, right = margins
    return (
        left + 1.3 * x_height < min(before.box.left, row.box.left) < left + DEEPEST * x_height
        and before.box.right < right - 1.5 * x_height
        and _begin_alike(before, row, x_height)
    )


def _begin_alike(before: Row, row: Row, x_height: float) -> bool:
    """Whether two lines begin at one place and end at two: centred ones that begin so end so."""
    return (
        abs(before.box.left - row.box.left) < x_height
        and abs(before.box.right - row.box.right) > 2 * x_height
    )


def _centre(segment: Segment) -> float:
    return (segment.box.left + segment.box.right) / 2


def _overlap(a: Box, b: Box) -> int:
    return max(0, min(a.right, b.right) - max(a.left, b.left))
