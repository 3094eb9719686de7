# SPDX-License-Identifier: Apache-2.0
"""What grammar owns in a line of text: spans the language model must not touch.

Codes, dates, numbers that can only be numbers, articles and clauses, roman numerals, list marks,
amounts, percentages, telephone numbers, mail and web addresses. A claim says what the span was
printed as; mostly that is what was read. Short numbers without company (`13 người`) are not
claimed: in a garbled text they may be letters, and the decoder knows better.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from pipeline.repair.codes.abbreviations import read_abbreviation
from pipeline.repair.codes.code_repair import assembly_term, is_code, repair_code
from pipeline.repair.codes.dates import find_dates
from pipeline.repair.codes.document_code import CAPITAL, SYMBOL, YEAR
from pipeline.repair.codes.letters import LETTER_LIKE, LOWER, UPPER
from pipeline.repair.codes.symbols import known_symbol, repair_symbol


class ClaimKind(StrEnum):
    """What a claimed span is."""

    CODE = "code"
    SYMBOL = "symbol"
    ABBREVIATION = "abbreviation"
    DATE = "date"
    NUMBER = "number"
    AMOUNT = "amount"
    PERCENTAGE = "percentage"
    ARTICLE = "article"
    ROMAN = "roman"
    LIST_MARK = "list-mark"
    PHONE = "phone"
    EMAIL = "email"
    URL = "url"


@dataclass(frozen=True, slots=True)
class Claim:
    """`[start, end)` of the line was printed as `repaired`; `confidence` 0..1.

    `reason` is empty when the span stays as read and nothing is odd about it.
    """

    start: int
    end: int
    kind: ClaimKind
    repaired: str
    confidence: float = 1.0
    reason: str = ""

    def overlaps(self, other: Claim) -> bool:
        """Whether both claim some character."""
        return self.start < other.end and other.start < self.end


_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_URL = re.compile(
    r"https?://[^\s<>()“”\"]+|www\.[^\s<>()“”\"]+|(?<![\w@.])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:gov|edu|com|org|net)(?:\.vn)?(?:/[^\s<>()“”\"]*)?(?!\w)"
)
# something that could be the number of a document, its mark, and what follows up to a stop
_CODE_LIKE = re.compile(
    r"(?<![\w/.,-])(?=[0-9OoQlI|iSs$ZzB]{0,5}\d|[lIOS$|]{1,3}\d?/)[0-9OoQlI|iSs$ZzB]{1,6}(?:\.\d{1,2})?[A-Za-z]?\s?[/–-]\s?"
    r"(?:[12lI|][0-9OoQlI|iSs$ZzB]{3}\s?/\s?)?"
    r"[^\s;:()“”\"'!?\d][^\s;:()“”\"'!?]*"
    rf"(?:(?<=[-–/])\s[{CAPITAL}][^\s;:()“”\"'!?]*|(?<=/T)\s[WƯ](?!\w))?"
)
_OLD_CODE = re.compile(
    rf"(?<![\w/.,-])\d{{1,5}} (?:[{CAPITAL}][{CAPITAL}a-z]{{1,4}})[/-](?:{SYMBOL})"
)
_SYMBOL_LIKE = re.compile(
    rf"(?<![\w/.-])/?[{CAPITAL}Ð][\w$@]{{0,8}}(?:[-/][{CAPITAL}Ð][\w$@]{{0,15}})+(?![\w/])"
)
# the symbol of a number line whose number can't be read: Số: … /UBND- KTN
_SPACED_SYMBOL = re.compile(rf"/\s?([{CAPITAL}]{{2,8}}(?:\s?-\s?[{CAPITAL}]{{2,10}})+)(?!\w)")
_ABBREVIATION = re.compile(
    rf"(?<![\w/.-])[{CAPITAL}Ð]{{2,12}}(?:[-&][{CAPITAL}Ð]{{1,10}})*(?![\w/]|-[{LOWER}])"
)
# a model, a call number, a file of the register: F-16, L-40b
_NUMBERED_NAME = re.compile(rf"(?<![\w/.-])[{CAPITAL}]{{1,4}}-\d{{1,4}}[a-z]?(?![\w/-])")
_OUTER = ".,;:()[]\"'“”"
_TRAILING = re.compile(r"[.,\-–/]+$")
_ARTICLE = re.compile(
    r"(?<!\w)(?:[ĐÐDP]i[^\W\d]u|ĐIỀU|[Kk]hoản|KHOẢN|[Đđ]iểm|[Mm]ục|[Cc]hương|[Pp]hần|[Tt]iết)\s+"
    r"(?:\d{1,3}[a-zđ]?|[IVXLC]{1,6})(?!\w|[.,/]\d)"
)
_ARTICLE_WORD = re.compile(r"^[ĐÐDP]i[^\W\d]u(?=\s)")
_OTHER_WORDS = frozenset(("Diều", "Diễu", "Điệu", "Điểu", "Diệu", "Piêu", "Điêu", "Điếu", "Diếu"))
_UNITS = r"đồng|VNĐ|VND|USD|EUR|triệu|tỷ|nghìn|ha|km2?|m2|m3|m²|m³|kg|tấn|lít|kWh|MW|cm|mm|°C|ml"
_AMOUNT = re.compile(
    rf"(?<![\w.,/-])\d{{1,3}}(?:[.,]\d{{3}})*(?:[.,]\d{{1,2}})?\s?(?:{_UNITS})(?!\w)"
    rf"|(?<![\w.,/-])\d+(?:,\d+)?\s?(?:{_UNITS})(?!\w)"
)
_PERCENTAGE = re.compile(r"(?<![\w.,/-])\d{1,3}(?:[.,]\d{1,3})?\s?(?:%|‰)")
_PHONE = re.compile(
    r"(?<![\w.,/-])(?:\(?\+?84\)?[\s.]?|\(?0)\d{1,3}\)?(?:[\s.-]?\d{2,4}){2,3}(?!\w|[.,-]\d)"
)
_NUMBER = re.compile(
    r"(?<![\w.,/-])(?:\d{1,3}(?:[.,]\d{3})+(?:[.,]\d+)?|\d+[.,]\d+|\d{4,}|0\d|\d+(?:[/-]\d+)+|\d+(?:\.\d+){2,})"
    r"(?!\w|[.,/-]\d)"
)
_NUMBER_AFTER_WORD = re.compile(
    r"(?<!\w)(?:số|lần thứ|thứ|khóa|khoá|lớp|quý|tập|trang|cấp|tuần|kỳ|đợt|nhóm|loại|phụ lục|mẫu"
    r"|bảng|biểu)"
    r"\s+(\d{1,3})(?![\w/-]|[.,]\d)",
    re.IGNORECASE,
)
_ROMAN_START = re.compile(rf"^(\s*)([IVXLCl1|]{{1,6}})(?=[.)]\s+[{UPPER}])")
_ROMAN_INSIDE = re.compile(rf"(?<![\w./-])(?:[IVXLC]{{2,7}}|[IVX])(?![\w/.-]|[{LETTER_LIKE}])")
_LIST_MARK = re.compile(
    r"^\s*(?:(\d{1,2}(?:\.\d{1,2})+\.?(?=\s)|\d{1,2}[.)](?=\s?\D)|[a-zđ]\d?\)|[a-eđ]\.(?=\s)|[-–+*•](?=\s))|[-–+])"
)
_ROMAN_DIGITS = str.maketrans("l1|", "III")
_VALID_ROMAN = re.compile(r"C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")

_SURE_AS_READ = 1.0
_IMPOSSIBLE = 0.3


def _codes(line: str) -> Iterator[Claim]:
    for match in _CODE_LIKE.finditer(line):
        yield from _code_at(line, match.start(), match.end())
    for match in _OLD_CODE.finditer(line):
        if is_code(match[0]):
            yield Claim(match.start(), match.end(), ClaimKind.CODE, match[0])


def _code_at(line: str, start: int, end: int) -> Iterator[Claim]:
    """A claim for the code that begins here, cut at a comma or a joined word when need be."""
    text = _TRAILING.sub("", line[start:end])
    cuts = (text, text.split(",")[0], text.rsplit(" ", 1)[0], text.rsplit(".", 1)[0])
    for cut in dict.fromkeys(cuts):
        cut = _TRAILING.sub("", cut)
        repair = repair_code(cut)
        if repair is not None:
            yield Claim(
                start,
                start + len(cut),
                ClaimKind.CODE,
                repair.repaired,
                repair.confidence,
                repair.reason,
            )
            return
        if is_code(cut):
            yield Claim(start, start + len(cut), ClaimKind.CODE, cut)
            return


def _symbols(line: str) -> Iterator[Claim]:
    """Symbols without a number: `Số:      /QĐ-UBND`, `CV/HU`."""
    for match in _SYMBOL_LIKE.finditer(line):
        slash = match[0].startswith("/")
        symbol = match[0].lstrip("/")
        start = match.start() + slash
        if known_symbol(symbol) and (repair := repair_symbol(symbol)) is None:
            yield Claim(start, match.end(), ClaimKind.SYMBOL, symbol)
        elif slash and (repair := repair_symbol(symbol)) is not None:
            yield Claim(
                start,
                match.end(),
                ClaimKind.SYMBOL,
                repair.symbol,
                repair.confidence,
                repair.reason,
            )


def _spaced_symbols(line: str) -> Iterator[Claim]:
    for match in _SPACED_SYMBOL.finditer(line):
        yield Claim(match.start(1), match.end(1), ClaimKind.SYMBOL, match[1])


def _abbreviations(line: str) -> Iterator[Claim]:
    for match in _ABBREVIATION.finditer(line):
        found = read_abbreviation(match[0])
        if found is not None:
            yield Claim(
                match.start(),
                match.end(),
                ClaimKind.ABBREVIATION,
                found.printed,
                found.confidence,
                found.reason,
            )


def _dates(line: str) -> Iterator[Claim]:
    for found in find_dates(line):
        if not found.possible:
            yield Claim(
                found.start, found.end, ClaimKind.DATE, found.printed, _IMPOSSIBLE,
                "there is no such date: to be checked",
            )  # fmt: skip
        elif found.repaired:
            yield Claim(
                found.start, found.end, ClaimKind.DATE, found.printed, 0.97, "words of a date"
            )
        else:
            yield Claim(found.start, found.end, ClaimKind.DATE, found.text)


def _articles(line: str) -> Iterator[Claim]:
    for match in _ARTICLE.finditer(line):
        word = _ARTICLE_WORD.match(match[0])
        if word and word[0] != "Điều":
            if word[0] in _OTHER_WORDS:
                continue
            rest = match[0][len(word[0]) :]
            yield Claim(
                match.start(),
                match.end(),
                ClaimKind.ARTICLE,
                "Điều" + rest,
                0.95,
                "Điều before a number",
            )
        else:
            yield Claim(match.start(), match.end(), ClaimKind.ARTICLE, match[0])


def _romans(line: str) -> Iterator[Claim]:
    if match := _ROMAN_START.match(line):
        repaired = match[2].translate(_ROMAN_DIGITS)
        capitals = line[match.end() :].isupper()
        if repaired == match[2]:
            if _VALID_ROMAN.fullmatch(repaired):
                yield Claim(match.start(2), match.end(2), ClaimKind.ROMAN, repaired)
        elif not match[2].isdigit() and capitals and _VALID_ROMAN.fullmatch(repaired):
            yield Claim(
                match.start(2),
                match.end(2),
                ClaimKind.ROMAN,
                repaired,
                0.9,
                "roman numeral of a heading",
            )
    for match in _ROMAN_INSIDE.finditer(line):
        if _VALID_ROMAN.fullmatch(match[0]):
            yield Claim(match.start(), match.end(), ClaimKind.ROMAN, match[0])


def _plain(pattern: re.Pattern[str], kind: ClaimKind, line: str) -> Iterator[Claim]:
    for match in pattern.finditer(line):
        yield Claim(match.start(), match.end(), kind, match[0])


def _numbers(line: str) -> Iterator[Claim]:
    yield from _plain(_PERCENTAGE, ClaimKind.PERCENTAGE, line)
    yield from _plain(_AMOUNT, ClaimKind.AMOUNT, line)
    yield from _plain(_PHONE, ClaimKind.PHONE, line)
    yield from _plain(_NUMBER, ClaimKind.NUMBER, line)
    yield from _plain(_NUMBERED_NAME, ClaimKind.NUMBER, line)
    for match in _NUMBER_AFTER_WORD.finditer(line):
        yield Claim(match.start(1), match.end(1), ClaimKind.NUMBER, match[1])


_DIGIT = re.compile(r"\d")
_TWO_CAPITALS = re.compile(rf"[{CAPITAL}Ð]{{2}}")
_CAPITAL_ROMAN = re.compile(r"[IVXLC]")


def _all_claims(line: str) -> Iterator[Claim]:
    """Claims in the order of their right: the first to claim a character keeps it."""
    digits = _DIGIT.search(line) is not None
    if "@" in line:
        yield from _plain(_EMAIL, ClaimKind.EMAIL, line)
    if "://" in line or "www." in line or ".vn" in line or ".com" in line:
        yield from _plain(_URL, ClaimKind.URL, line)
    if match := _LIST_MARK.match(line):
        mark = match[0].lstrip()
        yield Claim(match.end() - len(mark), match.end(), ClaimKind.LIST_MARK, mark)
    if digits:
        yield from _dates(line)
        if "/" in line or "-" in line or "–" in line:
            yield from _codes(line)
    elif "/" in line:
        yield from _codes(line)
    if "/" in line or "-" in line:
        yield from _symbols(line)
        yield from _spaced_symbols(line)
    if digits or _CAPITAL_ROMAN.search(line):
        yield from _articles(line)
        yield from _romans(line)
    if digits:
        yield from _numbers(line)
    if _TWO_CAPITALS.search(line):
        yield from _abbreviations(line)


def claim_spans(text_line: str) -> list[Claim]:
    """Spans of one line that grammar owns, in order, without overlap.

    The line is expected in NFC; offsets are in characters of the line as given.
    """
    return _without_overlaps(_all_claims(text_line))


def _without_overlaps(claims: Iterable[Claim]) -> list[Claim]:
    """Claims in the order of the line; of two that overlap, the one that came first."""
    taken: list[Claim] = []
    for claim in claims:
        if not any(map(claim.overlaps, taken)):
            taken.append(claim)
    return sorted(taken, key=lambda claim: claim.start)


class _Form(NamedTuple):
    """A form that is misread so only without Vietnamese letters.

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


