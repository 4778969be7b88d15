"""Lines that moved move rows; whatever else is said is for the resolver."""

from __future__ import annotations

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


def takes(standing: Standing, after: str, rows: tuple[Route, ...]) -> bool:
    resolved, now = (facts({PETS: text})[PETS].wiring for text in (TEXTS[PETS], after))
    return standing.takes(PETS, resolved, now, rows)


def test_rows_stand_where_their_lines_are_and_others_stay_the_same_objects() -> None:
    standing, rows = Standing(), rows_of(TEXTS)
    after = TEXTS[PETS].replace("    return []", "    found = []\n    return found")
    assert takes(standing, after, rows)
    assert standing.has_moved(PETS)
    moved = standing.rows(rows)
    assert moved == rows_of({**TEXTS, PETS: after})
    assert moved[1].span.line == rows[1].span.line + 1
    assert all(new is old for new, old in zip(standing.rows(rows), moved, strict=True))
    standing.forget(PETS)
    assert standing.rows(rows) is rows


def test_undone_is_as_it_was() -> None:
    standing, rows = Standing(), rows_of(TEXTS)
    assert takes(standing, "# one\n# two\n" + TEXTS[PETS], rows)
    assert takes(standing, TEXTS[PETS], rows)
    assert standing.rows(rows) is rows


def test_another_path_has_to_be_resolved() -> None:
    standing, rows = Standing(), rows_of(TEXTS)
    assert not takes(standing, TEXTS[PETS].replace("/pets", "/animals"), rows)
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
