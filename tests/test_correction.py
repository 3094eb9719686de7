# SPDX-License-Identifier: Apache-2.0
"""Words that a person corrected."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import digitise
from pipeline.correction import (
    LONGEST,
    Corrections,
    FieldCorrection,
    OtherReadingError,
    WordCorrection,
    are_made,
    corrections_as_json,
    corrections_in,
    go_beyond,
    with_words_corrected,
)
from pipeline.document import correct_record
from pipeline.errors import InputFileError
from pipeline.record import Evidence, LineRecord, OtherDocument, Record, Signer
from pipeline.record_parts import documents_of
from tests.export.records import block, page, placed, record, table


def told(*corrections: tuple[object, object, object, object], sha256: str = "0" * 64) -> bytes:
    names = WordCorrection._fields
    found = [dict(zip(names, values, strict=True)) for values in corrections]
    return json.dumps(
        {"format": "sohoa-corrections", "sha256": sha256, "corrections": found}
    ).encode()


def made(*words: tuple[int, int, str, str], sha256: str = "0" * 64) -> Corrections:
    return Corrections(sha256, tuple(WordCorrection(*word) for word in words))


def words_of(value: Record) -> list[str]:
    return [w.text for p in value.pages for b in p.blocks for ln in b.lines for w in ln.words]


def lines_of(value: Record) -> list[LineRecord]:
    return [line for page in value.pages for block in page.blocks for line in block.lines]


def letter() -> Record:
    return record(block("Thông bảo số", "6 về việc"), block("nghỉ lễ."))


def test_a_word_is_what_it_was_corrected_to_and_certain():
    value = with_words_corrected(letter(), made((1, 1, "bảo", "báo")))
    assert value.text == "Thông báo số\n6 về việc\n\nnghỉ lễ."
    word = lines_of(value)[0].words[1]
    assert (word.text, word.read, word.confidence, word.doubtful) == ("báo", "bảo", 1.0, False)
    assert [(c.page, c.line, c.before, c.after) for c in value.corrections] == [
        (1, 1, "bảo", "báo")
    ]
    assert value.quality.mean_confidence == pytest.approx((7 * 0.9 + 1) / 8, abs=1e-4)


def test_a_word_may_become_two_and_two_one():
    value = with_words_corrected(letter(), made((1, 2, "số", "số 1"), (1, 3, "6", "")))
    assert words_of(value) == ["Thông", "bảo", "số", "1", "về", "việc", "nghỉ", "lễ."]


def test_the_parts_of_a_word_share_its_place():
    value = record(placed((0, 0, 90, 10), "tăngcường"))
    line = value.pages[0].blocks[0].lines[0]
    boxed = [line.words[0].__class__(text="tăngcường", read="", confidence=0.5, box=(0, 0, 90, 10))]
    first = value.pages[0].blocks[0]
    lines = (line.__class__(words=tuple(boxed), box=line.box),)
    held = first.__class__(kind="body", lines=lines, box=first.box)
    value = value.model_copy(update={"pages": (page(held),), "text": "tăngcường"})
    after = with_words_corrected(value, made((1, 0, "tăngcường", "tăng cường")))
    assert [word.box for word in lines_of(after)[0].words] == [(0, 0, 40, 10), (40, 0, 90, 10)]


def test_a_line_without_words_goes_and_so_does_its_block():
    value = with_words_corrected(letter(), made((1, 6, "nghỉ", ""), (1, 7, "lễ.", "")))
    assert [len(b.lines) for b in value.pages[0].blocks] == [2]
    assert value.text == "Thông bảo số\n6 về việc"


def test_gaps_of_a_text_file_stay_where_nothing_was_corrected():
    value = letter().model_copy(update={"text": "Thông  bảo số\n6   về việc\n\nnghỉ lễ."})
    value = with_words_corrected(value, made((1, 7, "lễ.", "lễ!")))
    assert value.text == "Thông  bảo số\n6   về việc\n\nnghỉ lễ!"


def test_cells_of_a_table_are_corrected_where_they_are():
    value = record(table(("STT", "Tên"), ("l", "An")))
    value = value.model_copy(update={"text": "STT | Tên\nl | An"})
    assert with_words_corrected(value, made((1, 2, "l", "1"))).text == "STT | Tên\n1 | An"


@pytest.mark.parametrize(
    "wrong",
    [
        made((1, 1, "khác", "báo")),
        made((1, 99, "bảo", "báo")),
        made((2, 0, "bảo", "báo")),
        made((1, 1, "bảo", "báo"), (1, 2, "khác", "số")),
        made((1, 1, "bảo", "báo"), sha256="1" * 64),
    ],
)
def test_corrections_of_another_reading_or_document_are_refused(wrong: Corrections):
    with pytest.raises(InputFileError):
        with_words_corrected(letter(), wrong)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b'{"format": "other", "sha256": "", "corrections": []}',
        told((1, -1, "a", "b")),
        told((1, "1", "a", "b")),
        told((1, 1, "a", None)),
        told((1, 1, "a", "b" * (LONGEST + 1))),
        b"[" * 100_000,
    ],
)
def test_what_is_no_file_of_corrections_is_told(data: bytes):
    with pytest.raises(InputFileError, match="no file of corrections"):
        corrections_in(data)


def test_corrections_are_nfc_and_hold_no_control_characters():
    decomposed = "ba\u0301o\x00\ncáo"
    ((_, _, _, after),) = corrections_in(told((1, 1, "bảo", decomposed))).words
    assert after == "báo cáo"


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.integers(0, 7), st.sampled_from(["a", "b c", ""]), max_size=8))
def test_every_other_word_stays_as_it_was(wanted: dict[int, str]):
    before = words_of(letter())
    value = with_words_corrected(letter(), made(*((1, n, before[n], w) for n, w in wanted.items())))
    expected = [w for n, word in enumerate(before) for w in wanted.get(n, word).split()]
    assert words_of(value) == expected == value.text.split()
    assert len(value.corrections) == len(wanted)


def test_fields_follow_the_words(tmp_path: Path):
    from tests.test_document import LETTER

    path = tmp_path / "a.txt"
    path.write_text(LETTER.format(number="118"), encoding="utf-8")
    value = digitise(path)
    at = words_of(value).index("118/UBND-NC")
    wanted = made((1, at, "118/UBND-NC", "119/UBND-NC"), sha256=value.source.sha256)
    corrected = correct_record(value, wanted)
    assert (value.number, corrected.number, corrected.code) == ("118", "119", "119/UBND-NC")
    assert corrected.provenance[-1].step == "correction"
    assert corrected.subject == value.subject
    assert Record.model_validate_json(corrected.to_json()) == corrected


def test_without_corrections_the_record_is_the_same():
    assert correct_record(letter(), made()) == letter()


def fields(*corrected: tuple[int, str, object, object]) -> Corrections:
    """Corrections of fields, as a sheet writes them."""
    names = FieldCorrection._fields
    told_ = {"format": "sohoa-corrections", "sha256": "0" * 64, "corrections": []}
    told_["fields"] = [dict(zip(names, values, strict=True)) for values in corrected]
    return corrections_in(json.dumps(told_).encode())


def decision() -> Record:
    """Two documents: one on pages 1 and 2, one on page 3."""
    pages = (page(block("một")), page(block("hai"), number=2), page(block("ba"), number=3))
    other = OtherDocument(first_page=3, last_page=3, issuer="SỞ Y TẾ")
    whole = record(issuer="SỞ NỘI VỤ", number="12", symbol="QĐ-SNV", code="12/QĐ-SNV")
    return whole.model_copy(
        update={"pages": pages, "text": "một\n\nhai\n\nba", "other_documents": (other,)}
    )


def test_a_field_is_what_it_was_corrected_to_and_certain():
    value = correct_record(
        decision(), fields((1, "issuer", "SỞ NỘI VỤ", "SỞ CÔNG AN"), (1, "date", "", "5/2/2024"))
    )
    assert (value.issuer, value.date) == ("SỞ CÔNG AN", "2024-02-05")
    assert value.evidence["issuer"] == Evidence(page=1, confidence=1.0)
    assert value.evidence["date"] == Evidence(confidence=1.0)
    assert value.text == decision().text
    assert [made.field for made in value.corrected_fields] == ["issuer", "date"]
    assert Record.model_validate_json(value.to_json()) == value


def test_number_and_symbol_follow_the_code():
    value = correct_record(decision(), fields((1, "code", "12/QĐ-SNV", "13/QĐ-UBND")))
    assert (value.number, value.symbol, value.code) == ("13", "QĐ-UBND", "13/QĐ-UBND")


def test_each_document_of_a_file_has_its_own_fields_and_its_part_knows_them():
    made = fields(
        (3, "issuer", "SỞ Y TẾ", "BỘ Y TẾ"), (3, "signers", [], [["", "Giám đốc", "A B"]])
    )
    value = correct_record(decision(), made)
    first, second = documents_of(value)
    assert (first.issuer, second.issuer) == ("SỞ NỘI VỤ", "BỘ Y TẾ")
    assert second.signers == (Signer(position="Giám đốc", name="A B"),)
    assert (len(first.corrected_fields), len(second.corrected_fields)) == (0, 2)
    # a sheet of that part has its words and fields under the same names
    assert correct_record(second, fields((3, "place", "", "Huế"))).place == "Huế"


def test_a_field_that_is_taken_out_is_not_there():
    value = correct_record(decision(), fields((1, "issuer", "SỞ NỘI VỤ", " ")))
    assert value.issuer is None
    assert "issuer" not in value.evidence


def test_corrected_fields_outlast_corrections_of_words():
    value = record(block("SỞ NỘI VỤ"), block("Thông bảo"), issuer="SỞ NỘI VỤ")
    value = correct_record(value, fields((1, "issuer", "SỞ NỘI VỤ", "SỞ Y TẾ")))
    value = correct_record(value, made((1, 4, "bảo", "báo")))
    assert (value.issuer, len(value.corrections)) == ("SỞ Y TẾ", 1)


@pytest.mark.parametrize(
    "corrected", [(1, "issuer", "SỞ Y TẾ", "x"), (2, "issuer", "", "x"), (9, "place", "", "x")]
)
def test_fields_of_another_reading_are_refused(corrected):
    with pytest.raises(OtherReadingError):
        correct_record(decision(), fields(corrected))


@pytest.mark.parametrize(
    "corrected",
    [(1, "text", "", "x"), (1, ["issuer"], "", "x"), ("1", "issuer", "", "x"), (1, "issuer", 1, 2)],
)
def test_what_is_no_field_is_no_file_of_corrections(corrected):
    with pytest.raises(InputFileError, match="no file of corrections"):
        fields(corrected)


def test_a_date_that_is_none_is_told():
    with pytest.raises(InputFileError, match="Ngày ban hành: "):
        fields((1, "date", "", "31/02/2024"))


def test_the_same_corrections_are_known_again_and_more_of_them_too():
    first = fields((1, "issuer", "SỞ NỘI VỤ", "SỞ Y TẾ"))
    value = correct_record(decision(), first)
    again = fields((1, "issuer", "SỞ NỘI VỤ", "SỞ CÔNG AN"), (1, "place", "", "Huế"))
    assert (are_made(value, first), go_beyond(value, first)) == (True, True)
    assert (are_made(value, again), go_beyond(value, again)) == (False, True)
    other = fields((1, "place", "", "Huế"))
    assert (are_made(value, other), go_beyond(value, other)) == (False, False)


texts = st.text(min_size=1, max_size=20).map(lambda text: " ".join(text.split()) or "x")
printable = texts.filter(str.isprintable).map(lambda text: unicodedata.normalize("NFC", text))


@given(
    st.lists(st.builds(WordCorrection, st.integers(1, 9), st.integers(0, 99), texts, printable)),
    st.lists(
        st.builds(FieldCorrection, st.integers(1, 9), st.just("issuer"), printable, printable)
    ),
)
def test_corrections_are_read_as_they_are_written(words, fields):
    value = Corrections("0" * 64, tuple(words), tuple(fields))
    assert corrections_in(corrections_as_json(value)) == value
