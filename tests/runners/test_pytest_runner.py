from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.model.plan import Interpreter, Invocation
from qaagent_lsp.model.scope import Chosen, ChosenTests, WholeSuite
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.runners.arguments import LONGEST_ARGV
from qaagent_lsp.runners.pytest_project import projects_of
from qaagent_lsp.runners.pytest_runner import Workplace, plan_pytest

CALL = ("/py", "-m", "pytest", "-p", "qaagent_probe", "--color=no")
MONOREPO = {"pytest.ini": "", "services/a/pytest.ini": "", "services/a/deep/pytest.ini": ""}
ALL = ("tests/test_t.py", "services/a/test_a.py", "services/a/deep/test_d.py")


def chosen(*ids: str) -> ChosenTests:
    return ChosenTests("pytest", tuple(Chosen(TestId(test), "asked for") for test in ids))


def whole(path: str = "") -> WholeSuite:
    return WholeSuite("pytest", (WorkspacePath(path),))


def plan(
    part: WholeSuite | ChosenTests,
    files: Mapping[str, str] = MONOREPO,
    *,
    test_files: Sequence[str] = ALL,
    settings: Settings | None = None,
    plugins: tuple[str, ...] = (),
    environ: Mapping[str, str] | None = None,
    environment: str = "",
) -> tuple[Invocation, ...]:
    projects = projects_of({WorkspacePath(file): text for file, text in files.items()})
    python = Interpreter(f"{environment}/py", "because", "3.12.0", "9.0.0", plugins, environment)
    return plan_pytest(
        part,
        projects=projects,
        test_files=[WorkspacePath(file) for file in test_files],
        settings=settings or Settings(),
        workplace=Workplace(
            folder="/w",
            interpreters={project.root: python for project in projects},
            probe_dir="/probe",
            artifacts_dir=lambda suite: f"/runs/1/artifacts/{suite}",
            environ=environ or {},
        ),
    )


def calls(planned: Sequence[Invocation]) -> list[tuple[str, str, tuple[str, ...]]]:
    """Suite, folder and what stands after the fixed part of each call."""
    assert all(call.argv[: len(CALL)] == CALL for call in planned)
    return [(call.suite, call.cwd, call.argv[len(CALL) :]) for call in planned]


def test_the_whole_of_a_monorepo() -> None:
    assert calls(plan(whole())) == [
        ("unit", "/w", ("--ignore=services/a",)),
        ("unit-services-a", "/w/services/a", ("--ignore=deep",)),
        ("unit-services-a-deep", "/w/services/a/deep", ()),
    ]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("tests", [("unit", "/w", ("tests",))]),
        ("tests/test_t.py", [("unit", "/w", ("tests/test_t.py",))]),
        ("services/a/test_a.py", [("unit-services-a", "/w/services/a", ("test_a.py",))]),
        (
            "services",
            [
                ("unit-services-a", "/w/services/a", ("--ignore=deep",)),
                ("unit-services-a-deep", "/w/services/a/deep", ()),
            ],
        ),
    ],
)
def test_what_lies_below_a_path(path: str, expected: list[tuple[str, str, tuple[str, ...]]]) -> None:
    assert calls(plan(whole(path))) == expected


def test_one_project_is_called_plainly() -> None:
    assert calls(plan(whole(), {}, test_files=())) == [("unit", "/w", ())]


def test_chosen_tests_by_project_through_files() -> None:
    ids = ("services/a/test_a.py::test_1[x]", "tests/test_t.py::T::test_2", "services/a/test_a.py::test_3")
    first, second = plan(chosen(*ids))
    assert calls((first, second)) == [
        ("unit", "/w", ("tests/test_t.py",)),
        ("unit-services-a", "/w/services/a", ("test_a.py",)),
    ]
    assert first.chosen == (ids[1],)
    assert second.chosen == (ids[0], ids[2])
    assert second.selection == "/runs/1/artifacts/unit-services-a/selection.jsonl"
    assert ("QAAGENT_SELECTION", second.selection) in second.env


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([f"tests/t/test_{number}.py" for number in range(3000)], ("tests/t",)),
        ([f"tests/{number}/test_it.py" for number in range(9000)], (".",)),
        ([f"test_{number}.py" for number in range(3000)], (".",)),
    ],
)
def test_the_command_line_stays_short(files: list[str], expected: tuple[str, ...]) -> None:
    (call,) = plan(chosen(*(f"{file}::test_it" for file in files)), {}, test_files=files)
    assert call.argv[len(CALL) :] == expected
    assert sum(map(len, call.argv)) < LONGEST_ARGV
    assert len(call.chosen) == len(files)


@pytest.mark.parametrize(
    ("file", "argument"),
    [
        ("-odd/test_a.py", "./-odd/test_a.py"),
        ("@x/t.py", "./@x/t.py"),
        ("a/[id]/test_a.py", "a"),
        ("[x]/t.py", "."),
    ],
)
def test_names_that_mean_something_to_pytest(file: str, argument: str) -> None:
    (call,) = plan(chosen(f"{file}::test_it"), {}, test_files=[file])
    assert call.argv[len(CALL) :] == (argument,)


def test_where_the_evidence_goes() -> None:
    (call,) = plan(whole("tests"))
    assert (call.events, call.junit, call.output, call.selection) == (
        "/runs/1/artifacts/unit/events.jsonl",
        "/runs/1/artifacts/unit/junit.xml",
        "/runs/1/artifacts/unit/output.log",
        None,
    )
    assert call.chosen == ()
    assert dict(call.env) == {
        "PYTHONPATH": "/probe",
        "QAAGENT_EVENTS": call.events,
        "QAAGENT_WORKSPACE": "/w",
        "QAAGENT_SELECTION": "",
    }


