# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.export import exporter, is_guarded, is_ours
from pipeline.export.word.setter import SEAL
from pipeline.export.word.styles import DOUBTFUL
from pipeline.export.word.tables import MOST_COLUMNS
from pipeline.model import BlockKind
from pipeline.record import (
    BlockRecord,
    LineRecord,
    OtherDocument,
    PageQuality,
    Quality,
    Record,
    WordRecord,
)
from tests.export.records import block, decision, line, page, placed, record, table

CODE = "1036/QĐ-UBND"


def rendered(value: Record) -> Document:
    return docx.Document(io.BytesIO(exporter("docx").render(value)))


def paragraphs(word: Document) -> Iterator[Paragraph]:
    """All paragraphs in reading order, those in tables row after row."""
    for part in word.iter_inner_content():
        if isinstance(part, Table):
            for row in part.rows:
                for cell in row.cells:
                    yield from cell.paragraphs
        else:
            yield part


def texts(word: Document) -> list[str]:
    return [paragraph.text for paragraph in paragraphs(word) if paragraph.text]


def named(word: Document, text: str) -> Paragraph:
    return next(p for p in paragraphs(word) if text in p.text)


def test_every_word_of_the_text_is_in_it_once():
    value = decision()
    printed = Counter(
        word.text
        for page in value.pages
        for block in page.blocks
        for line in block.lines
        for word in line.words
    )
    shown = Counter(" ".join(texts(rendered(value))).split())
    assert shown - Counter({"-": shown["-"]}) == printed - Counter({"-": printed["-"]})


def test_the_same_record_gives_the_same_bytes():
    assert exporter("docx").render(decision()) == exporter("docx").render(decision())


def test_the_letterhead_stands_in_two_columns_number_and_date_beside_each_other():
    letterhead = rendered(decision()).tables[0]
    cells = [[cell.text.split("\n") for cell in row.cells] for row in letterhead.rows]
    assert cells == [
        [
            ["ỦY BAN NHÂN DÂN", "XÃ PHÚ ĐIỀN"],
            ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"],
        ],
        [[f"Số: {CODE}"], ["Phú Điền, ngày 12 tháng 11 năm 2025"]],
    ]
    runs = [[cell.paragraphs[0].runs[0] for cell in row.cells] for row in letterhead.rows]
    assert [[run.bold for run in row] for row in runs] == [[True, True], [False, False]]
    assert runs[1][1].italic


def test_the_parent_of_the_issuer_is_not_bold():
    value = record(
        block("UBND TỈNH KIÊN GIANG", "SỞ Y TẾ", "Số: 7/SYT", kind="letterhead-left"),
        parent_issuer="UBND TỈNH KIÊN GIANG",
        issuer="SỞ Y TẾ",
    )
    word = rendered(value)
    assert not named(word, "KIÊN GIANG").runs[0].bold
    assert named(word, "SỞ Y TẾ").runs[0].bold


def test_a_type_close_below_the_date_is_centred_below_the_letterhead():
    value = record(
        placed((5, 5, 45, 15), "SỞ Y TẾ", kind="letterhead-left"),
        placed((50, 5, 95, 15), "Kiên Giang, ngày 3 tháng 5 năm 2017", kind="letterhead-right"),
        placed((42, 20, 60, 25), "QUYẾT ĐỊNH", kind="letterhead-right"),
        placed((5, 30, 95, 90), "Căn cứ Luật Đất đai", "ngày 18 tháng 01", "năm 2024"),
    )
    word = rendered(value)
    assert "QUYẾT ĐỊNH" not in "".join(cell.text for cell in word.tables[0].rows[-1].cells)
    title = named(word, "QUYẾT ĐỊNH")
    assert title.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert title.runs[0].bold


def test_titles_of_parts_are_headings_and_articles_have_a_bold_number():
    word = rendered(decision())
    assert named(word, "Chương I").style.name == "Heading 1"
    assert named(word, "Điều 1. Phạm vi").style.name == "Heading 2"
    number, *rest = named(word, "Điều 2.").runs
    assert (number.text, number.bold) == ("Điều 2.", True)
    assert not any(run.bold for run in rest)


