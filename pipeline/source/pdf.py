# SPDX-License-Identifier: Apache-2.0
"""PDF files: scanned pages taken out as stored, typeset pages by their text, others drawn."""

from __future__ import annotations

import os
import tempfile
import warnings as python_warnings
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

import pikepdf

from pipeline.errors import (
    EncryptedFileError,
    FileAccessError,
    InputFileError,
    LimitExceededError,
    SohoaError,
)
from pipeline.model import PageOrigin
from pipeline.settings import Limits, Settings
from pipeline.source.base import PixelArray, Source, SourcePage, plausible_dpi
from pipeline.source.page_copies import keep_pages
from pipeline.source.pdf_annotations import stamp_boxes
from pipeline.source.pdf_content import (
    ContentTooComplexError,
    PageContent,
    read_content,
)
from pipeline.source.pdf_geometry import (
    PageGeometry,
    on_page,
    page_geometry,
    stored_to_shown,
)
from pipeline.source.pdf_images import NotTakenOutError, stored_pixels
from pipeline.source.pdf_plan import (
    ImagePlan,
    drawable,
    picture_is_lost,
    plan_image,
    text_is_hidden,
    text_is_unseen,
)
from pipeline.source.pixels import square_pixels, squared_resolution
from pipeline.source.poppler import TextLayer, render_page, text_layer
from pipeline.source.text_layer import (
    INK_DPI,
    LayerSurroundings,
    Verdict,
    judge_text_layer,
)
from pipeline.source.text_layer_page import text_layer_page

# what qpdf says of a file of which objects are missing
_GONE = ("Pages tree includes", "unable to recover stream data", "unable to find trailer")
# the mark of a PDF's end stands within this many bytes, whatever a mail program added
_END_BYTES = 2048


