# SPDX-License-Identifier: Apache-2.0
"""Bring the ledger up to date with the folder tree, and choose what is to be done.

A file whose size and time stamp are those in the ledger is taken to be the same; it is not
opened. Time stamps are compared for equality only, so that a clock set back does no harm.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from pipeline.batch.catalogue import part_suffixes
from pipeline.batch.ledger import FileRow, Ledger, State
from pipeline.batch.names import output_bases
from pipeline.batch.output import TABLES, OutputFolder
from pipeline.batch.tree import Choice, Entry, Folder, Tree, suffix_of

Retry = Literal["none", "failed", "doubtful", "all"]

FOLDERS_A_COMMIT = 200


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted of files that are already known.

    ``settled`` says of a file whether it has stopped growing (watched folders).
    """

    suffixes: tuple[str, ...]
    fingerprint: str
    split: bool = False
    retry: Retry = "failed"
    refresh: bool = False
    doubtful_share: float = 0.05
    settled: Callable[[bytes, Entry], bool] | None = None


@dataclass
class Found:
    """What a scan came upon. ``finished`` files need nothing; ``stale`` ones are among them.
    ``passed_over`` counts files that are no documents by their suffix."""

    files: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0
    finished: int = 0
    failed_before: int = 0
    stale: int = 0
    unsettled: int = 0
    pending: list[int] = field(default_factory=list)
    notices: list[tuple[bytes, str]] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)


def scan(tree: Tree, ledger: Ledger, output: OutputFolder, choice: Choice, wish: Wish) -> Found:
    """Walk the tree. Files to be done are set pending; ``Found.pending`` holds their ids."""
    found = Found()
    doubtful = _doubtful_contents(ledger, wish)
    corrected = ledger.corrected()
    parts = _parts_of_contents(ledger) if wish.split else {}
    walked: set[bytes] = set()
    unlisted: list[bytes] = []
    folders = iter(tree.folders(choice))
    while batch := list(islice(folders, FOLDERS_A_COMMIT)):
        with ledger.together():
            for folder in batch:
                walked.add(folder.path)
                unlisted.extend(folder.unlisted)
                found.notices.extend(folder.notices)
                _compare(folder, ledger, output, choice, wish, doubtful, corrected, parts, found)
    with ledger.together():
        _mark_vanished_folders(ledger, walked, unlisted, found)
        if not choice.include:  # else the rest of the tree was not looked at
            ledger.set_notices(found.notices)
            ledger.set_passed_over(found.passed_over)
    return found


def _compare(
    folder: Folder,
    ledger: Ledger,
    output: OutputFolder,
    choice: Choice,
    wish: Wish,
    doubtful: Collection[str],
    corrected: Collection[str],
    parts: Mapping[str, tuple[str, ...]],
    found: Found,
) -> None:
    rows = {row.path.rpartition(b"/")[2]: row for row in ledger.folder(folder.path)}
    prefix = folder.path + b"/" if folder.path else b""
    found.passed_over.update(
        suffix_of(name) for name in folder.others if choice.passes_over(prefix + name)
    )
    there: set[bytes] | None = None
    new: list[Entry] = []
    returned: list[int] = []
    for entry in folder.entries:
        found.files += 1
        row = rows.pop(entry.name, None)
        same = row is not None and (row.size, row.stamp) == (entry.size, entry.stamp)
        if wish.settled and not same and not wish.settled(prefix + entry.name, entry):
            found.unsettled += 1
            continue
        if row is None:
            new.append(entry)
            continue
        if row.gone:
            returned.append(row.id)
        if not same:
            ledger.set_pending(row.id, size=entry.size, stamp=entry.stamp)
            found.changed += 1
            found.pending.append(row.id)
            continue
        if there is None and row.state in (State.DONE, State.PARTIAL):
            # outputs of a folder's files lie in one folder
            there = output.outputs_in(folder.path)
        if _is_wanted(row, ledger, wish, doubtful, corrected, parts, there or set(), found):
            found.pending.append(row.id)
    if new:
        taken = ledger.bases_in(folder.path)
        if not folder.path:
            taken |= {name.encode() for name in TABLES}
        bases = output_bases([entry.name for entry in new], taken, split=wish.split)
        for entry in new:
            identity = ledger.add_file(
                prefix + entry.name, entry.size, entry.stamp, prefix + bases[entry.name]
            )
            found.pending.append(identity)
        found.new += len(new)
    if returned:
        ledger.set_gone(returned, gone=False)
    if rows:
        passed_over = {*folder.others, *(path[len(prefix) :] for path in folder.unlisted)}
        whole_folder_unlisted = folder.path in folder.unlisted
        gone = [
            row.id
            for name, row in rows.items()
            if not row.gone and name not in passed_over and not whole_folder_unlisted
        ]
        ledger.set_gone(gone)
        found.gone += len(gone)


