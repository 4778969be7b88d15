"""Settings before the file, the file before defaults."""

from __future__ import annotations

import pytest

from qaagent_lsp.config.effective import RunRules, rules_of
from qaagent_lsp.config.settings import Settings
from qaagent_lsp.config.yaml_reading import read_yaml
from qaagent_lsp.model.errors import BadConfiguration
from qaagent_lsp.model.plan import Limits
from qaagent_lsp.model.source import WorkspacePath

TEXT = """
project: {name: pets}
app:
  dev: {base_url: "http://dev.test", env_file: .env.dev}
  ci: {base_url: "http://ci.test"}
env_files: [.env.shared]
x-parallel: &parallel {parallel: true, max_workers: 2}
run: {retry_count: 1, timeout: 60, test_timeout: 5, suite_order: [e2e, unit], resources: [db], <<: *parallel}
tests:
  unit:
    output_dir: t
    args: [-q]
    env: {A: suite, B: suite, C: suite}
    timeout: 30
    test_timeout: 2
    retry_count: 0
    resources: [redis, db]
    paths: [tests/unit]
  behave: null
  e2e: {output_dir: e2e}
profiles:
  ci: {pytest_args: [-x], behave_args: [--stop], env: {B: profile, C: profile}, environment: ci}
playwright: {install: auto}
"""


NO_SUCH_ENVIRONMENT = "project: {name: x}\nrun: {environment: prod}\napp: {production: {}}"


def rules(text: str | None, settings: Settings | None = None, chosen: str | None = None) -> RunRules:
    profile = None if text is None else read_yaml(text, WorkspacePath("f"))[0]
    return rules_of(settings or Settings(), profile, chosen)


def test_without_a_file_everything_is_on_and_only_settings_limit() -> None:
    found = rules(None, Settings(timeout=9, pytest_args=("-v",), env={"A": "1"}))
    assert found.order == ("pytest", "behave", "playwright")
    assert (found.workers, found.environment, found.install, found.project) == (1, None, "never", "")
    assert {suite.standing for suite in found.suites.values()} == {"on"}
    assert {suite.limits for suite in found.suites.values()} == {Limits(9, None, 0)}
    assert (found.suites["pytest"].args, found.suites["behave"].args) == (("-v",), ())
    assert found.suites["playwright"].env == (("A", "1"),)
    assert rules(None).suites["pytest"].limits == Limits()


def test_a_file_with_nothing_but_a_name_has_the_defaults_of_the_original() -> None:
    found = rules("project: {name: pets}")
    assert {suite.limits for suite in found.suites.values()} == {Limits(300, None, 0)}
    assert {runner: suite.standing for runner, suite in found.suites.items()} == {
        "pytest": "on",
        "behave": "on",
        "playwright": "unsaid",
    }
    assert found.project == "pets"


def test_the_file_says_how_a_run_goes() -> None:
    found = rules(TEXT)
    assert (found.order, found.workers, found.install) == (("playwright", "pytest"), 2, "auto")
    assert found.environment is not None
    assert found.environment.name == "dev"
    assert found.env_files == (".env.shared", ".env.dev")
    unit, behave, e2e = (found.suites[runner] for runner in ("pytest", "behave", "playwright"))
    assert (unit.standing, behave.standing, e2e.standing) == ("on", "off", "on")
    assert (unit.limits, e2e.limits) == (Limits(30, 2, 0), Limits(60, 5, 1))
    assert (unit.resources, e2e.resources) == (("db", "redis"), ("db",))
    assert unit.paths == ("tests/unit",)


def test_a_named_profile_comes_before_the_suite_and_settings_before_both() -> None:
    settings = Settings(timeout=7, retries=4, test_timeout=3, pytest_args=("-v",), env={"C": "editor"})
    found = rules(TEXT, settings, "ci")
    unit = found.suites["pytest"]
    assert unit.args == ("-q", "-x", "-v")
    assert dict(unit.env) == {"A": "suite", "B": "profile", "C": "editor"}
    assert {suite.limits for suite in found.suites.values()} == {Limits(7, 3, 4)}
    assert found.suites["behave"].args == ("--stop",)
    assert found.environment is not None
    assert found.environment.name == "ci"


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("tests: {e2e: null}", "off"),
        ("tests: {e2e: {enabled: false, output_dir: x}}", "off"),
        ("run: {}", "unsaid"),
    ],
)
def test_a_suite_is_off_for_the_user_or_by_default(text: str, standing: str) -> None:
    assert rules(f"project: {{name: pets}}\n{text}").suites["playwright"].standing == standing


@pytest.mark.parametrize(
    ("run", "settings", "workers"),
    [
        ("parallel: true", Settings(), None),
        ("parallel: true, max_workers: 3", Settings(), 3),
        ("parallel: true, max_workers: 3", Settings(max_workers=2), 2),
        ("parallel: true, max_workers: 3", Settings(parallel=False, max_workers=2), 1),
        ("max_workers: 3", Settings(), 1),
        ("max_workers: 3", Settings(parallel=True), 3),
    ],
)
def test_how_many_suites_run_at_once(run: str, settings: Settings, workers: int | None) -> None:
    assert rules(f"project: {{name: pets}}\nrun: {{{run}}}", settings).workers == workers


@pytest.mark.parametrize(
    ("text", "chosen", "message", "hint"),
    [
        (None, "ci", "There is no profile ci.", "profiles"),
        (TEXT, "cii", "There is no profile cii.", "Profiles: ci."),
        (NO_SUCH_ENVIRONMENT, None, "no environment prod", "production"),
    ],
)  # fmt: skip
def test_a_name_that_leads_nowhere_is_refused(
    text: str | None, chosen: str | None, message: str, hint: str
) -> None:
    with pytest.raises(BadConfiguration) as refused:
        rules(text, chosen=chosen)
    assert message in refused.value.message
    assert hint in refused.value.hint