_DIGIT_OF_WORD = re.compile(r"[^\W\d_]\d+$")  # g6m? is gồm?
_MOST_STROKES = 3
_CLAUSE = r"\b[Kk]h[oơ]\w{1,2}n "
_ARTICLE_READ = r"[DĐÐBP]i[^\W\d_]u"
_FORMS = (
    _Form(
        re.compile(r"(?<![\w/.,-])[Oo](\d{1,2})(?![\w/-]|[.,]\d)"),
        ClaimKind.NUMBER,
        lambda match: f"0{match[1]}",
        0.95,
        "the letter O for 0",
    ),
    _Form(  # hạng III, Phụ lục II: strokes that stand together, each read as one letter or two as H
        re.compile(
            r"\b(?i:h[aạ]ng|ph[uụ] l[uụ]c|ch[uư](?:o|ơ|w?o)ng|ph[aầ]n|m[uụ]c|kh[oó]a|lo[aạ]i"
            r"|nh[oó]m) (?P<numeral>(?!THI|[lf1!|]+\b)"
            r"(?:[IlfT1!|]?H[IlfT1!|]?|[IlTf1!|]{2,3}))(?![\w/.-])"
        ),
        ClaimKind.ROMAN,
        _strokes,
        0.9,
        "strokes of a roman numeral",
        "numeral",
    ),
    _Form(  # Ill: III
        re.compile(r"(?<![\w./-])(?=l*I)(?=I*l)[Il]{2,3}(?![\w/.-])"),
        ClaimKind.ROMAN,
        lambda match: "I" * len(match[0]),
        0.9,
        "strokes of a roman numeral",
    ),
    _Form(  # khoản 1, Điều 1
        re.compile(rf"(?:{_CLAUSE}|\b{_ARTICLE_READ} )(?P<number>[|lI!])(?![^\s,;.):])"),
        ClaimKind.ARTICLE,
        lambda _: "1",
        0.9,
        "a stroke for the number 1",
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
        "V/v (về việc) before the subject",
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


def _repaired_code(match: re.Match[str]) -> str | None:
    code = _without_gap(match)
    repair = repair_code(code)
    return repair.repaired if repair else code if is_code(code) else None


def _law_of_the_assembly(match: re.Match[str]) -> str | None:
    term = assembly_term(match["term"], match["year"])
    return None if term is None else f"{match['number']}/{match['year']}/QH{term}"


def _full_stops(match: re.Match[str]) -> str | None:
    return None if match[0].startswith("1:") else match[0].replace(":", ".")  # a scale, 1:500.000


def _parted_number(match: re.Match[str]) -> str:
    comma = "," if match["speck"] == "," else ""
    return f"{comma} {match['number']}"


_JOINED_MARKS = r"[-.,:'’‘]"
GAP_IN_CODE = "a gap inside a code"
_WHOLE_FORMS = (  # of what else would be claimed in part
    _Form(  # 73/2006/QH1 1, 06/2017/QH 14, 06/2017/0H14, 254/2025/OH1 J, 84/2025/QHI)5
        re.compile(
            rf"(?<![\w/.-])(?P<number>\d{{1,3}})/(?P<year>{YEAR})/[QO0@]{{1,2}}\s?H"
            r"(?P<term>\s?[1IlJ|]{1,2}[ )]{0,2}(?:[0-6SOoAIlJ]|[5S]{2}))(?![\w/])"
        ),
        ClaimKind.CODE,
        _law_of_the_assembly,
        0.9,
        "law of the National Assembly that sat in the year",
    ),
    _Form(  # 05/202 1/ND-CP
        re.compile(
            r"(?<![\w/.-])\d{1,4}/(?:(?:19|20)\d \d|(?:1 9|2 0)\d\d|(?:19|20) \d\d)"
            rf"/{SYMBOL}(?![\w/])"
        ),
        ClaimKind.CODE,
        _repaired_code,
        0.9,
        GAP_IN_CODE,
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
    _Form(  # 20:000.000
        re.compile(r"(?<![\w.,:/-])\d{1,3}(?:[.,]\d{3})*:\d{3}(?:[.,:]\d{3})*(?!\w|[.,:/-]\d)"),
        ClaimKind.NUMBER,
        _full_stops,
        0.85,
        "a colon for the full stop between thousands",
    ),
    _Form(  # 202]
        re.compile(r"(?<![\w.,/-])(?:19|20)\d[\]|](?=\s)"),
        ClaimKind.NUMBER,
        lambda match: match[0][:-1] + "1",
        0.85,
        "a stroke for the number 1",
    ),
    _Form(  # a word and a long number: dén’60.000.000, ngay.01/01/2020
        re.compile(
            rf"(?<=[{LOWER}])(?P<speck>{_JOINED_MARKS})"
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
        for claim in _code_at(line, *match.span("code")):
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


_CAPITALS = re.compile(r"[A-Z]{2,}")
_WORDS_LIKE_NUMERALS = frozenset(("VI", "XI", "LI"))  # vị, xi, lí


def claims_without_marks(text_line: str, claims: list[Claim]) -> list[Claim]:
    """Claims that hold in a line without Vietnamese letters too.

    Capitals without marks are as often words: THONG TU, VIET NAM; and among them numerals that may
    be words: DON VI.
    """

    def may_be_words(claim: Claim) -> bool:
        if claim.kind is ClaimKind.ABBREVIATION:
            return True
        text = text_line[claim.start : claim.end]
        if claim.kind is not ClaimKind.ROMAN or text not in _WORDS_LIKE_NUMERALS:
            return False
        before = text_line[: claim.start].split()[-1:]
        behind = text_line[claim.end :].split()[:1]
        beside = [word.strip(_OUTER) for word in (*before, *behind)]
        return any(_CAPITALS.fullmatch(word) for word in beside)

    return [claim for claim in claims if not may_be_words(claim)]


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
    return _without_overlaps((*whole, *_joined_codes(text_line), *known, *more))


def apply_claims(text_line: str) -> str:
    """The line with every claim's repair in place."""
    pieces: list[str] = []
    at = 0
    for claim in claim_spans(text_line):
        pieces += [text_line[at : claim.start], claim.repaired]
        at = claim.end
    return "".join(pieces) + text_line[at:]
