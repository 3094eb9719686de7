# SPDX-License-Identifier: Apache-2.0
"""What a batch must hold: ``python -m tests.bench.batch [PART…]`` (``make bench-batch``).

Parts: kills, hostile, cost, finished, memory, engines, waiting, search. Each prints what it
measured beside what is asked. Cheap pages where the ledger is measured, real ones where reading
is.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pipeline.batch.run import Request, run_batch
from pipeline.settings import Settings
from tests.batch.chaos import batch_of, consistent, kill_at_random
from tests.batch.fake_steps import MAGIC, STEPS
from tests.batch.trees import outputs, run

ROOT = Path(__file__).resolve().parents[2]


TITLE = "Batch (a small part; all of it: python -m tests.bench.batch)"
_rows: list[dict[str, str]] = []


def told(what: str, measured: str, asked: str, good: bool) -> None:
    """One line of the report."""
    print(f"{'ok  ' if good else 'MISS'} {what}: {measured} (asked: {asked})", flush=True)
    _rows.append({"what": what, "measured": measured, "asked": asked})


def measure(shared: Path) -> list[dict[str, str]]:
    """A few kills, a few hostile files, and what a page costs."""
    _rows.clear()
    small: tuple[Callable[[Path], None], ...] = (
        lambda folder: kills(folder, 20),
        lambda folder: hostile(folder, 54),
        cost,
    )
    for part in small:
        with tempfile.TemporaryDirectory() as folder:
            part(Path(folder))
    return list(_rows)


def kills(folder: Path, count: int = 200) -> None:
    """Random ``kill -9`` of coordinator and workers, then one run to the end."""
    documents = 150
    batch_of(folder / "in", documents, seed=11)
    (folder / "calm").mkdir()
    shutil.copytree(folder / "in", folder / "calm/in")
    run(folder / "calm")
    begun = time.monotonic()
    done = kill_at_random(folder, kills=count, seed=13)
    seconds = time.monotonic() - begun
    run(folder)
    same = outputs(folder / "out") == outputs(folder / "calm/out")
    wrong = consistent(folder / "out", documents)
    told(
        f"{done.coordinators} coordinators and {done.workers} workers killed in {seconds:.0f} s, "
        f"{documents} documents ({done.documents} ends meanwhile), then one run",
        f"{'same bytes' if same else 'OTHER BYTES'}, {wrong or 'ledger consistent, no stray file'}",
        "same bytes, consistent",
        same and not wrong,
    )


def hostile(folder: Path, count: int = 1000) -> None:
    """Good and broken files side by side, with the real steps."""
    from tests.batch.hostile_files import write_bad_file, write_good_file

    kinds: dict[str, int] = {}
    for i in range(count):
        write_good_file(folder / f"in/{i % 20}/good {i}.pdf", i)
        kind = write_bad_file(folder / f"in/{i % 20}", i)
        kinds[kind] = kinds.get(kind, 0) + 1
    begun = time.monotonic()
    settings = Settings.model_validate({"limits": {"page_seconds": 20}})
    outcome = run_batch(
        Request(str(folder / "in"), folder / "out", settings, formats=("json", "txt"), jobs=2)
    )
    seconds = time.monotonic() - begun
    from pipeline.batch.status import failures

    failed = {failure.path: failure.reason for failure in failures(folder / "out")}
    good_lost = [i for i in range(count) if not (folder / f"out/{i % 20}/good {i}.json").exists()]
    unlisted = [
        path.name
        for path in (folder / "in").rglob("bad *")
        if str(path.relative_to(folder / "in")) not in failed
        and not _has_output(folder, path)
        and not path.is_symlink()
        and path.is_file()
    ]
    told(
        f"{count} good and {count} bad files ({len(kinds)} kinds) in {seconds:.0f} s",
        f"good lost {len(good_lost)}, bad neither done nor listed {len(unlisted)} {unlisted[:5]}, "
        f"listed {len(failed)}, without reason {sum(not reason for reason in failed.values())}, "
        f"tally {outcome.tally}",
        "0, 0, all with reasons",
        not good_lost and not unlisted and all(failed.values()),
    )


def _has_output(folder: Path, path: Path) -> bool:
    base = folder / "out" / path.relative_to(folder / "in")
    return base.with_suffix(".json").exists() or Path(f"{base}.json").exists()


def cost(folder: Path, pages: int = 1500) -> None:
    """CPU of ledger, scheduling, spool and files per page, against a real page's."""
    for i in range(pages // 3):
        text = "\f".join(f"trang {n} của văn bản {i} " + "chữ " * 300 for n in range(3))
        path = folder / f"in/{i % 10}/{i}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(MAGIC + text.encode())
    alone = _cpu(_read_alone, folder)
    whole = _cpu(_run_whole, folder)
    own = (whole - alone) / pages
    real = _cpu(_convert_samples, folder)
    ratio = own / real
    told(
        "own cost of a page",
        f"{1000 * own:.1f} ms of CPU against {1000 * real:.0f} ms for a real page: {ratio:.2%}",
        "<= 3 %",
        ratio <= 0.03,
    )


def _cpu(function: Callable[[Path], float | None], folder: Path) -> float:
    """CPU seconds of a call in a process of its own, with all its children; per what it counts."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        before = time.process_time()
        share = function(folder) or 1.0
        used = time.process_time() - before
        kids = resource.getrusage(resource.RUSAGE_CHILDREN)
        os.write(write, json.dumps((used + kids.ru_utime + kids.ru_stime) / share).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as stream:
        seconds = float(stream.read())
    os.waitpid(child, 0)
    return seconds


def _read_alone(folder: Path) -> None:
    """The same steps and formats without a batch: what `convert` would do."""
    from pipeline.export import write_record
    from tests.batch import fake_steps

    for path in sorted((folder / "in").rglob("*.pdf")):
        plan = fake_steps.plan(path, Settings())
        read = [fake_steps.read(path, number, Settings()) for number in plan.numbers]
        record = fake_steps.assemble(plan, read, Settings())
        write_record(record, folder / "alone", path.stem, ("json", "txt", "md"))


def _run_whole(folder: Path) -> None:
    run(folder, steps=STEPS, jobs=1)


def _convert_samples(folder: Path) -> float:
    from pipeline.document import digitise

    pages = 0
    for path in sorted((ROOT / "samples").glob("*.pdf")):
        pages += len(digitise(path).pages)
    return pages


def finished(folder: Path, files: int = 100_000) -> None:
    """A run over files that are all done, and the memory of the coordinator."""
    from pipeline.batch.fingerprint import fingerprint
    from pipeline.batch.ledger import ContentRow, Ledger, PageRow, State
    from pipeline.batch.output import OutputFolder

    output = OutputFolder(folder / "out")
    (folder / "in").mkdir(parents=True)
    mark = fingerprint(Settings())
    with output.locked(), Ledger(output.ledger, writable=True) as ledger, ledger.together():
        ledger.set_meta("source", os.path.realpath(folder / "in"))
        for i in range(files):
            name = f"{i // 1000:03}/{i}.pdf"
            if i % 1000 == 0:
                (folder / "in" / name).parent.mkdir()
                (folder / "out" / name).parent.mkdir()
            path = folder / "in" / name
            path.write_bytes(b"%d" % i)
            (folder / f"out/{name[:-4]}.txt").write_bytes(b"%d" % i)
            state = path.stat()
            sha = f"{i:064x}"
            identity = ledger.add_file(
                name.encode(), state.st_size, state.st_mtime_ns, name[:-4].encode()
            )
            row = PageRow(1, State.DONE, 1, 0.1, 300, 0.9, 0.01, "image")
            summary = json.dumps({"doc_type": "công văn", "subject": f"Về việc {i}"})
            content = ContentRow(sha, mark, 1, 0, 300, 0.9, 0.01, 0.1, summary)
            ledger.keep_content(content, b"", [row])
            ledger.finish_file(
                identity, State.DONE, sha256=sha, fingerprint=mark, outputs={".txt": sha}
            )
    seconds, megabytes, _ = _in_process(folder, "finished")
    told(f"a run over {files:,} finished files", f"{seconds:.1f} s", "<= 20 s", seconds <= 20)
    told("memory of the coordinator there", f"{megabytes:.0f} MB", "<= 300 MB", megabytes <= 300)
    for path in (folder / "in").rglob("*.pdf"):
        path.write_bytes(MAGIC + path.stem.encode())
    seconds, megabytes, _ = _in_process(folder, "pending", "60")
    told(
        f"memory of the coordinator at {files:,} files to do (60 s of them)",
        f"{megabytes:.0f} MB",
        "<= 300 MB",
        megabytes <= 300,
    )


def memory(folder: Path) -> None:
    """A long document against a short one: the coordinator's memory, and the worker's."""
    most = {}
    for pages in (5, 500):
        text = "\f".join(f"trang {n} " + "chữ nghĩa " * 200 for n in range(pages))
        path = folder / f"{pages}/in/a.pdf"
        path.parent.mkdir(parents=True)
        path.write_bytes(MAGIC + text.encode())
        most[pages] = _in_process(folder / str(pages), "pending", "600")[1:]
    for i, who in enumerate(("coordinator", "largest worker")):
        more = most[500][i] - most[5][i]
        told(
            f"a 500-page document adds to the {who}",
            f"{more:.0f} MB ({most[5][i]:.0f} -> {most[500][i]:.0f})",
            "<= 200 MB",
            more <= 200,
        )


def _in_process(folder: Path, what: str, *more: str) -> tuple[float, float, float]:
    """Seconds, peak MB of a coordinator in a process of its own, and of its largest worker."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.bench.batch", "--inner", what, str(folder), *more],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    seconds, own, worker = json.loads(ran.stdout.splitlines()[-1])
    return seconds, own / 1024, worker / 1024


