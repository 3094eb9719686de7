# SPDX-License-Identifier: Apache-2.0
"""Words that a person corrected in what a batch has made."""

from __future__ import annotations

import csv
import json
import sqlite3
import zlib
from pathlib import Path

import pytest

from pipeline.batch.correcting import Corrected, correcting
from pipeline.batch.faults import FolderInUseError
from pipeline.batch.ledger import Ledger
from pipeline.batch.output import OutputFolder
from pipeline.batch.run import Request
from pipeline.batch.status import batch_status, failures
from pipeline.batch.view import View
from pipeline.batch.watch import Watch
from pipeline.batch.work import Steps
from pipeline.correction import (
    Corrections,
    FieldCorrection,
    OtherReadingError,
    WordCorrection,
    corrections_in,
)
from pipeline.errors import InputFileError
from pipeline.record import Record, WordRecord
from pipeline.settings import Settings
from tests.batch.fake_steps import STEPS, make
from tests.batch.trees import Listening, names, outputs, run, settings

LETTER = "Thông bảo? về việc nghỉ lễ"
FORMATS = ("json", "txt", "md", "pdf")


@pytest.fixture
def done(tmp_path: Path) -> Path:
    """A folder with a small batch that was done."""
    make(tmp_path / "in/a/thư.pdf", LETTER, "trang hai")
    make(tmp_path / "in/b.pdf", "văn bản khác")
    run(tmp_path, formats=FORMATS, tables=True)
    return tmp_path


def record(base: Path, name: str = "a/thư") -> Record:
    return Record.model_validate_json((base / f"out/{name}.json").read_bytes())


def bao(base: Path, *further: WordCorrection, name: str = "a/thư") -> Corrections:
    """``bảo?`` is to be ``báo``, and what else is asked for."""
    words = (WordCorrection(1, 1, "bảo?", "báo"), *further)
    return Corrections(record(base, name).source.sha256, words)


def correct(base: Path, corrections: Corrections, view: View | None = None) -> Corrected:
    with correcting(base / "out", Settings(), view or View(), STEPS) as results:
        return results.correct(corrections)


def undo(base: Path, sha256: str) -> Corrected:
    with correcting(base / "out", Settings(), View(), STEPS) as results:
        return results.undo(sha256)


def test_all_results_follow_and_those_of_others_stay(done: Path):
    before = outputs(done / "out")
    assert correct(done, bao(done)) == Corrected("1 word(s)", ("a/thư",))
    after = outputs(done / "out")
    changed = {name.decode() for name in before if before[name] != after[name]}
    assert {name for name in changed if "/" in name} == {f"a/thư.{kind}" for kind in FORMATS}
    assert "b.json" not in changed
    assert record(done).text.startswith("Thông báo về")
    assert [made.after for made in record(done).corrections] == ["báo"]
    assert "báo".encode() in after["a/thư.pdf".encode()]
    assert "Thông báo" in (done / "out/records.jsonl").read_text("utf-8")


def test_nothing_is_left_to_do_and_what_was_corrected_is_not_read_again(done: Path):
    correct(done, bao(done))
    corrected = outputs(done / "out")
    for wish in (
        {},
        {"retry": "all"},
        {"retry": "doubtful"},
        {"refresh": True, "settings": settings(cleanup={"deskew": False})},
    ):
        view = Listening()
        run(done, view, formats=FORMATS, **wish)
        assert all("thư" not in path for path, _ in view.pages)
        now = outputs(done / "out")
        assert {k: v for k, v in now.items() if b"/" in k} == {
            k: v for k, v in corrected.items() if b"/" in k
        }
    told = batch_status(done / "out", Settings())
    assert (told.corrected, told.pending) == (1, 0)


def test_formats_asked_for_later_and_results_removed_are_of_the_corrected_words(done: Path):
    correct(done, bao(done))
    (done / "out/a/thư.txt").unlink()
    view = Listening()
    run(done, view, formats=("txt", "docx"))
    assert view.pages == []
    assert (done / "out/a/thư.txt").read_text("utf-8").startswith("Thông báo về")
    assert (done / "out/a/thư.docx").is_file()


