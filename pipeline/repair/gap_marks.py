# SPDX-License-Identifier: Apache-2.0
"""Marks read between words where a gap is printed, and specks that touch no word.

Where a mark may stand for a gap is told before the words are decided (`partings`); whether it does,
by the words that were.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lexicon import hyphenated, is_syllable
from pipeline.repair.lattice import Layout
from pipeline.repair.line_edits import SPECK, SPECK_FOR_GAP, Edit
from pipeline.repair.pieces import Piece, is_leader
from pipeline.repair.repairer import Decision, repairer

UNDERSCORES = ("_", "__", "___")  # specks; a longer row is a blank to be filled in
MOTTO = frozenset((("lập", "tự"), ("do", "hạnh")))  # Độc lập - Tự do - Hạnh phúc
NEVER_LAST = frozenset(("của", "và", "các", "những", "với", "về", "do", "bởi", "tại", "là", "cho"))
# Nats by which a word must be likelier to go on than to begin a sentence (`Repairer.goes_on`), that
# the mark before its capital is a speck: of 79 words joined by a full stop on 1,400 generated
# training pages, 23 of 23 above were (Hồ.Chí, cục.Thuế), 5 of 56 below (nghề.Nhanh).
GOES_ON = 1.5
HEARD = 3  # words that say so
MAY_JOIN = frozenset("-.'’")


def parting_edits(layout: Layout, decisions: Sequence[Decision]) -> Iterator[Edit]:
    """Gaps that were read as marks, underscores that nobody printed, dots read as letters.

    A hyphen stays between words that are printed so: Lê-nin.
    """
    pieces = layout.pieces
    begins_as, ends_as = words_decided(layout, decisions)
    for first, end, printed in layout.partings:
        start, stop = pieces[first].start, pieces[end - 1].end
        pair = (ends_as.get(first - 1, ""), begins_as.get(end, ""))
        hyphen = pieces[first].text == "-" and end == first + 1
        if hyphen and pair in MOTTO:
            yield Edit(pieces[first].line, start, stop, " - ", "the national motto", 0.95)
            continue
        if hyphen and pair in hyphenated():
            continue
        yield Edit(pieces[first].line, start, stop, printed, SPECK_FOR_GAP, 0.8)
    parted = {n for first, end, _ in layout.partings for n in range(first, end)}
    for n, piece in enumerate(pieces):
        if piece.text in UNDERSCORES and piece.claim is None and n not in parted:
            yield Edit(piece.line, piece.start, piece.end, "", SPECK, 0.8)
        elif piece.text in MAY_JOIN and n not in parted and touches_both(pieces, n):
            pair = (ends_as.get(n - 1, ""), begins_as.get(n + 1, ""))
            if piece.text == "-" and pair in MOTTO:
                yield Edit(piece.line, piece.start, piece.end, " - ", "the national motto", 0.95)
            elif piece.text != "-" and all(pair) and never_ends(pieces, n, ends_as, pair[1]):
                yield Edit(piece.line, piece.start, piece.end, " ", "no sentence ends so", 0.9)
        elif piece.symbols == () and is_leader(piece.text):
            dots = "." * len(piece.text)
            yield Edit(piece.line, piece.start, piece.end, dots, "dots of a leader", 0.8)


def full_stop_edits(layout: Layout, decisions: Sequence[Decision]) -> Iterator[Edit]:
    """Gaps before capitals that a model of Vietnamese read as full stops: Việt.Nam."""
    pieces = layout.pieces
    stops = [
        n
        for n, piece in enumerate(pieces)
        if piece.text == "." and piece.claim is None and touches_both(pieces, n)
    ]
    if not stops:  # as on most pages
        return
    begins_as, ends_as = words_decided(layout, decisions)
    for n in stops:
        follower, piece = begins_as.get(n + 1), pieces[n]
        if n - 1 in ends_as and follower and sentence_goes_on(pieces, n, ends_as, follower):
            yield Edit(piece.line, piece.start, piece.end, " ", "no sentence ends so", 0.8)


def words_decided(
    layout: Layout, decisions: Sequence[Decision]
) -> tuple[dict[int, str], dict[int, str]]:
    """The first and the last word (folded) of what was decided, by its first and last piece."""
    begins_as = {layout.piece[d.start]: d.words[0] for d in decisions if d.words}
    ends_as = {layout.piece[d.end - 1]: d.words[-1] for d in decisions if d.words}
    return begins_as, ends_as


def never_ends(pieces: Sequence[Piece], n: int, ends_as: Mapping[int, str], follower: str) -> bool:
    """Whether no sentence ends before the mark ``n``: its word never does, or it goes on.

    ``ends_as``: see `words_decided`; ``follower``: the word behind the mark.
    """
    return ends_as[n - 1] in NEVER_LAST or sentence_goes_on(pieces, n, ends_as, follower)


def sentence_goes_on(
    pieces: Sequence[Piece], n: int, ends_as: Mapping[int, str], follower: str
) -> bool:
    """Whether a capital behind the mark ``n`` goes on with the sentence, not an abbreviation's."""
    behind = pieces[n + 1].text
    if not behind[0].isupper() or behind.isupper() or not is_syllable(ends_as[n - 1]):
        return False
    first = n - 1
    while first - 1 in ends_as and n - first < HEARD:
        first -= 1
    return repairer().goes_on([ends_as[k] for k in range(first, n)], follower) > GOES_ON


def touches_both(pieces: Sequence[Piece], n: int) -> bool:
    """Whether a mark touches the pieces on both sides."""
    return pieces[n].glued and n + 1 < len(pieces) and pieces[n + 1].glued
