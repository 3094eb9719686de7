# SPDX-License-Identifier: Apache-2.0
"""The picture of the README: ``python -m samples.picture``.

A scanned page at the left; at the right the record that ``digitise`` makes of it, drawn as it is.
"""

from __future__ import annotations

import json
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from pipeline import Settings, digitise
from pipeline.source import open_source

from .draw import FOLDER
from .typeset import font_path

NAME = "chi-thi"
SIZE = (1500, 920)
PAGE_HEIGHT = 860
MARGIN = 30
SHOWN = ("doc_type", "code", "date", "place", "issuer", "subject")
INK, LABEL, PAPER, GROUND = (25, 28, 35), (20, 90, 160), (255, 255, 255), (232, 234, 238)


def record_lines(path: Path) -> list[str]:
    """The most telling part of the record of ``path``, as JSON lines."""
    record = json.loads(digitise(path).to_json())
    shown: dict[str, object] = {key: record[key] for key in SHOWN}
    shown["recipients"] = record["recipients"]
    shown["references"] = [
        {key: reference[key] for key in ("code", "date", "issuer")}
        for reference in record["references"]
    ]
    shown |= {f"signers[0].{key}": value for key, value in record["signers"][0].items()}
    lines = []
    for key, value in shown.items():
        if isinstance(value, list):
            rows = ",\n".join("    " + json.dumps(row, ensure_ascii=False) for row in value)
            lines += f'"{key}": [\n{rows}\n],'.split("\n")
        else:
            lines.append(f'"{key}": {json.dumps(value, ensure_ascii=False)},')
    return lines


def body_lines(path: Path) -> list[str]:
    """The beginning of the document's text below its title."""
    lines = [line for line in digitise(path).text.split("\n") if line.strip()]
    start = next(k for k, line in enumerate(lines) if line.startswith("Thời gian qua"))
    return lines[start : start + 14]


def _fitted(draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    while draw.textlength(text, font=font) > width:
        text = text[:-2].rstrip("…") + "…"
    return text


def main() -> None:
    """Draw ``before-after.png``."""
    path = FOLDER / f"{NAME}.pdf"
    with open_source(path, Settings()) as source:
        page = Image.fromarray(source.page(1).image)
    page = page.resize(
        (round(page.width * PAGE_HEIGHT / page.height), PAGE_HEIGHT), Image.Resampling.LANCZOS
    )
    picture = Image.new("RGB", SIZE, GROUND)
    draw = ImageDraw.Draw(picture)
    picture.paste(page, (MARGIN, MARGIN))
    draw.rectangle(
        (MARGIN - 1, MARGIN - 1, MARGIN + page.width, MARGIN + page.height), outline=(150, 155, 165)
    )
    left = page.width + 2 * MARGIN + 20
    draw.rectangle((left, MARGIN, SIZE[0] - MARGIN, SIZE[1] - MARGIN), fill=PAPER)
    mono = str(font_path("regular")).replace("Tinos", "Cousine")
    small, serif = ImageFont.truetype(mono, 14), ImageFont.truetype(str(font_path("regular")), 19)
    head = ImageFont.truetype(str(font_path("bold")), 18)
    x, y, width = left + 22, MARGIN + 16, SIZE[0] - MARGIN - left - 44
    draw.text((x, y), f"out/{NAME}.json", font=head, fill=LABEL)
    y += 32
    for line in record_lines(path):
        draw.text((x, y), _fitted(draw, line, small, width), font=small, fill=INK)
        y += 20
    y += 14
    draw.text((x, y), f"out/{NAME}.txt", font=head, fill=LABEL)
    y += 32
    for line in body_lines(path):
        if y > SIZE[1] - MARGIN - 34:
            break
        draw.text((x, y), _fitted(draw, line, serif, width), font=serif, fill=INK)
        y += 25
    target = FOLDER / "before-after.png"
    picture.quantize(128, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
        target, optimize=True
    )
    print(f"{target}  {target.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
