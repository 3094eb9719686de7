# SPDX-License-Identifier: Apache-2.0
"""Pages for the channel: corpora text printed, spoiled as scans are, and read back.

The channel model must know how a reading model misreads Vietnamese print. That is learned
from pairs of what was printed and what was read, made here: paragraphs are typeset in
Times-like faces on an A4 page, the page is degraded (skew, uneven light, blur, noise, thick
and thin strokes, bilevel thresholds, JPEG), and Tesseract reads it with `eng` (the way
garbled text layers arise), `vie` or `Vietnamese` (our own reading), or another reader that cannot
print Vietnamese does (kinds `bare` and `other`, see OTHER_READERS).

    python -m lexicon.build.channel_pages CORPORA OUT.jsonl --plan eng:train:200 vie:train:300

Models of one name differ: `--tessdata` with Tesseract's integer models of 2017 (the ones most
programs came with) gives another `eng` than the fast ones. For the older engine, `--legacy` names a
folder with an `eng.traineddata` that has it. Pages of the kind `bare` are read with PaddleOCR's
models for Chinese (`pip install rapidocr-onnxruntime`), which leave out nearly all marks.

Each line of the output is one page: kind, register, split, printed lines, read lines of
[word, confidence, [[other word, odds] ...]]. Seeded: the same call gives the same pages.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import math
import random
import subprocess
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from pipeline.repair.reading_kind import BARE, OTHER

# Other readers and their share of the pages: classical engines, models of other languages.
OTHER_READERS = {"ocrad": 3, "legacy": 2, "deu": 2, "fra": 2, "spa": 1}

Gray = NDArray[np.uint8]
ReadWord = tuple[str, float, list[tuple[str, float]]]  # text, confidence, other words: odds

FACES = {
    "tinos": (
        "/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf",
        "/usr/share/fonts/truetype/croscore/Tinos-Bold.ttf",
        "/usr/share/fonts/truetype/croscore/Tinos-Italic.ttf",
        "/usr/share/fonts/truetype/croscore/Tinos-BoldItalic.ttf",
    ),
    "termes": (
        "/usr/share/texmf/fonts/opentype/public/tex-gyre/texgyretermes-regular.otf",
        "/usr/share/texmf/fonts/opentype/public/tex-gyre/texgyretermes-bold.otf",
        "/usr/share/texmf/fonts/opentype/public/tex-gyre/texgyretermes-italic.otf",
        "/usr/share/texmf/fonts/opentype/public/tex-gyre/texgyretermes-bolditalic.otf",
    ),
    "freeserif": (
        "/usr/share/fonts/truetype/freefont/FreeSerif.ttf",
        "/usr/share/fonts/truetype/freefont/FreeSerifBold.ttf",
        "/usr/share/fonts/truetype/freefont/FreeSerifItalic.ttf",
        "/usr/share/fonts/truetype/freefont/FreeSerifBoldItalic.ttf",
    ),
}
FACE_WEIGHTS = {"tinos": 6, "termes": 3, "freeserif": 1}
STYLE_WEIGHTS = (72, 12, 12, 4)  # regular, bold, italic, bold italic
REGISTERS = {"administrative": 0.40, "laws": 0.25, "party": 0.20, "news": 0.08, "wikipedia": 0.07}
TRAIN_SHARE = {"administrative": 0.05, "laws": 0.05, "party": 0.4, "news": 0.01, "wikipedia": 0.01}


def split_of(paragraph: str) -> str:
    """train, dev or test: one paragraph in a hundred is held out, by its own hash."""
    number = int(hashlib.md5(paragraph.encode()).hexdigest(), 16)
    if number % 100:
        return "train"
    return "dev" if (number // 100) % 2 == 0 else "test"


def read_paragraphs(path: Path) -> Iterator[str]:
    """The paragraphs of one xz corpus, one a line."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            line = line.strip()
            if line:
                yield line


