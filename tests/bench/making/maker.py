# SPDX-License-Identifier: Apache-2.0
"""What made documents say: an office, its letterhead, a subject, a body, recipients, a signer.

Everything is drawn by chance from :mod:`making.parts`, the lists of places and names, and
paragraphs of the corpora that no trained part has seen. So the documents hold offices, names and
sentences that nobody had in mind when the rules were written, and what they say is known exactly.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from samples.documents import BodyPart, Centred, Document, Italic, Left, Signature, Table
from tests.bench.making import parts
from tests.bench.making.offices import OFFICES, Names, Random, lower_first
from tests.bench.repair_accuracy import test_half

STATE_REGISTERS = ("administrative", "administrative", "laws")
PARTY_REGISTERS = ("party", "administrative")
SHORTEST, LONGEST = 40, 700  # letters of a paragraph of the body
NUMBERED = re.compile(r"[-–+•*(\[\d]|\S{1,7}[.)]|Điều |Chương |Mục ")

T = TypeVar("T")


class BodyText:
    """Held-out paragraphs in an order of chance; none comes twice before all have come once."""

    def __init__(self, shared: Path, seed: str) -> None:
        self._endless: dict[str, Iterator[str]] = {}
        for register in sorted({*STATE_REGISTERS, *PARTY_REGISTERS}):
            texts = [text for text in test_half(shared, register) if fits_body(text)]
            random.Random(f"{seed} {register}").shuffle(texts)
            self._endless[register] = itertools.cycle(texts)

    def paragraph(self, rng: Random, party: bool) -> str:
        return next(self._endless[rng.choice(PARTY_REGISTERS if party else STATE_REGISTERS)])


def fits_body(text: str) -> bool:
    """A whole sentence of usual length without a number of its own."""
    return SHORTEST <= len(text) <= LONGEST and text[-1] in ".;:" and not NUMBERED.match(text)


class Author:
    """Declares documents; all chance comes from ``rng``, the paragraphs from ``text``."""

    def __init__(self, rng: Random, names: Names, text: BodyText) -> None:
        self.rng = rng
        self.names = names
        self.text = text

    def document(self, name: str) -> Document:
        """One document, whole."""
        rng = self.rng
        office = self.office = weighted(rng, OFFICES)(rng, self.names)
        doc_type, mark = self._doc_type()
        number = f"{rng.randrange(*rng.choice(((1, 100), (100, 1000), (1000, 9000)))):02d}"
        if office.party:
            symbol = f"{mark or 'CV'}/{office.mark}"
        else:
            symbol = f"{mark}-{office.mark}" if mark else f"{office.mark}-{rng.choice(parts.UNITS)}"
        year = rng.randrange(2010, 2027)
        in_articles = doc_type in parts.IN_ARTICLES
        return Document(
            name=name,
            doc_type=doc_type,
            number=number,
            symbol=symbol,
            date=(year, rng.randrange(1, 13), rng.randrange(1, 29)),
            place=office.place,
            parent_issuer=office.parent,
            issuer=office.issuer,
            subject=(self._subject(doc_type),),
            addressees=self._addressees() if doc_type in parts.ADDRESSED else (),
            title_authority=self._title_authority() if in_articles else None,
            body=tuple(self._articles(doc_type, year) if in_articles else self._sections(doc_type)),
            recipients=self._recipients(),
            signature=self._signature(),
            party=office.party,
            urgency=weighted(rng, parts.URGENCY),
            body_size=rng.choice((13, 13.5, 14, 14, 14)),
        )

    def _doc_type(self) -> tuple[str, str]:
        """A type that the office may issue, and its mark in codes."""
        types = [
            ((doc_type, mark), weight)
            for doc_type, mark, weight in parts.DOC_TYPES
            if self.office.mark != "TTg" or doc_type not in parts.NOT_BY_PRIME_MINISTER
        ]
        doc_type, mark = weighted(self.rng, types)
        if self.office.party and doc_type == "công điện":
            return "kết luận", "KL"
        return doc_type, mark

    def _topic(self) -> str:
        year = self.rng.randrange(2009, 2027)
        return self.rng.choice(parts.TOPICS).format(
            year=year,
            until=year + 5,
            road=self.rng.randrange(601, 999),
            months=self.rng.choice((6, 9)),
            province=self.office.province,
        )

    def _subject(self, doc_type: str) -> str:
        """Trích yếu: of a letter what follows V/v, else with or without Về việc."""
        subject = self.rng.choice(parts.SUBJECTS).format(topic=self._topic())
        if doc_type == "công văn":
            return subject.removeprefix("việc ")
        named = not self.office.party and doc_type not in parts.ALWAYS_WITHOUT_VE_VIEC
        if named and self.rng.random() < 0.75:
            return f"Về việc {subject.removeprefix('việc ')}"
        return upper_first(subject.removeprefix("việc "))

    def _date(self, year: int | None = None) -> tuple[str, int]:
        """A date as running text has it, and its year."""
        year = year or self.rng.randrange(2005, 2026)
        month, day = self.rng.randrange(1, 13), self.rng.randrange(1, 29)
        padded = month < 3 or self.rng.random() < 0.5
        in_words = f"tháng {month:02d}" if padded else f"tháng {month}"
        forms = (
            f"{day:02d}/{month}/{year}",
            f"{day:02d}/{month:02d}/{year}",
            f"{day:02d} {in_words} năm {year}",
        )
        return self.rng.choice(forms), year

    def _citation(self) -> str:
        date, year = self._date()
        return self.rng.choice(parts.CITATIONS).format(
            small=self.rng.randrange(1, 190),
            large=self.rng.randrange(10, 2000),
            year=year,
            date=date,
            ministry=self.rng.choice(parts.MINISTRIES)[1],
            department=self.rng.choice(parts.DEPARTMENTS)[1],
            unit=self.rng.choice(parts.UNITS),
            province=self.office.province,
        )

    def _addressees(self) -> tuple[str, ...]:
        (count,) = self.rng.choices((1, 2, 3, 4), (5, 3, 2, 1))
        pool = parts.PARTY_ADDRESSEES if self.office.party else parts.ADDRESSEES
        return tuple(self.rng.sample(pool, count))

    def _title_authority(self) -> str | None:
        """The line over căn cứ, where the issuer's name is short enough."""
        office = self.office
        role = " ".join(office.issuer)
        if office.mark == "UBND" and self.rng.random() < 0.6:
            role = f"CHỦ TỊCH {role}"
        return role if not office.party and len(role) < 60 and "SỞ" not in role else None

    def _paragraphs(self, count: int, mark: Callable[[int], str] | None = None) -> Iterator[str]:
        """So many paragraphs of the corpora, each behind its number, letter or dash."""
        for at in range(count):
            text = self.text.paragraph(self.rng, self.office.party)
            yield f"{mark(at)} {text}" if mark else text

    def _articles(self, doc_type: str, year: int) -> Iterator[BodyPart]:
        """Căn cứ, the proposal, and Điều 1 onwards with their clauses and points."""
        rng = self.rng
        for _ in range(rng.randrange(2, 5)):
            opening = rng.choice(("Căn cứ", "Căn cứ", "Thực hiện"))
            about = rng.choice(("quy định về", "về việc", "hướng dẫn"))
            ground = f"{opening} {self._citation()} {about} {self._topic()};"
            yield rng.choice((ground, Italic(ground), Italic(ground)))
        name, mark = rng.choice(parts.DEPARTMENTS)
        yield (
            f"Xét đề nghị của Giám đốc Sở {name} tại Tờ trình số"
            f" {rng.randrange(10, 900)}/TTr-{mark} ngày {self._date(year)[0]},"
        )
        yield Centred(doc_type.upper() + rng.choice((":", ":", "")))
        for article in range(1, rng.randrange(4, 7)):
            yield f"Điều {article}. {self.text.paragraph(rng, self.office.party)}"
            if rng.random() < 0.35:
                yield from self._paragraphs(rng.randrange(1, 4), numbered)
            if rng.random() < 0.2:
                yield from self._paragraphs(2, lettered)
        yield from self._table()
        if rng.random() < 0.8:
            yield self._ending(doc_type, parts.ARTICLES_ENDING)

    def _sections(self, doc_type: str) -> Iterator[BodyPart]:
        """An opening with a citation, then numbered, lettered, dashed or plain paragraphs."""
        rng = self.rng
        if not self.office.party or rng.random() < 0.6:
            yield (
                f"{rng.choice(parts.OPENINGS)} {self._citation()} {rng.choice(('về', 'về việc'))}"
                f" {self._topic()}, {self.office.name} {rng.choice(parts.ANNOUNCEMENTS)}"
            )
        shape = rng.choice(("numbered", "numbered", "headed", "plain"))
        if shape == "headed":
            headings = rng.sample(parts.SECTIONS, rng.randrange(2, 4))
            for numeral, heading in zip(("I", "II", "III"), headings, strict=False):
                yield Left(f"{numeral}. {heading}")
                mark = rng.choice((numbered, dashed, lettered))
                yield from self._paragraphs(rng.randrange(2, 4), mark)
        elif shape == "numbered":
            yield from self._paragraphs(rng.randrange(3, 8), numbered)
        else:
            yield from self._paragraphs(rng.randrange(2, 6), rng.choice((None, dashed)))
        yield from self._table()
        if rng.random() < 0.8:
            yield self._ending(doc_type, parts.PARTY_ENDING if self.office.party else None)

    def _ending(self, doc_type: str, own: str | None) -> str:
        endings = (*parts.ENDINGS, own) if own else parts.ENDINGS
        return self.rng.choice(endings).format(doc_type=upper_first(doc_type))

    def _table(self) -> Iterator[Table]:
        """In two documents of five a table of people, costs or numbers."""
        rng = self.rng
        if rng.random() < 0.4:
            row, head, shares = rng.choice(
                (
                    (self._person_row, parts.PEOPLE_HEAD, parts.PEOPLE_SHARES),
                    (self._money_row, parts.MONEY_HEAD, parts.MONEY_SHARES),
                    (self._count_row, parts.COUNTS_HEAD, parts.COUNTS_SHARES),
                )
            )
            below = [(str(n), *row()) for n in range(1, rng.randrange(4, 10))]
            yield Table((head, *below), shares)

    def _person_row(self) -> Sequence[str]:
        rng = self.rng
        commune = rng.choice(self.names.communes)[0]
        where = rng.choice(
            (f"Sở {rng.choice(parts.DEPARTMENTS)[0]}", f"UBND {lower_first(commune)}")
        )
        person = self.names.person(rng)
        job = f"{rng.choice(parts.JOBS)}, {where}"
        return person, str(rng.randrange(1955, 2002)), job, rng.choice(parts.REMARKS)

    def _money_row(self) -> Sequence[str]:
        rng = self.rng
        dong = f"{rng.randrange(100, 99_999) * 1000:,}".replace(",", ".")
        return (
            rng.choice(parts.EXPENSES),
            rng.choice(parts.MEASURES),
            str(rng.randrange(1, 400)),
            dong,
        )

    def _count_row(self) -> Sequence[str]:
        rng = self.rng
        counts = [str(rng.randrange(*between)) for between in ((20, 3000), (10, 900), (10, 900))]
        share = f"{rng.uniform(1, 99):.1f}".replace(".", ",")
        return rng.choice(self.names.communes)[0], *counts, share

    def _recipients(self) -> tuple[str, ...]:
        rng, office = self.rng, self.office
        pool = parts.PARTY_RECIPIENTS if office.party else parts.RECIPIENTS
        chosen = rng.sample(pool, rng.randrange(2, 8))
        chosen.sort(key=lambda recipient: recipient != parts.AS_ABOVE)
        initials = "".join(word[0] for word in self.names.person(rng).split()[-2:])
        own = office.party and rng.random() < 0.7
        filed = parts.PARTY_FILED if own else rng.choice(parts.FILED)
        last = filed.format(
            office=office.name.removeprefix("Văn phòng "),
            unit=rng.choice(parts.UNITS),
            initials=initials,
            copies=rng.randrange(3, 60),
        )
        return (*chosen, last)

    def _signature(self) -> Signature:
        """The head, or a deputy for the head: KT., in the Party K/T."""
        office = self.office
        authority = [office.authority] if office.authority else []
        deputy = self.rng.random() < 0.6
        if deputy and not office.party:
            authority.append(f"KT. {office.head}")
        elif deputy and not authority:
            authority.append(f"K/T {office.head}")
        position = office.deputy if deputy else office.head
        return Signature(tuple(authority), position, self.names.person(self.rng))


def numbered(at: int) -> str:
    return f"{at + 1}."


def lettered(at: int) -> str:
    return f"{'abcdđ'[at]})"


def dashed(at: int) -> str:
    return "-"


def upper_first(text: str) -> str:
    return text[0].upper() + text[1:]


def weighted(rng: Random, choices: Sequence[tuple[T, float]]) -> T:
    """One of the first, as likely as the second says."""
    (chosen,) = rng.choices(choices, [weight for _, weight in choices])
    return chosen[0]
