# SPDX-License-Identifier: Apache-2.0
"""A document as rows: printed lines in reading order, with what extraction asks about them.

Columns that were read as one line are parted here: the letterhead's left and right (`UBND TỈNH X
CỘNG HÒA XÃ HỘI …`), the recipients and the signature beside them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from rapidfuzz import fuzz

from lexicon import family_names, is_syllable, places, positions
from pipeline.extract.bilingual import without_english_labels
from pipeline.model import Block, BlockKind, Box, Line, Page, Word
from pipeline.record import Evidence
from pipeline.repair.codes.letters import LOWER, UPPER


class Column(StrEnum):
    """Which side of the page a row stands on, as far as is known."""

    LEFT = "left"
    RIGHT = "right"
    FULL = "full"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Row:
    """One printed line (or the part of it in one column).

    `plain` is `text` without marks and in lower case, letter for letter, so offsets agree.
    `block` counts blocks through the whole document; `starts_block` tells its first row.
    """

    text: str
    plain: str
    page: int
    block: int
    starts_block: bool
    kind: BlockKind
    column: Column
    confidence: float
    box: Box | None = None
    page_width: int = 0
    words: tuple[Word, ...] = ()
    continues: bool = False
    """The left part of the same printed line was parted from this row."""
    lone: bool = False
    """Every line of the page came as a block of its own: blocks tell nothing."""

    @property
    def is_noise(self) -> bool:
        """Whether a row read with little confidence holds hardly a syllable (seal, scribble)."""
        if self.confidence >= 0.85:
            return False
        words = [word for word in re.findall(r"[^\W\d_]+", self.text) if len(word) > 1]
        syllables = sum(is_syllable(word) or word.isupper() for word in words)
        return syllables < 0.5 * len(words) or not words


def _plain_letter(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0]
    return {"đ": "d", "ð": "d", "Đ": "d", "Ð": "d", "⁄": "/", "–": "-", "—": "-"}.get(
        base, base.lower() if len(base.lower()) == 1 else base
    )


@cache
def _plain_table() -> dict[int, str]:
    letters = (
        chr(code) for code in [*range(0x20, 0x250), *range(0x1E00, 0x1F00), *range(0x2010, 0x2045)]
    )
    return {ord(letter): _plain_letter(letter) for letter in letters}


def plain(text: str) -> str:
    """Text without Vietnamese marks, lower case, of the same length."""
    return text.translate(_plain_table())


def is_capitals(text: str, share: float = 0.85) -> bool:
    """Whether the letters of a text are capitals, but for a stray one."""
    letters = [letter for letter in text if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    return len(letters) >= 2 and capitals >= share * len(letters)


NATIONS = ("cong hoa xa hoi chu nghia viet nam", "viet nam dan chu cong hoa")  # to 1976
MOTTO = "doc lap - tu do - hanh phuc"
PARTY_HEADINGS = ("dang cong san viet nam", "dang lao dong viet nam")  # 1951 to 1976

_NATION = re.compile(
    r"cong\s*hoa\s*xa\s*h[o0]i|x[ao] h[o0]i chu nghia viet nam|viet\s*nam\s*dan\s*chu\s*cong\s*hoa"
)
_MOTTO = re.compile(r"doc\s*lap\W{0,4}\s*tu\s*do|tu do\W{1,4}hanh phuc")
_PARTY = re.compile(r"dang\s*(?:cong\s*san|lao\s*dong)\s*viet\s*nam")
# Day and month are often written by hand and read as anything, over the y of ngày too; what is no
# number is no date.
_HOUR = r"(?:hoi\s*\d{1,2}\s*(?:gio|h|g|:)\s*(?:\d{1,2}\s*(?:phut|ph|p|')?)?\s*,?\s*)?"  # công điện
PLACE_DATE = re.compile(
    r"(?P<place>(?:quan|phuong) \d{1,2}|[^\d:;]{2,60}?)\s*[,.]?\s*"
    rf"{_HOUR}\bng(?:[a-z]{{0,2}}[yjv]|a[a-z]?)(?P<day>[^a-z]{{0,12}}?[^,;]{{0,6}}?)"
    r"th[a-z]ng(?P<month>[^,;]{0,10}?)n[a-z]m\s*(?P<year>(?:19|20)\d\d|[\d./…_ ]{0,8})"
)
_DATE_TAIL = re.compile(
    rf"[,.]?\s*{_HOUR}\bng(?:[a-z]{{0,2}}[yjv]|a[a-z]?)[^,;]{{0,14}}?th[a-z]ng[^,;]{{0,10}}?"
    r"n[a-z]m[\s\d.…]{0,10}\W{0,3}$"
)
SIGNING_MARK = re.compile(
    r"(?:(?:TM|T/M|KT|K/T|TL|T/L|TUQ|T/UQ|TUN|Q|[KT]\.\s?[TML])\s?[.,:]\s?|(?:TM|T/M|KT|K/T|TL|T/L|TUQ|T/UQ|T/U)\s+)"
    rf"(?=[{UPPER}])"
)
_NUMBER_ROW = re.compile(
    r"^\W*s[oae06]\W?\s*[:.;]?\s*\S{0,12}\s*[-/]\s*[A-ZĐa-zđ][\w/.,&-]*", re.IGNORECASE
)


def is_nation(text: str) -> bool:
    """Quốc hiệu, read well or badly."""
    if not is_capitals(text, share=0.5):
        return False  # … thành lập nước Cộng hòa xã hội chủ nghĩa Việt Nam, in a subject
    flat = plain(text)
    like = max(fuzz.ratio(flat, nation) for nation in NATIONS)
    return bool(_NATION.search(flat)) or (is_capitals(text) and like >= 72)


def is_motto(text: str) -> bool:
    """Tiêu ngữ, read well or badly."""
    flat = plain(text)
    return bool(_MOTTO.search(flat)) or fuzz.ratio(flat, MOTTO) >= 75


def is_party_heading(text: str) -> bool:
    """`ĐẢNG CỘNG SẢN VIỆT NAM`, the Party's heading, alone on its row."""
    flat = plain(text).strip(" *-_")
    if flat.startswith("lao dong"):
        return False  # TỔNG LIÊN ĐOÀN / LAO ĐỘNG VIỆT NAM
    return is_capitals(text) and any(fuzz.ratio(flat, party) >= 85 for party in PARTY_HEADINGS)


