# SPDX-License-Identifier: Apache-2.0
"""Text line segments: runs of letters on one baseline, found from connected components.

A segment ends at a gap wider than any between words, so the columns of a letterhead, the
cells of a table and what stands beside a signature are segments of their own. Ink of
neighbouring lines, seals and pen strokes is left out of a segment pixel by pixel.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.cleanup import CleanedPage
from pipeline.cleanup.print_size import ink_mask
from pipeline.cleanup.sheet import CheckBox, Image, RuledLine
from pipeline.model import Box
from pipeline.ocr.bullets import Bullet, bullets_of
from pipeline.ocr.clumps import freed_letters
from pipeline.ocr.ink import Draft, Ink
from pipeline.ocr.off_baseline import Shift, shifts_of
from pipeline.ocr.quotes import Quote, quotes_of
from pipeline.ocr.raised import raised_numbers
from pipeline.ocr.spaced_lines import joined, wide_spaces
from pipeline.ocr.tabbed_marks import with_marks

GAP = 1.9
"""Gap that ends a segment, in x-heights: words are 0.5 to 1.5 apart in justified lines."""
GAP_OF_TYPEWRITER, DASH_OF_TYPEWRITER = 3.8, 1.7
"""The same where all letters are as wide, in pitches: a title letter by letter has three spaces
between its words; and the gap between the dash of a list and its first word."""
FEWEST_LETTERS, BESIDE_EACH_OTHER = 100, 2.2
"""Neighbouring letters of a page that tell its pitch; how far apart they are, in x-heights."""
LEAST_EVEN, EVEN = 0.58, 0.12
"""Share of neighbours whose middles are one pitch apart, and within what part of it. On scans and
PDF pages of proportional print 0.13 to 0.45, on worn pages in typewriter faces 0.64 to 0.98."""
FEWEST_AFTER_DASH = 8
"""Letters of a line that may have lost its dash; what is left of a rule stands beside numbers."""
MARK_ABOVE, MARK_BELOW = 1.15, 0.75
"""How far from the x-zone of a line its marks may lie, in x-heights."""
DIGIT_HEIGHT = 1.45
"""Height of a digit, in x-heights of its own print."""
SPACE_OF_LEADER = 0.6
"""What is left of a row of dots for a reader, in x-heights: a space."""
OPTIONS_APART = 6.0
"""Gap on either side of a box to be ticked that ends no line, in x-heights: options beside each
other are one line."""
ON_LINE = 0.9
"""How far from the middle of a line's x-zone that of a box to be ticked is, in x-heights."""
WORDS_APART = 1.0
"""How far apart words are, at most, that the side of a frame parts, in x-heights."""
BESIDE_BORDER, LEVEL_FEET = 8.0, 0.15
"""How far along a line its letters tell that it goes on beyond a border, and how level their feet
are on both sides, in x-heights."""
LINE_APART, LEAST_OF_LINE, LETTER = 1.5, 5, 0.9
"""How far from a line's baseline the feet of another line's letters are at least, in x-heights;
how many there are, and their height in x-heights."""
BESIDE = 14
"""How far along a line other letters tell where its baseline is, in x-heights."""
MARK_AFTER, SMALLEST_MARK, LARGEST_MARK, HIGHEST_MARK = 0.6, 0.12, 0.55, 1.1
"""How far behind a line its last mark stands, its sides, and how far above the baseline its upper
dot begins, in x-heights."""
BELOW_WEIGHT = 2.2
"""Ink between two lines is nearer to the lower one than distance tells: most marks stand above."""


