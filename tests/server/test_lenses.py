from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from tests.server.editor import editing

GET_PET = {"method": "GET", "path": "/pets/{pet_id}"}


async def test_every_route_has_its_lenses_and_each_click_says_all_there_is_to_know(pets: Path) -> None:
    async with editing(pets) as editor:
        uri = editor.open(pets / "shop" / "pets.py")
        lenses = await editor.raw_lenses(uri)
    commands = [lens.command for lens in lenses if lens.command]
    assert [(c.title, c.command) for c in commands] == [
        ("▶ 1 test", "qaagent.runRoute"),
        ("○ not run", "qaagent.runRoute"),
        ("▶ 2 tests", "qaagent.runRoute"),
        ("○ not run", "qaagent.runRoute"),
        ("○ no tests", "qaagent.runRoute"),
    ]
    assert commands[2].arguments == ({**GET_PET, "uri": uri},)
    assert [lens.range.start.line for lens in lenses] == [7, 7, 12, 12, 19]


async def test_tests_have_lenses_too(pets: Path) -> None:
    async with editing(pets) as editor:
        uri = editor.open(pets / "tests" / "test_health.py")
        assert await editor.lenses(uri) == [(5, "▶ run test"), (5, "○ not run")]


async def test_a_broken_buffer_keeps_its_lenses_and_they_move_with_their_lines(pets: Path) -> None:
    file = pets / "shop" / "pets.py"
    async with editing(pets) as editor:
        uri = editor.open(file)
        before = await editor.lenses(uri)
        editor.type(uri, "import (\n\n" + file.read_text())
        assert await editor.lenses(uri) == [(line + 2, title) for line, title in before]
        editor.type(uri, file.read_text())
        assert await editor.lenses(uri) == before


async def test_a_file_that_cannot_be_read_hides_nothing_else(pets: Path) -> None:
    (pets / "shop" / "broken.py").write_bytes(b"def (:\n\xff\xfe\n@app.get('/x')")
    (pets / "tests" / "test_broken.py").write_text("def test_x(:\n")
    async with editing(pets) as editor:
        uri = editor.open(pets / "shop" / "pets.py")
        assert len(await editor.lenses(uri)) == 5


async def test_a_typed_route_has_its_lens_at_once(pets: Path) -> None:
    file = pets / "shop" / "main.py"
    more = '\n\n@app.post("/typed")\ndef typed() -> None:\n    """Not saved."""\n'
    async with editing(pets) as editor:
        uri = editor.open(file)
        editor.type(uri, file.read_text() + more)
        assert (await editor.lenses(uri))[-1][1] == "○ no tests"
        rows = await editor.command("qaagent.listRoutes", {"uri": uri})
        assert ("POST", "/typed") in [(row["method"], row["path"]) for row in rows]
        assert editor.heard("qaagent/routesChanged")


async def test_routes_that_only_the_running_app_has_get_their_lenses_from_a_run(pets: Path) -> None:
    file = pets / "shop" / "plugins.py"
    loop = "\n\nfor name in map(str.lower, ['TOYS', 'FOOD']):\n    app.add_api_route(f'/{name}', listed)\n"
    file.write_text(f"from shop.main import app\n\n\ndef listed() -> int:\n    return 1\n{loop}")
    (pets / "tests" / "test_plugins.py").write_text(
        "from fastapi.testclient import TestClient\nfrom shop.plugins import app\n\n\n"
        "def test_toys() -> None:\n    assert TestClient(app).get('/toys').json() == 1\n"
    )
    async with editing(pets) as editor:
        uri = editor.open(file)
        assert "GET /toys" not in str(await editor.lenses(uri))
        told = len(editor.heard("qaagent/routesChanged"))
        assert (await editor.run("qaagent.runAll", {})).outcome == "passed"
        assert len(editor.heard("qaagent/routesChanged")) > told
        lenses = await editor.lenses(uri)
        assert [(line, title) for line, title in lenses if "▶" in title or "no tests" in title] == [
            (3, "○ GET /food · no tests"),
            (3, "▶ GET /toys · 1 test"),
        ]
        hover = await editor.text_document_hover_async(
            types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(3, 5))
        )
        assert hover is not None
        assert "as seen in the running app by tests just now" in str(hover.contents)
        rows = await editor.command("qaagent.listRoutes", {"uri": uri})
        assert {(row["path"], row["source"], bool(row["seen_by"])) for row in rows} == {
            ("/toys", "observed", True),
            ("/food", "observed", True),
        }
