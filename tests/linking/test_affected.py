"""A small shop with tests of three tools, what changes in it, and what that comes to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qaagent_lsp.discovery.imports import Code
from qaagent_lsp.linking.affected import Ground, affected
from qaagent_lsp.model.change import Changes, FileChange, Hunk
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import Runner, TestFunction, TestId
from tests.linking.workspace import case, function, route, snapshot, tie

PETS, MAIN, STORE = "shop/pets.py", "shop/main.py", "shop/store.py"
T_PETS, T_UNIT, T_HEALTH = "tests/test_pets.py", "tests/test_unit.py", "tests/test_health.py"
FEATURE, SPEC = "features/pets.feature", "e2e/pets.spec.ts"
LIST, GET, BOTH = f"{T_PETS}::test_list", f"{T_PETS}::test_get", f"{T_PETS}::test_both"
HEALTH, UNIT = f"{T_HEALTH}::test_health", f"{T_UNIT}::test_unit"
SCENARIO, PLAYED = f"{FEATURE}:3", f"{SPEC}:5:3"
ALL_FILES = {T_PETS, T_UNIT, T_HEALTH, FEATURE, SPEC}

ROUTES = (
    route("GET /pets", file=PETS, line=1, handler="shop.pets.list_pets"),
    route("GET /pets/{pet_id}", file=PETS, line=11, handler="shop.pets.get_pet"),
    route("DELETE /pets/{pet_id}", file=PETS, line=21, handler="shop.pets.delete_pet"),
    route("GET /health", file=MAIN, line=1, handler="shop.main.health"),
)
LINKS = [
    tie(LIST, "GET /pets"),
    tie(GET, "GET /pets/{pet_id}", "observed", why="observed"),
    tie(BOTH, "GET /pets"),
    tie(BOTH, "GET /pets/{pet_id}"),
    tie(HEALTH, "GET /health"),
    tie(SCENARIO, "GET /pets", "request"),
    tie(PLAYED, "GET /pets", "request"),
]
IMPORTERS = {
    PETS: [MAIN],
    STORE: [PETS, T_UNIT],
    MAIN: [T_PETS, T_HEALTH],
    "tests/conftest.py": [T_PETS, T_UNIT, T_HEALTH],
    "tests/words.py": ["tests/conftest.py"],
    "features/steps/pets.py": [FEATURE],
}
TEXTS = {
    PETS: "\n".join(
        ["@router.get('/')", "def list_pets():", "    return 1", *[""] * 8, "def get_pet(): ..."]
    ),
    MAIN: "from shop.pets import (\n    list_pets,\n    get_pet,\n)\n",
    T_UNIT: "from shop.store import name_of\n",
}


def placed(test_id: str, line: int) -> TestFunction:
    runner: Runner = "behave" if ".feature" in test_id else "playwright"
    named = function(f"{test_id.partition(':')[0]}::it", line=line)
    return replace(named, id=TestId(test_id), runner=runner)


def ground(*, linked: bool = True, texts: dict[str, str] | None = None, ran: bool = True) -> Ground:
    now = snapshot(ROUTES, [LIST, GET, BOTH, HEALTH, UNIT], LINKS if linked else LINKS[:-2])
    tests = {**now.tests, TestId(SCENARIO): placed(SCENARIO, 3), TestId(PLAYED): placed(PLAYED, 5)}
    by_file: dict[WorkspacePath, tuple[TestFunction, ...]] = {}
    for test in tests.values():
        by_file[test.file] = (*by_file.get(test.file, ()), test)
    results = snapshot(tests=[UNIT], results=[case(UNIT, "passed")]).results if ran else {}
    return Ground(
        snapshot=replace(now, tests=tests, tests_by_file=by_file, results=results),
        code=Code(
            {WorkspacePath(file): text for file, text in {**TEXTS, **(texts or {})}.items()},
            {WorkspacePath(file): frozenset(map(WorkspacePath, who)) for file, who in IMPORTERS.items()},
        ),
        test_files=frozenset(map(WorkspacePath, ALL_FILES)),
        testless=frozenset({WorkspacePath("tests/test_old.py")}),
        roots=frozenset({WorkspacePath(""), WorkspacePath("e2e")}),
        playwright_roots=frozenset({WorkspacePath("e2e")}),
    )


GROUND = ground()


def edited(file: str, *hunks: Hunk) -> FileChange:
    return FileChange(WorkspacePath(file), "edited", hunks)


def deleted(file: str) -> FileChange:
    return FileChange(WorkspacePath(file), "deleted")


def chosen(change: FileChange, on: Ground = GROUND) -> set[str]:
    found = affected(Changes("the last commit", (change,)), on)
    assert all(one.why for one in found.tests)
    assert [one.id for one in found.tests] == list(dict.fromkeys(one.id for one in found.tests))
    return {str(one.id) for one in found.tests}


OF_LIST = {LIST, BOTH, SCENARIO, PLAYED}
OF_PETS = {T_PETS, T_HEALTH, SCENARIO, PLAYED}
"""Whoever loads shop/pets.py, and the tests of its routes."""


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        # Tests
        (edited(T_PETS, Hunk(6, 6, 4)), {LIST}),
        (edited(T_PETS, Hunk(6, 6, 4), Hunk(11, 11, 4)), {LIST, GET}),
        (edited(T_PETS, Hunk(6, 6, 0)), {T_PETS}),
        (edited(T_PETS, Hunk(1, 1)), {T_PETS}),
        (FileChange(WorkspacePath(T_PETS), "added"), {T_PETS}),
        (deleted("tests/test_old.py"), set()),
        (edited("tests/conftest.py", Hunk(1, 1)), {T_PETS, T_UNIT, T_HEALTH}),
        (deleted("tests/conftest.py"), {T_PETS, T_UNIT, T_HEALTH}),
        (edited("tests/words.py", Hunk(1, 1)), {T_PETS, T_UNIT, T_HEALTH}),
        # Handlers
        (edited(PETS, Hunk(3, 3, 4)), OF_LIST),
        (edited(PETS, Hunk(13, 13, 4)), {GET, BOTH}),
        (edited(PETS, Hunk(3, 3, 4), Hunk(13, 13, 4)), {GET, *OF_LIST}),
        (edited(MAIN, Hunk(2, 2, 4)), {HEALTH}),
        # More than a handler: its decorator, what stands between, a handler without a test, another function deleted
        (edited(PETS, Hunk(1, 1, 0)), OF_PETS),
        (edited(PETS, Hunk(3, 3, 4), Hunk(8, 9)), OF_PETS),
        (edited(PETS, Hunk(23, 23, 4)), OF_PETS),
        (edited(PETS, Hunk(3, 3, 0)), OF_PETS),
        # Other Python files
        (edited(STORE, Hunk(1, 1)), {T_UNIT, *OF_PETS}),
        (deleted(STORE), {T_UNIT, *OF_PETS}),
        (edited("scripts/fill.py", Hunk(1, 1)), ALL_FILES),
        (edited("features/steps/pets.py", Hunk(1, 1)), {FEATURE}),
        # Features, specs, scripts
        (edited(FEATURE, Hunk(4, 4, 4)), {SCENARIO}),
        (edited(FEATURE, Hunk(1, 1, 0)), {FEATURE}),
        (edited(SPEC, Hunk(6, 6, 4)), {PLAYED}),
        (edited(SPEC, Hunk(1, 1, 0)), {SPEC}),
        (edited("e2e/pages/login.ts", Hunk(1, 1)), {SPEC}),
        (edited("e2e/playwright.config.ts", Hunk(1, 1)), {SPEC}),
        (edited("e2e/users.json", Hunk(1, 1)), {SPEC}),
        (edited("web/app.ts", Hunk(1, 1)), ALL_FILES),
        # Everything else
        (edited("shop/templates/pet.html", Hunk(1, 1)), ALL_FILES),
        (edited("pyproject.toml", Hunk(1, 1)), ALL_FILES),
        (deleted("schema.sql"), ALL_FILES),
        (edited("README.md", Hunk(1, 1)), set()),
    ],
)
def test_what_a_change_may_concern(change: FileChange, expected: set[str]) -> None:
    assert chosen(change) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({T_UNIT: "from shop.pets import list_pets\n\n\ndef test_unit():\n    list_pets()\n"}, OF_LIST),
        (
            {T_HEALTH: "from shop.pets import list_pets\n\n\ndef test():\n    list_pets()\n"},
            {T_HEALTH, *OF_LIST},
        ),
        ({T_HEALTH: "from shop.pets import list_pets\n"}, OF_LIST),
        ({T_HEALTH: "from shop.pets import list_pets as l\n\nl()\n"}, {T_HEALTH, *OF_LIST}),
        ({T_HEALTH: "def test(client):\n    client.get('/list_pets')\n"}, OF_LIST),
        ({MAIN: "from shop.pets import list_pets\n\nall = list_pets()\n"}, OF_PETS),
        ({PETS: f"{TEXTS[PETS]}\ndef other():\n    return list_pets()\n"}, OF_PETS),
    ],
)
def test_whoever_uses_a_handler_as_a_function_is_found(texts: dict[str, str], expected: set[str]) -> None:
    assert chosen(edited(PETS, Hunk(3, 3, 4)), ground(texts=texts)) == expected


def test_tests_of_which_nobody_knows_what_they_reach_are_run() -> None:
    handler = edited(PETS, Hunk(13, 13, 4))
    assert chosen(handler, ground(linked=False)) == {GET, BOTH, SCENARIO, PLAYED}
    assert UNIT not in chosen(edited(MAIN, Hunk(2, 2, 4)), ground(ran=False))
    assert chosen(edited(STORE, Hunk(1, 1)), ground(linked=False)) == {T_UNIT, *OF_PETS}


@pytest.mark.parametrize(
    ("change", "expected"),
    [(edited(PETS, Hunk(3, 3, 4)), OF_PETS), (edited(T_PETS, Hunk(6, 6, 4)), {T_PETS})],
)
def test_of_a_file_that_cannot_be_read_everything_counts(change: FileChange, expected: set[str]) -> None:
    problem = Problem(change.file, Span(9, 1, 9, 2), "unterminated string", "syntax-error")
    assert chosen(change, replace(GROUND, snapshot=replace(GROUND.snapshot, problems=(problem,)))) == expected


def test_the_reason_says_on_what_way_a_change_is_reached() -> None:
    found = affected(Changes("main", (edited(STORE, Hunk(1, 1)),)), GROUND)
    reasons = {one.id: (one.why, one.how) for one in found.tests}
    assert reasons[TestId(T_UNIT)] == ("it loads shop/store.py, which changed", None)
    assert reasons[TestId(T_PETS)] == ("it loads shop/store.py, which changed, through shop/main.py", None)
    assert reasons[TestId(SCENARIO)][1] == "request"
    assert reasons[TestId(SCENARIO)][0].startswith("shop/store.py changed, which GET /pets is served with; ")


def test_nothing_is_passed_over_in_silence() -> None:
    files = (deleted("tests/test_old.py"), edited("README.md"), edited("docs/a.md"))
    found = affected(Changes("main", files, ("other/ is a repository of its own",)), GROUND)
    assert found.tests == ()
    assert found.notes == (
        "other/ is a repository of its own",
        "tests/test_old.py was deleted, and no test is known that it may concern",
        "documents that changed run no test: README.md, docs/a.md",
    )


def test_without_any_test_there_is_a_note() -> None:
    nothing = Ground(Snapshot(), Code({}, {}), frozenset(), frozenset(), frozenset(), frozenset())
    found = affected(Changes("main", (edited("a.py"),)), nothing)
    assert found.notes == ("a.py changed, and no test is known that it may concern",)


@pytest.mark.parametrize(
    ("handler", "text", "expected"),
    [
        ("shop.pets.Pets.get", "class Pets(View):\n    ...\n", OF_LIST),
        ("shop.pets.Pets.get", "class Pets(View):\n    ...\n\nclass Dogs(Pets):\n    ...\n", OF_PETS),
        ("shop.pets.make.<locals>.get", "def make():\n    ...\nget()\n", OF_LIST),
    ],
)
def test_of_a_method_its_class_is_what_others_use(handler: str, text: str, expected: set[str]) -> None:
    on = ground(texts={PETS: text})
    method = replace(ROUTES[0], handler=handler, handler_span=Span(2, 5, 3, 20))
    on = replace(on, snapshot=replace(on.snapshot, routes=(method, *ROUTES[1:])))
    assert chosen(edited(PETS, Hunk(3, 3, 8)), on) == expected


def test_the_head_of_a_handler_is_more_than_the_handler() -> None:
    text = "@router.get('/')\ndef list_pets(\n    limit: int = 1,\n):\n    return limit\n"
    on = ground(texts={PETS: text})
    listed = replace(ROUTES[0], handler_span=Span(1, 1, 5, 17))
    on = replace(on, snapshot=replace(on.snapshot, routes=(listed, *ROUTES[1:])))
    assert chosen(edited(PETS, Hunk(3, 3, 4)), on) == OF_PETS
    assert chosen(edited(PETS, Hunk(5, 5, 4)), on) == OF_LIST


def test_what_no_test_is_seen_to_import_runs_all_though_some_are_linked_to_its_routes() -> None:
    apart = replace(GROUND, code=Code(GROUND.code.texts, {}))
    assert chosen(edited(PETS, Hunk(8, 9)), apart) == ALL_FILES
