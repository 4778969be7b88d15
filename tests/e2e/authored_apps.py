"""Real apps that tests are written for: copies without the tests that their authors wrote."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.model.brief import Authored
from qaagent_lsp.session.authored import write
from qaagent_lsp.session.authoring import draft
from qaagent_lsp.session.compose import open_session
from tests.e2e.projects import FASTAPI, environment, flaskr_project, interpreter_of, source_of
from tests.session.conftest import Witness


@dataclass(frozen=True)
class AuthoredApp:
    """A project to write tests for. ``handlers`` are the files whose functions are changed, below it."""

    folder: Path
    python: Path
    handlers: tuple[str, ...]


def flaskr(folder: Path) -> AuthoredApp:
    """Flask's tutorial, with its conftest and its data but none of its tests."""
    flaskr_project(folder)
    for file in (folder / "tests").glob("test_*.py"):
        file.unlink()
    return AuthoredApp(
        folder, interpreter_of(folder), ("flaskr/__init__.py", "flaskr/auth.py", "flaskr/blog.py")
    )


def docs_app(folder: Path, name: str, handlers: Sequence[str]) -> AuthoredApp:
    """Take a package of FastAPI's ``docs_src`` for a project of its own; it has no tests and no conftest."""
    source = source_of(FASTAPI) / "docs_src" / name
    folder.mkdir()
    shutil.copytree(source, folder / source.name, ignore=shutil.ignore_patterns("test_*.py", "__pycache__"))
    home = environment("fastapi_docs.txt")
    (folder / ".venv").symlink_to(home, target_is_directory=True)
    return AuthoredApp(folder, home / "bin" / "python", tuple(f"{source.name}/{file}" for file in handlers))


def bigger_applications(folder: Path) -> AuthoredApp:
    """Several routers, with dependencies that want a token and a header."""
    files = ("main.py", "dependencies.py", "internal/admin.py", "routers/items.py", "routers/users.py")
    return docs_app(folder, "bigger_applications/app", files)


def app_testing(folder: Path) -> AuthoredApp:
    """Items that are read and created: a body, its validation, a header, conflicts."""
    return docs_app(folder, "app_testing/app_b", ("main.py",))


async def authored(app: AuthoredApp) -> tuple[Authored, ...]:
    """Write tests for every route of an app, and run them."""
    session = open_session(app.folder, Settings.model_validate({"python": str(app.python)}), Witness())
    try:
        await session.start()
        return await write(session, await draft(session, session.snapshot.routes))
    finally:
        await session.aclose()
