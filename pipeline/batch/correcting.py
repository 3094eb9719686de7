# SPDX-License-Identifier: Apache-2.0
"""Words and fields that a person corrected, put into what a batch has made.

The ledger keeps the record as it was read beside the corrected one, so that corrections can be
taken back. A content that a person corrected is not read again: its results are made of that
record from then on, also those of its copies and of formats asked for later.
"""

from __future__ import annotations

import contextlib
import json
import os
import zlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.batch.catalogue import catalogued, each_document
from pipeline.batch.correction_queue import hand_over, handed_over
from pipeline.batch.faults import FolderInUseError, OutputError
from pipeline.batch.index_corrections import corrections_in_index
from pipeline.batch.ledger import MOVED_OUT, ContentRow, FileRow, Ledger, PageRow, State
from pipeline.batch.names import readable
from pipeline.batch.output import OutputFolder
from pipeline.batch.placing import check_place, edited_outputs, outputs_with_earlier
from pipeline.batch.tables_writing import write_tables
from pipeline.batch.tree import FileRef
from pipeline.batch.view import View
from pipeline.batch.work import Steps, copy_outputs, json_bytes, summary_of
from pipeline.correction import (
    Corrections,
    OtherReadingError,
    are_made,
    corrections_in,
    go_beyond,
    told,
)
from pipeline.document import DocumentPlan, correct_record
from pipeline.errors import InputFileError, SohoaError
from pipeline.export import all_format_names, shows_original, suffix_of
from pipeline.record import Record, SourceInfo
from pipeline.settings import Settings


def batch_of(path: Path) -> Path | None:
    """The output folder of the batch that ``path`` belongs to, None if it is in none."""
    whole = Path(os.path.realpath(path))
    folders = (whole, *whole.parents)
    return next((above for above in folders if OutputFolder(above).ledger.is_file()), None)


@contextlib.contextmanager
def correcting(
    folder: Path, settings: Settings, view: View, steps: Steps | None = None
) -> Iterator[Correcting]:
    """The results of the batch in ``folder``, to be corrected; its tables follow at the end.

    Where another process is writing to the folder (a watch), what is corrected is handed over to
    it. ``view`` is told what could not be made anew. Raises ``FileAccessError`` if the folder holds
    no batch.
    """
    output = OutputFolder(folder)
    Ledger(output.ledger, writable=False).close()
    in_use: FolderInUseError | None = None
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(output.locked())
        except FolderInUseError as error:
            in_use = error
        if in_use is not None:
            ledger = stack.enter_context(Ledger(output.ledger, writable=False))
            yield Correcting(output, ledger, settings, view.note, in_use=in_use)
            return
        ledger = stack.enter_context(Ledger(output.ledger, writable=True))
        results = Correcting(output, ledger, settings, view.note, steps)
        results.put_in_handed_over()
        yield results
        results.put_in_handed_over()
        if results.has_written and ledger.meta("tables") is not None:
            write_tables(output, ledger, results.root, settings, view)


@dataclass(frozen=True, slots=True)
class Corrected:
    """How much was corrected, in words, and the results (relative, without suffixes) that were
    made anew, or whether another process is to do that."""

    told: str
    results: tuple[str, ...] = ()
    handed_over: bool = False


