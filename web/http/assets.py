"""The style sheet and the script, served under names with their hash so that browsers cache them for good."""

import hashlib
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(__file__).parent / "static"
_KINDS = {".svg": "image/svg+xml", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
_YEAR = 31_536_000  # seconds


class Assets:
    """The files of a folder by their served names."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._names: dict[str, str] = {}
        self._files: dict[str, tuple[bytes, str]] = {}
        for path in sorted(path for path in folder.iterdir() if path.suffix in _KINDS):
            data = path.read_bytes()
            name = f"{path.stem}.{hashlib.sha256(data).hexdigest()[:12]}{path.suffix}"
            self._names[path.name] = name
            self._files[name] = data, _KINDS[path.suffix]

    def address(self, file: str) -> str:
        """The address of a file: `wian.css` → `/static/wian.0123456789ab.css`; it changes with the file."""
        return f"/static/{self._names[file]}"

    async def serve(self, request: Request) -> Response:
        """Serve a file; other names below this address are 404."""
        asset = self._files.get(request.path_params["name"])
        if asset is None:
            raise HTTPException(404)
        data, kind = asset
        return Response(data, media_type=kind, headers={"Cache-Control": f"public, max-age={_YEAR}, immutable"})
