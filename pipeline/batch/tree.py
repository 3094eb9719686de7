# SPDX-License-Identifier: Apache-2.0
"""The folder tree that holds the originals: on a disk, or behind any fsspec URL.

Originals are opened for reading only. Symbolic links to folders are not followed; links to
files only if they stay inside the tree.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import IO, Any, Protocol

from pipeline.batch.faults import SourceChangedError
from pipeline.batch.names import readable, suffix_of
from pipeline.errors import BadArgumentsError, FileAccessError, MissingDependencyError, SohoaError
from pipeline.scratch import shared_folder
from pipeline.settings import Limits

CACHE_BYTES = 4 << 30
"""Most bytes of remote files kept on one worker's disk."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the tree: ``name`` within its folder, size in bytes, ``stamp`` of its last change
    (``st_mtime_ns``, or what the remote store gives), compared for equality only."""

    name: bytes
    size: int
    stamp: int


@dataclass(frozen=True, slots=True)
class Folder:
    """One listed folder. ``path`` is relative to the tree, b"" for its root.

    ``others`` are names of files that were not asked for; ``unlisted`` are paths that exist and
    were not looked into; ``notices`` say what was passed over, and why.
    """

    path: bytes
    entries: tuple[Entry, ...]
    others: tuple[bytes, ...] = ()
    unlisted: tuple[bytes, ...] = ()
    notices: tuple[tuple[bytes, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """Which files of the tree are taken: those whose suffix says what they are, or that fit a
    pattern. Patterns are matched against the path relative to the
    tree and against the bare name; ``*`` matches across folders."""

    suffixes: frozenset[str]
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    recursive: bool = True

    def takes(self, path: bytes) -> bool:
        """Whether the file at ``path`` (relative) is asked for."""
        if self.include:
            return _matches(path, self.include) and not _matches(path, self.exclude)
        return suffix_of(path) in self.suffixes and not _matches(path, self.exclude)

    def passes_over(self, path: bytes) -> bool:
        """Whether the file is left out for its suffix alone, without having been told so."""
        return not (self.include or self.takes(path) or _matches(path, self.exclude))


def _matches(path: bytes, patterns: tuple[str, ...]) -> bool:
    text = os.fsdecode(path)
    name = text.rpartition("/")[2]
    return any(fnmatchcase(text, p) or fnmatchcase(name, p) for p in patterns)


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file of the tree, as it is told to a worker. ``root`` is an absolute path or a URL."""

    root: str
    path: bytes
    size: int
    stamp: int

    @property
    def shown(self) -> str:
        """The relative path as it stands in records and messages."""
        return readable(self.path)

    @contextlib.contextmanager
    def opened(self) -> Iterator[Path]:
        """A local path of the file, under a name that any program can take."""
        if is_url(self.root):
            with _cached_copy(self) as copy:
                yield copy
            return
        path = Path(os.fsdecode(os.path.join(os.fsencode(self.root), self.path)))
        if path.name.isprintable() and _is_utf8(self.path):
            yield path
            return
        # outside programs and JSON stumble over such names: give them an alias
        suffix = path.suffix.lower() if path.suffix.isascii() and path.suffix.isalnum() else ""
        with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
            alias = Path(folder) / f"original{suffix or _ascii_suffix(path.suffix)}"
            alias.symlink_to(path)
            yield alias

    def check_unchanged(self) -> None:
        """Raise ``SourceChangedError`` if the file is gone or no longer what was listed."""
        try:
            if is_url(self.root):
                size, stamp = _remote_state(_remote(self.root)[0].info(_remote_path(self)))
            else:
                found = os.stat(os.path.join(os.fsencode(self.root), self.path))
                size, stamp = found.st_size, found.st_mtime_ns
        except FileNotFoundError:
            raise SourceChangedError("the file vanished while it was being read") from None
        except OSError as error:
            raise SourceChangedError(f"the file cannot be reached any more: {error}") from error
        if (size, stamp) != (self.size, self.stamp):
            raise SourceChangedError("the file changed while it was being read")


class Tree(Protocol):
    """Where originals come from."""

    root: str

    def folders(self, choice: Choice) -> Iterator[Folder]:
        """Every folder of the tree, parents before children, names in byte order."""


def open_tree(where: str) -> Tree:
    """The tree at a path or an fsspec URL. Raises ``FileAccessError`` if it is not there."""
    return RemoteTree(where) if is_url(where) else LocalTree(Path(where))


def is_url(where: str) -> bool:
    """Whether ``where`` is a URL (``s3://…``) rather than a path."""
    scheme, mark, _ = where.partition("://")
    return bool(mark) and scheme.isascii() and scheme.replace("+", "").replace("-", "").isalnum()


