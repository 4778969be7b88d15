"""Tests that do their worst to the process they run in: events go on, and what died is told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.model.result import RunOutcome
from qaagent_lsp.results.reconcile import Ending, Reconciled, reconcile
from tests.probes.environments import THIS, environment
from tests.probes.probed import PROBE, Probed, probed, write


@pytest.mark.parametrize(
    "body",
    [
        "import os; os.environ.clear()",
        "import os; os.closerange(30, 1000)",
        "import os; os.chdir('/')",
        "import sys; sys.stdout = sys.stderr = None",
        "import json; json.dumps = json.JSONEncoder = None",
        "import os; os.write = os.getpid = None",
        "import sys; sys.meta_path.clear()",
        "import threading; threading.settrace(None); import sys; sys.settrace(None)",
        "import gc; gc.disable()",
        "import sys; sys.modules.clear() if False else [sys.modules.pop(n) for n in list(sys.modules) if 'qaagent' in n]",
        "print(chr(0xd800), chr(0), chr(27))",
    ],
)
def test_events_go_on(body: str, tmp_path: Path) -> None:
    source = f"def test_1():\n    {body}\n\ndef test_2():\n    assert 0\n\ndef test_3(): pass\n"
    run = probed(write(tmp_path / "w", test_it=source))
    assert list(run.verdicts.values()) == ["passed", "failed", "passed"], run.output
    assert run.seen.exitstatus == 1
    assert run.seen.cases[1].failures[0].location is not None


def test_forked_children_write_nothing(tmp_path: Path) -> None:
    """A child that leaves the test function runs the rest of pytest a second time; only the parent counts."""
    source = "import os\n\ndef test_1():\n    if os.fork() == 0:\n        return\n    os.wait()\n\ndef test_2(): pass\n"
    run = probed(write(tmp_path / "w", test_it=source), "-p", "no:warnings")
    assert [case.id for case in run.seen.cases] == ["test_it.py::test_1", "test_it.py::test_2"]


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


def test_without_events_the_plugin_does_nothing(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "w", test_it="import sys\n\ndef test_a(): assert 'qaagent_probe_asgi' not in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "qaagent_probe"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PROBE)},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["w"]


def test_an_unwritable_events_file_does_not_disturb_the_tests(tmp_path: Path) -> None:
    run = probed(
        write(tmp_path / "w", test_it="def test_a(): pass\n"),
        env={"QAAGENT_EVENTS": str(tmp_path / "no" / "such")},
    )
    assert (run.returncode, run.events) == (0, ())
    assert judged(run).result.outcome == "error"


def test_a_damaged_selection_file_is_a_note_and_not_the_whole_suite(tmp_path: Path) -> None:
    bad = tmp_path / "bad"
    bad.write_text("not json\n")
    folder = write(tmp_path / "w", test_it="def test_a(): pass\n")
    run = probed(folder, env={"QAAGENT_SELECTION": str(bad)})
    assert judged(run).result.outcome == "error"
    assert any("the probe had a fault" in note for note in run.seen.notes)


def test_says_nothing_on_the_terminal(tmp_path: Path) -> None:
    folder = write(tmp_path / "w", test_it="def test_a(): pass\n")
    run = probed(folder, "-q", "--no-header")
    assert run.output.splitlines()[0].startswith(". ")
    assert "qaagent" not in run.output


def test_every_line_is_json(tmp_path: Path) -> None:
    source = "def test_a():\n    print('\\n\\x00\\u2028\\ud800')\n    assert '\\ud800\\n' == 'é'\n"
    probed(write(tmp_path / "w", test_it=source))
    lines = (tmp_path / "w-events.jsonl").read_bytes().split(b"\n")
    assert lines.pop() == b""
    assert [json.loads(line)["kind"] for line in lines] == [
        "session",
        "collected",
        "started",
        "finished",
        "session_end",
    ]
    assert all(line.isascii() for line in lines)


def judged(run: Probed) -> Reconciled:
    invocation = Invocation("unit", "pytest", ("python",), "/", (), "", "", "")
    return reconcile(invocation, run.seen, ending=Ending.EXITED, returncode=run.returncode, duration=1.0)
