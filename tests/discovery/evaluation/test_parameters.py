from __future__ import annotations

import pytest

from tests.discovery.tables import table


@pytest.mark.parametrize(
    ("signature", "caller", "expected"),
    [
        ("target", "install(app)", ("GET /x", 1.0)),
        ("target", "install(target=app)", ("GET /x", 1.0)),
        ("target: FastAPI", "", ("GET /x", 1.0)),
        ("target", "", ("GET /x", 0.5)),
    ],
)
def test_apps_handed_to_functions(signature: str, caller: str, expected: tuple[str, float]) -> None:
    (route,) = table(
        f"""
        from fastapi import FastAPI
        app = FastAPI()
        def install({signature}):
            @target.get("/x")
            def x(): ...
        {caller}
        """
    ).routes
    assert (str(route.key), route.confidence) == expected


def test_a_default_is_known_with_doubt() -> None:
    (route,) = table(
        """
        from fastapi import APIRouter, FastAPI
        def create(prefix="/d"):
            app = FastAPI()
            app.include_router(router, prefix=prefix)
            return app
        router = APIRouter()
        @router.get("/x")
        def x(): ...
        """
    ).routes
    assert (str(route.key), route.confidence) == ("GET /d/x", 0.8)


def test_the_instance_itself_is_passed_by_nobody() -> None:
    """Also where a name has two definitions, and the parameter is that of the other one."""
    found = table(
        """
        from fastapi import FastAPI
        app = FastAPI()
        class Cache:
            @property
            def store(self):
                made = self.make()
                return made
            @store.setter
            def store(self, value):
                self.kept = value
        store()
        @app.get("/y")
        def y(): ...
        """
    )
    assert [str(route.key) for route in found.routes] == ["GET /y"]
    assert found.problems == ()
