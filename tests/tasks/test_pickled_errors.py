"""Celery carries errors from process to process by pickling them: they arrive as they were."""

import importlib
import pickle
import pkgutil
from collections.abc import Iterator

import pytest

import tasks
import workflow
from workflow.errors import Fault, InputError, WianError, WordingError
from workflow.followup.make import RoundFaultError
from workflow.letters.issue import LettersFaultError
from workflow.letters.proofread import LetterFaultError
from workflow.letters.shown_draft import DraftChangedError
from workflow.letters.words.check import WordsFault, WordsFaultError
from workflow.lint.findings import Finding, Severity
from workflow.mail.smtp import MailRefusedError

FAULT = Fault("circular.yaml", "there is no such day", "deadline", 3, "a day")
FINDING = Finding("L12", Severity.ERROR, "paragraph 3", "…", "no signer", "a signer", "ข้อ 11", "sure")
WORDING = WordingError("the subject is too long", "เรื่องยาวเกินไป")
OWN = [
    WORDING,
    InputError([FAULT, FAULT]),
    LetterFaultError("followup", [FINDING]),
    LettersFaultError({7: WORDING, 9: InputError([FAULT])}),
    RoundFaultError({7: WORDING}),
    DraftChangedError(7, ["2 more offices lag"]),
    WordsFaultError([WordsFault(2, "๕ แห่ง", "this count is not the list's", "จำนวนไม่ตรงกับบัญชีรายชื่อ")]),
    MailRefusedError("550 no such mailbox", for_good=True),
]
"""One of each kind that is made of more than a message."""


def kinds(of: type[WianError] = WianError) -> Iterator[type[WianError]]:
    """A kind of refusal and all kinds of it, in the domain and in the tasks."""
    yield of
    for kind in of.__subclasses__():
        yield from kinds(kind)


def said(error: WianError) -> tuple[object, ...]:
    """All that an error tells: its kind, its message and what else it carries."""
    return type(error), str(error), error.args, repr(vars(error))


@pytest.mark.parametrize("error", OWN, ids=lambda error: type(error).__name__)
def test_an_error_made_of_more_than_a_message_arrives_as_it_was(error: WianError) -> None:
    assert said(pickle.loads(pickle.dumps(error))) == said(error)


def test_every_kind_of_refusal_arrives_as_it_was() -> None:
    for package in (workflow, tasks):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith((".env", ".__main__")):  # these two run at once
                importlib.import_module(module.name)
    plain = [kind("no such thing") for kind in set(kinds()) if "__init__" not in vars(kind)]
    assert len(plain) > 10
    for error in plain:
        assert said(pickle.loads(pickle.dumps(error))) == said(error)
    assert {kind for kind in kinds() if "__init__" in vars(kind)} == {type(error) for error in OWN}
