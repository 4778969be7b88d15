"""A description of an API in a real server: lenses, hover, the way to the handler, what is wrong, and runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from tests.server.editor import editing

SPEC = """\
openapi: 3.1.0
info: {title: Pets, version: "1"}
paths:
  /pets/:
    get: {operationId: list_pets}
  /pets/{id}:
    parameters: [{name: id, in: path}]
    get: {operationId: get_pet, responses: {200: {description: ok}}}
  /dogs:
    post: {}
"""


@pytest.fixture
def described(pets: Path) -> Path:
    """The project, and what it offers, as a document in which nothing is wrong."""
    (pets / "api").mkdir()
    (pets / "api" / "openapi.yaml").write_text(SPEC)
    return pets


def document(uri: str) -> types.TextDocumentIdentifier:
    return types.TextDocumentIdentifier(uri)


async def test_operations_have_the_lenses_of_their_routes_and_run_their_tests(described: Path) -> None:
    async with editing(described) as editor:
        uri = editor.open(described / "api" / "openapi.yaml")
        assert await editor.lenses(uri) == [
            (4, "▶ 1 test"),
            (4, "○ not run"),
            (7, "▶ 2 tests"),
            (7, "○ not run"),
            (9, "○ no tests"),
        ]
        click = (await editor.raw_lenses(uri))[2].command
        assert click is not None
        assert click.arguments is not None
        done = await editor.run(click.command, click.arguments[0])
        assert done.outcome == "passed"
        assert [title.split(" · ")[0] for _, title in await editor.lenses(uri)][3] == "✓ 2/2"
        in_file = await editor.run("qaagent.runRoutesInFile", {"uri": uri})
        assert in_file.counts.passed == 4


async def test_an_operation_leads_to_its_handler_and_back(described: Path) -> None:
    async with editing(described) as editor:
        uri = editor.open(described / "api" / "openapi.yaml")
        found = await editor.text_document_definition_async(
            types.DefinitionParams(document(uri), types.Position(7, 5))
        )
        assert isinstance(found, list)
        assert [one.uri for one in found if isinstance(one, types.Location)] == [
            (described / "shop" / "pets.py").as_uri()
        ]
        code = editor.open(described / "shop" / "pets.py")
        hover = await editor.text_document_hover_async(
            types.HoverParams(document(code), types.Position(12, 5))
        )
        assert hover is not None
        assert isinstance(hover.contents, types.MarkupContent)
        assert f"[api/openapi.yaml:8](<{uri}#L8>)" in hover.contents.value


async def test_what_is_wrong_is_marked_and_a_broken_buffer_keeps_its_lenses(described: Path) -> None:
    file = described / "api" / "openapi.yaml"
    async with editing(described) as editor:
        uri = editor.open(file)
        before = await editor.lenses(uri)
        editor.type(uri, SPEC.replace("info:", "x: [\ninfo:"))
        assert await editor.lenses(uri) == [(line + 1, title) for line, title in before]
        await editor.until(
            lambda: [one.code for one in editor.marks(uri)] == ["openapi-syntax"], "the mistake"
        )
        editor.type(uri, SPEC.replace("{name: id,", "{name: pet,").replace("/dogs", "dogs"))
        await editor.until(
            lambda: (
                sorted((one.range.start.line, str(one.code)) for one in editor.marks(uri))
                == [(5, "openapi-parameter"), (6, "openapi-parameter"), (8, "openapi-path")]
            ),
            "three mistakes",
        )
        editor.type(uri, SPEC)
        await editor.until(lambda: editor.marks(uri) == [], "nothing wrong")


async def test_an_answer_that_is_not_documented_is_marked_at_the_route_after_a_run(described: Path) -> None:
    file = described / "api" / "openapi.yaml"
    file.write_text(SPEC.replace("200: {description: ok}", "200: {description: ok, content: {text/csv: {}}}"))
    async with editing(described) as editor:
        code = editor.open(described / "shop" / "pets.py")
        await editor.run("qaagent.runRoute", {"method": "GET", "path": "/pets/{pet_id}"})
        await editor.until(
            lambda: "contract-drift" in [mark.code for mark in editor.marks(code)], "the drift"
        )
        (mark,) = [mark for mark in editor.marks(code) if mark.code == "contract-drift"]
        assert mark.severity == types.DiagnosticSeverity.Information
        assert "404 is not documented" in mark.message
        assert "200 as application/json is not documented, only as text/csv" in mark.message
        assert mark.related_information is not None
        assert mark.related_information[0].location.uri == file.as_uri()
        assert mark.range.start.line == 12
