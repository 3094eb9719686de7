# SPDX-License-Identifier: Apache-2.0
"""Pickled values between a parent and its own child process, each with its length before it."""

from __future__ import annotations

import pickle
import struct
from typing import IO, Any


def frame(value: object) -> bytes:
    """One value pickled, with its length before it."""
    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    return struct.pack("<Q", len(data)) + data


def write_frame(stream: IO[bytes], value: object) -> None:
    """Write one value."""
    stream.write(frame(value))
    stream.flush()


def read_frame(stream: IO[bytes]) -> Any:
    """Read one value; raises EOFError at the end of the stream."""
    head = stream.read(8)
    if len(head) < 8:
        raise EOFError
    (size,) = struct.unpack("<Q", head)
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return pickle.loads(data)
