from __future__ import annotations

import json

import pytest

from qaagent_lsp.cli.answers import (
    Ending,
    asks_for_json,
    say_refused,
    write_ending,
    write_json,
    write_json_line,
)
from qaagent_lsp.model.errors import ToolMissing, UnknownRoute


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        ([], False),
        (["run", "--format", "json"], True),
        (["run", "--format=jsonl"], True),
        (["run", "--format", "text"], False),
        (["run", "--format", "github"], False),
        (["run", "--format"], False),
        (["runs", "list", "--format", "json", "--bogus"], True),
    ],
)
def test_who_reads_stdout(argv: list[str], expected: bool) -> None:
    assert asks_for_json(argv) is expected


def test_a_refusal_has_no_run(capsys: pytest.CaptureFixture[str]) -> None:
    write_ending(Ending.of_refusal(UnknownRoute("no route is GET /x", "Nearest: GET /y.")))
    assert json.loads(capsys.readouterr().out) == {
        "outcome": "refused",
        "error": {"kind": "unknown-route", "message": "no route is GET /x", "hint": "Nearest: GET /y."},
    }


def test_what_the_machine_lacks_has_the_keys_of_a_run(capsys: pytest.CaptureFixture[str]) -> None:
    write_ending(Ending.of_refusal(ToolMissing("no pytest")))
    said = json.loads(capsys.readouterr().out)
    assert said["outcome"] == "error"
    assert said["error"]["kind"] == "tool-missing"
    assert {"run_id", "run_dir", "scope", "duration", "counts", "cases", "suites", "problems"} <= said.keys()


def test_values_are_ascii_and_lines_are_lines(capsys: pytest.CaptureFixture[str]) -> None:
    write_json_line({"name": "Žluťák\n"})
    write_json(["ž"])
    out = capsys.readouterr().out
    assert out.isascii()
    assert out.splitlines()[0] == '{"name":"\\u017dlu\\u0165\\u00e1k\\n"}'


def test_people_get_the_reason_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    say_refused(UnknownRoute("no route is GET /x", "Nearest: GET /y."))
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "qaagent-lsp: no route is GET /x\n  Nearest: GET /y.\n")
