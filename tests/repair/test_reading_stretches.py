# SPDX-License-Identifier: Apache-2.0
"""A text of several origins is repaired part by part."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.repair import repair_text
from pipeline.repair.reading_stretches import stretches
from pipeline.repair.tokens import strip_marks

GARBLED = """Thuc hién Nghi quyét cia Ban Chap hanh Dang b6 tinh vé tang cudng sv
lanh dao cia Dang déi v6i céng tac tuyén truyén, cac cap uy, chinh quyén da
t6 chirc quan triét nghiém tuc va trién khai dén can b6, dang vién va nhan dan."""
CLEAN = """Thực hiện kế hoạch của Ban Thường vụ Tỉnh ủy về công tác tuyên truyền miệng, các cấp
ủy, chính quyền, Mặt trận Tổ quốc và các tổ chức chính trị - xã hội trong tỉnh đã quan tâm
lãnh đạo, chỉ đạo và tổ chức thực hiện đạt nhiều kết quả tích cực.
Nơi nhận:
- Lưu VT.

K' Linh"""


@pytest.mark.parametrize("parts", [(GARBLED, CLEAN), (CLEAN, GARBLED), (CLEAN, GARBLED, CLEAN)])
def test_a_garbled_part_is_repaired_and_a_clean_one_stays(parts: tuple[str, ...]) -> None:
    repaired = repair_text("\n\n".join(parts))
    alone = repair_text(GARBLED).text
    assert repaired.text == "\n\n".join(alone if part is GARBLED else part for part in parts)
    assert "tăng cường sự\nlãnh đạo của Đảng" in repaired.text
    assert repair_text(repaired.text).changes == ()


def test_a_part_that_was_printed_without_marks_stays() -> None:
    text = CLEAN + "\n\n" + strip_marks(CLEAN) + "\n\n" + CLEAN
    assert len(stretches(text.split("\n"))) == 3
    assert repair_text(text).text == text


def test_a_text_of_one_origin_is_one_stretch() -> None:
    names = "B. Obama, M. Thatcher, F. Roosevelt, W. Churchill"
    lines = [*CLEAN.split("\n"), "UBND", names, "12/5"]
    assert stretches(lines * 3) == [(0, len(lines) * 3)]
    assert stretches(GARBLED.split("\n")) == [(0, 3)]
    assert stretches([]) == [(0, 0)]


@given(st.lists(st.sampled_from([*CLEAN.split("\n"), *GARBLED.split("\n"), "", "\f12"])))
def test_stretches_follow_on_each_other(lines: list[str]) -> None:
    found = stretches(lines)
    assert found[0][0] == 0
    assert found[-1][1] == len(lines)
    assert all(a[1] == b[0] for a, b in itertools.pairwise(found))
    assert all(start < end for start, end in found) or not lines
