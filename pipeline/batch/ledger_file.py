# SPDX-License-Identifier: Apache-2.0
"""The file of the ledger: its tables, and how it is opened, made and brought up to date."""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote_from_bytes

from pipeline.batch.faults import output_fault
from pipeline.errors import FileAccessError

VERSION = 2
"""1 had no ``readings``."""

PATIENCE = 30.0
"""How long another program may hold the ledger locked, s."""

_TABLES = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE files(
    id INTEGER PRIMARY KEY,
    path BLOB NOT NULL UNIQUE,      -- relative to the input folder
    parent BLOB NOT NULL,
    size INTEGER NOT NULL,
    stamp INTEGER NOT NULL,
    base BLOB NOT NULL,             -- outputs are base.json, base.txt … in the output folder
    state TEXT NOT NULL,
    gone INTEGER NOT NULL DEFAULT 0,
    redo INTEGER NOT NULL DEFAULT 0,    -- 1: read all pages anew, 2: that has begun
    sha256 TEXT,
    fingerprint TEXT,
    outputs TEXT,                   -- {"json": SHA-256 of the output, …}
    warnings TEXT,                  -- of the opening, as a JSON list
    attempts INTEGER NOT NULL DEFAULT 0,
    seconds REAL,
    error TEXT, advice TEXT, exit_code INTEGER,
    finished TEXT,
    change INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX files_by_parent ON files(parent);
CREATE INDEX files_by_content ON files(sha256);
CREATE INDEX files_by_state ON files(state, path);
CREATE INDEX files_by_change ON files(change);
CREATE TABLE contents(
    sha256 TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    pages INTEGER NOT NULL,
    failed_pages INTEGER NOT NULL,
    words INTEGER NOT NULL,
    confidence REAL,
    doubtful_share REAL,
    seconds REAL NOT NULL,
    summary TEXT NOT NULL           -- the record without pages, changes and source, as JSON
) WITHOUT ROWID;
CREATE TABLE records(sha256 TEXT PRIMARY KEY, record BLOB NOT NULL);
CREATE TABLE pages(
    sha256 TEXT NOT NULL, number INTEGER NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    seconds REAL NOT NULL,
    words INTEGER NOT NULL, confidence REAL, doubtful_share REAL,
    origin TEXT NOT NULL, error TEXT,
    PRIMARY KEY (sha256, number)
) WITHOUT ROWID;
CREATE TABLE notices(path BLOB PRIMARY KEY, reason TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE runs(
    id INTEGER PRIMARY KEY, started TEXT NOT NULL, ended TEXT, outcome TEXT,
    engine TEXT NOT NULL, seconds REAL NOT NULL DEFAULT 0,
    documents INTEGER NOT NULL DEFAULT 0, pages INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE throughput(
    run INTEGER NOT NULL, minute INTEGER NOT NULL, pages INTEGER NOT NULL,
    PRIMARY KEY (run, minute)
) WITHOUT ROWID;
"""

_READINGS = """
CREATE TABLE readings(sha256 TEXT PRIMARY KEY, record BLOB NOT NULL)
"""
"""Since version 2: the records as they were read, of contents that a person corrected."""


def open_ledger_file(path: Path, *, writable: bool) -> sqlite3.Connection:
    """The data base at ``path``, in autocommit; made where it is to be written and not there.

    Raises ``FileAccessError`` if it is damaged or of another version, ``OutputError`` if it cannot
    be written.
    """
    try:
        db = _connected(path, writable)
        _prepare(db, path, writable)
    except sqlite3.DatabaseError as error:
        raise _unusable(path, error) from error
    return db


def _connected(path: Path, writable: bool) -> sqlite3.Connection:
    if writable:
        db = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    else:
        uri = "file:" + quote_from_bytes(os.fsencode(os.path.abspath(path))) + "?mode=ro"
        db = sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None)
        try:
            db.execute("PRAGMA user_version")
        except sqlite3.OperationalError:  # a folder that cannot be written, a disc
            db.close()
            db = sqlite3.connect(uri + "&immutable=1", uri=True, isolation_level=None)
    db.execute("PRAGMA cache_size = -16000")
    return db


def _prepare(db: sqlite3.Connection, path: Path, writable: bool) -> None:
    if writable:
        # some network file systems cannot share the memory that WAL needs
        mode = db.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        if mode != "wal":
            db.execute("PRAGMA journal_mode = TRUNCATE")
        # outputs are synced before the ledger says so: a lost last commit loses no work
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA wal_autocheckpoint = 2000")
    version = db.execute("PRAGMA user_version").fetchone()[0]
    now = f"PRAGMA user_version = {VERSION}"
    if version == 0 and writable:
        tables = [statement for statement in _TABLES.split(";\n") if statement.strip()]
        born = f"INSERT INTO meta VALUES ('born', '{secrets.token_hex(8)}')"
        _at_once(db, (*tables, _READINGS, born, now))
    elif version == 1 and writable:
        _at_once(db, (_READINGS, now))
    elif version == 1:
        db.execute(_READINGS.replace("CREATE", "CREATE TEMP"))
    elif version != VERSION:
        raise FileAccessError(
            f"{path} was made by another version of sohoa (ledger version {version})",
            help="Use that version, or start with a new output folder.",
        )


def _at_once(db: sqlite3.Connection, statements: Iterable[str]) -> None:
    """All of them, or none."""
    db.execute("BEGIN IMMEDIATE")
    try:
        for statement in statements:
            db.execute(statement)
        db.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            db.execute("ROLLBACK")
        raise


def _unusable(path: Path, error: sqlite3.DatabaseError) -> FileAccessError:
    if "locked" in str(error) or "full" in str(error):
        return output_fault(error, f"the ledger {path}")
    return FileAccessError(
        f"the ledger {path} cannot be used: {error}",
        help="If it is damaged, move the folder that holds it away and run the same command "
        "again: all documents are then read anew, originals are not touched.",
    )
