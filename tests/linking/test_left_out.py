"""What is not listed is said until an app was seen that has it, and said again where it is written anew."""

from __future__ import annotations

import pytest

from qaagent_lsp.linking.left_out import UNKNOWN_ROUTE, problem_of, still_left_out
from tests.discovery.tables import table
from tests.linking.seen import app, remembered

FILES = {
    "shop.py": """
    from fastapi import FastAPI
    from made import paths

    app = FastAPI()

    @app.get(paths())
    def x(): ...

    app.include_router(paths(), prefix="/more")
    """,
    "made.py": """
    def paths():
        return KNOWN[0]
    """,
}
SEEN = app("shop:app", "shop.py:4", "GET /x shop.x shop.py:6", "GET /more/y made.y /site/made.py:1")


def still(files: dict[str, str], sighted: dict[str, str], **how: list[str]) -> list[int]:
    found = still_left_out(table(files).left_out, remembered(sighted, SEEN, dirty=how.get("dirty", [])))
    return [row.span.line for row in found]


ONLY = "`paths()`, which only a running app can tell"
RUN = "run a test that uses the app to have"


def test_it_is_said_why_and_what_to_do() -> None:
    rows = table(FILES).left_out
    assert [(one.file, one.line, one.code, one.message) for one in map(problem_of, rows)] == [
        (
            "shop.py",
            6,
            UNKNOWN_ROUTE,
            f"this route is not listed: its path comes from {ONLY}; {RUN} it listed",
        ),
        (
            "shop.py",
            9,
            UNKNOWN_ROUTE,
            f"the routes that are put here below /more are not listed: they come from {ONLY}; {RUN} them listed",
        ),
    ]


def test_what_of_a_path_is_known_is_said() -> None:
    text = FILES["shop.py"].replace("FastAPI()", "FastAPI(); api = APIRouter(prefix='/api')")
    text = text.replace("import FastAPI", "import APIRouter, FastAPI").replace("@app", "@api")
    (row, _) = table({**FILES, "shop.py": text + "\n    app.include_router(api)\n"}).left_out
    assert " can tell (it begins with /api); run a test" in problem_of(row).message


def test_an_app_that_was_seen_has_all_of_it() -> None:
    assert [row.span.line for row in still_left_out(table(FILES).left_out, ())] == [6, 9]
    assert still(FILES, FILES) == []
    moved = {**FILES, "shop.py": FILES["shop.py"].replace("from made", "import os\n    from made")}
    assert still(moved, FILES) == []


@pytest.mark.parametrize(
    ("old", "new", "lines"), [('"/more"', '"/less"', [9]), ("@app.get(paths())", "@app.get(other())", [6])]
)
def test_what_is_written_since_is_said(old: str, new: str, lines: list[int]) -> None:
    assert still({**FILES, "shop.py": FILES["shop.py"].replace(old, new)}, FILES) == lines


def test_one_more_of_the_same_is_one_more() -> None:
    again = FILES["shop.py"].replace("def x(): ...", "@app.get(paths())\n    def x(): ...")
    assert still({**FILES, "shop.py": again}, FILES) == [7]


def test_an_unsaved_buffer_is_not_what_was_run() -> None:
    assert still(FILES, FILES, dirty=["shop.py"]) == [6, 9]


def test_another_app_says_nothing_of_it() -> None:
    other = app("other:app", "other.py:4", "GET /z other.z other.py:6")
    assert len(still_left_out(table(FILES).left_out, remembered(FILES, other))) == 2
