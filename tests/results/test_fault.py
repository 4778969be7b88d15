from __future__ import annotations

from dataclasses import replace

import pytest

from qaagent_lsp.model.diagnosis import Fault
from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.results.fault import kind_of_file, locate_fault, place
from tests.results.failing import ROUTE, TEST, failing, frame, hit

STEP = "features/pets.feature:4:Given"
STEPS = "features/steps/pets.py:9:step_impl"
SCENARIO = "features/pets.feature:3"
SPEC = "e2e/pets.spec.ts:5:"


@pytest.mark.parametrize(
    ("fault", "confidence", "case"),
    [
        # What the stack crosses tells most.
        ("handler", 0.95, failing("ZeroDivisionError", frames=f"{TEST} app/pets.py:12:get_pet")),
        ("handler", 0.95, failing("AssertionError", frames=f"{TEST} app/pets.py:12:get_pet")),
        ("handler", 0.85, failing("KeyError", frames=f"{TEST} app/pets.py:12:get_pet app/pets.py:40:find")),
        ("handler", 0.95, failing("KeyError", frames="tests/conftest.py:4:pet app/pets.py:12:get_pet", when="setup")),
        ("dependency", 0.85, failing("KeyError", frames=f"{TEST} app/pets.py:12:get_pet app/db.py:7:load")),
        ("dependency", 0.8, failing("TypeError", frames=f"{TEST} app/prices.py:3:price")),
        ("dependency", 0.8, failing("TimeoutError", frames=f"{TEST} app/queue.py:3:wait")),
        ("test", 0.6, failing("TypeError", frames=f"{TEST} app/pets.py:12:get_pet tests/fakes.py:3:load")),
        # Then requests that were answered with an error.
        ("handler", 0.85, failing("AssertionError", "assert 500 == 200", hits=[hit(500, entered=True)])),
        ("handler", 0.7, failing("expect.toBe", frames=SPEC, hits=[hit(500)], test="e2e/pets.spec.ts:5:3")),
        ("infrastructure", 0.6, failing("AssertionError", hits=[hit(503)])),
        ("handler", 0.85, failing("HTTPError", frames="tests/conftest.py:4:pet", when="setup",
                                  hits=[hit(500, entered=True, when="setup")])),
        # An answer in order leaves it open.
        ("test", 0.55, failing("AssertionError", hits=[hit(404, entered=True)])),
        ("test", 0.5, failing("AssertionError", hits=[hit(200, entered=True)])),
        ("test", 0.6, failing("AssertionError", "assert 1 == 2")),
        ("test", 0.6, failing("AssertionError", hits=[hit(500, entered=True, when="setup")])),
        ("test", 0.75, failing("TypeError")),
        ("test", 0.75, failing("ZeroDivisionError")),
        # Around the test.
        ("fixture", 0.85, failing("RuntimeError", frames="tests/conftest.py:4:pet", when="setup")),
        ("fixture", 0.85, failing("OSError", frames="features/environment.py:4:after_scenario", when="teardown",
                                  test=SCENARIO)),
        ("fixture", 0.6, failing("AssertionError", frames=f"{TEST} tests/conftest.py:4:check")),
        ("fixture", 0.8, failing("", "fixture 'x' not found", frames="")),
        # Around everything.
        ("infrastructure", 0.8, failing("ConnectError", "All connection attempts failed")),
        ("infrastructure", 0.7, failing("ConnectError", frames="tests/conftest.py:4:server", when="setup")),
        ("infrastructure", 0.8, failing("Error", "apiRequestContext.get: connect ECONNREFUSED", frames=SPEC)),
        ("infrastructure", 0.8, failing("Error", "page.goto: net::ERR_CONNECTION_REFUSED", frames=SPEC)),
        ("infrastructure", 0.6, failing("TimeoutError", "Test timeout of 30000ms exceeded.", frames="")),
        ("infrastructure", 0.6, failing("ReadTimeout", "timed out")),
        ("infrastructure", 0.8, failing("", "worker 'gw0' crashed while running x", frames="")),
        ("infrastructure", 0.9, failing("Error", "Executable doesn't exist at /x/chrome", frames="")),
        ("test", 0.5, failing("TimeoutError", "locator.click: Timeout 300ms exceeded.", frames=SPEC)),
        # Files that cannot be loaded, steps that are not there.
        ("test", 0.7, failing("SyntaxError", frames="tests/test_pets.py:5:", when="collect")),
        ("fixture", 0.7, failing("ImportError", frames="tests/conftest.py:1:", when="collect")),
        ("dependency", 0.8, failing("ImportError", frames="tests/test_pets.py:1: app/main.py:2:", when="collect")),
        ("test", 0.6, failing("ImportError", frames="", when="collect")),
        ("test", 0.6, failing("ModuleNotFoundError")),
        ("test", 0.9, failing("StepNotImplemented", "undefined step: Given a pet", frames=STEP, test=SCENARIO)),
        ("test", 0.6, failing("AssertionError", frames=f"{STEP} {STEPS}", test=SCENARIO)),
        ("unknown", 0.2, failing("", "failed without a message", frames="")),
    ],
)  # fmt: skip
def test_where_the_fault_lies(fault: Fault, confidence: float, case: CaseResult) -> None:
    blame = locate_fault(case, case.failures[0], routes=[ROUTE])
    assert (blame.fault, blame.confidence) == (fault, confidence), blame.evidence
    assert all(blame.evidence)


def test_the_handler_that_a_request_entered_is_enough_without_routes() -> None:
    case = failing(
        "KeyError", frames=f"{TEST} app/pets.py:12:get_pet app/db.py:7:load", hits=[hit(None, entered=True)]
    )
    blame = locate_fault(case, case.failures[0])
    assert (blame.fault, blame.evidence) == (
        "dependency",
        (
            "the handler of GET /pets/{pet_id} is on the stack (app/pets.py:12 in get_pet)",
            "it called app/db.py:7 in load, where it broke",
        ),
    )


def test_a_handler_of_the_same_name_in_another_file_is_not_the_handler() -> None:
    case = failing("KeyError", frames=f"{TEST} app/other.py:12:get_pet", hits=[hit(None, entered=True)])
    assert locate_fault(case, case.failures[0]).fault == "dependency"


def test_both_sides_are_named_where_it_is_open() -> None:
    case = failing("AssertionError", hits=[hit(404)])
    told = " ".join(locate_fault(case, case.failures[0]).evidence)
    assert "GET /pets/{pet_id} was answered 404" in told
    assert "either the test expects the wrong thing or the handler" in told


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("tests/test_pets.py", "test"),
        ("tests/builders.py", "test"),
        ("app/test_inline.py", "test"),
        ("pets_test.py", "test"),
        ("features/steps/pets.py", "test"),
        ("web/pets.spec.ts", "test"),
        ("web/__tests__/pets.js", "test"),
        ("tests/conftest.py", "set-up"),
        ("features/environment.py", "set-up"),
        ("global-setup.ts", "set-up"),
        ("app/contest.py", "code"),
        ("latest/app.py", "code"),
        ("odd/place.py", "test"),
    ],
)
def test_what_a_file_is_for(file: str, kind: str) -> None:
    case = replace(failing("KeyError"), file=WorkspacePath("odd/place.py"))
    assert kind_of_file(case, WorkspacePath(file)) == kind


def test_a_place_without_a_function_is_its_line() -> None:
    assert place(frame("e2e/a.spec.ts:5:")) == "e2e/a.spec.ts:5"
