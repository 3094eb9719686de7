# SPDX-License-Identifier: Apache-2.0
"""A TrueType font whose glyphs are empty, made here so that no font file need be shipped."""

from __future__ import annotations

import struct

_UNITS = 1000  # to the em
_ADVANCE, _ASCENT, _DESCENT = 500, 800, -200
_GLYPHS = 2  # .notdef and the one that stands for every character


def glyphless_truetype() -> bytes:
    """The tables that a PDF needs of a font it embeds (ISO 32000-1, 9.9), and no outline."""
    head = struct.pack(
        ">IIIIHHqqhhhhHHhhh",
        0x00010000, 0x00010000, 0, 0x5F0F3CF5, 0, _UNITS, 0, 0,
        0, _DESCENT, _ADVANCE, _ASCENT, 0, 8, 2, 0, 0,
    )  # fmt: skip
    hhea = struct.pack(
        ">IhhhHhhhhhhhhhhhH",
        0x00010000, _ASCENT, _DESCENT, 0, _ADVANCE, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, _GLYPHS,
    )  # fmt: skip
    maxp = struct.pack(">IH13H", 0x00010000, _GLYPHS, *(0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0))
    tables = {
        b"glyf": b"\0" * 4,  # some readers refuse an empty table
        b"head": head,
        b"hhea": hhea,
        b"hmtx": struct.pack(">Hh", _ADVANCE, 0) * _GLYPHS,
        b"loca": struct.pack(">H", 0) * (_GLYPHS + 1),
        b"maxp": maxp,
    }
    font = _font_file(tables)
    # the sum of the whole file is set in the table head last (OpenType, table head)
    at = font.index(head) + 8
    adjustment = (0xB1B0AFBA - _checksum(font)) & 0xFFFFFFFF
    return font[:at] + struct.pack(">I", adjustment) + font[at + 4 :]


def _font_file(tables: dict[bytes, bytes]) -> bytes:
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    header = struct.pack(
        ">IHHHH", 0x00010000, count, 16 * power, power.bit_length() - 1, 16 * (count - power)
    )
    offset = len(header) + 16 * count
    directory, body = b"", b""
    for tag, table in sorted(tables.items()):
        padded = table + b"\0" * (-len(table) % 4)
        place = (_checksum(padded), offset + len(body), len(table))
        directory += tag + struct.pack(">III", *place)
        body += padded
    return header + directory + body


def _checksum(data: bytes) -> int:
    return sum(struct.unpack(f">{len(data) // 4}I", data)) & 0xFFFFFFFF


def identity_to_unicode() -> bytes:
    """A ToUnicode map for codes that are UTF-16: each is itself, a range for each first byte."""
    ranges = [f"<{high:02X}00> <{high:02X}FF> <{high:02X}00>" for high in range(256)]
    blocks = [ranges[at : at + 100] for at in range(0, 256, 100)]  # more a block are not allowed
    mapped = "\n".join(
        f"{len(block)} beginbfrange\n" + "\n".join(block) + "\nendbfrange" for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{mapped}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode()
