# SPDX-License-Identifier: Apache-2.0
"""Signers: on whose authority (TM., KT., TL., TUQ.; the Party writes T/M, K/T), position, name.

Nghị định 30/2020/NĐ-CP, Phụ lục I, ô 7a-7c; Hướng dẫn 36-HD/VPTW. `KT. CHỦ TỊCH / PHÓ CHỦ TỊCH`:
the first row is the authority, the second the position.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from lexicon import family_names, is_syllable
from lexicon.documents import organisation_heads
from pipeline.extract.positions import read_position, without_specks
from pipeline.extract.rows import (
    SIGNING_MARK,
    Column,
    Row,
    is_capitals,
    is_signed_for,
    plain,
    plain_family_names,
)
from pipeline.model import BlockKind
from pipeline.record import Signer
from pipeline.repair.codes import spells_no_word
from pipeline.repair.codes.letters import UPPER

_TITLE_OF_NAME = re.compile(
    r"^(?:(?:GS|PGS|TS|TSKH|ThS|Ths|CN|KS|BS|BSCKI{1,2}|BSCK\s?[I12]{1,2}|DS|LS|NGND|NGƯT|NSND"
    r"|TTND|TTƯT|Đ/c|Đồng chí|(?:Ông|Bà)(?=(?:\s\S+){3}))\s?[.:]?\s*)+"
)
_RANK = re.compile(
    r"^(?:(?:Đại|Thượng|Trung|Thiếu)\s+(?:tướng|tá|úy)|Đại tướng|Chuẩn đô đốc|Phó đô đốc|Đô đốc)\s+"
)
_SIGNED = re.compile(
    rf"^(?:[\[(]?\s*(?i:đã ký|daky|da ky)\s*[\])]?\s*[:.]?\s*|\[d(?:a(?:k(?:y)?)?)?)(?=[{UPPER}])"
)
"""What stands for the signature before a name; the portal of the Government prints ``[daky]``,
often cut off by the frame of the name."""
_AROUND = re.compile(r"^(?:(?!\[d)[\W_])+|[\W_]+$")
_NOT_NAMES = re.compile(
    r"\d|[/:;@]|^\(?(?:da ky|ky boi|nguoi ky|ky thay|chu ky|noi nhan|thoi gian|ngay|co quan"
    r"|dong dau|ho ten|ky, )"
)
_OF_AN_OFFICE = re.compile(
    r"\b(?:thuong (?:vu|truc)|nhan dan|bi thu|pho bi|chu tich|giam doc|truong ban|van phong"
    r"|hoi dong|uy ban|bo chinh tri|ngan sach|kinh te|xa hoi|phap che)\b"
)
_GARBLED_MARK = re.compile(rf"\w{{1,3}}\s?[.,]\s*(?=[{UPPER}])")
_SPECK_IN_OFFICE = re.compile(r"(?<=[^\W\d_])[.,'](?=\s+\w)")
ASIDE = 1.2  # how far right of the middle a name stands that lost its begin, in its heights
_WORDS_OF_RANK, _WORDS_OF_NAME = 2, 3
LONGEST_BELOW = 60  # of a row below a signature
_NUMBERED = re.compile(r"[IVXL]{1,6}")
_KEPT = frozenset(("Lưu", "LƯU"))  # a family name too
_TITLE_WORDS = frozenset(("ông", "bà", "và", "các", "của", "là", "theo"))


@dataclass(frozen=True, slots=True)
class SignerRows:
    """A signer with the rows it was read from."""

    signer: Signer
    rows: tuple[Row, ...]


def personal_name(row: Row) -> str | None:
    """The name a row consists of, without academic titles and ranks; else None."""
    text = _AROUND.sub("", row.text)
    text = _RANK.sub("", _TITLE_OF_NAME.sub("", _SIGNED.sub("", text)))
    text = _without_garbage(text)
    words = text.split()
    if not 2 <= len(words) <= 6 or len(text) > 40 or _NOT_NAMES.search(plain(text)):
        return None
    if not all(word.istitle() or word.isupper() for word in words):
        return None
    if any(not re.fullmatch(r"[^\W\d_]+['’.-]?(?:[^\W\d_]+)?['’]?", word) for word in words):
        return None
    if _NUMBERED.fullmatch(words[-1]):
        return None  # Chương II
    if words[0] in _KEPT and not all(map(str.istitle, words)):
        return None  # Lưu VT
    if is_capitals(text) and (
        plain(words[0]) not in plain_family_names()
        or _OF_AN_OFFICE.search(plain(text))
        or _begins_an_office(words[0])
    ):
        return None
    if any(word.lower() in _TITLE_WORDS for word in words[words[0] == "Ông" :]):  # a family name
        return None
    return text


def _without_garbage(text: str) -> str:
    """A text less what a seal made of a rank before a name: `'fWơnÿ ‹ă Lê Hồng Nhân`.

    Ranks are two words; what is left must be a whole name, for a family name is spoiled as well.
    """
    words = text.split()
    begin = _WORDS_OF_RANK
    whole = len(words) >= begin + _WORDS_OF_NAME and words[begin] in family_names()
    return " ".join(words[begin:]) if whole and not any(map(is_syllable, words[:begin])) else text


@cache
def _begins_an_office(word: str) -> bool:
    """Whether names of offices begin so and none of persons does: BỘ, SỞ, CỤC; not ĐOÀN."""
    offices = {head.phrase.split()[0].lower() for head in organisation_heads()}
    return word.lower() in offices and word.title() not in family_names()


def is_authority(row: Row) -> bool:
    """Whether a row opens with TM., KT., TL., TUQ., Q. (Party: T/M, K/T, T/L)."""
    text = row.text.strip(" *_-–'\"“|<>")
    if SIGNING_MARK.match(text):
        return is_capitals(text) and is_signed_for(text)
    garbled = _GARBLED_MARK.match(text)
    return garbled is not None and read_position(text[garbled.end() :]) is not None


def is_position(row: Row) -> bool:
    """Whether a row is a position in capitals, sound or damaged by the seal."""
    return read_position(row.text) is not None


def find_signers(rows: Sequence[Row], indices: Sequence[int]) -> tuple[list[SignerRows], set[int]]:
    """Signers among the rows with the given indices, and the indices used.

    Signatures that stand side by side are read column by column, by their boxes; without boxes the
    rows are taken as they come.
    """
    signers: list[SignerRows] = []
    used: set[int] = set()
    for column in _columns(rows, indices):
        for signer, positions in _in_column(rows, column):
            if signers and used and _is_other_office(signers[-1], signer):
                signers[-1] = _with_other_office(signers[-1], signer)
            else:
                signers.append(signer)
            used |= positions
    if not signers:
        signers, used = _name_alone(rows, indices)
    named = [signer for signer in signers if signer.signer.name]
    return (named if len(named) > 1 else signers)[:12], used


def _is_other_office(above: SignerRows, below: SignerRows) -> bool:
    """Whether a position right above a name is what the signer of ``above`` is besides.

    TRƯỞNG BAN, the signature, CHỦ TỊCH UBND TỈNH and the name: a space for signing is above it.
    """
    if above.signer.name or below.signer.authority or not below.signer.name:
        return False
    *_, over, name = (row.box for row in below.rows) if len(below.rows) > 1 else (None, None)
    last = above.rows[-1].box
    if over is None or name is None or last is None or above.rows[-1].page != below.rows[0].page:
        return False
    first = below.rows[0].box
    assert first is not None
    return name.top - over.bottom < over.height < first.top - last.bottom


def _with_other_office(above: SignerRows, below: SignerRows) -> SignerRows:
    """A signer of two positions as one."""
    held = ", ".join(part for part in (above.signer.position, below.signer.position) if part)
    signer = above.signer.model_copy(update={"position": held, "name": below.signer.name})
    return SignerRows(signer, (*above.rows, *below.rows))


def is_known_name(row: Row) -> bool:
    """Whether a row is a personal name that begins with a family name of the table."""
    name = personal_name(row)
    return name is not None and plain(name.split()[0]) in plain_family_names()


def _name_alone(rows: Sequence[Row], indices: Sequence[int]) -> tuple[list[SignerRows], set[int]]:
    """Names whose positions the seal hides: in the right column, or above the recipients."""
    if not indices:
        return [], set()
    # what running text follows is no name of a signer
    text = max((i for i in indices if len(rows[i].text) > LONGEST_BELOW), default=-1)
    indices = [i for i in indices if i > text]
    if not indices:
        return [], set()
    below = range(indices[0], indices[-1] + 1)
    label = next((i for i in below if rows[i].plain.startswith("noi nhan")), len(rows))
    at = [
        i for i in indices
        if is_known_name(rows[i])
        and rows[i].kind is not BlockKind.TABLE
        and (rows[i].column is Column.RIGHT or (i < label and rows[i].box is not None))
    ]  # fmt: skip
    found = [
        SignerRows(Signer(authority=None, position=None, name=personal_name(rows[i])), (rows[i],))
        for i in at
    ]
    return found, set(at)


def _columns(rows: Sequence[Row], indices: Sequence[int]) -> list[list[int]]:
    """Indices parted into columns by where the rows that open a signature have their middle."""
    boxed = [i for i in indices if rows[i].box is not None]
    heads = [i for i in boxed if is_authority(rows[i]) or is_position(rows[i])]
    if len(boxed) < len(indices):
        return _columns_by_side(rows, indices)
    if len(heads) < 2:
        return [list(indices)]
    middles: list[float] = []
    for i in heads:
        box = rows[i].box
        assert box is not None
        middle = (box.left + box.right) / 2
        if all(abs(middle - other) > 0.22 * max(rows[i].page_width, 1) for other in middles):
            middles.append(middle)
    if len(middles) < 2:
        return [list(indices)]
    middles.sort()
    columns: list[list[int]] = [[] for _ in middles]
    for i in indices:
        box = rows[i].box
        assert box is not None
        middle = (box.left + box.right) / 2
        columns[min(range(len(middles)), key=lambda k: abs(middles[k] - middle))].append(i)
    return columns


def _columns_by_side(rows: Sequence[Row], indices: Sequence[int]) -> list[list[int]]:
    """Left and right column of rows without boxes, when a signature opens in each of them."""
    sides = [
        [i for i in indices if rows[i].column is column] for column in (Column.LEFT, Column.RIGHT)
    ]
    if all(any(is_authority(rows[i]) or is_position(rows[i]) for i in side) for side in sides):
        return sides
    return [list(indices)]


def _in_column(rows: Sequence[Row], indices: Sequence[int]) -> list[tuple[SignerRows, set[int]]]:
    found: list[tuple[SignerRows, set[int]]] = []
    authority: list[int] = []
    position: list[int] = []

    def close(name: str | None, name_at: int | None) -> None:
        nonlocal authority, position
        if not authority and not position:
            return
        lead, head = authority, position
        if not head and lead and re.match(r"Q\s?\.", rows[lead[-1]].text):
            lead, head = lead[:-1], lead[-1:]
        at = [*lead, *head, *([name_at] if name_at is not None else [])]
        if name_at is not None and _lost_its_begin(
            rows[name_at], [rows[i] for i in (*lead, *head)]
        ):
            name = None
        held = _position(rows, head)
        signer = Signer(authority=_authority(rows, lead, held), position=held, name=name)
        found.append((SignerRows(signer, tuple(rows[i] for i in at)), set(at)))
        authority, position = [], []

    waited = 0
    for index in indices:
        row = rows[index]
        if row.kind is BlockKind.STAMP:
            continue
        if is_authority(row):
            if position:
                close(None, None)
            authority.append(index)
            waited = 0
        elif is_position(row) and (authority or position or _may_open(row)):
            if position and _is_deputy(row) and not authority and waited == 0:
                authority = position  # KT. was lost: GIÁM ĐỐC over PHÓ GIÁM ĐỐC
                position = []
            if position:
                close(None, None)
            position.append(index)
            waited = 0
        elif authority or position:
            name = personal_name(row)
            if authority and not position and waited == 0 and _is_written_position(row):
                position.append(index)
            elif name is not None and not (
                is_capitals(name) and _named_below(rows, indices, index)
            ):
                close(name, index)
                waited = 0
            elif (
                is_capitals(row.text)
                and not re.search(r"\d", row.text)
                and waited == 0
                and _follows(rows, index, authority, position)
            ):
                (position or authority).append(index)
            else:
                waited += 1
                if waited > 14:
                    close(None, None)
    close(None, None)
    return found


def _lost_its_begin(name: Row, above: Sequence[Row]) -> bool:
    """Whether a seal took the family name: two words, far right of the middle of what they sign.

    Position and name are centred under each other.
    """
    boxes = [row.box for row in above if row.box is not None]
    if name.box is None or not boxes or len(name.text.split()) > 2:
        return False
    middle = sum(box.left + box.right for box in boxes) / (2 * len(boxes))
    return (name.box.left + name.box.right) / 2 - middle > ASIDE * name.box.height


def _named_below(rows: Sequence[Row], indices: Sequence[int], index: int) -> bool:
    """Whether a name in small letters follows below: capitals above it are of the seal (Y TẾ)."""
    for below in indices[indices.index(index) + 1 :]:
        row = rows[below]
        if is_authority(row) or is_position(row):
            return False
        if is_known_name(row) and not is_capitals(row.text):
            return True
    return False


def _is_deputy(row: Row) -> bool:
    return row.plain.strip(" *_'\"|").startswith(("pho ", "thu truong"))


def _is_written_position(row: Row) -> bool:
    """Whether a row is a position in small letters, as under a typed K.T.: Phó Thủ tướng."""
    return not is_capitals(row.text) and read_position(row.text.upper()) is not None


def _may_open(row: Row) -> bool:
    """A position alone opens a signature only outside running text."""
    return row.column is not Column.LEFT or row.starts_block


def _follows(
    rows: Sequence[Row], index: int, authority: Sequence[int], position: Sequence[int]
) -> bool:
    last = rows[(position or authority)[-1]]
    row = rows[index]
    words = re.findall(r"[^\W\d_]+", row.text)
    if len(words) < 2 or any(len(word) < 2 for word in words):
        return False  # of the seal
    if not all(is_syllable(word.lower()) or spells_no_word(word) for word in words):
        return False  # ILẠO ĐỘNG: of the seal too
    return row.block == last.block or (row.column is Column.RIGHT and row.page == last.page)


def _position(rows: Sequence[Row], indices: Sequence[int]) -> str | None:
    read = (read_position(rows[i].text) or without_specks(rows[i].text) for i in indices)
    return " ".join(read) or None


def _authority(rows: Sequence[Row], indices: Sequence[int], position: str | None) -> str | None:
    """The authority's rows as one text.

    A mark that can't be read, above a deputy, is KT.: a deputy signs for the chief (ký thay).
    """
    parts: list[str] = []
    for i in indices:
        text = rows[i].text.strip(" *_-–'\"“”|,;<>")
        sound = SIGNING_MARK.match(text)
        garbled = None if sound else _GARBLED_MARK.match(text)
        if garbled is not None:
            office = read_position(text[garbled.end() :]) or text[garbled.end() :]
            deputy = position is not None and plain(position).startswith(("pho ", "thu truong"))
            text = f"KT. {office}" if deputy else f"{garbled[0].strip()} {office}"
        elif sound is not None:
            office = _SPECK_IN_OFFICE.sub("", text[sound.end() :])  # TM. ỦY. BAN NHÂN DÂN
            text = text[: sound.end()] + (read_position(office) or office)
        parts.append(text)
    return re.sub(r"\s+", " ", " ".join(parts)).strip() or None
