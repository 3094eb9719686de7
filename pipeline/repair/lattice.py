# SPDX-License-Identifier: Apache-2.0
"""Pieces of a text laid out as slots of candidates for the search."""

from __future__ import annotations

import heapq
import itertools
import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from lexicon import is_syllable
from pipeline.repair.candidates import FREQUENCY_WEIGHT, CandidateSource, Inventory
from pipeline.repair.channel import SPECK
from pipeline.repair.codes import (
    Claim,
    ClaimKind,
    claim_spans,
    claims_without_marks,
    garbled_claims,
    scan_claims,
    spells_no_word,
)
from pipeline.repair.codes.list_marks import indent, strokes_before_2, strokes_of_articles
from pipeline.repair.decoder import Slots
from pipeline.repair.evidence import (
    NO_EVIDENCE,
    Evidence,
    Weights,
    evidence_logs,
)
from pipeline.repair.language_model import LanguageModel
from pipeline.repair.lost_gaps import LONGEST_SYLLABLE, are_words
from pipeline.repair.lost_letters import has_sign, is_lost
from pipeline.repair.partings import Parting, may_part_garbled, may_part_on_scan, partings
from pipeline.repair.pieces import HOOK, Piece, pieces_of
from pipeline.repair.reading_kind import GARBLING, LOSSY, MISREADING, OTHER, is_unmarked_syllable
from pipeline.repair.run_together import LONGEST, SHORTEST, run_together
from pipeline.repair.specks import SHORT, is_stray, specks
from pipeline.repair.tokens import CLASSES, beside, fold, strip_marks, symbol, symbols

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

RAREST_SYLLABLE, RAREST_FOREIGN = -13.3, -12.0  # log frequency of words worth proposing
ETH = "ð"
MARKS = "'’‘`´"  # specks between two words run together
SHORTEST_PAIR, LONGEST_PAIR = 3, 16  # letters of two words run together
MOST_PAIRS = 32  # weighed
ONE_LETTER_WORDS = "yýởôàoé6"  # ý, ở and what they are read as
FOREIGN_SPELLINGS = frozenset(("vietnam", "hanoi"))  # words too, of names run together
LAST_LETTER_WORDS = "yý"  # SOY TE is SỞ Y TẾ
_SLASH_IN_CODE = re.compile(r"(?<=\w)⁄(?=[A-ZĐ]|(?:19|20)\d\d(?!\d)|\d{1,2}[/⁄]\d{4})")
_SLASH_IN_NUMBER = re.compile(rf"{_SLASH_IN_CODE.pattern}|(?<=\d)⁄(?=\d)")
_DASH_IN_CODE = re.compile(r"(?<=[A-ZĐ\d])—(?=[A-ZĐ])")
OFTEN_READ_SO = -6.0  # log probability: Eintech for Fintech
# Letters of a name; longer ones are words run together, and so may be those longer than a syllable
LONGEST_NAME = 12
LONGEST_NUMBER = 3  # digits; a longer number is never letters misread


@dataclass(frozen=True)
class Tuning:
    """Weights of the search; found on generated held-out pages, never on a scan."""

    trust: float = 1.0
    beam: int = 24
    unknown: float = -8.0
    unknown_letter: float = -1.0
    garbled_unknown: float = 0.0
    garbled_unknown_letter: float = -3.0
    mark: float = -6.0  # in a reading of an older engine that is taken as printed
    digit: float = -1.8
    abbreviation: float = -4.0
    cut: float = -1.0
    joined: float = 0.0
    speck: float = 2.0
    context: float = 0.2  # of the context model, in the second search
    context_last: float = 0.4  # and for the last word on every place
    second_pass: bool = True
    adaptations: int = 2  # of the channel to the document of another reader
    adapt_from: float = 0.5  # share of a word that shows something of its reader
    repeated_word: float = 0.25
    same_reading: float = 0.05
    repeated_pair: float = 1.0
    poor_for_joined: float = -7.5
    poor_for_specks: float = -11.0
    poor_for_cut: float = -9.0


@dataclass
class Layout:
    """Pieces in a row of slots, paragraphs ended by the end symbol.

    ``piece[s]`` is the piece of slot s (-1: end of paragraph), ``fixed[s]`` its symbol or -1
    where the decoder chooses, ``readings[s]`` the word read there ("" where nothing is to be
    chosen), ``own[s]`` the id of the reading itself. ``partings``: gaps that were read as marks.
    """

    pieces: list[Piece] = field(default_factory=list)
    piece: list[int] = field(default_factory=list)
    fixed: list[int] = field(default_factory=list)
    readings: list[str] = field(default_factory=list)
    own: list[int] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    paragraphs: list[tuple[int, int]] = field(default_factory=list)
    partings: list[Parting] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.piece)


