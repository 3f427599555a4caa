"""CSRF tokens: that a form comes from a page of ours, made for this link and this browser, and how things stood.

There are no sessions. A browser keeps a random value in a cookie; every form holds the state it was made for and a
keyed hash of link, cookie and state. Another site can neither read the cookie nor reckon the hash, so it cannot send
a form in the office's name; and a form that was left open tells by its state that things have changed meanwhile.
"""

import hmac
import secrets
from typing import Final

from web.http.errors import Denied, DeniedRequest
from workflow.access.secret_keys import Keys

COOKIE: Final = "wian"
FIELD: Final = "seal"
"""The field of a form that holds its token."""
_SAME_SITE = ("same-origin", "none")
_HASH = 32  # characters: 128 bits


def new_browser() -> str:
    """A random value to know a browser by."""
    return secrets.token_urlsafe(16)


def csrf_token(keys: Keys, browser: str, subject: str, state: str) -> str:
    """The token of a form about `subject` (a link) made while it stood as `state` says."""
    return f"{state}.{keys.digest('form', browser, subject, state)[:_HASH]}"


def state_of(keys: Keys, browser: str, subject: str, token: str, site: str) -> str:
    """How things stood when a form was made. `site` is what the browser tells of where the form comes from.

    Raises Denied if the form is not one of ours for this browser and this subject.
    """
    state, _, _ = token.rpartition(".")
    if not browser or (site and site not in _SAME_SITE):
        raise Denied(DeniedRequest.FORM)
    if not hmac.compare_digest(csrf_token(keys, browser, subject, state).encode(), token.encode()):
        raise Denied(DeniedRequest.FORM)
    return state
