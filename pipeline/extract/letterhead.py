# SPDX-License-Identifier: Apache-2.0
"""The letterhead (phần đầu): who issues, under which number, where and when, how urgent.

Layout after Nghị định 30/2020/NĐ-CP, Phụ lục I (ô 1-4, 10a, 10b) and the Party's Hướng dẫn
36-HD/VPTW: left the superior body and the issuer, under them number and symbol; right the name of
the State or the Party, under it place and date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from rapidfuzz import fuzz

from lexicon import secrecy, urgency
from lexicon.documents import organisation_heads
from pipeline.extract.rows import (
    PLACE_DATE,
    SIGNING_MARK,
    Column,
    Row,
    is_capitals,
    is_motto,
    is_nation,
    is_party_heading,
    join_texts,
    plain,
    starts_with_position,
)
from pipeline.model import BlockKind, Box
from pipeline.repair.codes import (
    CodeStyle,
    DocumentCode,
    is_code,
    known_symbol,
    parse_code,
    repair_code,
    repair_symbol,
)
from pipeline.repair.codes.dates import iso_day
from pipeline.repair.codes.document_code import CAPITAL, YEAR, is_symbol


@dataclass(frozen=True, slots=True)
class NumberLine:
    """`Số: 15/QĐ-BNV`: what of it is printed. A number left blank for the pen is None."""

    number: str | None
    symbol: str
    code: str | None
    row: Row


@dataclass(frozen=True, slots=True)
class PlaceDate:
    """`Hà Nội, ngày 05 tháng 01 năm 2020`; `date` ISO 8601, None when a part is left blank."""

    place: str | None
    date: str | None
    text: str
    row: Row


@dataclass(slots=True)
class Letterhead:
    """What the letterhead says, each with the rows it was read from."""

    parent_issuer: str | None = None
    parent_rows: list[Row] = field(default_factory=list)
    issuer: str | None = None
    issuer_rows: list[Row] = field(default_factory=list)
    number_line: NumberLine | None = None
    place_date: PlaceDate | None = None
    urgency: tuple[str, Row] | None = None
    secrecy: tuple[str, Row] | None = None
    party: bool = False
    used: set[int] = field(default_factory=set)
    """Indices of the rows that belong to the letterhead."""


_LABEL = re.compile(
    r"^\W{0,3}(?:luat\s+"
    r"|hien phap\s+)?s[oae06](?:\s*hieu)?\s*['´`:.;,]*\s*(?!\w*\s\w+\s\w+\s\w+\s\w+\s)"
)
_NO_LABEL = re.compile(r"^\W{0,3}(?=\d{0,5}\s?[-/]\s?[a-z]{2,}[\w/&.,\- ]*$)")  # lost in print
_BAD_LABEL = re.compile(r"^\W{0,3}\w{1,3}[:;]\s*(?=\S{0,8}\s?/\s?[a-z]{2,})")
_DAY = re.compile(r"\d{1,2}")
_RULE = re.compile(r"^[\W_\do]{0,40}$")
_NUMBER = re.compile(r"\b\d{2,4}\b")  # of a subject that ends in its years or in a number
_STAMP_ROW = re.compile(
    r"\d{1,2}[./]\d{1,2}[./]\d{4}[ ,;]+\d{1,2}:\d\d|^(?:ky boi|nguoi ky|thoi gian ky|co quan:"
    r"|email:)|[\w.-]+@[\w-]+\."
)
_INCOMING = re.compile(r"^(?:cong van den|den$|so den|ngay den|chuyen:|luu ho so|sao y)")


def read_number_line(row: Row) -> NumberLine | None:
    """Number and symbol of a row that begins with `Số`; spaces inside are taken out.

    In the left half of a letterhead a code alone is one too.
    """
    label = _LABEL.match(row.plain) or _BAD_LABEL.match(row.plain)
    said = label is not None
    if label is None and row.kind is BlockKind.LETTERHEAD_LEFT:
        label = _NO_LABEL.match(row.plain)
    if label is None:
        return None
    rest = row.text[label.end() :].strip()
    rest = re.split(r"\s{3,}|\s(?=[Vv]/[vV]\b)", rest)[0]
    squeezed = re.sub(r"\s*([-/.,&+])\s*", r"\1", rest).replace("–", "-").strip(" .,;:…*_")
    for candidate in _shrinking(squeezed):
        repaired = repair_code(candidate)
        code = parse_code(repaired.repaired if repaired else candidate)
        if code is not None and (is_code(str(code)) or (said and _names_an_office(code))):
            if _doubtful_number(row, code.number):
                return NumberLine(None, code.symbol, None, row)
            return NumberLine(code.number, code.symbol, str(code), row)
    for mark in re.finditer(r"[-/]|(?<=[\dJIl|)])(?=[A-ZĐ]{2})", squeezed):
        after = re.sub(rf"^{YEAR}/", "", squeezed[mark.end() :])
        for symbol in _shrinking(after.lstrip("JIl|)/-")):
            repair = repair_symbol(symbol)
            symbol = repair.symbol if repair else symbol
            if is_symbol(symbol) and re.search("[-/.]", symbol) and known_symbol_start(symbol):
                return NumberLine(None, symbol, None, row)
    return None


def _names_an_office(code: DocumentCode) -> bool:
    """Whether a symbol is an office alone, as on letters and older papers: `254/UB`, `388/LĐLĐ`."""
    return code.style is CodeStyle.STATE and code.symbol.isalpha() and code.symbol.isupper()


_LEAST_CONFIDENCE = 0.5  # of a number: what the pen wrote is often read as something else


def _doubtful_number(row: Row, number: str) -> bool:
    """Whether the word that holds the number was hardly read."""
    holding = [word.confidence for word in row.words if number in word.text]
    return bool(holding) and max(holding) < _LEAST_CONFIDENCE


def known_symbol_start(symbol: str) -> bool:
    """Whether a symbol begins like one: a type, or an office in capitals of two letters or more."""
    first = re.split("[-/.]", symbol)[0]
    return known_symbol(symbol) or (len(first) >= 2 and first.isalpha() and first.isupper())


def _shrinking(text: str) -> list[str]:
    """The text, then without its last word, and so on."""
    words = text.split(" ")
    shorter = [" ".join(words[:count]) for count in range(len(words), 0, -1)]
    return [*dict.fromkeys([*shorter, *(item.strip(".,;:") for item in shorter)])]


def read_place_date(row: Row) -> PlaceDate | None:
    """Place and date of issue, when the row is made of nothing else."""
    match = PLACE_DATE.search(row.plain)
    if match is None or len(row.plain[match.end() :].strip(" .,*'\"")) > 6:
        return None
    place = row.text[match.start("place") : match.end("place")].strip(" ,.;:'\"*_-~|")
    if len(place.split()) > 8:
        return None
    if place and not place[0].isupper():
        return None
    # a speck beside what was filled in: `05.`, `04_`
    day, month = (match[part].strip(" .,'’`_-…") for part in ("day", "month"))
    year = match["year"].strip()
    date = None
    if _DAY.fullmatch(day) and _DAY.fullmatch(month) and len(year) == 4 and year.isdigit():
        date = iso_day(int(day), int(month), int(year))
    start = match.start("place")
    return PlaceDate(place or None, date, row.text[start : match.end()].strip(), row)


@cache
def _stamps(words: tuple[str, ...]) -> dict[str, str]:
    return {plain(word): word for word in words}


def _stamp(row: Row, words: tuple[str, ...]) -> str | None:
    flat = row.plain.strip(" .:*-_|()[]")
    flat = re.sub(r"^(?:do khan|do mat)\s*:?\s*", "", flat)
    for stamp_plain, stamp in sorted(_stamps(words).items(), key=lambda item: -len(item[0])):
        if flat == stamp_plain or (len(flat) > 5 and fuzz.ratio(flat, stamp_plain) >= 90):
            # the placement of the tone mark stays as printed: HOẢ TỐC, HỎA TỐC
            return row.text.strip(" .:*-_|()[]") if flat == stamp_plain else stamp
    return None


@cache
def _heads() -> tuple[tuple[str, str], ...]:
    return tuple((plain(head.phrase), head.role) for head in organisation_heads())


def _role(row_plain: str) -> str | None:
    flat = re.sub(r"[.,\s]+", " ", re.sub(r"^\W+", "", row_plain)).strip(" *-_")
    for phrase, role in _heads():
        if flat == phrase or flat.startswith(phrase + " "):
            return role
    return None


# kinds of bodies whose name goes on with the name of the organisation they lead
_LEADING_BODIES = (
    "ban chap hanh",
    "ban thuong vu",
    "bch",
    "ban chi dao",
    "hoi dong",
    "van phong doan",
    "uy ban",
    "uy ban trung uong",
)


def _organisations(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows of the issuer's block grouped into organisations, the superior one first."""
    groups: list[list[Row]] = []
    for row in rows:
        role = _role(row.plain)
        previous = groups[-1] if groups else None
        if previous is None:
            groups.append([row])
            continue
        before = plain(join_texts(previous)).strip(" *_")
        if before.startswith("-"):  # the dashes are specks, or stand on both sides
            before = before.strip("- ")
        goes_on = (
            role != "head"
            or before.endswith((" va", ",", "-", " cua", " thuoc", "&"))
            or before in _LEADING_BODIES
        )
        if goes_on:
            previous.append(row)
        else:
            groups.append([row])
    return [group for group in groups if any(_role(row.plain) == "head" for row in group)] or groups