class Layouter:
    """Lays texts out for one language model."""

    def __init__(self, model: LanguageModel, tuning: Tuning) -> None:
        self.model = model
        self.tuning = tuning
        self.index = {word: n for n, word in enumerate(model.words)}
        self.syllabic: NDArray[np.bool_] = np.array([is_syllable(word) for word in model.words])
        self.frequency = model.unigram(np.arange(len(model.words))).astype(np.float32)

    def lay_out(
        self,
        lines: Sequence[str],
        begins: AbstractSet[int],
        kind: str,
        evidence: dict[tuple[int, int], Evidence] | None = None,
    ) -> Layout:
        """Cut ``lines`` (NFC) into slots; ``begins`` are the lines that begin a paragraph.

        ``kind``: of the reader (`reading_kind`). ``evidence``: by line and first character of the
        piece.
        """
        layout = Layout()
        start = 0
        misread = kind in MISREADING
        scanned = evidence is not None and kind not in GARBLING
        named = named_by_line(evidence or {}, lines) if scanned else {}
        for number, line in enumerate(lines):
            if number in begins and len(layout) > start:
                start = self._end_paragraph(layout, start)
            plain = plain_marks(line, misread, scanned)
            claims = claim_spans(plain)
            if kind in GARBLING:
                claims = claims_without_marks(plain, claims)
            if kind in LOSSY:
                claims = [claim for claim in claims if not touches_sign(plain, claim)]
            if misread:
                claims = garbled_claims(plain, claims)
            elif scanned:
                claims = scan_claims(plain, claims, named.get(number, {}))
            pieces = list(pieces_of(line, number, claims, kind))
            if misread or scanned:
                may_part = may_part_garbled if misread else may_part_on_scan
                parted = list(partings(pieces, may_part))
                at = len(layout.pieces)
                layout.partings += [Parting(a + at, b + at, gap) for a, b, gap in parted]
                pieces = list(without_dirt(pieces, parted))
            for piece in pieces:
                self._add(layout, piece, misread, evidence)
        if len(layout) > start:
            self._end_paragraph(layout, start)
        return layout

    def _add(
        self,
        layout: Layout,
        piece: Piece,
        numbers_are_free: bool,
        evidence: dict[tuple[int, int], Evidence] | None,
    ) -> None:
        at = len(layout.pieces)
        layout.pieces.append(piece)
        if piece.symbols is None:
            free = (
                numbers_are_free
                or is_lost(piece.text)
                or (
                    any(letter.isalpha() for letter in piece.text)
                    and not any(letter.isdigit() for letter in piece.text)
                )
            )
        else:
            free = numbers_are_free and piece.short_number(LONGEST_NUMBER) and not piece.glued
        if free:
            layout.piece.append(at)
            layout.fixed.append(-1)
            layout.readings.append(piece.text)
            layout.own.append(self.own(piece.text))
            found = None if evidence is None else evidence.get((piece.line, piece.start))
            layout.evidence.append(found or NO_EVIDENCE)
            return
        seen_here = piece.symbols
        if seen_here is None:
            seen_here = tuple(symbols(piece.text))
        for seen in seen_here:
            self._add_fixed(layout, at, self.index.get(seen, self.model.unk))

    def _add_fixed(self, layout: Layout, piece: int, symbol_id: int) -> None:
        layout.piece.append(piece)
        layout.fixed.append(symbol_id)
        layout.readings.append("")
        layout.own.append(symbol_id)
        layout.evidence.append(NO_EVIDENCE)

    def _end_paragraph(self, layout: Layout, start: int) -> int:
        self._add_fixed(layout, -1, self.model.eos)
        layout.paragraphs.append((start, len(layout)))
        return len(layout)

    def own(self, reading: str) -> int:
        """The id of the reading taken as it is."""
        return self.index.get(symbol(reading) or fold(reading), self.model.unk)

    def own_log(self, reading: str, garbled: bool = False, mark: float = 0.0) -> float:
        """What it costs to take a reading as printed that the channel does not explain.

        In garbled text it is the dearer the longer it is: nearly always it was something else. But
        a foreign name is read well by a foreign model. ``mark``: for every mark in it.
        """
        digits = reading.lstrip("([")  # of an older engine: (150 is print, or a word
        if digits.isdigit():
            return self.tuning.digit * len(digits)
        if is_abbreviation(reading):
            return self.tuning.abbreviation
        if reading == HOOK:
            return self.tuning.unknown
        if garbled and not is_foreign_title(reading):
            marks = sum(not letter.isalnum() for letter in reading)
            letters = self.tuning.garbled_unknown_letter * len(reading)
            return self.tuning.garbled_unknown + letters + mark * marks
        return self.tuning.unknown + self.tuning.unknown_letter * len(reading)

    def with_own(
        self, reading: str, ids: Ints, logs: Floats, garbled: bool = False, mark: float = 0.0
    ) -> tuple[Ints, Floats]:
        """Candidates of a reading with the reading itself among them."""
        own = self.own(reading)
        if own in ids:
            return ids, logs
        return np.append(ids, np.int32(own)), np.append(
            logs, np.float32(self.own_log(reading, garbled, mark))
        )

    def slots(
        self,
        layout: Layout,
        source: CandidateSource,
        weights: Weights,
        garbled: bool,
        longest_run: int = LONGEST,
    ) -> Slots:
        """Candidates of every slot, cut and joined words included.

        ``longest_run``: letters of the longest reading that is weighed as three words and more.
        """
        source.prepare(reading for reading in layout.readings if reading)
        rows: list[tuple[Ints, Floats]] = []
        poor = np.zeros(len(layout), np.float32)
        alike: dict[str, tuple[tuple[Ints, Floats], np.float32]] = {}  # readings without evidence
        for s, reading in enumerate(layout.readings):
            if not reading:
                rows.append((np.array([layout.fixed[s]], np.int32), np.zeros(1, np.float32)))
                continue
            says = layout.evidence[s]
            found = alike.get(reading) if says is NO_EVIDENCE else None
            if found is None:
                found = self._row(reading, layout.own[s], says, source, weights, garbled)
                if says is NO_EVIDENCE:
                    alike[reading] = found
            rows.append(found[0])
            poor[s] = found[1]
        slots = slots_of(rows)
        self._add_runs(layout, slots, source, poor, weights, garbled, longest_run)
        if garbled:  # a model that knows the language seldom cuts a word in two
            self._add_joins(layout, slots, source, poor, weights)
            self._add_specks(layout, slots, poor)
        return slots

    def _row(
        self,
        reading: str,
        own: int,
        says: Evidence,
        source: CandidateSource,
        weights: Weights,
        garbled: bool,
    ) -> tuple[tuple[Ints, Floats], np.float32]:
        """Candidates of a reading with what speaks for each, and how well the best explains it."""
        ids, logs = source.of(reading)
        if not garbled and is_abbreviation(reading):  # stays one; marks may be lost
            same = [
                strip_marks(self.model.words[i]).upper() == strip_marks(reading)
                for i in ids.tolist()
            ]
            ids, logs = ids[same], logs[same]
        mark = self.tuning.mark if source.channel.name == OTHER else 0.0
        ids, logs = self.with_own(reading, ids, logs, garbled, mark)
        fit = (logs + FREQUENCY_WEIGHT * self.frequency[ids]).max()
        odds = None
        if says.alternatives is not None:
            odds = self.odds(says)
            if not garbled and is_foreign(reading):
                ids, logs = self._foreign(reading, own, ids, logs, odds)
            more = [i for i in odds if i not in ids]
            if more:
                ids = np.append(ids, np.array(more, np.int32))
                logs = np.append(logs, np.full(len(more), -9.0, np.float32))
        total = evidence_logs(weights, ids, logs, own, self.model.unk, says.confidence, odds)
        return (ids, total), fit

    def _foreign(
        self, reading: str, own: int, ids: Ints, logs: Floats, odds: dict[int, float]
    ) -> tuple[Ints, Floats]:
        """Candidates of a foreign word: itself, what is often read so, what the engine names.

        On 420 generated pages 46 of 59 other changes were wrong (Manama: Panama), and one of 30 to
        what the engine names. Small letters may be a word of the language, misspelt.
        """
        kept = logs > OFTEN_READ_SO
        kept |= np.array([i == own or i in odds for i in ids.tolist()])
        if reading.islower():
            kept |= self.syllabic[ids]
        return ids[kept], logs[kept]

    def _add_specks(self, layout: Layout, slots: Slots, poor: Floats) -> None:
        """Readings that may be nothing but specks on the page; longer ones if no word fits them."""
        slot_of = {layout.piece[s]: s for s, reading in enumerate(layout.readings) if reading}
        for piece, log in specks(layout.pieces):
            s = slot_of.get(piece)
            if s is None:
                continue
            if len(layout.readings[s]) <= SHORT or poor[s] < self.tuning.poor_for_specks:
                slots.specks[s] = log + self.tuning.speck

    def odds(self, says: Evidence) -> dict[int, float]:
        """Log odds of the engine's other readings, by id."""
        odds: dict[int, float] = {}
        for word, value in says.alternatives or ():
            number = self.own(word)
            if (
                not word.isalpha()
                or number == self.model.unk
                or self.model.words[number] in CLASSES
            ):
                continue
            odds[number] = max(odds.get(number, -99.0), math.log(max(value, 1e-4)))
        return odds

    def _add_runs(
        self,
        layout: Layout,
        slots: Slots,
        source: CandidateSource,
        poor: Floats,
        weights: Weights,
        garbled: bool,
        longest_run: int,
    ) -> None:
        """Readings that may be words run together: two of them, or in garbled text any number."""
        long = [
            s
            for s, reading in enumerate(layout.readings)
            if SHORTEST_PAIR <= len(reading) <= (LONGEST if garbled else LONGEST_PAIR)
            and (
                (poor[s] < self.tuning.poor_for_joined and not is_abbreviation(reading))
                or fold(reading) in FOREIGN_SPELLINGS
            )
        ]
        source.prepare(
            part
            for s in long
            if len(layout.readings[s]) <= LONGEST_PAIR
            for left, right, _ in cuts(layout.readings[s])
            for part in (left, right)
        )
        rates = source.channel.rates
        price = float(rates["joined"] + self.tuning.joined)
        scale = weights.channel / weights.model
        for s in long:
            text = layout.readings[s]
            found = self._pairs(text, source, price) if len(text) <= LONGEST_PAIR else []
            found = heapq.nlargest(MOST_PAIRS, found, key=self._likely)
            if garbled and SHORTEST <= len(text) <= longest_run:
                found += run_together(text, source, self.model, price, rates["joined_again"])
            if found:
                slots.runs[s] = [(ids, log * scale) for log, ids in found]

    def _likely(self, run: tuple[float, tuple[int, ...]]) -> float:
        """How likely words run together are before their neighbours are heard."""
        log, ids = run
        return log + FREQUENCY_WEIGHT * float(sum(self.frequency[i] for i in ids))

    def _pairs(
        self, text: str, source: CandidateSource, price: float
    ) -> list[tuple[float, tuple[int, ...]]]:
        """Pairs of words that may have been read as one, with their log probability."""
        found: list[tuple[float, tuple[int, ...]]] = []
        for first, second, marked in cuts(text):
            left_ids, left = source.of(first)
            right_ids, right = source.of(second)
            log = SPECK if marked else price
            for a, log_a in zip(left_ids[:8].tolist(), left[:8].tolist(), strict=True):
                for b, log_b in zip(right_ids[:8].tolist(), right[:8].tolist(), strict=True):
                    if self.syllabic[a] and self.syllabic[b]:
                        found.append((log_a + log_b + log, (a, b)))
        return found

    def _add_joins(
        self, layout: Layout, slots: Slots, source: CandidateSource, poor: Floats, weights: Weights
    ) -> None:
        """Neighbouring readings that may be one word cut in two."""
        readings = layout.readings
        short = [
            s
            for s in range(len(layout) - 1)
            if readings[s]
            and readings[s + 1]
            and len(readings[s]) + len(readings[s + 1]) <= 9
            and min(poor[s], poor[s + 1]) < self.tuning.poor_for_cut
            and layout.piece[s + 1] == layout.piece[s] + 1  # no mark between them
            and layout.pieces[layout.piece[s]].line == layout.pieces[layout.piece[s + 1]].line
            and not (readings[s].isupper() and readings[s + 1].isupper())
        ]
        source.prepare(readings[s] + readings[s + 1] for s in short)
        price = np.float32(source.channel.rates["cut"] + self.tuning.cut)
        scale = np.float32(weights.channel / weights.model)
        for s in short:
            ids, logs = source.of(readings[s] + readings[s + 1])
            if len(ids):
                slots.joins[s] = (ids[:12], (logs[:12] + price) * scale)


