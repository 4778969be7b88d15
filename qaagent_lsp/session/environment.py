"""What tests run against: variables of env files, and the server under test with its address."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from qaagent_lsp.host.env_files import NO_FILE, read_env_files
from qaagent_lsp.host.interpreter import without_our_own
from qaagent_lsp.model.errors import BadConfiguration
from qaagent_lsp.model.plan import ServerUnderTest
from qaagent_lsp.model.source import WORKSPACE_FOLDER
from qaagent_lsp.session.rules import Rulebook

if TYPE_CHECKING:
    from qaagent_lsp.config.environments import ChosenEnvironment


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What holds for a whole run. ``env`` is added to every tool; ``notes`` are for a person, without any value."""

    folder: Path
    environment: ChosenEnvironment | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def server(self, output: str, scripts: str | None) -> ServerUnderTest | None:
        """Say how the server is started, if the environment says it.

        ``output`` is the absolute path of its log. ``scripts`` is the folder of the project's own scripts, which goes
        first on ``PATH``, so that a bare ``uvicorn`` is the project's.
        """
        app = self.environment.app if self.environment is not None else None
        if app is None or app.start_command is None or app.base_url is None:
            return None
        base_url = app.base_url.rstrip("/")
        return ServerUnderTest(
            command=app.start_command,
            cwd=str(self.folder),
            base_url=base_url,
            health=urljoin(f"{base_url}/", app.health_endpoint.lstrip("/"))
            if app.health_endpoint
            else base_url,
            ready_timeout=app.ready_timeout,
            env=tuple(_with_scripts(self.env, scripts).items()),
            output=output,
        )


def surroundings_of(rulebook: Rulebook) -> Surroundings:
    """Read what holds for a run that starts now. Blocks on the disk: env files are read anew for every run.

    Raises ``BadConfiguration`` when a named environment or env file is not there.
    """
    from qaagent_lsp.config.environments import BASE_URL, base_url_of

    rules = rulebook.top
    configured = rulebook.nearest(WORKSPACE_FOLDER)
    folder = configured.folder if configured else rulebook.folder
    files = read_env_files(folder, rules.env_files, os.environ)
    env = dict(files.values)
    url = base_url_of(rules.environment, {**os.environ, **env})
    if url is not None:
        env[BASE_URL] = url
    missing = next((problem for problem in files.problems if problem.code == NO_FILE), None)
    if missing is not None:
        # Without its variables the tests would run against something else.
        raise BadConfiguration(missing.message, "Correct the name in .qaagent.yaml, or make the file.")
    notes = [*rulebook.notes, *(f"{one.file}:{one.line}: {one.message}" for one in files.problems)]
    if files.names:
        notes.append(f"variables of env files: {', '.join(files.names)}")
    if rules.environment is not None:
        notes.append(f"environment {rules.environment.name}: {url}")
        auth = rules.environment.app.auth
        if auth is not None and not {**os.environ, **env}.get(auth.token_env):
            notes.append(
                f"{auth.token_env}, which app.{rules.environment.name}.auth names for the token, is not set"
            )
    return Surroundings(folder, rules.environment, env, tuple(notes))


def _with_scripts(env: Mapping[str, str], scripts: str | None) -> dict[str, str]:
    if scripts is None:
        return dict(env)
    path = env.get("PATH", without_our_own(os.environ).get("PATH", ""))
    others = [entry for entry in path.split(os.pathsep) if entry and entry != scripts]
    return {**env, "PATH": os.pathsep.join([scripts, *others])}
