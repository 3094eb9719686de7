# SPDX-License-Identifier: Apache-2.0
"""Every setting, declared once: name, default, meaning, check.

``sohoa settings``, ``sohoa.toml`` and the environment (``SOHOA_CLEANUP__DESKEW=false``) are
all made from the classes below. To add a setting, add a field with a description.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import InvalidSettingsError


class _Group(BaseModel):
    """Raises InvalidSettingsError where a name is not known or a value fails its check."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    def __init__(self, /, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            name = ".".join(str(part) for part in first["loc"])
            if first["type"] == "extra_forbidden":
                raise InvalidSettingsError(f"there is no setting {name!r}") from None
            raise InvalidSettingsError(f"{name}: {first['msg']}") from None

    # groups inside Settings, and what is loaded from files, are validated without this __init__
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]


class Limits(_Group):
    """Bounds that keep a hostile or broken file from taking the machine."""

    file_bytes: int = Field(2 << 30, gt=0, description="largest input file, bytes")
    pages: int = Field(5000, gt=0, description="most pages in one file")
    page_pixels: int = Field(120_000_000, gt=0, description="most pixels in one page image")
    page_seconds: float = Field(120.0, gt=0, description="longest time spent on one page, s")
    memory_bytes: int = Field(
        4 << 30, gt=0, description="address space of one outside program (Poppler), bytes"
    )


class SourceSettings(_Group):
    """How files are opened."""

    render_dpi: float = Field(
        300.0,
        ge=72,
        le=1200,
        description="resolution at which pages without a full-page image are rendered, dpi",
    )
    text_layer: Literal["judge", "trust", "ignore"] = Field(
        "judge",
        description="judge: use a text layer only where it is sound; trust: use any there is; "
        "ignore: always read the image",
    )
    password: str | None = Field(None, description="password of encrypted PDFs", repr=False)


class CleanupSettings(_Group):
    """Which clean-up steps may run; each still skips a page that does not need it."""

    orientation: bool = Field(True, description="turn pages scanned sideways or upside down")
    deskew: bool = Field(True, description="straighten skewed pages")
    dewarp: bool = Field(
        True, description="straighten lines of pages photographed at an angle, or bent"
    )
    illumination: bool = Field(True, description="even out light, remove what shows through")
    halftone: bool = Field(True, description="turn the dots of bilevel scans of gray into gray")
    negative: bool = Field(
        True, description="turn white print on black, and print on dark fields, into black on white"
    )
    contrast: bool = Field(True, description="darken faint print, and print that pales over a page")
    colour_marks: bool = Field(
        True,
        description="remove red and blue seals and lines of a pen, on gray scans round seals",
    )
    matrix_codes: bool = Field(True, description="remove QR codes")
    check_boxes: bool = Field(True, description="find boxes of forms and what is ticked")
    rules: bool = Field(True, description="remove ruled lines (under headings, in tables)")
    borders: bool = Field(True, description="remove dark scan borders and punch holes")
    specks: bool = Field(True, description="remove specks")
    scale: bool = Field(True, description="scale to the letter height the model reads best")
    x_height: float = Field(
        17.0, ge=8, le=60, description="height of a lower-case x at which lines are read, px"
    )


class OcrSettings(_Group):
    """How page images are read."""

    engine: Literal["auto", "tesserocr", "pytesseract"] = Field(
        "auto", description="auto: tesserocr (in-process) where installed, else pytesseract"
    )
    model: str = Field(
        "vie", pattern=r"^[A-Za-z0-9_/+-]+$", description="Tesseract model that reads every page"
    )
    second_model: str = Field(
        "",
        pattern=r"^[A-Za-z0-9_/+-]*$",
        description="Tesseract model that reads doubtful lines again (Vietnamese: slower, a little "
        "better); empty: the first model at another letter height; none: read once",
    )
    tables: bool = Field(True, description="find ruled tables and read them cell by cell")


class RepairSettings(_Group):
    """How the text is repaired."""

    enabled: bool = Field(True, description="repair the text after reading")
    doubtful_below: float = Field(
        0.80, ge=0, le=1, description="words less certain than this are marked doubtful"
    )


class ExtractSettings(_Group):
    """What is taken from the text beside the fields themselves."""

    keywords: bool = Field(
        False,
        description="keywords (từ khóa) from the subject, by word segmentation with underthesea; "
        "each process starts half a second later",
    )


class BatchSettings(_Group):
    """How many documents at once, and what a worker may take."""

    worker_memory: int = Field(
        3 << 30,
        ge=256 << 20,
        description="private memory of one worker process, and of each program it starts, bytes",
    )
    grace_seconds: float = Field(
        30.0,
        ge=0,
        description="a worker is stopped this long after limits.page_seconds have passed, s",
    )
    doubtful_share: float = Field(
        0.05,
        ge=0,
        le=1,
        description="a document with a larger share of doubtful words is a doubtful document",
    )
    settle_seconds: float = Field(
        5.0, ge=0, description="watch: a file is taken when it has not changed for so long, s"
    )
    poll_seconds: float = Field(
        10.0, gt=0, description="watch: the folder is looked through this often, s"
    )


class Settings(_Group):
    """All settings of sohoa."""

    limits: Limits = Limits()
    source: SourceSettings = SourceSettings()
    cleanup: CleanupSettings = CleanupSettings()
    ocr: OcrSettings = OcrSettings()
    repair: RepairSettings = RepairSettings()
    extract: ExtractSettings = ExtractSettings()
    batch: BatchSettings = BatchSettings()
