# SPDX-License-Identifier: Apache-2.0
"""A coordinator to be killed: ``python -m tests.batch.drive batch|watch IN OUT [SETTING=VALUE…]``
with the cheap steps, told in JSON lines."""

from __future__ import annotations

import sys
from pathlib import Path

from pipeline.batch.run import Request, run_batch
from pipeline.batch.view import JsonView
from pipeline.batch.watch import Watch
from pipeline.settings_loading import load_settings
from tests.batch.fake_steps import STEPS

FORMATS = ("json", "txt", "md", "pdf")


def main() -> int:
    """Run; 130 if it was asked to stop."""
    command, source, output, *assignments = sys.argv[1:]
    archive = [word[10:] for word in assignments if word.startswith("--archive=")]
    tables = "--tables" in assignments
    wanted = [word for word in assignments if not word.startswith("--")]
    settings = load_settings(None, wanted).settings
    request = Request(source, Path(output), settings, FORMATS, jobs=2, steps=STEPS, tables=tables)
    view = JsonView(sys.stdout)
    if command == "watch":
        Watch(request, view, archive=Path(archive[0]) if archive else None).run()
        return 0
    return 130 if run_batch(request, view).interrupted else 0


if __name__ == "__main__":
    sys.exit(main())
