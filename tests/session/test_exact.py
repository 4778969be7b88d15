"""The exact cases of Playwright, asked of Playwright itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.model.errors import UntrustedWorkspace
from qaagent_lsp.session.compose import open_session
from qaagent_lsp.session.exact import Exact, exact_cases_of
from qaagent_lsp.session.watching import Unwatched
from tests.e2e.three_tools import three_tools_project

LOOP = """
for (const id of [1, 2]) {
  test(`pet ${id}`, async ({ request }) => {
    await request.get(`/pets/${id}`);
  });
}
"""


async def asked(folder: Path, *, trusted: bool = True) -> Exact:
    session = open_session(folder, Settings(), Unwatched(), trusted=trusted)
    try:
        await session.start()
        return await exact_cases_of(session)
    finally:
        await session.aclose()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QAAGENT_CACHE_DIR", str(tmp_path / "cache"))
    return three_tools_project(tmp_path / "pets")


async def test_projects_and_loops_are_told_as_cases(folder: Path) -> None:
    spec = folder / "e2e" / "pets.spec.ts"
    spec.write_text(spec.read_text() + LOOP)
    found = await asked(folder)
    assert found.errors == ()
    assert sorted(case.id for case in found.cases) == [
        "e2e/pets.spec.ts:10:1 [api]",
        "e2e/pets.spec.ts:16:3 [api] › pet 1",
        "e2e/pets.spec.ts:16:3 [api] › pet 2",
        "e2e/pets.spec.ts:4:3 [api]",
    ]


async def test_what_keeps_it_from_answering_is_told(folder: Path) -> None:
    (folder / "e2e" / "broken.spec.ts").write_text("import './nowhere';\n")
    assert any("nowhere" in error for error in (await asked(folder)).errors)
    (folder / "node_modules").unlink()
    (error,) = (await asked(folder)).errors
    assert "npm install" in error
    with pytest.raises(UntrustedWorkspace):
        await asked(folder, trusted=False)


async def test_a_workspace_without_playwright_has_none(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text("def test_a(): pass\n")
    assert await asked(tmp_path) == Exact()
