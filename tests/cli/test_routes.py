from __future__ import annotations

from tests.cli.conftest import Shop

ROW_KEYS = {
    "method",
    "path",
    "handler",
    "file",
    "line",
    "handler_file",
    "handler_line",
    "framework",
    "source",
}


def test_the_table_of_a_project(shop: Shop) -> None:
    rows = shop("routes", "--format", "json").json
    assert all(row.keys() >= ROW_KEYS | {"confidence", "app", "params"} for row in rows)
    assert [(row["method"], row["path"], row["file"], row["line"]) for row in rows] == [
        ("POST", "/orders", "app/orders.py", 6),
        ("GET", "/pets", "app/pets.py", 7),
        ("GET", "/pets/{pet_id}", "app/pets.py", 12),
    ]


def test_a_file_or_a_folder_narrows_it(shop: Shop) -> None:
    rows = shop("routes", "app/orders.py", "--format", "json").json
    assert [row["path"] for row in rows] == ["/orders"]
    rows = shop("routes", "app", "--workspace", str(shop.folder), "--format", "json").json
    assert len(rows) == 3


def test_people_read_it_with_the_number_of_tests(shop: Shop) -> None:
    lines = shop("routes").out.splitlines()
    assert lines[0].split() == ["METHOD", "PATH", "HANDLER", "PLACE", "TESTS", "FRAMEWORK"]
    assert lines[3].split() == ["GET", "/pets/{pet_id}", "app.pets.get_pet", "app/pets.py:12", "2", "fastapi"]


def test_a_folder_without_routes_says_so(shop: Shop) -> None:
    (shop.folder / "empty").mkdir()
    assert shop("routes", "empty").out == "No routes found.\n"
    assert shop("routes", "empty", "--format", "json").json == []


def test_a_broken_file_hides_nothing_else(shop: Shop) -> None:
    (shop.folder / "app" / "broken.py").write_text("@router.get('/x')\ndef (:\n")
    said = shop("routes")
    assert "app/pets.py:12" in said.out
    assert "app/broken.py:2:" in said.err
