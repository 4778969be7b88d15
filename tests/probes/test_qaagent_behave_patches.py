"""However a run ends, what had finished is told, and what was running has no verdict."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from qaagent_lsp.results.behave_errors import behave_errors
from qaagent_lsp.results.events import Decoder
from tests.probes.behaving import PINS, PROBES, behaved, plain_behave, put
from tests.probes.environments import THIS, environment

FEATURE = "Feature: a\n\n  Scenario: one\n    Given fine\n\n  Scenario: two\n    Given the end\n"
PATIENCE = 120
ONE, TWO = "features/a.feature:3", "features/a.feature:6"


def project(folder: Path, end: str) -> Path:
    steps = (
        "import os, sys, time\nfrom behave import given\n\n@given('fine')\ndef fine(context):\n    pass\n\n"
        f"@given('the end')\ndef end(context):\n    {end}\n"
    )
    return put(folder, {"features/steps/s.py": steps, "features/a.feature": FEATURE})


@pytest.mark.parametrize("pins", PINS)
@pytest.mark.parametrize(
    ("end", "has_ended"),
    [
        ("os._exit(0)", False),
        ("os._exit(3)", False),
        ("sys.exit(4)", False),
        ("os.kill(os.getpid(), 9)", False),
        ("raise KeyboardInterrupt", True),
    ],
)
def test_ends_in_a_step(end: str, has_ended: bool, pins: str, tmp_path: Path) -> None:
    folder = project(tmp_path / "w", end)
    run = behaved(folder, pins=pins)
    assert run.returncode == plain_behave(folder, pins=pins).returncode
    assert (run.verdicts, run.seen.running) == ({ONE: "passed"}, (TWO,))
    assert (run.seen.exitstatus is not None) is has_ended
    assert (run.seen.interrupted is not None) is has_ended


@pytest.mark.parametrize("pins", PINS)
@pytest.mark.parametrize("hook", ["before_all(context)", "before_scenario(context, scenario)"])
def test_interrupts_in_hooks(hook: str, pins: str, tmp_path: Path) -> None:
    folder = project(tmp_path / "w", "pass")
    (folder / "features" / "environment.py").write_text(f"def {hook}:\n    raise KeyboardInterrupt\n")
    run = behaved(folder, pins=pins)
    assert run.returncode == plain_behave(folder, pins=pins).returncode
    assert (run.verdicts, run.seen.interrupted) == ({}, "KeyboardInterrupt")
    assert behave_errors(run.seen, 1, ()) == ["interrupted: KeyboardInterrupt"]


@pytest.mark.parametrize("pins", PINS)
def test_ctrl_c(pins: str, tmp_path: Path) -> None:
    # Between two steps an interrupt may come where Behave goes on: it is sent when the step is known to run.
    folder = project(tmp_path / "w", "os.close(os.open('reached', os.O_CREAT)); time.sleep(200)")
    events = tmp_path / "events.jsonl"
    env = {
        **os.environ,
        "QAAGENT_EVENTS": str(events),
        "QAAGENT_WORKSPACE": str(folder),
        "PYTHONPATH": os.pathsep.join((str(PROBES / "behave"), str(PROBES / "pytest"))),
    }
    argv = [environment(THIS, pins), "-m", "qaagent_behave"]
    with subprocess.Popen(
        argv, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        deadline = time.monotonic() + PATIENCE
        while not (folder / "reached").exists():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)
    decoder = Decoder("behave", str(folder))
    decoder.feed(events.read_bytes().splitlines())
    assert ({case.id: case.outcome for case in decoder.seen.cases}, decoder.seen.running) == (
        {ONE: "passed"},
        (TWO,),
    )
    assert decoder.seen.interrupted == "KeyboardInterrupt"
    assert process.returncode == 1


def test_a_runner_of_the_users_own(tmp_path: Path) -> None:
    """Behave 1.3 takes another runner class; its scenarios are told all the same."""
    folder = project(tmp_path / "w", "1 / 0")
    put(folder, {"own.py": "from behave.runner import Runner\n\n\nclass Own(Runner):\n    pass\n"})
    run = behaved(folder, "--runner=own:Own")
    assert run.verdicts == {ONE: "passed", TWO: "failed"}
