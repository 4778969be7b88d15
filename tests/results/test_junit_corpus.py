"""Every file of ``tests/fixtures/junit``: written by real tools, or by hand (``hand-*``) for the ugly ones.

The real ones come from one small project a tool, run in several versions and ways, so that the same verdicts must
come out of each. Counts are what the tool itself says of those tests, merged per test.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from qaagent_lsp.model.result import Counts, count
from qaagent_lsp.results.junit_reading import JUnitReport, read_junit

CORPUS = Path(__file__).parents[1] / "fixtures" / "junit"


@dataclass(frozen=True)
class Expected:
    """``counts`` as passed, failed, error, skipped; ``problems``: a pattern for each, in order."""

    tool: str
    counts: tuple[int, int, int, int]
    flaky: int = 0
    problems: tuple[str, ...] = ()


# 8 of 9 odd parameters pass; two plain tests and a non-strict xpass as well. Failed: four asserts, a library's
# exception, pytest.fail, a strict xpass. Skipped: two skips, one xfail.
BASIC = Expected("pytest", (11, 7, 0, 3))
# Broken setup, broken teardown, both a failed call and a broken teardown (two elements), an unknown fixture.
FIXTURES = Expected("pytest", (0, 0, 4, 0))
# Of two unittest.subTest tests one fails twice; both tests with the subtests fixture fail.
SUBTESTS = Expected("pytest", (1, 3, 0, 0))
# One file cannot be imported, one has a syntax error; without --continue-on-collection-errors nothing else runs.
COLLECTION = Expected("pytest", (0, 0, 2, 0))
# Passed: a third try, a second after a broken setup and one after a broken teardown, and one at once. Failed: always.
# Error: a setup that is always broken; a call that always fails with a teardown that always breaks.
RERUNS = Expected("pytest", (4, 1, 2, 1), flaky=3)
INTERRUPTED = Expected("pytest", (1, 0, 0, 0), problems=("without a name: pytest was interrupted",))
SHAPES = Expected("pytest", (3, 3, 0, 0))
NO_TESTS = "the document holds no test case"
EMPTY = Expected("unknown", (0, 0, 0, 0), problems=(NO_TESTS,))

# Passed: fine, the first "dup", outlines 2 and 4. Failed: two asserts, the second "dup", outline 3.
# Error: a KeyError, an undefined step (1.2 writes a failure), a pending one. One is skipped by a hook.
PETS_13 = Expected("behave", (4, 4, 3, 1))
PETS_12 = Expected("behave", (4, 5, 2, 1))
HOOKS = Expected("behave", (1, 0, 3, 0))
STOPPED = Expected("behave", (1, 1, 0, 10))
# An undefined step is a failure although nothing is run.
DRY_RUN = Expected("behave", (0, 1, 0, 11))

REFUSED = Expected("unknown", (0, 0, 0, 0), problems=("declares a DOCTYPE: refused",))
READ = Expected("unknown", (1, 1, 0, 0))


def broken(
    *problems: str, counts: tuple[int, int, int, int] = (1, 1, 0, 0), tool: str = "unknown"
) -> Expected:
    return Expected(tool, counts, problems=problems)


REAL = {
    "pytest9-basic-xunit1": BASIC,
    "pytest9-basic-xunit2": BASIC,
    "pytest9-basic-legacy": BASIC,
    "pytest9-basic-log-all": BASIC,
    "pytest8-basic-xunit1": BASIC,
    "pytest8-basic-xunit2": BASIC,
    "pytest7-basic-xunit1": BASIC,
    "pytest7-basic-xunit2": BASIC,
    "pytest9-fixtures-xunit1": FIXTURES,
    "pytest9-fixtures-xunit2": FIXTURES,
    "pytest8-fixtures": FIXTURES,
    "pytest7-fixtures": FIXTURES,
    "pytest9-subtests-xunit1": SUBTESTS,
    "pytest9-subtests-xunit2": SUBTESTS,
    "pytest9-xdist-subtests": SUBTESTS,
    "pytest7-subtests": SUBTESTS,
    "pytest9-collection-xunit1": COLLECTION,
    "pytest9-collection-xunit2": COLLECTION,
    "pytest7-collection": COLLECTION,
    "pytest9-collection-continue": Expected("pytest", (1, 0, 2, 0)),
    "pytest9-reruns-xunit1": RERUNS,
    "pytest9-reruns-xunit2": RERUNS,
    "pytest9-xdist-reruns": RERUNS,
    "pytest8-reruns": RERUNS,
    "pytest9-interrupted-xunit1": INTERRUPTED,
    "pytest9-interrupted-xunit2": INTERRUPTED,
    "pytest9-shapes-xunit1": SHAPES,
    "pytest9-shapes-xunit2": SHAPES,
    "pytest9-rootdir-inside": SHAPES,
    "pytest9-xdist": Expected("pytest", (11, 7, 4, 3)),  # the basic and the fixture files together
    "pytest9-maxfail": Expected("pytest", (1, 1, 0, 0)),
    "pytest9-doctest": Expected("pytest", (0, 1, 0, 0)),
    "pytest9-prefix": Expected("pytest", (1, 0, 0, 0)),
    "pytest9-duplicates": Expected("pytest", (2, 1, 0, 0)),  # one file was asked for twice
    "pytest9-missing-path": Expected("pytest", (0, 0, 0, 0), problems=(NO_TESTS,)),
    "pytest9-nothing-chosen": Expected("pytest", (0, 0, 0, 0), problems=(NO_TESTS,)),
    "behave-1.3-pets": PETS_13,
    "behave-1.2-pets": PETS_12,
    "behave-1.3-hooks": HOOKS,
    "behave-1.2-hooks": HOOKS,
    "behave-1.3-good": Expected("behave", (1, 0, 0, 0)),
    "behave-1.2-good": Expected("behave", (1, 0, 0, 0)),
    "behave-1.3-rules": Expected("behave", (1, 1, 0, 0)),
    "behave-1.3-stop-pets": STOPPED,
    "behave-1.2-stop-pets": STOPPED,
    "behave-1.3-dry-run-pets": DRY_RUN,
    "behave-1.2-dry-run-pets": DRY_RUN,
    # A project has in pets.spec.ts 4 passed, 4 failed (one only at its first try), a throw, a timeout, 2 skipped;
    # in hooks.spec.ts a broken beforeAll, 2 failed and 2 that did not run.
    "playwright-projects": Expected("playwright", (8, 12, 6, 8)),
    "playwright-no-project": Expected("playwright", (4, 6, 3, 4)),
    "playwright-retries": Expected("playwright", (10, 6, 4, 4)),  # pets.spec.ts alone: that one looks passed
    "playwright-retries-told": Expected("playwright", (5, 5, 3, 4), flaky=1),
    "playwright-project-in-name": Expected("playwright", (0, 4, 2, 4)),  # hooks.spec.ts alone
    "playwright-max-failures": Expected("playwright", (0, 0, 1, 33)),
    "playwright-repeat": Expected("playwright", (2, 2, 0, 0)),
    "playwright-import-error": EMPTY,
    "playwright-nothing": EMPTY,
    "schemathesis-ok": Expected("schemathesis", (1, 0, 0, 0)),
    "schemathesis-failures": Expected("schemathesis", (1, 2, 0, 0)),
    "schemathesis-network": Expected("schemathesis", (0, 0, 3, 0)),
    "schemathesis-down": Expected("schemathesis", (0, 0, 0, 0), problems=(NO_TESTS,)),
    "jest": Expected("unknown", (2, 2, 0, 1)),  # test.todo has no element of its own inside
    "jest-suite-errors": Expected("unknown", (2, 3, 1, 1)),  # a file that broke is written twice
    "mocha-xunit": Expected("unknown", (1, 3, 0, 2)),
    "vitest": Expected("unknown", (2, 3, 0, 1)),
    "node-test": Expected("unknown", (1, 3, 0, 1)),  # a todo that fails is counted as failed there
}

HAND = {
    "surefire": Expected("unknown", (1, 1, 1, 1)),
    "surefire-reruns": Expected("unknown", (2, 1, 1, 0), flaky=2),
    "gradle-retries-apart": Expected(
        "unknown", (2, 1, 0, 0)
    ),  # nothing says that the two are one: red stays red
    "gotestsum": Expected("unknown", (1, 2, 0, 1)),
    "nunit-like": Expected("unknown", (1, 1, 0, 2)),
    "gtest": Expected("unknown", (1, 1, 0, 2)),
    "phpunit-nested": Expected("unknown", (1, 1, 1, 0)),
    "ctest": Expected("unknown", (1, 1, 0, 2)),
    "status-only": Expected("unknown", (1, 2, 1, 2)),
    "nested-deep": Expected("unknown", (40, 1, 0, 0)),
    "case-under-root": Expected("unknown", (2, 0, 1, 0)),
    "root-case": Expected("unknown", (0, 1, 0, 0)),
    "root-suite": Expected("unknown", (1, 0, 0, 0)),
    "wrapped": Expected("unknown", (1, 0, 0, 1)),
    "empty-testsuites": EMPTY,
    "empty-suite": EMPTY,
    "empty-file": broken("the file is empty", counts=(0, 0, 0, 0)),
    "blank": broken("the file is empty", counts=(0, 0, 0, 0)),
    "zeros": broken("the file is empty", counts=(0, 0, 0, 0)),
    "not-xml": broken("the file is not XML", counts=(0, 0, 0, 0)),
    "json": broken("before the XML", "truncated", "its root is <xml>", counts=(0, 0, 0, 0)),
    "html": broken("not a JUnit document: its root is <html>", counts=(0, 0, 0, 0)),
    "html-doctype": REFUSED,
    "other-xml": broken("not a JUnit document: its root is <test-run>", counts=(0, 0, 0, 0)),
    "namespace-default": READ,
    "namespace-prefix": Expected("unknown", (0, 0, 1, 1)),
    "namespace-unbound": READ,
    "odd-numbers": broken(r"time='NaN' is no number of seconds \(4 case", counts=(10, 0, 0, 0)),
    "no-names": Expected("unknown", (4, 1, 0, 1)),
    "no-message": Expected("unknown", (0, 3, 1, 0)),
    "several-in-one": Expected("unknown", (1, 1, 2, 1)),
    "control-characters": broken(r"4 character\(s\) that XML forbids"),
    "control-references": broken(r"4 character\(s\) that XML forbids"),
    "bare-ampersands": broken("6 '&' that begin", counts=(0, 1, 0, 0)),
    "invalid-utf8": broken("not UTF-8, the first at offset 77"),
    "latin-1": READ,
    "windows-1252": READ,
    "utf-16-mark": READ,
    "utf-16-big-endian": READ,
    "utf-16-no-mark": READ,
    "utf-32-mark": READ,
    "utf-8-mark": READ,
    "carriage-returns": READ,
    "says-utf-16": broken("declared encoding UTF-16"),
    "unknown-encoding": broken("declared encoding x-of-our-own"),
    "codec-no-encoding": broken("declared encoding base64"),
    "truncated-between": broken("the file is truncated$"),
    "truncated-in-text": broken("truncated; left out: the unfinished test case 'c'"),
    "truncated-in-cdata": broken("truncated; left out: the unfinished test case 'c'"),
    "truncated-in-attribute": broken("the file is truncated$"),
    "truncated-in-utf8": broken("not UTF-8", "truncated; left out: the unfinished test case 'c'"),
    "truncated-at-once": broken("truncated", counts=(0, 0, 0, 0)),
    "unescaped-less-than": broken("line 3: not well-formed.*left out: the unfinished test case 'b'"),
    "missing-end-tag": broken("line 5: mismatched tag.*unfinished test case 'b'", counts=(2, 0, 0, 0)),
    "missing-suite-end": broken("line 1: mismatched tag"),
    "duplicate-attribute": broken("line 1: duplicate attribute", counts=(1, 0, 0, 0)),
    "two-documents": broken("more than one document"),
    "log-before": broken("before the XML: 'npm warn deprecated'", counts=(1, 0, 0, 0)),
    "log-after": broken("after the document", counts=(1, 0, 0, 0)),
    "zeros-after": broken("64 character", "after the document", counts=(1, 0, 0, 0)),
    "doctype-laughs": REFUSED,
    "doctype-quadratic": REFUSED,
    "doctype-external-entity": REFUSED,
    "doctype-external-dtd": REFUSED,
    "doctype-parameter-entity": REFUSED,
    "doctype-late": REFUSED,
    "suite-error": Expected("unknown", (1, 0, 1, 0)),
    "claims-failures": broken("'s' claims 1 failure.*none is told", counts=(2, 0, 0, 0)),
    "claims-tests": broken("'s' claims 7 test.*none is told", counts=(1, 0, 0, 0)),
    "claims-in-root": broken("document claims 2 failure", NO_TESTS, counts=(0, 0, 0, 0)),
    "xml-in-output": Expected("unknown", (2, 0, 0, 0)),  # what a test prints is no verdict
    "comments": Expected("unknown", (1, 0, 0, 0)),
    "pytest-two-runs": Expected("pytest", (3, 1, 0, 0)),
    "pytest-windows": Expected("pytest", (2, 0, 0, 0)),
    "pytest-retry-told": Expected(
        "pytest", (1, 1, 0, 0)
    ),  # a failure with its own text is no attempt of a rerun
    "ids-like-ours": Expected("unknown", (4, 0, 0, 0)),
}

EXPECTED = {**REAL, **{f"hand-{name}": expected for name, expected in HAND.items()}}


def report(name: str) -> JUnitReport:
    return read_junit((CORPUS / f"{name}.xml").read_bytes(), suite="unit", workspace="/srv/pets")


@pytest.mark.parametrize("name", EXPECTED)
def test_file(name: str) -> None:
    read, expected = report(name), EXPECTED[name]
    assert (count(read.cases), read.tool) == (Counts(*expected.counts), expected.tool)
    assert sum(case.flaky for case in read.cases) == expected.flaky
    assert len(read.problems) == len(expected.problems), read.problems
    for pattern, problem in zip(expected.problems, read.problems, strict=True):
        assert re.search(pattern, problem)


@pytest.mark.parametrize("name", EXPECTED)
def test_what_holds_for_every_case(name: str) -> None:
    cases = report(name).cases
    assert len({case.id for case in cases}) == len(cases)
    for case in cases:
        assert case.id
        assert case.suite == "unit"
        assert case.line >= 1
        assert 0 <= case.duration < 10_000
        assert case.attempts[-1].outcome == case.outcome
        assert bool(case.failures) == (case.outcome in ("failed", "error"))
        assert all(failure.message for attempt in case.attempts for failure in attempt.failures)
        assert not case.file.startswith(("/", "./"))


def test_every_file_is_expected() -> None:
    assert {file.stem for file in CORPUS.iterdir()} == set(EXPECTED)
    assert len(REAL) >= 60


def test_files_are_small_and_name_no_machine() -> None:
    for file in CORPUS.iterdir():
        data = file.read_bytes()
        assert len(data) < 30_000, file.name
        assert (
            re.search(rb'(?:/root|/home|/tmp|/Users)/|hostname="(?!host"|chromium"|phone"|")', data) is None
        ), file.name
