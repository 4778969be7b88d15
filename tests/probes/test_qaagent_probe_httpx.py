"""Requests that leave the process through httpx's network transports, and those that stay inside."""

from __future__ import annotations

import pytest

from tests.probes.probed import requests_of, traced


@pytest.mark.parametrize("pins", ["", "web_older"], ids=["newest", "older"])
@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("httpx", [("GET", "/c", 204, "request")]),
        ("async_httpx", [("GET", "/d", 204, "request")]),
        ("transports_inside_the_process", []),
    ],
)
def test_request(test: str, expected: list[object], pins: str) -> None:
    assert requests_of(traced("web_live", pins), f"test_live.py::test_{test}") == expected
