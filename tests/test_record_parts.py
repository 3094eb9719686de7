# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace

from pipeline.record import (
    ChangeRecord,
    Evidence,
    OtherDocument,
    PageQuality,
    Provenance,
    Quality,
    Record,
)
from pipeline.record_parts import documents_of, pages_name
from tests.export.records import block, decision, line, page, record, table


def dossier() -> Record:
    """A file of two documents, the second of two pages; a change and a step on each page."""
    texts = "Thông báo một.", "Công văn hai.", "Trang sau."
    pages = [page(block(text), number=n) for n, text in enumerate(texts, start=1)]
    pages[2] = page(block("Trang sau."), table(("STT", "Tên"), ("1", "An")), number=3)
    told = Evidence(page=2, confidence=0.9, text="the file holds another document")
    change = ChangeRecord(
        page=1, line=1, box=None, before="a", after="b", reason="", confidence=1.0
    )
    quality = [
        PageQuality(page=n, words=3, mean_confidence=0.9, doubtful_share=0.0, warnings=("bẩn",))
        for n in (1, 2, 3)
    ]
    said = ("damaged, repaired", "page 2: the file holds another document; see other_documents")
    return record(doc_type="thông báo").model_copy(
        update={
            "pages": tuple(pages),
            "text": "Thông báo  một.\n\nCông văn hai.\n\nTrang sau.\n\nSTT | Tên\n1 | An",
            "evidence": {"doc_type": told, "other_documents": told},
            "other_documents": (OtherDocument(doc_type="công văn", first_page=2, last_page=3),),
            "changes": tuple(change.model_copy(update={"page": n}) for n in (1, 2, 3)),
            "provenance": (
                Provenance(step="sohoa", version="1"),
                Provenance(step="cleanup.deskew", version="1", pages=(1, 3)),
                Provenance(step="cleanup.stamps", version="1", pages=(1,)),
            ),
            "quality": Quality(
                mean_confidence=0.9,
                doubtful_share=0.0,
                pages=tuple(quality),
                warnings=(*said, *(f"page {n}: bẩn" for n in (1, 2, 3))),
            ),
        }
    )


def test_each_document_has_what_is_on_its_pages():
    first, second = documents_of(dossier())
    assert [part.doc_type for part in (first, second)] == ["thông báo", "công văn"]
    assert [[p.number for p in part.pages] for part in (first, second)] == [[1], [2, 3]]
    assert [[c.page for c in part.changes] for part in (first, second)] == [[1], [2, 3]]
    assert first.text == "Thông báo  một."  # with the gaps of a text file
    assert second.text == "Công văn hai.\n\nTrang sau.\n\nSTT | Tên\n1 | An"
    steps = [[(step.step, step.pages) for step in part.provenance] for part in (first, second)]
    assert steps[0] == [("sohoa", ()), ("cleanup.deskew", (1,)), ("cleanup.stamps", (1,))]
    assert steps[1] == [("sohoa", ()), ("cleanup.deskew", (3,))]


def test_warnings_go_to_their_pages_and_those_of_the_file_to_the_first():
    first, second = documents_of(dossier())
    assert first.quality.warnings == ("damaged, repaired", "page 1: bẩn")
    assert second.quality.warnings == ("page 2: bẩn", "page 3: bẩn")
    assert [quality.page for quality in second.quality.pages] == [2, 3]
    for part in (first, second):
        assert part.other_documents == ()
        assert "other_documents" not in part.evidence


def test_quality_is_that_of_the_own_words():
    whole = dossier()
    doubtful = line("Trang sau.")
    doubtful = replace(doubtful, words=tuple(replace(w, doubtful=True) for w in doubtful.words))
    last = page(replace(block(), lines=(doubtful,)), number=3)
    whole = whole.model_copy(update={"pages": (*whole.pages[:2], last)})
    first, second = documents_of(whole)
    assert (first.quality.doubtful_share, second.quality.doubtful_share) == (0.0, 0.4)


def test_a_file_of_one_document_is_that_document():
    assert documents_of(decision()) == (decision(),)


def test_documents_are_told_apart_by_their_pages():
    assert (pages_name(3, 5), pages_name(7, 7)) == ("p3-5", "p7")
