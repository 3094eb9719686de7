# SPDX-License-Identifier: Apache-2.0
"""Raised numbers of footnotes and of square metres: small digits that float beside a line.

Tesseract reads them as quotation marks, and their ink looks like a line of its own. They are taken
out of the line, read by themselves, larger, and set behind their word as `chỉ đạo¹`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.ocr.combining import Reading
from pipeline.ocr.ink import Draft, Ink

# all in x-heights of the line
LOWEST_FOOT, HIGHEST_FOOT, HIGHEST_HEAD = 0.4, 1.2, 2.5
"""How far above the baseline raised digits begin, and end: raised by a third of the size of the
print they begin at 0.75."""
LEAST_HEIGHT, MOST_HEIGHT, LEAST_PIECE = 0.62, 1.8, 0.32
"""Of digits at two thirds of their size 0.95, at five sixths 1.2, of brackets around them 1.4 and
1.7; quotation marks and the ring of degrees are lower. What is left of broken digits may be."""
LOWEST_BRACKET, LEAST_BRACKET = 0.2, 1.15
"""Where brackets begin, and how high they are, at least."""
MOST_WIDTH = 0.9
BEHIND_WORD, NEXT_WORD, BEFORE_WORD = 0.45, 0.25, 1.2
"""Gap from the word before, at most, to the next word, at least, and to the first word of a
footnote that begins with its number."""
BESIDE_EACH_OTHER = 0.6
COVERED = 0.25
"""Share of its width that it may have a letter of the line above or below it: marks have one."""
LEVEL = 0.2
"""How near the feet of the letters beside must be to the baseline."""
MOST_PIECES = 8
STEM_WIDTH, STEM_HEIGHT = 0.5, 1.25
"""Of the upright stroke of a capital: narrower, and higher."""
FEWEST_LETTERS = 4
LIKE_DIGITS = str.maketrans({"l": "1", "I": "1", "|": "1", "i": "1", "!": "1", "O": "0", "o": "0"})
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_NUMBER = re.compile(r"[\[(]?([1-9]\d{0,2})[\])]?")
SURE, SURE_IN_ORDER, SURE_BARE, SURE_STROKE = 0.75, 0.3, 0.9, 0.4
"""Confidence of digits alone, at least; in order; without the brackets that the others have; of a
stroke for 1."""
NEAR = 3
"""Raised numbers before and behind among which the next smaller and larger are looked for."""
JOINED = 1.2
"""Gap before a mark (`;`) that stood behind a raised number, in x-heights."""
BRACKETS = "()[]"
_BRACKET_LEFT = "“”‘’\"'°(["
"""What the first bracket of a number is read as where it hangs together with the word."""
_ENDS_RAISED = re.compile(r"[⁰¹²³⁴-⁹]$|\w[(\[]\d{1,3}[)\]]$")
_MARKS_ALONE = re.compile(r"[.,;:„]+|i")
_SEMICOLON = str.maketrans("„i", ";;")  # what a semicolon alone is read as
_MARKS_BEHIND = re.compile(r"[.,;:)\]”\"]*$")


@dataclass(frozen=True)
class Raised:
    """Labels of the ink of a raised number, left to right, and the line it belongs to.

    ``certain``: it is no piece of a letter: bows of worn P, D, R stand close behind their stem.
    """

    labels: tuple[int, ...]
    line: int
    certain: bool


def raised_numbers(
    ink: Ink, lines: Sequence[Draft], owner: npt.NDArray[Any], x_height: float
) -> list[Raised]:
    """Groups of raised digits. ``owner``: by label the number of the line it was given to, or -1.

    Those that stand behind a word come before those that begin a footnote.
    """
    found = []
    hosts = [n for n, line in enumerate(lines) if len(line.letters) >= FEWEST_LETTERS]
    groups = {n: _groups(ink, _floating(ink, lines[n], owner), lines[n]) for n in hosts}
    taken: set[int] = set()
    for behind_word in (True, False):
        for number in hosts:
            for group in groups[number]:
                if taken & set(group) or not _stands(ink, lines[number], group, behind_word):
                    continue
                taken |= set(group)
                certain = not (behind_word and _is_behind_stem(ink, lines[number], group))
                found.append(Raised(tuple(group), number, certain))
    return found


def _floating(ink: Ink, line: Draft, owner: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Labels of what is as high above the baseline as raised digits, with no letter below."""
    own = line.x_height
    left, right = line.span(ink)
    middle = (ink.left + ink.right) / 2
    foot = (line.offset + line.slope * middle - ink.bottom) / own
    height, width = ink.height / own, ink.width / own
    like = (foot >= LOWEST_FOOT) | ((foot >= LOWEST_BRACKET) & (height >= LEAST_BRACKET))
    like &= (foot <= HIGHEST_FOOT) & (foot + height <= HIGHEST_HEAD) & (owner >= 0)
    like &= (height <= MOST_HEIGHT) & (width <= MOST_WIDTH)
    like &= (height >= LEAST_PIECE) | (width >= LEAST_PIECE)  # no dots
    like &= (ink.right > left - 4 * own) & (ink.left < right + 4 * own)
    labels = np.flatnonzero(like)
    below = (foot < LOWEST_BRACKET) & (foot + height > 0) & ~like  # the foot of a worn 2 too
    below[0] = False
    letters = np.flatnonzero(below)
    shared = np.minimum(ink.right[labels, None], ink.right[letters]) - np.maximum(
        ink.left[labels, None], ink.left[letters]
    )
    narrower = np.minimum(ink.width[labels, None], ink.width[letters])
    return labels[(shared <= COVERED * narrower).all(axis=1)]


