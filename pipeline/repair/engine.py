# SPDX-License-Identifier: Apache-2.0
"""Repair of whole texts and pages: every change with its reason, the rest left alone."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz.distance import Levenshtein

from lexicon import is_syllable, places, table_rows
from pipeline.errors import language_data_needed
from pipeline.model import (
    Box,
    Change,
)
from pipeline.repair.casing import TWINS, restore_case, tells_heights
from pipeline.repair.characters import character_edits
from pipeline.repair.codes import Acronyms, ClaimKind, code_of_type, named_type
from pipeline.repair.codes.list_marks import marks_of_dd
from pipeline.repair.codes.misread_forms import GAP_IN_CODE
from pipeline.repair.evidence import NO_EVIDENCE, Evidence
from pipeline.repair.foreign_lines import english_lines
from pipeline.repair.gap_marks import full_stop_edits, parting_edits
from pipeline.repair.hyphens import edits_with_hyphens, joins_syllables, without_hyphens
from pipeline.repair.language_model import language_model
from pipeline.repair.lattice import Layout
from pipeline.repair.line_edits import (
    Edit,
    by_line,
    composed,
    edited,
    places_before,
    with_first,
)
from pipeline.repair.lost_gaps import (
    HALF_WIDTH,
    at_without,
    edits_without_gaps,
    lost_gaps,
    with_gaps,
)
from pipeline.repair.lost_letters import case_of_rest, edits_by_rule, loss_of, spelt_as
from pipeline.repair.misdecoded import decoded_edits
from pipeline.repair.paragraphs import paragraph_begins
from pipeline.repair.pieces import Piece
from pipeline.repair.placement import printed_placement, usual_placement
from pipeline.repair.punctuation import punctuation_edits
from pipeline.repair.reading_kind import (
    BARE,
    ENG,
    GARBLING,
    LOSSY,
    MISREADING,
    OTHER,
    PLAIN,
    VOWELS,
    is_unmarked_syllable,
    reading_kind,
)
from pipeline.repair.reading_stretches import stretches
from pipeline.repair.repairer import Decision, repairer
from pipeline.repair.scan_edits import (
    begins_with_chi,
    list_marks_of,
    low_word_edits,
    name_edits,
    numeral_edits,
    province_edits,
    scan_edits,
)
from pipeline.repair.spacing import is_misspaced, spacing_edits
from pipeline.repair.tokens import (
    CaseShape,
    TonePlacement,
    bare_letters,
    case_shape,
    fold,
    place_tone,
    split,
    strip_marks,
    with_shape,
)
from pipeline.repair.typed_marks import typed_edits
from pipeline.settings import RepairSettings, Settings

MOST_REWRITTEN = 3
MOST_ROUNDS = 4  # of repairing a repaired text again until nothing changes
# share a change needs, by what is known of the words
SURE_ENOUGH = {"image": 0.5, "text": 0.97, "poor text": 0.8}
_GAP_IN_CODE = re.compile(r"(?<=[A-ZĐ\d]-) (?=[A-ZĐ])")  # 32/2020/TT- BGTVT, 52- CT/TW
MARK_IN_CODE = "another mark read for a hyphen or a slash"
STROKE_LOST = "the Đ of an acronym"
# How sure a word can be. Of words given 0.99, 99 in a hundred are right that models of other
# languages read, 96 or 97 that older engines read.
SUREST = {BARE: 0.96, OTHER: 0.96}
SURE_READER = 0.93  # confidence of an engine in a word that is mostly right
POOR = 0.02  # expected share of wrong words above which a text has surely been misread
FEWEST_WRONG = 2.5  # expected wrong words that prove it
CLEAN = 0.006  # expected share of wrong words below which a text is taken as printed


@dataclass(frozen=True, slots=True)
class RepairedText:
    """The repaired text, with the same line breaks, and its changes."""

    text: str
    changes: tuple[Change, ...]

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class LineRepair:
    """Edits of the lines of one text, and how sure each piece is as it now stands."""

    edits: tuple[Edit, ...]
    sure: dict[int, list[tuple[int, float]]]  # by line: first character, confidence
    kind: str

    def with_edits(self, whole: Iterable[Edit]) -> LineRepair:
        """The same with edits of whole lines in the place of all others of these lines."""
        whole = tuple(whole)
        taken = {edit.line for edit in whole}
        kept = (edit for edit in self.edits if edit.line not in taken)
        return replace(self, edits=(*kept, *whole))


@language_data_needed()
def repair_text(text: str, settings: Settings | RepairSettings | None = None) -> RepairedText:
    """Repair a text of unknown origin: garbled, lightly misread or clean.

    Line breaks and white space stay; the text comes out in NFC. Repairing twice is the same as
    repairing once: the repair goes on until nothing changes.
    """
    if not isinstance(text, str):
        raise TypeError(f"repair_text takes text (str), not {type(text).__name__}")
    settings = settings.repair if isinstance(settings, Settings) else settings or RepairSettings()
    if not settings.enabled:
        return RepairedText(text, ())
    first = unicodedata.normalize("NFC", text)
    read = first.split("\n")
    lines = read
    rounds: list[LineRepair] = []
    seen = {first}
    for _ in range(MOST_ROUNDS):
        rounds.append(repair_lines(lines, paragraph_begins(lines)))
        repaired = edited(lines, rounds[-1].edits)
        again = "\n".join(repaired)
        if again in seen:
            break
        seen.add(again)
        lines = repaired
    changes = tuple(
        change
        for edit in logged(read, lines, rounds)
        if (change := change_of(edit, read[edit.line])).before != change.after
    )
    return RepairedText("\n".join(lines), changes)


def logged(
    read: Sequence[str], lines: Sequence[str], rounds: Sequence[LineRepair]
) -> tuple[Edit, ...]:
    """The edits that lead from the lines as read to the lines as they are after all rounds.

    Those of the first round; a line that was edited again has one edit instead.
    """
    made_in: dict[int, list[Edit]] = {}
    for repair in rounds:
        for edit in repair.edits:
            made_in.setdefault(edit.line, []).append(edit)
    whole = []
    for number, once in enumerate(edited(read, rounds[0].edits)):
        if once != lines[number]:
            made = made_in[number]
            reason = "; ".join(dict.fromkeys(edit.reason for edit in made))
            sure = min(edit.confidence for edit in made)
            whole.append(Edit(number, 0, len(read[number]), lines[number], reason, sure))
    return rounds[0].with_edits(whole).edits


def change_of(edit: Edit, line: str, page: int = 1, box: Box | None = None) -> Change:
    """The edit of a line (as read) as it is logged."""
    return Change(
        page=page,
        line=edit.line + 1,
        box=box,
        before=line[edit.start : edit.end],
        after=edit.text,
        reason=edit.reason,
        confidence=edit.confidence,
        start=edit.start,
        end=edit.end,
    )


def repair_lines(
    lines: Sequence[str],
    begins: set[int],
    model: str = "",
    evidence: dict[tuple[int, int], Evidence] | None = None,
    hyphenated: bool = False,
    rewritten: int = 0,
) -> LineRepair:
    """Repair lines (NFC) read by ``model`` ("": unknown, a text of whatever origin or several).

    ``hyphenated``: whether they are part of a text that has hyphens between syllables.
    ``rewritten``: how often what a program wrote for letters was undone; some do it twice.
    """
    if evidence is None and not model and rewritten < MOST_REWRITTEN:
        written = written_edits(lines)
        if written:
            apart = edited(lines, written)
            repair = repair_lines(apart, begins, "", None, hyphenated, rewritten + 1)
            return with_edits_before(repair, lines, written)
    if evidence is None and is_misspaced(lines):
        spaced = spacing_edits(lines)
        repair = repair_spaced(edited(lines, spaced), begins, model, None, hyphenated)
        return with_edits_before(repair, lines, spaced)
    loss = loss_of(lines) if evidence is None and not model else ""
    if loss:
        ruled = list(edits_by_rule(lines, loss))
        repair = repair_of_kind(edited(lines, ruled), begins, loss, None)
        return with_edits_before(repair, lines, ruled)
    return repair_spaced(lines, begins, model, evidence, hyphenated)


def written_edits(lines: Sequence[str]) -> Sequence[Edit]:
    """Letters in the place of what a program or a keyboard wrote for them."""
    edits: Sequence[Edit] = decoded_edits(lines) or tuple(character_edits(lines))
    if not edits:
        typed = typed_edits(lines)
        if typed and repairer().is_fluent(edited(lines, typed)):
            edits = typed
    return edits


def with_edits_before(
    repair: LineRepair, lines: Sequence[str], before: Sequence[Edit]
) -> LineRepair:
    """The repair of lines that ``before`` had edited, as one of the ``lines`` themselves."""
    edits_of = by_line(before)
    sure = {}
    for line, found in repair.sure.items():
        places = places_before((at for at, _ in found), edits_of.get(line, ()))
        sure[line] = list(zip(places, (share for _, share in found), strict=True))
    return LineRepair(composed(lines, before, repair.edits), sure, repair.kind)


def repair_spaced(
    lines: Sequence[str],
    begins: set[int],
    model: str,
    evidence: dict[tuple[int, int], Evidence] | None,
    hyphenated: bool,
) -> LineRepair:
    """Repair lines (NFC) whose gaps are as printed: see `repair_lines`."""
    if hyphenated or joins_syllables(lines):
        repair = repair_unhyphenated(without_hyphens(lines), begins, model, evidence)
        misread = evidence is not None or repair.kind in MISREADING
        return replace(repair, edits=edits_with_hyphens(repair.edits, lines, misread))
    return repair_unhyphenated(lines, begins, model, evidence)


def repair_unhyphenated(
    lines: Sequence[str],
    begins: set[int],
    model: str,
    evidence: dict[tuple[int, int], Evidence] | None,
) -> LineRepair:
    """Repair lines (NFC) without hyphens between syllables: see `repair_lines`."""
    if not model and evidence is None:
        parts = stretches(lines)
        if len(parts) > 1:
            return joined_repairs([repair_stretch(lines, begins, *part) for part in parts])
    kind = model or likely_reader(lines)
    return repair_of_kind(lines, begins, kind, evidence)


def repair_stretch(lines: Sequence[str], begins: set[int], start: int, end: int) -> LineRepair:
    """The lines [start, end) of a text repaired as a text of their own.

    Where all marks were left out in a part of a text only, it is printed so.
    """
    part = lines[start:end]
    own = {at - start for at in begins if start <= at < end}
    kind = likely_reader(part)
    repair = repair_of_kind(part, own, "" if kind == PLAIN else kind, None)
    return LineRepair(
        tuple(replace(edit, line=edit.line + start) for edit in repair.edits),
        {number + start: sure for number, sure in repair.sure.items()},
        repair.kind,
    )


def joined_repairs(repairs: Sequence[LineRepair]) -> LineRepair:
    """The repairs of stretches as one, of the kind that most edits belong to."""
    edits = tuple(edit for repair in repairs for edit in repair.edits)
    sure = {number: found for repair in repairs for number, found in repair.sure.items()}
    return LineRepair(edits, sure, max(repairs, key=lambda repair: len(repair.edits)).kind)


def repair_of_kind(
    lines: Sequence[str],
    begins: set[int],
    kind: str,
    evidence: dict[tuple[int, int], Evidence] | None,
) -> LineRepair:
    """Repair lines (NFC) read by a reader of the kind ``kind`` ("": nothing is to be repaired)."""
    if not kind:
        return LineRepair((), {}, "")
    if kind in MISREADING:
        latin = [line.translate(HALF_WIDTH) for line in lines]
        gaps = list(map(lost_gaps, latin))
        if any(gaps) or latin != list(lines):
            if evidence is not None:
                evidence = {
                    (line, at + bisect_right(gaps[line], at)): says
                    for (line, at), says in evidence.items()
                }
            apart = list(map(with_gaps, latin, gaps))
            repair = repair_read_lines(apart, begins, kind, evidence)
            sure = {
                line: [(at_without(at, gaps[line]), share) for at, share in found]
                for line, found in repair.sure.items()
            }
            return LineRepair(edits_without_gaps(repair.edits, lines, gaps), sure, kind)
    return repair_read_lines(lines, begins, kind, evidence)


def repair_read_lines(
    lines: Sequence[str],
    begins: set[int],
    kind: str,
    evidence: dict[tuple[int, int], Evidence] | None,
) -> LineRepair:
    """Repair lines (NFC) read by a reader of the kind ``kind``."""
    layout, decisions = repairer().decide(lines, begins, kind, evidence)
    garbled = kind in GARBLING
    scanned = evidence is not None and not garbled
    least = 0.0 if garbled else SURE_ENOUGH["text" if evidence is None else "image"]
    if evidence is None and not garbled:
        # names are rare words, not misread ones
        free = [d for d in decisions if d.end - d.start == 1 and not is_in_name(layout, d)]
        wrong = sum(1.0 - d.share if d.kept else d.share for d in free)
        if wrong < CLEAN * len(free):
            least = 2.0  # printed so: only grammar may change it
        elif wrong > max(POOR * len(free), FEWEST_WRONG):
            # surely misread: as a page read by us, but nobody says more of its words
            scanned, least = True, SURE_ENOUGH["poor text"]
            layout, decisions = repairer().decide(lines, begins, kind, {})
    words = printed_words(layout, decisions, kind)
    acronyms = Acronyms(word for text in words for word in text.split()) if garbled else None
    edits = [*claim_edits(layout, decisions, acronyms)]
    if garbled:
        edits += list_mark_edits(layout)
    if kind in MISREADING:
        edits += parting_edits(layout, decisions)
    elif scanned:
        edits += scan_edits(layout, lines)
        edits += full_stop_edits(layout, decisions)
    sure: dict[int, list[tuple[int, float]]] = {}
    for decision, text in zip(decisions, words, strict=True):
        first = layout.pieces[layout.piece[decision.start]]
        last = layout.pieces[layout.piece[decision.end - 1]]
        stays = evidence is None and not garbled and is_foreign_name(first.text)
        stays |= kind == PLAIN and other_letters(first.text, text)
        stays |= scanned and is_brand(first.text, text)
        share = min(decision.share, SUREST.get(kind, 1.0))
        if evidence and decision.kept and not is_known(first.text):
            share = min(share, confidence_of(first, evidence))
        sure_enough = least
        unsure = (
            is_in_name(layout, decision) if evidence is None else is_of_a_place(layout, decision)
        )
        unsure |= scanned and not decision.kept and contradicts_reader(first, text, evidence)
        if not garbled and unsure:
            sure_enough = max(least, SURE_ENOUGH["text"])
        same = decision.end - decision.start == 1 and text == first.text  # but for its case
        if decision.kept or stays or same or share < sure_enough:
            kept = decision.kept or same
            sure.setdefault(first.line, []).append((first.start, share if kept else 1 - share))
            if kind == OTHER and text != first.text:
                edits.append(Edit(first.line, first.start, first.end, text, "its usual case", 0.9))
                continue
            if scanned:
                edits += letter_edits(layout, decision.start)
            if acronyms is not None and first.text.isupper():
                edits += acronym_edits(first, acronyms)
            continue
        reader = "another reader" if kind in (BARE, OTHER) else kind
        reason = f"{reader} reads so what is printed {text}" if text else "specks, no word"
        if kind in LOSSY:
            reason = f"letters were {kind}"
        edits.append(Edit(first.line, first.start, last.end, text, reason, share))
        for s in range(decision.start, decision.end):
            piece = layout.pieces[layout.piece[s]]
            sure.setdefault(piece.line, []).append((piece.start, share))
    if (kind == PLAIN or kind in LOSSY) and not repairer().is_fluent(edited(lines, edits)):
        return LineRepair((), {}, "")
    if scanned:
        elsewhere = {edit.line for edit in edits}
        edits += name_edits(lines, elsewhere)
        edits += low_word_edits(lines, elsewhere | begins)
        edits += (edit for edit in province_edits(lines) if edit.line not in elsewhere)
        edits += punctuation_edits(layout, lines, begins, evidence or {})
        if evidence is None:  # of a page its document tells
            edits = with_first(numeral_edits(lines), edits)
    english = english_lines(lines)
    return LineRepair(tuple(edit for edit in edits if edit.line not in english), sure, kind)


def is_known(word: str) -> bool:
    """Whether the language model knows a word."""
    model = repairer().model
    return int(model.ids([word.lower()])[0]) != model.unk


def contradicts_reader(
    piece: Piece, printed: str, evidence: dict[tuple[int, int], Evidence] | None
) -> bool:
    """Whether a word has letters, not marks alone, other than those an engine is sure of: where
    `quy định số` stands `quyết định số` is commoner."""
    if not SURE_READER <= confidence_of(piece, evidence) < 1:
        return False
    wrong = Levenshtein.distance(bare_letters(piece.text), bare_letters(printed))
    return wrong > 1 and is_known(piece.text)


def confidence_of(piece: Piece, evidence: dict[tuple[int, int], Evidence] | None) -> float:
    """What the engine says of a piece, 0..1: of a word that the language does not know nothing
    else tells. 1 where no engine is known."""
    found = (evidence or {}).get((piece.line, piece.start), NO_EVIDENCE).confidence
    return 1.0 if found is None else found


def likely_reader(lines: Sequence[str]) -> str:
    """The kind of the reader of a text of unknown origin; "" where nothing is to be repaired."""
    kind = reading_kind(lines)
    if kind == PLAIN and repairer().is_vietnamese(lines) and repairer().is_misread(lines):
        kind = ENG
    if kind == ENG:
        return repairer().likelier_reader(lines)
    if kind == OTHER and not repairer().is_vietnamese(lines):
        return ""
    return kind


def other_letters(read: str, printed: str) -> bool:
    """Whether more than marks would change in a word that is one as it was typed: Monday, mat."""
    if strip_marks(read) == strip_marks(printed):
        return False
    spelt = fold(read) in language_model() and not VOWELS.isdisjoint(strip_marks(read).upper())
    return spelt or is_unmarked_syllable(read)


def is_in_name(layout: Layout, decision: Decision) -> bool:
    """Whether a word begins with a capital inside a sentence, as names do."""
    at = layout.piece[decision.start]
    piece, before = layout.pieces[at], layout.pieces[at - 1] if at else None
    inside = before is not None and before.line == piece.line and before.text.isalpha()
    return inside and piece.text.istitle()


def is_of_a_place(layout: Layout, decision: Decision) -> bool:
    """Whether a word or one beside it is of names that have no Vietnamese spelling: Đak Tơ Re."""
    at = layout.piece[decision.start]
    line = layout.pieces[at].line
    beside = (p for p in layout.pieces[max(0, at - 1) : at + 2] if p.line == line)
    return layout.pieces[at].text.istitle() and any(p.text in unsyllabic_places() for p in beside)


@cache
def unsyllabic_places() -> frozenset[str]:
    """Words of places' names that are no Vietnamese syllables: Đak, Krông, Jơ."""
    words = {word for place in places() for word in place.name.split()}
    return frozenset(word for word in words if word.isalpha() and not is_syllable(word.lower()))


