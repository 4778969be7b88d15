"""Routes that cannot be listed are marked where they are registered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from qaagent_lsp.editor.finding import Levels
from qaagent_lsp.editor.findings import findings
from qaagent_lsp.editor.unknown_routes import unknown_routes
from qaagent_lsp.model.snapshot import Snapshot
from tests.discovery.tables import table
from tests.editor.small_workspace import read

APP = """
from fastapi import FastAPI

app = FastAPI()


@app.get(
    make(),
    tags=["pets"],
)
def pets(): ...


app.include_router(make(), prefix="/more")
"""


def snapshot(folder: Path, **files: str) -> Snapshot:
    texts = {f"{name.replace('__', '/')}.py": text for name, text in files.items()}
    return replace(read(folder, texts), left_out=table(texts).left_out)


def test_at_the_decorator_and_at_the_call_that_gives_them(tmp_path: Path) -> None:
    now = snapshot(tmp_path, app=APP)
    (pets, more) = (one for _, one in unknown_routes(now, "information"))
    assert (pets.span.line, pets.code, pets.severity) == (6, "unknown-route", "information")
    assert more.span.line == 13
    assert pets.is_of_definition
    assert list(findings(now, Levels())) == ["app.py"]


def test_it_can_be_switched_off(tmp_path: Path) -> None:
    now = snapshot(tmp_path, app=APP)
    assert list(unknown_routes(now, "off")) == []
    assert findings(now, Levels(unknown="off")) == {}


def test_apps_of_tests_are_their_own_business(tmp_path: Path) -> None:
    assert list(unknown_routes(snapshot(tmp_path, tests__apps=APP), "warning")) == []