class Correcting:
    """Corrects one content after another. To be had from ``correcting``.

    Where the folder is ``in_use`` by another process, corrections are looked at and handed to it.
    """

    def __init__(
        self,
        output: OutputFolder,
        ledger: Ledger,
        settings: Settings,
        note: Callable[[str], object],
        steps: Steps | None = None,
        in_use: FolderInUseError | None = None,
    ) -> None:
        self.root = ledger.meta("source") or ""
        self.has_written = False
        self._output, self._ledger = output, ledger
        self._settings, self._note, self._steps = settings, note, steps or Steps()
        self._in_use = in_use

    def correct(self, corrections: Corrections) -> Corrected:
        """Put the corrections into all results of their content. What was made already stays: the
        same corrections may come again, also with more from the same sheet.

        Raises InputFileError where the batch has no such content, OtherReadingError where they are
        of another reading.
        """
        sha256 = corrections.sha256
        known = self._record(sha256)
        corrected = self._with(known, corrections)
        if self._in_use is not None:
            if corrected != known:
                hand_over(self._output, corrections)
            return Corrected(told(known, corrected), handed_over=corrected != known)
        if corrected != known:
            content, pages = self._rated(corrected)
            self._ledger.keep_corrected(content, _packed(corrected), pages)
        return Corrected(told(known, corrected), self._made_anew(sha256))

    def put_in_handed_over(self) -> int:
        """Make the corrections that were handed over; how many. Those that do not fit any more are
        kept, and told. Raises ``OutputError``."""
        count = 0
        for waiting in handed_over(self._output):
            try:
                made = self.correct(corrections_in(waiting.read()))
                waiting.done()
                count += 1
                self._note(f"handed over: {made.told} corrected in {', '.join(made.results)}")
            except OutputError:
                raise
            except SohoaError as error:
                self._note(f"corrections that were handed over: {error}; see {waiting.refused()}")
        return count

    def in_index(self, path: Path) -> tuple[Corrections, ...]:
        """What was corrected in the table of documents, by their contents. Raises FileAccessError,
        InputFileError where it is no such table."""
        known = catalogued(self._ledger, self._output.root, self.root)
        batch = self._ledger.meta("born") or ""
        return corrections_in_index(path, each_document(known), batch, self._note)

    def undo(self, sha256: str) -> Corrected:
        """Make all results of the content as it was read again. Raises InputFileError, and
        FolderInUseError: that can only be done where nobody else is writing."""
        if self._in_use is not None:
            raise self._in_use
        reading = self._ledger.reading(sha256)
        if reading is None:
            raise InputFileError(
                "nothing has been corrected in this document", help="There is nothing to undo."
            )
        corrected = self._record(sha256)
        read = _unpacked(reading)
        content, pages = self._rated(read)
        self._ledger.drop_corrections(content, reading, pages)
        return Corrected(told(read, corrected), self._made_anew(sha256))

    def _record(self, sha256: str) -> Record:
        packed = self._ledger.record(sha256)
        if packed is None:
            raise InputFileError(
                f"no document in {self._output.root} is the one that these corrections are of",
                help="Name the output folder that holds the sheet they were made on.",
            )
        return _unpacked(packed)

    def _with(self, known: Record, corrections: Corrections) -> Record:
        """The record with the corrections: itself where it has them all."""
        try:
            corrected = correct_record(known, corrections, self._settings)
            is_new = corrected.pages != known.pages or corrections.fields
            return corrected if is_new else known
        except OtherReadingError:
            if are_made(known, corrections):
                return known
            reading = self._ledger.reading(corrections.sha256)
            if reading is None or not go_beyond(known, corrections):
                raise
            return correct_record(_unpacked(reading), corrections, self._settings)

    def _rated(self, record: Record) -> tuple[ContentRow, list[PageRow]]:
        """What the ledger tells of the content, by a record that has changed."""
        sha256 = record.source.sha256
        content = self._ledger.content(sha256)
        assert content is not None
        quality = {found.page: found for found in record.quality.pages}
        pages = [
            replace(
                row,
                words=quality[row.number].words,
                confidence=quality[row.number].mean_confidence,
                doubtful_share=quality[row.number].doubtful_share,
            )
            if row.number in quality
            else row
            for row in self._ledger.pages(sha256)
        ]
        changed = replace(
            content,
            words=sum(row.words for row in pages),
            confidence=record.quality.mean_confidence,
            doubtful_share=record.quality.doubtful_share,
            summary=summary_of(record),
        )
        return changed, pages

    def _made_anew(self, sha256: str) -> tuple[str, ...]:
        """Make the results of all files with this content that wait for it."""
        rows = [row for row in self._ledger.files_with(sha256) if row.state is State.PENDING]
        for row in rows:
            self.has_written = True
            self._make_anew(row)
        return tuple(readable(row.base) for row in rows)

    def _make_anew(self, row: FileRow) -> None:
        assert row.sha256 is not None
        packed, content = self._ledger.record(row.sha256), self._ledger.content(row.sha256)
        assert packed is not None
        assert content is not None
        ref, is_there = self._original_of(row)
        formats, split = self._wanted(row)
        made = tuple(name for name in formats if is_there or not shows_original(name))
        outputs, _ = copy_outputs(
            self._steps,
            ref,
            self._plan_of(row, content),
            packed,
            int(self._ledger.meta(f"opening warnings {row.sha256}") or 0),
            self._settings,
            made,
            split,
            str(self._output.stage_folder(str(row.id))),
        )
        for suffix in edited_outputs(row, outputs, self._output.root):
            del outputs[suffix]
            self._note(f"{readable(row.base)}{suffix} was edited since and stays as it is")
        folder = row.base.rpartition(b"/")[0]
        check_place(
            row, outputs, self._output.root, self.root, lambda: self._ledger.bases_in(folder)
        )
        self._output.place(self._output.stage / str(row.id), row.base, outputs)
        kept = outputs_with_earlier(self._output, row, outputs, is_same=True, split=split)
        if left := [suffix for suffix in kept if suffix not in outputs and not is_there]:
            self._note(
                f"{readable(row.base)}{left[0]} shows the words of before: the original "
                f"{readable(row.path.lstrip(MOVED_OUT))} is not there"
            )
        self._ledger.finish_file(
            row.id,
            State.PARTIAL if content.failed_pages else State.DONE,
            outputs=kept,
            warnings=row.warnings,
        )

    def _original_of(self, row: FileRow) -> tuple[FileRef, bool]:
        """The original of a file, also where a watch has moved it, and whether it is there."""
        root, path = self.root, row.path
        if path.startswith(MOVED_OUT):  # the absolute path in the archive
            root, path = "/", path[1:].lstrip(b"/")
        ref = FileRef(root, path, row.size, row.stamp)
        try:
            ref.check_unchanged()
        except SohoaError:
            return ref, False
        return ref, True

    def _plan_of(self, row: FileRow, content: ContentRow) -> DocumentPlan:
        """What opening the original has told."""
        source = SourceInfo.model_validate(json.loads(content.summary)["source"])
        if not row.path.startswith(MOVED_OUT):
            source = source.model_copy(update={"path": readable(row.path)})
        return DocumentPlan(Path(), source, (), row.warnings)

    def _wanted(self, row: FileRow) -> tuple[tuple[str, ...], bool]:
        """The formats that the file has results in, and whether its documents have some too."""
        suffixes: Collection[str] = {
            dot + kind for _, dot, kind in (suffix.partition(".") for suffix in row.outputs)
        }
        formats = tuple(name for name in all_format_names() if suffix_of(name) in suffixes)
        return formats, any(not suffix.startswith(".") for suffix in row.outputs)


def _packed(record: Record) -> bytes:
    return zlib.compress(json_bytes(record), 1)


def _unpacked(packed: bytes) -> Record:
    return Record.model_validate_json(zlib.decompress(packed))
