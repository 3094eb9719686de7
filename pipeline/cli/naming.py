# SPDX-License-Identifier: Apache-2.0
"""What the results of ``sohoa convert`` are called, so that they replace nothing of another's."""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from pipeline.cli.terminal import warn
from pipeline.errors import BadArgumentsError

IsTaken = Callable[[Path, str], bool]
"""Whether results of another document than this file have this name already."""


class OutputNames:
    """The names of all results of one call, without their suffixes.

    ``stems``: the name of each file's results. ``folder``: None where they go to standard output.
    """

    def __init__(self, files: Sequence[Path], folder: Path | None, formats: Sequence[str]) -> None:
        """Raises BadArgumentsError where a result would replace an original."""
        from pipeline.batch.work import file_sha256
        from pipeline.export import suffix_of

        self._folder = folder
        self._suffixes = {name: suffix_of(name) for name in formats}
        self._originals = {file.resolve() for file in files}
        self._sha256_of = cache(file_sha256)
        self._recorded = cache(_recorded)  # a record may be large: it is looked into once
        self.stems = output_stems(files, self._is_anothers)
        self._used = set(map(_folded, self.stems.values()))
        for file, stem in self.stems.items():
            self._check(file, stem)

    def of_pages(self, file: Path, first: int, last: int) -> str:
        """The name for a document on these pages of a file, given to no other: ``scan-p3-5``.

        Raises BadArgumentsError where a result would replace an original.
        """
        from pipeline.record_parts import pages_name

        wanted = name = f"{self.stems[file]}-{pages_name(first, last)}"
        number = 2
        while _folded(name) in self._used or self._is_anothers(file, name):
            name, number = f"{wanted}-{number}", number + 1
        self._used.add(_folded(name))
        self._check(file, name)
        return name

    def _is_anothers(self, file: Path, stem: str) -> bool:
        """Whether the folder holds results of another document under a name.

        The JSON record says whose they are, by the hash of the original. Without one the file's own
        name is its own; another name must be free.
        """
        if self._folder is None or not file.is_file():
            return False
        record = self._folder / f"{stem}.json"
        if record.is_file():
            try:
                return self._recorded(record)[0] != self._sha256_of(file)
            except OSError:  # told when it is its turn
                return False
        return stem != own_stem(file) and any(
            os.path.lexists(self._folder / f"{stem}{suffix}") for suffix in self._suffixes.values()
        )

    def _check(self, file: Path, stem: str) -> None:
        """Refuse to write over an input, over what may be somebody's own file, and over a record
        that somebody corrected."""
        if self._folder is None:
            return
        record = self._folder / f"{stem}.json"
        if count := self._recorded(record)[1]:
            raise BadArgumentsError(
                f"{record} holds {count} correction(s) made by hand, which would be lost",
                help="Choose another folder with -o, or move that file away.",
            )
        for name, suffix in self._suffixes.items():
            target = self._folder / f"{stem}{suffix}"
            if target.resolve() in self._originals:
                raise BadArgumentsError(
                    f"the {name} result of {file} would replace the original {target}",
                    help="Choose another folder with -o; originals are never touched.",
                )
            check_replaceable(name, target, file)


def check_replaceable(name: str, target: Path, file: Path) -> None:
    """Refuse to write the ``name`` result of a file where somebody's own lies. Raises
    BadArgumentsError."""
    from pipeline.export import is_guarded, is_ours

    if is_guarded(name) and target.exists() and not is_ours(name, target):
        raise BadArgumentsError(
            f"the {name} result of {file} would replace {target}, which sohoa has "
            "not made or somebody has edited since",
            help="Choose another folder with -o, or move that file away.",
        )


def output_stems(
    files: Sequence[Path], is_taken: IsTaken = lambda file, stem: False
) -> dict[Path, str]:
    """The name each file's results get, without suffix: its own, and told apart where two agree.

    ``scan.pdf`` and ``scan.tif`` become ``scan`` and ``scan-2``; names are compared as file
    systems that fold case and accents do. So does a file whose name ``is_taken``.
    """
    own = {file: own_stem(file) for file in files}
    taken = set(map(_folded, own.values()))
    seen: set[str] = set()
    stems: dict[Path, str] = {}
    spelt = {os.path.realpath(file): file for file in reversed(files)}  # the first of each file
    for file in dict.fromkeys(spelt[os.path.realpath(file)] for file in files):
        stem, number = own[file], 2
        while (
            _folded(stem) in seen or (number > 2 and _folded(stem) in taken) or is_taken(file, stem)
        ):
            stem, number = f"{own[file]}-{number}", number + 1
        if stem != own[file]:
            whose = "another input is" if _folded(own[file]) in seen else "another document was"
            warn(f"{whose} called {own[file]} too: the results of {file} are {stem}.*")
        seen.add(_folded(stem))
        stems[file] = stem
    return stems


def own_stem(file: Path) -> str:
    """The file's own name without its suffix, as batches cut it: a year is none."""
    from pipeline.batch.names import stem_of

    return os.fsdecode(stem_of(os.fsencode(file)))


def _recorded(record: Path) -> tuple[str | None, int]:
    """The hash of the original that a JSON record was made of, and how many corrections a person
    made in it; (None, 0) if it is no record."""
    try:
        told = json.loads(record.read_bytes())
        made = (*told.get("corrections", ()), *told.get("corrected_fields", ()))
        return told["source"]["sha256"], len(made)
    except (OSError, ValueError, LookupError, TypeError):
        return None, 0


def _folded(name: str) -> str:
    """What names are compared by."""
    return unicodedata.normalize("NFC", name).casefold()