def test_copies_are_corrected_too_each_under_its_own_name(done: Path):
    make(done / "in/c/bản sao.pdf", LETTER, "trang hai")
    run(done, formats=FORMATS)
    made = correct(done, bao(done))
    assert made == Corrected("1 word(s)", ("a/thư", "c/bản sao"))
    copy = record(done, "c/bản sao")
    assert copy.source.path == "c/bản sao.pdf"
    assert copy.text == record(done).text


def test_a_file_that_comes_later_with_the_same_content_is_corrected(done: Path):
    correct(done, bao(done))
    (done / "in/a/thư.pdf").rename(done / "in/công văn.pdf")
    run(done, formats=FORMATS)
    assert record(done, "công văn").text.startswith("Thông báo về")
    assert not any(name.startswith("a/") for name in names(done / "out"))


def test_the_same_corrections_again_change_nothing(done: Path):
    correct(done, bao(done))
    before = outputs(done / "out")
    assert correct(done, bao(done)) == Corrected("0 word(s)")
    assert outputs(done / "out") == before
    looked_at = Corrections(record(done).source.sha256, (WordCorrection(1, 1, "báo", "báo"),))
    assert correct(done, looked_at) == Corrected("0 word(s)")


def test_more_from_the_same_sheet_comes_on_top(done: Path):
    parted = WordCorrection(1, 0, "Thông", "Thông tin")
    correct(done, bao(done, parted))
    more = bao(done, parted, WordCorrection(1, 5, "lễ", "Lễ"))
    assert correct(done, more).told == "1 word(s)"
    assert record(done).text.startswith("Thông tin báo về việc nghỉ Lễ")
    with pytest.raises(OtherReadingError):
        correct(done, bao(done, WordCorrection(1, 3, "việc", "Việc")))
    assert len(record(done).corrections) == 3


def test_corrections_of_no_document_or_of_another_reading_are_refused(done: Path):
    before = outputs(done / "out")
    with pytest.raises(InputFileError, match="no document in"):
        correct(done, Corrections("0" * 64, (WordCorrection(1, 0, "x", "y"),)))
    other = Corrections(record(done).source.sha256, (WordCorrection(1, 0, "khác", "y"),))
    with pytest.raises(OtherReadingError):
        correct(done, other)
    assert outputs(done / "out") == before


def test_corrections_are_taken_back(done: Path):
    before = outputs(done / "out")
    correct(done, bao(done))
    assert undo(done, record(done).source.sha256) == Corrected("1 word(s)", ("a/thư",))
    now = outputs(done / "out")
    assert {k: v for k, v in now.items() if b"/" in k} == {
        k: v for k, v in before.items() if b"/" in k
    }
    with pytest.raises(InputFileError, match="nothing has been corrected"):
        undo(done, record(done).source.sha256)
    assert run(done, formats=FORMATS, retry="all").tally.done == 2


def test_fields_and_the_index_follow(tmp_path: Path):
    (tmp_path / "in").mkdir()
    head = "BỘ Y TẾ\n\nSố: 12/QĐ-BYT\n\nHà Nội, ngày 5 tháng 2 năm 2024\n\nQUYẾT ĐỊNH\n"
    (tmp_path / "in/a.txt").write_text(f"{head}\nVề việc nghỉ lễ\n", encoding="utf-8")
    run(tmp_path, tables=True, steps=Steps(), jobs=1)
    read = record(tmp_path, "a")
    assert read.code == "12/QĐ-BYT"
    words = [word.text for word in page_words(read)]
    code = WordCorrection(1, words.index("12/QĐ-BYT"), "12/QĐ-BYT", "13/QĐ-BYT")
    with correcting(tmp_path / "out", Settings(), View()) as results:
        results.correct(Corrections(read.source.sha256, (code,)))
    assert record(tmp_path, "a").code == "13/QĐ-BYT"
    (row,) = csv.DictReader((tmp_path / "out/index.csv").read_text("utf-8-sig").splitlines())
    assert (row["Số"], row["Ký hiệu"]) == ("13", "QĐ-BYT")


