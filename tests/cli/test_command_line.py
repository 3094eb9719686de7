# SPDX-License-Identifier: Apache-2.0
"""The command line with the work itself replaced: what is asked for, said, and the exit code."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import SimpleNamespace

import click
import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline.document
from pipeline import cli
from pipeline.cli.naming import output_stems
from pipeline.cli.options import page_numbers
from pipeline.errors import (
    EncryptedFileError,
    ExitCode,
    InputFileError,
    SohoaError,
)
from pipeline.record import SourceInfo
from tests.export.records import decision
from tests.source.drawn_files import text_pdf


@pytest.fixture
def sohoa(capfdbinary, monkeypatch, tmp_path):
    """Run the command in an empty folder: (exit code, standard output, standard error)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as leaving:
            cli.main([str(argument) for argument in arguments])
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return leaving.value.code, out.decode(), err.decode()

    return run


@pytest.fixture
def digitised(monkeypatch):
    """Stand in for the reading: the asked-for paths and options; a path in it may fail."""
    asked: list[tuple[Path, dict]] = []
    faults: dict[str, BaseException] = {}

    def digitise(path, settings, **options):
        asked.append((path, options | {"settings": settings}))
        if path.name in faults:
            raise faults[path.name]
        return stand_in.record

    monkeypatch.setattr(pipeline.document, "digitise", digitise)
    monkeypatch.setattr("pipeline.cli.convert._page_count", lambda file, job: 1)
    stand_in = SimpleNamespace(asked=asked, faults=faults, record=decision())
    return stand_in


FORMATS = ("json", "txt", "md")


