"""Where the resources of the interface are, all below /api/."""

from starlette.routing import Route

ROUTES: list[Route] = []
