"""The routes of the programs' interface, all below /api/."""

from starlette.routing import Route

ROUTES: list[Route] = []
