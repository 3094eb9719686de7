# SPDX-License-Identifier: Apache-2.0
"""PDF files: scanned pages taken out as stored, typeset pages by their text, others drawn."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

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
from pipeline.source.pdf_content import (
    ContentTooComplexError,
    PageContent,
    PlacedImage,
    Rectangle,
    area,
    intersection,
    read_content,
)
from pipeline.source.pdf_geometry import (
    PageGeometry,
    on_page,
    page_geometry,
    stored_to_shown,
)
from pipeline.source.pdf_images import NotTakenOutError, image_size, stored_pixels
from pipeline.source.pixels import check_pixels, square_pixels, squared_resolution
from pipeline.source.poppler import TextLayer, render_page, text_layer
from pipeline.source.text_layer import (
    INK_DPI,
    LayerSurroundings,
    Verdict,
    judge_text_layer,
    text_layer_page,
)

# an image that covers this share of the page is the page, if nothing else shows
_WHOLE_PAGE = 0.95
_MOST_OF_PAGE = 0.5
# smaller than this an image is a dot left over by some program
_SPECK = 0.0005
_MAX_RENDER_DPI = 600.0
_MIN_RENDER_DPI = 72.0
_STAMP_ANNOTATIONS = ("/Stamp", "/Watermark")


@dataclass(frozen=True, slots=True)
class _ImagePlan:
    """How the pixels of a page are got: ``image`` taken out, or (None) drawn at ``size``.

    ``size`` (width, height) px of the result; ``resolution`` (horizontal, vertical) dpi.
    """

    image: PlacedImage | None
    size: tuple[int, int]
    resolution: tuple[float, float]
    reason: str
    warnings: tuple[str, ...] = ()


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
            self._recovered = any(
                "is damaged" in warning or "econstruct" in warning
                for warning in map(str, self._pdf.get_warnings())
            )
            if self._recovered:
                self.warnings += ("the PDF is damaged; what could be recovered was read",)
        except BaseException:
            self._pdf.close()
            raise

    @property
    def page_count(self) -> int:
        return self._count

    def close(self) -> None:
        self._pdf.close()

    def _page(self, number: int, image: bool) -> SourcePage:
        try:
            page = self._pdf.pages[number - 1]
            geometry = page_geometry(page)
            content = _content(page)
            plan = self._plan(page, geometry, content, number)
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
        plan: _ImagePlan,
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
            warnings = plan.warnings
            reason = f"{verdict.reason}; {plan.reason}"
            resolution = squared_resolution(*plan.resolution)
            if text_page is None or image:
                pixels, resolution, taken = self._pixels(plan, geometry, path, at, number)
                reason = f"{verdict.reason}; {taken}"
        dpi = plausible_dpi(*resolution)
        if text_page is not None:
            reason = verdict.reason
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
        annotations = _annotation_boxes(page, geometry)
        if content is not None and not (content.visible_text or content.hidden_text):
            said = "the page has no text layer"
            if annotations:
                said = "the page has no text but that of its annotations (a stamp, a signature)"
            return None, Verdict(False, said), None
        try:
            layer = text_layer(path, at, limits)
        except InputFileError as error:
            return None, Verdict(False, f"the text layer cannot be read ({error})"), None

        @cache
        def ink() -> PixelArray:
            return _drawn(path, at, geometry, INK_DPI, limits, ink=True)[0]

        surroundings = LayerSurroundings(
            hidden=content is not None and _is_hidden(content, geometry),
            annotations=annotations,
            fonts=_font_names(page),
            ink=ink,
        )
        if mode == "trust":
            said = "the text layer is trusted by the settings" if layer.words else "no text layer"
            return layer, Verdict(bool(layer.words), said), surroundings
        return layer, judge_text_layer(layer, surroundings), surroundings

    def _pixels(
        self, plan: _ImagePlan, geometry: PageGeometry, path: Path, at: int, number: int
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

    def _plan(
        self,
        page: pikepdf.Page,
        geometry: PageGeometry,
        content: PageContent | None,
        number: int,
    ) -> _ImagePlan:
        limit = self.settings.limits.page_pixels
        render_dpi = self.settings.source.render_dpi
        if content is not None:
            for placed in content.images:
                check_pixels(
                    *image_size(placed.image), limit, f"an image on page {number} of {self.path}"
                )
            single = _single_image(page, geometry, content)
            if single is not None:
                resolution = _resolution(single, geometry)
                across, down = squared_resolution(*resolution)
                width, height = geometry.inches
                size = (max(1, round(width * across)), max(1, round(height * down)))
                if size[0] * size[1] <= 1.5 * limit:
                    said = "the page is one image, taken out as stored"
                    return _ImagePlan(single, size, resolution, said)
            render_dpi = _drawing_dpi(content, geometry, render_dpi)
        width, height = geometry.inches
        dpi, size = _drawable(geometry, render_dpi, limit)
        warnings: tuple[str, ...] = ()
        if dpi < 0.9 * render_dpi:
            warnings = (
                f"the page measures {width:.0f} x {height:.0f} inches: drawn at {dpi:.0f} dpi "
                "to stay within limits.page_pixels",
            )
        return _ImagePlan(None, size, (dpi, dpi), "the page was drawn", warnings)

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
            with pikepdf.new() as single:
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
        return pikepdf.open(path, password=password or "", suppress_warnings=True)
    except pikepdf.PasswordError as error:
        if password:
            raise EncryptedFileError(f"the password given for {path} is wrong") from error
        raise EncryptedFileError(f"{path} is encrypted and needs a password") from error
    except (pikepdf.PdfError, RuntimeError, ValueError) as error:
        raise InputFileError(f"{path} is damaged and cannot be opened as PDF: {error}") from error
    except OSError as error:
        raise FileAccessError(f"cannot open {path}: {error.strerror}") from error


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


def _visible(content: PageContent, geometry: PageGeometry) -> list[tuple[int, PlacedImage, float]]:
    """Images that show: index, image, share of the page covered."""
    page_area = area(geometry.crop)
    shown = [
        (index, image, area(intersection(image.shown_box, geometry.crop)) / page_area)
        for index, image in enumerate(content.images)
    ]
    return [item for item in shown if item[2] > _SPECK]


def _single_image(
    page: pikepdf.Page, geometry: PageGeometry, content: PageContent
) -> PlacedImage | None:
    """The image that is the whole of what the page shows, if there is one."""
    visible = _visible(content, geometry)
    if not visible or content.inline_images:
        return None
    index, image, covered = visible[-1]
    text_before, paths_before = content.before[index]
    over = content.visible_text - text_before + content.drawn_paths - paths_before
    under = text_before + paths_before + len(visible) - 1
    transparent = "/SMask" in image.image or "/Mask" in image.image
    if over or covered < _MOST_OF_PAGE or not image.plain or not _is_upright(image):
        return None
    if under and (covered < _WHOLE_PAGE or transparent):
        return None
    if area(image.shown_box) < 0.97 * area(intersection(image.box, geometry.crop)):
        return None
    if any(_writes_on_page(note) for note in _annotations(page)):
        return None
    width, height = image_size(image.image)
    return image if width and height else None


def _is_upright(image: PlacedImage) -> bool:
    """Whether the image lies along the page's edges, less than a pixel off over its length."""
    a, b, c, d, _, _ = image.matrix
    width, height = image_size(image.image)
    longest = max(width, height, 1)
    size = max(abs(a), abs(b), abs(c), abs(d))
    straight = max(abs(b), abs(c)) * longest < size and min(abs(a), abs(d)) > 0
    turned = max(abs(a), abs(d)) * longest < size and min(abs(b), abs(c)) > 0
    return straight or turned


