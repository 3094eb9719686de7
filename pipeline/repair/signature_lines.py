# SPDX-License-Identifier: Apache-2.0
"""Positions of signers (chức vụ) that the seal covers in part: Ủ TỊCH under TM. ỦY BAN NHÂN DÂN.

The seal lies on the left third of the signature by rule (Nghị định 30/2020/NĐ-CP, Điều 33), and
takes the beginning of lines with it. What can stand there is a closed list, and the authority above
narrows it: a deputy of the chief under KT., no deputy straight under TM. The lines are centred, so
where one ends tells how long it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cache

from rapidfuzz.distance import Levenshtein, Postfix

from lexicon import family_names, is_syllable, positions
from pipeline.model import Box, Line
from pipeline.repair.codes.claims import TO_BE_CHECKED
from pipeline.repair.line_edits import Edit
from pipeline.repair.tokens import bare_letters, strip_marks

UNDER_SEAL = "a position the seal covers in part"
UNDER_SEAL_NAME = "a name the seal covers in part"
NAME_WORDS = (2, 3, 4, 5)
MOST_GUESSED = 1  # letters of a name that repair had another reading of
_AROUND_NAMES = " .,:;_*|'\"`´“”‘’«»‹›<>¡^~•·-–—"  # what stains and rims are read for
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"  # writes T/M, K/T
_AUTHORITY = re.compile(
    r"^\W{0,3}(?P<mark>TM[.,]|T/M|KT[.,]|K/T|TL[.,]|T/L|TUQ\.?|T/U)\s*(?P<of>\S.*)$"
)
# What many signatures begin with
_AUTHORITIES = (
    "TM. ỦY BAN NHÂN DÂN", "TM. HỘI ĐỒNG NHÂN DÂN", "TM. CHÍNH PHỦ",
    "T/M BAN THƯỜNG VỤ", "T/M BAN CHẤP HÀNH", "T/M BAN BÍ THƯ", "T/M BỘ CHÍNH TRỊ",
)  # fmt: skip
_FOR_CHIEF = ("KT.", "K/T")
_ON_BEHALF = "TM."
_SEAL = re.compile(r"[^\w\s./,-]")
_STRANGE = re.compile(r"[^\w\s]")  # PHÓ»CHỦ TỊCH
CAPITALS = 0.6  # share of a line's letters
LETTERS_LEFT = 0.45  # share of a position's letters that must have been read
LEAST_LEFT = 4  # letters
MOST_BEFORE = 8  # letters that a seal adds before what is left
LEAST_BUT_ONE = 6  # letters of which one may be wrong
WRONG_OF_AUTHORITY = 0.2  # share of its letters, at most
LEAST_OF_AUTHORITY = 7  # letters at its end: THƯỜNG VỤ
END_LEFT = 0.55  # the same where no authority stands above
LOST, OTHER = 0.35, 3  # price of a letter lost; how much dearer one wrong or in excess is
DEAREST = 0.35  # a letter of the position
NEARER = 0.4  # than any other position
FARTHEST = 3.0  # what it costs at most that the line ends elsewhere; each letter's width costs 1
NARROW, WIDE = "IJ ", "MW"


def signature_edits(
    flat: Sequence[Line], lines: Sequence[str], signed: AbstractSet[int]
) -> Iterator[Edit]:
    """Edits of damaged positions under sound authorities.

    ``lines``: the texts of ``flat``, otherwise repaired; ``signed``: those that begin a signature.
    An edit takes the whole line.
    """
    above: Line | None = None
    office = ""
    mark = "T/M" if any(PARTY in line for line in lines) else ""
    for number, (line, read) in enumerate(zip(flat, lines, strict=True)):
        text = read
        capital = is_in_capitals(read)
        below = number + 1 if number + 1 < len(lines) else None
        last = below is None or not is_in_capitals(lines[below])
        if above is not None and capital and _stands_under(line.box, above.box):
            if mark in _FOR_CHIEF and bare_letters(read) == bare_letters(office):
                text = _deputy_of(office)  # who signs for the chief is none
            else:
                text = _printed(read, line, above, _possible(mark, office, last)) or read
                if text == read and mark in _FOR_CHIEF and last:
                    text = _deputy_with_end(office, read) or read
                elif text == read and mark not in _FOR_CHIEF:
                    text = _chief_behind_seal(read) or read
        elif capital and number in signed and not _AUTHORITY.match(read):
            text = _first_of_signature(read) or read
        if below is not None and _lost_its_mark(text, line, lines[below], flat[below]):
            text = f"{'K/T' if '/' in mark else 'KT.'} {_chief_at_end(text)}"
        above = None
        authority = _AUTHORITY.match(text) if capital else None
        if authority:
            mark, office = authority["mark"].replace(",", "."), authority["of"].strip(" ,.")
            text = f"{mark}{text[authority.end('mark') :]}"
            authority = _AUTHORITY.match(text)
            assert authority is not None
            whole = _authority_like(mark, office)
            if whole is not None:
                text, office = text[: authority.start("mark")] + whole, whole[len(mark) :].strip()
            if mark in _FOR_CHIEF and bare_letters(office) not in _listed():
                found = _printed(office, None, None, _chiefs())
                if found is None:
                    continue
                text, office = text[: authority.start("of")] + found, found
            above = line
        if text != read:
            yield Edit(number, 0, len(line.text), text, UNDER_SEAL, TO_BE_CHECKED)


def signed_name_edits(
    flat: Sequence[Line], lines: Sequence[str], signed: Iterable[int]
) -> Iterator[Edit]:
    """Edits of names under signatures that lost a capital or gained a mark to the seal:
    `'Trần thị Lưu`, `trần Thị Diệp`.

    ``lines``: the texts of ``flat``, otherwise repaired; ``signed``: all lines of signatures. An
    edit takes the whole line.
    """
    for number in signed:
        line = lines[number]
        core = line.strip(_AROUND_NAMES)
        words = core.split()
        if len(words) not in NAME_WORDS or not all(map(_may_be_of_a_name, words)):
            continue
        printed = " ".join(word.title() for word in words)
        titled = sum(map(str.istitle, words))
        guessed = Levenshtein.distance(bare_letters(flat[number].text), bare_letters(core))
        named = 2 * titled > len(words) and printed.split()[0] in family_names()
        if named and guessed <= MOST_GUESSED and printed != line:
            yield Edit(number, 0, len(flat[number].text), printed, UNDER_SEAL_NAME, TO_BE_CHECKED)


def _may_be_of_a_name(word: str) -> bool:
    return word[1:].islower() and word.isalpha() and is_syllable(word.lower())


def _authority_like(mark: str, office: str) -> str | None:
    """The authority of many signatures that a mark and an office are nearly; None if it is one."""
    left = bare_letters(office)
    for authority in _AUTHORITIES:
        letters = bare_letters(authority[len(mark) :]) if authority.startswith(mark) else ""
        wrong = Levenshtein.distance(left, letters)
        lost_its_begin = len(left) < len(letters) and letters.endswith(left)
        lost_its_begin &= len(left) >= LEAST_OF_AUTHORITY
        if letters and (0 < wrong <= WRONG_OF_AUTHORITY * len(letters) or lost_its_begin):
            return authority
    return None


def _first_of_signature(read: str) -> str | None:
    """The chief or the authority that ends as a signature's first line does; None where unclear."""
    left = bare_letters(read)
    if left in _listed():
        return None
    endings = sorted(
        (len(letters), first)
        for first in (*_chiefs(), *_AUTHORITIES)
        if (letters := bare_letters(first)).endswith(left) and len(left) >= END_LEFT * len(letters)
    )
    if not endings or (len(endings) > 1 and endings[0][0] == endings[1][0]):
        return None
    return endings[0][1] if len(left) < endings[0][0] else None


