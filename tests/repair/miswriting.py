# SPDX-License-Identifier: Apache-2.0
"""Vietnamese typed with ASCII keys, or of which a program took the bytes for others, for tests and
the bench."""

from __future__ import annotations

import re
import unicodedata

_TONES = "\u0301\u0300\u0309\u0303\u0323"
_MARKS = "\u0302\u0306\u031b"
_KEYS = {"Telex": ("sfrxj", "\0ww"), "VNI": ("12345", "687"), "VIQR": ("'`?~.", "^(+")}
_TWO = re.compile(r"([oO])[oO]")
_WORD = re.compile(r"[^\W\d_]+")


def typed(text: str, convention: str) -> str:
    """NFC text as its keys: the tone at the end of the word, in VIQR behind its letter."""
    return _WORD.sub(lambda word: _typed_word(word[0], convention), text)


def _typed_word(word: str, convention: str) -> str:
    tones, marks = _KEYS[convention]
    typed, tone_of_word = "", ""
    for letter in word:
        base, *rest = unicodedata.normalize("NFD", letter)
        tone = "".join(tones[_TONES.index(m)] for m in rest if m in _TONES)
        if letter in "đĐ":
            base = {"đ": "d", "Đ": "D"}[letter]
            rest = []
            typed += base + ("9" if convention == "VNI" else base)
            continue
        typed += base
        for mark in rest:
            if mark in _MARKS:
                key = marks[_MARKS.index(mark)].replace("\0", base)
                typed += key.upper() if base.isupper() else key
        if convention == "VIQR":
            typed += tone
        else:
            tone_of_word += tone.upper() if word.isupper() else tone
    if convention == "Telex":  # an o typed again would have a circumflex
        typed = _TWO.sub(r"\1\1\1", typed) if _TWO.search(strip_tones(word)) else typed
    return typed + tone_of_word


def strip_tones(word: str) -> str:
    """The word without its tone mark."""
    parts = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))


def taken_for(text: str, page: str) -> str:
    """UTF-8 text as a program shows it that takes it for a code page."""
    return "".join(bytes([byte]).decode(page, "ignore") or chr(byte) for byte in text.encode())


def without_unseen(text: str) -> str:
    """Text without its control characters and soft hyphens, which many programs drop."""
    unseen = {chr(byte) for byte in (*range(0x80, 0xA0), 0xAD)}
    return "".join(c for c in text if c not in unseen)
