# SPDX-License-Identifier: Apache-2.0
"""Positions of signers (chức vụ) that the seal covers in part: Ủ TỊCH under TM. ỦY BAN NHÂN DÂN.

The seal lies on the left third of the signature by rule (Nghị định 30/2020/NĐ-CP, Điều 33), and
takes the beginning of lines with it. What can stand there is a closed list, and the authority above
narrows it: a deputy of the chief under KT., no deputy straight under TM. The lines are centred, so
where one ends tells how long it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import Levenshtein, Postfix

from lexicon import is_syllable, positions
from pipeline.model import Box, Line
from pipeline.repair.codes.claims import TO_BE_CHECKED
from pipeline.repair.line_edits import Edit
from pipeline.repair.tokens import bare_letters, strip_marks

UNDER_SEAL = "a position the seal covers in part"
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"  # writes T/M, K/T
_AUTHORITY = re.compile(
    r"^\W{0,3}(?P<mark>(?:TM|KT|TL|TUQ)(?:[.,:]|(?=\s))|T/M|K/T|T/L|T/U)\s*(?P<of>\S.*)$"
)
# What many signatures begin with
_AUTHORITIES = (
    "TM. ỦY BAN NHÂN DÂN", "TM. HỘI ĐỒNG NHÂN DÂN", "TM. CHÍNH PHỦ",
    "TM. THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN",
    "T/M BAN THƯỜNG VỤ", "T/M BAN CHẤP HÀNH", "T/M BAN BÍ THƯ", "T/M BỘ CHÍNH TRỊ",
)  # fmt: skip
# Who signs on behalf of a body; whether a deputy may do so with no KT. over it
_HEADS: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("ỦY BAN NHÂN DÂN", ("CHỦ TỊCH",), False),
    ("HỘI ĐỒNG NHÂN DÂN", ("CHỦ TỊCH",), False),
    ("THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN", ("CHỦ TỊCH",), True),
    ("BAN THƯỜNG VỤ", ("BÍ THƯ", "CHỦ TỊCH"), True),
    ("BAN CHẤP HÀNH", ("BÍ THƯ", "CHỦ TỊCH"), True),
    ("BAN BÍ THƯ", ("THƯỜNG TRỰC BAN BÍ THƯ", "BÍ THƯ TRUNG ƯƠNG ĐẢNG"), False),
    ("BỘ CHÍNH TRỊ", ("TỔNG BÍ THƯ", "THƯỜNG TRỰC BAN BÍ THƯ"), False),
    ("CHÍNH PHỦ", ("THỦ TƯỚNG",), False),
)
_FOR_CHIEF = ("KT.", "K/T")
_ON_BEHALF = "TM."
_ACTING = "QUYỀN "  # rare: damaged lines are taken for others
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
DEAREST, DEAREST_ALONE = 0.35, 0.25  # a letter of the position; where no authority is above
NEARER = 0.4  # than any other position
FARTHEST = 3.0  # what it costs at most that the line ends elsewhere; each letter's width costs 1
IN_PLACE, CLEARLY_IN_PLACE = 0.8, 1.0  # widths of a letter: off its place; more than any other
MOST_OF_DEPUTY = 2  # letters of a deputy read as another position
LAST_WORD = 5  # letters
NARROW, WIDE = "IJ ", "MW"


@dataclass(frozen=True, slots=True)
class Authority:
    """On whose authority is signed: the line as read, and its mark and office as printed."""

    line: Line
    mark: str
    office: str

    @property
    def is_for_chief(self) -> bool:
        return self.mark in _FOR_CHIEF


def signature_edits(
    flat: Sequence[Line], lines: Sequence[str], signed: AbstractSet[int]
) -> Iterator[Edit]:
    """Edits of damaged positions and of the authorities over them.

    ``lines``: the texts of ``flat``, otherwise repaired; ``signed``: those that begin a signature.
    An edit takes the whole line.
    """
    above: Authority | None = None
    party = any(PARTY in line for line in lines)
    for number, (line, read) in enumerate(zip(flat, lines, strict=True)):
        below = number + 1 if number + 1 < len(lines) else None
        last = below is None or not is_in_capitals(lines[below])
        text = read
        if above is not None and _may_stand_under(read, line.box, above.line.box):
            text = _position_under(above, line, read, last)
        elif number in signed and is_in_capitals(read) and not _authority_in(read):
            text = _first_of_signature(read, party) or read
        if below is not None and _lost_its_mark(text, line, lines[below], flat[below]):
            text = f"{_for_chief(party)} {_chief_at_end(text)}"
        above = None
        found = _authority_in(text) if is_in_capitals(text) else None
        if found:
            mark, office = _authority_printed(found)
            if office is None:
                continue
            above = Authority(line, mark, office)
            party = "/" in mark
            if office != found["of"].strip(" ,."):
                text = f"{mark} {office}"
            else:
                text = f"{mark}{text[found.end('mark') :]}"
        if text != read:
            yield Edit(number, 0, len(line.text), text, UNDER_SEAL, TO_BE_CHECKED)


def _authority_printed(found: re.Match[str]) -> tuple[str, str | None]:
    """Mark and office of an authority; no office where it is not known who is signed for."""
    mark, office = found["mark"].rstrip(".,:"), found["of"].strip(" ,.")
    mark += "" if "/" in mark else "."
    whole = _authority_like(mark, office)
    if whole is not None:
        old = strip_marks(office[:2]) == "UY" and office[0] == "U" and office[1] != "Y"
        return mark, whole[len(mark) :].strip().replace("ỦY", "UỶ" if old else "ỦY")
    if mark not in _FOR_CHIEF:
        return mark, office
    if bare_letters(office) in _listed():
        return mark, office.upper()  # KT. tổng CỤC TRƯỞNG
    return mark, _printed(office, None, None, _chiefs())


def _position_under(above: Authority, line: Line, read: str, last: bool) -> str:
    """What was printed on a line under an authority; ``last``: no position is under it."""
    if _signs_for_chief(read):
        return read
    left = _without_seal(read)
    for text in dict.fromkeys((read, line.text, left)):
        found = _position_printed(above, line, text, last)
        if found is not None:
            return found
    return left if bare_letters(left) in _listed() else read


def _position_printed(above: Authority, line: Line, read: str, last: bool) -> str | None:
    """The position that a line under an authority shows; None where it is sound or unclear."""
    possible = _possible(above.mark, above.office, last)
    if above.is_for_chief:
        deputy, left = _deputy_of(above.office), bare_letters(read)
        if left == bare_letters(above.office):
            return deputy  # who signs for the chief is none
        other = left in _listed() and not any(left.startswith(bare_letters(p)) for p in possible)
        if other and Levenshtein.distance(left, bare_letters(deputy)) <= MOST_OF_DEPUTY:
            return deputy
    return (
        _printed(read, line, above, possible)
        or (_deputy_with_end(above.office, read) if above.is_for_chief and last else None)
        or _position_with_end(read, line, above, possible)
        or (None if above.is_for_chief else _chief_behind_seal(read))
        or (_printed(read, line, above, possible, damaged=True) if _has_marks(read) else None)
    )


def _position_with_end(
    read: str, line: Line, above: Authority, possible: Sequence[str]
) -> str | None:
    """The position whose last words were read, where it alone ends so far to the right.

    Of the Party's positions the whole line may be such an end: BÍ THƯ of PHÓ BÍ THƯ. Then it
    begins where it does in that, too.
    """
    words = read.split()
    is_listed = bare_letters(read) in _listed()
    for first in range(len(words)):
        end = " ".join(words[first:])
        left = bare_letters(end)
        if len(left) < LEAST_LEFT:
            return None
        fitting = [position for position in possible if bare_letters(position).endswith(left)]
        if fitting:
            break
    else:
        return None
    sound = is_listed if first else "/" not in above.mark
    if sound or line.box is None or above.line.box is None:
        return None
    scored = sorted((_out_of_place(position, line, above), position) for position in fitting)
    (away, best), *others = scored
    if away > IN_PLACE or (others and others[0][0] < away + CLEARLY_IN_PLACE):
        return None
    if first == 0:
        begins = line.box.right - _letter(above) * _width(end)
        if bare_letters(best) == left or abs(line.box.left - begins) > IN_PLACE * _letter(above):
            return None
    return best


def _signs_for_chief(text: str) -> bool:
    """Whether a line is KT. or K/T and a chief."""
    found = _AUTHORITY.match(text)
    return found is not None and found["mark"][0] == "K" and bare_letters(found["of"]) in _listed()


def _authority_in(text: str) -> re.Match[str] | None:
    """The mark of an authority and its office; without a point where the office is a known one."""
    found = _AUTHORITY.match(text)
    if found is None or not found["mark"].isalpha():
        return found
    left = bare_letters(found["of"])
    known = left in _listed() or any(
        bare_letters(authority) == bare_letters(found["mark"]) + left for authority in _AUTHORITIES
    )
    return found if known else None


def _without_seal(read: str) -> str:
    """The capitals that a line ends with, if words in other letters are before: `mắt CHỦ TỊCH`."""
    words = read.split()
    while words and not words[0].isupper() and any(map(str.isalpha, words[0])):
        words = words[1:]
    return " ".join(words)


def _for_chief(party: bool) -> str:
    return "K/T" if party else "KT."


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


def _first_of_signature(read: str, party: bool = False) -> str | None:
    """The chief or the authority that a signature's first line shows; None where it is unclear."""
    whole = read
    if not read.upper().startswith("K"):  # k7. GIÁM ĐỐC
        read = _without_seal(read)
    left = bare_letters(read)
    if left in _listed():
        return read if read != whole else None
    endings = sorted(
        (len(letters), first)
        for first in (*_chiefs(), *_AUTHORITIES)
        if (letters := bare_letters(first)).endswith(left) and len(left) >= END_LEFT * len(letters)
    )
    if not endings:
        possible = (*_chiefs(), *(f"{_for_chief(party)} {chief}" for chief in _chiefs()))
        damaged = _has_marks(read)
        return _printed(read, None, None, possible, damaged=damaged, dearest=DEAREST_ALONE)
    if len(endings) > 1 and endings[0][0] == endings[1][0]:
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
    """The deputy of a chief; of one with two offices that of the second: BỘ TRƯỞNG, CHỦ NHIỆM."""
    chief = chief.rpartition(", ")[2]
    return "THỨ TRƯỞNG" if chief == "BỘ TRƯỞNG" else f"PHÓ {chief}"


