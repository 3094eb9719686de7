# SPDX-License-Identifier: Apache-2.0
"""How the pixels of a PDF page are best got: taken out as one stored image, or drawn."""

from __future__ import annotations

from dataclasses import dataclass

import pikepdf

from pipeline.settings import Settings
from pipeline.source.pdf_annotations import page_annotations, writes_on_page
from pipeline.source.pdf_content import PageContent, PlacedImage, area, intersection
from pipeline.source.pdf_geometry import PageGeometry
from pipeline.source.pdf_images import image_size
from pipeline.source.pixels import check_pixels, squared_resolution

# an image that covers this share of the page is the page, if nothing else shows
_WHOLE_PAGE = 0.95
_MOST_OF_PAGE = 0.5
# smaller than this an image is a dot left over by some program
_SPECK = 0.0005
_MAX_RENDER_DPI = 600.0
_MIN_RENDER_DPI = 72.0


@dataclass(frozen=True, slots=True)
class ImagePlan:
    """How the pixels of a page are got: ``image`` taken out, or (None) drawn at ``size``.

    ``size`` (width, height) px of the result; ``resolution`` (horizontal, vertical) dpi.
    """

    image: PlacedImage | None
    size: tuple[int, int]
    resolution: tuple[float, float]
    reason: str
    warnings: tuple[str, ...] = ()


def plan_image(
    page: pikepdf.Page,
    geometry: PageGeometry,
    content: PageContent | None,
    settings: Settings,
    what: str,
) -> ImagePlan:
    """Decide how the pixels of ``page`` are got. ``content`` is None where it could not be read.

    Raises LimitExceededError where an image on it declares more than ``limits.page_pixels``.
    """
    limit = settings.limits.page_pixels
    render_dpi = settings.source.render_dpi
    if content is not None:
        for placed in content.images:
            check_pixels(*image_size(placed.image), limit, f"an image on {what}")
        single = single_image(page, geometry, content)
        if single is not None:
            resolution = _resolution(single, geometry)
            across, down = squared_resolution(*resolution)
            width, height = geometry.inches
            size = (max(1, round(width * across)), max(1, round(height * down)))
            if size[0] * size[1] <= 1.5 * limit:
                said = "the page is one image, taken out as stored"
                return ImagePlan(single, size, resolution, said)
        render_dpi = _drawing_dpi(content, geometry, render_dpi)
    width, height = geometry.inches
    dpi, size = drawable(geometry, render_dpi, limit)
    warnings: tuple[str, ...] = ()
    if dpi < 0.9 * render_dpi:
        warnings = (
            f"the page measures {width:.0f} x {height:.0f} inches: drawn at {dpi:.0f} dpi "
            "to stay within limits.page_pixels",
        )
    return ImagePlan(None, size, (dpi, dpi), "the page was drawn", warnings)


def _visible(content: PageContent, geometry: PageGeometry) -> list[tuple[int, PlacedImage, float]]:
    """Images that show: index, image, share of the page covered."""
    page_area = area(geometry.crop)
    shown = [
        (index, image, area(intersection(image.shown_box, geometry.crop)) / page_area)
        for index, image in enumerate(content.images)
    ]
    return [item for item in shown if item[2] > _SPECK]


def single_image(
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
    if any(writes_on_page(note) for note in page_annotations(page)):
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


def drawable(geometry: PageGeometry, dpi: float, most: int) -> tuple[float, tuple[int, int]]:
    """``dpi``, lowered where the page would exceed ``most`` pixels, and its size in px then."""
    width, height = (max(side, 1e-3) for side in geometry.inches)
    dpi = min(dpi, (most / (width * height)) ** 0.5)
    return dpi, (max(1, round(width * dpi)), max(1, round(height * dpi)))


def text_is_hidden(content: PageContent, geometry: PageGeometry) -> bool:
    """Whether the text is invisible or behind images that cover the page."""
    visible = _visible(content, geometry)
    if sum(covered for _, _, covered in visible) < 0.8:
        return False
    behind = content.before[visible[-1][0]][0]
    return content.hidden_text + behind >= content.visible_text - behind


def text_is_unseen(content: PageContent, geometry: PageGeometry) -> bool:
    """Whether all text is invisible and there is no image that it could be the text of."""
    shown = content.visible_text or content.inline_images or _visible(content, geometry)
    return bool(content.hidden_text) and not shown


def picture_is_lost(content: PageContent, geometry: PageGeometry) -> bool:
    """Whether something the page draws is not in the file, or nothing is drawn of its text."""
    blank = text_is_unseen(content, geometry) and not content.drawn_paths
    return blank or content.lost > 0
