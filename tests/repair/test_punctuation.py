# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.repair.evidence import Evidence
from pipeline.repair.line_edits import edited
from pipeline.repair.punctuation import punctuation_edits
from pipeline.repair.repairer import repairer


def punctuated(text: str, named: dict[tuple[int, int], str] | None = None) -> str:
    """Lines as a model of Vietnamese read them, their marks set right.

    ``named``: what else the engine names for the mark that begins there.
    """
    lines = text.split("\n")
    begins = {n for n, line in enumerate(lines) if line[1:2] == ")" or not line[:1].islower()}
    evidence = {at: Evidence(0.9, ((mark, 0.3),)) for at, mark in (named or {}).items()}
    layout = repairer().layouter.lay_out(lines, begins, "vie", evidence)
    return "\n".join(edited(lines, punctuation_edits(layout, lines, begins, evidence)))


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("các huyện. thị xã. thành phố", "các huyện, thị xã, thành phố"),
        ("trong năm qua.\nđề nghị", "trong năm qua,\nđề nghị"),
        ("theo dõi (nếu có). báo cáo", "theo dõi (nếu có), báo cáo"),
        ("Lưu: VT. KTTH.", "Lưu: VT, KTTH."),
        ("VPUB: CVP. PCVP;", "VPUB: CVP, PCVP;"),
    ],
)
def test_a_full_stop_inside_a_sentence_is_a_comma(read: str, printed: str) -> None:
    assert punctuated(read) == printed


@pytest.mark.parametrize(
    "kept",
    [
        "Kết thúc câu. Câu sau",
        "TT. tỉnh ủy",
        "tr. bảy",
        "hết.\n- các đơn vị",
        "1. các đơn vị",
        "vân vân... rồi",
        "gửi về hop.thu",
        "- Lưu: VT, (KTTH). oe",
        "(nếu có). œ",
    ],
)
def test_other_full_stops_stay(kept: str) -> None:
    assert punctuated(kept) == kept


def test_a_full_stop_is_a_comma_where_the_engine_names_one() -> None:
    text = "TT. tỉnh ủy"
    assert punctuated(text, {(0, 2): ","}) == "TT, tỉnh ủy"


RECIPIENTS = "Nơi nhận:\n- Như trên{}\n- Bộ Nội vụ;\n- Sở Tài chính;\n- Lưu: VT."


@pytest.mark.parametrize(("read", "printed"), [(":", ";"), (";", ";"), (".", "."), (",", ",")])
def test_recipients_end_alike(read: str, printed: str) -> None:
    assert punctuated(RECIPIENTS.format(read)) == RECIPIENTS.format(printed)


def test_recipients_end_with_semicolons_where_all_are_read_as_colons() -> None:
    read = "Nơi nhận:\n- Như trên:\n- Bộ Nội vụ:\n- Lưu: VT."
    assert punctuated(read) == "Nơi nhận:\n- Như trên;\n- Bộ Nội vụ;\n- Lưu: VT."


def test_recipients_end_with_the_comma_that_most_end_with() -> None:
    read = "Nơi nhận:\n- Như trên:\n- Bộ Nội vụ,\n- Sở Tài chính,\n- Lưu: VT."
    assert punctuated(read) == read.replace("trên:", "trên,")


def test_recipients_end_as_the_engine_names_it_too() -> None:
    read = RECIPIENTS.format(".")
    assert punctuated(read, {(1, 10): ";"}) == RECIPIENTS.format(";")


def test_a_colon_after_the_list_of_recipients_stays() -> None:
    kept = RECIPIENTS.format(";") + "\nGhi chú:\nHết"
    assert punctuated(kept) == kept


def test_a_ground_and_a_point_before_the_next_end_with_a_semicolon() -> None:
    grounds = "Căn cứ Luật Tổ chức chính quyền địa phương{}\nCăn cứ Nghị định số 30/2020/NĐ-CP;"
    assert punctuated(grounds.format(":")) == grounds.format(";")
    points = "a) Cấp giấy phép{}\nb) Thu hồi giấy phép"
    assert punctuated(points.format(":")) == points.format(";")


@pytest.mark.parametrize(
    "kept",
    [
        "a) Hồ sơ gồm:\n- Đơn đề nghị",
        "a) Hồ sơ như sau:\nb) Đơn đề nghị",
        "b) Cấp giấy phép:\nb) Đơn đề nghị",
        "Căn cứ tình hình thực tế:\nChủ tịch yêu cầu",
    ],
)
def test_colons_before_what_they_open_stay(kept: str) -> None:
    assert punctuated(kept) == kept


def test_specks_that_begin_a_word() -> None:
    assert punctuated("tài sản .được bồi thường") == "tài sản được bồi thường"
    assert punctuated("'Ân Ngọc Hà") == "Ân Ngọc Hà"
    assert punctuated("Quốc hội quy' định một số") == "Quốc hội quy định một số"
    kept = "gọi là 'đơn vị' của tệp .docx và tên miền .vn"
    assert punctuated(kept) == kept


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["các", "Bộ", "VT", "(", ")", ".", ":", ";", "2", "'"]), min_size=1)
)
def test_words_and_digits_stay(words: list[str]) -> None:
    read = " ".join(words)
    marks = str.maketrans("", "", ".,:;' ")
    assert punctuated(read).translate(marks) == read.translate(marks)
