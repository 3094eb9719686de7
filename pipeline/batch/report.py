# SPDX-License-Identifier: Apache-2.0
"""``report.html``: the whole batch on one page that needs nothing else."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from html import escape
from pathlib import Path

from pipeline.batch.catalogue import catalogued, original_link
from pipeline.batch.citations import CitationGraph, drawing
from pipeline.batch.ledger import MOVED_OUT, Ledger, State
from pipeline.batch.names import readable, relative_url
from pipeline.batch.pool import SupervisedPool, Task
from pipeline.batch.remarks import remarks
from pipeline.batch.tree import FileRef
from pipeline.batch.view import duration
from pipeline.settings import Settings

WORST_PAGES = 12
MOST_DOUBTFUL = 100
MOST_FAILURES = 500
MOST_REMARKED = 500
THUMBNAIL_WIDTH = 260
"""Width of the picture of a page, px."""
PROOF = ".html"
"""Of the sheets for proofreading."""

_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#222}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2.2rem}
.totals{display:flex;flex-wrap:wrap;gap:1rem}
.totals div{border:1px solid #ddd;border-radius:6px;padding:.6rem 1rem;min-width:7rem}
.totals b{display:block;font-size:1.5rem}
.bad{color:#a32020}.doubt{color:#8a6100}
table{border-collapse:collapse;width:100%}
td,th{border-bottom:1px solid #ddd;padding:.3rem .6rem;text-align:left;vertical-align:top;
overflow-wrap:anywhere}
.pages{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:1rem}
figure{margin:0;border:1px solid #ddd;border-radius:6px;padding:.5rem;overflow-wrap:anywhere}
figure img{max-width:100%;border:1px solid #eee}
.wide{overflow-x:auto}svg rect{fill:#1b5e9e}svg text{fill:#444;font-size:11px}
"""


def write_report(
    path: Path,
    ledger: Ledger,
    output: Path,
    root: str,
    settings: Settings,
    graph: CitationGraph,
) -> None:
    """Totals, quality, worst pages, what to proofread, failures, throughput, citations; pictures
    are inside."""
    parts = [
        "<!doctype html><html lang=vi><meta charset=utf-8>",
        "<meta name=viewport content='width=device-width'>",
        # a page made of hostile names must not run or fetch anything
        "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; "
        "img-src data:; style-src 'unsafe-inline'\">",
        f"<title>Báo cáo số hóa</title><style>{_STYLE}</style>",
        f"<h1>Báo cáo số hóa: {escape(readable(root))}</h1>",
        *_totals(ledger, settings),
        "<h2>Chất lượng trang (độ tin cậy trung bình)</h2>",
        _quality_chart(ledger),
        "<h2>Những trang kém nhất</h2>",
        *_worst_pages(ledger, output, root, settings),
        "<h2>Văn bản cần soát</h2>",
        *_doubtful(ledger),
        "<h2>Không làm được</h2>",
        *_failures(ledger, output, root),
        "<h2>Cần lưu ý</h2>",
        *_remarked(ledger, output, root),
        "<h2>Tốc độ</h2>",
        *_throughput(ledger),
        "<h2>Viện dẫn</h2>",
        _citations(graph),
        "</html>",
    ]
    path.write_text("\n".join(parts), encoding="utf-8", errors="backslashreplace")


def _totals(ledger: Ledger, settings: Settings) -> Iterator[str]:
    counts = ledger.counts()
    pages, failed_pages, words = next(
        ledger.rows(
            "SELECT coalesce(sum(c.pages),0), coalesce(sum(c.failed_pages),0),"
            " coalesce(sum(c.words),0) FROM files f JOIN contents c USING (sha256)"
            " WHERE f.state IN ('done','partial')"
        )
    )
    (doubtful,) = next(
        ledger.rows(
            "SELECT count(*) FROM files f JOIN contents c USING (sha256)"
            " WHERE f.state IN ('done','partial') AND c.doubtful_share > ?",
            (settings.batch.doubtful_share,),
        )
    )
    boxes = [
        ("văn bản xong", counts[State.DONE] + counts[State.PARTIAL], ""),
        ("trong đó thiếu trang", counts[State.PARTIAL], "doubt"),
        ("không làm được", counts[State.FAILED], "bad"),
        ("đang chờ", counts[State.PENDING], ""),
        ("cần xem lại", doubtful, "doubt"),
        ("trang", pages, ""),
        ("trang không đọc được", failed_pages, "bad"),
        ("chữ", words, ""),
    ]
    yield "<div class=totals>"
    for name, count, kind in boxes:
        yield f"<div class='{kind if count else ''}'><b>{count:,}</b>{name}</div>"
    yield "</div>"


