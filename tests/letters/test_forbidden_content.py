"""Templates from elsewhere: code in tags, bombs, macros, links that fetch; refused in words, at a bounded cost."""

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.support.sample_letters import MADE, PICTURES, TEMPLATES
from tests.support.word_parts import STORIES, in_strict_form, parts_of, with_main_part
from workflow.docx.package import packed
from workflow.errors import WianError
from workflow.letters.samples.lagging_list import unit_list
from workflow.letters.samples.letters import SAMPLES
from workflow.letters.template_check.check import Bench, check
from workflow.letters.templates.template import LetterTemplate, TemplateError
from workflow.letters.text import paragraphs
from workflow.lint import Severity

ORIGINAL = (TEMPLATES / "original.docx").read_bytes()
PARTS = parts_of(ORIGINAL)
BODY, RELATIONS, TYPES = "word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"
FACTS = SAMPLES["original"] | {"list": unit_list(2000)}


_NEVER_MIND_THE_TIME = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def load(folder: Path, data: bytes) -> LetterTemplate:
    path = folder / "theirs.docx"
    path.write_bytes(data)
    return LetterTemplate.load(path)


def with_tag(tag: str) -> bytes:
    """The original with something else in the place of its date."""
    escaped = tag.replace("&", "&amp;").replace("<", "&lt;")
    return packed(PARTS | {BODY: PARTS[BODY].replace(b"{{ date }}", escaped.encode(), 1)})


def with_part(name: str, old: str, new: str) -> bytes:
    text = PARTS[name].decode()
    assert old in text
    return packed(PARTS | {name: text.replace(old, new, 1).encode()})


def render(template: LetterTemplate) -> bytes:
    return template.render(FACTS, pictures=PICTURES, made=MADE)


CODE = {
    "attribute": "{{ ''.__class__ }}",
    "attributes of a fact": "{{ date.__class__.__mro__ }}",
    "item instead of attribute": "{{ ''['__class__'] }}",
    "globals": "{{ cycler.__init__.__globals__ }}",
    "filter for attributes": "{{ date|attr('__class__') }}",
    "filter for many": "{{ body|map(attribute='__class__')|list }}",
    "import": "{% import 'os' as os %}",
    "from import": "{% from 'os' import x %}",
    "include": "{% include '/etc/passwd' %}",
    "extends": "{% extends 'base' %}",
    "macro": "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
    "call of a method": "{{ date.upper() }}",
    "format": "{{ '{0.__class__}'.format(date) }}",
    "change of a fact": "{{ body.append('x') }}",
    "autoescape": "{% autoescape false %}{{ date }}{% endautoescape %}",
    "markup": "{{ '<w:p>'|safe }}",
    "escaped markup": r"{{ '\x3cw:p>'|safe }}",
    "loop that calls itself": "{% for a in body recursive %}{{ loop(body) }}{{ loop(body) }}{% endfor %}",
    "power": "{{ 9 ** 9 ** 9 }}",
    "product": "{{ 'a' * 10 ** 9 }}",
    "long format": "{{ '%1000000000d' % 1 }}",
}


@pytest.mark.parametrize("tag", CODE.values(), ids=list(CODE))
def test_code_in_a_tag_is_refused_with_its_paragraph(tag: str, tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"letter template theirs: .*in the paragraph: "):
        render(load(tmp_path, with_tag(tag)))


@pytest.mark.parametrize("name", ["range", "lipsum", "dict", "cycler", "joiner", "namespace", "self", "environment"])
def test_nothing_has_a_name_but_the_facts(name: str, tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=f"'{name}' is undefined|cannot be read"):
        render(load(tmp_path, with_tag(f"{{{{ {name} }}}}")))


def _doubled(step: str) -> str:
    return "{% set a0 = subject %}" + "".join(step.format(n=n, m=n + 1) for n in range(60)) + "{{ a60 }}"


_ROWS = "list.groups[0].rows"
BOMBS = {
    "range": "{% for a in range(10**9) %}{% endfor %}",
    "loops in loops": "".join(f"{{% for a{n} in {_ROWS} %}}" for n in range(6)) + "{% endfor %}" * 6,
    "loops in loops that print": "".join(f"{{% for a{n} in {_ROWS} %}}" for n in range(6)) + "x" + "{% endfor %}" * 6,
    "texts joined": _doubled("{{% set a{m} = a{n} ~ a{n} %}}"),
    "texts added": _doubled("{{% set a{m} = a{n} + a{n} %}}"),
    "texts printed into one": _doubled("{{% set a{m} %}}{{{{ a{n} }}}}{{{{ a{n} }}}}{{% endset %}}"),
    "lists added": "{% set a0 = body %}" + "".join(f"{{% set a{n + 1} = a{n} + a{n} %}}" for n in range(60)),
    "lists joined": _doubled("{{% set a{m} = [a{n}, a{n}]|join %}}"),
    "lists in lists": "{% set a0 = body %}"
    + "".join(f"{{% set a{n + 1} = [a{n}, a{n}] %}}" for n in range(60))
    + "{{ a60 }}",
    "deep brackets": "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "deep negation": "{{ " + "not " * 5000 + "1 }}",
    "deep ifs": "{% if date %}" * 300 + "{% endif %}" * 300,
    "many tags": "{{ date }}" * 6000,
    "tags without an end": "{{p " * 100_000,
    "tags within tags": "{%p {{p " * 100_000 + "%} }}",
    "braces": "{" * 1_000_000,
}


