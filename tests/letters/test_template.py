"""Rendering a Word template: what it fills in, and what it refuses."""

import hashlib
import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.support.sample_letters import MADE, PICTURES, TEMPLATES, rendered, template
from workflow.docx.package import packed
from workflow.errors import WianError
from workflow.letters.qr_picture import qr_png
from workflow.letters.samples.lagging_list import Facts
from workflow.letters.samples.letters import G1, G3, SAMPLES
from workflow.letters.templates.template import LetterTemplate, TemplateError
from workflow.letters.text import paragraphs, plain

ORIGINAL = TEMPLATES / "original.docx"


def part(docx: bytes, name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        return archive.read(name)


def edited(folder: Path, old: str, new: str) -> LetterTemplate:
    """The original's template with its document changed as somebody's hand might change it."""
    with zipfile.ZipFile(ORIGINAL) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    document = parts["word/document.xml"].decode()
    assert old in document
    parts["word/document.xml"] = document.replace(old, new, 1).encode()
    path = folder / "mine.docx"
    path.write_bytes(packed(parts))
    return LetterTemplate.load(path)


def render(chosen: LetterTemplate, facts: Facts) -> bytes:
    return chosen.render(facts, pictures=PICTURES, made=MADE)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_same_facts_make_the_same_bytes(name: str) -> None:
    again = LetterTemplate.load(TEMPLATES / f"{name}.docx")
    assert rendered(name) == rendered(name)
    assert render(again, SAMPLES[name]) == render(template(name), SAMPLES[name])


def test_a_template_carries_its_name_and_the_sha256_of_its_file() -> None:
    assert template("original").name == "original"
    assert template("original").sha256 == hashlib.sha256(ORIGINAL.read_bytes()).hexdigest()


def test_the_time_of_making_stands_in_the_files_properties_in_utc() -> None:
    assert part(rendered("original"), "docProps/core.xml").count(b"2022-11-18T02:00:00Z") == 2


def test_a_time_of_making_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        template("original").render(G1, pictures=PICTURES, made=datetime(2022, 11, 18))  # noqa: DTZ001


@pytest.mark.parametrize("name", [name for name in SAMPLES if name != "list"])
def test_every_missing_fact_is_named_together_with_the_template(name: str) -> None:
    with pytest.raises(TemplateError, match=f"letter template {name}: 'subject' is undefined|'cited'"):
        render(template(name), {key: v for key, v in SAMPLES[name].items() if key not in ("subject", "cited")})


def test_a_fact_that_is_missing_deeper_down_is_named_with_its_paragraph() -> None:
    with pytest.raises(TemplateError, match=r"template original: .*'name'; in the paragraph: .*signer\.name"):
        render(template("original"), {**G1, "signer": {"lines": []}})


def test_an_empty_value_is_refused_and_never_printed_as_none() -> None:
    with pytest.raises(TemplateError, match=r"template original: .*None.*: .*\{\{ date \}\}"):
        render(template("original"), {**G1, "date": None})


def test_a_control_character_is_refused_with_the_name_of_its_variable() -> None:
    with pytest.raises(TemplateError, match=r"template original: body\[1\] has the character U\+000B"):
        render(template("original"), {**G1, "body": ["หนึ่ง", "สอง\x0b"]})


@pytest.mark.parametrize("text", ["a < b & c > d", "{{ date }} {% if %} {# x #}", "\"'", "]]>", "<w:p/>", "&amp;"])
def test_text_that_looks_like_markup_or_like_a_tag_is_printed_as_it_is(text: str) -> None:
    assert text in paragraphs(rendered("original", G1, body=[text]))


def test_a_line_break_or_a_tab_in_a_text_is_one_space() -> None:
    assert "หนึ่ง สอง สาม" in paragraphs(rendered("original", G1, body=["หนึ่ง \r\n สอง\tสาม"]))


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1))
def test_any_printable_text_comes_back_from_the_letter_unchanged(text: str) -> None:
    if any(char in text for char in "\ufffe\uffff"):
        return
    letter = render(template("original"), {**G1, "body": [text]})
    assert text in paragraphs(letter)