def is_brand(read: str, printed: str) -> bool:
    """Whether a name typed without marks would become two words with marks: Voso."""
    return read.istitle() and read.isascii() and " " in printed and not printed.isascii()


def claim_edits(
    layout: Layout, decisions: Sequence[Decision], acronyms: Acronyms | None
) -> Iterator[Edit]:
    """What the grammar of codes, dates and numbers repairs.

    ``acronyms``: of garbled text, where gaps inside codes close up too.
    """
    words = {layout.piece[d.start]: d.words for d in decisions}
    for n, piece in enumerate(layout.pieces):
        claim = piece.claim
        if claim is None:
            continue
        repaired, confidence, reason = claim.repaired, claim.confidence, claim.reason
        if claim.kind is ClaimKind.CODE:
            before = [word for at in range(max(0, n - 6), n) for word in words.get(at, ())]
            again = code_of_type(piece.text, repaired, named_type(before))
            if again is not None:
                repaired, confidence, reason = again
            if acronyms is not None:
                closed = _GAP_IN_CODE.sub("", repaired)
                reason = reason or (GAP_IN_CODE if closed != repaired else "")
                repaired = closed
        if acronyms is not None and claim.kind in (ClaimKind.CODE, ClaimKind.SYMBOL):
            stroked = acronyms.in_symbol(repaired)
            reason = reason or (STROKE_LOST if stroked != repaired else "")
            repaired = stroked
        if repaired != piece.text:
            reason = reason or MARK_IN_CODE  # the grammar has a reason for all else
            yield Edit(piece.line, piece.start, piece.end, repaired, reason, confidence)


