# SPDX-License-Identifier: Apache-2.0
"""``python -m pipeline.cli`` is the command ``sohoa``."""

from pipeline.cli import main

if __name__ == "__main__":
    main()
