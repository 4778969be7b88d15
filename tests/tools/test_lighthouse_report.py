from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from qaagent_lsp.config.profile_inline import Lighthouse, Tools
from qaagent_lsp.tools.ground import Available, Ground, Page, Template
from qaagent_lsp.tools.lighthouse_report import PageReport, page_report
from qaagent_lsp.tools.markup_places import Markup
from tests.tools.site import ROUTES

PAGE = Page("/", ROUTES[0])
GROUND = Ground(
    "/w",
    "/a",
    "http://h",
    Tools(
        lighthouse=Lighthouse(categories=("performance", "accessibility"), thresholds={"performance": 0.5})
    ),
    Available(),
    routes=ROUTES,
    templates=(Template("t.html", '<p>\n<img src="/a.png">\n<img src="/b.png">', frozenset({0})),),
)
IMAGES: dict[str, Any] = {
    "score": 0,
    "title": "Images lack alt",
    "description": "Why.",
    "details": {
        "items": [
            {"node": {"snippet": '<img src="/a.png">', "nodeLabel": ""}},
            {"node": {"snippet": '<img src="/b.png">'}},
            {"node": {"snippet": "<x-y>"}},
            {"url": "x"},
        ]
    },
}
REPORT: dict[str, Any] = {
    "categories": {
        "performance": {
            "score": 0.4,
            "auditRefs": [{"id": "speed-index", "weight": 10}, {"id": "insight", "weight": 0}],
        },
        "accessibility": {
            "score": 1,
            "auditRefs": [{"id": "image-alt", "weight": 1}, {"id": "manual", "weight": 0}],
        },
        "seo": {"score": 0, "auditRefs": [{"id": "other", "weight": 1}]},
    },
    "audits": {
        "speed-index": {
            "score": 0.3,
            "title": "Speed Index",
            "displayValue": "4.2 s",
            "numericValue": 4200.5,
        },
        "insight": {"score": 0, "title": "Insight"},
        "image-alt": IMAGES,
        "manual": {"score": None, "title": "Manual"},
        "other": {"score": 0, "title": "Not asked for"},
    },
}


def read(report: object, ground: Ground = GROUND, page: Page = PAGE) -> PageReport:
    return page_report(json.dumps(report).encode(), page, ground, Markup(ground.templates))


def test_scores_and_numbers() -> None:
    assert [(one.name, one.value, one.unit, one.limit, one.holds) for one in read(REPORT).metrics] == [
        ("performance", 40.0, "score", 50.0, False),
        ("accessibility", 100.0, "score", None, None),
        ("speed-index", 4200.5, "ms", None, None),
    ]


def test_a_score_below_its_threshold_blocks_and_audits_are_told() -> None:
    told = [
        (one.code, one.severity, f"{one.at.file}:{one.at.span.line}" if one.at else "", one.blocks)
        for one in read(REPORT).findings
    ]
    assert told == [
        ("performance", "high", "app.py:6", True),
        ("speed-index", "info", "app.py:6", False),
        ("image-alt", "info", "t.html:2", False),
        ("image-alt", "info", "t.html:3", False),
        ("image-alt", "info", "app.py:6", False),
    ]
    first, second = read(REPORT).findings[:2]
    assert first.message == "performance 40 of 100, below the 50 wanted (/)"
    assert second.message == "Speed Index: 4.2 s (/)"


def test_a_page_without_a_route_has_no_place() -> None:
    ground = replace(GROUND, templates=())
    assert {one.at for one in read(REPORT, ground, Page("/x")).findings} == {None}


def test_a_page_that_leads_to_another_is_the_others() -> None:
    told = read({**REPORT, "finalDisplayedUrl": "http://h/login?next=%2F#top"})
    assert told.shown == "/login?next=%2F"
    assert str(told.metrics[0].route) == "GET /login"
    assert read({**REPORT, "finalDisplayedUrl": "http://elsewhere/"}).shown == "/"


@pytest.mark.parametrize(
    ("report", "says"),
    [
        ({"runtimeError": {"code": "NO_FCP", "message": "It did not paint."}}, "NO_FCP: It did not paint."),
        ({**REPORT, "categories": {"performance": {"score": None}}}, "performance has no score"),
        ({**REPORT, "categories": {}}, "performance has no score"),
        ([], "the report cannot be read"),
        ({"categories": []}, "the report cannot be read"),
    ],
)  # fmt: skip
def test_a_report_that_says_nothing_is_an_error(report: object, says: str) -> None:
    assert says in read(report).errors[0]


def test_a_torn_report_is_an_error() -> None:
    torn = page_report(b'{"categories": {', PAGE, GROUND, Markup(()))
    assert "JSONDecodeError" in torn.errors[0]
