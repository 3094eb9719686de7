# SPDX-License-Identifier: Apache-2.0
"""Names of signers that a stroke of the pen or the rim of a seal crosses.

A segment is read without the ink that is not its own: letters that hang together with the stroke
go with it, and the rest falls into pieces (`Ng`, `uân`). Such a line is read again with all its
ink, in strips that are cut more and less closely and set in several sizes, and these readings vote
word by word. Names begin with a family name and go on with syllables, each with a capital.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from lexicon import family_names, given_names, is_syllable
from pipeline.cleanup.sheet import Image
from pipeline.model import Box
from pipeline.ocr.combining import Reading
from pipeline.ocr.engine import ReadLine
from pipeline.ocr.segments import Segment, Segmentation

STRIPS = ((1.6, 0.15), (1.8, 0.15), (1.8, 0.35), (2.0, 0.55), (2.2, 0.75))
"""How far the strips reach above the baseline and below it, in x-heights."""
BESIDE, GAP = (0.6, 1.5), 2.0
"""How far they reach on either side beyond the ink of the line, which goes on over gaps of so many
x-heights at most: its first and last letters may hang together with the stroke."""
SAME_LINE, APART = 0.5, 14.0
"""How far apart the baselines of the pieces of a line are at most, and the pieces, in x-heights."""
LETTER, LOST = 1.2, 3.0
"""Width of a letter with its share of the spaces at most, and how much broader a line with the ink
beside it is if it may have lost letters, in x-heights."""
WIDEST = 26.0
"""Width of the line of a name at most, in x-heights."""
FURTHEST_LEFT = 0.4
"""Where its middle is at least, as a share of the page's width: who signs, signs at the right."""
MOST_WORDS, DOUBTED = 8, 0.8
"""Words that such a line may be read as, and confidence of one that is doubted."""
NAME_WORDS = (2, 5)
SIZES = (1.0, 0.85, 1.2)
"""Of the letters, as multiples of the usual: errors at other sizes are other ones."""
MOST_LINES = 3
"""Lines of a page that are read again at most, the lowest first."""
FEWEST, LEAST_ALIKE = 6, 0.4
"""Readings that begin with a family name and are as long, and their share of all."""
LEAST_SHARE, CLEARLY = 0.15, 1.7
"""The share of them that has a word, and how many times as many as have any other."""
CERTAIN = 0.6
"""Share of the readings that have a word of which it is not known that names have it."""
MIDDLE_NAMES = ("Thị", "Văn")
LEAST_SURE, SURE = 0.76, 0.85
"""Confidence of its words, by the share of the readings that have each: they are to be looked at,
and are no noise, also within a seal (see `noise`)."""
_WORD = re.compile(r"[^\W_]+")

ReadStrips = Callable[[Image], Iterable[ReadLine]]
"""Reads lines under each other."""


@dataclass(frozen=True)
class _Line:
    """Segments on one baseline, from left to right, and what was read in them."""

    segments: tuple[Segment, ...]
    words: tuple[Reading, ...]

    @property
    def box(self) -> Box:
        box = Box.around(segment.box for segment in self.segments)
        assert box is not None
        return box

    @property
    def base(self) -> float:
        return sum(segment.base for segment in self.segments) / len(self.segments)


def crossed_names(
    words: Mapping[int, Sequence[Reading]],
    segmentation: Segmentation,
    gray: Image,
    x_height: float,
    read: ReadStrips,
) -> dict[int, list[Reading]]:
    """The words of the segments that are of names crossed by strokes, by segment index.

    ``gray``: the cleaned page, uint8. ``x_height``: px that the models like.
    """
    found: dict[int, list[Reading]] = {}
    spoiled = [line for line in _lines(words, segmentation) if _may_be_a_name(line, segmentation)]
    for line in sorted(spoiled, key=lambda line: -line.base)[:MOST_LINES]:
        read_as: list[str] = []
        for size in SIZES:
            strips = _strips(line, segmentation, gray, size * x_height / segmentation.x_height)
            read_as += [one.text for one in read(strips)]
            if not any(map(_from_family, read_as)):
                break  # it is no name, or is past reading
        name = _name_of(read_as)
        if name is not None:
            found |= {segment.index: [] for segment in line.segments}
            found[line.segments[0].index] = _readings(name, line.box)
    return found