def _groups(ink: Ink, labels: npt.NDArray[Any], line: Draft) -> list[list[int]]:
    """Neighbours that are one number, of its height; no bracket without a digit."""
    own = line.x_height
    feet = line.offset + line.slope * (ink.left + ink.right) / 2 - ink.bottom
    groups: list[list[int]] = []
    reach = -np.inf
    for label in labels[np.argsort(ink.left[labels])]:
        if ink.left[label] - reach >= BESIDE_EACH_OTHER * own:
            groups.append([])
        groups[-1].append(int(label))
        reach = max(reach, float(ink.right[label]))
    heights = [int(ink.bottom[group].max() - ink.top[group].min()) for group in groups]
    return [
        group
        for group, height in zip(groups, heights, strict=True)
        if len(group) <= MOST_PIECES
        and LEAST_HEIGHT * own <= height <= MOST_HEIGHT * own
        and feet[group].max() >= LOWEST_FOOT * own
    ]


def _stands(ink: Ink, line: Draft, group: Sequence[int], behind_word: bool) -> bool:
    """Whether a group floats behind a word of the line, or else before its first word.

    The letters beside stand on the baseline.
    """
    own = line.x_height
    left, right = int(ink.left[group].min()), int(ink.right[group].max())
    letters = np.setdiff1d(line.letters[ink.height[line.letters] >= LEAST_HEIGHT * own], group)
    before = letters[ink.right[letters] <= left + COVERED * own]
    behind = letters[ink.left[letters] >= right - COVERED * own]
    gap_before = left - ink.right[before].max() if len(before) else np.inf
    gap_behind = ink.left[behind].min() - right if len(behind) else np.inf
    if behind_word and not (gap_before < BEHIND_WORD * own and gap_behind >= NEXT_WORD * own):
        return False
    if not behind_word and (len(before) or gap_behind >= BEFORE_WORD * own):
        return False
    around = letters[(ink.right[letters] > left - 6 * own) & (ink.left[letters] < right + 6 * own)]
    middle = (ink.left[around] + ink.right[around]) / 2
    feet = ink.bottom[around] - (line.offset + line.slope * middle)
    return bool((np.abs(feet) < LEVEL * own).mean() > 0.5)


def _is_behind_stem(ink: Ink, line: Draft, group: Sequence[int]) -> bool:
    """Whether what is nearest before a group is an upright stroke of a capital."""
    letters = np.setdiff1d(line.letters, group)
    before = letters[ink.left[letters] < ink.left[group].min()]
    nearest = before[ink.right[before].argmax()]
    own = line.x_height
    return bool(ink.width[nearest] < STEM_WIDTH * own and ink.height[nearest] > STEM_HEIGHT * own)


