# SPDX-License-Identifier: Apache-2.0
"""All measurements: ``python -m tests.bench [NAME...] [--shared DIR] [--json FILE]``.

Each module beside this one that has a function ``measure(shared)`` gives the rows of one table:
dicts from column to value, all with the same columns. Its ``TITLE`` heads the table. A module
that cannot run here says why and does not stop the others.
"""

from __future__ import annotations

import argparse
import json
import os
import time
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from rich.console import Console
from rich.table import Table

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

Row = Mapping[str, Any]
Measure = Callable[[Path], Iterable[Row]]


def benchmarks() -> tuple[str, ...]:
    """Names of the modules beside this one."""
    return tuple(sorted(p.stem for p in HERE.glob("*.py") if not p.stem.startswith("_")))


def measurement(module: ModuleType) -> Measure | None:
    """The function that gives the rows; ``table`` is understood too."""
    return getattr(module, "measure", None) or getattr(module, "table", None)


def as_table(title: str, rows: Sequence[Row]) -> Table:
    """Rows under each other; numbers at the right."""
    table = Table(title=title, title_justify="left", title_style="bold")
    columns = list(dict.fromkeys(column for row in rows for column in row))
    for column in columns:
        numbers = all(isinstance(row.get(column, 0), int | float) for row in rows)
        table.add_column(column.replace("_", " "), justify="right" if numbers else "left")
    for row in rows:
        table.add_row(*(_in_words(row.get(column, "")) for column in columns))
    return table


def _in_words(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    return str(value)


def run(name: str, shared: Path, console: Console) -> list[Row] | None:
    """Measure and print one table; None where there is nothing to measure."""
    try:
        module = import_module(f"tests.bench.{name}")
        measure = measurement(module)
        if measure is None:
            return None
        console.print(f"[dim]{name} …[/]")
        began = time.perf_counter()
        rows = [dict(row) for row in measure(shared)]
    except Exception as error:  # a benchmark that cannot run here must not hide the others
        console.print(f"[yellow]{name}: not measured: {type(error).__name__}: {error}[/]")
        if os.environ.get("BENCH_TRACEBACK"):
            traceback.print_exc()
        return None
    title = getattr(module, "TITLE", None) or (module.__doc__ or name).strip().split("\n")[0]
    if rows:
        console.print(as_table(title, rows))
    console.print(f"[dim]{name}: {time.perf_counter() - began:.0f} s[/]\n")
    return rows


def main() -> None:
    """Command line of the benchmarks."""
    parser = argparse.ArgumentParser(description="Measure accuracy and speed.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(benchmarks()))
    parser.add_argument(
        "--shared",
        type=Path,
        default=ROOT.parent / "shared",
        help="folder with scans/, truth/, seeds/ and corpora/ (default: %(default)s)",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows here too")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(benchmarks()):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    console = Console(width=None if os.isatty(1) else 160, highlight=False)
    if not arguments.shared.is_dir():
        console.print(f"[yellow]{arguments.shared} is not there: only what needs no scans runs[/]")
    results = {}
    for name in arguments.names or benchmarks():
        if (rows := run(name, arguments.shared, console)) is not None:
            results[name] = rows
    if arguments.json is not None:
        text = json.dumps(results, ensure_ascii=False, indent=2, default=str)
        arguments.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