def page_words(read: Record) -> list[WordRecord]:
    return [word for block in read.pages[0].blocks for line in block.lines for word in line.words]


def test_fields_are_corrected_too(done: Path):
    issuer = FieldCorrection(1, "issuer", "", "SỞ Y TẾ")
    made = Corrections(record(done).source.sha256, (), (issuer,))
    assert correct(done, made).told == "0 word(s), 1 field(s)"
    assert correct(done, made).results == ()
    assert record(done).issuer == "SỞ Y TẾ"
    # the words are not looked through for it, and what is corrected in them leaves it
    correct(done, bao(done))
    assert record(done).issuer == "SỞ Y TẾ"
    rows = csv.DictReader((done / "out/index.csv").read_text("utf-8-sig").splitlines())
    assert {row["Đường dẫn file"]: row["Cơ quan ban hành"] for row in rows} == {
        "a/thư.pdf": "SỞ Y TẾ",
        "b.pdf": "",
    }
    assert undo(done, record(done).source.sha256).told == "1 word(s), 1 field(s)"


def test_doubt_that_is_gone_is_gone_from_the_counts(done: Path):
    share = settings(batch={"doubtful_share": 0.1})
    assert batch_status(done / "out", share).doubtful == 1
    correct(done, bao(done))
    assert batch_status(done / "out", share).doubtful == 0


def test_documents_of_a_file_follow(tmp_path: Path):
    make(tmp_path / "in/hồ sơ.pdf", LETTER, "!document ba? bốn")
    run(tmp_path, split=True)
    sha256 = record(tmp_path, "hồ sơ").source.sha256
    correct(tmp_path, Corrections(sha256, (WordCorrection(1, 1, "bảo?", "báo"),)))
    # fields are found anew: the real extraction finds one document in these words
    assert names(tmp_path / "out") == {f"hồ sơ.{kind}" for kind in ("json", "txt", "md")}
    assert run(tmp_path, split=True).tally.to_do == 0


def test_a_pdf_that_was_edited_stays_and_is_told(done: Path):
    (done / "out/a/thư.pdf").write_bytes(b"edited")
    view = Listening()
    correct(done, bao(done), view)
    assert (done / "out/a/thư.pdf").read_bytes() == b"edited"
    assert view.notes == ["a/thư.pdf was edited since and stays as it is"]
    assert record(done).text.startswith("Thông báo")
    assert run(done, formats=("json",)).tally.to_do == 0


def test_without_the_original_what_shows_it_stays_and_is_told(done: Path):
    (done / "in/a/thư.pdf").unlink()
    before = (done / "out/a/thư.pdf").read_bytes()
    view = Listening()
    correct(done, bao(done), view)
    assert (done / "out/a/thư.txt").read_text("utf-8").startswith("Thông báo")
    assert (done / "out/a/thư.pdf").read_bytes() == before
    (note,) = view.notes
    assert note.startswith("a/thư.pdf shows the words of before: the original a/thư.pdf is not")


def test_an_original_in_the_archive_of_a_watch_is_found(done: Path):
    request = Request(str(done / "in"), done / "out", formats=FORMATS, steps=STEPS, jobs=1)
    Watch(request, View(), archive=done / "archive", once=True, poll=True).run()
    assert not (done / "in/a/thư.pdf").exists()
    view = Listening()
    correct(done, bao(done), view)
    assert view.notes == []
    assert "báo".encode() in (done / "out/a/thư.pdf").read_bytes()
    assert record(done).source.path == "a/thư.pdf"


