"""Cases of one suite as JUnit XML, the exchange format that other tools read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import assert_never

from junitparser import Error as JUnitError
from junitparser import Failure as JUnitFailure
from junitparser import JUnitXml, Skipped, TestCase, TestSuite
from junitparser.junitparser import FinalResult

from qaagent_lsp.model.result import CaseResult, Failure

TEXT_LIMIT = 1_000_000
"""Characters of one text node; readers built on libxml2 give up at ten million bytes."""

WRITER = "qaagent-lsp"
"""The root's name, by which ``junit_reading`` knows a document of ours: its ids are given, its lines 1-based."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_bytes(suite: str, cases: Iterable[CaseResult]) -> bytes:
    r"""Write one ``testsuite``: ``testcase`` elements with names as pytest's ``xunit1`` family writes them.

    Every failure of the last attempt is a child element. Characters that XML cannot hold become ``\xNN`` texts.
    """
    report = TestSuite(xml_safe(suite))
    # All at once: junitparser counts a suite anew after each case that is added alone.
    report.add_testcases([_testcase(case) for case in cases])
    document = JUnitXml(WRITER)
    document.add_testsuite(report)
    document.update_statistics()  # type: ignore[no-untyped-call]  # junitparser leaves it unannotated
    written = document.tostring()  # type: ignore[no-untyped-call]  # same
    return bytes(written)


def xml_safe(text: str) -> str:
    """Escape what XML 1.0 forbids (its production 2, Char) and cap the length."""
    capped = text if len(text) <= TEXT_LIMIT else text[:TEXT_LIMIT] + "\n... cut ..."
    return _NOT_XML.sub(lambda match: f"\\x{ord(match[0]):02x}", capped)


def _testcase(case: CaseResult) -> TestCase:
    names = case.id.partition("[")[0].split("::")
    classes = names[1:-1]
    classname = ".".join([names[0].removesuffix(".py").replace("/", "."), *classes])
    name = case.name.removeprefix("".join(f"{one}::" for one in classes))
    element = TestCase(xml_safe(name), xml_safe(classname))
    element.time = case.duration
    element._elem.set("id", xml_safe(case.id))  # noqa: SLF001 - junitparser has no way to set an attribute of its own
    element._elem.set("file", xml_safe(case.file))  # noqa: SLF001 - same
    element._elem.set("line", str(case.line))  # noqa: SLF001 - same
    element.result = _results(case)
    if case.output:
        element.system_out = xml_safe(case.output)
    return element


def _results(case: CaseResult) -> list[FinalResult]:
    match case.outcome:
        case "passed":
            return []
        case "skipped":
            return [Skipped(xml_safe(case.reason))]
        case "failed":
            return [_element(JUnitFailure(), failure) for failure in case.failures] or [JUnitFailure()]
        case "error":
            # An error that has nothing but failures of the call (a time limit) must not read as failed.
            apart = any(not _is_of_call(failure) for failure in case.failures)
            return [
                _element(JUnitFailure() if apart and _is_of_call(failure) else JUnitError(), failure)
                for failure in case.failures
            ] or [JUnitError()]
        case _:
            assert_never(case.outcome)


def _is_of_call(failure: Failure) -> bool:
    return failure.when == "call" and failure.category != "crash"


def _element(element: JUnitError | JUnitFailure, failure: Failure) -> JUnitError | JUnitFailure:
    element.message = xml_safe(failure.message)
    element.type = xml_safe(failure.exception or failure.category)
    element.text = xml_safe(failure.text or failure.message)
    return element
