"""Specs are drafted where the project's are, as it writes its own. Real runs: ``tests/e2e``."""

from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.model.errors import NothingToWrite
from qaagent_lsp.session.spec_drafts import spec_drafts
from tests.authoring.briefs import GET_PET
from tests.session.conftest import Open

CONFIG = (
    "import { defineConfig } from '@playwright/test';\nexport default defineConfig({ testDir: 'e2e'%s });\n"
)
SPEC = 'const { test } = require("@playwright/test");\ntest("x", async () => {});\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    (folder / "e2e" / "api").mkdir(parents=True)
    return folder


async def test_the_configured_folder_of_tests_is_taken(project: Path, opened: Open) -> None:
    (project / "playwright.config.ts").write_text(CONFIG % ", use: { baseURL: 'http://127.0.0.1:1' }")
    session, _ = await opened(project)
    (draft,) = spec_drafts(await session.groundwork(), [GET_PET])
    assert (draft.file, draft.framework, draft.notes) == ("e2e/pets.spec.ts", "playwright", ())
    assert "test.use" not in draft.text


async def test_specs_stand_beside_those_that_are_there_and_look_like_them(
    project: Path, opened: Open
) -> None:
    (project / "playwright.config.js").write_text(CONFIG % "")
    (project / "e2e" / "api" / "pets.spec.js").write_text(SPEC)
    session, _ = await opened(project)
    (draft,) = spec_drafts(await session.groundwork(), [GET_PET])
    assert draft.file == "e2e/api/pets_2.spec.js"
    assert draft.text.startswith('const { expect, test } = require("@playwright/test");')
    assert draft.notes == ("no baseURL is configured: the tests ask the app that answers at BASE_URL",)


async def test_the_profile_has_the_last_word_and_is_told_where_playwright_does_not_look(
    project: Path, opened: Open
) -> None:
    (project / "playwright.config.ts").write_text(CONFIG % "")
    (project / ".qaagent.yaml").write_text("project: {name: x}\ntests:\n  e2e: {output_dir: specs}\n")
    session, _ = await opened(project)
    (draft,) = spec_drafts(await session.groundwork(), [GET_PET])
    assert draft.file == "specs/pets.spec.ts"
    assert draft.notes[0].startswith("specs/pets.spec.ts is not among the files that playwright.config.ts")


async def test_a_project_without_playwright(project: Path, opened: Open) -> None:
    session, _ = await opened(project)
    ground = await session.groundwork()
    with pytest.raises(NothingToWrite, match="no project of Playwright"):
        spec_drafts(ground, [GET_PET])