def acronym_edits(piece: Piece, acronyms: Acronyms) -> Iterator[Edit]:
    """An acronym in capitals that was taken as it was read, with the strokes of its Đ."""
    printed = acronyms.printed(piece.text)
    if printed != piece.text:
        yield Edit(piece.line, piece.start, piece.end, printed, STROKE_LOST, 0.9)


def list_mark_edits(layout: Layout) -> Iterator[Edit]:
    """List marks that a reader without đ took for the mark before them."""
    marks = list_marks_of(layout)
    for n in marks_of_dd([piece.text for piece in marks]):
        piece = marks[n]
        printed = "đ" + piece.text[1:]
        yield Edit(piece.line, piece.start, piece.end, printed, "between d and e comes đ", 0.9)


def letter_edits(layout: Layout, slot: int) -> Iterator[Edit]:
    """A word kept as read, but for letters Vietnamese print has not and capitals gone astray."""
    at = layout.piece[slot]
    piece = layout.pieces[at]
    plain = piece.text.translate(foreign_letters())
    if not (is_syllable(plain.lower()) or plain.isupper() or len(plain) == 1):
        plain = piece.text  # Türk
    reason = "Vietnamese print has no such letter"
    if plain == piece.text:
        plain = usual_case(layout, at)
        reason = "no word is printed in such capitals"
    if plain == piece.text and is_small_by_engine(layout, slot):
        plain = piece.text.lower()
        reason = "the engine names the small letter, and the sentence goes on"
    if plain == piece.text and begins_with_chi(layout.pieces[at : at + 2]):
        plain = piece.text.replace("ỉ", "i").replace("Ỉ", "I")
        reason = "Tesseract reads chi so"
    if plain != piece.text:
        yield Edit(piece.line, piece.start, piece.end, plain, reason, 0.8)


