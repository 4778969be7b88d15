"""Which tool wrote a suite of JUnit, and the id, name and place that its test cases have with us."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element

from qaagent_lsp.model.source import WORKSPACE_FOLDER, WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.results.junit import WRITER
from qaagent_lsp.results.junit_elements import SuiteElement
from qaagent_lsp.results.junit_places import within

Tool = Literal["qaagent-lsp", "pytest", "behave", "playwright", "schemathesis", "unknown"]

_SPEC = re.compile(r"\.[cm]?[jt]sx?$")
_SCENARIO_STATUS = frozenset(
    (
        "passed",
        "failed",
        "error",
        "skipped",
        "untested",
        "hook_error",
        "cleanup_error",
        "pending",
        "undefined",
    )
)
# The default of pytest's python_files. In the xunit2 family, which tells no file, it tells module from class.
_TEST_MODULE = re.compile(r"test_\w*|\w+_test")
_PLAYWRIGHT_PLACE = re.compile(r"^\s*(?:\[[^\]]*\] › )?(?P<file>\S.*?):(?P<line>\d+):\d+ › ")
_BEHAVE_PLACE = re.compile(r"^Location: (?P<file>.+\.feature):\d+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Named:
    """Who a test case is. ``file`` is ``""`` and ``line`` 1 where the document does not tell them."""

    id: TestId
    name: str
    file: WorkspacePath
    line: int


def tool_of(suite: SuiteElement, cases: Sequence[Element]) -> Tool:
    """Tell who wrote a suite, by what only that tool writes.

    - ourselves: the root is named so
    - pytest: the root is named ``pytest tests`` (since 8) or the suite ``pytest`` (the default of junit_suite_name)
    - Playwright: the root has an ``id``, and each case's class is the spec file that names the suite
    - Behave: each case has a scenario's status, and the suite's name for a class
    - Schemathesis: the suite is named so
    """
    name, root = suite.attributes.get("name", ""), suite.root
    if root.get("name") == WRITER:
        return "qaagent-lsp"
    if root.get("name") == "pytest tests" or name == "pytest":
        return "pytest"
    if name == "schemathesis":
        return "schemathesis"
    if not cases or any(case.get("classname") != name for case in cases):
        return "unknown"
    if "id" in root and _SPEC.search(name):
        return "playwright"
    if all(case.get("status") in _SCENARIO_STATUS for case in cases):
        return "behave"
    return "unknown"


def named(tool: Tool, suite: Mapping[str, str], case: Element, workspace: str) -> Named | None:
    """Name a case; None when the document gives it neither a name nor a class.

    The id is the tool's own where the document tells enough (pytest), else the nearest: JUnit has neither the lines
    of Behave's scenarios nor those of Playwright's passed tests.
    """
    if not (case.get("name") or case.get("classname")):
        return None
    match tool:
        case "qaagent-lsp":
            return _of_ours(case, workspace)
        case "pytest":
            return _of_pytest(case, workspace)
        case "playwright":
            return _of_playwright(suite, case, workspace)
        case "behave":
            return _of_behave(case, workspace)
        case _:
            return _of_any(case, workspace)


def _of_ours(case: Element, workspace: str) -> Named:
    """Take what our own writer tells: the id as it is; ``line`` is 1-based."""
    plain = _of_any(case, workspace)
    test = case.get("id")
    if test is None:
        return plain
    file = WorkspacePath(case.get("file", ""))
    return Named(TestId(test), case.get("name", ""), file, plain.line)


def _of_pytest(case: Element, workspace: str) -> Named:
    """Put the node id together again.

    ``xunit1`` tells the file, and a 0-based line. In ``xunit2`` the last part of the class name that looks like a
    test module ends the file's path, what follows are classes; without one there is no telling.
    """
    classname, name = case.get("classname", ""), case.get("name", "")
    file = within(case.get("file", ""), workspace)
    line = _number(case.get("line", "")) + 1 if case.get("line", "").strip().isdecimal() else 1
    if not classname and _is_collection(case):
        file = file or WorkspacePath(name.replace(".", "/") + ".py")
        return Named(TestId(file), file.rpartition("/")[2], file, line)
    if file:
        classes = _after_module(classname, file)
    else:
        parts = classname.split(".")
        ends = [at for at, part in enumerate(parts) if _TEST_MODULE.fullmatch(part)]
        if not ends:
            return _of_any(case, workspace)
        file = WorkspacePath("/".join(parts[: ends[-1] + 1]) + ".py")
        classes = parts[ends[-1] + 1 :]
    inside = "::".join([*classes, name])
    return Named(TestId(f"{file}::{inside}"), inside, file, line)


def _after_module(classname: str, file: str) -> list[str]:
    """Take the classes from ``prefix.package.module.Class``; a class name that was set by hand names none."""
    module = "." + file.removesuffix(".py").replace("/", ".").lstrip(".") + "."
    _, found, rest = f".{classname}.".partition(module)
    return rest.rstrip(".").split(".") if found and rest else []


def _of_playwright(suite: Mapping[str, str], case: Element, workspace: str) -> Named:
    """``e2e/pets.spec.ts [chromium] › Outer › title``: the project stands where others put the host's name."""
    project, title, file = suite.get("hostname", ""), case.get("name", ""), case.get("classname", "")
    title = title.removeprefix(f"[{project}] ")
    about = f"{file} [{project}]" if project else file
    place = _first(_PLAYWRIGHT_PLACE, case)
    line = max(_number(place["line"]), 1) if place else 1
    return Named(TestId(f"{about} › {title}"), title, within(file, workspace), line)


def _of_behave(case: Element, workspace: str) -> Named:
    """``pets.Pets/a scenario``. A step that failed tells the feature's file; of the scenario's line nothing is told."""
    classname, name = case.get("classname", ""), case.get("name", "").strip()
    place = _first(_BEHAVE_PLACE, case)
    file = within(place["file"], workspace) if place else WORKSPACE_FOLDER
    return Named(TestId(f"{classname}/{name}"), name, file, 1)


def _of_any(case: Element, workspace: str) -> Named:
    """``class.name``; ``spec.ts › name`` where the class is a file; the name alone where it says the class again."""
    classname, name = case.get("classname", "").strip(), case.get("name", "").strip()
    file = within(case.get("file") or case.get("filepath") or "", workspace)
    line = max(_number(case.get("line", "")), 1)
    if not name or not classname or name == classname or name.startswith((f"{classname}.", f"{classname} ")):
        test = name or classname
    elif _SPEC.search(classname):
        test, file = f"{classname} › {name}", file or within(classname, workspace)
    else:
        test = f"{classname}.{name}"
    return Named(TestId(test), name or classname, file, line)


def _first(pattern: re.Pattern[str], case: Element) -> re.Match[str] | None:
    for tag in ("failure", "error"):
        for child in case.iterfind(tag):
            if found := pattern.search(child.text or ""):
                return found
    return None


def _is_collection(case: Element) -> bool:
    return any(child.get("message") == "collection failure" for child in case.iterfind("error"))


def _number(told: str) -> int:
    told = told.strip()
    return int(told) if told.isdecimal() and len(told) < 10 else 0
