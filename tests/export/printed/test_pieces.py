# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace

from pipeline.export.printed.headings import Headings
from pipeline.export.printed.lines import joined, joined_words
from pipeline.export.printed.pieces import Piece, pieces
from pipeline.export.printed.places import FieldPlaces
from pipeline.export.printed.recipients import recipients_parts
from pipeline.export.printed.tables import table_rows
from pipeline.record import BlockRecord, Evidence, Record, Signer, WordRecord
from tests.export.records import block, decision, line, page, placed, record, table


def found(value: Record) -> list[Piece]:
    return list(pieces(value, Headings(value.sections), FieldPlaces(value)))


def texts(*blocks: BlockRecord) -> list[str]:
    return [piece.text for piece in found(record(*blocks))]


def rows(*rows: tuple[int, int, str]) -> BlockRecord:
    """A block of lines given by their left and right edges in px; 20 px apart, 16 px high."""
    lines = tuple(
        line(text, box=(left, 20 * n, right, 20 * n + 16))
        for n, (left, right, text) in enumerate(rows)
    )
    return BlockRecord(kind="body", lines=lines, box=(0, 0, 900, 20 * len(rows)))


def test_every_word_is_in_one_piece():
    value = decision()
    words = [word for piece in found(value) for line in piece.lines for word in line.words]
    printed = [w for p in value.pages for b in p.blocks for line in b.lines for w in line.words]
    assert words == printed


def test_a_dash_in_the_middle_of_a_sentence_begins_no_paragraph_where_the_first_is_indented():
    assert texts(
        rows(
            (150, 890, "Căn cứ Quyết định về việc kiện toàn Hội đồng Khoa học"),
            (90, 400, "- Công nghệ tỉnh;"),
            (150, 890, "- Phòng Tổ chức cán bộ;"),
        )
    ) == [
        "Căn cứ Quyết định về việc kiện toàn Hội đồng Khoa học - Công nghệ tỉnh;",
        "- Phòng Tổ chức cán bộ;",
    ]


def test_an_article_that_is_cited_at_a_lines_beginning_begins_no_paragraph():
    lines = (150, 890, "1. Mẫu đơn theo quy định tại khoản 1"), (90, 500, "Điều 9 Thông tư 13.")
    assert texts(rows(*lines)) == ["1. Mẫu đơn theo quy định tại khoản 1 Điều 9 Thông tư 13."]


def test_below_a_centred_line_a_paragraph_begins_at_the_left_edge():
    lines = (400, 560, "QUYẾT ĐỊNH"), (90, 890, "Điều 1. Thành lập Tổ công tác số hóa")
    assert texts(rows(*lines)) == ["QUYẾT ĐỊNH", "Điều 1. Thành lập Tổ công tác số hóa"]
    lines = (400, 560, "Chương I"), (90, 300, "Điều 1. Phạm vi")
    assert texts(rows(*lines)) == ["Chương I", "Điều 1. Phạm vi"]


def test_items_at_the_left_edge_are_parted_where_the_first_line_is_there_too():
    lines = (90, 890, "Thành phần gồm các đơn vị"), (90, 400, "- Sở Nội vụ"), (90, 400, "- Sở Y tế")
    assert texts(rows(*lines)) == ["Thành phần gồm các đơn vị", "- Sở Nội vụ", "- Sở Y tế"]


def two_pages(last: BlockRecord, first: BlockRecord) -> list[str]:
    value = record(last).model_copy(update={"pages": (page(last), page(first, number=2))})
    return [piece.text for piece in found(value)]


def test_a_sentence_that_fills_its_page_goes_on_with_a_name():
    full = rows((150, 890, "Báo cáo kế hoạch phòng, chống"), (90, 890, "bão số 3 về"))
    name = rows((90, 890, "Thường trực Ban Chỉ huy"), (90, 400, "trước ngày 25."))
    assert len(two_pages(full, name)) == 1


