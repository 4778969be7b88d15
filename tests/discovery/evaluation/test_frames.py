"""What a parameter is in one call; the routes that this makes are tested with ``places``."""

from __future__ import annotations

from qaagent_lsp.discovery.evaluation.frames import Frames, is_given
from qaagent_lsp.discovery.evaluation.values import Frame, FunctionValue, Place
from qaagent_lsp.discovery.facts import facts_of
from qaagent_lsp.discovery.syntax.expressions import Call
from qaagent_lsp.model.source import WorkspacePath
from tests.discovery.tables import source

MAIN = WorkspacePath("main.py")
FACTS = facts_of(
    source("def f(a, b='/b', *, c=None):\n    app.mount(a)\nx = f('/a')\ny = f(*z)\nfor i in z:\n    f(i)\n")
)
FUNCTION = FunctionValue(MAIN, FACTS.wiring.functions[0])
HERE = Place(MAIN, "", 9)


def frame(name: str, frames: Frames) -> Frame:
    call = next(item.value for item in FACTS.wiring.bindings if item.name == name)
    assert isinstance(call, Call)
    found = frames.of_call(FUNCTION, call, HERE)
    assert found is not None
    return found


def test_what_is_passed_and_what_is_left_to_defaults() -> None:
    assert set(frame("x", Frames()).names) == {"a", "b", "c"}
    assert set(frame("y", Frames()).names) == set()


def test_the_same_call_is_the_same_frame() -> None:
    frames = Frames()
    assert frame("x", frames) is frame("x", frames)
    assert frame("x", frames) is not frame("y", frames)


def test_targets_of_loops_are_given_as_parameters_are() -> None:
    given = [item.name for item in FACTS.wiring.bindings if is_given(item)]
    assert given == ["i"]
    assert all(is_given(param) for param in FUNCTION.function.params)
