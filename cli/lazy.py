"""Lazy groups of commands: a command is loaded only to be run or to show its help."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption


@dataclass(frozen=True)
class Place:
    """The place (`module:name`) of a command or group, and its line in the list of commands."""

    where: str
    help: str

    def load(self, name: str) -> Any:  # noqa: ANN401
        """The command, from a function or a group."""
        module, _, attribute = self.where.partition(":")
        target = getattr(import_module(module), attribute)
        if isinstance(target, typer.Typer):
            return typer.main.get_group(target)
        alone = typer.Typer(add_completion=False)
        alone.command(name)(target)
        return typer.main.get_command(alone)


class _StandIn(TyperCommand):
    """A command by name and help, loaded to read its arguments."""

    def __init__(self, name: str, place: Place) -> None:
        super().__init__(name, help=place.help)
        self._place = place

    def make_context(self, info_name: str | None, *arguments: Any, **more: Any) -> Any:  # noqa: ANN401
        return self._place.load(self.name or "").make_context(info_name, *arguments, **more)


class Group(TyperGroup):
    """A group whose `--help` is False, not None, where nobody types it: for None, Typer loads the whole of Pydantic."""

    def get_help_option(self, ctx: Any) -> TyperOption | None:  # noqa: ANN401
        """The parent's option with False as the default."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.default = False
        return option


def new_group(help_text: str) -> typer.Typer:
    """A group that shows its help without a command."""
    return typer.Typer(cls=Group, help=help_text, no_args_is_help=True)


class LazyGroup(Group):
    """A group that lists commands from a table and loads the command to run."""

    places: ClassVar[dict[str, Place]]

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401
        super().__init__(**attributes)
        self.commands = {name: _StandIn(name, place) for name, place in self.places.items()}
