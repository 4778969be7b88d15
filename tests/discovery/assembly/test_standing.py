"""Lines that moved move rows; whatever else is said is for the resolver."""

from __future__ import annotations

import pytest

from qaagent_lsp.discovery.assembly.resolve import Resolver, resolve
from qaagent_lsp.discovery.assembly.standing import Standing
from qaagent_lsp.discovery.facts import FileFacts, facts_of
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.source import WorkspacePath
from tests.discovery.tables import source

MAIN, PETS = WorkspacePath("main.py"), WorkspacePath("pets.py")
INCLUDED = "app.include_router(router, prefix='/api')\n"
TEXTS = {
    MAIN: f"from fastapi import FastAPI\nfrom pets import router\n\napp = FastAPI()\n{INCLUDED}",
    PETS: """from fastapi import APIRouter

router = APIRouter()


@router.get('/pets')
def pets():
    return []


@router.get('/{pet}')
def pet(pet):
    return pet
""",
}
IN_DOUBT = (
    "app.include_router(router, prefix='/api')\nif app.extra:\n    app.include_router(router, prefix='/x')\n"
)


def facts(texts: dict[WorkspacePath, str]) -> dict[WorkspacePath, FileFacts]:
    return {file: facts_of(source(text, file)) for file, text in texts.items()}


def rows_of(texts: dict[WorkspacePath, str]) -> tuple[Route, ...]:
    return resolve(facts(texts)).routes


def takes(standing: Standing, after: str) -> bool:
    resolved, now = (facts({PETS: text})[PETS].wiring for text in (TEXTS[PETS], after))
    return standing.takes(PETS, resolved, now) is not None


def test_rows_stand_where_their_lines_are_and_others_stay_the_same_objects() -> None:
    standing, rows = Standing(), rows_of(TEXTS)
    after = TEXTS[PETS].replace("    return []", "    found = []\n    return found")
    assert takes(standing, after)
    assert standing.has_moved(PETS)
    moved = standing.rows(rows)
    assert moved == rows_of({**TEXTS, PETS: after})
    assert moved[1].span.line == rows[1].span.line + 1
    assert all(new is old for new, old in zip(standing.rows(rows), moved, strict=True))
    standing.forget(PETS)
    assert standing.rows(rows) is rows


def test_undone_is_as_it_was() -> None:
    standing, rows = Standing(), rows_of(TEXTS)
    assert takes(standing, "# one\n# two\n" + TEXTS[PETS])
    assert takes(standing, TEXTS[PETS])
    assert standing.rows(rows) is rows


def test_another_path_has_to_be_resolved() -> None:
    standing = Standing()
    assert not takes(standing, TEXTS[PETS].replace("/pets", "/animals"))
    assert not standing.has_moved(PETS)


def test_a_sentence_that_names_a_line_is_written_anew() -> None:
    texts = {**TEXTS, MAIN: TEXTS[MAIN].replace(INCLUDED, IN_DOUBT)}
    resolver = Resolver()
    before = resolver.resolve(facts(texts)).routes
    assert any("(main.py:6)" in row.reason for row in before)
    after = {**texts, MAIN: "# more\n" + texts[MAIN]}
    assert resolver.resolve(facts(after)).routes == rows_of(after)
    assert any("(main.py:7)" in row.reason for row in resolver.resolve(facts(after)).routes)


def test_a_router_that_was_moved_and_then_changed() -> None:
    resolver = Resolver()
    resolver.resolve(facts(TEXTS))
    for after in (
        {**TEXTS, PETS: "# one\n" + TEXTS[PETS]},
        {**TEXTS, PETS: "# one\n" + TEXTS[PETS].replace("/pets", "/animals")},
        {**TEXTS, PETS: "# one\n# two\n" + TEXTS[PETS].replace("/pets", "/animals")},
        {
            **TEXTS,
            MAIN: "# one\n" + TEXTS[MAIN],
            PETS: "# one\n# two\n" + TEXTS[PETS].replace("APIRouter()", "APIRouter(prefix='/p')"),
        },
        TEXTS,
    ):
        assert resolver.resolve(facts(after)).routes == rows_of(after)


def test_imports_that_come_and_go_leave_the_rows_where_they_lead() -> None:
    standing, rows = Standing(), rows_of(TEXTS)
    for head in ("import a\nfrom b import c\n", "import a\n\n", "from b import d\n"):
        assert takes(standing, head + TEXTS[PETS])
        assert standing.has_moved(PETS)
        assert standing.rows(rows) == rows_of({**TEXTS, PETS: head + TEXTS[PETS]})
    assert takes(standing, TEXTS[PETS])
    assert not standing.has_moved(PETS)


def test_an_import_in_place_of_another_moves_nothing_and_is_still_another() -> None:
    standing, rows = Standing(), rows_of(TEXTS)
    assert takes(standing, TEXTS[PETS].replace("import APIRouter", "import FastAPI"))
    assert standing.has_moved(PETS)
    assert standing.rows(rows) == rows


@pytest.mark.parametrize(
    "line", ["from a import *", "from a import pets", "import fastapi as APIRouter", "from a import b as c"]
)
def test_an_import_of_what_is_defined_elsewhere_has_to_be_resolved(line: str) -> None:
    assert not takes(Standing(), f"{line}\n{TEXTS[PETS]}")


@pytest.mark.parametrize("at", range(3))
def test_what_imports_lead_to_is_resolved_as_from_nothing(at: int) -> None:
    first = "from fastapi import APIRouter\n"
    steps = (
        ("", "import json\n", "import json\nfrom pets import q\n", ""),
        (first, "", "from fastapi import Header\n", first, "import flask\n" + first),
        (first, "from flask import Blueprint as APIRouter\n", "\n" + first, "import json\n\n" + first),
    )[at]
    resolver, texts = Resolver(), dict(TEXTS)
    for step in steps:
        texts[PETS] = step + TEXTS[PETS].removeprefix(first) if first in step or at else step + TEXTS[PETS]
        known = facts(texts)
        assert resolver.resolve(known).routes == resolve(known).routes
