"""The defaults are the original's, for every key that it has."""

from __future__ import annotations

from qaagent_lsp.config.profile import Profile

ORIGINAL = {
    "project": {"name": "pets", "type": "generic", "version": None, "description": None},
    "app": {
        "dev": {
            "base_url": None,
            "start_command": None,
            "health_endpoint": None,
            "headers": {},
            "auth": {"header_name": "Authorization", "token_env": "API_TOKEN", "prefix": "Bearer "},
            "timeout": None,
            "notes": None,
        }
    },
    "openapi": {
        "spec_path": None,
        "auto_generate": False,
        "source_dir": None,
        "generator": None,
        "tags": (),
        "operations": (),
        "endpoint_pattern": None,
    },
    "tests": {
        "output_dir": "tests/qaagent",
        "unit": {"enabled": True, "output_dir": "tests/qaagent/unit", "framework": None},
        "behave": {"enabled": True, "output_dir": "tests/qaagent/behave", "framework": None},
        "e2e": {
            "enabled": False,
            "output_dir": "tests/qaagent/e2e",
            "framework": None,
            "browsers": ("chromium",),
            "auth_setup": False,
            "cuj_path": None,
        },
        "data": {
            "enabled": True,
            "output_dir": "tests/qaagent/fixtures",
            "framework": None,
            "format": "json",
            "count": 10,
        },
    },
    "run": {
        "retry_count": 0,
        "timeout": 300,
        "suite_order": ("unit", "behave", "e2e"),
        "parallel": False,
        "max_workers": None,
    },
    "llm": {
        "enabled": False,
        "provider": "ollama",
        "model": "qwen2.5-coder:7b",
        "fallback_to_templates": True,
    },
    "bugalizer": {
        "enabled": False,
        "api_url": "http://localhost:8001",
        "api_key_env": "BUGALIZER_API_KEY",
        "project_id": None,
        "submit_on_failure": True,
        "reporter": "qaagent",
        "labels": ("qaagent",),
    },
    "exclude": {"paths": (), "tags": ()},
    "risk_assessment": {
        "disable_rules": (),
        "severity_thresholds": {},
        "custom_rules": (),
        "custom_rules_file": None,
        "severity_overrides": {},
    },
    "doc": {"integrations": (), "exclude_features": (), "custom_summary": None},
}


def part_of(whole: object, part: object) -> object:
    """What a value holds of the keys that another one has."""
    if isinstance(whole, dict) and isinstance(part, dict):
        return {key: part_of(whole[key], inner) for key, inner in part.items()}
    return whole


def test_defaults_are_those_of_the_original() -> None:
    least = {"project": {"name": "pets"}, "app": {"dev": {"auth": {}}}, "llm": {}, "bugalizer": {}}
    assert part_of(Profile.model_validate(least).model_dump(), ORIGINAL) == ORIGINAL


def test_the_model_and_the_tracker_are_absent_unless_they_are_given() -> None:
    profile = Profile.model_validate({"project": {"name": "pets"}})
    assert (profile.llm, profile.bugalizer) == (None, None)
