from __future__ import annotations

from dataclasses import replace

import pytest

from qaagent_lsp.config.profile_inline import A11y, Tools
from qaagent_lsp.tools.axe_findings import findings_of
from qaagent_lsp.tools.axe_report import AxeElement, AxePage, AxeReport, AxeRule
from qaagent_lsp.tools.ground import Available, Ground, Template
from qaagent_lsp.tools.markup_places import Element
from tests.tools.site import ROUTES

HTML = '<p id="a">\n<p id="b">\n'
GROUND = Ground(
    "/w",
    "/a",
    "http://h",
    Tools(),
    Available(),
    routes=ROUTES,
    templates=(Template("t.html", HTML, frozenset({0, 2})),),
)


def one(tag: str, impact: str = "serious", *, framed: bool = False) -> AxeElement:
    return AxeElement(
        impact, f"{tag}text</p>", "p > b", "Fix any:\n  no text\n  no title", None if framed else Element(tag)
    )


def rule(*elements: AxeElement, tags: tuple[str, ...] = ("wcag2a",)) -> AxeRule:
    return AxeRule("image-alt", "serious", "Images need text", "https://help", tags, len(elements), elements)


def report(*pages: tuple[str, AxeRule]) -> AxeReport:
    return AxeReport(tuple(AxePage(path, path, violations=(broken,)) for path, broken in pages))


def test_the_same_line_on_several_pages_is_told_once() -> None:
    told = report(
        ("/", rule(one('<p id="a">'))), ("/login", rule(one('<p id="a">'), one('<p id="b">', "critical")))
    )
    worst, other = findings_of(told, GROUND)
    assert (worst.severity, worst.at.span.line if worst.at else 0) == ("critical", 2)
    assert other.message == (
        'Images need text: <p id="a"> and 1 more (serious; /, /login)\nno text (1 more in the details)\nhttps://help'
    )
    assert str(other.route) == "GET /"


def test_elements_that_were_left_out_are_not_denied() -> None:
    cut = replace(rule(one('<p id="a">'), one('<p id="a">')), total=60)
    (found,) = findings_of(report(("/", cut)), GROUND)
    assert found.message.startswith('Images need text: <p id="a"> and at least 1 more (')


@pytest.mark.parametrize("framed", [True, False])
def test_what_no_template_wrote_stands_at_the_route_once_a_page(framed: bool) -> None:
    told = report(("/", rule(one("<x-a>", framed=framed), one("<x-b>", framed=framed))))
    (found,) = findings_of(told, GROUND)
    assert found.at is not None
    assert (found.at.file, found.at.span) == ("app.py", ROUTES[0].span)
    assert found.details.count("p > b") == 2


def test_a_page_of_no_known_route_has_no_place() -> None:
    (found,) = findings_of(report(("/unknown", rule(one("<x-a>")))), GROUND)
    assert (found.at, found.route, found.url) == (None, None, "http://h/unknown")


def test_good_practice_is_told_once_and_as_information() -> None:
    told = report(("/", rule(one('<p id="a">'), one('<p id="b">'), tags=("best-practice",))))
    (found,) = findings_of(told, GROUND)
    assert (found.severity, found.at.span.line if found.at else 0, found.blocks) == ("info", 1, False)


@pytest.mark.parametrize(
    ("fail_on", "tags", "blocks"),
    [
        ("serious", ("wcag2a",), True),
        ("critical", ("wcag2a",), False),
        ("minor", ("wcag2a",), True),
        ("never", ("wcag2a",), False),
        ("minor", ("best-practice",), False),
    ],
)
def test_what_makes_the_tool_fail(fail_on: str, tags: tuple[str, ...], blocks: bool) -> None:
    config = Tools(a11y=A11y.model_validate({"fail_on": fail_on}))
    (found,) = findings_of(report(("/", rule(one('<p id="a">'), tags=tags))), replace(GROUND, config=config))
    assert found.blocks is blocks
