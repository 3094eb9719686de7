# SPDX-License-Identifier: Apache-2.0
"""Type and subject of a document (tên loại, trích yếu nội dung).

A document with a type carries it in capitals above its subject; a công văn has none and gives its
subject as `V/v …` under the number (Nghị định 30/2020/NĐ-CP, Phụ lục I, ô 5a and 5b). The type
line is what counts: the Party's symbol QĐ stands for quyết định and for quy định alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz import fuzz

from lexicon import doc_types, urgency
from pipeline.extract.addressees import is_addressee_row
from pipeline.extract.rows import Column, Row, is_capitals, join_texts, plain, starts_with_position
from pipeline.repair.codes import parse_code
from pipeline.repair.codes.letters import LOWER

_NOT_ON_THE_TITLE = {"attachment", "copy", "speech"}
_SUBJECT_MARK = re.compile(r"^[\W_]{0,3}(?:v\s?[/\\|⁄]\s?[vyw]\b|vv\b|v/v|ve viec\b|viec\b)")
_V_SLASH_V = re.compile(r"^[\W_]{0,3}(?:v\s?[/\\|⁄]\s?[vyw]|vv)\b[\s:.]*", re.IGNORECASE)
_V_ALONE = re.compile(rf"^V(?:\w?[^\w\s]\w?)? (?=[{LOWER}])")  # V, VÁ'
_BODY_START = re.compile(
    r"^[\W_]{0,3}(?:can cu|kinh gui|thuc hien|theo de nghi|xet de nghi|xet to trinh"
    r"|trong thoi gian|ngay \d|hom nay|thi hanh"
    r"|de \w+|nham|sau khi|qua \w+|tiep theo|tai (?:cuoc|phien|hoi|buoi) \w+|phuc dap|tran trong"
    r"|kinh moi|tra loi|dieu \d|chuong [ivx\d]"
    r"|phan thu|phan [ivx]+"
    r"|[ivx]{1,4}\s?[.)]|\d{1,2}\s?[.)/]\s?\D|[a-d][.)]|noi nhan|- )"
)
_ORDER_WORDS = re.compile(r"^(?:quyet dinh|chi thi|quyet nghi|quy dinh|nghi quyet|thong bao)\s*:?$")
_SMALL_LETTER = re.compile(rf"^[{LOWER}(,]")
_CONTINUATION = re.compile(
    r"^(?:giai doan|nam \d|nam hoc|nhiem ky|khoa [ivx\d]|thang \d|quy [ivx\d]|lan thu|dot \d)"
)
_RULE = re.compile(r"^[\W_\do*]{0,40}$")

_YEARS = re.compile(r"(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)\d\d)?\W?")
_SECOND_YEAR = re.compile(r"[-–]\s?(?:19|20)\d\d\W?")
_ENDS_WITH_YEAR = re.compile(r"\b(?:19|20)\d\d$")
_NUMBER_ALONE = re.compile(r"\d{2,4}\W?")
LEAST_OF_NUMBER = 0.7  # confidence of a number alone that ends a subject, no rule under it
LONG = 4  # how much longer the row above it is, at least
_ASKS_FOR_YEARS = re.compile(r"(?:giai doan|nhiem ky|nam|nam hoc|den|-)\s*$")
# Not: kết luận của … tại hội nghị …
_ISSUER_FIRST = re.compile(r"^CỦA\s(?:(?!\sTẠI\s).)*?(?:(?=VỀ\s)|$)")
_INCOMING = re.compile(r"cong v[a-z]n d[ei]n?\b")  # the stamp of the office that received it


@dataclass(frozen=True, slots=True)
class Title:
    """Type line and subject, with the rows they were read from.

    `end`: index of the first row after them. `urgency`: what the type line itself says of it,
    CÔNG ĐIỆN KHẨN.
    """

    doc_type: str
    subject: str | None
    type_rows: tuple[Row, ...]
    subject_rows: tuple[Row, ...]
    start: int
    end: int
    urgency: str | None = None


@cache
def _types() -> tuple[tuple[str, str], ...]:
    names = [entry.name for entry in doc_types() if entry.family not in _NOT_ON_THE_TITLE]
    return tuple(sorted(((plain(name), name) for name in names), key=lambda item: -len(item[0])))


def title_type(row: Row) -> tuple[str, str] | None:
    """(type, rest of the row) when a row in capitals begins with the name of a type."""
    text = row.text.strip(" *_-–—.,:'\"|")
    if not is_capitals(text) or len(text) > 200:
        return None
    flat = re.sub(r"\s+", " ", plain(text))
    if _INCOMING.match(flat):
        return None
    for type_plain, name in _types():
        if flat == type_plain:
            return name, ""
        if len(type_plain) >= 4 and flat.startswith(type_plain + " "):
            return name, text[len(type_plain) :].strip()
    near = [
        (fuzz.ratio(text.lower(), name), name)
        for type_plain, name in _types()
        if abs(len(flat) - len(type_plain)) <= 2 and len(flat) >= 6
    ]
    if near and max(near)[0] >= 80:
        return max(near)[1], ""
    spaced = flat.replace(" ", "")
    for type_plain, name in _types():
        if len(spaced) >= 5 and spaced == type_plain.replace(" ", ""):  # Q U Y Ế T  Đ Ị N H
            return name, ""
    return None


@cache
def _urgencies() -> frozenset[str]:
    return frozenset(map(plain, urgency()))


def find_title(rows: Sequence[Row], used: set[int], limit: int = 45) -> Title | None:
    """The title among the first rows; `used` are rows that belong to the letterhead."""
    for index, row in enumerate(rows[:limit]):
        if index in used:
            continue
        if plain(row.text).lstrip(" -*").startswith("kinh gui") and row.column is not Column.RIGHT:
            before_type = [
                i for i in range(index + 1, min(index + 3, len(rows))) if title_type(rows[i])
            ]
            if not before_type:
                return None
        found = title_type(row)
        if found is None:
            continue
        doc_type, rest = found
        rest = _ISSUER_FIRST.sub("", rest)  # CHỈ THỊ CỦA BAN BÍ THƯ
        if row.plain.rstrip().endswith(":") and doc_type in ("quyết định", "chỉ thị", "nghị quyết"):
            continue  # QUYẾT ĐỊNH: opens the articles, the title stands above
        urgent = rest if plain(rest) in _urgencies() else None
        if urgent:
            rest = ""
        below = next((r for i, r in enumerate(rows[index + 1 :], index + 1) if i not in used), None)
        if rest and below is not None and _is_part_of_type(rest, below):
            doc_type, rest = f"{doc_type} {rest.lower()}", ""
        return replace(_with_subject(rows, index, doc_type, rest, used), urgency=urgent)
    return None


def _is_part_of_type(rest: str, below: Row) -> bool:
    """KẾ HOẠCH LIÊN TỊCH, CHƯƠNG TRÌNH PHỐI HỢP: two more words of the type line above a subject
    that is not in capitals."""
    conclusion = plain(rest) == "ket luan"  # of a meeting: the type is thông báo
    return len(rest.split()) == 2 and not conclusion and not is_capitals(below.text)


def _with_subject(
    rows: Sequence[Row], index: int, doc_type: str, rest: str, used: set[int]
) -> Title:
    subject: list[Row] = []
    end = index + 1
    all_capitals: bool | None = is_capitals(rest) if rest else None
    for at in range(index + 1, min(index + 16, len(rows))):
        row = rows[at]
        years = bool(subject) and _are_years(row, subject[-1])
        if at in used or (_RULE.match(row.text) and not row.text.strip().isalpha() and not years):
            if subject and at not in used:
                end = at + 1
                break
            continue
        if row.page != rows[index].page:
            break
        if row.is_noise or _is_beside(row, rows[index]):
            continue
        if not subject and not rest and (_names_issuer(row) or _names_meeting(rows, at)):
            end = at + 1
            continue
        capitals = is_capitals(row.text)
        if not years and _ends_subject(
            row, capitals, bool(subject or rest), all_capitals, rows, at, subject
        ):
            break
        subject.append(row)
        end = at + 1
        if all_capitals is None:
            all_capitals = capitals
    text = " ".join(part for part in (rest, join_texts(subject)) if part)
    text = _cleaned(text)
    return Title(doc_type, text or None, (rows[index],), tuple(subject), index, end)


def _names_issuer(row: Row) -> bool:
    """Whether a row under the type names who issues the document: CỦA BAN BÍ THƯ."""
    return is_capitals(row.text) and not _ISSUER_FIRST.sub("", row.text.strip())


_ATTACHED_TO = re.compile(r"\((?:duoc )?(?:ban hanh|phe duyet|kem|dinh kem)\b.{0,20}\btheo\b")
_FIRST_HEADING = re.compile(r"(?:I|A|PHẦN (?:I|THỨ NHẤT)|CHƯƠNG I)\s?(?:[.)/–-]|$)")
_MEETING = re.compile(r"^(?:hoi nghi|dai hoi|ky hop)\b")
_MEETING_ROWS = 3


def _names_meeting(rows: Sequence[Row], at: int) -> bool:
    """Whether a row names the meeting that resolved, above the subject (`về …`).

    NGHỊ QUYẾT / HỘI NGHỊ LẦN THỨ BẢY BAN CHẤP HÀNH ĐẢNG BỘ TỈNH KHÓA XIV / về phát triển …
    """
    first = at
    while first > 0 and at - first < _MEETING_ROWS and not _MEETING.match(rows[first].plain):
        first -= 1
    below = rows[at + 1 : at + 1 + _MEETING_ROWS]
    about = next((n for n, row in enumerate(below) if row.text.startswith("về ")), None)
    return (
        bool(_MEETING.match(rows[first].plain))
        and about is not None
        and all(is_capitals(row.text) for row in (*rows[first : at + 1], *below[:about]))
    )


def _are_years(row: Row, previous: Row) -> bool:
    """Whether a row is the year or the years that the row before it asks for: giai đoạn.

    Or the second of two, or the number that ends a subject: nhiệm kỳ 2020 / - 2025; tỉnh / 847.
    """
    text = row.text.strip()
    if _YEARS.fullmatch(text) and _ASKS_FOR_YEARS.search(previous.plain):
        return True
    if _SECOND_YEAR.fullmatch(text) and _ENDS_WITH_YEAR.search(previous.text):
        return True
    return bool(_NUMBER_ALONE.fullmatch(text)) and _is_last_word_below(row, previous)


def _is_last_word_below(row: Row, previous: Row) -> bool:
    """Whether a row is print as large as a long one straight above whose middle it stands under."""
    if row.box is None or previous.box is None or row.page != previous.page:
        return False
    aside = abs(row.box.left + row.box.right - previous.box.left - previous.box.right) / 2
    return (
        aside < row.box.height
        and row.confidence >= LEAST_OF_NUMBER
        and previous.box.width > LONG * row.box.width
        and row.box.height > previous.box.height / 2
        and row.box.top - previous.box.bottom < 1.5 * row.box.height
        and not previous.text.rstrip().endswith((".", ";", ":"))
    )


def _is_beside(row: Row, title: Row) -> bool:
    """Whether a row ends left of where the centred title begins: print of a stamp."""
    if row.box is None or title.box is None or _BODY_START.match(row.plain):
        return False
    return row.box.right < title.box.left


def _ends_subject(
    row: Row,
    capitals: bool,
    started: bool,
    all_capitals: bool | None,
    rows: Sequence[Row],
    at: int,
    subject: Sequence[Row],
) -> bool:
    flat = row.plain.lstrip(" \"'“”*")
    if _ATTACHED_TO.match(flat):
        return True
    bare = row.text.lstrip(" \"'“”*")
    continues = bool(_SMALL_LETTER.match(bare) or _CONTINUATION.match(flat))
    if not started:
        if _SUBJECT_MARK.match(flat):
            return False
        if capitals and starts_with_position(row.text):
            return True
        return bool(
            re.match(r"^(?:can cu|kinh gui|dieu \d|chuong [ivx\d]|[ivx]{1,4}\s?[.)] |- )", flat)
        )
    if flat.startswith(("can cu", "kinh gui", "noi nhan")) or _ORDER_WORDS.match(flat):
        return True
    if _FIRST_HEADING.match(row.text):
        return True
    if row.text.rstrip().endswith((":", ";", "./.")) and not _SUBJECT_MARK.match(flat):
        return True  # a subject has no end but its own; these open or close a paragraph
    previous = subject[-1] if subject else None
    if previous is not None and previous.text.rstrip().endswith((".", ";", ":")) and not continues:
        return True
    if capitals:
        # a subject in capitals goes on; under another the deciding organ stands in capitals
        return all_capitals is False
    if all_capitals:
        # under a subject in capitals only its own small print goes on
        return not (row.text.lstrip().startswith("(") and len(row.text) < 90)
    same_block = previous is not None and (
        (previous.block == row.block and not row.starts_block) or row.lone
    )
    if continues:
        return _is_wider_below(row, previous)
    if _BODY_START.match(flat) and not (same_block and row.text[:1].islower()):
        return True
    if same_block:
        return _is_paragraph_start(row, previous)
    return previous is not None and not _is_centred_below(row, previous)


def _is_paragraph_start(row: Row, previous: Row | None) -> bool:
    """Whether a row of the same block begins the body: further left than the centred subject and
    as wide as the page's text."""
    if previous is None or row.box is None or previous.box is None or row.page_width <= 0:
        return False
    wide = row.box.width > 0.62 * row.page_width
    return (
        wide and row.box.left < previous.box.left - 0.03 * row.page_width and row.text[:1].isupper()
    )


