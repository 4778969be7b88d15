"""How a tool is to be called. Made by ``runners`` (pure), carried out by ``host`` through ``runs``."""

from __future__ import annotations

from dataclasses import dataclass, field

from qaagent_lsp.model.test import Runner, TestId


@dataclass(frozen=True, slots=True)
class Interpreter:
    """The user's Python: what was chosen, why, and what it holds. Paths are absolute.

    ``reason`` is one sentence for ``doctor``, e.g. ``nearest .venv: services/a/.venv``. ``python``,
    ``pytest`` and ``behave`` are version strings; the latter two are None when they cannot be imported.
    ``plugins`` are names of installed distributions of the ``pytest11`` entry point group.
    """

    path: str
    reason: str
    python: str
    pytest: str | None
    plugins: tuple[str, ...] = ()
    environment: str = ""
    """Folder of the virtual environment it belongs to; ``""`` for one that belongs to none."""
    behave: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how often a suite may try.

    ``suite`` is in seconds for each start of the tool, ``test`` for each test, setup and teardown included; None: no
    limit. ``retries`` is how often what failed is run again.
    """

    suite: float | None = None
    test: float | None = None
    retries: int = 0


@dataclass(frozen=True, slots=True)
class Invocation:
    """One start of one test tool. Never a shell string.

    ``cwd``, ``events``, ``junit`` and ``selection`` are absolute paths; ``events`` is where the probe appends,
    ``junit`` the XML the tool writes, ``selection`` the file of ids (None: the tool collects by itself), to be
    written with ``chosen`` before the start. ``env`` is added to the environment of the process, in order.
    ``from_memory``: ``chosen`` are cases of an earlier run, of which some parameters may be gone by now.
    ``resources`` are names of what must not be shared with another run, such as a test database.
    ``attempt`` counts the starts of a suite from 1; each has a folder of its own for all that it writes.
    """

    suite: str
    runner: Runner
    argv: tuple[str, ...]
    cwd: str
    env: tuple[tuple[str, str], ...]
    events: str
    junit: str
    output: str
    selection: str | None = None
    chosen: tuple[TestId, ...] = ()
    from_memory: bool = False
    limits: Limits = field(default_factory=Limits)
    resources: tuple[str, ...] = ()
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class ServerUnderTest:
    """The server that an environment names: started before its tests, awaited, and stopped after them.

    ``command`` is the user's ``start_command`` as written; ``cwd`` and ``output`` (its log, appended to) are absolute
    paths. ``health`` is the absolute URL that must answer 2xx or 3xx; equal to ``base_url`` where no endpoint is named,
    and then anything below 500 will do. ``ready_timeout`` is in seconds. ``env`` is added to its environment, in order.
    """

    command: str
    cwd: str
    base_url: str
    health: str
    ready_timeout: float
    env: tuple[tuple[str, str], ...]
    output: str


@dataclass(frozen=True, slots=True)
class NodeTool:
    """The user's Node and the Playwright of one project. ``node`` and ``cli`` (its ``cli.js``) are absolute paths.

    ``playwright_version`` and ``node_version`` are version strings. ``reason`` is one phrase for ``doctor``, e.g.
    ``node on PATH: /usr/bin/node; @playwright/test of services/web``.
    """

    node: str
    cli: str
    playwright_version: str
    reason: str
    node_version: str = ""