def _printed(
    read: str,
    line: Line | None,
    above: Authority | None,
    possible: Sequence[str],
    *,
    damaged: bool = False,
    dearest: float = DEAREST,
) -> str | None:
    """The position a damaged line was printed with; None where it is sound, or none is near.

    Of what consists of syllables only letters may be lost, or one be wrong, if it is not
    ``damaged``. ``dearest``: what each letter of the position may cost.
    """
    left = bare_letters(read)
    if left in _listed():
        strange = _STRANGE.search(read.strip(" .,"))
        return _listed()[left] if strange else None
    if any(left.startswith(bare_letters(position)) for position in possible):
        return None  # PHÓ CHỦ TỊCH TT
    words = re.findall(r"[^\W\d_]+", read)
    whole = not damaged and all(
        len(word) > 1 and word.isupper() and is_syllable(word.lower()) for word in words
    )
    scored = []
    for position in possible:
        letters = bare_letters(position)
        price = LOST * Levenshtein.distance(left, letters, weights=(1, OTHER, OTHER))
        most = LOST * (len(letters) - len(left)) if whole else dearest * len(letters)
        if above is not None and len(left) == len(letters) >= LEAST_BUT_ONE:
            most = max(most, LOST * OTHER)  # THÓ CHỦ TỊCH under KT. CHỦ TỊCH
        if len(left) >= LETTERS_LEFT * len(letters) and price <= most:
            scored.append((price + _out_of_place(position, line, above), position))
    scored.sort()
    if not scored or (len(scored) > 1 and scored[1][0] - scored[0][0] < NEARER):
        return None
    return scored[0][1]


