# SPDX-License-Identifier: Apache-2.0
"""The whole record as JSON; ``sohoa schema`` prints its JSON Schema."""

from __future__ import annotations

from pipeline.record import Record

SUFFIX = ".json"
MEANING = "the whole record: fields, text, words with boxes, changes, quality"


def render(record: Record) -> bytes:
    """UTF-8, two-space indent, a line break at the end."""
    return (record.to_json() + "\n").encode()