class LocalTree:
    """A folder on a disk of this machine, network shares included."""

    def __init__(self, root: Path) -> None:
        self._root = os.path.realpath(os.fsencode(root))
        if not os.path.isdir(self._root):
            raise FileAccessError(
                f"{root} is not a folder",
                help="Give the folder that holds the scans; for one file use `sohoa convert`.",
            )
        self.root = os.fsdecode(self._root)

    def folders(self, choice: Choice) -> Iterator[Folder]:
        """List folder after folder; one that cannot be listed becomes a notice."""
        waiting = [b""]
        while waiting:
            path = waiting.pop()
            folder, children = self._list(path, choice)
            yield folder
            if choice.recursive:
                waiting.extend(reversed(children))

    def _list(self, path: bytes, choice: Choice) -> tuple[Folder, list[bytes]]:
        entries: list[Entry] = []
        others: list[bytes] = []
        children: list[bytes] = []
        unlisted: list[bytes] = []
        notices: list[tuple[bytes, str]] = []
        try:
            with os.scandir(os.path.join(self._root, path)) as found:
                listed = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            if not path:
                raise FileAccessError(f"cannot list {self.root}: {error.strerror}") from error
            notices.append((path, f"folder not listed: {error.strerror}"))
            return Folder(path, (), (), (path,), tuple(notices)), []
        for item in listed:
            inside = path + b"/" + item.name if path else item.name
            try:
                if item.is_dir(follow_symlinks=False):
                    if item.name.startswith(b"."):
                        unlisted.append(inside)
                    else:
                        children.append(inside)
                    continue
                if item.name.startswith(b"."):
                    continue
                if item.is_symlink():
                    refusal = self._refusal(inside)
                    if refusal:
                        if choice.takes(inside) or refusal.startswith("link to a folder"):
                            notices.append((inside, refusal))
                            unlisted.append(inside)
                        continue
                if not choice.takes(inside) and not self._is_unnamed_document(inside, choice):
                    others.append(item.name)
                    continue
                state = item.stat()
            except OSError as error:
                notices.append((inside, f"passed over: {error.strerror}"))
                unlisted.append(inside)
                continue
            if stat.S_ISREG(state.st_mode):
                entries.append(Entry(item.name, state.st_size, state.st_mtime_ns))
            else:
                notices.append((inside, "passed over: not a regular file"))
        if not choice.recursive:
            unlisted.extend(children)
        return (
            Folder(path, tuple(entries), tuple(others), tuple(unlisted), tuple(notices)),
            children,
        )

    def _is_unnamed_document(self, path: bytes, choice: Choice) -> bool:
        """Whether a file without a suffix is by its content a PDF or an image."""
        from pipeline.source.kind import TEXT, tell_kind

        if suffix_of(path) or not choice.passes_over(path):
            return False
        try:
            kind = tell_kind(Path(os.fsdecode(os.path.join(self._root, path))), Limits())
        except SohoaError:
            return False
        return kind.media_type != TEXT

    def _refusal(self, path: bytes) -> str | None:
        """Why a symbolic link is not followed, None if it may be."""
        target = os.path.realpath(os.path.join(self._root, path))
        if not os.path.exists(target):
            return "link to nothing"
        if os.path.isdir(target):
            return "link to a folder, not followed"
        if not target.startswith(self._root.rstrip(b"/") + b"/"):
            return "link out of the folder tree, not followed"
        return None


class RemoteTree:
    """A folder behind an fsspec URL: ``s3://bucket/scans``, ``sftp://host/scans``, …"""

    def __init__(self, url: str) -> None:
        self.root = url.rstrip("/")
        self._files, self._base = _remote(self.root)
        try:
            there = self._files.isdir(self._base)
        except Exception as error:
            raise FileAccessError(f"cannot reach {self.root}: {error}") from error
        if not there:
            raise FileAccessError(f"{self.root} is not a folder")

    def folders(self, choice: Choice) -> Iterator[Folder]:
        """List folder after folder."""
        waiting = [""]
        while waiting:
            path = waiting.pop()
            entries: list[Entry] = []
            others: list[bytes] = []
            children: list[str] = []
            notices: list[tuple[bytes, str]] = []
            try:
                listed = self._files.ls(f"{self._base}/{path}" if path else self._base, detail=True)
            except Exception as error:
                if not path:
                    raise FileAccessError(f"cannot list {self.root}: {error}") from error
                notices.append((path.encode(), f"folder not listed: {error}"))
                yield Folder(path.encode(), (), (), (path.encode(),), tuple(notices))
                continue
            for info in sorted(listed, key=lambda info: info["name"]):
                name = info["name"].rstrip("/").rpartition("/")[2]
                inside = f"{path}/{name}" if path else name
                if not name or name.startswith("."):
                    continue
                if info["type"] == "directory":
                    children.append(inside)
                elif choice.takes(inside.encode()):
                    entries.append(Entry(name.encode(), *_remote_state(info)))
                else:
                    others.append(name.encode())
            unlisted = () if choice.recursive else tuple(child.encode() for child in children)
            yield Folder(path.encode(), tuple(entries), tuple(others), unlisted, tuple(notices))
            if choice.recursive:
                waiting.extend(reversed(children))


