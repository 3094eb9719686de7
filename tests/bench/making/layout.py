# SPDX-License-Identifier: Apache-2.0
"""Made documents set on pages, each as another office would: sizes, gaps, columns and typeface.

The samples are all typeset alike. Here what a rule of layout may depend on is drawn by chance
within what offices do: where the columns of the letterhead stand, how the number is written and
whether by hand, how the lists of addressees and recipients are set.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from lexicon.build.channel_pages import FACE_WEIGHTS, FACES
from samples import scan, typeset
from samples.documents import PARTY_MOTTO, STATE_MOTTO, Centred, Document, Italic, Left, Table
from samples.typeset import MM, Composer, Margins, Rule, TypesetPage, text_width, wrap

HAND = "hand"  # the style of what is filled in by hand
HAND_FONTS = (
    Path("/usr/share/fonts/opentype/urw-base35/Z003-MediumItalic.otf"),
    Path("/usr/share/fonts/urw-base35/Z003-MediumItalic.otf"),
)

Faces = Mapping[str, Path]  # style -> font file
Piece = tuple[str, str, float]  # text, style, size in pt


def installed_faces() -> dict[str, Faces]:
    """Typefaces that are here, by name; Tinos must be. Raises FontsMissingError.

    Each has the style ``hand`` where a font like handwriting is installed.
    """
    hand = {HAND: path} if (path := next(filter(Path.is_file, HAND_FONTS), None)) else {}
    found: dict[str, Faces] = {}
    for name, files in FACES.items():
        faces = dict(zip(typeset.FONT_FILES, map(Path, files), strict=True))
        if name == "tinos":
            faces = {style: typeset.font_path(style) for style in typeset.FONT_FILES}
        if all(path.is_file() for path in faces.values()):
            found[name] = faces | hand
    return found


def drawn_faces(rng: random.Random, installed: Mapping[str, Faces]) -> Faces:
    """One of the typefaces, as often as offices use it."""
    (name,) = rng.choices(list(installed), [FACE_WEIGHTS[name] for name in installed])
    return installed[name]


@contextmanager
def typeface(faces: Faces) -> Iterator[None]:
    """Typesetting and drawing use these font files meanwhile."""
    try:
        with (
            patch.object(typeset, "font_path", faces.__getitem__),
            patch.object(scan, "font_path", faces.__getitem__),
        ):
            _forget_fonts()
            yield
    finally:
        _forget_fonts()


def _forget_fonts() -> None:
    for cached in (typeset._measuring_font, typeset.text_width, scan._font):
        cached.cache_clear()


class Typist(Composer):
    """Sets one document. Works within :func:`typeface` only.

    ``stamped``: room is left for the stamp of the receiving office; ``hand``: the number, and
    often the date, is filled in by hand; ``program``: by a program, beside the line and in another
    size or slant. ``uncertain``: fields that nobody can be sure to read.
    """

    def __init__(
        self,
        document: Document,
        rng: random.Random,
        *,
        stamped: bool,
        hand: bool,
        program: bool = False,
    ) -> None:
        margins = Margins(
            top=rng.uniform(15, 25),
            bottom=rng.uniform(15, 25),
            left=rng.uniform(25, 32),
            right=rng.uniform(14, 20),
        )
        super().__init__(margins, body_size=document.body_size)
        self.document = document
        self.rng = rng
        self.stamped = stamped
        self.by_program = program
        self.number_filled_in = hand or program
        self.date_filled_in = (hand or program) and rng.random() < 0.6
        self.uncertain = ["references"]  # the body cites what it likes
        if hand:
            self.uncertain += ["number", "code"]
        if hand and self.date_filled_in:
            self.uncertain.append("date")

    def typeset(self) -> list[TypesetPage]:
        """All pages of the document."""
        self._letterhead()
        self._title()
        self._addressees()
        self._body()
        self._closing()
        return self.pages

    def _letterhead(self) -> None:
        """Issuer, number and V/v at the left; national title or Party, and the date, right."""
        d, rng, top = self.document, self.rng, self.y
        size = rng.choice((11.5, 12, 12, 13))
        motto = text_width(STATE_MOTTO[0], "bold", size)
        left = self.left + self.width * rng.uniform(0.17, 0.22)
        right = min(self.left + self.width * rng.uniform(0.67, 0.72), self.right - motto / 2 + 4)
        room = min(2 * (left - self.left) + 18, 2 * (right - motto / 2 - 6 - left))
        y = self._issuer(left, top, size, room)
        y = self._number(left, y, room)
        if d.is_letter:
            size_of_subject = rng.choice((11.5, 12, 12.5))
            mark = rng.choice(("V/v", "Về")) if d.party else "V/v"
            style = "italic" if d.party else "regular"
            subject = f"{mark} {' '.join(d.subject)}"
            lines = wrap(subject, style, size_of_subject, room * 0.95)
            y = self.column([(line, style, size_of_subject) for line in lines], left, y + 1)
        if d.urgency:
            y = self._boxed(d.urgency, left, y)
        date_bottom = self._date(right, self._motto(right, top, size) + rng.uniform(4, 14))
        corner = self.page.stamp_corner = (self.left - 20 + rng.uniform(-10, 20), y + 8)
        self.y = max(y, date_bottom) + rng.uniform(6, 16)
        if self.stamped and rng.random() < 0.7:  # else it lies over the text
            self.y = max(self.y, corner[1] + rng.uniform(40, 60))

    def _issuer(self, centre: float, top: float, size: float, room: float) -> float:
        d = self.document
        lines = [(line, "regular", size) for line in d.parent_issuer]
        lines += [(line, "bold", size) for line in d.issuer]
        leading = self.rng.uniform(1.15, 1.3)
        y = self.column(fitted(lines, room), centre, top, leading=leading)
        if d.party:
            y += 11
            self._centred(self.rng.choice(("*", "*", "***")), centre, y, "bold", 13)
            return y
        self.rule(centre, y + 3, self.rng.uniform(40, 80))
        return y + 7

    def _number(self, centre: float, y: float, room: float) -> float:
        d, rng = self.document, self.rng
        after = (" ", ": ", " ") if d.party else (": ", ": ", ":", " : ", ". ")
        label = f"Số{rng.choice(after)}"
        size = rng.choice((12, 13, 13))
        if not self.number_filled_in:
            return self.column(fitted([(label + d.code, "regular", size)], room), centre, y)
        pieces = [
            (f"{label.rstrip()} ", "regular", size),
            (d.number, HAND, size * 1.35),
            (d.code.removeprefix(d.number), "regular", size),
        ]
        y += size * 1.2
        self._filled_in(pieces, centre, y - size * 0.25)
        return y

    def _boxed(self, text: str, centre: float, y: float) -> float:
        """A stamp of urgency: words in a frame."""
        half = text_width(text, "bold", 13) / 2 + 7
        baseline = y + 22
        top, bottom = baseline - 14, baseline + 5
        self._centred(text, centre, baseline, "bold", 13)
        self.page.blocks.append([text])
        for edge in (top, bottom):
            self.rule(centre, edge, 2 * half, 1)
        for side in (centre - half, centre + half):
            self.page.rules.append(Rule(side, top, side, bottom, 1))
        return baseline + 8

    def _motto(self, centre: float, top: float, size: float) -> float:
        rng = self.rng
        if self.document.party:
            y = self.column([(PARTY_MOTTO, "bold", rng.choice((14, 15)))], centre, top)
            self.rule(centre, y + 1, 190)
            return y
        nation, motto = STATE_MOTTO
        nation = rng.choice((nation, nation.replace("HÒA", "HOÀ")))
        motto = rng.choice((motto, motto.replace("-", "–")))
        y = self.column([(nation, "bold", size), (motto, "bold", size + 1)], centre, top)
        self.rule(centre, y + 1, 160)
        return y

    def _date(self, centre: float, y: float) -> float:
        d, rng = self.document, self.rng
        size = rng.choice((13, 13, 14))
        year, month, day = d.date
        months = f"{month:02d}" if month < 3 or rng.random() < 0.4 else str(month)
        if not self.date_filled_in:
            line = f"{d.place}, ngày {day:02d} tháng {months} năm {year}"
            room = 2 * (self.right - centre) + 6
            return self.column(fitted([(line, "italic", size)], room), centre, y)
        pieces = [
            (f"{d.place}, ngày ", "italic", size),
            (f"{day:02d}", HAND, size * 1.3),
            (" tháng ", "italic", size),
            (months, rng.choice((HAND, "italic")), size * 1.15),
            (f" năm {year}", "italic", size),
        ]
        y += size * 1.2
        self._filled_in(pieces, centre, y - size * 0.25)
        return y

    def _filled_in(self, pieces: Sequence[Piece], centre: float, baseline: float) -> None:
        """A line of print and what was filled in; handwriting stands in brackets in the
        transcript."""
        set_in = self._by_program(pieces) if self.by_program else self._by_hand(pieces)
        width = sum(text_width(*piece) + 1.5 + 2 * gap for piece, _, gap in set_in)
        x = min(centre - width / 2, self.right - width)
        printed = ""
        for (text, style, size), drop, gap in set_in:
            self._run(x + gap, baseline + drop, text, style, size)
            x += text_width(text, style, size) + 1.5 + 2 * gap
            printed += f"⟦{text}⟧" if style == HAND else text
        self.page.blocks.append([printed])

    def _by_hand(self, pieces: Sequence[Piece]) -> list[tuple[Piece, float, float]]:
        """Each piece, how far below the line it stands, and the gap on both sides (points)."""
        return [(piece, self.rng.uniform(-2, 1) if piece[1] == HAND else 0, 0) for piece in pieces]

    def _by_program(self, pieces: Sequence[Piece]) -> list[tuple[Piece, float, float]]:
        """The same where a program filled it in: in print, higher or lower than the line."""
        rng = self.rng
        style = rng.choice(("regular", "regular", "italic", "bold"))
        grown, drop, gap = rng.uniform(0.7, 0.88), rng.uniform(-4.5, 2), rng.choice((0, 2, 5, 9))
        return [
            ((text, style, size * grown), drop, gap) if of == HAND else ((text, of, size), 0, 0)
            for text, of, size in pieces
        ]

    def _title(self) -> None:
        d = self.document
        if d.is_letter:
            return
        self.heading([d.doc_type.upper()], size=d.body_size + 0.5)
        subject = wrap(" ".join(d.subject), "bold", d.body_size, self.width * 0.8)
        self.heading(subject, gap=0, size=d.body_size)
        if self.rng.random() < 0.7:
            self.rule((self.left + self.right) / 2, self.y + 2, self.rng.uniform(60, 140))
        self.y += 6
        if d.title_authority:
            lines = wrap(d.title_authority, "bold", d.body_size, self.width * 0.9)
            self.heading(lines, size=d.body_size, gap=8)

    def _addressees(self) -> None:
        """Kính gửi: in one centred line, or a list beside or below the label."""
        label, size, names = "Kính gửi:", self.body_size, self.document.addressees
        if not names:
            return
        if len(names) == 1:
            end = self.rng.choice(("", "."))
            self.heading([f"{label} {names[0]}{end}"], style="regular", size=size)
            return
        ends = [";"] * (len(names) - 1) + ["."]
        lines = [f"- {name}{end}" for name, end in zip(names, ends, strict=True)]
        longest = max(text_width(line, "regular", size) for line in lines)
        beside = text_width(f"{label} ", "regular", size)
        left = min(self.left + self.rng.uniform(60, 110), self.right - beside - longest)
        below = self.rng.random() < 0.4
        self.y += size * 1.25
        self._run(left, self.y, label, "regular", size)
        for number, line in enumerate(lines):
            if number or below:
                self.y += size * 1.25
            self._run(left + (30 if below else beside), self.y, line, "regular", size)
        self.page.blocks.append([label, *lines] if below else [f"{label} {lines[0]}", *lines[1:]])
        self.y += 4

    def _body(self) -> None:
        rng = self.rng
        leading, gap, indent = rng.uniform(1.2, 1.45), rng.uniform(3, 8), rng.uniform(8, 13) * MM
        for part in self.document.body:
            match part:
                case Table(rows=rows, shares=shares):
                    self.table(rows, shares, size=rng.choice((11.5, 12, 12.5, 13)))
                case Centred(text=text, style=style):
                    self.heading([text], style=style, size=self.body_size)
                case Left(text=text, style=style):
                    self.paragraph(text, style=style, leading=leading, gap=gap, indent=indent)
                case Italic(text=text):
                    self.paragraph(text, style="italic", leading=leading, gap=gap, indent=indent)
                case str(text):
                    self.paragraph(text, leading=leading, gap=gap, indent=indent)

    def _closing(self) -> None:
        """Recipients at the left; authority, position, seal and name at the right."""
        d, rng = self.document, self.rng
        size = rng.choice((10.5, 11, 11, 12))
        dash = rng.choice(("- ", "- ", "-", "– "))
        end = rng.choice((",", ",", ";")) if d.party else ";"
        ends = [end] * (len(d.recipients) - 1) + ["."]
        lines: list[tuple[str, float]] = []  # and how far each is indented
        for recipient, mark in zip(d.recipients, ends, strict=True):
            wrapped = wrap(f"{dash}{recipient}{mark}", "regular", size, self.width * 0.46)
            lines += [(line, 6 if number else 0) for number, line in enumerate(wrapped)]
        self.keep_together(max(150, 40 + size * 1.17 * len(lines)))
        self.y += 10
        label = rng.choice(("Nơi nhận:", "Nơi nhận:", "Nơi nhận", "Nơi nhận :"))
        y = self.y + 13
        self._run(self.left, y, label, "regular" if d.party else "bold-italic", 12)
        for line, indent in lines:
            y += size * 1.17
            self._run(self.left + indent, y, line, "regular", size)
        self.page.blocks.append([label, *(line for line, _ in lines)])
        self._signature(self.y)

    def _signature(self, top: float) -> None:
        rng, signature = self.rng, self.document.signature
        size = rng.choice((13, 13, 14))
        centre = self.left + self.width * rng.uniform(0.70, 0.76)
        lines = [(line, "bold", size) for line in (*signature.authority, signature.position)]
        y = self.column(fitted(lines, 2 * (self.right - centre) + 10), centre, top)
        self._centred(signature.name, centre, y + rng.uniform(60, 95), "bold", size)
        self.page.blocks[-1].append(signature.name)
        self.page.seal_centre = (centre - rng.uniform(10, 24) * MM, y + rng.uniform(20, 48))


def fitted(lines: Iterable[Piece], room: float) -> list[Piece]:
    """Lines wider than ``room`` pt made smaller, as a typist does rather than break them."""
    return [
        (text, style, size * min(1, room / text_width(text, style, size)))
        for text, style, size in lines
    ]
