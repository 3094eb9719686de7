# SPDX-License-Identifier: Apache-2.0
"""The syllable inventory spells what Vietnamese can spell, and nothing else."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lexicon
from pipeline.repair.tokens import TonePlacement, fold, place_tone


@pytest.mark.parametrize(
    "word",
    "Đảng hòa hoà thủy thuỷ khoẻ khỏe uỷ ủy kỵ Thuỵ luỵ quỵ nguỵ quý quốc quyết quyền giữa gì giếng"
    " nghiêng nghĩa khuya khuỷu ngoằn ngoèo thuở huơ tuần yêu yếm ý oanh uống xoong boong quýt già"
    " giặt gìn quăng khoắn nguyện PHƯỜNG đường ưu hươu rượu".split(),
)
def test_vietnamese_syllables_are_known_in_either_placement_and_any_case(word: str) -> None:
    assert lexicon.is_syllable(word)
    assert lexicon.is_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize(
    "word",
    "iy thw ciia dimg ngudi ngh cka ka kà nge gê ghà cê kan quan1 tóc̣ cac̀ wa fax zalo jan sãc đc"
    " hòà tôán uôn1 ngi gy ciên".split(),
)
def test_what_orthography_cannot_spell_is_unknown(word: str) -> None:
    assert not lexicon.is_syllable(word)


def test_stopped_syllables_have_two_tones_only() -> None:
    bases: dict[str, set[str]] = {}
    for syllable in lexicon.syllables():
        bare = unicodedata.normalize("NFD", syllable)
        base = "".join(c for c in bare if c not in "\u0300\u0301\u0309\u0303\u0323")
        bases.setdefault(unicodedata.normalize("NFC", base), set()).add(syllable)
    for base, toned in bases.items():
        expected = 2 if base.endswith(("c", "ch", "p", "t")) else 6
        assert len(toned) == expected, (base, toned)


def test_syllables_are_folded() -> None:
    assert all(s == fold(s) for s in lexicon.syllables())


@given(st.sampled_from(sorted(lexicon.syllables())))
def test_the_new_placement_of_a_syllable_is_a_syllable(syllable: str) -> None:
    assert lexicon.is_syllable(place_tone(syllable, TonePlacement.NEW))