def _name(rows: Sequence[Row]) -> str:
    parts = [re.sub(r"^[\W_]+|[\s*_|]+$", "", row.text) for row in rows]
    return re.sub(r"\s+", " ", " ".join(parts)).strip(" .,;:*_-–—|'\"")


def _is_issuer_row(row: Row) -> bool:
    text = row.text.strip(" *_-–.'\"|")
    return (
        len(text) >= 3
        and (is_capitals(text) or (_role(row.plain) is not None and is_capitals(text, share=0.7)))
        and row.column is not Column.RIGHT
        and (_role(row.plain) == "head" or not re.search(r"\d{3}", text))  # BAN CHỈ ĐẠO 389
        and row.kind is not BlockKind.STAMP
    )


def _is_signature_row(row: Row) -> bool:
    """Whether a row signs rather than issues: HIỆU TRƯỞNG, TM. …; not THỦ TƯỚNG CHÍNH PHỦ."""
    return bool(SIGNING_MARK.match(row.text)) or (
        _role(row.plain) is None and starts_with_position(row.text)
    )


def digital_stamp_rows(rows: Sequence[Row]) -> set[int]:
    """Rows of stamps in the head of the page: of a digital signature, of incoming mail.

    A digital signature's stamp names its signer in capitals above an address or the time of
    signing; an incoming-mail stamp says `ĐẾN`. Their blocks are not the letterhead.
    """
    stamped: set[int] = set()
    for index, row in enumerate(rows):
        if row.kind is BlockKind.STAMP:
            stamped.add(index)
        elif _STAMP_ROW.search(row.plain) or _INCOMING.match(row.plain):
            own = _rows_to_the_number(rows, index)
            stamped |= {
                i for i, other in enumerate(rows) if other.block == row.block and i not in own
            }
    kept_issuer = any(
        i not in stamped and _is_issuer_row(row) and _role(row.plain) == "head"
        and not is_nation(row.text) and not is_party_heading(row.text)
        for i, row in enumerate(rows)
    )  # fmt: skip
    if not kept_issuer:
        return {i for i in stamped if rows[i].kind is BlockKind.STAMP}
    # a stamp whose lines came as blocks of their own: what stands above its time or address
    for index in sorted(stamped):
        if not _STAMP_ROW.search(rows[index].plain):
            continue
        above = index - 1
        while above >= 0 and (above in stamped or _is_issuer_row(rows[above])):
            above -= 1
        lifted = set(range(above + 1, index))
        rest = [
            i for i, row in enumerate(rows)
            if i not in stamped | lifted and _is_issuer_row(row) and _role(row.plain) == "head"
            and not is_nation(row.text)
        ]  # fmt: skip
        if rest and above < 0:
            stamped |= lifted
    return stamped


