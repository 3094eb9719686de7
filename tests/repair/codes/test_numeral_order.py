# SPDX-License-Identifier: Apache-2.0
import pytest

from pipeline.repair.codes.numeral_order import misread_numerals


def repaired(read: str, heading: str = ". KẾT QUẢ") -> str:
    marks = read.split()
    for mark, printed in misread_numerals([mark + heading for mark in marks]):
        assert marks[mark.line] == mark.read
        marks[mark.line] = printed
    return " ".join(marks)


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("I H III", "I II III"),
        ("I H II", "I II III"),  # both lost what the order gives back
        ("I I HI", "I II III"),
        ("I I III IV", "I II III IV"),
        ("I II II IV", "I II III IV"),
        ("I II II", "I II III"),
        ("VII VII", "VII VIII"),
        ("II HI", "II III"),
        ("IV V V VII", "IV V VI VII"),
        ("X XI XI XIII", "X XI XII XIII"),
        ("I II HI I II II", "I II III I II III"),  # two lists
    ],
)
@pytest.mark.parametrize("heading", [". KẾT QUẢ", "- Kết quả", ") Kết quả"])
def test_the_order_of_headings_tells_their_numerals(read, printed, heading):
    assert repaired(read, heading) == printed


@pytest.mark.parametrize(
    "read",
    [
        "I II III IV",
        "I II I II III",  # two lists
        "I I II",  # a list of one, and another: who knows
        "I I",
        "I II I IV",
        "I II III V VI",  # a heading that was not read
        "IV V IV VII",
        "I I II III III V V",
        "III IV V",  # a part of a document
        "V IV",
        "H",
        "HI",
    ],
)
def test_numerals_that_may_be_so_stay(read):
    assert repaired(read) == read


def test_letters_and_numbers_are_no_numerals():
    assert not list(misread_numerals(["G. MỘT", "H. HAI", "I. BA"]))
    assert not list(misread_numerals(["1. Một", "1. Hai", "11. Ba"]))
    assert not list(misread_numerals(["I. Một", "V.I. Lênin", "II. Hai"]))


def test_headings_in_capitals_are_counted_by_themselves():
    lines = ["I. MỘT", "I. Về", "II. Việc", "H. HAI", "I. Đây", "H. Đó", "III. BA"]
    assert [(mark.line, printed) for mark, printed in misread_numerals(lines)] == [
        (3, "II"),
        (5, "II"),
    ]
