"""What Locust wrote, read: both ways that it has, and torn."""

from __future__ import annotations

import pytest

from qaagent_lsp.tools.locust_stats import TornStats, errors_of, exceptions_of, from_csv, from_json
from tests.tools.recorded import recorded

JSON = recorded("locust/stats.json")
TABLE = recorded("locust/locust_stats.csv")


def test_the_json_file_has_every_request() -> None:
    by_name = {one.name: one for one in from_json(JSON)}
    failing = by_name["/pets"]
    assert (failing.method, failing.requests, failing.failures, failing.error_rate) == ("GET", 92, 92, 1.0)
    assert (failing.median, failing.p95) == (0.011, 0.021)
    assert by_name["/pets/[id]"].failures == 0


def test_the_table_says_the_same_of_all_but_the_last_second() -> None:
    by_name = {one.name: one for one in from_csv(TABLE)}
    assert set(by_name) == {one.name for one in from_json(JSON)}
    failing = by_name["/pets"]
    assert (failing.method, failing.requests, failing.failures) == ("GET", 78, 78)
    assert (failing.median, failing.p95) == (0.012, 0.025)


def test_nothing_asked_is_nothing_counted() -> None:
    assert from_json(b"[]") == ()
    header, aggregated = TABLE.decode().splitlines()[0], ",Aggregated,0,0,0,0.0,0,0,0,0.0,0.0" + ",N/A" * 11
    assert from_csv(f"{header}\n{aggregated}\n".encode()) == ()


@pytest.mark.parametrize("content", [b"", b"{", JSON[:500], b'{"a": 1}', b"[1]", b"null", b"\xff"])
def test_a_json_file_that_is_torn_is_told(content: bytes) -> None:
    with pytest.raises(TornStats):
        from_json(content)


@pytest.mark.parametrize("content", [b"", TABLE[:300], TABLE[:500], b"a,b\n1,2\n", b"\xff"])
def test_a_table_that_is_torn_is_told(content: bytes) -> None:
    with pytest.raises(TornStats):
        from_csv(content)


def test_the_most_frequent_error_comes_first() -> None:
    said = "HTTPError('500 Server Error: Internal Server Error for url: /pets')"
    assert errors_of(recorded("locust/locust_failures.csv")) == {("GET", "/pets"): [said]}
    table = b"Method,Name,Error,Occurrences\nGET,/a,few,1\nGET,/a,many,5\nGET,/a,torn"
    assert errors_of(table) == {("GET", "/a"): ["many", "few"]}
    assert errors_of(b"") == {}


def test_exceptions_are_told_once() -> None:
    table = (
        b'Count,Message,Traceback,Nodes\n3,division by zero,"Traceback\nhere",vm\n1,division by zero,x,vm\n'
    )
    assert exceptions_of(table) == ["division by zero"]
    assert exceptions_of(b"Count,Message,Traceback,Nodes\n") == []


def test_a_field_that_is_too_long_ends_nothing_and_hides_nothing() -> None:
    long = b"x" * 140_000
    table = b"Method,Name,Error,Occurrences\nGET,/a,few,1\nGET,/a," + long + b",5\n"
    assert errors_of(table) == {("GET", "/a"): ["few"]}
    assert exceptions_of(b"Count,Message,Traceback,Nodes\n3,division by zero," + long + b",vm\n") == [
        "an exception"
    ]
    with pytest.raises(TornStats):
        from_csv(TABLE + b"GET," + long)