def named_by_line(
    evidence: Mapping[tuple[int, int], Evidence], lines: Sequence[str]
) -> dict[int, dict[int, tuple[str, ...]]]:
    """What else the engine names, by line and first character.

    A stroke that begins a line is a number where the next one shows it: the engine names 1 for the
    numeral of a heading in bold too.
    """
    named: dict[int, dict[int, tuple[str, ...]]] = defaultdict(dict)
    for (line, start), says in evidence.items():
        if lines[line][:start].strip():
            named[line][start] = tuple(word for word, _ in says.alternatives or ())
    for line in strokes_before_2(lines):
        named[line][indent(lines[line])] = ("1",)
    for line, at in strokes_of_articles(lines):
        named[line][at] = ("1",)
    return named


def plain_marks(line: str, misread: bool, scanned: bool) -> str:
    """The line, of the same length, with the marks that codes and dates are printed with.

    A fraction slash is read for a slash (`31⁄2024⁄QH15`; between any numbers where ``scanned``:
    `31⁄12`), and a dash for a hyphen where ``misread`` (`TT—BTC`).
    """
    line = (_SLASH_IN_NUMBER if scanned else _SLASH_IN_CODE).sub("/", line)
    return _DASH_IN_CODE.sub("-", line) if misread else line


def touches_sign(line: str, claim: Claim) -> bool:
    """Whether a numeral or an abbreviation is a part of a word that lost letters: `V?`, `X?`."""
    parts = (ClaimKind.ROMAN, ClaimKind.ABBREVIATION)
    return claim.kind in parts and has_sign(beside(line, claim.start, claim.end))


