# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.cleanup import CleanedPage
from pipeline.model import BlockKind, PageOrigin
from pipeline.ocr import read_image
from pipeline.settings import Settings
from tests.cleanup.drawn import (
    BODY,
    RECIPIENTS,
    SIGNER,
    Pixels,
    face,
    found_words,
    letter,
    letter_words,
    shaded,
    turned,
    with_seal,
)


@pytest.fixture(scope="module")
def page():
    return read_image(letter(200), 200, number=3, reason="drawn")[0]


def test_a_clean_letter_is_read_word_for_word(page):
    assert found_words(letter_words(), page.text) >= 0.97
    assert len(page.text.split()) <= 1.02 * len(letter_words())


def test_the_page_says_what_it_is_and_how_it_was_read(page):
    assert (page.number, page.width, page.height, page.dpi) == (3, 1654, 2338, 200)
    assert page.origin is PageOrigin.IMAGE
    assert page.reason == "drawn"
    assert page.model == "vie"
    ocr = page.steps[-1]
    assert ocr.step == "ocr"
    assert "tesseract" in ocr.version
    assert len(ocr.parameters["model_sha256"]) >= 16


def test_blocks_come_in_reading_order_with_their_kinds(page):
    kinds = [block.kind for block in page.blocks]
    first = {kind: kinds.index(kind) for kind in kinds}
    assert (
        first[BlockKind.LETTERHEAD_LEFT]
        < first[BlockKind.LETTERHEAD_RIGHT]
        < first[BlockKind.BODY]
        < first[BlockKind.RECIPIENTS]
        < first[BlockKind.SIGNATURE]
    )
    text = {kind: "\n".join(b.text for b in page.blocks if b.kind is kind) for kind in kinds}
    assert "PHÒNG NỘI VỤ" in text[BlockKind.LETTERHEAD_LEFT]
    assert "Độc lập - Tự do - Hạnh phúc" in text[BlockKind.LETTERHEAD_RIGHT]
    assert text[BlockKind.RECIPIENTS].split("\n") == list(RECIPIENTS)
    assert SIGNER in text[BlockKind.SIGNATURE]


def test_lines_of_the_body_are_printed_lines(page):
    lines = [line.text for line in page.lines]
    assert sum(line in lines for line in BODY) >= 4


def test_every_word_has_a_box_on_the_page_and_a_confidence(page):
    for word in page.words:
        assert word.box is not None
        assert 0 <= word.box.left < word.box.right <= page.width
        assert 0 <= word.box.top < word.box.bottom <= page.height
        assert 0 <= word.confidence <= 1
        assert word.read == word.text
        assert all(0 < odds <= 1 for _, odds in word.alternatives)
        assert word.text not in dict(word.alternatives)


def test_doubtful_words_carry_other_readings():
    blurred = cv2.GaussianBlur(letter(150), (0, 0), 1.6)
    page, _ = read_image(blurred, 150)
    words = list(page.words)
    assert sum(len(word.alternatives) > 0 for word in words) >= 5
    assert all(word.text not in dict(word.alternatives) for word in words)


def test_boxes_lie_on_the_ink_of_the_word(page):
    image = letter(200)
    for word in page.words:
        box = word.box
        assert image[box.top : box.bottom, box.left : box.right].min() < 100
    signer = next(line for line in page.lines if line.text == SIGNER)
    assert signer.box.left > page.width / 2


@pytest.mark.parametrize(
    "spoil",
    [
        lambda page: turned(page, 2.5),
        lambda page: np.rot90(page, 1),
        lambda page: np.rot90(page, 2),
        lambda page: shaded(page, 0.45),
        lambda page: with_seal(page)[0],
        lambda page: page > 140,
    ],
    ids=["skewed", "sideways", "upside down", "shaded", "sealed and signed", "bilevel"],
)
def test_a_spoilt_page_is_read_nearly_as_well(spoil):
    page, _ = read_image(spoil(letter(200)), 200)
    assert found_words(letter_words(), page.text) >= 0.95
    assert SIGNER in page.text
    assert len(page.text.split()) <= 1.04 * len(letter_words())


