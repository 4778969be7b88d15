from __future__ import annotations

from tests.cli.conftest import Shop


def test_each_test_has_its_routes_and_how_they_are_known(shop: Shop) -> None:
    rows = shop("tests", "--format", "json").json
    assert [row["id"] for row in rows] == [
        "tests/test_orders.py::test_create_order",
        "tests/test_pets.py::test_list_pets",
        "tests/test_pets.py::test_get_pet",
        "tests/test_pets.py::test_unknown_pet_is_not_found",
    ]
    (link,) = rows[2]["routes"]
    assert (link["method"], link["path"], link["how"]) == ("GET", "/pets/{pet_id}", "call")
    assert "/pets/1" in link["why"]


def test_after_a_run_they_are_observed(shop: Shop) -> None:
    shop.run()
    rows = shop("tests", "--route", "GET /pets/{pet_id}", "--format", "json").json
    assert [(row["name"], row["routes"][0]["how"]) for row in rows] == [
        ("test_get_pet", "observed"),
        ("test_unknown_pet_is_not_found", "observed"),
    ]


def test_people_read_a_table(shop: Shop) -> None:
    lines = shop("tests", "tests/test_orders.py").out.splitlines()
    assert lines[0].split() == ["TEST", "LINE", "ROUTE", "HOW", "WHY"]
    assert lines[1].startswith("tests/test_orders.py::test_create_order  1     POST /orders  call")


def test_a_test_without_a_route_stands_there_too(shop: Shop) -> None:
    (shop.folder / "tests" / "test_other.py").write_text("def test_other(): ...\n")
    assert "test_other  1     -" in shop("tests", "tests/test_other.py").out