@cache
def _place_names() -> frozenset[str]:
    names = set()
    for place in places():
        names.add(plain(place.name))
        names.add(plain(place.bare_name))
    return frozenset(names)


@cache
def position_heads() -> tuple[str, ...]:
    """Positions of signers in capitals, the longest first."""
    return tuple(sorted((entry.position for entry in positions()), key=len, reverse=True))


def starts_with_position(text: str) -> bool:
    """Whether a row in capitals begins with a position (chức vụ)."""
    flat = re.sub(r"[\W_]+", " ", plain(text)).strip()
    return is_capitals(text) and any(
        flat == head or flat.startswith(head + " ") for head in _plain_positions()
    )


@cache
def _plain_positions() -> tuple[str, ...]:
    return tuple(plain(position) for position in position_heads())


# --- parting columns ---------------------------------------------------------------------------


def _gap_before(words: Sequence[Word], index: int) -> int:
    left, right = words[index - 1].box, words[index].box
    if left is None or right is None:
        return 0
    return right.left - left.right


def _spaces_before(line: Line, index: int) -> int:
    if line.spacing is None:
        return 1
    gap = line.spacing[index].replace("\t", "    ")
    return len(gap)


def _word_at(words: Sequence[Word], offset: int, spacing: tuple[str, ...] | None) -> int:
    """The word in which a character offset of the line's text falls."""
    at = 0
    for index, word in enumerate(words):
        gap = spacing[index] if spacing is not None else (" " if index else "")
        at += len(gap)
        if offset < at + len(word.text):
            return index
        at += len(word.text)
    return len(words)


def _place_start(line: Line, comma_word: int) -> int:
    """The word at which the place before `, ngày …` begins."""
    words = line.words
    wide = [index for index in range(1, comma_word + 1) if _is_wide(line, index)]
    if wide:
        return wide[-1]
    for start in range(max(0, comma_word - 6), comma_word + 1):
        name = plain(" ".join(word.text for word in words[start : comma_word + 1])).strip(" ,.")
        if name in _place_names() or re.sub(r"^tp\.?\s*", "thanh pho ", name) in _place_names():
            return start
    start = comma_word
    while (
        start > 0 and words[start - 1].text[:1].isupper() and words[start - 1].text[-1:].isalpha()
    ):
        if not re.search(f"[{LOWER}]", words[start - 1].text):
            break
        start -= 1
    return start


