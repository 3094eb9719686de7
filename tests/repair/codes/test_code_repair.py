# SPDX-License-Identifier: Apache-2.0
"""Codes that were misread come back as printed; codes that are right stay."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexicon import doc_symbols
from pipeline.repair.codes import code_of_type, named_type, repair_code, repair_symbol

_COMMON = [entry.symbol for entry in doc_symbols() if entry.count >= 50 and entry.symbol != "ND-CP"]


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("15/2020/ND-CP", "15/2020/NĐ-CP"),
        ("15/2020/NÐ-CP", "15/2020/NĐ-CP"),
        ("973-QD/TW", "973-QĐ/TW"),
        ("5-Qb/TW", "5-QĐ/TW"),
        ("12-QPi/TW", "12-QĐi/TW"),
        ("12/NQ-HDND", "12/NQ-HĐND"),
        ("28-NQ/T W", "28-NQ/TW"),
        ("12/2020/TTBNV", "12/2020/TT-BNV"),
        ("1675/OĐ-UBND", "1675/QĐ-UBND"),
        ("77/QĐ-TTG", "77/QĐ-TTg"),
        ("08/2025/QD-TTe", "08/2025/QĐ-TTg"),
        ("08/2025/QD-TTeg", "08/2025/QĐ-TTg"),
        ("67/2025/NDB-CP", "67/2025/NĐ-CP"),
        ("91/2015/QHI13", "91/2015/QH13"),
        ("35/2018/OHIA", "35/2018/QH14"),
        ("58/2024/Q1115", "58/2024/QH15"),
        ("755/2005/NQ-UBTVQHI1", "755/2005/NQ-UBTVQH11"),
        ("1872/0D-BTP", "1872/QĐ-BTP"),
        ("31/2013/OH13", "31/2013/QH13"),
        ("71/2025/QHI5", "71/2025/QH15"),
    ],
)
def test_misread_symbols_are_set_right(read: str, printed: str) -> None:
    repair = repair_code(read)
    assert repair is not None
    assert repair.repaired == printed
    assert repair.reason


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("l5/QĐ-BNV", "15/QĐ-BNV"),
        ("4L/CTr-KTNS", "41/CTr-KTNS"),
        ("3O/2020/NĐ-CP", "30/2020/NĐ-CP"),
    ],
)
def test_letters_read_for_digits_are_set_right_and_flagged(read: str, printed: str) -> None:
    repair = repair_code(read)
    assert repair is not None
    assert repair.repaired == printed
    assert repair.confidence < 0.8
    assert "to be checked" in repair.reason


@pytest.mark.parametrize("symbol", _COMMON)
def test_symbols_in_use_stay(symbol: str) -> None:
    assert repair_symbol(symbol) is None


@pytest.mark.parametrize(
    "code",
    [
        "12/HD-BTC",
        "45/DA-SXD",
        "45/ĐA-SXD",
        "9/QC-XYZ",
        "1545 -CV/HU",
        "77/ABC-XYZ",
        "100/UBND- KSTTHC",
        "30c/NQ-CP",
        "3176B/QĐ-SYT",
        "15/QĐ-ĐHKV",
        "2/GM-DTQG",
        "24/24",
        "s6/ab",
        "58/2014/Q1115",
        "58/2024/QH15",
    ],
)
def test_well_formed_codes_stay_even_when_unknown(code: str) -> None:
    assert repair_code(code) is None


@given(st.integers(1, 99999), st.sampled_from(_COMMON), st.sampled_from(["/", "-", "/2019/"]))
def test_digits_are_never_changed_into_other_digits(number: int, symbol: str, mark: str) -> None:
    read = f"{number}{mark}{symbol}".replace("Đ", "D")
    repair = repair_code(read)
    if repair is not None:
        assert re.findall(r"\d+", repair.repaired) == re.findall(r"\d+", read)


@given(st.text(max_size=25))
def test_repairing_twice_is_repairing_once(read: str) -> None:
    repair = repair_code(read)
    if repair is not None:
        assert repair_code(repair.repaired) is None


@pytest.mark.parametrize(
    ("read", "before", "printed"),
    [
        ("66/NO-CP", "theo nghị quyết số", "66/NQ-CP"),
        ("66/NO-CP", "theo nghị định số", None),  # NĐ-CP it is already
        ("30/2020/ND-CP", "theo quyết định số", None),  # no letters of QĐ
        ("254/2025/OH15", "theo nghị quyết số", None),
        ("66/NQ-CP", "theo nghị định số", None),  # nothing to repair
        ("66/NO-CP", "vào tháng", None),
    ],
)
def test_type_named_before_a_code(read: str, before: str, printed: str | None) -> None:
    first = repair_code(read)
    repaired = first.repaired if first else read
    again = code_of_type(read, repaired, named_type(before.split()))
    assert (again.repaired if again else None) == printed


def test_longest_name_of_a_type_counts() -> None:
    assert named_type("các thông tư liên tịch số".split()) == ("TTLT",)
    assert named_type("thông tư số".split()) == ("TT",)
    assert named_type(["số"]) == named_type([]) == ()
