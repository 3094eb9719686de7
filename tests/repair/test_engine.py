# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pipeline.repair.engine
from pipeline.model import Block, BlockKind, Box, Change, Line, Page, PageOrigin, Word
from pipeline.repair import repair_pages, repair_text
from pipeline.repair.engine import LineRepair
from pipeline.repair.line_edits import Edit, edited
from pipeline.repair.line_words import RAISED
from pipeline.settings import RepairSettings, Settings

GARBLED = """Thuc hién Nghi quyét cia Ban Chap hanh Dang b6 tinh vé tang cudng su
lanh dao cia Dang déi v6i cong tac tuyén truyén, cac cap uy, chinh quyén da
t6 chtc quan triét nghiém tic va trién khai dén can b0, dang vién va nhan dan."""
PRINTED = """Thực hiện Nghị quyết của Ban Chấp hành Đảng bộ tỉnh về tăng cường sự
lãnh đạo của Đảng đối với công tác tuyên truyền, các cấp ủy, chính quyền đã
tổ chức quán triệt nghiêm túc và triển khai đến cán bộ, đảng viên và nhân dân."""

CLEAN = {
    "official": "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;\n"
    "Theo đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số 214/TTr-SNV ngày 08/3/2024,",
    "new tone marks": "Uỷ ban nhân dân thành phố giao Sở Y tế hoà mạng, uỷ quyền và huỷ bỏ.",
    "old tone marks": "Ủy ban nhân dân thành phố giao Sở Y tế hòa mạng, ủy quyền và hủy bỏ.",
    "minority names": "Các ông Điểu K'Ré, Y Thanh Hà Niê Kđăm, Hầu A Lềnh và bà Lò Thị Luyến.",
    "foreign names": "Đoàn do ông Volker Türk và bà Michelle Bachelet dẫn đầu đến Đắk Lắk.",
    "English": "The General Assembly adopted the resolution without a vote on Monday.\n"
    "Its implementation will be reviewed by the Secretary-General next year.",
    "poem": "Trăm năm trong cõi người ta,\nChữ tài chữ mệnh khéo là ghét nhau.\n"
    "Trải qua một cuộc bể dâu,\nNhững điều trông thấy mà đau đớn lòng.",
    "numbers": "TT | Chỉ tiêu | 2022 | 2023\n1 | Thu ngân sách | 1.245,6 | 1.389,2\n"
    "2 | Chi đầu tư | 13 | 14\n3 | Tỷ lệ | 16,1% | 161",
    "abbreviations": "UBND, HĐND, UBMTTQ, BHXH, TTHC, BGDĐT, KSTTHC và CNTT của các sở, ngành.",
}


def test_text_is_repaired_with_all_settings_or_those_of_repair():
    off = RepairSettings(enabled=False)
    assert repair_text(GARBLED, Settings(repair=off)).text == GARBLED
    assert repair_text(GARBLED, off).text == GARBLED


@pytest.mark.parametrize("no_text", [None, b"Thuc hien"])
def test_only_text_is_repaired(no_text):
    with pytest.raises(TypeError, match="takes text"):
        repair_text(no_text)


def test_garbled_text_comes_back_as_it_was_printed():
    repaired = repair_text(GARBLED)
    wrong = sum(a != b for a, b in zip(repaired.text.split(), PRINTED.split(), strict=True))
    assert wrong <= 1


def test_line_breaks_and_white_space_stay():
    text = "  Thuc hién Nghi quyét\t cia  Dang,\r\n\r\n   cac cap uy va chinh quyén \n"
    repaired = repair_text(text).text
    assert [c for c in repaired if c.isspace()] == [c for c in text if c.isspace()]


@pytest.mark.parametrize("name", CLEAN)
def test_clean_text_stays_as_it_is(name: str):
    repaired = repair_text(CLEAN[name])
    assert repaired.text == CLEAN[name]
    assert repaired.changes == ()


def test_clean_text_in_nfd_comes_out_the_same_in_nfc():
    text = CLEAN["official"]
    assert repair_text(unicodedata.normalize("NFD", text)).text == text


def test_changes_say_what_was_done_where():
    repaired = repair_text(GARBLED)
    change = next(c for c in repaired.changes if c.before == "b0")
    assert change.after == "bộ"
    assert change.line == 3
    assert change.reason
    assert 0 <= change.confidence <= 1


