# SPDX-License-Identifier: Apache-2.0
"""Results for each document of a file, beside those of the file."""

from __future__ import annotations

import json

from click.testing import CliRunner

from pipeline.batch.catalogue import catalogued, each_document
from pipeline.batch.commands import batch
from pipeline.batch.ledger import Ledger
from pipeline.batch.names import output_bases
from pipeline.batch.output import OutputFolder
from pipeline.batch.status import failures
from pipeline.record import Record
from tests.batch.fake_steps import make
from tests.batch.trees import Listening, names, outputs, run

DOSSIER = "doc_type=quyết-định một", "trang hai", "!document doc_type=công-văn ba"
PARTS = {f"hồ sơ{part}.{kind}" for part in ("", "-p1-2", "-p3") for kind in ("json", "txt", "md")}


def test_each_document_of_a_file_has_results_of_its_own_beside_those_of_the_file(tmp_path):
    make(tmp_path / "in/a/hồ sơ.pdf", *DOSSIER)
    make(tmp_path / "in/a/thư.pdf", "một", "hai")
    assert run(tmp_path, split=True).tally.done == 2
    assert names(tmp_path / "out/a") == PARTS | {f"thư.{kind}" for kind in ("json", "txt", "md")}
    whole, first, last = (
        Record.model_validate_json((tmp_path / f"out/a/hồ sơ{part}.json").read_bytes())
        for part in ("", "-p1-2", "-p3")
    )
    assert (first.doc_type, last.doc_type) == ("quyết-định", "công-văn")
    assert [page.number for page in (*first.pages, *last.pages)] == [1, 2, 3]
    assert f"{first.text}\n\n{last.text}" == whole.text
    assert len(whole.other_documents) == 1
    view = Listening()
    assert run(tmp_path, view, split=True).tally.to_do == 0


def test_files_done_before_are_split_without_being_read_again(tmp_path):
    make(tmp_path / "in/hồ sơ.pdf", *DOSSIER)
    make(tmp_path / "in/thư.pdf", "một")
    run(tmp_path)
    before = outputs(tmp_path / "out")
    view = Listening()
    outcome = run(tmp_path, view, split=True)
    assert (outcome.tally.done, outcome.tally.copies, view.pages) == (1, 1, [])
    after = outputs(tmp_path / "out")
    assert {name.decode() for name in after.keys() - before.keys()} == {
        name for name in PARTS if "-p" in name
    }
    assert before.items() <= after.items()


def test_the_bytes_are_those_of_a_batch_that_was_split_from_the_start(tmp_path):
    for folder in ("now", "later"):
        make(tmp_path / folder / "in/hồ sơ.pdf", *DOSSIER)
    run(tmp_path / "now", split=True)
    run(tmp_path / "later")
    run(tmp_path / "later", split=True)
    assert outputs(tmp_path / "now/out") == outputs(tmp_path / "later/out")


def test_a_result_that_was_removed_is_made_again(tmp_path):
    make(tmp_path / "in/hồ sơ.pdf", *DOSSIER)
    run(tmp_path, split=True)
    (tmp_path / "out/hồ sơ-p3.md").unlink()
    assert run(tmp_path, split=True).tally.done == 1
    assert names(tmp_path / "out") == PARTS


def test_documents_that_are_no_more_lose_their_results_but_for_those_edited(tmp_path):
    make(tmp_path / "in/hồ sơ.pdf", *DOSSIER)
    run(tmp_path, split=True)
    (tmp_path / "out/hồ sơ-p3.md").write_text("edited by hand")
    make(tmp_path / "in/hồ sơ.pdf", "một", "!document hai", "!document ba")
    run(tmp_path, split=True)
    there = {name for name in names(tmp_path / "out") if name.endswith(".md")}
    assert there == {f"hồ sơ{part}.md" for part in ("", "-p1", "-p2", "-p3")}
    assert "edited" not in (tmp_path / "out/hồ sơ-p3.md").read_text()  # page 3 is one again
    make(tmp_path / "in/hồ sơ.pdf", "một")
    (tmp_path / "out/hồ sơ-p2.md").write_text("edited by hand")
    run(tmp_path)
    there = {name for name in names(tmp_path / "out") if name.endswith(".md")}
    assert there == {"hồ sơ.md", "hồ sơ-p2.md"}


def test_results_of_documents_move_with_their_file(tmp_path):
    make(tmp_path / "in/a.pdf", *DOSSIER)
    run(tmp_path, split=True)
    (tmp_path / "in/a.pdf").rename(tmp_path / "in/hồ sơ.pdf")
    run(tmp_path, split=True)
    assert names(tmp_path / "out") == PARTS


