# SPDX-License-Identifier: Apache-2.0
"""What an opened file looks like to the rest of the house, whatever kind of file it is."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt

from pipeline.errors import BadArgumentsError, FileAccessError, InputFileError, SohoaError
from pipeline.model import Page, PageOrigin
from pipeline.settings import Settings

if TYPE_CHECKING:
    import pikepdf

PixelArray = npt.NDArray[np.uint8]
"""H x W (gray) or H x W x 3 (BGR), uint8, 255 is white."""

PLAUSIBLE_DPI = (50.0, 1300.0)
"""Resolutions outside this range are those of a broken file, not of a scanner."""


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One page as found in the file.

    Either ``text_page`` holds the finished page (its text layer is sound, or the file is
    text), or ``image`` holds the pixels to be read; ``Source.page(n, image=True)`` gives the
    pixels in any case. ``width`` and ``height`` are px of the image, whether it is given or
    not; ``dpi`` is measured (pixels by inches on paper), None where the file does not say or
    says nonsense. ``reason`` says in a sentence why the text is taken from ``origin``.
    """

    number: int
    image: PixelArray | None
    width: int
    height: int
    dpi: float | None
    text_page: Page | None
    origin: PageOrigin
    reason: str
    warnings: tuple[str, ...] = ()


class Source(ABC):
    """An opened file; a context manager. Pages count from 1.

    ``warnings`` are faults of the file as a whole; those of a page are in its ``SourcePage``.
    """

    def __init__(
        self, path: Path, settings: Settings, media_type: str, warnings: tuple[str, ...] = ()
    ) -> None:
        self.path = path
        self.settings = settings
        self.media_type = media_type
        self.warnings = warnings

    @property
    @abstractmethod
    def page_count(self) -> int:
        """Number of pages, at least 1."""

    @abstractmethod
    def _page(self, number: int, image: bool) -> SourcePage:
        """Page ``number``, known to exist."""

    def close(self) -> None:  # noqa: B027 - most kinds hold nothing open
        """Release the file."""

    def page(self, number: int, *, image: bool = False) -> SourcePage:
        """Page ``number`` from 1; with ``image`` its pixels even if its text layer is sound.

        Raises a ``SohoaError`` that concerns this page only (it is corrupt, too large, takes
        too long); the other pages can still be asked for. BadArgumentsError: no such page.
        """
        if not 1 <= number <= self.page_count:
            raise BadArgumentsError(
                f"{self.path} has {self.page_count} page(s); page {number} does not exist"
            )
        return self._page(number, image)

    @contextmanager
    def pages_as_pdf(
        self, numbers: Sequence[int], unreadable: Collection[int] = ()
    ) -> Iterator[pikepdf.Pdf]:
        """A PDF to write on, of these pages (ascending) as they look; it is closed at the end.

        An ``unreadable`` page that cannot be shown is blank. Raises as ``page`` does;
        InputFileError: the file is text, its pages have no looks.
        """
        import pikepdf

        from pipeline.source.page_copies import add_image_page

        with pikepdf.new() as pdf:
            for number in numbers:
                try:
                    found = self.page(number, image=True)
                except SohoaError:
                    if number not in unreadable:
                        raise
                    pdf.add_blank_page(page_size=(595, 842))
                    continue
                if found.image is None:
                    raise InputFileError(
                        f"{self.path} is plain text: there are no pages to show",
                        help="Ask for other formats (json, txt, md); a batch leaves such files "
                        "out with --exclude '*.txt'.",
                    )
                add_image_page(pdf, found.image, found.dpi, self._stored_jpeg(found))
            yield pdf

    def _stored_jpeg(self, page: SourcePage) -> bytes | None:
        """The JPEG data that the file holds of just these pixels; None where it holds none."""
        return None

    @cached_property
    def sha256(self) -> str:
        """Hash of the file's bytes (hex), computed when first asked for."""
        try:
            with open(self.path, "rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            raise FileAccessError(f"cannot read {self.path}: {error.strerror}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def plausible_dpi(horizontal: float | None, vertical: float | None) -> float | None:
    """The mean of two measured resolutions, or None where they make no sense."""
    if not horizontal or not vertical:
        return None
    low, high = PLAUSIBLE_DPI
    if not (low <= horizontal <= high and low <= vertical <= high):
        return None
    return round((horizontal + vertical) / 2, 1)