def is_small_by_engine(layout: Layout, slot: int) -> bool:
    """Whether a capital is a small letter by what the engine names, inside a sentence.

    So were 30 of 31 on 516 generated pages.
    """
    at = layout.piece[slot]
    text = layout.pieces[at].text
    named = (word for word, _ in layout.evidence[slot].alternatives or ())
    if not at or not text.istitle() or text.lower() not in named:
        return False
    before = layout.pieces[at - 1]
    if before.text == "," and at > 1:
        before = layout.pieces[at - 2]
    return before.text.islower() and before.text.isalpha()


def usual_case(layout: Layout, at: int) -> str:
    """The word without capitals inside (`gIÓ`), or among small letters (`cơ SỐ`).

    Letters that differ from their capitals in height alone (c, o, s, v, x) are misread so.
    """
    piece = layout.pieces[at]
    text = piece.text
    if len(text) < 2 or not is_syllable(text):
        return text
    shape = case_shape(text)
    if shape is CaseShape.MIXED and stands_among_capitals(layout, at):
        return text.upper()
    if shape is CaseShape.MIXED:
        return with_shape(text, CaseShape.TITLE if text[0].isupper() else CaseShape.LOWER)
    twins = all(letter in TWINS for letter in strip_marks(text).lower())
    if shape is CaseShape.UPPER and twins and 0 < at < len(layout.pieces) - 1:
        left, right = layout.pieces[at - 1], layout.pieces[at + 1]
        small = left.text.islower() and right.text.islower()
        if small and left.line == right.line == piece.line and left.symbols is None:
            return text.lower()
    return text


