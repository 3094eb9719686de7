# SPDX-License-Identifier: Apache-2.0
"""Offices of made documents, from ministry to commune, State and Party, with names of chance."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import lexicon
from tests.bench.making import parts

UNIT = re.compile("(?:thành phố|tỉnh|huyện|quận|thị xã|thị trấn|phường|xã|đặc khu) ", re.I)
NAME_SKEW = 1.4  # family names are as unevenly spread as rank to this power: Nguyễn 32 %, Trần 12 %

Random = random.Random


@dataclass(frozen=True)
class Names:
    """Places and given names; a place within another comes with it."""

    provinces: tuple[str, ...]
    provinces_before_2025: tuple[str, ...]
    communes: tuple[tuple[str, str], ...]
    districts: tuple[tuple[str, str], ...]
    male: tuple[str, ...]
    female: tuple[str, ...]

    @classmethod
    def of(cls, lexica: Path) -> Names:
        """The lists of a folder. Raises OSError when one is missing."""
        units, before = rows(lexica / "units_2025.tsv"), rows(lexica / "units_pre2025.tsv")
        return cls(
            provinces=tuple(row[1] for row in units if row[0] == "T"),
            provinces_before_2025=tuple(row[1] for row in before if row[0] == "T"),
            communes=tuple((row[1], row[2]) for row in units if row[0] == "X"),
            districts=tuple((row[1], row[2]) for row in before if row[0] == "H"),
            male=tuple(given_names(lexica / "names_boy_one_word.txt")),
            female=tuple(given_names(lexica / "names_girl_one_word.txt")),
        )

    def province(self, rng: Random) -> str:
        return rng.choice(rng.choice((self.provinces, self.provinces_before_2025)))

    def person(self, rng: Random) -> str:
        families = lexicon.family_names()
        weights = [rank**-NAME_SKEW for rank in range(1, len(families) + 1)]
        (family,) = rng.choices(families, weights)
        middle, given = rng.choice(
            ((parts.MIDDLE_NAMES_MALE, self.male), (parts.MIDDLE_NAMES_FEMALE, self.female))
        )
        return f"{family} {rng.choice(middle)} {rng.choice(given)}"


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8") as stream:
        return list(csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def given_names(path: Path) -> Iterator[str]:
    """Names, one a line; some lists have the Icelandic letter for Đ."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if name := line.strip():
            yield name.replace("\N{LATIN CAPITAL LETTER ETH}", "Đ")


def bare(place: str) -> str:
    """A place without the kind of unit, as the date line has it; Quận 1 stays."""
    name = UNIT.sub("", place, count=1) if UNIT.match(place) else place
    return place if name.isdigit() else name


def lower_first(text: str) -> str:
    return text[0].lower() + text[1:]


def two_lines(text: str, longest: int) -> tuple[str, ...]:
    """The text, parted in the middle when it has more than so many letters."""
    if len(text) <= longest:
        return (text,)
    words = text.split()
    halves = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]
    return min(halves, key=lambda pair: abs(len(pair[0]) - len(pair[1])))


@dataclass(frozen=True)
class Office:
    """Who issues: the lines of its letterhead, its mark in codes, who signs for it.

    ``name``: as running text and the line Lưu call it; ``authority``: the line over the position.
    """

    issuer: tuple[str, ...]
    mark: str
    place: str
    province: str
    name: str
    head: str
    deputy: str
    parent: tuple[str, ...] = ()
    authority: str | None = None
    party: bool = False


def _committee(rng: Random, unit: str, province: str) -> Office:
    """Ủy ban nhân dân of a unit of any level; the tone mark stands in either place."""
    committee = f"{rng.choice(('ỦY', 'UỶ'))} BAN NHÂN DÂN"
    kind = UNIT.match(unit)
    return Office(
        issuer=(committee, unit.upper()),
        mark="UBND",
        place=bare(unit),
        province=lower_first(province),
        name=f"UBND {kind[0].strip().lower() if kind else unit}",
        head="CHỦ TỊCH",
        deputy="PHÓ CHỦ TỊCH",
        authority=f"TM. {committee}",
    )


def provincial_committee(rng: Random, names: Names) -> Office:
    province = names.province(rng)
    return _committee(rng, province, province)


def commune_committee(rng: Random, names: Names) -> Office:
    return _committee(rng, *rng.choice(names.communes))


def district_committee(rng: Random, names: Names) -> Office:
    return _committee(rng, *rng.choice(names.districts))


def department(rng: Random, names: Names) -> Office:
    province = names.province(rng)
    name, mark = rng.choice(parts.DEPARTMENTS)
    parent = _committee(rng, province, province).issuer
    if rng.random() < 0.4:
        parent = (f"UBND {province.upper()}",)
    return Office(
        parent=parent,
        issuer=two_lines(f"SỞ {name.upper()}", 30),
        mark=mark,
        place=bare(province),
        province=lower_first(province),
        name=f"Sở {name}",
        head="GIÁM ĐỐC",
        deputy="PHÓ GIÁM ĐỐC",
    )


