# SPDX-License-Identifier: Apache-2.0
"""Names of signers that a seal or a stroke of the pen spoiled: `'Trần thị Lưu`, `1ê Minh Trình`.

A line of a signature that begins with a family name is the name of a person: a closed list of
family names, and after it words that names are made of, in capitals at their begin. What is no
syllable there is what is left of such a word. An engine that reads letters only leaves it as a
foreign word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import numpy as np
from rapidfuzz.distance import Levenshtein

from lexicon import family_names, given_names, is_syllable
from pipeline.model import Line
from pipeline.repair.codes.claims import TO_BE_CHECKED
from pipeline.repair.confidence import neighbour_scores, shares
from pipeline.repair.line_edits import Edit
from pipeline.repair.repairer import Repairer
from pipeline.repair.scan_edits import LONG_NAME, common_family_names, family_name_of
from pipeline.repair.tokens import bare_letters

UNDER_SEAL_NAME = "a name the seal covers in part"
NAME_WORDS = (2, 3, 4, 5)
LEAST_WITH_SPOILED = 3  # words of a name of which one is spoiled
MOST_GUESSED = 1  # letters of a name that repair had another reading of
AROUND_NAMES = re.compile(r"^[\W_]+|[\W_]+$")  # what stains and rims are read for
MOST_WRONG, CLEARLY = 3, 2  # letters of a long family name; how many more of any other
FOREIGN = frozenset("fjwz")  # letters of names that are not Vietnamese
HEARD = 0.6  # weight of what the language model says
CLEAR = 0.8  # share of one word among those that may have been printed


def signed_name_edits(
    flat: Sequence[Line], lines: Sequence[str], signed: Iterable[int], repairer: Repairer
) -> Iterator[Edit]:
    """Edits of names under signatures that lost letters or capitals or gained marks.

    ``lines``: the texts of ``flat``, otherwise repaired; ``signed``: all lines of signatures. An
    edit takes the whole line.
    """
    for number in signed:
        line = _with_family_as_read(lines[number], flat[number].text)
        core = AROUND_NAMES.sub("", line)
        guessed = Levenshtein.distance(bare_letters(flat[number].text), bare_letters(core))
        printed = name_printed(core.split(), repairer) if guessed <= MOST_GUESSED else None
        printed = printed or line
        if printed != lines[number]:
            yield Edit(number, 0, len(flat[number].text), printed, UNDER_SEAL_NAME, TO_BE_CHECKED)


def _with_family_as_read(line: str, read: str) -> str:
    """A repaired name with the family name that was read, where other letters were put for it.

    The language knows `đồng chí` better than anyone called Đặng Chí."""
    family, _, rest = line.partition(" ")
    was, *others = read.split()
    is_name = was in family_names() and 1 + len(others) in NAME_WORDS
    is_name &= all(word.istitle() and _may_be_of_a_name(word) for word in others)
    if not is_name or bare_letters(was) == bare_letters(family):
        return line
    return f"{was} {rest}"


def name_printed(words: Sequence[str], repairer: Repairer) -> str | None:
    """The name a line of a signature was printed with; None where it is no name or unclear."""
    if len(words) not in NAME_WORDS or 2 * sum(map(str.istitle, words)) <= len(words):
        return None
    of_two = " ".join(words[:2]).title() in family_names()  # Rơ Mah
    family, *rest = (" ".join(words[:2]), *words[2:]) if of_two else words
    printed = family.title() if family.title() in family_names() else _family_name(family)
    spoiled = [n for n, word in enumerate(rest, start=1) if not _may_be_of_a_name(word)]
    wrong = len(spoiled) + (printed != family.title())
    if printed is None or wrong > (len(words) >= LEAST_WITH_SPOILED):
        return None
    name = [printed, *(word.title() for word in rest)]
    for place in spoiled:
        word = _word_printed(name, place, repairer)
        if word is None:
            return None
        name[place] = word.title()
    return " ".join(name)


def _family_name(read: str) -> str | None:
    """The family name that was printed, if only one may be: Truơng, guveẻn (two letters wrong)."""
    found = family_name_of(read)
    left = bare_letters(read)
    if found is not None:
        return found
    if len(left) >= LONG_NAME and left in _family_names_by_letters():
        return _family_names_by_letters()[left]
    if is_syllable(read.lower()):
        return None
    (wrong, best), (other, _), *_ = sorted(
        (Levenshtein.distance(left, bare_letters(name)), name)
        for name in common_family_names().values()
    )
    clear = len(left) >= LONG_NAME and wrong <= MOST_WRONG and other >= wrong + CLEARLY
    return best if clear else None


@cache
def _family_names_by_letters() -> dict[str, str]:
    """Family names by their letters without marks, where no two share them."""
    names = family_names()
    counts = Counter(map(bare_letters, names))
    return {bare_letters(name): name for name in names if counts[bare_letters(name)] == 1}


def _word_printed(name: Sequence[str], place: int, repairer: Repairer) -> str | None:
    """The word of names that was printed where one of ``name`` is none."""
    read = name[place]
    if not read.isalpha() or len(read) < 2 or FOREIGN & set(read.lower()):
        return None
    ids, read_as = repairer.source("vie").of(read)
    model = repairer.model
    of_names = np.array([model.words[word] in _words_of_names() for word in ids.tolist()], bool)
    if not of_names.any():
        return None
    ids, read_as = ids[of_names], read_as[of_names]
    symbols = [model.bos] * 3 + model.ids(word.lower() for word in name).tolist() + [model.eos]
    heard = neighbour_scores(
        model, np.array(symbols, np.int32), np.array([3 + place]), ids[None].astype(np.int32)
    )
    share = shares(HEARD * heard + read_as)[0]
    best = int(share.argmax())
    return model.words[ids[best]] if share[best] >= CLEAR else None


@cache
def _words_of_names() -> frozenset[str]:
    """Words that stand in names after the family name, in small letters."""
    return frozenset(("thị", *(given.name.lower() for given in given_names())))


def _may_be_of_a_name(word: str) -> bool:
    return word[1:].islower() and word.isalpha() and is_syllable(word.lower())
