"""Which route a request ends at whose client follows redirects."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from qaagent_lsp.discovery.facts import Redirects
from qaagent_lsp.discovery.syntax.redirecting import Redirect
from qaagent_lsp.linking.leading import Leads
from qaagent_lsp.linking.table import RouteTable
from qaagent_lsp.model.client_call import Follows
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.source import WorkspacePath
from tests.linking.workspace import route

FILE = WorkspacePath("app/main.py")
TABLE = RouteTable(
    (
        route("GET /", handler="shop.pets.index"),
        route("GET /pets", handler="shop.pets.list_pets"),
        route("POST /pets", handler="shop.pets.add"),
        route("GET /pets/{pet_id}", handler="shop.pets.show"),
        route("POST /pets/{pet_id}", handler="shop.pets.show"),
        route("GET /news", handler="shop.news.index"),
        replace(route("GET /polls", handler="shop.polls.index"), names=("polls:list",)),
    )
)
Led = list[str]


def led(
    text: str, *ways: Redirect, follows: Follows = "yes", also: Redirects = (), table: RouteTable = TABLE
) -> Led:
    (row,) = [row for row in table.routes if str(row.key) == text]
    name = row.handler.rpartition(".")[2]
    leads = Leads(table, {FILE: ((name, ways), *also)})
    return [
        f"{one.route.key}{'' if one.certain else '?'}" for one in leads.follow(row, row.key.method, follows)
    ]


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("/pets", ["GET /pets"]),
        ("/pets/{}", ["GET /pets/{pet_id}"]),
        ("/nowhere", []),
        (".index", ["GET /"]),
        ("news.index", ["GET /news"]),
        ("index", ["GET /"]),
        ("list_pets", ["GET /pets"]),
        ("polls:list", ["GET /polls"]),
        ("nothing", []),
        ("", []),
    ],
)
def test_a_target_is_a_path_a_view_or_a_name(to: str, expected: Led) -> None:
    assert led("POST /pets", Redirect(to, "always")) == expected


@pytest.mark.parametrize(
    ("ways", "expected"),
    [
        ((Redirect("/pets", "sent"), Redirect("/", "always")), ["GET /pets"]),
        ((Redirect("/pets", "sometimes"), Redirect("/", "otherwise")), ["GET /"]),
        ((Redirect("/pets", "sometimes"),), ["GET /pets?"]),
        ((Redirect("/pets", "sometimes"), Redirect("/", "sometimes")), []),
        ((Redirect("/pets", "always"), Redirect("", "always")), []),
    ],
)
def test_of_several_redirects_the_likely_one_counts(ways: tuple[Redirect, ...], expected: Led) -> None:
    assert led("POST /pets", *ways) == expected


@pytest.mark.parametrize(("when", "expected"), [("always", ["GET /"]), ("otherwise", []), ("sent", [])])
def test_what_only_fetches_is_led_on_where_nothing_else_may_come(
    when: Literal["always", "otherwise", "sent"], expected: Led
) -> None:
    assert led("GET /pets", Redirect("/", when)) == expected


def test_redirects_lead_on_and_end() -> None:
    onward = (("index", (Redirect("/news", "sometimes"),)), ("show", (Redirect("/pets", "always"),)))
    assert led("POST /pets", Redirect("/", "always"), also=onward) == ["GET /"]
    assert led("POST /pets", Redirect("/pets/1", "always"), also=onward) == [
        "GET /pets/{pet_id}",
        "GET /pets",
    ]
    around = (("list_pets", (Redirect("/pets/1", "always"),)), *onward)
    assert led("POST /pets", Redirect("/pets/1", "always"), also=around) == [
        "GET /pets/{pet_id}",
        "GET /pets",
    ]


def test_the_method_may_stay() -> None:
    assert led("POST /pets", Redirect("/pets/{}", "always", keeps=True)) == ["POST /pets/{pet_id}"]


@pytest.mark.parametrize(
    ("framework", "followed"),
    [
        ("fastapi", ["", "yes"]),
        ("flask", ["yes"]),
        ("django", ["yes"]),
        ("litestar", ["", "await", "yes"]),
        ("aiohttp", ["await", "yes"]),
    ],
)
def test_clients_follow_as_their_kind_does_unless_they_are_told(
    framework: Literal["fastapi", "flask", "django", "litestar", "aiohttp"], followed: list[str]
) -> None:
    table = RouteTable(tuple(replace(row, framework=framework) for row in TABLE.routes))
    kinds: tuple[Follows, ...] = ("", "await", "no", "yes")
    way = Redirect("/", "always")
    assert [one for one in kinds if led("POST /pets", way, follows=one, table=table)] == followed


def test_a_target_is_one_of_the_same_app() -> None:
    def of(app: str, row: Route) -> Route:
        return replace(row, app=app, file=WorkspacePath(f"{app}.py"))

    asked = of("b", TABLE.routes[2])
    table = RouteTable((of("a", TABLE.routes[0]), of("b", TABLE.routes[0]), asked))
    leads = Leads(table, {FILE: (("add", (Redirect("/", "always"),)),)})
    assert [one.route.file for one in leads.follow(asked, "POST", "yes")] == ["b.py"]
