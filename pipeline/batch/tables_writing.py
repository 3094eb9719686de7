# SPDX-License-Identifier: Apache-2.0
"""Has the tables of a batch written, in a process of its own."""

from __future__ import annotations

from pipeline.batch.ledger import Ledger
from pipeline.batch.output import OutputFolder
from pipeline.batch.pool import SupervisedPool, Task
from pipeline.batch.view import View
from pipeline.errors import FileAccessError
from pipeline.settings import Settings


def write_tables(
    output: OutputFolder, ledger: Ledger, root: str, settings: Settings, view: View
) -> None:
    """Bring the index, the report and the search index up to date, in a process of its own."""
    from pipeline.batch.tables import are_current, remember, write_all

    if are_current(output, ledger):
        return
    output.check_there()
    pool = SupervisedPool(1)
    try:
        future = pool.submit(Task(write_all), output.root, root, settings)
        written = future.result()
        for name, aside in written.aside.items():
            view.note(f"{name} was edited since it was written: it is {aside} now")
        remember(ledger, written)
    except FileAccessError:
        raise
    except Exception as error:  # the documents are done; that must not be lost in this
        view.note(f"the tables could not be written: {error}")
    finally:
        pool.kill()
