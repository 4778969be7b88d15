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
    ("base", "url", "path"),
    [
        ("", "http://localhost:8000/pets/1?x=1", "/pets/1"),
        ("", "http://LOCALHOST/a%20b", "/a b"),
        ("", "http://" + "127.9.9.9:1/", "/"),
        ("", "http://[::1]:8000/x", "/x"),
        ("", "http://shop.localhost/x", "/x"),
        ("", "http://shop.test/x", None),
        ("", "http://" + "10.0.0.1/x", None),
        ("http://127.0.0.1:8000", "http://localhost:8000/x", "/x"),
        ("http://127.0.0.1:8000", "http://localhost:9000/x", None),
        ("http://127.0.0.1:8000/", "http://127.0.0.1/x", None),
        ("https://staging.shop.test/api", "https://staging.shop.test/api/x", "/x"),
        ("https://staging.shop.test/api", "https://staging.shop.test/api", "/"),
        ("https://staging.shop.test/api", "https://staging.shop.test/apis", "/apis"),
        ("https://staging.shop.test/api", "http://staging.shop.test/api/x", None),
        ("https://staging.shop.test/api", "http://localhost:8000/x", None),
        ("http://[broken", "http://localhost:8000/x", "/x"),
    ],
)
def test_the_base_url_says_what_is_the_app_under_test(base: str, url: str, path: str | None) -> None:
    code = (
        "import sys, qaagent_probe_http as h; from urllib.parse import urlsplit; u = urlsplit(sys.argv[1]); "
        "print(h.asked_path(u.scheme, u.hostname, u.port, sys.argv[1]), end='')"
    )
    environment = {"PYTHONPATH": str(PROBE), "BASE_URL": base}
    done = subprocess.run(
        [sys.executable, "-c", code, url],
        env=environment,
        check=True,
        timeout=60,
        capture_output=True,
        text=True,
    )
    assert done.stdout == str(path)
