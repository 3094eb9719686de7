# SPDX-License-Identifier: Apache-2.0
"""Pages drawn for the tests of clean-up and reading, laid out after Nghị định 30/2020/NĐ-CP."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from pipeline.cleanup import CleanedPage

Pixels = npt.NDArray[np.uint8]

FOLDERS = (
    "/usr/share/fonts/truetype/croscore",
    "/usr/share/texmf/fonts/opentype/public/tex-gyre",
)
FACES = {
    "regular": ("Tinos-Regular.ttf", "texgyretermes-regular.otf"),
    "bold": ("Tinos-Bold.ttf", "texgyretermes-bold.otf"),
    "italic": ("Tinos-Italic.ttf", "texgyretermes-italic.otf"),
}

BODY = (
    "Thực hiện Kế hoạch công tác năm, Ủy ban nhân dân huyện yêu cầu các đơn vị",
    "trực thuộc rà soát, thống kê số lượng hồ sơ lưu trữ đến hết ngày 30 tháng 6 và",
    "gửi báo cáo về Văn phòng trước ngày 15 tháng 7 để tổng hợp. Các đơn vị chịu",
    "trách nhiệm về tính chính xác của số liệu; trường hợp có vướng mắc, liên hệ bộ",
    "phận văn thư để được hướng dẫn kịp thời, bảo đảm đúng thời hạn quy định.",
)
LEFT = ("UBND HUYỆN PHÚ LÂM", "PHÒNG NỘI VỤ", "Số: 128/PNV-VT")
RIGHT = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
RECIPIENTS = ("Nơi nhận:", "- Như trên;", "- Lưu: VT, NV.")
SIGNATURE = ("KT. TRƯỞNG PHÒNG", "PHÓ TRƯỞNG PHÒNG")
SIGNER = "Hoàng Thị Minh Đức"


def face(name: str, size: int) -> ImageFont.FreeTypeFont:
    """A Times-like face that has the Vietnamese letters, ``size`` px."""
    for folder, file in zip(FOLDERS, FACES[name], strict=True):
        if (Path(folder) / file).is_file():
            return ImageFont.truetype(str(Path(folder) / file), size)
    raise FileNotFoundError("install fonts-croscore or tex-gyre")


@cache
def _letter(dpi: int) -> Pixels:
    """A one-page letter at ``dpi``, gray: letterhead, body, recipients and signature."""
    unit = dpi / 72
    page = Image.new("L", (round(8.27 * dpi), round(11.69 * dpi)), 255)
    draw = ImageDraw.Draw(page)

    def put(text: str, x: float, y: float, name: str, size: float, anchor: str = "la") -> None:
        draw.text(
            (x * unit, y * unit), text, font=face(name, round(size * unit)), fill=0, anchor=anchor
        )

    for k, text in enumerate(LEFT):
        put(text, 160, 60 + 20 * k, "bold" if k == 1 else "regular", 12, "ma")
    for k, text in enumerate(RIGHT):
        put(text, 420, 60 + 20 * k, "bold", 12, "ma")
    put("Phú Lâm, ngày 09 tháng 5 năm 2023", 420, 104, "italic", 13, "ma")
    for k, text in enumerate(BODY * 2):
        put(text, 85, 190 + 20 * k, "regular", 13)
    for k, text in enumerate(RECIPIENTS):
        put(text, 85, 430 + 14 * k, "italic" if k == 0 else "regular", 11)
    for k, text in enumerate(SIGNATURE):
        put(text, 420, 430 + 18 * k, "bold", 13, "ma")
    put(SIGNER, 420, 540, "bold", 13, "ma")
    return np.asarray(page).copy()


def letter(dpi: int = 200) -> Pixels:
    """A fresh copy of the letter, uint8 gray."""
    return _letter(dpi).copy()


def letter_words() -> list[str]:
    """Every word printed on the letter."""
    lines = [*LEFT, *RIGHT, "Phú Lâm, ngày 09 tháng 5 năm 2023", *BODY, *BODY]
    lines += [*RECIPIENTS, *SIGNATURE, SIGNER]
    return [word for line in lines for word in line.split()]


def turned(image: Pixels, degrees: float) -> Pixels:
    """The page turned clockwise by ``degrees`` about its middle, white around it."""
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1)
    return cv2.warpAffine(
        image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255)
    ).astype(np.uint8)


def dark_where_it_was(page: Pixels, cleaned: CleanedPage, spots: int = 60) -> int:
    """How many of some dark spots of the cleaned page are dark where they came from."""
    ys, xs = np.nonzero(cleaned.image < 60)
    dark = 0
    for k in np.linspace(0, len(ys) - 1, spots).astype(int):
        box = cleaned.original_box(xs[k] - 1, ys[k] - 1, xs[k] + 2, ys[k] + 2)
        dark += page[box.top : box.bottom, box.left : box.right].min() < 128
    return dark


def with_seal(image: Pixels, dpi: int = 200) -> tuple[Pixels, tuple[int, int, int]]:
    """The letter in colour with a red seal and a blue signature over the signer's name."""
    unit = dpi / 72
    x, y, radius = round(372 * unit), round(505 * unit), round(17.5 / 25.4 * dpi)
    colour = np.repeat(image[:, :, None], 3, axis=2)
    ink = np.full_like(colour, 255)
    red, blue = (48, 40, 214), (168, 62, 46)
    thick = max(2, round(dpi / 80))
    cv2.circle(ink, (x, y), radius, red, thick, cv2.LINE_AA)
    cv2.circle(ink, (x, y), round(0.7 * radius), red, max(1, thick // 2), cv2.LINE_AA)
    for angle in np.arange(0, 360, 15):
        at = np.radians(angle)
        r0, r1 = 0.76 * radius, 0.92 * radius
        start = (round(x + r0 * np.cos(at)), round(y + r0 * np.sin(at)))
        end = (round(x + r1 * np.cos(at + 0.1)), round(y + r1 * np.sin(at + 0.1)))
        cv2.line(ink, start, end, red, thick, cv2.LINE_AA)
    curve = np.array(
        [
            [x + 10 + 3 * t, round(y + radius * 0.5 * np.sin(t / 9.0) - t * 0.2)]
            for t in range(0, round(80 * dpi / 200))
        ],
        np.int32,
    )
    cv2.polylines(ink, [curve], False, blue, thick, cv2.LINE_AA)
    # inks multiply: black under red stays black
    return (colour.astype(np.uint16) * ink // 255).astype(np.uint8), (x, y, radius)


def shaded(image: Pixels, darkest: float) -> Pixels:
    """Light that falls off to the left and the bottom."""
    height, width = image.shape[:2]
    light = np.linspace(darkest, 1, width)[None, :] * np.linspace(1, 0.85, height)[:, None]
    if image.ndim == 3:
        light = light[:, :, None]
    return (image * light).astype(np.uint8)


def found_words(wanted: list[str], text: str) -> float:
    """Share of the wanted words that stand in ``text`` (each as often as it is wanted)."""
    have: dict[str, int] = {}
    for word in text.split():
        have[word] = have.get(word, 0) + 1
    hits = 0
    for word in wanted:
        if have.get(word, 0) > 0:
            have[word] -= 1
            hits += 1
    return hits / len(wanted)


def dark_share(image: Pixels, box: tuple[int, int, int, int], below: int = 128) -> Any:
    """Share of pixels darker than ``below`` in left, top, right, bottom."""
    left, top, right, bottom = box
    return float((image[top:bottom, left:right] < below).mean())
