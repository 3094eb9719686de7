# SPDX-License-Identifier: Apache-2.0
"""Clean-up, reading and layout of one page image, in order."""

from __future__ import annotations

import time
from typing import Any

import numpy.typing as npt

from pipeline.cleanup import CleanedPage, clean_page
from pipeline.model import Page, PageOrigin, ProcessingStep
from pipeline.ocr.engine import OcrEngine, ReadLine, ReadRequest, engine, model_digest
from pipeline.ocr.layout import blocks_of
from pipeline.settings import Settings

ASSUMED_DPI = 200
"""What Tesseract is told when neither the file nor the letters say otherwise."""


def read_page_image(
    image: npt.NDArray[Any],
    dpi: float | None,
    settings: Settings | None = None,
    *,
    number: int = 1,
    reason: str = "",
) -> tuple[Page, CleanedPage]:
    """See ``pipeline.ocr.read_image``."""
    settings = settings or Settings()
    deadline = time.monotonic() + settings.limits.page_seconds
    reader = engine(settings.ocr.engine)
    cleaned = clean_page(image, dpi, settings.cleanup)
    warnings: list[str] = []
    lines: tuple[ReadLine, ...] = ()
    if cleaned.x_height is None:
        # too little print to measure: still read what there is
        lines = _read(reader, cleaned, settings, deadline) if has_ink(cleaned) else ()
        if not lines:
            warnings.append("no text found on this page")
    else:
        lines = _read(reader, cleaned, settings, deadline)
    blocks = blocks_of(lines, cleaned)
    step = ProcessingStep(
        "ocr",
        reader.version,
        {"model": settings.ocr.model, "model_sha256": model_digest(settings.ocr.model)},
    )
    page = Page(
        number=number,
        width=cleaned.original_width,
        height=cleaned.original_height,
        dpi=dpi,
        origin=PageOrigin.IMAGE,
        reason=reason or "the page is an image",
        blocks=blocks,
        model=settings.ocr.model,
        steps=(*cleaned.steps, step),
        warnings=tuple(warnings),
    )
    return page, cleaned


def has_ink(cleaned: CleanedPage) -> bool:
    """Whether anything on the page is dark."""
    return bool((cleaned.image[::2, ::2] < 128).mean() > 1e-5)


def _read(
    reader: OcrEngine, cleaned: CleanedPage, settings: Settings, deadline: float
) -> tuple[ReadLine, ...]:
    seconds = max(1.0, deadline - time.monotonic())
    request = ReadRequest(
        cleaned.image, reading_dpi(cleaned), settings.ocr.model, 3, seconds, alternatives=True
    )
    return reader.read(request)


def reading_dpi(cleaned: CleanedPage) -> int:
    """Resolution to tell Tesseract: from the letters (x-height of 13 pt print is 2.1 mm)."""
    if cleaned.x_height is None:
        return int(min(max(cleaned.dpi or ASSUMED_DPI, 70), 2400))
    return max(70, round(cleaned.x_height / 2.1 * 25.4))
