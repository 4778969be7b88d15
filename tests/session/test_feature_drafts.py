"""Features are drafted where the project's are, with the steps that it lacks. Real runs: ``tests/e2e``."""

from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.authoring.kept_state import State
from qaagent_lsp.model.brief import RouteBrief
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.feature_drafts import feature_drafts
from tests.authoring.briefs import GET_PET, route
from tests.session.conftest import Open

STEPS = "from behave import when\n\n\n@when('I ask for \"{path}\"')\ndef ask(context, path):\n    context.answer = context.client.get(path)\n"  # noqa: E501 -- one file's text


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    (folder / "shop").mkdir(parents=True)
    return folder


async def test_a_project_without_features_gets_a_folder_of_them(project: Path, opened: Open) -> None:
    session, _ = await opened(project)
    (draft,) = feature_drafts(await session.groundwork(), [GET_PET], [State("shop.store", "PETS", "dict")])
    assert (draft.file, draft.framework, draft.routes) == (
        "features/pets.feature",
        "behave",
        (GET_PET.route.key,),
    )
    (steps,) = draft.companions
    assert steps.file == "features/steps/api_steps.py"
    assert "store.PETS" in steps.text


async def test_features_stand_beside_those_that_are_there(project: Path, opened: Open) -> None:
    (project / "acceptance" / "steps").mkdir(parents=True)
    (project / "acceptance" / "steps" / "steps.py").write_text(STEPS)
    (project / "acceptance" / "api").mkdir()
    (project / "acceptance" / "api" / "pets.feature").write_text(
        'Feature: Pets\n  Scenario: one\n    When I ask for "/"\n'
    )
    session, _ = await opened(project)
    ground = await session.groundwork()
    (draft,) = feature_drafts(ground, [GET_PET])
    assert draft.file == "acceptance/api/pets_2.feature"
    assert '    When I ask for "/pets/1"\n' in draft.text
    assert [one.file for one in draft.companions] == ["acceptance/steps/api_steps.py"]
    steps = project / "acceptance" / "steps" / "api_steps.py"
    steps.write_text(draft.companions[0].text)
    await session.files_changed([WorkspacePath("acceptance/steps/api_steps.py")])
    (again,) = feature_drafts(await session.groundwork(), [GET_PET])
    assert again.companions == ()


async def test_django_gets_hooks_for_its_database(project: Path, opened: Open) -> None:
    (project / "manage.py").write_text(
        'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site.settings")\n'
    )
    session, _ = await opened(project)
    brief = RouteBrief(route("GET /x", "django", None), GET_PET.cases)
    (draft,) = feature_drafts(await session.groundwork(), [brief])
    assert [one.file for one in draft.companions] == [
        "features/steps/api_steps.py",
        "features/environment.py",
    ]
    assert "site.settings" in draft.companions[1].text


async def test_what_could_not_be_known_is_told(project: Path, opened: Open) -> None:
    session, _ = await opened(project)
    ground = await session.groundwork()
    unknown = RouteBrief(route("GET /x", app=None), GET_PET.cases)
    (draft,) = feature_drafts(ground, [unknown])
    assert draft.notes == (
        "how the app is made is not known: the steps ask the one that answers at BASE_URL",
    )
    assert feature_drafts(ground, [RouteBrief(route("GET /x"), ())]) == ()