def _is_wanted(
    row: FileRow,
    ledger: Ledger,
    wish: Wish,
    doubtful: Collection[str],
    corrected: Collection[str],
    parts: Mapping[str, tuple[str, ...]],
    there: set[bytes],
    found: Found,
) -> bool:
    """Whether a known, unchanged file is to be done; if so it is pending afterwards.

    One that a person corrected is not read again, whatever is wished for.
    """
    settled = row.sha256 in corrected
    if row.state is State.PENDING:
        if wish.retry == "all" and not settled:
            ledger.set_pending(row.id, redo=1)
        return True
    stale = not settled and row.state is not State.FAILED and row.fingerprint != wish.fingerprint
    of_doubt = wish.retry == "doubtful" and row.sha256 in doubtful
    redo = int(not settled and (wish.retry == "all" or of_doubt))
    lacking = row.state is State.FAILED or (row.state is State.PARTIAL and not settled)
    again = wish.retry != "none" and lacking
    if redo or again or (stale and wish.refresh) or _lacks_output(row, wish, parts, there):
        ledger.set_pending(row.id, redo=redo)
        return True
    if row.state is State.FAILED:
        found.failed_before += 1
    else:
        found.finished += 1
        found.stale += stale
    return False


def _lacks_output(
    row: FileRow, wish: Wish, parts: Mapping[str, tuple[str, ...]], there: set[bytes]
) -> bool:
    if row.state is State.FAILED:
        return False
    base = row.base.rpartition(b"/")[2]
    of_documents = ("", *parts.get(row.sha256 or "", ()))
    wanted = {*row.outputs, *(part + suffix for part in of_documents for suffix in wish.suffixes)}
    return any(base + suffix.encode() not in there for suffix in wanted)


def _doubtful_contents(ledger: Ledger, wish: Wish) -> Collection[str]:
    if wish.retry != "doubtful":
        return ()
    query = "SELECT sha256 FROM contents WHERE doubtful_share > ? OR failed_pages > 0"
    return {row[0] for row in ledger.rows(query, (wish.doubtful_share,))}


def _parts_of_contents(ledger: Ledger) -> dict[str, tuple[str, ...]]:
    """What the results of the documents of a file are called behind its own, by content; without
    those of a file that holds one."""
    query = (
        "SELECT sha256, summary FROM contents"
        " WHERE json_array_length(summary, '$.other_documents') > 0"
    )
    return {sha256: part_suffixes(json.loads(summary)) for sha256, summary in ledger.rows(query)}


def _mark_vanished_folders(
    ledger: Ledger, walked: set[bytes], unlisted: Iterable[bytes], found: Found
) -> None:
    """Files in folders that were not met are gone, unless the folder could not be listed."""
    hidden = tuple(unlisted)
    query = "SELECT DISTINCT parent FROM files WHERE NOT gone"
    for (parent,) in list(ledger.rows(query)):
        if parent in walked or any(
            parent == path or parent.startswith(path + b"/") or not path for path in hidden
        ):
            continue
        gone = [row.id for row in ledger.folder(parent) if not row.gone]
        ledger.set_gone(gone)
        found.gone += len(gone)
