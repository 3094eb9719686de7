# SPDX-License-Identifier: Apache-2.0
"""Words and fields that a person corrected, put into the record they were read for.

Sheets for proofreading write them down as JSON::

    {"format": "sohoa-corrections", "sha256": "…",
     "corrections": [{"page": 1, "word": 17, "before": "bảo", "after": "báo"}],
     "fields": [{"page": 1, "field": "issuer", "before": "SỞ NỘI", "after": "SỞ NỘI VỤ"}]}

``sha256`` is of the original, ``word`` the place among the words of the page, from 0; an ``after``
that is empty takes the word out. Of a field ``page`` is the first one of its document, and values
are as ``pipeline.field_form`` shows them. ``fields`` may be left out.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from pipeline.errors import InputFileError
from pipeline.field_form import FORM, fields_of, form_value, shown_in_form
from pipeline.record import (
    BlockRecord,
    BoxList,
    CorrectedField,
    Correction,
    Evidence,
    Fields,
    FormValue,
    LineRecord,
    PageRecord,
    Quality,
    Record,
    WordRecord,
)
from pipeline.record_pages import page_of
from pipeline.record_parts import mean_and_share, page_texts, words_of

FORMAT = "sohoa-corrections"
LONGEST = 1_000
"""Characters of what a word may be corrected to."""


class WordCorrection(NamedTuple):
    """``word``: its place among the words of the page, from 0. ``after`` empty: it goes."""

    page: int
    word: int
    before: str
    after: str


_Made = tuple[int, str, FormValue, FormValue]
"""What was corrected: page, field ("" for a word), before, after."""


class OtherReadingError(InputFileError):
    """Corrections of another reading than the record they are to go into."""

    help = "The record was made or corrected anew since; make its sheets again, correct those."


class FieldCorrection(NamedTuple):
    """``page``: the first one of the document that has the field."""

    page: int
    field: str
    before: FormValue
    after: FormValue


class Corrections(NamedTuple):
    """``sha256``: of the original that the words were read from."""

    sha256: str
    words: tuple[WordCorrection, ...]
    fields: tuple[FieldCorrection, ...] = ()


def corrections_in(data: bytes) -> Corrections:
    """What a sheet for proofreading wrote down. Raises InputFileError where it is none of that."""
    try:
        told = json.loads(data)
        if told["format"] != FORMAT:
            raise ValueError(told["format"])
        words = tuple(_correction(found) for found in told["corrections"])
        fields = tuple(_field_correction(found) for found in told.get("fields", ()))
        return Corrections(str(told["sha256"]), words, fields)
    except InputFileError:
        raise
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise InputFileError(
            f"this is no file of corrections ({type(error).__name__})",
            help="Corrections are saved from the sheets for proofreading: --format html.",
        ) from error


def corrections_as_json(corrections: Corrections) -> bytes:
    """The corrections as a sheet writes them down."""
    told = {
        "format": FORMAT,
        "sha256": corrections.sha256,
        "corrections": [made._asdict() for made in corrections.words],
        "fields": [made._asdict() for made in corrections.fields],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"


def _correction(found: Mapping[str, Any]) -> WordCorrection:
    page, word, before, after = (found[name] for name in WordCorrection._fields)
    numbers = isinstance(page, int) and isinstance(word, int) and word >= 0
    if not (numbers and isinstance(before, str) and isinstance(after, str)):
        raise TypeError("a correction has two numbers and two texts")
    if len(after) > LONGEST:
        raise ValueError("a word of that length")
    shown = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", after))
    return WordCorrection(page, word, before, " ".join(shown.split()))


def _field_correction(found: Mapping[str, Any]) -> FieldCorrection:
    page, name, before, after = (found[key] for key in FieldCorrection._fields)
    if not isinstance(page, int):
        raise TypeError("a page is a number")
    made = FieldCorrection(page, name, form_value(name, before), form_value(name, after))
    try:
        fields_of(name, made.after)
    except ValueError as error:
        raise InputFileError(
            f"{FORM[name].label}: {error}", help="Correct it on the sheet and save again."
        ) from error
    return made


def are_made(record: Record, corrections: Corrections) -> bool:
    """Whether the record holds all of these corrections already. To be asked where they do not fit
    it: a correction may be of one of several words alike."""
    return corrections.sha256 == record.source.sha256 and _asked(corrections) <= _done(record)


def go_beyond(record: Record, corrections: Corrections) -> bool:
    """Whether all that was corrected in the record is corrected here too, if otherwise: they were
    saved again from the sheet that those of the record are from."""
    if corrections.sha256 != record.source.sha256:
        return False
    asked, done = _asked(corrections), _done(record)
    return Counter(_places(done)) <= Counter(_places(asked))


def _asked(corrections: Corrections) -> Counter[_Made]:
    words = ((made.page, "", made.before, made.after) for made in corrections.words)
    return Counter((*words, *corrections.fields))


def _done(record: Record) -> Counter[_Made]:
    words = ((made.page, "", made.before, made.after) for made in record.corrections)
    fields = ((f.page, f.field, f.before, f.after) for f in record.corrected_fields)
    return Counter((*words, *fields))


def _places(made: Counter[_Made]) -> Iterator[tuple[int, str, FormValue]]:
    return ((page, field, before) for page, field, before, _ in made.elements())


def with_words_corrected(record: Record, corrections: Corrections) -> Record:
    """The record with the words, the text, the quality and ``corrections`` that follow; its fields
    are those of before. Corrected words are certain.

    Raises InputFileError where the corrections are another document's, OtherReadingError where
    they are of another reading: all of them are made, or none.
    """
    if corrections.sha256 != record.source.sha256:
        raise InputFileError(
            "these corrections are of another document than the record",
            help="Give the record of the same name as the sheet they were made on.",
        )
    wanted: dict[int, dict[int, WordCorrection]] = {}
    for made in corrections.words:
        wanted.setdefault(made.page, {})[made.word] = made
    numbers = {page.number for page in record.pages}
    if outside := sorted(set(wanted) - numbers):
        raise _of_another_reading(f"there is no page {outside[0]}")
    pages: list[PageRecord] = []
    done: list[Correction] = []
    texts = page_texts(record)
    for page in record.pages:
        if page.number not in wanted:
            pages.append(page)
            continue
        correcting = _Correcting(page, wanted[page.number])
        pages.append(correcting.page())
        done += correcting.done
        texts[page.number] = _text_with(texts[page.number], page, pages[-1])
    return record.model_copy(
        update={
            "pages": tuple(pages),
            "text": "\n\n".join(text for text in texts.values() if text),
            "quality": _quality(record.quality, pages, set(wanted)),
            "corrections": (*record.corrections, *done),
        }
    )


def told(before: Record, after: Record) -> str:
    """How much was corrected since: ``2 word(s), 1 field(s)``."""
    words = len(after.corrections) - len(before.corrections)
    fields = len(after.corrected_fields) - len(before.corrected_fields)
    return f"{words} word(s), {fields} field(s)" if fields else f"{words} word(s)"


def check_fields(record: Record, corrections: Corrections) -> None:
    """Raises OtherReadingError where the record has other fields than were corrected."""
    documents = documents_by_page(record)
    for made in corrections.fields:
        document = documents.get(made.page)
        if document is None:
            raise _of_another_reading(f"no document begins on page {made.page}")
        if (now := shown_in_form(document, made.field)) != made.before:
            label = FORM[made.field].label
            raise _of_another_reading(f"{label} is {now!r} where {made.before!r} was corrected")


def with_fields_corrected(record: Record, fields: Iterable[FieldCorrection] = ()) -> Record:
    """The record with all that was ever corrected in its fields, and ``fields`` on top.

    What was corrected in a document that is not found any more is kept, and does nothing.
    """
    told = (CorrectedField(**made._asdict()) for made in fields)
    whole = record.model_copy(update={"corrected_fields": (*record.corrected_fields, *told)})
    first = next(iter(documents_by_page(record)), None)
    others = [
        other.model_copy(update=_updates(other, other.first_page, whole.corrected_fields))
        for other in record.other_documents
    ]
    own = {} if first is None else _updates(record, first, whole.corrected_fields)
    return whole.model_copy(update={**own, "other_documents": tuple(others)})


def documents_by_page(record: Record) -> dict[int, Fields]:
    """The documents of the file, the first one first, by their first pages."""
    first = {record.pages[0].number: record} if record.pages else {}
    return {**first, **{other.first_page: other for other in record.other_documents}}


def _updates(fields: Fields, page: int, corrected: Iterable[CorrectedField]) -> dict[str, Any]:
    """What changes in the fields of a document by what was corrected in them, last one last."""
    evidence = dict(fields.evidence)
    updates: dict[str, Any] = {}
    for made in corrected:
        if made.page != page:
            continue
        for name, value in fields_of(made.field, made.after).items():
            updates[name] = value
            read = evidence.pop(name, None)
            if value:
                place = {} if read is None else {"page": read.page, "box": read.box}
                evidence[name] = Evidence(confidence=1.0, **place)
    return {**updates, "evidence": evidence} if updates else {}


class _Correcting:
    """Goes through the words of a page. ``done`` tells what was corrected."""

    def __init__(self, page: PageRecord, wanted: dict[int, WordCorrection]) -> None:
        self.done: list[Correction] = []
        self._page, self._wanted = page, dict(wanted)
        self._word = self._line = 0

    def page(self) -> PageRecord:
        """The page with its words corrected; lines and blocks without words go."""
        blocks = [self._block(block) for block in self._page.blocks]
        if self._wanted:
            raise _of_another_reading(f"page {self._page.number} has only {self._word} words")
        kept = tuple(block for block in blocks if block.lines)
        return self._page.model_copy(update={"blocks": kept})

    def _block(self, block: BlockRecord) -> BlockRecord:
        lines = [(line, self._corrected(line)) for line in block.lines]
        if all(line is made for line, made in lines):
            return block
        return replace(block, lines=tuple(m for line, m in lines if m.words or line is m))

    def _corrected(self, line: LineRecord) -> LineRecord:
        self._line += 1
        words: list[WordRecord] = []
        count = len(self.done)
        for word in line.words:
            made = self._wanted.pop(self._word, None)
            self._word += 1
            words += [word] if made is None else self._replaced(word, made)
        return line if len(self.done) == count else replace(line, words=tuple(words))

    def _replaced(self, word: WordRecord, made: WordCorrection) -> Iterator[WordRecord]:
        if word.text != made.before:
            raise _of_another_reading(
                f"page {made.page} has {word.text!r} where {made.before!r} was corrected"
            )
        number = self._page.number
        told = Correction(
            page=number, line=self._line, box=word.box, before=made.before, after=made.after
        )
        self.done.append(told)
        return _parted(word, made.after.split())


def _parted(word: WordRecord, texts: Sequence[str]) -> Iterator[WordRecord]:
    """Words in the place of one, each as broad as its share of the letters."""
    whole, at = sum(map(len, texts)), 0
    for nth, text in enumerate(texts):
        box = _share(word.box, at / whole, (at + len(text)) / whole)
        at += len(text)
        yield WordRecord(text, "" if nth else word.read, 1.0, box, doubtful=False)


def _share(box: BoxList | None, start: float, end: float) -> BoxList | None:
    if box is None:
        return None
    left, top, right, bottom = box
    width = right - left
    return left + round(start * width), top, left + round(end * width), bottom


def _text_with(text: str, before: PageRecord, after: PageRecord) -> str:
    """The text of a page with the lines that were corrected; the others as they are printed."""
    was, now = page_of(before).text.split("\n"), page_of(after).text.split("\n")
    lines = text.split("\n")
    if not len(was) == len(now) == len(lines):
        return "\n".join(now)
    return "\n".join(
        line if old == new else new for line, old, new in zip(lines, was, now, strict=True)
    )


def _quality(whole: Quality, pages: Sequence[PageRecord], corrected: set[int]) -> Quality:
    own = {page.number: page for page in pages}
    told = []
    for quality in whole.pages:
        page = own.get(quality.page)
        if page is not None and quality.page in corrected:
            words = words_of([page])
            mean, share = mean_and_share(words)
            quality = quality.model_copy(
                update={"words": len(words), "mean_confidence": mean, "doubtful_share": share}
            )
        told.append(quality)
    mean, share = mean_and_share(words_of(pages))
    return whole.model_copy(
        update={"mean_confidence": mean, "doubtful_share": share, "pages": tuple(told)}
    )


def _of_another_reading(why: str) -> OtherReadingError:
    return OtherReadingError(f"these corrections are of another reading than the record: {why}")