def _lines(words: Mapping[int, Sequence[Reading]], segmentation: Segmentation) -> list[_Line]:
    """The lines at the right of the page, of all pieces that stand near each other."""
    x_height, width = segmentation.x_height, segmentation.labels.shape[1]
    waiting = sorted(
        (
            s
            for s in segmentation.segments
            if s.raised_beside is None and s.box.left + s.box.right > 2 * FURTHEST_LEFT * width
        ),
        key=lambda s: s.box.left,
    )
    lines: list[list[Segment]] = []
    for segment in waiting:
        for line in lines:
            last = line[-1]
            level = abs(last.base - segment.base) < SAME_LINE * x_height
            if level and segment.box.left - last.box.right < APART * x_height:
                line.append(segment)
                break
        else:
            lines.append([segment])
    return [
        _Line(tuple(line), tuple(word for s in line for word in words.get(s.index, ())))
        for line in lines
    ]


def _may_be_a_name(line: _Line, segmentation: Segmentation) -> bool:
    """Whether a short line reads as something between a name and nothing."""
    width = line.box.width / segmentation.x_height
    texts = [word.text for word in line.words]
    letters = sum(map(str.isalpha, "".join(texts)))
    digits = sum(map(str.isdigit, "".join(texts)))
    if not (
        width < WIDEST
        and letters > 2 >= digits
        and len(texts) <= MOST_WORDS
        and not "".join(texts).isupper()
    ):
        return False
    first, last = _reach(line, segmentation)
    lost = max(last - first, line.box.width) / segmentation.x_height - LETTER * letters
    in_pieces = len(line.segments) > 1 and not _families().isdisjoint(_WORD.findall(texts[0])[:1])
    return (
        in_pieces
        or (lost > LOST and any(map(str.istitle, texts)))
        or any(
            word.confidence < DOUBTED and not is_syllable(bare)
            for word in line.words
            if (bare := "".join(_WORD.findall(word.text)))
        )
    )


def _strips(line: _Line, segmentation: Segmentation, gray: Image, scale: float) -> Image:
    """The line cut out with all its ink, more and less closely, under each other."""
    x_height = segmentation.x_height
    height, width = gray.shape
    own = [segment.index for segment in line.segments]
    pieces: list[Image] = []
    first, last = _reach(line, segmentation)
    for beside, (up, down) in itertools.product(BESIDE, STRIPS):
        left = max(0, round(first - beside * x_height))
        right = min(width, round(last + beside * x_height))
        top = max(0, round(line.base - up * x_height))
        bottom = min(height, round(line.base + down * x_height))
        piece = gray[top:bottom, left:right].copy()
        owner = segmentation.owner[segmentation.labels[top:bottom, left:right]]
        piece[(owner >= 0) & ~np.isin(owner, own)] = 255
        size = max(1, round(piece.shape[1] * scale)), max(1, round(piece.shape[0] * scale))
        pieces.append(cv2.resize(piece, size, interpolation=cv2.INTER_AREA).astype(np.uint8))
    edge, gap = round(2 * x_height * scale), round(0.9 * x_height * scale)
    rows = sum(piece.shape[0] + gap for piece in pieces) + 2 * edge
    image = np.full((rows, max(piece.shape[1] for piece in pieces) + 2 * edge), 255, np.uint8)
    top = edge
    for piece in pieces:
        image[top : top + piece.shape[0], edge : edge + piece.shape[1]] = piece
        top += piece.shape[0] + gap
    return image


