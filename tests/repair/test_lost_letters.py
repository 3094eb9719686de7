# SPDX-License-Identifier: Apache-2.0
"""Letters that a program without them replaced by question marks."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexicon import syllables
from pipeline.repair import repair_text
from pipeline.repair.channel import channel
from pipeline.repair.line_edits import edited
from pipeline.repair.lost_letters import (
    LOSSES,
    SOME,
    edits_by_rule,
    is_damaged,
    left_of,
    loss_of,
    parted,
    spelt_as,
)

LETTER = """\
ỦY BAN NHÂN DÂN
TỈNH QUẢNG NAM
CHỈ THỊ
Về việc tăng cường công tác phòng, chống dịch bệnh
Thực hiện Quyết định số 25/2009/QĐ-TTg của Thủ tướng Chính phủ, Nghị quyết của HĐND tỉnh;
để khắc phục những tồn tại nêu trên, Chủ tịch Ủy ban nhân dân tỉnh yêu cầu:
1. Các sở, ban, ngành và Ủy ban nhân dân các huyện, thành phố tổ chức thực hiện nghiêm túc
Chỉ thị này; trường hợp có vướng mắc, báo cáo về Sở Tư pháp trước ngày 15 tháng 12 năm 2009.
2. Giao Giám đốc Công an tỉnh theo dõi, đôn đốc việc thực hiện, kịp thời báo cáo kết quả."""

WINDOWS = """\
Th?c hi?n Quy?t d?nh s? 25/2009/QÐ-TTg c?a Th? tu?ng Chính ph?, các s?, ban, ngành ? d?a phuong
có dúng h?n không?"""
WINDOWS_PRINTED = """\
Thực hiện Quyết định số 25/2009/QĐ-TTg của Thủ tướng Chính phủ, các sở, ban, ngành ở địa phương
có đúng hạn không?"""


@pytest.mark.parametrize("kind", [kind for kind in LOSSES if kind != SOME])
def test_a_letter_comes_back_from_every_loss(kind: str) -> None:
    damaged = left_of(LETTER, kind)
    assert damaged != LETTER
    assert loss_of(damaged.split("\n")) == kind
    repaired = repair_text(damaged).text
    pairs = list(zip(repaired.split(), LETTER.split(), strict=True))
    wrong = [pair for pair in pairs if pair[0] != pair[1]]
    assert len(wrong) <= 0.03 * len(pairs), wrong


def test_letters_come_back_that_were_lost_here_and_there() -> None:
    rng = random.Random(1)
    damaged = "".join(c if c.isascii() or rng.random() < 0.8 else "\ufffd" for c in LETTER)
    assert loss_of(damaged.split("\n")) == SOME
    pairs = list(zip(repair_text(damaged).text.split(), LETTER.split(), strict=True))
    assert sum(a != b for a, b in pairs) <= 0.02 * len(pairs)


def test_questions_stay_questions() -> None:
    assert repair_text(WINDOWS).text == WINDOWS_PRINTED


def test_the_sign_of_unicode_is_one_too() -> None:
    assert repair_text(WINDOWS.replace("?", "\ufffd")[:-1]).text == WINDOWS_PRINTED[:-1]


def test_what_was_put_right_already_stays() -> None:
    half = "\n".join((WINDOWS_PRINTED.split("\n")[0], WINDOWS.split("\n")[0]))
    assert repair_text(half).text == "\n".join([WINDOWS_PRINTED.split("\n")[0]] * 2)


def test_every_change_says_what_befell_the_word() -> None:
    changes = repair_text(WINDOWS).changes
    assert {change.before: change.after for change in changes}["tu?ng"] == "tướng"
    assert "letters were lost, best fit" in {change.reason for change in changes}


@pytest.mark.parametrize(
    "text",
    [
        LETTER,
        "Câu 1. Đúng hay sai? Vì sao? Anh/chị có đồng ý không? Nếu không, tại sao?",
        "Vì sao?Thế nào?Ở đâu?Ai làm?Khi nào?Làm gì?",
        "Why? What is it? Who said so? When? Where do we go? Is that all?",
        "https://example.vn/tim?q=1&trang=2 https://example.vn/xem?id=12 trang?muc=3",
        "????? ??? ?? ?",
        "1?2 3?4 5?6 a?b",
    ],
)
def test_nothing_was_lost(text: str) -> None:
    assert loss_of(text.split("\n")) == ""
    assert repair_text(text).text == text


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("12/2006/N?-CP", "12/2006/NĐ-CP"),
        ("S? 15/Q?-UBND", "S? 15/QĐ-UBND"),
        ("c?a H?ND t?nh", "c?a HĐND t?nh"),
        ("(QÐ-BL?TBXH)", "(QĐ-BLĐTBXH)"),
        ("?) th? t?c", "đ) th? t?c"),
        ("NGH? QUY?T", "NGHỊ QUYẾT"),
        ("C?T GI?M", "C?T GI?M"),
        ("T? pháp", "T? pháp"),
    ],
)
def test_letters_in_codes_come_back_by_rule(read: str, printed: str) -> None:
    edits = edits_by_rule([read], "lost, windows-1252")
    assert edited([read], edits) == [printed]


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("th?", ["th?"]),
        ("không?", ["không", "?"]),
        ("th???", ["th?", "??"]),
        ("?i?u", ["?i?u"]),
        ("?Nhân", ["?", "Nhân"]),
        ("2012?", ["2012", "?"]),
    ],
)
def test_marks_are_parted_from_letters(word: str, parts: list[str]) -> None:
    assert parted(word, "lost, windows-1252") == parts


@pytest.mark.parametrize("placed", ["hoả", "hỏa"])
def test_the_tone_stands_where_its_sign_does(placed: str) -> None:
    kind = "lost, windows-1252"
    assert spelt_as("hỏa", left_of(placed, kind), kind) == placed


@given(st.sampled_from(sorted(syllables())), st.sampled_from(sorted(LOSSES)))
def test_a_channel_explains_what_is_left_of_every_syllable(word: str, kind: str) -> None:
    edits = channel(kind).edits
    for letter in word:
        for case in (letter, letter.upper()):
            assert letter in edits[left_of(case, kind)][0]


@settings(deadline=None, max_examples=60)
@given(st.text("aăâêơưđ?\ufffd bcnt", max_size=60))
def test_repair_of_any_signs_ends(text: str) -> None:
    once = repair_text(text).text
    assert repair_text(once).text == once


@pytest.mark.parametrize(("word", "damaged"), [("th?", True), ("có?", False), ("chi?c", True)])
def test_damage_is_told_from_a_question(word: str, damaged: bool) -> None:
    assert is_damaged(word) is damaged
