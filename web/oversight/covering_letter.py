"""A unit's covering letter before its issue, prepared or corrected, and its page."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection
from starlette.responses import Response

from web.http.context import RequestContext
from web.http.forms import EMPTY
from web.office.page import NOTHING_WRONG, common, filled
from web.office.standing import Standing
from web.oversight.corrections import Correction, correction, mark_of, mark_of_letter
from web.text.lint_messages import advices
from web.text.messages import Message
from workflow.act import Act
from workflow.cascade import pass_on_draft
from workflow.cascade.pass_on_draft import MOST_PARAGRAPHS, PreparedLetter
from workflow.circulars.tree import below
from workflow.errors import WordingError
from workflow.lint import Severity
from workflow.registry.signers import Signer, signer_for
from workflow.registry.signing_modes import Mode

AS_PREPARED = correction(EMPTY)


@dataclass(frozen=True)
class Draft:
    """The covering letter with its corrections; without `prepared` it cannot be made, for the reason in `fault`.

    `signer` is the usual signer, who signs unless the form names another.
    """

    correction: Correction
    signer: Signer
    prepared: PreparedLetter | None
    fault: str = ""

    @property
    def stopped(self) -> bool:
        """Whether the letter cannot be issued: not made, or with an error of the linter."""
        lint_findings = self.prepared.findings if self.prepared else ()
        return self.prepared is None or any(finding.severity is Severity.ERROR for finding in lint_findings)

    @property
    def mark(self) -> str:
        """A hash that shows whether the approved letter is the shown one."""
        return mark_of_letter(self.prepared.passages) if self.prepared else ""

    @property
    def body(self) -> list[str]:
        """The paragraphs in the form: typed or prepared."""
        return list(self.correction.body or (self.prepared.body if self.prepared else ()))

    @property
    def signed(self) -> Mapping[str, str]:
        """The signer's form fields: typed, or of the usual signer."""
        if any(self.correction.signing.values()):
            return self.correction.signing
        titles = {"title": self.signer.own_title, "for_title": self.signer.for_title}
        return {"signer": self.signer.name, "mode": self.signer.mode.value, **titles}


def drafted(context: RequestContext, conn: Connection, s: Standing, correction: Correction) -> Draft:
    """The draft of the covering letter. Raises NotAllowedError if the unit has none to issue."""
    act = Act("", context.now)
    usual = signer_for(conn, s.unit, "external", act) or Signer(own_title=s.unit.unit.post)
    try:
        wording, signer = correction.wording(s.circular.subject), correction.signer()
        prepared = pass_on_draft.prepare(conn, s.circular, s.unit, context.services.printer, act, wording, signer)
    except WordingError as error:
        return Draft(correction, usual, None, error.thai)
    return Draft(correction, usual, prepared)


def draft_page(
    context: RequestContext,
    conn: Connection,
    s: Standing,
    draft: Draft,
    said: Message | None = None,
    wrong: Mapping[str, str] = NOTHING_WRONG,
    status: int = 200,
) -> Response:
    """The page for reading, correcting and approving a covering letter."""
    # The hash of the prepared paragraphs travels with the form.
    as_prepared = draft.correction.prepared or mark_of(draft.body)
    return context.page(
        "pass_on.html",
        status,
        **common(context, s),
        said=said,
        draft=draft,
        advices=advices(draft.prepared.findings) if draft.prepared else [],
        subject=draft.correction.subject or s.circular.subject,
        body=[*draft.body, ""][:MOST_PARAGRAPHS],
        as_prepared=as_prepared,
        receivers=[office.name for office in below(conn, s.circular, s.unit)],
        modes=[mode.value for mode in Mode],
        filled=filled(context, s, same_person=False),
        wrong=wrong,
    )
