# SPDX-License-Identifier: Apache-2.0
"""Poppler's programs, each run apart with a time and a memory limit.

A crash of the renderer costs the page, not the worker. No other module of the package starts
them. Arguments are a list, never a shell line, and the file's path is absolute, so that names
with spaces or leading dashes are only names.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from pipeline.errors import InputFileError, MissingDependencyError, PageTimeoutError
from pipeline.settings import Limits
from pipeline.source import drawing_child
from pipeline.source.base import PixelArray

INSTALL = "Install Poppler: sudo apt-get install poppler-utils"

_TEXT_BYTES = 64 << 20
# XML 1.0 forbids these, Poppler prints them all the same
_NOT_XML = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]|\xed[\xa0-\xbf][\x80-\xbf]"
)


@dataclass(frozen=True, slots=True)
class TextWord:
    """A word of a text layer; left, top, right, bottom in pt from the top left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class TextLine:
    words: tuple[TextWord, ...]


@dataclass(frozen=True, slots=True)
class TextLayer:
    """Blocks of lines as Poppler's layout analysis groups them; page size in pt as shown."""

    width: float
    height: float
    blocks: tuple[tuple[TextLine, ...], ...]

    @property
    def words(self) -> list[TextWord]:
        return [word for block in self.blocks for line in block for word in line.words]


def render_page(
    path: Path,
    number: int,
    dpi: float,
    size: tuple[int, int],
    limits: Limits,
    *,
    gray: bool = False,
    annotations: bool = True,
) -> PixelArray:
    """Page ``number`` drawn at ``dpi`` on ``size`` (width, height) px, as shown: /Rotate and crop
    applied, /UserUnit not (Poppler counts every user space unit as 1/72 inch).

    Returns uint8, H x W x 3 BGR, or H x W if ``gray``. Raises MissingDependencyError,
    PageTimeoutError, InputFileError (the renderer crashed or drew nothing).
    """
    width, height = size
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        target = Path(folder) / "page"
        most = 3 * (width + 64) * (height + 64) + 65536
        child = [sys.executable, "-P", drawing_child.__file__, str(path.resolve()), str(number)]
        child += [f"{dpi:.6f}", "gray" if gray else "colour"]
        child += ["annotations" if annotations else "plain", folder]
        child += [str(limits.memory_bytes), str(most)]
        _run("pdftoppm", child, number, path, limits, most)
        drawn = target.with_suffix(".pgm" if gray else ".ppm")
        pixels = None
        if drawn.is_file():
            # cv2.imread cannot open every path; the bytes it can always decode
            encoded = np.fromfile(drawn, np.uint8)
            pixels = cv2.imdecode(encoded, cv2.IMREAD_GRAYSCALE if gray else cv2.IMREAD_COLOR)
        if pixels is None:
            raise InputFileError(f"page {number} of {path} cannot be drawn")
        return _of_size(pixels.astype(np.uint8, copy=False), size)


def _of_size(pixels: PixelArray, size: tuple[int, int]) -> PixelArray:
    """Add the white row or column that the rounding of the page's size may have cost."""
    height, width = pixels.shape[:2]
    if (width, height) == size:
        return pixels
    if abs(width - size[0]) > 2 or abs(height - size[1]) > 2:
        raise InputFileError(f"the page was drawn as {width} x {height} instead of {size} pixels")
    sheet = np.full((size[1], size[0], *pixels.shape[2:]), 255, np.uint8)
    part = pixels[: size[1], : size[0]]
    sheet[: part.shape[0], : part.shape[1]] = part
    return sheet


def page_images(path: Path, number: int, limits: Limits) -> list[PixelArray]:
    """Every image of the page, decoded by Poppler, not resampled, in the order drawn."""
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        arguments = ["-f", str(number), "-l", str(number), "-png", "-q"]
        target = Path(folder) / "image"
        arguments += [str(path.resolve()), str(target)]
        _run(
            "pdfimages",
            ["pdfimages", *arguments],
            number,
            path,
            limits,
            4 * limits.page_pixels + 65536,
        )
        images: list[PixelArray] = []
        for file in sorted(Path(folder).iterdir()):
            pixels = cv2.imdecode(np.fromfile(file, np.uint8), cv2.IMREAD_UNCHANGED)
            if pixels is None:
                raise InputFileError(f"an image on page {number} of {path} is damaged")
            images.append(pixels.astype(np.uint8, copy=False))
        return images