def numbers_told(
    readings: Sequence[Sequence[Reading]], certain: Sequence[bool], begins: Sequence[bool]
) -> list[str | None]:
    """What raised numbers of a page say, in reading order, by their readings alone; None: none do.

    Footnotes are counted: a number that follows the one before needs less to be believed, and one
    that could not be read is told by those beside it. Others are believed where nothing but a
    raised number can stand (``certain``), strokes for 1 where they begin a line (``begins``) or
    have a bracket. Digits alone come as `¹²`, else as `(12)`.
    """
    texts = ["".join(word.text for word in words).rstrip(".,;'") for words in readings]
    sure = [min((word.confidence for word in words), default=0.0) for words in readings]
    exact = [_value(text) for text in texts]
    likely = [_value(text.replace("q", "(1").translate(LIKE_DIGITS)) for text in texts]
    values: list[int | None] = []
    for n, (value, like) in enumerate(zip(exact, likely, strict=True)):
        if value is not None and sure[n] >= SURE and (certain[n] or _in_order(value, likely, n)):
            values.append(value)
        elif like is not None and sure[n] >= SURE_IN_ORDER and _in_order(like, likely, n):
            values.append(like)
        elif (
            like == 1
            and certain[n]
            and sure[n] >= SURE_STROKE
            and (begins[n] or set(texts[n]) & set(BRACKETS))
        ):
            values.append(1)
        else:
            values.append(None)
    for n, known in enumerate(values):
        before = next((v for v in reversed(values[max(0, n - NEAR) : n]) if v is not None), None)
        behind = next((v for v in values[n + 1 : n + 1 + NEAR] if v is not None), None)
        if known is None and before is not None and behind == before + 2:
            values[n] = before + 1
    pairs = Counter(pair for text in texts for pair in ("()", "[]") if set(text) & set(pair))
    usual, times = pairs.most_common(1)[0] if pairs else ("", 0)
    told: list[str | None] = []
    for n, (text, value) in enumerate(zip(texts, values, strict=True)):
        bare = text.isdigit() and sure[n] > SURE_BARE  # m² among (1) and (2)
        pair = usual if 2 * times > len(texts) and not bare else ""
        if sure[n] >= SURE and text[:1] + text[-1:] in pairs:
            pair = text[0] + text[-1]
        number = f"{pair[0]}{value}{pair[1]}" if pair else str(value).translate(SUPERSCRIPTS)
        told.append(number if value is not None else None)
    return told


def _value(text: str) -> int | None:
    match = _NUMBER.fullmatch(text)
    return int(match[1]) if match else None


def _in_order(value: int, values: Sequence[int | None], at: int) -> bool:
    """Whether the next smaller number is near before, or the next larger one behind."""
    before, behind = values[max(0, at - NEAR) : at], values[at + 1 : at + 1 + NEAR]
    return value - 1 in before or value + 1 in behind


def in_reading_order(raised: Sequence[tuple[float, float]], x_height: float) -> list[int]:
    """Positions of raised numbers in reading order, by base of their line and left edge, px."""
    by_base = sorted(range(len(raised)), key=lambda n: raised[n][0])
    lines: list[list[int]] = []
    for n in by_base:
        if not lines or raised[n][0] - raised[lines[-1][-1]][0] > 0.6 * x_height:
            lines.append([])
        lines[-1].append(n)
    return [n for line in lines for n in sorted(line, key=lambda n: raised[n][1])]


def with_raised(words: Sequence[Reading], numbers: Sequence[Reading], own: float) -> list[Reading]:
    """The words of a line, raised numbers set behind those that they float beside.

    ``own``: x-height of the line, px. A number before the first word stays a word of its own.
    """
    made = list(words)
    for number in sorted(numbers, key=lambda reading: reading.place[0]):
        left, right = number.place[0], number.place[2]
        at = sum((word.place[0] + word.place[2]) / 2 < left for word in made)
        if at < len(made) and made[at].place[0] < left - own:
            at += 1  # a long word with marks behind the number
        if at == 0:
            made.insert(0, number)
            continue
        word = made[at - 1]
        cut = len(word.text)
        if word.place[2] > right - 0.2 * own:  # đạo; with the number before its mark
            marks = _MARKS_BEHIND.search(word.text)
            cut = marks.start() if marks and marks.start() else cut
        tail = word.text[cut:]
        tail = tail[:1] if set(tail) == {"."} else tail  # the gap is no further dots
        stem = word.text[:cut]
        if number.text[0] in "([":
            stem = stem.rstrip(_BRACKET_LEFT)
        others = tuple(
            (other.rstrip(".,;:") + number.text + tail, odds) for other, odds in word.alternatives
        )
        place = (*word.place[:2], max(word.place[2], right), word.place[3])
        made[at - 1] = replace(
            word,
            text=stem + number.text + tail,
            place=place,
            alternatives=others,
            confidence=min(word.confidence, number.confidence),
        )
    return with_marks_joined(made, own)


def with_marks_joined(words: Sequence[Reading], own: float) -> list[Reading]:
    """The words of a line, marks alone set behind the raised number that they follow."""
    made: list[Reading] = []
    for word in words:
        last = made[-1] if made else None
        if (
            last is not None
            and _ENDS_RAISED.search(last.text)
            and _MARKS_ALONE.fullmatch(word.text)
            and word.place[0] - last.place[2] < JOINED * own
        ):
            place = (*last.place[:2], word.place[2], max(last.place[3], word.place[3]))
            made[-1] = replace(
                last, text=last.text + word.text[0].translate(_SEMICOLON), place=place
            )
        else:
            made.append(word)
    return made
