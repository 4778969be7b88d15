"""A place in a file, and the tests that it concerns: what stands there, whose handler it is, who executed it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import pytest

from qaagent_lsp.discovery.units import units_of
from qaagent_lsp.linking.pointing import Pointed, at_place
from qaagent_lsp.model.errors import NothingToRun
from qaagent_lsp.model.scope import AtScope, Chosen
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import TestFunction, TestGroup, TestId
from tests.linking.workspace import function, route, snapshot, tie

APP, TEST, FEATURE, SPEC = "shop/pets.py", "tests/test_pets.py", "features/pets.feature", "e2e/pets.spec.ts"
TEXT = """\
RATE = 2


@app.get("/pets")
def list_pets():
    return []


@app.delete("/pets")
def drop_pets():
    return []


def price():
    def half():
        return RATE / 2

    return half()


def cost():
    return price()


class Pets:
    kind = "pet"

    def names(self):
        return []
"""
LIST, OTHER, METHOD = f"{TEST}::test_list", f"{TEST}::test_other", f"{TEST}::TestPets::test_it"


def placed(test_id: str, span: Span) -> TestFunction:
    return replace(
        function("a.py::it"), id=TestId(test_id), file=WorkspacePath(test_id.partition(":")[0]), span=span
    )


def known() -> Snapshot:
    routes = [
        replace(route("GET /pets", file=APP), span=Span(4, 2, 4, 18), handler_span=Span(4, 1, 6, 14)),
        replace(route("DELETE /pets", file=APP), span=Span(9, 2, 9, 21), handler_span=Span(9, 1, 11, 14)),
    ]
    links = [tie(LIST, "GET /pets", "call", why="client.get"), tie(LIST, "GET /pets", "observed", why="seen")]
    base = snapshot(routes, [], links)
    tests = [
        replace(function(LIST), span=Span(5, 1, 8, 20)),
        replace(function(OTHER), span=Span(10, 1, 12, 20)),
        replace(function(METHOD), span=Span(18, 5, 19, 20)),
        placed(f"{FEATURE}:4", Span(4, 3, 6, 20)),
        placed(f"{SPEC}:3:1", Span(3, 1, 3, 20)),
        placed(f"{SPEC}:3:22", Span(3, 22, 3, 40)),
    ]
    files: dict[WorkspacePath, tuple[TestFunction, ...]] = {}
    for test in tests:
        files[test.file] = (*files.get(test.file, ()), test)
    feature = TestGroup(
        TestId(f"{FEATURE}:1"), "Pets", "feature", Span(1, 1, 9, 1), (TestId(f"{FEATURE}:4"),)
    )
    return replace(
        base,
        tests={test.id: test for test in tests},
        tests_by_file=files,
        groups_by_file={WorkspacePath(FEATURE): (feature,)},
    )


RAN = {"price": {OTHER: "price"}, "Pets.names": {LIST: "Pets.names"}}
LOADS = Chosen(TestId(TEST), "it loads shop/pets.py")


def pointed(file: str, *, text: str = TEXT, loads: bool = True) -> Pointed:
    def ran(keys: Collection[str]) -> Mapping[TestId, str]:
        return {TestId(test): key for each in keys for test, key in RAN.get(each, {}).items()}

    python = file.endswith(".py")
    classes = {APP: [("Pets", 25, 29)], TEST: [("TestPets", 15, 19)]}
    units = units_of(text) if file == APP else units_of("") if python else None
    return Pointed(30, units, ran, lambda: [LOADS] if loads else [], classes.get(file, []))


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        # Tests and what holds them
        ((TEST, 6), {LIST: "line 6 is in it"}),
        ((TEST, 10), {OTHER: "line 10 is in it"}),
        ((TEST, 16), {METHOD: "part of class TestPets"}),
        ((TEST, 19), {METHOD: "line 19 is in it"}),
        ((FEATURE, 5), {f"{FEATURE}:4": "line 5 is in it"}),
        ((FEATURE, 2), {f"{FEATURE}:4": "part of feature Pets"}),
        ((SPEC, 3, 25), {f"{SPEC}:3:22": "line 3 is in it"}),
        ((SPEC, 3, 99), {f"{SPEC}:3:1": "line 3 is in it", f"{SPEC}:3:22": "line 3 is in it"}),
        # Handlers: the best known link of each test
        ((APP, 4), {LIST: "GET /pets: seen"}),
        ((APP, 6), {LIST: "GET /pets: seen"}),
        # Other functions: who executed the innermost that anybody did
        ((APP, 14), {OTHER: "ran shop.pets.price"}),
        ((APP, 16), {OTHER: "ran shop.pets.price"}),
        ((APP, 29), {LIST: "ran shop.pets.Pets.names"}),
        ((APP, 26), {LIST: "ran shop.pets.Pets.names"}),
        # Nobody did: whoever loads it
        ((APP, 22), {TEST: "it loads shop/pets.py"}),
    ],
)
def test_a_place_is_its_tests(
    place: tuple[str, int] | tuple[str, int, int], expected: dict[str, str]
) -> None:
    file, *numbers = place
    chosen = at_place(known(), AtScope(WorkspacePath(file), *numbers), pointed(file))
    assert {one.id: one.why for one in chosen} == expected


@pytest.mark.parametrize(
    ("place", "text", "message", "hint"),
    [
        ((APP, 1), TEXT, "no test, route or function stands at shop/pets.py:1", "Point into one"),
        ((APP, 31), TEXT, "shop/pets.py has no line 31", "Its last line is 30."),
        (
            (APP, 22),
            TEXT,
            "no test is known to execute the function at shop/pets.py:22",
            "Run all tests once",
        ),
        (
            (APP, 11),
            TEXT,
            "no test is known to reach DELETE /pets, which shop/pets.py:11",
            'client.delete("/pets")',
        ),
        ((APP, 22), "def (", "shop/pets.py is not valid Python", "Mend it"),
        (("shop/pets.html", 1), "", "no test, route or function stands at", "Point into one"),
    ],
)
def test_what_concerns_no_test_is_refused_with_a_hint(
    place: tuple[str, int], text: str, message: str, hint: str
) -> None:
    scope = AtScope(WorkspacePath(place[0]), place[1])
    at = replace(pointed(place[0], text=text, loads=False), lines=30)
    snapshot = known() if text else Snapshot()
    if text != TEXT:
        snapshot = replace(snapshot, routes=())
    with pytest.raises(NothingToRun) as refusal:
        at_place(snapshot, scope, at)
    assert refusal.value.message.startswith(message)
    assert hint in refusal.value.hint
