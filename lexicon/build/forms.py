# SPDX-License-Identifier: Apache-2.0
"""The set parts of documents, written out: letterheads, recipients, signatures, addresses, names.

Corpora hold the bodies of documents and little of what stands around them. Here the frames of
`lexicon/data/frames.txt` are filled from the lexicon's tables: every administrative unit at least
once, personal names by how common their parts are. Seeded: the same tables give the same lines.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

import lexicon

SEED = 20
LINES = 60_000
# Middle names (tên đệm) by sex of the name; the commonest come first and most often.
MIDDLES = {
    "male": "Văn Đức Quốc Minh Hữu Thanh Xuân Đình Ngọc Công Hoàng Quang Anh Tiến Thành Mạnh Duy Bá"
    " Trọng Viết Huy Tuấn Hồng Việt Thế Khắc Gia Nhật Chí Phúc",
    "female": "Thị Thị Thị Ngọc Thanh Thu Hồng Kim Minh Phương Bích Mỹ Thùy Lan Hoài Diệu Quỳnh"
    " Mai",
}
_SLOT = re.compile(r"\{([a-z ]+)\}")


def _weighted(items: tuple[str, ...], chance: random.Random) -> str:
    """One of the items, the early ones far more often (Zipf)."""
    rank = int(len(items) ** chance.random())
    return items[rank - 1]


class Forms:
    """Fills frames from the tables."""

    def __init__(self, seed: int = SEED):
        self.chance = random.Random(seed)
        places = lexicon.places()
        self.places = places
        self.by_level = {
            level: [p for p in places if p.level == level]
            for level in ("province", "district", "commune")
        }
        self.agencies = tuple(a.name for a in lexicon.agencies())
        self.positions = tuple(p.position for p in lexicon.positions())
        self.types = tuple(t.name.upper() for t in lexicon.doc_types())
        self.abbreviations = tuple(a.abbreviation for a in lexicon.abbreviations() if a.meaning)
        self.families = lexicon.family_names()
        common = {n for n in self.families if " " not in n}
        self.given = {
            sex: [n.name for n in lexicon.given_names() if n.sex in (sex, "both")]
            for sex in MIDDLES
        }
        self.common_families = tuple(n for n in self.families if n in common)
        self.slots: dict[str, Callable[[], str]] = {
            "place": lambda: self.chance.choice(self.places).name,
            "province": lambda: self._place("province").name,
            "bare province": lambda: self._place("province").bare_name,
            "bare district": lambda: self._place("district").bare_name,
            "bare commune": lambda: self._place("commune").bare_name,
            "address": lambda: address(self.chance.choice(self.places)),
            "agency": lambda: _weighted(self.agencies, self.chance),
            "position": lambda: self.chance.choice(self.positions),
            "type": lambda: self.chance.choice(self.types),
            "abbreviation": lambda: self.chance.choice(self.abbreviations),
            "person": self.person,
        }

    def _place(self, level: str) -> lexicon.Place:
        return self.chance.choice(self.by_level[level])

    def person(self) -> str:
        """A personal name made from family, middle and given name."""
        chance = self.chance
        sex = chance.choice(("male", "female"))
        family = (
            _weighted(self.common_families, chance)
            if chance.random() < 0.9
            else chance.choice(self.families)
        )
        middle = _weighted(tuple(MIDDLES[sex].split()), chance)
        return f"{family} {middle} {chance.choice(self.given[sex])}"

    def filled(self, frame: str) -> str:
        return _SLOT.sub(lambda match: self.slots[match[1]](), frame)


def address(place: lexicon.Place) -> str:
    """The unit with those above it: xã …, huyện …, tỉnh …"""
    above = dict.fromkeys(name for name in (place.parent, place.province) if name)
    return ", ".join([place.name, *above])


def lines() -> Iterator[str]:
    """Every unit's address and organs, then frames filled at random, LINES in all and more."""
    forms = Forms()
    for place in forms.places:
        yield address(place)
        yield f"Ủy ban nhân dân {place.name}"
    frames = lexicon.data_file("frames.txt").read_text(encoding="utf-8").splitlines()
    for _ in range(LINES):
        yield forms.filled(forms.chance.choice(frames))
