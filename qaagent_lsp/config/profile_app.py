"""``app``: the environments that tests may be run against."""

from __future__ import annotations

from pydantic import Field

from qaagent_lsp.config.section import Seconds, Section, WebAddress


class Auth(Section):
    """How requests prove who they are. The token itself stands in the environment only, never in the file."""

    header_name: str = "Authorization"
    """Header that carries the token."""

    token_env: str = "API_TOKEN"  # noqa: S105 - the name of a variable
    """Variable of the environment that holds the token."""

    prefix: str = "Bearer "
    """What stands before the token in the header."""


class AppEnvironment(Section):
    """One environment of the application, such as ``dev`` or ``staging``."""

    base_url: WebAddress | None = None
    """Where the application answers; tests get it as `BASE_URL`."""

    start_command: str | None = None
    """Starts the application for a run; it is awaited before the tests and stopped after them."""

    health_endpoint: str | None = None
    """Path that answers 2xx or 3xx once the application is ready, such as `/health`."""

    headers: dict[str, str] = Field(default_factory=dict)
    """Headers of every request that tools make by themselves."""

    auth: Auth | None = None
    """How requests prove who they are."""

    timeout: Seconds | None = None
    """Seconds that one request may take."""

    notes: str | None = None
    """For people."""

    env_file: str | None = None
    """A file of variables for this environment; relative to the configuration file, read anew for each run."""

    ready_timeout: Seconds = 30.0
    """Seconds that the application may take until it is ready."""