def test_repairing_twice_is_repairing_once():
    once = repair_text(GARBLED).text
    assert repair_text(once).text == once


@settings(max_examples=25, deadline=None)
@given(st.text("aăâbcdđeêghiklmnoôơpqrstuưvxy0156&.,-/ \nHĐ", max_size=60))
def test_any_text_survives_and_settles(text: str):
    once = repair_text(text).text
    assert once.count("\n") == text.count("\n")
    assert repair_text(once).text == once


def test_numbers_among_letters_stay_numbers():
    text = (
        GARBLED + "\nTrong nam 2023 da kết nap 1.245 dang vién, dat 103,5% ké hoach, tang 14 nguoi."
    )
    repaired = repair_text(text).text
    for number in ("2023", "1.245", "103,5%"):
        assert number in repaired


def test_repair_can_be_switched_off():
    assert repair_text(GARBLED, RepairSettings(enabled=False)).text == GARBLED


@pytest.mark.parametrize(
    "text", ["", "\n\n", " ", "12 345", "–––", "\x00\x07", "𝒳" * 40, "a" * 5000]
)
def test_odd_texts_come_back(text: str):
    assert repair_text(text).text == text


# --- pages ----------------------------------------------------------------------------------


def page_of(
    text: str,
    origin: PageOrigin = PageOrigin.IMAGE,
    confidence: float = 0.9,
    alternatives: dict[str, tuple[tuple[str, float], ...]] | None = None,
    model: str = "vie",
) -> Page:
    lines = []
    for row, line in enumerate(text.split("\n")):
        words = tuple(
            Word(w, w, confidence, Box(60 * n, 40 * row, 60 * n + 50, 40 * row + 30),
                 (alternatives or {}).get(w, ()))
            for n, w in enumerate(line.split())
        )  # fmt: skip
        lines.append(Line(words, Box(0, 40 * row, 900, 40 * row + 30)))
    block = Block(tuple(lines), BlockKind.BODY)
    return Page(1, 1000, 1400, 300.0, origin, "test", (block,), model=model)


MISREAD = (
    "Giao Giám đôc Sở Giáo dục và Dào tạo chủ trì, phôi hợp với các cơ quan liên quan\n"
    "tô chức triển khai thực hiện, bảo đảm đúng thâm quyền và quy định của pháp luật."
)
RIGHT = (
    "Giao Giám đốc Sở Giáo dục và Đào tạo chủ trì, phối hợp với các cơ quan liên quan\n"
    "tổ chức triển khai thực hiện, bảo đảm đúng thẩm quyền và quy định của pháp luật."
)


def test_a_full_stop_before_a_capital_is_a_speck_where_the_sentence_goes_on():
    read = "nước Việt.Nam và Chủ tịch Hồ.Chí Minh, theo quy định.Điều 5; GS.Nguyễn Văn An, TP.Huế"
    pages, _ = repair_pages([page_of(f"{RIGHT}\n{read}")])
    assert pages[0].text.split("\n")[-1] == (
        "nước Việt Nam và Chủ tịch Hồ Chí Minh, theo quy định.Điều 5; GS.Nguyễn Văn An, TP.Huế"
    )


def made_again(lines: list[str], changes: Sequence[Change]) -> list[str]:
    """The lines as read, with the changes of the log made in them."""
    edits = []
    for change in changes:
        assert change.start is not None
        assert change.end is not None
        assert lines[change.line - 1][change.start : change.end] == change.before
        place = (change.line - 1, change.start, change.end)
        edits.append(Edit(*place, change.after, change.reason, change.confidence))
    return edited(lines, edits)


@pytest.mark.parametrize("text", [GARBLED, MISREAD, unicodedata.normalize("NFD", GARBLED)])
def test_the_log_leads_from_the_text_as_read_to_the_repaired_one(text: str):
    repaired = repair_text(text)
    read = unicodedata.normalize("NFC", text).split("\n")
    assert made_again(read, repaired.changes) == repaired.text.split("\n")


def test_the_log_holds_what_a_later_round_changes(monkeypatch: pytest.MonkeyPatch):
    rounds = iter(
        [
            (Edit(0, 3, 5, "hai", "one", 0.9), Edit(1, 0, 1, "B", "one", 0.9)),
            (Edit(0, 0, 2, "số", "two", 0.8),),
            (),
        ]
    )
    monkeypatch.setattr(
        pipeline.repair.engine, "repair_lines", lambda *_: LineRepair(next(rounds), {}, "vie")
    )
    repaired = repair_text("so ha\nb")
    assert repaired.text == "số hai\nB"
    assert made_again(["so ha", "b"], repaired.changes) == ["số hai", "B"]
    assert repaired.changes[-1].reason == "one; two"


