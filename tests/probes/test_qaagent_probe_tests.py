"""Reports of other processes and of plugins with a protocol of their own are told as pytest's own are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.probes.environments import THIS, environment
from tests.probes.probed import probed, write

SOURCE = """
import pytest
LATER, KNOWN = pytest.mark.skip(reason="not today"), pytest.mark.xfail(reason="known")

def test_passes():
    print("loud")


def test_fails():
    assert 1 == 2


@LATER
def test_is_skipped():
    pass


@KNOWN
def test_is_known():
    assert 0
"""


@pytest.mark.parametrize("args", [("-n2",), ("--reruns", "0"), ("-n1", "--dist=each")])
def test_the_other_way_tells_the_same(args: tuple[str, ...], tmp_path: Path) -> None:
    python = environment(THIS, "pytest9")
    folder = write(tmp_path / "w", test_it=SOURCE)
    usual = probed(folder, "-p", "no:rerunfailures", "-p", "no:forked", python=python)
    other = probed(folder, *args, python=python)
    for name, case in usual.cases.items():
        told = other.cases[name]
        assert (told.outcome, told.reason, told.output, told.file, told.line) == (
            case.outcome,
            case.reason,
            case.output,
            case.file,
            case.line,
        )
        assert [(one.message, one.location) for one in told.failures] == [
            (one.message, one.location) for one in case.failures
        ]
    lines = (tmp_path / "w-events.jsonl").read_text().splitlines()
    ends = [event for line in lines if (event := json.loads(line))["kind"] == "finished"]
    assert [event for event in ends if "passed" in event] == []
