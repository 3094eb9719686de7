# SPDX-License-Identifier: Apache-2.0
"""The fields of documents of State and Party, as printed."""

from __future__ import annotations

import re
import time

import pytest

from pipeline.extract import document_boundaries, extract_fields
from pipeline.model import Block, Box, Line, Page, PageOrigin, Word
from pipeline.record import Fields
from tests.extract.fictional import DOCUMENTS, Fictional


def page(text: str, number: int = 1) -> Page:
    """A page of a text file: blocks parted by empty lines, white space kept."""
    blocks = []
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        lines = []
        for row in block.split("\n"):
            pieces = re.findall(r"(\s*)(\S+)", row)
            spacing = (*(space for space, _ in pieces), "")
            words = tuple(Word(word, word, 1.0) for _, word in pieces)
            lines.append(Line(words, spacing=spacing))
        blocks.append(Block(tuple(lines)))
    return Page(number, 0, 0, None, PageOrigin.TEXT_FILE, "test", tuple(blocks))


def page_with_boxes(text: str, number: int = 1) -> Page:
    """The same with boxes of a fixed pitch: 20 px a letter, 60 px a line, two columns kept."""
    blocks = []
    row_number = 0
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        lines = []
        for row in block.split("\n"):
            words = []
            for match in re.finditer(r"\S+", row):
                box = Box(
                    100 + 20 * match.start(),
                    100 + 60 * row_number,
                    100 + 20 * match.end(),
                    140 + 60 * row_number,
                )
                words.append(Word(match[0], match[0], 0.95, box))
            first, last = words[0].box, words[-1].box
            assert first is not None
            assert last is not None
            lines.append(Line(tuple(words), first.union(last)))
            row_number += 1
        row_number += 1
        blocks.append(Block(tuple(lines)))
    return Page(number, 2100, 3000, 300.0, PageOrigin.IMAGE, "test", tuple(blocks))


def squeezed(text: str) -> str:
    return re.sub(r"(?m)[ ]{2,}", " ", text)


def assert_fields(fields: Fields, document: Fictional) -> None:
    for name, value in document.expected.items():
        read = getattr(fields, name)
        if name == "signers":
            read = tuple((s.authority, s.position, s.name) for s in read)
        assert read == value, name
    if document.codes:
        assert tuple(reference.code for reference in fields.references) == document.codes


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.name)
def test_fields_are_read_as_printed(document: Fictional) -> None:
    assert_fields(extract_fields([page(document.text)]), document)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.name)
def test_fields_are_read_from_words_with_boxes(document: Fictional) -> None:
    assert_fields(extract_fields([page_with_boxes(document.text)]), document)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.name)
def test_columns_that_lost_their_gap_are_parted(document: Fictional) -> None:
    if len(document.expected.get("signers", ())) > 1:
        pytest.skip("two signatures side by side can't be told apart without their gap")
    assert_fields(extract_fields([page(squeezed(document.text))]), document)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.name)
@pytest.mark.parametrize("between", ["\n", "\n\n"], ids=["no empty line", "all lines apart"])
def test_blocks_are_of_use_but_not_needed(document: Fictional, between: str) -> None:
    text = between.join(row for row in document.text.split("\n") if row.strip())
    assert_fields(extract_fields([page(text)]), document)


def test_nothing_is_found_in_nothing() -> None:
    assert extract_fields([]) == Fields()
    assert extract_fields([page("\n")]) == Fields()


def test_prose_without_a_letterhead_has_no_fields() -> None:
    fields = extract_fields([page("Sáng nay trời mưa nhỏ. Chúng tôi đi chợ rồi về nhà nấu cơm.")])
    assert fields.doc_type is None
    assert fields.code is None
    assert fields.issuer is None
    assert fields.signers == ()
    assert fields.references == ()


def test_every_field_found_has_its_evidence() -> None:
    fields = extract_fields([page_with_boxes(DOCUMENTS[3].text)])
    for name in (
        "doc_type",
        "code",
        "date",
        "place",
        "issuer",
        "parent_issuer",
        "subject",
        "addressees",
        "recipients",
        "signers",
        "urgency",
    ):
        evidence = fields.evidence[name]
        assert evidence.page == 1
        assert evidence.box is not None
        assert 0.5 < evidence.confidence <= 1


def test_a_second_document_in_the_file_is_told_of_and_left_alone() -> None:
    first, second = page(DOCUMENTS[3].text, 1), page(DOCUMENTS[1].text, 2)
    assert document_boundaries([first, second]) == (2,)
    fields = extract_fields([first, second])
    assert_fields(fields, DOCUMENTS[3])
    assert fields.evidence["other_documents"].page == 2


def test_a_blank_form_among_the_appendices_is_no_second_document() -> None:
    form = """\
Mẫu số 01

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

ĐƠN ĐỀ NGHỊ

Kính gửi: ............"""
    assert document_boundaries([page(DOCUMENTS[3].text, 1), page(form, 2)]) == ()


def test_reading_does_not_depend_on_order_of_columns() -> None:
    left, right = (
        "SỞ Y TẾ\n\nSố: 5/SYT-NVY",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\n"
        "Huế, ngày 1 tháng 2 năm 2020",
    )
    body = "Kính gửi: Bệnh viện tỉnh.\n\nĐề nghị đơn vị báo cáo."
    readings = [
        extract_fields([page("\n\n".join(parts))])
        for parts in ((left, right, body), (right, left, body))
    ]
    assert readings[0].code == readings[1].code == "5/SYT-NVY"
    assert readings[0].issuer == readings[1].issuer == "SỞ Y TẾ"
    assert readings[0].date == readings[1].date == "2020-02-01"


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("CỘNG HOÀ XÃ HỌI CHỦ NGHĨA VIỆT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("Nơi nhân:", "Nơi nhận:"),
        ("Kinh gửi:", "Kính gửi:"),
        ("Só: 812", "Số: 812"),
        ("| UBND TỈNH", "UBND TỈNH"),
        ("ngày 7 thang 9 nam 2021", "ngày 7 tháng 9 năm 2021"),
    ],
)
def test_labels_may_be_misread(read: str, printed: str) -> None:
    document = DOCUMENTS[3]
    assert printed in document.text
    assert_fields(extract_fields([page(document.text.replace(printed, read))]), document)


def test_hostile_text_is_survived() -> None:
    for text in (
        "Số: " * 500,
        "Nơi nhận: " * 300,
        "- " * 2000,
        "TM. KT. " * 400,
        "(" * 5000,
        "Luật A " * 1500,
        "ngày 1/1/" * 1500,
        "12/QĐ-" * 1500,
    ):
        extract_fields([page(text)])


def test_time_grows_with_the_document_and_no_faster() -> None:
    first = page(DOCUMENTS[0].text)
    body = "\n\n".join(
        f"{n}. Theo Quyết định số {n}/QĐ-BTC ngày 05/01/2020, báo cáo." for n in range(1, 41)
    )
    times = []
    for count in (20, 80):
        pages = [first, *(page(body, number) for number in range(2, count))]
        start = time.perf_counter()
        fields = extract_fields(pages)
        times.append(time.perf_counter() - start)
        assert len(fields.references) > 30 * (count - 2)
    assert times[1] < 12 * times[0]  # four times the pages; a square would be sixteen