def _table() -> Pixels:
    image = Image.new("L", (1654, 1100), 255)
    draw = ImageDraw.Draw(image)
    font = face("regular", 36)
    xs, ys = (200, 300, 867, 1133, 1467), (167, 233, 300, 413, 480)
    for x in xs:
        draw.line((x, ys[0], x, ys[-1]), fill=0, width=3)
    for y in ys:
        draw.line((xs[0], y, xs[-1], y), fill=0, width=3)
    cells = (
        ("STT", "Tên đơn vị", "Số lượng", "Ghi chú"),
        ("1", "Văn phòng Ủy ban", "12", "Đợt 1"),
        ("2", "Sở Giáo dục và\nĐào tạo thành phố", "105", ""),
        ("3", "Sở Y tế", "27", "Đợt 2"),
    )
    for r, row in enumerate(cells):
        for c, text in enumerate(row):
            draw.text((xs[c] + 14, ys[r] + 10), text, font=font, fill=0)
    draw.text((200, 80), "Danh sách các đơn vị tham gia lớp tập huấn văn thư:", font=font, fill=0)
    for k, text in enumerate(BODY):
        draw.text((200, 560 + 56 * k), text, font=font, fill=0)
    return np.asarray(image)


def test_a_ruled_table_is_read_cell_by_cell():
    page, _ = read_image(_table(), 200)
    kinds = [block.kind for block in page.blocks]
    assert kinds.count(BlockKind.TABLE) == 1
    table = page.blocks[kinds.index(BlockKind.TABLE)]
    assert 0 < kinds.index(BlockKind.TABLE) < len(kinds) - 1
    cells: dict[tuple[int, int], str] = {}
    for line in table.lines:
        cells[line.cell] = f"{cells.get(line.cell, '')} {line.text}".strip()
    assert cells[0, 1] == "Tên đơn vị"
    assert cells[2, 1] == "Sở Giáo dục và Đào tạo thành phố"
    assert (2, 3) not in cells
    assert cells[3, 2] == "27"


def test_tables_can_be_switched_off():
    settings = Settings(ocr={"tables": False})
    page, _ = read_image(_table(), 200, settings)
    assert all(block.kind is not BlockKind.TABLE for block in page.blocks)
    assert "Sở Y tế" in page.text


@pytest.mark.parametrize("level", [255, 0], ids=["white", "black"])
def test_a_page_without_text_is_empty_and_says_so(level):
    page, cleaned = read_image(np.full((1200, 900), level, np.uint8), None)
    assert page.text == ""
    assert page.warnings == ("no text found on this page",)
    assert isinstance(cleaned, CleanedPage)


def test_a_page_with_a_single_word_is_read():
    image = Image.new("L", (1654, 2338), 255)
    ImageDraw.Draw(image).text((600, 900), "PHỤ LỤC", font=face("bold", 60), fill=0)
    page, _ = read_image(np.asarray(image), 200)
    assert page.text == "PHỤ LỤC"


def test_reading_does_not_depend_on_what_was_read_before(page):
    read_image(_table(), 200)
    assert read_image(letter(200), 200, number=3, reason="drawn")[0] == page


def test_rows_of_dots_hold_lines_together():
    page = Image.new("L", (1654, 1700), 255)
    draw = ImageDraw.Draw(page)

    def put(x: int, y: int, text: str, end: int | None = None) -> None:
        draw.text((x, y), text, font=face("regular", 36), fill=0, anchor="ls")
        start = x + round(draw.textlength(text, font=face("regular", 36))) + 6
        if end is not None:
            count = int((end - start) / draw.textlength(".", font=face("regular", 36)))
            draw.text((start, y), count * ".", font=face("regular", 36), fill=0, anchor="ls")

    titles = ("Lời nói đầu", "Phần I. Đặc điểm tình hình", "Phần II. Quy định chung", "Phụ lục")
    for n, title in enumerate(titles):
        put(200, 200 + 60 * n, title, 1380)
        put(1400, 200 + 60 * n, str(3 + 5 * n))
    put(200, 500, "Họ và tên:", 900)
    put(920, 500, "Nam, nữ:", 1300)
    for n, text in enumerate(BODY):
        put(200, 600 + 60 * n, text)
    text = read_image(np.asarray(page).copy(), 200)[0].text.replace(" ", "")
    for n, title in enumerate(titles):
        assert f"{title}.....{3 + 5 * n}\n".replace(" ", "") in text
    assert "Họvàtên:.....Nam,nữ:....." in text


def test_a_name_alone_on_grainy_paper_is_read():
    page = Image.new("L", (1654, 2338), 255)
    at = (1000, 200)
    ImageDraw.Draw(page).text(at, "Nghiêm Xuân Thành", font=face("bold", 36), fill=0, anchor="ls")
    noise = np.random.default_rng(0).normal(0, 16, (2338, 1654))
    soft = cv2.GaussianBlur(np.asarray(page), (0, 0), 0.9).astype(float)
    image = np.clip(soft * 0.9 + 12 + noise, 0, 255).astype(np.uint8)
    assert read_image(image, 200)[0].text == "Nghiêm Xuân Thành"
    blank = np.clip(240 + noise, 0, 255).astype(np.uint8)
    assert read_image(blank, 200)[0].text == ""
