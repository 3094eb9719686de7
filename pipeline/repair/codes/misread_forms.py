# SPDX-License-Identifier: Apache-2.0
"""Forms that are misread so by some readers only: strokes for numerals, colons for full stops.

In a text of unknown origin they may be print, so `claims` knows nothing of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from lexicon import places
from pipeline.repair.codes.abbreviations import with_f_for_e
from pipeline.repair.codes.claims import (
    TO_BE_CHECKED,
    Claim,
    ClaimKind,
    code_at,
    without_overlaps,
)
from pipeline.repair.codes.code_repair import assembly_term, is_code, repair_code
from pipeline.repair.codes.dates import iso_day
from pipeline.repair.codes.document_code import CAPITAL, SYMBOL, YEAR
from pipeline.repair.codes.letters import LOWER, UPPER
from pipeline.repair.codes.symbols import known_symbol


class _Form(NamedTuple):
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


def _as_read(match: re.Match[str]) -> str:
    return match[0]


def _outside_brackets(match: re.Match[str]) -> str | None:
    before = match.string[: match.start()]
    return match[0] if before.count("(") <= before.count(")") else None


def _strokes(match: re.Match[str]) -> str | None:
    read = match["numeral"]
    strokes = min(len(read) + read.upper().count("H"), _MOST_STROKES)
    return "I" * strokes if strokes > 1 and not read.isdigit() else None


def _square_metre(match: re.Match[str]) -> str | None:
    before = match.string[: match.start()]
    return None if _DIGIT_OF_WORD.search(before) else "m²"


ABOUT = "V/v (về việc) before the subject"
_SIGNS_FOR_DIGITS = str.maketrans("ŠšØø", "5500")  # letters that Vietnamese has not
SIGN_FOR_DIGIT = "a letter that Vietnamese has not for a digit"
STROKE_FOR_1 = "a stroke for the number 1"
_GAP = re.compile(" ")
_DIGIT_OF_WORD = re.compile(r"[^\W\d_]\d+$")  # g6m? is gồm?
_MOST_STROKES = 3
_CLAUSE = r"\b[Kk]h[oơ]\w{1,2}n "
_ARTICLE_READ = r"[DĐÐBP]i[^\W\d_]u"
# hạng III, Phụ lục II: strokes that stand together, each read as one letter or two as H
_NUMERAL = _Form(
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
_IN_DATE = re.compile(r"\b(?:ng[aàả]y|th[aáả4]ng) $", re.IGNORECASE)


def _leading_zero(match: re.Match[str]) -> str:
    """`O1` is 01; `O01` too, where a day or month stands, which has two digits."""
    twice = match[1].startswith("0") and _IN_DATE.search(match.string[: match.start()])
    return match[1] if twice and len(match[1]) == 2 else f"0{match[1]}"


_FORMS = (
    _Form(
        re.compile(r"(?<![\w/.,-])[Oo](\d{1,2})(?![\w/-]|[.,]\d)"),
        ClaimKind.NUMBER,
        _leading_zero,
        0.95,
        "the letter O for 0",
    ),
    _NUMERAL,
    _Form(  # Ill: III
        re.compile(r"(?<![\w./-])(?=l*I)(?=I*l)[Il]{2,3}(?![\w/.-])"),
        ClaimKind.ROMAN,
        lambda match: "I" * len(match[0]),
        0.9,
        "strokes of a roman numeral",
    ),
    _Form(  # khoản 1, Điều 1
        re.compile(rf"(?:{_CLAUSE}|\b{_ARTICLE_READ} )(?P<number>[|l!])(?![^\s,;.):])"),
        ClaimKind.ARTICLE,
        lambda _: "1",
        0.9,
        STROKE_FOR_1,
        "number",
    ),
    _Form(
        re.compile(rf"{_CLAUSE}(?P<number>\d{{1,2}})(?!\w|[.,/-]\d)"),
        ClaimKind.NUMBER,
        lambda match: match["number"],
        span="number",
    ),
    _Form(  # (ii)
        re.compile(r"(?<=\()(?:i{1,3}|iv|vi{0,3}|ix|x)(?=\))"), ClaimKind.LIST_MARK, _as_read
    ),
    _Form(  # b1), not c6) (có) and what closes a bracket
        re.compile(r"(?<![\w./-])[a-eđ][1-5](?=\))"), ClaimKind.LIST_MARK, _outside_brackets
    ),
    _Form(  # Viv, VAv, Vv at the begin of a line: V/v
        re.compile(r"^\s*(?P<about>V[il1I|!/A]?v)(?=\s)"),
        ClaimKind.ABBREVIATION,
        lambda _: "V/v",
        0.9,
        ABOUT,
        "about",
    ),
    _Form(  # 86: …/CTPH-SYT, 6:3176B/QD-SYT: the line of the number
        re.compile(
            r"^\s*(?P<label>[8$5S][6oó0](?=\s?[:.])|6(?=:))"
            rf"(?=\s?[:.]\s?[^\s:A-Za-z]{{0,8}}[A-Za-z]?\s?[/,]\s?[{CAPITAL}]{{2}})"
        ),
        ClaimKind.ABBREVIATION,
        lambda _: "Số",
        0.9,
        "Số before the number of the document",
        "label",
    ),
    _Form(  # a point joined with its word: diémd khoản 5
        re.compile(r"\b[Dd]i[eéêẻ6]m(?P<letter>[a-eghiklmđ])(?=,? [Kk]ho)"),
        ClaimKind.ARTICLE,
        lambda match: f" {match['letter']}",
        0.9,
        "a gap between a word and a point",
        "letter",
    ),
    _Form(  # 7h, 14h30
        re.compile(r"(?<![\w.,/-])\d{1,2}h(?:\d\d)?(?!\w)"), ClaimKind.NUMBER, _as_read
    ),
    _Form(  # khoan1, Diéu82: khoản 1, Điều 82
        re.compile(rf"\b(?:[Kk]ho[aàáảãạ]n|{_ARTICLE_READ})(?P<number>\d{{1,3}})(?!\w|[.,/-]\d)"),
        ClaimKind.ARTICLE,
        lambda match: f" {match['number']}",
        0.9,
        "a gap between a unit and its number",
        "number",
    ),
    _Form(  # 280 m?, 30 triệu đồng/m?
        re.compile(r"(?:(?<=\d )|(?<=\d)|(?<=/))m\?(?!\w)"),
        ClaimKind.AMOUNT,
        _square_metre,
        0.85,
        "the raised 2 of a square metre",
    ),
)


def _without_gap(match: re.Match[str]) -> str:
    return match[0].replace(" ", "")


def _as_code(code: str, printed_so: bool) -> str | None:
    """The code repaired, or as it is where it may be printed so."""
    repair = repair_code(code)
    return repair.repaired if repair else code if printed_so else None


def _code_with(wrong: re.Pattern[str], right: str) -> Callable[[re.Match[str]], str | None]:
    """What a code is printed as where ``wrong`` was read for ``right``."""

    def printed(match: re.Match[str]) -> str | None:
        code = wrong.sub(right, match[0])
        return _as_code(code, is_code(code))

    return printed


def _law_of_the_assembly(match: re.Match[str]) -> str | None:
    term = assembly_term(match["term"].translate(_SIGNS_FOR_DIGITS), match["year"])
    return None if term is None else f"{match['number']}/{match['year']}/QH{term}"


def _full_stops(match: re.Match[str]) -> str | None:
    return None if match[0].startswith("1:") else match[0].replace(":", ".")  # a scale, 1:500.000


def _parted_number(match: re.Match[str]) -> str:
    comma = "," if match["speck"] == "," else ""
    return f"{comma} {match['number']}"


STROKE_FOR_SLASH = "a stroke for a slash: to be checked"
_STROKE_FOR_SLASH = r"[Il1f|!\]J]"


def _slash_of_party(match: re.Match[str]) -> str | None:
    symbol = f"{match['type']}/{match['body']}"
    return _as_code(f"{match['number']}-{symbol}", known_symbol(symbol))  # whatever its number


def _slashes_of_code(match: re.Match[str]) -> str | None:
    if {match["first"], match["second"]} <= {"/", None}:
        return None
    code = "/".join(filter(None, (match["number"], match["year"], match["symbol"])))
    return _as_code(code, is_code(code))


def _slashes_of_date(match: re.Match[str]) -> str | None:
    marks = {match["first"], match["second"]}
    if marks == {"/"} or "/" not in marks or not 1 <= int(match["day"]) <= 31:
        return None
    return f"{match['day']}/{match['month']}/{match['year']}"


def _date_in_parts(match: re.Match[str]) -> str | None:
    day, month, year = match["day"], match["month"], match["year"]
    return f"{day}/{month}/{year}" if iso_day(int(day), int(month), int(year)) else None


_DATE_WITHOUT_SLASHES = _Form(  # ngày 10082021
    re.compile(rf"\b(?i:ng[aà]y) (?P<date>(?P<day>\d\d)(?P<month>\d\d)(?P<year>{YEAR}))(?![\w/-])"),
    ClaimKind.DATE,
    _date_in_parts,
    TO_BE_CHECKED,
    "a date that lost its slashes: to be checked",
    "date",
)
_COVID = _Form(  # Covid-I9
    re.compile(r"\b(?i:covid)\s?-\s?(?P<number>(?!19\b)[Il|1\[\]][9g])(?!\w)"),
    ClaimKind.NUMBER,
    lambda _: "19",
    0.95,
    STROKE_FOR_1,
    "number",
)
_JOINED_MARKS = r"[-.,:'’‘]"
GAP_IN_CODE = "a gap inside a code"
_THOUSANDS = _Form(  # 20:000.000
    re.compile(r"(?<![\w.,:/-])\d{1,3}(?:[.,]\d{3})*:\d{3}(?:[.,:]\d{3})*(?!\w|[.,:/-]\d)"),
    ClaimKind.NUMBER,
    _full_stops,
    0.85,
    "a colon for the full stop between thousands",
)
# 73/2006/QH1 1, 06/2017/QH 14, 06/2017/0H14, 254/2025/OH1 J, 84/2025/QHI)5
_LAW = _Form(
    re.compile(
        rf"(?<![\w/.-])(?P<number>\d{{1,3}})/(?P<year>{YEAR})/[QO0@]{{1,2}}\s?H"
        r"(?P<term>\s?[1IlJ|]{1,2}[ )]{0,2}(?:[0-6SŠOoAIlJ]|[5S]{2}))(?![\w/])"
    ),
    ClaimKind.CODE,
    _law_of_the_assembly,
    0.9,
    "law of the National Assembly that sat in the year",
)
_CODE_WITH_GAP = _Form(  # 05/202 1/ND-CP
    re.compile(
        r"(?<![\w/.-])\d{1,4}/(?:(?:19|20)\d \d|(?:1 9|2 0)\d\d|(?:19|20) \d\d)"
        rf"/{SYMBOL}(?![\w/])"
    ),
    ClaimKind.CODE,
    _code_with(_GAP, ""),
    0.9,
    GAP_IN_CODE,
)
_WHOLE_FORMS = (  # of what else would be claimed in part, or as something else
    _Form(  # khoản I: a clause has no roman numeral, but among several (khoản I, II)
        re.compile(rf"{_CLAUSE}(?P<number>I)(?![^\s,;.):]|,? (?:v[aà] )?[IVX]+\b)"),
        ClaimKind.ARTICLE,
        lambda _: "1",
        TO_BE_CHECKED,
        STROKE_FOR_1,
        "number",
    ),
    _LAW,
    _CODE_WITH_GAP,
    _Form(  # 33-NQITW, 33-CTrlTU, lS-KHfTU: codes of the Party
        re.compile(
            r"(?<![\w/.,-])(?P<number>[\dOoQlI|S]{1,5})-(?P<type>[A-ZĐ][A-ZĐa-zđ]{1,3}?)"
            rf"(?P<slash>{_STROKE_FOR_SLASH})(?P<body>TW|TU|HU|[DĐ]U|QU)(?![\w/])"
        ),
        ClaimKind.CODE,
        _slash_of_party,
        TO_BE_CHECKED,
        STROKE_FOR_SLASH,
    ),
    _Form(  # 1675IQD-UBND, 12/2020lND-CP
        re.compile(
            r"(?<![\w/.,-])(?P<number>\d{1,5})(?P<first>[Il|!/])"
            rf"(?:(?P<year>{YEAR})(?P<second>[Il|!/]))?(?P<symbol>{SYMBOL})(?![\w/])"
        ),
        ClaimKind.CODE,
        _slashes_of_code,
        TO_BE_CHECKED,
        STROKE_FOR_SLASH,
    ),
    _Form(  # 28/0112008, 28l01/2008
        re.compile(
            r"(?<![\w/.,-])(?P<day>\d{1,2})(?P<first>[/1Il|!])(?P<month>0\d|1[0-2]|[1-9])"
            rf"(?P<second>[/1Il|!])(?P<year>{YEAR})(?![\w/])"
        ),
        ClaimKind.DATE,
        _slashes_of_date,
        TO_BE_CHECKED,
        STROKE_FOR_SLASH,
    ),
    _Form(  # the first half of a code that goes on in the next line: 1155/CĐ-
        re.compile(rf"(?<![\w/.-])\d{{1,5}}/[{CAPITAL}]{{2,6}}-$"), ClaimKind.CODE, _as_read
    ),
    _Form(  # https.//sid. tdu.edu.vn/
        re.compile(
            r"https?[:.]//(?:[\w-]{1,63}\. ?){0,4}[\w-]{1,63}\.(?:com|org|net|info|vn)\b"
            r"[^\s<>()“”\"]*"
        ),
        ClaimKind.URL,
        lambda match: _without_gap(match).replace(".//", "://", 1),
        0.9,
        "a gap inside an address",
    ),
    _Form(  # vanthu@quangngai. gov.vn
        re.compile(
            r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,3}\. ?"
            r"(?:gov|edu|com|org|net)(?:\. ?vn)?(?!\w)"
        ),
        ClaimKind.EMAIL,
        _without_gap,
        0.9,
        "a gap inside an address",
    ),
    _THOUSANDS,
    _Form(  # 202]
        re.compile(r"(?<![\w.,/-])(?:19|20)\d[\]|](?=\s)"),
        ClaimKind.NUMBER,
        lambda match: match[0][:-1] + "1",
        0.85,
        STROKE_FOR_1,
    ),
    _DATE_WITHOUT_SLASHES,
    _COVID,
    _Form(  # a word and a long number: dén’60.000.000, ngay.01/01/2020
        re.compile(
            rf"(?:(?<=[{LOWER}])|(?<=[{UPPER}]{{3}}))(?P<speck>{_JOINED_MARKS})"
            rf"(?P<number>\d{{1,3}}(?:\.\d{{3}})+|\d{{1,2}}/\d{{1,2}}/{YEAR})(?!\w|[.,/-]\d)"
        ),
        ClaimKind.NUMBER,
        _parted_number,
        0.9,
        "a speck between word and number",
    ),
)
# a word and a code without a gap or with a speck for it: s6-06/2017/QH14, dinh119/2018/ND-CP; and
# a speck before a code that begins: -15/2020/NĐ-CP
_JOINED_CODE = re.compile(
    rf"(?<![\w/.,-])(?P<word>[sS$][\w&@¢]|[^\W\d_]+[{LOWER}]|)"
    rf"(?P<speck>{_JOINED_MARKS}{{0,2}})(?P<code>\d{{1,4}}/{YEAR}/[^\s;:()“”\"'!?]+)"
)


def _joined_codes(line: str) -> Iterator[Claim]:
    """Codes that a speck or a lost gap joins with the word before them."""
    for match in _JOINED_CODE.finditer(line):
        for claim in code_at(line, *match.span("code")):
            if match["word"]:
                reason = claim.reason or "a gap between a word and a code"
                sure = min(claim.confidence, 0.9)
                yield Claim(
                    match.start("speck"), claim.end, claim.kind, f" {claim.repaired}", sure, reason
                )
            elif match["speck"]:
                yield claim


_LOST_GAP = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_GAP_IN_DATE = "a gap between a word and a number of a date"


def _date_with_gaps(claim: Claim) -> Claim:
    """`ngày28 tháng 4` with the gap that a number written by hand leaves too small."""
    repaired = claim.repaired
    if claim.kind is ClaimKind.DATE:
        repaired = _LOST_GAP.sub(" ", repaired)
    if repaired == claim.repaired:
        return claim
    reason = claim.reason or _GAP_IN_DATE
    return replace(claim, repaired=repaired, confidence=min(claim.confidence, 0.95), reason=reason)


def garbled_claims(text_line: str, claims: list[Claim]) -> list[Claim]:
    """Claims of a line read without Vietnamese letters, and what only there is misread so.

    Numbers whose leading zero was read as a letter (O1 for 01), numerals of two or three strokes
    (`hạng HI`, `Phụ lục If`), a clause or article numbered by a stroke (`khoan | Diéu 5`) or joined
    with its number (`khoan1`), square metres (`m?`), what is read for letters elsewhere (`(ii)`,
    `b1)`, `7h`), codes and numbers with a gap or a colon inside, codes and numbers joined with the
    word before them, dates without a gap (`ngay8thang 10`).
    """
    whole = [claim for form in _WHOLE_FORMS for claim in form.claims(text_line)]
    more = [claim for form in _FORMS for claim in form.claims(text_line)]
    known = map(_date_with_gaps, claims)
    return without_overlaps((*whole, *_joined_codes(text_line), *known, *more))


_STROKES = str.maketrans("IÌÍỊl|!TO][", "11111111011")
_SLASHES = re.compile(r"[/⁄]+")
_TWICE = re.compile("ĐÐ|ÐĐ")


def _strokes_for_1(pattern: str) -> _Form:
    return _Form(
        re.compile(pattern),
        ClaimKind.NUMBER,
        lambda match: match["number"].translate(_STROKES),
        TO_BE_CHECKED,
        STROKE_FOR_1,
        "number",
    )


def _mark_for(pattern: str, printed: str, kind: ClaimKind, what: str) -> _Form:
    sure = TO_BE_CHECKED if printed.isdigit() else 0.85
    return _Form(re.compile(pattern), kind, lambda _: printed, sure, what)


def _number_of_code(match: re.Match[str]) -> str | None:
    code = match[0]
    number = re.match(r"[\dŠØø]+", code)
    assert number is not None
    printed = number[0].translate(_SIGNS_FOR_DIGITS) + code[number.end() :]
    return printed if is_code(printed) else None


def _with_slash(match: re.Match[str]) -> str | None:
    number, symbol = match["number"], match["symbol"]
    code = f"{number}/{symbol}"
    if "/" in number:
        return code if is_code(code) else None
    return code if known_symbol(symbol) and "-" in symbol else None  # 12TB may be anything


@cache
def _known_places() -> frozenset[str]:
    """Names of communes, districts and provinces as a date line gives them."""
    kinds = re.compile(
        r"^(?:Thành phố|Tỉnh|Quận|Huyện|Thị xã|Thị trấn|Phường|Xã|Đặc khu) (?=[^\W\d])"
    )
    return frozenset(kinds.sub("", place.name) for place in places())


def _with_both_slashes(match: re.Match[str]) -> str | None:
    if match["first"] == match["second"] == "/":
        return None
    code = f"{match['number']}/{match['year']}/{match['symbol']}"
    law = _LAW.pattern.fullmatch(code)
    if law is not None:
        return _law_of_the_assembly(law)
    return _as_code(code, known_symbol(match["symbol"]))


_STROKE_ALONE = re.compile(r"(?<![\w/.,-])(?<!điểm )[Il1]{1,2}(?![\w/-]|[.,]\d)")
_SCAN_FORMS = (
    _NUMERAL,
    _DATE_WITHOUT_SLASHES,
    _COVID,
    # khoản I, tháng II; an article may have a roman numeral
    _strokes_for_1(
        r"(?:\b(?:[Kk]hoản|[Tt]háng)|KHOẢN|THÁNG|(?:Điều|ĐIỀU)(?! I)) "
        r"(?P<number>(?!1+\b)[|lI!1]{1,2})(?![^\s,;.):])"
    ),
    # tháng TÌ năm
    _strokes_for_1(r"(?:[Tt]háng|THÁNG) (?P<number>[TIl1][TIÌÍl])(?= năm \d)"),
    # ngày TT tháng 7
    _strokes_for_1(r"(?:[Nn]gày|NGÀY) (?P<number>(?!1+\b)[|lI!1T]{1,2})(?= (?:tháng|THÁNG) \d)"),
    # ngày 2] tháng 7
    _strokes_for_1(r"(?:[Nn]gày|NGÀY) (?P<number>[0-3]?[\]\[])(?= (?:tháng|THÁNG) \d)"),
    # I988, 199], I99I: years
    _strokes_for_1(
        r"(?<![\w/.,:-])(?P<number>[Il][89]\d[\dIl]|[1Il][89]\d[Il\]])(?![\w/-]|[.,]\d)"
    ),
    # số I292/STP-VTLT
    _strokes_for_1(rf"(?<=[sS]ố )(?P<number>[Il]\d{{1,4}})(?=[/-][{CAPITAL}]{{2}})"),
    # khoản 28 Điều I Luật
    _strokes_for_1(r"(?:[Kk]hoản|[Đđ]iểm) [\da-zđ]{1,3},? Điều (?P<number>[|lI!])(?![^\s,;.):])"),
    # I0, 2I
    _strokes_for_1(r"(?<![\w/.,:-])(?P<number>[Il]\d{1,2}|\d{1,2}[IỊ]|\d[Il]\d)(?![\w/-]|[.,]\d)"),
    # Điều 3l; elsewhere that may be three litres
    _strokes_for_1(r"(?:khoản|KHOẢN|Điều|ĐIỀU|ngày|NGÀY) (?P<number>\d{1,2}l)(?![\w/-]|[.,]\d)"),
    # 1,77 and 21,1
    _strokes_for_1(r"(?<![\w/.,:-])(?P<number>[Il])(?=,\d{1,2}(?!\w))"),
    _strokes_for_1(r"(?<![\w/.,:-])\d{1,3},(?P<number>[Il])(?!\w)"),
    # the forms of invoices: 01GTKT3/001
    _strokes_for_1(rf"(?<![\w/.-])(?P<number>0[Il])(?=[{CAPITAL}]{{3,5}}\d?/\d)"),
    # the form CT01
    _strokes_for_1(rf"(?<![\w/.-])[{CAPITAL}]{{1,4}}(?P<number>0[Il])(?![\w/])"),
    _THOUSANDS,
    _LAW,
    _CODE_WITH_GAP,
    _Form(  # Luật số 72.2025 QHI5, Nghị định số 236 2025 NĐ-CP
        re.compile(
            rf"(?<=\b[sS]ố )(?P<number>\d{{1,4}})(?P<first>[ .,'’-]|[.,'’-]?[/ ])(?P<year>{YEAR})"
            r"(?P<second>[ .,'’-]|[.,'’-]?[/ ])"
            rf"(?P<symbol>[QO0]H\s?[1IlJ|]{{1,2}}[0-6SŠIl]|[{CAPITAL}]{{2,4}}-[{CAPITAL}]{{2,10}})"
            r"(?![\w/-])"
        ),
        ClaimKind.CODE,
        _with_both_slashes,
        TO_BE_CHECKED,
        "thin print that lost its slashes: to be checked",
    ),
    _Form(  # số 235 1/QĐ-TCHQ
        re.compile(rf"(?:(?<=\b[sS]ố )|(?<=\b[sS]ố:)|(?<=\b[sS]ố: ))\d{{1,3}} 1/{SYMBOL}(?![\w/])"),
        ClaimKind.CODE,
        _code_with(_GAP, ""),
        TO_BE_CHECKED,
        GAP_IN_CODE,
    ),
    _Form(  # 27/1 1/2009
        re.compile(rf"(?<![\w./,-])\d{{1,2}}/1 [0-2]/{YEAR}(?![\w/])"),
        ClaimKind.DATE,
        _without_gap,
        TO_BE_CHECKED,
        "a gap inside a date",
    ),
    _Form(  # 18/⁄2014/TT-BTP
        re.compile(rf"(?<![\w/.,-])\d{{1,4}}(?=[/⁄]*⁄)[/⁄]{{2}}{YEAR}[/⁄]{SYMBOL}(?![\w/])"),
        ClaimKind.CODE,
        _code_with(_SLASHES, "/"),
        0.9,
        "a slash read twice",
    ),
    _Form(  # 574/QĐÐ-BNV
        re.compile(rf"(?<![\w/.,-])\d{{1,5}}/(?:{YEAR}/)?(?=[^\s/]*(?:ĐÐ|ÐĐ))[\wÐ-]+(?![\w/])"),
        ClaimKind.CODE,
        _code_with(_TWICE, "Đ"),
        0.9,
        "a letter read twice",
    ),
    _Form(  # 1656/NQ-UBTVQHI5, UBTVQHI15
        re.compile(
            rf"(?<![\w/.-])(?P<body>\d{{1,4}}/(?:{YEAR}/)?(?:NQ|PL)-UBTVQH)"
            r"(?:[Il]1?|1[Il])(?P<last>[0-6IlO])(?![\w/])"
        ),
        ClaimKind.CODE,
        lambda match: f"{match['body']}1{match['last'].translate(_STROKES)}",
        TO_BE_CHECKED,
        STROKE_FOR_1,
    ),
    _Form(  # QĐÐ số 574
        re.compile(rf"(?<![\w/.-])[{CAPITAL}]{{0,6}}(?:ĐÐ|ÐĐ)[{CAPITAL}]{{0,6}}(?![\w/-])"),
        ClaimKind.ABBREVIATION,
        lambda match: _TWICE.sub("Đ", match[0]),
        0.9,
        "a letter read twice",
    ),
    _Form(  # thu@)gmail.com, thu(@)gmail.com, thu(@gmail.com
        re.compile(r"[\w.+-]{1,64}(?:\(?@\)|\(@)[\w-]{1,63}(?:\.[\w-]{1,63}){1,3}"),
        ClaimKind.EMAIL,
        lambda match: match[0].replace("(@", "@").replace("@)", "@"),
        0.85,
        "a part of the @ read for a bracket",
    ),
    _Form(  # HNhung: Ê Đê and Gia Rai women have H' before their names
        re.compile(rf"(?<![\w/.'’-])H(?=[{UPPER}][{LOWER}]{{2,7}}(?!\w))"),
        ClaimKind.ABBREVIATION,
        lambda _: "H'",
        TO_BE_CHECKED,
        "an apostrophe that was not read",
    ),
    _Form(  # EVETA, ETA
        re.compile(rf"(?<![\w/.-])(?=[A-Z]*E)[{CAPITAL}]{{3,8}}(?![\w/-])"),
        ClaimKind.ABBREVIATION,
        lambda match: with_f_for_e(match[0]),
        0.85,
        "E read for F",
    ),
    _Form(  # Nghị định I 17/2020/NĐ-CP
        re.compile(rf"(?<=[{LOWER}] )[Il] \d{{1,3}}/{YEAR}/{SYMBOL}(?![\w/])"),
        ClaimKind.CODE,
        lambda match: "1" + match[0][2:],
        TO_BE_CHECKED,
        GAP_IN_CODE,
    ),
    # 50f%c, 43Øo, 7%c, Tỷ lệ (%c)
    _mark_for(
        r"(?<=\d)(?:f?%c|Øo)(?!\w)|(?<=\()%c(?=\))",
        "%",
        ClaimKind.PERCENTAGE,
        "a percent sign read in part for letters",
    ),
    _Form(  # tháng Š, 1Š, Ø7
        re.compile(
            r"(?<![\w/.,-])(?:\d{0,3}[ŠšØø]\d{1,2}|\d{1,3}[ŠšØø]|[Šš]|(?<=tháng )[Øø])(?![\w/-])"
        ),
        ClaimKind.NUMBER,
        lambda match: match[0].translate(_SIGNS_FOR_DIGITS),
        TO_BE_CHECKED,
        SIGN_FOR_DIGIT,
    ),
    _Form(  # Ø1-TTr/HU
        re.compile(rf"(?<![\w/.-])(?=\d*[ŠØø])[\dŠØø]{{1,5}}[-/](?:{YEAR}/)?{SYMBOL}(?![\w/])"),
        ClaimKind.CODE,
        _number_of_code,
        TO_BE_CHECKED,
        SIGN_FOR_DIGIT,
    ),
    _Form(  # the symbol behind a number that is none: 29ổổ/CTr-UBND
        re.compile(rf"(?<=\w[/-])(?:CTr|TTr|QyĐ|QCh)[-/][{CAPITAL}]{{2,10}}(?![\w/])"),
        ClaimKind.SYMBOL,
        _as_read,
    ),
    _Form(  # a known place before the date: Mai Phụ, ngày 7
        re.compile(r"^\s*(?P<place>[^\W\d_][^\d,;:.]{1,40}), ngày "),
        ClaimKind.ABBREVIATION,
        lambda match: match["place"] if match["place"] in _known_places() else None,
        span="place",
    ),
    _Form(  # ngày.02 tháng, tháng:07 năm, năm.2013
        re.compile(
            r"(?<=[Nn]gày)[.,](?=\d{1,2} tháng \d)|(?<=\btháng)[.,:](?=\d{1,2}\b)"
            rf"|(?<=\bnăm)[.,](?={YEAR}\b)"
        ),
        ClaimKind.NUMBER,
        lambda _: " ",
        0.9,
        "a speck between a word and a number of a date",
    ),
    _Form(  # 1333/QĐ-UBND.ngày
        re.compile(rf"(?<=[-/][{CAPITAL}]{{2}}|[{CAPITAL}]{{3}})[.,](?=ngày \d)"),
        ClaimKind.NUMBER,
        lambda _: " ",
        0.9,
        "a speck between a code and its date",
    ),
    _Form(  # _2073, 2025_
        re.compile(r"(?<![\w.,/-])_{1,2}(?=\d)|(?<=\d)_{1,2}(?![\w/.-])"),
        ClaimKind.NUMBER,
        lambda _: "",
        0.85,
        "a speck beside a number",
    ),
    _Form(  # ngày -13/11/2015
        re.compile(rf"(?<=[Nn]gày )[-.,:'’‘](?P<date>\d{{1,2}}/\d{{1,2}}/{YEAR})(?![\w/])"),
        ClaimKind.DATE,
        lambda match: match["date"],
        0.9,
        "a speck between a word and a date",
    ),
    _Form(  # 25QĐ-UBND, 28/2005NĐ-CP
        re.compile(rf"(?<![\w/.,-])(?P<number>\d{{1,4}}(?:/{YEAR})?)(?P<symbol>{SYMBOL})(?![\w/])"),
        ClaimKind.CODE,
        _with_slash,
        TO_BE_CHECKED,
        "the slash of a code lost",
    ),
    _Form(  # khóa 1ó, 17; ngày ổ tháng 7
        re.compile(
            r"(?<![\w/.,-])(?P<number>\d{1,2}[óổỗ]|(?<=[Nn]gày )[óổỗ](?= tháng \d))(?![\w/-])"
        ),
        ClaimKind.NUMBER,
        lambda match: match["number"][:-1] + "6",
        TO_BE_CHECKED,
        "a letter for the number 6",
        "number",
    ),
    _Form(  # TTr-S°NNMT-QLĐ: the ring of a stamp, a speck
        re.compile(
            rf"(?<![\w/.-])\d{{1,5}}/(?:{YEAR}/)?(?:[{CAPITAL}][{CAPITAL}a-z]*[-°*ˆ])*"
            rf"[{CAPITAL}]+[°*ˆ][{CAPITAL}]+(?:-[{CAPITAL}]+)*(?![\w/])"
        ),
        ClaimKind.CODE,
        _code_with(re.compile("[°*ˆ]"), ""),
        TO_BE_CHECKED,
        "a speck inside a code",
    ),
    _Form(  # GDTTH, 677/STNMT-GDTTH: giáo dục trung học
        re.compile(rf"(?<![\w/.-])(?:\d{{1,5}}/(?:[{CAPITAL}]{{2,8}}-)?)?GDT[TI1]H(?![\w/-])"),
        ClaimKind.CODE,
        lambda match: f"{match[0][:-2]}rH",
        TO_BE_CHECKED,
        "GDTrH (giáo dục trung học)",
    ),
    _Form(  # 54/CT-UBNI), 23/QĐ-UBNĐ
        re.compile(
            rf"(?<![\w/.,-])\d{{1,5}}/(?:{YEAR}/)?[{CAPITAL}]\w{{1,4}}-"
            r"UBN(?:[I1l]\)|Đ(?![\w/-]))"
        ),
        ClaimKind.CODE,
        lambda match: f"{match[0][: match[0].index('UBN')]}UBND",
        TO_BE_CHECKED,
        "the D of UBND",
    ),
    _Form(  # Lưu: VT, (ĐT/Tg): who drafted it
        re.compile(rf"(?<=\()[{UPPER}]{{1,6}}/[{UPPER}][{LOWER}]{{0,4}}(?=\))"),
        ClaimKind.ABBREVIATION,
        _as_read,
    ),
    _Form(  # la Khươl, ngày 13 tháng 4
        re.compile(rf"^\s*(?P<place>la)(?= [{UPPER}][^\W\d_]+, ngày )"),
        ClaimKind.ABBREVIATION,
        lambda _: "Ia",
        0.9,
        "a place begins with a capital",
        "place",
    ),
    _Form(  # VT, NC(TA): who drafted it
        re.compile(rf"(?<=[{UPPER}]\()[{UPPER}]{{1,4}}(?=\))"), ClaimKind.ABBREVIATION, _as_read
    ),
    _Form(  # a head of columns
        re.compile(r"(?<!\w)SốTT(?!\w)"),
        ClaimKind.ABBREVIATION,
        lambda _: "Số TT",
        0.9,
        "a gap between two words",
    ),
    _Form(  # V⁄ góp ý, V¿v, V/%v at the begin of a line
        re.compile(rf"^\s*(?P<about>(?!V/v)V[⁄/|¿%]{{1,2}}v?)(?=\s[{LOWER}])"),
        ClaimKind.ABBREVIATION,
        lambda _: "V/v",
        0.9,
        ABOUT,
        "about",
    ),
    _mark_for(  # (b/€), (để b/©)
        r"(?<=\(b/)[€©C](?=\))|(?<= b/)[€©C](?=\))",
        "c",
        ClaimKind.ABBREVIATION,
        "a sign for the letter c",
    ),
    _Form(  # HI. KẾT QUẢ, .L KẾT QUẢ at the begin of a line
        re.compile(
            rf"^\s*(?P<mark>H[Il1]\.|[Il1]H\.|\.L|I[Il1T]{{2}}\.(?<!III\.))(?= ?[{UPPER}]{{2}})"
        ),
        ClaimKind.LIST_MARK,
        lambda match: "I." if match["mark"] == ".L" else "III.",
        TO_BE_CHECKED,
        "strokes of a roman numeral",
        "mark",
    ),
    _Form(  # I.MỤC ĐÍCH
        re.compile(rf"^\s*(?P<mark>(?:I{{1,3}}|IV|VI{{0,3}}|IX|X)\.)(?=[{UPPER}]{{2}})"),
        ClaimKind.LIST_MARK,
        lambda match: f"{match['mark']} ",
        0.85,
        "a gap behind a numeral",
        "mark",
    ),
    _Form(  # ngày 04.tháng
        re.compile(r"(?<=[Nn]gày )(?P<day>\d{1,2})[.,'’] ?(?=tháng \d)"),
        ClaimKind.NUMBER,
        lambda match: f"{match['day']} ",
        0.9,
        "a speck between the day and the month",
    ),
    _Form(  # số'107-KH/TU
        re.compile(rf"(?<=số)(?P<speck>['’‘`.,])(?P<code>\d{{1,5}}[-/]{SYMBOL})(?![\w/])"),
        ClaimKind.CODE,
        lambda match: f" {match['code']}",
        0.9,
        "a speck between a word and a code",
    ),
    # §. Bản sao, 8§ tháng
    _mark_for(
        r"(?<=\d)§(?!\w)|(?<![\w/])§(?=\d|[.)](?:\s|$)|\s(?!\d)|$)",
        "8",
        ClaimKind.NUMBER,
        "a sign for the number 8",
    ),
    # €), a, b và € khoản 1
    _mark_for(
        r"(?<![^\s])(?<!\d )[€©](?=\))|(?<=\b[a-zđ] và )[€©](?= khoản)",
        "c",
        ClaimKind.LIST_MARK,
        "a sign for the letter c",
    ),
    # e, ¡, k
    _mark_for(r"(?<!\w)¡(?!\w)", "i", ClaimKind.LIST_MARK, "a sign for the letter i"),
)


_OFFICE_AND_STROKE = re.compile(rf"(?<![\w/.-])[{CAPITAL}]{{2,4}}[IỊÍ](?!\w)")
_LAST_STROKE = re.compile(rf"(?<=[/-])[{CAPITAL}]{{2,4}}I$")
KEPT_BY = re.compile(r"^\W*Lưu\b")  # the office that keeps a copy


def _offices_with_numbers(
    text_line: str, claims: Sequence[Claim], named: Mapping[int, Sequence[str]]
) -> Iterator[Claim]:
    """TH1 and NV1 read with a stroke for 1, where the engine names the digit too.

    In a code (`572/SYT-NV1`) and where a copy is kept (`Lưu: VT, TH1`).
    """
    for claim in claims:
        printed = claim.repaired[:-1] + "1"
        if (
            claim.kind is ClaimKind.CODE
            and _LAST_STROKE.search(claim.repaired)
            and printed in named.get(claim.start, ())
        ):
            yield replace(claim, repaired=printed, confidence=TO_BE_CHECKED, reason=STROKE_FOR_1)
    for match in _OFFICE_AND_STROKE.finditer(text_line) if KEPT_BY.match(text_line) else ():
        printed = match[0][:-1] + "1"
        if printed in named.get(match.start(), ()):
            start, end = match.span()
            yield Claim(start, end, ClaimKind.ABBREVIATION, printed, TO_BE_CHECKED, STROKE_FOR_1)


def scan_claims(
    text_line: str, claims: list[Claim], named: Mapping[int, Sequence[str]]
) -> list[Claim]:
    """Claims of a line that a model of Vietnamese read from a scan, and what it misreads so.

    Strokes for the digit 1 where only a number can stand (`khoản I`, `tháng II`, `I0`, `TH1`),
    letters that Vietnamese has not for other digits (`tháng Š`), colons for the full stops between
    thousands, slashes and strokes of Đ read twice, the first digit of a code set apart, signs for
    digits and letters (`§.`, `€)`, `¡`, `%c`, `b/€`), what is left of V/v, gaps lost behind
    numerals and specks beside numbers of a date (`I.MỤC`, `ngày 04.tháng`).

    ``named``: what else the engine names for the stretch that begins there. A stroke alone is a
    digit where it names one: of 51 on 516 generated pages 50 were, and of 48 for which it names
    none 36 were letters.
    """
    more = [
        replace(claim, repaired="1. ", confidence=TO_BE_CHECKED, reason=STROKE_FOR_1)
        if claim.repaired == "I. " and "1" in named.get(claim.start, ())
        else claim
        for form in _SCAN_FORMS
        for claim in form.claims(text_line)
    ]
    more += _offices_with_numbers(text_line, claims, named)
    for match in _STROKE_ALONE.finditer(text_line):
        digits = match[0].translate(_STROKES)
        if digits != match[0] and digits in named.get(match.start(), ()):
            start, end = match.span()
            more.append(Claim(start, end, ClaimKind.NUMBER, digits, TO_BE_CHECKED, STROKE_FOR_1))
    return without_overlaps((*more, *claims))
