from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from qaagent_lsp.results.junit_elements import elements_of
from qaagent_lsp.results.junit_names import Tool, named, tool_of

WORKSPACE = "/w"
OF_A_SPEC = "<testsuite name='a.spec.ts'><testcase classname='a.spec.ts'/></testsuite>"


@pytest.mark.parametrize(
    ("document", "tool"),
    [
        ("<testsuites name='qaagent-lsp'><testsuite name='pytest'><testcase/></testsuite></testsuites>", "qaagent-lsp"),
        ("<testsuites name='pytest tests'><testsuite name='unit'/></testsuites>", "pytest"),
        ("<testsuite name='pytest'/>", "pytest"),
        ("<testsuites><testsuite name='schemathesis'/></testsuites>", "schemathesis"),
        (f"<testsuites id='' name=''>{OF_A_SPEC}</testsuites>", "playwright"),
        (f"<testsuites name='vitest tests'>{OF_A_SPEC}</testsuites>", "unknown"),
        ("<testsuite name='a.A'><testcase classname='a.A' status='untested'/></testsuite>", "behave"),
        ("<testsuite name='T'><testcase classname='T' status='run'/></testsuite>", "unknown"),
        ("<testsuite name='a.A'><testcase classname='b.B' status='passed'/></testsuite>", "unknown"),
        ("<testsuite/>", "unknown"),
    ],
)  # fmt: skip
def test_tool(document: str, tool: Tool) -> None:
    found = elements_of(document)
    assert tool_of(found.suites[0], [case.element for case in found.cases]) == tool


CASES: list[tuple[Tool, str, str, tuple[str, str, str, int]]] = [
    # pytest, xunit1
    ("pytest", "", "classname='tests.test_a' name='test_x' file='tests/test_a.py' line='0'",
     ("tests/test_a.py::test_x", "test_x", "tests/test_a.py", 1)),
    ("pytest", "", "classname='tests.test_a.TestA.TestB' name='test_x[a::b.c-[1]]' file='tests/test_a.py' line='11'",
     ("tests/test_a.py::TestA::TestB::test_x[a::b.c-[1]]", "TestA::TestB::test_x[a::b.c-[1]]", "tests/test_a.py", 12)),
    ("pytest", "", "classname='nightly.tests.test_a.TestA' name='test_x' file='tests/test_a.py' line='3'",
     ("tests/test_a.py::TestA::test_x", "TestA::test_x", "tests/test_a.py", 4)),
    ("pytest", "", "classname='set.by.hand' name='test_x' file='tests/test_a.py' line='3'",
     ("tests/test_a.py::test_x", "test_x", "tests/test_a.py", 4)),
    ("pytest", "", "classname='tests.test_a' name='test_x' file='tests\\test_a.py' line='odd'",
     ("tests/test_a.py::test_x", "test_x", "tests/test_a.py", 1)),
    ("pytest", "", "classname='doc' name='doc.double' file='doc.py' line='1'",
     ("doc.py::doc.double", "doc.double", "doc.py", 2)),
    # pytest, xunit2
    ("pytest", "", "classname='tests.sub.test_a' name='test_x[a/b]'",
     ("tests/sub/test_a.py::test_x[a/b]", "test_x[a/b]", "tests/sub/test_a.py", 1)),
    ("pytest", "", "classname='test_pkg.pets_test.TestA' name='test_x'",
     ("test_pkg/pets_test.py::TestA::test_x", "TestA::test_x", "test_pkg/pets_test.py", 1)),
    ("pytest", "", "classname='checks.pets.TestA' name='test_x'", ("checks.pets.TestA.test_x", "test_x", "", 1)),
    # Playwright
    ("playwright", "chromium", "classname='pets.spec.ts' name='Outer › title'",
     ("pets.spec.ts [chromium] › Outer › title", "Outer › title", "pets.spec.ts", 1)),
    ("playwright", "chromium", "classname='pets.spec.ts' name='[chromium] title'",
     ("pets.spec.ts [chromium] › title", "title", "pets.spec.ts", 1)),
    ("playwright", "", "classname='pets.spec.ts' name='[odd] title'",
     ("pets.spec.ts › [odd] title", "[odd] title", "pets.spec.ts", 1)),
    # Behave
    ("behave", "", "classname='pets.Pets' name='outline 4 -- @2.1 '",
     ("pets.Pets/outline 4 -- @2.1", "outline 4 -- @2.1", "", 1)),
    # ourselves
    ("qaagent-lsp", "", "id='features/a.feature:12' classname='x' name='fine' file='features/a.feature' line='12'",
     ("features/a.feature:12", "fine", "features/a.feature", 12)),
    # anybody
    ("schemathesis", "", "name='POST /pets'", ("POST /pets", "POST /pets", "", 1)),
    ("unknown", "", "classname='org.A' name='x' file='/w/src/A.java' line='7'", ("org.A.x", "x", "src/A.java", 7)),
    ("unknown", "", "classname='org.A' name='org.A.x' file='/elsewhere/A.java'", ("org.A.x", "org.A.x", "", 1)),
    ("unknown", "", "classname='Pets fine' name='Pets fine'", ("Pets fine", "Pets fine", "", 1)),
    ("unknown", "", "classname='src/a.test.ts' name='x'", ("src/a.test.ts › x", "x", "src/a.test.ts", 1)),
    ("unknown", "", "classname='only.Class'", ("only.Class", "only.Class", "", 1)),
    ("unknown", "", "classname=' ' name=' x '", ("x", "x", "", 1)),
]  # fmt: skip


@pytest.mark.parametrize(("tool", "host", "attributes", "expected"), CASES)
def test_names(tool: Tool, host: str, attributes: str, expected: tuple[str, str, str, int]) -> None:
    case = ET.fromstring(f"<testcase {attributes}/>")
    who = named(tool, {"hostname": host}, case, WORKSPACE)
    assert who is not None
    assert (who.id, who.name, who.file, who.line) == expected


def test_a_collection_error_is_its_file() -> None:
    error = "<error message='collection failure'/>"
    for attributes in ("name='tests.sub.test_a'", "name='tests.sub.test_a' file='tests/sub/test_a.py'"):
        case = ET.fromstring(f"<testcase classname='' {attributes}>{error}</testcase>")
        who = named("pytest", {}, case, WORKSPACE)
        assert who is not None
        assert (who.id, who.name, who.file) == ("tests/sub/test_a.py", "test_a.py", "tests/sub/test_a.py")


def failed(attributes: str, text: str) -> ET.Element:
    return ET.fromstring(f"<testcase {attributes}><failure>{text}</failure></testcase>")


def test_failures_tell_more_of_a_place() -> None:
    case = failed("classname='pets.spec.ts' name='wrong'", "\n  [phone] › pets.spec.ts:10:5 › wrong ───\n")
    who = named("playwright", {"hostname": "phone"}, case, WORKSPACE)
    assert who is not None
    assert who.line == 10
    case = failed("classname='pets.Pets' name='x'", "\nFailing step: y\nLocation: features/pets.feature:11\n")
    who = named("behave", {}, case, WORKSPACE)
    assert who is not None
    assert (who.file, who.line) == ("features/pets.feature", 1)


def test_without_a_name_and_a_class_nobody_is_meant() -> None:
    assert named("unknown", {}, ET.fromstring("<testcase time='0'/>"), WORKSPACE) is None
