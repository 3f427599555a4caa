"""What a message must be like for Celery to take it: it trusts what it is sent, and a worker would end over the rest.

Only what our own publishers send is taken (Celery's protocol 2, as its `app.amqp.as_task_v2` writes it): a message with
a moment before which it must not run would hold the one place that a worker has, and nobody sends such.
"""

from typing import Annotated, Any

from kombu import Message
from pydantic import BaseModel, ConfigDict, Field, ValidationError

_Text = Annotated[str, Field(min_length=1, max_length=200)]
_Seconds = Annotated[float, Field(ge=0)] | None
_Nothing = Annotated[list[Any], Field(max_length=0)] | None


class _Headers(BaseModel):
    model_config = ConfigDict(strict=True)

    task: _Text
    id: _Text
    root_id: _Text | None = None
    parent_id: _Text | None = None
    shadow: None = None
    eta: None = None
    expires: None = None
    group: None = None
    timelimit: Annotated[list[_Seconds], Field(min_length=2, max_length=2)] | None = None
    retries: Annotated[int, Field(ge=0)] = 0
    ignore_result: bool | None = None
    argsrepr: str = ""
    kwargsrepr: str = ""
    replaced_task_nesting: Annotated[int, Field(ge=0)] = 0
    stamped_headers: _Nothing = None
    stamps: Annotated[dict[str, Any], Field(max_length=0)] | None = None


class _Embedded(BaseModel):
    """What Celery may do beside the task; nothing of ours has any of it."""

    callbacks: _Nothing = None
    errbacks: _Nothing = None
    chain: _Nothing = None
    chord: None = None


class _Body(BaseModel):
    given: tuple[list[Any], dict[str, Any], _Embedded]


def fault(message: Message) -> str | None:
    """Why Celery must not be given this message; None if it may be."""
    try:
        _Headers.model_validate(message.headers)
        _Body.model_validate({"given": message.payload})
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    except Exception as error:  # whatever a content that cannot be read makes of its reader
        return repr(error)
    return None
