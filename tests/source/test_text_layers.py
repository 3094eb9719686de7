# SPDX-License-Identifier: Apache-2.0
"""A text layer is used where it is what is printed, and only there; the page says why."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from pipeline.model import BlockKind, PageOrigin
from pipeline.settings import Settings, SourceSettings
from pipeline.source import SourcePage, open_source
from pipeline.source.poppler import TextWord
from pipeline.source.text_layer import covered_ink, statistics
from tests.source.drawn_files import (
    add_page,
    page_picture,
    text_font,
    text_operators,
    text_pdf,
    western_text_pdf,
)

LINES = [
    (60.0, 780.0, "ỦY BAN NHÂN DÂN"),
    (60.0, 764.0, "HUYỆN PHÚ LỘC"),
    (320.0, 780.0, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    (340.0, 764.0, "Độc lập - Tự do - Hạnh phúc"),
    (100.0, 700.0, "Thực hiện chương trình công tác năm, Ủy ban nhân dân huyện đề nghị các"),
    (70.0, 684.0, "xã, thị trấn báo cáo kết quả thực hiện nhiệm vụ phát triển kinh tế, xã hội"),
    (70.0, 668.0, "trên địa bàn, gửi về Văn phòng trước ngày 15/8 để tổng hợp."),
    (100.0, 652.0, "Nhận được công văn này, đề nghị các đơn vị khẩn trương triển khai thực"),
    (70.0, 636.0, "hiện, nếu có vướng mắc thì phản ánh kịp thời để được hướng dẫn giải quyết."),
]
GARBLED = [
    (x, y, text)
    for x, y, text in [
        (60.0, 780.0, "UY BAN NHAN DAN HUYl;:N PHU LQC"),
        (70.0, 700.0, "Thvc hi~n chuong trinh cong tac nam, Dy ban nhan dan huy~n d~ nghj cac"),
        (70.0, 684.0, "xa, thj trfin bao cao k~t qua thl,l'c hi~n nhi~m V\\1 phat tri~n kinh t~"),
        (70.0, 668.0, "tren dja ban, giri v~ Van phong tnroc ngay 15/8 d~ t6ng hqp dung hlJn"),
    ]
]


def opened_page(path: Path, mode: str = "judge", *, image: bool = False) -> SourcePage:
    settings = Settings(source=SourceSettings(text_layer=mode))  # type: ignore[arg-type]
    with open_source(path, settings) as source:
        return source.page(1, image=image)


def words(lines: list[tuple[float, float, str]]) -> list[str]:
    return [word for _, _, text in lines for word in text.split()]


def test_sound_text_is_taken_as_it_is(tmp_path: Path) -> None:
    page = opened_page(text_pdf(tmp_path / "a.pdf", LINES))
    assert page.text_page is not None
    assert page.image is None
    assert page.origin is page.text_page.origin is PageOrigin.TEXT_LAYER
    assert "sound" in page.reason
    assert sorted(word.text for word in page.text_page.words) == sorted(words(LINES))
    assert all(word.confidence == 1.0 for word in page.text_page.words)


def test_boxes_are_in_pixels_of_the_page_as_drawn(tmp_path: Path) -> None:
    page = opened_page(text_pdf(tmp_path / "a.pdf", LINES), image=True)
    assert page.text_page is not None
    assert page.image is not None
    assert page.image.shape[:2] == (page.height, page.width) == (3508, 2479)
    assert page.dpi == 300
    for word in page.text_page.words:
        assert word.box is not None
        inside = page.image[word.box.top : word.box.bottom, word.box.left : word.box.right]
        assert (inside < 128).any(), word.text


def test_letterhead_columns_and_paragraphs_are_blocks(tmp_path: Path) -> None:
    page = opened_page(text_pdf(tmp_path / "a.pdf", LINES)).text_page
    assert page is not None
    texts = [block.text for block in page.blocks]
    assert "ỦY BAN NHÂN DÂN\nHUYỆN PHÚ LỘC" in texts
    assert "\n".join(text for _, _, text in LINES[4:7]) in texts
    assert "\n".join(text for _, _, text in LINES[7:9]) in texts


def test_page_number_and_running_header_are_marked(tmp_path: Path) -> None:
    header = [(60.0, 810.0, "12"), (250.0, 810.0, "CÔNG BÁO/Số 5")]
    page = opened_page(text_pdf(tmp_path / "a.pdf", [*header, *LINES[4:]])).text_page
    assert page is not None
    kinds = {block.text: block.kind for block in page.blocks}
    assert kinds["12"] is BlockKind.PAGE_NUMBER
    assert kinds["CÔNG BÁO/Số 5"] is BlockKind.HEADER_FOOTER
    assert list(kinds.values()).count(BlockKind.BODY) == 2


def table_pdf(path: Path, rows: list[tuple[str, ...]], levels: tuple[int, ...]) -> Path:
    """Three rows between two paragraphs, a cell of the second with one line more; ``levels``:
    where rules go across."""
    lefts = (70.0, 160.0, 360.0, 540.0)
    lines = [*LINES[4:7]]
    for index, row in enumerate(rows):
        lines += [(lefts[c] + 6, 580.0 - 40 * index, text) for c, text in enumerate(row)]
    lines.append((lefts[1] + 6, 526.0, "trong năm"))
    lines.append((100.0, 420.0, "Trên đây là kế hoạch công tác của huyện trong thời gian tới."))
    text_pdf(path, lines)
    rules = [f"{x:g} 480 m {x:g} 600 l S" for x in lefts]
    rules += [f"70 {y:g} m 540 {y:g} l S" for y in levels]
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].contents_add(("\n".join(["0.5 w", *rules])).encode())
        pdf.save(path)
    return path


@pytest.mark.parametrize(
    ("marks", "levels"),
    [
        (("Số thứ tự", "Một", "Hai"), (600, 560, 520, 480)),
        (("Số thứ tự", "1", "2"), (600, 560, 480)),  # the rule between the rows is not there
        (("STT", "1", "2"), (600, 480)),
    ],
)
def test_a_ruled_table_is_read_row_by_row(
    tmp_path: Path, marks: tuple[str, ...], levels: tuple[int, ...]
) -> None:
    rows = [
        (marks[0], "Nội dung công việc", "Đơn vị thực hiện"),
        (marks[1], "Rà soát văn bản đã ban hành", "Phòng Tư pháp huyện"),
        (marks[2], "Báo cáo kết quả thực hiện", "Ủy ban nhân dân xã"),
    ]
    page = opened_page(table_pdf(tmp_path / "a.pdf", rows, levels)).text_page
    assert page is not None
    (table,) = [block for block in page.blocks if block.kind is BlockKind.TABLE]
    expected = [" | ".join(row) for row in rows]
    expected[1] = f"{marks[1]} | Rà soát văn bản đã ban hành trong năm | Phòng Tư pháp huyện"
    assert table.text == "\n".join(expected)
    order = [block.text.split()[0] for block in page.blocks]
    assert order == ["Thực", marks[0].split()[0], "Trên"]


def test_rows_without_rules_and_numbers_are_one(tmp_path: Path) -> None:
    rows = [("Số thứ tự", "Nội dung", "Đơn vị"), ("Một", "Rà soát", "Xã"), ("Hai", "Gửi", "Tỉnh")]
    page = opened_page(table_pdf(tmp_path / "a.pdf", rows, (600, 560, 480))).text_page
    assert page is not None
    (table,) = [block for block in page.blocks if block.kind is BlockKind.TABLE]
    assert table.text.splitlines()[1] == "Một Hai | Rà soát trong năm Gửi | Xã Tỉnh"


def test_underlines_and_a_frame_are_no_table(tmp_path: Path) -> None:
    path = text_pdf(tmp_path / "a.pdf", LINES)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].contents_add(b"1 w 40 600 520 220 re S 100 760 m 200 760 l S")
        pdf.save(path)
    page = opened_page(path).text_page
    assert page is not None
    assert all(block.kind is BlockKind.BODY for block in page.blocks)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_as_shown(tmp_path: Path, turn: int) -> None:
    path = text_pdf(tmp_path / "a.pdf", LINES, page_entries={"/Rotate": turn})
    page = opened_page(path, image=True)
    assert page.image is not None
    assert page.text_page is not None
    assert (page.width, page.height) == ((2479, 3508) if turn == 180 else (3508, 2479))
    assert page.image.shape[:2] == (page.height, page.width)
    for word in page.text_page.words:
        assert word.box is not None
        inside = page.image[word.box.top : word.box.bottom, word.box.left : word.box.right]
        assert (inside < 128).any(), word.text


def test_a_cropped_page_has_boxes_from_its_crop(tmp_path: Path) -> None:
    path = text_pdf(
        tmp_path / "a.pdf", LINES, page_entries={"/CropBox": Array([40, 600, 590, 820])}
    )
    page = opened_page(path, image=True)
    assert page.text_page is not None
    assert page.image is not None
    for word in page.text_page.words:
        assert word.box is not None
        inside = page.image[word.box.top : word.box.bottom, word.box.left : word.box.right]
        assert (inside < 128).any(), word.text


def test_a_garbled_layer_under_a_scan_is_told_from_the_text(tmp_path: Path) -> None:
    path = text_pdf(tmp_path / "a.pdf", GARBLED, picture=page_picture(1240, 1754), hidden=True)
    page = opened_page(path)
    assert page.text_page is None
    assert page.image is not None
    assert page.image.shape[:2] == (1754, 1240)
    assert page.origin is PageOrigin.IMAGE
    assert "garbled" in page.reason


def test_a_garbled_visible_layer_is_not_believed(tmp_path: Path) -> None:
    page = opened_page(text_pdf(tmp_path / "a.pdf", GARBLED))
    assert page.text_page is None
    assert "garbled" in page.reason or "marks" in page.reason


def test_a_layer_that_lost_its_marks_is_not_believed(tmp_path: Path) -> None:
    import unicodedata

    bare = [
        (x, y, "".join(c for c in unicodedata.normalize("NFD", text) if c.isascii()))
        for x, y, text in LINES
    ]
    page = opened_page(text_pdf(tmp_path / "a.pdf", bare))
    assert page.text_page is None


def test_good_ocr_with_impossible_syllables_is_read_again(tmp_path: Path) -> None:
    nearly = [(x, y, text.replace("kết", "kêt").replace("được", "đuợc")) for x, y, text in LINES]
    path = text_pdf(tmp_path / "a.pdf", nearly, picture=page_picture(1240, 1754), hidden=True)
    page = opened_page(path)
    assert page.text_page is None
    assert "someone's OCR" in page.reason


def test_hidden_text_without_fault_is_used(tmp_path: Path) -> None:
    # the picture's ink must lie under the words: draw it from the visible page itself
    with open_source(text_pdf(tmp_path / "v.pdf", LINES), Settings()) as source:
        drawn = source.page(1, image=True).image
    from PIL import Image

    path = text_pdf(tmp_path / "a.pdf", LINES, picture=Image.fromarray(drawn), hidden=True)
    page = opened_page(path)
    assert page.text_page is not None
    assert "hidden" in page.reason
    assert (page.width, page.height) == (2479, 3508)


def test_a_layer_that_covers_little_of_the_print_is_not_enough(tmp_path: Path) -> None:
    heading = LINES[4:6]
    path = text_pdf(tmp_path / "a.pdf", heading, picture=page_picture(1240, 1754))
    page = opened_page(path)
    assert page.text_page is None
    assert "covers only" in page.reason


def signed_scan(path: Path, signature: str) -> Path:
    from tests.source.drawn_files import encoded

    pdf = pikepdf.new()
    picture = page_picture(1240, 1754).convert("L")
    image = pdf.make_stream(encoded(picture, "JPEG"))
    image["/Type"], image["/Subtype"] = Name.XObject, Name.Image
    image["/Width"], image["/Height"] = picture.size
    image["/ColorSpace"], image["/BitsPerComponent"] = Name.DeviceGray, 8
    image["/Filter"] = Name.DCTDecode
    font, codes = text_font(pdf, signature)
    appearance = pdf.make_stream(text_operators([(5, 20, signature)], codes))
    appearance["/Type"], appearance["/Subtype"] = Name.XObject, Name.Form
    appearance["/BBox"] = Array([0, 0, 300, 40])
    appearance["/Resources"] = Dictionary(Font=Dictionary(F1=font))
    widget = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, F=4,
        Rect=Array([280, 790, 580, 830]), AP=Dictionary(N=pdf.make_indirect(appearance)),
    )  # fmt: skip
    add_page(
        pdf,
        b"q 595 0 0 842 0 0 cm /Im0 Do Q",
        {"/XObject": Dictionary({"/Im0": image})},
        (595, 842),
        {"/Annots": Array([pdf.make_indirect(widget)])},
    )
    pdf.save(path)
    return path


def test_the_stamp_of_a_digital_signature_is_not_the_page(tmp_path: Path) -> None:
    page = opened_page(signed_scan(tmp_path / "a.pdf", "Ký bởi: Văn phòng Ủy ban"))
    assert page.text_page is None
    assert page.image is not None
    assert page.image.shape == (1754, 1240)
    assert "annotation" in page.reason
    assert "taken out" in page.reason


def test_a_signature_on_typeset_text_is_a_stamp_block(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    signature = "Ký bởi: Văn phòng"
    font, codes = text_font(pdf, "".join(text for _, _, text in LINES) + signature)
    form = pdf.make_stream(text_operators([(5, 8, signature)], codes, size=8))
    form["/Type"], form["/Subtype"] = Name.XObject, Name.Form
    form["/BBox"] = Array([0, 0, 200, 20])
    form["/Resources"] = Dictionary(Font=Dictionary(F1=font))
    widget = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, F=4,
        Rect=Array([380, 815, 580, 835]), AP=Dictionary(N=pdf.make_indirect(form)),
    )  # fmt: skip
    add_page(
        pdf, text_operators(LINES, codes), {"/Font": Dictionary({"/F1": font})}, (595, 842),
        {"/Annots": Array([pdf.make_indirect(widget)])},
    )  # fmt: skip
    pdf.save(tmp_path / "a.pdf")
    page = opened_page(tmp_path / "a.pdf").text_page
    assert page is not None
    kinds = {block.text: block.kind for block in page.blocks}
    assert kinds[signature] is BlockKind.STAMP
    assert list(kinds.values()).count(BlockKind.STAMP) == 1


def test_a_field_filled_in_over_a_scan_is_seen(tmp_path: Path) -> None:
    path = signed_scan(tmp_path / "s.pdf", "Số 12")
    with pikepdf.open(path) as pdf:
        field = pdf.pages[0].obj["/Annots"][0]
        field["/FT"], field["/V"] = Name.Tx, pikepdf.String("12")
        pdf.save(tmp_path / "a.pdf")
    assert "drawn" in opened_page(tmp_path / "a.pdf").reason


TCVN3_LINES = [
    (70.0, 700.0, "Thùc hiÖn ch­¬ng tr×nh c«ng t¸c n¨m, ñy ban nh©n d©n huyÖn ®Ò nghÞ c¸c"),
    (70.0, 684.0, "x·, thÞ trÊn b¸o c¸o kÕt qu¶ thùc hiÖn nhiÖm vô ph¸t triÓn kinh tÕ."),
]
VNI_LINES = [
    (
        70.0,
        700.0,
        "Thöïc hieän chöông trình coâng taùc naêm, uûy ban nhaân daân huyeän ñeà nghò caùc",
    ),
    (
        70.0,
        684.0,
        "xaõ, thò traán baùo caùo keát quaû thöïc hieän nhieäm vuï phaùt trieån kinh teá.",
    ),
]
UNICODE_TEXT = (
    "Thực hiện chương trình công tác năm, ủy ban nhân dân huyện đề nghị các "
    "xã, thị trấn báo cáo kết quả thực hiện nhiệm vụ phát triển kinh tế."
)


@pytest.mark.parametrize(
    ("lines", "font", "name"),
    [(TCVN3_LINES, "/.VnTime", "TCVN3"), (VNI_LINES, "/VNI-Times", "VNI")],
)
def test_a_layer_of_old_fonts_is_converted_when_that_is_exact(
    tmp_path: Path, lines: list[tuple[float, float, str]], font: str, name: str
) -> None:
    page = opened_page(text_pdf(tmp_path / "a.pdf", lines, base_font=font))
    assert name in page.reason
    assert page.text_page is not None
    assert page.origin is PageOrigin.CONVERTED_TEXT_LAYER
    assert " ".join(word.text for word in page.text_page.words) == UNICODE_TEXT


def test_a_layer_that_confuses_a_letter_with_the_hyphen_is_not_converted(tmp_path: Path) -> None:
    page = opened_page(western_text_pdf(tmp_path / "a.pdf", TCVN3_LINES, "/.VnTime"))
    assert page.text_page is None
    assert page.image is not None
    assert "not exact" in page.reason


def test_capital_fonts_make_a_conversion_inexact(tmp_path: Path) -> None:
    page = opened_page(western_text_pdf(tmp_path / "a.pdf", TCVN3_LINES, "/.VnTimeH"))
    assert page.text_page is None
    assert page.image is not None
    assert "not exact" in page.reason


def test_characters_that_no_font_maps_are_noticed(tmp_path: Path) -> None:
    private = [(x, y, "".join(chr(0xE000 + ord(c) % 90) for c in t)) for x, y, t in LINES[4:]]
    page = opened_page(text_pdf(tmp_path / "a.pdf", private))
    assert page.text_page is None
    assert "do not map" in page.reason


def test_english_typeset_text_is_taken(tmp_path: Path) -> None:
    lines = [
        (70.0, 700.0, "The Government of the country hereby confirms that the agreement between"),
        (70.0, 684.0, "both parties shall enter into force upon signature and remain effective."),
    ]
    page = opened_page(text_pdf(tmp_path / "a.pdf", lines))
    assert page.text_page is not None
    assert "another language" in page.reason


def test_a_page_without_text_says_so(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    add_page(pdf, b"100 100 200 200 re f", box=(595, 842))
    pdf.save(tmp_path / "a.pdf")
    page = opened_page(tmp_path / "a.pdf")
    assert page.text_page is None
    assert "no text layer" in page.reason


def test_a_blank_page_is_white(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    pdf.save(tmp_path / "a.pdf")
    page = opened_page(tmp_path / "a.pdf")
    assert page.image is not None
    assert (page.image == 255).all()


def test_settings_trust_or_ignore_the_layer(tmp_path: Path) -> None:
    garbled = text_pdf(tmp_path / "g.pdf", GARBLED)
    trusted = opened_page(garbled, "trust")
    assert trusted.text_page is not None
    assert "trusted" in trusted.reason
    sound = text_pdf(tmp_path / "s.pdf", LINES)
    ignored = opened_page(sound, "ignore")
    assert ignored.text_page is None
    assert ignored.image is not None
    assert "ignored" in ignored.reason


def test_decomposed_text_of_a_layer_is_composed(tmp_path: Path) -> None:
    import unicodedata

    apart = [(x, y, unicodedata.normalize("NFD", text)) for x, y, text in LINES]
    page = opened_page(text_pdf(tmp_path / "a.pdf", apart), "trust")
    assert page.text_page is not None
    assert all(unicodedata.is_normalized("NFC", word.text) for word in page.text_page.words)


def test_statistics_tell_print_from_garble() -> None:
    sound = statistics(" ".join(text for _, _, text in LINES))
    garbled = statistics(" ".join(text for _, _, text in GARBLED))
    assert sound.syllables == 1.0
    assert sound.impossible == 0.0
    assert sound.marked > 0.7
    assert garbled.syllables < 0.8
    assert garbled.marked < 0.1


def test_codes_and_abbreviations_are_not_held_against_a_text() -> None:
    found = statistics("Căn cứ Quyết định số 12/QĐ-UBND của UBND tỉnh, HĐND, TNHH MTV, a@b.vn")
    assert found.syllables == 1.0


def test_ink_beside_the_words_counts_as_uncovered() -> None:
    drawn = np.full((600, 400), 255, np.uint8)
    drawn[96:108, 48:348] = 0
    drawn[300:312, 48:348] = 0
    word = TextWord("x", 48, 96, 348, 108)
    assert covered_ink(drawn, [word], (400, 600)) == pytest.approx(0.5, abs=0.05)
    assert covered_ink(np.full((60, 40), 255, np.uint8), [], (40, 60)) == 1.0