@dataclass(frozen=True)
class Segment:
    """One run of letters. Boxes in px of the cleaned image.

    ``baseline``: y at the box's left and right edge. ``letters``: components of letter size.
    ``x_height``: of its own print, px. ``index``: its label in ``Segmentation.owner``.
    ``raised_beside``: index of the segment beside which this one, a small number, floats;
    ``taken_from``: that of the line its ink was first given to; ``certainly_raised``: it can be
    no piece of a letter. ``cuts``: columns left out when it is read, page px, left to right;
    ``leaders``: rows of dots on its line, ``ellipses``: three of them; ``check_boxes`` on it, that
    were taken off; ``quotes``: quotation marks, whose ink is not its own; ``shifts``: numbers off
    its baseline; ``bullet``: before it, whose ink is not its own either.
    """

    index: int
    box: Box
    baseline: tuple[float, float]
    letters: int
    x_height: float
    raised_beside: int | None = None
    taken_from: int = -1
    certainly_raised: bool = False
    cuts: tuple[tuple[int, int], ...] = ()
    leaders: tuple[Box, ...] = ()
    ellipses: tuple[Box, ...] = ()
    check_boxes: tuple[CheckBox, ...] = ()
    quotes: tuple[Quote, ...] = ()
    shifts: tuple[Shift, ...] = ()
    bullet: Bullet | None = None

    @property
    def base(self) -> float:
        """Baseline in the middle, px from the top."""
        return (self.baseline[0] + self.baseline[1]) / 2

    def base_at(self, box: Box) -> float:
        """Baseline at the middle of a box, px from the top."""
        (left, right), middle = self.baseline, (box.left + box.right) / 2
        return left + (right - left) * (middle - self.box.left) / max(self.box.width, 1)

    def cut(self, end: int, begin: int, index: int) -> tuple[Segment, Segment]:
        """What ends at ``end`` and what begins at ``begin``, px; the latter is called ``index``."""
        box = self.box
        left = replace(self, box=Box(box.left, box.top, end, box.bottom))
        right = replace(self, index=index, box=Box(begin, box.top, box.right, box.bottom))
        return left, right


@dataclass(frozen=True)
class Segmentation:
    """Segments of a page and the ink of each: ``owner[labels]`` is a segment's index or -1."""

    segments: tuple[Segment, ...]
    labels: npt.NDArray[Any]
    owner: npt.NDArray[Any]
    x_height: float

    def without(self, boxes: Iterable[Box]) -> Segmentation:
        """The same without the segments whose middle lies in one of the boxes."""
        left_out = list(boxes)
        kept = []
        for segment in self.segments:
            x = (segment.box.left + segment.box.right) / 2
            y = (segment.box.top + segment.box.bottom) / 2
            if not any(b.left <= x <= b.right and b.top <= y <= b.bottom for b in left_out):
                kept.append(segment)
        return replace(self, segments=tuple(kept))

    def lowered(self, raised: Sequence[Segment]) -> Segmentation:
        """The same, these raised segments given back to the lines that they were taken from."""
        owner = self.owner.copy()
        kept = {segment.index: segment for segment in self.segments}
        for segment in raised:
            line = kept.get(segment.taken_from)
            if line is None:  # it was a line of its own
                own = segment.x_height * DIGIT_HEIGHT
                kept[segment.index] = replace(segment, raised_beside=None, x_height=own)
            else:
                owner[owner == segment.index] = line.index
                kept[line.index] = replace(line, box=line.box.union(segment.box))
                del kept[segment.index]
        return replace(self, segments=tuple(kept.values()), owner=owner)