def _is_centred_below(row: Row, previous: Row) -> bool:
    """Whether a row is the shorter end of a centred subject: … thành lập nước / Cộng hòa …"""
    if row.box is None or previous.box is None or row.page != previous.page:
        return False
    aside = row.box.left + row.box.right - previous.box.left - previous.box.right
    return (
        abs(aside) < 0.03 * row.page_width
        and row.box.width < min(previous.box.width, 0.6 * row.page_width)
        and row.box.top - previous.box.bottom < 0.8 * row.box.height
    )


def _is_wider_below(row: Row, previous: Row | None) -> bool:
    """Whether a row is as wide as the page's text, below one that is not: of a paragraph."""
    if previous is None or row.box is None or previous.box is None:
        return False
    text, short = 0.62 * row.page_width, 0.55 * row.page_width
    return row.box.width > text and previous.box.width < short


def _cleaned(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip(" *_-–—|").lstrip(" ._:,").removesuffix(" :")
    text = _FULL_STOP.sub("", text)
    return text.strip("“”\"'").strip() if text[:1] in "“\"'" else text


_FULL_STOP = re.compile(r"(?<=[^\W\d_]{2})\.$")  # not of an ellipsis


def is_subject_mark(row: Row) -> bool:
    """Whether a row opens the subject of a công văn: `V/v`, `Về việc`."""
    return bool(_SUBJECT_MARK.match(row.plain.lstrip(" \"'“”")))


def _is_about(rows: Sequence[Row], index: int, used: set[int]) -> bool:
    """Whether a row opens the subject of a Party's công văn: `Về …` under the number.

    Of `V/v` nothing but the V may be left there.
    """
    row, above = rows[index], rows[index - 1]
    return bool(
        index > 0 and index - 1 in used and (row.text.startswith("Về ") or _V_ALONE.match(row.text))
        and row.column is Column.LEFT and above.column is Column.LEFT
    )  # fmt: skip


def letter_subject(rows: Sequence[Row], used: set[int]) -> tuple[str, tuple[Row, ...]] | None:
    """Subject of a công văn: the `V/v` rows of the letterhead's left column."""
    start = next(
        (
            i
            for i, row in enumerate(rows)
            if i not in used and (is_subject_mark(row) or _is_about(rows, i, used))
        ),
        None,
    )
    if start is None:
        return None
    taken = [rows[start]]
    used.add(start)
    for at in range(start + 1, min(start + 14, len(rows))):
        row, previous = rows[at], taken[-1]
        if at in used:
            continue
        flat = row.plain.lstrip(" \"'“”*-")
        if is_addressee_row(row) or row.page != previous.page:
            break
        if row.column is Column.RIGHT and previous.column is Column.LEFT:
            continue
        if is_capitals(row.text) and not is_capitals(previous.text):
            break
        if row.is_noise:
            continue
        other_block = row.block != previous.block and not (row.lone and not _BODY_START.match(flat))
        closed = previous.text.rstrip(" ").endswith((".", "”", '"')) and len(taken) >= 1
        if other_block and (closed or not (row.column is Column.LEFT or row.text[:1].islower())):
            break
        if _RULE.match(row.text) and not _are_years(row, previous):
            continue
        taken.append(row)
        used.add(at)
    text = _V_ALONE.sub("", _V_SLASH_V.sub("", join_texts(taken)))
    return _cleaned(text), tuple(taken)


@cache
def _types_by_abbreviation() -> dict[str, str]:
    names: dict[str, str] = {}
    for entry in doc_types():
        if entry.family in _NOT_ON_THE_TITLE:
            continue
        for short in entry.abbreviations:
            names.setdefault(short, entry.name)
    return names


def type_of_symbol(symbol: str | None) -> str | None:
    """The type that a symbol tells; công văn when it begins with an office (UBND-VX)."""
    if not symbol:
        return None
    first = re.split(r"[-/.]", symbol)[0]
    known = _types_by_abbreviation().get(first)
    if known is not None:
        return known
    if parse_code(f"1/{symbol}") is not None and re.search("[-/]", symbol):
        return "công văn"
    return None
