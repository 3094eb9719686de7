# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from lexicon import family_names, given_names
from pipeline.model import Line, Word
from pipeline.repair.line_edits import edited
from pipeline.repair.repairer import repairer
from pipeline.repair.signed_names import name_printed, signed_name_edits


@pytest.mark.parametrize(
    ("read", "after", "printed"),
    [
        ("'Trần thị Lưu", "'Trần thị Lưu", "Trần Thị Lưu"),
        ("trần Thị Diệp", "trần Thị Diệp", "Trần Thị Diệp"),
        ("“Đặng Ngọc Diệp", "“Đặng Ngọc Diệp", "Đặng Ngọc Diệp"),
        ("© Đặng Thị kim Hưởng", "© Đặng Thị kim Hưởng", "Đặng Thị Kim Hưởng"),
        ("__ Phấn Thị Nhạn", "__ Phấn Thị Nhạn", "Phan Thị Nhạn"),
        ("-Nguyễ» Hữu An", "-Nguyễ» Hữu An", "Nguyễn Hữu An"),
        ("Nguyễn tnị Hoa", "Nguyễn thị Hoa", "Nguyễn Thị Hoa"),
        ("Đặng Chí Bền", "Đồng Chí Bền", "Đặng Chí Bền"),
        ("Hồ Thị Hoa", "Hỗ Thị Hoa", "Hồ Thị Hoa"),
        ("Mai Thiện", "Mãn Thiện", "Mai Thiện"),
        ("Hồ sơ lưu", "Hoa sơ lưu", None),
        ("Nguyễn tiữu Chung", "Nguyễn tiến Chung", None),  # a guess
        ("Trần Thị Diệp", "Trần Thị Diệp", None),
        ("nội Vụ Tỉnh", "nội Vụ Tỉnh", None),
        ("trần nhà bị thấm", "trần nhà bị thấm", None),
        ("TRẦN THỊ DIỆP", "TRẦN THỊ DIỆP", None),
    ],
)
def test_names_under_a_seal(read, after, printed):
    lines = [Line((Word(read, read, 0.9),))]
    made = edited([after], signed_name_edits(lines, [after], [0], repairer()))
    assert made == [printed or after]


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("Trần Ihu Ngà", "Trần Thu Ngà"),
        ("Nguyễn Qang Nghiệp", "Nguyễn Quang Nghiệp"),
        ("Nguyễn TRị Thanh Dao", "Nguyễn Thị Thanh Dao"),
        ("Trần Văn Dũug", "Trần Văn Dũng"),
        ("1ê Minh Trình", "Lê Minh Trình"),
        ("guveẻn Ngọc Đinh", "Nguyễn Ngọc Đinh"),
        ("Nghiểm Văn Bình", "Nghiêm Văn Bình"),
    ],
)
def test_letters_that_are_wrong(read, printed):
    assert name_printed(read.split(), repairer()) == printed


@pytest.mark.parametrize(
    "read",
    [
        "Trần Ihu Nqà",  # two words
        "Ihu Trần",
        "Cao Nmw Hưởng",  # too many letters
        "Lê Văn Zũng",
        "Hồ Kpă Long",
        "Rcom Sa Duyên",
        "Điểu K'Ré Bé",
        "Nguyễn Michael Tâm",
        "Hà Nội Mxi",
        "Phòng Qang Trị",
    ],
)
def test_what_is_unclear_or_of_another_language_is_no_name_to_repair(read):
    assert name_printed(read.split(), repairer()) is None


def test_names_of_the_tables_stay():
    for n, family in enumerate(family_names()):
        given = given_names()[n % len(given_names())].name
        name = f"{family} Thị {given}"
        assert name_printed(name.split(), repairer()) in (None, name)
