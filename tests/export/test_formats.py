# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json

import pytest

from pipeline.errors import BadArgumentsError, FileAccessError
from pipeline.export import DEFAULT_FORMATS, exporter, format_names, write_record
from pipeline.record import Evidence, OtherDocument, PageQuality, Quality, Record, Signer
from tests.export.records import block, decision, page, placed, record


def markdown(value: Record) -> str:
    return exporter("md").render(value).decode()


@pytest.mark.parametrize("name", format_names())
def test_every_format_says_what_it_is_and_renders_something(name):
    one = exporter(name)
    assert one.suffix == {"alto": ".alto.xml"}.get(name, f".{name}")
    assert one.meaning
    assert one.render(decision())


@pytest.mark.parametrize("name", DEFAULT_FORMATS)
def test_the_formats_made_where_nothing_is_said_are_utf8_text(name):
    assert exporter(name).render(decision()).decode("utf-8").endswith("\n")


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


def test_markdown_gives_each_document_of_a_file_its_title_and_fields():
    one = decision()
    last = one.pages[-1].number
    letter = page(
        block("Số: 9/UBND", kind="letterhead-left"),
        block("Kính báo để các xã biết."),
        block("7", kind="page-number"),
        number=last + 1,
    )
    second = page(block("Hết trang."), block("2", kind="page-number"), number=last + 2)
    other = OtherDocument(
        doc_type="công văn",
        code="9/UBND",
        symbol="UBND",
        date="2025-07-01",
        first_page=last + 1,
        last_page=last + 2,
        evidence={"symbol": Evidence(page=last + 1, confidence=1.0)},
    )
    both = one.model_copy(
        update={"pages": (*one.pages, letter, second), "other_documents": (other,)}
    )
    first, line, rest = markdown(both).partition("\n---\n")
    assert line
    assert first.strip() == markdown(one).strip()
    assert rest.strip().startswith("# Công văn 9/UBND\n\n| Trường | Giá trị |")
    assert "| Ngày ban hành | 01/07/2025 |" in rest
    assert rest.count("9/UBND") == 2  # title and table, not again in the body
    assert rest.rstrip().endswith("\n\n7\n\nHết trang.")  # 2 is the number of its second page


def test_markdown_lists_the_fields_that_were_found_and_no_others():
    text = markdown(decision())
    assert "| Ngày ban hành | 12/11/2025 |" in text
    assert "Độ khẩn" not in text


@pytest.mark.parametrize(("symbol", "shown"), [("CV-SYT", "…/CV-SYT"), ("CV/TU", "…-CV/TU")])
def test_a_symbol_without_a_number_is_shown_with_its_number_left_open(symbol, shown):
    text = markdown(record(block(f"Số: /{symbol}"), doc_type="công văn", symbol=symbol))
    assert text.startswith(f"# Công văn {shown}\n")
    assert f"| Số, ký hiệu | {shown} |" in text


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
    assert markdown(value).endswith("\n***Nơi nhận***\n\n- kho lưu trữ\n")


def test_every_document_of_a_file_is_closed_where_it_ends():
    first = page(
        block("Công văn một."),
        block("GIÁM ĐỐC", "Lê Thịnh", kind="signature"),
        block("Nơi nhận:", "- Như trên;", kind="recipients"),
    )
    second = page(block("Công văn hai."), block("CHỦ TỊCH", "Võ Nam", kind="signature"), number=2)
    signers = (Signer(position="GIÁM ĐỐC", name="Lê Thịnh"),)
    text = markdown(record(pages=(first, second), signers=signers, recipients=("Như trên",)))
    assert text.endswith(
        "Công văn một.\n\n**GIÁM ĐỐC**  \nLê Thịnh\n\n***Nơi nhận:***\n\n- Như trên;\n\n"
        "Công văn hai.\n\n**CHỦ TỊCH**  \nVõ Nam\n"
    )


def typeset() -> Record:
    """A page whose blocks are all body, as those of a text layer are."""
    places = {
        "issuer": (10, 0, 40, 10),
        "symbol": (10, 10, 40, 20),
        "place": (50, 10, 90, 20),
        "date": (50, 10, 90, 20),
        "subject": (20, 30, 80, 40),
        "addressees": (20, 40, 80, 50),
        "recipients": (10, 70, 40, 90),
        "signers": (50, 70, 90, 90),
    }
    return record(
        placed((10, 0, 40, 10), "SỞ NỘI VỤ"),
        placed((10, 10, 40, 20), "Số: 215/SNV-VP"),
        placed((50, 0, 90, 10), "CỘNG HÒA XÃ HỘI", "Độc lập - Tự do"),
        placed((50, 10, 90, 20), "Vĩnh Hòa, ngày 04 tháng 09 năm 2025"),
        placed((20, 30, 80, 40), "V/v rà soát hồ sơ"),
        placed((5, 40, 19, 50), "Kính gửi:"),
        placed((20, 40, 80, 50), "- Ủy ban nhân dân xã;"),
        placed((5, 50, 90, 60), "Căn cứ kế hoạch của", "Sở Nội vụ"),
        placed((10, 65, 40, 70), "Nơi nhận:"),
        placed((10, 70, 40, 90), "- Như trên;", "- Lưu: VT."),
        placed((50, 70, 90, 90), "GIÁM ĐỐC", "Lê Thịnh"),
        doc_type="công văn",
        issuer="SỞ NỘI VỤ",
        symbol="SNV-VP",
        code="215/SNV-VP",
        place="Vĩnh Hòa",
        date="2025-09-04",
        subject="rà soát hồ sơ",
        addressees=("Ủy ban nhân dân xã",),
        recipients=("Như trên", "Lưu: VT"),
        signers=(Signer(position="GIÁM ĐỐC", name="Lê Thịnh"),),
        evidence={name: Evidence(page=1, box=box, confidence=1) for name, box in places.items()},
    )


