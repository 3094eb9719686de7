# SPDX-License-Identifier: Apache-2.0
"""Repair of number and symbol together. Digits never change into other digits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from lexicon import doc_types
from pipeline.repair.codes.document_code import NUMBER, CodeStyle, is_symbol, parse_code
from pipeline.repair.codes.symbols import known_symbol, repair_symbol, type_of


class CodeRepair(NamedTuple):
    """A repaired code, how sure (0..1), and why."""

    repaired: str
    confidence: float
    reason: str


_DIGIT_READ_AS_LETTER = str.maketrans("OoQlI|iLSs$ZzB", "00011111555228")
_YEAR_LIKE = r"[12lI|][09OoS$s5-8][0-9OoQlI|iSs$ZzB]{2}"
_READ = re.compile(
    r"(?P<number>[0-9OoQlI|iLSs$ZzB]{1,6}(?:\.[0-9]{1,2})?[A-Za-z]?)"
    rf"(?P<mark>\s?[/–-]\s?)(?:(?P<year>{_YEAR_LIKE})(?P<second>\s?/\s?))?"
    r"(?P<symbol>\S(?:.*\S)?)"
)
_PLAIN_NUMBER = re.compile(NUMBER)
_LETTERS_FOR_DIGITS = 0.7  # confidence factor: the number must be looked at


def _repaired_number(read: str) -> str | None:
    """The number with letters read for digits set right; None when it can't be one."""
    if _PLAIN_NUMBER.fullmatch(read) and read[-1] not in "OoQlI|iLSs$":
        return read
    suffix = read[-1] if read[-1] in "abcdefghABCDE" and len(read) > 1 else ""
    digits = read[: len(read) - len(suffix)]
    if not any(letter.isdigit() for letter in digits):
        return None
    repaired = digits.translate(_DIGIT_READ_AS_LETTER) + suffix
    return repaired if _PLAIN_NUMBER.fullmatch(repaired) else None


_ASSEMBLY = re.compile(
    r"(?P<committee>(?:[A-Z]{2}-)?UBTV)?(?:[QO0@]\s?[HN]|[QO]\s?(?:11|1I|I1|II|ll|H[1Il](?=[1Il])))(?P<term>[0-9IlSOoA]{1,2})"
)
_TERM_READ = _DIGIT_READ_AS_LETTER | str.maketrans("A", "4")
# the years in which each National Assembly (Quốc hội khóa …) sat
_TERMS = {
    10: (1997, 2002),
    11: (2002, 2007),
    12: (2007, 2011),
    13: (2011, 2016),
    14: (2016, 2021),
    15: (2021, 2026),
    16: (2026, 2031),
}


def _terms_of(year: str) -> list[int]:
    """Terms of the National Assembly that sat in the year: two where one ended and one began."""
    return [term for term, (first, last) in _TERMS.items() if first <= int(year) <= last]


def assembly_term(read: str, year: str) -> int | None:
    """The term (11 to 16) of the National Assembly that sat in the year: `15`, `I 5`, `1 J`.

    A last letter that is no digit says nothing: most years leave one term. A digit must agree.
    """
    last = read[-1].translate(_TERM_READ)
    sat = [term for term in _terms_of(year) if term > 10 and last in (str(term % 10), "J")]
    return sat[0] if len(sat) == 1 else None


def _assembly_symbol(read: str, year: str) -> str | None:
    """`Q1115` and `OH15` after the year 2024 are `QH15`: the term must have sat in that year.

    So are those of its standing committee, `NQ-UBTVQHI1` of 2005.
    """
    match = _ASSEMBLY.fullmatch(read)
    if match is None or not year.isdigit():
        return None
    term = match["term"].translate(_TERM_READ)
    sat = term.isdigit() and int(term) in _terms_of(year)
    return f"{match['committee'] or ''}QH{term}" if sat else None


@lru_cache(maxsize=8192)
def repair_code(
    read: str, kind: Literal["code", "symbol"] = "code", named: tuple[str, ...] = ()
) -> CodeRepair | None:
    """The code (or a symbol alone) as it was printed; None when nothing is to be done.

    ``named``: abbreviations of the type that the text names before it, see `repair_symbol`.

    Spaces between the parts stay as read unless the symbol itself is repaired; the marks between
    the parts never change. Returns None, too, for what is no code at all: `is_code` tells.
    """
    read = unicodedata.normalize("NFC", read)
    if kind == "symbol":
        repair = repair_symbol(read, named)
        return CodeRepair(repair.symbol, repair.confidence, repair.reason) if repair else None
    match = _READ.fullmatch(read)
    if match is None:
        return None
    number = _repaired_number(match["number"])
    year = match["year"]
    if number is None:
        return None
    symbol = match["symbol"]
    assembly = _assembly_symbol(symbol, year.translate(_DIGIT_READ_AS_LETTER)) if year else None
    if assembly is not None:
        if assembly == symbol and number == match["number"]:
            return None
        repaired = number + match["mark"] + str(year) + (match["second"] or "") + assembly
        return CodeRepair(repaired, 0.9, "law of the National Assembly that sat in the year")
    repair = repair_symbol(symbol, named)
    new_symbol = repair.symbol if repair else symbol
    if not known_symbol(new_symbol) and repair is None:
        return None
    new_year = year.translate(_DIGIT_READ_AS_LETTER) if year else ""
    repaired = number + match["mark"] + new_year + (match["second"] or "") + new_symbol
    if repaired == read or parse_code(repaired) is None:
        return None
    confidence = repair.confidence if repair else 0.95
    reasons = [repair.reason] if repair else []
    if number != match["number"] or new_year != (year or ""):
        confidence *= _LETTERS_FOR_DIGITS
        reasons.append("letter read for a digit in the number: to be checked")
    return CodeRepair(repaired, confidence, "; ".join(reasons))


def named_type(words: Sequence[str]) -> tuple[str, ...]:
    """Abbreviations of the type of document that folded words end with: nghị quyết số -> NQ."""
    words = words[:-1] if words and words[-1] == "số" else words
    for length in (4, 3, 2, 1):
        found = _types_by_name().get(tuple(words[-length:])) if len(words) >= length else None
        if found:
            return found
    return ()


@cache
def _types_by_name() -> dict[tuple[str, ...], tuple[str, ...]]:
    return {tuple(entry.name.split()): entry.abbreviations for entry in doc_types()}


def code_of_type(read: str, repaired: str, named: tuple[str, ...]) -> CodeRepair | None:
    """Another repair of the code, of the type that is named before it; None where there is none.

    `Nghị quyết số 66/NO-CP` is 66/NQ-CP, though NĐ-CP is by far the commoner symbol. A code that
    needs no repair stays.
    """
    if repaired == read or not named or _begins_with(repaired, named):
        return None
    again = repair_code(read, named=named)
    return again if again is not None and _begins_with(again.repaired, named) else None


def _begins_with(text: str, named: tuple[str, ...]) -> bool:
    code = parse_code(text)
    return code is not None and type_of(code.symbol) in named


def is_code(text: str) -> bool:
    """Whether the text is a code whose symbol is in the tables or bears a mark between groups."""
    code = parse_code(text)
    if code is None:
        return False
    return (
        code.style is CodeStyle.LAW
        or known_symbol(code.symbol)
        or (is_symbol(code.symbol) and bool(re.search("[-/]", code.symbol)))
    )
