"""``run``, ``profiles`` and ``playwright``: how tests are run."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from qaagent_lsp.config.section import Amount, Retries, Seconds, Section

Suite = Literal["unit", "behave", "e2e"]

SUITES: tuple[Suite, ...] = ("unit", "behave", "e2e")
"""The suites in the order in which they run where nothing says otherwise."""


class Run(Section):
    """How suites are run."""

    retry_count: Retries = 0
    """How often tests that failed are run again; a test that then passes is flaky."""

    timeout: Seconds = 300.0
    """Seconds that a suite may take; then it is stopped with all its processes, and is red."""

    test_timeout: Seconds | None = None
    """Seconds that one test may take. `null`: no limit but the suite's."""

    suite_order: tuple[Suite, ...] = SUITES
    """The suites of a whole run, in their order."""

    parallel: bool = False
    """Whether suites run at the same time."""

    max_workers: Amount | None = None
    """How many suites run at the same time when `parallel` is on. `null`: all."""

    resources: tuple[str, ...] = ()
    """Names of what a run must not share with another run, such as a test database."""

    environment: str | None = None
    """The environment of `app` whose `base_url` tests run against. `null`: dev, staging, production, or the first."""


class NamedProfile(Section):
    """Arguments under a name, for the editor and the command line alike."""

    pytest_args: tuple[str, ...] = ()
    """Extra arguments of pytest."""

    behave_args: tuple[str, ...] = ()
    """Extra arguments of Behave."""

    playwright_args: tuple[str, ...] = ()
    """Extra arguments of `playwright test`."""

    env: dict[str, str] = Field(default_factory=dict)
    """Variables added to the environment of every suite."""

    environment: str | None = None
    """The environment of `app` that tests run against, instead of `run.environment`."""


class Playwright(Section):
    """What Playwright is allowed to do."""

    install: Literal["never", "auto"] = "never"
    """Whether packages that `package.json` lists and that are missing are installed before a run."""
