# SPDX-License-Identifier: Apache-2.0
"""Which kind of reader read a text is told from the text alone."""

from __future__ import annotations

import pytest

from pipeline.repair import repair_text
from pipeline.repair.engine import likely_reader
from pipeline.repair.tokens import strip_marks

PRINTED = """Thực hiện kế hoạch của Ban Thường vụ Tỉnh ủy về công tác tuyên truyền miệng, các cấp
ủy, chính quyền, Mặt trận Tổ quốc và các tổ chức chính trị - xã hội trong tỉnh đã quan tâm
lãnh đạo, chỉ đạo và tổ chức thực hiện đạt nhiều kết quả tích cực. Nhiều văn bản đã được
ban hành, triển khai sâu rộng trong các chi bộ; đội ngũ báo cáo viên được tăng cường cả về
số lượng và chất lượng, phát huy vai trò nòng cốt trong công tác tuyên truyền, đáp ứng ngày
càng tốt hơn yêu cầu của thực tiễn, góp phần đưa các nghị quyết của Đảng vào cuộc sống.
Tuy nhiên, hoạt động của đội ngũ báo cáo viên trên địa bàn còn hạn chế. Một số cấp ủy chưa
nhận thức đầy đủ tầm quan trọng, chưa thực sự quan tâm chỉ đạo công tác này; nội dung và
phương thức hoạt động chậm đổi mới; chế độ, chính sách đối với đội ngũ còn bất cập."""

# what an older engine makes of marked letters, the same all over; the others lose their marks
OLD_ENGINE = {
    **{
        "ạ": "f;t",
        "ự": "\\l",
        "ụ": "\\l",
        "ộ": "Q",
        "ọ": "Q",
        "ợ": "g",
        "ở": "a",
        "ờ": "a",
        "ớ": "a",
    },
    **{"ế": "S", "ề": "S", "ể": "S", "ễ": "@", "ệ": "~", "ấ": "~", "ậ": "~", "ầ": "A", "ẩ": "A"},
    **{"ẫ": "§", "ố": "6", "ồ": "6", "ổ": "8", "ỗ": "6"},
}


def read_by_old_engine(text: str) -> str:
    return "".join(OLD_ENGINE.get(letter) or strip_marks(letter) for letter in text)


def wrong(text: str) -> int:
    pairs = zip(text.split(), PRINTED.split(), strict=True)
    return sum(a != b for a, b in pairs)


def test_text_of_an_older_engine_comes_back_as_it_was_printed() -> None:
    garbled = read_by_old_engine(PRINTED)
    assert likely_reader(garbled.split("\n")) == "other"
    assert wrong(garbled) > 80
    assert wrong(repair_text(garbled).text) <= 6


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (PRINTED, "vie"),
        (
            "Thuc hién Nghi quyét cia Ban Chap hanh Dang b6 tinh vé tang cudng su lanh dao cia\n"
            "Dang déi v6i céng tac tuyén truyén, cac cap uy, chinh quyén da quan triét nghiém tic",
            "eng",
        ),
        ("The General Assembly adopted the resolution without a vote on Monday. " * 12, ""),
        (
            "Permission is granted to copy, distribute and modify this document under the terms\n"
            "of the licence, with no invariant sections and no texts on its front or back cover,\n"
            "provided that this notice is kept in all copies that are made or passed on to others.",
            "",
        ),
        ("", ""),
    ],
)
def test_the_reader_is_told_by_what_it_makes_of_letters(text: str, kind: str) -> None:
    assert likely_reader(text.split("\n")) == kind


LOST_TONES = str.maketrans("ềếốổấầẩệ", "êêôôâââê")


def test_a_text_full_of_misread_words_is_repaired_more_boldly_than_a_clean_one() -> None:
    """`sô`, `vê` and `câp` are words too: where a text is full of such, they were misread."""
    words = PRINTED.split(" ")
    read = " ".join(w.translate(LOST_TONES) if n % 3 == 0 else w for n, w in enumerate(words))
    assert likely_reader(read.split("\n")) == "vie"
    assert wrong(read) > 10
    assert wrong(repair_text(read).text) <= 3
    assert repair_text(PRINTED).text == PRINTED


# What an engine for Chinese makes of letters; it leaves out nearly all other marks.
OF_CHINESE = {"ứ": "ur", "ự": "ur", "ử": "ir", "ố": "6", "ở": "?"}


def test_text_typed_without_marks_is_told_from_text_read_without_them() -> None:
    typed = strip_marks(PRINTED)
    read = "".join(OF_CHINESE.get(letter) or strip_marks(letter) for letter in PRINTED)
    assert likely_reader(typed.split("\n")) == "plain"
    assert likely_reader(read.split("\n")) == "bare"
    assert wrong(repair_text(typed).text) <= 2
    assert wrong(repair_text(read).text) <= 2


def test_a_hook_alone_inside_a_sentence_is_read_for_a_word() -> None:
    read = "Nguoi dan dang ky dat ? va nha ? tai noi cur tru, durong sur dung dat ?, nha ? xa hoi."
    repaired = repair_text(read).text
    assert repaired.count("ở") == 4
    assert "?" not in repaired
    assert repair_text("Ong co dong y kh6ng ? Toi dong y voi noi dung nay.").text.count("?") == 1


def test_marks_of_chinese_print_become_those_of_the_document() -> None:
    read = (
        "Can cur Luat To churc chinh quyen dia phuong （sura doi）；xet de nghi cua Giam doc So："
    )
    repaired = repair_text(read)
    assert repaired.text.endswith("(sửa đổi); xét đề nghị của Giám đốc Sở:")
    assert repair_text(repaired.text).changes == ()
