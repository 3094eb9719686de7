# SPDX-License-Identifier: Apache-2.0
"""Copies of remote files on this machine's disk."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

import pipeline.batch.tree
import pipeline.batch.work
import tests.batch.fake_steps
from pipeline.batch.tree import FileRef
from pipeline.errors import FileAccessError
from pipeline.export import Exporter
from pipeline.export.original import Original
from pipeline.record import Record
from pipeline.settings import Settings
from tests.export.records import record

pytest.importorskip("fsspec")

Remote = Callable[[str], FileRef]


@pytest.fixture
def remote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Remote:
    """A file behind a URL; the cache holds one such file at the most."""
    (tmp_path / "cache").mkdir()
    (tmp_path / "far").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "cache"))
    monkeypatch.setattr(pipeline.batch.tree, "CACHE_BYTES", 100)

    def put(name: str) -> FileRef:
        (tmp_path / "far" / name).write_bytes(name.encode().ljust(80))
        return FileRef(f"file://{tmp_path / 'far'}", name.encode(), 80, 1)

    return put


def cached(tmp_path: Path) -> list[Path]:
    """What the cache holds."""
    return [path for path in (tmp_path / "cache").rglob("*.*") if path.suffix != ".lock"]


def test_a_copy_in_use_is_not_removed_to_make_room(remote: Remote, tmp_path: Path) -> None:
    with remote("a.pdf").opened() as one:
        with remote("b.pdf").opened() as other:
            assert one.read_bytes().startswith(b"a.pdf")
            assert other.read_bytes().startswith(b"b.pdf")
        with remote("c.pdf").opened():
            assert one.exists()
            assert not other.exists()
    with remote("d.pdf").opened():
        assert len(cached(tmp_path)) == 1


def test_a_copy_is_fetched_once(remote: Remote, tmp_path: Path) -> None:
    ref = remote("a.pdf")
    with ref.opened():
        pass
    (tmp_path / "far/a.pdf").unlink()
    with ref.opened() as path:
        assert path.read_bytes().startswith(b"a.pdf")


def test_a_download_in_progress_is_not_removed(
    remote: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = remote("a.pdf"), remote("b.pdf")
    copy = pipeline.batch.tree.shutil.copyfileobj

    def slow(source: object, target: object, size: int) -> None:
        monkeypatch.undo()
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "cache"))
        monkeypatch.setattr(pipeline.batch.tree, "CACHE_BYTES", 0)
        with second.opened():  # another worker's, meanwhile
            copy(source, target, size)  # type: ignore[type-var]

    monkeypatch.setattr(pipeline.batch.tree.shutil, "copyfileobj", slow)
    with first.opened() as path:
        assert path.read_bytes().startswith(b"a.pdf")


def test_a_download_that_fails_leaves_nothing(
    remote: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(source: object, target: object, size: int) -> None:
        raise OSError("connection lost")

    ref = remote("a.pdf")
    monkeypatch.setattr(pipeline.batch.tree.shutil, "copyfileobj", fail)
    with pytest.raises(FileAccessError, match="connection lost"), ref.opened():
        pass
    assert cached(tmp_path) == []


def test_the_copy_is_held_while_an_output_is_made_of_it(
    remote: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref, other = remote("a.pdf"), remote("b.pdf")
    with other.opened():
        pass
    seen = []

    def exporter(name: str, original: Original | None) -> Exporter:
        assert original is not None

        def write(record: Record, stream: BinaryIO) -> None:
            with other.opened():  # would take the room of a copy that nobody holds
                seen.append(original.path)
                stream.write(original.path.read_bytes())

        return Exporter(name, ".pdf", "", write)

    monkeypatch.setattr(tests.batch.fake_steps, "exporter", exporter)
    made, staged = pipeline.batch.work._export(
        tests.batch.fake_steps.STEPS, ref, record(), Settings(), ("pdf",), False, None, b""
    )
    assert staged == {".pdf": b"a.pdf".ljust(80)}
    assert seen[0].parent.parent == tmp_path / "cache"
    assert list(made) == [".pdf"]
