# SPDX-License-Identifier: Apache-2.0
"""Names of agencies found by pattern are completed, trimmed and told from what is no agency."""

from __future__ import annotations

import lzma
from pathlib import Path

import pytest

from lexicon.build import __main__ as build
from lexicon.build.agencies import REGISTERS, cleaned_names


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpora")
    lines = [
        "Hội đồng nhân dân, Ủy ban nhân dân.",
        "Gửi Bộ Công an, Bộ Công Thương, Tổng cục Hải quan.",
        "Theo Tổng cục Hải quan đã trả lời; Bộ trưởng ký.",
    ]
    for register in REGISTERS:
        with lzma.open(folder / f"{register}.txt.xz", "wt", encoding="utf-8") as stream:
            stream.write("\n".join(lines * 20) + "\n")
    return folder


def test_names_cut_short_are_completed_and_run_on_names_trimmed(folder: Path) -> None:
    raw = ["Hội đồng nhân", "Tổng cục Hải quan đã", "Bộ Công an, Bộ Công Thương", "Uỷ ban nhân"]
    names = [name for name, _ in cleaned_names(raw, folder)]
    assert sorted(names) == [
        "Bộ Công Thương",
        "Bộ Công an",
        "Hội đồng nhân dân",
        "Tổng cục Hải quan",
        "Ủy ban nhân dân",
    ]


@pytest.mark.parametrize("name", ["Bộ Công", "Bộ trưởng", "Chỉ thị", "Bộ Không Có"])
def test_what_is_no_whole_name_is_dropped(folder: Path, name: str) -> None:
    assert cleaned_names([name], folder) == []


def test_new_names_are_proposed_and_known_ones_are_not(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "orgs_legal.tsv").write_text("9\tHội đồng nhân\n5\tTổng cục Hải quan\n")
    target = tmp_path / "agencies.proposed.tsv"
    build.proposed_agencies(folder, tmp_path, target)
    assert target.read_text() == "name\tcount\n"
