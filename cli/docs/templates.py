"""docs/templates.md, made from the catalogue and the sample letters, so that it cannot differ from them."""

from collections.abc import Sequence

from workflow.letters.samples.letters import SAMPLES
from workflow.letters.template_check.catalogue import LETTER, REPORT, TEMPLATES, VARIABLES, Variable, is_official
from workflow.letters.template_check.sample_cases import used
from workflow.letters.words.blanks import BLANKS

_HEAD = """# Templates of letters

Made from `workflow/letters/template_check/catalogue.py` by `make docs`; a test keeps the two equal. Do not edit by
hand.

Every letter is made from a Word file. An office changes the wording or the look of its letters in Word, without a
programmer; the letters made from then on are the new ones, those already issued stay as they are.

## Editing a template

1. Set `own_templates` in `config/default.toml` (or `WIAN_LETTERS_OWN_TEMPLATES`) to a folder.
2. `wian templates copy followup` puts the file that ships there. Edit the copy in Word and save it as a Word Document
   (.docx). It is used instead of the one that ships as soon as it is saved; a running Wian need not be started again.
   Delete it, and the one that ships is in force again.
   In a folder with the code of an office it makes the letters of that office alone:
   `wian templates copy followup --unit 54` puts it into the folder `54`.
3. `wian templates check followup` tells every fault with its paragraph, and tries the template with sample letters,
   which go through the linter (`docs/lint.md`). It checks a file before it is in force, too:
   `wian templates check draft.docx --for followup`.
4. `wian templates list` says which file is in force for each template, and `wian templates list followup` which
   variables it may use, with examples.

A file with a name that does not ship is used where a ladder names it (`template:` of a stage). It gets the variables
of a letter and is tried with the sample letters of its form.

**Version.** A letter keeps the sha256 of the template that made it, and the version that the file names. Whoever
changes a template gives it a version of its own, such as `1 แพร่ 2569`: in Windows by a right click on the file,
Properties, Details, Version number (`cp:version` in the file). It may be empty.

### Tags

| tag | what it does |
| --- | --- |
| `{{ subject }}` | prints the variable; `{{ signer.name }}` prints a part of one |
| `{% if qr %} … {% else %} … {% endif %}` | inside a paragraph: prints what is between only if there is a QR code |
| `{% for line in address %} … {% endfor %}` | inside a paragraph: once for each line |
| `{%p if list %}` … `{%p endif %}` | the same with whole paragraphs; each tag stands alone in a paragraph of its own |
| `{%tr for row in group.rows %}` … `{%tr endfor %}` | the same with whole table rows; each tag stands alone in a row |
| `{{ loop.index }}`, `loop.first`, `loop.last`, `loop.length` | inside a loop: where it is |
| `{{ loop.index\\|thai_digits }}` | in Thai digits; others: `length`, `first`, `last`, `join`, `default`, `trim` |
| `{# … #}` | a note that no letter has |

- Type a tag in one go and do not split it: all of it in one paragraph, without a link or a tracked change inside. What
  Word itself splits when it checks spelling, or where a part is bold, is put together again.
- `{%p` and `{%tr` are written without a space after `%` and with an ordinary one behind them; what stands beside such a
  tag in its paragraph or row is lost.
- Ask before naming a part of what may be empty: `{%p if list %}`.
- Change styles (`Wian Body`, `Wian Subject`, …), not single paragraphs, so that the letter looks alike everywhere.
- Leave no tracked changes and no comments: every letter would show them.
- The emblem and the QR code are pictures named `emblem` and `qr` in Word's Selection Pane (Layout, Selection Pane).
  Each letter has its own in their places, as high as they are there.

### What is refused

A template can name the facts, compare, choose and go through lists, nothing else: no calls, no other files, no
macros. Wian does not use a file that has macros, embedded objects, fields other than page numbers and links, or
pictures or templates that lie elsewhere and would be fetched when the letter is opened; nor one that is larger than any
letter. Text from facts is printed as it is, also if it looks like a tag.

## สำหรับเจ้าหน้าที่

แบบหนังสือทุกแบบเป็นไฟล์ Word แก้ไขถ้อยคำและรูปแบบได้เอง ให้คัดลอกแบบด้วยคำสั่ง `wian templates copy` แล้วแก้ไขไฟล์ในโฟลเดอร์ของหน่วยงาน
ห้ามแยกหรือลบวงเล็บปีกกาของช่องเติมข้อความ เช่น `{{ subject }}` เมื่อแก้ไขแล้วให้ตรวจด้วยคำสั่ง `wian templates check`
ซึ่งจะแจ้งย่อหน้าที่ต้องแก้ไข หนังสือที่ออกเลขแล้วจะไม่เปลี่ยนตามแบบที่แก้ไขภายหลัง
"""


def document() -> str:
    """The whole of `docs/templates.md`."""
    return "\n".join(
        (
            _HEAD,
            _templates(),
            _blanks(),
            _variables("Variables of a letter", LETTER),
            _variables("Variables of the report", REPORT),
        )
    )


def _templates() -> str:
    rows = [
        (f"`{row.name}`", SAMPLES[row.name]["form"] if is_official(row.name) else "no letter", row.purpose, row.title)
        for row in TEMPLATES
    ]
    return f"## Templates\n\n{_table(('template', 'form', 'what it is for', ''), rows)}\n"


def _blanks() -> str:
    rows = [(f"`{{{{ {name} }}}}`", meaning) for name, meaning in BLANKS.items()]
    text = (
        "An officer's own words, for one draft (`wian letter edit`), a circular (`words` in its file) or an office\n"
        "(`wian wording set`), are plain paragraphs. They may have these blanks, which Wian fills at the issue;\n"
        "a blank that a letter has no value for stops that letter."
    )
    return f"## Blanks in an officer's own words\n\n{text}\n\n{_table(('blank', 'meaning'), rows)}\n"


def _variables(title: str, facts: str) -> str:
    names = [row.name for row in TEMPLATES if row.facts == facts]
    told = {name: {variable.name: example for variable, example in used(name)} for name in names}
    rows = [
        (f"`{each.name}`", each.kind, _cell(each.meaning), _cell(_example(each, told)), _where(each, told))
        for each in VARIABLES[facts]
    ]
    heads = ("variable", "what it is", "meaning", "for example", "there in")
    return f"## {title}\n\n`cited[].number`: the number of each item of `cited`.\n\n{_table(heads, rows)}\n"


def _example(variable: Variable, told: dict[str, dict[str, str]]) -> str:
    return next((found[variable.name] for found in told.values() if found.get(variable.name)), "")


def _where(variable: Variable, told: dict[str, dict[str, str]]) -> str:
    """The templates with the variable in a letter."""
    names = [name for name, found in told.items() if variable.name in found]
    return "all" if len(names) == len(told) else ", ".join(f"`{name}`" for name in names)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(map(str, cells))} |" for cells in lines)


if __name__ == "__main__":
    print(document(), end="")