@pytest.mark.parametrize(("text", "model"), [(GARBLED, "eng"), (MISREAD, "vie")])
def test_the_log_of_a_page_leads_from_its_lines_as_read_to_the_repaired_ones(text: str, model: str):
    (page,), changes = repair_pages([page_of(text, confidence=0.7, model=model)])
    assert changes
    repaired = [line.text for line in page.lines]
    assert [" ".join(line.split()) for line in made_again(text.split("\n"), changes)] == repaired


def test_a_page_read_by_us_is_repaired_word_by_word():
    (page,), changes = repair_pages([page_of(MISREAD, confidence=0.7)])
    assert page.text == RIGHT
    assert [c.after for c in changes] == ["đốc", "Đào", "phối", "tổ", "thẩm"]
    assert all(c.box is not None and c.page == 1 for c in changes)


def test_what_was_read_and_where_stays():
    before = page_of(MISREAD, confidence=0.7)
    (after,), _ = repair_pages([before])
    assert [w.read for w in after.words] == [w.read for w in before.words]
    assert [w.box for w in after.words] == [w.box for w in before.words]


def test_a_page_repaired_once_is_left_alone():
    first, changes = repair_pages([page_of(MISREAD, confidence=0.7)])
    again, none = repair_pages(first)
    assert again == first
    assert changes
    assert none == ()


def test_a_sound_text_layer_passes_unchanged():
    pages = (page_of(MISREAD, PageOrigin.TEXT_LAYER, model=""),)
    assert repair_pages(pages) == (pages, ())


def test_the_engines_other_reading_settles_a_doubtful_word():
    text = "Tổ công tác do ông Nguyễn Văn Hoả làm tổ trưởng"
    other = {"Hoả": (("Hoà", 0.98),)}
    (page,), _ = repair_pages([page_of(text, confidence=0.5, alternatives=other)])
    assert all(0 <= w.confidence <= 1 for w in page.words)
    assert page.text == text.replace("Hoả", "Hoà")
    (page,), _ = repair_pages([page_of(text, confidence=0.5, alternatives={"Hoả": ()})])
    assert "Hoà" not in page.text


def test_chi_read_as_a_commoner_word():
    read = "Kế hoạch chỉ tiết và Chỉ cục Thuế; chỉ tiêu chỉ đạo chỉ trả"
    (page,), _ = repair_pages([page_of(read, confidence=0.97)])
    assert page.text == "Kế hoạch chi tiết và Chi cục Thuế; chỉ tiêu chỉ đạo chỉ trả"


def test_doubtful_words_are_marked():
    (page,), _ = repair_pages([page_of("Ông Trân Văn Hxqz ký", confidence=0.35)])
    assert any(w.doubtful for w in page.words)
    (page,), _ = repair_pages([page_of(RIGHT, confidence=0.97)])
    assert not any(w.doubtful for w in page.words)


def test_of_a_word_that_no_language_knows_the_engine_alone_tells():
    (page,), _ = repair_pages([page_of("'fWơnÿ Lê Hồng Nhân", confidence=0.35)])
    word = next(page.words)
    assert (word.text, word.doubtful) == ("'fWơnÿ", True)
    assert word.confidence <= 0.35


def test_a_sure_engine_is_not_overruled_by_a_commoner_phrase():
    read = "Thực hiện Quy định số 08-QĐi/TW, ngày 25/10/2018 và Quy định số 47-QĐ/TW về đảng viên"
    line = page_of(read, confidence=0.97)
    assert repair_pages([line])[0][0].text == read
    (unsure,), _ = repair_pages([page_of(MISREAD, confidence=0.7)])
    assert unsure.text == RIGHT


def test_a_change_that_is_none_is_not_logged():
    block = Block(
        (Line(tuple(Word(w, w, 0.97) for w in ("Đặng", "Chí", "Bền"))),), BlockKind.SIGNATURE
    )
    made = replace(page_of("Nơi nhận: Như trên", confidence=0.97), blocks=(block,))
    (page,), changes = repair_pages([made])
    assert page.text == "Đặng Chí Bền"
    assert all(change.before != change.after for change in changes)


