# SPDX-License-Identifier: Apache-2.0
"""What the ledger is told of a run as a whole: how far it is, and its pages by the minute."""

from __future__ import annotations

import time

from pipeline.batch.ledger import Ledger
from pipeline.batch.view import Tally


class RunDiary:
    """Notes one run, which begins now."""

    def __init__(self, ledger: Ledger, engine: str, tally: Tally) -> None:
        self._ledger, self._tally = ledger, tally
        self._run = ledger.start_run(engine)
        self._begun = time.monotonic()
        self._minute, self._pages = 0, 0

    def count_page(self) -> None:
        """A page has been read; every minute the ledger is told how many were."""
        minute = int((time.monotonic() - self._begun) // 60)
        if minute != self._minute:
            self.note()
            self._minute = minute
        self._pages += 1

    def note(self, outcome: str | None = None) -> None:
        """Note how far the run has come; ``outcome`` when it is over."""
        tally = self._tally
        with self._ledger.together():
            if self._pages:
                self._ledger.note_throughput(self._run, self._minute, self._pages)
            self._ledger.note_run(
                self._run,
                time.monotonic() - self._begun,
                tally.ended,
                tally.pages,
                tally.failed,
                outcome,
            )
        self._pages = 0
