# SPDX-License-Identifier: Apache-2.0
"""Numbers and symbols of official documents (số và ký hiệu văn bản) as values.

Five ways of writing them, each with its own rule:

* State, `15/QĐ-BNV`, `30/2020/NĐ-CP`, `4532/UBND-VX` (Nghị định 30/2020/NĐ-CP, Phụ lục I; the year
  stands in legal normative documents, Luật Ban hành văn bản quy phạm pháp luật);
* laws of the National Assembly, `80/2015/QH13`;
* the Party, `30-CT/TW`, `1545-CV/HU` (Hướng dẫn 36-HD/VPTW);
* older papers that part number and symbol by a space, `12 QĐ/UB`;
* the Government and its head before 1997, with the issuer alone, `45-CP`, `120-TTg`, `36-CT` (Chủ
  tịch Hội đồng Bộ trưởng).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from pipeline.repair.codes.letters import LOWER


class CodeStyle(StrEnum):
    """How number and symbol are written together."""

    STATE = "state"
    LAW = "law"
    PARTY = "party"
    OLD = "old"


CAPITAL = "A-ZĐÂĂÊÔƠƯ"
# QĐ, TTg, UBND, QH13, BCĐ389, P.KT, SVH,TT,DL: capitals, few small letters, no marked small ones
GROUP = rf"[{CAPITAL}][{CAPITAL}a-zđ&]*\d{{0,3}}(?![{LOWER}])"
SYMBOL = rf"{GROUP}(?:(?:[-/&+]|[.,](?=[{CAPITAL}]{{1,8}}(?![{LOWER}]))){GROUP})*"
NUMBER = r"\d{1,5}(?:\.\d{1,2})?[A-Za-z]?"
YEAR = r"(?:19|20)\d\d"

_ISSUERS_ALONE = frozenset(("CP", "TTg", "HĐBT", "HĐCP", "CT"))

_NUMBER = re.compile(NUMBER)
_YEAR = re.compile(YEAR)
_SYMBOL = re.compile(SYMBOL)
_LAW_SYMBOL = re.compile(r"QH[KIVX]*\d{0,2}")
_LABEL = re.compile(r"^\s*(?:[Ss]ố|SỐ)\s*[:.]?\s*")
_SPACE_ROUND_MARK = re.compile(r"\s*([-/.,&+])\s*")
_STATE = re.compile(rf"({NUMBER})/(?:({YEAR})/)?({SYMBOL})")
_PARTY = re.compile(rf"({NUMBER})-({SYMBOL})")
_OLD = re.compile(rf"({NUMBER}) ({SYMBOL})")


def is_symbol(text: str) -> bool:
    """Whether a text is formed as a symbol: two capitals at least, capitals outnumber the rest."""
    if not _SYMBOL.fullmatch(text):
        return False
    capitals = sum(letter.isupper() for letter in text)
    small = sum(letter.islower() for letter in text)
    return capitals >= 2 and capitals > small


@dataclass(frozen=True, slots=True)
class DocumentCode:
    """Number, year (legal normative documents only) and symbol of a document.

    `number` is kept as printed: `07`, `30c`, `3176B`. Raises ValueError when the parts do not
    fit the style, so that every value can be printed and read back.
    """

    number: str
    year: str | None
    symbol: str
    style: CodeStyle

    def __post_init__(self) -> None:
        if not _NUMBER.fullmatch(self.number):
            raise ValueError(f"not a document number: {self.number!r}")
        if self.year is not None and not _YEAR.fullmatch(self.year):
            raise ValueError(f"not a year: {self.year!r}")
        if not is_symbol(self.symbol):
            raise ValueError(f"not a document symbol: {self.symbol!r}")
        law = self.year is not None and bool(_LAW_SYMBOL.fullmatch(self.symbol))
        if law != (self.style is CodeStyle.LAW):
            raise ValueError("a symbol of the National Assembly with a year is style law")
        if self.year is not None and self.style in (CodeStyle.PARTY, CodeStyle.OLD):
            raise ValueError("only State documents and laws carry the year")
        whole = re.search("[-/.]", self.symbol) or (
            self.style is CodeStyle.PARTY and self.symbol in _ISSUERS_ALONE
        )
        if self.style in (CodeStyle.PARTY, CodeStyle.OLD) and not whole:
            raise ValueError("the symbol needs a type and an issuer")

    def __str__(self) -> str:
        return format_code(self)


def format_code(code: DocumentCode) -> str:
    """The code as the rules print it, without spaces: `30/2020/NĐ-CP`, `30-CT/TW`."""
    match code.style:
        case CodeStyle.PARTY:
            return f"{code.number}-{code.symbol}"
        case CodeStyle.OLD:
            return f"{code.number} {code.symbol}"
        case _:
            year = f"{code.year}/" if code.year else ""
            return f"{code.number}/{year}{code.symbol}"


def parse_code(text: str) -> DocumentCode | None:
    """Reads a whole text as a code, with or without `Số:` and with stray spaces; else None.

    `28-NQ/T W` is read as `28-NQ/TW`; a text with words before or after the code is none.
    """
    text = _LABEL.sub("", unicodedata.normalize("NFC", text)).strip().replace("–", "-")
    text = _SPACE_ROUND_MARK.sub(r"\1", text)
    text = re.sub(r"(?<=/T) (?=[WƯ]$)", "", text)
    try:
        if match := _STATE.fullmatch(text):
            number, year, symbol = match.groups()
            law = year is not None and _LAW_SYMBOL.fullmatch(symbol)
            return DocumentCode(number, year, symbol, CodeStyle.LAW if law else CodeStyle.STATE)
        if match := _PARTY.fullmatch(text):
            return DocumentCode(match[1], None, match[2], CodeStyle.PARTY)
        if match := _OLD.fullmatch(text):
            return DocumentCode(match[1], None, match[2], CodeStyle.OLD)
    except ValueError:
        return None
    return None
