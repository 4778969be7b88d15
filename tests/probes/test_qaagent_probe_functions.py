"""Which functions a test executed, as real pytest on Pythons that can tell says it: the rest belongs to all tests."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from qaagent_lsp.model.event import FunctionsTraced
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.trace import Trace
from tests.probes.environments import environment, interpreters
from tests.probes.probed import PROBE, Probed, probed, write

TRACING = [version for version in ("3.12", "3.13") if version in interpreters()]
pytestmark = pytest.mark.needs_python("3.12")

APP = """
import subprocess
import sys
from functools import cached_property, lru_cache

_engine = None


def registered(function):
    return function


@registered
def price(number):
    return [half(each) for each in range(number)]


def half(number):
    return number / 2


@lru_cache
def settings():
    return read()


def read():
    return {}


def engine():
    global _engine
    if _engine is None:
        _engine = make()
    return _engine


def make():
    return object()


class Pets:
    @cached_property
    def names(self):
        return named()

    async def get(self):
        return half(3)

    def walk(self):
        yield half(1)
        yield half(2)


def named():
    return ["Ada"]


def spawn():
    subprocess.run([sys.executable, "-c", ""], check=True)


def often():
    pass


def fixed():
    return 1


def broken():
    raise ValueError
"""

TESTS = """
import asyncio
import threading

import pytest

import app


@pytest.fixture
def near():
    return app.half(1)


@pytest.fixture(scope="module")
def wide():
    return app.fixed()


def test_nothing():
    pass


def test_price():
    app.price(2)


def test_price_again():
    app.price(2)


def test_settings():
    app.settings()


def test_settings_again():
    app.settings()


def test_engine():
    app.engine()


def test_cached():
    app.Pets().names


def test_wide(wide):
    pass


def test_near(near):
    pass


def test_async():
    asyncio.run(app.Pets().get())


WALK = app.Pets().walk()


def test_walk():
    next(WALK)


def test_walk_on():
    next(WALK)


def test_thread():
    thread = threading.Thread(target=app.half, args=[1])
    thread.start()
    thread.join()


def test_spawn():
    app.spawn()


def test_often():
    for _ in range(3000):
        app.often()


def test_lazy():
    import late


@pytest.mark.parametrize("number", [0, 1])
def test_case(number):
    app.half(1) if number else app.named()


class TestClass:
    def test_method(self):
        app.named()


def test_broken():
    app.broken()
"""

LATE = """
import app

app.named()


def never():
    pass
