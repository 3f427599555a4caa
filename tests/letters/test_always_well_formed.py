"""Which templates are proven to give well-formed letters, and that those that are not are checked letter by letter."""

from pathlib import Path

import pytest
from jinja2 import Environment
from lxml import etree

from tests.support.sample_letters import MADE, PICTURES, TEMPLATES, template
from tests.support.word_parts import parts_of
from workflow.docx.package import packed
from workflow.letters.samples.letters import G1, SAMPLES
from workflow.letters.templates.always_well_formed import is_sound
from workflow.letters.templates.template import DOCUMENT, LetterTemplate, TemplateError
from workflow.letters.text import paragraphs


def proven(source: str) -> bool:
    return is_sound(Environment(autoescape=True).parse(source), ["upper", "width"])


def edited(folder: Path, new: str, old: str = "{{ date }}") -> LetterTemplate:
    """The original's template with something else for its date, or for another piece of it."""
    parts = parts_of((TEMPLATES / "original.docx").read_bytes())
    document = parts["word/document.xml"].decode()
    assert old in document
    parts["word/document.xml"] = document.replace(old, new, 1).encode()
    path = folder / "mine.docx"
    path.write_bytes(packed(parts))
    return LetterTemplate.load(path)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_part_of_our_own_templates_is_proven(name: str) -> None:
    assert all(story.sound for story in template(name).stories.values())


@pytest.mark.parametrize(
    "source",
    [
        "<a>{{ x }}</a>",
        "<a b='{{ x.y[0] | upper }}'/>",
        "<a b='{{ width(1) }}'/>",
        "<a>{% if x %}<b/>{% elif y %}t{% else %}<c>{{ z }}</c>{% endif %}</a>",
        "<a>{% for b in x %}<b>{% if b %}<c/>{% endif %}</b>{% else %}<d/>{% endfor %}</a>",
        "<a><b>{% if x %}</b><b c='1'>{% endif %}</b></a>",
        "<n:a xmlns:n='urn:n'>{% if x %}<n:b/>{% endif %}</n:a>",
        "<a>{{ 'x' if x not in ('', 1) else '<' }}</a>",
    ],
)
def test_a_part_is_proven_whose_branches_leave_open_what_they_found_open(source: str) -> None:
    assert proven(source)


@pytest.mark.parametrize(
    "source",
    [
        "<a>{% if x %}<b>{% endif %}</a>",
        "<a>{% if x %}<b>{% endif %}{% if x %}</b>{% endif %}</a>",
        "<a>{% for b in x %}</a><a>{% endfor %}</a>",
        "{% if x %}<a/>{% endif %}",
        "<a/>{% if x %}<a/>{% endif %}",
        "<a><b>{% if x %}</b></a><a><b>{% endif %}</b></a>",
        "<a><b>{% if x %}</b>{% if y %}<c>{% endif %}<b>{% endif %}</b></a>",
        "<{{ x }}/>",
        "<a{{ x }}/>",
        "<a {{ x }}='1'/>",
        "<a b={{ x }}/>",
        "<a {% if x %}b='1'{% endif %}/>",
        "<a>&{{ x }};</a>",
        "<a><!-- {{ x }} --></a>",
        "<a><?b {{ x }}?></a>",
        "<a><![CDATA[{{ x }}]]></a>",
        "<a>{{ x | safe }}</a>",
        "<a>{{ x.join(y) }}</a>",
        "<a>{{ '\\x01' }}</a>",
        "<a>{{ x ~ y }}</a>",
        "<a>{% autoescape false %}{{ x }}{% endautoescape %}</a>",
        "<a>{% set x %}<b>{% endset %}{{ x }}</a>",
        "<a>{% macro m() %}<b>{% endmacro %}{{ m() }}</a>",
        "<a>{% if x %}<n:b/>{% endif %}</a>",
        "<a><n:b xmlns:n='urn:n'>{% if x %}</n:b><n:b>{% endif %}</n:b></a>",
        "<a><branch/>{% if x %}<b/>{% endif %}</a>",
        "<a>",
    ],
)
def test_a_part_is_not_proven_that_may_or_might_come_out_broken(source: str) -> None:
    assert not proven(source)


@pytest.mark.parametrize("tag", ["{{ date | safe }}", "{% set d %}{{ date }}{% endset %}{{ d }}", "{{ date ~ '' }}"])
def test_a_template_that_is_not_proven_makes_letters_all_the_same(tmp_path: Path, tag: str) -> None:
    letter = edited(tmp_path, tag).render(G1, pictures=PICTURES, made=MADE)
    assert f"\t{G1['date']}" in paragraphs(letter)


def test_a_template_that_is_not_proven_refuses_the_letter_that_would_be_broken(tmp_path: Path) -> None:
    mine = edited(tmp_path, "{{ date | safe }}")
    with pytest.raises(TemplateError, match="letter template mine: its tags leave the file broken"):
        mine.render({**G1, "date": "<w:p>"}, pictures=PICTURES, made=MADE)


def test_a_fact_that_is_neither_text_number_list_nor_mapping_is_refused_by_name() -> None:
    with pytest.raises(TemplateError, match=r"template original: signer\.name is a date; expected text"):
        template("original").render({**G1, "signer": {"name": MADE.date()}}, pictures=PICTURES, made=MADE)


def test_a_fact_named_like_a_method_of_a_dict_is_the_fact(tmp_path: Path) -> None:
    letter = edited(tmp_path, "{{ phrases.items }}").render(
        {**G1, "phrases": {"items": "สิ่งของ"}}, pictures=PICTURES, made=MADE
    )
    assert "\tสิ่งของ" in paragraphs(letter)


@pytest.mark.parametrize("text", ["&", "<", ">", '"', "'", "&amp;"])
def test_a_mark_that_means_something_in_xml_comes_back_from_an_attribute_unchanged(tmp_path: Path, text: str) -> None:
    emblem = '<wp:docPr id="1" name="emblem"/>'
    described = edited(tmp_path, emblem.replace("/>", ' descr="{{ agency }}"/>'), emblem)
    assert described.stories[DOCUMENT].sound
    letter = described.render({**G1, "agency": text}, pictures=PICTURES, made=MADE)
    drawings = etree.fromstring(parts_of(letter)[DOCUMENT]).iter("{*}docPr")
    assert [drawing.get("descr") for drawing in drawings if drawing.get("name") == "emblem"] == [text]
