# SPDX-License-Identifier: Apache-2.0
"""Case is kept where the reading shows it and restored where the reader lost it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lexicon
from lexicon.arrays import write_arrays
from pipeline.repair.casing import CaseModel, case_model, restore_case, tells_heights
from pipeline.repair.tokens import Kind, fold, kind_of, tokenise


def restored(read: str, repaired: str) -> str:
    return " ".join(restore_case(read.split(), repaired.split()))


@given(st.lists(st.text(min_size=1, max_size=12)))
def test_what_was_not_repaired_is_left_as_it_is(words: list[str]) -> None:
    assert restore_case(words, words) == words


@pytest.mark.parametrize(
    "text",
    [
        "Ban Bí thư và ban bí thư xã",
        "KẾ HOẠCH TỔ CHỨC hội nghị Của huyện",
        "iPhone McDonald tiếng ê-đê TTr",
    ],
)
def test_odd_case_of_clean_text_is_not_improved(text: str) -> None:
    assert restored(text, text) == text


@given(st.text(max_size=80), st.text(max_size=80))
def test_only_the_case_of_words_is_touched(read: str, repaired: str) -> None:
    after = [t.text for t in tokenise(repaired)]
    before = [t.text for t in tokenise(read)][: len(after)]
    before += [""] * (len(after) - len(before))
    for old, new in zip(after, restore_case(before, after), strict=True):
        if kind_of(old) is Kind.WORD:
            assert new.casefold() == old.casefold()
        elif fold(old) not in map(fold, before):
            assert new == old


def test_lists_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="as many"):
        restore_case(["a"], ["a", "b"])


def test_a_capital_lost_with_its_letter_is_put_back_as_official_text_prints_it() -> None:
    read = "chu truong cua bang , chinh sach cua Nha nuéc"
    repaired = "chủ trương của đảng , chính sách của nhà nước"
    assert restored(read, repaired) == "chủ trương của Đảng , chính sách của Nhà nước"


def test_a_letter_read_right_keeps_its_case() -> None:
    assert restored("cac Chi bo truc thuéc", "các chi bộ trực thuộc") == "các Chi bộ trực thuộc"


def test_a_word_in_a_line_of_capitals_is_in_capitals() -> None:
    read = "VE VIEC TANG CUONG LÃNH ĐAO CUA bANG"
    repaired = "về việc tăng cường lãnh đạo của đảng"
    assert restored(read, repaired) == repaired.upper()


def test_two_capitals_of_a_short_word_are_not_enough_for_capitals() -> None:
    assert restored("Theo BO Tai chinh", "theo bộ tài chính").split()[1] == "Bộ"
    heading = restored("cua BO Tai chinh PHAT TIEN TU", "của bộ tài chính phạt tiền từ")
    assert heading.split()[1] == "Bộ"
    assert restored("CAC CO SO giao duc", "các cơ sở giáo dục").split()[1:3] == ["CƠ", "SỞ"]
    assert restored("ho tro cac CO so giao duc", "hỗ trợ các cơ sở giáo dục").split()[3] == "cơ"


def test_a_capital_before_a_digit_is_one() -> None:
    assert restored("Thu truong cac S6 ban nganh", "thủ trưởng các sở ban ngành").split()[3] == "Sở"


def test_a_small_letter_that_no_capital_is_read_for_tells_that_the_word_is_not_in_capitals() -> (
    None
):
    assert restored("PHO HQP XAy dung", "phối hợp xây dựng").split()[2] == "Xây"
    assert restored("THU TUONG CHiNH PHU", "thủ tướng chính phủ") == "THỦ TƯỚNG CHÍNH PHỦ"


def test_an_i_among_capitals_may_be_a_capital_with_a_mark() -> None:
    assert restored("PHO Bi THU TINH UY", "phó bí thư tỉnh ủy") == "PHÓ BÍ THƯ TỈNH ỦY"


def test_the_label_of_a_number_is_no_word_in_capitals() -> None:
    read, repaired = ["UBND", "TINH", "S6", ":", "UBND", "TINH"], "ubnd tỉnh số : ubnd tỉnh"
    assert restore_case(read, repaired.split())[2] == "Số"
    assert restore_case([*read[:3], "30", *read[4:]], repaired.split())[2] == "SỐ"


def test_an_abbreviation_is_written_as_it_is_known() -> None:
    assert restored("Thuong truc HDND va UBNb", "thường trực hđnd và ubnd") == (
        "Thường trực HĐND và UBND"
    )


def test_the_beginning_of_a_sentence_read_from_a_digit_gets_its_capital() -> None:
    read = ["hién", ".", "7ổ", "chức"]
    assert restore_case(read, ["hiện", ".", "tổ", "chức"])[2] == "Tổ"


def test_nothing_at_all_is_nothing() -> None:
    assert restore_case([], []) == []


def test_a_model_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "case_model.bin"
    write_arrays(path, lexicon.CASE_MODEL_MAGIC, lexicon.CASE_MODEL_FORMAT + 1, {})
    with pytest.raises(lexicon.DataMissingError, match="format"):
        CaseModel(path)


def test_odds_are_bounded_and_finite() -> None:
    odds = case_model().log_odds(["<s>", "đảng", "cộng", "sản", "không-có-từ-này"])
    assert odds.shape == (5, 2)
    assert abs(odds).max() <= 6.5


def test_readers_that_do_not_tell_heights_are_found_out() -> None:
    small = "của các cơ sở với việc xã có cho chỉ khi vào sẽ ở chi cán số và xem sau sức".split()
    small += "khoa sang".split()
    others = "người nhân dân tỉnh huyện lập báo ban đến hành này mình tại".split()
    tall = [word[0].upper() + word[1:] for word in small]
    assert tells_heights(small + others)
    assert not tells_heights(tall + others)
    titles = [word.title() for word in tall + others]  # a list of names
    assert tells_heights(titles)
    assert tells_heights(tall[:5])  # too few to tell


def test_capitals_of_a_reader_that_does_not_tell_heights_give_way() -> None:
    read = "nhiệm vụ Của Các cấp".split()
    assert restore_case(read, read) == read
    assert restore_case(read, read, heights=False) == "nhiệm vụ của các cấp".split()


def test_a_small_letter_that_looks_like_its_capital_is_one_in_a_name_with_a_capital():
    read = "nhan dan viét Nam".split()
    assert restore_case(read, "nhân dân việt nam".split())[2] == "Việt"
    lower = "c6 Nguyén van Nam".split()
    assert restore_case(["c6", "viéc", "lam"], ["có", "việc", "làm"])[1] == "việc"
    assert restore_case(lower, ["cô", "nguyễn", "văn", "nam"])[1] == "Nguyễn"


def test_a_small_letter_that_its_mark_makes_tall_may_be_read_as_a_capital() -> None:
    read = "trien khai cac phuong An tai cho , theo Anh sang"
    repaired = "triển khai các phương án tại chỗ , theo anh sáng"
    assert restored(read, repaired) == "triển khai các phương án tại chỗ , theo Anh sáng"
