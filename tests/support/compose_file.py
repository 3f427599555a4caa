"""The services of docker-compose.yml."""

import re
from typing import Any

import yaml

from runtime.settings import ROOT

FILE = ROOT / "docker-compose.yml"
TEXT = FILE.read_text(encoding="utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["services"]
OWN_SERVICES = {name: service for name, service in SERVICES.items() if service["image"] == "wian"}
REQUIRED = re.compile(r"\$\{(WIAN_\w+):\?[^}]+\}")


def environment_of(service: dict[str, Any]) -> dict[str, str]:
    """The environment of a service as compose makes it with a secret for each."""
    values = service["environment"].items()
    return {name: REQUIRED.sub("secret" * 8, value) for name, value in values if value is not None}
