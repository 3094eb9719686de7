# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from pipeline.batch.ledger import Ledger, State
from pipeline.batch.output import OutputFolder
from pipeline.batch.status import _needed_options, batch_status, failures
from pipeline.batch.view import PlainView
from pipeline.batch.work import Steps
from pipeline.errors import BadArgumentsError, FileAccessError, MissingDependencyError, SohoaError
from pipeline.settings import Settings
from tests.batch.fake_steps import make
from tests.batch.trees import Listening, names, outputs, run, settings
from tests.source.drawn_files import text_pdf


def _ledger(tmp_path: Path) -> Ledger:
    return Ledger(OutputFolder(tmp_path / "out").ledger, writable=False)


def test_outputs_mirror_the_tree_and_originals_stay_as_they_were(tmp_path: Path) -> None:
    make(tmp_path / "in/công văn/số 1.pdf", "một", "hai")
    original = make(tmp_path / "in/b.pdf", "ba")
    before = (original.read_bytes(), original.stat().st_mtime_ns)
    outcome = run(tmp_path)
    assert outcome.tally.done == 2
    assert names(tmp_path / "out") == {
        f"{base}.{kind}" for base in ("công văn/số 1", "b") for kind in ("json", "txt", "md")
    }
    record = json.loads((tmp_path / "out/công văn/số 1.json").read_text())
    assert record["text"] == "một\n\nhai"
    assert record["source"]["path"] == "công văn/số 1.pdf"
    assert (original.read_bytes(), original.stat().st_mtime_ns) == before


def test_what_is_done_is_not_done_again(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "một")
    run(tmp_path)
    view = Listening()
    outcome = run(tmp_path, view)
    assert (outcome.tally.to_do, outcome.found.finished, view.pages) == (0, 1, [])


def test_the_bytes_do_not_depend_on_the_number_of_workers(tmp_path: Path) -> None:
    for i in range(12):
        make(
            tmp_path / f"one/in/{i % 3}/{i}.pdf", *(f"trang {n} bản {i}" for n in range(i % 5 + 1))
        )
    shutil.copytree(tmp_path / "one/in", tmp_path / "three/in")
    run(tmp_path / "one", jobs=1)
    run(tmp_path / "three", jobs=3)
    assert outputs(tmp_path / "one/out") == outputs(tmp_path / "three/out")


def test_pages_keep_their_order_in_a_long_document(tmp_path: Path) -> None:
    make(tmp_path / "in/long.pdf", *(f"trang-{n}" for n in range(60)))
    run(tmp_path, jobs=3)
    text = (tmp_path / "out/long.json").read_text()
    assert json.loads(text)["text"].split() == [f"trang-{n}" for n in range(60)]


def test_a_renamed_file_is_recognised_and_its_outputs_move_with_it(tmp_path: Path) -> None:
    make(tmp_path / "in/old.pdf", "một", "hai")
    run(tmp_path)
    (tmp_path / "in/new").mkdir()
    (tmp_path / "in/old.pdf").rename(tmp_path / "in/new/name.pdf")
    view = Listening()
    outcome = run(tmp_path, view)
    assert (outcome.tally.copies, view.pages) == (1, [])
    assert names(tmp_path / "out") == {f"new/name.{kind}" for kind in ("json", "txt", "md")}
    record = json.loads((tmp_path / "out/new/name.json").read_text())
    assert record["source"]["path"] == "new/name.pdf"


def test_outputs_edited_by_hand_survive_a_rename(tmp_path: Path) -> None:
    make(tmp_path / "in/old.pdf", "một")
    run(tmp_path)
    (tmp_path / "out/old.txt").write_text("sửa tay")
    (tmp_path / "in/old.pdf").rename(tmp_path / "in/new.pdf")
    run(tmp_path)
    assert (tmp_path / "out/old.txt").read_text() == "sửa tay"
    assert not (tmp_path / "out/old.json").exists()


def test_copies_are_read_once_and_come_out_as_if_read_alone(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "một", "!fail x")
    for name in ("b.pdf", "c.jpg"):
        shutil.copy(tmp_path / "in/a.pdf", tmp_path / "in" / name)
    view = Listening()
    run(tmp_path, view)
    assert len(view.pages) == 2
    for name in ("b.pdf", "c.jpg"):
        (tmp_path / name / "in").mkdir(parents=True)
        shutil.copy(tmp_path / "in/a.pdf", tmp_path / name / "in" / name)
        run(tmp_path / name)
        alone = outputs(tmp_path / name / "out")
        assert alone
        assert alone.items() <= outputs(tmp_path / "out").items()


