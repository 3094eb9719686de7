# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.export.printed.form import Alignment, Form, Sheet, form_of, sheets
from pipeline.record import BoxList, Provenance
from tests.export.records import line, placed, record

SHEET = Sheet(1000, 1400, column=(100, 900))


def form(*rows: tuple[int, int, str]) -> Form:
    """The form of lines given by their left and right edges (px) and their text."""
    return form_of(
        [
            line(text, box=(left, 100 + 40 * n, right, 130 + 40 * n))
            for n, (left, right, text) in enumerate(rows)
        ],
        SHEET,
    )


def test_what_has_the_same_room_at_both_sides_is_centred():
    assert form((350, 650, "QUYẾT ĐỊNH:")).alignment is Alignment.CENTRED
    rows = (300, 720, "Về việc thành lập"), (400, 600, "Tổ công tác")
    assert form(*rows).alignment is Alignment.CENTRED


def test_the_last_line_of_a_paragraph_may_be_short_without_being_centred():
    rows = (160, 900, "Căn cứ Luật Lưu trữ ngày 21"), (100, 300, "tháng 6 năm 2024;")
    assert form(*rows) == Form(first_line=True)


def test_an_item_of_a_list_is_no_centred_line():
    item = form((310, 690, "- Trung tâm Y tế các huyện;"))
    assert item.alignment is Alignment.JUSTIFIED
    assert item.indent == pytest.approx(210 / 800)


def test_a_short_line_at_the_right_edge_is_set_there():
    assert form((600, 895, "Đơn vị tính: triệu đồng")).alignment is Alignment.RIGHT


def test_lines_at_the_left_edge_have_no_indent():
    assert form((100, 900, "thực hiện theo quy định"), (102, 400, "của pháp luật.")) == Form()


def test_without_boxes_a_paragraph_is_set_as_most_are():
    assert form_of([line("Căn cứ")], SHEET) == Form(first_line=True)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_boxes_of_a_turned_page_are_those_of_the_page_set_upright(turns):
    page = np.zeros((140, 100))
    left, top, right, bottom = box = (20, 30, 60, 45)
    page[top:bottom, left:right] = 1
    upright = np.rot90(page, turns)
    rows, columns = np.nonzero(upright)
    found: BoxList = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    height, width = upright.shape
    assert Sheet(width, height, turns).upright(box) == found


def test_the_column_of_a_page_is_told_by_its_long_lines():
    value = record(
        placed((10, 10, 90, 50), "một dòng dài", "một dòng dài", "một dòng dài"),
        placed((40, 60, 60, 70), "ngắn"),
        placed((0, 0, 100, 5), "dấu đến", kind="stamp"),
    )
    assert sheets(value)[1] == Sheet(100, 100, 0, (10, 90))


def test_a_table_fills_the_column_not_its_cells():
    value = record(
        placed((10, 10, 30, 50), "ô một", "ô hai", kind="table"),
        placed((40, 60, 60, 70), "ngắn"),
    )
    wide = value.pages[0].blocks[0]
    whole = replace(wide, box=(5, 10, 95, 50))
    page = value.pages[0].model_copy(update={"blocks": (whole, value.pages[0].blocks[1])})
    assert sheets(value.model_copy(update={"pages": (page,)}))[1].column == (5, 95)


def test_a_page_that_was_turned_is_upright_in_its_sheet():
    turned = Provenance(step="cleanup.orientation", version="1", parameters={"turned": 90})
    value = record(placed((10, 20, 20, 80), "một dòng"))
    page = value.pages[0].model_copy(update={"width": 100, "height": 150})
    step = turned.model_copy(update={"pages": (1,)})
    value = value.model_copy(update={"pages": (page,), "provenance": (step,)})
    sheet = sheets(value)[1]
    assert sheet.is_landscape
    assert sheet.column == (20, 80)
