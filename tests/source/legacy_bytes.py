# SPDX-License-Identifier: Apache-2.0
"""Vietnamese text written the old way, for the tests: the inverse of reading it."""

from __future__ import annotations

import codecs
import csv
import unicodedata
from functools import cache

from lexicon import data_file

LETTER = """Kính gửi: Các sở, ban, ngành và đoàn thể của huyện

Thực hiện kế hoạch kiểm tra công tác văn thư, lưu trữ năm nay, đề nghị quý cơ quan
chuẩn bị báo cáo, cử cán bộ dự họp đúng giờ; gửi về Văn phòng trước ngày 15/8.

  Trân trọng cảm ơn sự phối hợp của quý vị./.
"""

_TONES = "\u0300\u0301\u0303\u0309\u0323"


@cache
def _codes(encoding: str) -> dict[str, bytes]:
    with data_file("legacy_encodings.tsv").open(encoding="utf-8") as stream:
        rows = csv.DictReader(stream, delimiter="\t")
        return {
            row["character"]: bytes.fromhex(row["codes"])
            for row in rows
            if row["encoding"] == encoding
        }


def encode_legacy(text: str, encoding: str) -> bytes:
    """``text`` in TCVN3, VNI, VISCII or windows-1258 (letters whole, tone marks apart)."""
    if encoding == "windows-1258":
        return b"".join(_as_cp1258(character) for character in text)
    codes = _codes(encoding)
    return b"".join(codes.get(c) or c.encode("cp1252") for c in text)


def _as_cp1258(character: str) -> bytes:
    try:
        return codecs.encode(character, "cp1258")
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", character)
        tone = "".join(c for c in parts if c in _TONES)
        rest = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))
        return (rest + tone).encode("cp1258")
