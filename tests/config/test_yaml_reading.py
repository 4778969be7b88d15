"""``.qaagent.yaml``: what counts, what is said of what does not, and where exactly."""

from __future__ import annotations

import pytest

from qaagent_lsp.config.profile import Profile
from qaagent_lsp.config.yaml_reading import WARNING_CODES, read_yaml
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.source import WorkspacePath

FILE = WorkspacePath(".qaagent.yaml")
NAME = "project: {name: pets}\n"


def problems_of(text: str) -> tuple[Problem, ...]:
    return read_yaml(text, FILE)[1]


def profile_of(text: str) -> Profile:
    profile, _ = read_yaml(text, FILE)
    assert profile is not None
    return profile


def marked(text: str, problem: Problem) -> str:
    """The text that a problem underlines; the span must lie within one line."""
    span = problem.span
    assert span.line == span.end_line
    return text.split("\n")[span.line - 1][span.column - 1 : span.end_column - 1]


@pytest.mark.parametrize(
    ("text", "code", "underlined", "words"),
    [
        ("run: {retry_cout: 2}", "unknown-config-key", "retry_cout", "did you mean 'retry_count'?"),
        ("bugaliser: 1", "unknown-config-key", "bugaliser", "did you mean 'bugalizer'?"),
        ("app:\n  dev:\n    url: http://x", "unknown-config-key", "url", "Known: base_url, start_command"),
        ("app:\n  dev:\n    auth: {env: X}", "unknown-config-key", "env", "token_env"),
        ("run:\n  retry_count: -1", "bad-config-value", "-1", "must be 0 or more. The default, 0, holds."),
        ("run:\n  timeout: 0", "bad-config-value", "0", "must be more than 0. The default, 300, holds."),
        ("run:\n  timeout: .inf", "bad-config-value", ".inf", "a finite number"),
        ("run:\n  timeout: .nan", "bad-config-value", ".nan", "must be"),
        ("run:\n  timeout: soon", "bad-config-value", "soon", "a number"),
        ("run:\n  timeout: yes", "bad-config-value", "yes", "a number"),
        ("run:\n  timeout:", "bad-config-value", "timeout", "a number"),
        ("run:\n  max_workers: 0", "bad-config-value", "0", "1 or more"),
        ("run:\n  retry_count: 1.5", "bad-config-value", "1.5", "a whole number"),
        ("run:\n  parallel: maybe", "bad-config-value", "maybe", "must be true or false"),
        ("run:\n  suite_order: [unit, e2e2]", "bad-config-value", "e2e2", "one of 'unit', 'behave' or 'e2e'"),
        ("run: 5", "bad-config-value", "5", "run must be a mapping"),
        ("env_files: .env", "bad-config-value", ".env", "a list of texts"),
        ("playwright: {install: always}", "bad-config-value", "always", "'never' or 'auto'"),
        ("app: {dev: {base_url: 'localhost:8000'}}", "bad-config-value", "'localhost:8000'", "http://"),
        ("app: {dev: {start_command: serve}}", "bad-config-value", "serve", "base_url must say"),
        ("run: {environment: dvv}\napp: {dev: {}}", "bad-config-value", "dvv", "did you mean 'dev'?"),
        ("profiles: {ci: {environment: dev}}", "bad-config-value", "dev", "known: none"),
        ("openapi: {endpoint_pattern: '('}", "bad-config-value", "'('", "Not a regular expression"),
        (
            "tests:\n  unit: {enabled: false}",
            "missing-config-key",
            "unit",
            "tests.unit.output_dir is missing.",
        ),
        ("run: {timeout: 1}\nrun: {timeout: 2}", "duplicate-config-key", "run", "there already, in line 2"),
        ("# 😀mlaut ü\nrün: 1", "unknown-config-key", "rün", "did you mean 'run'?"),
        ('doc: {custom_summary: "😀", x: 1}', "unknown-config-key", "x", "in doc"),
        ("# a\u2028# b\nnope: 1", "unknown-config-key", "nope", "Known:"),
    ],
)
def test_a_mistake_is_said_where_it_stands(text: str, code: str, underlined: str, words: str) -> None:
    whole = NAME + text
    (problem,) = problems_of(whole)
    assert (problem.code, marked(whole, problem)) == (code, underlined)
    assert words in problem.message


