# SPDX-License-Identifier: Apache-2.0
"""A whole run: lock, ledger, scan, executor, runner, and the tables at the end."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from pipeline.batch.correcting import Correcting
from pipeline.batch.engines import LOCAL, open_engine
from pipeline.batch.fingerprint import fingerprint
from pipeline.batch.job import Job
from pipeline.batch.ledger import Ledger
from pipeline.batch.names import readable
from pipeline.batch.output import OutputFolder
from pipeline.batch.runner import Runner
from pipeline.batch.scan import Found, Retry, Wish, scan
from pipeline.batch.tables_writing import write_tables
from pipeline.batch.tree import Choice, Tree, check_apart, open_tree
from pipeline.batch.view import Tally, View
from pipeline.batch.work import Steps
from pipeline.errors import BadArgumentsError
from pipeline.export import DEFAULT_FORMATS
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Request:
    """What a user asks of ``sohoa batch`` or ``sohoa watch``."""

    source: str
    output: Path
    settings: Settings = field(default_factory=Settings)
    formats: tuple[str, ...] = DEFAULT_FORMATS
    split: bool = False
    jobs: int | None = None
    recursive: bool = True
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    retry: Retry = "failed"
    refresh: bool = False
    max_failures: str | None = None
    engine: str = LOCAL
    moved: bool = False
    tables: bool = True
    steps: Steps = field(default_factory=Steps)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended."""

    tally: Tally
    found: Found
    interrupted: bool


def run_batch(request: Request, view: View | None = None) -> Outcome:
    """Do everything in the tree that is not done. Raises a ``SohoaError`` if it cannot go on.

    The first Ctrl-C (or SIGTERM) lets what is running come to its end, the second raises
    ``KeyboardInterrupt`` at once. Either way the same call goes on from there.
    """
    view = view or View()
    check_apart(request.source, request.output)
    tree = open_tree(request.source)
    output = OutputFolder(request.output)
    with output.locked(), Ledger(output.ledger, writable=True) as ledger:
        remember_request(ledger, tree, request)
        job = job_for(request, tree)
        found = scan(tree, ledger, output, choice_for(request), wish_for(request, job))
        for path, reason in found.notices:
            view.note(f"{readable(path)}: {reason}")
        interrupted = False
        tally = Tally(
            to_do=len(found.pending),
            finished=found.finished,
            passed_over=dict(found.passed_over),
        )
        if found.pending:
            with open_engine(
                request.engine, request.jobs, request.settings, request.steps.modules
            ) as engine:
                runner = Runner(job, output, ledger, engine, view)
                runner.tally = tally
                with interruptible(runner):
                    runner.run(found.pending)
                interrupted = runner.stopping
        else:
            view.begin(tally)
            view.end("nothing to do")
        if not interrupted:
            Correcting(
                output, ledger, request.settings, view.note, request.steps
            ).put_in_handed_over()
        if request.tables and not interrupted:
            write_tables(output, ledger, tree.root, request.settings, view)
        return Outcome(tally, found, interrupted)


def job_for(request: Request, tree: Tree) -> Job:
    """What is to be done with every document."""
    from pipeline.export import suffix_of

    suffixes = tuple(suffix_of(name) for name in request.formats)
    return Job(
        root=tree.root,
        settings=request.settings,
        formats=request.formats,
        suffixes=suffixes,
        fingerprint=fingerprint(request.settings),
        split=request.split,
        steps=request.steps,
        max_failures=request.max_failures,
    )


def choice_for(request: Request) -> Choice:
    """Which files are taken."""
    from pipeline.source import SUFFIXES

    return Choice(
        SUFFIXES | {".txt"}, request.include, request.exclude, recursive=request.recursive
    )


def wish_for(request: Request, job: Job) -> Wish:
    """What is wanted of files that are known already."""
    return Wish(
        suffixes=job.suffixes,
        fingerprint=job.fingerprint,
        split=job.split,
        retry=request.retry,
        refresh=request.refresh,
        doubtful_share=request.settings.batch.doubtful_share,
    )


def remember_request(ledger: Ledger, tree: Tree, request: Request) -> None:
    """An output folder belongs to one input folder. Raises ``BadArgumentsError``.

    What was asked for last (formats, split) is kept too, for the commands that try failures again.
    """
    known = ledger.meta("source")
    if known is not None and known != readable(tree.root) and not request.moved:
        raise BadArgumentsError(
            f"{request.output} holds the records of {known}, not of {readable(tree.root)}",
            help="Choose another output folder; if the input folder was moved or renamed, "
            "add --moved.",
        )
    if known != readable(tree.root):
        ledger.set_meta("source", readable(tree.root))
    asked = {"formats": ",".join(request.formats), "split": "yes" if request.split else "no"}
    for name, value in asked.items():
        if value != ledger.meta(name):
            ledger.set_meta(name, value)


@contextlib.contextmanager
def interruptible(runner: Runner) -> Iterator[None]:
    """Ctrl-C once stops the runner gently, twice raises ``KeyboardInterrupt``."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def on_signal(number: int, _: FrameType | None) -> None:
        if runner.stopping:
            raise KeyboardInterrupt
        how = "; press Ctrl-C again to stop at once" if number == signal.SIGINT else ""
        runner.stop(f"stopping: what is running is finished first{how}")

    before = {
        number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
