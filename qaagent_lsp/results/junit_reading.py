"""JUnit XML from anywhere → cases as ours. Nothing that the bytes say raises: what cannot be read is a problem.

``junit_text`` decodes and mends, ``junit_elements`` finds suites and cases also in what is broken, ``junit_cases``
reads one element through junitparser, ``junit_names`` gives it its id; here elements become cases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import assert_never
from xml.etree.ElementTree import Element

from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.source import WORKSPACE_FOLDER
from qaagent_lsp.model.test import Runner, TestId, runner_of
from qaagent_lsp.results.junit_cases import Told, output_of, seconds, told_by
from qaagent_lsp.results.junit_elements import DoctypeRefused, Elements, SuiteElement, elements_of
from qaagent_lsp.results.junit_names import Named, Tool, named, tool_of
from qaagent_lsp.results.junit_text import readable
from qaagent_lsp.results.junit_tries import tries_joined, twins_joined


@dataclass(frozen=True, slots=True)
class JUnitSuite:
    """One ``testsuite`` as the document tells it.

    ``parent`` is the index, in the report's ``suites``, of the suite around it. ``duration`` in seconds. ``tests`` is
    the count that it claims, None where it claims none. ``hostname`` is the project in Playwright's.
    """

    name: str
    parent: int | None = None
    tool: Tool = "unknown"
    tests: int | None = None
    duration: float = 0.0
    timestamp: str = ""
    hostname: str = ""
    properties: tuple[tuple[str, str], ...] = ()
    output: str = ""


@dataclass(frozen=True, slots=True)
class JUnitReport:
    """Everything that a JUnit file says.

    ``tool`` wrote it: ``unknown`` also where several did. ``problems`` say what could not be read or contradicts
    itself; with any of them, a report without a failure is no proof that nothing failed.
    """

    cases: tuple[CaseResult, ...] = ()
    suites: tuple[JUnitSuite, ...] = ()
    problems: tuple[str, ...] = ()
    tool: Tool = "unknown"


def read_junit(data: bytes, *, suite: str, workspace: str) -> JUnitReport:
    """Read one file. ``suite`` is our name of the suite it tells of, ``workspace`` the absolute path of the folder.

    A case that the document has twice stays two cases, the second's id ending in `` #2``. Only in pytest's suites,
    whose ids are unique, further elements of one name are attempts, or the other half of a test that failed and
    whose teardown broke (see ``junit_tries``); unless the suite's own count says that every element is a test. A
    case's ``runner`` is pytest where the tool is none of our three.
    """
    text = readable(data)
    if not text.text:
        return JUnitReport(problems=text.problems)
    try:
        found = elements_of(text.text)
    except DoctypeRefused:
        return JUnitReport(problems=("the document declares a DOCTYPE: refused, nothing of it was read",))
    problems = [*text.problems, *found.problems]
    own: list[list[Element]] = [[] for _ in found.suites]
    for case in found.cases:
        own[case.suite].append(case.element)
    tools = [tool_of(one, cases) for one, cases in zip(found.suites, own, strict=True)]
    cases: list[CaseResult] = []
    red: list[bool] = []
    for one, elements, tool in zip(found.suites, own, tools, strict=True):
        its = [*_of_suite(one, suite, workspace), *_cases(one, elements, tool, suite, workspace, problems)]
        red.append(any(case.outcome in ("failed", "error") for case in its))
        cases += its
    problems += _contradictions(found, own, red)
    known = set(tools) - {"unknown"}
    return JUnitReport(
        cases=_unique(cases),
        suites=tuple(_suite(one, tool) for one, tool in zip(found.suites, tools, strict=True)),
        problems=tuple(problems),
        tool=known.pop() if len(known) == 1 else "unknown",
    )


def _cases(
    suite: SuiteElement,
    elements: Sequence[Element],
    tool: Tool,
    name: str,
    workspace: str,
    problems: list[str],
) -> list[CaseResult]:
    """Read the cases of one ``testsuite``, in the order in which each is first told."""
    groups: dict[tuple[int | str, ...], list[tuple[Named, Told]]] = {}
    odd: list[str] = []
    for at, element in enumerate(elements):
        who, told = named(tool, suite.attributes, element, workspace), told_by(element, workspace)
        if told.odd_time:
            odd.append(told.odd_time)
        if who is None and tool == "pytest":
            # What runs when pytest is interrupted is written as an element with nothing but a time.
            problems.append("a test case without a name: pytest was interrupted while a test was running")
            continue
        if who is None:
            around = suite.attributes.get("name", "") or name
            who = Named(TestId(f"{around} (unnamed case)"), "", WORKSPACE_FOLDER, 1)
        key = (element.get("file", ""), element.get("classname", ""), element.get("name", ""))
        groups.setdefault(key if tool == "pytest" else (at,), []).append((who, told))
    if odd:
        problems.append(f"time={odd[0][:40]!r} is no number of seconds ({len(odd)} case(s))")
    joined = [(group[0][0], twins_joined([told for _, told in group])) for group in groups.values()]
    # Attempts of pytest-rerunfailures are not counted in ``tests``; where all are, the same test was asked for twice.
    all_counted = _number(suite.attributes.get("tests", "")) == sum(len(tolds) for _, tolds in joined)
    return [
        _case(who, told, tool, name)
        for who, tolds in joined
        for told in (tolds if all_counted or tool != "pytest" else tries_joined(tolds))
    ]


def _case(who: Named, told: Told, tool: Tool, suite: str) -> CaseResult:
    last = told.last
    return CaseResult(
        id=who.id,
        suite=suite,
        runner=_runner(tool, who),
        name=who.name,
        outcome=last.outcome,
        duration=round(sum(attempt.duration for attempt in told.attempts), 6),
        file=who.file,
        line=who.line,
        attempts=told.attempts,
        failures=last.failures,
        reason=told.reason,
        output=told.output,
        flaky=last.outcome == "passed"
        and any(attempt.outcome in ("failed", "error") for attempt in told.attempts[:-1]),
    )


def _runner(tool: Tool, who: Named) -> Runner:
    match tool:
        case "behave" | "playwright":
            return tool
        case "qaagent-lsp":
            return runner_of(who.id)
        case "pytest" | "schemathesis" | "unknown":
            return "pytest"
        case _:
            assert_never(tool)


def _of_suite(suite: SuiteElement, name: str, workspace: str) -> list[CaseResult]:
    """Make a case of failures and errors that stand directly in a suite: it broke before or after its cases."""
    element = Element("testcase")
    element.extend(child for child in suite.children if child.tag in ("failure", "error"))
    if not len(element):
        return []
    around = suite.attributes.get("name", "") or name
    return [
        _case(
            Named(TestId(around), around, WORKSPACE_FOLDER, 1), told_by(element, workspace), "unknown", name
        )
    ]


def _unique(cases: Sequence[CaseResult]) -> tuple[CaseResult, ...]:
    """Number the ids that come again, from the second on."""
    taken = {case.id for case in cases}
    seen: dict[TestId, int] = {}
    unique = []
    for case in cases:
        number = seen.get(case.id, 0) + 1
        test = case.id
        while number > 1 and (test := TestId(f"{case.id} #{number}")) in taken:
            number += 1
        seen[case.id] = number
        taken.add(test)
        unique.append(case if test == case.id else replace(case, id=test))
    return tuple(unique)


def _contradictions(found: Elements, own: Sequence[Sequence[Element]], red: Sequence[bool]) -> list[str]:
    """Say where the document claims tests or failures that it does not tell: it must not read as green."""
    problems = []
    told = [len(elements) for elements in own]
    bad = list(red)
    for at in reversed(range(len(found.suites))):
        parent = found.suites[at].parent
        if parent is not None:
            told[parent] += told[at]
            bad[parent] = bad[parent] or bad[at]
    for suite, cases, is_red in zip(found.suites, told, bad, strict=True):
        claims = _claims(suite.attributes, cases, is_red=is_red)
        if claims:
            problems.append(f"the suite {suite.attributes.get('name', '')!r} claims {claims}")
    if not found.suites and (claims := _claims(found.root, 0, is_red=False)):
        problems.append(f"the document claims {claims}")
    if not found.cases and not found.problems:
        problems.append("the document holds no test case")
    return problems


def _claims(attributes: Mapping[str, str], cases: int, *, is_red: bool) -> str:
    failures, errors, tests = (
        _number(attributes.get(name, "")) or 0 for name in ("failures", "errors", "tests")
    )
    if failures + errors and not is_red:
        return f"{failures} failure(s) and {errors} error(s), but none is told"
    return f"{tests} test(s), but none is told" if tests and not cases else ""


def _suite(suite: SuiteElement, tool: Tool) -> JUnitSuite:
    told = suite.attributes
    children = Element("testsuite")
    children.extend(suite.children)
    return JUnitSuite(
        name=told.get("name", ""),
        parent=suite.parent,
        tool=tool,
        tests=_number(told.get("tests", "")),
        duration=seconds(told.get("time", ""))[0],
        timestamp=told.get("timestamp", ""),
        hostname=told.get("hostname", ""),
        properties=tuple(
            (one.get("name", ""), one.get("value") or (one.text or "").strip())
            for one in children.iterfind("properties/property")
        ),
        output=output_of(children),
    )


def _number(told: str) -> int | None:
    told = told.strip()
    return int(told) if told.isdecimal() and len(told) < 10 else None
