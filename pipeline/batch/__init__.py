# SPDX-License-Identifier: Apache-2.0
"""Many documents: a folder tree in, the same tree of records out, with a ledger.

    scan -> ledger -> runner -> (executor: plan, page, page, …, finish) -> outputs, ledger
                                                                        -> tables, report, search

``runner`` decides what is done next; ``work`` holds what is done, as plain functions that any
``concurrent.futures.Executor`` can run; ``pool`` is the local executor.
"""

from __future__ import annotations