def _resolution(image: PlacedImage, geometry: PageGeometry) -> tuple[float, float]:
    """Dpi across and down the page as shown."""
    width, height = image_size(image.image)
    a, b, _, _, _, _ = image.matrix
    if (abs(a) < abs(b)) != bool(geometry.rotate % 2):
        width, height = height, width
    left, top, right, bottom = geometry.shown(image.box)
    inch = geometry.unit
    return (
        width / max((right - left) * inch, 1e-9),
        height / max((bottom - top) * inch, 1e-9),
    )


def _drawing_dpi(content: PageContent, geometry: PageGeometry, default: float) -> float:
    """The resolution to draw at: that of the images which make up the page, so that drawing
    changes their pixels least; with print over or beside them not below ``default``."""
    visible = _visible(content, geometry)
    if sum(covered for _, _, covered in visible) < _MOST_OF_PAGE:
        return default
    large = [image for _, image, covered in visible if covered >= 0.02]
    native = max(
        (
            resolution * _mask_detail(image)
            for image in large
            for resolution in _resolution(image, geometry)
        ),
        default=default,
    )
    native = min(max(native, _MIN_RENDER_DPI), _MAX_RENDER_DPI)
    return max(native, default) if content.visible_text or content.drawn_paths else native


def _mask_detail(image: PlacedImage) -> float:
    """How many times finer than the image its mask is: in layered scans the mask is the print."""
    detail = 1.0
    for key in ("/SMask", "/Mask"):
        mask = image.image.get(key)
        if isinstance(mask, pikepdf.Stream):
            detail = max(detail, image_size(mask)[0] / max(image_size(image.image)[0], 1))
    return detail


