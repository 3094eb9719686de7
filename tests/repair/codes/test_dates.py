# SPDX-License-Identifier: Apache-2.0
"""Dates are found, read and their words repaired; digits stay."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.repair.codes import DateKind, find_dates, parse_date


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2049, 12, 31)))
def test_every_day_is_read_in_every_form(day: datetime.date) -> None:
    for text in (
        f"ngày {day.day:02d} tháng {day.month:02d} năm {day.year}",
        f"ngày {day.day} tháng {day.month} năm {day.year}",
        f"{day.day:02d}/{day.month:02d}/{day.year}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day}-{day.month}-{day.year}",
        f"{day.day}.{day.month}.{day.year}",
    ):
        found = parse_date(text)
        assert found is not None
        assert found.kind is DateKind.DAY
        assert found.value == day.isoformat()
        assert not found.repaired


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("tháng 4/2024", DateKind.MONTH, "2024-04"),
        ("tháng 4 năm 2024", DateKind.MONTH, "2024-04"),
        ("năm 2024", DateKind.YEAR, "2024"),
        ("quý II/2024", DateKind.QUARTER, "2024-Q2"),
        ("quý 3 năm 2024", DateKind.QUARTER, "2024-Q3"),
        ("2021 - 2025", DateKind.PERIOD, "2021/2025"),
        ("2021-2025", DateKind.PERIOD, "2021/2025"),
        ("ngày 05 tháng 01", DateKind.DAY_OF_MONTH, None),
    ],
)
def test_months_quarters_years_and_periods_are_read(
    text: str, kind: DateKind, value: str | None
) -> None:
    found = parse_date(text)
    assert found is not None
    assert (found.kind, found.value) == (kind, value)


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("ngay 26 thang 3 nam 2024", "ngày 26 tháng 3 năm 2024"),
        ("Ngày 05 thắng 01 năm 2020", "Ngày 05 tháng 01 năm 2020"),
        ("NGAY 1 THANG 2 NAM 2021", "NGÀY 1 THÁNG 2 NĂM 2021"),
        ("tháng 3 nam 2024", "tháng 3 năm 2024"),
    ],
)
def test_words_of_a_date_are_set_right(read: str, printed: str) -> None:
    (found,) = find_dates(read)
    assert found.printed == printed
    assert found.possible


@pytest.mark.parametrize(
    "text", ["31/02/2024", "ngày 30 tháng 02 năm 2024", "15/13/2020", "ngày 31/4/2021"]
)
def test_dates_that_cannot_be_are_flagged_not_repaired(text: str) -> None:
    (found,) = find_dates(text)
    assert not found.possible
    assert found.value is None
    assert not found.repaired


@pytest.mark.parametrize(
    "text", ["ngay 3 tháng đầu năm", "nam 18 tuổi", "trận thắng 3 bàn", "1.500.000"]
)
def test_other_words_are_no_dates(text: str) -> None:
    assert find_dates(text) == ()