def test_a_tag_that_word_has_split_over_several_runs_is_read_all_the_same(tmp_path: Path) -> None:
    split = "{</w:t></w:r><w:r><w:t>{ da</w:t></w:r><w:r><w:t>te }</w:t></w:r><w:r><w:t>}"
    assert "\t๑๙ พฤษภาคม ๒๕๖๓" in paragraphs(render(edited(tmp_path, "{{ date }}", split), G1))


@pytest.mark.parametrize("broken", ["{{ date", "{% if date %}", "{{ date | nosuch }}", "{{ }}"])
def test_a_broken_tag_is_refused_when_the_template_is_read(tmp_path: Path, broken: str) -> None:
    with pytest.raises(TemplateError, match="letter template mine: a tag cannot be read"):
        edited(tmp_path, "{{ date }}", broken)


def test_tags_that_would_leave_a_broken_file_are_refused(tmp_path: Path) -> None:
    opened = "{% if urgency %}</w:t></w:r><w:hyperlink><w:r><w:t>{% endif %}</w:t></w:r></w:hyperlink>"
    chosen = edited(tmp_path, "{{ date }}</w:t></w:r>", opened)
    with pytest.raises(TemplateError, match="letter template mine: its tags leave the file broken"):
        render(chosen, G1)


@pytest.mark.parametrize("tag", ["{{ date.__class__.__mro__ }}", "{{ ''.__class__ }}", "{{ body.append('x') }}"])
def test_a_template_can_read_its_facts_and_do_nothing_else(tmp_path: Path, tag: str) -> None:
    with pytest.raises(TemplateError, match="letter template mine"):
        render(edited(tmp_path, "{{ date }}", tag), G1)


def test_a_file_that_is_no_word_file_or_is_missing_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "text.docx").write_bytes(b"text")
    (tmp_path / "zip.docx").write_bytes(packed({"a.txt": b"a"}))
    for name in ("text", "zip", "missing"):
        with pytest.raises(TemplateError, match=f"letter template {name}: .*not a (readable )?Word file"):
            LetterTemplate.load(tmp_path / f"{name}.docx")


def test_a_given_picture_takes_the_place_of_the_placeholder_and_keeps_its_shape() -> None:
    wide = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x08\0\0\0\x04"
    letter = template("original").render(G1, pictures={**PICTURES, "emblem": wide}, made=MADE)
    assert part(letter, "word/media/emblem.png") == wide
    extents = etree.fromstring(part(letter, "word/document.xml")).iter("{*}extent")
    assert [(e.get("cx"), e.get("cy")) for e in extents] == [("2160000", "1080000"), ("792000", "792000")]


def test_a_picture_that_is_shown_must_be_given() -> None:
    with pytest.raises(TemplateError, match="the picture qr is shown but was not given"):
        template("original").render(G1, pictures={"emblem": PICTURES["emblem"]}, made=MADE)


def test_a_picture_that_is_no_png_is_refused() -> None:
    with pytest.raises(TemplateError, match="emblem is not a PNG"):
        template("original").render(G1, pictures={**PICTURES, "emblem": b"GIF89a"}, made=MADE)


def test_the_text_of_a_letter_is_read_back_paragraph_by_paragraph_and_squashed() -> None:
    letter = rendered("reminder", G3)
    assert "\t๒๔\u00a0สิงหาคม\u00a0๒๕๖๓" in paragraphs(letter)
    assert "โทรสาร ๐ ๕๔๕๓ ๔๑๑๙ ต่อ ๑๐๗ สิ่งที่ส่งมาพร้อมนี้" in plain(letter)


def test_a_qr_code_is_the_same_every_time_and_another_for_another_address() -> None:
    assert qr_png("https://example.go.th/a") == qr_png("https://example.go.th/a")
    assert qr_png("https://example.go.th/a") != qr_png("https://example.go.th/b")


@pytest.mark.parametrize("length", [1, 62, 63, 213])
def test_a_qr_code_has_room_for_an_address_of_up_to_213_bytes(length: int) -> None:
    assert qr_png("a" * length).startswith(b"\x89PNG")


@pytest.mark.parametrize("address", ["", "a" * 214])
def test_an_empty_or_too_long_address_for_a_qr_code_is_refused(address: str) -> None:
    with pytest.raises(WianError, match="1 to 213 bytes"):
        qr_png(address)
