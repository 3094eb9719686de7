# SPDX-License-Identifier: Apache-2.0
"""Pages beside their text, for the eye."""

from __future__ import annotations

import base64
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from pipeline.export import exporter, is_guarded, is_ours
from pipeline.export.original import Original
from pipeline.field_form import FORM
from pipeline.record import (
    Evidence,
    OtherDocument,
    PageRecord,
    Provenance,
    Record,
    Signer,
    WordRecord,
)
from pipeline.settings import Settings
from tests.export.records import block, page, record, table


class Sheets(HTMLParser):
    """What a browser makes of the file."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.marked: list[tuple[str, dict[str, str | None]]] = []
        self.pictures: list[str] = []
        self.shown: list[str] = []
        self.inputs: list[dict[str, str | None]] = []
        self.fields: list[dict[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag in ("s", "i"):
            self.marked.append((tag, dict(attrs)))
        if tag == "input":
            self.inputs.append(dict(attrs))
        if tag == "div" and "data-f" in dict(attrs):
            self.fields.append(dict(attrs))
        if tag == "img":
            self.pictures.append(dict(attrs)["src"] or "")

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] not in ("style", "script"):
            self.shown.append(data)


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A page of 100 x 140 px, its upper left corner black."""
    pixels = np.full((140, 100), 255, np.uint8)
    pixels[:70, :50] = 0
    Image.fromarray(pixels).save(tmp_path / "a.png")
    return tmp_path / "a.png"


def rendered(value: Record, original: Path) -> str:
    return exporter("html", Original(original, Settings())).render(value).decode()


def one_page(*words: WordRecord) -> PageRecord:
    made = page(block("x")).model_copy(update={"width": 100, "height": 140})
    line = replace(made.blocks[0].lines[0], words=words)
    return made.model_copy(update={"blocks": (replace(made.blocks[0], lines=(line,)),)})


def word(text: str, **values: object) -> WordRecord:
    return WordRecord(**{"text": text, "read": text, "confidence": 0.9, **values})  # type: ignore[arg-type]


def of(*words: WordRecord, **fields: object) -> Record:
    return record(**fields).model_copy(update={"pages": (one_page(*words),)})


def test_a_page_stands_beside_its_text_and_words_have_their_place(scan: Path):
    value = of(word("Chỉ", box=(10, 14, 30, 28)), word("thị", box=(40, 14, 60, 28)))
    sheets = Sheets(rendered(value, scan))
    (picture,) = sheets.pictures
    data = base64.b64decode(picture.removeprefix("data:image/jpeg;base64,"))
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert image.shape == (140, 100)
    assert image[:60, :40].max() < 50 < 200 < image[80:].min()
    boxes = [values for tag, values in sheets.marked if tag == "i"]
    assert boxes[0]["style"] == "left:10.00%;top:10.00%;width:20.00%;height:10.00%"
    texts = [values["data-w"] for tag, values in sheets.marked if tag == "s"]
    assert [values["data-w"] for values in boxes] == texts


def test_a_turned_page_is_shown_upright_and_so_are_its_boxes(scan: Path):
    step = Provenance(step="cleanup.orientation", version="1", parameters={"turned": 90})
    turned = step.model_copy(update={"pages": (1,)})
    value = of(word("Chỉ", box=(0, 0, 50, 70))).model_copy(update={"provenance": (turned,)})
    sheets = Sheets(rendered(value, scan))
    data = base64.b64decode(sheets.pictures[0].removeprefix("data:image/jpeg;base64,"))
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert image.shape == (100, 140)
    assert image[60:, :60].max() < 50  # the black corner lies at the left below
    (box,) = [values for tag, values in sheets.marked if tag == "i"]
    assert box["style"] == "left:0.00%;top:50.00%;width:50.00%;height:50.00%"


def test_doubtful_and_repaired_words_are_told(scan: Path):
    value = of(word("Giao"), word("Sở", doubtful=True), word("Nội", read="N6i", confidence=0.8))
    sheets = Sheets(rendered(value, scan))
    words = [values for tag, values in sheets.marked if tag == "s"]
    assert [values.get("class") for values in words] == [None, "doubtful", "repaired"]
    assert words[2]["title"] == "đọc được: N6i · 80%"
    assert "1 trang, 1 từ còn nghi ngờ" in "".join(sheets.shown)


def test_text_is_text_whatever_it_says(scan: Path):
    hostile = '"><script>alert(1)</script><img/src=x onerror=alert(1)>'
    signer = Signer(name=hostile)
    value = of(
        word(hostile, read=hostile + "'"), subject=hostile, issuer=hostile, signers=(signer,)
    )
    sheets = Sheets(rendered(value, scan))
    assert sheets.tags.count("script") == 1
    assert len(sheets.pictures) == 1
    assert "".join(sheets.shown).count(hostile) == 4  # title, heading, subject, text
    assert [given["value"] for given in sheets.inputs].count(hostile) == 2