def text_layer(path: Path, number: int, limits: Limits) -> TextLayer:
    """The text layer of page ``number`` with boxes, in the page's shown orientation.

    Raises MissingDependencyError, PageTimeoutError, InputFileError.
    """
    arguments = ["-bbox-layout", "-cropbox", "-q", "-enc", "UTF-8"]
    arguments += ["-f", str(number), "-l", str(number), str(path.resolve())]
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        target = Path(folder) / "text.html"
        _run("pdftotext", ["pdftotext", *arguments, str(target)], number, path, limits, _TEXT_BYTES)
        printed = target.read_bytes()
    start = printed.find(b"<doc>")
    end = printed.rfind(b"</doc>")
    if start < 0 or end < 0:
        raise InputFileError(f"the text layer of page {number} of {path} cannot be read")
    body = _NOT_XML.sub(b"", printed[start : end + len(b"</doc>")])
    try:
        root = ElementTree.fromstring(body.decode("utf-8", "replace"))
    except ElementTree.ParseError as error:
        raise InputFileError(f"the text layer of page {number} of {path} is broken") from error
    page = root.find("page")
    if page is None:
        raise InputFileError(f"the text layer of page {number} of {path} cannot be read")
    blocks = tuple(
        tuple(
            TextLine(
                _joined(_word(word) for word in line.iter("word") if (word.text or "").strip())
            )
            for line in block.iter("line")
        )
        for block in page.iter("block")
    )
    return TextLayer(float(page.get("width", 0)), float(page.get("height", 0)), blocks)


def _joined(words: Iterable[TextWord]) -> tuple[TextWord, ...]:
    """Join the pieces of a word that Poppler parts at a change of font although no space is
    printed between them (pdftotext's plain text has them in one)."""
    joined: list[TextWord] = []
    for word in words:
        before = joined[-1] if joined else None
        height = word.bottom - word.top
        if before is not None and -0.5 * height < word.left - before.right < 0.04 * height:
            joined[-1] = TextWord(
                before.text + word.text,
                min(before.left, word.left),
                min(before.top, word.top),
                max(before.right, word.right),
                max(before.bottom, word.bottom),
            )
        else:
            joined.append(word)
    return tuple(joined)


def _word(element: ElementTree.Element) -> TextWord:
    left, top, right, bottom = (
        float(element.get(key, "0")) for key in ("xMin", "yMin", "xMax", "yMax")
    )
    return TextWord(element.text or "", left, top, right, bottom)


def _run(
    program: str, command: list[str], number: int, path: Path, limits: Limits, most: int
) -> None:
    """Run ``command``, which is or starts ``program``; it may write files of ``most`` bytes."""
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            process_group=0,
        )
    except FileNotFoundError as error:
        raise _missing(program) from error
    with process:
        _limit(process.pid, limits.memory_bytes, most)
        try:
            _, complaint = process.communicate(timeout=limits.page_seconds)
        except subprocess.TimeoutExpired as error:
            _kill(process)
            process.communicate()
            raise PageTimeoutError(
                f"page {number} of {path}: {program} took longer than limits.page_seconds "
                f"({limits.page_seconds:g} s)"
            ) from error
        except BaseException:
            _kill(process)
            raise
    if process.returncode == drawing_child.NO_POPPLER and command[0] == sys.executable:
        raise _missing(program)
    if process.returncode < 0:
        raise InputFileError(
            f"page {number} of {path}: {program} crashed (signal {-process.returncode})"
        )
    if process.returncode != 0:
        said = complaint.decode("utf-8", "replace").strip().splitlines()
        raise InputFileError(
            f"page {number} of {path}: {program} failed: {said[-1] if said else 'no message'}"
        )


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the program and whatever it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (OSError, AttributeError):
        process.kill()


def _missing(program: str) -> MissingDependencyError:
    return MissingDependencyError(f"{program} (Poppler) is not installed", help=INSTALL)


def _limit(process: int, memory: int, file: int) -> None:
    """Bound the address space of a running program and the files it writes, in bytes (Linux;
    elsewhere the time limit must do)."""
    try:
        import resource

        resource.prlimit(process, resource.RLIMIT_AS, (memory, memory))  # type: ignore[attr-defined,unused-ignore]
        resource.prlimit(process, resource.RLIMIT_FSIZE, (file, file))  # type: ignore[attr-defined,unused-ignore]
        resource.prlimit(process, resource.RLIMIT_CORE, (0, 0))  # type: ignore[attr-defined,unused-ignore]
    except (ImportError, AttributeError, OSError):
        return
