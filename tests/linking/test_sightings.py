"""What is remembered of apps: one word of each, and what a factory makes in several shapes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qaagent_lsp.linking.sightings import MOST_VARIANTS, files_of, is_of_namesake, serves
from qaagent_lsp.model.source import WorkspacePath
from tests.linking.seen import app, laid, remembered, sighting
from tests.linking.workspace import route

FACTORY = """
    from fastapi import FastAPI

    def x(): ...
    def y(): ...

    def create(extra):
        app = FastAPI()
        app.get("/x")(x)
        if extra:
            app.get("/y")(y)
        return app
"""
FILES = {"shop.py": FACTORY}
SMALL = app("shop:create()", "shop.py:7", "GET /x shop.x shop.py:3")
LARGE = app("shop:create()", "shop.py:7", "GET /x shop.x shop.py:3", "GET /y shop.y shop.py:4")
OTHER = app("shop:create()", "shop.py:7", "GET /z shop.y shop.py:4")


def test_files_of_an_app_are_those_of_its_handlers_and_its_own() -> None:
    seen = app("main:app", "main.py:1", "GET /a a.x a.py:1", "GET /b lib.y /site/lib.py:1")
    assert list(files_of(seen)) == ["a.py", "main.py"]


def test_an_app_replaces_what_was_known_of_it() -> None:
    before = remembered(FILES, app("shop:app", "shop.py:1", "GET /old shop.x shop.py:3"))
    after = remembered(FILES, app("shop:app", "shop.py:1", "GET /new shop.x shop.py:3"), known=before)
    assert [row.key.path for one in after for row in one.app.routes] == ["/new"]


def test_all_that_a_factory_makes_counts() -> None:
    """A row that one of its apps lacks is not denied while another has it, of an earlier run too."""
    both = remembered(FILES, SMALL, LARGE)
    assert [one.removed for one in both] == [frozenset(), frozenset()]
    later = remembered(FILES, SMALL, known=remembered(FILES, LARGE))
    assert len(later) == 2
    assert laid(FILES, later) == [
        "GET /x shop.x shop.py:8 observed",
        "GET /y shop.y shop.py:10 observed",
    ]


def test_what_a_factory_made_of_other_files_is_forgotten() -> None:
    changed = {"shop.py": FACTORY + "\n    # changed\n"}
    assert [one.app for one in remembered(changed, SMALL, known=remembered(FILES, LARGE))] == [SMALL]


def test_a_factory_is_remembered_in_so_many_shapes() -> None:
    known = tuple(
        sighting(FILES, app("shop:create()", "shop.py:7", f"GET /x{n} shop.x shop.py:3")) for n in range(20)
    )
    assert len(remembered(FILES, SMALL, known=known)) == MOST_VARIANTS


def test_an_unsaved_buffer_is_newer_than_what_ran() -> None:
    """Its rows are not denied, and what ran of its handlers is not added beside them."""
    buffer = {"shop.py": FACTORY.replace('"/x"', '"/renamed"')}
    (seen,) = remembered(buffer, LARGE, dirty=("shop.py",))
    assert (seen.added, seen.removed) == (frozenset(), frozenset())


@pytest.mark.parametrize(
    ("name", "file", "static", "same"),
    [
        ("main:app", "main.py", "main:app", True),
        ("main:app", "backend/main.py", "backend.main:app", True),
        ("backend.main:app", "backend/main.py", "main:app", True),
        ("shop:create_app()", "shop/__init__.py", "shop:create_app()", True),
        ("main:app", "other/main.py", "backend.main:app", False),
        ("main:other", "main.py", "main:app", False),
        ("", "main.py", "main:app", False),
        ("main:app", "main.py", None, False),
    ],
)
def test_an_app_is_known_under_its_static_name(
    name: str, file: str, static: str | None, *, same: bool
) -> None:
    assert serves(app(name, file), replace(route("GET /"), app=static)) is same


@pytest.mark.parametrize(
    ("name", "file", "static", "handler", "handler_file", "namesake"),
    [
        ("app:app", "one/app.py", "app:app", "app.show", "two/app.py", True),
        ("app:app", "one/app.py", "app:app", "app.show", "one/app.py", False),
        ("app:app", "one/app/__init__.py", "app:app", "app.views.show", "one/app/views.py", False),
        ("urls:urlpatterns", "site/urls.py", "urls:urlpatterns", "shop.urls.show", "shop/urls.py", False),
        ("app:app", "", "app:app", "app.show", "two/app.py", False),
        ("app:app", "one/app.py", None, "app.show", "two/app.py", False),
    ],
)
def test_apps_of_one_name_in_several_folders(
    name: str, file: str, static: str | None, handler: str, handler_file: str, *, namesake: bool
) -> None:
    row = replace(route("GET /", handler=handler), app=static, handler_file=WorkspacePath(handler_file))
    assert is_of_namesake(app(name, file), row) is namesake
