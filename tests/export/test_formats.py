# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json

import pytest

from pipeline.errors import BadArgumentsError, FileAccessError
from pipeline.export import exporter, format_names, write_record
from pipeline.record import PageQuality, Quality, Record
from tests.export.records import block, decision, record


def markdown(value: Record) -> str:
    return exporter("md").render(value).decode()


@pytest.mark.parametrize("name", format_names())
def test_every_format_says_what_it_is_and_renders_utf8(name):
    one = exporter(name)
    assert one.suffix == f".{name}"
    assert one.meaning
    assert one.render(decision()).decode("utf-8").endswith("\n")


def test_an_unknown_format_is_refused_with_the_names_of_the_known_ones():
    with pytest.raises(BadArgumentsError) as caught:
        exporter("docx2")
    assert "json" in caught.value.help


def test_json_reads_back_as_the_same_record():
    assert Record.model_validate_json(exporter("json").render(decision())) == decision()


def test_json_keeps_vietnamese_letters_readable():
    assert "QUYẾT ĐỊNH" in exporter("json").render(decision()).decode()


def test_text_is_the_text_of_the_record_with_its_line_breaks():
    value = decision()
    assert exporter("txt").render(value).decode() == value.text + "\n"


def test_a_record_without_text_makes_an_empty_text_file():
    assert exporter("txt").render(record()) == b""


def test_markdown_begins_with_type_code_and_subject():
    first, _, second = markdown(decision()).split("\n")[:3]
    assert first == "# Quyết định 1036/QĐ-UBND"
    assert second == "**Về việc thành lập Tổ công tác**"


def test_markdown_lists_the_fields_that_were_found_and_no_others():
    text = markdown(decision())
    assert "| Ngày ban hành | 12/11/2025 |" in text
    assert "Địa danh" not in text


def test_markdown_tells_type_and_subject_once_wherever_their_lines_stand():
    value = record(
        block("CHỈ THỊ", "về công tác", kind="title"),
        block("tuyên truyền miệng"),
        block("Căn cứ Nghị quyết;", "về công tác", kind="title"),
        doc_type="chỉ thị",
        subject="về công tác tuyên truyền miệng",
    )
    assert markdown(value) == (
        "# Chỉ thị\n\n**về công tác tuyên truyền miệng**\n\nCăn cứ Nghị quyết; về công tác\n"
    )


def test_a_closing_of_which_no_field_was_found_is_told_as_it_stands():
    value = record(block("Nơi nhận", "kho lưu trữ", kind="recipients"))
    assert "Nơi nhận kho lưu trữ" in markdown(value)


def test_markdown_joins_printed_lines_into_paragraphs():
    assert "\nCăn cứ Luật Lưu trữ ngày 21 tháng 6 năm 2024;\n" in markdown(decision())


def test_a_paragraph_cut_by_a_block_or_a_page_is_one_again():
    value = record(block("báo cáo Ban Thường vụ trước ngày"), block("10/12."), block("Hết."))
    assert "báo cáo Ban Thường vụ trước ngày 10/12.\n\nHết.\n" in markdown(value)


@pytest.mark.parametrize("second", ["- một", "1. Hai", "a) ba", "Bốn", "2.1. năm"])
def test_what_begins_anew_is_not_joined_to_what_has_no_full_stop(second):
    assert "Cụ thể như sau\n\n" in markdown(record(block("Cụ thể như sau"), block(second)))


def test_markdown_makes_headings_of_section_titles_as_deep_as_the_sections_lie():
    text = markdown(decision())
    assert "\n## Chương I\n\n## QUY ĐỊNH CHUNG\n\n### Điều 1. Phạm vi\n" in text


def test_an_article_without_a_title_stays_a_paragraph():
    assert "\n**Điều 2.** Quyết định này có hiệu lực kể từ ngày ký.\n" in markdown(decision())


def test_markdown_keeps_the_printed_numbers_of_items():
    text = markdown(decision())
    assert "\n1\\. Tổ công tác gồm:\n" in text
    assert "\na) Tổ trưởng;\n" in text
    assert "\n- Thành viên thứ nhất là công chức;\n" in text


def test_markdown_tables_have_every_row_and_survive_a_bar_in_a_cell():
    text = markdown(decision())
    assert "| STT | Họ và tên |\n| --- | --- |\n| 1 | Lê \\| Quang |\n| 2 |  |" in text


def test_markdown_tells_letterhead_and_closing_once_only():
    text = markdown(decision())
    assert text.count("Như Điều 4") == 1
    assert text.count("ỦY BAN NHÂN DÂN") == 1
    assert text.index("**PHÓ CHỦ TỊCH**") < text.index("Lê Thịnh") < text.index("- Lưu: VT")


def test_a_page_without_words_that_was_warned_of_is_marked_where_it_stands():
    warned = PageQuality(
        page=1, words=0, mean_confidence=None, doubtful_share=None, warnings=("not read",)
    )
    quality = Quality(mean_confidence=None, doubtful_share=None, pages=(warned,))
    assert markdown(record(quality=quality)).endswith("\n*(Trang 1: không đọc được)*\n")


def test_print_that_looks_like_markdown_stays_print():
    text = markdown(record(block("# không phải *đề mục* <b>")))
    assert "\\# không phải \\*đề mục\\* \\<b\\>" in text


def test_a_document_of_which_nothing_is_known_still_has_a_title():
    assert markdown(record(block("Chữ"))).startswith("# Văn bản\n")


def test_writing_a_record_gives_one_file_a_format(tmp_path):
    paths = write_record(decision(), tmp_path / "kết quả", "quyết định", ("json", "md"))
    assert [path.name for path in paths] == ["quyết định.json", "quyết định.md"]
    assert json.loads(paths[0].read_text("utf-8"))["code"] == "1036/QĐ-UBND"


def test_a_folder_that_cannot_be_made_is_a_file_access_error(tmp_path):
    (tmp_path / "out").write_text("a file is in the way")
    with pytest.raises(FileAccessError):
        write_record(decision(), tmp_path / "out", "x", ("txt",))
