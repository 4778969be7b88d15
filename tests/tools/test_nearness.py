from __future__ import annotations

import pytest

from qaagent_lsp.tools.nearness import is_near


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8000",
        "http://localhost",
        "http://[::1]:8000/api",
        "http://0.0.0.0:5000",
        "http://192.168.1.7",
        "http://10.1.2.3:80",
        "http://web:8000",
        "http://api.localhost:8000",
        "http://shop.test",
        "https://host.docker.internal",
    ],
)
def test_this_machine_and_its_network_are_near(url: str) -> None:
    assert is_near(url)


@pytest.mark.parametrize(
    "url", ["https://api.shop.example", "http://8.8.8.8", "https://localhost.evil.example", "", "http://[bad"]
)
def test_all_others_are_not(url: str) -> None:
    assert not is_near(url)
