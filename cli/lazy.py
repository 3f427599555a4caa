"""Groups of commands that load as little as can be: a command only when it is run or asked for help."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption


@dataclass(frozen=True)
class Place:
    """Where a command or a group of commands stands, `module:name`, and what the list of commands says of it."""

    where: str
    help: str

    def load(self, name: str) -> Any:  # noqa: ANN401
        """The command itself, from a function or from a group of its own."""
        module, _, attribute = self.where.partition(":")
        target = getattr(import_module(module), attribute)
        if isinstance(target, typer.Typer):
            return typer.main.get_group(target)
        alone = typer.Typer(add_completion=False)
        alone.command(name)(target)
        return typer.main.get_command(alone)


class _StandIn(TyperCommand):
    """The name and the help of a command, which is loaded when its arguments are to be read."""

    def __init__(self, name: str, place: Place) -> None:
        super().__init__(name, help=place.help)
        self._place = place

    def make_context(self, info_name: str | None, *arguments: Any, **more: Any) -> Any:  # noqa: ANN401
        return self._place.load(self.name or "").make_context(info_name, *arguments, **more)


class Group(TyperGroup):
    """A group whose `--help` is False, not None, where nobody types it: for None, Typer loads the whole of Pydantic."""

    def get_help_option(self, ctx: Any) -> TyperOption | None:  # noqa: ANN401
        """As the parent's, with a value of its own where it is left out."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.default = False
        return option


def new_group(help_text: str) -> typer.Typer:
    """A group of commands that shows its help where no command is named."""
    return typer.Typer(cls=Group, help=help_text, no_args_is_help=True)


class LazyGroup(Group):
    """Lists commands by what their table says, and loads the one that is run."""

    places: ClassVar[dict[str, Place]]

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401
        super().__init__(**attributes)
        self.commands = {name: _StandIn(name, place) for name, place in self.places.items()}
