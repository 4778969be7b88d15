from __future__ import annotations

from qaagent_lsp.tools.curl import curl


def test_what_a_shell_would_take_apart_is_quoted() -> None:
    command = curl("POST", "http://x/pets?a=1&b=2", [("Accept", "a b")], b'{"name": "It\'s"}')
    assert command == (
        "curl -X POST -H 'Accept: a b' --data-raw '{\"name\": \"It'\"'\"'s\"}' 'http://x/pets?a=1&b=2'"
    )


def test_without_a_body() -> None:
    assert curl("GET", "http://x/pets") == "curl -X GET http://x/pets"
    assert curl("HEAD", "http://x/pets") == "curl --head http://x/pets"


def test_a_body_that_is_no_text_is_told_by_its_length() -> None:
    assert curl("PUT", "http://x", body=b"\xff\x00") == "curl -X PUT --data-binary '@<2 bytes>' http://x"
    assert curl("PUT", "http://x", body=b"a\x00") == "curl -X PUT --data-binary '@<2 bytes>' http://x"
