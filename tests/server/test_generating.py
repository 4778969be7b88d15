"""``qaagent.generateTest``: an edit that the editor applies, shows, and can undo."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlparse

from lsprotocol import types

from tests.server.editor import editing, full_capabilities

HEALTH = {"method": "GET", "path": "/health"}


def path_of(uri: str) -> Path:
    return Path(unquote(urlparse(uri).path))


async def test_a_test_is_made_by_the_editor_and_opened(pets: Path) -> None:
    async with editing(pets) as editor:
        routes = await editor.command("qaagent.listRoutes", {})
        route = next(row for row in routes if row["method"] == "GET" and "{" not in row["path"])
        asked = {"method": route["method"], "path": route["path"], "uri": route["uri"]}
        answer = await editor.command("qaagent.generateTest", asked)
        (edit,) = editor.edits
        (shown,) = editor.shown_documents
        assert (answer["applied"], answer["framework"], shown.uri) == (True, "pytest", answer["uri"])
        made, text = edit.edit.document_changes or ()
        assert isinstance(made, types.CreateFile)
        assert made.options == types.CreateFileOptions(overwrite=False, ignore_if_exists=False)
        assert isinstance(text, types.TextDocumentEdit)
        file = path_of(answer["uri"])
        assert f'client.get("{route["path"]}' in file.read_text()
        end = await editor.run("qaagent.runPath", {"uri": answer["uri"]})
        assert (end.outcome, end.counts.failed) == ("passed", 0)


async def test_a_feature_comes_with_its_steps(pets: Path) -> None:
    async with editing(pets) as editor:
        routes = await editor.command("qaagent.listRoutes", {})
        route = next(row for row in routes if row["method"] == "GET" and "{" not in row["path"])
        asked = {"method": route["method"], "path": route["path"], "framework": "behave"}
        answer = await editor.command("qaagent.generateTest", asked)
    assert [path_of(uri).name for uri in answer["uris"]] == ["api_steps.py", path_of(answer["uri"]).name]
    assert all(path_of(uri).read_text() for uri in answer["uris"])


async def test_an_editor_that_makes_no_files_finds_it_written(pets: Path) -> None:
    capabilities = full_capabilities()
    assert capabilities.workspace is not None
    capabilities.workspace.apply_edit = False
    async with editing(pets, capabilities=capabilities) as editor:
        routes = await editor.command("qaagent.listRoutes", {})
        route = next(row for row in routes if row["method"] == "GET" and "{" not in row["path"])
        asked = {"method": route["method"], "path": route["path"]}
        answer = await editor.command("qaagent.generateTest", asked)
        assert editor.edits == []
    assert path_of(answer["uri"]).is_file()


async def test_what_cannot_be_written_is_refused(pets: Path) -> None:
    async with editing(pets) as editor:
        unknown = await editor.refused("qaagent.generateTest", {"method": "GET", "path": "/nowhere"})
        wrong = await editor.refused("qaagent.generateTest", {**HEALTH, "framework": "rspec"})
        routes = await editor.command("qaagent.listRoutes", {})
        asked = {"method": routes[0]["method"], "path": routes[0]["path"], "framework": "playwright"}
        none = await editor.refused("qaagent.generateTest", asked)
    assert (unknown.code, unknown.data["kind"]) == (-32803, "unknown-route")
    assert (wrong.code, wrong.data["field"]) == (-32602, "framework")
    assert (none.code, none.data["kind"]) == (-32803, "nothing-to-write")


async def test_nothing_is_tried_in_a_workspace_that_is_not_trusted(pets: Path) -> None:
    options = {"untrustedWorkspace": True}
    async with editing(pets, options=options) as editor:
        routes = await editor.command("qaagent.listRoutes", {})
        asked = {"method": routes[0]["method"], "path": routes[0]["path"]}
        refusal = await editor.refused("qaagent.generateTest", asked)
    assert refusal.data["kind"] == "untrusted-workspace"
