# SPDX-License-Identifier: Apache-2.0
"""A small record made by hand, for tests of what is written from it."""

from __future__ import annotations

from typing import Any

from pipeline.record import (
    BlockRecord,
    LineRecord,
    PageRecord,
    Quality,
    Record,
    Section,
    Signer,
    SourceInfo,
    WordRecord,
)


def line(text: str, cell: tuple[int, int] | None = None) -> LineRecord:
    words = tuple(WordRecord(text=word, read=word, confidence=0.9) for word in text.split())
    return LineRecord(words=words, cell=cell)


def block(*lines: str, kind: str = "body") -> BlockRecord:
    return BlockRecord(kind=kind, lines=tuple(line(text) for text in lines))


def table(*rows: tuple[str, ...]) -> BlockRecord:
    lines = tuple(
        line(text, (r, c)) for r, row in enumerate(rows) for c, text in enumerate(row) if text
    )
    return BlockRecord(kind="table", lines=lines)


def record(*blocks: BlockRecord, **fields: Any) -> Record:
    page = PageRecord(
        number=1,
        width=100,
        height=100,
        dpi=100,
        origin="image",
        reason="no text layer",
        blocks=blocks,
    )
    text = "\n\n".join(
        "\n".join(" ".join(w.text for w in ln.words) for ln in b.lines) for b in blocks
    )
    values = {
        "source": SourceInfo(
            path="quyết định.pdf", sha256="0" * 64, pages=1, media_type="application/pdf"
        ),
        "text": text,
        "pages": (page,),
        "quality": Quality(mean_confidence=0.9, doubtful_share=0.0),
    }
    return Record(**(values | fields))


def decision() -> Record:
    return record(
        block("ỦY BAN NHÂN DÂN", kind="letterhead-left"),
        block("QUYẾT ĐỊNH", "Về việc thành lập Tổ công tác", kind="title"),
        block("Căn cứ Luật Lưu trữ ngày 21 tháng 6", "năm 2024;"),
        block("Chương I", "QUY ĐỊNH CHUNG"),
        block("Điều 1. Phạm vi"),
        block("Điều 2. Quyết định này có hiệu lực kể từ ngày ký."),
        block("1. Tổ công tác gồm:", "a) Tổ trưởng;", "- Thành viên thứ nhất", "là công chức;"),
        table(("STT", "Họ và tên"), ("1", "Lê | Quang"), ("2", "")),
        block("Nơi nhận:", "- Như Điều 4;", kind="recipients"),
        doc_type="quyết định",
        code="1036/QĐ-UBND",
        date="2025-11-12",
        issuer="ỦY BAN NHÂN DÂN XÃ PHÚ ĐIỀN",
        subject="Về việc thành lập Tổ công tác",
        sections=(
            Section(
                kind="chương",
                number="I",
                title="QUY ĐỊNH CHUNG",
                children=(
                    Section(kind="điều", number="1", title="Phạm vi"),
                    Section(kind="điều", number="2", text="Quyết định này có hiệu lực"),
                ),
            ),
        ),
        recipients=("Như Điều 4", "Lưu: VT"),
        signers=(Signer(authority="KT. CHỦ TỊCH", position="PHÓ CHỦ TỊCH", name="Lê Thịnh"),),
    )