def _quality_chart(ledger: Ledger) -> str:
    bins = [0] * 20
    for share, count in ledger.rows(
        "SELECT min(19, cast(confidence * 20 AS INTEGER)), count(*) FROM pages"
        " WHERE confidence IS NOT NULL GROUP BY 1"
    ):
        bins[max(0, share)] += count
    labels = [f"{i * 5}–{i * 5 + 5} %" for i in range(20)]
    return _bars(bins, labels, every=2)


def _worst_pages(ledger: Ledger, output: Path, root: str, settings: Settings) -> Iterator[str]:
    found = list(
        ledger.rows(
            "SELECT f.path, f.size, f.stamp, p.number, p.confidence, p.doubtful_share, p.error,"
            " f.base, f.outputs FROM pages p JOIN files f ON f.id = (SELECT min(id) FROM files"
            " WHERE sha256 = p.sha256 AND NOT gone AND state IN ('done','partial'))"
            " WHERE p.error IS NOT NULL OR p.confidence IS NOT NULL"
            " ORDER BY p.error IS NULL, p.confidence, f.path, p.number LIMIT ?",
            (WORST_PAGES,),
        )
    )
    if not found:
        yield "<p>Chưa có trang nào.</p>"
        return
    pictures = _pictures(
        [(FileRef(root, path, size, stamp), number) for path, size, stamp, number, *_ in found],
        settings,
    )
    yield "<div class=pages>"
    for (path, _size, _stamp, number, sure, doubt, error, base, outputs), picture in zip(
        found, pictures, strict=True
    ):
        link = escape(original_link(output, root, path), quote=True)
        image = f"<img alt='' src='{picture}'>" if picture else ""
        if error:
            told = f"<span class=bad>{escape(error)}</span>"
        else:
            told = f"tin cậy {sure:.0%}, nghi ngờ {doubt or 0:.0%} số chữ"
        yield (
            f"<figure>{image}<figcaption><a href='{link}#page={number}'>"
            f"{escape(readable(path))}</a>, trang {number}: {told}"
            f"{_proofread(base, outputs, number)}</figcaption></figure>"
        )
    yield "</div>"


def _doubtful(ledger: Ledger) -> Iterator[str]:
    """The documents with the largest shares of doubtful words, with their sheets."""
    found = list(
        ledger.rows(
            "SELECT f.path, f.base, f.outputs, c.pages, c.doubtful_share, c.words"
            " FROM contents c JOIN files f ON f.id = (SELECT min(id) FROM files"
            " WHERE sha256 = c.sha256 AND state IN ('done','partial'))"
            " WHERE c.doubtful_share > 0 ORDER BY c.doubtful_share DESC, f.path LIMIT ?",
            (MOST_DOUBTFUL,),
        )
    )
    if not found:
        yield "<p>Không còn chữ nào nghi ngờ.</p>"
        return
    yield "<table><tr><th>Tệp<th>Trang<th>Chữ nghi ngờ"
    for path, base, outputs, pages, share, words in found:
        yield (
            f"<tr><td>{escape(readable(path.lstrip(MOVED_OUT)))}{_proofread(base, outputs)}"
            f"<td>{pages}<td>{round(share * words):,} ({share:.0%})"
        )
    yield "</table>"


def _proofread(base: bytes, outputs: str | None, page: int = 1) -> str:
    """A link to the page on the sheets for proofreading, if the file has some."""
    if PROOF not in json.loads(outputs or "{}"):
        return ""
    link = escape(relative_url(base + PROOF.encode()), quote=True)
    return f" · <a href='{link}#p{page}'>soát lỗi</a>"


def _pictures(pages: Sequence[tuple[FileRef, int]], settings: Settings) -> list[str | None]:
    """Small pictures as data URLs; originals are opened in a process of its own."""
    pool = SupervisedPool(1, memory_bytes=settings.batch.worker_memory)
    try:
        futures: list[Future[bytes | None]] = [
            pool.submit(Task(page_picture, settings.limits.page_seconds), ref, number, settings)
            for ref, number in pages
        ]
        return [_as_url(future) for future in futures]
    finally:
        pool.kill()


def _as_url(future: Future[bytes | None]) -> str | None:
    try:
        picture = future.result()
    except Exception:  # a page that cannot be shown is told without a picture
        return None
    return "data:image/jpeg;base64," + base64.b64encode(picture).decode() if picture else None