class PdfSource(Source):
    """A PDF. Damaged files are opened as far as they can be recovered, with a warning."""

    def __init__(
        self, path: Path, settings: Settings, media_type: str, warnings: tuple[str, ...] = ()
    ) -> None:
        super().__init__(path, settings, media_type, warnings)
        _guard_against_bombs(settings.limits.page_pixels)
        self._pdf = _open(path, settings.source.password)
        try:
            self._count = _page_count(self._pdf, path, settings.limits.pages)
            complaints = [str(warning) for warning in self._pdf.get_warnings()]
            self._recovered = any("is damaged" in c or "econstruct" in c for c in complaints)
            if self._recovered and _is_incomplete(path, complaints):
                self.warnings += (
                    "the PDF is damaged and incomplete: pages or pictures may be missing;"
                    " what could be recovered was read",
                )
            elif self._recovered:
                self.warnings += ("the PDF is damaged; what could be recovered was read",)
        except BaseException:
            self._pdf.close()
            raise

    @property
    def page_count(self) -> int:
        return self._count

    def close(self) -> None:
        self._pdf.close()

    @contextmanager
    def pages_as_pdf(
        self, numbers: Sequence[int], unreadable: Collection[int] = ()
    ) -> Iterator[pikepdf.Pdf]:
        # the file itself opened once more: qpdf holds what is copied to another PDF in memory
        with _open(self.path, self.settings.source.password) as pdf:
            keep_pages(pdf, numbers)
            yield pdf

    def _page(self, number: int, image: bool) -> SourcePage:
        try:
            page = self._pdf.pages[number - 1]
            geometry = page_geometry(page)
            content = _content(page)
            plan = plan_image(
                page, geometry, content, self.settings, f"page {number} of {self.path}"
            )
            return self._source_page(page, geometry, content, plan, number, image)
        except SohoaError:
            raise
        except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError, OSError) as error:
            raise InputFileError(f"page {number} of {self.path} is damaged: {error}") from error

    def _source_page(
        self,
        page: pikepdf.Page,
        geometry: PageGeometry,
        content: PageContent | None,
        plan: ImagePlan,
        number: int,
        image: bool,
    ) -> SourcePage:
        with self._file_for_poppler(number) as (path, at):
            layer, verdict, around = self._judged_layer(page, geometry, content, path, at)
            text_page = None
            if layer is not None and around is not None and verdict.sound:
                text_page = text_layer_page(
                    layer,
                    verdict,
                    around,
                    number=number,
                    size=plan.size,
                    dpi=plausible_dpi(*squared_resolution(*plan.resolution)),
                )
            pixels = None
            lost: tuple[str, ...] = ()
            if content is not None and picture_is_lost(content, geometry):
                lost = ("a picture of the page is missing in the file; it was not read",)
            warnings = (*plan.warnings, *lost)
            reason = f"{verdict.reason}; {plan.reason}"
            resolution = squared_resolution(*plan.resolution)
            if text_page is None or image:
                pixels, resolution, taken = self._pixels(plan, geometry, path, at, number)
                reason = f"{verdict.reason}; {taken}"
        dpi = plausible_dpi(*resolution)
        if text_page is not None:
            reason, warnings = verdict.reason, lost
        elif dpi is None:
            warnings += (
                f"the page's resolution ({resolution[0]:,.0f} dpi) makes no sense; not used",
            )
        width, height = plan.size
        if pixels is not None and text_page is None:
            height, width = pixels.shape[:2]
        origin = PageOrigin.IMAGE if text_page is None else text_page.origin
        return SourcePage(number, pixels, width, height, dpi, text_page, origin, reason, warnings)

    def _judged_layer(
        self,
        page: pikepdf.Page,
        geometry: PageGeometry,
        content: PageContent | None,
        path: Path,
        at: int,
    ) -> tuple[TextLayer | None, Verdict, LayerSurroundings | None]:
        mode = self.settings.source.text_layer
        limits = self.settings.limits
        if mode == "ignore":
            return None, Verdict(False, "text layers are ignored by the settings"), None
        annotations = stamp_boxes(page, geometry)
        if content is not None and not (content.visible_text or content.hidden_text):
            said = "the page has no text layer"
            if annotations:
                said = "the page has no text but that of its annotations (a stamp, a signature)"
            return None, Verdict(False, said), None
        try:
            layer = text_layer(path, at, limits)
        except InputFileError as error:
            return None, Verdict(False, f"the text layer cannot be read ({error})"), None
        if geometry.rotate % 2:  # pdftotext gives words as shown, but the page before it is turned
            layer = replace(layer, width=layer.height, height=layer.width)

        @cache
        def ink() -> PixelArray:
            return _drawn(path, at, geometry, INK_DPI, limits, ink=True)[0]

        surroundings = LayerSurroundings(
            hidden=content is not None and text_is_hidden(content, geometry),
            unseen=content is not None and text_is_unseen(content, geometry),
            annotations=annotations,
            fonts=_font_names(page),
            ink=ink,
        )
        if mode == "trust":
            said = "the text layer is trusted by the settings" if layer.words else "no text layer"
            return layer, Verdict(bool(layer.words), said), surroundings
        return layer, judge_text_layer(layer, surroundings), surroundings

    def _pixels(
        self, plan: ImagePlan, geometry: PageGeometry, path: Path, at: int, number: int
    ) -> tuple[PixelArray, tuple[float, float], str]:
        """The page's pixels, their resolution (horizontal, vertical), and how they were got."""
        limits = self.settings.limits
        reason = plan.reason
        if plan.image is not None:
            try:
                stored = stored_pixels(plan.image.image, plan.image.fill_is_black, path, at, limits)
            except NotTakenOutError as error:
                reason = f"the page was drawn (its image could not be taken out: {error})"
            else:
                shown = stored_to_shown(stored, plan.image.matrix, geometry.rotate)
                sheet = on_page(shown, geometry.shown(plan.image.box), geometry.size)
                squared, across, down = square_pixels(sheet, *plan.resolution)
                return squared, (across, down), reason
        pixels, dpi = _drawn(path, at, geometry, max(plan.resolution), limits)
        return pixels, (dpi, dpi), reason

    @contextmanager
    def _file_for_poppler(self, number: int) -> Iterator[tuple[Path, int]]:
        """A file Poppler can open, and the page's number in it.

        An encrypted or damaged document is not given to it as it is, but as a copy of the one
        page in the clear: no password on a command line, no second recovery that differs.
        """
        if not (self._pdf.is_encrypted or self._recovered):
            yield self.path, number
            return
        with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
            path = Path(folder) / "page.pdf"
            with pikepdf.new() as single, python_warnings.catch_warnings():
                # forms need not work in it
                python_warnings.simplefilter("ignore", pikepdf.PageCopyWarning)
                single.pages.append(self._pdf.pages[number - 1])
                single.save(path)
            yield path, 1


