"""Templates that ship with one fault each, as an officer at Word or somebody else might put it in."""

from dataclasses import dataclass

from tests.support.lint_edits import BODY, HEAD, Edit, drop, edited, font, say, set_out, text_look
from tests.support.sample_letters import TEMPLATES
from tests.support.template_edits import comment, in_two_paragraphs, inserted, no_rest, no_style, renamed, torn


@dataclass(frozen=True)
class Fault:
    """A fault, the template it is put into, and the problems that must be told, and no others.

    Of each problem stand here the beginning of the paragraph's text and a piece of what is wrong.
    """

    what: str
    template: str
    edit: Edit
    told: tuple[str, ...]
    part: str = BODY

    def made(self) -> bytes:
        """The template with the fault."""
        return edited((TEMPLATES / f"{self.template}.docx").read_bytes(), self.edit, self.part)

    def __str__(self) -> str:
        return self.what.replace(" ", "-")


FAULTS = (
    Fault("unknown variable", "followup", say("{{ to }}", "{{ too }}"), (
        "ถึง  {{ too }}: unknown variable 'too'; did you mean 'to'?",
    )),
    Fault("unknown part of a variable", "original", say("{{ signer.name }}", "{{ signer.nam }}"), (
        "{{ signer.nam }}: unknown variable 'signer.nam'; did you mean 'signer.name'?",
    )),
    Fault("part of a text", "original", say("{{ date }}", "{{ date.year }}"), (
        "{{ date.year }}: unknown variable 'date.year': 'date' is a text and has no parts",
    )),
    Fault("name that the loop has not given", "original", say("{{ enclosure.text }}", "{{ enclosure.txt }}"), (
        "{% if loop.first %}สิ่งท: unknown variable 'enclosure.txt'; did you mean 'enclosure.text'?",
    )),
    Fault("loop variable after its loop", "original", say("{{ date }}", "{% for a in contact %}{% endfor %}{{ a }}"), (
        "{% for a in contact %}{%: unknown variable 'a'",
    )),
    Fault("unknown variable in a page head", "original", say("{{ secrecy }}", "{{ secrecyy }}"), (
        "{{ secrecyy }}: unknown variable 'secrecyy'; did you mean 'secrecy'?",
    ), HEAD),
    Fault("unknown variable in a condition", "original", say("{%p if qr %}", "{%p if qrr %}"), (
        "{%p if qrr %}: unknown variable 'qrr'; did you mean 'qr'?",
    )),
    Fault("whole group printed", "original", say("{{ signer.name }}", "{{ signer }}"), (
        "{{ signer }}: {{ signer }} is a group, not a text",
    )),
    Fault("whole list printed", "original", say("{{ line }}", "{{ address }}"), (
        "{{ address }}: {{ address }} is a list of texts, not a text",
    )),
    Fault("loop over a text", "original", say("{%p for line in address %}", "{%p for line in agency %}"), (
        "{%p for line in agency %: a loop needs a list",
    )),
    Fault("unknown filter", "original", say("{{ date }}", "{{ date|thai_digit }}"), (
        "{{ date|thai_digit }}: unknown filter 'thai_digit'; did you mean 'thai_digits'?",
    )),
    Fault("unknown test", "original", say("{{ date }}", "{% if date is defned %}{{ date }}{% endif %}"), (
        "{% if date is defned %}{: unknown test 'defned'; did you mean 'defined'?",
    )),
    Fault("unknown tag", "original", say("{%p endfor %}", "{%p endfr %}"), (
        "{%p endfr %}: unknown tag 'endfr'; did you mean 'endfor'?",
        "{%p for line in address: {%p for line in address %} is not closed: {%p endfor %} is missing",
    )),
    Fault("space before the p", "original", say("{%p if qr %}", "{% p if qr %}"), (
        "{% p if qr %}: cannot be read",
        "{%p endif %}: {%p endif %} closes nothing: no tag before it is open that it could close",
    )),
    Fault("hard space behind the p", "original", say("{%p if qr %}", "{%p\u00a0if qr %}"), (
        "{%p if qr %}: cannot be read",
        "{%p endif %}: {%p endif %} closes nothing: no tag before it is open that it could close",
    )),
    Fault("tag that says nothing", "original", say("{{ date }}", "{{ }}"), (
        "{{ }}: the tag {{ }} cannot be read: Expected an expression, got 'end of print statement'",
    )),
    Fault("tag that cannot be read", "original", say("{{ date }}", "{{ date time }}"), (
        "{{ date time }}: the tag {{ date time }} cannot be read: expected token 'end of print statement', go",
    )),
    Fault("tag without its end", "original", say("{{ date }}", "{{ date"), (
        "{{ date: a tag that begins with {{ does not end in this paragraph",
    )),
    Fault("tag without its beginning", "original", say("{{ date }}", "date }}"), (
        "date }}: a tag that ends with }} does not begin in this paragraph",
    )),
    Fault("tag inside a tag", "original", say("{{ date }}", "{{ date {{ number }}"), (
        "{{ date {{ number }}: a tag begins inside the tag {{ date {{ number }}: close the first with its bra",
    )),
    Fault("tag torn by a link", "original", torn("{{ date }}", 5, "hyperlink"), (
        "{{ date }}: the tag {{ date }} is torn by a link: delete the tag and type it again in one go",
    )),
    Fault("tag torn by a tracked change", "original", torn("{{ date }}", 5, "ins"), (
        "{{ date }}: the tag {{ date }} is torn by a tracked change: delete the tag and type it again in one ",
        "{{ date }}: has tracked changes, which every letter would show",
    )),
    Fault("tag torn by a smart tag", "original", torn("{{ date }}", 5, "smartTag"), (
        "{{ date }}: the tag {{ date }} is torn by a smart tag: delete the tag and type it again in one go",
    )),
    Fault("tag in two paragraphs", "original", in_two_paragraphs("{{ subject }}", 6), (
        "เรื่อง  {{ sub: a tag that begins with {{ does not end in this paragraph",
        "ject }}: a tag that ends with }} does not begin in this paragraph",
    )),
    Fault("if without endif", "reminder", drop("{%p endif"), (
        "{%p endfor %}: {%p endfor %} comes before {%p if loop.revindex > 2 %} of paragraph 6 is closed",
    )),
    Fault("endif without if", "reminder", drop("{%p if list"), (
        "{%p endif %}: {%p endif %} closes nothing: no tag before it is open that it could close",
    )),
    Fault("for closed by endif", "original", say("{%p endfor %}", "{%p endif %}"), (
        "{%p endif %}: {%p endif %} closes nothing: no tag before it is open that it could close",
        "{%p for line in address: {%p for line in address %} is not closed: {%p endfor %} is missing",
    )),
    Fault("else without if", "original", say("{{ date }}", "{{ date }}{% else %}"), (
        "{{ date }}{% else %}: {% else %} stands in no if or for",
    )),
    Fault("paragraph tag closed inside a paragraph", "reminder", say("{%p endif %}", "{% endif %}"), (
        "{% endif %}: {% endif %} belongs to {%p if loop.revindex > 2 %}",
    )),
    Fault("text beside a paragraph tag", "original", say("{%p if qr %}", "แผนที่ {%p if qr %}"), (
        "แผนที่ {%p if qr %}: {%p if qr %} must stand in a paragraph of its own: 'แผนที่' beside it would be ",
    )),
    Fault("row tag outside a table", "original", say("{%p for line in address %}", "{%tr for line in address %}"), (
        "{%tr for line in address: {%tr for line in address %} must stand in a table row of its own, but this",
        "{%p endfor %}: {%p endfor %} belongs to {%tr for line in address %}",
    )),
    Fault("text beside a row tag", "reminder", say("{%tr for row in group.rows", "ที่ {%tr for row in group.rows"), (
        "ที่ {%tr for row in grou: {%tr for row in group.rows %} must stand in a table row of its own: 'ที่' ",
    )),
    Fault("paragraph tag that prints", "original", say("{{ date }}", "{{p date }}"), (
        "{{p date }}: {{p date }} prints nothing in a paragraph",
    )),
    Fault("what is empty is not asked for", "reminder", say("{{ to }}", "{{ upstream.name }}"), (
        "ถึง  {{ upstream.name }}: 'upstream.name' is not there in this letter",
    )),
    Fault("what is there in some letters only", "reminder", say("{{ to }}", "{{ to }}{{ list.count }}"), (
        "ถึง  {{ to }}{{ list.cou: 'list.count' is not there in this letter",
    )),
    Fault("call", "original", say("{{ date }}", "{{ date.upper() }}"), (
        "{{ date.upper() }}: nothing can be called in a template: {{ date.upper() }}",
        "{{ date.upper() }}: unknown variable 'date.upper': 'date' is a text and has no parts",
    )),
    Fault("include", "original", say("{{ date }}", "{% include 'a' %}"), (
        "{% include 'a' %}: unknown tag 'include'",
    )),
    Fault("global that is gone", "original", say("{{ date }}", "{{ range }}"), (
        "{{ range }}: unknown variable 'range'",
    )),
    Fault("no date", "original", say("{{ date }}", ""), (
        ": L01-parts: the date is missing",
    )),
    Fault("no addressee", "original", drop("เรียน"), (
        ": L01-parts: เรียน is missing",
    )),
    Fault("no number", "reminder", say("ที่  {{ number }}", ""), (
        ": L02-parts: ที่ is missing",
    )),
    Fault("no closing", "original", say("{{ closing }}", ""), (
        ": L01-parts: คำลงท้าย is missing",
    )),
    Fault("no emblem", "original", renamed("emblem", "Picture 1"), (
        ": there is no picture named emblem, so letters would have no emblem",
    )),
    Fault("no picture for the code", "original", renamed("qr", "Picture 1"), (
        "warning: : no picture is named qr, so the QR code is left out",
    )),
    Fault("wrong font in text", "original", font("เรื่อง", cs="Angsana New"), (
        "เรื่อง  {{ subject }}: Thai text is set in Angsana New",
    )),
    Fault("wrong font in a tag", "original", font("{{ date }}", cs="Tahoma"), (
        "{{ date }}: Thai text is set in Tahoma",
    )),
    Fault("wrong size", "original", text_look("เรื่อง", szCs="28"), (
        "เรื่อง  การบันทึกข้อมูลก: L13-size: Thai text of 14 points",
    )),
    Fault("paragraph centred by hand", "original", set_out("เรื่อง", 'jc w:val="center"'), (
        "warning: เรื่อง  {{ subject }}: alignment set by hand",
    )),
    Fault("paragraph without a style", "original", no_style("เรื่อง"), (
        "warning: เรื่อง  {{ subject }}: the paragraph has no style of its own",
    )),
    Fault("comment", "original", comment("เรื่อง"), (
        "เรื่อง  {{ subject }}: has a comment, which every letter would show",
    )),
    Fault("tracked change", "original", inserted("เรื่อง"), (
        "เรื่อง  {{ subject }}: has tracked changes, which every letter would show",
    )),
    Fault("Arabic digit", "followup", say("บัดนี้", "1 บัดนี้"), (
        "1 บัดนี้ ได้ล่วงเลยกำหนดเ: L05-digits: '1' is written in Arabic digits",
    )),
    Fault("cell without a paragraph", "original", no_rest("{%p if qr"), (
        "warning: : no picture is named qr, so the QR code is left out",
        "กองพัฒนาและส่งเสริมการบร: a cell is left without a paragraph: let an empty one stand below its last ",
    )),
)  # fmt: skip
