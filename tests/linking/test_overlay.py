"""What apps served, laid over what the files say: then, and after every kind of edit."""

from __future__ import annotations

import pytest

from qaagent_lsp.linking.overlay import Overlay
from tests.discovery.tables import table
from tests.linking.seen import app, laid, now_of, remembered

MAIN = """
    import os
    from fastapi import FastAPI
    import pets
    app = FastAPI()
    app.include_router(pets.router, prefix=os.environ["PREFIX"])

    @app.get("/health")
    def health(): ...

    if os.environ.get("NEVER"):
        @app.get("/never")
        def never(): ...
"""
PETS = """
    from fastapi import APIRouter
    router = APIRouter()

    @router.get("/pets")
    def get_pets(): ...

    def made(): ...

    for name in open("names.txt"):
        router.add_api_route("/" + name, made)
"""
FILES = {"main.py": MAIN, "pets.py": PETS}
APP = app(
    "main:app",
    "main.py:4",
    "GET /api/pets pets.get_pets pets.py:4",
    "GET /api/rex pets.made pets.py:7",
    "GET /api/tom pets.made pets.py:7",
    "GET /health main.health main.py:7",
    "GET /metrics prometheus.metrics /site/prometheus.py:3",
)
SEEN = remembered(FILES, APP)
TRUTH = [
    "GET /metrics prometheus.metrics main.py:4 observed",
    "GET /health main.health main.py:7 observed",
    "GET /api/pets pets.get_pets pets.py:4 observed",
    "GET /api/rex pets.made pets.py:7 observed",
    "GET /api/tom pets.made pets.py:7 observed",
]
AGED = "seen in a running app; {} has changed since"


def edited(**changes: tuple[str, str]) -> dict[str, str]:
    files = dict(FILES)
    for name, (old, new) in changes.items():
        assert old in files[f"{name}.py"]
        files[f"{name}.py"] = files[f"{name}.py"].replace(old, new)
    return files


def test_while_nothing_changes_the_rows_are_those_of_the_app() -> None:
    assert laid(FILES, SEEN) == TRUTH


def test_without_sightings_nothing_is_done() -> None:
    rows = table(FILES).routes
    assert Overlay().lay(rows, now_of(FILES)) == rows


def test_lines_move_with_the_file() -> None:
    rows = laid({**FILES, "pets.py": "import os\n\n\n" + PETS.replace("\n    ", "\n").lstrip("\n")}, SEEN)
    pets = [row for row in rows if "pets.py" in row]
    why = f"0.9 {AGED.format('pets.py')}"
    assert pets == [
        f"GET /api/pets pets.get_pets pets.py:7 observed {why}",
        f"GET /api/rex pets.made pets.py:10 observed {why}",
        f"GET /api/tom pets.made pets.py:10 observed {why}",
    ]


@pytest.mark.parametrize(
    ("files", "gone", "new"),
    [
        pytest.param(
            edited(main=('"/health"', '"/healthz"')),
            ["GET /health main.health main.py:7 observed"],
            ["GET /healthz main.health main.py:7 static"],
            id="a certain path that changed is static analysis' word",
        ),
        pytest.param(
            edited(pets=("def made(): ...", "")),
            [row for row in TRUTH if "pets.made" in row],
            [],
            id="a handler that is gone takes its rows along",
        ),
        pytest.param(
            edited(pets=('"/pets"', '"/animals"')),
            [TRUTH[2]],
            [],
            id="a path of unknown prefix that changed is no longer the one that was seen",
        ),
        pytest.param(
            edited(main=('os.environ["PREFIX"]', '"/v2"')),
            [TRUTH[2]],
            ["GET /v2/pets pets.get_pets pets.py:4 static"],
            id="a prefix that has become known",
        ),
        pytest.param(
            {**FILES, "more.py": 'from main import app\n@app.get("/more")\ndef more(): ...\n'},
            [],
            ["GET /more more.more more.py:2 static"],
            id="a route that was written since",
        ),
    ],
)
def test_edits(files: dict[str, str], gone: list[str], new: list[str]) -> None:
    names = [line.split(" observed")[0] for line in laid(files, SEEN)]
    keys = [" ".join(line.split()[:3]) for line in laid(files, SEEN)]
    for row in gone:
        assert " ".join(row.split()[:3]) not in keys
    for row in TRUTH:
        if row not in gone:
            assert (
                row.removesuffix(" observed") in names or f"{row.removesuffix(' observed')} static" in names
            )
    for row in new:
        assert row in laid(files, SEEN)


