"""Modules are patched as they are imported, and nobody notices."""

from __future__ import annotations

from pathlib import Path

from tests.probes.probed import PROJECTS, probed, traced, write


def test_handler_place_is_that_of_the_undecorated_code() -> None:
    (hit, _) = traced("web_fastapi", "").cases["test_shop.py::test_included_routers"].hits
    assert hit.handler_file.endswith("/shop.py")
    source = (PROJECTS / "web_fastapi" / "shop.py").read_text().splitlines()
    assert source[hit.handler_line - 1] == '@inner.get("/x/{a}")'


def test_modules_load_as_ever(tmp_path: Path) -> None:
    """Loaders, reloads and late imports are what they are without the probe."""
    source = """
import importlib, inspect, sys


def test_spec_is_the_real_one():
    import starlette.routing
    from importlib.machinery import SourceFileLoader

    assert type(starlette.routing.__spec__.loader) is SourceFileLoader
    assert "exec_module" not in vars(starlette.routing.__spec__.loader)
    assert "class Route" in inspect.getsource(starlette.routing)


def test_reload_is_traced_again():
    import starlette.routing
    from starlette.testclient import TestClient

    importlib.reload(starlette.routing)
    app = starlette.routing.Router([starlette.routing.Route("/late", lambda request: None)])
    TestClient(app, raise_server_exceptions=False).get("/late")


def test_assertion_rewriting_goes_on():
    import helper
    helper.check(1)
"""
    folder = write(
        tmp_path / "w",
        test_it=source,
        conftest="import pytest\npytest.register_assert_rewrite('helper')\n",
        helper="def check(value):\n    assert value == 2, 'told'\n",
    )
    run = probed(folder)
    assert run.verdicts == {
        "test_it.py::test_spec_is_the_real_one": "passed",
        "test_it.py::test_reload_is_traced_again": "passed",
        "test_it.py::test_assertion_rewriting_goes_on": "failed",
    }
    assert [hit.path for hit in run.cases["test_it.py::test_reload_is_traced_again"].hits] == ["/late"]
    assert "assert 1 == 2" in run.cases["test_it.py::test_assertion_rewriting_goes_on"].message
