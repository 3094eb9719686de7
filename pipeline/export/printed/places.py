# SPDX-License-Identifier: Apache-2.0
"""Where on the pages the fields of a document were read, and which blocks that makes what."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from pipeline.export.printed.lines import folded, line_text
from pipeline.export.printed.recipients import is_recipients_label
from pipeline.record import BlockRecord, BoxList, LineRecord, Record


class FieldPlaces:
    """Where on the pages the fields of a document were read."""

    def __init__(self, record: Record) -> None:
        self._evidence = record.evidence
        signers = [(s.authority, s.position, s.name) for s in record.signers]
        self._names = {folded(signer.name) for signer in record.signers if signer.name}
        self._closing = {
            "signature": ("signers", compared_words(" ".join(filter(None, chain(*signers))))),
            "recipients": ("recipients", compared_words(" ".join(record.recipients))),
        }

    def kind(self, block: BlockRecord, page: int) -> str:
        """The kind of the block, where its place on the page alone does not tell that too."""
        if block.kind != "body":
            return block.kind
        if is_recipients_label(line_text(block.lines[0])):
            return "recipients"
        if self._is_cut_off(block, page):
            return "signature"
        for kind, (name, value) in self._closing.items():
            if all(
                self.is_at(name, line.box, page)
                and position(compared_words(line_text(line)), value) is not None
                for line in block.lines
            ):
                return kind
        if any(self._is_above_end_of(name, block, page) for name in ("symbol", "place")):
            return "letterhead-left"
        return block.kind

    def _is_cut_off(self, block: BlockRecord, page: int) -> bool:
        """Whether a block is the name of a signer whose office stands on the page before."""
        return self.is_on("signers", page - 1) and all(
            folded(line_text(line)) in self._names for line in block.lines
        )

    def is_at(self, name: str, box: BoxList | None, page: int) -> bool:
        """Whether a line (``box``) is where the field was read; only the page is known of text."""
        if not self.is_on(name, page):
            return False
        place = self._evidence[name].box
        if box is None or place is None:
            return box == place
        left, top, right, bottom = place
        return left <= (box[0] + box[2]) / 2 <= right and top <= (box[1] + box[3]) / 2 <= bottom

    def is_on(self, name: str, page: int) -> bool:
        """Whether the field was read on the page."""
        return name in self._evidence and self._evidence[name].page == page

    def is_title(self, line: LineRecord, page: int) -> bool:
        """Whether a line is the type of the document, or the subject below it."""
        return line.box is not None and any(
            self.is_at(name, line.box, page) for name in ("doc_type", "subject")
        )

    def _is_above_end_of(self, name: str, block: BlockRecord, page: int) -> bool:
        place = self._evidence[name].box if self.is_on(name, page) else None
        return place is not None and block.box is not None and block.box[3] <= place[3]


def compared_words(text: str) -> list[str]:
    """The words of ``text`` as they are compared: 08 is 8."""
    return [word.lstrip("0") or "0" for word in folded(text).split()]


def position(words: Sequence[str], value: Sequence[str]) -> int | None:
    """Where ``words`` stand next to each other in ``value``."""
    for at in range(len(value) - len(words) + 1):
        if list(value[at : at + len(words)]) == list(words):
            return at
    return None
