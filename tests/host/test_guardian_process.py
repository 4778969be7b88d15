from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from qaagent_lsp.host.process_tree import MARK_VARIABLE
from tests.host.tool_scripts import eventually

SLEEP = [sys.executable, "-S", "-c", "import time; time.sleep(600)"]
START = (
    "import json, sys\n"
    "from qaagent_lsp.host.guardian_process import main\n"
    "main(int(sys.argv[1]), json.loads(sys.argv[2]))\n"
)


@pytest.fixture
def mark() -> str:
    return uuid.uuid4().hex


@pytest.fixture
def tool(mark: str) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(SLEEP, env={**os.environ, MARK_VARIABLE: mark}, start_new_session=True) as process:
        yield process
        process.kill()


def guard(folder: Path, *, parent: int) -> subprocess.Popen[bytes]:
    recover = [sys.executable, "-c", f"open({str(folder / 'recovered')!r}, 'w').close()"]
    return subprocess.Popen(
        [sys.executable, "-c", START, str(parent), json.dumps(recover)],
        stdin=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )


def watch(mark: str, tool: subprocess.Popen[bytes]) -> bytes:
    return json.dumps({"watch": mark, "leader": tool.pid, "born": time.time()}).encode() + b"\n"


def test_the_end_of_the_pipe_ends_what_is_watched(
    tmp_path: Path, mark: str, tool: subprocess.Popen[bytes]
) -> None:
    with guard(tmp_path, parent=os.getpid()) as guardian:
        guardian.communicate(watch(mark, tool) + b'{"torn')
    assert guardian.returncode == 0
    assert tool.wait() < 0
    assert (tmp_path / "recovered").exists()


def test_the_end_of_the_parent_does_so_even_if_somebody_holds_the_pipe(
    tmp_path: Path, mark: str, tool: subprocess.Popen[bytes]
) -> None:
    with subprocess.Popen(SLEEP) as parent, guard(tmp_path, parent=parent.pid) as guardian:
        assert guardian.stdin is not None
        guardian.stdin.write(watch(mark, tool))
        guardian.stdin.flush()
        parent.kill()
        parent.wait()
        assert tool.wait() < 0
        eventually((tmp_path / "recovered").exists)
        assert guardian.wait() == 0


def test_what_was_forgotten_is_left_alone_and_runs_are_recovered(
    tmp_path: Path, mark: str, tool: subprocess.Popen[bytes]
) -> None:
    with guard(tmp_path, parent=os.getpid()) as guardian:
        guardian.communicate(watch(mark, tool) + json.dumps({"forget": mark}).encode() + b"\n")
    assert tool.poll() is None
    assert (tmp_path / "recovered").exists(), "a run may have been killed between its tool's end and its seal"


def test_a_farewell_touches_nothing(tmp_path: Path, mark: str, tool: subprocess.Popen[bytes]) -> None:
    with guard(tmp_path, parent=os.getpid()) as guardian:
        guardian.communicate(watch(mark, tool) + b'{"farewell": true}\n')
    assert tool.poll() is None
    assert not (tmp_path / "recovered").exists()
