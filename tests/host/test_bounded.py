"""Short commands end by themselves or at their limit, and leave nothing behind."""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qaagent_lsp.host.bounded import Ended, run_bounded
from tests.host.tool_scripts import DAEMON, eventually, is_over


def test_a_command_tells_its_exit_code_and_all_that_it_wrote(tmp_path: Path) -> None:
    program = "import sys, os; print(os.getcwd()); print('err', file=sys.stderr); sys.exit(3)"
    ended = run_bounded((sys.executable, "-c", program), cwd=tmp_path, environ=os.environ, seconds=60)
    assert ended.code == 3
    assert set(ended.output.split()) == {str(tmp_path), "err"}


def test_a_command_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    argv = ("/bin/sh", "-c", "echo started; sleep 600 & echo $! > child; wait")
    assert run_bounded(argv, cwd=tmp_path, environ=os.environ, seconds=3.0) == Ended(None, "started\n")
    child = int((tmp_path / "child").read_text())
    eventually(lambda: is_over(child))


def test_a_command_that_is_stopped_takes_its_daemons_along(tmp_path: Path) -> None:
    program = f"{DAEMON}\nopen('ready', 'w').close(); time.sleep(600)"
    daemon = program.replace("os.execv(", "open('daemon', 'w').write(str(os.getpid())) and os.execv(")
    stop = threading.Event()
    with ThreadPoolExecutor() as pool:
        running = pool.submit(
            run_bounded,
            (sys.executable, "-c", daemon),
            cwd=tmp_path,
            environ=os.environ,
            seconds=600,
            stop=stop,
        )
        eventually(lambda: (tmp_path / "ready").exists() and (tmp_path / "daemon").exists())
        stop.set()
        assert running.result(60) == Ended(None, "ready\n")
    assert is_over(int((tmp_path / "daemon").read_text()))


def test_a_command_that_ends_before_it_is_stopped_tells_its_code(tmp_path: Path) -> None:
    argv = (sys.executable, "-c", "raise SystemExit(4)")
    ended = run_bounded(argv, cwd=tmp_path, environ=os.environ, seconds=60, stop=threading.Event())
    assert ended.code == 4


def test_what_cannot_be_started_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no-such-program"):
        run_bounded(("no-such-program",), cwd=tmp_path, environ=os.environ, seconds=1.0)