def segment_page(cleaned: CleanedPage) -> Segmentation:
    """All text line segments of a cleaned page that has an ``x_height``."""
    assert cleaned.x_height is not None
    x_height = cleaned.x_height
    ink = Ink.of(ink_mask(cleaned.image))
    gap = GAP * x_height
    lines = _lines(ink, cleaned, gap)
    pitch = _pitch(ink, lines, x_height)
    if pitch is not None and pitch * GAP_OF_TYPEWRITER > gap:
        gap = pitch * GAP_OF_TYPEWRITER
        lines = _lines(ink, cleaned, gap)
    freed = freed_letters(ink, lines, x_height)
    if freed is not None:  # letters that hang together with a pen stroke or those of another line
        ink = freed
        lines = _lines(ink, cleaned, gap)
    borders = [rule.box for rule in cleaned.rules if not rule.horizontal]
    lines = joined(ink, lines, borders, x_height)
    lines = with_marks(ink, lines, borders, x_height)
    reach = max(0.9 * x_height, DASH_OF_TYPEWRITER * (pitch or 0.0))
    owner = _assign(ink, lines, x_height, reach)
    raised = raised_numbers(ink, lines, owner, x_height)
    first = [int(owner[number.labels[0]]) for number in raised]
    for index, number in enumerate(raised, len(lines)):
        owner[list(number.labels)] = index
    quotes = quotes_of(ink, lines, owner, x_height)
    for quote in (one for of_line in quotes.values() for one in of_line):
        owner[list(quote.labels)] = -1
    bullets = bullets_of(ink, lines, owner, x_height)
    owner[[bullet.label for bullet in bullets.values()]] = -1
    shifts = shifts_of(ink, lines, owner, x_height)
    segments = []
    for index, draft in enumerate(lines):
        ink_of_line = np.flatnonzero(owner == index)
        box = ink.box_of(ink_of_line)
        if box is not None:
            for quote in quotes.get(index, ()):
                box = box.union(quote.box)
            if index in bullets:
                box = box.union(bullets[index].box)
            ends = (draft.base(box.left), draft.base(box.right))
            segment = Segment(index, box, ends, len(draft.letters), draft.x_height)
            segment = replace(
                segment,
                quotes=tuple(quotes.get(index, ())),
                shifts=tuple(shifts.get(index, ())),
                bullet=bullets.get(index),
            )
            if draft.drawn_apart:
                marks = [label for quote in segment.quotes for label in quote.labels]
                printed = np.concatenate([ink_of_line, np.array(marks, int)])
                spaces = wide_spaces(ink, printed, draft.x_height)
                segment = replace(segment, cuts=tuple(spaces))
            segments.append(segment)
    segments = [_with_dots(segment, cleaned, gap) for segment in segments]
    segments = _with_check_boxes(segments, cleaned)
    for index, (number, line) in enumerate(zip(raised, first, strict=True), len(lines)):
        box = ink.box_of(np.array(number.labels))
        assert box is not None
        ends, digits = (float(box.bottom), float(box.bottom)), len(number.labels)
        own = box.height / DIGIT_HEIGHT
        told = number.line, line, number.certain
        segments.append(Segment(index, box, ends, digits, own, *told))
    segments += _check_boxes_alone(segments, cleaned, len(lines) + len(raised))
    return Segmentation(tuple(segments), ink.labels, owner, x_height)


def _with_dots(segment: Segment, cleaned: CleanedPage, gap: float) -> Segment:
    """The segment with the rows of dots and ellipses on its line; all but a space of each is cut
    out."""
    own = segment.x_height
    leaders, ellipses = (
        tuple(
            box
            for box in sorted(boxes, key=lambda box: box.left)
            if abs(segment.base_at(box) - box.bottom) < 0.5 * own
            and box.left < segment.box.right + gap / 2
            and box.right > segment.box.left - gap / 2
        )
        for boxes in (cleaned.leaders, cleaned.ellipses)
    )
    kept = round(SPACE_OF_LEADER * own / 2)
    cuts = [(box.left + kept, box.right - kept) for box in (*leaders, *ellipses)]
    spaces = [
        (begin, end)
        for begin, end in segment.cuts
        if all(end <= left or right <= begin for left, right in cuts)
    ]
    cuts = sorted((*spaces, *cuts))
    return replace(segment, leaders=leaders, ellipses=ellipses, cuts=tuple(cuts))


