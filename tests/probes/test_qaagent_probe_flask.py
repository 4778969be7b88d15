"""Flask: rules that matched, views that answered, and those that a guard kept from answering."""

from __future__ import annotations

import pytest

from tests.probes.probed import hits, traced

FLASK = [
    ("nested_blueprint", ["call GET /parent/child/{id}/edit test_blog.edit 200 entered x1"]),
    ("guard", ["call GET /parent/child/{id}/edit test_blog.edit 401 - x1"]),
    (
        "view_class",
        [
            "call GET /tags/{name}/ test_blog.Tags.get 200 entered x2",
            "call POST /tags/{name}/ test_blog.Tags.post 500 entered x1",
        ],
    ),
    ("no_route", []),
    (
        "redirect",
        [
            "call GET /old test_blog.old 302 entered x1",
            "call GET /tags/{name}/ test_blog.Tags.get 200 entered x1",
        ],
    ),
]


@pytest.mark.parametrize("pins", ["", "web_older"], ids=["newest", "older"])
@pytest.mark.parametrize(("test", "expected"), FLASK)
def test_flask(test: str, expected: list[str], pins: str) -> None:
    assert hits(traced("web_flask", pins), f"test_blog.py::test_{test}") == expected
