"""Which environment tests run against, and its address."""

from __future__ import annotations

import pytest

from qaagent_lsp.config.environments import base_url_of, environment_of
from qaagent_lsp.config.profile import Profile
from qaagent_lsp.model.errors import BadConfiguration


def profile(**app: str | None) -> Profile:
    environments = {name: {"base_url": url} for name, url in app.items()}
    return Profile.model_validate({"project": {"name": "pets"}, "app": environments})


@pytest.mark.parametrize(
    ("app", "named", "chosen"),
    [
        ({"qa": "http://q", "production": "http://p", "staging": "http://s", "dev": "http://d"}, None, "dev"),
        ({"qa": "http://q", "production": "http://p", "dev": None}, None, "production"),
        ({"local": None, "qa": "http://q", "zz": "http://z"}, None, "qa"),
        ({"dev": None}, None, None),
        ({}, None, None),
        ({"dev": "http://d", "qa": None}, "qa", "qa"),
    ],
)
def test_the_named_one_else_the_first_with_an_address(
    app: dict[str, str | None], named: str | None, chosen: str | None
) -> None:
    found = environment_of(profile(**app), named)
    assert (found.name if found else None) == chosen


@pytest.mark.parametrize(
    ("named", "hint"), [("stagin", "Environments: staging."), ("x", "Environments: staging.")]
)
def test_a_name_that_is_not_there_is_refused(named: str, hint: str) -> None:
    with pytest.raises(BadConfiguration) as refused:
        environment_of(profile(staging="http://s"), named)
    assert refused.value.hint == hint


@pytest.mark.parametrize(
    ("url", "environ", "expected"),
    [
        ("http://d/api/", {"BASE_URL": "http://env"}, "http://d/api"),
        (None, {"BASE_URL": "http://env/"}, "http://env"),
        (None, {"BASE_URL": ""}, None),
        (None, {}, None),
    ],
)
def test_the_address_is_the_files_else_the_environments(
    url: str | None, environ: dict[str, str], expected: str | None
) -> None:
    assert base_url_of(environment_of(profile(dev=url), "dev"), environ) == expected
    assert base_url_of(None, {"BASE_URL": "http://env"}) == "http://env"