"""


def traced(run: Probed) -> list[Trace]:
    return [event.trace for event in run.events if isinstance(event, FunctionsTraced)]


def named(trace: Trace, numbers: frozenset[int]) -> set[str]:
    return {trace.functions[number].qualname or "a child process" for number in numbers}


def executed(run: Probed) -> dict[str, set[str]]:
    """What each case did itself, by the names of its functions."""
    return {
        case.partition("::")[2]: named(trace, numbers)
        for trace in traced(run)
        for case, numbers in trace.cases.items()
    }


@pytest.fixture(scope="module", params=TRACING)
def python(request: pytest.FixtureRequest) -> str:
    return environment(str(request.param), "pytest9")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(tmp_path / "w", app=APP, test_app=TESTS, late=LATE)


OWN = {
    "test_nothing": set(),
    "test_price": {"price", "half"},
    "test_price_again": {"price", "half"},
    "test_settings": {"settings", "read"},
    "test_settings_again": set(),
    "test_engine": {"engine", "make"},
    "test_cached": {"Pets.names", "named"},
    "test_wide": {"wide", "fixed"},
    "test_near": {"near", "half"},
    "test_async": {"Pets.get", "half"},
    "test_walk": {"Pets.walk", "half"},
    "test_walk_on": {"Pets.walk", "half"},
    "test_thread": {"half"},
    "test_spawn": {"spawn", "a child process"},
    "test_often": {"often"},
    "test_lazy": {"<module>", "named"},
    "test_case[0]": {"named"},
    "test_case[1]": {"half"},
    "TestClass::test_method": {"named"},
    "test_broken": {"broken"},
}
OF_ALL = {
    *("<module>", "registered", "Pets", "TestClass"),  # imported
    *("settings", "read", "engine", "make", "Pets.names", "named"),  # stays, with all that it called
    "often",  # called too often to be listened to
}


@pytest.mark.parametrize("arguments", [(), ("-n2",), ("--reruns", "1")])
def test_what_a_test_executes_is_its_own(project: Path, python: str, arguments: tuple[str, ...]) -> None:
    run = probed(project, "-p", "no:cacheprovider", *arguments, python=python)
    assert run.seen.notes == ()
    found = executed(run)
    assert found.keys() == OWN.keys()
    # Workers and children fill caches of their own; whoever comes first does it.
    del found["test_settings_again"]
    in_one_process = {test: functions for test, functions in OWN.items() if test in found}
    assert _comparable(found) == _comparable(in_one_process)


def test_what_stays_is_of_all(project: Path, python: str) -> None:
    run = probed(project, "-p", "no:cacheprovider", python=python)
    (trace,) = traced(run)
    everywhere = named(trace, trace.shared[WorkspacePath("")])
    assert everywhere >= OF_ALL
    assert not everywhere & {"price", "spawn", "never", "wide", "fixed", "near", "Pets.get"}
    assert named(trace, trace.shared[WorkspacePath("test_app.py")]) == {"wide", "fixed"}


def _comparable(found: dict[str, set[str]]) -> dict[str, set[str]]:
    return {test: functions - {"read"} for test, functions in found.items()}


def test_the_tool_id_is_given_back_and_nobody_elses_is_taken(tmp_path: Path, python: str) -> None:
    busy = "import sys\n\nsys.monitoring.use_tool_id({}, 'mine')\n"
    freed = """
    import sys


    def pytest_unconfigure():
        assert sys.monitoring.get_tool(4) is None
        assert sys.monitoring.get_tool(3) is None
    """
    test = "import app\n\n\ndef test_a():\n    app.f()\n"
    app = "def f():\n    pass\n"
    folder = write(tmp_path / "w", conftest=textwrap.dedent(freed), test_a=test, app=app)
    run = probed(folder, python=python)
    assert (run.returncode, executed(run)) == (0, {"test_a": {"f"}})
    for taken, expected in (((4,), {"test_a": {"f"}}), ((3, 4), {})):
        plugin = "".join(busy.format(number) for number in taken)
        other = write(tmp_path / f"w{len(taken)}", plugin=plugin, test_a=test, app=app)
        run = probed(other, "-p", "plugin", python=python, env={"PYTHONPATH": f"{PROBE}:{other}"})
        assert (run.returncode, executed(run)) == (0, expected)


def test_it_can_be_switched_off_and_is_where_python_cannot_tell(project: Path, python: str) -> None:
    run = probed(project, "-k", "price", python=python, env={"QAAGENT_TRACE": "off"})
    assert (run.returncode, traced(run)) == (0, [])
    assert traced(probed(project, "-k", "price")) == []


def test_code_of_others_is_not_told(tmp_path: Path, python: str) -> None:
    folder = write(
        tmp_path / "w",
        test_a="import other.deep\nimport textwrap\n\n\ndef test_a():\n    other.deep.f()\n    textwrap.dedent('')\n",
        **{".venv__lib__site-packages__other__deep": "def f():\n    pass\n"},
    )
    run = probed(folder, python=python, env={"PYTHONPATH": f"{PROBE}:{folder}/.venv/lib/site-packages"})
    assert (run.returncode, executed(run)) == (0, {"test_a": set()})


def test_a_function_known_before_is_of_all_once_what_stays_has_called_it(tmp_path: Path, python: str) -> None:
    app = """
    import functools


    def shared():
        pass


    def alone():
        pass


    @functools.cache
    def kept():
        shared()
    """
    tests = """
    import app


    def test_first():
        app.shared()
        app.alone()


    def test_kept():
        app.shared()
        app.kept()
        app.alone()


    def test_kept_already():
        app.kept()
    """
    folder = write(tmp_path / "w", app=textwrap.dedent(app), test_a=textwrap.dedent(tests))
    run = probed(folder, python=python)
    assert executed(run) == {
        "test_first": {"shared", "alone"},
        "test_kept": {"shared", "kept", "alone"},
        "test_kept_already": set(),
    }
    (trace,) = traced(run)
    assert named(trace, trace.shared[WorkspacePath("")]) == {"<module>", "shared", "kept"}