def test_letters_that_vietnamese_has_not_never_reach_the_output():
    (page,), _ = repair_pages([page_of("Số: 12/QÐ-UBND của Ñgân hàng Ðầu tư và Œ", confidence=0.6)])
    assert not set(page.text) & set("ÐÑŒÄÏ")


def test_codes_and_dates_are_repaired_by_grammar():
    (page,), changes = repair_pages([page_of("Căn cứ Nghị định số 30/2020/ND-CP của Chính phủ")])
    assert "30/2020/NĐ-CP" in page.text
    assert changes[0].before == "30/2020/ND-CP"


def test_capitals_gone_astray_are_mended():
    (page,), _ = repair_pages([page_of("Các cơ SỐ đào tạo báo cáo vỀ tình hình thực hiện")])
    assert "về tình hình" in page.text
    assert "SỐ" not in page.text


def test_words_keep_a_place_of_their_own():
    text = "Tan Yén, ngay 26 thang 3 nam 2024, Uy ban nhandan huyén bao cdo nhu sau"
    (page,), _ = repair_pages([page_of(text, model="eng")])
    assert "ngày 26 tháng 3 năm 2024" in page.text
    assert "nhân dân huyện" in page.text
    assert all(" " not in word.text and word.text for word in page.words)
    boxes = [word.box for word in page.words if word.box]
    assert all(a.right <= b.left for a, b in itertools.pairwise(boxes))


def test_the_white_space_of_a_text_page_stays():
    text = "  Thuc hién   Nghi quyét cia\tDang,  cac cap uy va chinh quyén "
    words = tuple(Word(w, w, 1.0) for w in text.split())
    gaps = ("  ", " ", "   ", " ", " ", "\t", "  ", " ", " ", " ", " ", " ", " ")
    line = Line(words, spacing=gaps)
    assert line.text == text
    page = Page(1, 0, 0, None, PageOrigin.TEXT_FILE, "text", (Block((line,)),))
    (repaired,), _ = repair_pages([page])
    assert repaired.text == repair_text(text).text
    assert "  Thực hiện   Nghị quyết" in repaired.text


def test_capitals_without_marks_are_words_in_garbled_text():
    repaired = repair_text("CONG HOA XA HOI CHU NGHIA VIET NAM\nDgc lap - Tu do - Hanh phtic")
    assert repaired.text == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"


def test_marks_left_out_are_put_back():
    text = "Uy ban nhan dan tinh ban hanh ke hoach trien khai thuc hien nghi quyet nay"
    repaired = repair_text(text).text
    assert repaired == (
        "Ủy ban nhân dân tỉnh ban hành kế hoạch triển khai thực hiện nghị quyết này"
    )


def test_specks_at_the_end_of_a_line_are_no_words():
    lines = GARBLED.split("\n")
    repaired = repair_text("\n".join((lines[0], lines[1] + " ae", lines[2] + " oo")))
    assert [line.rstrip() for line in repaired.text.split("\n")] == (
        repair_text(GARBLED).text.split("\n")
    )
    assert {"ae", "oo"} <= {c.before for c in repaired.changes if not c.after}


def test_a_page_may_lose_specks_and_keeps_its_lines():
    (page,), changes = repair_pages([page_of(GARBLED.replace("su\n", "su ae\n"), model="eng")])
    assert page.text.split("\n")[0].endswith("cường sự")
    assert page.text.count("\n") == GARBLED.count("\n")
    assert any(c.before == "ae" and not c.after for c in changes)


@pytest.mark.parametrize("mark", [".", "-", ":", ".-", "'"])
def test_a_speck_between_two_words_parts_them(mark: str):
    repaired = repair_text(GARBLED.replace("Chap hanh", f"Chap{mark}hanh")).text
    assert "Chấp hành" in repaired


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("tai khoan.1 Diéu 13", "tại khoản 1 Điều 13"),
        ("khoan 3 Diéu-5 Nghi dinh", "khoản 3 Điều 5 Nghị định"),
        ("khoan 18-Diéu 3 Luat nay", "khoản 18 Điều 3 Luật này"),
        ("ndp 01-b6 hé so", "nộp 01 bộ hồ sơ"),
        ("kiém dinh;-co so giam dinh", "kiểm định; cơ sở giám định"),
        ("tir thang 5-2020 dén ngay 01-8-2020", "từ tháng 5-2020 đến ngày 01-8-2020"),
        ("phong chéng Covid-19 va COVID-19", "phòng chống Covid-19 và COVID-19"),
        ("CHU NGHIA MAC, LE-NIN", "CHỦ NGHĨA MÁC, LÊ-NIN"),
        ("tai cac diém CM1, CM2, CM3 va CM4", "tại các điểm CM1, CM2, CM3 và CM4"),
        ("giai quyét, cap thé can cu’6c cho ngudi dan", "cấp thẻ căn cước cho người dân"),
    ],
)
def test_specks_between_words_and_numbers(read: str, printed: str):
    assert printed in repair_text(f"{GARBLED}\n{read}.").text


