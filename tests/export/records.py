# SPDX-License-Identifier: Apache-2.0
"""A small record made by hand, for tests of what is written from it."""

from __future__ import annotations

from typing import Any

from pipeline.record import (
    BlockRecord,
    BoxList,
    Evidence,
    LineRecord,
    PageRecord,
    Quality,
    Record,
    Section,
    Signer,
    SourceInfo,
    WordRecord,
)


def line(text: str, cell: tuple[int, int] | None = None, box: BoxList | None = None) -> LineRecord:
    words = tuple(WordRecord(text=word, read=word, confidence=0.9) for word in text.split())
    return LineRecord(words=words, cell=cell, box=box)


def block(*lines: str, kind: str = "body") -> BlockRecord:
    return BlockRecord(kind=kind, lines=tuple(line(text) for text in lines))


def placed(box: BoxList, *lines: str, kind: str = "body") -> BlockRecord:
    """A block whose lines share its box equally, from top to bottom."""
    left, top, right, bottom = box
    height = (bottom - top) // len(lines)
    boxes = [(left, top + n * height, right, top + (n + 1) * height) for n in range(len(lines))]
    made = tuple(line(text, box=place) for text, place in zip(lines, boxes, strict=True))
    return BlockRecord(kind=kind, lines=made, box=box)


def table(*rows: tuple[str, ...]) -> BlockRecord:
    lines = tuple(
        line(text, (r, c)) for r, row in enumerate(rows) for c, text in enumerate(row) if text
    )
    return BlockRecord(kind="table", lines=lines)


def page(*blocks: BlockRecord, number: int = 1) -> PageRecord:
    return PageRecord(
        number=number,
        width=100,
        height=100,
        dpi=100,
        origin="image",
        reason="no text layer",
        blocks=blocks,
    )


def record(*blocks: BlockRecord, **fields: Any) -> Record:
    """A record of one page; its fields were read there."""
    text = "\n\n".join(
        "\n".join(" ".join(w.text for w in ln.words) for ln in b.lines) for b in blocks
    )
    values = {
        "source": SourceInfo(
            path="quyết định.pdf", sha256="0" * 64, pages=1, media_type="application/pdf"
        ),
        "text": text,
        "pages": (page(*blocks),),
        "quality": Quality(mean_confidence=0.9, doubtful_share=0.0),
        "evidence": {name: Evidence(page=1, confidence=0.9) for name in fields},
    }
    return Record(**(values | fields))


def decision() -> Record:
    return record(
        block("ỦY BAN NHÂN DÂN", "XÃ PHÚ ĐIỀN", "Số: 1036/QĐ-UBND", kind="letterhead-left"),
        block(
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "Phú Điền, ngày 12 tháng 11 năm 2025",
            kind="letterhead-right",
        ),
        block("QUYẾT ĐỊNH", "Về việc thành lập Tổ công tác", kind="title"),
        block("Căn cứ Luật Lưu trữ ngày 21 tháng 6", "năm 2024;"),
        block("Chương I", "QUY ĐỊNH CHUNG"),
        block("Điều 1. Phạm vi"),
        block("Điều 2. Quyết định này có hiệu lực kể từ ngày ký."),
        block("1. Tổ công tác gồm:", "a) Tổ trưởng;", "- Thành viên thứ nhất", "là công chức;"),
        table(("STT", "Họ và tên"), ("1", "Lê | Quang"), ("2", "")),
        block("Nơi nhận:", "- Như Điều 4;", "- Các phòng, ban", "của xã;", kind="recipients"),
        block("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", kind="signature"),
        block("Lê Thịnh", kind="signature"),
        doc_type="quyết định",
        symbol="QĐ-UBND",
        code="1036/QĐ-UBND",
        place="Phú Điền",
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
        recipients=("Như Điều 4", "Các phòng, ban của xã"),
        signers=(Signer(authority="KT. CHỦ TỊCH", position="PHÓ CHỦ TỊCH", name="Lê Thịnh"),),
    )
