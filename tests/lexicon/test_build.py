# SPDX-License-Identifier: Apache-2.0
"""The language data is made from corpora with a clean held-out part and from filled forms."""

from __future__ import annotations

import lzma
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

import lexicon
from lexicon.build import casing, corpora, forms, language_model
from pipeline.repair.casing import CaseModel
from pipeline.repair.language_model import LanguageModel

SUBJECTS = "Ủy ban, Hội đồng, Văn phòng, Đảng bộ, Sở Nội vụ, Ban Tổ chức, Phòng Tư pháp".split(", ")
VERBS = "triển khai, kiểm tra, báo cáo, hướng dẫn, phối hợp, tổ chức, theo dõi".split(", ")
OBJECTS = "công tác tuyên truyền, việc thực hiện chỉ thị, cải cách hành chính, chuyển đổi số".split(
    ", "
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Small corpora of every register."""
    folder = tmp_path_factory.mktemp("corpora")
    for n, register in enumerate(corpora.REGISTERS):
        lines = [
            f"{SUBJECTS[i % 7]} {VERBS[i // 7 % 7]} {OBJECTS[i // 49 % 4]} năm {2000 + i % 20} tại"
            f" địa bàn thứ {i * 5 + n}, bảo đảm đúng quy định của Đảng và Nhà nước."
            for i in range(1500)
        ]
        with lzma.open(folder / f"{register}.txt.xz", "wt", encoding="utf-8") as stream:
            stream.write("\n".join(lines) + "\n")
    return folder


def test_a_paragraph_is_held_out_by_its_text_alone(folder: Path) -> None:
    tune, test = corpora.held_out(folder, "laws")
    assert tune
    assert test
    assert all(corpora.held_out_half(p) == 0 for p in tune)
    assert all(corpora.held_out_half(p) == 1 for p in test)
    everything = list(corpora.paragraphs(folder, "laws"))
    assert (len(tune) + len(test)) / len(everything) < 0.03


def test_training_does_not_hold_what_is_held_out() -> None:
    own = "Một đoạn văn dài của riêng phần để dành mà không văn bản nào khác có được câu này cả"
    near = own.replace("dài", "rất dài")
    other = "Phần còn lại nói về chuyện hoàn toàn khác và dài hơn tám tiếng để có thể so sánh được"
    table = corpora.SymbolTable()
    lines = [own, near, other]
    ids = [table.encode(line) for line in lines]
    register = corpora.Register(
        "laws",
        np.array([i for line in ids for i in line], np.uint32),
        np.cumsum([len(i) for i in ids]),
        ((own,), ()),
        np.repeat(np.arange(3, dtype=np.uint8), [len(i) for i in ids]),
    )
    (kept,) = corpora.without_near_duplicates([register], table)
    assert kept.ids.tolist() == ids[2]
    assert kept.cases.tolist() == [2] * len(ids[2])
    assert kept.held_out == ((own,), ())


def test_the_case_of_every_word_is_read_with_it(tmp_path: Path) -> None:
    with lzma.open(tmp_path / "laws.txt.xz", "wt", encoding="utf-8") as stream:
        stream.write("QUYẾT ĐỊNH\nBộ Nội vụ, ngày 3\n")
    register = corpora.read_register(tmp_path, "laws", corpora.SymbolTable())
    assert register.cases.tolist() == [2, 2, 1, 1, 0, 0, 0, 0]


def test_formulas_of_every_document_are_not_held_out() -> None:
    formula = "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015 và các luật khác"
    table = corpora.SymbolTable()
    ids = table.encode(formula) * 40
    length = len(ids) // 40
    register = corpora.Register(
        "laws",
        np.array(ids, np.uint32),
        np.arange(1, 41) * length,
        ((formula,), ()),
        np.zeros(len(ids), np.uint8),
    )
    (kept,) = corpora.without_near_duplicates([register], table)
    assert kept.held_out == ((), ())
    assert len(kept.ids) == len(ids)


def test_the_whole_build_runs_and_gives_the_same_bytes_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language_model, "SIZES", (0, 3000, 3000, 2000))
    monkeypatch.setattr(forms, "LINES", 200)
    first, second = tmp_path / "a.bin", tmp_path / "b.bin"
    language_model.language_model(folder, first)
    language_model.language_model(folder, second)
    assert first.read_bytes() == second.read_bytes()
    model = LanguageModel(first)
    good = model.score(model.ids("đúng quy định".split())[None], model.ids(["của"]))
    bad = model.score(model.ids("đúng quy định".split())[None], model.ids(["cua"]))
    assert good > bad + 2


def test_the_case_model_learns_what_the_text_capitalises(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "case.bin"
    casing.case_model(folder, path)
    model = CaseModel(path)
    odds = model.log_odds("quy định của đảng và nhà nước <.>".split())
    assert odds[3].min() > 1  # Đảng
    assert odds[1].max() < -1  # định


def test_every_place_is_written_out_with_what_lies_above_it() -> None:
    written = set(islice(forms.lines(), 2 * len(lexicon.places())))
    assert all(forms.address(place) in written for place in lexicon.places())
    commune = next(p for p in lexicon.places() if p.era == "pre2025" and p.level == "commune")
    assert forms.address(commune) == f"{commune.name}, {commune.parent}, {commune.province}"


def test_forms_are_the_same_every_time_and_leave_no_slot_open() -> None:
    one, two = list(forms.lines()), list(forms.lines())
    assert one == two
    assert not any("{" in line for line in one)
