# SPDX-License-Identifier: Apache-2.0
"""The fields of a document, read from its pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from pipeline.extract.addressees import find_addressees
from pipeline.extract.bilingual import english_rows
from pipeline.extract.certified_copies import without_certification
from pipeline.extract.dates import find_date_mentions
from pipeline.extract.items import ListItem
from pipeline.extract.letterhead import Letterhead, read_letterhead
from pipeline.extract.letterhead_end import HEAD_LIMIT, letterhead_end
from pipeline.extract.recipients import find_recipients, recipients_start
from pipeline.extract.references import FoundReference, find_references
from pipeline.extract.rows import Row, evidence, grows_together, plain, rows_of
from pipeline.extract.sections import find_sections
from pipeline.extract.signatures import (
    SignerRows,
    find_signers,
    is_authority,
    is_known_name,
    is_position,
)
from pipeline.extract.title import (
    Title,
    find_title,
    letter_subject,
    title_type,
    type_of_symbol,
)
from pipeline.model import BlockKind, Page
from pipeline.record import DateMention, Evidence, Fields
from pipeline.repair.codes.dates import DateKind, find_dates

_CERTAIN, _LIKELY, _INFERRED = 1.0, 0.9, 0.7

_TODAY = re.compile(r"^\W{0,3}(?:hom nay|(?:vao )?(?:hoi|luc)\b|thoi gian\b|ngay \d)")
_MINUTES_BEGIN = 12  # rows of minutes among which the day of the meeting stands


def fields_of_document(pages: Sequence[Page]) -> Fields:
    """The fields of the one document in the pages, which has no hyphens between syllables.

    What is not printed is None or empty. Evidence tells for every field found where it was read
    and how sure we are.
    """
    rows = rows_of(pages)
    notes = [row for row in rows if row.kind is BlockKind.FOOTNOTE]
    rows = [row for row in rows if row.kind is not BlockKind.FOOTNOTE]
    rows = without_certification(rows)
    english = english_rows([row.text for row in rows])
    rows = [row for n, row in enumerate(rows) if n not in english]
    if not rows:
        return Fields()
    head_end = letterhead_end(rows)
    head = read_letterhead(rows[:head_end])
    title, subject, subject_rows, body_start = _title_and_subject(rows, head_end, head)
    addressees: list[ListItem] = []
    searched = body_start if title is not None else 0
    found = find_addressees(
        rows[: searched + 25], min(searched, head_end), head.used if title is None else set()
    )
    if found is not None:
        addressees, body_start = found
    doc_type, doc_type_evidence = _doc_type(head, title, subject_rows, bool(addressees), rows)
    recipients, signers, closing = _closing(rows, body_start)
    body_rows = [
        row for i, row in enumerate(rows)
        if i >= body_start and i not in closing and row.kind is not BlockKind.STAMP
    ]  # fmt: skip
    number_line = head.number_line
    text_rows = sorted((*body_rows, *notes), key=lambda row: row.block)
    text, page_at = _running_text(text_rows)
    references = find_references(text, number_line.code if number_line else None)
    dates = _dates(head, text, references, page_at)
    date = head.place_date.date if head.place_date else None
    held = _day_of_meeting(text_rows) if doc_type == "biên bản" and date is None else None
    if held is not None:
        date = held[0]
    fields = Fields(
        doc_type=doc_type,
        number=number_line.number if number_line else None,
        symbol=number_line.symbol if number_line else None,
        code=number_line.code if number_line else None,
        date=date,
        place=head.place_date.place if head.place_date else None,
        parent_issuer=head.parent_issuer,
        issuer=head.issuer,
        subject=subject,
        addressees=tuple(item.text for item in addressees),
        recipients=tuple(item.text for item in recipients),
        signers=tuple(item.signer for item in signers),
        urgency=head.urgency[0] if head.urgency else title.urgency if title else None,
        secrecy=head.secrecy[0] if head.secrecy else None,
        references=tuple(item.reference for item in references),
        dates=tuple(dates),
        sections=find_sections(body_rows),
    )
    places = _evidence(head, subject_rows, addressees, recipients, signers, text_rows, references)
    if title is not None and title.urgency and head.urgency is None:
        places["urgency"] = evidence(title.type_rows, _CERTAIN)
    if held is not None:
        places["date"] = evidence([held[1]], _INFERRED)
    if doc_type_evidence is not None:
        places["doc_type"] = doc_type_evidence
    return fields.model_copy(update={"evidence": places})


def _title_and_subject(
    rows: Sequence[Row], head_end: int, head: Letterhead
) -> tuple[Title | None, str | None, tuple[Row, ...], int]:
    """(title, subject, rows of the subject, index of the first row after them)."""
    title = find_title(rows, head.used, HEAD_LIMIT)
    if title is not None and title.start < head_end and title.start in head.used:
        title = None
    if title is not None:
        return title, title.subject, title.subject_rows or title.type_rows, title.end
    letter = letter_subject(rows[:head_end], head.used)
    start = _first_body_row(rows, head_end, head)
    if letter is not None:
        return None, letter[0], letter[1], start
    return None, None, (), start


def _first_body_row(rows: Sequence[Row], head_end: int, head: Letterhead) -> int:
    if head_end < min(len(rows), HEAD_LIMIT):
        return head_end
    # nothing told where the letterhead ends: the body begins after its last row
    return max(head.used, default=-1) + 1


def _doc_type(
    head: Letterhead,
    title: Title | None,
    subject_rows: Sequence[Row],
    addressed: bool,
    rows: Sequence[Row],
) -> tuple[str | None, Evidence | None]:
    if title is not None:
        return title.doc_type, evidence(title.type_rows, _CERTAIN, title.doc_type.upper())
    if head.number_line is not None:
        by_symbol = type_of_symbol(head.number_line.symbol)
        if by_symbol is not None:
            sure = _LIKELY if by_symbol == "công văn" else _INFERRED
            return by_symbol, evidence([head.number_line.row], sure, head.number_line.symbol)
    if subject_rows:
        return "công văn", evidence(subject_rows, _INFERRED)
    if addressed:
        return "công văn", evidence(rows[:1], _INFERRED)
    return None, None


def _closing(
    rows: Sequence[Row], body_start: int
) -> tuple[list[ListItem], list[SignerRows], set[int]]:
    """(recipients, signers, indices of rows that are no body)."""
    start = recipients_start(rows, body_start)
    recipients: list[ListItem] = []
    used: set[int] = set()
    if start is not None:
        recipients, used = find_recipients(rows, start)
        window = [
            i
            for i in range(max(body_start, start - 14), min(len(rows), start + 60))
            if i not in used
        ]
        window = _near(rows, window, start)
    else:
        window = [i for i in range(body_start, len(rows)) if _near_an_end(rows, i)]
    signers, signed = find_signers(rows, window)
    if start is None and not any(signer.signer.name for signer in signers):
        signers, signed = [s for s in signers if s.signer.authority], signed
    closing = used | signed
    if start is not None:
        # what stands between the signature's rows (seals, scribbles) is no body either
        last = max(closing)
        closing |= {
            i for i in range(start, last + 1) if len(rows[i].text) < 60
        }  # fmt: skip
    return recipients, signers, closing


def _near(rows: Sequence[Row], window: Sequence[int], start: int) -> list[int]:
    """Rows from the signature's first one on; running text above the recipients is left out."""
    first = start
    for i in sorted((i for i in window if i < start), reverse=True):
        row = rows[i]
        if is_authority(row) or is_position(row) or is_known_name(row):
            first = i
        elif len(row.text) > 45 or row.text.rstrip().endswith((".", ":", ";")):
            break
    pages = {rows[start].page, rows[start].page + 1}
    below: list[int] = []
    for i in window:
        if i < first or rows[i].page not in pages:
            continue
        if i > start and title_type(rows[i]) is not None and rows[i].page != rows[start].page:
            break
        if i > start and plain(rows[i].text).startswith(("phu luc", "danh sach")):
            break
        below.append(i)
    return below


