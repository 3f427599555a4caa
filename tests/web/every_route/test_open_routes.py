"""Routes without a token are open to everybody: only these may be."""

from tests.support.all_routes import OF_TOKENS, ROUTES

OPEN_TO_ALL = {"/livez", "/readyz", "/static/{name}", "/c/{code}"}
"""Probes, files that every page loads, and the page of a short code, which has its own limit of guesses."""


def test_no_page_opens_without_a_token_but_those_that_are_meant_to() -> None:
    assert {route.path for route in ROUTES if route not in OF_TOKENS} == OPEN_TO_ALL
