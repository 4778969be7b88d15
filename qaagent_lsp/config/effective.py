"""What a run goes by: the editor's or command line's settings before the file, the file before defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from qaagent_lsp.config.environments import ChosenEnvironment, environment_of
from qaagent_lsp.config.profile import Profile
from qaagent_lsp.config.profile_run import SUITES, NamedProfile, Run, Suite
from qaagent_lsp.config.profile_tests import SuiteTests
from qaagent_lsp.config.settings import Settings
from qaagent_lsp.model.errors import BadConfiguration
from qaagent_lsp.model.plan import Limits
from qaagent_lsp.model.test import Runner

Standing = Literal["on", "off", "unsaid"]
"""Whether a suite takes part. ``unsaid``: off by the original's default; the user has said nothing of it."""

RUNNER_OF: Mapping[Suite, Runner] = {"unit": "pytest", "behave": "behave", "e2e": "playwright"}
"""The tool of each suite."""

_NO_FILE = Run.model_construct(timeout=None)
"""Without a file there is no limit, where the file's default is one of five minutes."""


@dataclass(frozen=True, slots=True)
class SuiteRules:
    """What one tool is started with. ``paths`` are relative to the configuration file's folder, with ``/``.

    ``args`` and ``env`` are complete: of the suite, the named profile and the settings, in this order, the later
    winning. ``resources`` are those of the run and of the suite.
    """

    suite: Suite
    standing: Standing
    paths: tuple[str, ...]
    args: tuple[str, ...]
    env: tuple[tuple[str, str], ...]
    limits: Limits
    resources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunRules:
    """What a run goes by.

    ``order`` are the tools of a whole run, in their order; one that is not among them is not part of a whole run.
    ``workers`` is how many suites may run at once; None: all of them. ``suites`` has every tool. ``environment`` is
    what tests run against, None where the file describes none. ``env_files`` are relative to the configuration file's
    folder, the later ones win; ``.env`` beside the file comes before them. ``install`` is what may be done where
    Playwright's packages are missing.
    """

    order: tuple[Runner, ...]
    workers: int | None
    suites: Mapping[Runner, SuiteRules]
    environment: ChosenEnvironment | None
    env_files: tuple[str, ...]
    install: Literal["never", "auto"]
    project: str
    """Name of the project; ``""`` where the file does not say it."""


def rules_of(settings: Settings, profile: Profile | None, chosen: str | None = None) -> RunRules:
    """Put together what a run goes by; ``chosen`` is the name of one of the file's ``profiles``.

    Without a file every suite is on, one after the other. Raises ``BadConfiguration`` when there is no profile of the
    chosen name, or no environment of the name that the file gives.
    """
    named = _named(profile, chosen)
    run = profile.run if profile else _NO_FILE
    suites = {
        RUNNER_OF[suite]: _suite_rules(suite, profile, settings=settings, named=named, run=run)
        for suite in SUITES
    }
    order = tuple(RUNNER_OF[suite] for suite in dict.fromkeys(run.suite_order))
    parallel = run.parallel if settings.parallel is None else settings.parallel
    workers = (settings.max_workers or run.max_workers) if parallel else 1
    if profile is None:
        return RunRules(order, workers, suites, None, (), "never", "")
    environment = environment_of(profile, named.environment or run.environment)
    of_environment = (environment.app.env_file,) if environment and environment.app.env_file else ()
    return RunRules(
        order=order,
        workers=workers,
        suites=suites,
        environment=environment,
        env_files=(*profile.env_files, *of_environment),
        install=profile.playwright.install,
        project=profile.project.name,
    )


def _named(profile: Profile | None, chosen: str | None) -> NamedProfile:
    if chosen is None:
        return NamedProfile()
    profiles = profile.profiles if profile else {}
    if chosen in profiles:
        return profiles[chosen]
    near = get_close_matches(chosen, profiles, n=3, cutoff=0.6) or list(profiles)
    hint = f"Profiles: {', '.join(near)}." if near else "Describe it under `profiles` in .qaagent.yaml."
    raise BadConfiguration(f"There is no profile {chosen}.", hint)


def _suite_rules(
    suite: Suite, profile: Profile | None, *, settings: Settings, named: NamedProfile, run: Run
) -> SuiteRules:
    tests = _tests_of(suite, profile)
    own = tests or SuiteTests(output_dir="")
    settings_args = settings.pytest_args if suite == "unit" else ()
    return SuiteRules(
        suite=suite,
        standing=_standing(suite, profile, tests),
        paths=own.paths,
        args=(*own.args, *_args_of(suite, named), *settings_args),
        env=tuple({**own.env, **named.env, **settings.env}.items()),
        limits=Limits(
            suite=_first(settings.timeout, own.timeout, run.timeout),
            test=_first(settings.test_timeout, own.test_timeout, run.test_timeout),
            retries=next(
                count for count in (settings.retries, own.retry_count, run.retry_count) if count is not None
            ),
        ),
        resources=tuple(dict.fromkeys((*run.resources, *own.resources))),
    )


def _tests_of(suite: Suite, profile: Profile | None) -> SuiteTests | None:
    if profile is None:
        return None
    tests = profile.tests
    return {"unit": tests.unit, "behave": tests.behave, "e2e": tests.e2e}[suite]


def _standing(suite: Suite, profile: Profile | None, tests: SuiteTests | None) -> Standing:
    if profile is None or (tests is not None and tests.enabled):
        return "on"
    said = tests is None or suite in profile.tests.model_fields_set
    return "off" if said else "unsaid"


def _args_of(suite: Suite, named: NamedProfile) -> tuple[str, ...]:
    return {"unit": named.pytest_args, "behave": named.behave_args, "e2e": named.playwright_args}[suite]


def _first(*values: float | None) -> float | None:
    return next((value for value in values if value is not None), None)
