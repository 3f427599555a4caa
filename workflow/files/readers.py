"""The reader of text files from people (YAML, TOML): faults name the file and the line or field."""

import tomllib
from collections.abc import Hashable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar, get_args

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from workflow.errors import Fault, InputError
from workflow.files.text import read_text

Model = TypeVar("Model", bound=BaseModel)

_PLAIN = {
    "missing": ("missing", "a value"),
    "extra_forbidden": ("there is no such setting", ""),
    "string_type": ("not a text", "a text (a number used as a text stands in quotes)"),
    "string_too_short": ("empty", "a text"),
    "string_pattern_mismatch": ("not in the form of a short name", "small letters a-z, digits 0-9 and hyphens"),
    "bool_type": ("neither true nor false", "true or false"),
    "bool_parsing": ("neither true nor false", "true or false"),
    "list_type": ("not a list", "a list"),
    "too_short": ("empty", "at least one item"),
    "model_type": ("not a group of settings", "settings by name"),
    "dict_type": ("not a group of settings", "settings by name"),
    "int_type": ("not a whole number", "a whole number"),
    "int_parsing": ("not a whole number", "a whole number"),
}


class FileModel(BaseModel):
    """A group of named values in a file: frozen; unknown names are faults."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class _UniqueKeys(yaml.SafeLoader):
    """A YAML loader that refuses repeated keys instead of dropping the first."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        """As the parent's, after checking that keys are names without repetition."""
        seen: set[str] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise yaml.MarkedYAMLError(problem=f"'{key}' is not a name", problem_mark=key_node.start_mark)
            if key in seen:
                raise yaml.MarkedYAMLError(problem=f"'{key}' is given twice", problem_mark=key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


# Dates stay text, so that a Buddhist year or an impossible day can be reported.
_UniqueKeys.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_model(path: Path, model: type[Model]) -> Model:
    """A YAML (.yaml, .yml) or TOML (.toml) file as `model`. Raises InputError with all faults."""
    tree = _parse(path, read_text(path))
    if not isinstance(tree, dict):
        raise InputError([Fault(path.name, "this file holds no settings", expected="lines of the form 'name: value'")])
    return validated(path.name, tree, model)


def validated(source: str, values: Mapping[str, object], model: type[Model]) -> Model:
    """Values as `model`. Raises InputError with all faults; `source` is the values' origin in messages."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise InputError([_fault(source, detail, model) for detail in error.errors()]) from None


def _parse(path: Path, content: str) -> object:
    try:
        if path.suffix == ".toml":
            return tomllib.loads(content)
        return yaml.load(content, Loader=_UniqueKeys)
    except tomllib.TOMLDecodeError as error:
        raise InputError([Fault(path.name, f"not valid TOML: {error}")]) from None
    except yaml.MarkedYAMLError as error:
        row = error.problem_mark.line + 1 if error.problem_mark else None
        raise InputError([Fault(path.name, f"not valid YAML: {error.problem}", row=row)]) from None
    except (yaml.YAMLError, ValueError) as error:  # a number of thousands of digits is a ValueError
        raise InputError([Fault(path.name, f"cannot be read: {str(error).splitlines()[0]}")]) from None
    except RecursionError:
        raise InputError([Fault(path.name, "cannot be read: too many brackets within brackets")]) from None


def _fault(file: str, detail: ErrorDetails, model: type[BaseModel]) -> Fault:
    field = field_name(detail["loc"])
    problem, expected = _PLAIN.get(detail["type"], ("", ""))
    if detail["type"] == "extra_forbidden":
        fields = _group(model, detail["loc"][:-1]).model_fields
        expected = f"one of {', '.join(info.alias or name for name, info in fields.items())}"
    if not problem and "error" in detail.get("ctx", {}):
        # Our own checks raise ValueError with a plain sentence, to which pydantic adds a prefix.
        problem = str(detail["ctx"]["error"])
    elif not problem:
        problem, expected = "not possible", detail["msg"].removeprefix("Input should be ")
    value = detail["input"]
    if isinstance(value, str | int | float) and not isinstance(value, bool) and detail["type"] != "extra_forbidden":
        problem = problem if str(value) in problem and isinstance(value, str) else f"{value!r}: {problem}"
    return Fault(file, problem, field, expected=expected)


def _group(model: type[BaseModel], location: Iterable[str | int]) -> type[BaseModel]:
    """The model of the group at a location in the file."""
    for part in location:
        if isinstance(part, str) and part in model.model_fields:
            model = next(_models(model.model_fields[part].annotation), model)
    return model


def _models(kind: object) -> Iterator[type[BaseModel]]:
    """The models in a type annotation."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for part in get_args(kind):
        yield from _models(part)


def field_name(location: Iterable[str | int]) -> str:
    """`('body', 1)` → `body[2]`: list items count from 1."""
    name = ""
    for part in location:
        name += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if name else part
    return name
