# SPDX-License-Identifier: Apache-2.0
"""What a PDF page draws: which images, where, and whether anything else shows.

A small reading of the content stream (ISO 32000-1, chapter 8), just enough to decide whether a
page is one scanned image that can be taken out as it is.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pikepdf

Matrix = tuple[float, float, float, float, float, float]
Rectangle = tuple[float, float, float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
# a longer content stream is a drawing, not a scan: not worth the time of reading it in Python
MAX_CONTENT_BYTES = 3 << 20
MAX_FORM_DEPTH = 6
_MAX_PLACED = 500
_PATH_PAINTING = frozenset(("S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh"))
_PATH_END = _PATH_PAINTING | {"n"}
TEXT_SHOWING = frozenset(("Tj", "TJ", "'", '"'))
INVISIBLE_TEXT = frozenset((3, 7))


class ContentTooComplexError(Exception):
    """The page draws more than is worth following; it is a drawing, not a scan."""


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """An image XObject and the matrix that puts the unit square onto the page (pt).

    ``clip`` is the rectangle it is cut to (pt), None if it is not cut.
    ``plain`` is False where a colour, transparency or a clip of another shape changes it.
    """

    image: pikepdf.Stream
    matrix: Matrix
    clip: Rectangle | None
    plain: bool
    fill_is_black: bool

    @property
    def box(self) -> Rectangle:
        """Left, bottom, right, top in pt."""
        return _bounds(self.matrix, (0.0, 0.0, 1.0, 1.0))

    @property
    def shown_box(self) -> Rectangle:
        return self.box if self.clip is None else intersection(self.box, self.clip)


@dataclass(slots=True)
class PageContent:
    """What was found. ``over_last_image`` counts what is drawn after the last large image."""

    images: list[PlacedImage] = field(default_factory=list)
    inline_images: int = 0
    visible_text: int = 0
    hidden_text: int = 0
    drawn_paths: int = 0
    lost: int = 0  # images and forms that are not in the file
    # counts at the moment each image was drawn: (visible text, drawn paths)
    before: list[tuple[int, int]] = field(default_factory=list)


def intersection(one: Rectangle, other: Rectangle) -> Rectangle:
    """Common part of two rectangles (empty: right < left or top < bottom)."""
    return (
        max(one[0], other[0]),
        max(one[1], other[1]),
        min(one[2], other[2]),
        min(one[3], other[3]),
    )


def area(rectangle: Rectangle) -> float:
    """Area in pt², 0 if empty."""
    return max(0.0, rectangle[2] - rectangle[0]) * max(0.0, rectangle[3] - rectangle[1])


def stream_length(stream: Any, limit: int) -> int:
    """Decoded length of a Flate stream, counted without keeping it; stops above ``limit``.

    Other filters are not decoded; their stored length is returned.
    """
    raw = stream.read_raw_bytes()
    filters = stream.get("/Filter")
    names = (
        [str(name) for name in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    )
    if names not in (["/FlateDecode"], ["/Fl"]):
        return len(raw)
    inflater = zlib.decompressobj()
    length = 0
    pending = raw
    try:
        while pending and length <= limit:
            length += len(inflater.decompress(pending, 1 << 20))
            pending = inflater.unconsumed_tail
    except zlib.error:
        pass
    return length


def read_content(page: pikepdf.Page) -> PageContent:
    """Follow the page's content. Raises ContentTooComplexError where it is too much."""
    content = PageContent()
    _Reader(content).read(page.obj, page.obj.get("/Contents"), page.resources, IDENTITY, 0)
    return content


@dataclass(slots=True)
class _State:
    matrix: Matrix
    clip: Rectangle | None = None
    plain: bool = True
    black: bool = True
    text_mode: int = 0

    def copy(self) -> _State:
        return _State(self.matrix, self.clip, self.plain, self.black, self.text_mode)