def _reach(line: _Line, segmentation: Segmentation) -> tuple[int, int]:
    """Where the ink ends, px, that goes on from the line on both sides and is no other line's."""
    x_height, box = segmentation.x_height, line.box
    top, bottom = max(0, round(line.base - x_height)), round(line.base)
    labels = segmentation.labels[top:bottom]
    owner = segmentation.owner[labels]
    own = [segment.index for segment in line.segments]
    inked = np.flatnonzero(((labels > 0) & ((owner < 0) | np.isin(owner, own))).any(axis=0))
    left, right = box.left, box.right
    for x in reversed(inked[inked < left].tolist()):
        if left - x > GAP * x_height or right - x > WIDEST * x_height:
            break
        left = x
    for x in inked[inked > right].tolist():
        if x - right > GAP * x_height or x - left > WIDEST * x_height:
            break
        right = x
    return left, right


def _name_of(readings: Sequence[str]) -> tuple[tuple[str, float], ...] | None:
    """The name that a line was read as several times, each word with the share of the readings that
    have it; None where they do not agree."""
    begun = [name for text in readings if (name := _from_family(text))]
    counts = Counter(len(name) for name in begun).most_common(1)
    if not counts or counts[0][1] < max(FEWEST, LEAST_ALIKE * len(readings)):
        return None
    alike = [name for name in begun if len(name) == counts[0][0]]
    families = Counter(name[0] for name in alike).most_common(2)
    if len(families) > 1 and families[0][1] < CLEARLY * families[1][1]:
        return None
    words = [(families[0][0], families[0][1] / len(alike))]
    for place in range(1, counts[0][0]):
        word = _word_of(Counter(_as_of_a_name(name[place]) for name in alike))
        if word is None:
            return None
        words.append(word)
    return tuple(words)


def _as_of_a_name(word: str) -> str:
    """The word with a capital, if it is written in small letters."""
    return word.title() if word.islower() else word


def _word_of(read: Counter[str]) -> tuple[str, float] | None:
    """The word behind a family name that most readings have, with their share; None: unclear."""
    whole = sum(read.values())
    first, count = read.most_common(1)[0]
    if count >= CERTAIN * whole and first.istitle() and is_syllable(first):
        return first, count / whole
    likely = [(word, n) for word, n in read.most_common() if word in _words_of_names()]
    if not likely:
        return None
    word, count = likely[0]
    other = likely[1][1] if len(likely) > 1 else 0
    clear = count >= LEAST_SHARE * whole and count >= CLEARLY * other
    return (word, count / whole) if clear else None


def _from_family(text: str) -> tuple[str, ...] | None:
    """The words of a line from a family name on, less what stands around them."""
    words = _WORD.findall(text)
    least, most = NAME_WORDS
    for begin, word in enumerate(words):
        if word in _families() and all(len(before) == 1 for before in words[:begin]):
            name = words[begin:]
            while len(name) > least and len(name[-1]) == 1:
                name.pop()
            return tuple(name) if least <= len(name) <= most else None
    return None


@cache
def _families() -> frozenset[str]:
    """Family names, of those of two words the first; but for the commonest middle name."""
    return frozenset(name.split()[0] for name in family_names()) - {"Văn"}


@cache
def _words_of_names() -> frozenset[str]:
    """Words that stand behind family names."""
    return frozenset((*MIDDLE_NAMES, *(given.name for given in given_names())))


def _readings(name: Sequence[tuple[str, float]], box: Box) -> list[Reading]:
    """The words of a name, each as broad as its share of the letters."""
    letters = sum(len(word) + 1 for word, _ in name) - 1
    found, at = [], 0
    for word, share in name:
        left = box.left + box.width * at / letters
        right = box.left + box.width * (at + len(word)) / letters
        place = (left, float(box.top), right, float(box.bottom))
        found.append(Reading(word, LEAST_SURE + (SURE - LEAST_SURE) * share, place))
        at += len(word) + 1
    return found
