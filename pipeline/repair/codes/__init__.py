# SPDX-License-Identifier: Apache-2.0
"""The grammar of what is not prose: codes of documents, dates, numbers, articles, list marks."""

from pipeline.repair.codes.abbreviations import spells_no_word
from pipeline.repair.codes.acronyms import Acronyms
from pipeline.repair.codes.claims import (
    Claim,
    ClaimKind,
    apply_claims,
    claim_spans,
    claims_without_marks,
)
from pipeline.repair.codes.code_repair import (
    CodeRepair,
    code_of_type,
    is_code,
    named_type,
    repair_code,
)
from pipeline.repair.codes.dates import DateKind, FoundDate, find_dates, parse_date
from pipeline.repair.codes.document_code import CodeStyle, DocumentCode, format_code, parse_code
from pipeline.repair.codes.garbled_forms import garbled_claims
from pipeline.repair.codes.scan_forms import scan_claims
from pipeline.repair.codes.symbols import known_symbol, repair_symbol

__all__ = [
    "Acronyms",
    "Claim",
    "ClaimKind",
    "CodeRepair",
    "CodeStyle",
    "DateKind",
    "DocumentCode",
    "FoundDate",
    "apply_claims",
    "claim_spans",
    "claims_without_marks",
    "code_of_type",
    "find_dates",
    "format_code",
    "garbled_claims",
    "is_code",
    "known_symbol",
    "named_type",
    "parse_code",
    "parse_date",
    "repair_code",
    "repair_symbol",
    "scan_claims",
    "spells_no_word",
]