def ministry(rng: Random, names: Names) -> Office:
    name, mark = rng.choice(parts.MINISTRIES)
    return Office(
        issuer=two_lines(f"BỘ {name.upper()}", 28),
        mark=mark,
        place="Hà Nội",
        province=lower_first(names.province(rng)),
        name=f"Bộ {name}",
        head="BỘ TRƯỞNG",
        deputy="THỨ TRƯỞNG",
    )


def bureau(rng: Random, names: Names) -> Office:
    name, mark, head = rng.choice(parts.BUREAUS)
    return Office(
        parent=ministry(rng, names).issuer,
        issuer=two_lines(name.upper(), 26),
        mark=mark,
        place="Hà Nội",
        province=lower_first(names.province(rng)),
        name=name,
        head=head,
        deputy=f"PHÓ {head}",
    )


def school(rng: Random, names: Names) -> Office:
    name, mark, head = rng.choice(parts.SCHOOLS)
    province = names.province(rng)
    return Office(
        parent=("BỘ GIÁO DỤC VÀ ĐÀO TẠO",),
        issuer=two_lines(name.upper(), 26),
        mark=mark,
        place=bare(province),
        province=lower_first(province),
        name=name.split(" ")[0],
        head=head,
        deputy=f"PHÓ {head}",
    )


def _provincial_party(province: str) -> str:
    return "Thành ủy" if province.startswith("Thành phố") else "Tỉnh ủy"


def provincial_party(rng: Random, names: Names) -> Office:
    province = names.province(rng)
    name = _provincial_party(province)
    return Office(
        issuer=(f"{name} {bare(province)}".upper(),),
        mark="TU",
        place=bare(province),
        province=lower_first(province),
        name=name,
        head="BÍ THƯ",
        deputy=rng.choice(("PHÓ BÍ THƯ", "PHÓ BÍ THƯ THƯỜNG TRỰC")),
        authority="T/M BAN THƯỜNG VỤ",
        party=True,
    )


def district_party(rng: Random, names: Names) -> Office:
    district, province = rng.choice(names.districts)
    name, mark = parts.DISTRICT_COMMITTEES[district.split()[0].lower()]
    return Office(
        parent=(f"ĐẢNG BỘ {province.upper()}",),
        issuer=(f"{name} {bare(district)}".upper(),),
        mark=mark,
        place=bare(district),
        province=lower_first(province),
        name=name,
        head="BÍ THƯ",
        deputy="PHÓ BÍ THƯ",
        authority="T/M BAN THƯỜNG VỤ",
        party=True,
    )


def party_body(rng: Random, names: Names) -> Office:
    province = names.province(rng)
    committee = _provincial_party(province)
    body, mark, head = rng.choice(parts.PARTY_BODIES)
    return Office(
        parent=(f"{committee} {bare(province)}".upper(),),
        issuer=(body.upper(),),
        mark=mark,
        place=bare(province),
        province=lower_first(province),
        name=f"{body} {committee}",
        head=head,
        deputy=f"PHÓ {head}",
        party=True,
    )


def central_party(rng: Random, names: Names) -> Office:
    return Office(
        issuer=("BAN CHẤP HÀNH TRUNG ƯƠNG",),
        mark="TW",
        place="Hà Nội",
        province=lower_first(names.province(rng)),
        name="Ban Bí thư",
        head="TỔNG BÍ THƯ",
        deputy="THƯỜNG TRỰC BAN BÍ THƯ",
        authority=rng.choice(("T/M BAN BÍ THƯ", "T/M BỘ CHÍNH TRỊ")),
        party=True,
    )


def trade_union(rng: Random, names: Names) -> Office:
    province = names.province(rng)
    return Office(
        parent=("TỔNG LIÊN ĐOÀN", "LAO ĐỘNG VIỆT NAM"),
        issuer=("LIÊN ĐOÀN LAO ĐỘNG", province.upper()),
        mark="LĐLĐ",
        place=bare(province),
        province=lower_first(province),
        name="LĐLĐ",
        head="CHỦ TỊCH",
        deputy="PHÓ CHỦ TỊCH",
        authority="TM. BAN THƯỜNG VỤ",
    )


def council(rng: Random, names: Names) -> Office:
    province = names.province(rng)
    return Office(
        issuer=("HỘI ĐỒNG NHÂN DÂN", province.upper()),
        mark="HĐND",
        place=bare(province),
        province=lower_first(province),
        name="HĐND",
        head="CHỦ TỊCH",
        deputy="PHÓ CHỦ TỊCH",
        authority="TM. THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN",
    )


def prime_minister(rng: Random, names: Names) -> Office:
    return Office(
        issuer=("THỦ TƯỚNG CHÍNH PHỦ",),
        mark="TTg",
        place="Hà Nội",
        province=lower_first(names.province(rng)),
        name="Chính phủ",
        head="THỦ TƯỚNG",
        deputy="PHÓ THỦ TƯỚNG",
    )


OFFICES: tuple[tuple[Callable[[Random, Names], Office], float], ...] = (
    (department, 5), (provincial_committee, 4), (commune_committee, 3), (district_committee, 3),
    (ministry, 3), (provincial_party, 2.5), (bureau, 2), (school, 2), (district_party, 1.5),
    (party_body, 1.5), (trade_union, 1), (council, 1), (central_party, 1), (prime_minister, 0.6),
)  # fmt: skip