def _lost_its_mark(text: str, line: Line, deputy: str, below: Line) -> bool:
    """Whether a chief stands over its deputy or the end of that: KT. is lost."""
    chief = None if _AUTHORITY.match(text) else _chief_at_end(text)
    left = bare_letters(deputy)
    if chief is None or not _ends_like(bare_letters(_deputy_of(chief)), left):
        return False
    if line.box is None or below.box is None:
        return False
    of_letter = below.box.width / max(_width(deputy), 1.0)
    aside = (line.box.left + line.box.right - below.box.left - below.box.right) / 2
    whole = left == bare_letters(
        _deputy_of(chief)
    )  # else it lost its beginning under the same seal
    return aside > of_letter or text != chief or not whole


def _ends_like(position: str, left: str) -> bool:
    """Whether a position ends in the letters that are left, but for one of many."""
    if len(left) < LEAST_LEFT:
        return False
    wrong = Levenshtein.distance(position[-len(left) :], left)
    return wrong <= (len(left) >= LEAST_BUT_ONE)


def _deputy_with_end(office: str, read: str) -> str | None:
    """The deputy of a chief, in whose place alone he can sign, if the line ends as that does."""
    deputy, left = _deputy_of(office), bare_letters(read)
    letters = bare_letters(deputy)
    if left in _listed() or len(left) > len(letters) + MOST_BEFORE:
        return None
    return deputy if Postfix.similarity(left, letters) >= LEAST_LEFT else None


