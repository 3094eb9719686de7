# SPDX-License-Identifier: Apache-2.0
"""Degrees of urgency and secrecy (độ khẩn, độ mật) in the letterhead: KHẨN, HỎA TỐC, TỐI MẬT.

They are stamped, alone on their line, and are a closed list (Nghị định 30/2020/NĐ-CP, Phụ lục I,
ô 10a and 10b): a mark that is wrong there makes another word, KHẤN, but no other degree.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from lexicon import secrecy, urgency
from pipeline.model import Block, BlockKind
from pipeline.repair.codes.claims import TO_BE_CHECKED
from pipeline.repair.line_edits import Edit
from pipeline.repair.tokens import bare_letters

DEGREE = "a degree of urgency or secrecy"
_CORE = re.compile(r"[^\W\d_](?:.*[^\W\d_])?")


def stamped_word_edits(blocks: Sequence[Block], lines: Sequence[str]) -> Iterator[Edit]:
    """Edits of degrees whose marks are wrong; ``lines``: the texts of all lines of the blocks."""
    at = 0
    for block in blocks:
        for number, line in enumerate(block.lines, at):
            core = _CORE.search(lines[number])
            printed = degree_printed(core[0]) if core else None
            if block.kind is BlockKind.LETTERHEAD_LEFT and core and printed:
                text = lines[number][: core.start()] + printed + lines[number][core.end() :]
                yield Edit(number, 0, len(line.text), text, DEGREE, TO_BE_CHECKED)
        at += len(block.lines)


def degree_printed(text: str) -> str | None:
    """The degree that a text in capitals is but for wrong marks; None where it is that or none.

    Where a tone mark stands is left as printed: HOẢ TỐC.
    """
    for degree in (*urgency(), *secrecy()):
        if text.isupper() and bare_letters(text) == bare_letters(degree):
            return None if _letters_and_marks(text) == _letters_and_marks(degree) else degree
    return None


def _letters_and_marks(text: str) -> list[str]:
    return sorted(unicodedata.normalize("NFD", text.replace(" ", "")))
