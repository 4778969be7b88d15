from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.cli.conftest import Shop
from tests.e2e.command_line import command


def test_help_names_every_command(shop: Shop) -> None:
    said = shop("--help")
    assert said.code == 0
    for name in ("demo", "doctor", "routes", "run", "run-all", "runs", "serve", "tests"):
        assert f" {name} " in said.out


def test_version(shop: Shop) -> None:
    assert shop("--version").out.strip() == version("qaagent-lsp")


def test_nothing_asked_shows_the_help_and_is_no_success(shop: Shop) -> None:
    said = shop()
    assert said.code == 2
    assert "Usage: qaagent-lsp" in said.out + said.err


@pytest.mark.parametrize(
    ("argv", "code", "kind", "words"),
    [
        (["run", "--bogus"], 2, "usage", "No such option"),
        (["run", "--route", "nonsense"], 2, "usage", "METHOD /path"),
        (["run", "--all", "--failed"], 2, "usage", "different scopes"),
        (["run", "--in", "app/pets.py"], 2, "usage", "--in says"),
        (["run", "--timeout", "0"], 2, "usage", "timeout"),
        (["run", "--route", "GET /petz"], 2, "unknown-route", "GET /petz"),
        (["run", "--test", "tests/test_pets.py::test_gone"], 2, "unknown-test", "test_gone"),
        (["run", "--path", "gone"], 2, "unknown-path", "gone"),
        (["run", "--suite", "gone"], 2, "unknown-suite", "gone"),
        (["run", "--failed"], 2, "nothing-to-run", "nothing failed"),
        (["run", "--workspace", "gone"], 2, "unknown-path", "gone"),
        (["run-all", "--max-workers", "0"], 2, "usage", "max-workers"),
        (["routes", "gone"], 2, "unknown-path", "gone"),
        (["tests", "--route", "GET /petz"], 2, "unknown-route", "GET /petz"),
        (["runs", "show", "20000101_000000Z"], 2, "unknown-run", "20000101_000000Z"),
        (["runs", "show", "latest"], 2, "unknown-run", "no run"),
    ],
)
def test_a_refused_request_is_one_object_and_exit_2(
    argv: list[str], code: int, kind: str, words: str, shop: Shop
) -> None:
    said = shop(*argv, "--format", "json")
    assert said.code == code
    assert said.json["outcome"] == "refused"
    assert said.json["error"].keys() == {"kind", "message", "hint"}
    assert said.json["error"]["kind"] == kind
    assert words in said.json["error"]["message"] + said.json["error"]["hint"]
    assert words in said.err


@pytest.mark.parametrize(
    ("argv", "help_of"),
    [
        (["nope"], "qaagent-lsp"),
        (["runs", "nope"], "qaagent-lsp runs"),
        (["run", "--nope"], "qaagent-lsp run"),
    ],
)
def test_a_wrong_call_names_the_help_that_tells_more(argv: list[str], help_of: str, shop: Shop) -> None:
    said = shop(*argv)
    assert said.code == 2
    assert f"  {help_of} --help tells what there is." in said.err


def test_people_get_no_json(shop: Shop) -> None:
    said = shop("run", "--route", "GET /petz")
    assert said.out == ""
    assert "Nearest: GET /pets" in said.err


def test_the_format_may_be_written_with_an_equals_sign(shop: Shop) -> None:
    assert shop("run", "--bogus", "--format=json").json["outcome"] == "refused"


def test_a_missing_tool_is_exit_3(shop: Shop) -> None:
    said = shop("run", "--python", "gone/python", "--format", "json")
    assert said.code == 3
    assert (said.json["outcome"], said.json["error"]["kind"]) == ("error", "tool-missing")
    assert said.json["cases"] == []


def test_a_store_that_cannot_be_written_is_exit_3(shop: Shop) -> None:
    (shop.folder / "file").touch()
    said = shop.run("--runs-dir", str(shop.folder / "file" / "runs"), "--format", "json")
    assert said.code == 3
    assert (said.json["outcome"], said.json["error"]["kind"]) == ("error", "store-unavailable")


def test_a_reader_that_goes_away_is_no_fault(shop: Shop) -> None:
    with subprocess.Popen(
        command("routes", "--format", "json"), cwd=shop.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_a_terminal_without_our_marks_still_gets_its_answer(shop: Shop) -> None:
    done = subprocess.run(
        command("run", "--path", "tests", "--python", "python-that-is-gone"),
        cwd=shop.folder,
        env={"PATH": "/usr/bin:/bin", "HOME": str(shop.folder), "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 3
    assert b"python-that-is-gone" in done.stderr


def test_the_server_is_not_started_from_here(tmp_path: Path) -> None:
    done = subprocess.run(
        command("serve", "--bogus"), cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    assert done.returncode == 2


@pytest.mark.parametrize("seconds", [0.2, 0.35, 0.5, 0.65])
def test_an_interrupt_before_anything_runs_is_one_object_and_exit_130(seconds: float, shop: Shop) -> None:
    """However early it comes: from the moment that Python itself minds interrupts."""
    script = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        f"signal.setitimer(signal.ITIMER_REAL, {seconds});"
        "signal.signal(signal.SIGALRM, lambda *_: signal.raise_signal(signal.SIGINT));"
        "import sys; from qaagent_lsp.cli.app import run_cli;"
        "sys.exit(run_cli(['run', '--format', 'json', '--python', sys.executable]))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=shop.folder, check=False, capture_output=True)
    assert done.returncode == 130
    assert json.loads(done.stdout)["outcome"] == "cancelled"
    assert b"Traceback" not in done.stderr
