from __future__ import annotations

import pytest

from qaagent_lsp.discovery.dialects.django_paths import (
    django_template,
    of_regex,
    of_route,
    regex_decides,
    route_decides,
)
from qaagent_lsp.discovery.evaluation.values import TextValue

ROUTES = [
    ("", "/", []),
    ("pets/<int:pk>/owners/<name>", "/pets/{pk}/owners/{name}", ["pk int", "name "]),
    ("files/<path:rest>", "/files/{rest}", ["rest path"]),
    ("/odd", "/odd", []),
    ("a{b}/", "/a{b}/", []),
]
REGEXES = [
    (r"^articles/(?P<year>[0-9]{4})/$", "/articles/{year}/", ["year [0-9]{4}"], 1),
    (r"^a/([^/]+)/(\d{2,3})/$", "/a/{var}/{var2}/", ["var [^/]+", r"var2 \d{2,3}"], 1),
    (r"^snippets\.(?P<format>[a-z0-9]+)/?\Z", "/snippets.{format}/", ["format [a-z0-9]+"], 1),
    (r"^robots.txt$", "/robots.txt", [], 1),
    (r"^(?P<b>(x|y)[)(])/$", "/{b}/", ["b (x|y)[)(]"], 1),
    (r"^(?P<path>.*)$", "/{path}", ["path .*"], 1),
    (r"^list/(?:page-(?P<page>\d+)/)?$", "/list/page-{page}/", [r"page \d+"], 0.9),
    (r"^(?:a|b)/x$", "/{var}/x", ["var a|b"], 0.9),
    (r"^app/.*$", "/app/{var}", ["var .*"], 0.9),
    (r"^x/(?!no)(?i)y$", "/x/y", [], 0.9),
    (r"^a|(b|c)[|]\|$", "/a", [], 0.9),
    (r"^(?P<lang>en|de)?/x$", "/{lang}/x", ["lang en|de"], 0.9),
    (r"^ab?c+/$", "/abc/", [], 0.9),
    ("(", "/{var}", ["var "], 1),
    ("[", "/{var}", ["var ["], 0.9),
    ("(?P<a", "/", [], 0.9),
]


@pytest.mark.parametrize(("route", "template", "params"), ROUTES)
def test_path(route: str, template: str, params: list[str]) -> None:
    written, found = django_template(of_route(TextValue(route)).text)
    assert (written, [f"{param.name} {param.converter}" for param in found]) == (template, params)


@pytest.mark.parametrize(("regex", "template", "params", "confidence"), REGEXES)
def test_regular_expression(regex: str, template: str, params: list[str], confidence: float) -> None:
    text = of_regex(TextValue(regex))
    written, found = django_template(text.text)
    assert (written, [f"{param.name} {param.converter}" for param in found]) == (template, params)
    assert (text.confidence, bool(text.reason)) == (confidence, confidence < 1)


def test_what_was_doubtful_stays_so() -> None:
    text = of_regex(TextValue("^x.*$", 0.5, "a setting"))
    assert (text.confidence, text.reason.partition(";")[0]) == (0.45, "a setting")


@pytest.mark.parametrize(
    ("text", "alone", "below"),
    [
        ("a/", True, True),
        ("<int:x>/", True, True),
        ("<path:x>/", True, False),
        ("<int:x>", True, False),
        ("<ours:x>/", True, False),
        ("a{b}/", False, False),
    ],
)
def test_whether_a_route_says_all(text: str, alone: bool, below: bool) -> None:
    assert (route_decides(text), route_decides(text, below=True)) == (alone, below)


@pytest.mark.parametrize(
    ("text", "alone", "below"),
    [
        ("^a/$", True, False),
        ("^a/", False, True),
        ("", False, True),
        ("a/$", False, False),
        (r"\Aa\Z", True, False),
        (r"^a/(?P<x>\d+)/$", True, False),
        (r"^a/\d+/$", True, False),
        (r"^a/(?P<x>\d+)/?$", False, False),
        (r"^(?P<x>\d+)?$", False, False),
        (r"^a\.b$", True, False),
        ("^a.b$", False, False),
        (r"^\d\ta$", False, False),
        ("^a$b$", False, False),
        ("^(?:a|b)/$", False, False),
        ("^a|b$", False, False),
        ("^(?i)a$", False, False),
        (r"^(?P<x>a)(?P<y>(?P=x))$", False, False),
        ("^(?P<kind>path)$", False, False),
        (r"^(?P<x>[\w-]+)/", False, True),
        ("^(?P<x>[^/]+)/", False, True),
        ("^(?P<x>[.-9]+)/", False, False),
        ("^(?P<x>.+)/", False, False),
        (r"^(?P<x>\d+)", False, False),
    ],
)
def test_whether_a_regular_expression_says_all(text: str, alone: bool, below: bool) -> None:
    assert (regex_decides(text), regex_decides(text, below=True)) == (alone, below)