def _with_check_boxes(segments: Sequence[Segment], cleaned: CleanedPage) -> list[Segment]:
    """The segments, each with the boxes to be ticked on its line; what is wide of these is cut."""
    assert cleaned.x_height is not None
    reach = OPTIONS_APART * cleaned.x_height
    borders = [rule.box for rule in cleaned.rules if not rule.horizontal]
    made = list(segments)
    for check in cleaned.check_boxes:
        box, middle = check.box, (check.box.top + check.box.bottom) / 2
        near: list[tuple[float, int]] = []
        for at, segment in enumerate(made):
            away = max(segment.box.left - box.right, box.left - segment.box.right, 0)
            between = sorted((segment.box.left, segment.box.right, box.left, box.right))[1:3]
            parted = away > 0 and any(
                between[0] <= rule.left <= between[1] and rule.top <= middle <= rule.bottom
                for rule in borders
            )
            zone = segment.base_at(box) - segment.x_height / 2
            if away < reach and not parted and abs(zone - middle) < ON_LINE * segment.x_height:
                near.append((away, at))
        if near:
            at = min(near)[1]
            kept = round(SPACE_OF_LEADER * made[at].x_height / 2)
            cuts = [*made[at].cuts, (box.left + kept, box.right - kept)]
            boxes = (*made[at].check_boxes, check)
            made[at] = replace(made[at], check_boxes=boxes, cuts=tuple(sorted(cuts)))
    return made


def _check_boxes_alone(
    segments: Sequence[Segment], cleaned: CleanedPage, index: int
) -> list[Segment]:
    """A segment without letters for each box to be ticked that stands on no line, from ``index``
    on."""
    assert cleaned.x_height is not None
    on_lines = {check for segment in segments for check in segment.check_boxes}
    alone = [check for check in cleaned.check_boxes if check not in on_lines]
    return [
        Segment(
            number, check.box, (check.box.bottom, check.box.bottom), 0, cleaned.x_height,
            check_boxes=(check,),
        )
        for number, check in enumerate(alone, index)
    ]  # fmt: skip


def _pitch(ink: Ink, lines: Sequence[Draft], x_height: float) -> float | None:
    """Width of a letter and its space, px, where all have the same: print of a typewriter."""
    middles = (ink.left + ink.right) / 2
    apart = [np.diff(np.sort(middles[line.letters])) for line in lines]
    beside = np.concatenate(apart) if apart else np.zeros(0)
    beside = beside[beside < BESIDE_EACH_OTHER * x_height]
    if len(beside) < FEWEST_LETTERS:
        return None
    pitch = float(np.median(beside))
    even = float(np.mean(np.abs(beside - pitch) < EVEN * pitch))
    return pitch if even >= LEAST_EVEN else None


