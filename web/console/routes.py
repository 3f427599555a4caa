"""Where the pages of the console are, all below /console/."""

from starlette.routing import Route

ROUTES: list[Route] = []
