# SPDX-License-Identifier: Apache-2.0
"""Characters that are not what they look like."""

from __future__ import annotations

import pytest

from pipeline.repair import repair_text
from pipeline.repair.characters import character_edits
from pipeline.repair.line_edits import edited

PRINTED = "Thực hiện Chỉ thị số 30-CT/TW ngày 12 tháng 3 năm 2020 của Ban Bí thư"


@pytest.mark.parametrize(
    "odd",
    [
        PRINTED.replace("hiện", "hi\u00adện").replace("ị", "ị\u200b").replace("của", "của\ufeff"),
        "Ｔｈực hiện Chỉ thị số ３０－ＣＴ／ＴＷ ngày １２ tháng ３ năm ２０２０ của Ban Bí thư",
        "𝐓𝐡ự𝐜 𝐡𝐢ệ𝐧 𝐂𝐡ỉ 𝐭𝐡ị 𝐬ố 𝟑𝟎-𝐂𝐓/𝐓𝐖 ngày 12 tháng 3 năm 2020 của Ban Bí thư",
    ],
)
def test_print_has_the_usual_ones(odd: str) -> None:
    repaired = repair_text(odd)
    assert repaired.text == PRINTED
    assert all(change.confidence == 0.99 for change in repaired.changes)


def test_marks_behind_other_letters_are_composed() -> None:
    assert repair_text("𝐓𝐡ự𝐜 𝐡𝐢𝐞\u0302\u0323𝐧 nghiêm túc Chỉ thị").text == (
        "Thực hiện nghiêm túc Chỉ thị"
    )


@pytest.mark.parametrize(
    "text", ["𝒳 = {𝓍 ∈ ℝ}", "👨\u200d👩\u200d👧", "ＳＯＮＹ", PRINTED, "x\u200bz"]
)
def test_others_stay(text: str) -> None:
    assert edited([text], character_edits([text])) == [text]
