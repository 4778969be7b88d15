"""Events reach the file whatever the tests do to the process they run in, and nothing else is disturbed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.probes.probed import PROBE, judged, probed, write


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
        "import sys; [sys.modules.pop(name) for name in list(sys.modules) if 'qaagent' in name]",
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
