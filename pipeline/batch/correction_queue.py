# SPDX-License-Identifier: Apache-2.0
"""Corrections handed to the process that is writing to a batch's folder: a watch, a long run.

They lie in ``OUT/.sohoa/corrections`` until that process, or the next one, has nothing else in
hand.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.batch.faults import output_fault
from pipeline.batch.output import OutputFolder
from pipeline.correction import Corrections, corrections_as_json
from pipeline.export.whole_file import make_folder, write_whole

_FOLDER = "corrections"
_SUFFIX, _REFUSED = ".json", ".refused"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One file of corrections that waits."""

    path: Path

    def read(self) -> bytes:
        """Its bytes. Raises ``OutputError``."""
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise output_fault(error, str(self.path)) from error

    def done(self) -> None:
        """It has been made. Raises ``OutputError``."""
        try:
            self.path.unlink()
        except OSError as error:
            raise output_fault(error, str(self.path)) from error

    def refused(self) -> Path:
        """It cannot be made: it is kept under the name that is given back. Raises
        ``OutputError``."""
        kept = self.path.with_suffix(_REFUSED)
        try:
            os.replace(self.path, kept)
        except OSError as error:
            raise output_fault(error, str(kept)) from error
        return kept


def hand_over(output: OutputFolder, corrections: Corrections) -> None:
    """Leave corrections for the process that is writing to the folder. Raises FileAccessError."""
    folder = output.inner / _FOLDER
    make_folder(folder)
    name = f"{time.time_ns():020d}-{corrections.sha256[:8]}-{os.getpid()}{_SUFFIX}"
    write_whole(folder / name, corrections_as_json(corrections))


def handed_over(output: OutputFolder) -> Iterator[Waiting]:
    """The corrections that wait, in the order in which they came."""
    folder = output.inner / _FOLDER
    try:
        names = sorted(entry.name for entry in os.scandir(folder))
    except OSError:
        return iter(())
    return (Waiting(folder / name) for name in names if name.endswith(_SUFFIX))
