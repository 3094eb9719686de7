# SPDX-License-Identifier: Apache-2.0
"""The exported document. Its JSON Schema is made from these classes (``Record.json_schema``).

A field that was not found is null or an empty list, never a guess dressed as a fact; where a
field was read and how sure we are stands in ``evidence`` under the field's name.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.dataclasses import dataclass

BoxList = tuple[int, int, int, int]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Signer(_Value):
    """Who signs, and on whose authority."""

    authority: str | None = Field(None, description="TM. ỦY BAN NHÂN DÂN, KT. CHỦ TỊCH, …")
    position: str | None = Field(None, description="Chức vụ")
    name: str | None = Field(None, description="Họ và tên")


class Reference(_Value):
    """Another document named in the body (căn cứ lines too), in reading order."""

    text: str
    doc_type: str | None = None
    code: str | None = None
    date: str | None = Field(None, description="ISO 8601")
    issuer: str | None = None


class DateMention(_Value):
    """A date in the text; ``value`` is ISO 8601 (a month without a day: YYYY-MM)."""

    text: str
    value: str | None
    kind: str = Field(description="issued, reference, period-start, period-end, deadline, other …")
    page: int | None = None


class Section(_Value):
    """A node of the tree phần > chương > mục > điều > khoản > điểm > gạch đầu dòng."""

    kind: str
    number: str | None = None
    title: str | None = None
    text: str = ""
    page: int | None = None
    children: tuple[Section, ...] = ()


class Evidence(_Value):
    """Where a field was read: page from 1, box in px of that page, confidence 0..1."""

    page: int | None = None
    box: BoxList | None = None
    confidence: float = Field(ge=0, le=1)
    text: str | None = None


class ChangeRecord(_Value):
    """One repair; a line as read becomes the line as repaired by its changes, last one first."""

    page: int
    line: int = Field(description="in the page, from 1")
    box: BoxList | None
    before: str
    after: str
    reason: str
    confidence: float
    start: int | None = Field(None, description="of before in the line as read, characters (NFC)")
    end: int | None = None


class Correction(_Value):
    """A word that a person corrected, or took out (``after`` empty)."""

    page: int
    line: int = Field(description="in the page as it was, from 1")
    box: BoxList | None
    before: str
    after: str


FormValue = str | tuple[str, ...] | tuple[tuple[str, str, str], ...]
"""A field as a form shows it: a text, a list of texts, or signers."""


class CorrectedField(_Value):
    """A field that a person corrected, as forms show it: dates dd/mm/yyyy, signers by authority,
    position and name. Empty: it is not there."""

    page: int = Field(description="the first one of the document")
    field: str
    before: FormValue
    after: FormValue


# Words are many: as slotted dataclasses they take a third of the memory of models.
_NO_EXTRA = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True, config=_NO_EXTRA)
class WordRecord:
    """One word as it stands (``text``) and as it was read (``read``)."""

    text: str
    read: str
    confidence: float
    box: BoxList | None = None
    doubtful: bool = False


@dataclass(frozen=True, slots=True, config=_NO_EXTRA)
class LineRecord:
    """Words left to right; ``cell`` is (row, column) inside a table."""

    words: tuple[WordRecord, ...]
    box: BoxList | None = None
    cell: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, config=_NO_EXTRA)
class BlockRecord:
    """Lines that belong together; ``kind`` as in ``pipeline.model.BlockKind``."""

    kind: str
    lines: tuple[LineRecord, ...]
    box: BoxList | None = None


class PageRecord(_Value):
    number: int
    width: int
    height: int
    dpi: float | None
    origin: str
    reason: str
    blocks: tuple[BlockRecord, ...]


class PageQuality(_Value):
    page: int
    words: int
    mean_confidence: float | None
    doubtful_share: float | None
    warnings: tuple[str, ...] = ()


class Quality(_Value):
    mean_confidence: float | None
    doubtful_share: float | None
    warnings: tuple[str, ...] = ()
    pages: tuple[PageQuality, ...] = ()


class Provenance(_Value):
    """One step of the making. ``pages`` lists the pages it applied to (empty: the document)."""

    step: str
    version: str
    parameters: dict[str, Any] = Field(default_factory=dict)
    pages: tuple[int, ...] = ()


class SourceInfo(_Value):
    path: str = Field(description="as given by the user")
    sha256: str
    pages: int = Field(description="pages in the file, whether read or not")
    media_type: str


class Fields(_Value):
    """What extraction finds: the fields of the document, under the names of the ground truth."""

    doc_type: str | None = Field(None, description="Tên loại: chỉ thị, công văn, quyết định, …")
    number: str | None = Field(None, description="Số")
    symbol: str | None = Field(None, description="Ký hiệu")
    code: str | None = Field(None, description="Số và ký hiệu as printed, without 'Số:'")
    date: str | None = Field(None, description="Ngày ban hành, ISO 8601")
    place: str | None = Field(None, description="Địa danh")
    parent_issuer: str | None = Field(None, description="Cơ quan chủ quản trực tiếp")
    issuer: str | None = Field(None, description="Cơ quan ban hành")
    subject: str | None = Field(None, description="Trích yếu nội dung")
    keywords: tuple[str, ...] = Field((), description="Từ khóa, if asked for (extract.keywords)")
    addressees: tuple[str, ...] = Field((), description="Kính gửi")
    recipients: tuple[str, ...] = Field((), description="Nơi nhận")
    signers: tuple[Signer, ...] = ()
    urgency: str | None = Field(None, description="Độ khẩn")
    secrecy: str | None = Field(None, description="Độ mật")
    references: tuple[Reference, ...] = ()
    dates: tuple[DateMention, ...] = ()
    sections: tuple[Section, ...] = ()
    evidence: dict[str, Evidence] = Field(default_factory=dict)


class OtherDocument(Fields):
    """The fields of a document that begins later in the same file, and the pages it stands on."""

    first_page: int
    last_page: int


class Record(Fields):
    """One digitised document: its fields, its text, and how they came about.

    Where the file holds several, fields are those of the first, and text and pages are the whole
    file's.
    """

    schema_version: Literal["1.0"] = "1.0"
    other_documents: tuple[OtherDocument, ...] = Field(
        (), description="documents that begin later in the same file"
    )
    source: SourceInfo
    text: str = Field(description="the whole repaired text in reading order")
    pages: tuple[PageRecord, ...]
    changes: tuple[ChangeRecord, ...] = ()
    corrections: tuple[Correction, ...] = Field((), description="words corrected by hand")
    corrected_fields: tuple[CorrectedField, ...] = Field((), description="fields too")
    quality: Quality
    provenance: tuple[Provenance, ...] = ()

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """JSON Schema (draft 2020-12) of the export."""
        return cls.model_json_schema(mode="serialization")

    def to_json(self) -> str:
        """The record as JSON, UTF-8, two-space indent, keys in the order of the classes."""
        return self.model_dump_json(indent=2)