def test_marks_of_text_typed_without_its_own_are_print():
    text = """Cac co quan gui tai lieu.pdf va bao cao ve UBND tinh truoc ngay 15 thang 6 nam nay
theo quy dinh cua phap luat hien hanh, dien tich la 5 m? hay 6 m? thi phai ghi ro;moi co quan"""
    assert re.sub(r"\w", "", repair_text(text).text) == re.sub(r"\w", "", text)


def test_marks_read_inside_a_word_belong_to_it():
    repaired = repair_text(GARBLED.replace("tang cudng", "tang cu‘dng")).text
    assert "tăng cường" in repaired


def test_numbers_and_list_marks_are_never_specks():
    repaired = repair_text(GARBLED + "\na) Cac cap uy, chinh quyén dia phuong; 7\nb) Cac co quan")
    lines = repaired.text.split("\n")
    assert lines[3].startswith("a)")
    assert lines[3].endswith("7")
    assert lines[4].startswith("b)")


def test_a_document_tells_what_its_codes_and_acronyms_are():
    garbled = """THONG BAO
Can cir Nghi quyét sé 66/NO-CP ngay 26/3/2025 cua Chinh phu va Quyét dinh sé 49/QD-DHTD
ngay28 thang 01 nam 2022 cua Truong Dai hoc Tay Dé vé viéc t6 chirc thi két thuc hoc phan.
Noi nhan: - HDT (dé b/c); hinh thirc thi ty luan gom 2 dé thi va 2 dap an.
"""
    repaired = repair_text(garbled).text
    assert "66/NQ-CP" in repaired
    assert "49/QĐ-ĐHTĐ" in repaired
    assert "ngày 28 tháng 01" in repaired
    assert "- HĐT (" in repaired
    assert "2 đề thi và 2 đáp án" in repaired


def test_every_change_of_a_code_has_its_reason():
    garbled = """Can cir Chi thi s6 52- CT/TW ngay 12 thang 5 nam 2015 va Quyét dinh s6 49/KH-DHTD
ngay 25 thang 01 nam 2022 cua Truong Dai hoc Tay Dé vé viéc té chirc thi két thuc hoc phan
"""
    reasons = {change.after: change.reason for change in repair_text(garbled).changes}
    assert reasons["52-CT/TW"] == "a gap inside a code"
    assert reasons["49/KH-ĐHTĐ"] == "the Đ of an acronym"


def test_a_letterhead_read_without_gaps():
    garbled = """SOY TE Déc lap - Ty do - Hanh phic
86: 53/SYT- NVY Phi Tho, ngay 12 thang 12 nam 2011
Viv chu déng trién khai céng tac phong chéng thién tai theo Céng dién sé 1155/CD-
BYT ngay 12 thang 12 nam 2011 cua BYT va Bo Yté
"""
    first, second, third, fourth = repair_text(garbled).text.splitlines()
    assert first == "SỞ Y TẾ Độc lập - Tự do - Hạnh phúc"
    assert second.startswith("Số: 53/SYT-NVY ")
    assert third.startswith("V/v chủ động")
    assert fourth == "BYT ngày 12 tháng 12 năm 2011 của BYT và Bộ Y tế"


def test_marks_that_the_words_beside_them_betray():
    garbled = """CONG HOA XA HOI CHU NGHIA VIET NAM
Déclap-Twdo-Hanhphic
MUCDICH,YEUCAU CUA KE HOACH
theo quyét dinh ctia.Thii tudng Chinh phi ngay 07.thang 12 ném2011 va quy dinh.Diéu nay
"""
    _, motto, heading, text, _ = repair_text(garbled).text.split("\n")
    assert motto == "Độc lập - Tự do - Hạnh phúc"
    assert heading.startswith("MỤC ĐÍCH, YÊU CẦU")
    assert "của Thủ tướng" in text
    assert "ngày 07 tháng 12 năm 2011" in text
    assert "quy định.Điều" in text


