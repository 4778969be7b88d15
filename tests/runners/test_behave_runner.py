from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from qaagent_lsp.model.plan import Interpreter, Invocation
from qaagent_lsp.model.scope import Chosen, ChosenTests, WholeSuite
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.results.events import Decoder
from qaagent_lsp.runners.arguments import LONGEST_ARGV
from qaagent_lsp.runners.behave_project import BehaveProject, behave_projects
from qaagent_lsp.runners.behave_runner import BehaveCall, plan_behave
from qaagent_lsp.runners.pytest_runner import Workplace
from tests.probes.behaving import PROBES, behave_project
from tests.probes.environments import THIS, environment

CALL = ("/py", "-m", "qaagent_behave", "--no-color")
FEATURES = ("features/a.feature", "features/sub/b.feature", "shop/spec/c.feature")
CODE = ("features/steps/s.py", "shop/spec/steps/s.py")


def found(features: Sequence[str] = FEATURES, code: Sequence[str] = CODE) -> tuple[BehaveProject, ...]:
    return behave_projects(
        {},
        feature_files=[WorkspacePath(file) for file in features],
        code_files=[WorkspacePath(file) for file in code],
    )


def plan(
    part: WholeSuite | ChosenTests, call: BehaveCall | None = None, *, features: Sequence[str] = FEATURES
) -> tuple[Invocation, ...]:
    projects = found(features)
    python = Interpreter("/py", "because", "3.12.0", None)
    return plan_behave(
        part,
        projects=projects,
        feature_files=[WorkspacePath(file) for file in features],
        call=call or BehaveCall(),
        workplace=Workplace(
            folder="/w",
            interpreters={project.root: python for project in projects},
            probe_dir="/probes/pytest",
            artifacts_dir=lambda suite: f"/runs/1/artifacts/{suite}",
        ),
        probe_dir="/probes/behave",
    )


def calls(planned: Sequence[Invocation]) -> list[tuple[str, str, tuple[str, ...]]]:
    assert all(call.argv[: len(CALL)] == CALL for call in planned)
    return [(call.suite, call.cwd, call.argv[len(CALL) :]) for call in planned]


def chosen(*ids: str) -> ChosenTests:
    return ChosenTests("behave", tuple(Chosen(TestId(test), "asked for") for test in ids))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("", [("behave", "/w", ()), ("behave-shop", "/w/shop", ("spec",))]),
        ("features", [("behave", "/w", ())]),
        ("features/sub", [("behave", "/w", ("features/sub",))]),
        ("features/a.feature", [("behave", "/w", ("features/a.feature",))]),
        ("shop", [("behave-shop", "/w/shop", ("spec",))]),
        ("docs", []),
    ],
)
def test_whole_suites(path: str, expected: list[tuple[str, str, tuple[str, ...]]]) -> None:
    assert calls(plan(WholeSuite("behave", (WorkspacePath(path),)))) == expected


def test_chosen_scenarios() -> None:
    planned = plan(chosen("features/a.feature:3", "features/a.feature:9", "shop/spec/c.feature:4"))
    assert calls(planned) == [
        ("behave", "/w", ("features/a.feature",)),
        ("behave-shop", "/w/shop", ("spec/c.feature",)),
    ]
    first = planned[0]
    assert first.chosen == (TestId("features/a.feature:3"), TestId("features/a.feature:9"))
    assert first.selection == "/runs/1/artifacts/behave/selection.jsonl"
    assert (first.runner, first.events, first.junit) == (
        "behave",
        "/runs/1/artifacts/behave/events.jsonl",
        "/runs/1/artifacts/behave/junit.xml",
    )


def test_more_files_than_a_command_line_takes() -> None:
    many = [f"features/{'x' * 200}{number}.feature" for number in range(LONGEST_ARGV // 200)]
    (call,) = plan(chosen(*(f"{file}:3" for file in many)), features=many)
    assert (call.argv, len(call.chosen)) == (CALL, len(many))


def test_what_the_user_adds() -> None:
    (call, _) = plan(
        WholeSuite("behave"), BehaveCall(("--tags=-wip",), {"BASE_URL": "http://x", "PYTHONPATH": "lib"})
    )
    assert call.argv == (*CALL, "--tags=-wip")
    assert dict(call.env) == {
        "BASE_URL": "http://x",
        "PYTHONPATH": "/probes/behave:/probes/pytest:lib",
        "QAAGENT_EVENTS": "/runs/1/artifacts/behave/events.jsonl",
        "QAAGENT_WORKSPACE": "/w",
        "QAAGENT_SELECTION": "",
        "QAAGENT_MANAGE": "",
    }


def test_through_django() -> None:
    (call, _) = plan(WholeSuite("behave"), BehaveCall(manage="manage.py"))
    assert (call.argv, dict(call.env)["QAAGENT_MANAGE"]) == (CALL, "manage.py")


@pytest.mark.parametrize("name", ["-a.feature", "@a.feature"])
def test_names_that_mean_something_else_to_behave(name: str) -> None:
    base = BehaveProject(WorkspacePath(""), (".",), names_paths=True)
    python = Interpreter("/py", "because", "3.12.0", None)
    (call,) = plan_behave(
        chosen(f"{name}:3"),
        projects=[base],
        feature_files=[WorkspacePath(name)],
        call=BehaveCall(),
        workplace=Workplace("/w", {base.root: python}, "/p", lambda suite: suite),
        probe_dir="/b",
    )
    assert call.argv[-1] == f"./{name}"


@pytest.mark.parametrize("pins", ["behave12", "behave13"])
def test_a_plan_carried_out(pins: str, tmp_path: Path) -> None:
    """What is planned runs exactly the chosen scenario and row with real behave."""
    behave_project("verdicts", tmp_path / "w" / "shop")
    features = [file.relative_to(tmp_path / "w").as_posix() for file in (tmp_path / "w").rglob("*.feature")]
    code = ["shop/features/steps/plain_steps.py", "shop/features/environment.py"]
    projects = found(features, code)
    python = Interpreter(environment(THIS, pins), "because", THIS, None)
    ids = ("shop/features/verdicts.feature:11", "shop/features/outlines.feature:14")
    (call,) = plan_behave(
        chosen(*ids),
        projects=projects,
        feature_files=[WorkspacePath(file) for file in features],
        call=BehaveCall(),
        workplace=Workplace(
            str(tmp_path / "w"),
            {project.root: python for project in projects},
            str(PROBES / "pytest"),
            lambda _: str(tmp_path),
        ),
        probe_dir=str(PROBES / "behave"),
    )
    assert call.selection is not None
    Path(call.selection).write_text("".join(f'"{test}"\n' for test in call.chosen))
    done = subprocess.run(
        call.argv, cwd=call.cwd, env={**os.environ, **dict(call.env)}, check=False, timeout=60
    )
    decoder = Decoder("behave", str(tmp_path / "w"))
    decoder.feed(Path(call.events).read_bytes().splitlines())
    assert done.returncode == 1
    assert sorted((case.id, case.outcome) for case in decoder.seen.cases) == [
        ("shop/features/outlines.feature:14", "failed"),
        ("shop/features/verdicts.feature:11", "failed"),
    ]
