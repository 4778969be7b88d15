from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from qaagent_lsp.host.guardian import Guardian
from qaagent_lsp.host.process import ToolLauncher, ToolProcess
from qaagent_lsp.host.process_tree import MARK_VARIABLE, Patience, Tree, living
from qaagent_lsp.model.errors import ToolMissing
from qaagent_lsp.model.plan import Invocation
from tests.host.tool_scripts import DAEMON, STUBBORN, eventually, invocation, python, text_of

PATIENT = Patience(interrupt=30, terminate=0.3)
"""For tools that end by themselves once they are interrupted, however busy the machine is."""

BRISK = Patience(interrupt=0.5, terminate=0.3)
"""For tools that do not."""


@pytest.fixture
def launcher(guardian: Guardian) -> ToolLauncher:
    return ToolLauncher(guardian, patience=PATIENT)


def alive(call: Invocation) -> list[psutil.Process]:
    """Processes that carry this test's own variable, whoever their parent is."""
    value = dict(call.env)["TEST_NAME"]
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("TEST_NAME") == value and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def named(folder: Path, code: str) -> Invocation:
    return python(folder, code, env=(("TEST_NAME", str(folder)),))


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


async def ready(call: Invocation, running: ToolProcess) -> None:
    await asyncio.to_thread(eventually, lambda: "ready" in text_of(Path(call.output)))
    assert psutil.pid_exists(running.pid)


@pytest.mark.parametrize(
    ("code", "expected"),
    [("", 0), ("raise SystemExit(3)", 3), ("import os; os.kill(os.getpid(), 9)", -signal.SIGKILL)],
)
async def test_wait_gives_the_exit_code(
    launcher: ToolLauncher, tmp_path: Path, code: str, expected: int
) -> None:
    running = await launcher.start(python(tmp_path, code))
    assert await running.wait() == expected
    assert await running.wait() == expected, "a second wait gives the same"


async def test_output_is_there_while_the_tool_runs_and_is_appended(
    launcher: ToolLauncher, tmp_path: Path
) -> None:
    call = python(
        tmp_path,
        "import sys, time\nprint('out ready', flush=True)\n"
        "print('err', file=sys.stderr, flush=True)\ntime.sleep(600)",
    )
    write(Path(call.output), "earlier\n")
    running = await launcher.start(call)
    await asyncio.to_thread(eventually, lambda: text_of(Path(call.output)) == "earlier\nout ready\nerr\n")
    await running.stop()


async def test_stdin_is_closed_and_the_environment_is_ours_with_more(
    guardian: Guardian, tmp_path: Path
) -> None:
    launcher = ToolLauncher(guardian, environ={"OURS": "1", "BOTH": "ours"})
    code = (
        "import os, sys; print(repr(sys.stdin.read()), os.environ['OURS'], os.environ['BOTH'], os.getcwd())"
    )
    call = python(tmp_path, code, env=(("BOTH", "theirs"),))
    assert await (await launcher.start(call)).wait() == 0
    assert text_of(Path(call.output)).split() == ["''", "1", "theirs", str(tmp_path)]


async def test_a_run_inside_a_run_carries_both_marks(guardian: Guardian, tmp_path: Path) -> None:
    launcher = ToolLauncher(guardian, environ={MARK_VARIABLE: "outer"})
    call = python(tmp_path, f"import os; print(os.environ[{MARK_VARIABLE!r}])")
    assert await (await launcher.start(call)).wait() == 0
    assert text_of(Path(call.output)).startswith("outer:")


async def test_the_tool_leads_a_session_of_its_own(launcher: ToolLauncher, tmp_path: Path) -> None:
    call = python(tmp_path, "import os; print(os.getpid() == os.getpgid(0) == os.getsid(0))")
    await (await launcher.start(call)).wait()
    assert text_of(Path(call.output)) == "True\n"