@dataclass(frozen=True)
class Damage:
    """What happens to one page between printer and reader; sizes are px at 300 dpi."""

    dpi: int
    skew: float
    blur: float
    noise: float
    light: float
    weight: float
    bilevel: bool
    threshold: int
    jpeg: int
    specks: float

    @classmethod
    def drawn(cls, rng: random.Random, severity: float) -> Damage:
        """A plausible damage; severity 0 is a clean print, 1 a poor photocopy."""
        return cls(
            dpi=rng.choice((200, 200, 240, 300, 300)),
            skew=rng.gauss(0, 0.15 + 0.45 * severity),
            blur=0.5 + severity * rng.uniform(0.2, 1.4),
            noise=severity * rng.uniform(0, 34),
            light=severity * rng.uniform(0, 60),
            weight=rng.gauss(0, 0.20 + 0.35 * severity),
            bilevel=rng.random() < 0.45,
            threshold=int(rng.gauss(165, 10 + 12 * severity)),
            jpeg=rng.choice((0, 0, 25, 40, 60, 75)),
            specks=severity * rng.choice((0.0, 0.0, 2e-4, 8e-4)),
        )


def damaged(page: Gray, damage: Damage, seed: int) -> Gray:
    """The page after damage: gray uint8 (height, width) of the same size."""
    rng = np.random.default_rng(seed)
    scale = damage.dpi / 300
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), damage.skew, 1.0)
    image = cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=255)
    image = cv2.GaussianBlur(image, (0, 0), max(0.3, damage.blur * scale))
    work = image.astype(np.float32)
    if abs(damage.weight) > 0.05:  # thicker or thinner strokes: shift between local extremes
        kernel = np.ones((3, 3), np.uint8)
        pulled = cv2.erode(image, kernel) if damage.weight > 0 else cv2.dilate(image, kernel)
        share = min(1.0, abs(damage.weight))
        work = (1 - share) * work + share * pulled
    if damage.light:
        angle = rng.uniform(0, 2 * np.pi)
        ys, xs = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
        work = work - damage.light * (0.5 + 0.5 * (np.cos(angle) * xs + np.sin(angle) * ys))
    if damage.noise:
        grain = rng.normal(0, damage.noise, (height, width)).astype(np.float32)
        work = work + (cv2.GaussianBlur(grain, (0, 0), 0.6) * 1.6)
    if damage.specks:
        spots = rng.random((height, width)) < damage.specks
        work[cv2.dilate(spots.astype(np.uint8), np.ones((2, 2), np.uint8)) > 0] = 40
    out = np.clip(work, 0, 255).astype(np.uint8)
    if damage.bilevel:
        out = np.where(out > damage.threshold - int(damage.light / 2), 255, 0).astype(np.uint8)
    elif damage.jpeg:
        _, packed = cv2.imencode(".jpg", out, [cv2.IMWRITE_JPEG_QUALITY, damage.jpeg])
        out = np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)
    return out


class Typesetter:
    """Sets paragraphs on an A4 page, justified, the way official documents look."""

    def __init__(self, rng: random.Random, dpi: int) -> None:
        self.rng = rng
        self.dpi = dpi
        face = rng.choices(list(FACE_WEIGHTS), list(FACE_WEIGHTS.values()))[0]
        self.face = face
        self.size = rng.choice((12, 13, 13, 13.5, 14, 14))
        self.fonts = [ImageFont.truetype(p, round(self.size * dpi / 72)) for p in FACES[face]]

    def page(self, paragraphs: Iterator[str], line_count: int) -> tuple[Gray, list[str]]:
        """A page image and its printed lines, top to bottom."""
        rng, dpi = self.rng, self.dpi
        width = round(8.27 * dpi)
        left, right = round(1.1 * dpi), width - round(0.7 * dpi)
        pitch = round(self.size * dpi / 72 * rng.uniform(1.2, 1.6))
        top = round(0.6 * dpi)
        image = Image.new("L", (width, top * 2 + pitch * line_count), 255)
        draw = ImageDraw.Draw(image)
        lines: list[str] = []
        y = top
        while len(lines) < line_count:
            text = next(paragraphs)
            style = rng.choices(range(4), STYLE_WEIGHTS)[0]
            if len(text) < 90 and rng.random() < 0.25:
                text = text.upper()
            font = self.fonts[style]
            space = font.getlength(" ")
            words, widths = text.split(), []
            widths = [font.getlength(w) for w in words]
            at, indent = 0, round(0.4 * dpi) if rng.random() < 0.7 else 0
            while at < len(words) and len(lines) < line_count:
                room, end, used = right - left - indent, at, 0.0
                while end < len(words) and (end == at or used + widths[end] <= room):
                    used += widths[end] + space
                    end += 1
                gap = space
                if end < len(words) and end - at > 4:
                    gap = space + (room - (used - space)) / (end - at - 1)
                x = float(left + indent)
                for word, wide in zip(words[at:end], widths[at:end], strict=True):
                    draw.text((x, y), word, font=font, fill=20)
                    x += wide + gap
                lines.append(" ".join(words[at:end]))
                y += pitch
                at, indent = end, 0
        return np.asarray(image, dtype=np.uint8), lines