def _guard_against_bombs(page_pixels: int) -> None:
    """Bound what qpdf unpacks in this process (object streams, page contents, images)."""
    most = max(page_pixels * 4, 256 << 20)
    pikepdf.settings.set_qpdf_limits(
        flate_max_memory=most, run_length_max_memory=most, png_max_memory=most,
        tiff_max_memory=most, dct_max_memory=most,
    )  # fmt: skip


def _open(path: Path, password: str | None) -> pikepdf.Pdf:
    try:
        return pikepdf.open(_openable(path), password=password or "", suppress_warnings=True)
    except pikepdf.PasswordError as error:
        if password:
            raise EncryptedFileError(f"the password given for {path} is wrong") from error
        raise EncryptedFileError(f"{path} is encrypted and needs a password") from error
    except (pikepdf.PdfError, RuntimeError, ValueError) as error:
        raise InputFileError(f"{path} is damaged and cannot be opened as PDF: {error}") from error
    except OSError as error:
        raise FileAccessError(f"cannot open {path}: {error.strerror}") from error


def _openable(path: Path) -> Path | BinaryIO:
    """``path``, or the open file where its name is no UTF-8, which qpdf cannot take."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return open(os.open(path, os.O_RDONLY), "rb")
    return path


def _is_incomplete(path: Path, complaints: Sequence[str]) -> bool:
    """Whether a recovered PDF lacks its end, or qpdf (``complaints``) found parts of it gone."""
    if any(gone in complaint for complaint in complaints for gone in _GONE):
        return True
    with open(path, "rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _END_BYTES))
        return b"%%EOF" not in file.read()


def _page_count(pdf: pikepdf.Pdf, path: Path, limit: int) -> int:
    try:
        count = len(pdf.pages)
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError) as error:
        raise InputFileError(f"{path} is damaged: its pages cannot be found") from error
    if count == 0:
        raise InputFileError(f"{path} has no pages")
    if count > limit:
        raise LimitExceededError(f"{path} has {count:,} pages, more than limits.pages ({limit:,})")
    return count


def _content(page: pikepdf.Page) -> PageContent | None:
    """What the page draws; None where that cannot be followed and the page is best drawn."""
    try:
        return read_content(page)
    except (ContentTooComplexError, pikepdf.PdfError, RuntimeError, ValueError, TypeError):
        return None


def _drawn(
    path: Path, at: int, geometry: PageGeometry, dpi: float, limits: Limits, *, ink: bool = False
) -> tuple[PixelArray, float]:
    """The page drawn at ``dpi`` (or what the limits allow), and the dpi. ``ink``: in gray,
    without annotations, small."""
    dpi, size = drawable(geometry, dpi, 4_000_000 if ink else limits.page_pixels)
    by_unit = dpi * geometry.unit * 72
    return render_page(path, at, by_unit, size, limits, gray=ink, annotations=not ink), dpi


def _font_names(page: pikepdf.Page) -> tuple[str, ...]:
    try:
        fonts: Any = page.resources.get("/Font", {})
        return tuple(str(font.get("/BaseFont", "")) for font in fonts.values())
    except (pikepdf.PdfError, AttributeError, TypeError, ValueError):
        return ()