def check_apart(
    source: str, output: Path, output_name: str = "output folder", source_name: str = "input folder"
) -> None:
    """Refuse an output folder inside the input, or the other way round: outputs would be taken
    for originals, or replace them."""
    folder = _folder_on_disk(source)
    if folder is None:
        return
    inner, outer = os.path.realpath(output), os.path.realpath(folder)
    for one, other, verb in ((inner, outer, "is inside"), (outer, inner, "holds")):
        if os.path.commonpath([one, other]) == other:
            raise BadArgumentsError(
                f"the {output_name} {output} {verb} the {source_name} {source}",
                help="Choose folders beside each other, not one within the other.",
            )


def _folder_on_disk(where: str) -> str | None:
    """The path of a tree that lies on this machine, by whatever name; else None."""
    if not is_url(where):
        return where
    files, path = _remote(where)
    from fsspec.implementations.local import LocalFileSystem

    return path if isinstance(files, LocalFileSystem) else None


def _is_utf8(name: bytes) -> bool:
    try:
        name.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _ascii_suffix(suffix: str) -> str:
    body = suffix[1:]
    return f".{body.lower()}" if body.isascii() and body.isalnum() else ""


def _remote(url: str) -> tuple[Any, str]:
    """The fsspec file system of a URL and the path within it."""
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise MissingDependencyError(
            f"{url}: reading from a URL needs fsspec", help="pip install 'sohoa[cluster]'"
        ) from error
    try:
        files, path = url_to_fs(url)
    except ImportError as error:
        raise MissingDependencyError(f"{url}: {error}", help=f"pip install: {error}") from error
    except ValueError as error:
        raise BadArgumentsError(f"{url}: {error}") from error
    return files, path.rstrip("/")


def _remote_path(ref: FileRef) -> str:
    return f"{_remote(ref.root)[1]}/{ref.path.decode()}"


def _remote_state(info: dict[str, Any]) -> tuple[int, int]:
    """Size and a stamp made of whatever the store tells of the last change."""
    told = [
        str(info[key])
        for key in ("ETag", "etag", "md5Hash", "mtime", "LastModified", "last_modified", "modified")
        if info.get(key) is not None
    ]
    digest = hashlib.blake2b("|".join(told).encode(), digest_size=7).digest()
    return int(info.get("size") or 0), int.from_bytes(digest, "big")


@contextlib.contextmanager
def _cached_copy(ref: FileRef) -> Iterator[Path]:
    """A copy of a remote file on this machine's disk, shared by its workers.

    Whoever fetches or uses a copy holds a shared lock on it; one that is held is not removed to
    make room.
    """
    folder = shared_folder() / f"sohoa-cache-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise FileAccessError(f"{folder} belongs to somebody else")
    key = hashlib.sha256(f"{ref.root}\0{ref.size}\0{ref.stamp}\0".encode() + ref.path).hexdigest()
    suffix = _ascii_suffix(PurePosixPath(os.fsdecode(ref.path)).suffix)
    copy = folder / f"{key}{suffix}"
    with open(folder / f"{key[:2]}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one download for all the workers of this machine
        try:
            held = _open_held(copy, "rb")
            os.utime(copy)
        except FileNotFoundError:
            held = _fetch(ref, copy)
    with held:
        yield copy


def _fetch(ref: FileRef, copy: Path) -> IO[bytes]:
    _make_room(copy.parent, ref.size)
    beside = copy.with_suffix(".part")
    files, _ = _remote(ref.root)
    with contextlib.ExitStack() as undo:
        target = undo.enter_context(_open_held(beside, "wb"))
        undo.callback(beside.unlink, missing_ok=True)
        try:
            with files.open(_remote_path(ref), "rb") as source:
                shutil.copyfileobj(source, target, 1 << 20)
            target.flush()
        except FileNotFoundError:
            raise SourceChangedError("the file vanished before it was read") from None
        except OSError as error:
            raise FileAccessError(f"cannot fetch {ref.shown}: {error}") from error
        os.replace(beside, copy)
        undo.pop_all()
    return target


def _open_held(path: Path, mode: str) -> IO[bytes]:
    """The file at ``path``, opened and locked against removal. Raises FileNotFoundError."""
    while True:
        stream: IO[bytes] = path.open(mode)
        fcntl.flock(stream, fcntl.LOCK_SH)
        if os.fstat(stream.fileno()).st_nlink:  # else it was removed just before
            return stream
        stream.close()


def _make_room(folder: Path, size: int) -> None:
    copies = []
    for path in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):
            if path.suffix != ".lock":
                copies.append((path.stat().st_mtime, path.stat().st_size, path))
    total = sum(held for _, held, _ in copies) + size
    for _, held, path in sorted(copies):
        if total <= CACHE_BYTES:
            return
        with contextlib.suppress(FileNotFoundError, BlockingIOError), path.open("rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
            total -= held
