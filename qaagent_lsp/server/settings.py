"""Reads the ``qaagent`` section as clients send it, key by key: one wrong value does not undo the rest."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

from qaagent_lsp.config.settings import Settings

SECTION = "qaagent"


def read_settings(section: object, last: Settings) -> tuple[Settings, tuple[str, ...]]:
    """Return the settings of a section and what was wrong with it, one sentence a key.

    A key with a bad value keeps its last good one, an unknown key is named and ignored, null means "not set".
    """
    if section is None:
        return last, ()
    if not isinstance(section, Mapping):
        return last, (f"the settings of {SECTION} must be an object, not {type(section).__name__}",)
    given = {key: value for key, value in section.items() if value is not None}
    try:
        return Settings.model_validate(given), ()
    except ValidationError as error:
        problems = _problems(error)
    before = last.model_dump(by_alias=True)
    kept = {key: before.get(key) if key in problems else value for key, value in given.items()}
    known = {key: value for key, value in kept.items() if key in before and value is not None}
    return Settings.model_validate(known), tuple(problems.values())


def section_of(pushed: object) -> object:
    """Find our section in ``didChangeConfiguration`` params; clients send it with or without its name."""
    if isinstance(pushed, Mapping) and SECTION in pushed:
        return pushed[SECTION]
    return pushed if isinstance(pushed, Mapping) and pushed else None


def _problems(error: ValidationError) -> dict[str, str]:
    problems: dict[str, str] = {}
    for item in error.errors():
        key = str(item["loc"][0]) if item["loc"] else ""
        where = ".".join(map(str, item["loc"]))
        if item["type"] == "extra_forbidden":
            problems[key] = f"{SECTION}.{key} is not a setting of qaagent-lsp"
        else:
            problems[key] = f"{SECTION}.{where}: {item['msg']}, got {item['input']!r}"
    return problems