def _is_wide(line: Line, index: int) -> bool:
    """Whether the gap before a word is one between columns."""
    if line.spacing is not None:
        return _spaces_before(line, index) >= 3
    boxes = [word.box for word in line.words[index - 1 : index + 1] if word.box is not None]
    # a dash is not as high as its line
    return len(boxes) == 2 and _gap_before(line.words, index) >= 1.4 * max(b.height for b in boxes)


_NAME_AFTER_ITEM = re.compile(rf"[;.]\s+([{UPPER}][{LOWER}]+)(?: [{UPPER}]\w*){{1,4}}$")


@cache
def plain_family_names() -> frozenset[str]:
    """Family names without marks, in lower case."""
    return frozenset(plain(name) for name in family_names())


def _letterhead_split(line: Line) -> int | None:
    """The word at which the right column of the letterhead begins in a merged line."""
    text = line.text
    flat = plain(text)
    match = _MOTTO.search(flat)
    if match and match.start() > 2:
        return _word_at(line.words, match.start(), line.spacing)
    for pattern in (_NATION, _PARTY):  # in running text they stand in small letters
        match = pattern.search(flat)
        if match and match.start() > 2 and is_capitals(text[match.start() : match.end()]):
            return _word_at(line.words, match.start(), line.spacing)
    date = _DATE_TAIL.search(flat)
    if date and date.start() > 0:
        comma_word = _word_at(line.words, max(date.start() - 1, 0), line.spacing)
        start = _place_start(line, comma_word)
        before = " ".join(word.text for word in line.words[:start])
        if start and _is_other_column(line, before, start):
            return start
    return None


def _is_other_column(line: Line, before: str, start: int) -> bool:
    """Whether the words before a place belong to the left column, not to the place's own name."""
    if len(before) < 3 or len(line.words) - start > 14:
        return False
    name_like = all(word[:1].isupper() and not word.isupper() for word in before.split())
    if name_like and line.words[start].text in ("-", "–"):
        return False  # Bà Rịa - Vũng Tàu
    return bool(_NUMBER_ROW.match(plain(before))) or _is_wide(line, start) or not name_like


def _signature_split(line: Line) -> int | None:
    """The word at which the signature's column begins beside the recipients."""
    words = line.words
    if plain(SIGNING_MARK.sub("", line.text.strip())) in _plain_positions():
        return None  # KT. CHỦ TỊCH: what a seal hid of it left a gap
    for index in range(1, len(words)):
        tail = " ".join(word.text for word in words[index:])
        if len(tail) < 4 or not is_capitals(tail):
            continue
        head = " ".join(word.text for word in words[:index])
        if is_capitals(head) and not _is_wide(line, index):
            continue
        if is_signed_for(tail) or (starts_with_position(tail) and len(head) > 4):
            return index
    name = _NAME_AFTER_ITEM.search(line.text)
    if name and plain(name[1]) in plain_family_names():
        return _word_at(words, name.start(1), line.spacing)
    for index in range(1, len(words)):
        if _is_wide(line, index) and not words[index].text.startswith(("-", "–", "(")):
            return index
    return None


def is_signed_for(text: str) -> bool:
    """Whether a text opens with TM., KT., TL., TUQ. and an office, not a list: KT, DA, TH."""
    mark = SIGNING_MARK.match(text)
    if mark is None:
        return False
    office = text[mark.end() :].rstrip(" ,.")
    if "," in mark[0] and not starts_with_position(office) and " " not in office:
        return False
    return "," not in office


def _opens_two_signatures(line: Line) -> bool:
    """Whether a line holds two authorities or positions side by side, a wide gap between them."""
    for index in range(1, len(line.words)):
        if _is_wide(line, index):
            sides = (line.words[:index], line.words[index:])
            texts = [" ".join(word.text for word in words) for words in sides]
            return all(is_signed_for(text) or starts_with_position(text) for text in texts)
    return False


def _parts(line: Line, split: int | None) -> tuple[Line, ...]:
    if split is None or split <= 0 or split >= len(line.words):
        return (line,)
    return tuple(
        replace(line, words=words, box=Box.around(word.box for word in words), spacing=None)
        for words in (line.words[:split], line.words[split:])
    )


_RECIPIENTS_ROW = re.compile(r"^\W{0,3}noi\s*nh[a-z]n\b")


def _column(line: Line, block: Block, page: Page) -> Column:
    if block.kind in (BlockKind.LETTERHEAD_LEFT, BlockKind.RECIPIENTS):
        return Column.LEFT
    if block.kind in (BlockKind.LETTERHEAD_RIGHT, BlockKind.SIGNATURE):
        return Column.RIGHT
    box = line.box or Box.around(word.box for word in line.words)
    if box is None or page.width <= 0:
        return Column.UNKNOWN
    if box.left > 0.42 * page.width:
        return Column.RIGHT
    if box.right < 0.56 * page.width:
        return Column.LEFT
    return Column.FULL