def _has_marks(read: str) -> bool:
    return _STRANGE.search(read.strip(" .,-–—")) is not None


@cache
def _possible(mark: str, office: str, last: bool) -> tuple[str, ...]:
    """What can stand under an authority, alone (``last``) or above another line."""
    listed = positions()
    if mark in _FOR_CHIEF:
        deputy = _deputy_of(office)
        return (deputy, *(p.position for p in listed if p.position.startswith(f"{deputy} ")))
    heads, deputies = _heads_of(office)
    found = [
        p.position
        for p in listed
        if not (p.deputy or p.position.startswith(_ACTING)) and _is_one_of(p.position, heads)
    ]
    if deputies or (mark != _ON_BEHALF and heads is None):
        found += (p.position for p in listed if p.deputy and _is_one_of(p.position, heads))
    if not last:
        found += (
            f"{_for_chief('/' in mark)} {chief}" for chief in _chiefs() if _is_one_of(chief, heads)
        )
    return tuple(found)


def _heads_of(office: str) -> tuple[tuple[str, ...] | None, bool]:
    """The heads of a body, None where any may be one, and whether deputies sign on its behalf."""
    letters = bare_letters(office)
    for body, heads, deputies in _HEADS:
        if letters.startswith(bare_letters(body)):
            return heads, deputies
    return None, False