def test_tables_are_tables(scan: Path):
    value = record(table(("STT", "Tên"), ("1", "")))
    sheets = Sheets(rendered(value, scan))
    assert [sheets.tags.count(tag) for tag in ("table", "tr", "td")] == [1, 2, 4]


def test_every_word_is_shown_once(scan: Path):
    value = record(block("Một hai", "ba"), table(("bốn", "năm"), ("sáu", "")))
    shown = [text for text in Sheets(rendered(value, scan)).shown if text.strip()]
    after = shown[shown.index("Trang 1") + 1 :]
    assert after == ["Một", "hai", "ba", "bốn", "năm", "sáu"]


def test_words_are_called_by_their_place_as_corrections_count_them(scan: Path):
    value = record(block("Một hai", "ba"), table(("bốn", "năm"), ("sáu", "")), block("bảy"))
    sheets = Sheets(rendered(value, scan))
    called = [values["data-w"] for tag, values in sheets.marked if tag == "s"]
    assert called == [f"1-{n}" for n in range(7)]
    shown = [text for text in sheets.shown if text.strip()]
    after = shown[shown.index("Trang 1") + 1 :]
    words = [w.text for b in value.pages[0].blocks for line in b.lines for w in line.words]
    assert after == words


def test_the_sheet_knows_the_original_for_its_corrections(scan: Path):
    text = rendered(of(word("Một")), scan)
    assert f'data-sha256="{"0" * 64}"' in text
    assert 'data-name="quyết định"' in text


def test_a_page_that_cannot_be_shown_has_its_text(scan: Path):
    missing = one_page(word("Hết.")).model_copy(update={"number": 9})
    value = record().model_copy(update={"pages": (one_page(word("Một.")), missing)})
    sheets = Sheets(rendered(value, scan))
    assert len(sheets.pictures) == 1
    assert "Hết." in sheets.shown


def test_plain_text_has_no_pictures(tmp_path: Path):
    (tmp_path / "a.txt").write_text("Thông báo", encoding="utf-8")
    sheets = Sheets(rendered(of(word("Thông"), word("báo")), tmp_path / "a.txt"))
    assert sheets.pictures == []
    assert "báo" in sheets.shown


def test_the_file_is_known_again(scan: Path, tmp_path: Path):
    assert is_guarded("html")
    path = tmp_path / "a.html"
    path.write_text(rendered(of(word("Một")), scan), encoding="utf-8")
    assert is_ours("html", path)
    path.write_text("<!doctype html><title>my own</title>", encoding="utf-8")
    assert not is_ours("html", path)


def test_nothing_is_fetched(scan: Path):
    text = rendered(of(word("Một")), scan)
    assert "http" not in text.replace('http-equiv="Content-Security-Policy"', "")
    assert "default-src 'none'" in text


def test_the_fields_stand_in_a_form_where_their_document_begins(scan: Path):
    other = OtherDocument(first_page=2, last_page=2, issuer="SỞ Y TẾ")
    second = one_page(word("Hai.")).model_copy(update={"number": 2})
    value = record(issuer="BỘ Y TẾ", recipients=("Như trên", "Lưu: VT"))
    pages = (one_page(word("Một.")), second)
    sheets = Sheets(
        rendered(value.model_copy(update={"pages": pages, "other_documents": (other,)}), scan)
    )
    called = [values["data-f"] for values in sheets.fields]
    assert called == [f"{page}-{name}" for page in (1, 2) for name in FORM]
    shown = [given["value"] for given in sheets.inputs if given["aria-label"] == "Cơ quan ban hành"]
    assert shown == ["BỘ Y TẾ", "SỞ Y TẾ"]
    assert "Như trên\nLưu: VT" in "".join(sheets.shown)


def test_a_field_has_its_place_and_its_doubt(scan: Path):
    read = {"issuer": Evidence(page=1, box=(10, 14, 30, 28), confidence=0.3)}
    value = of(word("Một."), issuer="BỘ Y TẾ", place="Huế").model_copy(
        update={"evidence": {**read, "place": Evidence(page=1, confidence=0.99)}}
    )
    sheets = Sheets(rendered(value, scan))
    assert [f["data-f"] for f in sheets.fields if f.get("class") == "doubtful"] == ["1-issuer"]
    (box,) = [values for tag, values in sheets.marked if tag == "i"]
    assert (box["data-f"], box["style"]) == (
        "1-issuer",
        "left:10.00%;top:10.00%;width:20.00%;height:10.00%",
    )
