# SPDX-License-Identifier: Apache-2.0
"""Tables for reading documents: how names of organisations begin, names of laws, and words of
subjects that say nothing of the matter."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from lexicon import table_rows


@dataclass(frozen=True, slots=True)
class OrganisationHead:
    """Words, in lower case, with which a line of the issuer's block begins.

    `role`: head (a name begins here) or unit (a completion of the name on the line above, such
    as the province of a People's Committee).
    """

    phrase: str
    role: str


@cache
def organisation_heads() -> tuple[OrganisationHead, ...]:
    """Beginnings of names of organisations, the longest first."""
    heads = (
        OrganisationHead(row["phrase"], row["role"]) for row in table_rows("organisation_heads.tsv")
    )
    return tuple(sorted(heads, key=lambda head: -len(head.phrase)))


@cache
def law_names() -> tuple[str, ...]:
    """Names of laws, codes and ordinances with their type word, the longest first."""
    names = (row["name"] for row in table_rows("law_names.tsv"))
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


@cache
def subject_stop_words() -> frozenset[str]:
    """Words, in lower case, that any subject may hold: they are no keywords."""
    return frozenset(row["word"] for row in table_rows("subject_stop_words.tsv"))
