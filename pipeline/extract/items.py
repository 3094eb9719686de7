# SPDX-License-Identifier: Apache-2.0
"""Items of the lists that documents keep: addressees, recipients."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.extract.rows import Row


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item without its dash and closing mark, with the rows it stands on."""

    text: str
    rows: tuple[Row, ...]


_OPENING = re.compile(r"^[\s*_'`\"|~.,:;¿„‹›]*(?:[-–—+•·»=_~¬]+\s*)*")
_CLOSING = re.compile(r"[\s;,.:*_|~'`/¿„‹›-]+$")


# dirt read behind the closing mark; not the copies of VT, TH.7.
_SPECK = re.compile(r"(?<=[.;])(?!\d{1,2}\.$)\s*[\d\W_]{1,2}$")


def clean_item(text: str) -> str:
    """An item without the leading dash and the closing `;`, `,` or `.`, spaced as is usual."""
    text = _OPENING.sub("", text.strip())
    text = _SPECK.sub("", text)
    closing = _CLOSING.search(text)
    if closing and not re.search(r"\.\.\.$", text):
        text = text[: closing.start()]
    # how narrow a space was set behind a comma no reading tells: VT,TV is VT, TV
    text = re.sub(r",(?=[^\W\d_])", ", ", text)
    return re.sub(r"\s+", " ", text).strip()