def test_a_page_that_was_not_read_is_not_tried_again_until_they_are_taken_back(tmp_path: Path):
    make(tmp_path / "in/a.pdf", LETTER, "!fail x")
    run(tmp_path)
    correct(tmp_path, bao(tmp_path, name="a"))
    view = Listening()
    assert run(tmp_path, view).tally.to_do == 0
    (failure,) = failures(tmp_path / "out")
    assert failure.command == f"sohoa correct --undo {tmp_path}/out/a.json"
    undo(tmp_path, record(tmp_path, "a").source.sha256)
    assert run(tmp_path).tally.partial == 1


def test_corrections_are_handed_to_the_process_that_is_writing(done: Path):
    output = OutputFolder(done / "out")
    with output.locked():
        first = correct(done, bao(done))
        assert (first.told, first.results, first.handed_over) == ("1 word(s)", (), True)
        with pytest.raises(OtherReadingError):  # told at once, not later
            correct(
                done,
                Corrections(record(done).source.sha256, (WordCorrection(1, 0, "khác", "y"),)),
            )
        assert record(done).corrections == ()
        assert batch_status(done / "out", Settings()).corrections_waiting == 1
    run(done, formats=FORMATS, tables=True)
    assert record(done).text.startswith("Thông báo về")
    assert "Thông báo" in (done / "out/records.jsonl").read_text("utf-8")
    assert batch_status(done / "out", Settings()).corrections_waiting == 0
    with output.locked():
        assert not correct(done, bao(done)).handed_over
        with pytest.raises(FolderInUseError):
            undo(done, record(done).source.sha256)


def test_a_watch_puts_in_what_is_handed_to_it(done: Path):
    request = Request(
        str(done / "in"),
        done / "out",
        settings(batch={"poll_seconds": 0.2, "settle_seconds": 0}),
        FORMATS,
        steps=STEPS,
        jobs=1,
    )
    with OutputFolder(done / "out").locked():
        correct(done, bao(done))
    Watch(request, View(), once=True, poll=True).run()
    assert record(done).text.startswith("Thông báo về")


def test_what_does_not_fit_any_more_is_kept_and_told(done: Path):
    with OutputFolder(done / "out").locked():
        correct(done, bao(done))
        correct(done, bao(done, WordCorrection(1, 5, "lễ", "Lễ")))
        other = bao(done, WordCorrection(1, 2, "về", "Về"))
        correct(done, other)
    view = Listening()
    run(done, view, formats=FORMATS)
    assert [made.after for made in record(done).corrections] == ["báo", "Lễ"]
    *told, note = view.notes
    assert told == ["handed over: 1 word(s) corrected in a/thư"] * 2
    assert "of another reading" in note
    kept = Path(note.rpartition("see ")[2])
    assert corrections_in(kept.read_bytes()) == other
    assert run(done, formats=FORMATS).tally.to_do == 0


def test_an_interruption_between_ledger_and_results_is_made_good(done: Path):
    with Ledger(OutputFolder(done / "out").ledger, writable=True) as ledger:
        sha256 = record(done).source.sha256
        content, packed = ledger.content(sha256), ledger.record(sha256)
        assert content is not None
        assert packed is not None
        told = json.loads(zlib.decompress(packed))
        told["text"] = "Thông báo."
        changed = zlib.compress(json.dumps(told).encode())
        ledger.keep_corrected(content, changed, ledger.pages(sha256))
    view = Listening()
    assert run(done, view, formats=FORMATS).tally.copies == 1
    assert view.pages == []
    assert record(done).text == "Thông báo."


def test_a_ledger_of_before_is_taken_up(done: Path):
    path = OutputFolder(done / "out").ledger
    with sqlite3.connect(path) as db:
        db.execute("DROP TABLE readings")
        db.execute("PRAGMA user_version = 1")
    db.close()
    assert batch_status(done / "out", Settings()).corrected == 0
    assert correct(done, bao(done)).told == "1 word(s)"
    assert batch_status(done / "out", Settings()).corrected == 1
