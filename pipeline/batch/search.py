# SPDX-License-Identifier: Apache-2.0
"""Full-text search over all records of a batch (SQLite FTS5), with or without marks.

Every page is indexed twice: as it is, and with all marks taken off. A word typed with marks is
looked for as it is (in either placement of the tone mark), a word typed without in bare form.
"""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.batch.catalogue import documents_in
from pipeline.batch.faults import output_fault
from pipeline.batch.ledger import MOVED_OUT, Ledger
from pipeline.batch.names import readable
from pipeline.batch.output import OutputFolder
from pipeline.errors import BadArgumentsError, FileAccessError, SohoaError
from pipeline.repair.tokens import TonePlacement, place_tone

VERSION = 2
SNIPPET = 200
"""Letters of text around the first find."""

_TABLES = (
    "CREATE TABLE state(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID",
    "CREATE TABLE documents(id INTEGER PRIMARY KEY, file INTEGER, path TEXT, base BLOB,"
    " sha256 TEXT, code TEXT, code_key TEXT, date TEXT, issuer TEXT, issuer_bare TEXT,"
    " doc_type TEXT, doc_type_bare TEXT, subject TEXT)",
    "CREATE INDEX documents_by_code ON documents(code_key)",
    "CREATE INDEX documents_by_date ON documents(date)",
    "CREATE INDEX documents_by_content ON documents(sha256)",
    "CREATE INDEX documents_by_file ON documents(file)",
    "CREATE TABLE pages(id INTEGER PRIMARY KEY, document INTEGER NOT NULL, number INTEGER,"
    " heading TEXT NOT NULL, text BLOB NOT NULL)",
    "CREATE INDEX pages_by_document ON pages(document)",
    # contentless: the text is kept once, compressed, in pages
    "CREATE VIRTUAL TABLE words USING fts5(marked, bare, heading, content='', detail=full,"
    ' tokenize="unicode61 remove_diacritics 0")',
)

FIELDS = {"so": "code", "ngay": "date", "co-quan": "issuer", "loai": "doc_type"}
"""Field filters: số và ký hiệu, ngày, cơ quan ban hành, loại."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found, its best page, and the words around the find ([…] marks them)."""

    path: str
    page: int
    code: str | None
    date: str | None
    issuer: str | None
    doc_type: str | None
    subject: str | None
    snippet: str
    score: float


@dataclass(frozen=True, slots=True)
class Query:
    """A query taken apart: phrases of words, and filters by field."""

    phrases: tuple[tuple[str, ...], ...]
    filters: tuple[tuple[str, str], ...]


def parse_query(text: str) -> Query:
    """``chi thi 30 "tuyên truyền miệng" so:30-CT/TW ngay:2024-02 co-quan:"bộ y tế"``."""
    text = unicodedata.normalize("NFC", text)
    phrases: list[tuple[str, ...]] = []
    filters: list[tuple[str, str]] = []
    for name, quoted, plain in re.findall(r'(?:([\w-]+):)?(?:"([^"]*)"?|(\S+))', text):
        value = quoted or plain
        field = bare(name)
        if name and field in FIELDS:
            if value.strip():
                filters.append((FIELDS[field], value.strip()))
            continue
        words = tuple(re.findall(r"\w+", f"{name} {value}" if name else value))
        if words:
            phrases.append(words)
    return Query(tuple(phrases), tuple(filters))


def one_query(arguments: tuple[str, ...]) -> str:
    """The query from the words of a command line, where the shell has taken the quotes away."""
    if len(arguments) == 1:
        return arguments[0]
    quoted = []
    for argument in arguments:
        name, colon, value = argument.partition(":")
        if " " in argument and '"' not in argument:
            field = colon and bare(name) in FIELDS
            argument = f'{name}:"{value}"' if field else f'"{argument}"'
        quoted.append(argument)
    return " ".join(quoted)


def bare(text: str) -> str:
    """Lower case, no marks, đ as d."""
    text = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(c for c in text if not unicodedata.combining(c))


_bare_word = lru_cache(maxsize=1 << 15)(bare)


