# SPDX-License-Identifier: Apache-2.0
"""Language data of Vietnamese official documents: syllables, names, types, symbols, places.

Every table is a tab-separated file with a header line in `lexicon/data`, to be read and edited by
people. Loaders are cached and what they return is read-only.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable

from lexicon.arrays import DataMissingError, damaged, mapped_arrays
from lexicon.syllables import all_syllables, is_syllable

__all__ = [
    "Abbreviation",
    "Agency",
    "DataMissingError",
    "DocSymbol",
    "DocType",
    "GivenName",
    "Place",
    "Position",
    "SigningAuthority",
    "abbreviations",
    "acronyms",
    "agencies",
    "damaged",
    "data_file",
    "doc_symbols",
    "doc_types",
    "family_names",
    "given_names",
    "is_syllable",
    "places",
    "positions",
    "secrecy",
    "signing_authorities",
    "syllables",
    "table_rows",
    "urgency",
    "vocabulary",
]


@dataclass(frozen=True, slots=True)
class DocType:
    """A type of document (tên loại văn bản), the current abbreviation first.

    `system`: state, party or both. `family`: administrative, legislation, paper, copy, … Sources:
    Nghị định 30/2020/NĐ-CP, Điều 7 and Phụ lục III; Quy định 399-QĐ/TW.
    """

    name: str
    abbreviations: tuple[str, ...]
    system: str
    family: str


@dataclass(frozen=True, slots=True)
class DocSymbol:
    """A symbol of documents (ký hiệu) as it follows the number; `type` is empty when the symbol
    begins with an office (UBND-NC). `count`: how often legal text cites it."""

    symbol: str
    type: str
    count: int


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """An abbreviation in capitals; `meaning` is empty where it is only known to be used."""

    abbreviation: str
    meaning: str
    count: int


@dataclass(frozen=True, slots=True)
class Agency:
    """An organ or unit that issues, receives or is named in documents."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Place:
    """An administrative unit. `era`: pre2025 (three levels) or 2025 (two levels).

    `name` carries its unit word (Phường Ba Đình), `bare_name` does not. `parent` and `province`
    are empty for provinces.
    """

    era: str
    level: str
    name: str
    parent: str
    province: str

    @property
    def unit(self) -> str:
        """Thành phố, Tỉnh, Quận, Huyện, Thị xã, Phường, Xã, Thị trấn or Đặc khu."""
        words = self.name.split()
        return " ".join(words[:2] if words[0] in ("Thành", "Thị", "Đặc") else words[:1])

    @property
    def bare_name(self) -> str:
        return self.name[len(self.unit) :].strip()


@dataclass(frozen=True, slots=True)
class GivenName:
    """The last word of a personal name (tên); `sex`: male, female or both."""

    name: str
    sex: str


@dataclass(frozen=True, slots=True)
class Position:
    """What stands above a signature (chức vụ, quyền hạn), in capitals."""

    position: str
    deputy: bool


@dataclass(frozen=True, slots=True)
class SigningAuthority:
    """How a signer signs for another (TM., KT., TL.; the Party writes T/M, K/T, T/L)."""

    mark: str
    meaning: str
    english: str
    system: str


def data_file(name: str) -> Traversable:
    """A file of `lexicon/data`. Raises DataMissingError when it is not there."""
    path = files("lexicon").joinpath("data", name)
    if not path.is_file():
        raise DataMissingError(
            f"lexicon/data/{name} is missing: reinstall the package, or make it from the corpora"
            " with `make lexicon CORPORA=DIR`"
        )
    return path