@pytest.mark.parametrize(
    ("environ", "setting", "expected"),
    [
        ({}, {}, "/probe"),
        ({"PYTHONPATH": "src:lib"}, {}, "/probe:src:lib"),
        ({"PYTHONPATH": "src"}, {"PYTHONPATH": "other"}, "/probe:other"),
        ({"PYTHONPATH": ""}, {}, "/probe"),
    ],
)
def test_python_path(environ: Mapping[str, str], setting: dict[str, str], expected: str) -> None:
    (call,) = plan(whole("tests"), settings=Settings(env=setting), environ=environ)
    assert dict(call.env)["PYTHONPATH"] == expected
    assert len(call.env) == len(dict(call.env)), "each variable once"


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"PATH": "/bin:/usr/bin"}, "/env/bin:/bin:/usr/bin"),
        ({"PATH": "/bin:/env/bin"}, "/env/bin:/bin"),
        ({}, "/env/bin"),
    ],
)
def test_an_environment_is_active_for_what_tests_call_by_name(
    environ: Mapping[str, str], expected: str
) -> None:
    (call,) = plan(whole("tests"), environ=environ, environment="/env/bin")
    assert dict(call.env)["PATH"] == expected
    assert dict(call.env)["VIRTUAL_ENV"] == "/env/bin"
    (call,) = plan(whole("tests"), environ=environ)
    assert "PATH" not in dict(call.env)
    (call,) = plan(whole("tests"), settings=Settings(env={"PATH": "/mine"}), environment="/env/bin")
    assert dict(call.env)["PATH"] == "/mine"


def test_settings_are_added() -> None:
    settings = Settings(pytest_args=("-x", "--maxfail=2"), env={"A": "1"})
    (call,) = plan(whole("tests"), settings=settings)
    assert call.argv[len(CALL) :] == ("-x", "--maxfail=2", "tests")
    assert call.env[0] == ("A", "1")


WORKERS = {"pytest.ini": "[pytest]\naddopts = -n auto\n"}
XDIST = ("pytest-cov", "pytest-xdist")
ONE = ("tests/test_t.py::test_it",)


@pytest.mark.parametrize(
    ("ids", "files", "plugins", "settings", "environ", "expected"),
    [
        (ONE, WORKERS, XDIST, Settings(), {}, True),
        (ONE, {}, XDIST, Settings(pytest_args=("-n4",)), {}, True),
        (ONE, {}, XDIST, Settings(), {"PYTEST_ADDOPTS": "--numprocesses=2"}, True),
        (ONE, {}, XDIST, Settings(env={"PYTEST_ADDOPTS": "-n 2"}), {"PYTEST_ADDOPTS": ""}, True),
        ((*ONE, "tests/test_t.py::test_2"), WORKERS, XDIST, Settings(), {}, False),
        (ONE, WORKERS, (), Settings(), {}, False),
        (ONE, {}, XDIST, Settings(), {}, False),
        (ONE, WORKERS, XDIST, Settings(pytest_args=("-p", "no:xdist")), {}, False),
    ],
)
def test_one_test_needs_no_workers(
    ids: tuple[str, ...],
    files: Mapping[str, str],
    plugins: tuple[str, ...],
    settings: Settings,
    environ: Mapping[str, str],
    *,
    expected: bool,
) -> None:
    (call,) = plan(chosen(*ids), files, plugins=plugins, settings=settings, environ=environ)
    assert ("-n0" in call.argv) is expected


def test_the_plan_runs_what_plain_pytest_runs(tmp_path: Path) -> None:
    """Carry the plan out in a real monorepo; the nested project's tests need its own folder on the path."""
    files = {
        "pytest.ini": "[pytest]\n",
        "tests/test_top.py": "def test_top(): pass\n",
        "services/a/pytest.ini": "[pytest]\npythonpath = src\n",
        "services/a/src/only_here.py": "",
        "services/a/tests/test_inner.py": "import only_here\ndef test_inner(): pass\ndef test_other(): assert 0\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    tests = [name for name in files if "test_" in name]
    for call in plan(whole(), files, test_files=tests):
        assert (
            run(call, tmp_path)
            == {"unit": (0, ["1 passed"]), "unit-services-a": (1, ["1 failed", "1 passed"])}[call.suite]
        )
    (call,) = plan(chosen("services/a/tests/test_inner.py::test_inner"), files, test_files=tests)
    assert run(call, tmp_path) == (0, ["1 deselected", "1 passed"])


def run(call: Invocation, folder: Path) -> tuple[int, list[str]]:
    """Run an invocation that was planned for ``/w`` in a real folder, with the real probe."""
    artifacts = folder / "out" / call.suite
    artifacts.mkdir(parents=True, exist_ok=True)
    selection = artifacts / "selection.jsonl"
    selection.write_text("".join(json.dumps(test) + "\n" for test in call.chosen))
    probe = Path(__file__).parents[2] / "qaagent_lsp" / "probes" / "pytest"
    real = replace(
        call,
        argv=(sys.executable, *call.argv[1:], "-p", "no:cacheprovider"),
        cwd=call.cwd.replace("/w", str(folder), 1),
        env=(
            ("PYTHONPATH", str(probe)),
            ("QAAGENT_EVENTS", str(artifacts / "events.jsonl")),
            ("QAAGENT_WORKSPACE", str(folder)),
            ("QAAGENT_SELECTION", str(selection) if call.selection else ""),
        ),
    )
    done = subprocess.run(
        real.argv,
        cwd=real.cwd,
        env={**os.environ, **dict(real.env)},
        capture_output=True,
        text=True,
        check=False,
    )
    summary = done.stdout.splitlines()[-1].strip("= ").partition(" in ")[0]
    return done.returncode, sorted(summary.split(", "))
