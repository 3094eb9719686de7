# SPDX-License-Identifier: Apache-2.0
"""An official document as its author declares it: typeset, or listed as the expected record.

Layout and expected record are both made from the same declaration, so they cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .typeset import MM, Composer, Margins, Rule, TypesetPage, text_width

STATE_MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
PARTY_MOTTO = "ĐẢNG CỘNG SẢN VIỆT NAM"


@dataclass(frozen=True)
class Signature:
    """Authority lines (TM., KT., TL.), position and name of who signs."""

    authority: tuple[str, ...]
    position: str
    name: str


@dataclass(frozen=True)
class Reference:
    """A document cited in the body, as the expected record lists it."""

    text: str
    doc_type: str
    code: str | None = None
    date: str | None = None
    issuer: str | None = None


@dataclass(frozen=True)
class Table:
    """Rows of cells, the first being the head, and each column's share of the width."""

    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...]


@dataclass(frozen=True)
class Centred:
    """A centred line in the body: QUYẾT ĐỊNH:, Chương I."""

    text: str
    style: str = "bold"


@dataclass(frozen=True)
class Left:
    """A heading at the left of the body: I. MỤC ĐÍCH, Điều 1."""

    text: str
    style: str = "bold"


@dataclass(frozen=True)
class Italic:
    """A paragraph in italics: a căn cứ line."""

    text: str


BodyPart = str | Table | Centred | Left | Italic


@dataclass(frozen=True)
class Document:
    """An official document as its author hands it to the typist."""

    name: str
    doc_type: str
    number: str
    symbol: str
    date: tuple[int, int, int]
    place: str
    issuer: tuple[str, ...]
    subject: tuple[str, ...]
    body: tuple[BodyPart, ...]
    recipients: tuple[str, ...]
    signature: Signature
    parent_issuer: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    party: bool = False
    urgency: str | None = None
    body_size: float = 14
    title_authority: str | None = None  # the line over căn cứ: CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ …

    @property
    def code(self) -> str:
        """Số và ký hiệu as printed after the word Số."""
        return f"{self.number}{'-' if self.party else '/'}{self.symbol}"

    @property
    def is_letter(self) -> bool:
        """Công văn: no type line, V/v under the number."""
        return self.doc_type == "công văn"

    @property
    def date_line(self) -> str:
        """Địa danh, ngày … tháng … năm … with days below 10 and months 1, 2 padded."""
        year, month, day = self.date
        month_text = f"{month:02d}" if month < 3 else str(month)
        return f"{self.place}, ngày {day:02d} tháng {month_text} năm {year}"

    def expected_fields(self) -> dict[str, Any]:
        """The fields of the document under the names of the exported record."""
        year, month, day = self.date
        return {
            "doc_type": self.doc_type,
            "number": self.number,
            "symbol": self.symbol,
            "code": self.code,
            "date": f"{year:04d}-{month:02d}-{day:02d}",
            "place": self.place,
            "parent_issuer": " ".join(self.parent_issuer) or None,
            "issuer": " ".join(self.issuer),
            "subject": " ".join(self.subject),
            "addressees": list(self.addressees),
            "recipients": list(self.recipients),
            "signers": [
                {
                    "authority": " ".join(self.signature.authority) or None,
                    "position": self.signature.position,
                    "name": self.signature.name,
                }
            ],
            "urgency": self.urgency,
            "secrecy": None,
            "references": [
                {
                    "text": r.text,
                    "doc_type": r.doc_type,
                    "code": r.code,
                    "date": r.date,
                    "issuer": r.issuer,
                }
                for r in self.references
            ],
        }


def compose(document: Document) -> list[TypesetPage]:
    """Typeset the pages of ``document``."""
    composer = Composer(
        Margins(right=15) if document.party else Margins(), body_size=document.body_size
    )
    _letterhead(composer, document)
    _title(composer, document)
    for part in document.body:
        match part:
            case Table(rows=rows, shares=shares):
                composer.table(rows, shares)
            case Centred(text=text, style=style):
                composer.heading([text], style=style)
            case Left(text=text, style=style):
                composer.paragraph(text, style=style)
            case Italic(text=text):
                composer.paragraph(text, style="italic")
            case str(text):
                composer.paragraph(text)
    _closing(composer, document)
    return composer.pages


