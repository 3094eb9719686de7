# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from lexicon import secrecy, urgency
from pipeline.model import Block, BlockKind, Line, Word
from pipeline.repair.line_edits import edited
from pipeline.repair.stamped_words import degree_printed, stamped_word_edits


def repaired(text: str, kind: BlockKind) -> str:
    block = Block((Line(tuple(Word(word, word, 0.9) for word in text.split())),), kind)
    return edited([text], stamped_word_edits([block], [text]))[0]


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("KHẤN", "KHẨN"),
        ("| KHẤN |", "| KHẨN |"),
        ("THƯƠNG KHẨN", "THƯỢNG KHẨN"),
        ("MẤT", "MẬT"),
        ("HỎA TÔC HẸN GIỜ", "HỎA TỐC HẸN GIỜ"),
    ],
)
def test_a_degree_with_a_wrong_mark(read, printed):
    assert repaired(read, BlockKind.LETTERHEAD_LEFT) == printed
    assert repaired(read, BlockKind.BODY) == read


@pytest.mark.parametrize(
    "text",
    [*urgency(), *secrecy(), "HOẢ TỐC", "TỐI MẶT TRỜI", "Mất", "SỞ Y TẾ", "Số: 5/MẬT", "", "–"],
)
def test_what_is_sound_or_something_else_stays(text):
    assert repaired(text, BlockKind.LETTERHEAD_LEFT) == text
    assert degree_printed(text) is None
