"""The quick way is taken where pytest runs the tests itself, and loses nothing that the long one tells."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.probes.probed import hits, probed, write

SOURCE = """
import http.client
import time

import pytest
KNOWN, STRICT = pytest.mark.xfail(reason="known"), pytest.mark.xfail(strict=True)

def ask(path):
    http.client.HTTPConnection("127.0.0.1", 9).putrequest("GET", path)


@pytest.fixture
def around():
    ask("/in/setup")
    yield
    ask("/in/teardown")


@pytest.fixture
def broken():
    yield
    raise ValueError("too late")


def test_quiet():
    pass


def test_slow():
    time.sleep(0.12)


def test_loud():
    print("loud")


def test_asks(around):
    ask("/in/call")
    assert 1 == 2


def test_ends_badly(broken):
    pass


@KNOWN
def test_passes_all_the_same():
    pass


@STRICT
def test_must_fail():
    pass


def test_parts(subtests):
    for n in range(3):
        with subtests.test("part", n=n):
            ask(f"/part/{n}")
            assert n != 1
"""

OWN_PROTOCOL = """
def pytest_runtest_protocol(item, nextitem):
    return None
"""


def ends(folder: Path) -> dict[str, dict[str, Any]]:
    lines = (folder.parent / f"{folder.name}-events.jsonl").read_text().splitlines()
    events = [json.loads(line) for line in lines]
    return {event["id"].partition("::")[2]: event for event in events if event["kind"] == "finished"}


def test_what_differs_from_passing_is_told(tmp_path: Path) -> None:
    folder = write(tmp_path / "w", test_it=SOURCE)
    run = probed(folder)
    assert [name for name, event in ends(folder).items() if "passed" in event] == ["test_quiet"]
    cases = {name.partition("::")[2]: case for name, case in run.cases.items()}
    assert {name: case.outcome for name, case in cases.items()} == {
        "test_quiet": "passed",
        "test_slow": "passed",
        "test_loud": "passed",
        "test_asks": "failed",
        "test_ends_badly": "error",
        "test_passes_all_the_same": "passed",
        "test_must_fail": "failed",
        "test_parts": "failed",
    }
    assert "loud" in cases["test_loud"].output
    assert cases["test_slow"].duration >= 0.12
    assert (cases["test_quiet"].file, cases["test_quiet"].line) == ("test_it.py", 25)
    assert hits(run, "test_it.py::test_asks") == [
        "setup GET /in/setup  None - x1",
        "call GET /in/call  None - x1",
        "teardown GET /in/teardown  None - x1",
    ]
    (late,) = cases["test_ends_badly"].failures
    assert (late.when, late.exception, late.location and late.location.span.line) == (
        "teardown",
        "ValueError",
        22,
    )
    (strict,) = cases["test_must_fail"].failures
    assert "XPASS(strict)" in strict.message
    assert strict.location is not None
    assert strict.location.span.line == 52
    part, *_ = cases["test_parts"].failures
    assert (part.subtest, part.exception) == ("[part] (n='1')", "AssertionError")
    assert {hit.path for hit in cases["test_parts"].hits} == {"/part/0", "/part/1", "/part/2"}
    assert run.seen.notes == ()


@pytest.mark.parametrize("conftest", ["", OWN_PROTOCOL])
def test_a_protocol_of_ones_own_is_followed_call_by_call(conftest: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "w", test_it=SOURCE, conftest=conftest)
    run = probed(folder, "-k", "asks or parts or quiet")
    assert run.verdicts == {
        "test_it.py::test_quiet": "passed",
        "test_it.py::test_asks": "failed",
        "test_it.py::test_parts": "failed",
    }
    assert ("passed" in ends(folder)["test_quiet"]) == (not conftest)
    assert len(hits(run, "test_it.py::test_asks")) == 3
