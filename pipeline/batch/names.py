# SPDX-License-Identifier: Apache-2.0
"""File names: as bytes in the ledger, as text for people, as names of outputs.

A name on a Linux disk is any bytes; archives copied from old Windows machines hold names in
legacy code pages. Python carries the odd bytes as surrogates, which no JSON may hold.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
from collections.abc import Iterator
from itertools import count
from pathlib import PurePosixPath
from urllib.parse import quote_from_bytes

LONGEST_NAME = 235
"""Bytes of an output's name before pages and format; most file systems allow 255 in all."""
_PART = re.compile(rb"(.+)-p\d+(?:-\d+)?")  # of a file's documents: see record_parts.pages_name


def readable(name: str | bytes) -> str:
    """The name for eyes and records: odd bytes and control characters are escaped."""
    raw = name if isinstance(name, bytes) else os.fsencode(name)
    text = raw.decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def shell_quoted(name: str | bytes) -> str:
    """The name as a word of a command line that can be pasted into a shell."""
    raw = name if isinstance(name, bytes) else os.fsencode(name)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text and text.isprintable():
        return shlex.quote(text)
    plain = "".join(
        chr(b) if 32 <= b < 127 and b not in (0x27, 0x5C) else f"\\x{b:02x}" for b in raw
    )
    return f"$'{plain}'"


def relative_url(name: bytes) -> str:
    """The relative path as a link (percent-encoded)."""
    return quote_from_bytes(name, safe="/")


def output_bases(
    names: list[bytes], taken: set[bytes], *, split: bool = False
) -> dict[bytes, bytes]:
    """For each file name of one folder, the name of its outputs without the format's suffix.

    ``cong-van.pdf`` becomes ``cong-van``. Where two files would share it (``a.pdf``,
    ``a.tif``), or it is ``taken``, the full name is used; then a hash of the name is added, and in
    the last resort a number, until the name is free. Where files are ``split`` into their
    documents, no name is that of a document of another file (``ho-so-p1-2``). Only names decide,
    never the order of arrival within ``names``.
    """
    stems: dict[bytes, int] = {}
    for name in names:
        stem = stem_of(name).lower()
        stems[stem] = stems.get(stem, 0) + 1
    bases: dict[bytes, bytes] = {}
    used = set(taken)
    wholes = {_whole(base) for base in taken} if split else set()

    def is_free(base: bytes) -> bool:
        if split and (base in wholes or _whole(base) in used):
            return False
        return base not in used and len(base) <= LONGEST_NAME

    # a name that looks like that of another's document gives way to it
    for name in sorted(names, key=lambda name: (split and bool(_whole(stem_of(name))), name)):
        alone = stems[stem_of(name).lower()] == 1
        base = next(base for base in _possible_bases(name, alone) if is_free(base))
        bases[name] = base
        used.add(base)
        wholes.add(_whole(base))
    return bases


def _whole(base: bytes) -> bytes:
    """The name of the file of which ``base`` may name a document; empty: it does not."""
    found = _PART.fullmatch(base)
    return found[1] if found else b""


def _possible_bases(name: bytes, alone: bool) -> Iterator[bytes]:
    stem = stem_of(name)
    if alone:
        yield stem
    yield name
    hashed = _with_hash(stem, name)
    yield hashed
    for number in count(2):
        yield hashed + b"-%d" % number


def suffix_of(path: bytes) -> str:
    """The suffix in lower case; "" where there is none (``CV 12.2024`` has none either)."""
    suffix = PurePosixPath(os.fsdecode(path)).suffix.lower()
    return suffix if re.fullmatch(r"\.[0-9]*[a-z][a-z0-9]*", suffix) else ""


def stem_of(path: bytes) -> bytes:
    """The name without its suffix, if it has one."""
    name = PurePosixPath(os.fsdecode(path))
    return os.fsencode(name.stem if suffix_of(path) else name.name)


def _with_hash(stem: bytes, name: bytes) -> bytes:
    short = stem[: LONGEST_NAME - 20]  # room for the hash and a number
    try:
        short = short.decode("utf-8", "strict").encode()
    except UnicodeDecodeError:  # cut inside a letter, or no UTF-8 at all
        short = short.decode("utf-8", "ignore").encode() or short
    return short + b"~" + hashlib.sha256(name).hexdigest()[:8].encode()