def test_a_deleted_file_takes_its_rows_along() -> None:
    rows = laid({"main.py": MAIN}, SEEN)
    assert [row for row in rows if "pets" in row] == []


def test_what_no_app_has_comes_back_where_its_file_changed() -> None:
    files = edited(main=("def never(): ...", "def never(): return 1"))
    rows = laid(files, SEEN)
    why = 'registered only where `os.environ.get("NEVER")` holds (main.py:10)'
    assert f"GET /never main.never main.py:11 static 0.8 {why}" in rows
    assert "GET /health main.health main.py:7 static" in rows
    assert f"GET /metrics prometheus.metrics main.py:4 observed 0.9 {AGED.format('main.py')}" in rows


def test_what_an_app_showed_is_certain_whatever_its_condition_says() -> None:
    served = app(
        "main:app", "main.py:4", "GET /health main.health main.py:7", "GET /never main.never main.py:11"
    )
    assert "GET /never main.never main.py:11 observed" in laid(FILES, remembered(FILES, served))


def test_apps_that_were_never_seen_keep_their_rows() -> None:
    other = 'from flask import Flask\napp = Flask(__name__)\n@app.get("/x")\ndef x(): ...\n'
    files = {**FILES, "other.py": other}
    assert "GET /x other.x other.py:3 static" in laid(files, remembered(files, APP))


def test_an_app_says_nothing_of_another_folders_of_the_same_name() -> None:
    small = 'from flask import Flask\napp = Flask(__name__)\n@app.get("/x")\ndef x(): ...\n'
    more = small + '@app.get("/y")\ndef y(): ...\n'
    files = {"one/app.py": small, "two/app.py": more}
    seen = remembered(files, app("app:app", "one/app.py:2", "GET /x app.x one/app.py:3"))
    assert [one.removed for one in seen] == [frozenset()]
    assert laid(files, seen) == [
        "GET /x app.x one/app.py:3 observed",
        "GET /x app.x two/app.py:3 static",
        "GET /y app.y two/app.py:5 static",
    ]


def test_several_apps_and_mounts_of_one_handler_are_several_rows() -> None:
    second = app("admin:app", "admin.py:1", "GET /admin/pets pets.get_pets pets.py:4")
    files = {**FILES, "admin.py": "app = load()\n"}
    rows = laid(files, remembered(files, APP, second))
    assert [row for row in rows if "get_pets" in row] == [
        "GET /admin/pets pets.get_pets pets.py:4 observed",
        "GET /api/pets pets.get_pets pets.py:4 observed",
    ]


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ("deco.hide.<locals>.inner deco.py:2", "web.page"),
        ("lib.wrapper /site/lib.py:2", "web.page"),
        ("web.page web.py:3", "web.page"),
    ],
)
def test_a_decorator_that_hides_its_function_does_not_move_the_row(seen: str, expected: str) -> None:
    files = {
        "web.py": 'from fastapi import FastAPI\napp = FastAPI()\n@app.get("/page")\n@hide\ndef page(): ...\n',
        "deco.py": "def hide(f):\n    def inner(): ...\n    return inner\n",
    }
    sightings = remembered(files, app("web:app", "web.py:2", f"GET /page {seen}"))
    assert laid(files, sightings) == [f"GET /page {expected} web.py:3 observed"]


def test_a_method_that_is_inherited_from_elsewhere_stands_at_its_class() -> None:
    files = {"views.py": "import lib\n\n\nclass Pets(lib.View):\n    pass\n", "urls.py": ""}
    sightings = remembered(files, app("urls:urlpatterns", "urls.py:0", "GET /pets views.Pets.get views.py:0"))
    assert laid(files, sightings) == ["GET /pets views.Pets.get views.py:4 observed"]


def test_rows_that_did_not_change_are_the_same_objects() -> None:
    overlay = Overlay(SEEN)
    static, now = table(FILES).routes, now_of(FILES)
    first, second = overlay.lay(static, now), overlay.lay(static, now)
    assert all(one is other for one, other in zip(first, second, strict=True))
