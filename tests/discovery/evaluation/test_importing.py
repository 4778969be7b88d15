"""Modules and attributes that are called by texts."""

from __future__ import annotations

import pytest

from tests.discovery.tables import rows

MAIN = "import importlib\nfrom importlib import import_module\nfrom fastapi import FastAPI\napp = FastAPI()\n"
ROUTER = "from fastapi import APIRouter\nrouter = APIRouter()\n@router.get('/{0}')\ndef {0}(): ...\n"


def served(text: str) -> list[str]:
    files = {"pkg/__init__.py": "", "pkg/main.py": MAIN + text}
    files |= {f"pkg/{name}.py": ROUTER.format(name) for name in ("users", "pets")}
    return sorted(row.partition(" pkg.")[0] for row in rows(files))


@pytest.mark.parametrize(
    "text",
    [
        "mod = importlib.import_module('pkg.users')\napp.include_router(mod.router, prefix='/in')\n",
        "app.include_router(import_module('pkg.users').router, prefix='/in')\n",
        "mod = import_module('.users', package='pkg')\napp.include_router(mod.router, prefix='/in')\n",
        "mod = import_module('.users', __package__)\napp.include_router(mod.router, prefix='/in')\n",
        "mod = import_module(f'{__package__}.users')\napp.include_router(mod.router, prefix='/in')\n",
        "import pkg.users as u\napp.include_router(getattr(u, 'router'), prefix='/in')\n",
        "import pkg.users as u\napp.include_router(getattr(u, 'router', None), prefix='/in')\n",
        "import pkg.users as u\napp.include_router(getattr(u, 'nothing', u.router), prefix='/in')\n",
        "from werkzeug.utils import import_string as i\napp.include_router(i('pkg.users:router'), prefix='/in')\n",
    ],
)
def test_names_that_are_texts(text: str) -> None:
    assert served(text) == ["GET /in/users", "GET /pets"]


def test_each_turn_of_a_loop_has_its_own_module() -> None:
    loop = "for name in ('users', 'pets'):\n    mod = import_module(f'pkg.{name}')\n"
    assert served(f"{loop}    app.include_router(mod.router, prefix='/' + name)\n") == [
        "GET /pets/pets",
        "GET /users/users",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "app.include_router(import_module(unknown).router)\n",
        "app.include_router(import_module('pkg.nowhere').router)\n",
        "app.include_router(getattr(unknown, 'router'))\n",
        "import pkg.users as u\napp.include_router(getattr(u, unknown))\n",
    ],
)
def test_what_is_not_known_is_included_nowhere(text: str) -> None:
    assert served(text) == ["GET /pets", "GET /users"]
