"""CSRF tokens: a form's proof that our page made it, for this link and browser, in this state.

There are no sessions. A browser has a random value in a cookie; a form contains its state and a keyed hash of link,
cookie and state. Another site can neither read the cookie nor compute the hash, so it cannot send a form in an office's
name. The state of a form left open shows that something has changed meanwhile.
"""

import hmac
import secrets
from typing import Final

from web.http.errors import Denied, DeniedRequest
from workflow.access.secret_keys import Keys

COOKIE: Final = "wian"
FIELD: Final = "seal"
"""The form field of the token."""
_SAME_SITE = ("same-origin", "none")
_HASH = 32  # characters: 128 bits


def new_browser() -> str:
    """A random value for a browser's cookie."""
    return secrets.token_urlsafe(16)


def csrf_token(keys: Keys, browser: str, subject: str, state: str) -> str:
    """The token of a form about `subject` (a link), made in this state."""
    return f"{state}.{keys.digest('form', browser, subject, state)[:_HASH]}"


def state_of(keys: Keys, browser: str, subject: str, token: str, site: str) -> str:
    """The state in which a form was made; `site` is the browser's Sec-Fetch-Site.

    Raises Denied for a form that is not ours, for this browser and this subject.
    """
    state, _, _ = token.rpartition(".")
    if not browser or (site and site not in _SAME_SITE):
        raise Denied(DeniedRequest.FORM)
    if not hmac.compare_digest(csrf_token(keys, browser, subject, state).encode(), token.encode()):
        raise Denied(DeniedRequest.FORM)
    return state