def without_dirt(pieces: Sequence[Piece], parted: Sequence[Parting]) -> Iterator[Piece]:
    """Pieces of a line of garbled text; marks that nobody printed say nothing to the model."""
    dirt = {
        n
        for n, (piece, follower) in enumerate(itertools.zip_longest(pieces, pieces[1:]))
        if is_stray(piece, follower)
    }
    for first, end, printed in parted:
        dirt |= {n for n in range(first, end) if pieces[n].text not in printed}
    for n, piece in enumerate(pieces):
        yield replace(piece, symbols=(), dirt=True) if n in dirt else piece


def cuts(text: str) -> Iterator[tuple[str, str, bool]]:
    """Where two words run together may part: both, and whether a mark stood between them."""
    if text[0].lower() in ONE_LETTER_WORDS:
        yield text[:1], text[1:], False
    if text[-1].lower() in LAST_LETTER_WORDS:
        yield text[:-1], text[-1:], False
    for i in range(2, len(text) - 1):
        yield text[:i], text[i:], False
        if text[i] in MARKS:
            yield text[:i], text[i + 1 :], True


@lru_cache(maxsize=1 << 14)
def is_abbreviation(reading: str) -> bool:
    """Whether a reading in capitals has no vowel, as most abbreviations: KT, BGĐT, HĐND; or is one
    of the tables: BYT.
    """
    capitals = 2 <= len(reading) <= 10 and reading.isalpha() and reading.isupper()
    return capitals and spells_no_word(reading)


