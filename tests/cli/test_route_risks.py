from __future__ import annotations

from tests.cli.conftest import Shop


def test_the_riskiest_come_first_with_the_reasons(shop: Shop) -> None:
    said = shop("routes", "--risk")
    lines = said.out.splitlines()
    assert lines[0].split() == ["RISK", "SCORE", "METHOD", "PATH", "PLACE", "WHY"]
    assert lines[1].split()[:5] == ["P3", "40", "POST", "/orders", "app/orders.py:6"]
    assert lines[1].endswith("changes data without auth")
    assert said.code == 0


def test_programs_get_the_row_of_the_table_with_its_risk(shop: Shop) -> None:
    first, *others = shop("routes", "--risk", "--format", "json").json
    assert (first["path"], first["handler"], first["risk"]["band"], first["risk"]["score"]) == (
        "/orders",
        "app.orders.create_order",
        "P3",
        40.0,
    )
    assert [factor["name"] for factor in first["risk"]["factors"]] == ["unauthenticated_change"]
    assert [row["risk"]["band"] for row in others] == ["P3", "P3"]


def test_a_file_narrows_it(shop: Shop) -> None:
    rows = shop("routes", "app/pets.py", "--risk", "--format", "json").json
    assert {row["path"] for row in rows} == {"/pets", "/pets/{pet_id}"}


def test_an_app_is_not_asked_at_the_same_time(shop: Shop) -> None:
    said = shop("routes", "--risk", "--observe", "app.main:app")
    assert (said.code, "--observe" in said.err) == (2, True)
