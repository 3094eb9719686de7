# SPDX-License-Identifier: Apache-2.0
"""How a running batch is told: a live picture on a terminal, else plain or JSON lines."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any

from pipeline.batch.ledger import State

if TYPE_CHECKING:
    from rich.console import RenderableType


@dataclass
class Tally:
    """Counts of one run. ``finished`` were done before and are not touched; ``passed_over`` are
    no documents by their suffix."""

    to_do: int = 0
    finished: int = 0
    done: int = 0
    partial: int = 0
    failed: int = 0
    doubtful: int = 0
    pages: int = 0
    failed_pages: int = 0
    copies: int = 0
    passed_over: dict[str, int] = field(default_factory=dict)

    @property
    def ended(self) -> int:
        """Documents that have come to an end in this run, good or bad."""
        return self.done + self.partial + self.failed


@dataclass(frozen=True, slots=True)
class DocumentEnd:
    """What is told when a document has come to an end."""

    path: str
    state: State
    pages: int
    failed_pages: int
    seconds: float
    doubtful_share: float | None
    reason: str | None = None
    copied: bool = False


class View:
    """Tells nothing; the others tell more."""

    def begin(self, tally: Tally) -> None:
        """A run begins."""

    def page(self, path: str, number: int, error: str | None) -> None:
        """A page has been read, or could not be."""

    def document(self, end: DocumentEnd) -> None:
        """A document has come to an end."""

    def note(self, text: str) -> None:
        """Something worth a line."""

    def end(self, outcome: str) -> None:
        """The run is over."""


class _Lines:
    """A stream for lines; when it is closed or full nothing more is told, and the work goes on."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream: IO[str] | None = stream

    def write(self, line: str) -> None:
        """One more line."""
        if self._stream is None:
            return
        try:
            self._stream.write(line + "\n")
            self._stream.flush()
        except OSError:
            self._stream = None


class PlainView(View):
    """A line for each document that fails or lacks pages, and now and then one on progress."""

    def __init__(self, stream: IO[str], verbose: bool = False, every_seconds: float = 30.0) -> None:
        self._lines = _Lines(stream)
        self._verbose = verbose
        self._every = every_seconds
        self._pace = Pace()
        self._last = time.monotonic()

    def begin(self, tally: Tally) -> None:
        self._tally = tally
        self._pace = Pace()
        self._say(f"{tally.to_do} document(s) to do, {tally.finished} finished before")

    def page(self, path: str, number: int, error: str | None) -> None:
        self._pace.count()
        if error:
            self._say(f"{path}: page {number}: {error}")
        self._now_and_then()

    def document(self, end: DocumentEnd) -> None:
        if end.state is State.FAILED:
            self._say(f"failed: {end.path}: {end.reason}")
        elif end.state is State.PARTIAL:
            self._say(f"done without {end.failed_pages} of {end.pages} page(s): {end.path}")
        elif self._verbose:
            self._say(f"done: {end.path} ({end.pages} page(s), {end.seconds:.1f} s)")
        self._now_and_then()

    def note(self, text: str) -> None:
        self._say(text)

    def end(self, outcome: str) -> None:
        self._say(last_line(outcome, self._tally, self._pace))

    def _now_and_then(self) -> None:
        if time.monotonic() - self._last >= self._every:
            self._say(progress_line(self._tally, self._pace))

    def _say(self, text: str) -> None:
        self._last = time.monotonic()
        self._lines.write(f"{datetime.now():%H:%M:%S} {text}")


class JsonView(View):
    """One JSON object a line: ``event``, ``time`` and what belongs to it."""

    def __init__(self, stream: IO[str]) -> None:
        self._lines = _Lines(stream)

    def begin(self, tally: Tally) -> None:
        self._tally = tally
        self._say("begin", to_do=tally.to_do, finished=tally.finished)

    def page(self, path: str, number: int, error: str | None) -> None:
        self._say("page", path=path, page=number, error=error)

    def document(self, end: DocumentEnd) -> None:
        self._say("document", **asdict(end))

    def note(self, text: str) -> None:
        self._say("note", text=text)

    def end(self, outcome: str) -> None:
        self._say("end", outcome=outcome, **asdict(self._tally))

    def _say(self, event: str, **told: Any) -> None:
        line = {"time": datetime.now().astimezone().isoformat(timespec="milliseconds")}
        line["event"] = event
        self._lines.write(json.dumps({**line, **told}, ensure_ascii=False))


