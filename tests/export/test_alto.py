# SPDX-License-Identifier: Apache-2.0
"""What the schema of ALTO 4 asks for (alto-4-4.xsd), and that nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.export import exporter
from pipeline.export.alto import NAMESPACE
from pipeline.record import Provenance, Record, WordRecord
from tests.export.records import block, decision, page, placed, record, table


def rendered(value: Record) -> Element:
    return ElementTree.fromstring(exporter("alto").render(value))


def found(root: Element, name: str) -> list[Element]:
    return list(root.iter(f"{{{NAMESPACE}}}{name}"))


def names(element: Element) -> list[str]:
    return [child.tag.rpartition("}")[2] for child in element]


def of(word: WordRecord, **fields: object) -> Record:
    value = record(block("x"), **fields)
    line = replace(value.pages[0].blocks[0].lines[0], words=(word,))
    made = replace(value.pages[0].blocks[0], lines=(line,))
    return value.model_copy(
        update={"pages": (value.pages[0].model_copy(update={"blocks": (made,)}),)}
    )


def test_every_word_is_there_in_its_order():
    value = decision()
    printed = [w.text for p in value.pages for b in p.blocks for ln in b.lines for w in ln.words]
    assert [string.get("CONTENT") for string in found(rendered(value), "String")] == printed


def test_parts_come_in_the_order_of_the_schema():
    root = rendered(decision())
    assert names(root) == ["Description", "Tags", "Layout"]
    assert names(root[0]) == ["MeasurementUnit", "sourceImageInformation", "Processing"]
    (sheet,) = found(root, "Page")
    assert {"ID", "PHYSICAL_IMG_NR", "WIDTH", "HEIGHT"} <= set(sheet.keys())
    assert names(sheet) == ["PrintSpace"]
    for line in found(root, "TextLine"):
        assert set(names(line)[::2]) == {"String"}
        assert set(names(line)[1::2]) <= {"SP"}


def test_names_are_given_once_and_what_is_referred_to_is_there():
    value = decision().model_copy(
        update={"pages": (*decision().pages, page(block("Trang hai."), number=2))}
    )
    root = rendered(value)
    given = [element.get("ID") for element in root.iter() if element.get("ID")]
    assert len(given) == len(set(given))
    referred = {name for e in root.iter() for name in (e.get("TAGREFS") or "").split()}
    assert referred <= set(given)


def test_a_word_has_its_place_its_certainty_and_what_had_been_read():
    word = WordRecord(text="số", read="s6", confidence=0.8125, box=(10, 20, 40, 32), doubtful=True)
    (string,) = found(rendered(of(word)), "String")
    assert {key: string.get(key) for key in ("HPOS", "VPOS", "WIDTH", "HEIGHT", "WC")} == {
        "HPOS": "10",
        "VPOS": "20",
        "WIDTH": "30",
        "HEIGHT": "12",
        "WC": "0.8125",
    }
    assert string.get("TAGREFS") == "doubtful"
    (before,) = found(string, "ALTERNATIVE")
    assert before.text == "s6"


def test_words_without_a_place_have_none():
    (string,) = found(rendered(of(WordRecord(text="a", read="a", confidence=1.0))), "String")
    assert set(string.keys()) == {"CONTENT", "WC"}


def test_a_table_is_made_of_its_cells():
    root = rendered(record(table(("STT", "Tên"), ("1", ""))))
    (made,) = found(root, "ComposedBlock")
    assert made.get("TYPE") == "table"
    cells = [[s.get("CONTENT") for s in found(cell, "String")] for cell in found(made, "TextBlock")]
    assert cells == [["STT"], ["Tên"], ["1"], []]


def test_blocks_have_their_kind():
    root = rendered(record(placed((1, 2, 9, 8), "Nơi nhận:", kind="recipients")))
    (made,) = found(root, "TextBlock")
    tags = {tag.get("ID"): tag.get("LABEL") for tag in found(root, "LayoutTag")}
    assert tags[made.get("TAGREFS")] == "recipients"
    assert (made.get("HPOS"), made.get("WIDTH")) == ("1", "8")


def test_a_page_that_lies_on_its_side_says_so():
    step = Provenance(
        step="cleanup.orientation", version="1", parameters={"turned": 90}, pages=(1,)
    )
    value = record(block("Ngang")).model_copy(update={"provenance": (step,)})
    assert found(rendered(value), "Page")[0].get("ROTATION") == "270"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=20), st.text(max_size=20))
def test_any_text_makes_sound_xml(text: str, read: str):
    (string,) = found(rendered(of(WordRecord(text=text, read=read, confidence=0.5))), "String")
    kept = string.get("CONTENT") or ""
    assert [c for c in kept if c.isalnum()] == [c for c in text if c.isalnum() and c.isprintable()]