def _drawable(geometry: PageGeometry, dpi: float, most: int) -> tuple[float, tuple[int, int]]:
    """``dpi``, lowered where the page would exceed ``most`` pixels, and its size in px then."""
    width, height = (max(side, 1e-3) for side in geometry.inches)
    dpi = min(dpi, (most / (width * height)) ** 0.5)
    return dpi, (max(1, round(width * dpi)), max(1, round(height * dpi)))


def _drawn(
    path: Path, at: int, geometry: PageGeometry, dpi: float, limits: Limits, *, ink: bool = False
) -> tuple[PixelArray, float]:
    """The page drawn at ``dpi`` (or what the limits allow), and the dpi. ``ink``: in gray,
    without annotations, small."""
    dpi, size = _drawable(geometry, dpi, 4_000_000 if ink else limits.page_pixels)
    by_unit = dpi * geometry.unit * 72
    return render_page(path, at, by_unit, size, limits, gray=ink, annotations=not ink), dpi


def _is_hidden(content: PageContent, geometry: PageGeometry) -> bool:
    """Whether the text is invisible or behind images that cover the page."""
    visible = _visible(content, geometry)
    if sum(covered for _, _, covered in visible) < 0.8:
        return False
    behind = content.before[visible[-1][0]][0]
    return content.hidden_text + behind >= content.visible_text - behind


def _annotations(page: pikepdf.Page) -> list[Any]:
    found: Any = page.obj.get("/Annots")
    if not isinstance(found, pikepdf.Array):
        return []
    return [note for note in list(found)[:2000] if isinstance(note, pikepdf.Dictionary)]


def _field_type(note: Any) -> str:
    """Type of the form field a widget belongs to (/Sig, /Tx, …), inherited from its parents."""
    for _ in range(20):
        if not isinstance(note, pikepdf.Dictionary):
            break
        if "/FT" in note:
            return str(note["/FT"])
        note = note.get("/Parent")
    return ""


def _writes_on_page(note: Any) -> bool:
    """Whether people write the document's own words with it: typed notes, filled-in fields."""
    if str(note.get("/Subtype")) == "/FreeText":
        return True
    return str(note.get("/Subtype")) == "/Widget" and "/V" in note and _field_type(note) == "/Tx"


def _is_stamp(note: Any) -> bool:
    """Whether it draws a stamp or the appearance of a digital signature."""
    kind = str(note.get("/Subtype"))
    signature = kind == "/Widget" and _field_type(note) == "/Sig"
    return "/AP" in note and (signature or kind in _STAMP_ANNOTATIONS)


def _annotation_boxes(page: pikepdf.Page, geometry: PageGeometry) -> tuple[Rectangle, ...]:
    """Boxes (as shown) of stamps and signatures."""
    boxes = []
    for note in _annotations(page):
        if not _is_stamp(note):
            continue
        try:
            x0, y0, x1, y1 = (float(value) for value in note["/Rect"])
        except (KeyError, TypeError, ValueError, ArithmeticError):
            continue
        box = geometry.shown((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
        boxes.append((box[0] - 1, box[1] - 1, box[2] + 1, box[3] + 1))
    return tuple(boxes)


def _font_names(page: pikepdf.Page) -> tuple[str, ...]:
    try:
        fonts: Any = page.resources.get("/Font", {})
        return tuple(str(font.get("/BaseFont", "")) for font in fonts.values())
    except (pikepdf.PdfError, AttributeError, TypeError, ValueError):
        return ()