def test_a_page_that_ends_before_the_edge_ends_its_paragraph():
    short = rows((150, 890, "Báo cáo kế hoạch phòng, chống"), (90, 300, "bão số 3"))
    name = rows((90, 890, "Thường trực Ban Chỉ huy"), (90, 400, "trước ngày 25."))
    assert len(two_pages(short, name)) == 2
    full = rows((150, 890, "Báo cáo kế hoạch phòng, chống"), (90, 890, "bão số 3 về"))
    indented = rows((150, 890, "Thường trực Ban Chỉ huy"), (90, 400, "trước ngày 25."))
    assert len(two_pages(full, indented)) == 2


def test_page_numbers_of_a_gazette_are_those_that_agree_on_their_distance():
    pages = [
        page(block(f"Trang thứ {n}."), block(str(50 + n), kind="page-number"), number=n)
        for n in (1, 2, 3)
    ]
    odd = page(block("Trang thứ 4."), block("2026", kind="page-number"), number=4)
    value = record().model_copy(update={"pages": (*pages, odd)})
    shown = [piece.text for piece in found(value)]
    assert shown == [*(f"Trang thứ {n}." for n in (1, 2, 3, 4)), "2026"]


def test_type_and_subject_are_pieces_of_their_own():
    value = record(
        placed((100, 0, 900, 60), "THÔNG BÁO", "Kết luận của Chủ tịch", "Ngày 3 tháng 1,"),
        doc_type="thông báo",
        subject="Kết luận của Chủ tịch",
        evidence={
            "doc_type": Evidence(page=1, confidence=1, box=(100, 0, 900, 20)),
            "subject": Evidence(page=1, confidence=1, box=(100, 20, 900, 40)),
        },
    )
    shown = [(piece.kind, piece.text) for piece in found(value)]
    assert shown == [("title", "THÔNG BÁO Kết luận của Chủ tịch"), ("body", "Ngày 3 tháng 1,")]


def test_a_name_on_the_page_after_its_office_is_part_of_the_signature():
    first = page(block("GIÁM ĐỐC", kind="signature"))
    last = page(block("Nguyễn Văn An"), block("Trần Thị Bình"), number=2)
    value = record(signers=(Signer(position="GIÁM ĐỐC", name="Nguyễn Văn An"),))
    shown = found(value.model_copy(update={"pages": (first, last)}))
    assert [piece.kind for piece in shown] == ["signature", "signature", "body"]


def test_a_code_cut_at_a_lines_end_is_one_word_and_as_doubtful_as_its_parts():
    first, second = line("Hướng dẫn số 56-HD/"), line("BTCTW ngày")
    doubtful = replace(second.words[0], doubtful=True, confidence=0.5)
    second = replace(second, words=(doubtful, *second.words[1:]))
    grown = joined_words([first, second])[3]
    assert (grown.text, grown.doubtful, grown.confidence) == ("56-HD/BTCTW", True, 0.5)
    assert joined([line("tại Kế hoạch số 5/"), line("và")]) == "tại Kế hoạch số 5/ và"


def test_recipients_are_parted_from_their_label_and_keep_their_words():
    word = WordRecord(text="Điều", read="Diêu", confidence=0.4, doubtful=True)
    items = [line("Nơi nhận: - Như"), line("4;"), line("-Lưu: VT.")]
    items[0] = replace(items[0], words=(*items[0].words, word))
    parts = list(recipients_parts(items))
    assert [(part.is_label, part.text) for part in parts] == [
        (True, "Nơi nhận:"),
        (False, "Như Điều 4;"),
        (False, "Lưu: VT."),
    ]
    assert word in parts[1].words


def test_rows_of_a_table_have_all_columns():
    cells = table_rows(table(("STT", "Họ và tên"), ("1", "")).lines)
    assert [[joined(cell) for cell in row] for row in cells] == [["STT", "Họ và tên"], ["1", ""]]
