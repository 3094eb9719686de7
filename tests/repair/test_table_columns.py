# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from pipeline.model import Block, BlockKind, Line, Word
from pipeline.repair.line_edits import edited
from pipeline.repair.table_columns import column_edits


def column(*texts: str, kind: BlockKind = BlockKind.TABLE) -> list[Block]:
    lines = tuple(Line((Word(text, text, 0.9),), cell=(n, 1)) for n, text in enumerate(texts))
    return [Block((Line((Word("Bảng", "Bảng", 0.9),)),)), Block(lines, kind)]


def printed(blocks: list[Block]) -> list[str]:
    lines = [line.text for block in blocks for line in block.lines]
    return edited(lines, column_edits(blocks, lines))[1:]


def test_decimal_marks_that_the_column_shows_to_be_commas():
    assert printed(column("Tổng", "20.8", "38,9", "49/1", "75,6")) == [
        "Tổng", "20,8", "38,9", "49,1", "75,6",
    ]  # fmt: skip


def test_a_column_of_shares_has_commas_and_lost_ones():
    assert printed(column("Tỷ lệ (%)", "75.1", "2.8", "446", "100", "120")) == [
        "Tỷ lệ (%)", "75,1", "2,8", "44,6", "100", "120",
    ]  # fmt: skip


def test_shares_above_100_lost_their_commas():
    assert printed(column("Tỷ lệ (%)", "571", "418", "224")) == [
        "Tỷ lệ (%)", "57,1", "41,8", "22,4",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "texts",
    [
        ("Mục", "1.1", "1.2", "2.1"),
        ("Ngày", "20/8", "21/8", "38,9"),
        ("Đồng", "1.250.000", "38,9", "446", "125.000"),
        ("Tỷ lệ", "446", "512", "38,9"),
    ],
)
def test_what_a_column_does_not_tell_stays(texts):
    assert printed(column(*texts)) == list(texts)


def test_text_outside_tables_stays():
    texts = ("38,9", "75,6", "20.8")
    assert printed(column(*texts, kind=BlockKind.BODY)) == list(texts)