def test_a_changed_file_is_done_anew(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "một")
    run(tmp_path)
    make(tmp_path / "in/a.pdf", "hai chữ")
    run(tmp_path)
    assert (tmp_path / "out/a.txt").read_text().strip() == "hai chữ"
    with _ledger(tmp_path) as ledger:
        for table in ("contents", "records", "pages"):
            assert list(ledger.rows(f"SELECT count(*) FROM {table}")) == [(1,)]


def test_a_touched_file_is_not_read_again(tmp_path: Path) -> None:
    path = make(tmp_path / "in/a.pdf", "một")
    run(tmp_path)
    os.utime(path, (0, 0))  # a clock set back
    view = Listening()
    run(tmp_path, view)
    assert view.pages == []
    assert run(tmp_path).tally.to_do == 0


def test_a_removed_output_comes_back_without_reading(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "một")
    run(tmp_path)
    before = outputs(tmp_path / "out")
    (tmp_path / "out/a.md").unlink()
    view = Listening()
    run(tmp_path, view)
    assert (outputs(tmp_path / "out"), view.pages) == (before, [])


def test_another_format_is_added_without_reading(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "một")
    run(tmp_path, formats=("txt",))
    view = Listening()
    run(tmp_path, view, formats=("json", "txt"))
    assert (names(tmp_path / "out"), view.pages) == ({"a.json", "a.txt"}, [])


WITH_PDF = ("json", "txt", "pdf")


def test_a_format_that_shows_the_original_is_an_output_like_the_others(tmp_path: Path) -> None:
    original = make(tmp_path / "in/a/một.pdf", "một", "hai")
    shutil.copy(original, tmp_path / "in/copy.pdf")
    before = original.read_bytes()
    run(tmp_path, formats=WITH_PDF)
    made = outputs(tmp_path / "out")
    expected = before + "một\n\nhai".encode()
    assert made["a/một.pdf".encode()] == made[b"copy.pdf"] == expected
    with _ledger(tmp_path) as ledger:
        for row in ledger.files_in(State.DONE):
            assert row.outputs[".pdf"] == hashlib.sha256(expected).hexdigest()
    (tmp_path / "out/copy.pdf").unlink()
    view = Listening()
    run(tmp_path, view, formats=WITH_PDF)
    assert (outputs(tmp_path / "out"), view.pages) == (made, [])
    assert original.read_bytes() == before
    original.rename(tmp_path / "in/new.pdf")
    run(tmp_path, formats=WITH_PDF)
    assert names(tmp_path / "out") == {
        f"{base}.{kind}" for base in ("new", "copy") for kind in WITH_PDF
    }


def test_a_file_that_cannot_be_shown_fails_alone_and_says_why(tmp_path: Path) -> None:
    make(tmp_path / "in/bad.pdf", "!no-pdf")
    make(tmp_path / "in/good.pdf", "tốt")
    outcome = run(tmp_path, formats=WITH_PDF)
    assert (outcome.tally.done, outcome.tally.failed) == (1, 1)
    assert names(tmp_path / "out") == {f"good.{kind}" for kind in WITH_PDF}
    (failure,) = failures(tmp_path / "out")
    assert failure.reason == "page 1 of bad.pdf cannot be shown"
    assert " --format json,txt,pdf " in failure.command


def test_a_file_that_changes_while_a_copy_is_shown_fails(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "!take-away")
    run(tmp_path)
    run(tmp_path, formats=WITH_PDF)
    (failure,) = failures(tmp_path / "out")
    assert "changed while it was being read" in failure.reason
    assert not (tmp_path / "out/a.pdf").exists()


def test_the_original_is_opened_with_the_settings_in_force(tmp_path: Path) -> None:
    picture = Image.new("RGB", (300, 400), "white")
    page = text_pdf(
        tmp_path / "a.pdf", [(20.0, 300.0, "Thông báo")], box=(300, 400), picture=picture
    )
    (tmp_path / "in").mkdir()
    with pikepdf.open(page) as pdf:
        pdf.save(tmp_path / "in/a.pdf", encryption=pikepdf.Encryption(owner="o", user="u"))
    with_password = settings(source={"password": "u", "text_layer": "trust"})
    for formats in (("json", "pdf"), ("txt", "pdf")):  # read; made from what is known
        (tmp_path / "out/a.pdf").unlink(missing_ok=True)
        outcome = run(tmp_path, formats=formats, settings=with_password, steps=Steps())
        assert outcome.tally.done == 1
        with pikepdf.open(tmp_path / "out/a.pdf") as pdf:
            assert (len(pdf.pages), pdf.is_encrypted) == (1, False)


