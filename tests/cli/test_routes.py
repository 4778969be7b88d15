from __future__ import annotations

import sys

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
    assert lines[0].split() == ["METHOD", "PATH", "HANDLER", "PLACE", "TESTS", "FRAMEWORK", "KNOWN"]
    assert lines[3].split() == [
        "GET",
        "/pets/{pet_id}",
        "app.pets.get_pet",
        "app/pets.py:12",
        "2",
        "fastapi",
        "static",
    ]


def test_a_folder_without_routes_says_so(shop: Shop) -> None:
    (shop.folder / "empty").mkdir()
    said = shop("routes", "empty")
    assert said.out == "No routes found.\n"
    assert "--observe MODULE:APP" in said.err
    assert shop("routes", "empty", "--format", "json").json == []


def test_a_broken_file_hides_nothing_else(shop: Shop) -> None:
    (shop.folder / "app" / "broken.py").write_text("@router.get('/x')\ndef (:\n")
    said = shop("routes")
    assert "app/pets.py:12" in said.out
    assert "app/broken.py:2:" in said.err


def test_what_cannot_be_listed_is_said(shop: Shop) -> None:
    text = "from app.main import app\n\n\ndef extra():\n    return 1\n\n\n"
    added = "".join(f"app.add_api_route(make(), extra, name='{at}')\n" for at in range(7))
    (shop.folder / "more.py").write_text(f"{text}app.include_router(others(), prefix='/others')\n{added}")
    said = shop("routes")
    assert len(said.out.splitlines()) == 4
    err = said.err.splitlines()
    assert err[0] == (
        "more.py:8: the routes that are put here below /others are not listed: they come from `others()`, "
        "which only a running app can tell; run a test that uses the app to have them listed"
    )
    assert [line.partition(" this route")[0] for line in err[1:6]] == [
        f"more.py:{at}:" for at in range(9, 14)
    ]
    assert (
        err[6] == "… and so in 2 more places: its path comes from `make()`, which only a running app can tell"
    )
    as_json = shop("routes", "--format", "json")
    assert (len(as_json.json), as_json.err) == (3, said.err)
    twice = "def made(app):\n    app.add_api_route(make(), extra)\n"
    calls = "".join(f"made(FastAPI(title='{at}'))\n" for at in range(7))
    (shop.folder / "more.py").write_text(f"from fastapi import FastAPI\n{text}{twice}{calls}")
    assert len(shop("routes").err.splitlines()) == 1  # one place, however many apps
    assert shop("routes", "app").err == ""


def test_the_app_itself_is_asked(shop: Shop) -> None:
    (shop.folder / "more.py").write_text(
        "from app.main import app\n\n\ndef extra():\n    return 1\n\n\n"
        "for name in map(str.lower, 'AB'):\n    app.add_api_route(f'/{name}', extra)\n"
    )
    said = shop("routes", "--observe", "more:app", "--python", sys.executable, "--format", "json")
    assert (said.code, said.err) == (0, "")
    assert {(row["path"], row["file"], row["line"], row["source"], row["seen_by"]) for row in said.json} == {
        ("/orders", "app/orders.py", 6, "observed", "observe"),
        ("/pets", "app/pets.py", 7, "observed", "observe"),
        ("/pets/{pet_id}", "app/pets.py", 12, "observed", "observe"),
        ("/a", "more.py", 4, "observed", "observe"),
        ("/b", "more.py", 4, "observed", "observe"),
    }
    assert len(shop("routes", "--format", "json").json) == 5
    assert "observed just now" in shop("routes").out


def test_what_is_no_app_is_refused_and_what_breaks_is_shown(shop: Shop) -> None:
    asked = ("routes", "--format", "json", "--python", sys.executable, "--observe")
    said = shop(*asked, "app.main:nope")
    assert (said.code, said.json["error"]["kind"]) == (2, "unknown-app")
    (shop.folder / "bad.py").write_text("print('on my way')\nraise ValueError('not today')\n")
    said = shop(*asked, "bad:app")
    assert (said.code, said.json["error"]["kind"]) == (3, "app-broke")
    assert said.json["error"]["message"] == "bad:app could not be imported: ValueError: not today"
    assert "on my way" in said.err
    assert 'bad.py", line 2' in said.err
