"""Route rows as programs get them."""

from __future__ import annotations

from dataclasses import replace

from qaagent_lsp.editor.route_rows import route_row
from qaagent_lsp.linking.overlay import NOWHERE
from qaagent_lsp.linking.sighted import Sighted
from tests.linking.seen import app, sighting
from tests.linking.workspace import route

PET = route("GET /pets/{pet_id}", line=12, handler="app.pets.get_pet", pet_id="int")


def test_a_route() -> None:
    assert route_row(PET, Sighted(())) == {
        "method": "GET",
        "path": "/pets/{pet_id}",
        "handler": "app.pets.get_pet",
        "file": "app/main.py",
        "line": 12,
        "handler_file": "app/main.py",
        "handler_line": 13,
        "framework": "fastapi",
        "source": "static",
        "confidence": 1.0,
        "reason": "",
        "app": None,
        "params": [{"name": "pet_id", "converter": "int"}],
        "seen_at": None,
        "seen_by": None,
    }


def test_when_and_by_whom_it_was_seen() -> None:
    seen = sighting({}, app("main:app", "main.py:1", "GET /pets/{pet_id} app.pets.get_pet app/main.py:12"))
    row = route_row(PET, Sighted((seen,)))
    assert (row["seen_at"], row["seen_by"]) == ("1970-01-01T00:01:40+00:00", "run")
    row = route_row(PET, Sighted((replace(seen, run_id=""),)))
    assert row["seen_by"] == "observe"


def test_a_handler_of_a_library_is_told_where_it_is_marked() -> None:
    row = route_row(replace(PET, handler_file=NOWHERE), Sighted(()))
    assert (row["handler_file"], row["handler_line"]) == ("app/main.py", 12)