class LiveView(View):
    """A picture on the terminal that changes in place; failures scroll by above it."""

    def __init__(self, stream: IO[str]) -> None:
        from rich.console import Console
        from rich.live import Live

        self._console = Console(file=stream)
        self._live = Live(console=self._console, refresh_per_second=4, transient=True)
        self._tally = Tally()
        self._pace = Pace()
        self._current = ""

    def begin(self, tally: Tally) -> None:
        self._tally = tally
        self._pace = Pace()
        self._live.get_renderable = self._picture  # type: ignore[method-assign]
        self._live.start()

    def page(self, path: str, number: int, error: str | None) -> None:
        self._pace.count()
        self._current = f"{path}, page {number}"
        if error:
            self._say(f"[yellow]{_plain(path)}: page {number}: {_plain(error)}")

    def document(self, end: DocumentEnd) -> None:
        if end.state is State.FAILED:
            self._say(f"[red]failed: {_plain(end.path)}: {_plain(end.reason or '')}")

    def note(self, text: str) -> None:
        self._say(_plain(text))

    def end(self, outcome: str) -> None:
        self._live.stop()
        self._say(_plain(last_line(outcome, self._tally, self._pace)))

    def _say(self, markup: str) -> None:
        self._console.print(markup, highlight=False, soft_wrap=True)

    def _picture(self) -> RenderableType:
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        tally = self._tally
        counts = Text.assemble(
            f"documents {tally.ended}/{tally.to_do}   pages {tally.pages}   ",
            (f"failed {tally.failed}", "red" if tally.failed else ""),
            "   ",
            (f"doubtful {tally.doubtful}", "yellow" if tally.doubtful else ""),
            f"   {self._pace.per_minute():.1f} pages/min   left {left(tally, self._pace)}",
        )
        bar = ProgressBar(total=max(1, tally.to_do), completed=tally.ended, width=60)
        now = Text(self._current, style="dim", no_wrap=True, overflow="ellipsis")
        rows = Table.grid()
        for row in (bar, counts, now):
            rows.add_row(row)
        return rows


class Pace:
    """Pages a minute over the last five minutes, or since the start."""

    WINDOW = 300.0

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._slots: dict[int, int] = {}

    def count(self) -> None:
        """One more page."""
        slot = int((time.monotonic() - self._begun) // 10)
        self._slots[slot] = self._slots.get(slot, 0) + 1
        oldest = slot - int(self.WINDOW // 10)
        for old in [s for s in self._slots if s < oldest]:
            del self._slots[old]

    def per_minute(self) -> float:
        """Pages a minute."""
        seconds = min(time.monotonic() - self._begun, self.WINDOW)
        return 60 * sum(self._slots.values()) / seconds if seconds > 0.5 else 0.0

    @property
    def seconds(self) -> float:
        """Since the start, s."""
        return time.monotonic() - self._begun


def left(tally: Tally, pace: Pace) -> str:
    """The time left, from the documents that have come to an end so far."""
    if tally.ended < 3 or tally.to_do <= tally.ended:
        return "-"
    return duration(pace.seconds / tally.ended * (tally.to_do - tally.ended))


def duration(seconds: float) -> str:
    """``3 s``, ``4 min``, ``2 h 05``."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{int(seconds // 3600)} h {int(seconds % 3600 // 60):02d}"


def progress_line(tally: Tally, pace: Pace) -> str:
    """The counts in one line."""
    return (
        f"{tally.ended} of {tally.to_do} document(s), {tally.pages} page(s), "
        f"{tally.failed} failed, {tally.partial} with pages missing, {tally.doubtful} doubtful, "
        f"{pace.per_minute():.1f} pages/min, left {left(tally, pace)}"
    )


def last_line(outcome: str, tally: Tally, pace: Pace) -> str:
    """How it ended, the counts, and what was passed over."""
    line = f"{outcome}: {progress_line(tally, pace)}"
    if tally.passed_over:
        line += f", {sum(tally.passed_over.values())} passed over ({by_suffix(tally.passed_over)})"
    return line


def by_suffix(counts: dict[str, int]) -> str:
    """``3 .docx, 1 without suffix``, the most frequent first."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{count} {suffix or 'without suffix'}" for suffix, count in ranked)


def choose_view(*, json_lines: bool, quiet: bool, verbose: bool) -> View:
    """The view for this terminal or pipe."""
    if json_lines:
        return JsonView(sys.stdout)
    if quiet:
        return View()
    if sys.stderr.isatty() and not verbose:
        return LiveView(sys.stderr)
    return PlainView(sys.stderr, verbose)


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)
