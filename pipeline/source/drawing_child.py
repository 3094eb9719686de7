# SPDX-License-Identifier: Apache-2.0
"""Draws one PDF page with pdf2image, in a process of its own.

pdf2image starts pdftoppm but gives no hold on its memory. Here the limits are put on this
process first, so that pdftoppm inherits them; what goes wrong costs this process only.

    python -P drawing_child.py PDF PAGE DPI gray|colour annotations|plain FOLDER MEMORY FILE
"""

from __future__ import annotations

import contextlib
import sys

NO_POPPLER = 3
FAILED = 4


def main(arguments: list[str]) -> int:
    """Leave FOLDER/page.ppm (or .pgm); 0 done, 3 Poppler is missing, 4 it failed."""
    path, page, dpi, colour, extras, folder, memory, file = arguments
    with contextlib.suppress(ImportError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(file), int(file)))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from pdf2image import convert_from_path
    from pdf2image.exceptions import PDFInfoNotInstalledError

    try:
        convert_from_path(
            path,
            dpi=float(dpi),  # type: ignore[arg-type,unused-ignore]
            first_page=int(page),
            last_page=int(page),
            grayscale=colour == "gray",
            hide_annotations=extras == "plain",
            use_cropbox=True,
            single_file=True,
            output_folder=folder,
            output_file="page",
            paths_only=True,
        )
    except PDFInfoNotInstalledError as error:
        print(error, file=sys.stderr)
        return NO_POPPLER
    except Exception as error:  # told in one line; whoever started this process makes it an error
        print(str(error).strip() or type(error).__name__, file=sys.stderr)
        return FAILED
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
