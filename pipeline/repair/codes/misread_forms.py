# SPDX-License-Identifier: Apache-2.0
"""What forms that only some readers misread are made of, and those that all of them do.

In a text of unknown origin they may be print, so `claims` knows nothing of them; those of garbled
text are in `garbled_forms`, those of scans in `scan_forms`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from pipeline.repair.codes.claims import TO_BE_CHECKED, Claim, ClaimKind
from pipeline.repair.codes.code_repair import assembly_term, is_code, repair_code
from pipeline.repair.codes.dates import DAY_WORD, iso_day
from pipeline.repair.codes.document_code import SYMBOL, YEAR

ABOUT = "V/v (về việc) before the subject"
SIGNS_FOR_DIGITS = str.maketrans("ŠšØø", "5500")  # letters that Vietnamese has not
SIGN_FOR_DIGIT = "a letter that Vietnamese has not for a digit"
STROKE_FOR_1 = "a stroke for the number 1"
GAP_IN_CODE = "a gap inside a code"
GAP = re.compile(" ")
_MOST_STROKES = 3


class Form(NamedTuple):
    """A form that some readers misread so.

    ``printed``: of the group of the match named ``span`` ("": all of it), None where it is not
    this form after all.
    """

    pattern: re.Pattern[str]
    kind: ClaimKind
    printed: Callable[[re.Match[str]], str | None]
    confidence: float = 1.0
    reason: str = ""
    span: str = ""

    def claims(self, line: str) -> Iterator[Claim]:
        for match in self.pattern.finditer(line):
            printed = self.printed(match)
            if printed is None:
                continue
            start, end = match.span(self.span or 0)
            reason = "" if printed == line[start:end] else self.reason
            yield Claim(start, end, self.kind, printed, self.confidence, reason)


def as_read(match: re.Match[str]) -> str:
    return match[0]


def _strokes(match: re.Match[str]) -> str | None:
    read = match["numeral"]
    strokes = min(len(read) + read.upper().count("H"), _MOST_STROKES)
    return "I" * strokes if strokes > 1 and not read.isdigit() else None


# hạng III, Phụ lục II: strokes that stand together, each read as one letter or two as H
NUMERAL = Form(
    re.compile(
        r"\b(?i:h[aạ]ng|ph[uụ] l[uụ]c|ch[uư](?:o|ơ|w?o)ng|ph[aầ]n|m[uụ]c|kh[oó]a|lo[aạ]i"
        r"|nh[oó]m|qu[yý]) (?P<numeral>(?!THI|[lf1!|]+\b)"
        r"(?:[IlfT1!|]?H[IlfT1!|]?|[IlTf1!|]{2,3}))(?![\w/.-])"
    ),
    ClaimKind.ROMAN,
    _strokes,
    0.9,
    "strokes of a roman numeral",
    "numeral",
)


def _tens_and_strokes(match: re.Match[str]) -> str | None:
    read = match["strokes"]
    strokes = len(read) + read.count("H")
    return match["tens"] + "I" * strokes if strokes <= _MOST_STROKES else None


# khóa XIII, lần thứ VIII: two strokes of them read as H
HIGHER_NUMERAL = Form(
    re.compile(
        r"\b(?i:ch[uư](?:o|ơ|w?o)ng|ph[aầ]n|m[uụ]c|kh[oó]a|kho[aá]|k[yỳ]|th[uứ]|h[oộ]i"
        r"|ph[uụ] l[uụ]c|khu v[uự]c|v[uù]ng)"
        r" (?P<numeral>(?P<tens>X{0,2}V|X{1,2})(?P<strokes>[Il1]?H[Il1]?))(?![\w/.-])"
    ),
    ClaimKind.ROMAN,
    _tens_and_strokes,
    0.9,
    "strokes of a roman numeral",
    "numeral",
)


def without_gap(match: re.Match[str]) -> str:
    return match[0].replace(" ", "")


def as_code(code: str, printed_so: bool) -> str | None:
    """The code repaired, or as it is where it may be printed so."""
    repair = repair_code(code)
    return repair.repaired if repair else code if printed_so else None


def code_with(wrong: re.Pattern[str], right: str) -> Callable[[re.Match[str]], str | None]:
    """What a code is printed as where ``wrong`` was read for ``right``."""

    def printed(match: re.Match[str]) -> str | None:
        code = wrong.sub(right, match[0])
        return as_code(code, is_code(code))

    return printed


def law_of_the_assembly(match: re.Match[str]) -> str | None:
    term = assembly_term(match["term"].translate(SIGNS_FOR_DIGITS), match["year"])
    return None if term is None else f"{match['number']}/{match['year']}/QH{term}"


def _full_stops(match: re.Match[str]) -> str | None:
    return None if match[0].startswith("1:") else match[0].replace(":", ".")  # a scale, 1:500.000


def _date_in_parts(match: re.Match[str]) -> str | None:
    day, month, year = match["day"], match["month"], match["year"]
    return f"{day}/{month}/{year}" if iso_day(int(day), int(month), int(year)) else None


DATE_WITHOUT_SLASHES = Form(  # ngày 10082021
    re.compile(
        rf"(?<!\w)(?:{DAY_WORD}) (?P<date>(?P<day>\d\d)(?P<month>\d\d)(?P<year>{YEAR}))(?![\w/-])"
    ),
    ClaimKind.DATE,
    _date_in_parts,
    TO_BE_CHECKED,
    "a date that lost its slashes: to be checked",
    "date",
)
COVID = Form(  # Covid-I9
    re.compile(r"\b(?i:covid)\s?-\s?(?P<number>(?!19\b)[Il|1\[\]][9g])(?!\w)"),
    ClaimKind.NUMBER,
    lambda _: "19",
    0.95,
    STROKE_FOR_1,
    "number",
)
THOUSANDS = Form(  # 20:000.000
    re.compile(r"(?<![\w.,:/-])\d{1,3}(?:[.,]\d{3})*:\d{3}(?:[.,:]\d{3})*(?!\w|[.,:/-]\d)"),
    ClaimKind.NUMBER,
    _full_stops,
    0.85,
    "a colon for the full stop between thousands",
)
# 73/2006/QH1 1, 06/2017/QH 14, 06/2017/0H14, 254/2025/OH1 J, 84/2025/QHI)5
LAW = Form(
    re.compile(
        rf"(?<![\w/.-])(?P<number>\d{{1,3}})/(?P<year>{YEAR})/[QO0@]{{1,2}}\s?H"
        r"(?P<term>\s?[1IlJ|]{1,2}[ )]{0,2}(?:[0-6SŠOoAIlJ]|[5S]{2}))(?![\w/])"
    ),
    ClaimKind.CODE,
    law_of_the_assembly,
    0.9,
    "law of the National Assembly that sat in the year",
)
CODE_WITH_GAP = Form(  # 05/202 1/ND-CP
    re.compile(
        r"(?<![\w/.-])\d{1,4}/(?:(?:19|20)\d \d|(?:1 9|2 0)\d\d|(?:19|20) \d\d)"
        rf"/{SYMBOL}(?![\w/])"
    ),
    ClaimKind.CODE,
    code_with(GAP, ""),
    0.9,
    GAP_IN_CODE,
)
