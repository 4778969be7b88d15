"""``playwright test --list --reporter=json`` → the exact cases: what loops, projects and ``repeatEach`` come to."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.results.wire import inside

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_NAME_BEFORE = re.compile(r"[^\W\d][\w$]*$|\$[\w$]*$")

Fields = Mapping[str, Any]
LineOf = Callable[[WorkspacePath, int], str]
"""Gives a line of a file, counted from 1."""


@dataclass(frozen=True, slots=True)
class ListedCase:
    """One case as Playwright would run it. ``line`` and ``column`` (UTF-16 units) are 1-based, those of the test.

    ``name`` holds the titles of the ``describe`` blocks around it, joined by `` › ``; ``title`` is its own.
    """

    id: TestId
    file: WorkspacePath
    line: int
    column: int
    project: str
    title: str
    name: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What Playwright listed, and its errors in its own words (files that could not be loaded)."""

    cases: tuple[ListedCase, ...] = ()
    errors: tuple[str, ...] = ()


def listing_of(text: str, *, workspace: str, line_of: LineOf | None = None) -> Listing:
    """Read a listing. Text before and after the JSON is ignored: configurations print what they like.

    ``line_of`` is needed for Playwright up to 1.60 alone, which tells the column behind the name of ``test``.
    Raises ``ValueError`` when there is no listing in the text.
    """
    report = _report(text)
    rootdir = str(report.get("config", {}).get("rootDir", workspace))
    found = [
        case for suite in report.get("suites", ()) for case in _cases(suite, (), rootdir, workspace, line_of)
    ]
    errors = tuple(_COLOURS.sub("", str(error.get("message", error))) for error in report.get("errors", ()))
    return Listing(tuple(_named(found)), errors)


def _report(text: str) -> Fields:
    for start in re.finditer(r"^\{", text, re.MULTILINE):
        try:
            value, _ = json.JSONDecoder().raw_decode(text, start.start())
        except ValueError:
            continue
        if isinstance(value, dict) and "suites" in value:
            return value
    msg = "no listing in what Playwright said"
    raise ValueError(msg)


def _cases(
    suite: Fields, around: tuple[str, ...], rootdir: str, workspace: str, line_of: LineOf | None
) -> Iterator[tuple[ListedCase, tuple[str, ...]]]:
    for spec in suite.get("specs", ()):
        path = f"{rootdir.rstrip('/')}/{spec['file']}"
        file = inside(path, workspace) or WorkspacePath(path)
        line, column = int(spec["line"]), int(spec["column"])
        if line_of is not None:
            column = _call_column(line_of(file, line), column)
        names = tuple(name for name in (*around, str(spec["title"])) if name)
        for test in spec.get("tests", ()):
            project = str(test.get("projectName", ""))
            place = f"{file}:{line}:{column}" + (f" [{project}]" if project else "")
            name = " › ".join(names)
            yield ListedCase(TestId(place), file, line, column, project, str(spec["title"]), name), names
    for inner in suite.get("suites", ()):
        title = str(inner.get("title", ""))
        yield from _cases(inner, (*around, title), rootdir, workspace, line_of)


def _named(found: list[tuple[ListedCase, tuple[str, ...]]]) -> Iterator[ListedCase]:
    """Tell cases of one place apart, in the words of the reporter (``qaagent_cases.cjs``)."""
    sharing: defaultdict[TestId, dict[tuple[str, ...], str]] = defaultdict(dict)
    for case, names in found:
        sharing[case.id][names] = case.title
    again: defaultdict[TestId, int] = defaultdict(int)
    for case, _ in found:
        titles = sharing[case.id]
        own = case.title if len(set(titles.values())) == len(titles) else case.name
        name = TestId(f"{case.id} › {own}" if len(titles) > 1 else case.id)
        again[name] += 1
        number = again[name]
        test = TestId(f"{name} #{number}") if number > 1 else name
        yield ListedCase(test, case.file, case.line, case.column, case.project, case.title, case.name)


def _call_column(line: str, column: int) -> int:
    """Go back from behind the name of what is called to its start, unless the column is that of a property."""
    units = line.encode("utf-16-le")
    before = units[: (column - 1) * 2].decode("utf-16-le", "replace")
    rest = units[(column - 1) * 2 :].decode("utf-16-le", "replace").lstrip()
    name = _NAME_BEFORE.search(before)
    if name is None or not (rest.startswith(("(", "<")) or not rest) or before[: name.start()].endswith("."):
        return column
    return len(before[: name.start()].encode("utf-16-le")) // 2 + 1
