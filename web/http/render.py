"""From what is to be shown to an HTML page: templates/web, everything escaped, nothing left undefined."""

from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from runtime.settings import ROOT
from web.http.assets import Assets
from web.text.filters import FILTERS

FOLDER = ROOT / "templates" / "web"


class Pages:
    """The pages' templates, compiled once each."""

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

    def text(self, template: str, **shown: object) -> str:
        """The HTML of one page."""
        return self._environment.get_template(template).render(shown)

    def page(self, template: str, status: int = 200, **shown: object) -> HTMLResponse:
        """One page as an answer. Pages are for the one who asked, so nobody keeps them."""
        return HTMLResponse(self.text(template, **shown), status, {"Cache-Control": "no-store"})
