# SPDX-License-Identifier: Apache-2.0
"""Draw the samples: ``python -m samples.draw [NAME...] [--out DIR]``.

Writes ``DIR/NAME.pdf``, ``DIR/expected/NAME.json`` (fields) and ``DIR/expected/NAME.txt`` (the
printed lines, ``=== page N`` before each page, blocks parted by an empty line), and
``DIR/garbled.txt`` with ``DIR/expected/garbled.txt``: a page read with the wrong language model.
Needs Tinos (``fonts-croscore``); the garbled text needs Tesseract with its English model.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import cv2

from . import content
from .documents import Document, compose
from .pdf_files import write_born_digital, write_scan
from .scan import INCOMING_STAMP, Look, printed_page, scanned_page
from .typeset import Run, TypesetPage

FOLDER = Path(__file__).parent

# A document and how it was scanned; None: never printed, a PDF with text.
SAMPLES: tuple[tuple[Document, Look | None], ...] = (
    (content.LETTER, Look(mode="colour", noise=2, jpeg_quality=45, seed=11, incoming_stamp=True)),
    (
        content.PARTY_DIRECTIVE,
        Look(mode="colour", skew=1.1, blur=0.5, noise=3, seal=True, jpeg_quality=42, seed=12),
    ),
    (
        content.DECISION,
        Look(
            mode="gray", dpi=200, skew=-0.4, blur=0.5, noise=3, holes=True, jpeg_quality=38, seed=13
        ),
    ),
    (
        content.PLAN,
        Look(mode="bilevel", dpi=300, skew=0.3, noise=12, specks=140, holes=True, seed=14),
    ),
    (
        content.NOTICE,
        Look(
            mode="gray",
            blur=0.9,
            noise=5,
            uneven_light=0.45,
            bend=0.012,
            jpeg_quality=50,
            seed=15,
        ),
    ),
    (content.REPORT, None),
)


def page_text(pages: Sequence[TypesetPage], *, stamped: bool = False) -> str:
    """The printed text of a document, in the form of the expected transcripts.

    The stamp of a receiving office stands in a block headed ``%%optional``: a reader may give
    its text or leave it out.
    """
    parts = []
    for number, page in enumerate(pages, 1):
        blocks = page.blocks
        if stamped and page.stamp_corner:
            blocks = [*blocks, ["%%optional", *INCOMING_STAMP]]
        text = "\n\n".join("\n".join(block) for block in blocks)
        parts.append(f"=== page {number}\n{text}\n")
    return "\n".join(parts)


def draw(document: Document, look: Look | None, folder: Path) -> Path:
    """Write the PDF of one sample and what is expected of it; the path of the PDF."""
    pages = compose(document)
    path = folder / f"{document.name}.pdf"
    if look is None:
        write_born_digital(pages, path)
    else:
        pictures = [scanned_page(page, look, number) for number, page in enumerate(pages, 1)]
        write_scan(pictures, look, path)
    expected = folder / "expected"
    expected.mkdir(exist_ok=True)
    fields = json.dumps(document.expected_fields(), ensure_ascii=False, indent=2)
    (expected / f"{document.name}.json").write_text(fields + "\n", encoding="utf-8")
    (expected / f"{document.name}.txt").write_text(
        page_text(pages, stamped=look is not None and look.incoming_stamp), encoding="utf-8"
    )
    return path


def write_garble(document: Document, folder: Path) -> None:
    """Read the first page of ``document`` line by line with the English model.

    This is how garbled text layers come about: an office machine that was never told the
    language. Line breaks of the garbled text and of the expected text are the same.
    """
    import pytesseract

    dpi = 200
    page = compose(document)[0]
    opening = next(part for part in document.body if isinstance(part, str)).split()[0]
    picture = cv2.GaussianBlur(printed_page(page, dpi), (0, 0), 0.6)
    # the two columns of letterhead and closing share lines: only the body is read
    start = next(k for k, run in enumerate(page.runs) if run.text.startswith(opening))
    end = next(k for k, run in enumerate(page.runs) if run.text == "Nơi nhận:")
    lines: dict[float, list[Run]] = {}
    for run in page.runs[start:end]:
        lines.setdefault(run.baseline, []).append(run)
    garbled, expected = [], []
    for baseline in sorted(lines):
        size = max(run.size for run in lines[baseline])
        top, bottom = (baseline - size * 1.05) * dpi / 72, (baseline + size * 0.38) * dpi / 72
        read = pytesseract.image_to_string(
            picture[round(top) : round(bottom)], lang="eng", config="--psm 7"
        )
        garbled.append(" ".join(read.split()))
        expected.append(" ".join(run.text for run in lines[baseline]))
    (folder / "garbled.txt").write_text("\n".join(garbled) + "\n", encoding="utf-8")
    (folder / "expected" / "garbled.txt").write_text("\n".join(expected) + "\n", encoding="utf-8")


def main() -> None:
    """Command line of the script."""
    parser = argparse.ArgumentParser(description="Draw the sample documents.")
    names = [document.name for document, _ in SAMPLES] + ["garbled"]
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(names))
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder to write to")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(names):
        parser.error(f"no sample is called {', '.join(sorted(unknown))}")
    arguments.out.mkdir(parents=True, exist_ok=True)
    for document, look in SAMPLES:
        if not arguments.names or document.name in arguments.names:
            path = draw(document, look, arguments.out)
            print(f"{path}  {path.stat().st_size // 1024} kB")
    if not arguments.names or "garbled" in arguments.names:
        write_garble(content.PARTY_DIRECTIVE, arguments.out)
        print(arguments.out / "garbled.txt")


if __name__ == "__main__":
    main()