def _near_an_end(rows: Sequence[Row], index: int) -> bool:
    """Whether a row may belong to a signature where no list of recipients marks the place."""
    return index >= len(rows) - 30


def _running_text(rows: Sequence[Row]) -> tuple[str, list[tuple[int, int]]]:
    """The body as one text and (offset, page) of its rows."""
    pieces: list[str] = []
    page_at: list[tuple[int, int]] = []
    length = 0
    before = ""
    for row in rows:
        gap = "" if not before or grows_together(before, row.text) else " "
        page_at.append((length + len(gap), row.page))
        pieces += [gap, row.text]
        length += len(gap) + len(row.text)
        before = row.text
    return "".join(pieces), page_at


def _dates(
    head: Letterhead,
    text: str,
    references: Sequence[FoundReference],
    page_at: Sequence[tuple[int, int]],
) -> list[DateMention]:
    dates = find_date_mentions(text, references, page_at)
    if head.place_date is not None and head.place_date.date is not None:
        printed = head.place_date.text.split(",", 1)[-1].strip()
        issued = DateMention(
            text=printed, value=head.place_date.date, kind="issued", page=head.place_date.row.page
        )
        dates.insert(0, issued)
    return dates


def _day_of_meeting(rows: Sequence[Row]) -> tuple[str, Row] | None:
    """The day that minutes (biên bản) begin with, and its row: they have no date in their head."""
    for row, below in pairwise(rows[:_MINUTES_BEGIN]):
        if _TODAY.match(row.plain):
            for found in find_dates(f"{row.text} {below.text}"):
                if found.kind is DateKind.DAY and found.value:
                    return found.value, row
            return None
    return None


