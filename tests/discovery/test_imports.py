from __future__ import annotations

import pytest

from qaagent_lsp.discovery.imports import (
    importers_of,
    imports_of,
    loaded_by_config,
    readers_of,
    with_importers,
    without_imports,
)
from qaagent_lsp.discovery.modules import layout_of
from qaagent_lsp.model.source import WorkspacePath


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import a", {"a"}),
        ("import a.b as c, d", {"a.b", "d"}),
        ("from a.b import c as d, e", {"a.b", "a.b.c", "a.b.e"}),
        ("from a import *", {"a"}),
        ("from . import x", {".", ".x"}),
        ("from .import x", {".", ".x"}),
        ("from ..a import x", {"..a", "..a.x"}),
        ("from .. a import x", {"..a", "..a.x"}),
        ("from a import (\n    b,  # the old (b)\n    c,\n)\n", {"a", "a.b", "a.c"}),
        ("from a import b, \\\n    c", {"a", "a.b", "a.c"}),
        ("def f():\n    import a; import b\n", {"a", "b"}),
        ("try: import a\nexcept ImportError: from b import c\n", {"a", "b", "b.c"}),
        ("import a  # because", {"a"}),
        ("def broken(:\n    pass\nimport a\n", {"a"}),
        ("x = importlib.import_module('a')", {"a"}),
        ("mocker.patch('shop.mail.send')", {"shop.mail.send"}),
        ("uvicorn.run('shop.main:app')", {"shop.main"}),
        (
            "INSTALLED_APPS = [\n    'shop',  # ours [x]\n    'orders.apps.Orders',\n]",
            {"shop", "orders.apps.Orders"},
        ),
        ("pytest_plugins = 'plugin'", {"plugin"}),
        ("urlpatterns = [path('x/', include('urls'))]", {"urls"}),
        ("text = 'shop'\n# import a\nimportant = 1\nfrom_ = 2\n", set()),
        ("", set()),
    ],
)
def test_imports(text: str, expected: set[str]) -> None:
    assert imports_of(text) == expected


def test_text_without_imports_keeps_its_lines() -> None:
    text = "import a\nfrom b import (\n    c,\n)\nx = c\n"
    assert without_imports(text).split("\n") == ["", "", "", "", "x = c", ""]


FILES = {
    "shop/__init__.py": "from .settings import X",
    "shop/settings.py": "",
    "shop/main.py": "from shop.pets import router",
    "shop/pets.py": "from . import store",
    "shop/store.py": "import json",
    "tests/test_main.py": "from shop.main import app\nimport words",
    "tests/words.py": "",
    "tests/test_other.py": "import httpx",
    "loop_a.py": "import loop_b",
    "loop_b.py": "import loop_a",
}


def readers(file: str, more: dict[str, str] | None = None) -> dict[str, str]:
    texts = {WorkspacePath(name): text for name, text in {**FILES, **(more or {})}.items()}
    layout = layout_of({}, [*texts, WorkspacePath("shop/gone.py")])
    importers = importers_of({name: imports_of(text) for name, text in texts.items()}, layout)
    return {str(reader): str(way) for reader, way in readers_of(importers, WorkspacePath(file)).items()}


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (
            "shop/store.py",
            {
                "shop/pets.py": "shop/store.py",
                "shop/main.py": "shop/pets.py",
                "tests/test_main.py": "shop/main.py",
            },
        ),
        ("tests/words.py", {"tests/test_main.py": "tests/words.py"}),
        ("tests/test_other.py", {}),
        ("loop_a.py", {"loop_b.py": "loop_a.py"}),
    ],
)
def test_readers_are_found_through_others(file: str, expected: dict[str, str]) -> None:
    assert readers(file) == expected


def test_who_imports_a_module_loads_the_packages_above_it() -> None:
    assert {"shop/__init__.py", "shop/pets.py", "tests/test_main.py"} <= readers("shop/settings.py").keys()


def test_a_file_that_is_gone_still_has_readers() -> None:
    found = readers("shop/gone.py", {"tests/test_gone.py": "from shop import gone"})
    assert found == {"tests/test_gone.py": "shop/gone.py"}


def test_files_that_load_others_without_an_import_are_added() -> None:
    a, b, c = map(WorkspacePath, ("a.py", "b.py", "c.py"))
    assert with_importers({a: frozenset({b})}, {a: [c], b: [c]}) == {
        a: frozenset({b, c}),
        b: frozenset({c}),
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[pytest]\nDJANGO_SETTINGS_MODULE = shop.settings\n", {"shop.settings"}),
        ("addopts = -q -p my.plugin -p no:cacheprovider", {"my.plugin", "no"}),
        ('addopts = ["-p", "plugin"]', {"plugin"}),
        ("[project]\nscripts = {shop = 'shop.main:run'}\nmax-p = 3\n", set()),
    ],
)
def test_what_configuration_loads(text: str, expected: set[str]) -> None:
    assert loaded_by_config(text) == expected