def _chief_behind_seal(read: str) -> str | None:
    """The chief at the end of a line, behind a mark and what the seal says: `MẪU „ CHỦ TỊCH`."""
    *before, end = _SEAL.split(read)
    found = _chief_by_letters().get(bare_letters(end))
    return found if before and bare_letters(read) not in _listed() else None


def _chief_at_end(text: str) -> str | None:
    """The chief that a line names, behind what is left of a mark of two letters at most."""
    letters = bare_letters(text)
    found = (_chief_by_letters().get(letters[lost:]) for lost in range(3))
    return next((chief for chief in found if chief is not None), None)


@cache
def _chief_by_letters() -> dict[str, str]:
    return {bare_letters(chief): chief for chief in reversed(_chiefs())}


def _deputy_of(chief: str) -> str:
    return "THỨ TRƯỞNG" if chief == "BỘ TRƯỞNG" else f"PHÓ {chief}"


def _printed(
    read: str, line: Line | None, above: Line | None, possible: Sequence[str]
) -> str | None:
    """The position a damaged line was printed with; None where it is sound, or none is near.

    Of what consists of syllables only letters may be lost, or one be wrong.
    """
    left = bare_letters(read)
    if left in _listed():
        strange = _STRANGE.search(read.strip(" .,"))
        return _listed()[left] if strange else None
    if any(left.startswith(bare_letters(position)) for position in possible):
        return None  # PHÓ CHỦ TỊCH TT
    words = re.findall(r"[^\W\d_]+", read)
    whole = all(len(word) > 1 and is_syllable(word.lower()) for word in words)
    scored = []
    for position in possible:
        letters = bare_letters(position)
        price = LOST * Levenshtein.distance(left, letters, weights=(1, OTHER, OTHER))
        most = LOST * (len(letters) - len(left)) if whole else DEAREST * len(letters)
        if above is not None and len(left) == len(letters) >= LEAST_BUT_ONE:
            most = max(most, LOST * OTHER)  # THÓ CHỦ TỊCH under KT. CHỦ TỊCH
        if len(left) >= LETTERS_LEFT * len(letters) and price <= most:
            scored.append((price + _out_of_place(position, line, above), position))
    scored.sort()
    if not scored or (len(scored) > 1 and scored[1][0] - scored[0][0] < NEARER):
        return None
    return scored[0][1]


@cache
def _possible(mark: str, office: str, last: bool) -> tuple[str, ...]:
    """What can stand under an authority, alone (``last``) or above another line."""
    listed = positions()
    if mark in _FOR_CHIEF:
        deputy = _deputy_of(office)
        return (deputy, *(p.position for p in listed if p.position.startswith(f"{deputy} ")))
    found = tuple(p.position for p in listed if mark != _ON_BEHALF or not p.deputy)
    if last:
        return found
    kt = "K/T" if "/" in mark else "KT."
    return (*found, *(f"{kt} {chief}" for chief in _chiefs()))


@cache
def _chiefs() -> tuple[str, ...]:
    return tuple(p.position for p in positions() if not p.deputy)


@cache
def _listed() -> dict[str, str]:
    """Positions by their letters."""
    return {bare_letters(p.position): p.position for p in positions()}


def _out_of_place(position: str, line: Line | None, above: Line | None) -> float:
    """How far from where it was read a position would end, centred under the line above."""
    if line is None or above is None or line.box is None or above.box is None:
        return 0.0
    of_letter = above.box.width / max(_width(above.text), 1.0)
    end = (above.box.left + above.box.right) / 2 + of_letter * _width(position) / 2
    return min(abs(line.box.right - end) / of_letter, FARTHEST)


def _width(text: str) -> float:
    """The width of capitals, in those of an average one."""
    return sum(0.5 if c in NARROW else 1.3 if c in WIDE else 1.0 for c in strip_marks(text).upper())


def is_in_capitals(text: str) -> bool:
    """Whether most letters of a line are capitals."""
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and sum(c.isupper() for c in letters) > CAPITALS * len(letters)


def _stands_under(box: Box | None, above: Box | None) -> bool:
    """Whether a line stands close under another, in its column."""
    if box is None or above is None:
        return box is above
    gap = box.top - above.bottom
    over = min(box.right, above.right) - max(box.left, above.left)
    return -above.height < gap < 3 * above.height and over > 0
