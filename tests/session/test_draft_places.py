from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.draft_places import configured_folder, folder_of, joined, stem_of, usual_folder
from tests.session.conftest import Open


@pytest.mark.parametrize(
    ("handler", "stem"),
    [
        ("app/routers/pets.py", "pets"),
        ("shop/main.py", "shop"),
        ("main.py", "main"),
        ("api/user-data/views.py", "user_data"),
        ("app/__init__.py", "init"),
        ("openapi.yaml", "openapi"),
    ],
)
def test_tests_are_called_after_what_they_test(handler: str, stem: str) -> None:
    assert stem_of(WorkspacePath(handler)) == stem


def test_the_nearest_folder_comes_before_the_fullest() -> None:
    files = [WorkspacePath(file) for file in ("e2e/a.ts", "e2e/b.ts", "services/pets/e2e/c.ts")]
    assert usual_folder(files, WorkspacePath("services/pets/app.py")) == "services/pets/e2e"
    assert usual_folder(files, WorkspacePath("app.py")) == "e2e"
    assert usual_folder([], WorkspacePath("app.py")) is None


def test_names() -> None:
    assert (folder_of("a/b.py"), folder_of("b.py"), joined("", "x"), joined("a", "x")) == (
        "a",
        "",
        "x",
        "a/x",
    )


async def test_only_a_folder_that_somebody_wrote_down_counts(tmp_path: Path, opened: Open) -> None:
    folder = tmp_path / "w"
    folder.mkdir()
    (folder / ".qaagent.yaml").write_text(
        "project: {name: x}\ntests:\n  behave: {output_dir: specs/api}\n  e2e: {output_dir: ../outside}\n"
    )
    session, _ = await opened(folder)
    ground = await session.groundwork()
    app = WorkspacePath("app.py")
    assert configured_folder(ground, app, "behave") == "specs/api"
    assert configured_folder(ground, app, "e2e") is None
    (folder / ".qaagent.yaml").write_text("project: {name: x}\n")
    await session.refresh()
    assert configured_folder(await session.groundwork(), app, "behave") is None