def is_foreign_title(reading: str) -> bool:
    """Whether a reading looks like a name that a foreign model reads well: Manchester."""
    plain = reading.istitle() and reading.isascii() and reading.isalpha()
    run_together = len(reading) > LONGEST_SYLLABLE and are_words(reading)
    return plain and len(reading) <= LONGEST_NAME and not run_together


def is_foreign(reading: str) -> bool:
    """Whether a reading in plain letters is no syllable, its marks aside: a foreign word."""
    case = reading.islower() or reading.istitle()
    return case and reading.isascii() and reading.isalpha() and not is_unmarked_syllable(reading)


def slots_of(rows: Sequence[tuple[Ints, Floats]]) -> Slots:
    """Rows of unequal length as padded arrays."""
    width = max((len(ids) for ids, _ in rows), default=1)
    all_ids = np.full((len(rows), width), -1, np.int32)
    all_logs = np.full((len(rows), width), -1e9, np.float32)
    for row, (ids, logs) in enumerate(rows):
        all_ids[row, : len(ids)] = ids
        all_logs[row, : len(ids)] = logs
    return Slots(all_ids, all_logs)


@cache
def inventory_of(model: LanguageModel) -> Inventory:
    """The words of the language model that repair may propose.

    Not those that the corpora write with the ð of other languages for đ.
    """
    frequency = model.unigram(np.arange(len(model.words))).astype(np.float32)
    chosen = [
        n
        for n, (word, log) in enumerate(zip(model.words, frequency.tolist(), strict=True))
        if word.isalpha()
        and ETH not in word
        and log > (RAREST_SYLLABLE if is_syllable(word) else RAREST_FOREIGN)
    ]
    ids = np.array(chosen, np.int32)
    return Inventory.of([model.words[n] for n in chosen], ids, frequency[ids])