def test_plain_text_is_told_to_have_no_pages(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("Kính gửi các sở, ban, ngành\n")
    run(tmp_path, formats=WITH_PDF, steps=Steps())
    (failure,) = failures(tmp_path / "out")
    assert failure.reason == "a.txt is plain text: there are no pages to show"
    assert "--exclude" in failure.advice


def test_outputs_are_not_written_through_a_link_to_the_originals(tmp_path: Path) -> None:
    original = make(tmp_path / "in/a/b.pdf", "một")
    (tmp_path / "out").mkdir()
    (tmp_path / "out/a").symlink_to(tmp_path / "in/a")
    before = original.read_bytes()
    assert run(tmp_path, formats=WITH_PDF).tally.failed == 1
    assert original.read_bytes() == before
    assert names(tmp_path / "in") == {"a/b.pdf"}
    (failure,) = failures(tmp_path / "out")
    assert "inside the input folder" in failure.reason


def test_an_output_link_to_the_original_is_replaced_not_followed(tmp_path: Path) -> None:
    original = make(tmp_path / "in/b.pdf", "một")
    before = original.read_bytes()
    (tmp_path / "out").mkdir()
    (tmp_path / "out/b.pdf").symlink_to(original)
    run(tmp_path, formats=WITH_PDF)
    assert original.read_bytes() == before


def test_a_pdf_that_the_batch_has_not_made_is_not_replaced(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "một")
    (tmp_path / "out").mkdir()
    (tmp_path / "out/a.pdf").write_text("the only copy")
    assert run(tmp_path, formats=WITH_PDF).tally.failed == 1
    assert (tmp_path / "out/a.pdf").read_text() == "the only copy"
    (failure,) = failures(tmp_path / "out")
    assert failure.reason.startswith("a.pdf is in the output folder already")
    (tmp_path / "out/a.pdf").rename(tmp_path / "kept.pdf")
    assert run(tmp_path, formats=WITH_PDF).tally.done == 1
    make(tmp_path / "in/a.pdf", "hai")
    assert run(tmp_path, formats=WITH_PDF).tally.done == 1
    assert (tmp_path / "out/a.pdf").read_bytes().endswith(b"hai")


def test_a_word_document_edited_by_hand_is_not_replaced(tmp_path: Path) -> None:
    formats = ("json", "docx")
    make(tmp_path / "in/a.pdf", "một")
    assert run(tmp_path, formats=formats).tally.done == 1
    (tmp_path / "out/a.docx").write_bytes(b"edited")
    make(tmp_path / "in/a.pdf", "hai")
    assert run(tmp_path, formats=formats).tally.failed == 1
    assert (tmp_path / "out/a.docx").read_bytes() == b"edited"


def test_one_bad_page_does_not_lose_its_document(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "một", "!fail x", "ba")
    outcome = run(tmp_path)
    assert (outcome.tally.partial, outcome.tally.failed) == (1, 0)
    record = json.loads((tmp_path / "out/a.json").read_text())
    assert record["text"] == "một\n\nba"
    assert "damaged" in record["quality"]["warnings"][0]
    assert str(tmp_path) not in json.dumps(record)


def test_only_the_pages_that_failed_are_read_on_retry(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "một", "!fail x", "ba")
    run(tmp_path)
    view = Listening()
    run(tmp_path, view)
    assert view.pages == [("a.pdf", 2)]
    view = Listening()
    assert run(tmp_path, view, retry="none").tally.to_do == 0


def test_a_crashing_page_is_tried_once_more_and_then_set_aside(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "một", "!die", "ba")
    make(tmp_path / "in/b.pdf", f"!die-once {tmp_path / 'died'}")
    for i in range(5):
        make(tmp_path / f"in/good{i}.pdf", f"bản {i}")
    view = Listening()
    outcome = run(tmp_path, view)
    assert (outcome.tally.done, outcome.tally.partial, outcome.tally.failed) == (6, 1, 0)
    told = [note for note in view.notes if note.startswith("a.pdf, page 2")]
    assert len(told) == 2
    assert "SIGSEGV" in told[0]
    with _ledger(tmp_path) as ledger:
        row = ledger.files_in(State.PARTIAL)
        pages = ledger.pages(next(iter(row)).sha256 or "")
    assert [(page.number, page.attempts) for page in pages if page.error] == [(2, 2)]


def test_a_page_that_takes_too_long_is_stopped_and_set_aside(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "!hang", "hai")
    make(tmp_path / "in/b.pdf", "ba")
    quick = settings(limits={"page_seconds": 0.3}, batch={"grace_seconds": 0.1})
    outcome = run(tmp_path, settings=quick)
    assert (outcome.tally.done, outcome.tally.partial) == (1, 1)
    assert "took longer than" in (tmp_path / "out/a.json").read_text()


def test_a_page_that_eats_memory_is_set_aside(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "!eat", "hai")
    outcome = run(tmp_path)
    assert outcome.tally.partial == 1
    assert "not enough memory" in (tmp_path / "out/a.json").read_text()


@pytest.mark.parametrize("order", ["!die-at-opening", "!die-at-the-end", "!die"])
def test_a_document_that_kills_every_worker_fails_alone(tmp_path: Path, order: str) -> None:
    make(tmp_path / "in/bad.pdf", order)
    make(tmp_path / "in/good.pdf", "tốt")
    outcome = run(tmp_path)
    assert (outcome.tally.done, outcome.tally.failed) == (1, 1)
    (failure,) = failures(tmp_path / "out")
    assert "SIGSEGV" in failure.reason


def test_failures_come_with_a_reason_and_a_command_that_retries(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/khoá [1].pdf").write_bytes(b"locked")
    make(tmp_path / "in/other.pdf", "!die")
    run(tmp_path)
    told = {failure.path: failure for failure in failures(tmp_path / "out")}
    failure = told["khoá [1].pdf"]
    assert failure.reason.endswith("is encrypted")
    assert "--password" in failure.advice
    import shlex

    words = shlex.split(failure.command)
    make(tmp_path / "in/khoá [1].pdf", "mở")
    outcome = run(tmp_path, include=(words[words.index("--include") + 1],))
    assert (outcome.tally.to_do, outcome.tally.done) == (1, 1)


def test_failed_documents_are_tried_again_unless_told_otherwise(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.pdf").write_bytes(b"rubbish")
    assert run(tmp_path).tally.failed == 1
    assert run(tmp_path, retry="none").tally.to_do == 0
    assert run(tmp_path).tally.failed == 1
    (failure,) = failures(tmp_path / "out")
    assert failure.attempts == 2


def test_doubtful_documents_are_read_again_on_demand(tmp_path: Path) -> None:
    make(tmp_path / "in/sure.pdf", "một hai")
    make(tmp_path / "in/doubtful.pdf", "một? hai")
    assert run(tmp_path).tally.doubtful == 1
    assert batch_status(tmp_path / "out", Settings()).doubtful == 1
    view = Listening()
    run(tmp_path, view, retry="doubtful")
    assert view.pages == [("doubtful.pdf", 1)]


def test_all_documents_are_read_again_on_demand_copies_once(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "một")
    shutil.copy(tmp_path / "in/a.pdf", tmp_path / "in/b.pdf")
    run(tmp_path)
    view = Listening()
    outcome = run(tmp_path, view, retry="all")
    assert (outcome.tally.done, len(view.pages)) == (2, 1)


def test_other_settings_make_records_stale_until_they_are_refreshed(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "một")
    run(tmp_path)
    other = settings(ocr={"model": "Vietnamese"})
    assert batch_status(tmp_path / "out", Settings()).stale == 0
    assert batch_status(tmp_path / "out", other).stale == 1
    assert run(tmp_path, settings=other).found.stale == 1
    assert run(tmp_path, settings=other, refresh=True).tally.done == 1
    assert batch_status(tmp_path / "out", other).stale == 0


def test_limits_do_not_make_records_stale(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "một")
    run(tmp_path)
    assert run(tmp_path, settings=settings(limits={"page_seconds": 7})).found.stale == 0


@pytest.mark.parametrize("where", ["in/out", "in", "."])
def test_output_inside_input_is_refused_and_the_other_way_round(tmp_path: Path, where: str) -> None:
    make(tmp_path / "in/a.pdf", "một")
    with pytest.raises(BadArgumentsError, match="folder"):
        run(tmp_path, output=tmp_path / where)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.pdf", "in"]


def test_output_inside_input_is_refused_by_the_url_of_the_input_too(tmp_path: Path) -> None:
    pytest.importorskip("fsspec")
    make(tmp_path / "in/a.pdf", "một")
    with pytest.raises(BadArgumentsError, match="inside the input folder"):
        run(tmp_path, source=f"file://{tmp_path / 'in'}", output=tmp_path / "in/out")


def test_an_output_folder_belongs_to_one_input_folder(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "một")
    run(tmp_path)
    (tmp_path / "in").rename(tmp_path / "elsewhere")
    with pytest.raises(BadArgumentsError, match="holds the records of"):
        run(tmp_path, source=str(tmp_path / "elsewhere"))
    view = Listening()
    moved = run(tmp_path, view, source=str(tmp_path / "elsewhere"), moved=True)
    assert (moved.found.finished, view.pages) == (1, [])


def test_too_many_failures_stop_the_run(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for i in range(10):
        (tmp_path / f"in/{i}.pdf").write_bytes(b"rubbish")
    make(tmp_path / "in/z.pdf", "tốt")
    with pytest.raises(SohoaError, match="more than 20%"):
        run(tmp_path, max_failures="20%")
    assert batch_status(tmp_path / "out", Settings()).pending >= 5
    assert run(tmp_path).tally.done == 1


def test_a_missing_program_stops_the_run_before_anything_is_called_failed(tmp_path: Path) -> None:
    for i in range(30):
        make(tmp_path / f"in/{i}.pdf", f"!missing {i}")
    with pytest.raises(MissingDependencyError):
        run(tmp_path)
    told = batch_status(tmp_path / "out", Settings())
    assert (told.failed, told.pending) == (0, 30)


def test_only_one_process_writes_to_an_output_folder(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "một")
    with (
        OutputFolder(tmp_path / "out").locked(),
        pytest.raises(FileAccessError, match=f"process {os.getpid()}"),
    ):
        run(tmp_path)
    assert run(tmp_path).tally.done == 1


def test_the_json_is_that_of_the_exporter(tmp_path: Path) -> None:
    from pipeline.export import exporter
    from pipeline.record import Record

    make(tmp_path / "in/a.pdf", "một? hai code=1/QĐ", "!fail x")
    run(tmp_path)
    written = (tmp_path / "out/a.json").read_bytes()
    assert exporter("json").render(Record.model_validate_json(written)) == written


def test_files_that_are_no_documents_are_counted_by_suffix(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "một")
    for name in ("b.docx", "x/c.DOCX", "d.xlsx", "notes", "CV 12.2024", "left-out.zip", ".hidden"):
        make(tmp_path / "in" / name, "hai")
    told = io.StringIO()
    outcome = run(tmp_path, PlainView(told), exclude=("*.zip",))
    assert outcome.tally.done == 1
    assert told.getvalue().endswith("5 passed over (2 without suffix, 2 .docx, 1 .xlsx)\n")
    status = batch_status(tmp_path / "out", Settings())
    assert status.passed_over == 5
    assert status.passed_over_kinds == {".docx": 2, "": 2, ".xlsx": 1}


def test_a_document_without_a_suffix_is_told_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("scan", "CV 12.2024", "other.docx"):
        (tmp_path / "in" / name).write_bytes(b"%PDF-1.7\n")
    (tmp_path / "in/empty").touch()
    outcome = run(tmp_path)
    assert outcome.tally.to_do == 2
    assert outcome.tally.passed_over == {".docx": 1, "": 1}


def test_the_retry_holds_what_the_failure_asks_for(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.pdf").write_bytes(b"locked")
    make(tmp_path / "in/b.pdf", "một", "!fail x")
    run(tmp_path)
    commands = {failure.path: failure.command for failure in failures(tmp_path / "out")}
    assert commands["a.pdf"].endswith("--include a.pdf --password ...")
    assert commands["b.pdf"].endswith("--include b.pdf")


def test_the_limits_to_raise_are_those_named() -> None:
    told = "has 9 x 9 pixels, more than limits.page_pixels (4). Raise limits.page_pixels."
    assert list(_needed_options(2, told)) == ["--set limits.page_pixels=..."]
    assert list(_needed_options(15, "not enough memory Raise batch.worker_memory.")) == [
        "--set batch.worker_memory=..."
    ]
