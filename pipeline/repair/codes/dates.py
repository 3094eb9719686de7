# SPDX-License-Identifier: Apache-2.0
"""Dates as official documents print them: found, read, and their words repaired.

`ngày 05 tháng 01 năm 2020`, `05/01/2020`, `5-9-2026`, `tháng 4/2024`, `quý II/2024`, `năm 2024`,
periods `2021 - 2025`. Days below 10 and the months 1 and 2 are padded with a zero (Nghị định
30/2020/NĐ-CP, Phụ lục I), but older papers and running text often are not, so both are read.
Digits are never changed; a date that can't be is found all the same and flagged.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class DateKind(StrEnum):
    """How much of a date is given."""

    DAY = "day"
    DAY_OF_MONTH = "day-of-month"  # no year: ngày 05 tháng 01, 31/10
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    PERIOD = "period"


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text: `[start, end)` in characters.

    `value`: ISO 8601 as far as known: `2020-01-05`, `2024-04`, `2024`, a quarter `2024-Q2`, a
    period `2021/2025`; None for a date without a year and for one that can't be
    (`possible` False: 30/02/2024).
    `printed`: the same words with those that were misread set right, digits as they were.
    """

    start: int
    end: int
    text: str
    kind: DateKind
    value: str | None
    possible: bool
    printed: str

    @property
    def repaired(self) -> bool:
        return self.printed != self.text


# The words ngày, tháng, năm with the marks lost or wrong, as weak models read them. Between
# numbers they can be nothing else; "ngay 3 tháng" has no number after "tháng".
DAY_WORD = r"[Nn](?:g|q|9)[aàáảãạâăiìd4][yỳýỷỹỵv]|NG[AÀÁẢÃẠ]Y"
MONTH_WORD = r"[Tt]h?[aàáảãạăằắẳẵặâầấẩẫậeéèiíìd4]n[gq]?|TH[AÀÁẢÃẠĂẮẰ]NG"
_YEAR_WORD = r"[Nn](?:[aàáảãạăằắẳẵặâầấẩẫậeéèiíìd4]|ă)m|N[AĂÂẦẮẰ]M"
_YEAR = r"(?:1[89]|20)\d\d"
_NOT_IN_NUMBER = r"(?<![\w./,-])"
_LONG = re.compile(
    rf"(?<!\w)(?P<dw>{DAY_WORD})(?P<s1>\s*)(?P<d>\d{{1,2}})(?P<s2>\s*)(?P<mw>{MONTH_WORD})"
    rf"(?P<s3>\s*)(?P<m>\d{{1,2}})(?:(?P<s4>,?\s*)(?P<yw>{_YEAR_WORD})(?P<s5>\s*)(?P<y>{_YEAR}))?(?!\w)"
)
_MONTH_LONG = re.compile(
    rf"(?<!\w)(?P<mw>{MONTH_WORD})(?P<s3>\s+)(?P<m>\d{{1,2}})"
    rf"(?:(?P<s4>,?\s*)(?P<yw>{_YEAR_WORD})(?P<s5>\s*)|(?P<slash>\s?[/-]\s?))(?P<y>{_YEAR})(?!\w)"
)
_SHORT = re.compile(
    rf"{_NOT_IN_NUMBER}(?P<d>\d{{1,2}})(?P<a>\s?[/.-]\s?)(?P<m>\d{{1,2}})(?P<b>\s?[/.-]\s?)"
    rf"(?P<y>{_YEAR}|\d\d)(?![\w/]|[.,-]\d)"
)
_DAY_OF_MONTH = re.compile(
    rf"(?<!\w)(?P<dw>{DAY_WORD})(?P<s1>\s+)(?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})(?![\w/]|[.,]\d)"
)
_QUARTER = re.compile(
    r"(?<!\w)(?P<w>[Qq]u[ýỹỷyíỵ]|QU[ÝY])\s+(?P<q>IV|I{1,3}|[1-4])"
    rf"(?:\s?/\s?|,?\s+(?:năm\s+)?)(?P<y>{_YEAR})(?!\w)"
)
_PERIOD = re.compile(rf"{_NOT_IN_NUMBER}(?P<a>{_YEAR})\s?[-–]\s?(?P<b>{_YEAR})(?![\w/]|[.,-]\d)")
_YEAR_ALONE = re.compile(rf"(?<!\w)(?P<w>[Nn]ăm|NĂM)\s+(?P<y>{_YEAR})(?![\w/-])")
_ROMAN_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4}


