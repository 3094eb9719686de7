# SPDX-License-Identifier: Apache-2.0
"""Good small PDFs with a text layer, and files that are broken in many ways."""

from __future__ import annotations

import io
import os
import random
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf

GOOD_TEXT = (
    "ỦY BAN NHÂN DÂN",
    "Số: {n}/QĐ-UBND",
    "Căn cứ Luật Tổ chức chính quyền địa phương;",
    "Xét đề nghị của Giám đốc Sở Nội vụ về việc số {n},",
    "Điều 1. Phê duyệt kế hoạch số hóa tài liệu lưu trữ.",
)


def write_good_file(path: Path, number: int) -> None:
    """A PDF of one page with a sound text layer."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text_pdf([line.format(n=number) for line in GOOD_TEXT]))


def text_pdf(lines: list[str], password: str | None = None) -> bytes:
    """One page whose text layer is exact: glyphs by code with a ToUnicode map (no font file)."""
    letters = sorted(set("".join(lines)))
    code = {letter: i + 1 for i, letter in enumerate(letters)}
    shown = []
    for i, line in enumerate(lines):
        coded = "".join(f"{code[letter]:04x}" for letter in line)
        shown.append(f"BT /F1 13 Tf 72 {760 - 24 * i} Td <{coded}> Tj ET")
    mapped = "\n".join(
        f"<{code[letter]:04x}> <{letter.encode('utf-16-be').hex()}>" for letter in letters
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
        "/CMapType 2 def 1 begincodespacerange <0000> <ffff> endcodespacerange "
        f"{len(letters)} beginbfchar\n{mapped}\nendbfchar endcmap end end"
    )
    pdf = pikepdf.new()
    descendant = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.CIDFontType2,
        BaseFont=pikepdf.Name("/Times-Roman"),
        CIDSystemInfo=pikepdf.Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
        DW=500,
        FontDescriptor=pikepdf.Dictionary(
            Type=pikepdf.Name.FontDescriptor,
            FontName=pikepdf.Name("/Times-Roman"),
            Flags=4,
            FontBBox=[0, -200, 1000, 900],
            ItalicAngle=0,
            Ascent=900,
            Descent=-200,
            CapHeight=700,
            StemV=80,
        ),
    )
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type0,
        BaseFont=pikepdf.Name("/Times-Roman"),
        Encoding=pikepdf.Name("/Identity-H"),
        DescendantFonts=[pdf.make_indirect(descendant)],
        ToUnicode=pdf.make_stream(cmap.encode()),
    )
    page = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=[0, 0, 595, 842],
        Contents=pdf.make_stream("\n".join(shown).encode()),
        Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font))),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    stream = io.BytesIO()
    protection = pikepdf.Encryption(owner=password, user=password) if password else False
    pdf.save(stream, encryption=protection, deterministic_id=not password)
    return stream.getvalue()


def write_bad_file(folder: Path, number: int) -> str:
    """A file ``bad NUMBER.*`` of one of the kinds below; returns the kind."""
    kinds = sorted(_KINDS)
    kind = kinds[number % len(kinds)]
    folder.mkdir(parents=True, exist_ok=True)
    _KINDS[kind](folder / f"bad {number}.pdf", random.Random(number))
    return kind


def _truncated(path: Path, dice: random.Random) -> None:
    whole = text_pdf([line.format(n=path.stem) for line in GOOD_TEXT])
    path.write_bytes(whole[: dice.randrange(9, len(whole) // 2)])


def _random_bytes(path: Path, dice: random.Random) -> None:
    path.write_bytes(dice.randbytes(dice.randrange(1, 50_000)))


def _random_pdf(path: Path, dice: random.Random) -> None:
    path.write_bytes(b"%PDF-1.7\n" + dice.randbytes(5000) + b"\n%%EOF")


def _flipped(path: Path, dice: random.Random) -> None:
    whole = bytearray(text_pdf([line.format(n=path.stem) for line in GOOD_TEXT]))
    for _ in range(40):
        whole[dice.randrange(len(whole))] = dice.randrange(256)
    path.write_bytes(whole)


def _empty(path: Path, dice: random.Random) -> None:
    path.write_bytes(b"")


def _encrypted(path: Path, dice: random.Random) -> None:
    path.write_bytes(text_pdf([f"mật {path.stem}"], password="x"))


def _no_pages(path: Path, dice: random.Random) -> None:
    pdf = pikepdf.new()
    pdf.docinfo["/Title"] = path.stem
    pdf.save(path)


def _wrong_suffix(path: Path, dice: random.Random) -> None:
    path.with_suffix(".jpg").write_bytes(b"PK\x03\x04" + dice.randbytes(3000))


def _image_bomb(path: Path, dice: random.Random) -> None:
    size = 50_000 + dice.randrange(1000)
    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    body = zlib.compress(bytes(1 << 20), 9)
    path.with_suffix(".png").write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


def _stream_bomb(path: Path, dice: random.Random) -> None:
    pdf = pikepdf.new()
    inner = zlib.compress(zlib.compress(bytes(200 << 20), 9), 9)
    content = pikepdf.Stream(pdf, inner)
    content.Filter = [pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode]
    page = pikepdf.Dictionary(
        Type=pikepdf.Name.Page, MediaBox=[0, 0, 595, 842], Contents=pdf.make_indirect(content)
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    pdf.docinfo["/Title"] = path.stem
    pdf.save(path, compress_streams=False)


def _huge_page(path: Path, dice: random.Random) -> None:
    pdf = pikepdf.new()
    page = pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=[0, 0, 10**6, 10**6])
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    pdf.docinfo["/Title"] = path.stem
    pdf.save(path)


def _circular(path: Path, dice: random.Random) -> None:
    path.write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n"
        b"trailer<</Root 1 0 R/Size 3>>%" + path.stem.encode()
    )


def _unreadable(path: Path, dice: random.Random) -> None:
    path.write_bytes(dice.randbytes(100))
    path.chmod(0)


def _dangling(path: Path, dice: random.Random) -> None:
    path.symlink_to(path.with_name("none"))


def _pipe(path: Path, dice: random.Random) -> None:
    os.mkfifo(path)


def _half_tiff(path: Path, dice: random.Random) -> None:
    path.with_suffix(".tif").write_bytes(b"II*\0\x08\0\0\0" + dice.randbytes(400))


def _half_jpeg(path: Path, dice: random.Random) -> None:
    path.with_suffix(".jpg").write_bytes(b"\xff\xd8\xff\xe0\0\x10JFIF\0" + dice.randbytes(900))


def _duplicate(path: Path, dice: random.Random) -> None:
    path.write_bytes(b"%PDF-1.7\nthe same rubbish in many files")


_KINDS: dict[str, Callable[[Path, random.Random], None]] = {
    "truncated": _truncated,
    "random bytes": _random_bytes,
    "random PDF": _random_pdf,
    "flipped bytes": _flipped,
    "empty": _empty,
    "encrypted": _encrypted,
    "no pages": _no_pages,
    "wrong suffix": _wrong_suffix,
    "image bomb": _image_bomb,
    "stream bomb": _stream_bomb,
    "huge page": _huge_page,
    "circular": _circular,
    "unreadable": _unreadable,
    "dangling link": _dangling,
    "pipe": _pipe,
    "half TIFF": _half_tiff,
    "half JPEG": _half_jpeg,
    "duplicate": _duplicate,
}