class SearchIndex:
    """The index of one output folder."""

    def __init__(self, path: Path, *, writable: bool) -> None:
        self._path = path
        try:
            self._db = self._open(writable)
        except sqlite3.DatabaseError as error:
            if writable and "locked" not in str(error) and "full" not in str(error):
                path.unlink(missing_ok=True)  # it can be made again from the ledger
                self._db = self._open(writable)
            else:
                raise FileAccessError(f"the search index {path} cannot be used: {error}") from error

    def _open(self, writable: bool) -> sqlite3.Connection:
        if not writable:
            db = sqlite3.connect(f"{self._path.as_uri()}?mode=ro", uri=True, isolation_level=None)
            db.execute("SELECT 1 FROM state").fetchone()
            return db
        db = sqlite3.connect(self._path, timeout=30, isolation_level=None)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        if db.execute("PRAGMA user_version").fetchone()[0] != VERSION:
            db.execute("BEGIN IMMEDIATE")
            for kind, name in db.execute(
                "SELECT type, name FROM sqlite_master WHERE type = 'table'"
                " AND name IN ('words', 'state', 'documents', 'pages')"
            ).fetchall():
                db.execute(f"DROP {kind} {name}")
            for statement in _TABLES:
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {VERSION}")
            db.execute("COMMIT")
        return db

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def __enter__(self) -> SearchIndex:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- making ---------------------------------------------------------------------------------

    def is_current(self, ledger: Ledger) -> bool:
        """Whether the index has everything the ledger has."""
        return self._state() == (ledger.change, ledger.meta("born"))

    def update(self, ledger: Ledger) -> int:
        """Take in what has changed since the last time. Returns the number of documents."""
        change, born = ledger.change, ledger.meta("born")
        since, known = self._state()
        if known != born:  # another ledger: start anew
            since = -1
        count = 0
        try:
            self._db.execute("BEGIN IMMEDIATE")
            if since < 0:
                self._empty()
            present = {row[0] for row in ledger.rows("SELECT id FROM files")}
            indexed = {row[0] for row in self._db.execute("SELECT DISTINCT file FROM documents")}
            for identity in indexed - present:
                self._remove(identity)
            query = (
                "SELECT f.id, f.path, f.base, f.sha256, c.summary, r.record FROM files f"
                " JOIN contents c USING (sha256) JOIN records r USING (sha256)"
                " WHERE f.change > ? AND f.state IN ('done', 'partial')"
            )
            for row in ledger.rows(query, (since,)):
                self._remove(row[0])
                self._add(*row)
                count += 1
            for (identity,) in ledger.rows(
                "SELECT id FROM files WHERE change > ? AND state = 'failed'", (since,)
            ):
                self._remove(identity)
            self._db.execute(
                "INSERT OR REPLACE INTO state VALUES ('change', ?), ('born', ?)", (change, born)
            )
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            with contextlib.suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            raise output_fault(error, f"the search index {self._path}") from error
        return count

    def _state(self) -> tuple[int, str | None]:
        told = dict(self._db.execute("SELECT key, value FROM state").fetchall())
        return int(told.get("change", -1)), told.get("born")

    def _empty(self) -> None:
        self._db.execute("INSERT INTO words(words) VALUES ('delete-all')")
        self._db.execute("DELETE FROM pages")
        self._db.execute("DELETE FROM documents")

    def _remove(self, file: int) -> None:
        """Forget the documents of a file of the ledger."""
        for page, heading, packed in self._db.execute(
            "SELECT p.id, p.heading, p.text FROM pages p JOIN documents d ON d.id = p.document"
            " WHERE d.file = ?",
            (file,),
        ).fetchall():
            text = zlib.decompress(packed).decode()
            self._db.execute(
                "INSERT INTO words(words, rowid, marked, bare, heading)"
                " VALUES ('delete', ?, ?, ?, ?)",
                (page, text.lower(), bare(text), heading),
            )
            self._db.execute("DELETE FROM pages WHERE id = ?", (page,))
        self._db.execute("DELETE FROM documents WHERE file = ?", (file,))

    def _add(
        self, file: int, path: bytes, base: bytes, sha256: str, summary: str, packed: bytes
    ) -> None:
        """Take in the documents of a file of the ledger."""
        pages = list(_page_texts(packed))
        for fields, first, last in documents_in(json.loads(summary)):
            document = self._add_document(file, path, base, sha256, fields)
            named = (fields.get(name) for name in ("doc_type", "code", "subject", "issuer"))
            heading = bare(" ".join(filter(None, named)))
            for number, text in pages:
                if not first <= number <= last:
                    continue
                cursor = self._db.execute(
                    "INSERT INTO pages(document, number, heading, text) VALUES (?,?,?,?)",
                    (document, number, heading, zlib.compress(text.encode(), 1)),
                )
                self._db.execute(
                    "INSERT INTO words(rowid, marked, bare, heading) VALUES (?,?,?,?)",
                    (cursor.lastrowid, text.lower(), bare(text), heading),
                )
                heading = ""  # once for a document

    def _add_document(
        self, file: int, path: bytes, base: bytes, sha256: str, fields: dict[str, Any]
    ) -> int | None:
        """Its identity in the index."""
        code, issuer, kind = (fields.get(name) for name in ("code", "issuer", "doc_type"))
        return self._db.execute(
            "INSERT INTO documents VALUES (NULL,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                file,
                readable(path.lstrip(MOVED_OUT)),
                base,
                sha256,
                code,
                _code_key(code or ""),
                fields.get("date"),
                issuer,
                bare(issuer or ""),
                kind,
                bare(kind or ""),
                fields.get("subject"),
            ),
        ).lastrowid

    # --- asking ---------------------------------------------------------------------------------

    def search(self, text: str, limit: int = 20) -> list[Hit]:
        """The best documents for a query. Raises ``BadArgumentsError`` for an empty one.

        All words must be on a page; if there is no such page, any of them.
        """
        query = parse_query(text)
        if not query.phrases and not query.filters:
            raise BadArgumentsError(
                "nothing to search for", help='For example: sohoa search OUT "chi thi 30"'
            )
        where, values = _conditions(query)
        if not query.phrases:
            return list(self._listed(where, values, limit))
        for how in (" AND ", " OR "):
            hits = list(self._matched(query, how, where, values, limit))
            if hits or len(query.phrases) == 1:
                return hits
        return []

    def _listed(self, where: str, values: list[str], limit: int) -> Iterator[Hit]:
        for row in self._db.execute(
            "SELECT d.path, coalesce(p.number, 1), d.code, d.date, d.issuer, d.doc_type,"
            " d.subject, p.text FROM documents d LEFT JOIN pages p ON p.id ="
            "  (SELECT min(id) FROM pages WHERE document = d.id)"
            f" WHERE {where or '1'} ORDER BY d.date DESC, d.path LIMIT ?",
            (*values, limit),
        ):
            text = zlib.decompress(row[7]).decode() if row[7] else ""
            yield Hit(*(*row[:7], snippet(text, Query((), ())), 0.0))

    def _matched(
        self, query: Query, how: str, where: str, values: list[str], limit: int
    ) -> Iterator[Hit]:
        match = how.join(_match(phrase) for phrase in query.phrases)
        sql = "SELECT words.rowid, bm25(words, 2.0, 1.0, 6.0) AS score FROM words"
        if where:
            sql += " JOIN pages p ON p.id = words.rowid JOIN documents d ON d.id = p.document"
        sql += " WHERE words MATCH ?" + (f" AND {where}" if where else "")
        # the texts are fetched for the best only: a sort must not carry them along
        sql += " ORDER BY score LIMIT ?"
        seen: set[int] = set()
        for page, score in self._db.execute(sql, (match, *values, limit * 5)).fetchall():
            document, number, packed = self._db.execute(
                "SELECT document, number, text FROM pages WHERE id = ?", (page,)
            ).fetchone()
            if document in seen:
                continue
            if len(seen) == limit:
                return
            seen.add(document)
            row = self._db.execute(
                "SELECT path, code, date, issuer, doc_type, subject FROM documents WHERE id = ?",
                (document,),
            ).fetchone()
            text = zlib.decompress(packed).decode()
            yield Hit(*(row[0], number, *row[1:], snippet(text, query), -score))


