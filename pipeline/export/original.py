# SPDX-License-Identifier: Apache-2.0
"""The file a record was made of, for formats that show its pages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Original:
    """Where it lies, and the settings (password, limits) it is opened with."""

    path: Path
    settings: Settings
