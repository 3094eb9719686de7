# SPDX-License-Identifier: Apache-2.0
"""Vietnamese text from before Unicode: TCVN3 (ABC), VNI, VISCII, windows-1258.

Which one a text is in is told by evidence: in which of them its words become syllables that
Vietnamese can spell. The tables are data (lexicon/data/legacy_encodings.tsv): TCVN 5712:1993
(VN3), the VNI for Windows set, RFC 1456 (VISCII).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from lexicon import is_syllable, table_rows

# a table is only tried on text of which this many words hold its letters, and believed when
# this share of them become syllables, clearly more than with any other table
_MIN_WORDS = 4
_MIN_SHARE = 0.90
_MIN_LEAD = 0.10
# and of all words with letters this share must hold converted ones (0.8 in Vietnamese)
_MIN_CONVERTED = 0.25
_WORDS_JUDGED = 4000

WINDOWS_1258 = "windows-1258"
ENCODINGS = ("TCVN3", "VNI", "VISCII", WINDOWS_1258)
AS_IT_STANDS = "as it stands"

_LETTERS = re.compile(r"[^\W\d_]+")
# letters that only Vietnamese in Unicode has: a text with them is in no legacy encoding
_UNICODE_ONLY = re.compile("[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9]")
# Western letters and marks that legacy text turns into when its bytes are taken for windows-1252
_LEGACY_SIGN = re.compile(
    "[\u00a1-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc]"
)


@dataclass(frozen=True, slots=True)
class LegacyText:
    """``encoding`` (TCVN3, VNI, VISCII, windows-1258), the NFC ``text``, and the share (0..1)
    of the words holding converted letters that are syllables."""

    encoding: str
    text: str
    share: float


def legacy_text_of_bytes(data: bytes) -> LegacyText | None:
    """Decode bytes in a legacy Vietnamese encoding; None where the evidence points to none."""
    as_western = bytes_as_western(data)
    return _best(as_western, [(name, decode_legacy(as_western, name)) for name in ENCODINGS])


def legacy_text_of_characters(text: str) -> LegacyText | None:
    """Convert text whose legacy bytes were taken for windows-1252 (old fonts in a PDF, old
    files saved again as UTF-8); None where it is not such text."""
    if _UNICODE_ONLY.search(text) or not _LEGACY_SIGN.search(text):
        return None
    readings = [(name, decode_legacy(text, name)) for name in ENCODINGS]
    return _best(text, [(AS_IT_STANDS, text), *readings])


def bytes_as_western(data: bytes) -> str:
    """Bytes as windows-1252, the five undefined ones as the C1 controls they are on the web."""
    return data.decode("cp1252", "western-undefined")


def decode_legacy(text: str, encoding: str) -> str:
    """``text`` (legacy bytes taken for windows-1252) converted to NFC by the table ``encoding``."""
    if encoding == WINDOWS_1258:
        return unicodedata.normalize("NFC", text.translate(_windows_1258()))
    table, pattern = _table(encoding)
    converted = pattern.sub(lambda found: table[found.group()], text)
    if encoding == "TCVN3":
        converted = _with_font_capitals(converted)
    return unicodedata.normalize("NFC", converted)


def _best(original: str, readings: list[tuple[str, str]]) -> LegacyText | None:
    judged: list[LegacyText] = []
    pieces = original.split()
    for name, text in readings:
        share, words, converted = _syllable_share(pieces, text.split())
        if words >= _MIN_WORDS and converted >= _MIN_CONVERTED:
            judged.append(LegacyText(name, text, share))
    judged.sort(key=lambda reading: -reading.share)
    if not judged or judged[0].share < _MIN_SHARE or judged[0].encoding == AS_IT_STANDS:
        return None
    rivals = [other for other in judged[1:] if other.text != judged[0].text]
    if rivals and judged[0].share - rivals[0].share < _MIN_LEAD:
        return None
    return judged[0]


def _syllable_share(original: list[str], converted: list[str]) -> tuple[float, int, float]:
    """Among words with letters beyond ASCII: the share that are syllables, their number, and
    their share of all words with letters."""
    if len(original) != len(converted):
        original = converted
    words = good = plain = 0
    for before, after in zip(original, converted, strict=True):
        if before.isascii():
            plain += before.isalpha()
            continue
        letters = _LETTERS.findall(after)
        if not letters or any(character.isdigit() for character in after):
            continue
        words += 1
        good += all(is_syllable(piece) for piece in letters) and _is_vietnamese(after)
        if words >= _WORDS_JUDGED:
            break
    return good / max(words, 1), words, words / max(words + plain, 1)


def _is_vietnamese(word: str) -> bool:
    """No letter or sign in the word's inside that no Vietnamese text holds (¸, ×, ø …)."""
    inside = word.strip("“”‘’–—…·•«»\"'()[]")
    return not any("\u0080" <= c <= "\u00bf" or c in "×÷ßøåæçëïñöûüþðÿ" for c in inside.lower())


def _with_font_capitals(text: str) -> str:
    """TCVN3 has no capitals with tone marks: a capital font shows the small ones large.

    Without the font, a word with two ASCII capitals and no ASCII small letter is taken as
    printed in capitals (HéI -> HỘI); a word that does not tell follows its neighbours.
    """
    if text.isascii():
        return text
    return "\n".join(_line_with_font_capitals(line) for line in text.split("\n"))


def _line_with_font_capitals(line: str) -> str:
    pieces = re.split(r"(\s+)", line)
    told = [_capitals_told(piece) for piece in pieces]
    for index, piece in enumerate(pieces):
        if told[index] is None and piece.strip() and piece != piece.upper():
            before = [capitals for capitals in told[:index] if capitals is not None]
            after = [capitals for capitals in told[index + 1 :] if capitals is not None]
            neighbours = before[-1:] + after[:1]
            if neighbours and all(neighbours):
                pieces[index] = piece.upper()
        elif told[index]:
            pieces[index] = piece.upper()
    return "".join(pieces)


def _capitals_told(piece: str) -> bool | None:
    small = sum("a" <= character <= "z" for character in piece)
    capital = sum("A" <= character <= "Z" for character in piece)
    if small:
        return False
    if capital >= 2:
        return True
    return None


@cache
def _windows_1258() -> dict[int, str]:
    """What each byte of the Vietnamese code page is, by what it is in the Western one."""
    return {
        ord(bytes_as_western(bytes([byte]))): bytes([byte]).decode("cp1258", "replace")
        for byte in range(0x80, 0x100)
    }


@cache
def _table(encoding: str) -> tuple[dict[str, str], re.Pattern[str]]:
    table: dict[str, str] = {}
    for row in table_rows("legacy_encodings.tsv"):
        if row["encoding"] == encoding:
            table[bytes_as_western(bytes.fromhex(row["codes"]))] = row["character"]
    longest_first = sorted(table, key=len, reverse=True)
    return table, re.compile("|".join(re.escape(codes) for codes in longest_first))


def _undefined_as_control(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return chr(error.object[error.start]), error.start + 1


def _register() -> None:
    import codecs

    codecs.register_error("western-undefined", _undefined_as_control)


_register()