class Reader:
    """Tesseract in process, one model: image -> lines of words with confidence 0..1."""

    def __init__(
        self, model: str, tessdata: str, choices: bool = False, legacy: bool = False
    ) -> None:
        import tesserocr

        self._tess = tesserocr
        engine = tesserocr.OEM.TESSERACT_ONLY if legacy else tesserocr.OEM.DEFAULT
        self._api = tesserocr.PyTessBaseAPI(path=tessdata, lang=model, oem=engine)
        self.choices = choices
        if choices:
            self._api.SetVariable("lstm_choice_mode", "1")

    def lines(self, page: Gray, dpi: int, whole_page: bool) -> list[list[ReadWord]]:
        """Read lines; whole_page lets Tesseract find the layout, else one block is assumed."""
        tess, api = self._tess, self._api
        api.SetPageSegMode(tess.PSM.AUTO if whole_page else tess.PSM.SINGLE_BLOCK)
        api.SetImage(Image.fromarray(page))
        api.SetSourceResolution(dpi)
        api.Recognize()
        found: list[list[ReadWord]] = []
        walk = api.GetIterator()
        if walk is None:
            return found
        symbols: list[list[tuple[str, float]]] = []
        for item in tess.iterate_level(walk, tess.RIL.SYMBOL):
            if item.IsAtBeginningOf(tess.RIL.TEXTLINE) or not found:
                found.append([])
            if item.IsAtBeginningOf(tess.RIL.WORD):
                symbols = []
                word = item.GetUTF8Text(tess.RIL.WORD).strip()
                confidence = round(item.Confidence(tess.RIL.WORD) / 100, 4)
            symbol = item.GetUTF8Text(tess.RIL.SYMBOL)
            others = []
            if self.choices:
                others = [(c.GetUTF8Text(), c.Confidence()) for c in item.GetChoiceIterator()]
            symbols.append([(symbol, -1.0), *others])
            if item.IsAtFinalElement(tess.RIL.WORD, tess.RIL.SYMBOL) and word:
                found[-1].append((word, confidence, alternatives(symbols)))
        return [line for line in found if line]


class OcradReader:
    """GNU Ocrad, an engine without a language model: image -> lines of words, all as sure."""

    def lines(self, page: Gray, dpi: int, whole_page: bool) -> list[list[ReadWord]]:
        """Read lines; the engine finds the layout and the size of the letters itself."""
        height, width = page.shape
        image = b"P5\n%d %d\n255\n" % (width, height) + page.tobytes()
        found = subprocess.run(
            ("ocrad", "--format=utf8", "-"),
            input=image,
            capture_output=True,
            check=True,
            timeout=60,
        )
        text = unicodedata.normalize("NFC", found.stdout.decode("utf-8", "replace"))
        return [
            [(word, 0.5, []) for word in line.split()] for line in text.split("\n") if line.strip()
        ]


class PaddleReader:
    """PaddleOCR's models for Chinese and English in ONNX: image -> lines of words."""

    def __init__(self) -> None:
        from rapidocr_onnxruntime import RapidOCR

        self._engine = RapidOCR()

    def lines(self, page: Gray, dpi: int, whole_page: bool) -> list[list[ReadWord]]:
        """Read lines; the engine finds the layout and the size of the letters itself."""
        found, _ = self._engine(np.stack([page] * 3, -1))
        return [
            [(word, round(float(confidence), 4), []) for word in text.split()]
            for _, text, confidence in found or ()
            if text.strip()
        ]


AnyReader = Reader | OcradReader | PaddleReader


def reader_of(name: str, tessdata: str, legacy: str) -> AnyReader:
    """The reader ``name``: a model of Tesseract, ``legacy``, ``ocrad`` or `BARE`."""
    if name == BARE:
        return PaddleReader()
    if name == "ocrad":
        return OcradReader()
    if name == "legacy":
        return Reader("eng", legacy, legacy=True)
    return Reader(name, tessdata, choices=name in ("vie", "Vietnamese"))