def _inner(what: str, folder: Path, limit: str = "0") -> None:
    """The coordinator that ``_in_process`` measures."""
    import signal

    begun = time.monotonic()
    if what == "pending":
        signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGINT))
        signal.alarm(int(limit))
    run(folder, formats=("txt",), jobs=2)
    seconds = time.monotonic() - begun
    peaks = [
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    print(json.dumps([seconds, *peaks]))


def engines(folder: Path) -> None:
    """Two workers against one, on real pages; only true on a machine with nothing else to do."""
    (folder / "in").mkdir(parents=True)
    for i in range(8):
        for path in sorted((ROOT / "samples").glob("*.pdf")):
            # other bytes, or the copy would be recognised
            (folder / f"in/{i} {path.name}").write_bytes(path.read_bytes() + b"\n%%%d" % i)
    rates = {}
    for jobs in (1, 2):
        begun = time.monotonic()
        outcome = run_batch(
            Request(str(folder / "in"), folder / f"out{jobs}", jobs=jobs, tables=False)
        )
        rates[jobs] = outcome.tally.pages / (time.monotonic() - begun)
    gain = rates[2] / rates[1]
    told(
        "throughput with 2 workers against 1",
        f"{gain:.2f} x ({rates[1] * 60:.1f} -> {rates[2] * 60:.1f} pages/min, "
        f"load {os.getloadavg()[0]:.1f})",
        ">= 1.85 x",
        gain >= 1.85,
    )
    same = outputs(folder / "out1") == outputs(folder / "out2")
    told("the same bytes from both", str(same), "True", same)


def waiting(folder: Path) -> None:
    """Two workers against one, on pages that wait instead of computing: true on a busy machine."""
    (folder / "in").mkdir(parents=True)
    for i in range(12):
        text = "\f".join(f"!sleep 0.5 trang {n} của {i}" for n in range(i % 4 + 4))
        (folder / f"in/{i}.pdf").write_bytes(MAGIC + text.encode())
    rates = {}
    for jobs in (1, 2):
        begun = time.monotonic()
        outcome = run(folder, output=folder / f"out{jobs}", jobs=jobs)
        rates[jobs] = outcome.tally.pages / (time.monotonic() - begun)
    gain = rates[2] / rates[1]
    told(
        "throughput with 2 workers against 1, pages that wait",
        f"{gain:.2f} x ({rates[1] * 60:.1f} -> {rates[2] * 60:.1f} pages/min)",
        ">= 1.85 x",
        gain >= 1.85,
    )


def search(folder: Path, pages: int = 100_000) -> None:
    """Queries over many pages, the texts made of common words as chance has it."""
    import zlib

    from lexicon import vocabulary
    from pipeline.batch.search import SearchIndex

    dice = random.Random(3)
    words = sorted(vocabulary())[:20_000]
    weights = [1 / (rank + 5) for rank in range(len(words))]
    dice.shuffle(words)
    begun = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    with SearchIndex(folder / "search.sqlite", writable=True) as index:
        index._db.execute("BEGIN")
        for i in range(pages // 4):
            body = [
                {
                    "number": n + 1,
                    "blocks": [
                        {
                            "lines": [
                                {
                                    "words": [
                                        {"text": word}
                                        for word in dice.choices(words, weights, k=300)
                                    ]
                                }
                            ]
                        }
                    ],
                }
                for n in range(4)
            ]
            packed = zlib.compress(json.dumps({"pages": body}).encode(), 1)
            summary = json.dumps(
                {
                    "code": f"{i % 900}/QĐ-UBND",
                    "date": f"20{i % 25:02}-{i % 12 + 1:02}-{i % 28 + 1:02}",
                    "issuer": f"Ủy ban nhân dân tỉnh {i % 63}",
                    "doc_type": "quyết định",
                    "subject": " ".join(dice.choices(words, weights, k=8)),
                }
            )
            index._add(i, b"%d.pdf" % i, b"%d" % i, f"{i:064x}", summary, packed)
        index._db.execute("COMMIT")
        made = time.monotonic() - begun
        size = (folder / "search.sqlite").stat().st_size / 2**20
        print(f"     index of {pages:,} pages: {made:.0f} s, {size:.0f} MB", flush=True)
        common, rare = words[0], words[5000]
        for query in (
            f"{words[40]} {words[60]} {words[80]}",
            rare,
            common,
            "so:30/QĐ-UBND",
            "ngay:2014-02",
            'co-quan:"tinh 7" ' + words[100],
        ):
            times = []
            for _ in range(5):
                begun, before = time.monotonic(), time.process_time()
                hits = index.search(query)
                times.append((time.monotonic() - begun, time.process_time() - before))
            middle, used = (1000 * seconds for seconds in sorted(times)[2])
            told(
                f"search {query!r} ({len(hits)} hits)",
                f"{middle:.0f} ms, {used:.0f} ms of CPU",
                "ms",
                used < 100,
            )


PARTS = {
    "kills": kills,
    "hostile": hostile,
    "cost": cost,
    "finished": finished,
    "memory": memory,
    "engines": engines,
    "waiting": waiting,
    "search": search,
}


def main() -> None:
    """Run the parts asked for, all of them by default."""
    if sys.argv[1:2] == ["--inner"]:
        _inner(sys.argv[2], Path(sys.argv[3]), *sys.argv[4:])
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--folder", type=Path, help="work here instead of a temporary folder")
    arguments = parser.parse_args()
    for name in arguments.parts or PARTS:
        with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
            PARTS[name](Path(folder))


if __name__ == "__main__":
    main()