def make(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(b"x")


def test_one_file_goes_to_standard_output_as_text(sohoa, digitised):
    make("a.pdf")
    code, out, err = sohoa("convert", "a.pdf")
    assert (code, out, err) == (0, decision().text + "\n", "")


def test_another_format_goes_to_standard_output_when_asked_for(sohoa, digitised):
    make("a.pdf")
    code, out, _ = sohoa("convert", "a.pdf", "--format", "json")
    assert code == 0
    assert json.loads(out)["code"] == "1036/QĐ-UBND"


def test_with_a_folder_all_formats_are_written_and_standard_output_is_quiet(sohoa, digitised):
    make("công văn số 1.pdf")
    code, out, err = sohoa("convert", "công văn số 1.pdf", "-o", "kết quả")
    assert (code, out, err) == (0, "", "")
    names = {path.name for path in Path("kết quả").iterdir()}
    assert names == {f"công văn số 1.{suffix}" for suffix in ("json", "txt", "md")}


def test_a_searchable_pdf_never_replaces_its_original(sohoa, digitised):
    make("a.pdf")
    code, _, err = sohoa("convert", "a.pdf", "-o", ".", "--format", "pdf")
    assert code == ExitCode.BAD_ARGUMENTS
    assert "would replace the original" in err
    assert Path("a.pdf").read_bytes() == b"x"


def test_a_searchable_pdf_replaces_none_but_its_own_kind(sohoa, digitised):
    text_pdf(Path("a.pdf"), [(20.0, 300.0, "Thông báo")], box=(300, 400))
    Path("out").mkdir()
    text_pdf(Path("out/a.pdf"), [(20.0, 300.0, "bản gốc duy nhất")], box=(300, 400))
    before = Path("out/a.pdf").read_bytes()
    code, _, err = sohoa("convert", "a.pdf", "-o", "out", "--format", "pdf")
    assert code == ExitCode.BAD_ARGUMENTS
    assert "which sohoa has not made" in err
    assert Path("out/a.pdf").read_bytes() == before
    for _ in range(2):
        assert sohoa("convert", "a.pdf", "-o", "new", "--format", "pdf")[0] == 0


def test_a_word_document_that_somebody_edited_is_not_replaced(sohoa, digitised):
    make("a.pdf")
    for _ in range(2):
        assert sohoa("convert", "a.pdf", "-o", "out", "--format", "docx")[0] == 0
    edited = docx.Document("out/a.docx")
    edited.add_paragraph("Sửa bằng tay.")
    edited.save("out/a.docx")
    before = Path("out/a.docx").read_bytes()
    code, _, err = sohoa("convert", "a.pdf", "-o", "out", "--format", "docx")
    assert code == ExitCode.BAD_ARGUMENTS
    assert "somebody has edited" in err
    assert Path("out/a.docx").read_bytes() == before


def test_a_word_document_is_not_written_into_a_terminal(sohoa, digitised, monkeypatch):
    make("a.pdf")
    monkeypatch.setattr("pipeline.cli.convert.output_is_terminal", lambda: True)
    code, out, err = sohoa("convert", "a.pdf", "--format", "docx")
    assert (code, out) == (ExitCode.BAD_ARGUMENTS, "")
    assert "-o DIR" in err
    assert sohoa("convert", "a.pdf", "--format", "md")[0] == 0


def test_only_the_formats_asked_for_are_written(sohoa, digitised):
    make("a.pdf")
    assert sohoa("convert", "a.pdf", "-o", "out", "--format", "md, txt")[0] == 0
    assert {path.name for path in Path("out").iterdir()} == {"a.md", "a.txt"}


def test_pages_password_and_settings_reach_the_reading(sohoa, digitised):
    make("a.pdf")
    code, *_ = sohoa(
        *("convert", "a.pdf", "--pages", "2,1-3", "--password", "bí mật"),
        *("--set", "cleanup.deskew=false"),
    )
    assert code == 0
    ((_, options),) = digitised.asked
    assert options["pages"] == (1, 2, 3)
    assert options["settings"].source.password == "bí mật"
    assert options["settings"].cleanup.deskew is False


def test_cleaned_pages_are_kept_in_a_folder_of_their_document(sohoa, digitised):
    make("a.pdf")
    sohoa("convert", "a.pdf", "-o", "out", "--keep-images")
    assert digitised.asked[0][1]["keep_images"] == Path("out/a-pages")


def test_one_bad_file_does_not_stop_the_others_and_gives_its_exit_code(sohoa, digitised):
    make("a.pdf", "b.pdf", "c.pdf", "d.pdf")
    digitised.faults["b.pdf"] = EncryptedFileError("b.pdf needs a password")
    digitised.faults["c.pdf"] = InputFileError("c.pdf is empty")
    code, _, err = sohoa("convert", "a.pdf", "b.pdf", "c.pdf", "d.pdf", "-o", "out")
    assert code == ExitCode.ENCRYPTED
    assert {path.stem for path in Path("out").iterdir()} == {"a", "d"}
    assert "error: b.pdf needs a password\nwhat to do: Give the password" in err
    assert "error: c.pdf is empty" in err
    assert "Traceback" not in err


def test_an_unforeseen_fault_is_told_without_a_traceback_and_with_one_on_request(sohoa, digitised):
    make("a.pdf")
    digitised.faults["a.pdf"] = ZeroDivisionError("oh")
    code, _, err = sohoa("convert", "a.pdf")
    assert code == ExitCode.OTHER
    assert "error: a.pdf: ZeroDivisionError: oh\nwhat to do: " in err
    assert "Traceback" not in err
    assert "Traceback" in sohoa("convert", "-v", "a.pdf")[2]


def test_an_error_without_own_advice_still_says_what_to_do(sohoa, digitised):
    make("a.pdf")
    digitised.faults["a.pdf"] = SohoaError("odd")
    assert "what to do: Run again with -v" in sohoa("convert", "a.pdf")[2]


def test_an_interruption_leaves_with_130_and_no_file(sohoa, digitised):
    make("a.pdf")
    digitised.faults["a.pdf"] = KeyboardInterrupt()
    code, _, err = sohoa("convert", "a.pdf", "-o", "out")
    assert code == ExitCode.INTERRUPTED
    assert "Traceback" not in err
    assert not Path("out").exists()


def test_a_worker_that_dies_costs_its_document_only(sohoa, digitised):
    make("a.pdf", "b.pdf")
    digitised.faults["a.pdf"] = BrokenProcessPool("gone")
    code, _, err = sohoa("convert", "a.pdf", "b.pdf", "-o", "out")
    assert code == ExitCode.OTHER
    assert "error: a.pdf: a worker process died" in err
    assert {path.stem for path in Path("out").iterdir()} == {"b"}


def test_several_files_need_a_folder(sohoa):
    make("a.pdf", "b.pdf")
    code, _, err = sohoa("convert", "a.pdf", "b.pdf")
    assert code == ExitCode.BAD_ARGUMENTS
    assert "-o DIR" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("convert",),
        ("convert", "--nonsense", "a.pdf"),
        ("convert", "a.pdf", "--format", "odt"),
        ("convert", "a.pdf", "--format", ","),
        ("convert", "a.pdf", "--format", "json,txt"),
        ("convert", "a.pdf", "--keep-images"),
        ("convert", "a.pdf", "--pages", "0"),
        ("convert", "a.pdf", "--pages", "3-1"),
        ("convert", "a.pdf", "--pages", "one"),
        ("convert", "a.pdf", "--jobs", "0"),
        ("convert", "folder"),
        ("nonsense",),
    ],
)
def test_bad_arguments_leave_with_1_and_a_word_of_help(sohoa, arguments):
    make("a.pdf")
    Path("folder").mkdir()
    code, out, err = sohoa(*arguments)
    assert code == ExitCode.BAD_ARGUMENTS
    assert out == ""
    assert err
    assert "Traceback" not in err


