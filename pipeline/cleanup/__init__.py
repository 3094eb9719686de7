# SPDX-License-Identifier: Apache-2.0
"""Clean-up: a page image made ready to be read, and the way back to its original pixels.

One module per step, each a pure function from sheet to sheet that also says what it did. The
order is told in ``STEPS``: whole-page reduction first (memory), colour before anything that
needs gray, the way up before skew, and what needs the letter height after its measuring.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.cleanup import (
    black_seals,
    borders,
    check_boxes,
    colour_marks,
    contrast,
    dark_fields,
    dotted_rules,
    gray_seals,
    halftone,
    illumination,
    leaders,
    matrix_codes,
    negative,
    orientation,
    rules,
    scale,
    show_through,
    specks,
    streaks,
    uneven_ink,
    white_lines,
)
from pipeline.cleanup.bend import Bend
from pipeline.cleanup.sheet import CheckBox, Image, Matrix, RuledLine, Seal, Sheet, as_sheet_image
from pipeline.model import Box, ProcessingStep
from pipeline.settings import CleanupSettings

VERSION = "1"


@dataclass(frozen=True)
class CleanedPage:
    """A page ready to be read.

    ``image``: uint8 gray, H x W. ``to_original``: 3 x 3 affine map of its pixel coordinates to
    those of the original, whose size is ``original_width`` x ``original_height`` px; if the page
    was bent, once they are moved down by what ``bend`` says of them.
    ``dpi``: resolution of ``image`` in dots per inch as far as known. ``x_height`` in px of
    ``image``; None for a page without text. ``rules``, ``seals``, ``leaders`` (rows
    of dots), ``ellipses`` and ``check_boxes``: what was taken off.
    """

    image: Image
    to_original: Matrix
    original_width: int
    original_height: int
    dpi: float | None
    x_height: float | None
    steps: tuple[ProcessingStep, ...] = ()
    rules: tuple[RuledLine, ...] = ()
    seals: tuple[Seal, ...] = ()
    leaders: tuple[Box, ...] = ()
    ellipses: tuple[Box, ...] = ()
    check_boxes: tuple[CheckBox, ...] = ()
    bend: Bend | None = None

    def original_box(self, left: float, top: float, right: float, bottom: float) -> Box:
        """The upright box in original pixels around a box of the cleaned image."""
        corners = np.array([[left, right, left, right], [top, top, bottom, bottom], [1, 1, 1, 1]])
        corners = corners - np.array([[0.5], [0.5], [0.0]])
        if self.bend is not None:
            corners[1] += self.bend.drop(corners[0], corners[1])
        x, y, _ = self.to_original @ corners
        return Box(
            max(0, int(np.floor(x.min() + 0.5))),
            max(0, int(np.floor(y.min() + 0.5))),
            min(self.original_width, int(np.ceil(x.max() + 0.5))),
            min(self.original_height, int(np.ceil(y.max() + 0.5))),
        )


def _geometry(sheet: Sheet, settings: CleanupSettings) -> tuple[Sheet, dict[str, Any] | None]:
    measured, slant = scale.measure(sheet, deskew=settings.deskew, dewarp=settings.dewarp)
    return scale.straighten_and_scale(
        measured, slant, settings.x_height if settings.scale else None
    )


SettingsStep = Callable[[Sheet, CleanupSettings], tuple[Sheet, dict[str, Any] | None]]

STEPS: tuple[tuple[str, Callable[[CleanupSettings], bool], SettingsStep], ...] = (
    ("reduce", lambda s: s.scale, lambda sheet, _: scale.reduce_oversized(sheet)),
    ("dark_fields", lambda s: s.negative, lambda sheet, _: dark_fields.invert(sheet)),
    ("colour_marks", lambda s: s.colour_marks, lambda sheet, _: colour_marks.take_off(sheet)),
    ("gray", lambda s: True, lambda sheet, _: (colour_marks.as_gray(sheet), None)),
    ("shaded_fields", lambda s: s.negative, lambda sheet, _: dark_fields.whiten(sheet)),
    ("halftone", lambda s: s.halftone, lambda sheet, _: halftone.soften(sheet)),
    ("negative", lambda s: s.negative, lambda sheet, _: negative.invert(sheet)),
    ("illumination", lambda s: s.illumination, lambda sheet, _: illumination.even_out(sheet)),
    ("gray_seals", lambda s: s.colour_marks, lambda sheet, _: gray_seals.take_off(sheet)),
    ("contrast", lambda s: s.contrast, lambda sheet, _: contrast.strengthen(sheet)),
    ("borders", lambda s: s.borders, lambda sheet, _: borders.clear(sheet)),
    ("show_through", lambda s: s.illumination, lambda sheet, _: show_through.clear(sheet)),
    ("uneven_ink", lambda s: s.contrast, lambda sheet, _: uneven_ink.even_out(sheet)),
    ("orientation", lambda s: s.orientation, lambda sheet, _: orientation.turn(sheet)),
    ("white_lines", lambda s: s.contrast, lambda sheet, _: white_lines.close(sheet)),
    ("streaks", lambda s: s.rules, lambda sheet, _: streaks.take_off(sheet)),
    ("deskew_and_scale", lambda s: True, _geometry),
    ("matrix_codes", lambda s: s.matrix_codes, lambda sheet, _: matrix_codes.take_off(sheet)),
    ("rules", lambda s: s.rules, lambda sheet, _: rules.take_off(sheet)),
    ("dotted_rules", lambda s: s.rules, lambda sheet, _: dotted_rules.take_off(sheet)),
    ("check_boxes", lambda s: s.check_boxes, lambda sheet, _: check_boxes.take_off(sheet)),
    ("black_seals", lambda s: s.colour_marks, lambda sheet, _: black_seals.take_off(sheet)),
    ("leaders", lambda s: s.specks, lambda sheet, _: leaders.take_off(sheet)),
    ("specks", lambda s: s.specks, lambda sheet, _: specks.clear(sheet)),
)
"""Name, whether the settings allow it, the step: in the order they run."""


def clean_page(
    image: npt.NDArray[Any], dpi: float | None, settings: CleanupSettings | None = None
) -> CleanedPage:
    """Clean one page image (any of the kinds ``as_sheet_image`` takes). ``dpi`` may be None.

    Raises ValueError if ``image`` is no page image.
    """
    settings = settings or CleanupSettings()
    cv2.setNumThreads(1)  # parallelism is by page, in processes
    levels = as_sheet_image(image)
    height, width = levels.shape[:2]
    sheet = Sheet(levels, bilevel=_is_bilevel(levels))
    del levels
    done: list[ProcessingStep] = []
    for name, allowed, step in STEPS:
        if not allowed(settings):
            continue
        sheet, what = step(sheet, settings)
        if what is not None:
            done.append(ProcessingStep(f"cleanup.{name}", VERSION, what))
    shrink = float(np.sqrt(abs(np.linalg.det(sheet.to_original[:2, :2]))))
    return CleanedPage(
        image=sheet.image,
        to_original=sheet.to_original,
        original_width=width,
        original_height=height,
        dpi=None if dpi is None else dpi / shrink,
        x_height=sheet.x_height,
        steps=tuple(done),
        rules=sheet.rules,
        seals=sheet.seals,
        leaders=sheet.leaders,
        ellipses=sheet.ellipses,
        check_boxes=sheet.check_boxes,
        bend=sheet.bend,
    )


def _is_bilevel(image: Image) -> bool:
    if image.ndim != 2:
        return False
    sample = image[::7, ::5]
    return bool(np.isin(sample, (0, 255)).all()) and bool(np.isin(image, (0, 255)).all())


__all__ = ["STEPS", "CleanedPage", "clean_page"]