def alternatives(symbols: list[list[tuple[str, float]]]) -> list[tuple[str, float]]:
    """Words with one symbol replaced and their odds against the word read, best first.

    ``symbols``: for each symbol of the word itself (first) and the engine's choices with
    their confidences in percent, which are logarithmic: 5 points are one nat.
    """
    found: dict[str, float] = {}
    texts = [choices[0][0] for choices in symbols]
    for at, (read, *choices) in enumerate(symbols):
        own = next((c for text, c in choices if text == read[0]), None)
        if own is None:
            continue
        for text, confidence in choices:
            odds = math.exp((confidence - own) / 5)
            if text != read[0] and confidence > 0 and odds >= 0.002:
                word = "".join([*texts[:at], text, *texts[at + 1 :]])
                found[word] = max(found.get(word, 0.0), round(odds, 4))
    return sorted(found.items(), key=lambda pair: -pair[1])[:16]


def paragraph_pools(corpora: Path, seed: int) -> dict[str, dict[str, list[str]]]:
    """register -> split -> paragraphs; of the training part a seeded sample is kept."""
    pools: dict[str, dict[str, list[str]]] = {}
    for register, share in TRAIN_SHARE.items():
        rng = random.Random(f"{seed} {register}")
        pool: dict[str, list[str]] = {"train": [], "dev": [], "test": []}
        for text in read_paragraphs(corpora / f"{register}.txt.xz"):
            split = split_of(text)
            if (split == "train" and rng.random() >= share) or not 20 <= len(text) <= 3000:
                continue
            pool[split].append(text)
        for texts in pool.values():
            rng.shuffle(texts)
        pools[register] = pool
    return pools


def endless(texts: list[str]) -> Iterator[str]:
    while True:
        yield from texts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("corpora", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--plan", nargs="+", help="KIND:SPLIT:PAGES, or KIND:SPLIT:PAGES:REGISTER")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--severity", type=float, default=1.0, help="scales the damage")
    parser.add_argument("--lines", type=int, default=36)
    parser.add_argument("--tessdata", default="/usr/share/tesseract-ocr/5/tessdata/")
    parser.add_argument("--legacy", default="", help="folder of models with the older engine")
    args = parser.parse_args()
    pools = paragraph_pools(args.corpora, args.seed)
    print({r: {s: len(t) for s, t in p.items()} for r, p in pools.items()}, flush=True)
    sources = {(r, s): endless(t) for r, p in pools.items() for s, t in p.items() if t}
    jobs: list[tuple[float, str, str, str, int]] = []
    for part in args.plan:
        kind, split, count, *register = part.split(":")
        for n in range(int(count)):
            jobs.append(((n + 0.5) / int(count), kind, split, register[0] if register else "", n))
    jobs.sort()  # the kinds advance together, so that a part of the output is of use too
    readers: dict[str, AnyReader] = {}
    started = time.time()
    with args.out.open("w", encoding="utf-8") as out:
        for done, (_, kind, split, register, n) in enumerate(jobs, 1):
            rng = random.Random(f"{args.seed} {kind} {split} {register} {n}")
            if not register:
                register = rng.choices(list(REGISTERS), list(REGISTERS.values()))[0]
            damage = Damage.drawn(rng, args.severity * rng.betavariate(1.2, 2.8))
            page, printed = Typesetter(rng, damage.dpi).page(sources[register, split], args.lines)
            spoiled = damaged(page, damage, rng.randrange(2**32))
            name = kind
            if kind == OTHER:
                name = rng.choices(list(OTHER_READERS), list(OTHER_READERS.values()))[0]
            reader = readers.get(name) or reader_of(name, args.tessdata, args.legacy)
            readers[name] = reader
            read = reader.lines(spoiled, damage.dpi, whole_page=rng.random() < 0.4)
            record = {
                "kind": kind,
                "reader": name,
                "register": register,
                "split": split,
                "dpi": damage.dpi,
                "printed": printed,
                "read": read,
            }
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
            out.flush()
            if done % 20 == 0:
                print(f"{done}/{len(jobs)} pages, {time.time() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