def search_batch(folder: Path, text: str, limit: int = 20) -> list[Hit]:
    """Search the batch in ``folder``; what was finished since the last run is taken in first."""
    output = OutputFolder(folder)
    with Ledger(output.ledger, writable=False) as ledger:
        with contextlib.suppress(SohoaError), SearchIndex(output.search, writable=True) as index:
            # where the folder cannot be written, the index is used as it is
            if not index.is_current(ledger):
                index.update(ledger)
        with SearchIndex(output.search, writable=False) as index:
            return index.search(text, limit)


def snippet(text: str, query: Query) -> str:
    """The text around the first find, on one line, finds in brackets."""
    text = " ".join(text.split())
    wanted = {word for phrase in query.phrases for word in phrase}
    as_typed = {spelling for word in wanted for spelling in _spellings(word)}
    without_marks = {word.lower() for word in wanted if bare(word) == word.lower()}
    spans = []
    for word in re.finditer(r"\w+", text) if wanted else ():
        plain = word.group().lower()
        if plain in as_typed or (without_marks and _bare_word(plain) in without_marks):
            spans.append(word.span())
    start = 0
    if spans:
        # the window that holds most finds
        best = max(spans, key=lambda s: sum(s[0] <= t[0] < s[0] + SNIPPET * 3 // 4 for t in spans))
        start = max(0, best[0] - SNIPPET // 6)
        start = text.find(" ", start) + 1 if start else 0
    end = min(len(text), start + SNIPPET)
    parts, at = [], start
    for a, b in spans:
        if a >= start and b <= end:
            parts += [text[at:a], "[", text[a:b], "]"]
            at = b
    parts.append(text[at:end])
    return ("…" if start else "") + "".join(parts) + ("…" if end < len(text) else "")


def _match(phrase: tuple[str, ...]) -> str:
    """One phrase in the language of FTS5; the column depends on whether it has marks."""
    lowered = [word.lower() for word in phrase]
    if all(bare(word) == word for word in lowered):
        joined = " ".join(lowered)
        return f'({{bare heading}} : "{joined}")'
    # in a phrase with marks every word is meant as typed
    spellings = {
        " ".join(lowered),
        " ".join(place_tone(w, TonePlacement.OLD) for w in lowered),
        " ".join(place_tone(w, TonePlacement.NEW) for w in lowered),
    }
    return "(" + " OR ".join(f'marked : "{one}"' for one in sorted(spellings)) + ")"


def _spellings(word: str) -> set[str]:
    word = word.lower()
    return {word, place_tone(word, TonePlacement.OLD), place_tone(word, TonePlacement.NEW)}


def _conditions(query: Query) -> tuple[str, list[str]]:
    parts: list[str] = []
    values: list[str] = []
    for field, value in query.filters:
        if field == "date":
            first, dots, last = value.partition("..")
            parts.append("d.date >= ? AND d.date < ?")
            # "~" sorts behind every digit and dash: a month takes in its days
            values += [_iso(first), _iso(last if dots else first) + "~"]
        elif field == "code":
            # the beginning of a code, so that the index on it serves
            key = _code_key(value)
            parts.append("d.code_key >= ? AND d.code_key < ?")
            values += [key, key + "\uffff"]
        else:
            parts.append(f"d.{field}_bare LIKE ? ESCAPE '\\'")
            values.append(f"%{_like(bare(value))}%")
    return " AND ".join(parts), values


def _iso(date: str) -> str:
    """``15/02/2024`` or ``02/2024`` as 2024-02-15, 2024-02; ISO as it is."""
    if "/" in date:
        return "-".join(part.zfill(2) for part in reversed(date.split("/")))
    return date


def _like(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


def _code_key(code: str) -> str:
    from pipeline.batch.citations import code_key

    return bare(code_key(code)).upper()


def _page_texts(packed: bytes) -> Iterator[tuple[int, str]]:
    """Number and text of each page of a compressed record."""
    record = json.loads(zlib.decompress(packed))
    for page in record["pages"]:
        lines = (
            " ".join(word["text"] for word in line["words"])
            for block in page["blocks"]
            for line in block["lines"]
        )
        text = unicodedata.normalize("NFC", "\n".join(lines))
        yield page["number"], text
