# SPDX-License-Identifier: Apache-2.0
"""Whether the confidence of repaired words can be believed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tests.bench.repair_accuracy import Row, reliability_rows

TITLE = "Confidence after repair: generated held-out pages read by us (vie) or garbled (eng)"


def measure(shared: Path) -> Iterable[Row]:
    """Rows: the reading model, confidence from, words, share of them that is right."""
    return reliability_rows(shared)