def _lines(ink: Ink, cleaned: CleanedPage, gap: float) -> list[Draft]:
    """The lines that the letters of a page stand on. ``gap``: what ends a line, px."""
    assert cleaned.x_height is not None
    x_height = cleaned.x_height
    letter = (
        (ink.height >= 0.55 * x_height)
        & ink.small(x_height)
        & (ink.width >= 0.12 * x_height)
        & (ink.area >= 0.1 * ink.width * ink.height)
    )
    chosen = np.flatnonzero(letter)
    if len(chosen) == 0:
        return []
    cores = _core_mask(ink, chosen, x_height, gap)
    for i in np.flatnonzero(ink.dashes(x_height)):
        y = int(ink.top[i] + ink.bottom[i]) // 2  # a dash bridges the gap between words
        reach = gap / 2
        half = round(0.2 * x_height)
        corners = (int(ink.left[i] - reach), y - half), (int(ink.right[i] + reach), y + half)
        cv2.rectangle(cores, *corners, 255, -1)
    # dots and boxes to be ticked do so for what stands on both their sides
    half = round(0.2 * x_height)
    level, options = round(0.55 * x_height), round(OPTIONS_APART * x_height)
    bridges = [(b, b.bottom - level, round(gap / 2)) for b in cleaned.leaders]
    bridges += [(b, b.bottom - level, round(gap / 2)) for b in cleaned.ellipses]
    checks = [check.box for check in cleaned.check_boxes]
    bridges += [(b, (b.top + b.bottom) // 2, options) for b in checks]
    for box, y, reach in bridges:
        corners = (box.left - reach, y - half), (box.right + reach, y + half)
        cv2.rectangle(cores, *corners, 255, -1)
    for rule in cleaned.rules:
        if not rule.horizontal:  # a cell's border parts segments
            border = (slice(rule.box.top, rule.box.bottom), slice(rule.box.left, rule.box.right))
            crossed = [
                (rows, cores[rows, border[1]].copy())
                for rows in _words_across(rule, cleaned.rules, ink, chosen, x_height)
            ]
            cores[border] = 0
            for rows, kept in crossed:
                cores[rows, border[1]] = kept
    _, core_labels = cv2.connectedComponents(cores, connectivity=4)
    middle_x = (ink.left[chosen] + ink.right[chosen]) // 2
    run = _runs(core_labels, middle_x, ink.top[chosen], ink.bottom[chosen], x_height)
    order = np.argsort(run, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(run[order]) != 0])
    drafts = []
    for group in np.split(np.stack([chosen[order], run[order]]), starts[1:], axis=1):
        if group[1, 0] > 0:
            drafts += drafts_of(ink, group[0], x_height)
    return [drafts[number] for number in _own_lines(ink, drafts, x_height)]


def _words_across(
    border: RuledLine,
    rules: Sequence[RuledLine],
    ink: Ink,
    letters: npt.NDArray[Any],
    x_height: float,
) -> Iterator[slice]:
    """Rows of letters that the outer side of a frame crosses or parts: of a stamp over print.

    Text beside a frame keeps its distance, and inside a table there are cells on both sides.
    """
    box, near = border.box, WORDS_APART * x_height
    level = [
        rule.box
        for rule in rules
        if rule.horizontal and box.top - near < rule.box.bottom and rule.box.top < box.bottom + near
    ]
    before = any(r.left < box.left - x_height and r.right > box.left - x_height for r in level)
    after = any(r.right > box.right + x_height and r.left < box.right + x_height for r in level)
    if before == after:
        return
    reach = (box.left - near, box.right + near)
    middle = (ink.top[letters] + ink.bottom[letters]) / 2
    beside = letters[(box.top <= middle) & (middle <= box.bottom)]
    through = beside[(ink.left[beside] <= box.left) & (box.right <= ink.right[beside])]
    found = {(int(ink.top[one]), int(ink.bottom[one])) for one in through}
    left = beside[(reach[0] <= ink.right[beside]) & (ink.right[beside] <= reach[1])]
    right = beside[(reach[0] <= ink.left[beside]) & (ink.left[beside] <= reach[1])]
    for one, other in itertools.product(left, right):
        top = max(int(ink.top[one]), int(ink.top[other]))
        bottom = min(int(ink.bottom[one]), int(ink.bottom[other]))
        least = min(ink.height[one], ink.height[other]) / 2
        apart = ink.left[other] - ink.right[one]
        if one != other and bottom - top >= least and apart <= near:
            found.add((top, bottom))
    for ends in found:
        rows = slice(*ends)
        if _is_one_line(rows, box, ink, beside, x_height):
            yield rows


def _is_one_line(
    rows: slice, border: Box, ink: Ink, letters: npt.NDArray[Any], x_height: float
) -> bool:
    """Whether letters in these rows stand on one level on both sides of a border: a stamp's own
    print beside the text that it was set over seldom does."""
    half = (rows.stop - rows.start) / 2
    shared = np.minimum(ink.bottom[letters], rows.stop) - np.maximum(ink.top[letters], rows.start)
    aside = (ink.left[letters] + ink.right[letters] - border.left - border.right) / 2
    near = letters[(shared >= half) & (np.abs(aside) < BESIDE_BORDER * x_height)]
    on_left = np.isin(near, letters[aside < 0])
    feet = [ink.bottom[near[side]] for side in (on_left, ~on_left)]
    return all(map(len, feet)) and bool(
        abs(np.median(feet[0]) - np.median(feet[1])) <= LEVEL_FEET * x_height
    )


def _core_mask(ink: Ink, letters: npt.NDArray[Any], x_height: float, gap: float) -> Image:
    """Mask of the letters' x-zones, each widened to reach its neighbour on the line."""
    cores = np.zeros(ink.labels.shape, np.uint8)
    reach = gap / 2
    heads, feet = _core_span(ink.top[letters], ink.bottom[letters], x_height)
    for i, head, foot in zip(letters, heads, feet, strict=True):
        corners = (int(ink.left[i] - reach), int(head)), (int(ink.right[i] + reach), int(foot))
        cv2.rectangle(cores, *corners, 255, -1)
    return cores


def _core_span(
    top: npt.NDArray[Any], bottom: npt.NDArray[Any], x_height: float
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """First and last row of the letters' x-zones."""
    heads = np.maximum(top, bottom - 1.2 * x_height) + 0.25 * x_height
    return heads, np.maximum(bottom - 0.2 * x_height, heads + 1)


def _runs(
    core_labels: npt.NDArray[Any],
    x: npt.NDArray[Any],
    top: npt.NDArray[Any],
    bottom: npt.NDArray[Any],
    x_height: float,
) -> npt.NDArray[Any]:
    """The run each letter belongs to, by the label of its x-zone; 0: none.

    What is so low that its x-zone lies beneath half an x-height is a mark, or a letter of smaller
    print: that one stands on one baseline with taller letters.
    """
    height, width = core_labels.shape
    column = np.clip(x, 0, width - 1)
    half = np.clip(bottom - round(0.5 * x_height), 0, height - 1)
    heads, feet = _core_span(top, bottom, x_height)
    middle = np.clip(((heads + feet) / 2).astype(int), 0, height - 1)
    run, low = core_labels[half, column], half < heads.astype(int)
    run[low] = 0
    order = np.lexsort((x, run))  # letters of a run side by side
    order = order[run[order] > 0]
    first = np.searchsorted(run[order], np.arange(core_labels.max() + 2))
    for i in np.flatnonzero(low):
        own = core_labels[middle[i], column[i]]
        line = order[first[own] : first[own + 1]] if own else order[:0]
        near = np.searchsorted(x[line], (x[i] - BESIDE * x_height, x[i] + BESIDE * x_height))
        feet_beside = bottom[line[near[0] : near[1]]]
        if (np.abs(feet_beside - bottom[i]) < 0.2 * x_height).sum() >= 2:
            run[i] = own
    return run


def drafts_of(ink: Ink, letters: npt.NDArray[Any], x_height: float) -> list[Draft]:
    """The line that letters (by label) stand on; several where ink between lines joined them."""
    line = _fit(ink, letters, x_height)
    x = (ink.left[letters] + ink.right[letters]) / 2
    away = (ink.bottom[letters] - (line.offset + line.slope * x)) / x_height
    for other in (away > LINE_APART, away < -LINE_APART):
        if other.sum() < LEAST_OF_LINE:
            continue
        if np.median(ink.height[letters[other]]) < LETTER * x_height:
            continue  # marks of the line
        half = float(np.median(away[other])) / 2
        beyond = away > half if half > 0 else away < half
        parts = letters[beyond], letters[~beyond]
        return [draft for part in parts for draft in drafts_of(ink, part, x_height)]
    return [line]


def _fit(ink: Ink, letters: npt.NDArray[Any], x_height: float) -> Draft:
    """The line through the letters' feet."""
    x = (ink.left[letters] + ink.right[letters]) / 2
    y = ink.bottom[letters].astype(float)
    slope = 0.0
    if len(x) >= 8 and x.max() - x.min() > 10 * x_height:
        half = len(x) // 2
        order = np.argsort(x)
        # Theil-Sen over pairs half a line apart: descenders and dots do not tilt it
        a, b = order[: len(x) - half], order[half:]
        run = x[b] - x[a]
        ok = run > 3 * x_height
        if ok.sum() >= 4:
            slope = float(np.median((y[b] - y[a])[ok] / run[ok]))
            slope = float(np.clip(slope, -0.06, 0.06))
    feet = y - slope * x
    step = 0.12 * x_height
    bins = np.bincount(((feet - feet.min()) / step).astype(int))
    smooth = np.convolve(bins, [0.5, 1, 0.5], "same")
    peak = feet.min() + (int(smooth.argmax()) + 0.5) * step
    near = feet[np.abs(feet - peak) <= 1.5 * step]
    offset = float(np.median(near)) if len(near) else float(np.median(feet))
    heights = offset + slope * x - ink.top[letters]
    heights = heights[heights > 0.5 * x_height]
    own = float(np.quantile(heights, 0.3)) if len(heights) >= 3 else x_height
    return Draft(slope, offset, own, letters)


def _own_lines(ink: Ink, drafts: Sequence[Draft], x_height: float) -> list[int]:
    """Numbers of the drafts that are lines, not marks or broken-off feet of another line."""
    x0 = np.array([ink.left[draft.letters].min() for draft in drafts])
    x1 = np.array([ink.right[draft.letters].max() for draft in drafts])
    head = np.array([float(np.median(ink.top[draft.letters])) for draft in drafts])
    foot = np.array([float(np.median(ink.bottom[draft.letters])) for draft in drafts])
    size = np.array([len(draft.letters) for draft in drafts])
    tall = foot - head
    slope = np.array([draft.slope for draft in drafts])
    offset = np.array([draft.offset for draft in drafts])
    own = np.array([draft.x_height for draft in drafts])
    kept = []
    for i in range(len(drafts)):
        if size[i] <= 4 and tall[i] < 1.25 * x_height:
            middle = (x0[i] + x1[i]) / 2
            base = offset + slope * middle
            hosts = (size > size[i]) & (x0 - 0.3 * x_height <= middle)
            # the foot of a broken g that ends a line lies beyond its last whole letter
            below = hosts & (middle <= x1 + 1.0 * x_height)
            hosts &= middle <= x1 + 0.3 * x_height
            mark = (foot[i] < base - 0.55 * own) & (head[i] > base - own - 1.6 * x_height)
            mark &= tall[i] < 0.95 * x_height
            tail = (head[i] > base - 0.45 * x_height) & (foot[i] < base + 0.75 * x_height)
            tail &= tall[i] < 0.95 * x_height
            if bool((hosts & mark | below & tail).any()):
                continue
        kept.append(i)
    return kept


def _assign(ink: Ink, lines: Sequence[Draft], x_height: float, reach: float) -> npt.NDArray[Any]:
    """By label the line that a component of no more than letter size stands nearest to, or -1.

    ``reach``: how far beyond the letters of a line, px.
    """
    owner = np.full(len(ink.left), -1, np.int32)
    best = np.full(len(owner), np.inf)
    middle_x = (ink.left + ink.right) / 2
    middle_y = (ink.top + ink.bottom) / 2
    candidates = np.flatnonzero(ink.small(x_height))
    order = candidates[np.argsort(middle_y[candidates], kind="stable")]
    sorted_y = middle_y[order]
    for index, line in enumerate(lines):
        own = line.x_height
        x0, x1 = line.span(ink)
        base = line.base((x0 + x1) / 2)
        tilt = abs(line.slope) * (x1 - x0) / 2
        low, high = np.searchsorted(
            sorted_y,
            [base - own - MARK_ABOVE * x_height - tilt, base + MARK_BELOW * x_height + tilt],
        )
        near = order[low:high]
        near = near[(ink.right[near] > x0 - reach) & (ink.left[near] < x1 + reach)]
        if len(near) == 0:
            continue
        line_y = line.offset + line.slope * middle_x[near]
        above = np.maximum(line_y - own - middle_y[near], 0)
        below = np.maximum(middle_y[near] - line_y, 0)
        outside = np.maximum(np.maximum(x0 - middle_x[near], middle_x[near] - x1), 0)
        ok = (above <= MARK_ABOVE * x_height) & (below <= MARK_BELOW * x_height)
        distance = np.where(ok, above + BELOW_WEIGHT * below + 0.5 * outside, np.inf)
        better = distance < best[near]
        owner[near[better]] = index
        best[near[better]] = distance[better]
    for index, line in enumerate(lines):
        owner[line.letters] = index
    _give_dashes(ink, lines, owner, x_height, reach)
    _give_end_marks(ink, lines, owner, x_height)
    return owner


def _give_dashes(
    ink: Ink, lines: Sequence[Draft], owner: npt.NDArray[Any], x_height: float, reach: float
) -> None:
    """Give the dash before a line to it also where pieces of its first letter lie between."""
    begin = np.full(len(lines), np.inf)
    owned = np.flatnonzero(owner >= 0)
    np.minimum.at(begin, owner[owned], ink.left[owned])
    base = np.array([line.base(left) for line, left in zip(lines, begin, strict=True)])
    own = np.array([line.x_height for line in lines])
    letters = np.array([line.span(ink)[0] for line in lines])
    lists = np.array([len(line.letters) >= FEWEST_AFTER_DASH for line in lines])
    for dash in np.flatnonzero(ink.dashes(x_height) & (owner < 0)):
        middle = (ink.top[dash] + ink.bottom[dash]) / 2
        near = lists & (begin >= ink.right[dash]) & (begin - ink.right[dash] < reach)
        near &= (middle < base) & (middle > base - own) & (letters - begin < x_height)
        if near.any():
            owner[dash] = int(np.flatnonzero(near)[0])


def _give_end_marks(
    ink: Ink, lines: Sequence[Draft], owner: npt.NDArray[Any], x_height: float
) -> None:
    """Give the mark that ends a line to it also where its last letter was in pieces, none of which
    counts as a letter."""
    owned = np.flatnonzero(owner >= 0)
    owned = owned[np.argsort(ink.right[owned], kind="stable")]
    last = np.zeros(len(lines), np.intp)
    last[owner[owned]] = owned
    end = ink.right[last]
    large = np.maximum(ink.width, ink.height) > LARGEST_MARK * x_height
    broken = large[last] & (end > np.array([line.span(ink)[1] for line in lines]))
    marks = np.flatnonzero(~large & (ink.height >= SMALLEST_MARK * x_height) & (owner < 0))
    for number in np.flatnonzero(broken).tolist():
        base, gap = lines[number].base(float(end[number])), ink.left[marks] - end[number]
        near = (gap >= 0) & (gap < MARK_AFTER * x_height)
        near &= ink.top[marks] > base - HIGHEST_MARK * x_height
        near &= ink.bottom[marks] < base + LARGEST_MARK * x_height
        owner[marks[near & (owner[marks] < 0)]] = number


def segment_image(gray: Image, segmentation: Segmentation, segment: Segment, margin: int) -> Image:
    """The segment's own ink on white, ``margin`` px of white around it; numbers off its baseline
    are moved onto it. uint8 gray."""
    box = segment.box
    labels = segmentation.labels[box.top : box.bottom, box.left : box.right]
    owned = segmentation.owner[labels] == segment.index
    owned[labels == 0] = False
    # only foreign ink is left out: strokes too thin for the ink mask are in the gray around
    foreign = ((labels > 0) & ~owned).astype(np.uint8)
    square = np.ones((3, 3), np.uint8)
    outside = (cv2.dilate(foreign, square) > 0) & (cv2.dilate(owned.astype(np.uint8), square) == 0)
    image = np.full((box.height + 2 * margin, box.width + 2 * margin), 255, np.uint8)
    inner = image[margin : margin + box.height, margin : margin + box.width]
    blank = outside | (foreign > 0)
    np.copyto(inner, gray[box.top : box.bottom, box.left : box.right], where=~blank)
    for shift in segment.shifts:
        # a segment may be a piece of the line that the shift is of
        left, right = (max(0, x - box.left + margin) for x in (shift.left - 1, shift.right + 1))
        columns = image[:, left:right]
        moved = np.full_like(columns, 255)
        if shift.down > 0:
            moved[shift.down :] = columns[: -shift.down]
        else:
            moved[: shift.down] = columns[-shift.down :]
        columns[:] = moved
    return image
