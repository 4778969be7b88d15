"""Which environment of ``app`` tests run against, and where it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from qaagent_lsp.config.profile import Profile
from qaagent_lsp.config.profile_app import AppEnvironment
from qaagent_lsp.model.errors import BadConfiguration

PREFERRED = ("dev", "staging", "production")
"""Looked for first, in this order, where no environment is named."""

BASE_URL = "BASE_URL"
"""Variable that tests read the address from, and that counts where the file has none."""


@dataclass(frozen=True, slots=True)
class ChosenEnvironment:
    """An environment of ``app`` with the name that it has there."""

    name: str
    app: AppEnvironment


def environment_of(profile: Profile, named: str | None) -> ChosenEnvironment | None:
    """Return the environment that was named; else dev, staging, production, or the first, that has an address.

    None when none has one. Raises ``BadConfiguration`` when the named one is not there: another one in its place might
    be the wrong server.
    """
    if named is not None:
        if named not in profile.app:
            near = get_close_matches(named, profile.app, n=3, cutoff=0.6) or list(profile.app)
            hint = (
                f"Environments: {', '.join(near)}." if near else "Describe it under `app` in .qaagent.yaml."
            )
            raise BadConfiguration(f"There is no environment {named}.", hint)
        return ChosenEnvironment(named, profile.app[named])
    for name in (*PREFERRED, *profile.app):
        environment = profile.app.get(name)
        if environment is not None and environment.base_url is not None:
            return ChosenEnvironment(name, environment)
    return None


def base_url_of(chosen: ChosenEnvironment | None, environ: Mapping[str, str]) -> str | None:
    """Return where the application answers, without a ``/`` at the end: the file says it, else ``$BASE_URL``."""
    url = chosen.app.base_url if chosen is not None and chosen.app.base_url else environ.get(BASE_URL)
    return url.rstrip("/") if url else None