def table_rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a table of `lexicon/data`, by the names of its columns.

    Raises DataMissingError when it is not there or a row lacks a column.
    """
    try:
        with data_file(name).open(encoding="utf-8") as stream:
            rows = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
            for row in rows:
                if None in row or None in row.values():
                    raise ValueError(f"line {rows.line_num}")
                yield row
    except (OSError, ValueError) as error:
        raise damaged(f"lexicon/data/{name}", error) from error


@cache
def doc_types() -> tuple[DocType, ...]:
    """Types of documents of State and Party."""
    return tuple(
        DocType(
            r["name"], tuple(filter(None, r["abbreviations"].split(","))), r["system"], r["family"]
        )
        for r in table_rows("doc_types.tsv")
    )


@cache
def doc_symbols() -> tuple[DocSymbol, ...]:
    """Symbols of documents, as they are cited."""
    return tuple(
        DocSymbol(r["symbol"], r["type"], int(r["count"])) for r in table_rows("doc_symbols.tsv")
    )


@cache
def abbreviations() -> tuple[Abbreviation, ...]:
    """Abbreviations of official language."""
    return tuple(
        Abbreviation(r["abbreviation"], r["meaning"], int(r["count"]))
        for r in table_rows("abbreviations.tsv")
    )


@cache
def acronyms() -> tuple[str, ...]:
    """Acronyms with a Đ that no acronym with a D in its place rivals: HĐQT, CSĐT."""
    return tuple(r["acronym"] for r in table_rows("acronyms.tsv"))


@cache
def hyphenated() -> frozenset[tuple[str, str]]:
    """Pairs of folded syllables that are printed with a hyphen between them: (lê, nin)."""
    return frozenset((r["left"], r["right"]) for r in table_rows("hyphenated.tsv"))


@cache
def agencies() -> tuple[Agency, ...]:
    """Names of organs and units, commonest first."""
    return tuple(Agency(r["name"], int(r["count"])) for r in table_rows("agencies.tsv"))


@cache
def places() -> tuple[Place, ...]:
    """Administrative units before and after the reform of July 2025."""
    return tuple(
        Place(r["era"], r["level"], r["name"], r["parent"], r["province"])
        for r in table_rows("places.tsv")
    )


@cache
def given_names() -> tuple[GivenName, ...]:
    """Given names of one word."""
    return tuple(GivenName(r["name"], r["sex"]) for r in table_rows("given_names.tsv"))


@cache
def family_names() -> tuple[str, ...]:
    """Family names, those of the ethnic minorities included; commonest first."""
    return tuple(r["name"] for r in table_rows("family_names.tsv"))


@cache
def positions() -> tuple[Position, ...]:
    """Positions of signers."""
    return tuple(Position(r["position"], r["deputy"] == "1") for r in table_rows("positions.tsv"))


@cache
def signing_authorities() -> tuple[SigningAuthority, ...]:
    """Marks of signing for another: Nghị định 30/2020/NĐ-CP, Phụ lục I; Hướng dẫn 36-HD/VPTW."""
    return tuple(
        SigningAuthority(r["mark"], r["meaning"], r["english"], r["system"])
        for r in table_rows("signing_authorities.tsv")
    )


@cache
def urgency() -> tuple[str, ...]:
    """Stamps of urgency (độ khẩn), the mildest first."""
    return tuple(r["stamp"] for r in table_rows("urgency.tsv"))


@cache
def secrecy() -> tuple[str, ...]:
    """Stamps of secrecy (độ mật), the mildest first."""
    return tuple(r["stamp"] for r in table_rows("secrecy.tsv"))


def syllables() -> frozenset[str]:
    """Every Vietnamese syllable in lower case, tone mark in old placement (hòa, ủy)."""
    return all_syllables()


LANGUAGE_MODEL = "language_model.bin"
LANGUAGE_MODEL_MAGIC = b"SOHOALM\n"
LANGUAGE_MODEL_FORMAT = 1
CASE_MODEL = "case_model.bin"
CASE_MODEL_MAGIC = b"SOHOACM\n"
CASE_MODEL_FORMAT = 1
CONTEXT_MODEL = "context_model.bin"
CONTEXT_MODEL_MAGIC = b"SOHOACX\n"
CONTEXT_MODEL_FORMAT = 2
HANDWRITING = "handwriting.bin"
HANDWRITING_MAGIC = b"SOHOAHW\n"
HANDWRITING_FORMAT = 2


@cache
def vocabulary() -> tuple[str, ...]:
    """Words the language model knows, folded, in the order of its ids; classes are `<…>`."""
    with as_file(data_file(LANGUAGE_MODEL)) as path:
        words = mapped_arrays(path, LANGUAGE_MODEL_MAGIC, LANGUAGE_MODEL_FORMAT)["words"]
        return tuple(bytes(words).decode().split("\n"))
