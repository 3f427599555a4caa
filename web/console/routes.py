"""The routes of the console, all below /console/."""

from starlette.routing import Route

ROUTES: list[Route] = []
