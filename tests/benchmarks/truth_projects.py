"""The projects whose route tables are compared, with pinned versions; none of them was written here.

A project is a folder to read, an interpreter that can import it, and the app to ask. Both are made once per machine
(see ``tests/e2e/projects.py``). A new project is one entry of ``PROJECTS``.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from pathlib import Path

from tests.e2e.projects import cached, environment, fastapi_docs, flaskr_project, interpreter_of

REQUIREMENTS = Path(__file__).parent / "requirements"
FIXTURES = Path(__file__).parents[1] / "fixtures" / "projects"


@dataclass(frozen=True)
class Project:
    """``app`` is the ``MODULE:EXPRESSION`` that the interpreter evaluates, ``rows_of`` what our rows call that app.

    ``make`` gives the folder to read and the interpreter. ``environment`` is set for both. ``peer`` tells whether
    ``fastapi-lsp`` knows the framework. ``prelude`` is run before the app is imported.
    """

    name: str
    framework: str
    app: str
    make: Callable[[Path], tuple[Path, Path]]
    rows_of: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    peer: bool = False
    prelude: str = ""


def installed(requirements: str, packages: Sequence[str], _: Path) -> tuple[Path, Path]:
    """Copy packages out of an environment into a folder of their own, as they would lie in a repository."""
    pins = REQUIREMENTS / requirements
    home = environment(str(pins))
    digest = blake2b(pins.read_bytes() + repr(packages).encode(), digest_size=6).hexdigest()

    def make(folder: Path) -> None:
        (site,) = (home / "lib").glob("python*/site-packages")
        for package in packages:
            shutil.copytree(
                site / package, folder / "workspace" / package, ignore=shutil.ignore_patterns("__pycache__")
            )

    return cached(f"truth-{pins.stem}-{digest}", make) / "workspace", home / "bin" / "python"


def _with_interpreter(make: Callable[[Path], Path], folder: Path) -> tuple[Path, Path]:
    project = make(folder)
    return project, interpreter_of(project)


def _fixture(name: str, requirements: str, folder: Path) -> tuple[Path, Path]:
    """Copy a project of the fixtures: what a documentation lets its reader write is published nowhere."""
    shutil.copytree(FIXTURES / name, folder)
    return folder, environment(requirements) / "bin" / "python"


def _below(name: str, make: Callable[[Path], tuple[Path, Path]], folder: Path) -> tuple[Path, Path]:
    """Take a package of a project for the folder that its own code imports from."""
    project, python = make(folder)
    return project / name, python


LABEL_STUDIO = """
import os, tempfile
os.environ["BASE_DATA_DIR"] = tempfile.mkdtemp()
"""

LOCUST = """
import locust.web
from locust.env import Environment
locust.web.served = lambda: Environment().create_web_ui("127.0.0.1", 0).app
"""
MAUBOT = """
import asyncio, maubot.management.api as api
from aiohttp import web
open(".dev-open-cfg.yaml", "w").write("editor: none\\npathmap: []\\n")
names = "login plugin plugin_upload instance instance_database client client_proxy client_auth dev_open log"
def served():
    app = web.Application()
    api_app = api.init({"api_features": dict.fromkeys(names.split(), True)}, asyncio.new_event_loop())
    app.add_subapp("/_matrix/maubot/v1", api_app)
    return app
api.served = served
"""
"""The management API with every feature, mounted as ``maubot.server`` does; its files need a built frontend."""

PROJECTS: tuple[Project, ...] = (
    Project(
        "litellm[proxy]",
        "fastapi",
        "litellm.proxy.proxy_server:app",
        partial(installed, "litellm.txt", ("litellm",)),
        environment={"LITELLM_LOCAL_MODEL_COST_MAP": "True"},
        peer=True,
    ),
    Project("flaskr", "flask", "flaskr:create_app()", partial(_with_interpreter, flaskr_project)),
    Project(
        "httpbin", "flask", "httpbin:app", partial(installed, "httpbin.txt", ("httpbin",)), "httpbin.core:app"
    ),
    Project(
        "bigger_applications",
        "fastapi",
        "docs_src.bigger_applications.app.main:app",
        partial(_with_interpreter, fastapi_docs),
        peer=True,
    ),
    Project(
        "prefect",
        "fastapi",
        "prefect.server.api.server:create_app(final=False)",
        partial(installed, "prefect.txt", ("prefect",)),
        "prefect.server.api.server:create_app()",
        peer=True,
    ),
    Project(
        "mindsdb",
        "flask-restx",
        "mindsdb.api.http.initialize:initialize_app()",
        partial(installed, "mindsdb.txt", ("mindsdb",)),
        "mindsdb.api.http.initialize:initialize_flask()",
    ),
    Project(
        "locust",
        "flask",
        "locust.web:served()",
        partial(installed, "locust.txt", ("locust",)),
        "locust.web:WebUI.__init__()",
        prelude=LOCUST,
    ),
    Project(
        "liteset",
        "litestar",
        "superset.app:create_app()",
        partial(installed, "liteset.txt", ("superset",)),
        environment={
            "LITESET_SECRET_KEY": "a key of more than sixteen characters",
            "LITESET_SQLALCHEMY_DATABASE_URI": "sqlite+aiosqlite:///:memory:",
        },
    ),
    Project(
        "maubot",
        "aiohttp",
        "maubot.management.api:served()",
        partial(installed, "maubot.txt", ("maubot",)),
        "maubot.server:MaubotServer.app",
        prelude=MAUBOT,
    ),
    Project(
        "DRF tutorial", "django", "tutorial.wsgi:application", partial(_fixture, "drf_tutorial", "django.txt")
    ),
    Project(
        "label-studio",
        "django",
        "core.wsgi:application",
        partial(_below, "label_studio", partial(installed, "label_studio.txt", ("label_studio",))),
        environment={
            "DJANGO_SETTINGS_MODULE": "core.settings.label_studio",
            "COLLECT_ANALYTICS": "0",
            "SENTRY_DSN": "",
            "FRONTEND_SENTRY_DSN": "",
        },
        prelude=LABEL_STUDIO,
    ),
)
