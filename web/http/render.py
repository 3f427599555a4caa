"""The rendering of HTML pages from templates/web, escaped and without undefined variables."""

from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from runtime.settings import ROOT
from web.http.assets import Assets
from web.text.filters import FILTERS

FOLDER = ROOT / "templates" / "web"


class Pages:
    """The templates of pages, compiled once."""

    def __init__(self, assets: Assets, contact: str, folder: Path = FOLDER) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.filters.update(FILTERS)
        self._environment.globals.update(asset=assets.address, contact=contact, date=date)

    def text(self, template: str, **variables: object) -> str:
        """The HTML of a page."""
        return self._environment.get_template(template).render(variables)

    def page(self, template: str, status: int = 200, **variables: object) -> HTMLResponse:
        """A page as an answer that nobody caches, because it is for its visitor only."""
        return HTMLResponse(self.text(template, **variables), status, {"Cache-Control": "no-store"})
