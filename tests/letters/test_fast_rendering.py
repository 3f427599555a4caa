"""What makes letters fast must not show in them: the peer's result, the same bytes every time, steady memory."""

import gc
import hashlib
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from docxtpl import DocxTemplate
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined
from lxml import etree

from runtime.settings import ROOT
from tests.support.sample_letters import MADE, PICTURES, TEMPLATES, rendered, template
from tests.support.word_parts import STORIES, parts_of
from workflow.docx.package import packed
from workflow.letters.facts import unbreakable
from workflow.letters.qr_picture import qr_png
from workflow.letters.samples.common import MANY, ONE, SEVERAL
from workflow.letters.samples.lagging_list import Facts, unit_list
from workflow.letters.samples.letters import G1, G3, SAMPLES
from workflow.letters.templates.template import LetterTemplate
from workflow.thai.digits import thai_digits

VARIANTS: dict[str, Facts] = {
    "as it is": {},
    "a long list, secret, with markup in its texts": {
        "list": unit_list(100),
        "secrecy": "ลับ",
        "to": "a < b & \"c\" 'd'",
        "references": ["ก", "ข"],
    },
    "nothing optional": {"list": None, "qr": None, "urgency": "", "references": [], "enclosures": []},
    "one office, moved deadline": {"lagging": ONE, "moved": True, "matter": "both", "follow_up_no": "๑"},
    "some offices, errors": {"lagging": SEVERAL, "matter": "incorrect", "days_late": "๐"},
}


def by_docxtpl(name: str, facts: Facts) -> bytes:
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    environment.filters["thai_digits"] = thai_digits
    document, out = DocxTemplate(TEMPLATES / f"{name}.docx"), BytesIO()
    document.render(facts, environment)
    document.save(out)
    return out.getvalue()


def structure(xml: bytes) -> bytes:
    """The canonical form of a part without white space between elements, and without the drawings' serial numbers."""
    root = etree.fromstring(xml, etree.XMLParser(remove_blank_text=True))
    for properties in root.iter("{*}docPr"):
        del properties.attrib["id"]  # docxtpl counts them anew
    canonical: bytes = etree.tostring(root, method="c14n2")
    return canonical


@pytest.mark.parametrize("changes", VARIANTS.values(), ids=list(VARIANTS))
@pytest.mark.parametrize("name", SAMPLES)
def test_a_letter_has_the_elements_attributes_and_text_that_docxtpl_gives_it(name: str, changes: Facts) -> None:
    facts: Facts = {key: unbreakable(value) for key, value in {**SAMPLES[name], **changes}.items()}
    ours, peers = parts_of(rendered(name, facts)), parts_of(by_docxtpl(name, facts))
    for story in STORIES:
        assert structure(ours[f"word/{story}.xml"]) == structure(peers[f"word/{story}.xml"])
    assert structure(ours["word/styles.xml"]) == structure(peers["word/styles.xml"])


@given(
    st.fixed_dictionaries(
        {
            "lagging": st.sampled_from([ONE, SEVERAL, MANY]),
            "matter": st.sampled_from(["missing", "incorrect", "both"]),
            "references": st.lists(st.sampled_from(["ก", "<&>\"'"]), max_size=3),
            "list": st.sampled_from([None, unit_list(0), unit_list(2)]),
            "qr": st.sampled_from([None, {"label": "</w:t>", "address": "a&b", "shown": "a&b"}]),
            "secrecy": st.sampled_from(["", "<ลับ>"]),
            "moved": st.booleans(),
        }
    ),
    st.sampled_from(sorted(SAMPLES)),
)
def test_a_letter_is_well_formed_whatever_its_facts_choose(changes: Facts, name: str) -> None:
    parts = parts_of(rendered(name, None, **changes))
    for story in STORIES:
        etree.fromstring(parts[f"word/{story}.xml"])


def letters(count: int) -> Iterator[bytes]:
    """Letters that differ in everything that is ever kept from one to the next."""
    for number in range(count):
        text = thai_digits(number)
        pictures = {**PICTURES, "qr": PICTURES["qr"] + text.encode()}
        facts = {**G1, "number": text, "secrecy": f"ลับ {text}", "body": [f"เรื่องที่ {text}"]}
        yield template("original").render(facts, pictures=pictures, made=MADE)


def test_memory_does_not_grow_with_the_number_of_letters() -> None:
    def blocks_after(count: int) -> int:
        for _ in letters(count):
            pass
        gc.collect()
        return sys.getallocatedblocks()

    before = blocks_after(500)  # whatever is kept at all is full by then
    assert blocks_after(5000) - before < 1000  # one block a letter would be 5,000


def test_letters_made_in_between_do_not_change_a_letter() -> None:
    before = rendered("original")
    for _ in letters(200):
        pass
    assert rendered("original") == before


_AFRESH = """
import hashlib
from tests.support.sample_letters import rendered
print(hashlib.sha256(rendered('{}')).hexdigest())
"""


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_makes_the_same_bytes(seed: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", _AFRESH.format("reminder")],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == hashlib.sha256(rendered("reminder")).hexdigest()


def test_the_same_facts_of_other_types_make_the_same_bytes() -> None:
    class Text(str):
        """A text that says it is XML already."""

        def __html__(self) -> str:
            return "<w:broken>"

    facts = {**G3, "to": Text("ถึง"), "list": {**unit_list(), "groups": tuple(unit_list()["groups"])}}  # type: ignore[arg-type]
    assert template("reminder").render(facts, pictures=PICTURES, made=MADE) == template("reminder").render(
        {**facts, "to": "ถึง", "list": unit_list()}, pictures=PICTURES, made=MADE
    )


def test_a_page_head_that_was_kept_is_not_taken_for_one_that_only_looks_equal() -> None:
    heads = [parts_of(rendered("original", secrecy=value))["word/header1.xml"] for value in ("1", True, 1, 1.0, "1")]
    shown = [next(etree.fromstring(head).iter("{*}p")).xpath("string()") for head in heads]
    assert shown == ["1", "True", "1", "1.0", "1"]


def test_each_letter_shows_its_own_pictures() -> None:
    codes = [qr_png(f"https://example.go.th/{n}") for n in range(40)]
    for code in codes + codes:
        letter = template("original").render(G1, pictures={**PICTURES, "qr": code}, made=MADE)
        assert parts_of(letter)["word/media/qr.png"] == code


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.binary(), max_size=5))
def test_an_uncompressed_archive_has_the_bytes_that_pythons_zipfile_writes(parts: dict[str, bytes]) -> None:
    parts = {name.replace("\0", ""): data for name, data in parts.items()}
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            archive.writestr(entry, data)
    assert packed(parts, compress=False) == out.getvalue()
    assert parts_of(packed(parts)) == parts


def test_a_template_without_properties_makes_letters_without_them(tmp_path: Path) -> None:
    parts = parts_of((TEMPLATES / "original.docx").read_bytes())
    del parts["docProps/core.xml"]
    path = tmp_path / "bare.docx"
    path.write_bytes(packed(parts))
    letter = LetterTemplate.load(path).render(G1, pictures=PICTURES, made=MADE)
    assert "docProps/core.xml" not in parts_of(letter)