@pytest.mark.parametrize("tag", BOMBS.values(), ids=list(BOMBS))
def test_a_bomb_is_refused_before_it_goes_off(tag: str, tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="letter template theirs: "):
        render(load(tmp_path, with_tag(tag)))


@pytest.mark.parametrize("tag", [*CODE.values(), *BOMBS.values()], ids=[*CODE, *BOMBS])
def test_the_check_tells_code_and_bombs_and_is_not_hurt(tag: str, tmp_path: Path) -> None:
    path = tmp_path / "original.docx"
    path.write_bytes(with_tag(tag))
    found = check(path, "original", {"as it is": FACTS}, Bench(PICTURES, MADE))
    assert [problem for problem in found if problem.severity is Severity.ERROR]


def test_what_a_letter_may_cost_is_enough_for_the_longest_list(tmp_path: Path) -> None:
    facts = SAMPLES["reminder"] | {"list": unit_list(8000)}
    letter = LetterTemplate.load(TEMPLATES / "reminder.docx").render(facts, pictures=PICTURES, made=MADE)
    assert len(paragraphs(letter)) > 32_000


def zipped(parts: dict[str, bytes], *more: tuple[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in (*parts.items(), *more):
            archive.writestr(name, data)
    return out.getvalue()


LAUGHS = "<!DOCTYPE w:document [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
)
HEAD = "<w:document "
RELATION = '<Relationship Id="x" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
_FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'


def instructed(*pieces: str) -> str:
    """A field whose instruction is spread over several runs."""
    inner = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return _FIELD.format("begin") + inner + _FIELD.format("separate") + _FIELD.format("end") + "</w:p>"


def related(kind: str, target: str, mode: str = ' TargetMode="External"') -> bytes:
    return with_part(RELATIONS, "</Relationships>", f'{RELATION}{kind}" Target="{target}"{mode}/></Relationships>')


DISTRUSTED = {
    "entities that grow": (with_part(BODY, HEAD, f"{LAUGHS}]>{HEAD}"), "defines entities of its own"),
    "entity from a file": (
        with_part(BODY, HEAD, f"<!DOCTYPE a [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>{HEAD}"),
        "defines entities of its own",
    ),
    "entities in another part": (
        with_part("word/styles.xml", "<w:styles ", "<!DOCTYPE a [<!ENTITY a 'b'>]><w:styles "),
        "its part word/styles.xml defines entities",
    ),
    "part that is no XML": (with_part("word/styles.xml", "</w:styles>", ""), "is not a readable Word file"),
    "large part": (zipped(PARTS | {BODY: PARTS[BODY] + b" " * (5 << 20)}), "word/document.xml has more than 4 MB"),
    "large archive": (zipped(PARTS, ("word/media/a.png", bytes(70 << 20))), "more than 64 MB unpacked"),
    "large file": (ORIGINAL + bytes(17 << 20), "more than 16 MB"),
    "many parts": (zipped(PARTS, *((f"a/{n}.txt", b"") for n in range(600))), "too many parts"),
    "macros": (zipped(PARTS, ("word/vbaProject.bin", b"x")), "has macros or an embedded object (word/vbaProject.bin)"),
    "document of macros": (
        with_part(
            TYPES,
            "openxmlformats-officedocument.wordprocessingml.document.main+xml",
            "ms-word.document.macroEnabled.main+xml",
        ),
        "has macros: save it in Word as a Word Document",
    ),
    "Word template": (with_part(TYPES, "document.main+xml", "template.main+xml"), "save it in Word as a Word Document"),
    "macros by relation": (related("vbaProject", "a.xml", ""), "has macros (a.xml): remove it"),
    "embedded object": (related("oleObject", "embeddings/a.xml", ""), "has an embedded object"),
    "embedded page": (related("aFChunk", "a.html", ""), "has another document inside it"),
    "template elsewhere": (related("attachedTemplate", "file:///c:/a.dotm"), "refers to file:///c:/a.dotm"),
    "picture elsewhere": (related("image", "https://example.com/a.png"), "refers to https://example.com/a.png"),
    "link to a share": (related("hyperlink", r"\\example.com\a"), "which lies elsewhere"),
    "link to a file": (related("hyperlink", "file:///a"), "which lies elsewhere"),
    "field that runs": (with_part(BODY, "</w:p>", instructed("DDEAUTO c:\\\\a.exe")), "has the field DDEAUTO"),
    "field in pieces": (with_part(BODY, "</w:p>", instructed(" DDE", "AU", "TO c:\\\\a.exe")), "has the field DDEAUTO"),
    "field that fetches": (with_part(BODY, "</w:p>", instructed(' INCLUDEPICTURE "https://a.org"')), "INCLUDEPICTURE"),
    "simple field": (
        with_part(BODY, "</w:p>", '<w:fldSimple w:instr=" INCLUDETEXT a "/></w:p>'),
        "has the field INCLUDETEXT",
    ),
    "field told by a tag": (with_part(BODY, "</w:p>", instructed("{{ date }}")), "has the field {{"),
    "picture that is not there": (with_part(RELATIONS, "media/emblem.png", "media/none.png"), "has no picture"),
    "Strict Open XML": (in_strict_form(ORIGINAL), "open it in Word and save it as Word Document (.docx)"),
    "text in another folder": (with_main_part(ORIGINAL, "a/b.xml"), "has its text in word/a/b.xml: open it in Word"),
    "no text": (packed({name: data for name, data in PARTS.items() if name != BODY}), "is not a Word file: it has no"),
    "picture without a height": (with_part(BODY, 'cy="1080000"', 'cy="1) }}{{ date"'), "without a height"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "told"), DISTRUSTED.values(), ids=list(DISTRUSTED))
def test_a_file_that_is_not_to_be_trusted_is_refused_with_the_reason(data: bytes, told: str, tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"^letter template theirs: .*theirs\.docx .*" + re.escape(told)):
        load(tmp_path, data)


def test_the_same_part_twice_is_refused(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = zipped(PARTS, (BODY, PARTS[BODY]))
    with pytest.raises(TemplateError, match="the same part twice"):
        load(tmp_path, data)


HARMLESS = {
    "link to click": related("hyperlink", "https://example.go.th/a"),
    "address to write to": related("hyperlink", "mailto:saraban@example.go.th"),
    "number of pages": with_part(BODY, "</w:p>", instructed(" NUMPAGES ", r"\* MERGEFORMAT")),
    "folder in the archive": zipped(PARTS, ("word/empty/", b"")),
}


@pytest.mark.parametrize("data", HARMLESS.values(), ids=list(HARMLESS))
def test_what_word_itself_puts_into_a_file_is_taken(data: bytes, tmp_path: Path) -> None:
    assert paragraphs(render(load(tmp_path, data)))


def test_the_text_is_in_the_part_that_the_file_names_as_its_main_one(tmp_path: Path) -> None:
    assert render(load(tmp_path, with_main_part(ORIGINAL, "document2.xml"))) == render(load(tmp_path, ORIGINAL))


@_NEVER_MIND_THE_TIME
@given(st.data())
def test_a_damaged_file_makes_a_sound_letter_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    broken = bytearray(ORIGINAL)
    for _ in range(data.draw(st.integers(1, 3))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.sampled_from([len(broken), len(broken) // 2, len(broken) - 30]))
    _sound_or_refused(tmp_path_factory.getbasetemp(), bytes(broken[:cut]))


_MARKS = ["{{", "}}", "{%", "%}", "{%p", "{%tr", "{#", "#}", "-%}", "{%-", "(", ")", "[0]", "|", "~", "+", "=", "."]
_NAMES = [
    "if",
    "for",
    "in",
    "endif",
    "endfor",
    "set",
    "date",
    "list",
    "body",
    "x",
    "loop",
    "length",
    "safe",
    "'a'",
    "<",
]
_WORDS = st.sampled_from([*_MARKS, *_NAMES, "1", "ก", "&"])


@_NEVER_MIND_THE_TIME
@given(st.lists(_WORDS, max_size=14))
def test_whatever_stands_in_a_tag_a_letter_is_sound_or_refused(
    tmp_path_factory: pytest.TempPathFactory, words: list[str]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    made = _sound_or_refused(folder, with_tag(" ".join(words)))
    problems = check(folder / "theirs.docx", "original", {"as it is": FACTS}, Bench(PICTURES, MADE))
    assert made or any(problem.severity is Severity.ERROR for problem in problems), "the check has missed it"


def _sound_or_refused(folder: Path, data: bytes) -> bool:
    """Whether a letter was made, which is then sound."""
    try:
        letter = render(load(folder, data))
    except WianError as error:
        assert str(error).startswith("letter template theirs: ")
        return False
    parts = parts_of(letter)
    for story in STORIES:
        etree.fromstring(parts[f"word/{story}.xml"])
    return True