def _letterhead(c: Composer, d: Document) -> None:
    left_centre = c.left + c.width * 0.185
    right_centre = c.left + c.width * 0.70
    top = c.y
    head = [(line, "regular", 12.0) for line in d.parent_issuer]
    y = c.column([*head, *((line, "bold", 12.0) for line in d.issuer)], left_centre, top)
    if d.party:
        y += 13
        c._centred("*", left_centre, y, "bold", 13)
        c.page.blocks[-1].append("*")
        number_line = f"Số {d.code}"
    else:
        c.rule(left_centre, y + 3, 60)
        y += 8
        number_line = f"Số: {d.code}"
    y = c.column([(number_line, "regular", 13.0)], left_centre, y)
    if d.is_letter:
        prefix = "V/v "
        lines = [prefix + d.subject[0], *d.subject[1:]]
        style = "italic" if d.party else "regular"
        y = c.column([(line, style, 12.0) for line in lines], left_centre, y + 1)
    if d.urgency:
        width = text_width(d.urgency, "bold", 14)
        baseline = y + 22
        c._centred(d.urgency, left_centre, baseline, "bold", 14)
        c.page.blocks.append([d.urgency])
        for edge in (baseline - 15, baseline + 6):
            c.rule(left_centre, edge, width + 16, 1.0)
        y = baseline + 8
    if d.party:
        motto_bottom = c.column([(PARTY_MOTTO, "bold", 15.0)], right_centre, top)
        c.rule(right_centre, motto_bottom + 1, text_width(PARTY_MOTTO, "bold", 15))
    else:
        motto_bottom = c.column(
            [(STATE_MOTTO[0], "bold", 12.0), (STATE_MOTTO[1], "bold", 13.0)], right_centre, top
        )
        c.rule(right_centre, motto_bottom + 1, text_width(STATE_MOTTO[1], "bold", 13))
    date_bottom = c.column([(d.date_line, "italic", 13.5)], right_centre, motto_bottom + 8)
    c.page.stamp_corner = (c.left - 30, y + 10)
    c.y = max(y, date_bottom) + 8


def _title(c: Composer, d: Document) -> None:
    if d.is_letter:
        c.y += 4
        label = "Kính gửi:"
        if len(d.addressees) == 1:
            c.heading([f"{label} {d.addressees[0]}"], style="regular")
        else:
            left = c.left + 100
            ends = [";"] * (len(d.addressees) - 1) + ["."]
            lines = [f"- {name}{end}" for name, end in zip(d.addressees, ends, strict=True)]
            c.y += c.body_size * 1.25
            c._run(left, c.y, label, "regular", c.body_size)
            item_left = left + text_width(label + " ", "regular", c.body_size)
            for number, line in enumerate(lines):
                if number:
                    c.y += c.body_size * 1.25
                c._run(item_left, c.y, line, "regular", c.body_size)
            c.page.blocks.append([f"{label} {lines[0]}", *lines[1:]])
            c.y += 4
        return
    c.heading([d.doc_type.upper()], size=14.5)
    c.heading(d.subject, gap=0)
    c.rule((c.left + c.right) / 2, c.y + 2, 90)
    c.y += 6
    if d.party:
        c.y += 2
    if d.title_authority:
        c.heading([d.title_authority], gap=8)


def _closing(c: Composer, d: Document) -> None:
    signature_lines = [*d.signature.authority, d.signature.position]
    height = max(150.0, 40 + 14 * len(d.recipients))
    c.keep_together(height)
    c.y += 10
    top = c.y
    centre = c.left + c.width * 0.73
    y = top
    label_style = "regular" if d.party else "bold-italic"
    label = "Nơi nhận:"
    y += 14
    c._run(c.left, y, label, label_style, 12)
    if d.party:
        c.page.rules.append(Rule(c.left, y + 2, c.left + text_width(label, label_style, 12), y + 2))
    block = [label]
    last = "" if d.party else "."
    ends = ["," if d.party else ";"] * (len(d.recipients) - 1) + [last or "."]
    for item, end in zip(d.recipients, ends, strict=True):
        y += 13
        line = f"- {item}{end}"
        c._run(c.left, y, line, "regular", 11)
        block.append(line)
    c.page.blocks.append(block)
    signature_bottom = c.column([(line, "bold", 13.5) for line in signature_lines], centre, top)
    name_baseline = signature_bottom + 88
    c._centred(d.signature.name, centre, name_baseline, "bold", 14)
    c.page.blocks[-1].append(d.signature.name)
    c.page.seal_centre = (centre - 18 * MM, signature_bottom + 45)
    c.y = max(y, name_baseline)
