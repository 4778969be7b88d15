"""What is wrong with a profile although each of its values is right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from qaagent_lsp.config.profile import Profile

Path = tuple[str | int, ...]


def contradictions(profile: Profile) -> Iterator[tuple[Path, str]]:
    """Name values that do not fit each other, each with its path from the root of the file."""
    yield from _environment(profile, ("run", "environment"), profile.run.environment)
    for name, named in profile.profiles.items():
        yield from _environment(profile, ("profiles", name, "environment"), named.environment)
    for name, environment in profile.app.items():
        if environment.base_url is None:
            for key in ("start_command", "health_endpoint"):
                if getattr(environment, key) is not None:
                    yield ("app", name, key), f"app.{name}.base_url must say where this answers."
    pattern = profile.openapi.endpoint_pattern
    if pattern is not None:
        try:
            re.compile(pattern)
        except re.error as error:
            yield ("openapi", "endpoint_pattern"), f"Not a regular expression: {error}."


def _environment(profile: Profile, path: Path, name: str | None) -> Iterator[tuple[Path, str]]:
    if name is None or name in profile.app:
        return
    near = get_close_matches(name, profile.app, n=1, cutoff=0.6)
    known = f"did you mean '{near[0]}'?" if near else f"known: {', '.join(profile.app) or 'none'}."
    yield path, f"app has no environment '{name}'; {known}"