def test_a_class_of_the_language_model_is_never_printed():
    text = "Thay thế Phụ lục HI ban hành kèm theo Nghị định của Chính phủ và của các bộ, ngành;"
    for name in ("III", "2024", "12/3/2024", "<roman>"):
        page = page_of(
            text, confidence=0.4, alternatives={"HI": ((name, 0.9),), "của": ((name, 0.9),)}
        )
        (repaired,), _ = repair_pages([page])
        assert "<" not in repaired.text
        assert "Phụ lục III ban hành" in repaired.text


@pytest.mark.parametrize("name", CLEAN)
def test_clean_print_read_by_us_stays_as_it_is(name: str):
    words = CLEAN[name].split()
    (page,), changes = repair_pages([page_of(CLEAN[name], confidence=0.96)])
    assert page.text.split() == words
    assert changes == ()


def test_marks_that_no_document_holds_are_mended_on_a_page_read_by_us():
    read = (
        "Độc lập — Tự do — Hạnh phúc\n"
        "~ Như Điều 3; ' các sở, _ ban, ngành ` của tỉnh;\n"
        "tốc độ trên 20 km⁄h trong khu dân.cư và không cần-thiết ở đó;"
    )
    printed = (
        "Độc lập – Tự do – Hạnh phúc\n"
        "- Như Điều 3; các sở, ban, ngành của tỉnh;\n"
        "tốc độ trên 20 km/h trong khu dân cư và không cần thiết ở đó;"
    )
    (page,), changes = repair_pages([page_of(read)])
    assert page.text == printed
    assert len(changes) == 9
    again, none = repair_pages([page_of(printed)])
    assert again[0].text == printed
    assert none == ()
    assert repair_text(printed).text == printed


def test_a_slash_read_twice_on_a_page_read_by_us_is_one_but_not_in_an_address():
    read = (
        "Báo cáo quý II/⁄2024 và quý III⁄/2024 của tỉnh, xem http:/⁄tinh.gov.vn về tốc độ 5 km⁄h;"
    )
    (page,), _ = repair_pages([page_of(read)])
    printed = (
        "Báo cáo quý II/2024 và quý III/2024 của tỉnh, xem http://tinh.gov.vn về tốc độ 5 km/h;"
    )
    assert page.text == printed


def test_points_counted_with_small_numerals_stay_on_a_page_read_by_us():
    text = (
        "gồm: (i) quy hoạch sử dụng đất; (ii) thảo luận dự thảo; (iii) bầu bổ sung; (iv) công tác"
    )
    (page,), _ = repair_pages([page_of(text, confidence=0.5)])
    assert page.text == text


def test_a_foreign_name_read_by_us_stays_unless_the_engine_names_another():
    read = "Bộ trưởng đã thăm Manama và hội đàm với ông Furage về hợp tác giữa hai nước."
    page = page_of(read, confidence=0.6, alternatives={"Furage": (("Farage", 0.9),)})
    assert repair_pages([page])[0][0].text == read.replace("Furage", "Farage")


def test_a_foreign_word_that_is_often_read_so_is_repaired():
    read = "Các tổ chức Eintech cung cấp dịch vụ cho người sử dụng trên địa bàn thành phố."
    assert "Fintech" in repair_pages([page_of(read, confidence=0.7)])[0][0].text


def test_a_number_that_was_not_read_as_one_is_marked_for_a_person_to_check():
    read = "theo khoản I Điều 5 và thêm I0 ngày làm việc, kể từ ngày 2 tháng 7 năm 2024;"
    (page,), _ = repair_pages([page_of(read, confidence=0.95)])
    assert [word.text for word in page.words if word.doubtful] == ["1", "10"]


def test_a_capital_inside_a_sentence_is_small_where_the_engine_says_so():
    read = "các trường Hợp khác. Hợp đồng do Bị đơn ký, Hợp tác với Ban Bí thư."
    named = {"Hợp": (("hợp", 0.2),), "Bị": (("bị", 0.9),), "Bí": (("bí", 0.3),)}
    (page,), _ = repair_pages([page_of(read, alternatives=named)])
    assert page.text == ("các trường hợp khác. Hợp đồng do bị đơn ký, hợp tác với Ban Bí thư.")


