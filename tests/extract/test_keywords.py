# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

from pipeline import Settings, digitise
from pipeline.extract.keywords import keywords_of
from pipeline.settings import ExtractSettings


def test_the_words_that_name_the_matter_are_keywords() -> None:
    found = keywords_of("về tăng cường sự lãnh đạo của Đảng đối với công tác tuyên truyền miệng")
    assert found == ("tuyên truyền",)


def test_names_keep_their_capitals_and_stand_once() -> None:
    found = keywords_of("Về hồ sơ lưu trữ tỉnh Quảng Ngãi và hồ sơ của tỉnh Quảng Ngãi")
    assert found == ("hồ sơ", "lưu trữ", "Quảng Ngãi")


def test_a_subject_in_capitals_gives_words_in_lower_case() -> None:
    assert "lưu trữ" in keywords_of("VỀ CÔNG TÁC LƯU TRỮ")


def test_no_subject_no_keywords() -> None:
    assert keywords_of(None) == keywords_of("  ") == keywords_of("12/2024") == ()


def test_keywords_are_given_when_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "SỞ NỘI VỤ\n\nSố: 12/SNV-VTLT\n\nV/v bảo quản hồ sơ giấy\n\nKính gửi: Các sở, ngành.\n",
        encoding="utf-8",
    )
    assert digitise(path).keywords == ()
    asked = Settings(extract=ExtractSettings(keywords=True))
    assert "hồ sơ" in digitise(path, asked).keywords
