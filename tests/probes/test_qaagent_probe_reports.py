"""What only the test's own process can know comes along from xdist workers and forked children."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.probes.environments import THIS, environment
from tests.probes.probed import probed, write

SOURCE = """
import http.client

import pytest


@pytest.fixture
def connection():
    connection = http.client.HTTPConnection("127.0.0.1", 9)
    connection.putrequest("GET", "/in/setup")
    return connection


def test_a(connection):
    connection = http.client.HTTPConnection("127.0.0.1", 9)
    connection.putrequest("GET", "/in/call")
    assert connection is None


def test_b():
    pass
"""


@pytest.mark.parametrize(
    ("pins", "args"),
    [
        ("pytest8", ()),
        ("pytest8", ("-n1",)),
        ("pytest9", ("-n1",)),
        ("pytest7", ("-n1",)),
        ("pytest8", ("--forked",)),
    ],
)
def test_hits_and_places_travel(pins: str, args: tuple[str, ...], tmp_path: Path) -> None:
    run = probed(write(tmp_path / "w", test_it=SOURCE), *args, python=environment(THIS, pins))
    case = run.cases["test_it.py::test_a"]
    assert [(hit.when, hit.path) for hit in case.hits] == [("setup", "/in/setup"), ("call", "/in/call")]
    assert case.failures[0].location is not None
    assert (case.failures[0].location.span.line, case.failures[0].exception) == (17, "AssertionError")
    assert run.cases["test_it.py::test_b"].hits == ()


def test_equal_requests_are_one_hit_with_a_count(tmp_path: Path) -> None:
    source = (
        "import http.client\n\ndef test_a():\n    for n in range(5):\n"
        "        http.client.HTTPConnection('127.0.0.1', 9).putrequest('GET', f'/{n % 2}')\n"
    )
    (case,) = probed(write(tmp_path / "w", test_it=source)).seen.cases
    assert [(hit.path, hit.count) for hit in case.hits] == [("/0", 3), ("/1", 2)]