class _Reader:
    def __init__(self, content: PageContent) -> None:
        self.content = content
        self.bytes_left = MAX_CONTENT_BYTES
        self.forms_left = 200

    def read(
        self, owner: Any, contents: Any, resources: Any, matrix: Matrix, depth: int,
        state: _State | None = None,
    ) -> None:  # fmt: skip
        if contents is None:
            return
        for stream in contents if isinstance(contents, pikepdf.Array) else [contents]:
            if isinstance(stream, pikepdf.Stream):
                self.bytes_left -= stream_length(stream, self.bytes_left)
            if self.bytes_left < 0:
                raise ContentTooComplexError
        state = state.copy() if state is not None else _State(matrix)
        state.matrix = matrix
        saved: list[_State] = []
        path: Rectangle | None = None
        path_is_rectangle = True
        clipping = False
        for instruction in pikepdf.parse_content_stream(owner):
            if isinstance(instruction, pikepdf.ContentStreamInlineImage):
                self.content.inline_images += 1
                continue
            operator = str(instruction.operator)
            operands = instruction.operands
            if operator == "q":
                saved.append(state.copy())
                if len(saved) > 1000:
                    raise ContentTooComplexError
            elif operator == "Q":
                if saved:
                    state = saved.pop()
            elif operator == "cm":
                numbers = _numbers(operands, 6)
                if numbers is not None:
                    state.matrix = _product(numbers, state.matrix)  # type: ignore[arg-type]
            elif operator == "re":
                numbers = _numbers(operands, 4)
                if numbers is not None:
                    x, y, width, height = numbers
                    box = _bounds(state.matrix, (x, y, x + width, y + height))
                    path_is_rectangle = path_is_rectangle and path is None
                    path = box
            elif operator in ("m", "l", "c", "v", "y"):
                path_is_rectangle = False
            elif operator in ("W", "W*"):
                clipping = True
            elif operator in _PATH_END:
                if clipping:
                    if path_is_rectangle and path is not None and _is_axis_aligned(state.matrix):
                        state.clip = path if state.clip is None else intersection(state.clip, path)
                    else:
                        state.plain = False
                if operator in _PATH_PAINTING:
                    self.content.drawn_paths += 1
                path, path_is_rectangle, clipping = None, True, False
            elif operator == "Tr":
                numbers = _numbers(operands, 1)
                state.text_mode = int(numbers[0]) if numbers is not None else 0
            elif operator in TEXT_SHOWING:
                if _shows_ink(operands):
                    if state.text_mode in INVISIBLE_TEXT:
                        self.content.hidden_text += 1
                    else:
                        self.content.visible_text += 1
            elif operator in ("g", "rg", "k"):
                numbers = _numbers(operands, len(operands))
                state.black = numbers is not None and _is_black(operator, numbers)
            elif operator in ("cs", "sc", "scn"):
                state.black = operator == "cs"
            elif operator == "gs":
                state.plain = state.plain and _is_plain_state(
                    _look_up(resources, "/ExtGState", operands)
                )
            elif operator == "Do":
                self._draw(_look_up(resources, "/XObject", operands), resources, state, depth)

    def _draw(self, drawn: Any, resources: Any, state: _State, depth: int) -> None:
        if not isinstance(drawn, pikepdf.Stream):
            self.content.lost += 1
            return
        kind = drawn.get("/Subtype")
        if kind == "/Image":
            if len(self.content.images) >= _MAX_PLACED:
                raise ContentTooComplexError
            self.content.before.append((self.content.visible_text, self.content.drawn_paths))
            self.content.images.append(
                PlacedImage(drawn, state.matrix, state.clip, state.plain, state.black)
            )
        elif kind == "/Form":
            self.forms_left -= 1
            if depth >= MAX_FORM_DEPTH or self.forms_left < 0:
                raise ContentTooComplexError
            matrix = _numbers(drawn.get("/Matrix", ()), 6)
            inner = state.matrix if matrix is None else _product(matrix, state.matrix)  # type: ignore[arg-type]
            own = drawn.get("/Resources", resources)
            self.read(drawn, drawn, own, inner, depth + 1, state)


def _numbers(operands: Any, count: int) -> tuple[float, ...] | None:
    try:
        values = tuple(float(value) for value in operands)
    except (TypeError, ValueError, ArithmeticError):
        return None
    return values if len(values) == count and count > 0 else None


def _look_up(resources: Any, kind: str, operands: Any) -> Any:
    try:
        return resources[kind][str(operands[0])]
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        return None


def _shows_ink(operands: Any) -> bool:
    for operand in operands:
        if isinstance(operand, pikepdf.String) and bytes(operand).strip(b" \0"):
            return True
        if isinstance(operand, pikepdf.Array) and _shows_ink(operand):
            return True
    return False


def _is_black(operator: str, values: tuple[float, ...]) -> bool:
    if operator == "k":
        return len(values) == 4 and values[3] >= 0.8
    return all(value <= 0.2 for value in values)


def _is_plain_state(state: Any) -> bool:
    if state is None or not isinstance(state, pikepdf.Dictionary):
        return True
    mask = state.get("/SMask")
    blend = state.get("/BM")
    blend_name = str(blend[0]) if isinstance(blend, pikepdf.Array) and len(blend) else str(blend)
    opacity = state.get("/ca", 1)
    opaque = isinstance(opacity, int | float | Decimal) and float(opacity) >= 0.999
    return (
        opaque
        and (mask is None or str(mask) == "/None")
        and (blend is None or blend_name in ("/Normal", "/Compatible"))
    )


def _product(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def _bounds(matrix: Matrix, box: Rectangle) -> Rectangle:
    a, b, c, d, e, f = matrix
    corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs = [a * x + c * y + e for x, y in corners]
    ys = [b * x + d * y + f for x, y in corners]
    return (min(xs), min(ys), max(xs), max(ys))


def _is_axis_aligned(matrix: Matrix) -> bool:
    a, b, c, d, _, _ = matrix
    size = max(abs(a), abs(b), abs(c), abs(d), 1e-9)
    straight = max(abs(b), abs(c)) / size < 1e-3
    turned = max(abs(a), abs(d)) / size < 1e-3
    return straight or turned
