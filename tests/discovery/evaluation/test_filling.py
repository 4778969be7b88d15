from __future__ import annotations

import pytest

from tests.discovery.tables import rows

APP = """
    from flask import Flask
    app = Flask(__name__)
    BASE = "/v1/{}"
    def page(): ...
    name = "pets"
"""


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("'/{}/x'.format(name)", "/pets/x"),
        ("'/{0}/{1}/{0}'.format('a', name)", "/a/pets/a"),
        ("'/{kind}/{{id}}'.format(kind=name)", "/pets/{id}"),
        ("BASE.format(name)", "/v1/pets"),
        ("'/%s/x' % name", "/pets/x"),
        ("'/%s/%s' % ('a', name)", "/a/pets"),
        ("'/x/'.rstrip('/')", "/x"),
        ("BASE.removesuffix('{}') + name", "/v1/pets"),
        ("'/' + '/x/'.strip('/') + '/y'", "/x/y"),
        ("'/a-b'.replace('-', '_')", "/a_b"),
        ("'/' + name.upper()", "/PETS"),
    ],
)
def test_texts_that_are_filled_in(written: str, expected: str) -> None:
    assert rows(f"{APP}    app.add_url_rule({written}, view_func=page)\n") == [f"GET {expected} main.page"]


@pytest.mark.parametrize(
    "written",
    [
        "'/{}'.format(unknown)",
        "'/{:>5}'.format(name)",
        "'/{!r}'.format(name)",
        "'/{}/{}'.format(name)",
        "'/{'.format(name)",
        "'/{}'.format(*name)",
        "'/%(a)s' % {'a': name}",
        "'/%s/%s' % name",
        "'/%5s' % name",
        "'/100%' % name",
        "7 % 3",
        "'/x/'.rstrip(unknown)",
        "'/x/'.lower(1)",
        "'/x'.replace('x', 'y', 1)",
    ],
)
def test_what_is_not_known_to_the_letter_is_no_path(written: str) -> None:
    assert rows(f"{APP}    app.add_url_rule({written}, view_func=page)\n") == []


def test_a_loop_over_names_that_are_filled_in() -> None:
    text = f"""{APP}
    for kind in ["a", "b"]:
        app.add_url_rule("/{{}}/<x>".format(kind), view_func=page)
        app.add_url_rule("/%s/all" % kind, view_func=page)
    """
    assert sorted(rows(text)) == [
        "GET /a/all main.page",
        "GET /a/{x} main.page",
        "GET /b/all main.page",
        "GET /b/{x} main.page",
    ]
