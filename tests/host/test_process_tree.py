from __future__ import annotations

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from qaagent_lsp.host.process_tree import MARK_VARIABLE, Patience, Tree, birth_of, end, living
from tests.host.tool_scripts import STUBBORN, eventually

SLEEP = [sys.executable, "-S", "-c", "import time; time.sleep(600)"]
BRISK = Patience(interrupt=0.3, terminate=0.3)


@pytest.fixture
def mark() -> str:
    return uuid.uuid4().hex


@pytest.fixture
def sleeper(mark: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that carries the mark, in our own session."""
    process = subprocess.Popen(SLEEP, env={**os.environ, MARK_VARIABLE: mark})
    yield process
    process.kill()
    process.wait()


def pids(*trees: Tree) -> set[int]:
    return {process.pid for process in living(trees)}


def an_hour_ago() -> float:
    return time.time() - 3600


def test_no_tree_has_no_processes() -> None:
    assert living(()) == ()


def test_by_mark_alone(sleeper: subprocess.Popen[bytes], mark: str) -> None:
    eventually(lambda: pids(Tree(mark, None, time.time())) == {sleeper.pid})
    assert pids(Tree("another", None, time.time())) == set()


def test_a_process_without_any_environment_is_nobody_of_ours(mark: str) -> None:
    with subprocess.Popen(SLEEP, env={}) as process:
        assert pids(Tree(mark, None, time.time())) == set()
        process.kill()


def test_by_one_mark_of_several(mark: str) -> None:
    with subprocess.Popen(SLEEP, env={**os.environ, MARK_VARIABLE: f"outer:{mark}:inner"}) as process:
        eventually(lambda: pids(Tree(mark, None, time.time())) == {process.pid})
        end((Tree(mark, None, time.time()),), BRISK)


def test_what_is_older_than_the_tool_is_not_ours(sleeper: subprocess.Popen[bytes], mark: str) -> None:
    eventually(lambda: bool(pids(Tree(mark, None, time.time()))))
    assert pids(Tree(mark, sleeper.pid, time.time() + 60)) == set()


def test_we_never_belong(mark: str) -> None:
    assert os.getpid() not in pids(Tree(mark, os.getpid(), an_hour_ago()))


def test_a_zombie_has_ended(sleeper: subprocess.Popen[bytes], mark: str) -> None:
    sleeper.kill()
    eventually(lambda: psutil.Process(sleeper.pid).status() == psutil.STATUS_ZOMBIE)
    assert pids(Tree(mark, sleeper.pid, an_hour_ago())) == set()


def test_ending_several_trees_at_once(mark: str, tmp_path: Path) -> None:
    one, two = f"{mark}1", f"{mark}2"
    tree_of_one, tree_of_two = Tree(one, None, time.time()), Tree(two, None, time.time())
    with (
        subprocess.Popen(SLEEP, env={**os.environ, MARK_VARIABLE: one}),
        subprocess.Popen(
            [sys.executable, "-c", STUBBORN],
            env={**os.environ, MARK_VARIABLE: two},
            stdout=subprocess.DEVNULL,
        ),
    ):
        eventually(lambda: len(pids(tree_of_one, tree_of_two)) == 3)
        end((tree_of_one, tree_of_two), BRISK)
        assert pids(tree_of_one, tree_of_two) == set()


def test_the_birth_of_a_process(sleeper: subprocess.Popen[bytes]) -> None:
    born = birth_of(sleeper.pid)
    assert born is not None
    assert abs(born - psutil.Process(sleeper.pid).create_time()) < 1
    sleeper.kill()
    sleeper.wait()
    assert birth_of(sleeper.pid) is None