def _printed(text: str) -> str:
    """NFC, the eth that readers give for Đ (often beside it) made one Đ, labels in Vietnamese."""
    printed = re.sub("Đ?Ð+Đ?", "Đ", unicodedata.normalize("NFC", text)).strip()
    return without_english_labels(printed)


_HEAD_ROWS = 40  # rows at the top of a page among which a letterhead may stand
_SKIPPED = (BlockKind.PAGE_NUMBER, BlockKind.HEADER_FOOTER)
TOP_AND_BOTTOM = 0.1  # share of a page's height, where its number stands
_PAGE_NUMBER = re.compile(r"^\W*\d{1,3}\W*$")


def rows_of(pages: Sequence[Page]) -> list[Row]:
    """The rows of all pages in reading order; page numbers and running heads left out."""
    rows: list[Row] = []
    block_number = 0
    for page in pages:
        beside_recipients = False
        page_start = len(rows)
        line_count = sum(len(block.lines) for block in page.blocks)
        lone = line_count > 12 and line_count < 1.2 * len(page.blocks)
        for block in page.blocks:
            if block.kind in _SKIPPED or not block.lines:
                continue
            if len(block.lines) == 1 and _may_be_page_number(block.lines[0], page):
                continue
            block_number += 1
            first = True
            for line in block.lines:
                if not line.text.strip():
                    continue
                if _RECIPIENTS_ROW.match(plain(line.text)) or _opens_two_signatures(line):
                    beside_recipients = True
                split = None
                if line.cell is None:
                    split = _letterhead_split(line) if len(rows) - page_start < _HEAD_ROWS else None
                    if split is None and beside_recipients:
                        split = _signature_split(line)
                parts = _parts(line, split)
                for number, part in enumerate(parts):
                    text = _printed(part.text)
                    column = _column(part, block, page)
                    if len(parts) == 2:
                        column = Column.RIGHT if number else Column.LEFT
                    confidences = [word.confidence for word in part.words]
                    rows.append(
                        Row(
                            text=text,
                            plain=plain(text),
                            page=page.number,
                            block=block_number,
                            starts_block=first,
                            kind=block.kind,
                            column=column,
                            confidence=sum(confidences) / max(len(confidences), 1),
                            box=part.box or Box.around(word.box for word in part.words),
                            page_width=page.width,
                            words=part.words,
                            continues=number == 1,
                            lone=lone,
                        )
                    )
                first = False
    return rows


def _may_be_page_number(line: Line, page: Page) -> bool:
    """Whether a line is a number alone, at an end of its page as far as is known."""
    if not _PAGE_NUMBER.match(line.text):
        return False
    if line.box is None or not page.height:
        return True
    middle = (line.box.top + line.box.bottom) / 2 / page.height
    return not TOP_AND_BOTTOM < middle < 1 - TOP_AND_BOTTOM


_CODE_CUT = re.compile(r"[A-ZĐ\d][-/]$")
_CODE_REST = re.compile(r"[A-ZĐ]{2}")


def grows_together(before: str, after: str) -> bool:
    """Whether a code was cut at the line's end: `71/2016/NĐ-` and `CP`, `56-HD/` and `BTCTW`."""
    return bool(_CODE_CUT.search(before[-2:])) and bool(_CODE_REST.match(after))


def join_texts(rows: Sequence[Row]) -> str:
    """Rows as one text; codes cut at a line's end grow together again."""
    pieces: list[str] = []
    before = ""
    for row in rows:
        pieces += ["" if not before or grows_together(before, row.text) else " ", row.text]
        before = row.text
    return re.sub(r"\s+", " ", "".join(pieces)).strip()


def evidence(rows: Sequence[Row], certainty: float = 1.0, text: str | None = None) -> Evidence:
    """Where a field was read: the rows' page, box and mean confidence times `certainty`."""
    box = Box.around(row.box for row in rows if row.page == rows[0].page)
    confidence = certainty * sum(row.confidence for row in rows) / len(rows)
    return Evidence(
        page=rows[0].page,
        box=(box.left, box.top, box.right, box.bottom) if box else None,
        confidence=round(min(max(confidence, 0.0), 1.0), 4),
        text=text if text is not None else join_texts(rows),
    )
