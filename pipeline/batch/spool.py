# SPDX-License-Identifier: Apache-2.0
"""Pages that have been read, kept beside the ledger until their document is finished.

A page is stored as compressed JSON with a checksum in front: a torn file is noticed and the
page read again, so that no ``fsync`` is needed, and nothing found in an output folder is ever
unpickled.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import zlib
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from pipeline.model import Page

_MAGIC = b"sohoa-page-1\n"
_DIGEST_BYTES = 16


@cache
def _adapter() -> TypeAdapter[Page]:
    return TypeAdapter(Page)


def pack_page(page: Page) -> bytes:
    """The page as bytes that any machine can read."""
    body = zlib.compress(_adapter().dump_json(page), 1)
    return _MAGIC + hashlib.blake2b(body, digest_size=_DIGEST_BYTES).digest() + body


def unpack_page(packed: bytes) -> Page:
    """The page again. Raises ``ValueError`` if the bytes are not whole."""
    return _adapter().validate_json(zlib.decompress(_body(packed)))


def is_whole(packed: bytes) -> bool:
    """Whether ``packed`` is what ``pack_page`` made."""
    try:
        _body(packed)
    except ValueError:
        return False
    return True


def _body(packed: bytes) -> bytes:
    start = len(_MAGIC) + _DIGEST_BYTES
    body = packed[start:]
    digest = hashlib.blake2b(body, digest_size=_DIGEST_BYTES).digest()
    if not packed.startswith(_MAGIC) or packed[len(_MAGIC) : start] != digest:
        raise ValueError("the spooled page is damaged")
    return body


class Spool:
    """The pages of documents in the making, one folder for each content and fingerprint."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def folder_of(self, sha256: str, fingerprint: str) -> Path:
        """Where the pages of one document lie."""
        return self._folder / sha256[:2] / f"{sha256}-{fingerprint[:12]}"

    def keep(self, sha256: str, fingerprint: str, number: int, packed: bytes) -> Path:
        """Store one page; a page that was there is replaced."""
        folder = self.folder_of(sha256, fingerprint)
        path = folder / f"{number}.page"
        beside = folder / f"{number}.new"
        try:
            beside.write_bytes(packed)
        except FileNotFoundError:
            # not the parents of the spool: the output folder may have been taken away
            for needed in (self._folder, folder.parent, folder):
                needed.mkdir(exist_ok=True)
            beside.write_bytes(packed)
        os.replace(beside, path)
        return path

    def pages(self, sha256: str, fingerprint: str) -> dict[int, Path]:
        """The whole pages that are there; damaged ones are removed."""
        found = {}
        folder = self.folder_of(sha256, fingerprint)
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            for path in sorted(folder.iterdir()):
                if path.suffix == ".page" and path.stem.isdecimal() and is_whole(path.read_bytes()):
                    found[int(path.stem)] = path
                else:
                    path.unlink()
        return found

    def forget(self, sha256: str, fingerprint: str | None = None) -> None:
        """Remove the pages of a document, of every fingerprint if none is given."""
        parent = self._folder / sha256[:2]
        if fingerprint is not None:
            shutil.rmtree(self.folder_of(sha256, fingerprint), ignore_errors=True)
        else:
            for folder in parent.glob(f"{sha256}-*"):
                shutil.rmtree(folder, ignore_errors=True)
        with contextlib.suppress(OSError):  # not empty, or not there
            parent.rmdir()

    def contents(self) -> list[tuple[str, Path]]:
        """Every (content hash, folder) that is there."""
        return [
            (folder.name.split("-")[0], folder) for folder in sorted(self._folder.glob("??/*-*"))
        ]