def test_what_the_table_of_fields_holds_is_not_repeated_from_a_text_layer():
    _, table, body = markdown(typeset()).partition("| Kính gửi | Ủy ban nhân dân xã |\n\n")
    assert table
    assert body == (
        "CỘNG HÒA XÃ HỘI  \nĐộc lập - Tự do\n\nCăn cứ kế hoạch của Sở Nội vụ\n\n"
        "***Nơi nhận:***\n\n- Như trên;\n- Lưu: VT.\n\n**GIÁM ĐỐC**  \nLê Thịnh\n"
    )


def test_a_line_that_says_more_than_the_table_of_fields_stays():
    value = record(
        block("Số: 2o4/CV-SYT", "Hà Nội, ngày 3Z tháng 5 năm 2025"),
        symbol="CV-SYT",
        place="Hà Nội",
    )
    assert markdown(value).endswith("\nSố: 2o4/CV-SYT Hà Nội, ngày 3Z tháng 5 năm 2025\n")


def test_page_numbers_are_no_text_of_the_document():
    pages = (
        page(block("Sở Nội vụ báo cáo")),
        page(block("2", "kết quả:"), block("1. Một."), block("7"), number=2),
        page(block("3", kind="page-number"), block("Hai."), block("- 3 -"), number=3),
    )
    text = markdown(record(pages=pages))
    assert text.endswith("Sở Nội vụ báo cáo kết quả:\n\n1\\. Một.\n\n7\n\nHai.\n")


def test_stamps_and_running_headers_are_quoted_between_paragraphs():
    header = block("CÔNG BÁO", kind="header-footer")
    pages = (
        page(header, block("Sở Nội vụ báo cáo")),
        page(header, block("ĐẾN", "Số: 7", kind="stamp"), block("kết quả."), number=2),
    )
    text = markdown(record(pages=pages))
    assert text.endswith("\n> CÔNG BÁO\n\nSở Nội vụ báo cáo kết quả.\n\n> ĐẾN  \n> Số: 7\n")


def test_footnotes_wait_for_the_end_of_the_paragraph_that_they_cut():
    note = block("¹ Trong đó có 3", "kế hoạch.", kind="footnote")
    pages = (page(block("Sở Nội vụ¹ đã"), note), page(block("báo cáo kết quả."), number=2))
    text = markdown(record(pages=pages))
    assert text.endswith("Sở Nội vụ¹ đã báo cáo kết quả.\n\n> ¹ Trong đó có 3 kế hoạch.\n")


def test_codes_cut_at_a_line_end_grow_together_and_grounds_are_paragraphs():
    value = record(
        block("Căn cứ Luật Đấu thầu;", "Căn cứ Hướng dẫn số 56-HD/", "BTCTW của Ban Tổ chức,"),
        block("Quyết định số 71/2016/NĐ-"),
        block("CP và 2021-", "2025"),
    )
    assert markdown(value).endswith(
        "Căn cứ Luật Đấu thầu;\n\nCăn cứ Hướng dẫn số 56-HD/BTCTW của Ban Tổ chức,\n\n"
        "Quyết định số 71/2016/NĐ-\n\nCP và 2021- 2025\n"
    )


def test_every_title_of_a_contents_page_is_a_paragraph():
    value = record(block("LỜI NÓI ĐẦU ..... 3", "PHỤ LỤC ..... 108", "Số nhà: ..... ở", "tổ 3"))
    assert markdown(value).endswith(
        "LỜI NÓI ĐẦU ..... 3\n\nPHỤ LỤC ..... 108\n\nSố nhà: ..... ở tổ 3\n"
    )


def test_markdown_joins_printed_lines_into_paragraphs():
    assert "\nCăn cứ Luật Lưu trữ ngày 21 tháng 6 năm 2024;\n" in markdown(decision())


def test_a_paragraph_cut_by_a_block_or_a_page_is_one_again():
    value = record(block("báo cáo Ban Thường vụ trước ngày"), block("10/12."), block("Hết."))
    assert "báo cáo Ban Thường vụ trước ngày 10/12.\n\nHết.\n" in markdown(value)


@pytest.mark.parametrize("second", ["- một", "1. Hai", "a) ba", "Bốn", "2.1. năm", "1- Sáu"])
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
    assert text.count("1036") == 2  # title and table
    assert text.count("Lê Thịnh") == 1
    assert "\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM  \nĐộc lập - Tự do - Hạnh phúc\n\n" in text
    assert "tháng 11" not in text
    assert text.endswith(
        "***Nơi nhận:***\n\n- Như Điều 4;\n- Các phòng, ban của xã;\n\n"
        "**KT. CHỦ TỊCH**  \n**PHÓ CHỦ TỊCH**\n\nLê Thịnh\n"
    )


@pytest.mark.parametrize(
    ("warning", "note"),
    [
        ("not read: damaged", "không đọc được"),
        ("no text found on this page", "không đọc được chữ nào"),
    ],
)
def test_a_page_without_words_that_was_warned_of_is_marked_where_it_stands(warning, note):
    warned = PageQuality(
        page=1, words=0, mean_confidence=None, doubtful_share=None, warnings=(warning,)
    )
    quality = Quality(mean_confidence=None, doubtful_share=None, pages=(warned,))
    assert markdown(record(quality=quality)).endswith(f"\n*(Trang 1: {note})*\n")


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
