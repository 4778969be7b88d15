"""Requests that leave the process through ``http.client`` for a server on this machine."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.probes.probed import PROBE, requests_of, traced


@pytest.mark.parametrize(
    ("test", "expected"),
    [("urllib", [("GET", "/a b/1", 204, "request")]), ("refused", [("GET", "/refused", None, "request")])],
)
def test_request(test: str, expected: list[object]) -> None:
    assert requests_of(traced("web_live", ""), f"test_live.py::test_{test}") == expected


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("LOCALHOST", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("[::1]", True),
        ("shop.localhost", True),
        ("staging.shop.test", True),
        ("shop.test", False),
        ("10.0.0.1", False),
        ("", False),
    ],
)
def test_only_this_machine_and_the_base_url_count(host: str, local: bool) -> None:
    code = "import sys, qaagent_probe_http as h; sys.exit(h.is_local(sys.argv[1]))"
    environment = {"PYTHONPATH": str(PROBE), "BASE_URL": "https://staging.shop.test/api"}
    done = subprocess.run([sys.executable, "-c", code, host], env=environment, check=False, timeout=60)
    assert bool(done.returncode) == local