def _rows_to_the_number(rows: Sequence[Row], stamp: int) -> range:
    """Rows of the block of an incoming-mail ``stamp`` that end with the number of the document:
    the stamp stands close below it."""
    first = stamp
    while first > 0 and rows[first - 1].block == rows[stamp].block:
        first -= 1
    numbered = [i for i in range(first, stamp) if _has_code(rows[i])]
    return range(first, numbered[-1] + 1) if numbered else range(0)


def _has_code(row: Row) -> bool:
    found = read_number_line(row)
    return found is not None and found.code is not None


_CUT = re.compile(r"[-/]$|\bn[aă]m$", re.IGNORECASE)
_REST_OF_SYMBOL = re.compile(rf"[{CAPITAL}][{CAPITAL}&.-]{{1,11}}")
_REST_OF_DATE = re.compile(r"(?:19|20)\d\d")


def _with_rest(rows: Sequence[Row], index: int) -> Row | None:
    """A row with the next one, where a narrow column cut a symbol or a date in two.

    `Số: 27/2015/TTLT-BTC-BNV-` / `BTP`; `Hà Nội, ngày 04 tháng 4 năm` / `2022`.
    """
    row = rows[index]
    cut = _CUT.search(row.text.rstrip())
    if cut is None or index + 1 >= len(rows):
        return None
    rest = rows[index + 1]
    pattern = _REST_OF_SYMBOL if cut[0] in "-/" else _REST_OF_DATE
    if rest.block != row.block or not pattern.fullmatch(rest.text.strip(" .")):
        return None
    gap = "" if cut[0] in "-/" else " "
    text = row.text.rstrip() + gap + rest.text
    return replace(
        row,
        text=text,
        plain=plain(text),
        box=Box.around((row.box, rest.box)),
        words=(*row.words, *rest.words),
        confidence=min(row.confidence, rest.confidence),
    )