def stands_among_capitals(layout: Layout, at: int) -> bool:
    """Whether all other words of the line are in capitals, and there is one."""
    pieces = layout.pieces
    found = False
    for beside in (range(at - 1, -1, -1), range(at + 1, len(pieces))):
        for n in beside:
            piece = pieces[n]
            if piece.line != pieces[at].line:
                break
            if piece.text.isalpha():
                if not piece.text.isupper():
                    return False
                found = True
    return found


def printed_words(layout: Layout, decisions: Sequence[Decision], kind: str) -> list[str]:
    """The words decided, in the case and the tone-mark placement of the document.

    ``kind``: of the reader. Where the marks were left out every letter is in the case that was
    read; older engines may not tell capitals by their height.
    """
    placement = placement_of(layout, decisions)
    read: list[str] = []
    repaired: list[str] = []
    where: list[tuple[int, int]] = []
    done = 0
    for decision in decisions:
        first, last = layout.piece[decision.start], layout.piece[decision.end - 1]
        for piece in layout.pieces[done:first]:
            if piece.dirt:
                continue
            texts = split(piece.claim.repaired if piece.claim else piece.text)
            read += texts
            repaired += texts
        text = "".join(piece.text for piece in layout.pieces[first : last + 1])
        words = (text,) if decision.kept else decision.words
        where.append((len(read), len(read) + len(words)))
        text = text.strip("_") or text  # dirt has no case
        if len(words) > 1 and mostly_capitals(text):
            text = text.upper()  # NGHiAVIET
        rest = text if text.isupper() else ""  # what run-together words were read as
        read += [text, *[rest] * (len(words) - 1)][: len(words)]
        if kind in LOSSY:
            repaired += [spelt_as(word, text, kind) for word in words]
        else:
            repaired += [word if decision.kept else place_tone(word, placement) for word in words]
        done = last + 1
    if kind == PLAIN:
        cased = list(map(cased_as, read, repaired))
    elif kind in LOSSY:
        cased = case_of_rest(read, restore_case(read, repaired))
    else:
        cased = restore_case(read, repaired, kind != OTHER or tells_heights(read))
    return [" ".join(cased[a:b]) for a, b in where]