def page_picture(ref: FileRef, number: int, settings: Settings) -> bytes | None:
    """A page as a small JPEG, None if it has no picture (plain text)."""
    import cv2

    from pipeline.source import open_source

    with ref.opened() as path, open_source(path, settings) as source:
        image = source.page(number, image=True).image
    if image is None or not image.size:
        return None
    height = max(1, round(image.shape[0] * THUMBNAIL_WIDTH / image.shape[1]))
    small = cv2.resize(
        image, (THUMBNAIL_WIDTH, min(height, 4 * THUMBNAIL_WIDTH)), interpolation=cv2.INTER_AREA
    )
    written, coded = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 60])
    return bytes(coded) if written else None


def _failures(ledger: Ledger, output: Path, root: str) -> Iterator[str]:
    rows = [row for row in ledger.files_in(State.FAILED) if not row.gone]
    if not rows:
        yield "<p>Không có.</p>"
        return
    yield "<table><tr><th>Tệp<th>Vì sao<th>Cần làm<th>Số lần thử"
    for row in rows[:MOST_FAILURES]:
        link = escape(original_link(output, root, row.path), quote=True)
        yield (
            f"<tr><td><a href='{link}'>{escape(readable(row.path))}</a>"
            f"<td>{escape(row.error or '')}<td>{escape(row.advice or '')}<td>{row.attempts}"
        )
    yield "</table>"
    if len(rows) > MOST_FAILURES:
        folder = escape(os.fspath(output))
        yield f"<p>và {len(rows) - MOST_FAILURES:,} tệp khác: sohoa failures {folder}</p>"


def _remarked(ledger: Ledger, output: Path, root: str) -> Iterator[str]:
    """Documents that are done, but not wholly or not without warnings."""
    told = (
        (document, said)
        for document in catalogued(ledger, output, root)
        if document.state is not State.FAILED and (said := remarks(document))
    )
    count = 0
    for count, (document, said) in enumerate(told, start=1):
        if count == 1:
            yield "<table><tr><th>Tệp<th>Lưu ý"
        if count <= MOST_REMARKED:
            link = escape(document.link, quote=True)
            yield (
                f"<tr><td><a href='{link}'>{escape(document.path)}</a>"
                f"<td>{'<br>'.join(map(escape, said))}"
            )
    yield "</table>" if count else "<p>Không có.</p>"
    if count > MOST_REMARKED:
        yield f"<p>và {count - MOST_REMARKED:,} tệp khác: cột Ghi chú của index.xlsx</p>"


def _throughput(ledger: Ledger) -> Iterator[str]:
    for number, started, engine, seconds, documents, pages in list(
        ledger.rows(
            "SELECT id, started, engine, seconds, documents, pages FROM runs"
            " WHERE pages > 0 ORDER BY id DESC LIMIT 10"
        )
    ):
        pace = 60 * pages / seconds if seconds else 0
        yield (
            f"<p>{escape(started)} ({escape(engine)}): {documents:,} văn bản, {pages:,} trang, "
            f"{duration(seconds)}, {pace:.1f} trang/phút</p>"
        )
        minutes = dict(ledger.rows("SELECT minute, pages FROM throughput WHERE run = ?", (number,)))
        if len(minutes) > 1:
            last = max(minutes)
            width = last // 120 + 1  # at most 120 bars
            bars = [
                sum(minutes.get(minute, 0) for minute in range(i, i + width)) / width
                for i in range(0, last + 1, width)
            ]
            labels = [f"{i * width} phút" for i in range(len(bars))]
            yield _bars(bars, labels, every=max(1, len(bars) // 8))


def _citations(graph: CitationGraph) -> str:
    missing = sum(not node.paths for node in graph.documents)
    told = (
        f"<p>{len(graph.citations):,} lượt viện dẫn; {missing:,} văn bản được viện dẫn không có "
        "trong lô (references.json).</p>"
    )
    return told + f"<div class=wide>{drawing(graph)}</div>" if graph.citations else told


def _bars(values: Sequence[float], labels: Sequence[str], *, every: int) -> str:
    """A bar chart; each bar's value shows under the pointer."""
    most = max(values, default=0) or 1
    wide, high = max(4, min(40, 900 // max(1, len(values)))), 120
    parts = [
        f"<svg viewBox='0 0 {wide * len(values) + 40} {high + 30}' "
        f"width='{wide * len(values) + 40}' height='{high + 30}'>"
    ]
    for i, (value, label) in enumerate(zip(values, labels, strict=True)):
        tall = round(high * value / most, 1)
        parts.append(
            f"<rect x='{i * wide}' y='{high - tall:g}' width='{wide - 2}' height='{tall:g}'>"
            f"<title>{escape(label)}: {value:,.4g}</title></rect>"
        )
        if i % every == 0:
            parts.append(f"<text x='{i * wide}' y='{high + 16}'>{escape(label)}</text>")
    return "".join(parts) + "</svg>"