def test_a_file_that_is_not_there_is_a_file_access_error(sohoa):
    code, _, err = sohoa("convert", "none.pdf")
    assert code == ExitCode.FILE_ACCESS
    assert "none.pdf does not exist" in err


def test_an_invalid_setting_leaves_with_9(sohoa):
    make("a.pdf")
    assert sohoa("convert", "a.pdf", "--set", "a.b=c")[0] == ExitCode.INVALID_SETTINGS


def test_a_name_with_a_leading_dash_comes_after_two_dashes(sohoa, digitised):
    make("-a.pdf")
    assert sohoa("convert", "-o", "out", "--", "-a.pdf")[0] == 0
    assert Path("out/-a.json").is_file()


def test_a_result_never_replaces_an_original(sohoa, digitised):
    make("a.txt")
    code, _, err = sohoa("convert", "a.txt", "-o", ".")
    assert code == ExitCode.BAD_ARGUMENTS
    assert "original" in err
    assert Path("a.txt").read_bytes() == b"x"


def test_inputs_of_the_same_name_do_not_share_an_output(sohoa, digitised):
    make("one/a.pdf", "two/a.pdf", "two/A.tif")
    code, _, err = sohoa("convert", "one/a.pdf", "two/a.pdf", "two/A.tif", "-o", "out")
    assert code == 0
    assert {path.stem for path in Path("out").iterdir()} == {"a", "a-2", "A-3"}
    assert "the results of two/a.pdf are a-2.*" in err


def test_another_document_of_the_same_name_does_not_replace_an_earlier_record(sohoa, digitised):
    def converted(content: str, *more: str) -> set[str]:
        Path("scan.pdf").write_text(content)
        source = SourceInfo(
            path="scan.pdf",
            sha256=hashlib.sha256(content.encode()).hexdigest(),
            pages=1,
            media_type="application/pdf",
        )
        digitised.record = decision().model_copy(update={"source": source})
        code, _, err = sohoa("convert", "scan.pdf", "-o", "out", *more)
        assert code == 0
        assert err.count("warning") == (content != "one")
        return {path.name for path in Path("out").iterdir()}

    assert converted("one") == {"scan.json", "scan.txt", "scan.md"}
    first = Path("out/scan.json").read_bytes()
    assert "scan-2.json" in converted("two")
    assert "scan-3.txt" in converted("three", "--format", "txt")
    assert "scan-4.json" in converted("four")
    again = converted("two") | converted("one")
    assert {Path(name).stem for name in again} == {"scan", "scan-2", "scan-3", "scan-4"}
    assert Path("out/scan.json").read_bytes() == first


LETTER = """CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

ỦY BAN NHÂN DÂN XÃ TÂN AN

Số: {0}/UBND-VP

Tân An, ngày 12 tháng 5 năm 2025

V/v lưu trữ hồ sơ

Kính gửi: Các thôn.
"""