def test_points_and_numerals_of_a_page_read_by_us_are_in_order():
    read = (
        "II. TỔ CHỨC THỰC HIỆN\n1. Trách nhiệm của các cơ quan, đơn vị:\n"
        "a) Sở Nội vụ;\nb) Sở Tài chính;\ne) Sở Tư pháp;\nđ) Sở Y tế;\nđ) Các sở khác.\n"
        "II. HIỆU LỰC THI HÀNH\nI. Văn bản này có hiệu lực từ ngày ký.\n2. Các sở thi hành."
    )
    (page,), _ = repair_pages([page_of(read)])
    assert [line.split()[0] for line in page.text.split("\n")] == (
        "II. 1. a) b) c) d) đ) III. 1. 2.".split()
    )


def test_headings_are_counted_through_the_pages_of_a_document():
    read = ("I- KẾT QUẢ ĐẠT ĐƯỢC", "I- HẠN CHẾ, KHUYẾT ĐIỂM", "HI- PHƯƠNG HƯỚNG, NHIỆM VỤ")
    pages, changes = repair_pages([page_of(text) for text in read])
    assert [page.text.split()[0] for page in pages] == ["I-", "II-", "III-"]
    changed = [(c.before, c.after) for c in changes if c.before != c.after]
    assert changed == [("I", "II"), ("HI", "III")]
    assert all(next(page.words).doubtful for page in pages[1:])
    alone, _ = repair_pages([page_of(read[1])])
    assert alone[0].text == read[1]


@pytest.mark.parametrize(
    "printed",
    [
        "I- NGUYÊN TẮC\nII- HÌNH THỨC, TIÊU CHUẨN",
        "Ủy ban nhân dân xã Đak Tơ Re đề nghị phê duyệt đường nội thôn Đak Jơ Lang.",
        "Toàn tỉnh có 92 sản phẩm được đưa lên các sàn Postmart, Voso, Sendo, Lazada.",
    ],
)
def test_numerals_of_the_party_and_names_that_are_not_vietnamese_stay(printed):
    assert repair_pages([page_of(printed, confidence=0.93)])[0][0].text == printed


def test_the_number_of_a_footnote_is_no_part_of_its_word():
    read = "Tỉnh ủy ban hành 12 văn bản chỉ đao¹; mở rộng 120 m² kho tại cơ sớ², đến nay đã xong."
    (page,), _ = repair_pages([page_of(read, confidence=0.7)])
    assert page.text == read.replace("đao", "đạo").replace("sớ", "sở")


def test_a_raised_number_is_as_doubtful_as_it_was_read():
    read = "Tỉnh ủy ban hành 12 văn bản chỉ đạo¹; mở rộng kho tại cơ sở(2), đến nay đã xong."
    for confidence, doubtful in ((0.3, ["đạo¹;", "sở(2),"]), (0.96, [])):
        (page,), _ = repair_pages([page_of(read, confidence=confidence)])
        assert [w.text for w in page.words if w.doubtful and RAISED.search(w.text)] == doubtful


def test_words_joined_with_an_abbreviation_and_the_name_of_the_country_are_parted():
    garbled = """CONG HOA XA HOI CHU NGHIA VIETNAM
gti UBNDhuyén, HDNDtinh va UBNDxung cac don vi; cong ty Vietnam Airlines vao khoang.7,6 d6 Vi Bac
"""
    repaired = repair_text(garbled)
    assert repaired.text.startswith("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n")
    assert "UBND huyện, HĐND tỉnh và UBND xung các" in repaired.text
    assert "Vietnam Airlines vào khoảng 7,6 độ" in repaired.text
    assert all(change.before for change in repaired.changes)
    lines = tuple(Line(tuple(Word(w, w, 0.9) for w in row.split())) for row in garbled.splitlines())
    page = Page(1, 0, 0, None, PageOrigin.IMAGE, "", (Block(lines),), model="eng")
    assert repair_pages([page])[0][0].text.split() == repaired.text.split()


def test_a_point_inside_a_sentence_does_not_break_the_order_of_points():
    garbled = """c) Chiu trach nhiém theo quy dinh cua phap luat vé viéc thi hanh an hanh chinh;
d) Thue hién viéc kiém tra theo quy dinh tai diémd khoan 5 Diéu 10 cua Luat nay;
d) Phéi hop chat ché véi co quan Thi hanh an dan su trong viéc theo doi thi hanh an;
"""
    first, second, third, _ = repair_text(garbled).text.split("\n")
    assert first.startswith("c) ")
    assert second.startswith("d) ")
    assert "điểm d khoản 5" in second
    assert third.startswith("đ) ")


