from __future__ import annotations

import pytest

from qaagent_lsp.results.junit import TEXT_LIMIT
from qaagent_lsp.results.junit_elements import DoctypeRefused, Elements, elements_of

NESTED = """
<testsuites>
  <testsuite name='s'>
    <testcase name='a'/>
    <testsuite name='t'><testcase name='b'/></testsuite>
    <testcase name='c'/>
  </testsuite>
  <testcase name='d'/>
  <testcase name='e'/>
</testsuites>"""
PREFIXED = "<x:testsuite xmlns:x='u' x:name='s'><x:testcase x:name='a' name='b'/></x:testsuite>"
CUT = "the file is truncated; left out: "
TOKEN = "not well-formed (invalid token); left out: the unfinished test case"


def shown(found: Elements) -> list[tuple[str, int]]:
    return [(case.element.get("name", ""), case.suite) for case in found.cases]


@pytest.mark.parametrize(
    ("text", "cases", "suites"),
    [
        ("<testsuites/>", [], []),
        ("<testcase name='a'/>", [("a", 0)], [(None, None)]),
        ("<testsuite name='s'><testcase name='a'/></testsuite>", [("a", 0)], [("s", None)]),
        (NESTED, [("a", 0), ("b", 1), ("c", 0), ("d", 2), ("e", 2)], [("s", None), ("t", 0), (None, None)]),
        (
            "<any><testsuite name='s'><group><testcase name='a'/></group></testsuite></any>",
            [("a", 0)],
            [("s", None)],
        ),
        (PREFIXED, [("b", 0)], [("s", None)]),
    ],
)  # fmt: skip
def test_where_cases_stand(
    text: str, cases: list[tuple[str, int]], suites: list[tuple[str | None, int | None]]
) -> None:
    found = elements_of(text)
    assert shown(found) == cases
    assert [(suite.attributes.get("name"), suite.parent) for suite in found.suites] == suites
    assert found.problems == ()


def test_what_else_stands_in_a_suite_is_kept() -> None:
    (suite,) = elements_of(
        "<testsuites id='r'><testsuite><properties><property name='a'/></properties>"
        "<testcase/><system-out>x<b>y</b>z</system-out></testsuite></testsuites>"
    ).suites
    assert [child.tag for child in suite.children] == ["properties", "system-out"]
    assert "".join(suite.children[1].itertext()) == "xyz"
    assert suite.root == {"id": "r"}


@pytest.mark.parametrize(
    ("text", "names", "problems"),
    [
        ("<testsuite><testcase name='a'/><testcase name='b'>", ["a"], [f"{CUT}the unfinished test case 'b'"]),
        ("<testsuite><testcase name='a'/><system-out>", ["a"], [f"{CUT}an unfinished <system-out>"]),
        ("<testsuite><testcase name='a'/>", ["a"], ["the file is truncated"]),
        ("<", [], ["the file is not XML"]),
        ("< >", [], ["the file is not XML: not well-formed (invalid token)"]),
        ("<testsuite>\n<testcase name='a'>1 < 2</testcase>\n<testcase name='b'/></testsuite>", ["b"],
         [f"line 2: {TOKEN} 'a'"]),
        ("<testsuite>\n\n<testcase name='a'>\n1 < 2</testcase>\n<testcase name='b'>3 < 4</testcase></testsuite>", [],
         [f"line 4: {TOKEN} 'a'", f"line 5: {TOKEN} 'b'"]),
        ("<testsuite><testcase name='a'/><testcase name=b/></testsuite>", ["a"],
         ["line 1: not well-formed (invalid token)"]),
        ("<testsuite><testcase name='a'/><oops <</testsuite", ["a"],
         ["line 1: not well-formed (invalid token)", "the rest of the file could not be read"]),
        ("<testsuites><testsuite><testcase name='a'/></testsuites>", ["a"], ["line 1: mismatched tag"]),
        ("<testsuite><testcase name='a'/></testsuite><testsuite><testcase name='b'/></testsuite>", ["a", "b"],
         ["the file holds more than one document"]),
        ("<testsuite/></testsuite>", [], ["something stands after the document"]),
        ("<?oops<testsuite><testcase name='a'/></testsuite>", ["a"],
         ["the beginning is not XML: not well-formed (invalid token)"]),
        ("<report/>", [], ["not a JUnit document: its root is <report>"]),
    ],
)  # fmt: skip
def test_broken_documents_keep_what_is_whole(text: str, names: list[str], problems: list[str]) -> None:
    found = elements_of(text)
    assert [name for name, _ in shown(found)] == names
    assert list(found.problems) == problems


def test_cases_after_an_error_stay_in_their_suite() -> None:
    found = elements_of(
        "<testsuites><testsuite name='s'><testcase>&lt; <</testcase><testcase name='a'/></testsuite>"
        "<testsuite name='t'><testcase name='b'/></testsuite></testsuites>"
    )
    assert shown(found) == [("a", 0), ("b", 1)]
    assert [suite.parent for suite in found.suites] == [None, None]


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE testsuite><testsuite/>",
        "<!DOCTYPE x [<!ENTITY a 'b'><!ENTITY c '&a;&a;'>]><testsuite name='&c;'/>",
        "<!DOCTYPE x SYSTEM 'file:///etc/passwd'><testsuite/>",
        "<!-- so --><!DOCTYPE x PUBLIC '-//x' 'x.dtd'><testsuite/>",
        "<testsuite/><!DOCTYPE x [<!ENTITY a 'b'>]><testsuite name='&a;'/>",
    ],
)
def test_no_doctype(text: str) -> None:
    with pytest.raises(DoctypeRefused):
        elements_of(text)


def test_long_texts_are_cut() -> None:
    long = "x" * (TEXT_LIMIT + 10)
    found = elements_of(
        f"<testcase name='{long}'><failure>{long}</failure><system-out>{long}</system-out></testcase>"
    )
    element = found.cases[0].element
    for text in (element.get("name"), element[0].text, element[1].text):
        assert text is not None
        assert len(text) == TEXT_LIMIT + len("\n... cut ...")
        assert text.endswith("x\n... cut ...")


def test_depth_has_no_limit() -> None:
    depth = 50_000
    found = elements_of("<testsuite>" * depth + "<testcase name='a'/>" + "</testsuite>" * depth)
    assert shown(found) == [("a", depth - 1)]
    assert elements_of("<testcase>" + "<x>" * depth + "</x>" * depth + "</testcase>").problems == ()


def test_reading_is_given_up_after_many_errors() -> None:
    found = elements_of("<testsuite>" + "<testcase>1 < 2</testcase>\n" * 1000 + "</testsuite>")
    assert len(found.problems) == 101
    assert found.problems[-1].startswith("reading was given up after 100 errors")
