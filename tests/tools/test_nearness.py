from __future__ import annotations

import pytest

from qaagent_lsp.tools.nearness import is_near


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1:8000",
        "localhost",
        "[::1]:8000",
        "0.0.0.0:5000",
        "192.168.1.7",
        "10.1.2.3:80",
        "web:8000",
        "api.localhost:8000",
        "shop.test",
        "docker.internal",
    ],
)
def test_this_machine_and_its_network_are_near(host: str) -> None:
    assert is_near(f"http://{host}")


@pytest.mark.parametrize("host", ["api.shop.example", "8.8.8.8", "localhost.evil.example", "", "[bad"])
def test_all_others_are_not(host: str) -> None:
    assert not is_near(f"https://{host}")
