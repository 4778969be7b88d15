"""Features and specs that were written for a real project run there, in real Behave and Playwright."""

from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.authoring.kept_state import State
from qaagent_lsp.session.authored import write
from qaagent_lsp.session.feature_drafts import feature_drafts
from qaagent_lsp.session.spec_drafts import spec_drafts
from tests.authoring.briefs import GET_PET, POST_PET
from tests.e2e.three_tools import three_tools_project
from tests.session.conftest import Open
from tests.session.conftest import opened as opened
from tests.session.conftest import own_places as own_places

KEPT = [State("shop.store", "PETS", "dict")]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return three_tools_project(tmp_path / "shop")


async def test_a_feature_beside_steps_of_the_project(shop: Path, opened: Open) -> None:
    session, _ = await opened(shop, python=None)
    drafts = feature_drafts(await session.groundwork(), [GET_PET, POST_PET], KEPT)
    (authored,) = await write(session, drafts)
    assert (authored.file, authored.outcome, authored.message) == (
        "features/pets_2.feature",
        "passed",
        "5 passed",
    )
    (again,) = await write(session, feature_drafts(await session.groundwork(), [GET_PET], KEPT))
    assert (again.file, again.outcome) == ("features/pets_3.feature", "passed")
    assert sorted(file.name for file in (shop / "features" / "steps").glob("*.py")) == [
        "api_steps.py",
        "pets_steps.py",
    ]


async def test_a_feature_with_nothing_but_ours(shop: Path, opened: Open) -> None:
    for file in [*(shop / "features").rglob("*.*")]:
        file.unlink()
    session, _ = await opened(shop, python=None)
    drafts = feature_drafts(await session.groundwork(), [GET_PET, POST_PET], KEPT)
    (authored,) = await write(session, drafts)
    assert (authored.file, authored.outcome) == ("features/pets.feature", "passed"), authored.message


async def test_a_spec(shop: Path, opened: Open) -> None:
    session, _ = await opened(shop, python=None)
    (authored,) = await write(session, spec_drafts(await session.groundwork(), [POST_PET, GET_PET]))
    assert (authored.file, authored.outcome, authored.message) == (
        "e2e/pets_2.spec.ts",
        "passed",
        "5 passed",
    )
