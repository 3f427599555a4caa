"""`wian templates`: list, check and copy the templates of letters."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.common import console, services, settings_here, show
from cli.lazy import new_group
from workflow.errors import UnknownError

if TYPE_CHECKING:
    from runtime.settings import Settings
    from workflow.letters.template_check.problems import Problem
    from workflow.letters.templates.template_store import TemplateStore

app = new_group("Templates of letters: list, check, copy to edit.")

_UNREADABLE = 2
_MADE = datetime(2026, 1, 1, tzinfo=UTC)  # any moment, because trial letters are not kept
_OWN, _SHIPPED = "yours", "as it ships"


@dataclass(frozen=True)
class _Checked:
    """A checked template with its file's name and its problems."""

    file: str
    template: str
    form: str
    letters: int
    problems: list[Problem]

    @property
    def has_errors(self) -> bool:
        """Whether a problem is an error."""
        from workflow.lint import Severity

        return any(problem.severity is Severity.ERROR for problem in self.problems)


@app.command("list")
def list_templates(
    name: Annotated[str, typer.Argument(help="A template, to see what its tags may name.", show_default=False)] = "",
) -> None:
    """List the templates: what each is for, which file is in force; with a name its variables, with examples."""
    from runtime.services import Services
    from workflow.letters.samples.letters import SAMPLES
    from workflow.letters.template_check.sample_cases import used

    settings = settings_here()
    template_store, stages = Services(settings).printer.template_store, _stages(settings)
    if not name:
        columns = ("template", "form", "what it is for", "", "version", "file in force")
        show("", columns, (_row(template_store, each, stages) for each in template_store.names()), "no templates")
        return
    if name not in template_store.names():
        raise UnknownError(f"no template is called '{name}'; there are {', '.join(template_store.names())}")
    _, form, purpose, title, _, file = _row(template_store, name, stages)
    console.print(f"{name}: {purpose} {title}\nform: {form}\nfile in force: {file}")
    if name in SAMPLES or name in stages:
        rows = ((each.name, each.kind, each.meaning, example) for each, example in used(name, _form(name, stages)))
        show("", ("variable", "what it is", "meaning", "for example"), rows, "no variables")


@app.command("check")
def check_templates(
    targets: Annotated[
        list[str] | None,
        typer.Argument(help="Templates by name, or Word files. Default: all in force.", metavar="NAME|FILE"),
    ] = None,
    format_: Annotated[Literal["text", "json"], typer.Option("--format", help="How to print.")] = "text",
    for_: Annotated[
        str,
        typer.Option("--for", help="Which template the files are to be. Default: the file's name.", show_default=False),
    ] = "",
) -> None:
    """Check templates, with letters made from them: exit code 0 without errors, 1 with, 2 for no Word file."""
    from runtime.services import Services
    from workflow.letters.qr_picture import qr_png
    from workflow.letters.template_check.check import Bench, check
    from workflow.letters.template_check.sample_cases import cases
    from workflow.letters.templates.word_file import TemplateFileError

    settings = settings_here()
    printer, stages = Services(settings).printer, _stages(settings)
    bench = Bench({"emblem": printer.emblem, "qr": qr_png("https://example.go.th/")}, _MADE)
    checked: list[_Checked] = []
    refused = False
    for target in targets or _in_force(printer.template_store, stages):
        path, label = _file(printer.template_store, target)
        name = for_ or path.stem
        try:
            tried = cases(name, _form(name, stages))
            checked.append(_Checked(label, name, _form(name, stages), len(tried), check(path, name, tried, bench)))
        except KeyError:
            refused = _refuse(f"{label}: no template is called '{name}'; say with --for which one it is to be")
        except TemplateFileError as error:
            refused = _refuse(f"{label}: {error}")
    if checked or not refused:
        print(_as_json(checked) if format_ == "json" else _as_text(checked))
    raise typer.Exit(_UNREADABLE if refused else int(any(each.has_errors for each in checked)))


@app.command("copy")
def copy_template(
    name: Annotated[str, typer.Argument(help="A template that ships.", show_default=False)],
    unit: Annotated[
        str, typer.Option("--unit", help="Only for letters of the unit with this code.", show_default=False)
    ] = "",
) -> None:
    """Copy a template that ships into your own folder, to be edited in Word; it is in force from then on."""
    from runtime.services import Services
    from workflow.registry import lookup

    if unit:
        with services().database.read() as conn:
            lookup.by_code(conn, unit)
    console.print(f"copied to {Services(settings_here()).printer.template_store.copy(name, unit)}")


def _stages(settings: Settings) -> dict[str, tuple[str, str]]:
    """The form and the stage of the templates named by ladders."""
    from workflow.circulars.ladder import read_ladder

    by_template: dict[str, tuple[str, str]] = {}
    for file in sorted(settings.ladders.folder.glob("*.yaml")):
        ladder = read_ladder(file)
        for stage in ladder.stages:
            by_template.setdefault(stage.template, (stage.form, f"stage {stage.id} of the ladder {ladder.name}"))
    return by_template


def _row(template_store: TemplateStore, name: str, stages: Mapping[str, tuple[str, str]]) -> tuple[str, ...]:
    from workflow.letters.template_check.catalogue import PURPOSES
    from workflow.letters.templates.template import TemplateError

    row = PURPOSES.get(name)
    unused = "no ladder names it, so nothing is made from it"
    purpose = row.purpose if row else stages.get(name, ("", unused))[1]
    own = name in template_store.own_names()
    file = f"{template_store.path(name)} ({_OWN})" if own else f"{name}.docx ({_SHIPPED})"
    try:
        version = template_store.template(name).version
    except TemplateError as error:
        version = f"cannot be used: {error}"
    return name, _form(name, stages), purpose, row.title if row else "", version, file


def _form(name: str, stages: Mapping[str, tuple[str, str]]) -> str:
    from workflow.letters.samples.letters import SAMPLES
    from workflow.letters.template_check.catalogue import PURPOSES, is_official

    if name in PURPOSES and not is_official(name):
        return "no letter"
    return str(SAMPLES[name]["form"]) if name in SAMPLES else stages.get(name, ("", ""))[0]


def _in_force(template_store: TemplateStore, stages: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    """The names of templates in use, without files that no ladder names."""
    from workflow.letters.samples.letters import SAMPLES

    return (name for name in template_store.names() if name in SAMPLES or name in stages)


def _file(template_store: TemplateStore, target: str) -> tuple[Path, str]:
    """The path and label of a template's name or of a path."""
    if target.endswith(".docx") or Path(target).is_file():
        return Path(target), target
    path = template_store.path(target)
    return path, str(path) if target in template_store.own_names() else path.name


def _refuse(problem: str) -> bool:
    print(problem, file=sys.stderr)
    return True


def _as_text(checked: list[_Checked]) -> str:
    lines = []
    for each in checked:
        lines += [f"{each.file}: {problem}" for problem in each.problems]
        if not each.problems:
            lines.append(f"{each.file}: clean ({each.form}; sample letters: {each.letters})")
    return "\n".join(lines)


def _as_json(checked: list[_Checked]) -> str:
    records = [
        {
            "file": each.file,
            "template": each.template,
            "form": each.form,
            "letters": each.letters,
            "problems": [problem.record() for problem in each.problems],
        }
        for each in checked
    ]
    return json.dumps(records, ensure_ascii=False, indent=2)