def test_recipients_and_signature_stand_beside_each_other_with_room_for_the_seal():
    left, right = rendered(decision()).tables[-1].rows[0].cells
    assert [paragraph.text for paragraph in left.paragraphs] == [
        "Nơi nhận:",
        "- Như Điều 4;",
        "- Các phòng, ban của xã;",
    ]
    assert [p.text for p in right.paragraphs] == ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lê Thịnh"]
    before = [paragraph.paragraph_format.space_before for paragraph in right.paragraphs]
    assert before == [None, None, SEAL]


def test_signatures_beside_each_other_stay_so():
    value = record(
        placed((5, 5, 95, 20), "Nội dung của chương trình phối hợp", "giữa hai cơ quan."),
        placed((5, 30, 40, 40), "GIÁM ĐỐC", "Nguyễn Văn An", kind="signature"),
        placed((60, 30, 95, 40), "CHỦ TỊCH", "Trần Thị Bình", kind="signature"),
    )
    cells = rendered(value).tables[-1].rows[0].cells
    assert [cell.text for cell in cells] == ["GIÁM ĐỐC\nNguyễn Văn An", "CHỦ TỊCH\nTrần Thị Bình"]


def test_a_table_is_a_table_whose_head_is_seen_on_every_page():
    members = rendered(decision()).tables[1]
    assert [[cell.text for cell in row.cells] for row in members.rows] == [
        ["STT", "Họ và tên"],
        ["1", "Lê | Quang"],
        ["2", ""],
    ]
    assert members.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_columns_of_a_table_are_as_wide_as_printed_and_hold_their_longest_word():
    rows = [("STT", 0, 30), ("Nội dung", 31, 70), ("Ghi chú", 71, 100)]
    lines = [line(text, (0, n), (a, 0, b, 9)) for n, (text, a, b) in enumerate(rows)]
    lines += [line("dài", (1, n), (a, 10, b, 19)) for n, (_, a, b) in enumerate(rows)]
    first = replace(table(("",)), lines=tuple(lines), box=(0, 0, 100, 20))
    widths = [column.width for column in rendered(record(first)).tables[0].columns]
    assert sum(widths) == pytest.approx(165 * 36_000, rel=0.001)
    assert widths[1] / widths[2] == pytest.approx(39.5 / 29.5, rel=0.05)


def test_doubtful_words_have_a_style_and_no_others():
    value = record(block("Giao Sở Nội vụ thực hiện."))
    text = value.pages[0].blocks[0].lines[0]
    words = tuple(replace(w, doubtful=w.text in ("Nội", "vụ")) for w in text.words)
    body = replace(value.pages[0].blocks[0], lines=(replace(text, words=words),))
    word = rendered(record(body))
    marked = [run.text for run in named(word, "Giao").runs if run.style.name == DOUBTFUL]
    assert marked == ["Nội vụ"]
    assert named(word, "Giao").text == "Giao Sở Nội vụ thực hiện."


def test_a_page_across_is_a_page_across():
    across = page(block("Phụ lục"), number=2).model_copy(update={"width": 150})
    value = record(block("Văn bản.")).model_copy(
        update={"pages": (page(block("Văn bản.")), across, page(block("Hết."), number=3))}
    )
    sections = rendered(value).sections
    assert [s.page_width > s.page_height for s in sections] == [False, True, False]


def test_each_document_of_a_file_begins_on_a_page_numbered_from_one():
    other = OtherDocument(doc_type="công văn", first_page=2, last_page=2)
    pages = page(block("Thông báo một.")), page(block("Công văn hai."), number=2)
    value = record().model_copy(update={"pages": pages, "other_documents": (other,)})
    sections = rendered(value).sections
    counts = [section._sectPr.find(qn("w:pgNumType")) for section in sections]
    assert [count.get(qn("w:start")) for count in counts] == ["1", "1"]


