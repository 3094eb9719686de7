# SPDX-License-Identifier: Apache-2.0
"""The national title and the Party's heading: where they begin, the letterhead's right column does.

They stand at the top right of a document (Nghị định 30/2020/NĐ-CP, Phụ lục I, ô 1; Hướng dẫn
36-HD/VPTW). A long name of the issuer comes so near that both are read as one line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz

from pipeline.ocr.combining import Reading
from pipeline.ocr.kinds import without_marks
from pipeline.ocr.segments import Segment

# The second to 1976
HEADINGS = (
    "cong hoa xa hoi chu nghia viet nam",
    "viet nam dan chu cong hoa",
    "dang cong san viet nam",
)
LIKE = 88
"""Of 100: how like a heading the words must be."""
ADDRESSEES_SHARE = 0.5
"""The addressees are named in this upper share of the page."""
_ADDRESSEES = re.compile(r"\W{0,2}(?:kinh gui|gui\s?:)")  # what a stamp left of it
UPPER_SHARE = 0.3
"""A letterhead stands in this upper share of its page."""


def parted_at_heading(
    segments: Sequence[Segment], words: dict[int, list[Reading]], height: int
) -> tuple[list[Segment], dict[int, list[Reading]], float | None]:
    """Segments and words with the issuer parted from the heading, and where that begins, px.

    ``height``: of the cleaned page, px. None where there is no heading.
    """
    for segment in segments:
        read = words.get(segment.index, [])
        if segment.base > UPPER_SHARE * height:
            continue
        likeness = [likeness_to_heading(read[n:]) for n in range(len(read))]
        if max(likeness, default=0.0) < LIKE:
            continue
        first = likeness.index(max(likeness))
        left = read[first].place[0]
        if first == 0:
            return list(segments), words, left
        number = max(s.index for s in segments) + 1
        issuer, heading = segment.cut(int(read[first - 1].place[2]), int(left), number)
        rest = [s for s in segments if s is not segment]
        parted = {**words, segment.index: read[:first], number: read[first:]}
        return [*rest, issuer, heading], parted, left
    return list(segments), words, None


def addressees_begin(
    segments: Sequence[Segment], words: Mapping[int, Sequence[Reading]], height: int
) -> float | None:
    """Where `Kính gửi:` stands, px from the top: the letterhead ends above it. None without it."""
    for segment in sorted(segments, key=lambda s: s.base):
        if segment.base > ADDRESSEES_SHARE * height:
            break
        text = without_marks(" ".join(word.text for word in words.get(segment.index, ())[:2]))
        if _ADDRESSEES.match(text):
            return segment.base - segment.x_height
    return None


def likeness_to_heading(words: Sequence[Reading]) -> float:
    """How like one of the headings words are, of 100, however their marks were read."""
    text = " ".join(word.text for word in words)
    if not text.isupper():
        return 0.0
    letters = without_marks(text).replace("-", " ")  # VIỆT-NAM
    plain = "".join(c for c in letters if c.isalpha() or c == " ")
    return max(fuzz.ratio(plain, heading) for heading in HEADINGS)
