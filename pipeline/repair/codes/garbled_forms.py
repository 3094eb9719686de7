# SPDX-License-Identifier: Apache-2.0
"""Forms that a reader without Vietnamese letters misreads: strokes for numerals, lost gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.repair.codes.claims import (
    TO_BE_CHECKED,
    Claim,
    ClaimKind,
    code_at,
    codes_with_digits_for_letters,
    without_overlaps,
)
from pipeline.repair.codes.code_repair import is_code, repair_code
from pipeline.repair.codes.dates import DAY_WORD, MONTH_WORD
from pipeline.repair.codes.document_code import CAPITAL, SYMBOL, YEAR
from pipeline.repair.codes.letters import LOWER, UPPER
from pipeline.repair.codes.misread_forms import (
    ABOUT,
    CODE_WITH_GAP,
    COVID,
    DATE_WITHOUT_SLASHES,
    LAW,
    NUMERAL,
    STROKE_FOR_1,
    THOUSANDS,
    Form,
    as_code,
    as_read,
    without_gap,
)
from pipeline.repair.codes.symbols import known_symbol


def _outside_brackets(match: re.Match[str]) -> str | None:
    before = match.string[: match.start()]
    return match[0] if before.count("(") <= before.count(")") else None


def _square_metre(match: re.Match[str]) -> str | None:
    before = match.string[: match.start()]
    return None if _DIGIT_OF_WORD.search(before) else "m²"


_DIGIT_OF_WORD = re.compile(r"[^\W\d_]\d+$")  # g6m? is gồm?
_CLAUSE = r"\b[Kk]h[oơ]\w{1,2}n "
_ARTICLE_READ = r"[DĐÐBP]i[^\W\d_]u"
_IN_DATE = re.compile(rf"(?<!\w)(?:{DAY_WORD}|{MONTH_WORD}) $")


def _leading_zero(match: re.Match[str]) -> str:
    """`O1` is 01; `O01` too, where a day or month stands, which has two digits."""
    twice = match[1].startswith("0") and _IN_DATE.search(match.string[: match.start()])
    return match[1] if twice and len(match[1]) == 2 else f"0{match[1]}"


def _symbol_with_zero(match: re.Match[str]) -> str | None:
    """`0D-BTP` behind a number is QĐ-BTP, where that is a known symbol."""
    repair = repair_code(match[0])
    return None if repair is None else repair.repaired


_FORMS = (
    Form(
        re.compile(r"(?<![\w/.,-])[Oo](\d{1,2})(?![\w/-]|[.,]\d)"),
        ClaimKind.NUMBER,
        _leading_zero,
        0.95,
        "the letter O for 0",
    ),
    NUMERAL,
    Form(  # Ill: III
        re.compile(r"(?<![\w./-])(?=l*I)(?=I*l)[Il]{2,3}(?![\w/.-])"),
        ClaimKind.ROMAN,
        lambda match: "I" * len(match[0]),
        0.9,
        "strokes of a roman numeral",
    ),
    Form(  # khoản 1, Điều 1
        re.compile(rf"(?:{_CLAUSE}|\b{_ARTICLE_READ} )(?P<number>[|l!])(?![^\s,;.):])"),
        ClaimKind.ARTICLE,
        lambda _: "1",
        0.9,
        STROKE_FOR_1,
        "number",
    ),
    Form(
        re.compile(rf"{_CLAUSE}(?P<number>\d{{1,2}})(?!\w|[.,/-]\d)"),
        ClaimKind.NUMBER,
        lambda match: match["number"],
        span="number",
    ),
    Form(  # (ii)
        re.compile(r"(?<=\()(?:i{1,3}|iv|vi{0,3}|ix|x)(?=\))"), ClaimKind.LIST_MARK, as_read
    ),
    Form(  # b1), not c6) (có) and what closes a bracket
        re.compile(r"(?<![\w./-])[a-eđ][1-5](?=\))"), ClaimKind.LIST_MARK, _outside_brackets
    ),
    Form(  # Viv, VAv, Vv at the begin of a line: V/v
        re.compile(r"^\s*(?P<about>V[il1I|!/A]?v)(?=\s)"),
        ClaimKind.ABBREVIATION,
        lambda _: "V/v",
        0.9,
        ABOUT,
        "about",
    ),
    Form(  # 86: …/CTPH-SYT, 6:3176B/QD-SYT: the line of the number
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
    Form(  # a point joined with its word: diémd khoản 5
        re.compile(r"\b[Dd]i[eéêẻ6]m(?P<letter>[a-eghiklmđ])(?=,? [Kk]ho)"),
        ClaimKind.ARTICLE,
        lambda match: f" {match['letter']}",
        0.9,
        "a gap between a word and a point",
        "letter",
    ),
    Form(  # 7h, 14h30
        re.compile(r"(?<![\w.,/-])\d{1,2}h(?:\d\d)?(?!\w)"), ClaimKind.NUMBER, as_read
    ),
    Form(  # khoan1, Diéu82: khoản 1, Điều 82
        re.compile(rf"\b(?:[Kk]ho[aàáảãạ]n|{_ARTICLE_READ})(?P<number>\d{{1,3}})(?!\w|[.,/-]\d)"),
        ClaimKind.ARTICLE,
        lambda match: f" {match['number']}",
        0.9,
        "a gap between a unit and its number",
        "number",
    ),
    Form(  # 280 m?, 30 triệu đồng/m?
        re.compile(r"(?:(?<=\d )|(?<=\d)|(?<=/))m\?(?!\w)"),
        ClaimKind.AMOUNT,
        _square_metre,
        0.85,
        "the raised 2 of a square metre",
    ),
)


def _parted_number(match: re.Match[str]) -> str:
    comma = "," if match["speck"] == "," else ""
    return f"{comma} {match['number']}"


STROKE_FOR_SLASH = "a stroke for a slash: to be checked"
_STROKE_FOR_SLASH = r"[Il1f|!\]J]"


def _slash_of_party(match: re.Match[str]) -> str | None:
    symbol = f"{match['type']}/{match['body']}"
    return as_code(f"{match['number']}-{symbol}", known_symbol(symbol))  # whatever its number


def _slashes_of_code(match: re.Match[str]) -> str | None:
    if {match["first"], match["second"]} <= {"/", None}:
        return None
    code = "/".join(filter(None, (match["number"], match["year"], match["symbol"])))
    return as_code(code, is_code(code))


def _slashes_of_date(match: re.Match[str]) -> str | None:
    marks = {match["first"], match["second"]}
    if marks == {"/"} or "/" not in marks or not 1 <= int(match["day"]) <= 31:
        return None
    return f"{match['day']}/{match['month']}/{match['year']}"


_JOINED_MARKS = r"[-.,:'’‘]"
_WHOLE_FORMS = (  # of what else would be claimed in part, or as something else
    Form(  # khoản I: a clause has no roman numeral, but among several (khoản I, II)
        re.compile(rf"{_CLAUSE}(?P<number>I)(?![^\s,;.):]|,? (?:v[aà] )?[IVX]+\b)"),
        ClaimKind.ARTICLE,
        lambda _: "1",
        TO_BE_CHECKED,
        STROKE_FOR_1,
        "number",
    ),
    LAW,
    CODE_WITH_GAP,
    Form(  # 33-NQITW, 33-CTrlTU, lS-KHfTU: codes of the Party
        re.compile(
            r"(?<![\w/.,-])(?P<number>[\dOoQlI|S]{1,5})-(?P<type>[A-ZĐ][A-ZĐa-zđ]{1,3}?)"
            rf"(?P<slash>{_STROKE_FOR_SLASH})(?P<body>TW|TU|HU|[DĐ]U|QU)(?![\w/])"
        ),
        ClaimKind.CODE,
        _slash_of_party,
        TO_BE_CHECKED,
        STROKE_FOR_SLASH,
    ),
    Form(  # 1675IQD-UBND, 12/2020lND-CP
        re.compile(
            r"(?<![\w/.,-])(?P<number>\d{1,5})(?P<first>[Il|!/])"
            rf"(?:(?P<year>{YEAR})(?P<second>[Il|!/]))?(?P<symbol>{SYMBOL})(?![\w/])"
        ),
        ClaimKind.CODE,
        _slashes_of_code,
        TO_BE_CHECKED,
        STROKE_FOR_SLASH,
    ),
    Form(  # 28/0112008, 28l01/2008
        re.compile(
            r"(?<![\w/.,-])(?P<day>\d{1,2})(?P<first>[/1Il|!])(?P<month>0\d|1[0-2]|[1-9])"
            rf"(?P<second>[/1Il|!])(?P<year>{YEAR})(?![\w/])"
        ),
        ClaimKind.DATE,
        _slashes_of_date,
        TO_BE_CHECKED,
        STROKE_FOR_SLASH,
    ),
    Form(  # the first half of a code that goes on in the next line: 1155/CĐ-
        re.compile(rf"(?<![\w/.-])\d{{1,5}}/[{CAPITAL}]{{2,6}}-$"), ClaimKind.CODE, as_read
    ),
    Form(  # https.//sid. tdu.edu.vn/
        re.compile(
            r"https?[:.]//(?:[\w-]{1,63}\. ?){0,4}[\w-]{1,63}\.(?:com|org|net|info|vn)\b"
            r"[^\s<>()“”\"]*"
        ),
        ClaimKind.URL,
        lambda match: without_gap(match).replace(".//", "://", 1),
        0.9,
        "a gap inside an address",
    ),
    Form(  # vanthu@quangngai. gov.vn
        re.compile(
            r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,3}\. ?"
            r"(?:gov|edu|com|org|net)(?:\. ?vn)?(?!\w)"
        ),
        ClaimKind.EMAIL,
        without_gap,
        0.9,
        "a gap inside an address",
    ),
    Form(  # 1872/0D-BTP
        re.compile(
            rf"(?<![\w/.,-])\d{{1,5}}/(?:{YEAR}/)?0[{CAPITAL}Ð]\w{{0,4}}(?:-[{CAPITAL}Ð][\w$@]*)+(?![\w/])"
        ),
        ClaimKind.CODE,
        _symbol_with_zero,
        0.85,
        "0 for the letter that a symbol begins with",
    ),
    THOUSANDS,
    Form(  # 202]
        re.compile(r"(?<![\w.,/-])(?:19|20)\d[\]|](?=\s)"),
        ClaimKind.NUMBER,
        lambda match: match[0][:-1] + "1",
        0.85,
        STROKE_FOR_1,
    ),
    DATE_WITHOUT_SLASHES,
    COVID,
    Form(  # a word and a long number: dén’60.000.000, ngay.01/01/2020
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
        for claim in code_at(line, *match.span("code"), keep_digits=False):
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
    codes = (*_joined_codes(text_line), *codes_with_digits_for_letters(text_line))
    known = map(_date_with_gaps, claims)
    return without_overlaps((*whole, *codes, *known, *more))