def _evidence(
    head: Letterhead,
    subject_rows: Sequence[Row],
    addressees: Sequence[ListItem],
    recipients: Sequence[ListItem],
    signers: Sequence[SignerRows],
    text_rows: Sequence[Row],
    references: Sequence[FoundReference],
) -> dict[str, Evidence]:
    places: dict[str, Evidence] = {}
    if head.number_line is not None:
        row = [head.number_line.row]
        places["symbol"] = evidence(row, _CERTAIN)
        if head.number_line.number is not None:
            places["number"] = places["code"] = evidence(row, _LIKELY)
    if head.place_date is not None:
        if head.place_date.place:
            places["place"] = evidence([head.place_date.row], _CERTAIN)
        if head.place_date.date:
            places["date"] = evidence([head.place_date.row], _CERTAIN)
    if head.issuer_rows:
        places["issuer"] = evidence(head.issuer_rows, _CERTAIN)
    if head.parent_rows:
        places["parent_issuer"] = evidence(head.parent_rows, _CERTAIN)
    if head.urgency is not None:
        places["urgency"] = evidence([head.urgency[1]], _CERTAIN)
    if head.secrecy is not None:
        places["secrecy"] = evidence([head.secrecy[1]], _CERTAIN)
    if subject_rows:
        places["subject"] = evidence(subject_rows, _CERTAIN)
    for name, items in (("addressees", addressees), ("recipients", recipients)):
        if items:
            places[name] = evidence(_unique(row for item in items for row in item.rows), _CERTAIN)
    if signers:
        places["signers"] = evidence(_unique(row for item in signers for row in item.rows), _LIKELY)
    if references and text_rows:
        places["references"] = evidence(text_rows, _LIKELY, f"{len(references)} references")
    return places


def _unique(rows: Iterable[Row]) -> list[Row]:
    return list(dict.fromkeys(rows))