def test_no_file_is_named_like_a_document_of_another():
    both = [b"ho-so.pdf", b"ho-so-p1-2.pdf", b"ho-so-p9.tif"]
    assert output_bases(both, set(), split=True) == {
        b"ho-so.pdf": b"ho-so",
        b"ho-so-p1-2.pdf": b"ho-so-p1-2.pdf",
        b"ho-so-p9.tif": b"ho-so-p9.tif",
    }
    assert output_bases([b"ho-so.pdf"], {b"ho-so-p4"}, split=True) == {b"ho-so.pdf": b"ho-so.pdf"}
    assert output_bases(both[:2], set()) == {
        b"ho-so.pdf": b"ho-so",
        b"ho-so-p1-2.pdf": b"ho-so-p1-2",
    }
    assert output_bases([b"bv-p2.pdf"], set(), split=True) == {b"bv-p2.pdf": b"bv-p2"}


def test_results_of_a_file_named_before_are_not_replaced_by_those_of_a_document(tmp_path):
    make(tmp_path / "in/hồ sơ.pdf", *DOSSIER)
    make(tmp_path / "in/hồ sơ-p3.pdf", "của tệp khác")
    run(tmp_path)
    before = outputs(tmp_path / "out")
    assert run(tmp_path, split=True).tally.failed == 1
    assert outputs(tmp_path / "out") == before
    (failure,) = failures(tmp_path / "out")
    assert failure.reason.startswith("the results of its document p3 would be called like those")
    assert "--split" in failure.command


def test_a_pdf_that_is_called_like_that_of_a_document_is_not_replaced(tmp_path):
    make(tmp_path / "in/hồ sơ.pdf", *DOSSIER)
    (tmp_path / "out").mkdir()
    (tmp_path / "out/hồ sơ-p3.pdf").write_text("the only copy")
    assert run(tmp_path, formats=("json", "pdf"), split=True).tally.failed == 1
    assert (tmp_path / "out/hồ sơ-p3.pdf").read_text() == "the only copy"


def test_the_tables_lead_to_the_results_of_each_document(tmp_path):
    make(tmp_path / "in/a.pdf", *DOSSIER)
    make(tmp_path / "in/b.pdf", "một")
    run(tmp_path, split=True)
    with Ledger(OutputFolder(tmp_path / "out").ledger, writable=False) as ledger:
        files = list(catalogued(ledger, tmp_path / "out", str(tmp_path / "in")))
        shown = [document.outputs[".md"] for document in each_document(files)]
    assert shown == ["a-p1-2.md", "a-p3.md", "b.md"]


def test_without_split_the_tables_lead_to_the_results_of_the_file(tmp_path):
    make(tmp_path / "in/a.pdf", *DOSSIER)
    run(tmp_path)
    with Ledger(OutputFolder(tmp_path / "out").ledger, writable=False) as ledger:
        files = list(catalogued(ledger, tmp_path / "out", str(tmp_path / "in")))
        assert [document.outputs[".md"] for document in each_document(files)] == ["a.md", "a.md"]


def test_the_command_has_the_option(tmp_path, monkeypatch):
    asked = []

    def run_batch(request, view):
        asked.append(request)
        raise SystemExit

    monkeypatch.setattr("pipeline.batch.run.run_batch", run_batch)
    for options in ([], ["--split"]):
        CliRunner().invoke(batch, [str(tmp_path), str(tmp_path / "out"), *options])
    assert [request.split for request in asked] == [False, True]


def test_a_worker_that_cannot_write_to_the_folder_hands_back_all_results(tmp_path):
    from pipeline.batch.tree import FileRef
    from pipeline.batch.work import finish_file, plan_file, read_file_page
    from pipeline.settings import Settings
    from tests.batch.fake_steps import STEPS

    path = make(tmp_path / "in/a.pdf", *DOSSIER)
    there = path.stat()
    ref = FileRef(str(tmp_path / "in"), b"a.pdf", there.st_size, there.st_mtime_ns)
    plan = plan_file(STEPS, ref, Settings())
    read = [read_file_page(STEPS, ref, number, Settings()) for number in plan.numbers]
    places, rows = [page.packed for page in read], [page.row for page in read]
    finished = finish_file(STEPS, ref, plan, places, rows, Settings(), "", ("json",), True, None)
    assert finished.staged is not None
    assert set(finished.staged) == {".json", "-p1-2.json", "-p3.json"} == set(finished.outputs)
    assert json.loads(finished.staged["-p3.json"])["doc_type"] == "công-văn"