async def test_a_keyboard_interrupt_is_a_chance_to_write_the_end(
    launcher: ToolLauncher, tmp_path: Path
) -> None:
    call = named(
        tmp_path,
        "import time\nprint('ready', flush=True)\n"
        "try:\n time.sleep(600)\nexcept KeyboardInterrupt:\n print('end')",
    )
    running = await launcher.start(call)
    await ready(call, running)
    await running.stop()
    assert text_of(Path(call.output)) == "ready\nend\n"
    assert await running.wait() == 0


def test_a_tool_can_be_interrupted_even_if_we_ignore_it(tmp_path: Path) -> None:
    """A shell starts background jobs with SIGINT ignored, and a server may be such a job."""
    code = """
import asyncio, signal, sys
from pathlib import Path
signal.signal(signal.SIGINT, signal.SIG_IGN)
from qaagent_lsp.host.guardian import Guardian
from qaagent_lsp.host.process import ToolLauncher
from tests.host.tool_scripts import eventually, python, text_of

async def main(folder):
    guardian = Guardian()
    call = python(folder, "import time\\nprint('ready', flush=True)\\ntime.sleep(600)")
    running = await ToolLauncher(guardian).start(call)
    eventually(lambda: "ready" in text_of(Path(call.output)))
    signal.raise_signal(signal.SIGINT)
    await running.stop()
    guardian.close()
    print(await running.wait(), "KeyboardInterrupt" in text_of(Path(call.output)))

asyncio.run(main(Path(sys.argv[1])))
"""
    owner = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(owner, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == (f"{-signal.SIGINT} True\n", "")


async def test_the_interrupt_does_not_fell_the_children_under_a_running_test(
    launcher: ToolLauncher, tmp_path: Path
) -> None:
    call = named(
        tmp_path,
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "print('ready', flush=True)\n"
        "try:\n child.wait()\nexcept KeyboardInterrupt:\n print('child', child.poll())\n",
    )
    running = await launcher.start(call)
    await ready(call, running)
    await running.stop()
    assert text_of(Path(call.output)) == "ready\nchild None\n"
    assert alive(call) == []


async def test_stop_ends_grandchildren_and_daemons(launcher: ToolLauncher, tmp_path: Path) -> None:
    call = named(tmp_path, DAEMON + "time.sleep(600)")
    running = await launcher.start(call)
    await ready(call, running)
    await asyncio.to_thread(eventually, lambda: len(alive(call)) == 3)
    await running.stop()
    assert alive(call) == []
    assert await running.wait() == -signal.SIGINT or await running.wait() == 1


async def test_what_the_tool_leaves_behind_ends_with_it(launcher: ToolLauncher, tmp_path: Path) -> None:
    call = named(tmp_path, DAEMON)
    running = await launcher.start(call)
    assert await running.wait() == 0
    assert alive(call) == []


async def test_those_that_ignore_signals_are_killed(guardian: Guardian, tmp_path: Path) -> None:
    launcher = ToolLauncher(guardian, patience=BRISK)
    call = named(tmp_path, STUBBORN)
    running = await launcher.start(call)
    await ready(call, running)
    await running.stop()
    assert alive(call) == []
    assert await running.wait() == -signal.SIGKILL


async def test_a_child_that_cleared_its_environment_is_found_in_the_session(
    launcher: ToolLauncher, tmp_path: Path
) -> None:
    sleeper = "subprocess.Popen([sys.executable, '-S', '-c', 'import time; time.sleep(600)'], env={})"
    call = named(tmp_path, f"import subprocess, sys; print({sleeper}.pid, flush=True)")
    running = await launcher.start(call)
    assert await running.wait() == 0
    child = int(text_of(Path(call.output)))
    assert not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE


async def test_a_child_in_its_own_session_without_mark_is_found_below_its_parent(
    launcher: ToolLauncher, tmp_path: Path
) -> None:
    sleeper = "[sys.executable, '-S', '-c', 'import time; time.sleep(600)'], env={}, start_new_session=True"
    call = named(
        tmp_path,
        f"import subprocess, sys, time; p = subprocess.Popen({sleeper})\n"
        "print(p.pid, 'ready', flush=True); time.sleep(600)",
    )
    running = await launcher.start(call)
    await ready(call, running)
    child = int(text_of(Path(call.output)).split()[0])
    stopped = living((Tree("no such mark", running.pid, time.time() - 60),))
    assert child in {process.pid for process in stopped}
    await running.stop()
    assert not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE


async def test_wait_and_stop_at_once(launcher: ToolLauncher, tmp_path: Path) -> None:
    call = named(tmp_path, DAEMON + "time.sleep(600)")
    running = await launcher.start(call)
    await ready(call, running)
    waiting = asyncio.create_task(running.wait())
    await asyncio.gather(running.stop(), running.stop())
    await waiting
    assert alive(call) == []


async def test_another_run_is_left_alone(launcher: ToolLauncher, tmp_path: Path) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    first.mkdir()
    second.mkdir()
    stopped, kept = named(first, DAEMON + "time.sleep(600)"), named(second, DAEMON + "time.sleep(600)")
    one, two = await launcher.start(stopped), await launcher.start(kept)
    await ready(stopped, one)
    await ready(kept, two)
    await asyncio.to_thread(eventually, lambda: len(alive(kept)) == 3)
    await one.stop()
    assert alive(stopped) == []
    assert len(alive(kept)) == 3
    await two.stop()


async def test_stop_after_the_end_does_nothing(launcher: ToolLauncher, tmp_path: Path) -> None:
    running = await launcher.start(python(tmp_path, ""))
    await running.wait()
    await running.stop()


async def test_a_tool_that_is_not_there(launcher: ToolLauncher, tmp_path: Path) -> None:
    with pytest.raises(ToolMissing, match="cannot be started: No such file"):
        await launcher.start(invocation(tmp_path, str(tmp_path / "none"), "-m", "pytest"))


async def test_a_folder_that_is_not_there(launcher: ToolLauncher, tmp_path: Path) -> None:
    call = replace(python(tmp_path, ""), cwd=str(tmp_path / "gone"))
    with pytest.raises(ToolMissing, match="folder to run in does not exist"):
        await launcher.start(call)


async def test_pytest_that_is_stopped_in_a_test_with_a_grandchild_writes_its_end(
    launcher: ToolLauncher, tmp_path: Path
) -> None:
    """With the real probe: what had finished is told, the session says that it ended, nothing is left."""
    write(
        tmp_path / "test_slow.py",
        "import subprocess, sys, time\n"
        "def test_quick(): pass\n"
        "def test_slow():\n"
        "    sleeper = [sys.executable, '-c', 'import time; time.sleep(600)']\n"
        "    shell = f'import subprocess; subprocess.run({sleeper!r})'\n"
        "    subprocess.Popen([sys.executable, '-c', shell], start_new_session=True)\n"
        "    time.sleep(600)\n",
    )
    events = tmp_path / "events.jsonl"
    probe = Path(__file__).parents[2] / "qaagent_lsp" / "probes" / "pytest"
    env = (
        ("TEST_NAME", str(tmp_path)),
        ("PYTHONPATH", str(probe)),
        ("QAAGENT_EVENTS", str(events)),
        ("QAAGENT_WORKSPACE", str(tmp_path)),
    )
    call = invocation(
        tmp_path, sys.executable, "-m", "pytest", "-p", "qaagent_probe", "test_slow.py", env=env
    )
    running = await launcher.start(call)
    await asyncio.to_thread(eventually, lambda: len(alive(call)) == 3, seconds=60)
    await running.stop()
    assert alive(call) == []
    assert await running.wait() == 2, "pytest's own code for an interrupted session"
    told = [json.loads(line) for line in text_of(events).splitlines()]
    assert [event["id"] for event in told if event.get("kind") == "finished"] == ["test_slow.py::test_quick"]
    assert told[-1]["kind"] == "session_end"
