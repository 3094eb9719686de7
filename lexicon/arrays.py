# SPDX-License-Identifier: Apache-2.0
"""Files of named arrays, memory-mapped: how the lexicon keeps its compiled models.

Layout: magic (8 bytes), header length (uint64, little endian), JSON header padded with blanks,
arrays at multiples of 64 bytes. The header holds the format version and, for each array, dtype,
shape, offset and number of elements.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

HEADER = 1 << 12  # bytes
ALIGNMENT = 64


class DataMissingError(Exception):
    """A data file of the lexicon is not there, damaged or of another format version."""


def damaged(what: object, error: Exception) -> DataMissingError:
    """The error to raise where a data file is there and cannot be read (``error``)."""
    return DataMissingError(f"{what} is damaged ({error}): reinstall the package")


def write_arrays(path: Path, magic: bytes, version: int, arrays: Mapping[str, np.ndarray]) -> None:
    """Write arrays to one file; the same arrays give the same bytes."""
    layout: dict[str, tuple[str, list[int], int, int]] = {}
    at = 16 + HEADER
    for name, array in arrays.items():
        at = -(-at // ALIGNMENT) * ALIGNMENT
        layout[name] = (array.dtype.str, list(array.shape), at, array.size)
        at += array.nbytes
    header = json.dumps({"format": version, "arrays": layout}).encode().ljust(HEADER)
    if len(magic) != 8 or len(header) != HEADER:
        raise ValueError("magic is 8 bytes and the header fits its room")
    with path.open("wb") as stream:
        stream.write(magic + len(header).to_bytes(8, "little") + header)
        for name, array in arrays.items():
            stream.write(b"\0" * (layout[name][2] - stream.tell()))
            stream.write(np.ascontiguousarray(array).tobytes())


def mapped_arrays(path: Path, magic: bytes, version: int) -> dict[str, np.ndarray]:
    """Arrays by name, read-only views of one memory map shared by all processes that open it.

    Raises DataMissingError when the file is missing, damaged, foreign or of another version.
    """
    try:
        data = np.memmap(path, np.uint8, "r").view(np.ndarray)
    except (OSError, ValueError) as error:
        raise DataMissingError(
            f"{path} cannot be opened ({error}): reinstall the package, or make it from the"
            " corpora with `make lexicon CORPORA=DIR`"
        ) from error
    if len(data) < 16 or bytes(data[:8]) != magic:
        raise DataMissingError(f"{path} is not a data file of this program: reinstall the package")
    size = int.from_bytes(bytes(data[8:16]), "little")
    try:
        header = json.loads(bytes(data[16 : 16 + min(size, HEADER)]))
        found = header["format"]
        if found != version:
            raise DataMissingError(
                f"{path} has format {found}, this program reads {version}: reinstall the package"
            )
        return {
            name: data[at : at + count * np.dtype(dtype).itemsize].view(dtype).reshape(shape)
            for name, (dtype, shape, at, count) in header["arrays"].items()
        }
    except (ValueError, KeyError, TypeError) as error:
        raise damaged(path, error) from error
