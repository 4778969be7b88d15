"""What the session tells of its end, of deaths on the way too, and how that is judged."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from qaagent_lsp.model.result import RunOutcome
from tests.probes.environments import THIS, environment
from tests.probes.probed import judged, probed, write

DEATHS: list[tuple[str, RunOutcome, str, list[str]]] = [
    (
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "error",
        "killed by SIGKILL while running",
        ["error"],
    ),
    ("import os; os._exit(0)", "error", "exit code 0 while running", ["error"]),
    ("import os; os._exit(1)", "error", "exit code 1 while running", ["error"]),
    ("import ctypes; ctypes.string_at(0)", "error", "killed by SIGSEGV while running", ["error"]),
    ("import pytest; pytest.exit('enough', returncode=0)", "error", "while running", ["error"]),
    ("import pytest; pytest.exit('enough')", "error", "while running", ["error"]),
    ("raise KeyboardInterrupt", "error", "while running", ["error"]),
]


@pytest.mark.parametrize(("body", "outcome", "error", "verdicts"), DEATHS, ids=[row[0] for row in DEATHS])
def test_death_is_told(
    body: str, outcome: RunOutcome, error: str, verdicts: list[str], tmp_path: Path
) -> None:
    source = f"def test_1(): pass\n\ndef test_2():\n    {body}\n\ndef test_3(): pass\n"
    run = probed(write(tmp_path / "w", test_it=source))
    verdict = judged(run)
    assert run.verdicts == {"test_it.py::test_1": "passed"}
    assert verdict.result.outcome == outcome
    assert error in verdict.result.error
    assert [(case.id, case.outcome, case.category, case.line) for case in verdict.cases] == [
        ("test_it.py::test_2", outcome, "crash", 3) for outcome in verdicts
    ]


@pytest.mark.parametrize("pins", ["pytest7", "pytest9"])
def test_death_of_an_xdist_worker(pins: str, tmp_path: Path) -> None:
    source = "import os\n\ndef test_1(): pass\n\ndef test_2():\n    os._exit(7)\n\ndef test_3(): pass\n"
    run = probed(write(tmp_path / "w", test_it=source), "-n1", python=environment(THIS, pins))
    assert run.verdicts == {
        "test_it.py::test_1": "passed",
        "test_it.py::test_2": "error",
        "test_it.py::test_3": "passed",
    }
    (failure,) = run.cases["test_it.py::test_2"].failures
    assert failure.category == "crash"
    assert "crashed" in failure.message
    assert judged(run).result.outcome in ("failed", "error")


def test_death_of_a_forked_child(tmp_path: Path) -> None:
    source = "import os\n\ndef test_1(): pass\n\ndef test_2():\n    os._exit(7)\n\ndef test_3(): pass\n"
    run = probed(write(tmp_path / "w", test_it=source), "--forked", python=environment(THIS, "pytest8"))
    assert list(run.verdicts.values()) == ["passed", "error", "passed"]
    assert run.cases["test_it.py::test_2"].category == "crash"


ENDINGS: list[tuple[dict[str, str], tuple[str, ...], RunOutcome, str]] = [
    ({"test_it": "def test_a(): pass\n"}, (), "passed", ""),
    ({"test_it": "def test_a(): assert 0\n"}, (), "failed", ""),
    (
        {"test_it": "import pytest\n\n@pytest.fixture\ndef f(): 1 / 0\n\ndef test_a(f): pass\n"},
        (),
        "failed",
        "",
    ),
    ({"test_it": "X = 1\n"}, (), "error", "no tests were collected (exit code 5)"),
    (
        {"test_it": "def test_a(): pass\n"},
        ("--no-such-option",),
        "error",
        "pytest was called wrongly (exit code 4)",
    ),
    (
        {"test_it": "def test_a(): pass\n"},
        ("nowhere.py",),
        "error",
        "pytest was called wrongly (exit code 4)",
    ),
    (
        {"test_it": "def test_a(): pass\n"},
        ("-k", "nothing"),
        "error",
        "no tests were collected (exit code 5)",
    ),
    ({"test_it": "1 / 0\n"}, (), "error", "1 file(s) could not be collected: test_it.py: ZeroDivisionError"),
    (
        {"conftest": "1 / 0\n", "test_it": "def test_a(): pass\n"},
        (),
        "error",
        "conftest.py: ZeroDivisionError",
    ),
    (
        {"conftest": "def pytest_runtestloop(): 1 / 0\n", "test_it": "def test_a(): pass\n"},
        (),
        "error",
        "pytest broke",
    ),
    (
        {
            "conftest": "def pytest_sessionfinish(session): session.exitstatus = 0\n",
            "test_it": "def test_a(): assert 0\n",
        },
        (),
        "error",
        "exit code 0 although 1 test(s) did not pass: test_it.py::test_a",
    ),
    (
        {
            "conftest": "def pytest_sessionfinish(session): session.exitstatus = 1\n",
            "test_it": "def test_a(): pass\n",
        },
        (),
        "error",
        "exit code 1 although no test failed",
    ),
    ({"test_it": "def test_a(): pass\n"}, ("--collect-only",), "error", "1 collected test(s) did not run"),
    ({"test_it": "def test_a(): assert 0\n\ndef test_b(): pass\n"}, ("-x",), "failed", ""),
]


@pytest.mark.parametrize(("files", "args", "outcome", "error"), ENDINGS)
def test_ending(
    files: dict[str, str], args: tuple[str, ...], outcome: RunOutcome, error: str, tmp_path: Path
) -> None:
    run = probed(write(tmp_path / "w", **files), *args)
    result = judged(run).result
    assert result.outcome == outcome, run.output
    assert error in result.error
    assert (result.error == "") == (error == "")


INSTALLED = """
import json
from importlib.metadata import distributions
plugins = [dist for dist in distributions() if any(point.group == "pytest11" for point in dist.entry_points)]
print(json.dumps(sorted({f"{dist.metadata['Name']} {dist.version}" for dist in plugins})))
"""


def test_plugins_are_told_by_the_names_and_versions_that_they_are_installed_by(tmp_path: Path) -> None:
    python = environment(THIS, "pytest9")
    probed(write(tmp_path / "w", test_it="def test_a(): pass\n"), python=python)
    session = json.loads((tmp_path / "w-events.jsonl").read_text("utf-8").partition("\n")[0])
    installed = subprocess.run([python, "-c", INSTALLED], check=True, capture_output=True, timeout=60)
    assert session["plugins"] == json.loads(installed.stdout) != []
