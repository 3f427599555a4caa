"""The style sheet and the script: read once, served under a name that holds their hash, kept by browsers for good."""

import hashlib
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(__file__).parent / "static"
_KINDS = {".svg": "image/svg+xml", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
_YEAR = 31_536_000  # seconds


class Assets:
    """The files of one folder, by the names they are served under."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._names: dict[str, str] = {}
        self._files: dict[str, tuple[bytes, str]] = {}
        for path in sorted(path for path in folder.iterdir() if path.suffix in _KINDS):
            data = path.read_bytes()
            name = f"{path.stem}.{hashlib.sha256(data).hexdigest()[:12]}{path.suffix}"
            self._names[path.name] = name
            self._files[name] = data, _KINDS[path.suffix]

    def address(self, file: str) -> str:
        """Where a file is served: `wian.css` → `/static/wian.0123456789ab.css`. It changes when the file does."""
        return f"/static/{self._names[file]}"

    async def serve(self, request: Request) -> Response:
        """One of the files; there is nothing else below this address."""
        asset = self._files.get(request.path_params["name"])
        if asset is None:
            raise HTTPException(404)
        data, kind = asset
        return Response(data, media_type=kind, headers={"Cache-Control": f"public, max-age={_YEAR}, immutable"})