def test_properties_come_in_the_order_that_word_wants():
    other = OtherDocument(doc_type="công văn", first_page=2, last_page=2)
    two = (*decision().pages, page(block("Công văn hai."), number=2))
    value = decision().model_copy(update={"pages": two, "other_documents": (other,)})
    word = rendered(value)
    order = [qn(f"w:{name}") for name in ("pgSz", "pgMar", "pgNumType", "cols", "titlePg")]
    for section in word.sections:
        found = [child.tag for child in section._sectPr if child.tag in order]
        assert found == order
    order = [qn(f"w:{name}") for name in ("tblW", "jc", "tblLayout", "tblCellMar", "tblLook")]
    for made in word.tables:
        assert [child.tag for child in made._tbl.tblPr if child.tag in order] == order


def test_a_page_that_could_not_be_read_is_told_where_it_was():
    quality = Quality(
        mean_confidence=None,
        doubtful_share=None,
        pages=(
            PageQuality(
                page=1, words=0, mean_confidence=None, doubtful_share=None, warnings=("hỏng",)
            ),
        ),
    )
    value = record().model_copy(update={"quality": quality})
    assert texts(rendered(value)) == ["(Trang 1: không đọc được)"]


boxes = st.none() | st.tuples(*[st.integers(-5, 200)] * 4)
words = st.builds(
    WordRecord,
    text=st.text(st.characters(codec="utf-8"), max_size=8),
    read=st.just(""),
    confidence=st.just(0.5),
    box=boxes,
    doubtful=st.booleans(),
)
cells = st.none() | st.tuples(st.integers(0, 4), st.integers(0, 4))
lines = st.builds(LineRecord, words=st.lists(words, max_size=4).map(tuple), box=boxes, cell=cells)
blocks = st.builds(
    BlockRecord,
    kind=st.sampled_from([str(kind) for kind in BlockKind]),
    lines=st.lists(lines, max_size=5).map(tuple),
    box=boxes,
)


@settings(max_examples=40, deadline=None)
@given(st.lists(blocks, max_size=8), st.lists(blocks, max_size=3), st.text(max_size=300))
def test_whatever_was_read_makes_a_document(first, second, subject):
    pages = page(*first), page(*second, number=2).model_copy(update={"width": 0, "height": 0})
    value = record(subject=subject).model_copy(update={"pages": pages})
    rendered(value)


def test_a_table_of_more_columns_than_word_takes_is_written_as_lines():
    rows = [tuple(str(n) for n in range(MOST_COLUMNS + 1))] * 2
    word = rendered(record(table(*rows)))
    assert not word.tables
    assert texts(word) == [" | ".join(row) for row in rows]


def test_a_record_without_text_is_an_empty_document():
    assert texts(rendered(record())) == []


def test_characters_that_xml_has_no_place_for_are_left_out():
    value = record(block("Căn\x01cứ\ufffe Luật\x00"), subject="Về\x01 việc")
    assert texts(rendered(value)) == ["Căncứ Luật"]


def test_a_file_that_was_edited_or_is_no_word_document_is_not_ours(tmp_path):
    assert is_guarded("docx")
    path = tmp_path / "a.docx"
    data = exporter("docx").render(decision())
    path.write_bytes(data)
    assert is_ours("docx", path)
    docx.Document(path).save(path)  # as LibreOffice writes it: with the time
    assert not is_ours("docx", path)
    path.write_bytes(data)
    edited = docx.Document(path)
    edited.core_properties.last_modified_by = "Nguyễn Văn An"
    edited.save(path)
    assert not is_ours("docx", path)
    for broken in (b"", b"PK\x03\x04", data[: len(data) // 2], b"van ban"):
        path.write_bytes(broken)
        assert not is_ours("docx", path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("docProps/core.xml", b"")
    assert not is_ours("docx", path)
    assert not is_ours("docx", Path(tmp_path / "none.docx"))
