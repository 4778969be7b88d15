"""The deprecated ``.qaagent.toml`` still counts, and says what to write instead."""

from __future__ import annotations

import pytest

from qaagent_lsp.config.profile_app import Auth
from qaagent_lsp.config.toml_reading import read_toml
from qaagent_lsp.model.source import Span, WorkspacePath

FILE = WorkspacePath(".qaagent.toml")
WHOLE = """
[api]
openapi = "openapi.yaml"
base_url = "http://localhost:8000"
timeout = 10
tags = ["pets"]
operations = ["getPet"]
endpoint_pattern = "/pets"

[api.auth]
header_name = "X-Key"
token_env = "KEY"
prefix = ""
"""


def test_everything_of_the_old_form_is_taken_over() -> None:
    profile, problems = read_toml(WHOLE, FILE)
    assert profile is not None
    dev = profile.app["dev"]
    assert (dev.base_url, dev.timeout) == ("http://localhost:8000", 10)
    assert dev.auth == Auth(header_name="X-Key", token_env="KEY", prefix="")
    openapi = profile.openapi
    assert (openapi.spec_path, openapi.tags, openapi.operations) == ("openapi.yaml", ("pets",), ("getPet",))
    assert openapi.endpoint_pattern == "/pets"
    assert [(problem.line, problem.code) for problem in problems] == [(1, "deprecated-config")]


@pytest.mark.parametrize(
    ("text", "span", "code", "words"),
    [
        ('[api]\nbase_ulr = "x"', Span(2, 1, 2, 9), "unknown-config-key", "did you mean 'base_url'?"),
        ("[api]\n  timeout = -1", Span(2, 3, 2, 10), "bad-config-value", "api.timeout must be more than 0."),
        ("[api.auth]\nx = 1", Span(2, 1, 2, 2), "unknown-config-key", "in api.auth"),
        ("[apis]", Span(1, 2, 1, 6), "unknown-config-key", "did you mean 'api'?"),
        ("api = { auth = { x = 1 } }", Span(1, 1, 1, 4), "unknown-config-key", "in api.auth"),
        ("[api]\nbase_url =\n", Span(2, 11, 2, 12), "config-syntax", "Not TOML: Invalid value."),
        ('[api]\nx = """', Span(2, 8, 2, 9), "config-syntax", "Not TOML"),
    ],
)
def test_mistakes_are_said_where_they_stand(text: str, span: Span, code: str, words: str) -> None:
    _, (deprecated, problem) = read_toml(text, FILE)
    assert deprecated.code == "deprecated-config"
    assert (problem.span, problem.code) == (span, code)
    assert words in problem.message


def test_an_empty_file_describes_no_environment() -> None:
    profile, _ = read_toml("", FILE)
    assert profile is not None
    assert profile.app == {}
    assert read_toml("[", FILE)[0] is None
