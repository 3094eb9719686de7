# SPDX-License-Identifier: Apache-2.0
import pytest

from pipeline.repair.codes import Acronyms

DOCUMENT = (
    "Trường Đại học Tây Đô; Tổng Liên đoàn Lao động Việt Nam; công nhân, viên chức, lao động;"
    " Hội đồng khoa học; hồ dưới thung lũng"
)


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("DHTD", "ĐHTĐ"),
        ("TLDLDVN", "TLĐLĐVN"),
        ("CNVCLD", "CNVCLĐ"),
        ("HDKH", "HĐKH"),
        ("TSCD", "TSCĐ"),  # of the table
        ("HDTL", "HDTL"),  # hồ dưới thung lũng
        ("DN", "DN"),  # too short
        ("DONG", "DONG"),  # a syllable that lost its marks
        ("UNND", "UNND"),
    ],
)
def test_strokes_of_an_acronym(read: str, printed: str) -> None:
    assert Acronyms(DOCUMENT.replace(",", " ").replace(";", " ").split()).printed(read) == printed


def test_three_words_must_begin_with_a_capital() -> None:
    assert Acronyms("một hội đồng xã".split()).printed("HDX") == "HDX"
    assert Acronyms("một Hội đồng xã".split()).printed("HDX") == "HĐX"


def test_words_that_disagree_say_nothing() -> None:
    words = "hội đồng tư vấn hướng dẫn tư vấn".split()
    assert Acronyms(words).printed("HDTW") == "HDTW"
    assert Acronyms([*words, "bằng", *words]).printed("HDTVB") == "HDTVB"


def test_acronyms_of_a_symbol() -> None:
    acronyms = Acronyms("Đại học Tây Đô".split())
    assert acronyms.in_symbol("1065/QĐ-DHTD") == "1065/QĐ-ĐHTĐ"
    assert acronyms.in_symbol("36-HD/VPTW") == "36-HD/VPTW"
    assert acronyms.in_symbol("12/2020/TT-BNNPTNT") == "12/2020/TT-BNNPTNT"


def test_a_known_abbreviation_keeps_its_d_where_words_begin_with_it_by_chance() -> None:
    chance = "có căn cước được cấp".split()  # c c c đ, and CCCD: căn cước công dân
    acronyms = Acronyms([*chance, *chance])
    assert acronyms.printed("CCCD") == "CCCD"
    assert acronyms.printed("CCCDC") == "CCCĐC"  # one that no table knows