def _is_one_of(position: str, heads: tuple[str, ...] | None) -> bool:
    """Whether a position is one of the heads of a body or the deputy of one."""
    own = position.removeprefix("PHÓ ")
    return heads is None or any(own == head or own.startswith(f"{head} ") for head in heads)


@cache
def _chiefs() -> tuple[str, ...]:
    return tuple(p.position for p in positions() if not p.deputy)


@cache
def _listed() -> dict[str, str]:
    """Positions by their letters."""
    return {bare_letters(p.position): p.position for p in positions()}


def _out_of_place(position: str, line: Line | None, above: Authority | None) -> float:
    """How far from where it was read a position would end, centred under the authority."""
    if line is None or above is None or line.box is None or above.line.box is None:
        return 0.0
    box, letter = above.line.box, _letter(above)
    width = letter * _width(f"{above.mark} {above.office}")
    lost = width - box.width > letter
    middle = box.right - width / 2 if lost else (box.left + box.right) / 2
    end = middle + letter * _width(position) / 2
    return min(abs(line.box.right - end) / letter, FARTHEST)


def _letter(above: Authority) -> float:
    """The width of an average capital of an authority, in pixels."""
    assert above.line.box is not None
    return above.line.box.width / max(_width(above.line.text), 1.0)


def _width(text: str) -> float:
    """The width of capitals, in those of an average one."""
    return sum(0.5 if c in NARROW else 1.3 if c in WIDE else 1.0 for c in strip_marks(text).upper())


def is_in_capitals(text: str) -> bool:
    """Whether most letters of a line are capitals."""
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and sum(c.isupper() for c in letters) > CAPITALS * len(letters)


def _may_stand_under(text: str, box: Box | None, above: Box | None) -> bool:
    """Whether a line close under another is in capitals, or ends so: `wäld1ổ TRƯỞNG`."""
    *_, last = text.split() or ("",)
    ends_so = last.isupper() and len(last) >= LAST_WORD
    return (is_in_capitals(text) or ends_so) and _stands_under(box, above)


def _stands_under(box: Box | None, above: Box | None) -> bool:
    """Whether a line stands close under another, in its column."""
    if box is None or above is None:
        return box is above
    gap = box.top - above.bottom
    over = min(box.right, above.right) - max(box.left, above.left)
    return -above.height < gap < 3 * above.height and over > 0
