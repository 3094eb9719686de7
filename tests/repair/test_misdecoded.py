# SPDX-License-Identifier: Apache-2.0
"""UTF-8 taken for another encoding, and letters as HTML references."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexicon import syllables
from pipeline.repair import repair_text
from pipeline.repair.line_edits import edited
from pipeline.repair.misdecoded import CODE_PAGES, decoded_edits
from pipeline.source.legacy_encodings import bytes_as_western
from tests.repair.miswriting import taken_for, without_unseen
from tests.source.legacy_bytes import encode_legacy

LETTER = """\
ỦY BAN NHÂN DÂN TỈNH QUẢNG NAM
Thực hiện Quyết định số 25/2009/QĐ-TTg của Thủ tướng Chính phủ, Nghị quyết của HĐND tỉnh;
“để khắc phục những tồn tại nêu trên”, Chủ tịch Ủy ban nhân dân tỉnh yêu cầu các sở, ban,
ngành và các xã, phường của Thành phố Hồ Chí Minh – nghiêm túc thực hiện Chỉ thị này."""


@pytest.mark.parametrize("page", CODE_PAGES)
def test_every_letter_goes_back(page: str) -> None:
    damaged = taken_for(LETTER, page)
    assert repair_text(damaged).text == LETTER


def test_twice_taken_wrongly_goes_back_twice() -> None:
    damaged = taken_for(taken_for(LETTER, "latin-1"), "latin-1")
    assert repair_text(damaged).text == LETTER


def test_what_is_written_wrongly_many_times_ends() -> None:
    deep = " ".join("&" + "amp;" * n + "#7881;" for n in range(40) for _ in range(3))
    assert repair_text(deep).text.count("ỉ") >= 3


def test_blanks_without_break_may_have_become_blanks() -> None:
    damaged = taken_for(LETTER, "cp1252").replace("\u00a0", " ")
    assert repair_text(damaged).text == LETTER


def test_letters_with_bytes_that_are_gone_come_back() -> None:
    damaged = without_unseen(taken_for(LETTER, "cp1252"))
    pairs = list(zip(repair_text(damaged).text.split(), LETTER.split(), strict=True))
    assert sum(a != b for a, b in pairs) <= 1


@pytest.mark.parametrize("encoding", ["TCVN3", "VNI", "VISCII", "windows-1258"])
def test_text_of_legacy_fonts_is_converted(encoding: str) -> None:
    # TCVN3 has no capitals with tone marks
    letter = LETTER.split("\n", 1)[1].replace("Chủ tịch Ủy", "chủ tịch ủy")
    letter = letter.translate(str.maketrans("“”–", "''-"))
    repaired = repair_text(bytes_as_western(encode_legacy(letter, encoding)))
    assert repaired.text == letter
    assert f"written for {encoding} fonts" in {change.reason for change in repaired.changes}


def test_references_go_back() -> None:
    numbered = "".join(c if c.isascii() else f"&#{ord(c)};" for c in LETTER)
    assert repair_text(numbered).text == LETTER
    named = "cho c&aacute;c b&agrave; m&ecirc; H&amp;M&nbsp;&ndash; &lt;b&gt;"
    assert edited([named], decoded_edits([named])) == ["cho các bà mê H&M – <b>"]
    markup = f"<p>{named}</p>"
    assert edited([markup], decoded_edits([markup])) == ["<p>cho các bà mê H&amp;M – &lt;b&gt;</p>"]


@pytest.mark.parametrize(
    "text",
    [
        LETTER,
        "R&D, AT&T, Q&A; a&b; &c; &#; x &lt; y",
        "Müller và Åsa ở Århus; São Paulo, Français, Ñandú, Ãngela – 50 °C ± 2 × 3",
        "Chá»‰ là một ví dụ",
    ],
)
def test_nothing_was_taken_wrongly(text: str) -> None:
    assert decoded_edits(text.split("\n")) == ()


@given(st.lists(st.sampled_from(sorted(syllables())), min_size=8, max_size=20))
def test_words_go_there_and_back(words: list[str]) -> None:
    line = " ".join([*words, "thực hiện nghị quyết"])
    assert edited([taken_for(line, "cp1252")], decoded_edits([taken_for(line, "cp1252")])) == [line]
    references = html.escape(line).encode("ascii", "xmlcharrefreplace").decode()
    assert edited([references], decoded_edits([references])) == [line]
