from __future__ import annotations

import pytest

from qaagent_lsp.model.result import Category
from qaagent_lsp.results.junit_failures import failure_of


@pytest.mark.parametrize(
    ("message", "kind", "text", "said"),
    [
        ("assert 1 == 2", "", "", "assert 1 == 2"),
        ("", "", "\n\n  first\nsecond", "first"),
        ("", "java.io.IOException", "", "java.io.IOException"),
        ("", "failure", "", "failed without a message"),
        ("None", "NoneType", "\nFailing step: Then x ... undefined\n", "Failing step: Then x ... undefined"),
        ('failed on setup with "OSError: no"', "", "", "OSError: no"),
        ('failed on teardown with "OSError: no\n[+3 more lines]', "", "", "OSError: no\n[+3 more lines]"),
        ("collection failure", "", "x.py:1\nE   first\nE   ImportError: x", "ImportError: x"),
        ("collection failure", "", "nothing marked", "collection failure"),
    ],
)
def test_message(message: str, kind: str, text: str, said: str) -> None:
    assert failure_of(message=message, kind=kind, text=text).message == said


@pytest.mark.parametrize(
    ("message", "kind", "text", "exception", "category", "when"),
    [
        ("ValueError: x", "", "", "ValueError", "unknown", "call"),
        ("json.decoder.JSONDecodeError: x", "", "", "json.decoder.JSONDecodeError", "data", "call"),
        ("assert 1 == 2", "", "E  assert\n\nt.py:3: AssertionError", "AssertionError", "assertion", "call"),
        ("Failed: plain", "", "", "Failed", "assertion", "call"),
        ("no", "org.opentest4j.AssertionFailedError", "", "org.opentest4j.AssertionFailedError", "assertion", "call"),
        ("Object.is", "expect.toBe", "", "expect.toBe", "assertion", "call"),
        ('failed on setup with "RuntimeError: x"', "", "", "RuntimeError", "fixture", "setup"),
        ('failed on setup with "file x"', "", "file x\nE       fixture 'y' not found",
         "FixtureLookupError", "fixture", "setup"),
        ('failed on teardown with "TimeoutError: x"', "", "", "TimeoutError", "timeout", "teardown"),
        ("collection failure", "", "E   SyntaxError: x", "SyntaxError", "collection", "collect"),
        ("HOOK-ERROR in before_all: KeyError: 'x'", "KeyError", "", "KeyError", "data", "setup"),
        ("HOOK-ERROR in after_scenario: OSError: x", "", "", "OSError", "fixture", "teardown"),
        ("killed", "crash", "", "", "crash", "call"),
        ("x", "NoneType", "", "", "unknown", "call"),
    ],
)  # fmt: skip
def test_what_broke(
    message: str, kind: str, text: str, exception: str, category: Category, when: str
) -> None:
    failure = failure_of(message=message, kind=kind, text=text)
    assert (failure.exception, failure.category, failure.when) == (exception, category, when)


def test_a_broken_cleanup_is_told_in_behaves_output() -> None:
    output = "Captured stdout:\nCLEANUP-ERROR in broken: OSError: x\nTraceback"
    failure = failure_of(message="", kind="UnknownError", text="Traceback:\n", output=output)
    assert (failure.message, failure.when) == ("CLEANUP-ERROR in broken: OSError: x", "teardown")


def test_its_place_is_the_innermost_line_of_the_workspace() -> None:
    failure = failure_of(message="x", kind="", text="a.py:1: in f\nb.py:2: KeyError", workspace="/w")
    assert failure.location is not None
    assert (failure.location.file, failure.location.span.line) == ("b.py", 2)
    assert len(failure.frames) == 2
