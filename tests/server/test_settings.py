from __future__ import annotations

import pytest

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.server.settings import read_settings, section_of


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        (None, Settings(timeout=5)),
        ({}, Settings()),
        ({"pytestArgs": ["-x"], "timeout": 3}, Settings(pytest_args=("-x",), timeout=3)),
        ({"python": None, "env": None}, Settings()),
    ],
    ids=["not known to the client", "all defaults", "given", "null is not set"],
)
def test_a_good_section_is_taken_as_it_is(section: object, expected: Settings) -> None:
    assert read_settings(section, Settings(timeout=5)) == (expected, ())


@pytest.mark.parametrize(
    ("section", "expected", "said"),
    [
        ({"timeout": -1, "lenses": False}, Settings(timeout=5, lenses=False), "qaagent.timeout: "),
        ({"pytestArgs": "-x"}, Settings(), "qaagent.pytestArgs: "),
        ({"env": {"A": 1}}, Settings(), "qaagent.env.A: "),
        ({"routeDiagnostics": "loud"}, Settings(), "got 'loud'"),
        ({"tiemout": 3, "lenses": False}, Settings(lenses=False), "qaagent.tiemout is not a setting"),
        ("x", Settings(timeout=5), "must be an object"),
    ],
)
def test_what_is_wrong_is_named_and_the_rest_taken(section: object, expected: Settings, said: str) -> None:
    settings, (problem,) = read_settings(section, Settings(timeout=5))
    assert settings == expected
    assert said in problem


@pytest.mark.parametrize(
    ("pushed", "section"),
    [
        ({"qaagent": {"lenses": False}}, {"lenses": False}),
        ({"lenses": False}, {"lenses": False}),
        ({"qaagent": None}, None),
        ({}, None),
        (None, None),
        ([], None),
    ],
)
def test_pushed_settings_come_with_or_without_their_name(pushed: object, section: object) -> None:
    assert section_of(pushed) == section
