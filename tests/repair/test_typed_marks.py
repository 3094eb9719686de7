# SPDX-License-Identifier: Apache-2.0
"""Vietnamese typed with the keys of Telex, VNI and VIQR that no program made letters of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexicon import syllables
from pipeline.repair import repair_text
from pipeline.repair.line_edits import edited
from pipeline.repair.typed_marks import CONVENTIONS, TELEX, VIQR, VNI, Keys, letters_of, typed_edits
from tests.repair.miswriting import strip_tones, typed

LETTER = """\
ỦY BAN NHÂN DÂN TỈNH QUẢNG NAM
Số: 12/CT-UBND
Thực hiện Quyết định số 25/2009/QĐ-TTg của Thủ tướng Chính phủ, Nghị quyết của HĐND tỉnh;
để khắc phục những tồn tại nêu trên, Chủ tịch Ủy ban nhân dân tỉnh yêu cầu các sở, ban,
ngành và Huyện ủy Krông Nô nghiêm túc thực hiện Chỉ thị số 30-CT/TW này.
đ) Báo cáo kết quả về Sở Tư pháp (qua thư điện tử stp@quangnam.gov.vn) trước ngày 25/12/2009.
Có gì vướng mắc không? Nếu có thì gọi số 0235.3852.999."""


TYPED = sorted(word for word in syllables() if "ôô" not in strip_tones(word))  # nobody knows how


@pytest.mark.parametrize("keys", CONVENTIONS, ids=lambda keys: keys.name)
def test_a_letter_comes_back(keys: Keys) -> None:
    damaged = typed(LETTER, keys.name)
    repaired = repair_text(damaged)
    assert repaired.text == LETTER
    assert {change.reason for change in repaired.changes} == {f"typed with the keys of {keys.name}"}


@pytest.mark.parametrize("keys", CONVENTIONS, ids=lambda keys: keys.name)
@given(word=st.sampled_from(TYPED), case=st.sampled_from([str, str.title, str.upper]))
def test_every_syllable_can_be_typed(keys: Keys, word: str, case: type[str]) -> None:
    printed = case(word)
    keyed = typed(printed, keys.name)
    assert keyed == printed or letters_of(keyed, keys) == printed


@pytest.mark.parametrize(
    ("keyed", "printed", "keys"),
    [
        ("dduowngf", "đường", TELEX),
        ("duongdwf", "đường", TELEX),
        ("nguowif", "người", TELEX),
        ("tieesng", "tiếng", TELEX),
        ("nhw", "như", TELEX),
        ("thuowr", "thuở", TELEX),
        ("quawng", "quăng", TELEX),
        ("HDDND", "HĐND", TELEX),
        ("Leenin", "Lênin", TELEX),
        ("nhana", "nhân", TELEX),
        ("boeos", "boéo", TELEX),
        ("UBND", None, TELEX),
        ("d9uo7ng2", "đường", VNI),
        ("to63", "tổ", VNI),
        ("DDa('k", "Đắk", VIQR),
    ],
)
def test_keys_do_what_an_input_method_does(keyed: str, printed: str | None, keys: Keys) -> None:
    assert letters_of(keyed, keys) == printed


def test_a_full_stop_is_no_tone() -> None:
    lines = ["Bo^. Tu+ pha'p thu+.c hie^.n. Ca'c bo^. pho^'i ho+.p. Ho.p o+? Ha` No^i. Na(m 2009."]
    printed = ["Bộ Tư pháp thực hiện. Các bộ phối hợp. Họp ở Hà Nội. Năm 2009."]
    lines = [lines[0].replace("No^i.", "No^.i.")]
    assert edited(lines, typed_edits(lines)) == printed


@pytest.mark.parametrize(
    "text",
    [
        LETTER,
        "The committee was asked to see the results of the survey; as far as we know it has too "
        "few answers. This is so for all classes of workers, also for teachers.",
        "Uy ban nhan dan cac quan, huyen chiu trach nhiem to chuc thuc hien nghiem tuc Chi thi",
        "A4 B12 C3 X5 QL1 H2O CO2 A1 A2 B1 B2 C1 D1",
        "f(x) = a^2 + b^2; x' = y'; a(b+c) = d(e+f); c++ i++",
        "Ha Noi (TP. HCM) (a) (b) (c). v.v. U.S.A. I.e. e.g.",
    ],
)
def test_nothing_was_typed(text: str) -> None:
    kept = repair_text(text)
    assert not any("keys" in change.reason for change in kept.changes)