def _like(word: str, read: str) -> str:
    """`word` in the capitals of what was read."""
    if read.isupper():
        return word.upper()
    return word.capitalize() if read[0].isupper() else word


def iso_day(day: int, month: int, year: int) -> str | None:
    """ISO 8601 of a day that exists, else None."""
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return f"{year:04d}-{month:02d}-{day:02d}"


def _full_year(text: str) -> int:
    year = int(text)
    if year >= 100:
        return year
    return 2000 + year if year < 50 else 1900 + year


def _from_long(match: re.Match[str]) -> FoundDate:
    day, month = int(match["d"]), int(match["m"])
    printed = (
        _like("ngày", match["dw"]) + match["s1"] + match["d"] + match["s2"]
        + _like("tháng", match["mw"]) + match["s3"] + match["m"]
    )  # fmt: skip
    if match["y"] is None:
        possible = 1 <= month <= 12 and 1 <= day <= calendar.monthrange(2024, month)[1]
        return _found(match, DateKind.DAY_OF_MONTH, None, possible, printed)
    printed += match["s4"] + _like("năm", match["yw"]) + match["s5"] + match["y"]
    value = iso_day(day, month, int(match["y"]))
    return _found(match, DateKind.DAY, value, value is not None, printed)


def _from_month(match: re.Match[str]) -> FoundDate:
    month, year = int(match["m"]), int(match["y"])
    value = f"{year:04d}-{month:02d}" if 1 <= month <= 12 else None
    between = match["slash"] or match["s4"] + _like("năm", match["yw"]) + match["s5"]
    printed = _like("tháng", match["mw"]) + match["s3"] + match["m"] + between + match["y"]
    return _found(match, DateKind.MONTH, value, value is not None, printed)


def _from_short(match: re.Match[str]) -> FoundDate | None:
    if match["a"].strip() != match["b"].strip() or (len(match["y"]) == 2 and match["a"] != "/"):
        return None
    value = iso_day(int(match["d"]), int(match["m"]), _full_year(match["y"]))
    return _found(match, DateKind.DAY, value, value is not None, match[0])


def _from_day_of_month(match: re.Match[str]) -> FoundDate:
    day, month = int(match["d"]), int(match["m"])
    possible = 1 <= month <= 12 and 1 <= day <= calendar.monthrange(2024, month)[1]
    printed = _like("ngày", match["dw"]) + match[0][len(match["dw"]) :]
    return _found(match, DateKind.DAY_OF_MONTH, None, possible, printed)


def _from_quarter(match: re.Match[str]) -> FoundDate:
    quarter = _ROMAN_QUARTERS.get(match["q"]) or int(match["q"])
    word = match["w"] if match["w"].lower() in ("quý", "quí") else _like("quý", match["w"])
    printed = word + match[0][len(match["w"]) :]
    return _found(match, DateKind.QUARTER, f"{match['y']}-Q{quarter}", True, printed)


def _from_period(match: re.Match[str]) -> FoundDate:
    possible = int(match["a"]) <= int(match["b"])
    return _found(match, DateKind.PERIOD, f"{match['a']}/{match['b']}", possible, match[0])


def _found(
    match: re.Match[str], kind: DateKind, value: str | None, possible: bool, printed: str
) -> FoundDate:
    return FoundDate(match.start(), match.end(), match[0], kind, value, possible, printed)


_FORMS = (
    (_LONG, _from_long),
    (_MONTH_LONG, _from_month),
    (_SHORT, _from_short),
    (_DAY_OF_MONTH, _from_day_of_month),
    (_QUARTER, _from_quarter),
    (_PERIOD, _from_period),
    (_YEAR_ALONE, lambda m: _found(m, DateKind.YEAR, m["y"], True, m[0])),
)
_HAS_DIGIT = re.compile(r"\d")


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """All dates of a text in order, without overlap; the longest form wins."""
    if not _HAS_DIGIT.search(text):
        return ()
    found_dates: list[FoundDate] = []
    taken = bytearray(len(text))
    for pattern, read in _FORMS:
        for match in pattern.finditer(text):
            if any(taken[match.start() : match.end()]):
                continue
            found = read(match)
            if found is not None:
                found_dates.append(found)
                taken[found.start : found.end] = b"\1" * (found.end - found.start)
    return tuple(sorted(found_dates, key=lambda found: found.start))


def parse_date(text: str) -> FoundDate | None:
    """The date that the whole text is, else None."""
    text = unicodedata.normalize("NFC", text).strip()
    found = find_dates(text)
    return found[0] if len(found) == 1 and found[0].text == text else None
