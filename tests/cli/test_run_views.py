from __future__ import annotations

import json
from pathlib import Path

import pytest

from qaagent_lsp.cli.answers import RunFormat
from qaagent_lsp.cli.run_views import view_of
from qaagent_lsp.model.snapshot import Snapshot
from tests.cli.results import failing, pet_route, result
from tests.session.test_watching import tell_all


@pytest.mark.parametrize("chosen", list(RunFormat))
def test_a_machine_reads_stdout_and_a_person_the_other(
    chosen: RunFormat, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    view = view_of(chosen, tmp_path)
    tell_all(view)
    view.end(result(failing()), Snapshot(routes=(pet_route(),)))
    said = capsys.readouterr()
    people = said.out if chosen is RunFormat.TEXT else said.err
    assert "✗ red  1 failed" in people
    match chosen:
        case RunFormat.TEXT:
            assert said.err == ""
        case RunFormat.JSON:
            assert json.loads(said.out)["outcome"] == "failed"
        case RunFormat.JSONL:
            assert [json.loads(line).get("kind") for line in said.out.splitlines()] == [
                "run",
                "started",
                None,
            ]
        case RunFormat.GITHUB:
            commands = [line for line in said.out.splitlines() if line.startswith("::")]
            assert commands[0] == "::group::failed: tests/test_pets.py::test_get"
            assert [line.partition(" ")[0] for line in commands[-2:]] == ["::error", "::warning"]
