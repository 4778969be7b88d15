"""Values that are right one by one and do not fit each other."""

from __future__ import annotations

import pytest

from qaagent_lsp.config.profile import Profile
from qaagent_lsp.config.profile_checks import Path, contradictions


@pytest.mark.parametrize(
    ("values", "paths"),
    [
        ({}, []),
        ({"run": {"environment": "dev"}, "app": {"dev": {}}}, []),
        ({"run": {"environment": "dev"}}, [("run", "environment")]),
        ({"profiles": {"ci": {"environment": "dev"}}}, [("profiles", "ci", "environment")]),
        ({"app": {"dev": {"health_endpoint": "/"}}}, [("app", "dev", "health_endpoint")]),
        ({"app": {"dev": {"start_command": "x", "base_url": "http://x"}}}, []),
        ({"openapi": {"endpoint_pattern": "["}}, [("openapi", "endpoint_pattern")]),
    ],
)
def test_contradictions_are_found(values: dict[str, object], paths: list[Path]) -> None:
    profile = Profile.model_validate({"project": {"name": "pets"}, **values})
    assert [path for path, _ in contradictions(profile)] == paths