def test_a_hyphen_in_a_code_may_be_read_as_a_dash():
    repaired = repair_text(GARBLED + "\ntheo Thong tu s6 32/2020/TT—BGTVT ciia B6 truéng")
    assert "32/2020/TT-BGTVT" in repaired.text
    assert any("hyphen" in change.reason for change in repaired.changes)


def test_a_slash_in_a_code_may_be_read_as_a_fraction_slash():
    text = "Căn cứ Luật Đất đai số 31⁄2024/QHI5 và Quyết định số 12/QĐ⁄UBND ngày 5⁄3⁄2024 của tỉnh,"
    repaired = repair_text(text).text
    assert "31/2024/QH15" in repaired
    assert "ngày 5/3/2024" in repaired
    kept = "Cộng 1⁄2 muỗng với 3⁄4 chén nước."
    assert repair_text(kept).text == kept


def test_a_gap_in_a_code_of_garbled_text_closes():
    repaired = repair_text(GARBLED + "\ntheo Thong tu s6 32/2020/TT- BGTVT ciia B6 truéng").text
    assert "32/2020/TT-BGTVT" in repaired


def test_a_row_of_dots_read_as_letters_is_dots_again():
    read = f"{GARBLED}\nChit ky cua nguoi lap: ccccceecsecsecceeee"
    last = repair_text(read).text.split("\n")[-1]
    assert last.endswith(": " + "." * 19)


@pytest.mark.parametrize("text", ["trang hai", "Các mô", "ban khác khi", "Sâu"])
def test_a_few_words_are_no_evidence_of_garble(text: str):
    assert repair_text(text).text == text


def test_a_question_mark_where_the_sentence_goes_on_is_part_of_a_letter():
    repaired = repair_text(GARBLED.replace("dang vién", "lich st? dang vién")).text
    assert "lịch sử đảng viên" in repaired


def test_a_page_without_words_is_no_trouble():
    empty = Page(3, 10, 10, None, PageOrigin.FAILED, "broken")
    blank = Page(4, 10, 10, None, PageOrigin.IMAGE, "blank", model="vie")
    pages, changes = repair_pages([empty, blank])
    assert pages[0] == empty
    assert pages[1].blocks == ()
    assert changes == ()


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("hién nay, co’ quan nhà nu’éc có thim quyén", "cơ quan nhà nước"),
        ("phai git? nguyén hién trudng", "giữ nguyên hiện trường"),
        ("theo chi nghia Mac-Lénin, tu tudng H6 Chi Minh", "Mác-Lênin"),
        ("bao dam du vac-xin phong bénh cho nhan dan", "vắc-xin"),
        ("suy giam tang 6-d6n cua khi quyén", "ô-dôn"),
        ("thuc hién du-an dau tu x4y dung", "dự án đầu tư"),
        ("thuc hién du_an dau tu x4y dung", "dự án đầu tư"),
        ("bao dam I¢i ich cua nhan dan", "lợi ích"),
        ("Nghi dinh s6-38/2018/ND-CP cua Chinh phu", "Nghị định số 38/2018/NĐ-CP"),
        ("CAC DON VI SU NGHIEP CONG LAP", "ĐƠN VỊ SỰ NGHIỆP"),
        ("hoc tap va lam theo Chu tich H6 Chi.Minh vi dai", "Hồ Chí Minh"),
        ("viéc ap dung theo quy dinh.Diéu 5 cua Luat nay", "quy định.Điều 5"),
    ],
)
def test_marks_of_garbled_text_are_hooks_hyphens_or_specks(read: str, printed: str):
    repaired = repair_text(f"{GARBLED}\n{read}").text
    assert printed in repaired.split("\n")[-1]


def test_text_that_is_surely_misread_is_repaired_as_a_scan_is():
    read = (
        MISREAD.replace("liên quan", "liên quan theo khoản I Điều 5") + "\n~ Như Điêu 3; § tháng;"
    )
    assert repair_text(read).text == (
        RIGHT.replace("liên quan", "liên quan theo khoản 1 Điều 5") + "\n- Như Điều 3; 8 tháng;"
    )
    once = repair_text(read).text
    assert repair_text(once).text == once
    sound = RIGHT + "\n~ Như Điều 3; § tháng;"
    assert repair_text(sound).text == sound
