# SPDX-License-Identifier: Apache-2.0
"""Reading: a page image becomes a ``Page`` of words, lines and blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy.typing as npt

    from pipeline.cleanup import CleanedPage
    from pipeline.model import Page
    from pipeline.settings import Settings


def read_image(
    image: npt.NDArray[Any],
    dpi: float | None,
    settings: Settings | None = None,
    *,
    number: int = 1,
    reason: str = "",
) -> tuple[Page, CleanedPage]:
    """Clean and read one page image; also returns the cleaned image that was read.

    ``image``: gray or BGR, see ``pipeline.cleanup.sheet.as_sheet_image``. ``dpi`` may be None.
    Raises PageTimeoutError past ``limits.page_seconds``, MissingDependencyError without
    Tesseract or its model.
    """
    from pipeline.ocr.reading import read_page_image

    return read_page_image(image, dpi, settings, number=number, reason=reason)


__all__ = ["read_image"]
