# SPDX-License-Identifier: Apache-2.0
"""sohoa: scanned Vietnamese official documents in, clean structured records out.

>>> from pipeline import digitise, repair_text, Settings          # doctest: +SKIP
>>> record = digitise("cong-van.pdf")                             # doctest: +SKIP
>>> record.code, record.date, record.subject                      # doctest: +SKIP
"""

from __future__ import annotations

import os
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.correction import corrections_in
    from pipeline.document import correct_record, digitise, digitise_documents
    from pipeline.record import Record
    from pipeline.repair import repair_text
    from pipeline.settings import RepairSettings, Settings

# Parallelism is ours, by page; Tesseract's own threads only fight over the same cores.
# It has to be said before its library is loaded.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")

try:
    __version__ = version("sohoa")
except PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0+unknown"

_HOMES = {
    "correct_record": "pipeline.document",
    "corrections_in": "pipeline.correction",
    "digitise": "pipeline.document",
    "digitise_documents": "pipeline.document",
    "repair_text": "pipeline.repair",
    "Record": "pipeline.record",
    "RepairSettings": "pipeline.settings",
    "Settings": "pipeline.settings",
}

__all__ = [
    "Record",
    "RepairSettings",
    "Settings",
    "__version__",
    "correct_record",
    "corrections_in",
    "digitise",
    "digitise_documents",
    "repair_text",
]


def __getattr__(name: str) -> Any:
    """Load the public names when they are first asked for: ``import pipeline`` stays cheap."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
