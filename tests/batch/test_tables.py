# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import contextlib
import csv
import json
import re
import xml.etree.ElementTree as ElementTree
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from lexicon.archive import archive_columns
from pipeline.batch.citations import Citation, CitationGraph, CitedDocument, code_key, drawing
from pipeline.batch.index_tables import archive_date
from pipeline.batch.ledger import Ledger, State
from pipeline.batch.output import OutputFolder
from pipeline.batch.remarks import _in_vietnamese
from pipeline.batch.search import SearchIndex, bare, one_query, parse_query, search_batch
from pipeline.batch.status import batch_status
from pipeline.errors import BadArgumentsError
from pipeline.settings import Settings
from tests.batch.fake_steps import make
from tests.batch.trees import run

DIRECTIVE = (
    "doc_type=chỉ_thị number=30 symbol=CT/TW code=30-CT/TW date=2024-02-05 issuer=Ban_Bí_thư "
    "subject=Về_tuyên_truyền_miệng Đẩy mạnh tuyên truyền miệng, giữ hoà bình; uỷ ban"
)
LETTER = (
    "doc_type=công_văn number=12 code=12/UBND-VX date=2024-03-05 issuer=Ủy_ban_nhân_dân? "
    "parent_issuer=Bộ_Y_tế subject==1+1 secrecy=MẬT "
    "cites=30-CT/TW cites=66-QĐ/TW cites=66–QĐ/TW Kính gửi các sở"
)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a small batch."""
    base = tmp_path_factory.mktemp("batch")
    make(base / "in/tập 1/chỉ thị.pdf", DIRECTIVE)
    make(base / "in/tập 1/cv.pdf", LETTER, "!fail x")
    make(base / "in/@sum.pdf", "chí thị cites=30-CT/TW không dấu")
    (base / "in/<b>hỏng.pdf").write_bytes(b"rubbish")
    run(base, tables=True)
    return base / "out"


def test_the_index_has_exactly_the_columns_archivists_type(out: Path) -> None:
    rows = list(csv.reader((out / "index.csv").read_text("utf-8-sig").splitlines()))
    assert rows[0] == [column.heading for column in archive_columns("tài liệu")]
    assert rows[0][:7] == [
        *("Số thứ tự trong hồ sơ", "Tên loại", "Số", "Ký hiệu"),
        *("Ngày/Tháng/Năm", "Cơ quan ban hành", "Trích yếu"),
    ]
    assert len(rows[0]) == 21
    assert rows[0][-2:] == ["Đường dẫn file", "Cơ quan chủ quản"]
    dossiers = list(csv.reader((out / "index-ho-so.csv").read_text("utf-8-sig").splitlines()))
    assert len(dossiers[0]) == 19
    assert dossiers[0][0] == "Phông"


def test_the_csv_opens_in_excel_with_its_letters_and_without_formulas(out: Path) -> None:
    assert (out / "index.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    rows = {row["Đường dẫn file"]: row for row in _csv(out / "index.csv")}
    letter = rows["tập 1/cv.pdf"]
    assert letter["Trích yếu"] == "'=1+1"
    assert letter["Ngày/Tháng/Năm"] == "05/03/2024"
    assert letter["Chế độ sử dụng"] == "Mật"
    assert letter["Ghi chú"] == "Không đọc được 1 trang"
    assert letter["Cơ quan chủ quản"] == "Bộ Y tế"
    assert rows["tập 1/chỉ thị.pdf"]["Số thứ tự trong hồ sơ"] == "1"
    assert rows["'@sum.pdf"]["Tên loại"] == ""
    assert rows["<b>hỏng.pdf"]["Ghi chú"].startswith("Không đọc được:")


def test_the_dossier_knows_its_documents_and_their_dates(out: Path) -> None:
    rows = {row["Ghi chú"]: row for row in _csv(out / "index-ho-so.csv")}
    assert rows["tập 1"]["Tổng số văn bản"] == "2"
    assert rows["tập 1"]["Ngày/Tháng/Năm bắt đầu"] == "05/02/2024"
    assert rows["tập 1"]["Ngày/Tháng/Năm kết thúc"] == "05/03/2024"


def test_the_workbook_colours_doubt_and_links_to_the_files(out: Path) -> None:
    sheet = load_workbook(out / "index.xlsx")["Tài liệu"]
    heads = [cell.value for cell in sheet[1]]
    rows = {row[heads.index("Đường dẫn file")].value: row for row in sheet.iter_rows(min_row=2)}
    row = rows["tập 1/cv.pdf"]
    cells = dict(zip(heads, row, strict=True))
    assert cells["Cơ quan ban hành"].fill.fgColor.rgb.endswith("FFF2A8")
    assert cells["Tên loại"].fill.fill_type is None
    assert cells["Trích yếu"].value == "=1+1"
    assert cells["Trích yếu"].data_type == "s"
    assert cells["Ngày/Tháng/Năm"].value == datetime(2024, 3, 5)
    assert cells["Ngày/Tháng/Năm"].number_format == "dd/mm/yyyy"
    assert cells["Số"].value == "12"
    assert sheet.auto_filter.ref == "A1:U5"
    target = cells["Đường dẫn file"].hyperlink.target
    assert (out / _unquoted(target)).resolve() == (out.parent / "in/tập 1/cv.pdf").resolve()
    assert (out / _unquoted(cells["Trích yếu"].hyperlink.target)).exists()


def test_the_subject_leads_to_what_people_read(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", DIRECTIVE)
    run(tmp_path, tables=True, formats=("json", "txt", "pdf"))
    sheet = load_workbook(tmp_path / "out/index.xlsx").worksheets[0]
    cells = dict(zip([cell.value for cell in sheet[1]], sheet[2], strict=True))
    assert cells["Trích yếu"].hyperlink.target == "a.pdf"


def _unquoted(link: str) -> str:
    from urllib.parse import unquote

    return unquote(link)


def _csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


def test_the_report_is_one_page_that_fetches_nothing_and_runs_nothing(out: Path) -> None:
    page = (out / "report.html").read_text()
    assert not re.search(r"(src|href)=['\"](https?:)?//", page)
    assert "<script" not in page
    assert "<b>hỏng" not in page
    assert "&lt;b&gt;hỏng.pdf" in page
    assert "default-src 'none'" in page
    assert "Không làm được" in page


def test_records_are_lines_for_other_systems(out: Path) -> None:
    records = [json.loads(line) for line in (out / "records.jsonl").read_text().splitlines()]
    assert [record["source"]["path"] for record in records] == [
        "@sum.pdf",
        "tập 1/chỉ thị.pdf",
        "tập 1/cv.pdf",
    ]
    assert records[1]["code"] == "30-CT/TW"
    assert (out / _unquoted(records[1]["outputs"][".json"])).exists()
    assert "pages" not in records[0]


def test_citations_say_what_is_in_the_batch_and_what_is_missing(out: Path) -> None:
    told = json.loads((out / "references.json").read_text())
    by_id = {document["id"]: document for document in told["documents"]}
    edges = {(by_id[e["from"]]["paths"][0], by_id[e["to"]]["code"]) for e in told["citations"]}
    assert edges == {
        ("tập 1/cv.pdf", "30-CT/TW"),
        ("tập 1/cv.pdf", "66-QĐ/TW"),
        ("@sum.pdf", "30-CT/TW"),
    }
    assert [missing["code"] for missing in told["missing"]] == ["66-QĐ/TW"]
    graph = ElementTree.parse(out / "references.graphml").getroot()
    space = "{http://graphml.graphdrawing.org/xmlns}"
    assert len(graph.findall(f".//{space}node")) == 4
    assert len(graph.findall(f".//{space}edge")) == 3
    ElementTree.parse(out / "references.svg")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("30-CT/TW", "30 - CT / TW", True),
        ("66-QĐ/TW", "66–QD/TW", True),
        ("05/2024/NĐ-CP", "5/2024/NĐ-CP", True),
        ("198-KL/TW", "198-KH/TW", False),
        ("36/2026/QĐ-TTg", "36/2026/TT-BXD", False),
    ],
)
def test_codes_are_compared_without_their_typography(one: str, other: str, same: bool) -> None:
    assert (code_key(one) == code_key(other)) is same


def test_the_same_number_of_another_year_or_office_is_another_document() -> None:
    from pipeline.batch.catalogue import CataloguedDocument
    from pipeline.batch.citations import citation_graph
    from pipeline.batch.ledger import State

    def document(path: str, **fields: object) -> CataloguedDocument:
        return CataloguedDocument(
            path, "", State.DONE, False, None, path, 1, 0, 1.0, 0.0, fields, (), path, {".md": path}
        )

    cited = {"text": "15/QĐ-UBND ngày 05/01/2024", "code": "15/QĐ-UBND", "date": "2024-01-05"}
    elsewhere = {**cited, "issuer": "Bộ Y tế"}
    graph = citation_graph(
        [
            document("2023", code="15/QĐ-UBND", date="2023-01-05", issuer="UBND tỉnh A"),
            document("2024", code="15/QĐ-UBND", date="2024-01-05", issuer="UBND tỉnh A"),
            document("citing", references=[cited, elsewhere]),
        ]
    )
    names = {node.id: node.paths for node in graph.documents}
    assert [names[edge.target] for edge in graph.citations] == [["2024"], []]


def test_the_picture_escapes_what_it_shows() -> None:
    nodes = (
        CitedDocument("d1", "<x>&", "2024-01-01", None, None, paths=["a"]),
        CitedDocument("m2", "b\x00", None, None, None),
    )
    picture = drawing(CitationGraph(nodes, (Citation("d1", "m2", "", 1),)))
    ElementTree.fromstring(picture)
    assert "&lt;x&gt;" in picture


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("chi thi 30 tuyen truyen mieng", ["tập 1/chỉ thị.pdf"]),
        ("tuyên truyền miệng", ["tập 1/chỉ thị.pdf"]),
        ("hòa bình", ["tập 1/chỉ thị.pdf"]),
        ("HOA BINH", ["tập 1/chỉ thị.pdf"]),
        ("chí", ["@sum.pdf"]),
        ("so:30-CT/TW", ["tập 1/chỉ thị.pdf"]),
        ("so:12", ["tập 1/cv.pdf"]),
        ("ngay:2024-02", ["tập 1/chỉ thị.pdf"]),
        ("ngay:05/03/2024", ["tập 1/cv.pdf"]),
        ("ngay:2024", ["tập 1/cv.pdf", "tập 1/chỉ thị.pdf"]),
        ("ngay:2024-02..2024-02", ["tập 1/chỉ thị.pdf"]),
        ('co-quan:"uy ban"', ["tập 1/cv.pdf"]),
        ('loai:"chỉ thị" miệng', ["tập 1/chỉ thị.pdf"]),
        ("30-CT/TW", ["tập 1/chỉ thị.pdf", "@sum.pdf", "tập 1/cv.pdf"]),
        ("không-có-đâu", []),
        ("ngay:2019", []),
        ("co-quan:%", []),
    ],
)
def test_search_finds_with_and_without_marks_and_by_field(
    out: Path, query: str, found: list[str]
) -> None:
    hits = search_batch(out, query)
    assert sorted(hit.path for hit in hits) == sorted(found)
    if found:
        assert hits[0].path == found[0]


def test_a_snippet_shows_the_find(out: Path) -> None:
    (hit,) = search_batch(out, "tuyen truyen")
    assert "[tuyên] [truyền] miệng" in hit.snippet


@pytest.mark.parametrize("query", ['"', "so:", '" "', "(", "*", "AND", "a OR NEAR(", "x:y", "-"])
def test_any_query_is_harmless(out: Path, query: str) -> None:
    with contextlib.suppress(BadArgumentsError):  # there is nothing to search for
        search_batch(out, query)


def test_quotes_that_the_shell_took_away_are_put_back() -> None:
    assert one_query(("chi thi", "co-quan:bộ y tế")) == '"chi thi" co-quan:"bộ y tế"'
    assert one_query(("chi thi 30",)) == "chi thi 30"
    assert parse_query("số:5 cơ-quan:x").filters == (("code", "5"), ("issuer", "x"))


def test_bare_text_has_no_marks() -> None:
    assert bare("Đặng Thuỳ Trâm ỵ") == "dang thuy tram y"


def test_search_knows_what_was_done_after_the_index_was_made(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "lúa mùa")
    run(tmp_path, tables=True)
    make(tmp_path / "in/b.pdf", "lúa chiêm")
    make(tmp_path / "in/a.pdf", "ngô khoai")
    run(tmp_path, tables=False)
    assert [hit.path for hit in search_batch(tmp_path / "out", "lua")] == ["b.pdf"]
    (tmp_path / "in/b.pdf").rename(tmp_path / "in/c.pdf")
    run(tmp_path, tables=False)
    assert [hit.path for hit in search_batch(tmp_path / "out", "lúa")] == ["c.pdf"]


def test_a_damaged_search_index_is_made_anew(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "lúa mùa")
    run(tmp_path, tables=True)
    path = tmp_path / "out/.sohoa/search.sqlite"
    path.write_bytes(b"rubbish" * 999)
    assert len(search_batch(tmp_path / "out", "lua")) == 1
    with SearchIndex(path, writable=False) as index:
        assert len(index.search("mùa")) == 1


def test_tables_are_written_only_when_something_changed(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "một")
    run(tmp_path, tables=True)
    before = (tmp_path / "out/index.xlsx").stat().st_mtime_ns
    run(tmp_path, tables=True)
    assert (tmp_path / "out/index.xlsx").stat().st_mtime_ns == before
    make(tmp_path / "in/b.pdf", "hai")
    run(tmp_path, tables=True)
    assert (tmp_path / "out/index.xlsx").stat().st_mtime_ns != before


def test_the_report_leads_to_the_sheets_of_what_is_to_be_proofread(tmp_path: Path) -> None:
    make(tmp_path / "in/a/một?.pdf", "chữ rõ", "chữ ngờ? ngờ? ngờ?")
    make(tmp_path / "in/hai.pdf", "chữ ngờ? chữ rõ")
    make(tmp_path / "in/ba.pdf", "chữ rõ")
    run(tmp_path, tables=True)
    with Ledger(OutputFolder(tmp_path / "out").ledger, writable=True) as ledger:
        for row in ledger.files_in(State.DONE):
            if row.base != b"hai":
                ledger.finish_file(row.id, State.DONE, outputs={**row.outputs, ".html": "x"})
    make(tmp_path / "in/ba.pdf", "chữ rất rõ")
    run(tmp_path, tables=True)
    report = (tmp_path / "out/report.html").read_text()
    listed = report.split("<h2>Văn bản cần soát</h2>")[1].split("</table>")[0]
    assert re.findall(r"<td>([^<\n]*)", listed) == [
        *("a/một?.pdf · ", "2", "3 (50%)"),
        *("hai.pdf", "1", "1 (25%)"),
    ]
    link = "a/m%E1%BB%99t%3F.html"
    assert f"<a href='{link}#p1'>soát lỗi</a>" in listed
    assert f"<a href='{link}#p2'>soát lỗi</a>" in report  # the worst page


def test_warnings_are_in_the_index_the_report_and_the_status(tmp_path: Path) -> None:
    make(tmp_path / "in/a.tif", "một", "", "", "!fail x", "năm")
    make(tmp_path / "in/copy.pdf", "một", "", "", "!fail x", "năm")
    make(tmp_path / "in/good.pdf", "sáu")
    run(tmp_path, tables=True)
    out = tmp_path / "out"
    remarks = {row["Đường dẫn file"]: row["Ghi chú"] for row in _csv(out / "index.csv")}
    pages = "Không đọc được 1 trang; Trang 2–3: không có chữ"
    assert remarks == {
        "a.tif": "Không đọc được 1 trang; Named .tif; Trang 2–3: không có chữ",
        "copy.pdf": pages,
        "good.pdf": "",
    }
    (_, listed) = (out / "report.html").read_text().split("<h2>Cần lưu ý</h2>")
    assert "a.tif" in listed
    assert "Trang 2–3: không có chữ" in listed
    assert "good.pdf" not in listed
    assert batch_status(out, Settings()).warned == 2


def test_each_document_of_a_file_has_a_row_of_its_own(tmp_path: Path) -> None:
    second = f"!document {LETTER}".replace("date=2024-03-05", "date=2025-07-01")
    make(tmp_path / "in/tập 1/hồ sơ.pdf", f"{DIRECTIVE} cites=12/UBND-VX", "", second, "!fail x")
    make(tmp_path / "in/tập 1/một.pdf", "một")
    run(tmp_path, tables=True)
    out = tmp_path / "out"
    first, other, single = _csv(out / "index.csv")
    assert (first["Số"], other["Số"], single["Số"]) == ("30", "12", "")
    assert [row["Số thứ tự trong hồ sơ"] for row in (first, other, single)] == ["1", "2", "3"]
    assert [row["Số trang"] for row in (first, other, single)] == ["2", "2", "1"]
    assert first["Ghi chú"] == "Trang 1–2 của tệp; Trang 2: không có chữ"
    assert other["Ghi chú"] == "Không đọc được 1 trang; Trang 3–4 của tệp"
    assert first["Đường dẫn file"] == other["Đường dẫn file"] == "tập 1/hồ sơ.pdf"
    (dossier,) = _csv(out / "index-ho-so.csv")
    assert dossier["Tổng số văn bản"] == "3"
    assert dossier["Ngày/Tháng/Năm kết thúc"] == "01/07/2025"
    sheet = load_workbook(out / "index.xlsx")["Tài liệu"]
    assert sheet.max_row == 4

    graph = json.loads((out / "references.json").read_text())
    ids = {node["code"]: node["id"] for node in graph["documents"] if node["in_batch"]}
    cited = {(edge["from"], edge["to"]) for edge in graph["citations"]}
    assert (ids["30-CT/TW"], ids["12/UBND-VX"]) in cited
    assert (ids["12/UBND-VX"], ids["30-CT/TW"]) in cited


def test_a_search_finds_the_document_within_its_file(tmp_path: Path) -> None:
    make(tmp_path / "in/hồ sơ.pdf", DIRECTIVE, "tiếp theo", f"!document {LETTER}", "phụ lục lúa mì")
    run(tmp_path, tables=True)
    out = tmp_path / "out"

    def found(query: str) -> list[tuple[int, str | None]]:
        return [(hit.page, hit.code) for hit in search_batch(out, query)]

    assert found("so:12/UBND-VX") == [(3, "12/UBND-VX")]
    assert found("lua mi") == [(4, "12/UBND-VX")]
    assert found("tuyên truyền miệng") == [(1, "30-CT/TW")]
    make(tmp_path / "in/hồ sơ.pdf", "nội dung mới")
    run(tmp_path, tables=True)
    assert found("lua mi") == []
    assert found("so:12/UBND-VX") == []
    assert found("noi dung moi") == [(1, None)]


@pytest.mark.parametrize(
    ("warning", "remark"),
    [
        (
            "page 3: the file holds another document from this page on; see other_documents",
            "Trang 3: bắt đầu một văn bản khác trong cùng tệp",
        ),
        (
            "page 2: the file holds other documents from pages 2, 4 on; see other_documents",
            "Trang 2: các văn bản khác bắt đầu từ trang 2, 4",
        ),
        (
            "page 5: a picture of the page is missing in the file; it was not read",
            "Trang 5: thiếu ảnh của trang trong tệp",
        ),
        (
            "the PDF is damaged and incomplete: pages or pictures may be missing; what is left",
            "PDF bị hỏng và thiếu, có thể mất trang hoặc ảnh",
        ),
        (
            "the PDF is damaged; what could be recovered was read",
            "PDF bị hỏng, chỉ đọc được phần khôi phục được",
        ),
        (
            "the file is named .png but its content is image/tiff; read as what it is",
            "Tên tệp có đuôi .png nhưng nội dung là image/tiff",
        ),
        ("something new", "Something new"),
    ],
)
def test_the_fixed_kinds_of_warnings_are_told_in_vietnamese(warning: str, remark: str) -> None:
    assert tuple(_in_vietnamese([warning])) == (remark,)


@pytest.mark.parametrize(
    ("iso", "told"),
    [
        ("2024-02-05", date(2024, 2, 5)),
        ("2024-02", "02/2024"),
        ("1899-12-31", "31/12/1899"),
        (None, None),
    ],
)
def test_only_whole_dates_that_excel_knows_are_dates(iso: str | None, told: object) -> None:
    assert archive_date(iso) == told


def test_a_record_whose_original_is_gone_says_so(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "một")
    make(tmp_path / "in/b.pdf", "hai")
    run(tmp_path, tables=True)
    (tmp_path / "in/a.pdf").unlink()
    run(tmp_path, tables=True)
    rows = {row["Đường dẫn file"]: row["Ghi chú"] for row in _csv(tmp_path / "out/index.csv")}
    assert rows == {"a.pdf": "Không còn tệp gốc", "b.pdf": ""}
