# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from pipeline.repair import repair_text
from pipeline.repair.placement import printed_placement, usual_placement
from pipeline.repair.tokens import TonePlacement


def test_a_text_shows_its_placement():
    assert usual_placement(["hòa", "ủy", "hoà"]) is TonePlacement.OLD
    assert usual_placement(["hoà", "uỷ", "quý"]) is TonePlacement.NEW
    assert usual_placement(["Chi", "thi"]) is TonePlacement.EITHER


def test_what_marked_letters_are_read_as_tells_the_placement_of_garbled_text():
    assert printed_placement([("ty", "ủy"), ("iy", "ủy")]) is TonePlacement.OLD
    assert printed_placement([("uy", "ủy")] * 4 + [("hod", "hóa")]) is TonePlacement.NEW
    assert printed_placement([("uy", "ủy")] * 9) is TonePlacement.OLD  # one way of reading it
    assert printed_placement([]) is TonePlacement.OLD


@pytest.mark.parametrize(
    ("read", "printed"),
    [("Uy ban, thi uy, huyén uy, x4 h6i hod", "Uỷ"), ("Ủy ban; cac cap ủy", "Ủy")],
)
def test_repaired_words_have_the_placement_of_the_print(read: str, printed: str):
    text = f"Thuc hién chi dao cua {read} va tinh hinh thuc té, Uy ban nhan dan tinh yéu cau"
    assert f"{printed} ban nhân dân" in repair_text(text).text