def dossier(name: str, *numbers: int) -> Path:
    """A file of letters, each of two pages."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\f".join(f"{LETTER.format(n)}\fTrang sau của số {n}." for n in numbers))
    return path


def test_split_writes_each_document_of_a_file_under_its_pages(sohoa):
    dossier("in/hồ sơ.txt", 7, 8)
    code, out, err = sohoa("convert", "--split", "in/hồ sơ.txt", "-o", "out")
    assert (code, out, err) == (0, "", "")
    names = {f"hồ sơ-{pages}.{suffix}" for pages in ("p1-2", "p3-4") for suffix in FORMATS}
    assert {path.name for path in Path("out").iterdir()} == names
    second = json.loads(Path("out/hồ sơ-p3-4.json").read_text())
    assert (second["code"], second["source"]["pages"]) == ("8/UBND-VP", 4)
    assert Path("out/hồ sơ-p1-2.txt").read_text().count("Số: ") == 1
    again = {path: path.read_bytes() for path in Path("out").iterdir()}
    assert sohoa("convert", "--split", "in/hồ sơ.txt", "-o", "out")[0] == 0
    assert {path: path.read_bytes() for path in Path("out").iterdir()} == again


def test_split_leaves_a_file_of_one_document_its_name(sohoa):
    dossier("in/a.txt", 7)
    assert sohoa("convert", "--split", "in/a.txt", "-o", "out")[0] == 0
    assert {path.name for path in Path("out").iterdir()} == {f"a.{suffix}" for suffix in FORMATS}


def test_split_replaces_neither_originals_nor_results_of_others(sohoa):
    dossier("a.txt", 7, 8)
    dossier("a-p3-4.txt", 9)
    before = Path("a-p3-4.txt").read_bytes()
    code, _, err = sohoa("convert", "--split", "a.txt", "a-p3-4.txt", "-o", ".", "--format", "json")
    assert code == 0, err
    codes = {path.name: json.loads(path.read_text())["code"] for path in Path().glob("*.json")}
    assert codes == {
        "a-p1-2.json": "7/UBND-VP",
        "a-p3-4-2.json": "8/UBND-VP",
        "a-p3-4.json": "9/UBND-VP",
    }
    Path("x").mkdir()
    code, _, err = sohoa("convert", "--split", "a.txt", "-o", ".", "--format", "txt")
    assert Path("a-p3-4.txt").read_bytes() == before


def test_split_needs_a_folder(sohoa):
    dossier("a.txt", 7, 8)
    code, out, err = sohoa("convert", "--split", "a.txt")
    assert (code, out) == (ExitCode.BAD_ARGUMENTS, "")
    assert "--split needs a folder" in err


def test_inputs_find_their_own_records_again_in_any_order():
    held = {"scan": Path("a/scan.pdf"), "scan-2": Path("b/scan.pdf")}
    stems = output_stems(
        [Path("b/scan.pdf"), Path("a/scan.pdf"), Path("c/scan.pdf")],
        lambda file, stem: held.get(stem, file) != file,
    )
    assert list(stems.values()) == ["scan-2", "scan", "scan-3"]


def test_a_file_named_twice_is_read_once(sohoa, digitised):
    make("a.pdf")
    assert sohoa("convert", "a.pdf", "a.pdf", "-o", "out")[0] == 0
    assert len(digitised.asked) == 1


def test_a_file_named_in_two_ways_is_one_and_a_year_is_no_suffix():
    stems = output_stems([Path("x/CV 12.2024"), Path("x/../x/CV 12.2024")])
    assert stems == {Path("x/CV 12.2024"): "CV 12.2024"}


@given(st.lists(st.sampled_from("a.pdf x/a.pdf A.tif a-2.pdf x/a-2.pdf A-3.png b.pdf".split())))
def test_no_two_inputs_ever_share_an_output(names):
    files = [Path(name) for name in names]
    stems = output_stems(files)
    assert set(stems) == set(files)
    assert len({stem.casefold() for stem in stems.values()}) == len(stems)


def test_a_number_added_to_a_name_is_not_the_name_of_another_input():
    stems = output_stems([Path("x/a.pdf"), Path("y/a.pdf"), Path("a-2.pdf")])
    assert len({stem.casefold() for stem in stems.values()}) == 3
    assert stems[Path("a-2.pdf")] == "a-2"


def test_the_repaired_text_and_its_changes_are_two_files(sohoa):
    Path("x.txt").write_text("Thoi gian qua")
    code, _, err = sohoa("repair", "x.txt", "-o", "z.txt", "--changes", "./z.txt")
    assert code == ExitCode.BAD_ARGUMENTS
    assert "both be z.txt" in err
    assert not Path("z.txt").exists()
    assert sohoa("repair", "x.txt", "-o", "/dev/null", "--changes", "/dev/null")[0] == 0


@pytest.mark.parametrize("content", [b"%PDF-1.7\nplain", b"\xff\xd8\xff\xe0\0\x10JFIF\0"])
def test_repair_of_a_document_that_is_no_text_points_to_convert(sohoa, content):
    Path("x.pdf").write_bytes(content)
    code, out, err = sohoa("repair", "x.pdf")
    assert (code, out) == (ExitCode.INPUT_FILE, "")
    assert "repair takes text" in err
    assert "sohoa convert" in err


def test_a_reader_that_leaves_early_gets_the_code_of_a_closed_pipe():
    reading, writing = os.pipe()
    os.close(reading)
    done = started("schema", stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (ExitCode.OUTPUT_CLOSED, b"")


@pytest.mark.parametrize("arguments", [("schema",), ("--help",), ("settings",)])
def test_a_full_standard_output_is_a_file_access_error(arguments):
    with open("/dev/full", "wb") as full:
        done = started(*arguments, stdout=full)
    assert done.returncode == ExitCode.FILE_ACCESS
    assert b"standard output cannot be written: the disk is full" in done.stderr


def test_a_standard_output_that_was_never_open_is_a_file_access_error():
    program = f'"{sys.executable}" -m pipeline.cli --help >&-'
    done = subprocess.run(["sh", "-c", program], capture_output=True, check=False)
    assert done.returncode == ExitCode.FILE_ACCESS


def test_what_is_said_on_a_broken_standard_error_does_not_stop_the_work(tmp_path):
    text = tmp_path / "a.txt"
    text.write_text("Kính gửi các sở\n" * 5)
    with open("/dev/full", "wb") as full:
        done = started("convert", text, "-v", "-o", tmp_path / "out", stderr=full)
    assert done.returncode == 0
    assert (tmp_path / "out/a.json").exists()


def started(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE):
    """The command in a process of its own, with these streams."""
    command = [sys.executable, "-m", "pipeline.cli", *map(str, arguments)]
    return subprocess.run(command, stdout=stdout, stderr=stderr, check=False)


@pytest.mark.parametrize(
    ("text", "numbers"), [("1", (1,)), ("1-3", (1, 2, 3)), ("7, 2-3,3", (2, 3, 7))]
)
def test_pages_are_numbers_and_ranges(text, numbers):
    assert page_numbers(text) == numbers


@pytest.mark.parametrize("text", ["", "0", "-1", "1-", "2-1", "a", "1,,2", "1-999999999999"])
def test_other_lists_of_pages_are_refused(text):
    with pytest.raises(click.BadParameter):
        page_numbers(text)


def test_settings_shows_every_value_with_its_origin(sohoa, monkeypatch):
    monkeypatch.setenv("SOHOA_OCR__MODEL", "eng")
    code, out, _ = sohoa("settings", "--json", "--set", "source.password=geheim")
    values = {entry["name"]: entry for entry in json.loads(out)}
    assert code == 0
    assert values["ocr.model"]["value"] == "eng"
    assert values["ocr.model"]["origin"] == "environment SOHOA_OCR__MODEL"
    assert "geheim" not in out
    table = sohoa("settings")[1]
    assert all(name in table for name in values)


def test_the_printed_toml_is_accepted_as_a_settings_file(sohoa):
    Path("sohoa.toml").write_text(sohoa("settings", "--toml")[1], "utf-8")
    assert sohoa("settings")[0] == 0


def test_the_schema_is_that_of_the_json_export(sohoa):
    code, out, _ = sohoa("schema")
    assert code == 0
    assert {"doc_type", "code", "evidence", "changes"} <= set(json.loads(out)["properties"])


def test_the_version_is_told(sohoa):
    code, out, _ = sohoa("--version")
    assert (code, out.split()[0]) == (0, "sohoa")


def test_help_does_not_load_what_only_the_work_needs():
    program = (
        "import sys\nfrom pipeline.cli import main\n"
        "try:\n main(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'cv2', 'numpy', 'pydantic', 'pikepdf', 'rich', 'underthesea', 'PIL'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stderr.decode().strip() == "[]"
