# SPDX-License-Identifier: Apache-2.0
"""Tesseract through tesserocr: no process per page, and faster than the command line.

It runs in one child process (``tesserocr_child``) that lives as long as this one, so that a
page on which Tesseract hangs or crashes can be given up for good: the child is killed and the
next page gets a new one.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib.metadata
import os
import pickle
import selectors
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

from pipeline.errors import MissingDependencyError, PageTimeoutError, SohoaError
from pipeline.model import Box
from pipeline.ocr.engine import (
    OcrEngine,
    ReadLine,
    ReadRequest,
    ReadWord,
    model_file,
    tessdata_folder,
)
from pipeline.ocr.frames import frame

START_SECONDS = 60.0


class ReaderCrashedError(SohoaError):
    """Tesseract's process died on a page."""

    help = "The page is left out; the document goes on. Try `ocr.engine = pytesseract`."


class TesserocrEngine:
    """Reads through a child process that runs tesserocr."""

    name = "tesserocr"

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._tesseract = ""
        atexit.register(self.close)

    @property
    def version(self) -> str:
        wheel = importlib.metadata.version("tesserocr")
        self._start()
        return f"{self._tesseract} (tesserocr {wheel})"

    def read(self, request: ReadRequest) -> tuple[ReadLine, ...]:
        for part in request.model.split("+"):
            model_file(part)
        deadline = time.monotonic() + request.seconds
        self._start()
        height, width = request.image.shape
        kind, answer = self._ask(
            {
                "pixels": request.image.tobytes(),
                "width": width,
                "height": height,
                "dpi": request.dpi,
                "model": request.model,
                "page_segmentation": request.page_segmentation,
                "seconds": request.seconds,
                "alternatives": request.alternatives,
                "characters": request.characters,
            },
            deadline,
            request.seconds,
        )
        if kind == "error":
            raise SohoaError(f"Tesseract failed on this page: {answer}")
        return tuple(_read_line(line) for line in answer)

    def close(self) -> None:
        child, self._child = self._child, None
        if child is None or self._owner != os.getpid():
            return
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        child.kill()
        child.wait()

    def _start(self) -> None:
        if self._child is not None and self._owner == os.getpid() and self._child.poll() is None:
            return
        self._child = None  # after a fork the child belongs to the other process
        folder = tessdata_folder()
        if folder is None:
            raise MissingDependencyError(
                "Tesseract's language models are not installed",
                help="Debian, Ubuntu: sudo apt-get install tesseract-ocr-vie",
            )
        root = str(Path(__file__).resolve().parents[2])
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        self._child = subprocess.Popen(
            [sys.executable, "-m", "pipeline.ocr.tesserocr_child", str(folder)],
            stdin=subprocess.PIPE,
            bufsize=0,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "OMP_THREAD_LIMIT": "1", "PYTHONPATH": os.pathsep.join(paths)},
            start_new_session=True,  # Ctrl-C is for the parent to handle
        )
        self._owner = os.getpid()
        kind, answer = self._receive(time.monotonic() + START_SECONDS, START_SECONDS)
        if kind != "ready":
            raise MissingDependencyError(f"tesserocr does not start: {answer}")
        self._tesseract = answer if answer.startswith("tesseract") else f"tesseract {answer}"

    def _ask(self, request: dict[str, Any], deadline: float, seconds: float) -> tuple[str, Any]:
        try:
            self._send(frame(request), deadline, seconds)
        except OSError as error:
            self.close()
            raise ReaderCrashedError("Tesseract's process ended before this page") from error
        return self._receive(deadline, seconds)

    def _send(self, data: bytes, deadline: float, seconds: float) -> None:
        assert self._child is not None
        assert self._child.stdin is not None
        descriptor = self._child.stdin.fileno()
        os.set_blocking(descriptor, False)  # a child that hangs does not empty its pipe
        rest = memoryview(data)
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, selectors.EVENT_WRITE)
            while rest:
                left = deadline - time.monotonic()
                if left <= 0 or not selector.select(left):
                    self._give_up(seconds)
                rest = rest[os.write(descriptor, rest[: 1 << 20]) :]

    def _give_up(self, seconds: float) -> NoReturn:
        self.close()
        raise PageTimeoutError(f"reading the page took longer than {seconds:g} s")

    def _receive(self, deadline: float, seconds: float) -> tuple[str, Any]:
        (size,) = struct.unpack("<Q", self._receive_bytes(8, deadline, seconds))
        answer: tuple[str, Any] = pickle.loads(self._receive_bytes(size, deadline, seconds))
        return answer

    def _receive_bytes(self, size: int, deadline: float, seconds: float) -> bytes:
        assert self._child is not None
        assert self._child.stdout is not None
        descriptor = self._child.stdout.fileno()
        parts = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, selectors.EVENT_READ)
            while len(parts) < size:
                left = deadline - time.monotonic()
                if left <= 0 or not selector.select(left):
                    self.close()
                    raise PageTimeoutError(
                        "reading the page took longer than limits.page_seconds allows "
                        f"({seconds:.1f} s were left for it)"
                    )
                chunk = os.read(descriptor, min(1 << 20, size - len(parts)))
                if not chunk:
                    self.close()
                    raise ReaderCrashedError("Tesseract's process died on this page")
                parts += chunk
        return bytes(parts)


def _read_line(line: Any) -> ReadLine:
    words, block, paragraph, box = line
    return ReadLine(
        tuple(ReadWord(text, conf, Box(*place), others) for text, conf, place, others in words),
        block,
        paragraph,
        Box(*box),
    )


def make_engine() -> OcrEngine:
    """The engine, as the registry asks for it."""
    return TesserocrEngine()
