# SPDX-License-Identifier: Apache-2.0
"""Write a file whole or not at all: beside its place, flushed to the disk, then renamed."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from pathlib import Path

from pipeline.errors import FileAccessError

TEMPORARY_PREFIX = ".sohoa-"
TEMPORARY_SUFFIX = ".part"

_DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}


def write_whole(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``, replacing what is there only when all of it is on the disk.

    Whatever goes wrong, an interruption included, an existing ``path`` stays as it was and no
    temporary file is left. A device or a pipe is written to directly. Raises FileAccessError.
    """
    try:
        if _is_special(path):
            with path.open("wb", buffering=0) as device:
                device.write(data)
            return
        _write_beside_and_rename(path, data)
    except OSError as error:
        raise _explained(path, error) from error


def make_folder(path: Path) -> None:
    """Make the folder ``path`` and its parents if they are not there.

    Raises FileAccessError, also where the folder is there and may not be written.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        if not os.access(path, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    except OSError as error:
        raise _explained(path, error) from error


def _is_special(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return False
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "is a folder", str(path))
    return not stat.S_ISREG(mode)


def _write_beside_and_rename(path: Path, data: bytes) -> None:
    target = path.resolve() if path.is_symlink() else path
    name = target.parent / f"{TEMPORARY_PREFIX}{secrets.token_hex(8)}{TEMPORARY_SUFFIX}"
    try:
        # "x": never through a link or into a file that somebody else put there
        with name.open("xb") as file:
            file.write(data)
            file.flush()
            with contextlib.suppress(FileNotFoundError):
                os.fchmod(file.fileno(), stat.S_IMODE(target.stat().st_mode))
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make the rename itself lasting; not every file system lets a folder be flushed."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _explained(path: Path, error: OSError) -> FileAccessError:
    if error.errno in _DISK_FULL:
        return FileAccessError(
            f"{path} cannot be written: the disk is full",
            help="Free some space or write to another disk; nothing was left half written.",
        )
    if error.errno in _NOT_ALLOWED:
        return FileAccessError(
            f"{path} cannot be written: not permitted",
            help="Choose a folder you may write to, or change its permissions.",
        )
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return FileAccessError(
            f"{path} cannot be written: its folder does not exist",
            help="Make the folder first, or choose another with -o.",
        )
    if error.errno == errno.EISDIR:
        return FileAccessError(
            f"{path} cannot be written: a folder of that name is there",
            help="Move the folder away or choose another place with -o.",
        )
    return FileAccessError(f"{path} cannot be written: {error.strerror or error}")
