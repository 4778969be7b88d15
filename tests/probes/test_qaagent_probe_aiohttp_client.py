"""Requests that leave the process through aiohttp's client."""

from __future__ import annotations

from tests.probes.probed import requests_of, traced


def test_requests() -> None:
    assert requests_of(traced("web_owners", "web_owners"), "test_aiohttp.py::test_aiohttp") == [
        ("GET", "/own base/1", 204, "request"),
        ("GET", "/full", 204, "request"),
    ]
