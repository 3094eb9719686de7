# SPDX-License-Identifier: Apache-2.0
"""The syllables of Vietnamese, made from onset x rime x tone.

The inventory is what quốc ngữ orthography can spell, not what some list happens to hold. Sources:
Đoàn Thiện Thuật, Ngữ âm tiếng Việt; the spelling rules of 1980 and Quyết định 240/QĐ (1984).
Everything here is lower case, NFC, with the tone mark of open oa, oe, uy in old placement.
"""

from __future__ import annotations

import unicodedata
from functools import cache

LEVEL, GRAVE, ACUTE, HOOK, TILDE, DOT = "", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
TONES = (LEVEL, GRAVE, ACUTE, HOOK, TILDE, DOT)
STOPPED_TONES = (ACUTE, DOT)  # syllables that end in c, ch, p, t

ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q r s t th tr v x".split()

# Rimes by first letter of what they are spelled with; codas are written out.
_RIMES = """
a ac ach ai am an ang anh ao ap at au ay
ăc ăm ăn ăng ăp ăt
âc âm ân âng âp ât âu ây
e ec em en eng eo ep et
ê êch êm ên ênh êp êt êu
i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
o oc oi om on ong ooc oong op ot
oa oac oach oai oam oan oang oanh oao oap oat oay
oăc oăm oăn oăng oăp oăt
oe oen oeo oet oem
ô ôc ôi ôm ôn ông ôp ôt ôông
ơ ơi ơm ơn ơng ơp ơt
u ua uc ui um un ung uôc uôi uôm uôn uông uôp uôt up ut
uân uâng uât uây uâu
uê uêch uênh uên uêt
uơ uy uya uych uynh uyên uyêt uyn uyt uyp uyu
ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
y yêm yên yêng yêt yêu
""".split()

# After q the glide is written u: qua, quang, quăn, quân, que, quên, quy, quyên, quơ, quốc.
_Q_RIMES = """
ua uac uach uai uam uan uang uanh uao uap uat uau uay
uăc uăm uăn uăng uăp uăt uâc uân uâng uât uây
ue uec uem uen ueng ueo uet uê uêch uên uênh uêt uêu
ui uit uy uych uyên uyêt uynh uyt uyn uyu uơ uơi uơn uôc uông uip uôt
""".split()

_FRONT = ("i", "e", "ê", "y")
_VOWELS = "aăâeêioôơuưy"


def _fits(onset: str, rime: str) -> bool:
    """Whether orthography joins the two."""
    front = rime.startswith(_FRONT)
    if onset in ("c", "g", "ng"):
        # gì and its tones are gi + i written once; they are added apart
        return not front
    if onset in ("k", "gh", "ngh"):
        return front and not (onset != "k" and rime.startswith("y"))
    if onset == "gi":
        return not rime.startswith(("i", "y"))
    if rime.startswith("y"):
        # y alone, or for i after some onsets: lý, kỹ, mỹ, sỹ, tỷ, hy, vỹ; yê- has no onset
        return rime == "y" and onset in ("h", "k", "l", "m", "n", "s", "t", "v", "b", "d", "r", "p")
    return True


def _tone_position(onset: str, letters: str) -> int:
    """Index in `letters` (onset + rime) of the vowel that carries the tone mark, old placement."""
    start = len(onset)
    if onset == "q":
        start += 1  # the u of qu is part of the onset
    vowels = [i for i in range(start, len(letters)) if letters[i] in _VOWELS]
    for i in reversed(vowels):
        if letters[i] in "êơôâăư" and not (letters[i] == "ư" and len(vowels) > 1):
            return i
    for i in vowels:
        if letters[i] == "ư":
            return i
    if len(vowels) == 1:
        return vowels[0]
    closed = vowels[-1] != len(letters) - 1
    if len(vowels) == 3:
        return vowels[1]
    return vowels[1] if closed else vowels[0]


def _with_tone(onset: str, rime: str, tone: str) -> str:
    letters = onset + rime
    at = _tone_position(onset, letters)
    return unicodedata.normalize("NFC", letters[: at + 1] + tone + letters[at + 1 :])


@cache
def all_syllables() -> frozenset[str]:
    """Every syllable, folded (see the module's description)."""
    made = set()
    pairs = [("", rime) for rime in _RIMES]
    for onset in ONSETS:
        if onset == "q":
            pairs += [(onset, rime) for rime in _Q_RIMES]
        else:
            pairs += [(onset, rime) for rime in _RIMES if _fits(onset, rime)]
    pairs += [("g", rime) for rime in ("i", "in", "iêng", "iêc", "iêt", "iêm", "ip", "im")]
    for onset, rime in pairs:
        stopped = rime.endswith(("c", "p", "t", "ch"))
        for tone in STOPPED_TONES if stopped else TONES:
            made.add(_with_tone(onset, rime, tone))
    return frozenset(made)


def is_syllable(word: str) -> bool:
    """Whether a word, in any case and with either tone-mark placement, is a Vietnamese syllable."""
    folded = unicodedata.normalize("NFC", word.lower())
    known = all_syllables()
    return folded in known or _old_placement(folded) in known


_NEW_TO_OLD = {
    unicodedata.normalize("NFC", pair[0] + pair[1] + tone): unicodedata.normalize(
        "NFC", pair[0] + tone + pair[1]
    )
    for pair in ("oa", "oe", "uy")
    for tone in TONES
    if tone
}


def _old_placement(word: str) -> str:
    if word[-3:-2] == "q":
        return word
    rime = word[-2:]
    return word[:-2] + _NEW_TO_OLD.get(rime, rime)