def read_letterhead(rows: Sequence[Row]) -> Letterhead:
    """Reads the rows that stand above the title or the addressees. Rows may come column by
    column or interleaved; order only matters within the issuer's block."""
    head = Letterhead()
    stamped = digital_stamp_rows(rows)
    issuer_rows: list[tuple[int, Row]] = []
    number_at: int | None = None
    for index, row in enumerate(rows):
        if found := _stamp(row, urgency()):
            head.urgency = (found, row)
            head.used.add(index)
            continue
        if found := _stamp(row, secrecy()):
            head.secrecy = (found, row)
            head.used.add(index)
            continue
        if index in stamped:
            head.used.add(index)
            continue
        if is_nation(row.text) or is_motto(row.text):
            head.used.add(index)
            continue
        if is_party_heading(row.text):
            head.party = True
            head.used.add(index)
            continue
        if index in head.used:
            continue  # the rest of the row before
        goes_on = _with_rest(rows, index)
        if head.place_date is None and (place_date := read_place_date(goes_on or row)):
            head.place_date = place_date
            head.used |= {index, index + bool(goes_on)}
            continue
        if head.number_line is None and (number_line := read_number_line(goes_on or row)):
            head.number_line, number_at = number_line, index
            head.used |= {index, index + bool(goes_on)}
            continue
        if _RULE.match(row.text) and not is_capitals(row.text) and not _NUMBER.search(row.text):
            head.used.add(index)
            continue
        if _is_issuer_row(row) and not _is_signature_row(row):
            issuer_rows.append((index, row))
    if number_at is not None:
        before = [(i, row) for i, row in issuer_rows if i < number_at]
        issuer_rows = before or issuer_rows
    while issuer_rows and _role(issuer_rows[0][1].plain) is None and len(issuer_rows) > 1:
        issuer_rows.pop(0)
    named = any(_role(row.plain) == "head" for _, row in issuer_rows)
    if not named and number_at is None:
        issuer_rows = []  # capitals alone make no issuer
    groups = _organisations([row for _, row in issuer_rows])
    if groups:
        head.issuer, head.issuer_rows = _name(groups[-1]), groups[-1]
        if len(groups) > 1:
            head.parent_issuer, head.parent_rows = _name(groups[-2]), groups[-2]
        head.used |= {i for i, _ in issuer_rows}
    return head
