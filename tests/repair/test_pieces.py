# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from pipeline.repair.codes import claim_spans
from pipeline.repair.pieces import pieces_of
from pipeline.repair.reading_kind import ENG, OTHER


def words(line: str, kind: str = ENG) -> list[str]:
    return [p.text for p in pieces_of(line, 0, claim_spans(line), kind) if p.symbols is None]


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("co’ quan nhw’ sau", ["co’", "quan", "nhw’", "sau"]),  # cơ quan như sau
        ("hé so’, so’. (tu’)", ["hé", "so’", "so’", "tu’"]),  # hồ sơ, sở. (tư)
        ("git? nguyén hién", ["git?", "nguyén", "hién"]),  # giữ nguyên hiện
        ("tt? ngay 01 thang 7 nam 2025", ["tt?"]),  # the date is claimed
        ("ct? 2 diéu, git? Nha", ["ct?", "diéu", "git?", "Nha"]),  # cứ 2 điều, giữ Nhà
        ("bén thi?-ba, tt?.ngay", ["bén", "thi?", "ba", "tt?", "ngay"]),  # thứ ba, từ ngày
        ("khéng? Diéu 5, sao? 12", ["khéng", "sao"]),
        ("gom g6m? den, ndm? tai", ["gom", "g6m", "den", "ndm", "tai"]),  # gồm? năm?
        ("1a gi? Quy dinh", ["1a", "gi", "Quy", "dinh"]),
        ("thé nao?", ["thé", "nao"]),
        ("goi la 'nguoi dan' trong", ["goi", "la", "nguoi", "dan", "trong"]),
        ("tru’ong cu’6c", ["tru’ong", "cu’6c"]),
        ("cua’Uy ban, dan'Lao", ["cua", "Uy", "ban", "dan", "Lao"]),  # của Ủy ban, dân Lào
        ("ngu%i khac, phai]a, 5% nam", ["ngu%i", "khac", "phai]a", "nam"]),
    ],
)
def test_hooks_and_horns_belong_to_the_word_they_end(line: str, read: list[str]) -> None:
    assert words(line) == read


def test_only_garbled_text_has_hooks_and_horns_for_marks() -> None:
    assert words("cơ’ quan nào? người", kind="vie") == ["cơ", "quan", "nào", "người"]


def test_rows_of_dots_are_read_as_letters_and_no_words() -> None:
    assert words("Chit ky:cesseeelecseevesssn eeeeeeeeeeee") == ["Chit", "ky"]
    kept = ["Coteccons", "va", "Tennessee", "thongtinvipham"]
    assert words(", ".join(kept)) == kept


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("vi~c d§.y m!;lnh", ["vi~c", "d§.y", "m!;lnh"]),  # việc đẩy mạnh
        ("h01;1t th1’1 tru’6’ng", ["h01;1t", "th1’1", "tru’6’ng"]),  # hoạt thủ trưởng
        ("(16c, (11a phuong", ["(16c", "(11a", "phuong"]),  # độc, địa phương
        ("(la 5 ngay), (11 ngay)", ["la", "ngay", "ngay"]),
        ("(16 [é hoat dong", ["(16", "[é", "hoat", "dong"]),  # để tế
        ("chu thich [1] cua diem a) khoan", ["chu", "thich", "cua", "diem", "a", "khoan"]),
        ("phI’I, th1’I", ["phI’I", "th1’I"]),  # phủ, thủ
        ("V?) viéc, quan I}?", ["V?)", "viéc", "quan", "I}?"]),  # Về việc, quản lý
        ("a) noi dung", ["noi", "dung"]),
        ('vê"Xay dung cap,cac', ["vê", "Xay", "dung", "cap", "cac"]),
        ('v@"Xay dung d~t nuoc"; k)" sau', ["v@", "Xay", "dung", "d~t", "nuoc", 'k)"', "sau"]),
        ("ngay~8 thang", ["ngay", "thang"]),
        ("TS.BS. Ha", ["TS", "BS", "Ha"]),
    ],
)
def test_older_engines_read_marks_for_letters(line: str, read: list[str]) -> None:
    assert words(line, OTHER) == read


@pytest.mark.parametrize("kind", [ENG, OTHER])
def test_pieces_cover_all_that_is_no_white_space(kind: str) -> None:
    line = "Cac co’ quan (ii) git? lai, 7h - 9h; diém b1) khoan 2"
    pieces = list(pieces_of(line, 0, claim_spans(line), kind))
    assert "".join(p.text for p in pieces) == "".join(line.split())
    assert all(line[p.start : p.end] == p.text for p in pieces)


@pytest.mark.parametrize("part", ["(1 ", "a) ", "[a ", "a!;", "a'", "1,", "~", "ab?) "])
def test_endless_lines_of_older_engines_lose_nothing(part: str) -> None:
    line = part * 20_000
    pieces = list(pieces_of(line, 0, (), OTHER))
    assert "".join(piece.text for piece in pieces) == "".join(line.split())