@pytest.mark.parametrize(
    ("text", "underlined", "words"),
    [
        ("", "", "project is missing."),
        ("run: {}", "r", "project is missing."),
        ("project:\n  type: x", "project", "project.name is missing."),
        ("project:", "project", "project.name is missing."),
        ("project: {name: }", "name", "must be a text"),
        ("project: pets", "pets", "must be a mapping"),
        ("project: {name: [a]}", "[a]", "must be a text"),
    ],
)
def test_a_project_without_a_name_is_said_once(text: str, underlined: str, words: str) -> None:
    profile, (problem,) = read_yaml(text, FILE)
    assert profile is not None
    assert profile.project.name == ""
    assert marked(text, problem) == underlined
    assert words in problem.message


def test_one_mistake_costs_nothing_else() -> None:
    text = NAME + (
        "surprise: 1\n"
        "run:\n  retry_count: many\n  timeout: 12\n  suite_order: [e2e, nothing, unit, never]\n"
        "app:\n  dev: {base_url: 'http://dev.test', timeout: -1, auth: {prefix: 3}}\n"
        "tests:\n  unit: {enabled: false}\n  behave: null\n"
    )
    profile = profile_of(text)
    assert (profile.run.retry_count, profile.run.timeout) == (0, 12)
    assert profile.run.suite_order == ("e2e", "unit")
    assert profile.app["dev"].base_url == "http://dev.test"
    assert profile.app["dev"].timeout is None
    assert profile.tests.unit is not None
    assert (profile.tests.unit.enabled, profile.tests.unit.output_dir) == (False, "tests/qaagent/unit")
    assert profile.tests.behave is None
    assert [problem.code for problem in problems_of(text)] == [
        "unknown-config-key",
        *["bad-config-value"] * 4,
        "missing-config-key",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "run:\n",  # as it stands while it is typed
        "app:\n  dev:\n",
        "env_files:\n",
        "tests:\n  e2e:\n",
        "x-limits: &limits {timeout: 5}\nrun:\n  <<: *limits\n  retry_count: 1\n",
        "x-any: [1, {a: b}]\n",
        "llm: {enabled: yes}\n",
        "run: {timeout: '5'}\n",
        "profiles: {ci: {env: {PORT: 8000, DEBUG: on, SINCE: 2020-01-01}}}\n",
    ],
)
def test_nothing_is_said_of_what_is_right(text: str) -> None:
    assert problems_of(NAME + text) == ()


def test_a_document_may_be_begun_and_ended_by_its_marks() -> None:
    assert problems_of(f"---\n{NAME}...\n") == ()


def test_numbers_and_truth_values_are_texts_where_a_text_is_wanted_and_as_they_were_written() -> None:
    profile = profile_of("project: {name: 007, version: 1.10}\nprofiles: {ci: {env: {A: on, B: 1_000}}}")
    assert (profile.project.name, profile.project.version) == ("007", "1.10")
    assert profile.profiles["ci"].env == {"A": "on", "B": "1_000"}


def test_what_is_merged_is_overridden_by_what_is_written() -> None:
    text = (
        NAME
        + "x-a: &a {timeout: 5, retry_count: 3}\nx-b: &b {timeout: 6}\nrun: {<<: [*b, *a], retry_count: 1}"
    )
    assert (profile_of(text).run.timeout, profile_of(text).run.retry_count) == (6, 1)


def test_the_later_of_two_keys_counts_as_it_does_for_the_original() -> None:
    assert profile_of(NAME + "run: {timeout: 1}\nrun: {timeout: 2}").run.timeout == 2


@pytest.mark.parametrize("text", ["[1]", "pets", "- a\n- b"])
def test_a_file_that_is_no_mapping_configures_nothing(text: str) -> None:
    profile, (problem,) = read_yaml(text, FILE)
    assert profile is None
    assert problem.code == "bad-config-value"


def test_warnings_are_what_leaves_the_rest_as_it_was_meant() -> None:
    assert {"unknown-config-key", "deprecated-config"} <= WARNING_CODES
    assert not {"bad-config-value", "config-syntax", "missing-config-key"} & WARNING_CODES
