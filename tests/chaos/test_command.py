"""`make chaos` as a command: what it says where it cannot run."""

import pytest

from chaos import site
from chaos.__main__ import main
from chaos.servers.programs import MissingError


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_without_servers_nothing_is_tried_which_is_a_failure_in_ci_only(
    ci: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(*_: object) -> None:
        raise MissingError("there is no PostgreSQL server here (initdb, postgres)")

    monkeypatch.setattr(site, "Postgres", missing)
    monkeypatch.setenv("CI", ci)
    assert main(["--seed", "1"]) == code
    assert "nothing tried: there is no PostgreSQL server here" in capsys.readouterr().out


def test_too_few_faults_are_refused_before_anything_is_started(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--faults", "3"]) == 1
    assert "3 faults are too few" in capsys.readouterr().out
