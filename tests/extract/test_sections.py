# SPDX-License-Identifier: Apache-2.0
"""The tree of a body follows its numbers."""

from __future__ import annotations

from pipeline.extract.rows import rows_of
from pipeline.extract.sections import find_sections
from pipeline.record import Section
from tests.extract.test_extract_fields import page


def outline(sections: tuple[Section, ...]) -> list[object]:
    return [
        (f"{section.kind} {section.number or ''}".strip(), section.title, outline(section.children))
        if section.children
        else (f"{section.kind} {section.number or ''}".strip(), section.title)
        for section in sections
    ]


def sections(text: str) -> tuple[Section, ...]:
    return find_sections(rows_of([page(text)]))


def test_a_legal_document_has_chapters_articles_clauses_and_points() -> None:
    tree = sections(
        """\
Chương I
QUY ĐỊNH CHUNG

Điều 1. Phạm vi điều chỉnh

1. Quy định này áp dụng đối với:

a) Cơ quan nhà nước;

b) Tổ chức, cá nhân có liên quan.

2. Không áp dụng trong quân đội.

Điều 2. Hiệu lực thi hành

Quy định này có hiệu lực từ ngày ký.

Chương II
TỔ CHỨC THỰC HIỆN

Điều 3. Sở Tài chính chịu trách nhiệm thi hành."""
    )
    assert outline(tree) == [
        (
            "chương I",
            "QUY ĐỊNH CHUNG",
            [
                (
                    "điều 1",
                    "Phạm vi điều chỉnh",
                    [
                        ("khoản 1", None, [("điểm a", None), ("điểm b", None)]),
                        ("khoản 2", None),
                    ],
                ),
                ("điều 2", "Hiệu lực thi hành"),
            ],
        ),
        ("chương II", "TỔ CHỨC THỰC HIỆN", [("điều 3", None)]),
    ]
    assert tree[0].children[1].text == "Quy định này có hiệu lực từ ngày ký."
    assert tree[1].children[0].text == "Sở Tài chính chịu trách nhiệm thi hành."


def test_a_plan_has_roman_parts_numbers_and_dashes() -> None:
    tree = sections(
        """\
I. MỤC ĐÍCH, YÊU CẦU

1. Mục đích

- Nâng cao nhận thức của cán bộ, đảng viên về công
tác văn thư, lưu trữ.

- Khen thưởng kịp thời:
+ Tập thể;
+ Cá nhân.

2. Yêu cầu

Thiết thực, hiệu quả.

II. TỔ CHỨC THỰC HIỆN"""
    )
    assert outline(tree) == [
        (
            "mục I",
            "MỤC ĐÍCH, YÊU CẦU",
            [
                (
                    "khoản 1",
                    "Mục đích",
                    [
                        ("gạch đầu dòng", None),
                        ("gạch đầu dòng", None, [("gạch đầu dòng", None), ("gạch đầu dòng", None)]),
                    ],
                ),
                ("khoản 2", "Yêu cầu"),
            ],
        ),
        ("mục II", "TỔ CHỨC THỰC HIỆN"),
    ]
    first = tree[0].children[0].children[0]
    assert first.text == "Nâng cao nhận thức của cán bộ, đảng viên về công tác văn thư, lưu trữ."


def test_numbers_at_the_start_of_a_wrapped_line_open_nothing() -> None:
    tree = sections(
        "1. Hoàn thành trước quý 2, chậm nhất tháng\n6. Kinh phí từ ngân sách\n- xã hội hóa."
    )
    assert outline(tree) == [("khoản 1", None)]


def test_prose_has_no_sections() -> None:
    assert sections("Trời mưa.\n\nChúng tôi ở nhà.") == ()


def test_headings_end_where_their_row_does_even_without_empty_lines() -> None:
    tree = sections(
        """\
I. MỤC ĐÍCH
1. Mục đích
- Quán triệt, tuyên truyền và triển khai thực hiện chỉ thị tới toàn thể cán bộ, đảng viên.
- Tăng cường vai trò lãnh đạo của cấp ủy đối với công tác tuyên truyền trong tình hình hiện nay.
II. KINH PHÍ
Kinh phí thực hiện kế hoạch này được bố trí từ ngân sách nhà nước theo quy định của pháp luật."""
    )
    dash = ("gạch đầu dòng", None)
    assert outline(tree) == [
        ("mục I", "MỤC ĐÍCH", [("khoản 1", "Mục đích", [dash, dash])]),
        ("mục II", "KINH PHÍ"),
    ]
    assert tree[1].text.startswith("Kinh phí thực hiện")


def test_a_hyphen_at_the_start_of_a_wrapped_line_opens_nothing() -> None:
    tree = sections(
        "1. Giao Sở Nội vụ phối hợp với các đơn vị liên quan và Sở Lao động\n"
        "- Thương binh và Xã hội tham mưu Ủy ban nhân dân tỉnh ban hành kế hoạch."
    )
    assert outline(tree) == [("khoản 1", None)]


def test_the_party_puts_hyphens_behind_numbers() -> None:
    tree = sections(
        """\
I- PHƯƠNG HƯỚNG

1- Tiếp tục thực hiện Kết luận số 01-KL/TW trong giai đoạn
2021 - 2025 và các năm sau.

2- Nâng cao chất lượng đội ngũ báo cáo viên.

II- TỔ CHỨC THỰC HIỆN

1- Các cấp ủy quán triệt Chỉ thị này."""
    )
    assert outline(tree) == [
        ("mục I", "PHƯƠNG HƯỚNG", [("khoản 1", None), ("khoản 2", None)]),
        ("mục II", "TỔ CHỨC THỰC HIỆN", [("khoản 1", None)]),
    ]


def test_a_code_cut_at_the_end_of_a_row_does_not_end_a_heading() -> None:
    text = """\
I- NHIỆM VỤ

1- Chuẩn bị đại hội Chi bộ nhiệm kỳ 2025 - 2027 theo Kế hoạch số 214-KH/
ĐU, ngày 18/11/2024 của Đảng ủy xã.

Nghị quyết được toàn thể đảng viên có mặt biểu quyết thông qua./.
"""
    ((part, title, ((clause, heading),)),) = outline(sections(text))  # type: ignore[misc]
    assert (part, title, clause, heading) == ("mục I", "NHIỆM VỤ", "khoản 1", None)
