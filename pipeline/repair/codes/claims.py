# SPDX-License-Identifier: Apache-2.0
"""What grammar owns in a line of text: spans the language model must not touch.

Codes, dates, numbers that can only be numbers, articles and clauses, roman numerals, list marks,
amounts, percentages, telephone numbers, mail and web addresses. A claim says what the span was
printed as; mostly that is what was read. Short numbers without company (`13 người`) are not
claimed: in a garbled text they may be letters, and the decoder knows better.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from pipeline.repair.codes.abbreviations import read_abbreviation
from pipeline.repair.codes.code_repair import is_code, repair_code
from pipeline.repair.codes.dates import find_dates
from pipeline.repair.codes.document_code import CAPITAL, SYMBOL
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
    rf"(?:(?<![\w/.-])|(?<=[{LOWER}]/))[{CAPITAL}Ð]{{2,12}}(?:[-&][{CAPITAL}Ð]{{1,10}})*(?![\w/]|-[{LOWER}])"
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
# per mille as models without that sign read it: 0,5%o
_PER_MILLE = re.compile(r"(?<![\w.,/-])(\d{1,3}(?:[.,]\d{1,3})?\s?)%[oO](?!\w)")
# a diameter, a section; § that touches a digit is 8
_SIGN_OF_NUMBER = re.compile(r"(?<!\w)(?:Ø(?=\s?\d)|§(?=\s\d))")
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
_ROMAN_START = re.compile(
    rf"^(\s*)([IVXLCl1|]{{1,6}})(?=[.)]\s+[{UPPER}]|\s?[-–]\s+[{UPPER}]|[-–][{UPPER}]{{2}})"
)
_ROMAN_INSIDE = re.compile(rf"(?<![\w./-])(?:[IVXLC]{{2,7}}|[IVX])(?![\w/.-]|[{LETTER_LIKE}])")
# points counted inside a sentence or below a point: (i), (ii), iv)
_SMALL_ROMAN = re.compile(r"(?<=\()[ivxïîìíỉĩịl¡]{1,5}(?=\))|^\s*[ivx]{2,5}(?=\)\s)")
_STROKES_WITH_DOT = re.compile("[ïîìíỉĩịl¡]")
_VALID_SMALL_ROMAN = re.compile("x{0,2}(?:ix|iv|v?i{0,3})")
_LIST_MARK = re.compile(
    r"^\s*(?:(\d{1,2}(?:\.\d{1,2})+\.?(?=\s)|\d{1,2}[.)](?=\s?\D)|[a-zđ]\d?\)|[a-eđ]\.(?=\s)|[-–+*•](?=\s))|[-–+])"
)
_COMMA_IN_MARK = re.compile(rf"^\s*(\d{{1,2}}),(\d{{1,2}}\.)(?=\s?[{UPPER}])")
_ROMAN_DIGITS = str.maketrans("l1|", "III")
_VALID_ROMAN = re.compile(r"C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")

# Of a number that was not read as one: it is marked doubtful, for a person to look at.
TO_BE_CHECKED = 0.75
_IMPOSSIBLE = 0.3


def _codes(line: str) -> Iterator[Claim]:
    for match in _CODE_LIKE.finditer(line):
        yield from code_at(line, match.start(), match.end())
    for match in _OLD_CODE.finditer(line):
        if is_code(match[0]):
            yield Claim(match.start(), match.end(), ClaimKind.CODE, match[0])


def codes_with_digits_for_letters(line: str) -> Iterator[Claim]:
    """Codes whose symbol has digits that are letters (`12/QD-8TP`): so garbled text has them; else
    `5/T1` may be what is printed."""
    for match in _CODE_LIKE.finditer(line):
        for claim in code_at(line, *match.span(), keep_digits=False):
            if not _has_digits_of(claim.repaired, line[claim.start : claim.end]):
                yield claim


def _has_digits_of(repaired: str, read: str) -> bool:
    """Whether the digits that were read are all there, in their order."""
    digits = iter(re.findall(r"\d", repaired))
    return all(digit in digits for digit in re.findall(r"\d", read))


def code_at(line: str, start: int, end: int, *, keep_digits: bool = True) -> Iterator[Claim]:
    """A claim for the code that begins here, cut at a comma or a joined word when need be.

    With ``keep_digits`` none is taken for a letter.
    """
    text = _TRAILING.sub("", line[start:end])
    cuts = (text, text.split(",")[0], text.rsplit(" ", 1)[0], text.rsplit(".", 1)[0])
    for cut in dict.fromkeys(cuts):
        cut = _TRAILING.sub("", cut)
        repair = repair_code(cut)
        if repair is not None and (not keep_digits or _has_digits_of(repair.repaired, cut)):
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


def _small_romans(line: str) -> Iterator[Claim]:
    for match in _SMALL_ROMAN.finditer(line):
        read = match[0].lstrip()
        printed = _STROKES_WITH_DOT.sub("i", read)
        if _VALID_SMALL_ROMAN.fullmatch(printed) and read.strip("l"):  # (l): litres
            start = match.end() - len(read)
            known = (1.0, "") if printed == read else (0.9, "the numeral of a point")
            yield Claim(start, match.end(), ClaimKind.ROMAN, printed, *known)


def _plain(pattern: re.Pattern[str], kind: ClaimKind, line: str) -> Iterator[Claim]:
    for match in pattern.finditer(line):
        yield Claim(match.start(), match.end(), kind, match[0])


def _numbers(line: str) -> Iterator[Claim]:
    for match in _PER_MILLE.finditer(line):
        printed, reason = match[1] + "‰", "% and a small o are per mille"
        yield Claim(*match.span(), ClaimKind.PERCENTAGE, printed, 0.9, reason)
    yield from _plain(_SIGN_OF_NUMBER, ClaimKind.NUMBER, line)
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
    if match := _COMMA_IN_MARK.match(line):
        printed, reason = f"{match[1]}.{match[2]}", "the mark of a list: 1.1."
        yield Claim(match.start(1), match.end(), ClaimKind.LIST_MARK, printed, 0.9, reason)
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
    if ")" in line:
        yield from _small_romans(line)
    if digits:
        yield from _numbers(line)
    if _TWO_CAPITALS.search(line):
        yield from _abbreviations(line)


def claim_spans(text_line: str) -> list[Claim]:
    """Spans of one line that grammar owns, in order, without overlap.

    The line is expected in NFC; offsets are in characters of the line as given.
    """
    return without_overlaps(_all_claims(text_line))


def without_overlaps(claims: Iterable[Claim]) -> list[Claim]:
    """Claims in the order of the line; of two that overlap, the one that came first."""
    taken: list[Claim] = []
    owned = bytearray()  # by character
    for claim in claims:
        owned.extend(bytes(max(0, claim.end - len(owned))))
        if owned.find(1, claim.start, claim.end) < 0:
            owned[claim.start : claim.end] = b"\1" * (claim.end - claim.start)
            taken.append(claim)
    return sorted(taken, key=lambda claim: claim.start)


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


def apply_claims(text_line: str) -> str:
    """The line with the repair of everything that grammar owns in place."""
    return with_repairs(text_line, claim_spans(text_line))


def with_repairs(text_line: str, claims: Iterable[Claim]) -> str:
    """The line with the repairs of claims, in its order, in place."""
    pieces: list[str] = []
    at = 0
    for claim in claims:
        pieces += [text_line[at : claim.start], claim.repaired]
        at = claim.end
    return "".join(pieces) + text_line[at:]
