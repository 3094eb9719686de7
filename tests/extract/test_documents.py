# SPDX-License-Identifier: Apache-2.0
"""Files that hold several documents."""

from __future__ import annotations

import pytest

from pipeline.extract import document_boundaries, extract_documents, extract_fields
from tests.extract.fictional import DOCUMENTS
from tests.extract.test_extract_fields import assert_fields, page

_HEAD = """\
ỦY BAN NHÂN DÂN
TỈNH VĨNH HÒA

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

"""
_UNSIGNED = "Các đơn vị thực hiện theo nội dung đã nêu, trong đó có các việc sau:"


@pytest.mark.parametrize(
    "opening",
    [
        _HEAD + "Số: 45/KH-UBND\n\nVĩnh Hòa, ngày 12 tháng 3 năm 2024\n\nKẾ HOẠCH\nTriển khai",
        "ĐẢNG BỘ TỈNH VĨNH HÒA\nĐẢNG ỦY XÃ TÂN AN\n*\nSố 12-QĐ/ĐU\n\nĐẢNG CỘNG SẢN VIỆT NAM\n\n"
        "Tân An, ngày 3 tháng 4 năm 2024\n\nQUYẾT ĐỊNH\nvề công tác cán bộ",
    ],
)
@pytest.mark.parametrize("before", [DOCUMENTS[3].text, _UNSIGNED], ids=["signed", "unsigned"])
def test_a_whole_letterhead_begins_a_document(before: str, opening: str) -> None:
    assert document_boundaries([page(before, 1), page(opening, 2)]) == (2,)


@pytest.mark.parametrize(
    "opening",
    [
        _HEAD + "Số: 7/GM-UBND\n\nGIẤY MỜI\n\nKính gửi: Các sở, ngành.",
        _HEAD + "Số:      /KH-UBND\n\nVĩnh Hòa, ngày    tháng 3 năm 2024\n\nKẾ HOẠCH\nTriển khai",
    ],
)
def test_part_of_a_letterhead_begins_a_document_behind_a_signature_only(opening: str) -> None:
    assert document_boundaries([page(DOCUMENTS[3].text, 1), page(opening, 2)]) == (2,)
    assert document_boundaries([page(_UNSIGNED, 1), page(opening, 2)]) == ()


@pytest.mark.parametrize(
    "enclosure",
    [
        _HEAD + "QUY CHẾ\nPhối hợp quản lý đất đai\n(Ban hành kèm theo Quyết định số "
        "12/2024/QĐ-UBND ngày 03 tháng 4 năm 2024\ncủa Ủy ban nhân dân tỉnh)\n\nChương I\n"
        "QUY ĐỊNH CHUNG",
        _HEAD + "DANH MỤC\nDự án đầu tư công\n(Kèm theo Công văn số 123/UBND-KT ngày 12 tháng 3 năm"
        " 2024)\n\n1. Đường tỉnh 721\n\nVĩnh Hòa, ngày 12 tháng 3 năm 2024\nCHỦ TỊCH",
        _HEAD + "Phụ lục II\nBẢNG TỔNG HỢP\n\nVĩnh Hòa, ngày 12 tháng 3 năm 2024\nNGƯỜI LẬP BIỂU",
        "Mẫu số 02\n\n" + _HEAD + "Số: 12/BC-UBND\n\nVĩnh Hòa, ngày 12 tháng 3 năm 2024\n\nBÁO CÁO",
    ],
    ids=["regulation", "list", "appendix", "form"],
)
def test_an_enclosure_with_a_letterhead_begins_none(enclosure: str) -> None:
    assert document_boundaries([page(DOCUMENTS[3].text, 1), page(enclosure, 2)]) == ()


TYPED = next(n for n, document in enumerate(DOCUMENTS) if "1961" in document.name)


@pytest.mark.parametrize("order", [[3, 0, 1], [0, TYPED, 3], [TYPED, 3, 0]])
def test_every_document_has_its_own_fields_and_pages(order: list[int]) -> None:
    pages = [page(DOCUMENTS[n].text, 2 * i + 1) for i, n in enumerate(order)]
    pages += [page(_UNSIGNED, 2 * i + 2) for i in range(len(order))]
    pages.sort(key=lambda one: one.number)
    found = extract_documents(pages)
    assert [[p.number for p in document.pages] for document in found] == [[1, 2], [3, 4], [5, 6]]
    for document, n in zip(found, order, strict=True):
        assert_fields(document.fields, DOCUMENTS[n])
        assert "other_documents" not in document.fields.evidence
    assert found[1].fields.evidence["symbol"].page == 3
    assert extract_fields(pages).evidence["other_documents"].page == 3


def test_no_pages_hold_one_document_of_which_nothing_is_known() -> None:
    (only,) = extract_documents([])
    assert only.pages == ()
    assert only.fields.doc_type is None
