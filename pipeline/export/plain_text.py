# SPDX-License-Identifier: Apache-2.0
"""The text in reading order: printed lines, an empty line between blocks."""

from __future__ import annotations

from pipeline.record import Record

SUFFIX = ".txt"
MEANING = "the repaired text in reading order"


def render(record: Record) -> bytes:
    """UTF-8 without a byte order mark, a line break at the end of every line."""
    text = record.text.rstrip("\n")
    return (text + "\n").encode() if text else b""