def mostly_capitals(text: str) -> bool:
    """Whether hardly any letters of run-together words are small, and some are: `NGHiAVIET`."""
    small = sum(map(str.islower, text))
    return 0 < 5 * small <= sum(map(str.isupper, text))


def placement_of(layout: Layout, decisions: Sequence[Decision]) -> TonePlacement:
    """The tone-mark placement of the print."""
    placement = usual_placement(piece.text for piece in layout.pieces if piece.symbols is None)
    if placement is not TonePlacement.EITHER:
        return placement
    return printed_placement(
        (layout.readings[decision.start], decision.words[0])
        for decision in decisions
        if decision.end - decision.start == len(decision.words) == 1
    )


def cased_as(read: str, repaired: str) -> str:
    """The repaired word, each letter in the case of the one read."""
    if len(read) != len(repaired):
        return repaired
    return "".join(b.upper() if a.isupper() else b for a, b in zip(read, repaired, strict=True))


def is_foreign_name(text: str) -> bool:
    """Whether a word of clean text looks like a name or a formula: left as it is."""
    if case_shape(text) is CaseShape.MIXED:
        return True
    return text[:1].isupper() and text.isascii() and not is_syllable(text)


# --- pages ----------------------------------------------------------------------------------


@cache
def foreign_letters() -> dict[int, str]:
    """Letters that Tesseract's Vietnamese models print and no Vietnamese document holds."""
    rows = table_rows("foreign_letters.tsv")
    return str.maketrans({row["foreign"]: row["letter"] for row in rows})
