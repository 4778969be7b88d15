from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

from qaagent_lsp.host.guardian import Guardian, recovery_command
from qaagent_lsp.host.process_tree import Tree
from tests.host.tool_scripts import eventually, text_of

OWNER = """
import asyncio, os, sys
from pathlib import Path
from qaagent_lsp.host.guardian import Guardian
from qaagent_lsp.host.process import ToolLauncher
from tests.host.tool_scripts import DAEMON, STUBBORN, eventually, python, text_of

async def main(folder):
    write = "import sys; open(sys.argv[1], 'a').write('recovered')"
    recover = (sys.executable, "-c", write, str(folder / "recovered"))
    guardian = Guardian(recover)
    launcher = ToolLauncher(guardian)
    calls = []
    for number, code in enumerate((DAEMON + "time.sleep(600)", STUBBORN)):
        (folder / str(number)).mkdir()
        calls.append(python(folder / str(number), code))
        await launcher.start(calls[-1])
    eventually(lambda: all("ready" in text_of(Path(call.output)) for call in calls))
    if os.environ.get("FORK"):
        if os.fork() == 0:  # a worker that was forked without exec keeps every descriptor open
            await asyncio.sleep(600)
    print("running", guardian.pid, flush=True)
    await asyncio.sleep(600)

asyncio.run(main(Path(sys.argv[1])))
"""


def of_this_test(folder: Path) -> list[psutil.Process]:
    """Every process that carries this test's variable, but zombies."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("TEST_NAME") == str(folder) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def start_owner(folder: Path, **env: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", OWNER, str(folder)],
        env={**os.environ, "TEST_NAME": str(folder), **env},
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


def read_line(owner: subprocess.Popen[str]) -> str:
    assert owner.stdout is not None
    return owner.stdout.readline()


def test_nothing_survives_when_the_owner_is_killed(tmp_path: Path) -> None:
    with start_owner(tmp_path) as owner:
        assert read_line(owner).startswith("running")
        eventually(lambda: len(of_this_test(tmp_path)) == 2 + 3 + 2)
        owner.kill()
    eventually(lambda: of_this_test(tmp_path) == [])
    assert text_of(tmp_path / "recovered") == "recovered", "recovery runs once, after the trees are gone"


def test_a_forked_worker_of_the_owner_does_not_keep_the_tools_alive(tmp_path: Path) -> None:
    with start_owner(tmp_path, FORK="1") as owner:
        assert read_line(owner).startswith("running")
        owner.kill()
        eventually((tmp_path / "recovered").exists)
        # The forked worker itself is none of a run.
        eventually(lambda: len(of_this_test(tmp_path)) <= 1)
        for worker in of_this_test(tmp_path):
            worker.kill()


def test_signals_of_the_terminal_do_not_end_it(guardian: Guardian) -> None:
    guardian.watch(Tree("no such mark", None, time.time()))
    assert guardian.pid is not None
    process = psutil.Process(guardian.pid)
    eventually(lambda: process.num_fds() > 0 and process.status() == psutil.STATUS_SLEEPING)
    eventually(lambda: ignores(process.pid, signal.SIGTERM))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        process.send_signal(number)
    guardian.watch(Tree("another", None, time.time()))
    assert guardian.pid == process.pid
    assert os.getsid(process.pid) == process.pid


def ignores(pid: int, number: int) -> bool:
    status = Path(f"/proc/{pid}/status").read_text()
    mask = int(next(line for line in status.splitlines() if line.startswith("SigIgn")).split()[1], 16)
    return bool(mask >> (number - 1) & 1)


def test_it_is_gone_after_close(tmp_path: Path) -> None:
    guardian = Guardian((sys.executable, "-c", f"open({str(tmp_path / 'recovered')!r}, 'w')"))
    guardian.watch(Tree("no such mark", None, time.time()))
    pid = guardian.pid
    assert pid is not None
    guardian.close()
    assert not psutil.pid_exists(pid)
    assert not (tmp_path / "recovered").exists()
    guardian.close()


def test_it_does_not_start_before_it_is_needed(guardian: Guardian) -> None:
    guardian.forget("never watched")
    assert guardian.pid is None


def test_one_that_was_killed_is_replaced_and_knows_what_runs(tmp_path: Path) -> None:
    marker = tmp_path / "recovered"
    guardian = Guardian((sys.executable, "-c", f"open({str(marker)!r}, 'w')"))
    guardian.watch(Tree("first", None, time.time()))
    assert guardian.pid is not None
    first = guardian.pid
    psutil.Process(first).kill()
    eventually(lambda: psutil.Process(first).status() == psutil.STATUS_ZOMBIE)
    guardian.watch(Tree("second", None, time.time()))
    assert guardian.pid not in (None, first)
    guardian.close()


def test_the_recovery_is_a_command_of_ours() -> None:
    assert recovery_command("/r")[1:] == ("-m", "qaagent_lsp", "runs", "recover", "--runs-dir", "/r")
    assert recovery_command(None)[1:] == ("-m", "qaagent_lsp", "runs", "recover")
